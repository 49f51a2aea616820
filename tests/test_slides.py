"""A briefing's slides: every title against numbers worked out by hand, and against its own chart,
rows and figures; every picture against its edges."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import replace
from functools import cache
from itertools import combinations
from typing import Any

import pytest

from geo import daily, slides_city, slides_counts, slides_response, slides_zone
from geo.changes import Change, Changes, between
from geo.levels import BY_KEY
from geo.reasons import Phrase
from geo.render import lettering, slide_layout, slide_words
from geo.render.drawing import Box, Chip, Drawing, Graph, Words, Zones
from geo.rules import registry
from geo.slides import Briefing, Slide
from geo.suppression import PUBLIC
from geo.text import LANGUAGES
from geo.views import WEEK, city_view
from tests import response_kit, toy
from tests import slides_kit as kit

ASKED = (
    ("2020-10-06", "resmi"),
    ("2021-01-15", "insidensi7"),
    ("2021-07-18", "insidensi7"),
    ("2019-01-01", "resmi"),
)


def slide(briefing: Briefing, key: str) -> Slide:
    return next(one for one in briefing.slides if one.key == key)


# --- What changed ---------------------------------------------------------------------------------


def test_changes_of_the_toy_city() -> None:
    """Squares 2, 3, 5 rose, 1 and 4 stayed; 6, 7, 9 lost their colour, 8 never had one."""
    found = slide(kit.briefing(), "changes")
    assert [(row.name, row.before, row.level) for row in found.rows] == [
        ("Lima", "oranye", "merah"),
        ("Tiga", "kuning", "merah"),
        ("Dua", "hijau", "kuning"),
    ]
    assert found.title == Phrase("briefing.changes.rose", {"n": 3})
    assert found.said == (Phrase("briefing.changes.compared", {"n": 5}),)
    assert found.marked == tuple(map(toy.zone_id, (5, 3, 2)))


def test_a_zone_that_falls_silent_neither_rose_nor_fell() -> None:
    found = between(
        {"a": "merah", "b": "usang"}, {"a": "usang", "b": "hijau"}, {"a": "A", "b": "B"}
    )
    assert (found.rose, found.fell, found.same, found.compared) == ((), (), 0, 0)
    assert [one.name for one in found.silent] == ["A"]
    assert [one.name for one in found.appeared] == ["B"]


LEVELS = ("hijau", "kuning", "oranye", "merah", "hitam")


@pytest.mark.parametrize(("old", "new"), combinations(LEVELS, 2))
def test_up_is_up_and_down_is_down(old: str, new: str) -> None:
    assert Change("a", "A", old, new).step > 0 > Change("a", "A", new, old).step


def made(rose: int = 0, fell: int = 0, same: int = 0, after: str = "oranye") -> Changes:
    up = tuple(Change(str(k), str(k), "hijau", after) for k in range(rose))
    down = tuple(Change(str(k), str(k), "merah", "kuning") for k in range(fell))
    return Changes(up, down, (), (), same)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (made(3, 0, 6), "3 kelurahan naik ke oranye dalam 7 hari, tidak ada yang turun"),
        (made(0, 2, 7), "2 kelurahan turun ke kuning dalam 7 hari, tidak ada yang naik"),
        (made(3, 2, 4), "3 kelurahan naik, 2 turun dalam 7 hari"),
        (made(0, 0, 9), "9 kelurahan berwarna sama seperti 7 hari sebelumnya"),
        (made(1, 0, 3), "Hanya 4 dari 9 kelurahan dapat dibandingkan dengan 8 Maret 2021"),
        (made(), "Tidak ada warna pada 8 Maret 2021 untuk dibandingkan"),
    ],
)
def test_the_finding_on_changes(found: Changes, said: str) -> None:
    facts, rule = toy.facts(), kit.ground().rule
    now, before = city_view(facts, rule, toy.LAST), city_view(facts, rule, toy.MIDDLE)
    before = replace(before, zones=(), tally={}) if not found.compared else before
    assert slide_words.say(slides_city.change_title(found, now, before), "id") == said


# --- Titles and what stands under them ------------------------------------------------------------


REPORTED = {**toy.CASES, toy.LAST: (0, 7, 20, 17, 99, 2, 9, 3, 0)}
"""The toy city with squares 6, 7 and 9 reporting on the last day too: no case, still green."""


def test_green_now_and_a_week_ago() -> None:
    """Green on 8 March: squares 1, 2, 6, 7, 9; on 15 March 2 is yellow and the others stay."""
    found = slide(kit.briefing(facts=toy.facts(REPORTED)), "city")
    assert found.title == Phrase("briefing.city.fewer", {"then": 5, "n": 4, "total": 9})
    assert (
        slide_words.say(found.title, "id") == "Kelurahan hijau turun dari 5 menjadi 4 dalam 7 hari"
    )


def test_who_falls_silent_is_not_one_green_less() -> None:
    """Squares 6, 7 and 9 were green and have no colour now: nobody knows how many are green."""
    assert slide(kit.briefing(), "city").title.key == "headline.green_and_worst"


@pytest.mark.parametrize(("named", "key"), [((1, 2), "more"), ((1,), "headline")])
def test_a_sources_total_is_a_title_where_the_map_shows_as_many(
    named: tuple[int, ...], key: str
) -> None:
    """The source counts 1 green kelurahan on 8 March and 2 on 15 March, and names them or not."""
    days = {"2021-03-08": (1,), "2021-03-15": named}
    said = [(day, k, "hijau") for day, squares in days.items() for k in squares]
    known = toy.archive(said, [("2021-03-08", "hijau", 1), ("2021-03-15", "hijau", 2)])
    briefing = kit.briefing(facts=toy.facts(archive=known), rule="resmi")
    assert key in slide(briefing, "city").title.key


def test_colours_of_two_rules_are_not_compared() -> None:
    facts, rule = toy.facts(), kit.ground().rule
    now, before = city_view(facts, rule, toy.LAST), city_view(facts, rule, toy.MIDDLE)
    older = replace(before, rule=replace(rule, version="0"))
    found = slides_city.changed(now, older)
    said = "Another rule held on 8 March 2021: its colours are not compared"
    assert slide_words.say(found.title, "en") == said
    assert (found.rows, found.marked, found.said) == ((), (), ())
    assert slides_city.changed(now, before).rows


def test_cases_of_some_kelurahan_are_not_called_those_of_the_city() -> None:
    """Squares 1 to 5 and 8 report 0, 4, 8, 6, 30 and 2 cases on 15 March, and square 7 a revision
    of -1."""
    for table, known in ((toy.CASES, 7), (REPORTED, 9)):
        cases = slide(kit.briefing(facts=toy.facts(table)), "city").figures[0]
        part = cases.label.key == "briefing.figure.cases_part"
        assert (part, cases.label.values["known"]) == (known < 9, known)
    # square 8 has 2 cases but no population: 48 of 50 cases among 100,000 people
    cases, rate = slide(kit.briefing(facts=toy.facts(REPORTED)), "city").figures
    assert (cases.value, rate.value) == (50, pytest.approx(48.0))
    lower = {**REPORTED, toy.LAST: (0, 0, 0, 0, 0, 0, 0, 0, 0)}
    assert slide(kit.briefing(facts=toy.facts(lower)), "city").figures[0].value is None


def test_no_kelurahan_above_green_is_said_of_known_colours_only() -> None:
    calm = dict.fromkeys(toy.CASES, (0,) * 9)
    some = {**calm, toy.LAST: (0, 0, 0, 0, 0, 0, 0, 0, None)}
    keys = [slide(kit.briefing(facts=toy.facts(t)), "first").title.key for t in (calm, some)]
    assert [key.rpartition(".")[2] for key in keys] == ["none", "gaps"]


@pytest.mark.parametrize(
    ("last", "key"),
    [((0,) * 9, "calm"), ((0, None, 0, 0, 0, 0, 0, 0, 0), "gaps"), (None, "unknown")],
)
def test_neighbours_without_a_colour_are_not_calm(last: tuple[int, ...] | None, key: str) -> None:
    table = dict.fromkeys(toy.CASES, (0,) * 9) | {toy.LAST: last or (0, *(None,) * 8)}
    view = city_view(toy.facts(table), kit.ground().rule, toy.LAST)
    title = slides_zone.near(view, toy.zone_id(1)).title
    assert title.key == f"briefing.near.{key}"
    assert slide_words.say(title, "id")


def test_the_chart_of_levels_counts_every_zone_once() -> None:
    chart = slide(kit.briefing(), "city").chart
    assert chart is not None
    last = {key: row[chart.days.index(toy.LAST)] for key, row in chart.series.items()}
    assert last == {"hijau": 1, "kuning": 1, "oranye": 1, "merah": 2}
    assert list(chart.series) == sorted(chart.series, key=lambda k: BY_KEY[k].severity or 0)


@pytest.mark.parametrize(("day", "rule"), ASKED)
def test_no_title_contradicts_its_map_chart_or_rows(day: str, rule: str) -> None:
    briefing, _ = kit.banjarmasin(day, rule)
    for one in briefing.slides:
        view = one.view
        levels = Counter(zone.level for zone in view.zones)
        values = one.title.values
        if one.key == "city" and one.chart and not view.stated:
            shown = {k: row[-1] for k, row in one.chart.series.items()}
            assert one.chart.days[-1] <= view.day
            if one.chart.days[-1] == view.day:
                assert all(levels[key] == n for key, n in shown.items())
        if one.title.key.startswith("briefing.city.") and "then" in values:
            assert values["n"] == (dict(view.stated) or levels)["hijau"]
        if one.key == "first" and values.get("n"):
            raised = sum((BY_KEY[zone.level].severity or 0) > 0 for zone in view.zones)
            assert values["n"] == raised
            assert {row.level for row in one.rows} <= set(levels)
        if one.key == "trust":
            own = [z for z in view.zones if BY_KEY[z.level].severity is not None]
            assert one.figures[0].value == len(own)
            assert values.get("n", 0) == len(view.zones) - len(own)
        if one.key == "curve" and one.chart and one.title.key != "briefing.curve.unknown":
            week = [n for n in one.chart.series["new"][-7:] if n is not None]
            assert values["n"] == sum(week) == one.figures[0].value
            assert one.chart.series["mean"][-1] == pytest.approx(sum(week) / 7)
        if one.key == "changes" and "compared" in values:
            assert not one.rows


def test_a_title_of_the_curve_turns_with_its_numbers() -> None:
    """The same week as before, one case more, one case less."""
    from geo.slides_counts import _trend

    day = dt.date(2021, 3, 15)
    kinds = [_trend(*pair, day).key.rpartition(".")[2] for pair in ((8, 8), (9, 8), (7, 8))]
    assert kinds == ["same", "more", "fewer"]
    assert _trend(float("nan"), 8, day).key == "briefing.curve.unknown"
    assert _trend(8, float("nan"), day) == Phrase("briefing.curve.alone", {"n": 8})
    assert _trend(-1, 8, day).key == "briefing.curve.unknown"  # a revision, no number of cases
    assert _trend(8, -1, day) == Phrase("briefing.curve.alone", {"n": 8})


def test_a_missing_day_is_a_gap_and_no_zero() -> None:
    briefing, _ = kit.banjarmasin("2019-01-01")
    assert [one.key for one in briefing.slides] == [
        "city",
        "map",
        "changes",
        "first",
        "trust",
        "method",
    ]
    assert slide(briefing, "city").chart is None
    assert slide_words.say(slide(briefing, "trust").title, "id").startswith("Tidak ada kelurahan")
    assert (
        slide_words.say(slide(briefing, "first").title, "id")
        == "Belum ada warna pada 1 Januari 2019"
    )


def test_the_public_sees_neither_alarms_nor_the_daily_curve() -> None:
    known = toy.facts(policy=PUBLIC)
    keys = [one.key for one in kit.briefing(facts=known).slides]
    assert "alarms" not in keys and "curve" not in keys and "map" in keys


def test_alarms_of_simulated_counts_stay_away_from_colours_that_are_not() -> None:
    """Houses that somebody counted beside simulated cases: no SIMULASI would stand on the slide."""
    invented = kit.ground(toy.facts(simulated=True))
    view = invented.view()
    assert slides_counts.alarms(invented, view) is not None
    facts: Any = replace(invented.facts, rt=("counted",))  # type: ignore[arg-type]
    counted = replace(invented, facts=facts, rule=registry()["ppkm-rt"])
    assert slides_counts.alarms(counted, view) is None
    assert slides_counts.curve(counted, view) is None


def test_one_kelurahan_and_its_neighbours() -> None:
    briefing = daily.of_zone(kit.ground(), kit.SNAPSHOT, toy.zone_id(1))
    word, near, method = briefing.slides
    assert word.marked == near.marked == (toy.zone_id(1),)
    assert [figure.value for figure in word.figures] == [0, 0.0]
    assert near.title == Phrase("briefing.near.some", {"n": 2, "total": 2, "name": "Satu"})
    assert [row.name for row in near.rows] == ["Empat", "Dua"]
    assert method.key == "method"


def test_a_kelurahan_without_neighbours() -> None:
    alone = toy.facts(neighbours={})
    briefing = daily.of_zone(kit.ground(alone), kit.SNAPSHOT, toy.zone_id(1))
    said = slide_words.say(briefing.slides[1].title, "id")
    assert said == "Satu tidak berbatasan dengan kelurahan lain di kota ini"


def test_what_a_person_wrote_stands_instead_of_the_finding() -> None:
    briefing = replace(kit.briefing(), own_words={"map": "Rapat Selasa"})
    assert slide_words.title(slide(briefing, "map"), briefing, "id") == "Rapat Selasa"
    assert slide_words.title(slide(briefing, "city"), briefing, "id").startswith("1 dari 9")


# --- Pictures -------------------------------------------------------------------------------------


@cache
def pictures(lang: str, size: str) -> tuple[tuple[Slide, Drawing], ...]:
    made = [kit.banjarmasin(*asked) for asked in ASKED]
    return tuple(
        (one, slide_layout.lay(one, briefing, shapes, lang, size))
        for briefing, shapes in made
        for one in briefing.slides
    )


def edges(words: Words) -> tuple[float, float, float, float]:
    wide = max(lettering.width(line, words.size, words.weight) for line in words.lines)
    left = words.x - {"start": 0, "middle": wide / 2, "end": wide}[words.anchor]
    top = words.y - words.size * 0.75
    return left, top, left + wide, words.y + words.step * (len(words.lines) - 1)


@pytest.mark.parametrize("size", slide_layout.SIZES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_words_stay_inside_and_apart_and_can_be_read(lang: str, size: str) -> None:
    for one, drawn in pictures(lang, size):
        column = [p for p in drawn.parts if isinstance(p, Words) and not p.halo and p.lines]
        for words in column:
            left, top, right, bottom = edges(words)
            where = (one.key, one.view.day, words.lines)
            assert left >= 0 and top >= 0, where
            assert right <= drawn.wide and bottom <= drawn.high, where
            assert words.size >= 20, where
        for a, b in combinations(map(edges, column), 2):
            meet = a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
            assert not meet, (one.key, one.view.day, a, b)


@pytest.mark.parametrize("size", slide_layout.SIZES)
def test_every_level_of_the_tally_is_there_with_its_number(size: str) -> None:
    for one, drawn in pictures("id", size):
        if one.tally:
            chips = {part.level for part in drawn.parts if isinstance(part, Chip)}
            assert chips == set(one.view.tally)


def test_the_map_has_the_views_levels_and_the_chart_its_numbers() -> None:
    for one, drawn in pictures("id", "wide"):
        for part in drawn.parts:
            if isinstance(part, Zones):
                assert len(part.paths) == 52
                assert dict(part.levels) == {z.zone_id: z.level for z in one.view.zones}
            if isinstance(part, Graph):
                assert part.chart is one.chart


@pytest.mark.parametrize("size", slide_layout.SIZES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_picture_says_what_it_rests_on(lang: str, size: str) -> None:
    for one, drawn in pictures(lang, size):
        said = " ".join(" ".join(p.lines) for p in drawn.parts if isinstance(p, Words))
        assert kit.SNAPSHOT in said
        assert re.search(r"(versi|version) \d", said)
        assert ("SIMULASI" in said) == one.view.simulated


def test_an_outline_with_a_spike_keeps_its_place_on_the_map() -> None:
    """Small pictures have such outlines: a part so narrow that it is a line there."""
    spiked = dict(kit.squares().paths)
    spiked[toy.zone_id(1)] = "M0,400L200,400L200,600L260,640L200,600L0,600Z"
    briefing = kit.briefing()
    made = slide_layout.lay(
        slide(briefing, "map"), briefing, replace(kit.squares(), paths=spiked), "id"
    )
    (drawn,) = (part for part in made.parts if isinstance(part, Zones))
    assert set(drawn.paths) == set(toy.IDS)


def test_a_name_that_nobody_sees_leaves_its_zone_on_the_map() -> None:
    briefing = kit.briefing(facts=toy.facts(zones=toy.zones(["\u200b", *toy.NAMES[1:]])))
    made = slide_layout.lay(slide(briefing, "map"), briefing, kit.squares(), "id")
    (drawn,) = (part for part in made.parts if isinstance(part, Zones))
    assert set(drawn.paths) == set(toy.IDS)
    assert not any(isinstance(part, Words) and part.lines == ("",) for part in made.parts)


def test_zones_without_an_outline_leave_the_words() -> None:
    briefing = kit.briefing()
    empty = kit.squares().__class__(600, 600, {})
    for one in briefing.slides:
        drawn = slide_layout.lay(one, briefing, empty, "id")
        assert not [part for part in drawn.parts if isinstance(part, Zones)]
        assert any(isinstance(part, Words) and part.role == "title" for part in drawn.parts)
        assert all(not isinstance(p, Box) or p.area.wide > 0 for p in drawn.parts)


# --- Responses ------------------------------------------------------------------------------------


def test_red_and_rising_kelurahan_without_a_response_are_named() -> None:
    """On 15 March squares 3 and 5 are red and 2 rose to yellow. Square 3 was disinfected on the
    1st, which nobody confirmed after the 8th; a Kampung Siaga runs in square 1."""
    made = kit.briefing(facts=toy.facts(register=response_kit.register()))
    found = slide(made, "response")
    assert found.title == Phrase("briefing.response.some", {"n": 3})
    assert [(row.name, row.level, row.said) for row in found.rows] == [
        ("Tiga", "merah", Phrase("briefing.response.since", {"n": 14})),
        ("Lima", "merah", Phrase("briefing.response.never", {})),
        ("Dua", "kuning", Phrase("briefing.response.never", {})),
    ]
    assert found.marked == tuple(map(toy.zone_id, (3, 5, 2)))
    assert {figure.label.key: figure.value for figure in found.figures} == {
        "briefing.figure.running": 1,
        "briefing.figure.ready": 0,
    }


def test_with_a_response_in_each_the_slide_says_so() -> None:
    more = [response_kit.entry("aid", square, toy.LAST) for square in (2, 3, 5)]
    made = kit.briefing(facts=toy.facts(register=response_kit.register(*more)))
    assert slide(made, "response").title == Phrase("briefing.response.none_part", {"known": 5})


def test_the_slide_says_rising_only_where_it_is_known() -> None:
    facts = toy.facts(register=response_kit.register())
    now = city_view(facts, registry()["insidensi7"], toy.LAST)
    before = city_view(facts, registry()["insidensi7"], toy.LAST - WEEK)
    silent = replace(before, zones=tuple(replace(z, level="tanpa_data") for z in before.zones))
    alone = slides_response.response(now, silent)
    assert alone is not None
    assert alone.title == Phrase("briefing.response.some_red", {"n": 2})
    first = tuple(
        zone if zone.zone_id == toy.zone_id(3) else replace(zone, level="tanpa_data")
        for zone in before.zones
    )
    one = slides_response.response(now, replace(before, zones=first))
    assert one is not None
    assert Phrase("briefing.response.few", {"n": 1, "total": 9}) in one.said


def test_what_ended_or_is_undated_is_not_called_never() -> None:
    more = [
        response_kit.entry("post", 5, response_kit.day(1, 2), end=response_kit.day(10, 2)),
        response_kit.entry("isolation", 2, None, about="2020"),
    ]
    made = kit.briefing(facts=toy.facts(register=response_kit.register(*more)))
    rows = {row.name: row.said for row in slide(made, "response").rows}
    assert rows["Lima"] == Phrase("briefing.response.ended", {"n": 33})
    assert rows["Dua"] == Phrase("briefing.response.undated", {})


def test_without_a_register_there_is_no_such_slide() -> None:
    assert "response" not in {one.key for one in kit.briefing().slides}
