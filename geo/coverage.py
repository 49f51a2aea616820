"""A coverage: polygons that share their borders exactly, without gaps and without overlaps.

Everything here is pure geometry in metres: arrays of shapely polygons in, new arrays out, in the
same order. Outlines that were simplified zone by zone do not meet; ``clean`` mends them and says
what it did, ``simplify`` thins shared borders together, ``neighbours`` reads who touches whom.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.disputed import share_out
from geo.settings import DATA

if TYPE_CHECKING:
    import geopandas

GRID_M = 0.1
GAP_M = 30.0
EDGE_M = 100.0
EXTRA_PAIRS = DATA / "boundaries" / "neighbours_extra.csv"
_SPECK_M2 = 0.01
_STEP_M = 10.0
_STRAIGHT_M = 0.05


@dataclass(frozen=True)
class Repair:
    """What ``clean`` changed; counts are pieces, areas in m², distances in metres.

    ``max_shift_m`` is the largest Hausdorff distance between a zone before and after (as regions):
    no point of the one lies further than this from the other. ``fragments_dropped`` are parts of
    a multipolygon that vanished into its neighbours. ``holes_left`` are holes in the union of all
    zones at least as wide as the gap width: lakes and enclaves, not slivers. ``before_m2`` and
    ``after_m2`` are the zones' areas added up.
    """

    before_m2: float
    after_m2: float
    rings_mended: int
    gaps_closed: int
    gaps_m2: float
    overlaps_removed: int
    overlaps_m2: float
    fragments_dropped: int
    max_shift_m: float
    holes_left: int


class NoAreaError(ValueError):
    """Zones that have no area, or lie wholly under another; ``indices`` are their positions."""

    def __init__(self, indices: tuple[int, ...]) -> None:
        self.indices = indices
        super().__init__(f"zones without an area of their own: {indices}")


def clean(
    zones: Sequence[Any] | np.ndarray, grid_m: float = GRID_M, gap_m: float = GAP_M
) -> tuple[np.ndarray, Repair]:
    """A valid coverage out of polygons that nearly are one, and the repair report.

    Corners are rounded to ``grid_m``. Gaps and overlaps narrower than ``gap_m`` (diameter of the
    largest circle inside) are shared out among the zones beside them. A wide overlap goes to the
    smaller zone (an enclave drawn upon its surroundings); a wide gap stays (a lake).
    Raises NoAreaError.
    """
    raw = np.asarray(zones, dtype=object)
    broken = ~shapely.is_valid(raw)
    sound = np.array([_areas_only(zone) for zone in shapely.make_valid(raw)], dtype=object)
    agreed, disputed, tally = _sort(sound, *_faces(sound, grid_m), gap_m)
    whole = simplify(share_out(agreed, disputed), _STRAIGHT_M)
    kept = [_parts_kept(*pair) for pair in zip(sound, whole, strict=True)]
    parts = sum(len(shapely.get_parts(zone)) for zone in sound)
    report = Repair(
        before_m2=float(shapely.area(sound).sum()),
        after_m2=float(shapely.area(whole).sum()),
        rings_mended=int(broken.sum()),
        fragments_dropped=parts - sum(len(k) for k in kept),
        max_shift_m=max(shift(shapely.union_all(k), z) for k, z in zip(kept, whole, strict=True)),
        **tally,
    )
    return whole, report


def shift(before: Any, after: Any) -> float:
    """Hausdorff distance in metres between two areas, taken as regions, both ways.

    Borders are walked in steps of 5 m; a distance below 1 m comes from 500 of those points.
    """
    return max(_reach(before, after), _reach(after, before))


def simplify(zones: Sequence[Any] | np.ndarray, tolerance: float) -> np.ndarray:
    """The coverage with fewer corners; shared borders stay shared. The input must be valid.

    ``tolerance`` is in the unit of the coordinates. Thinning can make a zone touch itself where it
    is very narrow; the tolerance is then halved, up to four times, before the zones are given back
    as they were.
    """
    whole = np.asarray(zones, dtype=object)
    for halvings in range(5):
        thin = shapely.coverage_simplify(whole, tolerance / 2**halvings)
        if shapely.is_valid(thin).all() and shapely.coverage_is_valid(thin):
            return thin
    return whole


def neighbours(
    zones: geopandas.GeoDataFrame, extra_pairs: Iterable[tuple[str, str]] = ()
) -> dict[str, tuple[str, ...]]:
    """Neighbours of every zone by zone_id, sorted: queen contiguity (one shared point is enough).

    ``extra_pairs`` are hand-kept pairs across a river or a strait; each counts both ways, and
    pairs with a code that is not in ``zones`` are left out. An island gets an empty tuple.
    """
    codes = zones["zone_id"].to_numpy()
    shapes = zones.geometry.to_numpy()
    left, right = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    found: dict[str, set[str]] = {code: set() for code in codes}
    for a, b in zip(codes[left], codes[right], strict=True):
        if a != b:
            found[a].add(b)
    for a, b in extra_pairs:
        if a in found and b in found and a != b:
            found[a].add(b)
            found[b].add(a)
    return {code: tuple(sorted(around)) for code, around in found.items()}


def edge(zones: geopandas.GeoDataFrame, least_m: float = EDGE_M) -> dict[str, float]:
    """Zones at the city's edge: zone_id and the metres of its outline that meet the outside, where
    they are more than ``least_m``; a corner or the mouth of a ditch is no edge.

    ``zones`` is a coverage in metres (the city's UTM zone). Water that the city surrounds on all
    sides is not outside.
    """
    shapes = zones.geometry.to_numpy()
    whole = shapely.get_parts(shapely.union_all(shapes))
    outline = shapely.union_all(shapely.get_exterior_ring(whole))
    met = shapely.length(shapely.intersection(shapely.boundary(shapes), outline))
    found = zip(zones["zone_id"], met.tolist(), strict=True)
    return {code: metres for code, metres in found if metres > least_m}


def read_extra_pairs(file: Path = EXTRA_PAIRS) -> list[tuple[str, str]]:
    """Hand-kept neighbours across a river or strait, both codes of each pair."""
    with file.open(encoding="utf-8", newline="") as lines:
        return [(row["zone_id"], row["neighbour_id"]) for row in csv.DictReader(lines)]


def _areas_only(shape: Any) -> Any:
    """The polygonal part of a geometry; make_valid may leave lines and points beside it."""
    if shape.geom_type in ("Polygon", "MultiPolygon"):
        return shape
    parts = [p for p in shapely.get_parts(shape) if p.geom_type in ("Polygon", "MultiPolygon")]
    return shapely.union_all(parts) if parts else shapely.Polygon()


def _faces(zones: np.ndarray, grid_m: float) -> tuple[np.ndarray, list[list[int]]]:
    """The pieces into which all borders together cut the plane, and the zones that claim each.

    The noding rounds to ``grid_m``, so that pieces meet in the very same points.
    """
    lines = shapely.union_all(shapely.boundary(zones), grid_size=grid_m)
    lines = shapely.segmentize(lines, _STEP_M)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    inside = shapely.point_on_surface(faces)
    claims: list[list[int]] = [[] for _ in faces]
    for face, zone in shapely.STRtree(zones).query(inside, predicate="within").T.tolist():
        claims[face].append(zone)
    return faces, [sorted(zones) for zones in claims]


def _sort(
    zones: np.ndarray, faces: Iterable[Any], claims: Iterable[Sequence[int]], gap_m: float
) -> tuple[np.ndarray, list[Any], dict[str, Any]]:
    """What each zone holds alone, the narrow pieces to share out, and the counts for the report."""
    owned: dict[int, list[Any]] = {index: [] for index in range(len(zones))}
    disputed, gaps, overlaps, holes_left = [], [], [], 0
    for face, claimants in zip(faces, claims, strict=True):
        if len(claimants) == 1:
            owned[claimants[0]].append(face)
            continue
        narrow = _is_narrow(face, gap_m)
        if narrow:
            disputed.append(face)
        elif claimants:
            owned[min(claimants, key=lambda index: shapely.area(zones[index]))].append(face)
        else:
            holes_left += 1
        if claimants:
            overlaps.append(face.area)
        elif narrow:
            gaps.append(face.area)
    homeless = tuple(index for index, parts in owned.items() if not parts)
    if homeless:
        raise NoAreaError(homeless)
    agreed = np.array([shapely.coverage_union_all(parts) for parts in owned.values()], dtype=object)
    tally = {
        "gaps_closed": len(gaps),
        "gaps_m2": sum(gaps),
        "overlaps_removed": len(overlaps),
        "overlaps_m2": sum(overlaps),
        "holes_left": holes_left,
    }
    return agreed, disputed, tally


def _is_narrow(shape: Any, gap_m: float) -> bool:
    """Whether no circle of diameter ``gap_m`` fits inside; a small area settles it at once."""
    if shape.area < math.pi * gap_m**2 / 4:
        return True
    return 2 * shapely.maximum_inscribed_circle(shape).length < gap_m


def _reach(inside: Any, region: Any) -> float:
    """How far the furthest point of one area lies from another area; 0 where it is within."""
    outside = shapely.difference(inside, region)
    if outside.is_empty:
        return 0.0
    border = shapely.segmentize(shapely.boundary(outside), 5.0)
    points = shapely.points(shapely.get_coordinates(border))
    shapely.prepare(region)
    far = points[~shapely.dwithin(region, points, 1.0)]
    near = points[:: 1 + len(points) // 500]
    return float(shapely.distance(region, far if len(far) else near).max())


def _parts_kept(before: Any, after: Any) -> np.ndarray:
    """Parts of a multipolygon that share area with what the zone became."""
    parts = shapely.get_parts(before)
    return parts[shapely.area(shapely.intersection(parts, after)) > _SPECK_M2]
