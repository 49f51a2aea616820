"""Build a city's boundary file out of outlines, a SHP, GeoJSON or GPKG, and say what was repaired.

python -m geo boundaries build FILE --city KEY             replaces the file of a known city
python -m geo boundaries build FILE --name "Kota X"        makes one for a new city
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from geo import boundaries, boundary_files, names
from geo.cities import City, read_cities
from geo.errors import InputError, Problem
from geo.io.sources import outlines
from geo.schema import normalise_code
from geo.settings import DATA, Settings
from geo.text import number, text

if TYPE_CHECKING:
    import geopandas

_NAME_FIELDS = ("name", "nama", "desa", "kelurahan", "nama_kelurahan", "nama_kel", "wadmkd")
_DISTRICT_FIELDS = ("district", "kecamatan", "nama_kecamatan", "nama_kec", "wadmkc")
_DISTRICT_COLUMNS = ("kode_kecamatan", "kecamatan")


def add_arguments(parser: argparse.ArgumentParser, name: str) -> None:
    """The command's arguments; ``name`` is not used, the module offers one command."""
    parser.add_argument("action", choices=("build",))
    parser.add_argument("file", type=Path, help="code|name|lat,lng text, SHP, GeoJSON or GPKG")
    target = parser.add_mutually_exclusive_group(required=True)
    target.add_argument("--city", help="key of a city in cities.toml")
    target.add_argument("--name", help="name of a new city, such as 'Kota Pontianak'")
    parser.add_argument("--utm", help="projected CRS, such as EPSG:32750; default: by location")
    parser.add_argument("--out", type=Path, help="file to write; default: data/boundaries/")
    parser.add_argument("--districts", type=Path, help="CSV kode_kecamatan,kecamatan")
    parser.add_argument("--code-field", help="column of the codes; default: guessed")
    parser.add_argument("--name-field", help="column of the names; default: guessed")
    parser.add_argument("--district-field", help="column of the kecamatan; default: guessed")


def run(arguments: argparse.Namespace) -> int:
    """Build the file; 1 where features had to be left out, 0 else."""
    lang = arguments.lang
    city = _city(arguments.city) if arguments.city else None
    features = _features(arguments.file)
    features, fields = _fields(features, arguments, city)
    print(text("boundaries.fields", lang, code=fields.code, name=fields.name))
    if arguments.districts:
        features["district"] = _districts(features[fields.code], arguments.districts)
        fields = boundaries.Fields(fields.code, fields.name, "district")
    utm = arguments.utm or (city.utm if city else _utm(features, arguments.file.name))
    name = city.name if city else arguments.name
    zones = boundaries.arrange(features, fields, name, utm, arguments.file.name)
    out = arguments.out or (
        city.boundaries if city else DATA / "boundaries" / f"{_key(name)}.geojson"
    )
    if city:
        boundaries.check_total(len(zones), city, arguments.file.name)
    renamed = _renamed(zones, city)
    boundaries.write(zones, out, utm)
    print("\n".join(_report(zones, renamed, out, utm, lang)))
    if city is None:
        print(_record(_key(name), name, zones, out, utm, lang))
    return 1 if zones.attrs["dropped"] else 0


def _city(key: str) -> City:
    cities = read_cities(Settings().cities)
    if key not in cities:
        raise InputError(
            Problem("boundary_city", f"--city {key}", {"city": key, "known": ", ".join(cities)})
        )
    return cities[key]


def _features(file: Path) -> geopandas.GeoDataFrame:
    if file.suffix.lower() in (".txt", ".csv") and file.exists():
        return outlines.read(file)
    return boundary_files.read_features(file)


def _fields(
    features: geopandas.GeoDataFrame, arguments: argparse.Namespace, city: City | None
) -> tuple[geopandas.GeoDataFrame, boundaries.Fields]:
    """The columns to read, and the features with codes by name where they have none."""
    where = arguments.file.name
    name = arguments.name_field or _known_column(features, _NAME_FIELDS)
    district = arguments.district_field or _known_column(features, _DISTRICT_FIELDS)
    code = arguments.code_field or guess_code_field(features)
    problems = []
    if name is None:
        columns = ", ".join(c for c in features.columns if c != features.geometry.name)
        problems.append(Problem("boundary_field", where, {"field": "name", "columns": columns}))
    if code is None and (city is None or not city.boundaries.exists() or name is None):
        problems.append(Problem("boundary_no_codes", where, {"names": "–"}))
    if problems:
        raise InputError(problems)
    if code is None and city is not None:
        features = features.assign(zone_id=_codes_by_name(features, name, district, city, where))
        code = "zone_id"
    return features, boundaries.Fields(str(code), str(name), district)


def guess_code_field(features: pd.DataFrame) -> str | None:
    """The column with the most Kemendagri codes, if they are more than half of its rows."""
    counts = {
        column: int(features[column].map(normalise_code).notna().sum())
        for column in features.columns
        if column != "geometry"
    }
    best = max(counts, key=lambda column: counts[column], default=None)
    return best if best is not None and counts[best] > len(features) / 2 else None


