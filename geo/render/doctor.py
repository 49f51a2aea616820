"""A Diagnosis in words: HTML for the page, lines for the command line; all values escaped."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from geo import inert
from geo.diagnosis import SEVERITIES, Diagnosis, Finding, Severity
from geo.diagnosis import refused as of_refused
from geo.errors import Problem
from geo.text import catalogue, day, day_names, number, text

SHOWN = 10
"""How many findings of a kind are written out on the page and the command line."""

SEVERITY = {"block": "doctor.block_word", "look": "doctor.look_word", "note": "doctor.note_word"}
_HEADS = {"block": "doctor.block", "look": "doctor.look", "note": "doctor.note"}
_PARTS = {
    "on_map": "doctor.on_map",
    "outside": "doctor.outside",
    "district": "doctor.district",
    "unmatched": "doctor.unmatched",
    "difference": "doctor.difference",
}


@dataclass(frozen=True)
class Written:
    """A finding in words. ``cell`` is its sheet, address and heading, "" where it is about none;
    ``about`` the kelurahan, day and indicator, as far as it is about one."""

    cell: str
    about: str
    found: str
    expected: str
    todo: str

    @property
    def where(self) -> str:
        return ": ".join(part for part in (self.cell, self.about) if part)


def written(finding: Finding, lang: str) -> Written:
    """The finding's sentences, as plain text of one line each."""
    values = {name: _word(name, value, lang) for name, value in finding.values.items()}
    said = (
        text(f"problem.{finding.key}.{p}", lang, **values) for p in ("found", "expected", "todo")
    )
    found, expected, todo = (inert.plain(sentence) for sentence in said)
    cell = inert.plain(finding.spot.address) if finding.spot else ""
    return Written(cell, about(finding, lang), found, expected, todo)


def about(finding: Finding, lang: str) -> str:
    """Kelurahan, day and indicator of a finding, as far as it is about one."""
    parts = [str(finding.values.get("zone", "")) if finding.zone_id else ""]
    parts.append(day(finding.day, lang, "short") if finding.day else "")
    parts.append(_word("indicator", finding.indicator, lang) if finding.indicator else "")
    return inert.plain(", ".join(part for part in parts if part))


def _word(name: str, value: Any, lang: str) -> str:
    if name == "indicator":
        key = f"intake.indicator.{value}"
        return text(key, lang) if key in catalogue(lang) else str(value)
    if name == "weekday":
        return day_names(lang)["weekdays"][int(value)]
    if name == "day" and isinstance(value, str):
        value = _iso(value)
    if isinstance(value, dt.date):
        return day(value, lang, "short")
    if value is None:
        return "–"
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return str(value)
    return number(value, lang, 0 if float(value).is_integer() else 1)


def _iso(written_day: str) -> dt.date | str:
    try:
        return dt.date.fromisoformat(written_day)
    except ValueError:
        return written_day


def summary(diagnosis: Diagnosis, lang: str) -> str:
    """Where the file's persons are, and whether anything is left to explain."""
    balance = diagnosis.balance
    if balance is None or diagnosis.day is None:
        return ""
    head = text("doctor.balance", lang, **_head(diagnosis, lang))
    total = "doctor.rows_total" if balance.total_row is None else "doctor.own_total"
    rows = [(text(total, lang), number(balance.in_file, lang))]
    for part, key in _PARTS.items():
        persons = getattr(balance, part)
        if persons or part == "on_map":
            rows.append((text(key, lang), _share(persons, balance.in_file, lang)))
    cells = "".join(
        f'<tr><th scope="row">{escape(said)}</th><td class="r">{escape(n)}</td></tr>'
        for said, n in rows
    )
    state = "gap" if diagnosis.gap else "balanced"
    return (
        f'<div class="jt-doctor jt-table" data-gap="{diagnosis.gap}"><table>'
        f"<caption>{escape(head)}</caption><tbody>{cells}</tbody></table>"
        f'<p class="jt-{state}" role="status">{escape(_verdict(diagnosis, lang))}</p></div>'
    )


