"""Rules applied to given numbers: published and hand-worked examples, borders from both sides."""

from __future__ import annotations

import itertools

import pytest

from geo.calculate import INPUTS, apply
from geo.errors import InputError
from geo.rule_files import KINDS
from geo.rules import registry

RULES = registry()
CITY = {
    "population": "700000", "cases": "0", "hospitalised": "0", "deaths": "0",
    "positivity": "1", "contacts": "20", "occupancy": "10",
}  # fmt: skip


def level(key: str, **given: str) -> str:
    return apply(RULES[key], given).level


def city(**changes: str) -> dict[str, str | int]:
    return dict(apply(RULES["kmk4805"], CITY | changes).parts)


def test_every_kind_but_the_ones_that_copy_asks_for_something() -> None:
    assert set(INPUTS) == set(KINDS) - {"archive", "by_date"}


@pytest.mark.parametrize(
    ("field", "borders"),
    [
        ("cases", {139: 1, 140: 2, 349: 2, 350: 3, 1_049: 3, 1_050: 4}),
        ("hospitalised", {34: 1, 35: 2, 69: 2, 70: 3, 209: 3, 210: 4}),
        ("deaths", {6: 1, 7: 2, 13: 2, 14: 3, 34: 3, 35: 4}),
    ],
)
def test_transmission_of_700_000_people(field: str, borders: dict[int, int]) -> None:
    for count, expected in borders.items():
        assert city(**{field: str(count)})["transmission"] == expected


@pytest.mark.parametrize(
    ("field", "borders"),
    [
        ("positivity", {"4.99": 0, "5": 1, "15": 1, "15.01": 2}),
        ("contacts", {"14.1": 0, "14": 1, "5": 1, "4.99": 2}),
        ("occupancy", {"60": 0, "60.01": 1, "80": 1, "80.01": 2}),
    ],
)
def test_capacity(field: str, borders: dict[str, int]) -> None:
    for value, expected in borders.items():
        assert city(**{field: value})["capacity"] == expected


def test_the_highest_transmission_and_the_worst_capacity_count() -> None:
    made = apply(
        RULES["kmk4805"],
        CITY | {"cases": "100", "hospitalised": "80", "deaths": "7", "positivity": "12",
                "contacts": "4.2", "occupancy": "55"},
    )  # fmt: skip
    assert (made.parts["transmission"], made.parts["capacity"]) == (3, 2)
    assert made.level == "level_3"


def test_the_matrix_from_corner_to_corner() -> None:
    assert apply(RULES["kmk4805"], CITY).level == "level_1"
    worst = CITY | {"cases": "1050", "occupancy": "81"}
    assert apply(RULES["kmk4805"], worst).level == "level_4"


@pytest.mark.parametrize(
    ("score", "expected"),
    [
        *(("0", "merah"), ("1.80", "merah"), ("1.804", "merah"), ("1.805", "oranye")),
        *(("1.81", "oranye"), ("1.82", "oranye"), ("1.83", "oranye"), ("1.85", "oranye")),
        *(("2.40", "oranye"), ("2.41", "kuning"), ("3.00", "kuning")),
    ],
)
def test_the_score_of_the_task_force(score: str, expected: str) -> None:
    assert level("satgas-skor", score=score) == expected


@pytest.mark.parametrize("score", ["3.01", "-0.1", "dua", "1,8", "", "1/0"])
def test_a_score_that_is_none(score: str) -> None:
    with pytest.raises(InputError):
        level("satgas-skor", score=score)


@pytest.mark.parametrize("trends", itertools.product(("falling", "flat", "rising"), repeat=4))
def test_every_score_of_four_trends(trends: tuple[str, ...]) -> None:
    points = {"falling": 25, "flat": 20, "rising": 15}
    total = sum(points[trend] for trend in trends)
    assert total in range(60, 101, 5)
    expected = "hijau" if total == 100 else "kuning" if total in (80, 85, 90, 95) else "merah"
    assert level("kepmendagri-440-830", trends=",".join(trends)) == expected