def _known_column(features: pd.DataFrame, known: tuple[str, ...]) -> str | None:
    by_name = {str(column).casefold(): str(column) for column in features.columns}
    return next((by_name[name] for name in known if name in by_name), None)


def _codes_by_name(
    features: pd.DataFrame, name: str | None, district: str | None, city: City, where: str
) -> list[str]:
    """Codes out of the city's present zones; every name that fits none is a problem."""
    zones = boundaries.read_attributes(city)
    aliases = names.read_aliases(city.key)
    codes, problems = [], []
    for row in features.to_dict("records"):
        written = str(row[name])
        within = str(row[district]) if district else None
        code = names.match(written, within, zones, aliases)
        if code is None:
            near = ", ".join(official for _, official, _ in names.closest(written, zones))
            problems.append(Problem("boundary_name", where, {"name": written, "closest": near}))
        codes.append(code or "")
    if problems:
        raise InputError(problems)
    return codes


def _districts(codes: pd.Series, file: Path) -> pd.Series:
    """The kecamatan of every code, by its first six digits; an InputError where one is missing."""
    if not file.exists():
        raise InputError(Problem("file_missing", str(file)))
    table = pd.read_csv(file, dtype=str, keep_default_na=False)
    lacking = [c for c in _DISTRICT_COLUMNS if c not in table.columns]
    if lacking:
        values = {"field": ", ".join(lacking), "columns": ", ".join(table.columns)}
        raise InputError(Problem("boundary_field", file.name, values))
    by_code = dict(zip(table["kode_kecamatan"], table["kecamatan"], strict=True))
    prefixes = codes.map(lambda code: (normalise_code(code) or "")[:8])
    unknown = sorted(set(prefixes) - set(by_code) - {""})
    if unknown:
        raise InputError(Problem("boundary_district", file.name, {"codes": ", ".join(unknown)}))
    return prefixes.map(by_code)


def _utm(features: geopandas.GeoDataFrame, where: str) -> str:
    if features.crs is None:
        raise InputError(Problem("boundary_crs", where))
    return str(features.estimate_utm_crs())


def _renamed(zones: pd.DataFrame, city: City | None) -> list[str]:
    """Zones whose name differs from the city's present file: "code: old -> new"."""
    if city is None or not city.boundaries.exists():
        return []
    before = boundaries.read_attributes(city).set_index("zone_id")["name"]
    after = zones.set_index("zone_id")["name"]
    return [
        f"{code}: {before.get(code, '–')} -> {after.get(code, '–')}"
        for code in sorted(set(before.index) | set(after.index))
        if before.get(code) != after.get(code)
    ]


def _report(zones: pd.DataFrame, renamed: list[str], out: Path, utm: str, lang: str) -> list[str]:
    lines = []
    repair, dropped = zones.attrs["repair"], zones.attrs["dropped"]
    if repair is None:
        lines.append(text("boundaries.whole", lang))
    else:
        for key, count, area in (
            ("gaps", repair.gaps_closed, repair.gaps_m2),
            ("overlaps", repair.overlaps_removed, repair.overlaps_m2),
        ):
            size = number(area / 1e6, lang, 4)
            lines.append(
                text(f"boundaries.{key}", lang, n=count, count=number(count, lang), area=size)
            )
        for key, count in (
            ("rings", repair.rings_mended),
            ("fragments", repair.fragments_dropped),
            ("holes", repair.holes_left),
        ):
            if count:
                lines.append(text(f"boundaries.{key}", lang, n=count, count=number(count, lang)))
        before, after = (number(m2 / 1e6, lang, 4) for m2 in (repair.before_m2, repair.after_m2))
        lines.append(text("boundaries.area", lang, before=before, after=after))
        lines.append(text("boundaries.shift", lang, metres=number(repair.max_shift_m, lang, 1)))
    if dropped:
        lines.append(text("boundaries.dropped", lang, n=len(dropped), names=", ".join(dropped)))
    if renamed:
        lines.append(text("boundaries.renamed", lang, names="; ".join(renamed)))
    districts = zones["district"].nunique()
    values = {"zones": number(len(zones), lang), "districts": number(districts, lang)}
    lines.append(text("boundaries.done", lang, file=out, utm=utm, **values))
    return lines


def _record(key: str, name: str, zones: pd.DataFrame, out: Path, utm: str, lang: str) -> str:
    """The table for a cities file that makes the new city appear."""
    return "\n".join(
        (
            text("boundaries.record", lang),
            f"[{key}]",
            f'name = "{name}"',
            f'regency_code = "{_regency(zones["zone_id"])}"',
            f'utm = "{utm}"',
            f'boundaries = "{out.resolve().as_posix()}"',
            f"zones_total = {len(zones)}",
        )
    )


def _regency(codes: pd.Series) -> str:
    """The code that all zones share: of their kota, or of the province where there are several."""
    kota = set(codes.str[:5])
    return kota.pop() if len(kota) == 1 else str(codes.iloc[0][:2])


def _key(name: str) -> str:
    """A key for a city: "Kota Pontianak" gives "pontianak"."""
    plain = re.sub(r"^(kota|kabupaten)\s+", "", name.casefold())
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
