"""Poisson regression of counts on time, log mu = a + r t, by iterated weighted least squares.

Twenty lines of numpy: one line through a few dozen counts doesn't warrant statsmodels' 65 MB.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from geo.rates import Numbers

_STEPS = 500


@dataclass(frozen=True)
class Fit:
    """A fitted line.

    ``coefficients`` are the log mean at ``centre`` and, with a trend, the growth per unit of time.
    ``covariance`` is theirs at a dispersion of 1; ``dispersion`` is Pearson's chi-square over its
    degrees of freedom (1 where none are left), below 1 where counts vary less than chance.
    ``fitted`` and ``leverage`` belong to the counts.
    """

    coefficients: Numbers
    covariance: Numbers
    centre: float
    dispersion: float
    freedom: int
    fitted: Numbers
    leverage: Numbers

    @property
    def trend(self) -> bool:
        return len(self.coefficients) > 1

    def at(self, time: float) -> tuple[float, float]:
        """Expected count at a time and its standard error at a dispersion of 1."""
        row = np.array([1.0, time - self.centre])[: len(self.coefficients)]
        expected = float(np.exp(row @ self.coefficients))
        return expected, expected * float(np.sqrt(row @ self.covariance @ row))


def fit(counts: Any, times: Any, trend: bool = True, weights: Any = None) -> Fit | None:
    """The line of highest likelihood through known counts; None where there is none.

    That is so without a case, and with a trend where all cases fall on the first time or all on
    the last: the steeper the line the better, without end; or where 500 steps don't settle.
    """
    y, t = np.asarray(counts, dtype=np.float64), np.asarray(times, dtype=np.float64)
    w = np.ones_like(y) if weights is None else np.asarray(weights, dtype=np.float64)
    seen = t[y > 0]
    if not len(seen) or (trend and (seen.min() == t.max() or seen.max() == t.min())):
        return None
    centre = float(t.mean())
    design = np.stack([np.ones_like(t), t - centre], axis=1)[:, : 2 if trend else 1]
    beta = np.zeros(design.shape[1])
    beta[0] = np.log(np.average(y, weights=w))
    for _ in range(_STEPS):
        mu = np.exp(design @ beta)
        step = np.linalg.solve((design.T * (w * mu)) @ design, design.T @ (w * (y - mu)))
        # A long step would overshoot where the line is steep.
        beta = beta + step * min(1.0, 2.0 / max(float(np.abs(design @ step).max()), 1e-300))
        if np.abs(step).max() < 1e-10:
            break
    else:
        return None
    mu = np.exp(design @ beta)
    covariance: Numbers = np.asarray(
        np.linalg.inv((design.T * (w * mu)) @ design), dtype=np.float64
    )
    freedom = len(y) - len(beta)
    return Fit(
        coefficients=beta,
        covariance=covariance,
        centre=centre,
        dispersion=float((w * (y - mu) ** 2 / mu).sum() / freedom) if freedom else 1.0,
        freedom=freedom,
        fitted=mu,
        leverage=w * mu * np.einsum("ij,jk,ik->i", design, covariance, design),
    )
