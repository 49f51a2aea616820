"""What is to be acted on: every reason by hand, from both sides of its bound."""

from __future__ import annotations

from typing import Any

import pytest

from geo import gaps
from geo.gaps import Gap
from geo.levels import LEVELS
from geo.response import Record
from tests import toy
from tests.register_kit import (
    catchment,
    check,
    entry,
    on,
    puskesmas,
    register,
    report,
    session,
    task,
)

DAY = "2021-03-15"
RED = {toy.zone_id(1): "merah"}


def of_zones(
    *records: Record, levels: dict[str, str] = RED, rising: tuple[int, ...] = (), **more: Any
) -> tuple[Gap, ...]:
    zones = [toy.zone_id(k) for k in rising]
    day = on(more.get("day", DAY))
    return gaps.of_zones(register(*records), "covid19", day, levels, zones)


# --- Kelurahan ----------------------------------------------------------------------------------


@pytest.mark.parametrize("level", LEVELS, ids=lambda level: level.key)
def test_red_and_black_ask_for_a_response(level: Any) -> None:
    found = of_zones(levels={toy.zone_id(1): level.key})
    asks = level.key in ("merah", "hitam")
    assert found == ((Gap("severe", toy.zone_id(1), level=level.key),) if asks else ())


def test_a_zone_that_rises_asks_too() -> None:
    levels = {toy.zone_id(1): "kuning", toy.zone_id(2): "kuning"}
    assert of_zones(levels=levels, rising=(2,)) == (Gap("rising", toy.zone_id(2), level="kuning"),)


def test_the_most_severe_come_first_and_then_by_code() -> None:
    levels = {
        toy.zone_id(k): level for k, level in enumerate(("hijau", "merah", "hitam", "merah"), 1)
    }
    found = of_zones(levels=levels, rising=(1,))
    assert [(gap.reason, gap.zone_id[-1]) for gap in found] == [
        ("severe", "3"),
        ("severe", "2"),
        ("severe", "4"),
        ("rising", "1"),
    ]


def test_an_active_response_closes_the_gap() -> None:
    # Residents' closure: 14 days, so the last active day of one of 1 March is 15 March.
    assert of_zones(entry("lockdown", "2021-03-01")) == ()
    (found,) = of_zones(entry("lockdown", "2021-03-01"), day="2021-03-16")
    unconfirmed = Gap("unconfirmed", toy.zone_id(1), days=15, level="merah", kinds=("lockdown",))
    assert found == unconfirmed


def test_one_active_response_is_enough() -> None:
    assert of_zones(entry("lockdown", "2021-01-01"), entry("kampung", "2021-03-01")) == ()


@pytest.mark.parametrize(
    "record",
    [
        entry("lockdown", about="2020"),
        entry("lockdown", "2021-03-16"),
        entry("lockdown", "2021-03-10", 2),
        entry("lockdown", "2021-03-10", 0),
        entry("psn", "2021-03-15"),
        entry("lockdown", "2021-03-10", waiting=True),
    ],
    ids=["undated", "planned", "elsewhere", "whole city", "other disease", "waiting"],
)
def test_what_closes_no_gap(record: Record) -> None:
    assert of_zones(record) == (Gap("severe", toy.zone_id(1), level="merah"),)


def test_what_ended_is_told_by_its_last_sign() -> None:
    (found,) = of_zones(entry("lockdown", "2021-03-01", end="2021-03-03"))
    assert (found.reason, found.days, found.kinds) == ("severe", 14, ())


def test_a_programme_reaches_the_catchment_of_the_day() -> None:
    programme = entry("programme", "2021-03-01", 0, puskesmas="Lama", programme="Es Lilin")
    assert of_zones(programme, catchment("Lama", 1, end="2021-03-15")) == ()
    (found,) = of_zones(programme, catchment("Lama", 1, end="2021-03-14"))
    assert found.reason == "severe"


# --- Puskesmas ----------------------------------------------------------------------------------


