"""Reading the archive of publicly reported zones: files, checks, and the tables they become.

A city's archive is CSV, UTF-8, a header line; every statement stands with the page it comes from.

<stem>.csv           one row a statement "zone Z was colour L on day D"
    date, zone_id; level hijau | kuning | oranye | merah | hitam; scope kelurahan | rt;
    period (key of periods.toml); flags: approximate_date, disputed, contradicted;
    contradicts: zone_id, level, date, url of the statement that says otherwise;
    url, also_urls (parted by spaces), title, note (Indonesian)
<stem>_totals.csv    optional, how many zones had a level on a day:
    date, level, count, usable_for_inference yes | no, why_not, url, note
<stem>_city.csv      optional, stated figures of the whole city, persons:
    date, cases, active, recovered, deaths, flags (also other_day, set_aside), url, note
<stem>_cases.csv     optional, stated counts of one zone: date, zone_id, measure, value, url, note
<stem>_periods.toml, or else periods.toml beside it: the rule periods
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from geo import cells
from geo.cells import COLOURS, RT_LEVELS, Check
from geo.cities import City, read_toml
from geo.errors import ConfigError, Problem

MEASURES = ("kumulatif_positif", "baru", "aktif", "sembuh", "meninggal")
STATEMENT_FLAGS = ("approximate_date", "disputed", "contradicted")
CITY_FLAGS = ("approximate_date", "contradicted", "other_day", "set_aside")
FIGURES = ("cases", "active", "recovered", "deaths")


@dataclass(frozen=True)
class Period:
    """A span of days under one rule; ``end`` None where it has not ended.

    ``colours`` are those the rule could give, mild to severe; ``unit`` is "kelurahan" or "rt";
    ``basis`` names a regulation, "" where only local practice was reported.
    """

    key: str
    start: dt.date
    end: dt.date | None
    colours: tuple[str, ...]
    unit: str
    basis: str
    sources: tuple[str, ...]
    comparable: bool


@dataclass(frozen=True)
class Archive:
    """The checked tables; dates are ``datetime.date``, empty text is "", see the module's head.

    ``totals.count`` is int and ``totals.usable_for_inference`` bool; figures and values are Int64,
    missing where not stated. ``zones_total`` is None where the city does not state it.
    """

    statements: pd.DataFrame
    totals: pd.DataFrame
    city_figures: pd.DataFrame
    cases: pd.DataFrame
    periods: Mapping[str, Period]
    zones_total: int | None = None

    @cached_property
    def by_day(self) -> Mapping[dt.date, Mapping[str, list[dict[Any, Any]]]]:
        """The statements of each day by zone, as rows; days and zones without one are not in it."""
        found: dict[dt.date, dict[str, list[dict[Any, Any]]]] = {}
        for row in self.statements.to_dict("records"):
            zones = found.setdefault(row["date"], {})
            zones.setdefault(row["zone_id"], []).append(row)
        return found

    @cached_property
    def claims(self) -> Mapping[str, list[dict[Any, Any]]]:
        """The statements of each zone that name another one which they contradict."""
        found: dict[str, list[dict[Any, Any]]] = {}
        for row in self.statements[self.statements["contradicts"] != ""].to_dict("records"):
            found.setdefault(row["zone_id"], []).append(row)
        return found


def read(city: City) -> Archive:
    """The city's archive from its files.

    Raises ConfigError with every fault of every file: file, row, column, what was found, what was
    expected and what to do. A city without ``archive`` is a ConfigError too.
    """
    if city.archive is None:
        raise ConfigError(Problem("archive_none", city.key))
    problems: list[Problem] = []
    stem = city.archive.with_suffix("")
    periods = _read_periods(stem, problems)
    zone = cells.zone_of(city.regency_code)
    statements = _table(
        city.archive,
        {
            "date": cells.day,
            "zone_id": zone,
            "level": cells.one_of(COLOURS),
            "scope": cells.one_of(("kelurahan", "rt")),
            "period": cells.one_of(periods),
            "flags": cells.words_of(STATEMENT_FLAGS),
            "contradicts": cells.contradiction,
            "url": cells.link,
            "also_urls": cells.links,
            "title": cells.anything,
            "note": cells.anything,
        },
        ("date", "zone_id", "level", "scope"),
        problems,
    )
    problems += _period_faults(city.archive, statements, periods)
    totals = _optional(stem, "totals", _TOTAL_CHECKS, ("date", "level"), problems)
    figures = _optional(stem, "city", _CITY_CHECKS, ("date", "url"), problems)
    counts = {**_CASE_CHECKS, "zone_id": zone}
    cases = _optional(stem, "cases", counts, ("date", "zone_id", "measure", "url"), problems)
    if problems:
        raise ConfigError(problems)
    return Archive(
        statements=_dated(statements),
        totals=_dated(totals).assign(
            count=totals["count"].astype(int),
            usable_for_inference=totals["usable_for_inference"] == "yes",
        ),
        city_figures=_dated(figures).assign(**{name: _whole(figures[name]) for name in FIGURES}),
        cases=_dated(cases).assign(value=_whole(cases["value"])),
        periods=periods,
        zones_total=city.zones_total,
    )


def _optional(
    stem: Path,
    part: str,
    checks: Mapping[str, Check],
    key: tuple[str, ...],
    problems: list[Problem],
) -> pd.DataFrame:
    file = stem.with_name(f"{stem.name}_{part}.csv")
    if not file.exists():
        return pd.DataFrame(columns=list(checks), dtype=str)
    return _table(file, checks, key, problems)


def _table(
    file: Path, checks: Mapping[str, Check], key: tuple[str, ...], problems: list[Problem]
) -> pd.DataFrame:
    """A CSV as text columns in the order of ``checks``; its faults are added to ``problems``."""
    empty = pd.DataFrame(columns=list(checks), dtype=str)
    try:
        table = pd.read_csv(file, dtype=str, keep_default_na=False).fillna("")
    except FileNotFoundError:
        problems.append(Problem("file_missing", str(file)))
        return empty
    except (UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        problems.append(Problem("archive_unreadable", str(file), {"found": str(error).strip()}))
        return empty
    missing = [column for column in checks if column not in table.columns]
    if missing:
        values = {"columns": ", ".join(missing), "all": ", ".join(checks)}
        problems.append(Problem("archive_columns", str(file), values))
        return empty
    for column, check in checks.items():
        for row, cell in enumerate(table[column], start=2):
            if fault := check(cell):
                problems.append(Problem(fault[0], f"{file}:{row} {column}", fault[1]))
    for row, twice in enumerate(table.duplicated(list(key)), start=2):
        if twice:
            found = ", ".join(str(cell) for cell in table.loc[row - 2, list(key)])
            problems.append(Problem("archive_twice", f"{file}:{row}", {"found": found}))
    return table[list(checks)]


def _read_periods(stem: Path, problems: list[Problem]) -> dict[str, Period]:
    own = stem.with_name(f"{stem.name}_periods.toml")
    file = own if own.exists() else stem.with_name("periods.toml")
    try:
        tables = read_toml(file)
    except ConfigError as error:
        problems += error.problems
        return {}
    periods = {}
    for key, table in tables.items():
        try:
            periods[key] = Period(
                key=key,
                start=table["from"],
                end=table.get("to"),
                colours=tuple(table["colours"]),
                unit=table["unit"],
                basis=table["basis"],
                sources=tuple(table["sources"]),
                comparable=table["comparable"],
            )
        except (KeyError, TypeError) as error:
            found = str(error).strip("'")
            problems.append(Problem("archive_period_field", f"{file} [{key}]", {"field": found}))
    return periods


def _period_faults(
    file: Path, statements: pd.DataFrame, periods: Mapping[str, Period]
) -> Iterable[Problem]:
    """Statements whose day lies outside their period, or whose colour or unit it does not know."""
    for number, row in enumerate(statements.itertuples(index=False), start=2):
        period = periods.get(str(row.period))
        if period is None or cells.day(str(row.date)):
            continue
        day, where = dt.date.fromisoformat(str(row.date)), f"{file}:{number}"
        if day < period.start or (period.end is not None and day > period.end):
            span = {"start": str(period.start), "end": str(period.end or "…")}
            values = {"found": str(row.date), "period": period.key, **span}
            yield Problem("archive_outside_period", f"{where} date", values)
        if row.level in COLOURS and row.level not in period.colours:
            values = {"found": str(row.level), "allowed": ", ".join(period.colours)}
            yield Problem("archive_choice", f"{where} level", values)
        if row.scope == "rt" and row.level in COLOURS and row.level not in RT_LEVELS:
            values = {"found": str(row.level), "allowed": ", ".join(RT_LEVELS)}
            yield Problem("archive_choice", f"{where} level", values)
        if row.scope == "kelurahan" and period.unit == "rt":
            yield Problem(
                "archive_choice", f"{where} scope", {"found": "kelurahan", "allowed": "rt"}
            )


def _dated(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(date=[dt.date.fromisoformat(str(day)) for day in table["date"]])


def _whole(column: pd.Series) -> pd.Series:
    return column.where(column != "", None).astype("Int64")


_TOTAL_CHECKS: Mapping[str, Check] = {
    "date": cells.day,
    "level": cells.one_of((*COLOURS, *RT_LEVELS.values())),
    "count": cells.count,
    "usable_for_inference": cells.one_of(("yes", "no")),
    "why_not": cells.anything,
    "url": cells.link,
    "note": cells.anything,
}
_CITY_CHECKS: Mapping[str, Check] = {
    "date": cells.day,
    **dict.fromkeys(FIGURES, cells.count_or_nothing),
    "flags": cells.words_of(CITY_FLAGS),
    "url": cells.link,
    "note": cells.anything,
}
_CASE_CHECKS: Mapping[str, Check] = {
    "date": cells.day,
    "zone_id": cells.anything,
    "measure": cells.one_of(MEASURES),
    "value": cells.count,
    "url": cells.link,
    "note": cells.anything,
}
