"""A zone's days as one text; tests/browser/test_packed.py holds the browser to it."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from geo.levels import LEVELS
from geo.render import packed
from geo.zoning import CONTRADICTION, DOUBT, INFERRED, NO_MARK
from tests import packed_kit

NAN = math.nan


def test_a_run_is_written_once() -> None:
    assert packed.letters("hhhm") == "h3m"
    assert packed.letters("h" * 306 + "mh") == "h306mh"
    assert packed.letters("") == ""


def test_no_level_and_no_mark_is_a_digit_that_would_be_taken_for_a_length() -> None:
    known = [level.code for level in LEVELS] + [NO_MARK, INFERRED, CONTRADICTION, DOUBT]
    assert [code for code in known if len(code) != 1 or code.isdigit()] == []


def test_counts_are_steps_and_unknown_is_none_of_them() -> None:
    assert packed.counts([4, 4, 4, NAN, 2]) == "G?2 B"
    assert packed.counts([NAN, NAN, 0]) == " 2?"
    assert packed.counts([]) == ""


def test_a_step_is_encoded_as_in_the_published_example() -> None:
    assert packed.step(-17998321) == "`~oia@"  # -179.9832104 degrees


@given(st.lists(st.one_of(st.none(), st.integers(-(2**28), 2**28))))
def test_counts_come_back_as_they_were(row: list[int | None]) -> None:
    written = packed.counts([NAN if count is None else count for count in row])
    assert packed_kit.counts(written) == row
