"""What is typed into a form of the register: what is sent of it, how it is undone, what changed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from geo import response_form as form
from geo import rt_form
from geo.access import ANYBODY, Viewer
from geo.errors import Named, Problem
from geo.render import response_form as words
from geo.response import Check, Entry, Report
from geo.response_fields import FIELDS
from geo.response_kinds import BY_KEY
from geo.text import LANGUAGES
from tests.register_kit import entry, report

DAY = dt.date(2021, 3, 2)
NAMES = {"63.71.01.1001": "Mantuil"}


def typed(**values: Any) -> form.Draft:
    draft = form.Draft()
    for name, value in values.items():
        draft = form.put(draft, name, value)
    return draft


def test_parts_are_those_of_the_register_and_follow_the_role() -> None:
    assert set(form.PARTS) == set(FIELDS)
    assert form.may(ANYBODY, "x") == ()
    assert form.may(Viewer("r", "rw", "x", "z"), "x") == ("report",)
    assert form.may(Viewer("r", "rw", "x", "z"), "y") == ()
    assert form.may(Viewer("d", "dinas", "x"), "x") == form.PARTS


def test_what_is_typed_lies_over_the_presets_and_emptied_is_not_there() -> None:
    draft = typed(rw="003", guests=0, note="")
    assert form.cells(draft, {"zone_id": "z", "rw": "001"}) == {
        "zone_id": "z",
        "rw": "003",
        "guests": 0,
    }
    assert form.cells(form.put(draft, "zone_id", None), {"zone_id": "z"}) == {
        "rw": "003",
        "guests": 0,
    }


def test_each_change_is_undone_by_itself_and_the_same_again_is_none() -> None:
    draft = typed(rw="3", guests=1)
    assert form.put(draft, "guests", 1) is draft
    assert dict(form.undo(draft).typed) == {"rw": "3"}
    assert form.undo(form.undo(draft)).typed == ()
    assert form.undo(form.Draft()) == form.Draft()
    refilled = form.refill(draft, {"rw": "9"})
    assert form.undo(refilled).typed == draft.typed


def test_an_rt_without_a_number_is_not_sent_and_zero_is() -> None:
    draft = form.Draft()
    for how, values in (
        (rt_form.add, ("1",)),
        (rt_form.add, ("",)),
        (rt_form.put, ("002", 0)),
    ):
        cell = form.cells(draft, {}).get("houses")
        draft = form.put_houses(draft, cell, how, *values)
    shown = form.cells(draft, {})
    assert shown["houses"] == (("001", None), ("002", 0))
    assert form.to_send(shown) == {"houses": {"002": 0}}
    assert form.said(shown) == 1 and form.statements() == 7
    opened = form.put_houses(draft, shown["houses"], rt_form.put, "002", None)
    assert form.to_send(form.cells(opened, {})) == {}
    assert form.said(form.cells(opened, {})) == 0


def test_a_number_of_houses_of_an_entry_is_sent_as_it_is() -> None:
    assert form.to_send({"houses": 12, "kind": "larva"}) == {"houses": 12, "kind": "larva"}


def test_the_version_that_is_edited_lies_beneath_what_was_typed() -> None:
    first = report("2021-03-02", houses={"001": 2}, guests=4)
    draft = form.put(form.Draft(of=first), "guests", 5)
    cells = form.cells(draft, {"rw": "099"})
    assert (cells["rw"], cells["guests"], cells["houses"]) == ("001", 5, {"001": 2})
    newest = report("2021-03-02", houses={"001": 3}, guests=6)
    assert form.cells(form.onto(draft, newest), {})["houses"] == {"001": 3}
    assert form.cells(form.onto(draft, newest), {})["guests"] == 5
    assert form.changed(first, newest) == (("houses", {"001": 2}, {"001": 3}), ("guests", 4, 6))
    assert form.changed(first, first) == ()


@pytest.mark.parametrize("kind", BY_KEY)
def test_a_kind_asks_for_its_own_numbers_alone(kind: str) -> None:
    asked = {of.name for of in form.fields("entry", {"kind": kind})}
    every = {"people", "tested", "positive", "houses", "packages"}
    assert asked & every == set(BY_KEY[kind].counts)
    assert ("programme" in asked) == (kind == "programme")
    assert ("disease" in asked) == (not BY_KEY[kind].disease)
    assert {"kind", "zone_id", "start", "end", "note", "source"} <= asked


def test_before_the_kind_there_is_nothing_else_and_what_is_typed_never_hides() -> None:
    assert [of.name for of in form.fields("entry", {})] == ["kind"]
    shown = {"kind": "psbk", "people": 3, "rw": "001"}
    assert {"people", "rt"} <= {of.name for of in form.fields("entry", shown)}


def test_the_day_a_task_was_done_is_asked_for_once_it_is() -> None:
    for state, asked in (("open", False), ("doing", False), ("done", True), ("dropped", True)):
        assert ("done" in {of.name for of in form.fields("task", {"state": state})}) == asked


def test_only_the_siaga_that_were_touched_become_records() -> None:
    shown = {"zone_id": "z", "date": DAY, "logistics": False, "health": True}
    assert list(form.checks(shown)) == [
        ("health", {"zone_id": "z", "date": DAY, "item": "health", "ready": True}),
        ("logistics", {"zone_id": "z", "date": DAY, "item": "logistics", "ready": False}),
    ]
    assert list(form.checks({"zone_id": "z"})) == []


def test_the_last_number_of_an_rt_is_that_of_its_latest_day() -> None:
    told: list[Report] = [
        report("2021-03-03", houses={"001": 1}),
        report("2021-03-02", houses={"001": 9, "002": 4}),
        report("2021-03-03", houses={"001": 5}),
    ]
    assert form.last_numbers(told) == {
        "001": (dt.date(2021, 3, 3), 5),
        "002": (dt.date(2021, 3, 2), 4),
    }


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_field_and_every_choice_has_its_word(lang: str) -> None:
    for part in form.PARTS:
        for of in FIELDS[part]:
            assert words.label(of.name, lang, part)
            for key in of.choices:
                assert words.value(of.name, key, NAMES, lang) != key or lang == "en"


def test_cells_are_told_in_words_and_what_is_not_known_is_not_zero() -> None:
    said = [
        words.value("houses", {"001": 2, "002": 0}, NAMES, "id"),
        words.value("houses", 1200, NAMES, "id"),
        words.value("watch", False, NAMES, "id"),
        words.value("zone_id", "63.71.01.1001", NAMES, "id"),
        words.value("date", DAY, NAMES, "id"),
        words.value("people", None, NAMES, "id"),
        words.value("people", 0, NAMES, "id"),
    ]
    assert said == [
        "RT 001: 2 · RT 002: 0",
        "1.200",
        "tidak",
        "Mantuil",
        "2 Mar 2021",
        "tidak disebut",
        "0",
    ]


def test_a_fault_calls_fields_as_the_screen_does_and_is_escaped() -> None:
    fault = Problem("response_when", "entry", {"field": Named("start", "response.field.")})
    assert words.fault(fault, "id").startswith("“Mulai” kosong dan “Sekitar kapan” pun kosong.")
    evil = Problem("response_rw", "entry", {"field": "rw", "found": "<b>3", "most": 99})
    assert "&lt;b&gt;3" in words.faults([evil], "id") and "<b>" not in words.faults([evil], "id")


def test_a_record_is_told_in_a_line_and_its_words_are_escaped() -> None:
    post: Entry = entry("post", "2021-03-02", zone_id="63.71.01.1001", note="<script>")
    assert words.title(post, NAMES, "id") == "Respons: Posko · Mantuil · 2 Mar 2021"
    assert "<script>" not in words.body(post, NAMES, "id")
    assert "&lt;script&gt;" in words.reason(post, "id")
    looked = Check(item="health", date=DAY, ready=True, zone_id="63.71.01.1001", rw="002")
    assert words.title(looked, NAMES, "id") == (
        "Pemeriksaan lima siaga: Siaga kesehatan · Mantuil, RW 002 · 2 Mar 2021"
    )
