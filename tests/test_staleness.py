"""A colour never outlives N days after its zone's newest report: the border from both sides, in the
level, the view, the map's payload and the CSV."""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from geo import exports
from geo.cities import read_cities
from geo.errors import ConfigError
from geo.facts import Facts
from geo.panel import build
from geo.render import timeline
from geo.rules import Rule, load, registry
from geo.staleness import ages, limit
from geo.suppression import PUBLIC
from geo.views import city_view
from geo.zoning import statuses_on, with_day, zoning
from tests import toy
from tests.packed_kit import by_day

RULES = registry()
WEEKLY = RULES["insidensi7"]
DAY = dt.timedelta(days=1)
SUNDAY = dt.date(2021, 3, 14)


def weekly(others: int = 0) -> Facts:
    """Square 1 (20,000 people) reports 8 cases of the week to Sunday 14 March, 40 per 100,000:
    kuning. Square 2 reports a week without cases on Sunday and, if asked, single days after it."""
    rows = [(toy.zone_id(1), SUNDAY, 8, 7), (toy.zone_id(2), SUNDAY, 0, 7)]
    rows += [(toy.zone_id(2), SUNDAY + (i + 1) * DAY, 0, 1) for i in range(others)]
    table = pd.DataFrame(rows, columns=["zone_id", "date", "value", "days"])
    table = table.assign(indicator="positif", measure="new", flag="")
    table["date"] = pd.to_datetime(table["date"]).astype("datetime64[ns]")
    types = {"value": "Int64", "days": "Int64"}
    return toy.facts({}, observations=table.astype(types))


def level(facts: Facts, day: dt.date, rule: Rule = WEEKLY) -> str:
    return str(statuses_on(facts, rule, day)["level"][0])


def test_a_weekly_number_stands_until_the_next_is_due_and_not_a_day_longer() -> None:
    facts = weekly()
    assert facts.period == 7 and limit(facts, WEEKLY) == 7
    found = [level(facts, SUNDAY + i * DAY) for i in (0, 1, 6, 7, 8, 9, 400)]
    assert found == ["kuning"] * 4 + ["usang"] * 3


@pytest.mark.parametrize(("days", "expected"), [(6, "kuning"), (7, "kuning"), (8, "usang")])
def test_view_payload_and_csv_agree_at_the_border(days: int, expected: str) -> None:
    facts, day = weekly(), SUNDAY + days * DAY
    view = city_view(facts, WEEKLY, day)
    zone = view.zone(toy.zone_id(1))
    assert zone.level == expected
    assert zone.cases == (8 if expected == "kuning" else None)
    kept = {"kuning": "reason.bands.within", "usang": "reason.bands.stale"}
    assert zone.reason.key.startswith(kept[expected])
    zoned = with_day(zoning(facts, WEEKLY), facts, WEEKLY, day)
    made = timeline.record(zoned, WEEKLY, "kotak", "id", simulated=False, beyond=True)
    assert made["days"] == ["2021-03-14", day.isoformat()]
    assert by_day(made["codes"])[1][0] == {"kuning": "k", "usang": "u"}[expected]
    assert made["beyond"] == "belum ada laporan"
    first = next(csv.DictReader(io.StringIO(exports.csv_text(exports.rows(view, "id")))))
    assert first["level"] == {"kuning": "kuning", "usang": "tanpa_data"}[expected]
    assert first["cases"] == ("8" if expected == "kuning" else "")
    assert ("14 Maret 2021" in first["reason"]) == (expected == "usang")


def test_days_that_another_zone_reports_are_on_the_time_bar_and_stale_for_the_first() -> None:
    # Square 2 reports every day, so that these numbers are of a day: nothing is carried on.
    facts = weekly(others=9)
    assert facts.period == 1
    zoned = zoning(facts, WEEKLY)
    assert zoned.days == tuple(SUNDAY + i * DAY for i in range(10))
    assert "".join(zoned.codes[0]) == "k" + "u" * 9
    assert "".join(zoned.codes[1]) == "h" * 1 + "u" * 6 + "h" * 3


def test_a_closed_week_of_the_public_stands_no_longer_than_its_limit() -> None:
    # Every day of the week to Sunday 14 March: 10 cases in square 1, 50 per 100,000 a week, oranye.
    # The public sees that week until Saturday. With N = 3 Wednesday is the last day of it.
    daily = {SUNDAY - (6 - i) * DAY: (10 if i == 2 else 0,) for i in range(7)}
    facts = toy.facts(daily, "new", policy=PUBLIC)
    for n, last in ((3, 3), (6, 6), (7, 6)):
        rule = replace(WEEKLY, stale_days=n)
        found = [level(facts, SUNDAY + i * DAY, rule) for i in range(9)]
        assert found == ["oranye"] * (last + 1) + ["usang"] * (8 - last)


