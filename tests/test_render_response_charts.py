"""The action ledger and telesehat as charts: what is drawn is read out of the chart's own data."""

from __future__ import annotations

from typing import Any

import pytest

from geo import action_ledger
from geo.render import response_charts as charts
from geo.render import response_rows
from geo.response import Record, Telehealth
from geo.response_curve import curve
from geo.response_view import response_view
from geo.rules import registry
from geo.suppression import POLICIES
from geo.telehealth import weeks
from geo.text import LANGUAGES
from geo.views import city_view
from tests import toy
from tests.register_kit import entry, on

FIRST, LAST = on("2021-03-01"), on("2021-03-31")


def lines(*records: Record) -> tuple[action_ledger.Line, ...]:
    return action_ledger.lines(records)


def drawn(*records: Record, **more: Any) -> dict[str, Any]:
    return dict(charts.ledger(lines(*records), FIRST, LAST, "id", **more).to_dict())


def points(chart: dict[str, Any], shape: str) -> list[dict[str, Any]]:
    tables = chart["datasets"].values()
    return [row for table in tables for row in table if row.get("shape") == shape]


def test_bars_while_active_then_dashes_then_dots() -> None:
    chart = drawn(
        entry("disinfection", "2021-03-01", 3),  # lasts 7 days
        entry("swab", "2021-03-10", 1, "2021-03-10"),
        entry("post", "2021-02-20", 2, "2021-03-05"),
        entry("isolation", square=2, about="2020"),
    )
    bars = [(row["x"][:10], row["x2"][:10]) for row in points(chart, "active")]
    # From the first day shown; up to the end of the last day.
    assert sorted(bars) == [("2021-03-01", "2021-03-06"), ("2021-03-01", "2021-03-09")]
    (dashed,) = points(chart, "unconfirmed")
    assert (dashed["x"][:10], dashed["x2"][:10]) == ("2021-03-09", "2021-04-01")
    assert dashed["state"] == "belum dikonfirmasi lagi"
    (dot,) = points(chart, "single")
    assert dot["when"] == "10 Mar 2021"
    assert not chart["title"]


def test_an_invented_line_marks_the_picture() -> None:
    chart = drawn(entry("swab", "2021-03-10", 1, origin="simulated"))
    assert chart["title"] == "SIMULASI, bukan data resmi"
    assert points(chart, "active")[0]["what"].endswith("SIMULASI")
    assert drawn(entry("swab", "2021-03-10", 1), simulated=True)["title"].startswith("SIMULASI")


def test_lines_that_do_not_meet_share_a_lane() -> None:
    of = lines(
        entry("post", "2021-03-01", 1, "2021-03-05"),
        entry("post", "2021-03-05", 2, "2021-03-09"),
        entry("post", "2021-03-06", 3, "2021-03-08"),
    )
    (row,) = response_rows.rows(of, FIRST, LAST)
    assert [[line.zone_id[-1] for line in lane] for lane in row.lanes] == [["1", "3"], ["2"]]


def test_many_lines_become_a_height() -> None:
    of = lines(*(entry("kampung", "2021-03-01", k, "2021-03-10") for k in range(1, 9)))
    (row,) = response_rows.rows(of, FIRST, LAST)
    assert row.many
    assert row.most == 8
    assert row.label("id") == "Kampung Siaga / Kampung Tangguh · hingga 8"
    (mark,) = row.marks(0, "id")
    assert (mark["shape"], mark["y"], mark["y2"]) == ("active_many", 0, row.height)
    few = response_rows.rows(of[:7], FIRST, LAST)[0]
    assert not few.many


def test_what_lies_outside_is_not_drawn() -> None:
    of = lines(entry("post", "2021-04-01", 1), entry("swab", "2021-02-01", 1, "2021-02-28"))
    assert response_rows.rows(of, FIRST, LAST) == ()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_alternative_counts_kinds(lang: str) -> None:
    of = lines(entry("post", "2021-03-01", 1), entry("post", "2021-03-01", 2))
    said = charts.ledger_alt(of, FIRST, LAST, lang)
    assert said.endswith(": 2")
    assert "2021" in said


def test_the_curve_stands_above_on_the_same_axis() -> None:
    known = tuple((on(f"2021-03-{k:02d}"), float(k)) for k in (1, 2, 3))
    course = (*known, (on("2021-03-04"), None), (on("2021-03-05"), 1.5), (on("2021-04-05"), 99.0))
    chart = drawn(entry("post", "2021-03-01", 1), curve=course)
    rows = [row for table in chart["datasets"].values() for row in table if "run" in row]
    assert [(row["x"][:10], row["run"]) for row in rows] == [
        ("2021-03-01", 0),
        ("2021-03-02", 0),
        ("2021-03-03", 0),
        ("2021-03-05", 1),
    ]
    heights = [row["y2"] - row["y"] for row in rows]
    assert heights[0] * 3 == pytest.approx(heights[2])
    axes = [layer["encoding"]["y"].get("axis") for layer in chart["layer"]]
    (own,) = filter(None, axes)
    assert "hingga 3,0" in own["labelExpr"]


def test_who_may_see_the_curve() -> None:
    def course(policy: str, zone: str = "", **changes: Any) -> Any:
        of = toy.facts(DAILY, "new", policy=POLICIES[policy], **changes)
        rule = registry()["insidensi7"]
        return curve(response_view(city_view(of, rule, on("2021-03-08")), None), zone)

    # One case a day in each of nine squares.
    assert course("official")[-2:] == ((on("2021-03-07"), 9.0), (on("2021-03-08"), 9.0))
    assert course("official")[0] == (on("2021-03-01"), None)
    assert course("official", toy.zone_id(1))[-1] == (on("2021-03-08"), 1.0)
    assert course("public") == course("public", toy.zone_id(1)) == ()


def test_invented_cases_have_no_curve_beside_reported_colours() -> None:
    of = toy.facts(DAILY, "new", simulated=True, archive=toy.archive([("2021-03-08", 1, "merah")]))
    view = response_view(city_view(of, registry()["resmi"], on("2021-03-08")), None)
    assert curve(view) == ()


def test_weeks_nobody_reported_on_leave_a_gap() -> None:
    records = [
        Telehealth(puskesmas="Lama", date=on(day), consultations=n, visits=100 - n)
        for day, n in (("2021-03-01", 10), ("2021-03-08", 20), ("2021-03-22", 30))
    ]
    chart = charts.shares(weeks(records), "id").to_dict()
    (table,) = chart["datasets"].values()
    assert [row["run"] for row in table] == [0, 0, 1]
    assert [row["share"] for row in table] == [0.1, 0.2, 0.3]
    scales = [layer["encoding"]["y"]["scale"]["domainMin"] for layer in chart["layer"]]
    assert scales == [0, 0]


DAILY = {on(f"2021-03-{k:02d}"): (1,) * 9 for k in range(1, 9)}
