"""Coverages: gaps closed, overlaps shared out, neighbours, each with areas worked out by hand."""

from __future__ import annotations

import geopandas
import numpy as np
import pytest
import shapely
from shapely.geometry import MultiPolygon, Point, Polygon, box

from geo import coverage


def toy_city() -> geopandas.GeoDataFrame:
    """Nine squares of 1 km in three rows: a b c below, d e f, g h i on top."""
    squares = [
        box(column, row, column + 1000, row + 1000)
        for row in (0, 1000, 2000)
        for column in (0, 1000, 2000)
    ]
    return geopandas.GeoDataFrame({"zone_id": list("abcdefghi")}, geometry=squares)


def test_neighbours_of_nine_squares() -> None:
    found = coverage.neighbours(toy_city())
    assert found["a"] == ("b", "d", "e")
    assert found["b"] == ("a", "c", "d", "e", "f")
    assert found["e"] == ("a", "b", "c", "d", "f", "g", "h", "i")
    assert found["i"] == ("e", "f", "h")
    assert sorted(len(around) for around in found.values()) == [3, 3, 3, 3, 5, 5, 5, 5, 8]


def test_an_island_has_no_neighbours_until_a_pair_is_kept_by_hand() -> None:
    island = geopandas.GeoDataFrame({"zone_id": ["z"]}, geometry=[box(9000, 0, 9500, 500)])
    city = geopandas.pd.concat([toy_city(), island], ignore_index=True)
    assert coverage.neighbours(city)["z"] == ()
    joined = coverage.neighbours(city, [("z", "c"), ("z", "nowhere")])
    assert joined["z"] == ("c",)
    assert joined["c"] == ("b", "e", "f", "z")


def test_a_valid_coverage_stays_as_it_is() -> None:
    squares = toy_city().geometry.to_numpy()
    cleaned, repair = coverage.clean(squares)
    assert shapely.equals(cleaned, squares).all()
    assert (repair.gaps_closed, repair.overlaps_removed, repair.rings_mended) == (0, 0, 0)
    assert repair.max_shift_m == 0
    assert repair.before_m2 == repair.after_m2 == 9_000_000


def test_a_gap_goes_to_the_zone_that_borders_it_longest() -> None:
    # A slit of 10 m x 1000 m between two squares, closed above and below by lids. A tooth of the
    # left zone reaches 2 m into the slit: its border is the longer one, and it wins the slit.
    left = Polygon(
        [(0, 0), (1000, 0), (1000, 500), (1002, 505), (1000, 510), (1000, 1000), (0, 1000)]
    )
    right = box(1010, 0, 2000, 1000)
    lids = [box(0, -100, 2000, 0), box(0, 1000, 2000, 1100)]
    cleaned, repair = coverage.clean([left, right, *lids])
    assert repair.gaps_closed == 1
    # 10 x 1000 less the tooth, a triangle of 2 x 10 / 2.
    assert repair.gaps_m2 == pytest.approx(9_990)
    assert cleaned[0].area == pytest.approx(1_010_000)
    assert cleaned[1].area == pytest.approx(990_000)
    # Every point of the slit lies within 10 m of the left zone.
    assert repair.max_shift_m == pytest.approx(10.0)
    assert shapely.coverage_is_valid(cleaned)
    assert len(shapely.union_all(cleaned).interiors) == 0


def test_a_long_gap_is_cut_where_the_zones_beside_it_change() -> None:
    # Five zones below, four and two halves above, and between them a slit of 8 m x 2000 m.
    lower = [box(400 * i, 0, 400 * i + 400, 500) for i in range(5)]
    upper = [box(400 * i + 200, 508, 400 * i + 600, 1000) for i in range(4)]
    caps = [box(0, 508, 200, 1000), box(1800, 508, 2000, 1000)]
    ends = [box(-50, 0, 0, 1000), box(2000, 0, 2050, 1000)]
    cleaned, repair = coverage.clean([*lower, *upper, *caps, *ends])
    assert shapely.coverage_is_valid(cleaned)
    assert repair.gaps_closed == 1
    assert repair.gaps_m2 == pytest.approx(16_000)
    # Given whole to one zone, its furthest point would be 1,600 m away. Cut, no piece reaches
    # further than the slit is wide plus one 10 m step along it.
    assert repair.max_shift_m < 18.0


def test_an_overlap_leaves_no_ground_twice() -> None:
    # Two squares of 1 km overlap by 6 m: 6,000 m².
    cleaned, repair = coverage.clean([box(0, 0, 1000, 1000), box(994, 0, 1994, 1000)])
    assert repair.overlaps_removed == 1
    assert repair.overlaps_m2 == pytest.approx(6_000)
    assert repair.before_m2 == pytest.approx(2_000_000)
    assert repair.after_m2 == pytest.approx(1_994_000)
    assert cleaned[0].intersection(cleaned[1]).area == 0
    assert repair.max_shift_m == pytest.approx(6.0)
    assert shapely.coverage_is_valid(cleaned)


