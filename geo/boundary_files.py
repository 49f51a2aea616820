"""A file of outlines in any format, as it is: GeoJSON in WGS 84 by itself, all else by GDAL."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import shapely

from geo.errors import InputError, Problem
from geo.parts import require

if TYPE_CHECKING:
    import geopandas


def read_features(file: Path) -> geopandas.GeoDataFrame:
    """Any boundary file as it is (SHP, GeoJSON, GPKG …), or an InputError. Other formats than plain
    GeoJSON need the part "geodata"."""
    import geopandas

    if not file.exists():
        raise InputError(Problem("file_missing", str(file)))
    plain = _plain(file)
    if plain is not None:
        return plain
    require("geodata")
    from pyogrio.errors import DataSourceError

    try:
        features = geopandas.read_file(file)
    except (DataSourceError, ValueError, OSError) as error:
        raise InputError(
            Problem("boundary_file_unreadable", str(file), {"found": str(error)})
        ) from error
    if not isinstance(features, geopandas.GeoDataFrame) or features.empty:
        raise InputError(Problem("boundary_file_empty", str(file)))
    return features


def _plain(file: Path) -> geopandas.GeoDataFrame | None:
    """A GeoJSON file in WGS 84, read without GDAL; None for all that is another format, in other
    coordinates, empty or broken."""
    import geopandas

    if file.suffix.lower() not in (".geojson", ".json"):
        return None
    try:
        whole = json.loads(file.read_text(encoding="utf-8"))
        if "crs" in whole or not whole["features"]:
            return None
        rows = [one["properties"] or {} for one in whole["features"]]
        shapes = [
            one["geometry"] and shapely.geometry.shape(one["geometry"]) for one in whole["features"]
        ]
        return geopandas.GeoDataFrame(pd.DataFrame(rows), geometry=shapes, crs="EPSG:4326")
    except (OSError, ValueError, KeyError, TypeError, AttributeError, shapely.errors.ShapelyError):
        return None
