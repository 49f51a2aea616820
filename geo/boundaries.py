"""Zones of a city: read from any boundary file, with official codes, as a valid coverage.

ZONES columns: zone_id (Kemendagri code), name, district (kecamatan), city, area_km2 (km², from the
city's UTM zone, four decimals); geometry in EPSG:4326. One row a zone, sorted by zone_id.
The project's own files (data/boundaries/*.geojson) carry exactly these properties.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from geo.boundary_files import read_features
from geo.cities import City
from geo.errors import InputError, Problem
from geo.schema import normalise_code

if TYPE_CHECKING:
    import geopandas

ATTRIBUTES = ("zone_id", "name", "district", "city", "area_km2")
_DECIMALS = (6, 7, 8, 9)
_DEGREE_M = 111_320.0
_SHOWN = 5


@dataclass(frozen=True)
class Fields:
    """Columns of a foreign file; ``district`` and ``city`` may be missing there."""

    code: str = "zone_id"
    name: str = "name"
    district: str | None = "district"
    city: str | None = None


def read(city: City) -> geopandas.GeoDataFrame:
    """The city's zones (ZONES and geometry).

    A file that is no valid coverage is repaired (``geo.coverage.clean``). ``attrs`` of the result
    say what was done: ``repair`` (a coverage.Repair, or None where nothing was) and ``dropped``
    (names of features without a code: lakes, say). Raises InputError with every fault at once.
    """
    features = read_features(city.boundaries)
    fields = Fields(city.code_field, city.name_field, city.district_field)
    if "city" in features.columns and set(ATTRIBUTES) <= set(features.columns):
        fields = Fields(city="city")
    zones = arrange(features, fields, city.name, city.utm, city.boundaries.name)
    check_total(len(zones), city, city.boundaries.name)
    return zones


def read_attributes(city: City) -> pd.DataFrame:
    """The city's zones without geometry (ZONES). Fast for the project's own files."""
    table = _own_attributes(city.boundaries)
    if table is None:
        return pd.DataFrame(read(city)[list(ATTRIBUTES)])
    check_total(len(table), city, city.boundaries.name)
    return table


def arrange(
    features: geopandas.GeoDataFrame, fields: Fields, city_name: str, utm: str, where: str
) -> geopandas.GeoDataFrame:
    """Features of any file as ZONES with geometry, repaired where they are no valid coverage.

    Features whose code is no Kemendagri code are dropped and named in ``attrs["dropped"]``.
    Names in capitals are set in title case. Raises InputError: no CRS, no such ``utm``, columns
    or codes missing, a code twice, a zone without an area.
    """
    import geopandas

    problems = _field_problems(features, fields, where) + _utm_problems(utm)
    if features.crs is None:
        problems.append(Problem("boundary_crs", where))
    if problems:
        raise InputError(problems)
    codes = features[fields.code].map(normalise_code)
    known = codes.notna()
    dropped = tuple(_words(features.loc[~known, fields.name]))
    kept = features[known].assign(zone_id=codes[known]).sort_values("zone_id", kind="stable")
    problems = _code_problems(kept, dropped, where)
    if problems:
        raise InputError(problems)
    shapes, repair = kept.geometry, None
    if not shapely.is_valid(shapes).all() or not shapely.coverage_is_valid(shapes.to_numpy()):
        shapes, repair = _repaired(kept, utm, where)
    zones = geopandas.GeoDataFrame(
        {
            "zone_id": kept["zone_id"].to_list(),
            "name": _words(kept[fields.name]),
            "district": _words(kept[fields.district]) if fields.district else "",
            "city": _words(kept[fields.city]) if fields.city else city_name,
        },
        geometry=list(shapes),
        crs=shapes.crs,
    ).to_crs("EPSG:4326")
    zones.insert(4, "area_km2", _areas(zones, utm))
    zones.attrs = {"repair": repair, "dropped": dropped}
    return zones


def write(zones: geopandas.GeoDataFrame, file: Path, utm: str) -> None:
    """Write ZONES as GeoJSON, one feature a line, so that it reads back as a valid coverage.

    Degrees get the fewest decimals, from six (0.1 m), that keep the coverage valid; areas are those
    of the rounded outlines. The file appears whole or not at all.
    """
    shapes = shapely.orient_polygons(shapely.normalize(zones.geometry.to_numpy()))
    for decimals in _DECIMALS:
        rounded = shapely.transform(shapes, lambda corners, d=decimals: corners.round(d))
        if shapely.is_valid(rounded).all() and shapely.coverage_is_valid(rounded):
            break
    else:
        raise ValueError("no coverage: repair it with geo.coverage.clean first")
    final = zones.set_geometry(list(rounded), crs=zones.crs)
    rows = final.assign(area_km2=_areas(final, utm))[list(ATTRIBUTES)].to_dict("records")
    lines = [
        json.dumps(
            {"type": "Feature", "properties": row, "geometry": shapely.geometry.mapping(shape)},
            ensure_ascii=False,
            separators=(",", ":"),
        )
        for row, shape in zip(rows, rounded, strict=True)
    ]
    content = '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(file.name + ".part")
    draft.write_text(content, encoding="utf-8")
    os.replace(draft, file)  # noqa: PTH105


def display(zones: geopandas.GeoDataFrame, tolerance_m: float = 10.0) -> geopandas.GeoDataFrame:
    """The zones with simpler outlines for drawing; shared borders stay shared.

    Corners are a choice of the full outlines' corners, made in degrees: in Indonesia a degree has
    111 km in both directions, to within two per cent. Never for areas or neighbours.
    """
    from geo import coverage

    thin = coverage.simplify(zones.geometry.to_numpy(), tolerance_m / _DEGREE_M)
    return zones.set_geometry(list(thin), crs=zones.crs)


def centres(zones: geopandas.GeoDataFrame, utm: str) -> np.ndarray:
    """A point inside each zone in metres of ``utm``, shape (zones, 2); NaN without an outline."""
    points = zones.to_crs(utm).geometry.representative_point()
    return np.column_stack([points.x, points.y])


def _own_attributes(file: Path) -> pd.DataFrame | None:
    """Properties of one of the project's own files; None for any other file."""
    if file.suffix.lower() not in (".geojson", ".json"):
        return None
    try:
        rows = [f["properties"] for f in json.loads(file.read_text(encoding="utf-8"))["features"]]
        table = pd.DataFrame(rows)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if not len(table) or not set(ATTRIBUTES) <= set(table.columns):
        return None
    table = table[list(ATTRIBUTES)].sort_values("zone_id", ignore_index=True)
    tidy = all(table[c].to_list() == _words(table[c]) for c in ("name", "district", "city"))
    codes = table["zone_id"]
    if not tidy or not codes.is_unique or any(normalise_code(c) != c for c in codes):
        return None  # not written by this project: ``read`` tidies it or says what is wrong
    return table.assign(area_km2=table["area_km2"].astype(float))