def test_an_enclave_drawn_upon_its_surroundings_is_cut_out_of_them() -> None:
    around, enclave = box(0, 0, 1000, 1000), box(400, 400, 600, 600)
    cleaned, repair = coverage.clean([around, enclave])
    assert cleaned[0].area == pytest.approx(960_000)
    assert cleaned[1].area == pytest.approx(40_000)
    assert repair.overlaps_m2 == pytest.approx(40_000)
    assert coverage.neighbours(
        geopandas.GeoDataFrame({"zone_id": ["out", "in"]}, geometry=list(cleaned))
    ) == {"out": ("in",), "in": ("out",)}


@pytest.mark.parametrize(("width", "closed", "left"), [(29.9, 1, 0), (30.1, 0, 1)])
def test_a_hole_is_a_sliver_below_the_gap_width_only(width: float, closed: int, left: int) -> None:
    lake = box(500, 500, 500 + width, 700)
    _, repair = coverage.clean([box(0, 0, 1000, 1000) - lake, box(1000, 0, 2000, 1000)])
    assert (repair.gaps_closed, repair.holes_left) == (closed, left)


def test_an_inlet_stays_open() -> None:
    # A river mouth of 10 m between two zones that is open to the sea at the top.
    left, right = box(0, 0, 1000, 1000), box(1010, 0, 2000, 1000)
    land = box(0, -100, 2000, 0)
    cleaned, repair = coverage.clean([left, right, land])
    assert repair.gaps_closed == 0
    assert shapely.union_all(cleaned).area == pytest.approx(1_000_000 + 990_000 + 200_000)


def test_a_bow_tie_is_mended_and_counted() -> None:
    bow = Polygon([(0, 0), (1000, 1000), (1000, 0), (0, 1000)])
    cleaned, repair = coverage.clean([bow, box(1000, 0, 2000, 1000)])
    assert repair.rings_mended == 1
    assert cleaned[0].is_valid
    assert cleaned[0].area == pytest.approx(500_000)


def test_a_fragment_inside_another_zone_is_dropped_and_counted() -> None:
    # A stray square of 5 m on the neighbour's land, 300 m away from its zone.
    zone = MultiPolygon([box(0, 0, 1000, 1000), box(1300, 500, 1305, 505)])
    cleaned, repair = coverage.clean([zone, box(1000, 0, 2000, 1000)])
    assert repair.fragments_dropped == 1
    assert cleaned[0].area == pytest.approx(1_000_000)
    assert repair.max_shift_m == pytest.approx(0, abs=0.1)


def test_a_zone_drawn_twice_has_no_area_of_its_own() -> None:
    with pytest.raises(coverage.NoAreaError) as caught:
        coverage.clean([box(0, 0, 1000, 1000), box(0, 0, 1000, 1000)])
    assert caught.value.indices == (1,)


def test_shift_is_measured_both_ways() -> None:
    square = box(0, 0, 1000, 1000)
    assert coverage.shift(square, box(0, 0, 1012, 1000)) == pytest.approx(12)
    assert coverage.shift(box(0, 0, 1012, 1000), square) == pytest.approx(12)
    assert coverage.shift(square, square) == 0
    assert coverage.shift(square, box(0, 0, 1000.25, 1000)) == pytest.approx(0.25)


def test_simplify_keeps_shared_borders() -> None:
    # A border of 21 corners that zigzags by 1 m is thinned to 3, the same on both sides.
    wave = [(1000 + (i % 2), 50 * i) for i in range(21)]
    left = Polygon([(0, 0), *wave, (0, 1000)])
    right = Polygon([(2000, 0), *wave, (2000, 1000)])
    thin = coverage.simplify([left, right], 10.0)
    assert shapely.coverage_is_valid(thin)
    assert list(shapely.get_num_coordinates(thin)) == [6, 6]
    assert thin[0].intersection(thin[1]).length == pytest.approx(1000, abs=0.1)


def test_clean_gives_the_same_twice() -> None:
    rng = np.random.default_rng(7)
    blobs = [Point(x, y).buffer(205) for x, y in rng.uniform(0, 1500, (12, 2))]
    first, second = coverage.clean(blobs)[0], coverage.clean(blobs)[0]
    assert [zone.wkb for zone in first] == [zone.wkb for zone in second]
    assert shapely.coverage_is_valid(first)


def test_extra_pairs_are_read_both_codes(tmp_path) -> None:
    file = tmp_path / "pairs.csv"
    file.write_text("zone_id,neighbour_id,why\n63.71.01.1001,63.71.03.1009,ferry\n")
    assert coverage.read_extra_pairs(file) == [("63.71.01.1001", "63.71.03.1009")]