def test_puskesmas_without_an_active_programme() -> None:
    made = register(
        puskesmas("Tetap"),
        puskesmas("Lama"),
        puskesmas("Baru", opened="2021-03-16"),
        puskesmas("Rajin"),
        entry("programme", "2021-02-12", 0, puskesmas="Lama", programme="Es Lilin"),
        entry("programme", "2021-02-12", 0, puskesmas="Rajin", programme="Es Lilin"),
        session("Rajin", "Es Lilin", "2021-02-13"),
        entry("vaccination", "2021-03-15", 0, puskesmas="Tetap"),
    )
    # Thirty days after 12 February is 14 March; a session on the 13th carries it one day further.
    found = gaps.of_puskesmas(made, "covid19", on(DAY))
    assert found == (Gap("programme", puskesmas="Lama"), Gap("programme", puskesmas="Tetap"))
    later = gaps.of_puskesmas(made, "covid19", on("2021-03-16"))
    assert [gap.puskesmas for gap in later] == ["Baru", "Lama", "Rajin", "Tetap"]


def test_a_programme_against_dengue_leaves_the_gap_of_covid() -> None:
    made = register(
        puskesmas("Lama"),
        entry("programme", "2021-03-10", 0, puskesmas="Lama", programme="PJN", disease="dbd"),
    )
    assert len(gaps.of_puskesmas(made, "covid19", on(DAY))) == 1
    assert gaps.of_puskesmas(made, "dbd", on(DAY)) == ()


# --- Reports of a Jogo Tonggo, due daily --------------------------------------------------------


def reports(*records: Record, day: str = DAY) -> tuple[Gap, ...]:
    return gaps.of_reports(register(*records), "covid19", on(day))


JOGO = entry("jogo_tonggo", "2021-03-01", rw="001")


def test_yesterdays_report_is_in_time_and_one_of_two_days_ago_is_late() -> None:
    assert reports(JOGO, report("2021-03-14")) == ()
    assert reports(JOGO, report("2021-03-13")) == (Gap("report", toy.zone_id(1), "001", days=2),)


def test_the_first_report_is_due_on_the_day_after_the_start() -> None:
    assert reports(JOGO, day="2021-03-01") == reports(JOGO, day="2021-03-02") == ()
    assert reports(JOGO, day="2021-03-03") == (Gap("report", toy.zone_id(1), "001"),)


def test_a_report_that_waits_has_arrived_and_one_of_tomorrow_has_not() -> None:
    assert reports(JOGO, report("2021-03-15", waiting=True)) == ()
    assert [gap.days for gap in reports(JOGO, report("2021-03-16"))] == [None]


def test_which_jogo_tonggo_owes_no_report() -> None:
    assert reports(entry("jogo_tonggo", "2021-03-01", source="warta")) == ()
    assert reports(entry("jogo_tonggo", "2021-03-01", rw="001", end="2021-03-05")) == ()
    assert reports(entry("jogo_tonggo", "2021-03-20", rw="001")) == ()
    assert reports(entry("jogo_tonggo", about="2020", rw="001")) == ()


def test_those_that_never_reported_come_first_then_the_longest_overdue() -> None:
    made = [entry("jogo_tonggo", "2021-03-01", rw=f"00{n}") for n in (1, 2, 3, 4)]
    sent = [report(f"2021-03-{day}", rw=rw) for rw, day in (("001", "10"), ("002", "05"))]
    found = reports(*made, *sent, report("2021-03-15", rw="004"))
    assert [(gap.rw, gap.days) for gap in found] == [("003", None), ("002", 10), ("001", 5)]


# --- The five siaga of a Kampung Siaga ----------------------------------------------------------

ITEMS = ("health", "security", "logistics", "livelihood", "communication")
KAMPUNG = entry("kampung", "2021-01-10")


def checks(*records: Record) -> tuple[Gap, ...]:
    return gaps.of_checks(register(*records), "covid19", on(DAY))


def test_a_kampung_whose_items_were_all_looked_at_lately() -> None:
    # 13 February is 30 days before.
    assert checks(KAMPUNG, *(check(item, "2021-02-13") for item in ITEMS)) == ()


def test_one_old_look_is_a_gap_of_so_many_days() -> None:
    looks = [check(item, "2021-03-01", ready=False) for item in ITEMS[1:]]
    old = check("health", "2021-02-12")
    assert checks(KAMPUNG, old, *looks) == (Gap("check", toy.zone_id(1), days=31),)


def test_an_item_that_nobody_looked_at_is_a_gap_without_days() -> None:
    looks = [check(item, "2021-03-14") for item in ITEMS[1:]]
    assert checks(KAMPUNG, *looks) == (Gap("check", toy.zone_id(1)),)


