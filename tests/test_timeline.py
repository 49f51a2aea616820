"""What travels to the map: a character a zone and day, words, counts, and the viewer's own."""

from __future__ import annotations

import json
from typing import Any

import pytest

from geo import text
from geo.levels import LEVELS
from geo.render import timeline
from geo.rules import registry
from geo.zoning import zoning
from tests import toy
from tests.packed_kit import by_day, counts

RULES = registry()
WEEKLY, OFFICIAL = RULES["insidensi7"], RULES["resmi"]


def weekly(lang: str = "id", simulated: bool = False, **changes: Any) -> dict[str, Any]:
    zoned = zoning(toy.facts(**changes), WEEKLY)
    return timeline.record(zoned, WEEKLY, "kotak", lang, simulated=simulated)


def test_one_character_a_zone_and_day() -> None:
    body = weekly()
    assert body["days"] == ["2021-03-01", "2021-03-08", "2021-03-15"]
    assert by_day(body["codes"]) == ["ttttttttt", "hhkoohhth", "hkmomutts"]
    # The chance of the own colour, Gamma(y + 1/2, n): below 0.8 for 2 of 5,000 (0.58), 6 of 12,000
    # (0.53), 29 of 20,000 (0.56), 4 of 10,000 (0.65), 8 of 5,000 (0.60) and 30 of 20,000 (0.51).
    assert by_day(body["marks"]) == [" " * 9, "  ddd    ", " dddd    "]


def test_counts_go_along_and_what_is_unknown_is_null_not_zero() -> None:
    assert [counts(row) for row in weekly()["cases"]] == [
        [None, 0, 0],
        [None, 0, 4],
        [None, 2, 8],
        [None, 6, 6],
        [None, 29, 30],
        [None, 0, None],
        [None, 0, -1],
        [None, 1, 2],
        [None, 0, None],
    ]


def test_the_archive_has_marks_and_no_counts() -> None:
    totals = [("2021-03-15", level, n) for level, n in (("merah", 1), ("kuning", 1), ("oranye", 0))]
    doubt = {"flags": "contradicted"}
    store = toy.archive([("2021-03-15", 1, "merah"), ("2021-03-15", 2, "kuning", doubt)], totals)
    zoned = zoning(toy.facts(archive=store), OFFICIAL)
    body = timeline.record(zoned, OFFICIAL, "kotak", "id", simulated=False)
    assert body["cases"] is None
    assert by_day(body["codes"]) == ["mkhhhhhhh"]
    assert by_day(body["marks"]) == [" ciiiiiii"]


def test_a_city_without_data_has_a_payload_too() -> None:
    body = weekly(table={})
    assert body["days"] == []
    assert body["codes"] == body["marks"] == [""] * 9
    assert body["empty"] == "t"


@pytest.mark.parametrize("lang", text.LANGUAGES)
def test_each_level_brings_its_word_and_look(lang: str) -> None:
    levels = weekly(lang)["levels"]
    assert list(levels) == [level.code for level in LEVELS]
    for level in LEVELS:
        sent = levels[level.code]
        assert sent["word"] == text.text(f"level.{level.key}", lang)
        assert (sent["letter"], sent["colour"]) == (level.letter, level.colour)
        assert (sent["ink"], sent["pattern"]) == (level.ink, level.pattern)


def test_borders_of_severe_zones_lie_on_top() -> None:
    order = weekly()["order"]
    assert sorted(order) == sorted(level.code for level in LEVELS)
    assert order[:3] == ["x", "m", "o"]
    assert order.index("h") < order.index("n")


def test_numbers_are_parted_as_in_the_language() -> None:
    indonesian, english = weekly("id")["words"], weekly("en")["words"]
    assert (indonesian["group"], indonesian["decimal"]) == (".", ",")
    assert (english["group"], english["decimal"]) == (",", ".")
    assert indonesian["cases"] == "{n} kasus dalam 7 hari"
    assert english["cases"] == "{n} cases in 7 days"
    assert set(indonesian) == set(english)
    assert set(indonesian["marks"]) == {"i", "c", "d"}


def test_simulated_is_written_on_the_map() -> None:
    for lang in text.LANGUAGES:
        assert "SIMULASI" in weekly(lang, simulated=True)["badge"]
        assert weekly(lang)["badge"] is None


def test_the_hash_follows_what_is_shown() -> None:
    plain = weekly()
    assert plain["hash"] == weekly()["hash"]
    changed = [
        weekly("en"),
        weekly(simulated=True),
        weekly(table={**toy.CASES, toy.LAST: (1, *toy.CASES[toy.LAST][1:])}),
    ]
    assert len({plain["hash"], *(body["hash"] for body in changed)}) == 4


def test_the_viewer_s_own_comes_last() -> None:
    sent = timeline.payload(
        weekly(), open_day=toy.MIDDLE, turn=3, zone=toy.zone_id(5), tiles="https://peta.test/{z}"
    )
    body = json.loads(sent)
    assert (body["open"], body["turn"], body["zone"]) == ("2021-03-08", 3, toy.zone_id(5))
    assert body["tiles"] == "https://peta.test/{z}"
    assert body["codes"] == weekly()["codes"]
    nothing = json.loads(timeline.payload(weekly(), open_day=None, turn=0, zone=None, tiles=None))
    assert nothing["open"] is nothing["zone"] is nothing["tiles"] is None


def test_a_link_s_zone_can_t_close_the_script() -> None:
    evil = "</script><img src=x onerror=alert(1)>"
    sent = timeline.payload(weekly(), open_day=None, turn=0, zone=evil, tiles=None)
    assert "<" not in sent and json.loads(sent)["zone"] == evil


def test_the_payload_rides_in_a_feature_group() -> None:
    sent = timeline.payload(weekly(), open_day=None, turn=0, zone=None, tiles=None)
    (child,) = timeline.feature_group(sent)._children.values()
    assert isinstance(child, timeline.Timeline) and child.payload == sent
    script = child._template.module.script(child, {})
    assert script == f"window.JagaZoneMap.update({sent});"


def test_what_ties_maps_together_comes_with_the_payload_alone() -> None:
    body = weekly()
    own: dict[str, Any] = {"open_day": None, "turn": 0, "zone": None, "tiles": None}
    alone = json.loads(timeline.payload(body, **own))
    assert alone["link"] is alone["label"] is None
    link = timeline.linked("kota-1f", "time", "view", offset_days=-12)
    sent = json.loads(timeline.payload(body, **own, link=link, label="Peta zona Kotak"))
    assert sent["link"] == {"group": "kota-1f", "what": ["time", "view"], "offset_days": -12}
    assert (sent["label"], sent["hash"]) == ("Peta zona Kotak", alone["hash"])
