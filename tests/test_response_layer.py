"""Responses for the map: what each kelurahan shows on a day, worked out by hand."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from typing import Any

import pytest

from geo import gaps, text
from geo.facts import Facts
from geo.levels import BY_CODE
from geo.register import Register
from geo.render import response_layer, timeline
from geo.response import Catchment, Check, Entry, Puskesmas, Record, Session
from geo.response_kinds import BY_KEY
from geo.response_view import register_of, response_view
from geo.rules import Rule, registry
from geo.simulate_response import records
from geo.views import WEEK, city_view
from geo.zoning import zoning
from tests import toy

ONE, TWO, THREE = toy.IDS[:3]
FIRST, LAST = dt.date(2021, 3, 1), dt.date(2021, 6, 30)
ACTIVE, UNCONFIRMED = 1, 0


def day(month: int, date: int) -> dt.date:
    return dt.date(2021, month, date)


def entry(kind: str, zone_id: str, start: dt.date | None, **more: Any) -> Entry:
    return Entry(kind=kind, zone_id=zone_id, start=start, **more)


def check(date: dt.date, item: str = "health", ready: bool = True, rw: str = "") -> Check:
    return Check(zone_id=ONE, rw=rw, item=item, date=date, ready=ready)


def made(*found: Record, lang: str = "id", disease: str = "covid19") -> dict[str, Any]:
    layer = response_layer.layer(Register(found), disease, toy.IDS, FIRST, LAST, lang)
    assert layer is not None
    return layer


def spans(*found: Record, zone: int = 0) -> list[list[Any]]:
    (line,) = made(*found)["zones"][zone]
    return list(line[3])


def test_without_an_end_a_line_is_active_for_its_kind_s_days_and_then_unconfirmed() -> None:
    # A swab's sign lasts 14 days: 5 to 19 March, that is days 4 to 18 from 1 March.
    assert spans(entry("swab", ONE, day(3, 5))) == [[4, 18, ACTIVE], [19, None, UNCONFIRMED]]


def test_a_sign_on_the_day_after_the_last_one_counts_leaves_no_gap() -> None:
    last = [entry("swab", ONE, day(3, 5)), entry("swab", ONE, day(3, 19))]
    assert spans(*last) == [[4, 32, ACTIVE], [33, None, UNCONFIRMED]]
    next_day = [entry("swab", ONE, day(3, 5)), entry("swab", ONE, day(3, 20))]
    assert spans(*next_day) == [[4, 33, ACTIVE], [34, None, UNCONFIRMED]]
    later = [entry("swab", ONE, day(3, 5)), entry("swab", ONE, day(3, 21))]
    assert spans(*later) == [
        [4, 18, ACTIVE],
        [19, 19, UNCONFIRMED],
        [20, 34, ACTIVE],
        [35, None, UNCONFIRMED],
    ]


def test_what_ended_is_not_there_until_it_begins_anew() -> None:
    found = [entry("swab", ONE, day(3, 5), end=day(3, 7)), entry("swab", ONE, day(5, 1))]
    assert spans(*found) == [[4, 6, ACTIVE], [61, 75, ACTIVE], [76, None, UNCONFIRMED]]


def test_what_began_before_the_map_keeps_its_day() -> None:
    began = entry("satgas", ONE, dt.date(2021, 2, 20))
    assert spans(began)[0] == [-9, 81, ACTIVE]


def test_what_is_not_on_the_map_s_days_does_not_travel() -> None:
    gone = entry("swab", ONE, dt.date(2021, 1, 1), end=dt.date(2021, 2, 28))
    planned, undated = entry("swab", TWO, day(7, 1)), entry("swab", THREE, None, about="2021")
    known = Register((gone, planned, undated))
    assert response_layer.layer(known, "covid19", toy.IDS, FIRST, LAST, "id") is None
    to_the_last = entry("swab", ONE, dt.date(2021, 1, 1), end=FIRST)
    layer = made(to_the_last, entry("swab", TWO, LAST))
    assert layer["zones"][0][0][3] == [[-59, 0, ACTIVE]]
    assert layer["zones"][1][0][3][0][0] == 121


def test_kinds_are_those_that_occur_with_mark_and_word() -> None:
    found = [entry("swab", ONE, FIRST), entry("kampung", TWO, FIRST), entry("aid", ONE, None)]
    layer = made(*found, lang="en")
    assert [kind["key"] for kind in layer["kinds"]] == ["kampung", "swab"]
    assert layer["kinds"][1] == {
        "key": "swab",
        "mark": "SW",
        "name": text.text("response.kind.swab", "en"),
        "group": "health",
    }
    assert [line[0] for line in layer["zones"][0]] == [1]
    assert [line[0] for line in layer["zones"][1]] == [0]


def test_only_lines_that_answer_the_disease() -> None:
    found = [entry("psn", ONE, FIRST), entry("satgas", TWO, FIRST)]
    assert [kind["key"] for kind in made(*found)["kinds"]] == ["satgas"]
    assert [kind["key"] for kind in made(*found, disease="dbd")["kinds"]] == ["satgas", "psn"]


def test_a_puskesmas_reaches_its_kelurahan_while_they_are_known_to_be_its() -> None:
    found = [
        Entry(kind="programme", puskesmas="Melati", programme="Lansia", start=day(3, 1)),
        Session(puskesmas="Melati", programme="Lansia", date=day(3, 30)),
        Catchment(puskesmas="Melati", zone_id=ONE),
        Catchment(puskesmas="Melati", zone_id=TWO, start=day(3, 11), end=day(3, 20)),
        Catchment(puskesmas="Melati", zone_id=TWO, start=day(3, 21), end=day(3, 25)),
        Catchment(puskesmas="Dahlia", zone_id=THREE),
    ]
    zones = made(*found)["zones"]
    # A programme's session lasts 30 days: to 31 March, and from 30 March to 29 April.
    assert zones[0][0][3] == [[0, 59, ACTIVE], [60, None, UNCONFIRMED]]
    assert zones[1][0][3] == [[10, 24, ACTIVE]]
    assert zones[2] == []
    assert zones[0][0][2] == "Lansia, Puskesmas Melati"


def test_a_puskesmas_without_a_known_catchment_reaches_nothing() -> None:
    alone = Entry(kind="vaccination", puskesmas="Melati", start=FIRST)
    assert response_layer.layer(Register((alone,)), "covid19", toy.IDS, FIRST, LAST, "id") is None


def test_invented_lines_say_so_and_an_rw_its_number() -> None:
    found = [
        entry("jogo_tonggo", ONE, FIRST, rw="003", origin="simulated"),
        entry("post", ONE, FIRST, origin="fact"),
    ]
    assert [line[1:3] for line in made(*found)["zones"][0]] == [[1, "RW 003"], [0, ""]]


def test_readiness_changes_with_each_look_and_a_look_grows_old() -> None:
    found = [
        entry("kampung", ONE, FIRST),
        check(day(3, 3)),
        check(day(3, 3), "security", ready=False),
        check(day(3, 10), "security"),
        check(day(3, 10), "health", rw="001"),
    ]
    whole, rw = made(*found)["zones"][0]
    # Looks of 3 March count to 2 April (day 32), those of 10 March to 9 April (day 39).
    assert whole[4] == [[2, 1], [9, 2], [33, 1], [40, None]]
    assert (rw[2], rw[4]) == ("RW 001", [[9, 1], [40, None]])


def test_a_kampung_nobody_looked_at_has_no_readiness_rather_than_none_ready() -> None:
    (line,) = made(entry("kampung", ONE, FIRST))["zones"][0]
    assert line[4] == []
    (unready,) = made(entry("kampung", ONE, FIRST), check(FIRST, ready=False))["zones"][0]
    assert unready[4][0] == [0, 0]


def test_what_waits_for_a_second_pair_of_eyes_is_not_drawn() -> None:
    waiting = entry("post", ONE, FIRST, waiting=True)
    assert response_layer.layer(Register((waiting,)), "covid19", toy.IDS, FIRST, LAST, "id") is None


def test_levels_that_ask_for_a_response_are_red_and_black() -> None:
    layer = made(entry("post", ONE, FIRST))
    assert [BY_CODE[code].key for code in layer["severe"]] == ["merah", "hitam"]
    scale = ["hijau", "kuning", "oranye", "merah", "hitam"]
    assert [BY_CODE[code].key for code in layer["scale"]] == scale


def test_a_puskesmas_reaches_nothing_before_it_opened_or_after_it_closed() -> None:
    found = [
        Entry(kind="vaccination", puskesmas="Melati", start=day(3, 1), end=day(4, 30)),
        Puskesmas(puskesmas="Melati", opened=day(3, 6), closed=day(3, 20)),
        Catchment(puskesmas="Melati", zone_id=ONE),
        Catchment(puskesmas="Melati", zone_id=TWO, start=day(3, 21)),
    ]
    zones = made(*found)["zones"]
    assert zones[0][0][3] == [[5, 19, ACTIVE]]
    assert zones[1] == []


def test_an_entered_catchment_comes_before_a_fact_of_another_puskesmas() -> None:
    found = [
        Entry(kind="vaccination", puskesmas="Melati", start=day(3, 1), end=day(4, 30)),
        Catchment(puskesmas="Melati", zone_id=ONE, origin="fact"),
        Catchment(puskesmas="Dahlia", zone_id=ONE, start=day(3, 11)),
    ]
    assert made(*found)["zones"][0][0][3] == [[0, 9, ACTIVE]]


def test_of_two_lines_of_a_place_the_one_against_one_disease_says_so() -> None:
    found = [entry("post", ONE, FIRST, disease="covid19"), entry("post", ONE, day(3, 5))]
    lines = made(*found, entry("post", TWO, FIRST, disease="covid19"))["zones"]
    assert [line[2] for line in lines[0]] == ["Covid-19", ""]
    assert [line[2] for line in lines[1]] == [""]


def outlined(
    layer: dict[str, Any], facts: Facts, codes: dict[dt.date, str], on: dt.date
) -> set[str]:
    """What the browser outlines on a day, from what it is sent."""
    offset = (on - FIRST).days
    before = None if offset in layer["apart"] else codes.get(on - WEEK)
    scale, found = layer["scale"], set()
    for index, zone_id in enumerate(facts.zone_ids):
        code, was = codes[on][index], before[index] if before else ""
        rose = was != "" and was in scale and scale.find(code) > scale.find(was)
        spans = [span for line in layer["zones"][index] for span in line[3]]
        covered = any(
            begun <= offset and (until is None or offset <= until) and state == ACTIVE
            for begun, until, state in spans
        )
        if (code in layer["severe"] or rose) and not covered:
            found.add(zone_id)
    return found


def changing() -> Rule:
    """A rule of two members: cases of a week, from 24 March on those of two."""
    first, second = registry()["insidensi7"], registry()["insidensi14"]
    members = replace(first, valid_from=FIRST), replace(second, valid_from=day(3, 24))
    return replace(first, key="berubah", kind="by_date", members=members)


def growing() -> dict[dt.date, list[toy.Report]]:
    """Every day of March: ever more cases, the more the higher a square's number."""
    return {day(3, n): [n * n * square // 9 for square in range(9)] for n in range(1, 32)}


@pytest.mark.parametrize("rule", [registry()["insidensi7"], changing()], ids=lambda rule: rule.key)
def test_the_map_outlines_what_the_list_names(rule: Rule) -> None:
    posts = [entry("post", zone_id, day(3, 20)) for zone_id in toy.IDS[4:6]]
    facts = toy.facts(growing(), register=Register(tuple(posts)))
    zoned = zoning(facts, rule)
    register = register_of(facts, rule)
    apart = response_layer.apart(facts, rule, zoned.days)
    layer = response_layer.layer(register, "covid19", toy.IDS, FIRST, LAST, "id", apart=apart)
    assert layer is not None
    codes = dict(zip(zoned.days, ("".join(column) for column in zoned.codes.T), strict=True))
    rose, compared = 0, set()
    for on in zoned.days:
        before = city_view(facts, rule, on - WEEK) if on - WEEK in zoned.days else None
        view = response_view(city_view(facts, rule, on), before)
        listed = {gap.zone_id for gap in view.gaps if gap.reason in gaps.OF_ZONES}
        assert outlined(layer, facts, codes, on) == listed, on
        rose += len(view.rising)
        compared |= {bool(view.compared)}
    assert rose > 5 and compared == {True, False}


def test_colours_of_two_rules_or_periods_are_not_compared() -> None:
    # From 24 March on another rule: 24 and 30 look back over the change, 23 and 31 don't, and of
    # 26 March the day a week before is not on the map.
    days = [day(3, n) for n in (16, 17, 23, 24, 26, 30, 31)]
    assert response_layer.apart(toy.facts(), changing(), days) == (day(3, 24), day(3, 30))
    assert response_layer.apart(toy.facts(), registry()["insidensi7"], days) == ()
    city = toy.banjarmasin()
    resmi = registry()["resmi"]
    assert response_layer.apart(city, resmi, zoning(city, resmi).days) == (dt.date(2020, 7, 21),)


@pytest.mark.parametrize("lang", text.LANGUAGES)
def test_it_travels_beside_the_record_with_its_own_words(lang: str) -> None:
    rule = registry()["insidensi7"]
    record = timeline.record(zoning(toy.facts(), rule), rule, "kotak", lang, simulated=False)
    layer = made(entry("post", ONE, FIRST), lang=lang)
    asked: dict[str, Any] = {"open_day": None, "turn": 0, "zone": None, "tiles": None}
    sent = json.loads(timeline.payload(record, **asked, responses={**layer, "open": True}))
    assert sent["responses"] == {**layer, "open": True}
    assert sent["responses"]["words"]["since"].count("{") == 2
    assert json.loads(timeline.payload(record, **asked))["responses"] is None


def test_another_register_has_another_fingerprint() -> None:
    first, same = made(entry("post", ONE, FIRST)), made(entry("post", ONE, FIRST))
    other = made(entry("post", ONE, day(3, 2)))
    assert first["hash"] == same["hash"] != other["hash"]


def test_every_day_says_what_the_list_of_gaps_says() -> None:
    """Invented responses of a whole year, each day and zone held to ``gaps.by_zone``."""
    facts = toy.facts(simulated=True)
    catchment = Catchment(puskesmas="Melati", zone_id=THREE, start=day(4, 1), end=day(4, 20))
    session = Entry(kind="programme", puskesmas="Melati", programme="ISPA", start=day(3, 20))
    register = Register((*records(facts), catchment, session))
    layer = response_layer.layer(register, "covid19", toy.IDS, FIRST, LAST, "id")
    assert layer is not None
    seen = set()
    for offset in range((LAST - FIRST).days + 1):
        today = FIRST + dt.timedelta(days=offset)
        lines = gaps.by_zone(register, "covid19", today)
        for zone_id, sent in zip(toy.IDS, layer["zones"], strict=True):
            expected = sorted(
                (line.kind, state)
                for line in lines.get(zone_id, ())
                if (state := line.state_on(today)) in ("active", "unconfirmed")
            )
            drawn = sorted(
                (layer["kinds"][kind]["key"], "active" if state else "unconfirmed")
                for kind, _, _, found, _ in sent
                for begun, until, state in found
                if begun <= offset and (until is None or offset <= until)
            )
            assert drawn == expected, (zone_id, today)
            seen |= {state for _, state in expected}
    assert seen == {"active", "unconfirmed"}
    assert {kind["key"] for kind in layer["kinds"]} <= set(BY_KEY)
