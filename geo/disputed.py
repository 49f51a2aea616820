"""Ground that no zone, or more than one zone, claims: cut where the zones beside it change.

A sliver along a border can be a kilometre long and touch six zones. Given whole to one of them it
would pull that zone along the borders of the others, so it is cut into runs, each between the same
zones, and every run goes to the zone that borders it longest. Pure geometry in metres.
"""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import shapely

_Point = tuple[float, float]
_Edge = frozenset[_Point]


def share_out(zones: np.ndarray, disputed: Sequence[Any]) -> np.ndarray:
    """The zones with the disputed ground (gaps and overlaps) shared out among them.

    ``zones`` and ``disputed`` meet in the very same points, and no two of them overlap. Ground
    that borders no zone stays nobody's. A new array in the order of ``zones``.
    """
    touching: dict[_Point, set[int]] = defaultdict(set)
    owner: dict[_Edge, int] = {}
    for zone, shape in enumerate(zones):
        for edge, _ in _edges(shape):
            owner[edge] = zone
            for point in edge:
                touching[point].add(zone)
    gains: dict[int, list[Any]] = defaultdict(list)
    for ground in shapely.get_parts(shapely.coverage_union_all(disputed)):
        for zone, piece in _share(ground, touching, owner):
            gains[zone].append(piece)
    whole = zones.copy()
    for zone, pieces in gains.items():
        whole[zone] = shapely.coverage_union_all([zones[zone], *pieces])
    return whole


def _share(
    ground: Any, touching: Mapping[_Point, set[int]], owner: Mapping[_Edge, int]
) -> list[tuple[int, Any]]:
    """Pieces of disputed ground, each with the zone that gets it; no corner is added.

    Triangles whose corners touch the same zones form a run; a run goes to the zone that borders it
    longest. A run that borders none (the middle of a star) follows the piece it borders longest.
    """
    runs: dict[tuple[int, ...], list[Any]] = defaultdict(list)
    for triangle in shapely.get_parts(shapely.constrained_delaunay_triangles(ground)):
        corners = {point for edge, _ in _edges(triangle) for point in edge}
        runs[tuple(sorted(set().union(*(touching[c] for c in corners))))].append(triangle)
    given: list[tuple[int, Any]] = []
    waiting: list[Any] = []
    for _, triangles in sorted(runs.items()):
        for piece in shapely.get_parts(shapely.coverage_union_all(triangles)):
            border: dict[int, float] = defaultdict(float)
            for edge, length in _edges(piece):
                if edge in owner:
                    border[owner[edge]] += length
            if border:
                given.append((max(sorted(border), key=lambda zone: border[zone]), piece))
            else:
                waiting.append(piece)
    for piece in waiting if given else ():
        mine = dict(_edges(piece))
        beside = [(sum(mine.get(e, 0.0) for e, _ in _edges(p)), -zone) for zone, p in given]
        given.append((-max(beside)[1], piece))
    return given


def _edges(shape: Any) -> list[tuple[_Edge, float]]:
    """Edges of a polygon as pairs of points, with their length in metres."""
    edges = []
    for part in shapely.get_parts(shape):
        for ring in (part.exterior, *part.interiors):
            corners = shapely.get_coordinates(ring).tolist()
            for (ax, ay), (bx, by) in itertools.pairwise(corners):
                edges.append((frozenset(((ax, ay), (bx, by))), math.hypot(ax - bx, ay - by)))
    return edges
