"""RTs by colour: seven RTs of one kelurahan, under bounds of 1, 3 and 6 houses."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from geo import rt_share
from geo.cities import Disease
from geo.rt import RtHouses
from geo.rt_share import Share
from geo.rules import registry
from geo.suppression import PUBLIC
from geo.views import city_view
from tests import toy

RULES = registry()
V2 = RULES["ppkm-rt-v2"]
DAY, BEFORE = dt.date(2021, 6, 14), dt.date(2021, 6, 13)
NONE = np.nan
HOUSES = RtHouses(
    ("001", "002", "003", "004", "005", "006", "007", "001", "001"),
    np.array([0, 0, 0, 0, 0, 0, 0, 1, 2]),
    (BEFORE, DAY, dt.date(2021, 6, 15)),
    np.array(
        [
            [0, 0, 0],
            [0, 1, 0],
            [0, 2, 0],
            [0, 3, 0],
            [0, 5, 0],
            [0, 6, 0],
            [0, NONE, 0],
            [4, NONE, 9],
            [NONE, NONE, 9],
        ]
    ),
)
FACTS = toy.facts(rt=HOUSES)
IDS = [toy.zone_id(n) for n in (1, 2, 3, 4)]


def test_rts_are_counted_by_colour_and_an_unreported_one_apart() -> None:
    found = rt_share.shares(FACTS, V2, DAY, IDS)
    one = found[toy.zone_id(1)]
    assert one.counts == {"hijau": 1, "kuning": 2, "oranye": 2, "merah": 1, "tanpa_data": 1}
    assert (one.state, one.total) == ("known", 7)


def test_what_is_not_known_is_no_zero() -> None:
    """Reported the day before only; only later; never."""
    found = rt_share.shares(FACTS, V2, DAY, IDS)
    assert found[toy.zone_id(2)] == Share("other_day", {}, BEFORE)
    assert found[toy.zone_id(3)] == found[toy.zone_id(4)] == Share("none")
    assert rt_share.shares(toy.facts(), V2, DAY, IDS)[toy.zone_id(1)] == Share("none")


def test_they_are_the_counts_of_the_map_under_the_same_rule() -> None:
    zone = city_view(FACTS, V2, DAY).zone(toy.zone_id(1))
    counts = rt_share.shares(FACTS, V2, DAY, IDS)[toy.zone_id(1)].counts
    assert zone.detail["rts"] == counts


def test_only_who_sees_all_of_a_zone_sees_its_rts() -> None:
    """Hidden says nothing of whether there are any."""
    hidden = rt_share.shares(toy.facts(rt=HOUSES, policy=PUBLIC), V2, DAY, IDS)
    assert all(share == Share("hidden") for share in hidden.values())
    own = toy.facts(rt=HOUSES, policy=PUBLIC.open_to(toy.zone_id(1)))
    lurah = rt_share.shares(own, V2, DAY, IDS)
    assert [lurah[zone].state for zone in IDS] == ["known", "hidden", "hidden", "hidden"]


@pytest.mark.parametrize(
    ("day", "key"),
    [
        ("2021-04-05", "ppkm-rt-v1"),
        ("2021-04-06", "ppkm-rt-v2"),
        ("2021-07-25", "ppkm-rt-v2"),
        ("2020-10-06", "ppkm-rt-v1"),
        ("2021-07-26", "ppkm-rt-v2"),
    ],
)
def test_the_rule_of_the_day_colours_them(day: str, key: str) -> None:
    """The last two are not in force: the first rule that could, and its own word says so."""
    on = dt.date.fromisoformat(day)
    found = rt_share.rule_for(RULES.values(), FACTS, RULES["insidensi7"], on)
    assert found is not None
    assert found.key == key
    assert found.in_force(on) == (day not in ("2020-10-06", "2021-07-26"))


def test_a_rule_that_is_shown_is_kept_and_another_disease_has_none() -> None:
    assert rt_share.rule_for(RULES.values(), FACTS, V2, dt.date(2021, 3, 1)) is V2
    dengue = toy.facts(disease=Disease("dbd", "positif"))
    assert rt_share.rule_for(RULES.values(), dengue, RULES["insidensi7"], DAY) is None
