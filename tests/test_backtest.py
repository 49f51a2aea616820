"""The back-test: its scores against tables counted by hand, no look ahead, what was planted found.

The planted city has 20 streets of 12 zones in a row. Outbreaks run along a street from west to
east, each street at times of its own, so that only the zone next door tells what comes.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Callable
from functools import cache
from html import escape
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from geo import __main__ as command_line
from geo import backtest, scores, skill
from geo.cities import read_cities, read_diseases
from geo.commands import backtest as command
from geo.errors import ConfigError, InputError
from geo.facts import Facts
from geo.pressure import NEVER, Trigger
from geo.rate_arrays import Numbers
from geo.render import method
from geo.render import skill as said
from geo.scores import Tally
from geo.skill import Skill
from tests import toy

STREETS, HOUSES, DAYS = 20, 12, 120
ZONES = STREETS * HOUSES
PEOPLE = 50_000
FIRST = dt.date(2021, 12, 15)
IDS = tuple(
    f"99.01.{street + 1:02}.1{house:03}" for street in range(STREETS) for house in range(HOUSES)
)

CITIES = """
[jakarta]
name = "DKI Jakarta"
regency_code = "31"
utm = "EPSG:32748"
boundaries = "{shapes}"
code_field = "KODE_DESA"
name_field = "DESA_KELUR"
district_field = "KECAMATAN"
population_field = "JUMLAH_PEN"
population_year = 2019
zones_total = 267
"""
SHAPES = "jakarta_boundaries/BATAS_DESA_DESEMBER_2019_DUKCAPIL_DKI_JAKARTA.shp"


def city(new: Numbers) -> Facts:
    """A city of streets out of new cases, zones x days."""
    days = [pd.Timestamp(FIRST) + pd.Timedelta(days=i) for i in range(new.shape[1])]
    rows = pd.DataFrame(
        {
            "zone_id": np.repeat(IDS, len(days)),
            "date": pd.DatetimeIndex(days * ZONES).astype("datetime64[ns]"),
            "indicator": "positif",
            "measure": "new",
            "value": pd.array(new.ravel().astype(int), dtype="Int64"),
            "flag": "",
        }
    )
    near = {
        one: tuple(IDS[i + step] for step in (-1, 1) if 0 <= i % HOUSES + step < HOUSES)
        for i, one in enumerate(IDS)
    }
    zones = pd.DataFrame({"zone_id": IDS, "name": IDS, "district": "Satu", "city": "Kota"})
    people = pd.DataFrame({"zone_id": IDS, "population": PEOPLE, "year": 2020})
    return Facts(
        city=toy.CITY,
        disease=toy.DISEASE,
        zones=zones.assign(area_km2=1.0),
        population=people.astype({"population": "Int64", "year": "Int64"}),
        observations=rows,
        neighbours=near,
    )


def outbreaks(starts: Numbers, rng: np.random.Generator) -> Numbers:
    """New cases: in each zone a few a day, and 10 days of many after each of its ``starts``."""
    days = np.arange(DAYS)
    since = days[None, :, None] - starts[:, None, :]
    wave = np.where((since >= 0) & (since < 10), np.sin(np.pi * (since + 0.5) / 10), 0.0)
    return rng.poisson(0.5 + 40 * wave.sum(axis=2)).astype(float)


@cache
def planted(lead: int, seed: int = 1) -> Facts:
    """Outbreaks that reach the next zone ``lead`` days later."""
    rng = np.random.default_rng(seed)
    begin = np.cumsum(rng.integers(35, 60, size=(STREETS, 8)), axis=1) - 150.0
    walk = np.arange(HOUSES) * float(lead)
    starts = (begin[:, None, :] + walk[None, :, None]).reshape(ZONES, -1)
    return city(outbreaks(starts, rng))


@cache
def alone(seed: int) -> Facts:
    """The same outbreaks, but in each zone at times of its own."""
    rng = np.random.default_rng(seed)
    starts = np.cumsum(rng.integers(35, 60, size=(ZONES, 8)), axis=1) - 150.0
    return city(outbreaks(starts, rng))


@cache
def noise(seed: int) -> Facts:
    """Every day the same chance everywhere: only luck makes a zone rise."""
    rng = np.random.default_rng(seed)
    return city(rng.poisson(4.0, size=(ZONES, DAYS)).astype(float))


@cache
def tried(make: Callable[[int], Facts], seed: int) -> Skill:
    return skill.measure(make(seed))


def test_four_counts_and_their_shares() -> None:
    """Ten cases counted by hand: warned of 3 of 4 events, and 2 warnings for nothing."""
    warned = [1, 1, 1, 0, 1, 1, 0, 0, 0, 0]
    came = [1, 1, 1, 1, 0, 0, 0, 0, 0, 0]
    counts = scores.tally(warned, came)
    assert counts == Tally(hits=3, missed=1, false_alarms=2, quiet=4)
    assert (counts.events, counts.warnings) == (4, 5)
    assert (counts.hit_rate, counts.precision) == (0.75, 0.6)
    assert counts.false_share == pytest.approx(1 / 3)
    assert scores.split(counts) == scores.Split(after=0.6, without=0.2)
    nothing = scores.tally([0, 0], [0, 0])
    assert (nothing.hit_rate, nothing.precision, nothing.false_share) == (None, None, 0.0)
    assert scores.split(Tally(0, 1, 0, 3)) == scores.Split(after=0.25, without=0.25)


def test_the_brier_score_by_hand() -> None:
    """0.6 and 0.2 on the cases above: 3 × 0.16 + 0.64 + 2 × 0.36 + 4 × 0.04 = 2.00 of 10."""
    counts = Tally(3, 1, 2, 4)
    chance = [0.6, 0.6, 0.6, 0.2, 0.6, 0.6, 0.2, 0.2, 0.2, 0.2]
    came = [1, 1, 1, 1, 0, 0, 0, 0, 0, 0]
    assert scores.loss(chance, came).mean() == pytest.approx(0.2)
    assert backtest._brier(counts) == pytest.approx(0.2)


def test_a_difference_by_weeks_by_hand() -> None:
    """Weeks of 2 and 2 cases with sums 0 and 0.6: D = 0.15, both off by 0.3, the standard error
    √(2 × 0.18) / 4 = 0.15, Student's 12.7062 with one degree."""
    found = scores.gain([0.0, 0.0, 0.3, 0.3], [0.0] * 4, [1, 1, 8, 8])
    assert (found.mean, found.blocks) == (pytest.approx(0.15), 2)
    assert found.low == pytest.approx(0.15 - 0.15 * 12.70620)
    assert found.high == pytest.approx(0.15 + 0.15 * 12.70620)
    single = scores.gain([0.2], [0.1], [1])
    assert single.blocks == 1
    assert np.isnan(single.low) and np.isnan(single.high)


