"""An IntakeReport as lines of text, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import pandas as pd

from geo.cities import City, Disease
from geo.errors import Problem
from geo.intake import IntakeReport, UnmatchedName
from geo.text import day, number, problem, text

SHOWN = 10
"""How many faults of a file, notes of a kind and names are written out; the rest is counted."""


def lines(
    report: IntakeReport, city: City, disease: Disease, zones: pd.DataFrame, lang: str, stored: bool
) -> list[str]:
    """The whole report: what was read, totals before and after, then all that needs an eye.

    ``stored`` says whether the files were stored (``import``) or only read (``check``).
    """
    return [
        *_head(report, city, disease, zones, lang, stored),
        *_totals(report, lang),
        *_falls(report, zones, lang),
        *_unmatched(report, city, lang),
        *_findings(report.findings, lang),
        *_files(report, lang),
    ]


def _head(
    report: IntakeReport, city: City, disease: Disease, zones: pd.DataFrame, lang: str, stored: bool
) -> Iterator[str]:
    words = {"city": city.name, "disease": text(f"disease.{disease.key}", lang)}
    yield text("intake.stored" if stored else "intake.checked", lang, **words)
    counts = {"read": report.files_read, "refused": len(report.refused)}
    counts["already"] = len(report.already)
    yield text("intake.files", lang, **{k: number(n, lang) for k, n in counts.items()})
    if report.first is None or report.latest is None:
        return
    ends = {"first": day(report.first, lang, "short"), "latest": day(report.latest, lang, "short")}
    rows, days = number(report.rows, lang), number(report.days, lang)
    yield text("intake.rows", lang, rows=rows, days=days, **ends)
    matched = number(report.zones_matched, lang)
    yield text("intake.zones", lang, matched=matched, total=number(len(zones), lang))
    if report.zones_without:
        names = _listed(report.zones_without, lang)
        yield text("intake.zones_without", lang, names=names)
    yield text("intake.unallocated", lang, n=number(report.unallocated_rows, lang))
    for key in ("repeated", "overlapping", "revised"):
        if count := getattr(report, key):
            yield text(f"intake.{key}", lang, n=number(count, lang))


def _totals(report: IntakeReport, lang: str) -> Iterator[str]:
    if report.latest is None or not report.totals:
        return
    yield text("intake.totals", lang, day=day(report.latest, lang))
    for total in report.totals:
        share = None if total.share is None else 100 * total.share
        yield "  " + text(
            "intake.total" if total.in_file is not None else "intake.total_of_rows",
            lang,
            indicator=text(f"intake.indicator.{total.indicator}", lang),
            in_file=number(total.in_file, lang),
            stored=number(total.stored, lang),
            unallocated=number(total.unallocated, lang),
            share=number(share, lang, 1),
        )


def _falls(report: IntakeReport, zones: pd.DataFrame, lang: str) -> Iterator[str]:
    if report.latest is None:
        return
    if not report.falls:
        yield text("intake.no_falls", lang)
        return
    yield text("intake.falls", lang, n=number(report.falls, lang))
    names = dict(zip(zones["zone_id"], zones["name"], strict=True))
    for fall in report.largest_falls:
        yield "  " + text(
            "intake.fall",
            lang,
            zone=names.get(fall.zone_id, fall.zone_id),
            day=day(fall.date, lang, "short"),
            indicator=text(f"intake.indicator.{fall.indicator}", lang),
            step=number(fall.step, lang),
        )


def _unmatched(report: IntakeReport, city: City, lang: str) -> Iterator[str]:
    if not report.unmatched:
        return
    yield text("intake.unmatched", lang)
    yield from (f"  {line}" for line in _some([_name(u, lang) for u in report.unmatched], lang))
    yield text("intake.unmatched_todo", lang, city=city.key)


def _name(row: UnmatchedName, lang: str) -> str:
    written = ", ".join(part for part in (row.name, row.code, row.district) if part)
    closest = ", ".join(f"{name} ({zone_id})" for zone_id, name, _ in row.closest) or "–"
    rows = number(row.rows, lang)
    return text("intake.unmatched_row", lang, name=written, rows=rows, closest=closest)


def _findings(findings: Iterable[Problem], lang: str) -> Iterator[str]:
    kinds: dict[str, list[Problem]] = {}
    for finding in findings:
        kinds.setdefault(finding.key, []).append(finding)
    if kinds:
        yield text("intake.findings", lang, n=number(sum(map(len, kinds.values())), lang))
    for found in kinds.values():
        yield from (f"  {line}" for line in _problems(found, lang))


def _files(report: IntakeReport, lang: str) -> Iterator[str]:
    yield from _some([text("intake.already", lang, file=file) for file in report.already], lang)
    for file, problems in report.refused:
        yield text("intake.refused", lang, file=file)
        yield from (f"  {line}" for line in _problems(problems, lang))


def _problems(problems: Iterable[Problem], lang: str) -> list[str]:
    found = list(problems)
    shown = [problem(fault, lang) for fault in found[:SHOWN]]
    return shown + _rest(len(found), lang)


def _listed(names: Sequence[str], lang: str) -> str:
    """Names in a row, the rest counted, without a full stop."""
    shown = ", ".join(names[:SHOWN])
    rest = len(names) - SHOWN
    return text("intake.names_more", lang, names=shown, n=number(rest, lang)) if rest > 0 else shown


def _some(words: Iterable[str], lang: str) -> list[str]:
    found = list(words)
    return found[:SHOWN] + _rest(len(found), lang)


def _rest(count: int, lang: str) -> list[str]:
    return [text("intake.more", lang, n=number(count - SHOWN, lang))] if count > SHOWN else []
