"""Briefings as JSON: there and back, and every fault by its place."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from geo import text
from geo.errors import InputError
from geo.scenes import MOST_SCENES, PAGES, PUBLIC_PAGES, Briefing, Scene, read, stored, written
from geo.settings import ROOT

LINK = {"city": "banjarmasin", "date": "2021-06-28", "zone": "63.71.01.1001"}
MAP = Scene("Kota", "Baca dulu legenda.\nLalu Mantuil.", "peta", {**LINK, "view": "-3.3,114.6,13"})
SPAN = Scene("Sepekan", "", "kelurahan", LINK, dt.date(2021, 7, 5))
NOW = dt.datetime(2021, 7, 5, tzinfo=dt.UTC)


def body(**scene: Any) -> dict[str, Any]:
    """A briefing of one scene, some of its fields changed."""
    one = {"page": "peta", "title": "Kota", "note": "", "params": dict(LINK), "until": None}
    return {"format": 1, "title": "Rapat", "scenes": [{**one, **scene}]}


def faults(given: object) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as caught:
        read(given)
    for problem in caught.value.problems:
        assert text.problem(problem, "id")
    return [(problem.where, problem.key) for problem in caught.value.problems]


def test_a_briefing_comes_back_out_of_json_as_it_was() -> None:
    saved = json.loads(json.dumps(written("Rapat 5 Juli", [MAP, SPAN])))
    assert read(saved) == stored(saved) == ("Rapat 5 Juli", (MAP, SPAN))
    assert saved["scenes"][1] == {
        "page": "kelurahan",
        "title": "Sepekan",
        "note": "",
        "params": LINK,
        "until": "2021-07-05",
    }
    assert (MAP.date, SPAN.date) == (dt.date(2021, 6, 28), dt.date(2021, 6, 28))


def test_the_language_is_the_readers_and_what_may_be_left_out_may() -> None:
    least = {"title": "R", "scenes": [{"page": "peta", "title": "", "params": {"lang": "en"}}]}
    assert read(least) == ("R", (Scene("", "", "peta", {}),))


def test_every_fault_is_named_at_its_place() -> None:
    given = {
        "format": 2,
        "title": "  ",
        "colour": 1,
        "scenes": [
            {"page": "rt", "title": "x" * 161, "note": 7, "params": {"date": "2021-02-30"}},
            {"page": "peta", "params": [], "more": 1},
            "peta",
            {"page": "peta", "title": "t", "params": {"Date": "x", "zone": 1, "rule": "r" * 401}},
        ],
    }
    assert faults(given) == [
        ("JSON", "briefing_unknown_field"),
        ("format", "briefing_format"),
        ("title", "briefing_title"),
        ("scenes[1].page", "scene_page"),
        ("scenes[1].params", "scene_param"),
        ("scenes[1].title", "briefing_long"),
        ("scenes[1].note", "briefing_kind"),
        ("scenes[2]", "briefing_unknown_field"),
        ("scenes[2]", "briefing_missing_field"),
        ("scenes[2].params", "briefing_kind"),
        ("scenes[3]", "briefing_kind"),
        ("scenes[4].params", "scene_param"),
        ("scenes[4].params", "scene_param"),
        ("scenes[4].params", "scene_param"),
    ]
    assert faults([]) == [("JSON", "briefing_kind")]
    assert faults({"title": "R", "scenes": {}}) == [("scenes", "briefing_kind")]
    assert faults({}) == [("JSON", "briefing_missing_field")] * 2


@pytest.mark.parametrize(("count", "good"), [(0, False), (1, True), (40, True), (41, False)])
def test_a_briefing_has_1_to_40_scenes(count: int, good: bool) -> None:
    assert MOST_SCENES == 40
    given = {**body(), "scenes": body()["scenes"] * count}
    if good:
        assert len(read(given)[1]) == count
    else:
        assert faults(given) == [("scenes", "briefing_scenes")]


@pytest.mark.parametrize(("field", "most"), [("title", 160), ("note", 2000)], ids=["title", "note"])
def test_text_has_an_end(field: str, most: int) -> None:
    assert getattr(read(body(**{field: "x" * most}))[1][0], field) == "x" * most
    assert faults(body(**{field: "x" * (most + 1)})) == [(f"scenes[1].{field}", "briefing_long")]


@pytest.mark.parametrize(
    ("until", "good"),
    [
        ("2021-06-28", True),
        ("2022-08-02", True),  # 400 days later
        ("2022-08-03", False),
        ("2021-06-27", False),
        ("28 Juni", False),
        (5, False),
    ],
)
def test_a_span_ends_on_its_day_or_later(until: object, good: bool) -> None:
    if good:
        assert str(read(body(until=until))[1][0].until) == until
    else:
        assert faults(body(until=until)) == [("scenes[1].until", "scene_until")]
    assert faults(body(until="2021-07-01", params={})) == [("scenes[1].until", "scene_until")]


@pytest.mark.parametrize(
    ("name", "value", "good"),
    [
        ("view", "-3.32,114.59,13", True),
        ("view", "-3.32,114.59", False),
        ("view", "91,114.59,13", False),
        ("view", "nan,114.59,13", False),
        ("as_of", "2021-07-20T09:00:00Z", True),
        ("as_of", "kemarin", False),
        ("day2", "2021-07-32", False),
        ("day2", "2021-W26-1", False),
        ("beside", "63.71.01.1001,63.71.01.1002", True),
        ("zone", "", False),
    ],
)
def test_fields_of_the_link_have_their_form(name: str, value: str, good: bool) -> None:
    given = body(params={**LINK, name: value})
    if good:
        assert read(given)[1][0].params[name] == value
    else:
        assert faults(given) == [("scenes[1].params", "scene_param")]


def test_what_people_write_becomes_inert_and_keeps_its_lines() -> None:
    title, (scene,) = read(body(title="a\u202eb\nc", note="satu\r\ndua\x00\u200b  \n\ntiga\n"))
    assert (title, scene.title) == ("Rapat", "ab c")
    assert scene.note == "satu\ndua\n\ntiga"


def test_a_scene_shows_a_page_that_there_is_and_only_public_ones_are_for_everybody() -> None:
    there = {file.stem for file in (ROOT / "pages").glob("*.py")}
    assert set(PUBLIC_PAGES) < set(PAGES) <= there - {"masuk", "rt"}
    of = ("x", 1, "banjarmasin", "covid19", "R")
    staff = Scene("", "", "data", {})
    assert Briefing(*of, (MAP, SPAN), "sari", NOW, False).public
    assert not Briefing(*of, (MAP, staff), "sari", NOW, False).public
