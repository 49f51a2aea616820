"""Lines of the action ledger by hand: what is known of a response on each day, and why."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.action_ledger import Line, Span, State, lines
from geo.response import Entry, Record, Report
from geo.response_kinds import BY_KEY
from tests.register_kit import check, entry, on, report, session

DAY = dt.timedelta(days=1)


def line(*records: Record) -> Line:
    (found,) = lines(records)
    return found


def span(start: str, end: str, state: State) -> Span:
    return Span(on(start), on(end) if end else None, state)


def states(of: Line, *days: str) -> list[State]:
    return [of.state_on(on(day)) for day in days]


# --- One entry: a closure by residents lasts 14 days without another sign -----------------------


def test_an_entry_is_active_for_its_kinds_span_and_then_unconfirmed() -> None:
    made = line(entry("lockdown", "2021-06-01"))
    assert states(made, "2021-05-31", "2021-06-01", "2021-06-15", "2021-06-16", "2022-06-16") == [
        "planned",
        "active",
        "active",
        "unconfirmed",
        "unconfirmed",
    ]
    assert made.spans == (
        span("2021-06-01", "2021-06-15", "active"),
        span("2021-06-16", "", "unconfirmed"),
    )


def test_a_known_end_is_the_last_active_day() -> None:
    made = line(entry("lockdown", "2021-06-01", end="2021-06-03"))
    assert states(made, "2021-06-03", "2021-06-04") == ["active", "ended"]
    assert made.spans == (span("2021-06-01", "2021-06-03", "active"),)


def test_a_known_end_beyond_the_span_holds() -> None:
    made = line(entry("lockdown", "2021-06-01", end="2021-07-31"))
    assert states(made, "2021-07-31", "2021-08-01") == ["active", "ended"]
    assert made.spans == (span("2021-06-01", "2021-07-31", "active"),)


def test_an_undated_entry_has_no_days() -> None:
    made = line(entry("lockdown", about="2020"))
    assert (made.start, made.spans) == (None, ())
    assert states(made, "2020-06-01", "2021-06-01") == ["undated", "undated"]
    assert made.last_sign(on("2021-06-01")) is None


def test_every_kind_lasts_as_long_as_its_row_says() -> None:
    for key, kind in BY_KEY.items():
        made = line(entry(key, "2021-01-01", programme="x" * (key == "programme")))
        last = on("2021-01-01") + dt.timedelta(days=kind.lasts)
        assert (made.state_on(last), made.state_on(last + DAY)) == ("active", "unconfirmed"), key


# --- Several entries of one place ---------------------------------------------------------------


def test_a_second_entry_carries_it_on() -> None:
    made = line(entry("lockdown", "2021-06-10"), entry("lockdown", "2021-06-01"))
    assert [one.start for one in made.entries] == [on("2021-06-01"), on("2021-06-10")]
    assert made.spans == (
        span("2021-06-01", "2021-06-24", "active"),
        span("2021-06-25", "", "unconfirmed"),
    )


def test_the_day_after_the_last_active_one_joins_and_the_next_does_not() -> None:
    joined = line(entry("lockdown", "2021-06-01"), entry("lockdown", "2021-06-16"))
    assert joined.spans[0] == span("2021-06-01", "2021-06-30", "active")
    apart = line(entry("lockdown", "2021-06-01"), entry("lockdown", "2021-06-17"))
    assert apart.spans == (
        span("2021-06-01", "2021-06-15", "active"),
        span("2021-06-16", "2021-06-16", "unconfirmed"),
        span("2021-06-17", "2021-07-01", "active"),
        span("2021-07-02", "", "unconfirmed"),
    )


def test_what_ended_can_begin_again() -> None:
    made = line(entry("lockdown", "2021-06-01", end="2021-06-03"), entry("lockdown", "2021-06-10"))
    assert states(made, "2021-06-04", "2021-06-09", "2021-06-10", "2021-06-25") == [
        "ended",
        "ended",
        "active",
        "unconfirmed",
    ]
    assert made.spans == (
        span("2021-06-01", "2021-06-03", "active"),
        span("2021-06-10", "2021-06-24", "active"),
        span("2021-06-25", "", "unconfirmed"),
    )


def test_an_entry_without_an_end_leaves_one_that_is_still_to_come() -> None:
    made = line(entry("lockdown", "2021-06-01", end="2021-07-31"), entry("lockdown", "2021-06-10"))
    assert made.spans == (span("2021-06-01", "2021-07-31", "active"),)
    assert states(made, "2021-07-31", "2021-08-01") == ["active", "ended"]


def test_an_entry_on_the_last_day_leaves_the_end_and_one_of_the_day_after_begins_anew() -> None:
    first = entry("lockdown", "2021-06-01", end="2021-06-10")
    same_day = line(first, entry("lockdown", "2021-06-10"))
    assert same_day.spans == (span("2021-06-01", "2021-06-10", "active"),)
    assert same_day.state_on(on("2021-06-11")) == "ended"
    day_after = line(first, entry("lockdown", "2021-06-11"))
    assert day_after.spans[0] == span("2021-06-01", "2021-06-25", "active")


def test_a_shorter_entry_does_not_end_a_longer_one() -> None:
    made = line(
        entry("lockdown", "2021-06-01", end="2021-07-31"),
        entry("lockdown", "2021-06-10", end="2021-06-12"),
    )
    assert made.spans == (span("2021-06-01", "2021-07-31", "active"),)
    assert states(made, "2021-07-31", "2021-08-01") == ["active", "ended"]


@pytest.mark.parametrize("names", [("a", "b"), ("b", "a")])
def test_of_two_ends_from_one_day_the_later_counts_whatever_the_records_are_called(
    names: tuple[str, str],
) -> None:
    short, long = (
        replace(entry("lockdown", "2021-06-01", end=end), id=name)
        for end, name in zip(("2021-06-05", "2021-06-20"), names, strict=True)
    )
    made = line(short, long)
    assert made.spans == (span("2021-06-01", "2021-06-20", "active"),)


def test_the_end_of_a_later_entry_ends_what_was_open() -> None:
    """Open since 1 June, then known from the 10th to the 12th: after that it had ended."""
    made = line(entry("lockdown", "2021-06-01"), entry("lockdown", "2021-06-10", end="2021-06-12"))
    assert made.spans == (span("2021-06-01", "2021-06-12", "active"),)
    assert made.state_on(on("2021-06-13")) == "ended"


def test_an_undated_entry_changes_no_day_of_a_dated_one() -> None:
    made = line(entry("lockdown", about="2020"), entry("lockdown", "2021-06-01"))
    assert made.spans == line(entry("lockdown", "2021-06-01")).spans
    assert made.entries[-1].start is None


# --- Signs of life ------------------------------------------------------------------------------


def test_a_daily_report_is_a_sign_of_its_own_jogo_tonggo() -> None:
    begun = entry("jogo_tonggo", "2021-03-01", rw="001")
    made, other = lines([begun, report("2021-03-31"), report("2021-04-20", rw="002")])
    assert (other.rw, other.start) == ("002", on("2021-04-20"))
    # 31 March is day 30 after the start; the report of RW 002 says nothing of RW 001.
    assert made.signs == (on("2021-03-01"), on("2021-03-31"))
    assert made.spans == (
        span("2021-03-01", "2021-04-30", "active"),
        span("2021-05-01", "", "unconfirmed"),
    )
    assert made.last_sign(on("2021-03-30")) == on("2021-03-01")
    assert made.last_sign(on("2021-03-31")) == on("2021-03-31")
    assert made.last_sign(on("2021-02-28")) is None


def test_a_check_is_a_sign_of_the_kampung_whatever_it_is_called() -> None:
    begun = entry("kampung", "2021-01-01", programme="Candi Hebat", puskesmas="Lama")
    made = line(begun, check("health", "2021-04-01"))
    # 1 April is day 90: carried on to 30 June.
    assert made.spans[0] == span("2021-01-01", "2021-06-30", "active")
    assert made.programme == "Candi Hebat"


def test_a_session_is_a_sign_of_the_programme_wherever_it_was_held() -> None:
    begun = entry("programme", "2021-01-01", 0, puskesmas="Lama", programme="Es Lilin")
    made, other = lines(
        [
            begun,
            session("Lama", "es lilin", "2021-01-31", zone_id="99.01.01.1002"),
            session("Baru", "Es Lilin", "2021-02-20"),
        ]
    )
    assert (other.puskesmas, other.start) == ("Baru", on("2021-02-20"))
    assert made.spans[0] == span("2021-01-01", "2021-03-02", "active")
    assert (made.zone_id, made.puskesmas) == ("", "Lama")


def test_signs_before_the_start_begin_the_line_and_after_the_end_a_new_stretch() -> None:
    """Who reports is there: from the report of 20 February on, and again from that of 20 March for
    30 days; a report within the entry carries no further than its end."""
    begun = entry("jogo_tonggo", "2021-03-01", rw="001", end="2021-03-05")
    made = line(begun, report("2021-02-20"), report("2021-03-03"), report("2021-03-20"))
    assert made.spans == (
        span("2021-02-20", "2021-03-05", "active"),
        span("2021-03-20", "2021-04-19", "active"),
        span("2021-04-20", "", "unconfirmed"),
    )
    asked = ("2021-02-19", "2021-03-05", "2021-03-06", "2021-03-20", "2021-04-20")
    expected = ["planned", "active", "ended", "active", "unconfirmed"]
    assert states(made, *asked) == expected


def test_an_undated_entry_does_not_silence_what_speaks_after_it() -> None:
    made = line(entry("jogo_tonggo", about="2020", rw="001"), report("2021-03-01"))
    assert (made.start, made.state_on(on("2021-03-02"))) == (on("2021-03-01"), "active")


def test_who_reports_is_there_without_an_entry_too() -> None:
    """A report of the 3rd and one of the 1st: the Jogo Tonggo is there from the 1st on."""
    (made,) = lines([report("2021-03-03"), report("2021-03-01", origin="simulated")])
    assert (made.kind, made.rw, made.start) == ("jogo_tonggo", "001", on("2021-03-01"))
    assert made.signs == (on("2021-03-01"), on("2021-03-03"))
    assert made.simulated
    (made,) = lines([check("health", "2021-03-01")])
    assert (made.kind, made.start) == ("kampung", on("2021-03-01"))
    (made,) = lines([session("Lama", "Es Lilin", "2021-03-01", zone_id="99.01.01.1002")])
    assert (made.kind, made.zone_id, made.puskesmas) == ("programme", "", "Lama")
    assert made.programme == "Es Lilin"


# --- Which records make one line ----------------------------------------------------------------


def test_kind_and_place_tell_lines_apart() -> None:
    made = lines(
        [
            entry("psbk", about="2020"),
            entry("kampung", "2021-02-01", rw="002"),
            entry("kampung", "2021-02-01", rw="001"),
            entry("kampung", "2021-02-01", 2),
            entry("post", "2021-01-01"),
        ]
    )
    assert [(one.kind, one.zone_id[-1], one.rw) for one in made] == [
        ("post", "1", ""),
        ("kampung", "1", "001"),
        ("kampung", "1", "002"),
        ("kampung", "2", ""),
        ("psbk", "1", ""),
    ]


def test_a_line_answers_one_disease_or_any() -> None:
    assert line(entry("psn", "2021-01-01")).disease == "dbd"
    assert line(entry("post", "2021-01-01")).disease == ""
    assert line(entry("post", "2021-01-01", disease="dbd")).disease == "dbd"
    both = lines(
        [entry("post", "2021-01-01", disease="dbd"), entry("post", "2021-02-01", disease="covid19")]
    )
    assert [(one.disease, one.start) for one in both] == [
        ("dbd", on("2021-01-01")),
        ("covid19", on("2021-02-01")),
    ]


def test_a_report_is_a_sign_of_every_line_of_its_place() -> None:
    both = lines(
        [
            entry("jogo_tonggo", "2021-01-01", rw="001", disease="dbd"),
            entry("jogo_tonggo", "2021-01-02", rw="001"),
            report("2021-03-01"),
        ]
    )
    assert [one.signs[-1] for one in both] == [on("2021-03-01")] * 2


def test_a_line_with_an_invented_entry_is_simulated() -> None:
    invented = entry("post", "2021-01-02", origin="simulated")
    assert line(entry("post", "2021-01-01"), invented).simulated
    assert not line(entry("post", "2021-01-01")).simulated


# --- Properties ---------------------------------------------------------------------------------

OFFSETS = st.integers(0, 70)
ENTRIES = st.lists(st.tuples(st.none() | OFFSETS, st.none() | OFFSETS), min_size=1, max_size=5)
SIGNS = st.lists(st.integers(-10, 90), max_size=6)
ORIGIN = on("2021-01-01")


def drawn(offsets: list[tuple[int | None, int | None]], signs: list[int]) -> list[Record]:
    """A Jogo Tonggo (30 days) whose entries begin and last so many days, with reports."""
    made: list[Record] = []
    for number, (start, days) in enumerate(offsets):
        begins = None if start is None else ORIGIN + start * DAY
        ends = begins + days * DAY if begins is not None and days is not None else None
        fields: dict[str, Any] = {"zone_id": "99.01.01.1001", "rw": "001", "id": str(number)}
        made.append(Entry(kind="jogo_tonggo", start=begins, end=ends, about="2021", **fields))
    return made + [report((ORIGIN + sign * DAY).isoformat()) for sign in signs]


def spoken_of(record: Record) -> dt.date | None:
    """The day of a report or the start of an entry."""
    if isinstance(record, Report):
        return record.date
    return record.start if isinstance(record, Entry) else None


@given(ENTRIES, SIGNS)
def test_the_state_of_every_day_is_that_of_its_span(
    offsets: list[tuple[int | None, int | None]], signs: list[int]
) -> None:
    made = line(*drawn(offsets, signs))
    for number in range(-15, 200):
        day = ORIGIN + number * DAY
        here = [s.state for s in made.spans if s.start <= day and (s.end is None or day <= s.end)]
        assert len(here) <= 1
        state = made.state_on(day)
        if here:
            assert state == here[0]
        else:
            assert state in ("planned", "ended", "undated")
    assert list(made.spans) == sorted(made.spans, key=lambda one: one.start)
    assert all(one.end is None or one.start <= one.end for one in made.spans)
    pairs = zip(made.spans, made.spans[1:], strict=False)
    assert not any(a.state == b.state and a.end == b.start - DAY for a, b in pairs)


@given(ENTRIES, SIGNS, OFFSETS)
def test_what_happens_later_changes_no_earlier_day(
    offsets: list[tuple[int | None, int | None]], signs: list[int], until: int
) -> None:
    day = ORIGIN + until * DAY
    records = drawn(offsets, signs)
    known = [record for record in records if (spoken_of(record) or day) <= day]
    if any(isinstance(r, Entry) and r.start for r in known):
        assert line(*records).state_on(day) == line(*known).state_on(day)
