"""Zone outlines as text: one zone a line, ``code|name|lat,lng lat,lng …``.

Rings of a polygon are parted by `` / `` (the first is the outer one), polygons by `` // ``.
Degrees are WGS 84 with a fixed number of decimals, cut off and not rounded: the true corner lies
up to one unit further from zero. ``read`` adds half a unit, which leaves no bias on average
(5 decimals: half a unit is 0.6 m).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from geo.errors import InputError, Problem

if TYPE_CHECKING:
    import geopandas

DECIMALS = 5


def is_outlines(file: Path) -> bool:
    """Whether the first line looks like this form."""
    with file.open(encoding="utf-8", errors="replace") as lines:
        return lines.readline().count("|") == 2


def read(file: Path, decimals: int = DECIMALS) -> geopandas.GeoDataFrame:
    """Outlines as code, name, geometry in EPSG:4326, in the order of the file.

    Raises InputError with every faulty line: not three fields, a corner that is no pair of
    degrees, a ring of fewer than three corners, an empty or unreadable file.
    """
    import geopandas

    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        raise InputError(Problem("file_missing", str(file))) from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            Problem("boundary_file_unreadable", str(file), {"found": str(error)})
        ) from error
    rows, problems = [], []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            code, name, outline = line.split("|")
            rows.append((code.strip(), name.strip(), _shape(outline, decimals)))
        except ValueError:
            problems.append(Problem("outline_line", f"{file.name}:{number}", {"found": line[:60]}))
    if not rows and not problems:
        problems.append(Problem("boundary_file_empty", str(file)))
    if problems:
        raise InputError(problems)
    codes, names, shapes = zip(*rows, strict=True)
    return geopandas.GeoDataFrame(
        {"code": list(codes), "name": list(names)}, geometry=list(shapes), crs="EPSG:4326"
    )


def _shape(outline: str, decimals: int) -> object:
    """The polygon or multipolygon of one line; ValueError where it is none."""
    import shapely

    polygons = []
    for polygon in outline.split(" // "):
        outer, *holes = (_ring(ring, decimals) for ring in polygon.split(" / "))
        polygons.append(shapely.Polygon(outer, holes))
    return polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(polygons)


def _ring(ring: str, decimals: int) -> np.ndarray:
    """Corners of a ring as longitude, latitude, half a unit further from zero."""
    pairs = np.array([corner.split(",") for corner in ring.split()], dtype=float)
    if pairs.ndim != 2 or pairs.shape[1] != 2 or len(pairs) < 3:
        raise ValueError("no ring")
    if (np.abs(pairs) > (90, 180)).any():
        raise ValueError("not degrees")
    return (pairs + np.sign(pairs) * 0.5 * 10.0**-decimals)[:, ::-1]
