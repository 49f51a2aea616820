"""The base map: no internet, one outline a zone, and nothing from a file can break out of it."""

from __future__ import annotations

import json
import re

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.render import map as zone_map
from geo.settings import STATIC
from tests import toy
from tests.packed_kit import numbers

LINE_SEPARATOR, PARAGRAPH_SEPARATOR = "\u2028", "\u2029"


def squares(names: tuple[str, ...] = toy.NAMES) -> gpd.GeoDataFrame:
    shapes = [shapely.box(k % 3, k // 3, k % 3 + 1, k // 3 + 1) for k in range(9)]
    return gpd.GeoDataFrame(toy.zones(names), geometry=shapes, crs="EPSG:4326")


def decoded(line: str) -> list[tuple[float, float]]:
    """Latitudes and longitudes of an encoded polyline."""
    steps = np.array(list(numbers(line))).reshape(-1, 2)
    return [(lat / 1e5, lng / 1e5) for lat, lng in steps.cumsum(axis=0).tolist()]


def test_a_ring_is_encoded_as_in_the_published_example() -> None:
    # The example of Google's polyline description, as a ring whose closing point is left out.
    ring = shapely.LinearRing([(-120.2, 38.5), (-120.95, 40.7), (-126.453, 43.252)])
    assert zone_map.encode(ring) == "_p~iF~ps|U_ulLnnqC_mqNvxq`@"


def test_every_zone_has_one_outline_in_the_city_s_order() -> None:
    drawn = json.loads(zone_map.outlines(squares()))
    assert [zone["id"] for zone in drawn["zones"]] == list(toy.IDS)
    assert [zone["name"] for zone in drawn["zones"]] == list(toy.NAMES)
    assert [zone["district"] for zone in drawn["zones"]] == list(toy.DISTRICTS)
    assert drawn["bounds"] == [[0, 0], [3, 3]]
    for k, zone in enumerate(drawn["zones"]):
        ((ring,),) = zone["shape"]
        west, south = k % 3, k // 3
        corners = {(south, west), (south, west + 1), (south + 1, west), (south + 1, west + 1)}
        assert set(decoded(ring)) == corners and len(decoded(ring)) == 4


def test_a_name_stands_inside_its_zone() -> None:
    drawn = json.loads(zone_map.outlines(squares()))
    # The middle of square 5 by both ways of finding one.
    for place in drawn["zones"][4]["labels"]:
        assert place == pytest.approx([1.5, 1.5], abs=2e-4)


def test_a_zone_in_two_parts_with_a_hole_keeps_all_its_rings() -> None:
    table = squares()
    holed = shapely.box(0, 0, 1, 1) - shapely.box(0.4, 0.4, 0.6, 0.6)
    parts = [shapely.MultiPolygon([holed, shapely.box(5, 5, 5.1, 5.1)]), *table.geometry[1:]]
    drawn = json.loads(zone_map.outlines(table.set_geometry(gpd.GeoSeries(parts, crs=4326))))
    assert [len(part) for part in drawn["zones"][0]["shape"]] == [2, 1]
    # Its name goes to the larger part, never into the hole.
    for lat, lon in drawn["zones"][0]["labels"][:1]:
        assert holed.contains(shapely.Point(lon, lat))


def test_a_hostile_name_can_t_close_the_script() -> None:
    evil = f"</script><img src=x onerror=alert(1)>{LINE_SEPARATOR}{PARAGRAPH_SEPARATOR}\"'"
    drawn = zone_map.outlines(squares((evil,) * 9))
    assert not set("<" + LINE_SEPARATOR + PARAGRAPH_SEPARATOR) & set(drawn)
    assert json.loads(drawn)["zones"][0]["name"] == evil
    page = zone_map.base_map(drawn).get_root().render()
    assert "<img" not in page


def test_the_map_needs_no_other_host() -> None:
    page = zone_map.base_map(zone_map.outlines(squares())).get_root().render()
    loaded = re.findall(r"<(?:script|link|img|iframe)[^>]*(?:src|href)=\"([^\"]+)\"", page)
    assert [address for address in loaded if "leaflet.js" in address]
    assert len(loaded) >= 5
    assert all(address.startswith("../../app/static/") for address in loaded)
    assert re.findall(r"(?:https?:)?//[\w.-]+\.\w+", page) == []


def test_what_the_map_loads_of_ours_is_there() -> None:
    page = zone_map.base_map("{}").get_root().render()
    ours = re.findall(r"app/static/(jaga/[\w.]+)\?v=([0-9a-f]{10})\"", page)
    assert len(ours) >= 4
    assert all((STATIC / path).is_file() for path, _ in ours)


def test_a_map_s_additions_do_not_leak_into_the_next() -> None:
    first = zone_map.base_map(zone_map.outlines(squares())).get_root().render()
    second = zone_map.base_map(zone_map.outlines(squares())).get_root().render()
    unnamed = [re.sub(r"[0-9a-f]{32}", "", page) for page in (first, second)]
    assert unnamed[0] == unnamed[1]
