"""Responses in short words, on the board and on a kelurahan's page."""

from __future__ import annotations

import pytest

from geo.action_ledger import Line
from geo.board import board
from geo.render import board as board_html
from geo.render import board_cards, response_lines
from geo.response_view import response_view
from geo.rules import registry
from geo.views import WEEK, city_view
from geo.zoning import zoning
from tests import response_kit as kit
from tests import toy

RULE = registry()["insidensi7"]
LINES = kit.register().lines


def line(kind: str) -> Line:
    return next(one for one in LINES if one.kind == kind)


@pytest.mark.parametrize(
    ("kind", "on", "said"),
    [
        ("kampung", 10, "berjalan sejak 1 Mar 2021, tanda terakhir 10 Mar 2021"),
        ("disinfection", 8, "berjalan sejak 1 Mar 2021, tanda terakhir 1 Mar 2021"),
        ("disinfection", 9, "sejak 1 Mar 2021, belum dikonfirmasi lagi sejak 1 Mar 2021"),
        ("post", 9, "berjalan sejak 2 Mar 2021, tanda terakhir 2 Mar 2021"),
        ("post", 10, "berakhir 9 Mar 2021"),
    ],
)
def test_when(kind: str, on: int, said: str) -> None:
    assert response_lines.when(line(kind), kit.day(on), "id") == said


def test_an_undated_one_says_what_is_known_of_its_time() -> None:
    (undated,) = kit.Register((kit.entry("kampung", 2, None, about="2020"),)).lines
    assert response_lines.when(undated, kit.day(1), "en") == "undated (2020)"


def test_a_cell_holds_what_goes_on_and_no_more() -> None:
    cell = response_lines.brief(LINES, kit.day(15), "id")
    assert 'data-kind="kampung" data-state="active"' in cell
    assert 'data-kind="disinfection" data-state="unconfirmed"' in cell
    assert "post" not in cell  # ended on the 9th
    assert "tidak ada yang tercatat" in response_lines.brief((), kit.day(15), "id")
    shorter = response_lines.brief(LINES, kit.day(15), "id", most=1)
    assert shorter.count("data-kind") == 1
    assert "dan 1 lainnya" in shorter


def test_what_is_not_begun_is_not_told() -> None:
    assert response_lines.sorted_on(LINES, kit.day(28, 2)) == []


def test_the_list_has_every_state_in_order_with_sources() -> None:
    states = [one.state_on(kit.day(15)) for one in response_lines.sorted_on(LINES, kit.day(15))]
    assert states == ["active", "unconfirmed", "ended"]
    listed = response_lines.listed(LINES, kit.day(15), "id")
    assert 'href="https://warta.test/kampung"' in listed


def test_entries_of_one_line_are_told_apart_by_day_and_rt() -> None:
    made = kit.Register(
        (
            kit.entry("isolation", 1, kit.day(1), rt="069", note="Rumah swadaya."),
            kit.entry("isolation", 1, kit.day(3), note="Dikunjungi."),
        )
    )
    listed = response_lines.listed(made.lines, kit.day(2), "en")
    assert "<b>1 Mar 2021, RT 069</b>" in listed
    assert '<span lang="id">Rumah swadaya.</span>' in listed
    assert "Dikunjungi" not in listed  # of the 3rd, and this is the 2nd
    assert "Dikunjungi" in response_lines.listed(made.lines, kit.day(3), "id")


def test_words_of_people_are_escaped() -> None:
    (one,) = kit.Register((kit.entry("post", 1, kit.day(1), note="<b>x</b>"),)).lines
    assert "&lt;b&gt;x" in response_lines.listed([one], kit.day(2), "id")


def test_an_invented_one_is_marked() -> None:
    (one,) = kit.Register((kit.entry("post", 1, kit.day(1), origin="simulated"),)).lines
    assert "SIMULASI" in response_lines.brief([one], kit.day(2), "id")
    assert "SIMULASI" in response_lines.simulated([one], kit.day(2), "id")
    assert response_lines.simulated([one], kit.day(28, 2), "id") == ""
    assert response_lines.simulated(LINES, kit.day(2), "id") == ""


def test_the_board_has_a_column_of_responses() -> None:
    facts = toy.facts(register=kit.register())
    now, before = (city_view(facts, RULE, day) for day in (toy.LAST, toy.LAST - WEEK))
    responses = response_view(now, before).by_zone
    made = board(now, before, zoning(facts, RULE), toy.zone_id(2), responses=responses)
    assert made.any_response
    assert {m.zone.name: [x.kind for x in m.lines] for m in made.members} == {
        "Dua": [],
        "Lima": [],
        "Satu": ["kampung"],
        "Tiga": ["disinfection"],
    }
    table = board_html.table(made, "id", str)
    assert table.count("c-response") == 4
    assert table.count("tidak ada yang tercatat") == 2
    assert ">KS</b>" in table and "1 berjalan" in table and "1 belum dikonfirmasi lagi" in table
    assert "DF Penyemprotan disinfektan, KS Kampung Siaga / Kampung Tangguh." in table
    cards = board_cards.charts(made, "id", str)
    assert cards.count("tidak ada yang tercatat") == 2
    assert "berjalan sejak 1 Mar 2021" in cards
    nothing = board(now, before, zoning(facts, RULE), toy.zone_id(2))
    assert "c-response" not in board_html.table(nothing, "id", str)
