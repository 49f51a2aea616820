"""Official decisions on zones as statements of the archive of reported zones.

A decision speaks of one kelurahan on one day and names its decree, which stands where a statement
of the press has the address of its page. As addresses are parted by spaces, the spaces of a decree
are made unbreakable. A decision does not outdo what others reported: where they differ, both are
shown (``geo.archive``).
"""

from __future__ import annotations

import pandas as pd

from geo.archive import Archive, period_of

COLUMNS = ("zone_id", "date", "level", "decree", "note")
COLOURS = ("hijau", "kuning", "oranye", "merah")
"""Levels that a decision can give a kelurahan."""

_STATEMENTS = [
    "date",
    "zone_id",
    "level",
    "scope",
    "period",
    "flags",
    "contradicts",
    "url",
    "also_urls",
    "title",
    "note",
]
_TOTALS = ("date", "level", "count", "usable_for_inference", "why_not", "url", "note")
_FIGURES = ("date", "cases", "active", "recovered", "deaths", "flags", "url", "note")
_CASES = ("date", "zone_id", "measure", "value", "url", "note")


def joined(archive: Archive | None, rows: pd.DataFrame, zones_total: int | None) -> Archive | None:
    """The archive with decisions (COLUMNS) among its statements; an archive of decisions alone
    where the city has no other, None where there are neither."""
    if rows.empty:
        return archive
    known = archive or _empty(zones_total)
    added = pd.DataFrame(
        {
            "date": list(rows["date"]),
            "zone_id": list(rows["zone_id"]),
            "level": list(rows["level"]),
            "scope": "kelurahan",
            "period": [period_of(known, day) or "" for day in rows["date"]],
            **dict.fromkeys(("flags", "contradicts", "also_urls", "title"), ""),
            "url": ["\u00a0".join(str(decree).split()) for decree in rows["decree"]],
            "note": list(rows["note"]),
        }
    )
    parts = [table for table in (known.statements, added[_STATEMENTS]) if not table.empty]
    return Archive(
        statements=pd.concat(parts, ignore_index=True),
        totals=known.totals,
        city_figures=known.city_figures,
        cases=known.cases,
        periods=known.periods,
        zones_total=known.zones_total,
    )


def _empty(zones_total: int | None) -> Archive:
    return Archive(
        statements=pd.DataFrame(columns=_STATEMENTS),
        totals=pd.DataFrame(columns=list(_TOTALS)).astype({"usable_for_inference": bool}),
        city_figures=pd.DataFrame(columns=list(_FIGURES)),
        cases=pd.DataFrame(columns=list(_CASES)),
        periods={},
        zones_total=zones_total,
    )
