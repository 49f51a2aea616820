"""Two rules on the toy city: where they disagree, by hand."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from geo.comparison import Comparison, compare
from geo.render import comparison as side_by_side
from geo.rules import registry
from geo.views import city_view
from geo.zoning import Zoning, zoning
from tests import toy

RULES = registry()


def made(first: str = "insidensi7", second: str = "cdc-transmisi") -> Comparison:
    facts = toy.facts()
    views = [city_view(facts, RULES[key], toy.LAST) for key in (first, second)]
    past = zoning(facts, RULES[first]), zoning(facts, RULES[second])
    return compare(views[0], views[1], past)


def test_the_last_day_by_hand() -> None:
    found = made()
    # 0, 40, 160, 50 and 150 per 100,000; the American bounds are 10, 50 and 100.
    assert [(z.first, z.second) for z in found.zones[:5]] == [
        ("hijau", "hijau"), ("kuning", "kuning"), ("merah", "merah"),
        ("oranye", "oranye"), ("merah", "merah"),
    ]  # fmt: skip
    assert (found.known, found.different) == (5, 0)


def test_through_time_by_hand() -> None:
    found = made()
    # On 8 March: 0, 0, 40, 50, 145 (orange here, red there), 0, 0, no people, 0.
    assert [(known, different) for _, known, different in found.through] == [(0, 0), (8, 1), (5, 0)]
    fifth = found.zones[4]
    assert (fifth.days, fifth.days_different) == (2, 1)


def test_what_one_rule_does_not_colour_is_neither_equal_nor_different() -> None:
    found = made("insidensi7", "resmi")
    assert (found.known, found.different, found.pairs) == (0, 0, {})
    assert all(not zone.differs for zone in found.zones)


def test_pairs_are_counted_with_the_most_severe_first() -> None:
    found = made("insidensi7", "bjm-2020-04")
    # Square 1 never had a case; all others with a colour here have had one.
    assert found.pairs == {
        ("merah", "merah"): 2,
        ("oranye", "merah"): 1,
        ("kuning", "merah"): 1,
        ("hijau", "hijau"): 1,
    }
    assert found.different == 2


@pytest.mark.parametrize("lang", ["id", "en"])
def test_it_can_be_said_and_drawn(lang: str) -> None:
    found = made("insidensi7", "bjm-2020-04")
    rules = RULES["insidensi7"], RULES["bjm-2020-04"]
    said = side_by_side.finding(found, *rules, lang, "")
    assert "2" in said and "5" in said
    table = side_by_side.table(found, *rules, lang, lambda zone: f"?zone={zone}")
    assert table.count("<tr data-zone=") == 9
    assert table.count("class='jt-differs'") == 2
    chart = side_by_side.through(found, lang, simulated=True).to_dict()
    assert "SIMULASI" in chart["title"]


def by_hand(first: dict[str, str], second: dict[str, str]) -> Comparison:
    """Days and codes of three zones under two rules; the last day is the one looked at."""
    facts, keys = toy.facts(), {"h": "hijau", "k": "kuning", "m": "merah", "t": "tanpa_data"}
    views, past = [], []
    for table in (first, second):
        days = tuple(dt.date.fromisoformat(day) for day in table)
        codes = np.array([list(column) for column in table.values()]).T
        past.append(Zoning(days, codes, codes, np.empty((3, 0))))
        view = city_view(facts, RULES["insidensi7"], toy.LAST)
        zones = [
            replace(zone, level=keys[code])
            for zone, code in zip(view.zones, codes[:, -1], strict=False)
        ]
        views.append(replace(view, zones=tuple(zones)))
    return compare(views[0], views[1], (past[0], past[1]))


def test_three_zones_and_days_that_only_one_rule_has() -> None:
    found = by_hand(
        {"2021-03-01": "hkm", "2021-03-02": "hht", "2021-03-03": "kkm", "2021-03-05": "mth"},
        {"2021-03-02": "kth", "2021-03-03": "kmh", "2021-03-04": "mmm", "2021-03-05": "mkk"},
    )
    second, third, fifth = (dt.date(2021, 3, n) for n in (2, 3, 5))
    assert found.through == ((second, 1, 1), (third, 3, 2), (fifth, 2, 1))
    assert [(z.known, z.differs, z.days, z.days_different) for z in found.zones] == [
        (True, False, 3, 1),
        (False, False, 1, 1),
        (True, True, 2, 2),
    ]
    assert found.pairs == {("merah", "merah"): 1, ("hijau", "kuning"): 1}
    assert (found.known, found.different) == (2, 1)


def test_rules_without_a_common_day() -> None:
    found = by_hand({"2021-03-01": "hkm"}, {"2021-03-02": "mkh"})
    assert found.through == ()
    assert [zone.days for zone in found.zones] == [0, 0, 0]
    assert found.different == 2
