"""Thousands of broken files: each is read or refused with its reasons, and nothing else happens.

A case is named by its kind and number and is made anew from these: ``JAGA_HOSTILE=csv-217`` runs
that one alone, ``JAGA_HOSTILE=20`` runs twenty times as many of each kind.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from geo.errors import InputError
from geo.io.sources import read_content
from geo.settings import DATA
from geo.text import LANGUAGES, problem
from tests import hostile_kit
from tests.files_kit import entries_of
from tests.intake_kit import CITY, COVID, ZONES

PLAN = {"csv": 2_700, "json": 1_200, "xlsx": 600, "xls": 150, "ods": 160, "parquet": 60}
REAL = 200
"""Files made of workbooks of offices: those of Jakarta by day and month, Semarang's of dengue."""
TEMPLATES = 100
SECONDS = 5
"""No single file may take longer of the processor, here and in the process that reads apart; each
of the kinds above takes some hundredths."""

_ASKED = os.environ.get("JAGA_HOSTILE", "1")
_TIMES = int(_ASKED) if _ASKED.isdecimal() else 1
_ENDING = {"template": ".csv", "real": ".xlsx"}
_ENDINGS = (".csv", ".json", ".xlsx", ".xls", ".ods", ".parquet")


class Outcomes:
    """What became of the files of one kind."""

    def __init__(self, kind: str) -> None:
        self.kind, self.keys, self.slowest = kind, Counter[str](), 0.0

    def meet(self, number: int, make: Callable[[random.Random], bytes]) -> None:
        """Make one file and read it; what happens is counted, or fails the test with its name."""
        case = f"{self.kind}-{number}"
        if not _ASKED.isdecimal() and case != _ASKED:
            return
        dice = random.Random(case)  # noqa: S311
        content = make(dice)
        ending = _ENDING.get(self.kind, f".{self.kind}")
        ending = dice.choice(_ENDINGS) if dice.random() < 0.05 else ending
        begun = sum(os.times()[:4])
        try:
            keys = _read(f"Data (06 Oktober 2020){ending}", content, dice)
        except Exception as error:
            pytest.fail(f"{case}: {type(error).__name__}: {error}")
        seconds = sum(os.times()[:4]) - begun
        assert seconds < SECONDS, f"{case}: {seconds:.1f} s"
        self.slowest = max(self.slowest, seconds)
        self.keys.update(keys)

    def check(self) -> None:
        """Files were read and files were refused, for several reasons: the cases mean something."""
        if _ASKED.isdecimal():
            print(f"{self.kind}: {dict(self.keys)}, slowest {self.slowest:.2f} s")
            assert self.keys["read"] > 0
            assert len(self.keys) > 4


def _read(name: str, content: bytes, dice: random.Random) -> set[str]:
    """ "read", or the keys of all reasons; every reason and finding has its words."""
    measure = dice.choice((None, "new"))
    try:
        reading = read_content(name, content, CITY, ZONES, {}, disease=COVID, measure=measure)
    except InputError as error:
        problems, keys = error.problems, {p.key for p in error.problems}
        assert problems and all(p.fatal for p in problems)
    else:
        problems, keys = reading.findings, {"read"}
        assert len(reading.observations) + len(reading.unallocated) > 0
        assert set(reading.observations["zone_id"]) <= set(ZONES["zone_id"])
        assert not any(p.fatal for p in problems)
    for lang in LANGUAGES:
        for fault in problems[:20]:
            assert problem(fault, lang).encode("utf-8")
    return keys


@pytest.mark.parametrize("kind", PLAN)
def test_made_files(kind: str) -> None:
    outcomes = Outcomes(kind)
    for number in range(PLAN[kind] * _TIMES):
        outcomes.meet(number, hostile_kit.FILES[kind])
    outcomes.check()


@pytest.mark.files
def test_real_workbooks_torn(testing_files: Path) -> None:
    daily = sorted((testing_files / "jakarta_daily").glob("*.xlsx"))[:2]
    monthly = sorted((testing_files / "jakarta_monthly").glob("*.xlsx"))[:2]
    dengue = sorted((testing_files / "semarang_dbd").glob("*.xlsx"))[:2]
    books = [entries_of(file.read_bytes()) for file in (*daily, *monthly, *dengue)]
    assert len(books) == 6
    outcomes = Outcomes("real")
    for number in range(REAL * _TIMES):
        entries = books[number % 6]
        outcomes.meet(number, lambda dice, e=entries: hostile_kit.real_file(dice, e))
    outcomes.check()


def test_templates_torn() -> None:
    files = [file.read_bytes() for file in sorted((DATA / "templates").glob("*.csv"))]
    filled = [file.replace(b"00.00.00.0000", b"63.71.01.1001") for file in files]
    assert len(files) >= 2
    outcomes = Outcomes("template")
    for number in range(TEMPLATES * _TIMES):
        content = (*files, *filled)[number % (2 * len(files))]
        outcomes.meet(number, lambda dice, c=content: hostile_kit.torn(c, dice))
    outcomes.check()


def test_five_thousand_files_are_met() -> None:
    assert sum(PLAN.values()) + REAL + TEMPLATES >= 5_000
