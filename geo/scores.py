"""How good warnings were: a table of four counts, the Brier score, a difference told by weeks.

All arrays are flat, one entry a case that was judged; nothing in them is unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from geo.parts import require
from geo.rate_arrays import Numbers
from geo.series import tail_of


@dataclass(frozen=True)
class Tally:
    """Warnings against what happened: ``hits`` warned and it came, ``missed`` it came without,
    ``false_alarms`` warned and it did not come, ``quiet`` neither."""

    hits: int
    missed: int
    false_alarms: int
    quiet: int

    @property
    def events(self) -> int:
        """How often it came."""
        return self.hits + self.missed

    @property
    def warnings(self) -> int:
        """How often there was a warning."""
        return self.hits + self.false_alarms

    @property
    def hit_rate(self) -> float | None:
        """Of what came the share that was warned of; None where nothing came."""
        return self.hits / self.events if self.events else None

    @property
    def precision(self) -> float | None:
        """Of the warnings the share that came true; None where there was none."""
        return self.hits / self.warnings if self.warnings else None

    @property
    def false_share(self) -> float | None:
        """Of the times that nothing came the share with a warning; None where it always came."""
        rest = self.false_alarms + self.quiet
        return self.false_alarms / rest if rest else None


@dataclass(frozen=True)
class Split:
    """The chance that it comes ``after`` a warning and ``without`` one."""

    after: float
    without: float


@dataclass(frozen=True)
class Gain:
    """How much smaller a loss is on average than another, with a 95 % interval from ``blocks``
    independent pieces; NaN limits where there are fewer than two."""

    mean: float
    low: float
    high: float
    blocks: int


def tally(warned: Any, happened: Any) -> Tally:
    """The four counts."""
    warned, happened = np.asarray(warned, dtype=bool), np.asarray(happened, dtype=bool)
    hits = int(np.count_nonzero(warned & happened))
    warnings, events = int(np.count_nonzero(warned)), int(np.count_nonzero(happened))
    quiet = warned.size - warnings - events + hits
    return Tally(hits, missed=events - hits, false_alarms=warnings - hits, quiet=quiet)


def split(counts: Tally) -> Split:
    """Chances as they were counted; where a side is empty, the share of all."""
    without = counts.missed + counts.quiet
    everyone = counts.warnings + without
    overall = counts.events / everyone if everyone else 0.0
    return Split(
        counts.hits / counts.warnings if counts.warnings else overall,
        counts.missed / without if without else overall,
    )


def loss(chance: Any, happened: Any) -> Numbers:
    """(chance - 1)² where it came, else chance²: the Brier score is the mean, lower is better."""
    return np.asarray((np.asarray(chance) - np.asarray(happened, dtype=np.float64)) ** 2)


def gain(other: Any, mine: Any, blocks: Any, confidence: float = 0.95) -> Gain:
    """How much smaller ``mine`` is than ``other``, two losses of the same cases.

    What lies in one block (a week of all zones) hangs together and counts as one observation: with
    s the sum of differences of a block, n its cases and D = Σ s / Σ n, the standard error is
    √(W/(W-1) Σ (s - D n)²) / Σ n over W blocks, and the interval Student's with W-1 degrees.
    """
    require("statistics")
    from scipy import special

    tail = tail_of(confidence)
    difference = np.asarray(other, dtype=np.float64) - np.asarray(mine, dtype=np.float64)
    _, place = np.unique(np.asarray(blocks), return_inverse=True)
    sums, sizes = np.bincount(place, difference), np.bincount(place)
    mean, count = float(sums.sum() / sizes.sum()), len(sizes)
    if count < 2:
        return Gain(mean, np.nan, np.nan, count)
    spread = np.sum((sums - mean * sizes) ** 2) * count / (count - 1)
    half = float(special.stdtrit(count - 1, 1 - tail) * np.sqrt(spread) / sizes.sum())
    return Gain(mean, mean - half, mean + half, count)
