"""What lies around a kelurahan: orders by hand, faults by name, and the real cities' outlines."""

from __future__ import annotations

import itertools
from pathlib import Path

import geopandas
import pytest
import shapely
from shapely.geometry import box

from geo import boundaries, coverage, neighbourhood, text
from geo.cities import City, read_cities
from geo.errors import ConfigError, InputError
from geo.facts import Facts
from geo.neighbourhood import Neighbour, chosen, district
from geo.render.words import phrase
from tests import toy
from tests.test_coverage import toy_city


def around(square: int, facts: Facts | None = None, **options: object) -> list[tuple[int, int]]:
    """(square, order) of the toy city's neighbours."""
    found = neighbourhood.neighbourhood(facts or toy.facts(), toy.zone_id(square), **options)  # type: ignore[arg-type]
    return [(int(near.zone_id[-1]), near.order) for near in found.neighbours]


def linked(*pairs: tuple[int, int]) -> dict[str, tuple[str, ...]]:
    """The toy city's neighbours with more pairs."""
    table = {zone_id: set(near) for zone_id, near in toy.NEIGHBOURS.items()}
    for a, b in pairs:
        table[toy.zone_id(a)].add(toy.zone_id(b))
        table[toy.zone_id(b)].add(toy.zone_id(a))
    return {zone_id: tuple(sorted(near)) for zone_id, near in table.items()}


# --- Orders -------------------------------------------------------------------------------------


def test_orders_of_nine_squares() -> None:
    # 7 8 9
    # 4 5 6
    # 1 2 3, squares that share a side are neighbours.
    assert around(1) == [(2, 1), (4, 1), (3, 2), (5, 2), (7, 2)]
    assert around(5) == [(2, 1), (4, 1), (6, 1), (8, 1), (1, 2), (3, 2), (7, 2), (9, 2)]
    corner = neighbourhood.neighbourhood(toy.facts(), toy.zone_id(1))
    assert corner.of_order(1) == (toy.zone_id(2), toy.zone_id(4))
    assert corner.of_order(2) == (toy.zone_id(3), toy.zone_id(5), toy.zone_id(7))
    assert not corner.island and corner.known and corner.beyond is None
    assert neighbourhood.notes(corner) == ()


def test_a_pair_kept_by_hand_is_marked_and_what_only_it_leads_to() -> None:
    by_hand = [(toy.zone_id(9), toy.zone_id(1))]
    facts = toy.facts(neighbours=linked((1, 9)))
    found = neighbourhood.neighbourhood(facts, toy.zone_id(1), by_hand=by_hand)
    marked = {int(near.zone_id[-1]): near.by_hand for near in found.neighbours}
    # A bridge from 1 to 9, and over it to 6 and 8; 3, 5 and 7 are reached without it.
    assert marked == {2: False, 4: False, 9: True, 3: False, 5: False, 7: False, 6: True, 8: True}
    assert found.neighbours[2] == Neighbour(toy.zone_id(9), 1, by_hand=True)
    # Nobody says so: nothing is marked.
    unsaid = neighbourhood.neighbourhood(facts, toy.zone_id(1))
    assert not any(near.by_hand for near in unsaid.neighbours)


def test_a_second_order_neighbour_that_a_bridge_brings_near_is_marked() -> None:
    facts = toy.facts(neighbours=linked((1, 3)))
    by_hand = [(toy.zone_id(1), toy.zone_id(3))]
    found = neighbourhood.neighbourhood(facts, toy.zone_id(1), by_hand=by_hand)
    assert Neighbour(toy.zone_id(3), 1, by_hand=True) in found.neighbours


def test_an_island_is_said() -> None:
    facts = toy.facts(neighbours={**toy.NEIGHBOURS, toy.zone_id(9): ()})
    found = neighbourhood.neighbourhood(facts, toy.zone_id(9))
    assert found.island and found.neighbours == ()
    (said,) = neighbourhood.notes(found)
    assert phrase(said, "id").startswith("Kelurahan ini tidak berbatasan")


def test_without_outlines_nobody_is_called_an_island() -> None:
    found = neighbourhood.neighbourhood(toy.facts(neighbours={}), toy.zone_id(1))
    assert not found.known and not found.island
    (said,) = neighbourhood.notes(found)
    assert "tidak diketahui" in phrase(said, "id")


