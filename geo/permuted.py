"""What chance makes of the zones around a zone: random permutations, and p of a sum among them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Real = npt.NDArray[np.float64]

CLOSE = 1e-10
"""Values that differ by less, against the largest, differ by rounding."""


def drawn_p(
    z: Real, near: npt.NDArray[np.bool_], permutations: int, seed: int, whole: bool
) -> Real:
    """p of the sum around each zone. ``whole``: all of it is drawn from all zones; otherwise the
    zone holds its own value and its neighbours' are drawn from all others.

    Every zone uses the same draws of ranks, which is as good and much faster.
    """
    n, size, observed = len(z), near.sum(axis=1), near @ z
    rng = np.random.default_rng(seed)
    pool = np.arange(n if whole else n - 1)
    draws = rng.permuted(np.tile(pool, (permutations, 1)), axis=1)[:, : size.max()].T.copy()
    p = np.empty(n)
    for i in range(n):
        others = z if whole else np.delete(z, i)
        simulated = np.zeros(permutations)
        for ranks in draws[: size[i]]:
            simulated += others[ranks]
        p[i] = two_sided(simulated, observed[i], CLOSE * np.abs(z).max())
    return p


def two_sided(simulated: Real, observed: float, close: float) -> float:
    """p of ``observed`` among what permutations gave, the observed map itself included.

    Sums that differ by less than ``close`` differ by rounding: they are ties, on both sides.
    """
    above = int((simulated >= observed - close).sum())
    below = int((simulated <= observed + close).sum())
    return min(1.0, 2 * (min(above, below) + 1) / (len(simulated) + 1))


def flat(x: Real) -> bool:
    """True where all values are equal but for rounding."""
    return bool(np.ptp(x) <= CLOSE * np.abs(x).max())
