"""Which rules a city's menu has for a reader, and the reason why each other one is refused."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from geo import rule_choice, text
from geo.cities import Disease, read_cities
from geo.rt import RtHouses
from geo.rules import registry
from geo.suppression import PUBLIC
from tests import toy

RULES = registry()
DBD = Disease("dbd", "positif")
HOUSES = RtHouses(("001",), np.array([0]), (dt.date(2021, 4, 6),), np.array([[3.0]]))
BANJARMASIN = read_cities()["banjarmasin"]


@pytest.mark.parametrize(
    ("key", "changes", "reason"),
    [
        ("kmk4805", {}, "rule_not_for_zones_city_level"),
        ("satgas-skor", {}, "rule_not_for_zones_imported_score"),
        ("ecdc-v1", {}, "rule_not_for_zones_boxes"),
        ("ecdc-v2", {}, "rule_not_for_zones_boxes"),
        ("bjm-2020-04", {}, "rule_other_city"),
        ("bjm-2020-04", {"city": BANJARMASIN}, None),
        ("bjm-2020-07", {"city": BANJARMASIN, "policy": PUBLIC}, "rule_not_public"),
        ("bjm-2021-04", {"city": BANJARMASIN}, "rule_needs_rt"),
        ("bjm-2021-04", {"city": BANJARMASIN, "rt": HOUSES}, None),
        ("dbd-strata", {}, "rule_other_disease"),
        ("dbd-strata", {"disease": DBD}, None),
        ("harvard", {"disease": DBD}, "rule_other_disease"),
        ("ppkm-rt", {}, "rule_needs_rt"),
        ("ppkm-rt", {"rt": HOUSES}, None),
        ("ppkm-rt", {"simulated": True}, None),
        ("ppkm-rt", {"rt": HOUSES, "policy": PUBLIC}, "rule_not_public"),
        ("insidensi7", {"policy": PUBLIC}, None),
        ("insidensi14", {"policy": PUBLIC}, "rule_not_public"),
        ("dbd-klb", {"disease": DBD, "policy": PUBLIC}, "rule_not_public"),
        ("resmi", {"policy": PUBLIC}, None),
    ],
)
def test_the_reason_of_a_refusal(key: str, changes: dict[str, Any], reason: str | None) -> None:
    fault = rule_choice.refusal(RULES[key], toy.facts(**changes))
    assert (fault.key if fault else None) == reason
    for lang in text.LANGUAGES if fault else ():
        said = text.problem(fault, lang)  # type: ignore[arg-type]
        assert "{" not in said and len(said) > 40
    assert (key in rule_choice.offered(RULES, toy.facts(**changes))) == (reason is None)


def test_the_reason_against_a_city_level_is_one_death() -> None:
    fault = rule_choice.refusal(RULES["kmk4805"], toy.facts())
    assert fault is not None
    assert "satu kematian" in text.problem(fault, "id")
    assert "one death" in text.problem(fault, "en")


def test_a_menu_stands_in_the_order_of_the_registry() -> None:
    offered = list(rule_choice.offered(RULES, toy.facts(simulated=True)))
    assert offered == [key for key in RULES if key in offered]
    assert offered[0] == "resmi"


def test_the_public_is_offered_no_window_but_one_of_seven_days() -> None:
    for disease in (toy.DISEASE, DBD):
        facts = replace(toy.facts(simulated=True, disease=disease), policy=PUBLIC)
        for rule in rule_choice.offered(RULES, facts).values():
            assert rule.kind == "archive" or (rule.by_incidence and rule.window_days == 7)
