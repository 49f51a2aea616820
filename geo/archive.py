"""Publicly reported zones: what is known of every zone on a day, and how surely.

    statements of the day            -> the zone's level
    stated totals + named zones      -> the level of the zones left over, marked inferred
    nothing                          -> tidak_dilaporkan

A zone holds for its day only: it is never carried to another day. Zones of an RT (memuat_rt_*)
never become the kelurahan's own colour. A contradiction is shown as one, never resolved in secret.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from geo.archive_files import Archive, Period, read
from geo.cells import RT_LEVELS
from geo.levels import BY_KEY

__all__ = [
    "Archive",
    "CityFigures",
    "Period",
    "colours_on",
    "days",
    "figures_on",
    "period_of",
    "read",
    "stated_cases",
    "status_on",
    "statuses_on",
    "totals_on",
    "up_to",
]

NOT_REPORTED = "tidak_dilaporkan"
_SEVERITY = {key: level.severity or 0 for key, level in BY_KEY.items()} | {
    rt: BY_KEY[colour].severity or 0 for colour, rt in RT_LEVELS.items()
}


@dataclass(frozen=True)
class CityFigures:
    """Stated figures of the whole city on a day: cumulative cases, recovered and deaths, and active
    cases; persons, None where not stated.

    ``contradiction``: another page states another number; ``approximate``: the day is estimated;
    ``other_day``: the note names the day that the figures really speak of.
    """

    day: dt.date
    cases: int | None
    active: int | None
    recovered: int | None
    deaths: int | None
    contradiction: bool
    approximate: bool
    other_day: bool
    url: str
    note: str


def days(archive: Archive) -> tuple[dt.date, ...]:
    """Days with at least one statement, in order."""
    return tuple(sorted(set(archive.statements["date"])))


def up_to(archive: Archive, last: dt.date) -> Archive:
    """The archive without what speaks of days after ``last``."""
    tables = ("statements", "totals", "city_figures", "cases")
    kept = {name: getattr(archive, name) for name in tables}
    return replace(
        archive, **{n: t[t["date"] <= last].reset_index(drop=True) for n, t in kept.items()}
    )


def period_of(archive: Archive, day: dt.date) -> str | None:
    """Key of the rule period of a day (``archive.periods`` has the rest), None before the first."""
    for key, period in archive.periods.items():
        if period.start <= day and (period.end is None or day <= period.end):
            return key
    return None


def colours_on(archive: Archive, day: dt.date) -> tuple[str, ...]:
    """The colours a kelurahan could have on a day, mild to severe; () where RT were zoned."""
    key = period_of(archive, day)
    period = archive.periods[key] if key is not None else None
    return period.colours if period is not None and period.unit == "kelurahan" else ()


def totals_on(archive: Archive, day: dt.date, doubtful: bool = False) -> dict[str, int]:
    """How many zones had a level on a day, as stated; {} where nothing was.

    A missing level was not stated, which is not zero. Totals that do not hold together (their
    ``why_not`` says why) come only with ``doubtful``.
    """
    totals = archive.totals[archive.totals["date"] == day]
    if not doubtful:
        totals = totals[totals["usable_for_inference"]]
    return {str(row.level): int(row.count) for row in totals.to_records(index=False)}


def figures_on(archive: Archive, day: dt.date) -> CityFigures | None:
    """The city's stated figures on a day, None where there are none. Of two pages for one day, the
    one that is not set aside; its note names the other number."""
    table = archive.city_figures
    for row in table[table["date"] == day].to_dict("records"):
        flags = row["flags"].split()
        if "set_aside" not in flags:
            return CityFigures(
                day=day,
                cases=_number(row["cases"]),
                active=_number(row["active"]),
                recovered=_number(row["recovered"]),
                deaths=_number(row["deaths"]),
                contradiction="contradicted" in flags,
                approximate="approximate_date" in flags,
                other_day="other_day" in flags,
                url=row["url"],
                note=row["note"],
            )
    return None


def stated_cases(archive: Archive, zone_id: str) -> tuple[tuple[dt.date, str, int, str], ...]:
    """Counts that a public page gave for a zone, by day: (day, measure, persons, url)."""
    rows = archive.cases[archive.cases["zone_id"] == zone_id].sort_values("date", kind="stable")
    columns = (rows[name] for name in ("date", "measure", "value", "url"))
    return tuple(
        (day, str(measure), int(value), str(url))
        for day, measure, value, url in zip(*columns, strict=True)
    )


def status_on(archive: Archive, day: dt.date, zone_ids: Sequence[str]) -> pd.DataFrame:
    """Every zone's status on a day: one row a zone of ``zone_ids``, always all, in their order.

    Columns: zone_id, level (key of ``geo.levels``), inferred, contradiction, approximate (bool),
    url, also_urls (parted by spaces), title, note, contradicts (text, "" where nothing is known).
    ``contradicts`` is "zone_id level date url" of the other statement; its zone may be another
    one, where the two pages differ on how many zones had a colour.

    Formula: let C be the colours of the day's rule. If for all but one colour c of C a sound total
    is stated, and as many zones are named, then every zone not named has colour c, ``inferred``.
    """
    return pd.DataFrame(statuses_on(archive, day, zone_ids), columns=["zone_id", *_NOTHING])


def statuses_on(archive: Archive, day: dt.date, zone_ids: Sequence[str]) -> list[dict[str, Any]]:
    """The rows of ``status_on``, as they are."""
    named = archive.by_day.get(day, {})
    chosen = {zone_id: _status(statements) for zone_id, statements in named.items()}
    rest = _rest(archive, day, chosen.values())
    rows = []
    for zone_id in zone_ids:
        status = chosen.get(zone_id, rest)
        if status is rest and rest["inferred"]:
            status = _against(archive, day, zone_id, rest)
        rows.append({"zone_id": zone_id, **status})
    return rows


_NOTHING: dict[str, Any] = {
    "level": NOT_REPORTED,
    "inferred": False,
    "contradiction": False,
    "approximate": False,
    **dict.fromkeys(("url", "also_urls", "title", "note", "contradicts"), ""),
}


def _status(statements: list[dict[Any, Any]]) -> dict[str, Any]:
    """A zone's status from its statements of one day: its own colour before that of its RT, the
    most severe first; two colours of its own on one day are a contradiction."""
    own = [row for row in statements if row["scope"] == "kelurahan"] or statements
    first, *others = sorted(own, key=lambda row: -_SEVERITY[row["level"]])
    rt = first["scope"] == "rt"
    level = RT_LEVELS[first["level"]] if rt else first["level"]
    flags = first["flags"].split()
    contradicts = first["contradicts"]
    clash = not rt and bool(others)
    if clash and not contradicts:
        other = others[0]
        contradicts = f"{other['zone_id']} {other['level']} {other['date']} {other['url']}"
    urls = [url for row in others for url in (row["url"], *row["also_urls"].split(" "))]
    urls = list(filter(None, dict.fromkeys([*first["also_urls"].split(" "), *urls])))
    return _NOTHING | {
        "level": level,
        "contradiction": clash or bool({"contradicted", "disputed"} & set(flags)),
        "approximate": "approximate_date" in flags,
        "url": first["url"],
        "also_urls": " ".join(urls),
        "title": first["title"],
        "note": first["note"],
        "contradicts": contradicts,
    }


def _rest(archive: Archive, day: dt.date, named: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """The status of the zones that no statement names: inferred, or not reported."""
    statuses = list(named)
    levels = [status["level"] for status in statuses]
    totals = totals_on(archive, day)
    colours = colours_on(archive, day)
    open_ones = [c for c in colours if c not in totals or totals[c] != levels.count(c)]
    if not statuses or len(open_ones) != 1:
        return _NOTHING
    (colour,) = open_ones
    others = sum(totals[c] for c in colours if c != colour)
    if colour in totals and archive.zones_total not in (None, others + totals[colour]):
        return _NOTHING
    stated = archive.totals[(archive.totals["date"] == day) & archive.totals["level"].isin(colours)]
    urls = list(dict.fromkeys([*stated["url"], *(status["url"] for status in statuses)]))
    titles = {status["url"]: status["title"] for status in statuses}
    return _NOTHING | {
        "level": colour,
        "inferred": True,
        "approximate": any(status["approximate"] for status in statuses),
        "url": urls[0],
        "also_urls": " ".join(urls[1:]),
        "title": titles.get(urls[0], ""),
    }


def _against(archive: Archive, day: dt.date, zone_id: str, rest: dict[str, Any]) -> dict[str, Any]:
    """An inferred status, marked where a statement of the zone says that it contradicts it."""
    claim = f"{zone_id} {rest['level']} {day} "
    mine = archive.claims.get(zone_id, ())
    other = next((row for row in mine if row["contradicts"].startswith(claim)), None)
    if other is None:
        return rest
    contradicts = f"{zone_id} {other['level']} {other['date']} {other['url']}"
    return rest | {"contradiction": True, "contradicts": contradicts}


def _number(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)