@pytest.mark.parametrize(
    ("key", "houses", "expected"),
    [
        (
            "ppkm-rt-v2",
            "0,0,1,2,3,0,7",
            ("merah", {"hijau": 3, "kuning": 2, "oranye": 1, "merah": 1}),
        ),
        ("ppkm-rt-v1", "0,0,1,2,3,0,7", ("oranye", {"hijau": 3, "kuning": 3, "oranye": 1})),
        ("ppkm-rt-v1", "0", ("hijau", {"hijau": 1})),
    ],
)  # fmt: skip
def test_the_worst_rt_with_all_rts_beside_it(
    key: str, houses: str, expected: tuple[str, dict[str, int]]
) -> None:
    made = apply(RULES[key], {"houses": houses})
    assert made.level == expected[0]
    assert {name: n for name, n in made.parts.items() if name != "rts"} == expected[1]
    assert made.parts["rts"] == len(houses.split(","))


@pytest.mark.parametrize(
    ("key", "rate", "positivity", "tests", "expected"),
    [
        ("ecdc-v1", "24.9", "3.9", "300", "hijau"),
        ("ecdc-v1", "24.9", "4", "300", "oranye"),
        ("ecdc-v1", "25", "3.9", "300", "oranye"),
        ("ecdc-v1", "49.9", "4", "300", "oranye"),
        ("ecdc-v1", "50", "3.9", "300", "oranye"),
        ("ecdc-v1", "50", "4", "300", "merah"),
        ("ecdc-v1", "150", "3.9", "300", "oranye"),
        ("ecdc-v1", "150.1", "0", "300", "merah"),
        ("ecdc-v1", "499.9", "0", "300", "merah"),
        ("ecdc-v1", "500", "0", "300", "hitam"),
        ("ecdc-v1", "500", "0", "299.9", "tanpa_data"),
        ("ecdc-v2", "49.9", "3.9", "301", "hijau"),
        ("ecdc-v2", "49.9", "4", "301", "oranye"),
        ("ecdc-v2", "50", "0.9", "301", "hijau"),
        ("ecdc-v2", "50", "1", "301", "oranye"),
        ("ecdc-v2", "74.9", "0.9", "301", "hijau"),
        ("ecdc-v2", "75", "0.9", "301", "oranye"),
        ("ecdc-v2", "75", "4", "301", "merah"),
        ("ecdc-v2", "200", "3.9", "301", "oranye"),
        ("ecdc-v2", "200.1", "0", "301", "merah"),
        ("ecdc-v2", "500", "0", "301", "hitam"),
        ("ecdc-v2", "500", "0", "300", "tanpa_data"),
    ],
)
def test_the_corners_of_the_european_rules(
    key: str, rate: str, positivity: str, tests: str, expected: str
) -> None:
    assert level(key, rate=rate, positivity=positivity, tests=tests) == expected


@pytest.mark.parametrize(
    ("years", "free", "expected"),
    [
        ("3,1,2", "0", "merah"),
        ("0,4,0", "100", "oranye"),
        ("0,0,0", "94.9", "kuning"),
        ("0,0,0", "95", "hijau"),
    ],
)
def test_dengue_strata(years: str, free: str, expected: str) -> None:
    assert level("dbd-strata", years=years, larvae_free=free) == expected


@pytest.mark.parametrize(
    ("month", "before", "expected"),
    [("4", "24", "merah"), ("3", "24", "hijau"), ("2", "0", "hijau"), ("3", "0", "merah"),
     ("2", "6", "hijau"), ("3", "18", "merah"), ("3", "19", "hijau")],
)  # fmt: skip
def test_an_outbreak_is_twice_the_monthly_mean_and_at_least_three(
    month: str, before: str, expected: str
) -> None:
    assert level("dbd-klb", month=month, year_before=before) == expected


def test_every_fault_of_the_numbers_is_named_at_once() -> None:
    with pytest.raises(InputError) as raised:
        apply(RULES["insidensi7"], {"kasus": "1", "warna": "2"})
    found = {(fault.key, fault.where) for fault in raised.value.problems}
    assert found == {
        ("apply_unknown", "kasus"), ("apply_unknown", "warna"),
        ("apply_missing", "cases"), ("apply_missing", "population"),
    }  # fmt: skip
    with pytest.raises(InputError):
        level("insidensi7", cases="1.5", population="1000")
    with pytest.raises(InputError):
        level("resmi", status="hijau")