def test_an_interval_is_not_narrower_for_cases_of_the_same_week() -> None:
    few = scores.gain([0.1, 0.3, 0.2], [0.0] * 3, [1, 2, 3])
    many = scores.gain(np.repeat([0.1, 0.3, 0.2], 100), np.zeros(300), np.repeat([1, 2, 3], 100))
    assert (many.low, many.high) == (pytest.approx(few.low), pytest.approx(few.high))


@pytest.mark.parametrize(
    ("own", "ahead", "event"),
    [(30, 50, True), (30, 49.9, False), (40, 59.9, False), (40, 60, True), (0, 50, True)],
)
def test_the_event(own: float, ahead: float, event: bool) -> None:
    assert backtest.happened(np.array([own]), np.array([ahead])).tolist() == [event]


def test_what_is_around_and_what_was_masked() -> None:
    """Half of the zones fall on day 60: no window that holds it is known, the one after is."""
    new = np.full((ZONES, DAYS), 5.0)
    new[: ZONES // 2, 60] = -1.0
    new[0, 30] = -1.0  # one zone alone is no bulk revision
    of = backtest.series(city(new))
    assert of.masked == (FIRST + dt.timedelta(days=60),)
    assert np.isnan(of.own[:, 60:67]).all() and np.isnan(of.near[:, 60:67]).all()
    assert np.isnan(of.city[:, 60:67]).all()
    weekly = 35 / PEOPLE * 100_000
    for values in (of.own, of.near, of.city):
        assert values[5, 59] == values[5, 67] == pytest.approx(weekly)
    assert of.own[0, 30] == pytest.approx(29 / PEOPLE * 100_000)


def test_nothing_is_judged_where_the_revision_is_in_it() -> None:
    new = np.random.default_rng(3).poisson(4.0, size=(ZONES, DAYS)).astype(float)
    new[:, 60] = -1.0
    judged = backtest.judge(backtest.series(city(new)))
    days = set(judged.columns.astype(int).tolist())
    assert not days & set(range(60 - backtest.HORIZON, 67 + 7))
    assert 52 in days and any(day > 80 for day in days)


def test_a_choice_knows_nothing_of_later_days() -> None:
    """Whatever comes after an origin, all chosen up to it stays; and the choice does look at it."""
    of = backtest.series(planted(7))
    whole = backtest.judge(of)
    origins = [one.origin for one in whole.choices["pressure"]]
    cut = origins[4]
    rng = np.random.default_rng(9)

    def spoiled(values: Numbers) -> Numbers:
        changed = values.copy()
        changed[:, cut + 1 :] = rng.permutation(changed[:, cut + 1 :].ravel()).reshape(
            len(changed), -1
        )
        return changed

    other = backtest.judge(
        dataclasses.replace(of, own=spoiled(of.own), near=spoiled(of.near), city=spoiled(of.city))
    )
    for rule in backtest.RULES:
        assert whole.choices[rule][:5] == other.choices[rule][:5]
    assert whole.choices["pressure"][5:] != other.choices["pressure"][5:]
    assert not np.array_equal(whole.happened, other.happened)


def test_every_judged_day_comes_with_its_origin_or_up_to_six_days_after() -> None:
    judged = backtest.judge(backtest.series(planted(7)))
    after = judged.columns - judged.blocks
    assert (after.min(), after.max()) == (0, 6)
    first = judged.choices["pressure"][0]
    # windows from day 6, the growth of a week: day 13; 14 days; outcomes 7 days later
    assert (first.origin, first.trigger.lag) == (13 + 13 + 7, 0)


@pytest.mark.parametrize(("lead", "lag"), [(7, 0), (11, 4)])
def test_what_was_planted_is_found(lead: int, lag: int) -> None:
    """Outbreaks that arrive ``lead`` days later are foretold 7 days ahead by the neighbours of
    ``lead`` - 7 days ago."""
    made = tried(planted, lead)
    assert abs(made.whole.lag - lag) <= 1
    assert made.beats_naive
    counts = made.score("pressure").counts
    assert counts.hit_rate is not None and counts.hit_rate > 0.6
    assert counts.precision is not None and counts.precision > 2 * made.events / made.pairs
    assert made.score("own_trend").beaten
    assert skill.show_forecast(made, "covid19")
    assert not skill.show_forecast(made, "dbd")


@pytest.mark.parametrize("made", [alone, noise])
@pytest.mark.parametrize("seed", [1, 2])
def test_what_was_not_planted_is_not_found(made: Callable[[int], Facts], seed: int) -> None:
    """Zones that have nothing to do with each other: no warning from next door."""
    found = tried(made, seed)
    assert found.events > 100
    assert not found.beats_naive
    assert not skill.show_forecast(found, "covid19")


def test_a_rule_that_never_warns_is_the_share_of_all() -> None:
    """ "The same number as last week" is never a rise: no hits, no false alarms."""
    judged = backtest.judge(backtest.series(alone(1)))
    assert not judged.warned["same_number"].any()
    assert {one.trigger for one in judged.choices["same_number"]} == {NEVER}
    again = {one.trigger for one in judged.choices["same_event"]}
    assert again == {Trigger(0, 0.0, 1.5, 50.0)}
    assert {one.trigger.lag for one in judged.choices["own_trend"]} == {0}


def test_what_can_not_be_tried_is_said() -> None:
    short = noise(1).observations
    early = short[short["date"] < "2022-01-10"]
    with pytest.raises(InputError) as caught:
        skill.measure(dataclasses.replace(noise(1), observations=early))
    assert [p.key for p in caught.value.problems] == ["backtest_short"]
    nobody = noise(1).population.assign(population=pd.array([pd.NA] * ZONES, dtype="Int64"))
    with pytest.raises(InputError) as caught:
        skill.measure(
            dataclasses.replace(
                noise(1), neighbours={}, population=nobody, observations=short.head(0)
            )
        )
    keys = [p.key for p in caught.value.problems]
    assert keys == ["backtest_daily", "backtest_people", "backtest_outlines"]


def test_the_record_reads_back(tmp_path: Path) -> None:
    made = tried(planted, 7)
    file = tmp_path / "backtest.toml"
    content = skill.to_toml(made, dt.date(2022, 5, 1))
    file.write_text(content, encoding="utf-8")
    assert skill.read(file) == made
    assert skill.read(tmp_path / "none.toml") is None
    for broken in (
        content.replace("beats_naive = true", "beats_naive = false"),
        content.replace("pairs = ", "paris = "),
        content.replace('rule = "city"', 'rule = "town"'),
    ):
        file.write_text(broken, encoding="utf-8")
        with pytest.raises(ConfigError):
            skill.read(file)


@pytest.mark.parametrize("lang", ["id", "en"])
def test_what_is_said_follows_from_the_record(lang: str) -> None:
    good, bad = tried(planted, 7), tried(noise, 1)
    few = dataclasses.replace(good, events=29)
    verdicts = [said.verdict(one, lang)[1] for one in (good, bad, few)]
    assert len(set(verdicts)) == 3
    assert not few.beats_naive and not skill.show_forecast(few, "covid19")
    page = said.section(bad, lang)
    assert page.count("<tr>") == 1 + len(backtest.RULES)
    assert "{" not in page
    for row in said.rows(bad, lang):
        assert all(escape(cell) in page for cell in row)
        assert f"| {' | '.join(row)} |" in said.lines(bad, lang)
    assert said.section(None, lang).count("<p>") == 1


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_page_on_methods_prints_what_is_kept(lang: str) -> None:
    kept = skill.read()
    assert kept is not None
    page = method.items(lang)
    assert not re.search(r"[^\d\w.]-\d", re.sub("<[^>]*>", " ", page))  # a minus, no hyphen
    for sentence in (*said.grounds(kept, lang), *said.verdict(kept, lang), *said.heads(lang)):
        assert escape(sentence) in page
    assert page.count('id="backtest"') == 1


def test_a_command_that_can_not_be_run_says_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = ["backtest", str(tmp_path), "--city", "atlantis", "--disease", "flu", "--lang", "en"]
    assert command_line.main(wrong) == 2
    told = capsys.readouterr().err
    assert "atlantis" in told and "flu" in told
    empty = ["backtest", str(tmp_path), "--city", "semarang", "--disease", "covid19"]
    assert command_line.main(empty) == 2


@pytest.mark.files
def test_the_committed_numbers_are_those_of_the_real_series(
    testing_files: Path, tmp_path: Path
) -> None:
    cities = tmp_path / "cities.toml"
    shapes = (testing_files / SHAPES).resolve()
    cities.write_text(CITIES.format(shapes=shapes.as_posix()), encoding="utf-8")
    jakarta, covid = read_cities(cities)["jakarta"], read_diseases()["covid19"]
    facts = command.gather([testing_files / "jakarta_daily"], jakarta, covid)
    kept = skill.read()
    assert kept is not None
    assert kept == skill.measure(facts)
    assert (kept.first, kept.last, kept.zones) == (FIRST, dt.date(2022, 4, 13), 267)
    assert kept.masked == (dt.date(2022, 2, 27),)
