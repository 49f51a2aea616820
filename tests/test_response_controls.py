"""Which squares may be controls of a response of 1 March 2021, by hand.

With 28 days before and 28 from the 7th day after, the days that count are 1 February to 4 April.
"""

from __future__ import annotations

import pytest

from geo.register import Register
from geo.response import Record
from geo.response_controls import untouched
from tests import toy
from tests.register_kit import catchment, entry, on, puskesmas, register

START = on("2021-03-01")


def left(*records: Record, kind: str = "kampung") -> str:
    """The squares that are left, as digits."""
    of: Register = register(*records)
    found = untouched(of, kind, "covid19", toy.IDS, START, window=28, lag=7)
    return "".join(zone[-1] for zone in sorted(found))


@pytest.mark.parametrize(
    ("start", "end", "touched"),
    [
        ("2020-12-01", "2021-01-31", False),
        ("2020-12-01", "2021-02-01", True),
        ("2021-04-04", "2021-04-10", True),
        ("2021-04-05", "2021-04-10", False),
        ("2020-06-01", "", True),  # without an end: nobody confirmed it, so it may go on
        ("", "", True),  # nobody knows when
    ],
)
def test_a_zone_with_such_a_response_in_these_days_is_none(
    start: str, end: str, touched: bool
) -> None:
    found = left(entry("kampung", "2021-03-01", 1), entry("kampung", start, 2, end))
    assert found == ("3456789" if touched else "23456789")


def test_other_kinds_and_other_diseases_do_not_count() -> None:
    assert left(entry("post", "2021-03-01", 2)) == "123456789"
    assert left(entry("kampung", "2021-03-01", 2, disease="dbd")) == "123456789"


def test_a_response_of_the_whole_city_leaves_none() -> None:
    assert left(entry("kampung", "2021-03-01", 0)) == ""
    assert left(entry("kampung", "2021-05-01", 0)) == "123456789"


def test_a_puskesmas_reaches_its_catchment_of_these_days() -> None:
    held = entry("vaccination", "2021-03-10", 0, "2021-03-10", puskesmas="Lama")
    known = (
        puskesmas("Lama"),
        catchment("Lama", 1, end="2021-02-10"),
        catchment("Lama", 2, start="2021-04-05"),
        catchment("Lama", 3),
    )
    others = [catchment("Baru", square) for square in (2, 4, 5, 6, 7, 8, 9)]
    assert left(*known, *others, held, kind="vaccination") == "2456789"
    # A kelurahan of which no Puskesmas is known may be Lama's, too: here square 2 before April.
    assert left(*known, *others[1:], held, kind="vaccination") == "456789"
    assert left(puskesmas("Lama"), held, kind="vaccination") == ""