# --- Sets ---------------------------------------------------------------------------------------


def test_a_kecamatan_is_all_its_zones() -> None:
    assert district(toy.facts(), "Barat") == tuple(toy.zone_id(k) for k in (1, 4, 7))
    with pytest.raises(InputError) as raised:
        district(toy.facts(), "Selatan")
    said = text.error(raised.value, "id")
    assert "Selatan" in said and "Barat, Tengah, Timur" in said


def test_a_set_of_one_s_own_keeps_its_order_and_each_zone_once() -> None:
    asked = [toy.zone_id(k) for k in (5, 1, 5, 3)]
    assert chosen(toy.facts(), asked) == (toy.zone_id(5), toy.zone_id(1), toy.zone_id(3))


@pytest.mark.parametrize(
    ("asked", "faults"),
    [
        ((), ["set_none"]),
        (toy.IDS[:8], []),
        (toy.IDS, ["set_too_many"]),
        (("99.01.01.1001", "1001"), ["set_unknown"]),
        ((*toy.IDS, "x", "y"), ["set_too_many", "set_unknown"]),
    ],
)
def test_faults_of_a_set_are_named_together(asked: tuple[str, ...], faults: list[str]) -> None:
    if not faults:
        assert chosen(toy.facts(), asked) == asked
        return
    with pytest.raises(InputError) as raised:
        chosen(toy.facts(), asked)
    assert [problem.key for problem in raised.value.problems] == faults
    for lang in text.LANGUAGES:
        assert text.error(raised.value, lang)


def test_a_zone_that_the_city_has_not() -> None:
    with pytest.raises(InputError) as raised:
        neighbourhood.neighbourhood(toy.facts(), "63.71.01.1001")
    assert "63.71.01.1001" in text.error(raised.value, "id")


# --- The edge -----------------------------------------------------------------------------------


def test_the_edge_of_nine_squares() -> None:
    found = coverage.edge(toy_city())
    assert found == pytest.approx(dict.fromkeys("acgi", 2_000) | dict.fromkeys("bdfh", 1_000))


@pytest.mark.parametrize(("least", "at_edge"), [(49.9, True), (50.0, False)])
def test_an_edge_is_longer_than_the_least(least: float, at_edge: bool) -> None:
    # A zone behind two others that looks out between them through a gap of 50 m.
    inner, left, right = box(0, 1000, 1000, 2000), box(0, 0, 475, 1000), box(525, 0, 1000, 1000)
    ring = [box(-500, 0, 0, 2500), box(1000, 0, 1500, 2500), box(0, 2000, 1000, 2500)]
    names = ["inner", "left", "right", "west", "east", "north"]
    zones = geopandas.GeoDataFrame({"zone_id": names}, geometry=[inner, left, right, *ring])
    assert ("inner" in coverage.edge(zones, least)) is at_edge


def test_a_lake_is_not_outside() -> None:
    lake = box(400, 400, 600, 600)
    zones = geopandas.GeoDataFrame(
        {"zone_id": ["shore", "rest"]},
        geometry=[box(350, 350, 650, 650) - lake, box(0, 0, 1000, 1000) - box(350, 350, 650, 650)],
    )
    assert list(coverage.edge(zones)) == ["rest"]


def test_what_lies_beyond_is_named_at_the_edge_only() -> None:
    city = City(**{**vars(toy.CITY), "beyond": ("Kabupaten Lain",), "sea": "Laut Dalam"})
    facts = toy.facts(city=city)
    edge = {toy.zone_id(1): 2_000.0}
    found = neighbourhood.neighbourhood(facts, toy.zone_id(1), edge=edge)
    assert found.beyond == neighbourhood.Beyond(("Kabupaten Lain",), "Laut Dalam", shares=False)
    (said,) = neighbourhood.notes(found)
    words = phrase(said, "id")
    assert "Kabupaten Lain, atau Laut Dalam" in words and "tidak ada data" in words
    assert neighbourhood.neighbourhood(facts, toy.zone_id(5), edge=edge).beyond is None
    # A city of which nothing is known beyond.
    assert neighbourhood.neighbourhood(toy.facts(), toy.zone_id(1), edge=edge).beyond is None