def test_a_city_s_own_limit_stands_before_the_rule_s_and_the_period_before_both() -> None:
    daily = toy.facts()
    assert limit(daily, WEEKLY) == 7
    assert limit(replace(daily, city=replace(toy.CITY, stale_days=3)), WEEKLY) == 3
    assert limit(replace(daily, city=replace(toy.CITY, stale_days=0)), WEEKLY) == 0
    assert limit(replace(weekly(), city=replace(toy.CITY, stale_days=3)), WEEKLY) == 7
    assert limit(daily, RULES["dbd-strata"]) == 366
    assert limit(daily, RULES["resmi"]) == limit(daily, RULES["ppkm-rt"]) == 0
    assert RULES["resmi"].stale_days == 0


def test_without_a_limit_a_public_week_stands_till_it_ends() -> None:
    daily = {SUNDAY - (6 - i) * DAY: (10 if i == 2 else 0,) for i in range(7)}
    facts = toy.facts(daily, "new", policy=PUBLIC, city=replace(toy.CITY, stale_days=0))
    assert level(facts, SUNDAY + 6 * DAY) == "oranye"
    assert level(facts, SUNDAY + 7 * DAY) == "usang"


def test_a_stratum_of_three_years_turns_stale_a_year_after_the_newest_report() -> None:
    # Cases on one day of 2018, 2019 and 2020 each: endemis, and 2021 looks at no other years.
    days = [dt.date(2018, 6, 1), dt.date(2019, 6, 1), dt.date(2020, 12, 30)]
    facts = toy.facts(dict.fromkeys(days, (1,)), "new")
    strata, last = RULES["dbd-strata"], days[-1]
    assert level(facts, dt.date(2021, 6, 1), strata) == "merah"
    assert level(facts, last + 366 * DAY, strata) == "merah"
    assert last + 366 * DAY == dt.date(2021, 12, 31)
    short = replace(strata, stale_days=30)
    borders = [level(facts, last + i * DAY, short) for i in (29, 30, 31)]
    assert borders == ["merah", "merah", "usang"]


def test_ages_are_days_since_the_newest_report() -> None:
    panel = build(toy.observations(), toy.IDS, "positif")
    days = [toy.FIRST - DAY, toy.FIRST, toy.FIRST + 3 * DAY, toy.LAST, toy.LAST + 9 * DAY]
    found = ages(panel, days)
    inf = float("inf")
    np.testing.assert_array_equal(found[0], [inf, 0, 3, 0, 9])
    np.testing.assert_array_equal(found[5], [inf, 0, 3, 7, 16])  # not reported on the last day
    np.testing.assert_array_equal(found[8], [inf, 0, 3, 0, 9])  # a hidden number is a report
    assert ages(build(toy.observations({}), toy.IDS, "positif"), days).min() == inf


def test_with_day_adds_only_days_behind_the_record() -> None:
    facts = toy.facts()
    zoned = zoning(facts, WEEKLY)
    assert with_day(zoned, facts, WEEKLY, toy.LAST) is zoned
    assert with_day(zoned, facts, WEEKLY, toy.MIDDLE + DAY) is zoned
    longer = with_day(zoned, facts, WEEKLY, toy.LAST + DAY)
    assert "".join(longer.codes[:, -1]) == "u" * 9
    assert longer.days[:-1] == zoned.days and np.isnan(longer.cases[:, -1]).all()


def test_data_of_cities_and_rules_may_name_it(tmp_path: Path) -> None:
    cities = tmp_path / "cities.toml"
    written = (Path("data") / "cities.toml").read_text(encoding="utf-8")
    cities.write_text(written.replace("[semarang]", "[semarang]\nstale_days = 4"), encoding="utf-8")
    assert read_cities(cities)["semarang"].stale_days == 4
    rules = tmp_path / "rules.toml"
    written = (Path("data") / "rules.toml").read_text(encoding="utf-8")
    rules.write_text(written.replace("stale_days = 31", "stale_days = -1"), encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load(rules)
    assert [fault.key for fault in caught.value.problems] == ["rule_negative"]