def findings(diagnosis: Diagnosis, lang: str) -> str:
    """Every kind of finding in a table for each severity; of one kind the first ``SHOWN``."""
    if not diagnosis.findings:
        return f'<p class="jt-doctor">{escape(text("doctor.clean", lang))}</p>'
    return "".join(_section(diagnosis, severity, lang) for severity in SEVERITIES)


def refused(problems: Iterable[Problem], lang: str) -> str:
    """The faults of a file that could not be read, as findings."""
    return findings(of_refused("", problems), lang)


def _section(diagnosis: Diagnosis, severity: Severity, lang: str) -> str:
    mine = [f for f in diagnosis.findings if f.severity == severity]
    if not mine:
        return ""
    caption = text(_HEADS[severity], lang, n=number(len(mine), lang))
    heads = "".join(
        f'<th scope="col">{escape(text(key, lang))}</th>'
        for key in ("doctor.where", "doctor.found", "doctor.expected", "doctor.todo")
    )
    rows = []
    for kind in _by_kind(mine).values():
        rows += [_row(written(finding, lang)) for finding in kind[:SHOWN]]
        if len(kind) > SHOWN:
            rest = text("doctor.more", lang, n=number(len(kind) - SHOWN, lang))
            rows.append(f'<tr><td colspan="4">{escape(rest)}</td></tr>')
    return (
        f'<div class="jt-doctor jt-table" data-severity="{severity}" tabindex="0" role="region" '
        f'aria-label="{escape(caption)}"><table><caption>{escape(caption)}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def _row(said: Written) -> str:
    cells = (said.found, said.expected or "–", said.todo)
    texts = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
    return f'<tr><th scope="row">{escape(said.where or "–")}</th>{texts}</tr>'


def lines(diagnosis: Diagnosis, lang: str) -> list[str]:
    """The diagnosis for the command line: the balance, then the findings by severity."""
    out = []
    balance = diagnosis.balance
    if balance is not None and diagnosis.day is not None:
        out.append(text("doctor.balance", lang, **_head(diagnosis, lang)) + ":")
        for part, key in _PARTS.items():
            persons = getattr(balance, part)
            if persons or part == "on_map":
                out.append(f"  {text(key, lang)}: {_share(persons, balance.in_file, lang)}")
        out.append(f"  {_verdict(diagnosis, lang)}")
    if not diagnosis.findings:
        out.append(text("doctor.clean", lang))
    for severity in SEVERITIES:
        mine = [f for f in diagnosis.findings if f.severity == severity]
        if mine:
            out.append(text(_HEADS[severity], lang, n=number(len(mine), lang)) + ":")
        for kind in _by_kind(mine).values():
            out += [f"  {_line(written(finding, lang), lang)}" for finding in kind[:SHOWN]]
            if len(kind) > SHOWN:
                out.append("  " + text("intake.more", lang, n=number(len(kind) - SHOWN, lang)))
    return out


def _line(said: Written, lang: str) -> str:
    expected = text("problem_frame.expected", lang, what=said.expected) if said.expected else ""
    start = f"{said.where}: {said.found}" if said.where else said.found
    return " ".join(part for part in (start, expected, said.todo) if part)


def _by_kind(found: Iterable[Finding]) -> dict[str, list[Finding]]:
    kinds: dict[str, list[Finding]] = {}
    for finding in found:
        kinds.setdefault(finding.key, []).append(finding)
    return kinds


def _head(diagnosis: Diagnosis, lang: str) -> Mapping[str, str]:
    balance, when = diagnosis.balance, diagnosis.day
    return {
        "indicator": _word("indicator", diagnosis.indicator, lang),
        "day": day(when, lang) if when else "–",
        "in_file": number(balance.in_file if balance else None, lang),
    }


def _share(persons: int, total: int, lang: str) -> str:
    n = number(persons, lang)
    if not total:
        return n
    return text("doctor.share", lang, n=n, share=number(100 * persons / total, lang, 1))


def _verdict(diagnosis: Diagnosis, lang: str) -> str:
    if diagnosis.gap:
        return text("doctor.gap", lang, found=number(diagnosis.gap, lang))
    return text("doctor.balanced", lang)