def _repaired(
    kept: geopandas.GeoDataFrame, utm: str, where: str
) -> tuple[geopandas.GeoSeries, Any]:
    import geopandas

    from geo import coverage

    try:
        whole, repair = coverage.clean(kept.geometry.to_crs(utm).to_numpy())
    except coverage.NoAreaError as error:
        codes = kept["zone_id"].to_list()
        raise InputError(
            Problem(
                "boundary_no_area", where, {"codes": _listed([codes[i] for i in error.indices])}
            )
        ) from error
    return geopandas.GeoSeries(whole, crs=utm), repair


def _areas(zones: geopandas.GeoDataFrame, utm: str) -> pd.Series:
    return (zones.to_crs(utm).area / 1e6).round(4)


def _field_problems(features: geopandas.GeoDataFrame, fields: Fields, where: str) -> list[Problem]:
    wanted = [f for f in (fields.code, fields.name, fields.district, fields.city) if f]
    columns = [c for c in features.columns if c != features.geometry.name]
    return [
        Problem("boundary_field", where, {"field": field, "columns": _listed(columns, 40)})
        for field in wanted
        if field not in columns
    ]


def _utm_problems(utm: str) -> list[Problem]:
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        metres = CRS.from_user_input(utm).is_projected
    except CRSError:
        metres = False
    return [] if metres else [Problem("boundary_utm", "utm", {"found": utm})]


def _code_problems(
    kept: geopandas.GeoDataFrame, dropped: Sequence[str], where: str
) -> list[Problem]:
    if kept.empty:
        return [Problem("boundary_no_codes", where, {"names": _listed(dropped)})]
    twice = kept.loc[kept["zone_id"].duplicated(), "zone_id"]
    hollow = kept.loc[kept.geometry.isna() | kept.geometry.is_empty, "zone_id"]
    faults = {"boundary_code_twice": twice, "boundary_no_area": hollow}
    return [
        Problem(key, where, {"codes": _listed(sorted(set(codes)))})
        for key, codes in faults.items()
        if len(codes)
    ]


def check_total(found: int, city: City, where: str) -> None:
    """Refuse (InputError) another number of zones than the city's record states."""
    if city.zones_total not in (None, found):
        values = {"count": found, "total": city.zones_total, "city": city.key}
        raise InputError(Problem("zones_total", where, values))


def _words(column: pd.Series) -> list[str]:
    """Names as text without spare spaces; words in capitals only become title case."""
    names = [" ".join(str(name).split()) for name in column.fillna("")]
    return [name.title() if name.isupper() else name for name in names]


def _listed(names: Sequence[object], limit: int = _SHOWN) -> str:
    shown = ", ".join(str(name) for name in names[:limit])
    return f"{shown}, …" if len(names) > limit else shown