def test_what_lies_beyond_the_cities_that_ship() -> None:
    cities = read_cities()
    assert neighbourhood.beyond(cities["banjarmasin"]) == neighbourhood.Beyond(
        ("Kabupaten Barito Kuala", "Kabupaten Banjar")
    )
    there = neighbourhood.beyond(cities["semarang"])
    assert there is not None and not there.shares
    assert set(there.names) == {"Kabupaten Kendal", "Kabupaten Semarang", "Kabupaten Demak"}
    assert there.sea == "Laut Jawa"


@pytest.mark.parametrize("value", ['"Kabupaten Banjar"', "[1]", '[""]', '["a", ["b"]]'])
def test_names_beyond_that_are_no_list_of_names(value: str, tmp_path: Path) -> None:
    file = tmp_path / "cities.toml"
    file.write_text(
        '[solo]\nname = "Kota Surakarta"\nregency_code = "33.72"\nutm = "EPSG:32749"\n'
        f'boundaries = "solo.gpkg"\nbeyond = {value}\n',
        encoding="utf-8",
    )
    with pytest.raises(ConfigError) as raised:
        read_cities(file)
    (fault,) = raised.value.problems
    assert (fault.key, fault.values["field"]) == ("field_value", "beyond")


# --- The real outlines --------------------------------------------------------------------------


@pytest.fixture(scope="module", params=["banjarmasin", "semarang"])
def outlines(request: pytest.FixtureRequest) -> geopandas.GeoDataFrame:
    city = read_cities()[request.param]
    return boundaries.read(city).to_crs(city.utm).assign(key=request.param)


def test_no_water_lies_between_two_zones_of_a_city(outlines: geopandas.GeoDataFrame) -> None:
    """Outlines meet in the middle of rivers: whoever faces a zone across one touches it."""
    whole = shapely.union_all(outlines.geometry.to_numpy())
    parts = shapely.get_parts(whole)
    assert [len(part.interiors) for part in parts] == [0] * len(parts)
    if outlines["key"].iloc[0] == "banjarmasin":
        # The straight line between two zones that are near and don't touch runs through a third.
        assert len(parts) == 1
        shapes = outlines.geometry.to_numpy()
        apart = [(a, b) for a, b in itertools.combinations(shapes, 2) if 0 < a.distance(b) < 400]
        assert len(apart) > 50
        water = whole.buffer(0.01)
        gaps = [shapely.shortest_line(a, b).difference(water).length for a, b in apart]
        assert max(gaps) == 0


def test_the_banks_of_the_martapura_are_neighbours() -> None:
    city = read_cities()["banjarmasin"]
    zones = boundaries.read(city)
    near = coverage.neighbours(zones, coverage.read_extra_pairs())
    names = dict(zip(zones["zone_id"], zones["name"], strict=True))
    touching = {
        frozenset((names[one], names[other])) for one, found in near.items() for other in found
    }
    assert len(touching) == 138
    banks = [
        ("Kertak Baru Ilir", "Kelayan Barat"),
        ("Kertak Baru Ulu", "Pekapuran Laut"),
        ("Antasan Besar", "Gadang"),
        ("Pasar Lama", "Seberang Mesjid"),
        ("Surgi Mufti", "Melayu"),
        ("Sungai Jingah", "Sungai Bilu"),
        ("Sungai Jingah", "Banua Anyar"),
        ("Basirih", "Mantuil"),
    ]
    assert [pair for pair in banks if frozenset(pair) not in touching] == []
    assert min(len(found) for found in near.values()) == 2


def test_the_edge_of_the_real_cities(outlines: geopandas.GeoDataFrame) -> None:
    names = dict(zip(outlines["zone_id"], outlines["name"], strict=True))
    edge = {names[zone_id] for zone_id in coverage.edge(outlines)}
    if outlines["key"].iloc[0] == "banjarmasin":
        assert len(edge) == 18
        assert {"Mantuil", "Alalak Utara", "Sungai Lulut", "Pemurus Dalam"} <= edge
        assert not {"Kertak Baru Ilir", "Pasar Lama", "Teluk Dalam"} & edge
    else:
        assert len(edge) == 39
        assert {"Tanjung Mas", "Mangkang Kulon", "Rowosari", "Pudakpayung"} <= edge
        assert not {"Sekayu", "Miroto", "Pindrikan Kidul"} & edge
