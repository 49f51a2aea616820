"""The public view: nothing that is shown changes when only hidden counts change.

Four kelurahan have 1, 2, 3 and 4 cases a week, in another order each week; the others have none or
many. Cities that differ in who has which of these counts, and on which day of the week each case
fell, must look the same to the public, letter by letter, and different to an official. To the lurah
of one of them they look the same too, as long as the own kelurahan is the same; of the own one the
lurah sees what the official sees.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from typing import Any

import numpy as np
import pytest

from geo import exports, rule_choice
from geo.comparison import compare
from geo.facts import Facts
from geo.levels import BY_KEY
from geo.render import comparison as side_by_side
from geo.render import html, timeline
from geo.render import why as card
from geo.render import zone as zone_html
from geo.rt import RtHouses
from geo.rules import registry
from geo.suppression import OFFICIAL, PUBLIC, Policy
from geo.views import CityView, city_view, zone_view
from geo.why import rates, why
from geo.zoning import zoning
from tests import toy
from tests.packed_kit import counts as counts_of

RULES = registry()
KEYS = ("insidensi7", "cdc-transmisi", "harvard")
MONDAY = dt.date(2021, 3, 1)
WEEKS = 3
DAYS = [MONDAY + dt.timedelta(days=i) for i in range(7 * WEEKS + 2)]  # up to a Tuesday
SHOWN = (DAYS[5], DAYS[6], DAYS[13], DAYS[17], DAYS[20], DAYS[22])
LARGE = (0, 5, 12, 40, 90)
PEOPLE = (5_000, 90_000, 900, 20_000, 20_000, 10_000, 8_000, None, 400_000)
ORDERS = list(itertools.permutations((1, 2, 3, 4)))


def city(order: int, seed: int, policy: Policy, same: int | None = None) -> Facts:
    """Four zones with the hidden counts in the ``order``-th order, later ones the following weeks;
    ``seed`` scatters each week's cases over its days. The zone ``same`` has 3 on the first day of
    each week and nothing later, so that the other three have 1, 2 and 4."""
    rng = np.random.default_rng(seed)
    new = np.zeros((9, len(DAYS)), dtype=int)
    for week in range(WEEKS):
        small = list(ORDERS[(order + 5 * week) % len(ORDERS)])
        if same is not None:
            at = small.index(3)
            small[at], small[same] = small[same], 3
        counts = [*small, *LARGE]
        for zone, count in enumerate(counts):
            for day in rng.integers(7, size=count):
                new[zone, 7 * week + day] += 1
    new[:, -2:] = rng.integers(0, 3, (9, 2))  # the week that has not closed
    if same is not None:
        new[same] = [3 if i % 7 == 0 else 0 for i in range(len(DAYS))]
    table = {day: tuple(int(n) for n in new[:, i]) for i, day in enumerate(DAYS)}
    population = toy.population(PEOPLE)
    return toy.facts(table, "new", population=population, policy=policy, simulated=True)


def link(zone_id: str) -> str:
    return f"?zone={zone_id}"


def without_facts(view: CityView) -> dict[str, Any]:
    fields = {f.name: getattr(view, f.name) for f in dataclasses.fields(view)}
    return {name: value for name, value in fields.items() if name != "facts"}


def everything(facts: Facts) -> list[tuple[str, str]]:
    """All that is said of the city under each rule on several days, with a name for each piece."""
    out: list[tuple[str, str]] = []
    past = {key: zoning(facts, RULES[key]) for key in KEYS}
    for key in KEYS:
        rule = RULES[key]
        for lang in ("id", "en"):
            record = timeline.record(past[key], rule, "kotak", lang, simulated=True)
            out.append((f"{key} timeline", str(record)))
        for day in SHOWN:
            view = city_view(facts, rule, day)
            other = city_view(facts, RULES["harvard"], day)
            both = compare(view, other, (past[key], past["harvard"]))
            out += [
                (f"{key} {day} view", str(without_facts(view))),
                (f"{key} {day} rates", str(rates(view))),
                (f"{key} {day} comparison", str(both)),
            ]
            table = exports.rows(view, "id")
            out += [
                (f"{key} {day} csv", exports.csv_text(table)),
                (f"{key} {day} json", exports.json_text(table)),
                (f"{key} {day} table", html.zone_table(view, "id", link)),
                (f"{key} {day} tally", html.tally(view, "id")),
                (f"{key} {day} finding", html.finding(view, "id")),
                (f"{key} {day} footnote", html.footnote(view, "id")),
                (
                    f"{key} {day} side by side",
                    side_by_side.table(both, rule, RULES["harvard"], "id", link),
                ),
            ]
            for zone_id in toy.IDS:
                one = zone_view(view, zone_id, past[key])
                of = why(view, zone_id)
                grounds = {f.name: getattr(of, f.name) for f in dataclasses.fields(of)}
                out += [
                    (f"{key} {day} {zone_id} why", str(grounds)),
                    (f"{key} {day} {zone_id} card", card.card(of, "id")),
                    (f"{key} {day} {zone_id} page", zone_html.status(one, "id")),
                    (f"{key} {day} {zone_id} near", zone_html.neighbours(one, "id", link)),
                    (f"{key} {day} {zone_id} past", zone_html.past_strip(one, "id", str)),
                    (f"{key} {day} {zone_id} curve", str(one.curve)),
                ]
    return out


REFERENCE = everything(city(0, 0, PUBLIC))


@pytest.mark.parametrize(("order", "seed"), [(0, 1), (1, 0), (9, 2), (16, 3), (23, 4)])
def test_hidden_counts_change_nothing_that_the_public_sees(order: int, seed: int) -> None:
    for (name, seen), (_, reference) in zip(
        everything(city(order, seed, PUBLIC)), REFERENCE, strict=True
    ):
        assert seen == reference, name


OWN = 1
LURAH = PUBLIC.open_to(toy.IDS[OWN])
TO_LURAH = everything(city(0, 0, LURAH, OWN))


@pytest.mark.parametrize(("order", "seed"), [(0, 1), (1, 0), (9, 2), (16, 3), (23, 4)])
def test_hidden_counts_of_others_change_nothing_that_a_lurah_sees(order: int, seed: int) -> None:
    for (name, seen), (_, reference) in zip(
        everything(city(order, seed, LURAH, OWN)), TO_LURAH, strict=True
    ):
        assert seen == reference, name


def test_a_lurah_sees_the_own_kelurahan_as_an_official_and_the_others_as_the_public() -> None:
    """3 cases on each Monday, of 90,000 people; on Wednesday 10 March the own window goes from
    Thursday 4 March to that day and holds Monday the 8th alone: 3 of 90,000 are 3.3 per 100,000."""
    lurah, public, official = (city(0, 0, p, OWN) for p in (LURAH, PUBLIC, OFFICIAL))
    day, zone_id = dt.date(2021, 3, 10), toy.IDS[OWN]
    rule = RULES["insidensi7"]
    views = [city_view(facts, rule, day) for facts in (lurah, public, official)]
    own, hidden, full = (view.zone(zone_id) for view in views)
    assert (own.cases, own.hidden, own.level) == (3, False, "kuning")
    assert own.incidence == pytest.approx(3.33, abs=0.01)
    assert (hidden.cases, hidden.hidden) == (None, True)
    assert own == full
    assert [z for z in views[0].zones if z != own] == [z for z in views[1].zones if z != hidden]
    told = why(views[0], zone_id)
    assert (told.first_day, told.last_day) == (dt.date(2021, 3, 4), day)
    # Garwood's 95 % limits of 3 are 0.6187 and 8.7673.
    assert told.rate_low == pytest.approx(0.6187 / 0.9, abs=0.001)
    assert told.rate_high == pytest.approx(8.7673 / 0.9, abs=0.001)
    assert told.rate_smoothed is None  # mixes the zones
    assert why(views[0], toy.IDS[8]).last_day == dt.date(2021, 3, 7)
    pages = [zone_view(view, zone_id) for view in views]
    assert pages[0].curve == pages[2].curve and pages[1].curve == ()
    assert [new for _, new, _ in pages[0].curve][:8] == [3, 0, 0, 0, 0, 0, 0, 3]
    assert zone_view(views[0], toy.IDS[0]).curve == ()
    row = exports.rows(views[0], "id")[OWN]
    assert (row["cases"], row["incidence"], row["smoothed"]) == (3, 3.33, None)


def test_the_sum_of_the_city_is_the_publics_whoever_looks() -> None:
    """Nobody has 1 to 4: the week of the 1st has 9 x 6 cases. The own kelurahan then has 6 more on
    the Monday after, which its lurah sees at once and which the sum leaves to its own week."""
    table = {day: [6 if i == 0 else 0] * 9 for i, day in enumerate(DAYS)}
    table[DAYS[7]][OWN] = 6
    reports = {day: tuple(counts) for day, counts in table.items()}
    day = DAYS[9]
    for policy, cases in ((PUBLIC, 6), (LURAH, 6), (OFFICIAL, 6)):
        facts = toy.facts(reports, "new", population=toy.population(PEOPLE), policy=policy)
        view = city_view(facts, RULES["insidensi7"], day)
        assert view.zones[OWN].cases == cases
        # The official's windows end on the day itself and hold nothing else.
        assert view.window_cases == (6 if policy is OFFICIAL else 54)
        assert view.window_known == 9


def test_a_lurah_sees_the_rts_of_the_own_kelurahan_alone() -> None:
    day = dt.date(2021, 3, 7)
    houses = RtHouses(
        ("001", "002", "001"), np.array([OWN, OWN, 0]), (day,), np.array([[0.0], [7.0], [12.0]])
    )
    facts = toy.facts(rt=houses, policy=LURAH)
    assert "ppkm-rt" in rule_choice.offered(RULES, facts)
    assert "ppkm-rt" not in rule_choice.offered(RULES, toy.facts(rt=houses, policy=PUBLIC))
    view = city_view(facts, RULES["ppkm-rt"], day)
    own, other = view.zones[OWN], view.zones[0]
    assert (own.level, own.detail["rts"]) == ("oranye", {"hijau": 1, "oranye": 1})
    assert (other.level, other.hidden, dict(other.detail)) == ("disamarkan", True, {})
    assert other.reason.key == "reason.rt.hidden"
    same = RtHouses(houses.names, houses.zone_of, (day,), np.array([[0.0], [7.0], [0.0]]))
    again = city_view(toy.facts(rt=same, policy=LURAH), RULES["ppkm-rt"], day)
    assert without_facts(again) == without_facts(view)


def test_an_official_sees_the_difference_in_every_kind_of_answer() -> None:
    one, two = (everything(city(order, 0, OFFICIAL)) for order in (0, 23))
    changed = {name.split()[-1] for (name, a), (_, b) in zip(one, two, strict=True) if a != b}
    assert {"timeline", "view", "rates", "csv", "json", "table", "why", "card", "page"} <= changed
    assert "curve" in changed


def test_no_small_count_stands_anywhere_and_every_large_one_does() -> None:
    facts = city(0, 0, PUBLIC)
    for key in KEYS:
        zoned = zoning(facts, RULES[key])
        cases = timeline.record(zoned, RULES[key], "kotak", "id", simulated=True)["cases"]
        assert {n for row in cases for n in counts_of(row) if n is not None} == set(LARGE)
        for day in SHOWN:
            view = city_view(facts, RULES[key], day)
            counts = [zone.cases for zone in view.zones]
            known = [None] * 4 + list(LARGE) if day >= DAYS[6] else [None] * 9
            assert counts == known
            assert view.window_cases is None
            rows = exports.rows(view, "en")
            assert [row["cases"] for row in rows] == known
            assert {row["smoothed"] for row in rows} == {None}
            for row in rows[:4]:
                assert row["incidence"] is None and row["confidence"] == ""


def test_a_small_count_keeps_its_colour_only_where_it_says_nothing() -> None:
    view = city_view(city(0, 0, PUBLIC), RULES["insidensi7"], DAYS[13])
    # 1 to 4 cases: of 5,000 yellow to orange, of 90,000 yellow, of 900 orange (111) or red (222),
    # of 20,000 yellow.
    assert [zone.level for zone in view.zones[:4]] == [
        "disamarkan", "kuning", "disamarkan", "kuning",
    ]  # fmt: skip
    assert all(zone.hidden for zone in view.zones[:4])
    told = why(view, toy.zone_id(2))
    assert (told.up, told.down, told.rate, told.rate_low, told.chances) == (
        None, None, None, None, (),
    )  # fmt: skip


def test_the_public_is_offered_no_rule_that_this_was_not_tried_with() -> None:
    offered = rule_choice.offered(RULES, city(0, 0, PUBLIC))
    assert set(offered) == {"resmi", *KEYS}
    assert BY_KEY["disamarkan"].severity is None