def test_which_kampung_is_not_asked_for() -> None:
    assert checks(entry("kampung", "2021-03-01", end="2021-03-05")) == ()
    assert checks(entry("kampung", about="2020")) == ()
    assert checks(entry("kampung", "2021-03-01", 0)) == ()
    # Nobody confirmed it for longer than 90 days: that is asked for first.
    assert checks(entry("kampung", "2020-03-01")) == ()


# --- Tasks of a Satgas --------------------------------------------------------------------------


def test_a_task_is_overdue_on_the_day_after_it_was_due() -> None:
    made = register(task("Buka posko", "2021-03-01", "2021-03-15", role="lurah"))
    assert gaps.of_tasks(made, on("2021-03-15")) == ()
    late = Gap("task", days=1, title="Buka posko", role="lurah")
    assert gaps.of_tasks(made, on("2021-03-16")) == (late,)


@pytest.mark.parametrize(
    ("state", "done", "day", "open_"),
    [
        ("doing", "", "2021-03-15", True),
        ("done", "2021-03-12", "2021-03-11", True),
        ("done", "2021-03-12", "2021-03-12", False),
        ("done", "", "2021-03-15", False),
        ("dropped", "", "2021-03-15", False),
    ],
)
def test_whether_it_was_done_by_then(state: str, done: str, day: str, open_: bool) -> None:
    made = register(task("Buka posko", "2021-03-01", "2021-03-08", state, done))
    assert bool(gaps.of_tasks(made, on(day))) is open_


def test_the_longest_overdue_first_and_none_that_was_not_set_yet() -> None:
    made = register(
        task("dua", "2021-03-01", "2021-03-13"),
        task("satu", "2021-03-01", "2021-03-05"),
        task("besok", "2021-03-16", "2021-03-10"),
        task("menunggu", "2021-03-01", "2021-03-05", waiting=True),
    )
    found = gaps.of_tasks(made, on(DAY))
    assert [(gap.title, gap.days) for gap in found] == [("satu", 10), ("dua", 2)]


# --- Which lines reach a kelurahan --------------------------------------------------------------


def test_lines_by_kelurahan() -> None:
    made = register(
        entry("kampung", "2021-03-01"),
        entry("kampung", "2021-03-01", rw="001"),
        entry("school", "2021-03-01", 0),
        entry("vaccination", "2021-03-01", 0, puskesmas="Lama"),
        entry("vaccination", "2021-03-01", 0, puskesmas="Baru"),
        catchment("Lama", 1),
        catchment("Lama", 2),
    )
    found = gaps.by_zone(made, "covid19", on(DAY))
    assert {zone[-1]: [line.kind for line in lines] for zone, lines in found.items()} == {
        "1": ["kampung", "kampung", "vaccination"],
        "2": ["vaccination"],
    }


def test_a_task_dropped_or_done_later_was_overdue_until_then() -> None:
    """Due on 10 January, dropped on 1 May: overdue on 1 February, no more on 1 May."""
    for state in ("dropped", "done"):
        late = task("Buka posko", "2021-01-01", "2021-01-10", state, "2021-05-01")
        assert [late.state_on(on(day)) for day in ("2021-04-30", "2021-05-01")] == ["open", state]
        made = register(late)
        assert [gap.days for gap in gaps.of_tasks(made, on("2021-02-01"))] == [22]
        assert gaps.of_tasks(made, on("2021-01-10")) == ()
        assert gaps.of_tasks(made, on("2021-05-01")) == ()


def test_nobody_awaits_a_report_of_whom_only_the_press_tells() -> None:
    fact = entry("jogo_tonggo", "2021-03-01", rw="001", origin="fact")
    assert gaps.of_reports(register(fact), "covid19", on("2021-03-10")) == ()
    both = register(fact, report("2021-03-02"))
    assert [gap.days for gap in gaps.of_reports(both, "covid19", on("2021-03-10"))] == [8]


def test_a_kampung_that_nobody_confirms_asks_for_that_first() -> None:
    """90 days after 1 March it is active still, one day later unconfirmed."""
    made = register(entry("kampung", "2021-03-01"))
    assert len(gaps.of_checks(made, "covid19", on("2021-05-30"))) == 1
    assert gaps.of_checks(made, "covid19", on("2021-05-31")) == ()
