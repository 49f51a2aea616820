"""Numbers and letters packed for the way to the browser; static/jaga/packed.js unpacks them.

A record of two years holds some hundred thousand days of zones, most of them like the day before.
So a zone's days travel as one text: levels and marks in runs, counts as steps from day to day.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable

import numpy as np

UNKNOWN = " "
"""Stands for a count that is not known; no step is written with it."""


def letters(row: Iterable[str]) -> str:
    """One character a day, a run of equal ones once with its length behind it: "hhhm" is "h3m".
    No character may be a digit."""
    packed = []
    for letter, run in itertools.groupby(row):
        length = sum(1 for _ in run)
        packed.append(f"{letter}{length}" if length > 1 else letter)
    return "".join(packed)


def counts(row: Iterable[float]) -> str:
    """Whole counts, one a day, as steps from the last one known (at first from 0); NaN, which is
    not known and not 0, is a space. Runs are written as in ``letters``: 4 4 4 NaN 2 is "G?2 B"."""
    steps, last = [], 0
    for value in row:
        if np.isnan(value):
            steps.append(UNKNOWN)
            continue
        steps.append(step(int(value) - last))
        last = int(value)
    return letters("".join(steps))


def step(change: int) -> str:
    """A signed whole number as in Google's polyline encoding: characters from "?" to "~", one for
    -16 to 15."""
    value = ~(change << 1) if change < 0 else change << 1
    chars = []
    while value >= 32:
        chars.append(chr((32 | (value & 31)) + 63))
        value >>= 5
    chars.append(chr(value + 63))
    return "".join(chars)
