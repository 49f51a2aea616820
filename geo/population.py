"""People in each zone: the population at risk that rates are divided by.

POPULATION: zone_id; population (persons, Int64); year (Int64). A zone that no source speaks of has
no population, which is not zero: its rate can't be computed. A year that the source does not state
is missing too, and is never filled in.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from geo import boundaries
from geo.boundary_files import read_features
from geo.cities import City
from geo.errors import InputError, Problem
from geo.schema import POPULATION_COLUMNS, normalise_code
from geo.settings import DATA

_SHOWN = 5


def read(city: City) -> pd.DataFrame:
    """POPULATION of every zone of the city, sorted by zone_id.

    From the city's population table (CSV: zone_id, population, and year where known), else from the
    column ``population_field`` of its boundary file, else missing everywhere. Raises InputError
    with every fault: columns, codes that the city has not, codes twice, numbers that are no count.
    """
    if city.population is None and city.population_field is not None:
        table = _of_boundaries(city).dropna(subset="zone_id")
        zone_ids = pd.Series(sorted(set(table["zone_id"])), name="zone_id")
        table = _check(table, set(zone_ids), city.boundaries.name)
    else:
        zone_ids = boundaries.read_attributes(city)["zone_id"]
        table = pd.DataFrame(columns=POPULATION_COLUMNS)
        if city.population is not None:
            table = _check(_of_table(city.population), set(zone_ids), city.population.name)
    counts = table.astype({"zone_id": "str", "population": "Int64", "year": "Int64"})
    return counts.set_index("zone_id").reindex(zone_ids).reset_index()


def read_rws(city: City) -> dict[str, int]:
    """How many RW a kelurahan has, as the city's population table says (column ``rw``), which may
    be as old as the table; kelurahan and cities without such a number are left out."""
    if city.population is None:
        return {}
    table = pd.read_csv(city.population, dtype={"zone_id": str})
    if "rw" not in table.columns:
        return {}
    known = table.dropna(subset="rw")
    return {str(z): int(n) for z, n in zip(known["zone_id"], known["rw"], strict=True)}


def newest(table: pd.DataFrame, published: pd.DataFrame) -> pd.DataFrame:
    """POPULATION with the newest year that ``published`` (zone_id, year, population) has of each
    zone; a zone that was not published keeps what ``table`` says, with its year."""
    if published.empty:
        return table
    last = published.sort_values("year", kind="stable").drop_duplicates("zone_id", keep="last")
    last = last.set_index("zone_id").reindex(table["zone_id"]).reset_index()
    known = last["population"].notna()
    columns = {name: last[name].astype("Int64") for name in ("population", "year")}
    return table.assign(**{c: table[c].mask(known, columns[c]) for c in columns})


def read_districts(city_key: str, folder: Path = DATA / "population") -> pd.DataFrame:
    """People by kecamatan and year (district, year, population); empty where there is no table."""
    file = folder / f"{city_key}_district.csv"
    if not file.exists():
        return pd.DataFrame({"district": [], "year": [], "population": []}).astype(
            {"district": "str", "year": "Int64", "population": "Int64"}
        )
    return pd.read_csv(file, dtype={"district": "str", "year": "Int64", "population": "Int64"})


def _of_table(file: Path) -> pd.DataFrame:
    """The table as text, with codes in dotted form where they are codes."""
    if not file.exists():
        raise InputError(Problem("file_missing", str(file)))
    try:
        table = pd.read_csv(file, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except (ValueError, OSError) as error:
        raise InputError(
            Problem("population_unreadable", str(file), {"found": str(error)})
        ) from error
    missing = [c for c in POPULATION_COLUMNS[:2] if c not in table.columns]
    if missing:
        raise InputError(
            Problem(
                "population_columns",
                file.name,
                {"columns": ", ".join(missing), "found": ", ".join(table.columns)},
            )
        )
    table = table.assign(zone_id=[normalise_code(c) or c for c in table["zone_id"]])
    return table.reindex(columns=list(POPULATION_COLUMNS), fill_value="")


def _of_boundaries(city: City) -> pd.DataFrame:
    """The population column of the boundary file, as text, for features that have a code."""
    features = read_features(city.boundaries)
    wanted = [city.code_field, city.population_field]
    columns = [name for name in features.columns if name != features.geometry.name]
    missing = [field for field in wanted if field not in columns]
    if missing:
        raise InputError(
            Problem(
                "population_columns",
                city.boundaries.name,
                {"columns": ", ".join(map(str, missing)), "found": ", ".join(columns[:40])},
            )
        )
    table = pd.DataFrame(features[wanted])
    counts = table[city.population_field]
    return pd.DataFrame(
        {
            "zone_id": table[city.code_field].map(normalise_code),
            "population": counts.map(lambda count: "" if pd.isna(count) else f"{count:g}")
            if counts.dtype.kind == "f"
            else counts.astype("str"),
            "year": "" if city.population_year is None else str(city.population_year),
        }
    )


def _check(table: pd.DataFrame, zone_ids: set[str], where: str) -> pd.DataFrame:
    """The table with its numbers as numbers, or an InputError that names every fault."""
    faults = {
        "population_code_unknown": ~table["zone_id"].isin(zone_ids),
        "population_code_twice": table["zone_id"].duplicated(),
        "population_count": ~table["population"].str.fullmatch(r"\s*\d*\s*"),
        "population_year": ~table["year"].str.fullmatch(r"\s*(?:\d{4})?\s*"),
    }
    problems = [
        Problem(key, where, {"n": int(wrong.sum()), "rows": _listed(table[wrong])})
        for key, wrong in faults.items()
        if wrong.any()
    ]
    if problems:
        raise InputError(problems)
    return table.assign(
        population=pd.to_numeric(table["population"].str.strip(), errors="coerce"),
        year=pd.to_numeric(table["year"].str.strip(), errors="coerce"),
    )


def _listed(rows: pd.DataFrame) -> str:
    shown = "; ".join(" ".join(str(cell) for cell in row) for row in rows.head(_SHOWN).to_numpy())
    return f"{shown}; …" if len(rows) > _SHOWN else shown
