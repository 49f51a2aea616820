"""City and disease records, from data/cities.toml, data/diseases.toml and a user's own file."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from geo.errors import ConfigError, Problem
from geo.settings import DATA


@dataclass(frozen=True)
class City:
    """One city; paths are absolute, fields that a city does not have are None.

    ``code_field``, ``name_field``, ``district_field``, ``population_field`` name columns of a
    foreign boundary file; ``population_year`` is the year that ``population_field`` speaks of.
    ``archive_read`` is the day on which the archive's pages were read.
    ``opens_on`` and ``opens_with`` are the day and rule of the first view. ``stale_days`` stands
    before that of the rules (see ``geo.staleness``). ``beyond`` names the regencies across the
    city's edge and ``sea`` the sea there, for the city as a whole. ``province`` is the name of the
    province whose code ``regency_code`` begins with.
    """

    key: str
    name: str
    regency_code: str
    utm: str
    timezone: str
    boundaries: Path
    zones_total: int | None = None
    population: Path | None = None
    archive: Path | None = None
    archive_read: dt.date | None = None
    rt_houses: Path | None = None
    code_field: str = "zone_id"
    name_field: str = "name"
    district_field: str = "district"
    population_field: str | None = None
    population_year: int | None = None
    opens_on: dt.date | None = None
    opens_with: str = "insidensi7"
    simulation: bool = False
    stale_days: int | None = None
    beyond: tuple[str, ...] = ()
    sea: str | None = None
    province: str | None = None


@dataclass(frozen=True)
class Disease:
    """A disease and the indicator that counts as a case of it. ``serial_interval``: mean and
    standard deviation in days, None where the reproduction number is not to be worked out.
    ``alarms``: methods of ``geo.alarms`` that watch it."""

    key: str
    case_indicator: str
    serial_interval: tuple[float, float] | None = None
    alarms: tuple[str, ...] = ("C1", "C2")


_PATHS = ("boundaries", "population", "archive", "rt_houses")
_REQUIRED = ("name", "regency_code", "utm", "boundaries")
_KINDS = {
    "str": str,
    "Path": str,
    "int": int,
    "bool": bool,
    "dt.date": dt.date,
    "tuple[str, ...]": list,
}


def read_cities(*files: Path | None) -> dict[str, City]:
    """Cities by key from data/cities.toml and then from ``files``; a later file wins.

    Raises ConfigError with every fault of a file: unreadable, unknown or missing field, a value of
    the wrong kind.
    """
    found: dict[str, City] = {}
    for file in (DATA / "cities.toml", *files):
        if file is not None:
            found.update(_cities_of(file))
    return found


def read_diseases(file: Path = DATA / "diseases.toml") -> dict[str, Disease]:
    """Diseases by key."""
    found = {}
    for key, table in read_toml(file).items():
        lists = {name: tuple(value) for name, value in table.items() if isinstance(value, list)}
        found[key] = Disease(key=key, **{**table, **lists})
    return found


def read_toml(file: Path) -> dict[str, Any]:
    """A TOML file as a dict, or a ConfigError that says where it fails."""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError(Problem("file_missing", str(file))) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(Problem("toml_broken", str(file), {"found": str(error)})) from error


def _cities_of(file: Path) -> dict[str, City]:
    known = set(City.__dataclass_fields__) - {"key"}
    cities, problems = {}, []
    for key, table in read_toml(file).items():
        where = f"{file} [{key}]"
        if not isinstance(table, Mapping):
            problems.append(Problem("city_no_table", where))
            continue
        problems += [Problem("field_unknown", where, {"field": f}) for f in table if f not in known]
        problems += [
            Problem("field_value", where, {"field": f, "found": value})
            for f, value in table.items()
            if f in known and not _fits(f, value)
        ]
        lacking = [f for f in _REQUIRED if f not in table]
        problems += [Problem("field_missing", where, {"field": f}) for f in lacking]
        if not problems:
            paths = {f: (file.parent / table[f]).resolve() for f in _PATHS if f in table}
            lists = {f: tuple(value) for f, value in table.items() if isinstance(value, list)}
            fields = {"timezone": "Asia/Jakarta", **table, **paths, **lists, "key": key}
            cities[key] = City(**fields)
    if problems:
        raise ConfigError(problems)
    return cities


def _fits(field: str, value: object) -> bool:
    """True where a TOML value can stand for a City's field: its kind, names in a list, a timezone
    that exists."""
    if isinstance(value, list) and not all(type(name) is str and name.strip() for name in value):
        return False
    if type(value) is not _KINDS[City.__annotations__[field].split(" |")[0]]:
        return False
    try:
        return field != "timezone" or bool(ZoneInfo(str(value)))
    except (KeyError, ValueError, OSError):
        return False
