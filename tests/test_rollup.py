"""Kelurahan added up by hand: counts of levels, sums with what they are made of, and no sum that
gives a hidden number away."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from geo.cities import City
from geo.city_day import CityDay, Zone, city_day
from geo.rollup import Area, attention, beneath, nation, path, ranked
from geo.rules import registry
from geo.suppression import PUBLIC
from geo.views import city_view
from tests import toy

DAY = dt.date(2021, 3, 14)
INCIDENCE = registry()["insidensi7"]


def city(key: str, code: str, province: str | None = None) -> City:
    return City(
        key, f"Kota {key}", code, "EPSG:32750", "Asia/Jakarta", Path("x"), province=province
    )


def zone(code: str, level: str | None, cases: int | None = None, **more: object) -> Zone:
    shared = more.pop("shared", cases)
    return Zone(code, f"N{code[-1]}", f"K{code[6:8]}", level, cases, shared, **more)  # type: ignore[arg-type]


A = CityDay(
    city("a", "10.01", "Satu"),
    (
        zone("10.01.01.1001", "merah", 8, people=4_000, last_report=DAY),
        zone("10.01.01.1002", "kuning", 2, people=6_000, last_report=dt.date(2021, 3, 10)),
        zone("10.01.02.1001", "hijau", 0, people=10_000, last_report=DAY),
        zone("10.01.02.1002", "usang"),
        zone("10.01.02.1003", "tanpa_data", 3),
    ),
    simulated=True,
)
B = CityDay(
    city("b", "10.02"),
    (
        zone("10.02.01.1001", "hijau", 1, people=5_000, last_report=DAY),
        zone("10.02.01.1002", "disamarkan", hidden=True, people=5_000, last_report=DAY),
        zone("10.02.02.1001", "hijau", 0, people=9_000, last_report=DAY),
    ),
    simulated=False,
)
C = CityDay(
    city("c", "20.01", "Dua"),
    tuple(zone(f"20.01.01.100{k}", None) for k in (1, 2)),
    simulated=False,
    why="rule_no_archive",
)
ROOT = nation([C, B, A])


def at(code: str) -> Area:
    return path(ROOT, code)[-1]


def test_the_tree_follows_the_codes() -> None:
    assert (ROOT.code, ROOT.kind, ROOT.zones) == ("", "nation", 10)
    assert [(p.code, p.name, p.kind) for p in ROOT.children] == [
        ("10", "Satu", "province"),
        ("20", "Dua", "province"),
    ]
    assert [k.code for k in beneath(ROOT, "kota")] == ["10.01", "10.02", "20.01"]
    way = path(ROOT, "10.01.02.1003")
    assert [a.code for a in way] == ["", "10", "10.01", "10.01.02", "10.01.02.1003"]
    assert [a.kind for a in way] == ["nation", "province", "kota", "kecamatan", "kelurahan"]
    assert path(ROOT, "10.03") == () == path(ROOT, "1")
    assert {a.city for a in beneath(at("10.02"), "kelurahan")} == {"b"}
    assert nation([]).zones == 0


def test_levels_are_counted_the_most_severe_first_and_never_averaged() -> None:
    assert list(at("10.01").by_level.items()) == [
        ("merah", 1),
        ("kuning", 1),
        ("hijau", 1),
        ("tanpa_data", 1),
        ("usang", 1),
    ]
    assert at("10.01.01").by_level == {"merah": 1, "kuning": 1}
    assert ROOT.by_level == {
        "merah": 1,
        "kuning": 1,
        "hijau": 3,
        "tanpa_data": 1,
        "usang": 1,
        "disamarkan": 1,
    }
    for area in (*ROOT.children, *beneath(ROOT, "kota"), ROOT):
        assert sum(area.by_level.values()) + area.unasked == area.zones


def test_silent_hidden_and_unasked_are_three_things() -> None:
    assert (at("10.01").spoken, at("10.01").silent, at("10.01").hidden) == (3, 2, 0)
    assert (at("10.02").spoken, at("10.02").silent, at("10.02").hidden) == (2, 0, 1)
    assert (at("20").spoken, at("20").silent, at("20").unasked) == (0, 0, 2)
    assert at("20").by_level == {}
    assert at("20").cases is None
    assert ROOT.why == {"c": "rule_no_archive"}
    assert ROOT.simulated == ("a",) == at("10").simulated
    assert at("10.02").simulated == ()


def test_a_sum_says_what_it_is_made_of() -> None:
    """8 + 2 + 0 + 3 cases of four of five; the rate over three with people: 10 in 20,000."""
    kota = at("10.01")
    assert (kota.cases, kota.counted, kota.zones) == (13, 4, 5)
    assert (kota.rated_cases, kota.rated, kota.people, kota.rate) == (10, 3, 20_000, 50.0)
    assert at("10.01.01").rate == 100.0
    assert at("10.01.02").cases == 3
    assert at("10.01.02.1002").cases is None
    assert at("10.01.02.1001").cases == 0
    assert kota.reports == (dt.date(2021, 3, 10), DAY)
    assert at("10.01.02.1002").reports is None


def test_a_hidden_number_hides_every_sum_that_it_is_in_and_no_other() -> None:
    for code in ("10.02.01", "10.02", "10", ""):
        assert (at(code).cases, at(code).rate) == (None, None), code
        assert at(code).hidden == 1
    assert at("10.02.02").cases == 0
    assert at("10.01").cases == 13


def test_what_only_this_reader_sees_is_in_no_sum() -> None:
    """A lurah knows the own kelurahan: its row has the number, its kecamatan and kota have none."""
    own = (
        zone("10.02.01.1001", "kuning", 3, shared=None, people=5_000),
        zone("10.02.01.1002", "hijau", 0, people=5_000),
        zone("10.02.02.1001", "hijau", 7, people=9_000),
    )
    root = nation([replace(B, zones=own)])
    assert path(root, "10.02.01.1001")[-1].cases == 3
    assert [path(root, code)[-1].cases for code in ("10.02.01", "10.02", "10", "")] == [None] * 4
    assert path(root, "10.02.02")[-1].cases == 7


def test_a_revision_below_nothing_is_in_no_rate() -> None:
    zones = (zone("10.01.01.1001", "tanpa_data", -1, people=100), zone("10.01.01.1002", "hijau", 4))
    kota = nation([replace(A, zones=zones)])
    assert (kota.cases, kota.counted, kota.rated, kota.rate) == (3, 2, 0, None)


def test_first_comes_who_has_most_at_the_highest_level_and_last_who_cannot_be_asked() -> None:
    days = [
        CityDay(
            city(key, code),
            tuple(zone(f"{code}.01.100{i}", lv) for i, lv in enumerate(levels)),
            False,
            why,
        )
        for key, code, levels, why in (
            ("p", "10.01", ("kuning", "kuning", "kuning"), ""),
            ("q", "10.02", ("merah", "hijau", "hijau"), ""),
            ("r", "10.03", ("merah", "oranye", "hijau"), ""),
            ("s", "10.04", (None, None, None), "rule_other_city"),
            ("t", "10.05", ("hijau", "tidak_dilaporkan", "hijau"), ""),
            ("u", "10.06", ("hijau", "hijau", "hijau"), ""),
            ("v", "10.07", ("hijau", "memuat_rt_merah", "memuat_rt_merah"), ""),
        )
    ]
    root = nation(days)
    order = [kota.city for kota in ranked(beneath(root, "kota"))]
    assert order == ["v", "r", "q", "p", "t", "u", "s"]
    assert [one.city for one in attention(root)] == ["v", "r", "q", "p"]
    assert [one.code for one in attention(root.children[0], 2)] == ["10.07.01", "10.03.01"]
    assert [one.code for one in attention(path(root, "10.03")[-1])] == [
        "10.03.01.1000",
        "10.03.01.1001",
    ]


def test_a_citys_day_is_what_its_own_page_says() -> None:
    """The toy's last day: 0 + 4 + 8 + 6 + 30 - 1 + 2 cases of seven kelurahan."""
    facts = toy.facts()
    made = city_day(facts, INCIDENCE, toy.LAST)
    view = city_view(facts, INCIDENCE, toy.LAST)
    assert [z.level for z in made.zones] == [z.level for z in view.zones]
    assert [z.level for z in made.zones][4:] == [
        "merah",
        "usang",
        "tanpa_data",
        "tanpa_data",
        "disamarkan",
    ]
    root = nation([made])
    assert (root.cases, root.counted, root.zones) == (49, 7, 9)
    assert (root.cases, root.counted) == (view.window_cases, view.window_known)
    assert root.rate == pytest.approx(48 * 100_000 / 67_000)
    assert (root.silent, root.spoken) == (3, 5)
    assert root.unsure == sum(z.doubtful for z in view.zones) > 0
    assert root.reports == (toy.MIDDLE, toy.LAST)


