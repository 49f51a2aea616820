"""The kelurahan of a briefing's day for other programs: CSV, GeoJSON and GeoPackage, the rows of
``geo.exports`` with what the file was made from."""

from __future__ import annotations

import datetime as dt
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo import exports
from geo.errors import InputError, Problem
from geo.parts import require
from geo.slides import Briefing
from geo.text import text
from geo.writers import record
from geo.writers.about import about

if TYPE_CHECKING:
    import geopandas as gpd

_LAYER, _README = "zones", "readme"
_MORE = ("snapshot", "data")
_ONE_DATE = threading.Lock()
"""GDAL's option is one for the whole process, which makes files for several readers at a time."""


def csv(briefing: Briefing, lang: str) -> bytes:
    """One row a kelurahan, then the snapshot and what the data are in every row."""
    said = about(briefing, lang)
    more = {name: said[name] for name in _MORE}
    return exports.csv_text(_rows(briefing, lang), more).encode()


def geojson(briefing: Briefing, zones: gpd.GeoDataFrame | None, lang: str) -> bytes:
    """A FeatureCollection in EPSG:4326 that says in ``about`` what it is. A kelurahan without an
    outline has a null geometry. InputError where there are no outlines at all."""
    rows, shapes = _rows(briefing, lang), _shapes(briefing, zones)
    return exports.geojson_text(rows, shapes, about(briefing, lang)).encode()


def gpkg(briefing: Briefing, zones: gpd.GeoDataFrame | None, lang: str) -> bytes:
    """A GeoPackage with the layer "zones" and the table "readme". Its dates are the briefing's day;
    a kelurahan without an outline has no geometry. InputError where there are no outlines at all.
    """
    require("geodata")
    import geopandas as gpd
    import pandas as pd
    import pyogrio

    shapes = _shapes(briefing, zones)
    table = pd.DataFrame(_rows(briefing, lang), columns=list(exports.COLUMNS))
    for name in ("cases", "population"):
        table[name] = table[name].astype("Int64")
    for name in ("incidence", "incidence_low", "incidence_high", "smoothed"):
        table[name] = table[name].astype("float64")
    layer = gpd.GeoDataFrame(table, geometry=list(shapes), crs="EPSG:4326")
    said = about(briefing, lang) | {
        f"zones.{name}": text(f"files_out.column.{name}", lang) for name in exports.COLUMNS
    }
    said["empty"] = text("files_out.empty_means", lang)
    readme = pd.DataFrame({"key": list(said), "value": list(said.values())})
    with tempfile.TemporaryDirectory() as folder, _dated(briefing.view.day):
        file = Path(folder) / "made.gpkg"
        many = {"promote_to_multi": True} if any(_many(shape) for shape in shapes) else {}
        pyogrio.write_dataframe(layer, file, layer=_LAYER, driver="GPKG", **many)
        pyogrio.write_dataframe(readme, file, layer=_README, driver="GPKG", append=True)
        return file.read_bytes()


def _many(shape: Any) -> bool:
    return shape is not None and shape.geom_type == "MultiPolygon"


def _rows(briefing: Briefing, lang: str) -> list[exports.Row]:
    """Rows of the zones that the briefing speaks of."""
    by_id = {str(row["zone_id"]): row for row in exports.rows(briefing.view, lang)}
    return [by_id[zone_id] for zone_id in record.shown_zones(briefing)]


def _shapes(briefing: Briefing, zones: gpd.GeoDataFrame | None) -> list[Any]:
    """Outlines in the order of the rows, None for a zone without one."""
    known = {} if zones is None else dict(zip(zones["zone_id"], zones.geometry, strict=True))
    shapes = [known.get(zone_id) for zone_id in record.shown_zones(briefing)]
    shapes = [None if shape is None or shape.is_empty else shape for shape in shapes]
    if not any(shape is not None for shape in shapes):
        city = briefing.view.facts.city.key
        raise InputError(Problem("files_no_outlines", city))
    return shapes


@contextmanager
def _dated(day: dt.date) -> Iterator[None]:
    """GDAL writes the time of writing into the file; here it is told the briefing's day."""
    import pyogrio

    option = "OGR_CURRENT_DATE"
    with _ONE_DATE:
        before = pyogrio.get_gdal_config_option(option)
        pyogrio.set_gdal_config_options({option: f"{day.isoformat()}T00:00:00.000Z"})
        try:
            yield
        finally:
            pyogrio.set_gdal_config_options({option: before})
