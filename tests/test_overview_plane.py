"""Many cities on one sheet: what shares a panel, and borders that stay shared in whole units."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import shapely

from geo import boundaries
from geo.cities import City, read_cities
from geo.city_day import CityDay, Zone
from geo.render import overview_map, overview_plane
from geo.render.overview_plane import HIGH, LODS_M, WIDE, Outlines, Sheet
from geo.rollup import nation
from tests.packed_kit import numbers

Point = tuple[int, int]


def corners(text: str) -> list[Point]:
    """The corners of a ring, x first, in whole units."""
    places = np.cumsum(np.array(list(numbers(text))).reshape(-1, 2), axis=0)
    return [(int(x), int(y)) for x, y in places]


def polygons(sheet: Sheet) -> dict[str, shapely.Geometry]:
    return {
        zone_id: shapely.union_all(
            [
                shapely.make_valid(shapely.Polygon(corners(r[0]), [corners(h) for h in r[1:]]))
                for r in shape
            ]
        )
        for zone_id, shape in sheet.zones
    }


def squares(code: str, west: float, south: float, side: float = 0.1) -> Outlines:
    """A city of two by two squares."""
    shapes = [
        shapely.box(
            west + x * side, south + y * side, west + (x + 1) * side, south + (y + 1) * side
        )
        for y in range(2)
        for x in range(2)
    ]
    ids = [f"{code}.01.100{k}" for k in range(1, 5)]
    return overview_plane.outlines(f"c{code}", code, ids, np.array(shapes))


def test_cities_that_fill_their_frame_are_drawn_as_they_lie() -> None:
    west, east = squares("10.01", 100.0, 0.0), squares("11.01", 100.2, 0.0)
    sheet = overview_plane.sheet([east, west])
    assert [panel.codes for panel in sheet.panels] == [("10.01", "11.01")]
    drawn = polygons(sheet)
    assert len(drawn) == 8
    (a, b) = drawn["10.01.01.1002"].bounds, drawn["11.01.01.1001"].bounds
    assert a[2] == pytest.approx(b[0], abs=1)
    assert a[1] == b[1]
    assert drawn["10.01.01.1001"].bounds[1] > drawn["10.01.01.1003"].bounds[1], "north is up"
    x0, y0, x1, y1 = shapely.total_bounds(list(drawn.values()))
    assert (x0, x1) == (0, WIDE)
    assert (y1 - y0) * 2 == pytest.approx(WIDE, abs=4)


def test_cities_far_apart_get_panels_in_the_order_of_codes_each_at_its_own_scale() -> None:
    near = squares("10.01", 100.0, 0.0), squares("10.02", 100.2, 0.0)
    far = squares("10.05", 130.0, -8.0, side=0.01)
    sheet = overview_plane.sheet([far, squares("20.01", 110.0, 0.0), *near])
    assert [p.codes for p in sheet.panels] == [("10.01",), ("10.02",), ("10.05",), ("20.01",)]
    sheet = overview_plane.sheet([squares("20.01", 110.0, 0.0), *near])
    assert [p.codes for p in sheet.panels] == [("10.01", "10.02"), ("20.01",)]
    names = {"10": "Satu", "20.01": "Kota Dua"}
    (one, two) = overview_plane.place_names(sheet.panels, names)
    assert (one[2], two[2]) == ("Satu", "Kota Dua")
    drawn = polygons(sheet)
    left = shapely.total_bounds([s for z, s in drawn.items() if z.startswith("10")])
    right = shapely.total_bounds([s for z, s in drawn.items() if z.startswith("20")])
    assert 0 < left[0] < left[2] < WIDE / 2 < right[0] < right[2] < WIDE
    assert left[1] >= one[1] > 0 and left[0] < one[0] < left[2]
    assert right[3] <= HIGH


@pytest.mark.parametrize("key", ["banjarmasin", "semarang"])
@pytest.mark.parametrize("whole", [True, False])
def test_borders_stay_shared_corner_by_corner(key: str, whole: bool) -> None:
    """Sides that one zone alone has are together as long as the city's edge: were borders not
    shared, they would be several times as long."""
    city = read_cities()[key]
    zones = boundaries.read(city)
    ids, shapes = tuple(zones["zone_id"]), zones.geometry.to_numpy()
    if whole:
        sheet = overview_plane.close(ids, shapes, city.regency_code)
    else:
        made = overview_plane.outlines(key, city.regency_code, ids, shapes)
        sheet = overview_plane.sheet([made])
    assert [zone_id for zone_id, _ in sheet.zones] == list(ids)
    sides = Counter(
        frozenset((a, b))
        for _, shape in sheet.zones
        for rings in shape
        for ring in map(corners, rings)
        for a, b in zip(ring, [*ring[1:], ring[0]], strict=True)
    )
    once = [shapely.LineString(list(side)) for side, n in sides.items() if n == 1]
    drawn = polygons(sheet)
    edge = shapely.union_all([shape.buffer(0.01) for shape in drawn.values()]).length
    assert len(sides) > 400 and len(once) < len(sides) / 2
    assert shapely.length(once).sum() == pytest.approx(edge, rel=0.05)
    truth = shapely.area(shapes)
    shares = np.array([drawn[zone_id].area for zone_id in ids])
    assert np.allclose(shares / shares.sum(), truth / truth.sum(), atol=0.001)


def test_a_zone_smaller_than_a_unit_is_still_drawn() -> None:
    speck = shapely.box(100.05, 0.0, 100.05001, 0.00001)
    rest = shapely.difference(shapely.box(100, 0, 102, 1), speck)
    sheet = overview_plane.close(
        ("10.01.01.1001", "10.01.01.1002"), np.array([rest, speck]), "10.01"
    )
    drawn = polygons(sheet)
    assert drawn["10.01.01.1002"].area == 0.5
    assert drawn["10.01.01.1001"].area > 0.99 * WIDE * WIDE / 2


def test_coarse_outlines_have_fewer_corners_and_their_own_place() -> None:
    city = read_cities()["semarang"]
    zones = boundaries.read(city)
    made = overview_plane.outlines("s", "33.74", zones["zone_id"], zones.geometry.to_numpy())
    counts = [shapely.get_num_coordinates(shapely.union_all(s)) for s in made.shapes]
    corners_of = [int(shapely.get_num_coordinates(list(s)).sum()) for s in made.shapes]
    assert len(made.shapes) == len(LODS_M)
    assert corners_of[0] > corners_of[1] > corners_of[2] and counts[0] > counts[2]
    assert made.province == "33"


def test_names_of_zones_reach_the_browser_as_they_are() -> None:
    """A name may look like a placeholder of the template that the script passes through."""
    hostile = "{{ 7 * 7 }} {% if %} </script><b>"
    city = City("k", hostile, "10.01", "EPSG:32748", "Asia/Jakarta", Path("x"))
    outlines = squares("10.01", 100.0, 0.0)
    zones = tuple(Zone(z, hostile, "K", "merah") for z in outlines.zone_ids)
    root = nation([CityDay(city, zones, simulated=True)])
    sheet = overview_plane.sheet([outlines])
    payload = overview_map.payload(root, sheet, hostile, "SIMULASI", "id")
    drawn = overview_map.base_map()
    overview_map.feature_group(payload).add_to(drawn)
    script = drawn.get_root().render()
    (found,) = re.findall(r"JagaOverview\.update\((\{.*\})\);", script)
    read = json.loads(found)
    assert read["cities"] == [["10.01", hostile, True, ""]]
    assert {zone[1] for zone in read["zones"]} == {hostile}
    assert (read["codes"], read["opens"], read["label"]) == ("mmmm", "kota", hostile)
    assert "</script><b>" not in found and not re.search(r"\{[{%#]", found)