WEEKLY = {
    dt.date(2021, 3, 7): (0,) * 9,
    DAY: (0, 4, 8, 6, 30, 0, 0, 0, 0),
}


def test_the_public_sees_no_small_number_in_a_row_or_a_sum() -> None:
    made = city_day(toy.facts(WEEKLY, policy=PUBLIC), INCIDENCE, DAY)
    assert [(z.cases, z.hidden) for z in made.zones[:3]] == [(0, False), (None, True), (8, False)]
    assert nation([made]).cases is None
    shown = {d: (*cells[:1], 5, *cells[2:]) if d == DAY else cells for d, cells in WEEKLY.items()}
    assert nation([city_day(toy.facts(shown, policy=PUBLIC), INCIDENCE, DAY)]).cases == 49


def test_a_lurahs_sums_are_those_of_everybody() -> None:
    lurah = PUBLIC.open_to(toy.zone_id(2))
    made = city_day(toy.facts(WEEKLY, policy=lurah), INCIDENCE, DAY)
    assert [(z.cases, z.hidden) for z in made.zones[:3]] == [(0, False), (4, False), (8, False)]
    assert nation([made]).cases is None
    official = nation([city_day(toy.facts(WEEKLY), INCIDENCE, DAY)])
    assert official.cases == 48


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        ("resmi", "rule_no_archive"),
        ("bjm-2020-04", "rule_other_city"),
        ("insidensi14", "rule_not_public"),
    ],
)
def test_where_a_rule_cannot_be_asked_nothing_has_a_level(rule: str, why: str) -> None:
    made = city_day(toy.facts(policy=PUBLIC), registry()[rule], toy.LAST)
    assert made.why == why
    assert {z.level for z in made.zones} == {None}
    assert nation([made]).unasked == 9


def test_reported_zones_have_levels_and_no_counts() -> None:
    archive = toy.archive([("2021-03-15", 1, "merah"), ("2021-03-15", 2, "hijau")])
    made = city_day(toy.facts(archive=archive), registry()["resmi"], toy.LAST)
    root = nation([made])
    assert root.by_level == {"merah": 1, "hijau": 1, "tidak_dilaporkan": 7}
    assert (root.cases, root.counted, root.silent, root.reports) == (None, 0, 7, None)
