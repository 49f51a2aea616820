"""The epidemic curve's specification: its data, its words, and the mark of a simulation."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from geo import text
from geo.render.charts import epidemic_curve
from geo.rules import registry
from geo.views import city_view, zone_view
from tests import toy

WEEKLY = registry()["insidensi7"]
DAY = dt.timedelta(days=1)
# Eight days; the fifth was not reported, so that no seven days are whole. In WHOLE all are there:
# the mean of 1, 2, 3, 4, 5, 6, 7 is 4; that of 2, 3, 4, 5, 6, 7, -6 is 3.
GAP = (1, 2, 3, 4, toy.NONE, 6, 7, -6)
WHOLE = (1, 2, 3, 4, 5, 6, 7, -6)


def spec(cells: tuple, lang: str = "id", simulated: bool = False) -> dict[str, Any]:
    table = {toy.FIRST + i * DAY: (cell,) for i, cell in enumerate(cells)}
    facts = toy.facts(table, "new", simulated=simulated)
    city = city_view(facts, WEEKLY, toy.MIDDLE)
    return epidemic_curve(zone_view(city, toy.zone_id(1)), lang).to_dict()


def rows(made: dict[str, Any], what: str) -> list[tuple[str, float]]:
    """(day, persons) of a series, from the data that the chart carries."""
    every = [row for table in made["datasets"].values() for row in table]
    return [(row["day"][:10], row["persons"]) for row in every if row.get("what") == what]


def test_new_cases_and_their_mean() -> None:
    made = spec(WHOLE)
    assert rows(made, "kasus baru") == [
        ("2021-03-01", 1),
        ("2021-03-02", 2),
        ("2021-03-03", 3),
        ("2021-03-04", 4),
        ("2021-03-05", 5),
        ("2021-03-06", 6),
        ("2021-03-07", 7),
        ("2021-03-08", -6),
    ]
    assert rows(made, "rata-rata 7 hari") == [("2021-03-07", 4), ("2021-03-08", 3)]


def test_a_day_without_report_is_a_gap_not_a_zero() -> None:
    made = spec(GAP)
    days = [day for day, _ in rows(made, "kasus baru")]
    assert len(days) == 7 and "2021-03-05" not in days
    assert rows(made, "rata-rata 7 hari") == []


def test_the_day_shown_is_a_rule_of_its_own() -> None:
    made = spec(WHOLE)
    alone = [table for table in made["datasets"].values() if len(table) == 1]
    assert [row["day"][:10] for (row,) in alone] == ["2021-03-08"]
    marks = [layer["mark"] for layer in made["layer"]]
    assert [mark["type"] for mark in marks] == ["bar", "line", "rule"]


@pytest.mark.parametrize(
    ("lang", "names"),
    [("id", ["kasus baru", "rata-rata 7 hari"]), ("en", ["new cases", "7-day mean"])],
)
def test_words_of_the_legend(lang: str, names: list[str]) -> None:
    made = spec(WHOLE, lang)
    assert made["layer"][0]["encoding"]["color"]["scale"]["domain"] == names
    assert len(rows(made, names[0])) == 8
    filters = [layer["transform"][0]["filter"] for layer in made["layer"][:2]]
    assert [name in rule for name, rule in zip(names, filters, strict=True)] == [True, True]


@pytest.mark.parametrize("lang", text.LANGUAGES)
def test_a_simulated_curve_says_so_in_its_title(lang: str) -> None:
    assert spec(WHOLE, lang, simulated=True)["title"] == text.text("simulated.banner", lang)
    assert "SIMULASI" in spec(WHOLE, lang, simulated=True)["title"]
    assert not spec(WHOLE, lang)["title"]
