"""The check of ``geo.effect``: epidemics with a known effect, and how often it is told rightly.

A made epidemic on a city's real kelurahan. Day t, zone i, people n_i, generation weights w of
``geo.simulate``, M the share OWN of a zone itself and the rest of its neighbours by people:

    y_i(t) ~ Poisson(G1 * G2 * (R(t) * (1 - IMPORT) * sum_j M_ij sum_s w_s y_j(t - s)
                                + IMPORT * c(t) * n_i / mean n))

G1 is Gamma noise that stays for a week, G2 of a single day; c(t) is the wave, exponential before
and after the response begins, and R(t) the reproduction number that makes c the mean of all zones
and runs. The true effect:
reported cases of treated zones from start + lag on are thinned, each kept with chance ``factor``,
which is then exactly the ratio of expected counts; nothing spills over.

Where a response begins ("pick"), by the rate of the last 14 days: "high", at random in the upper
third; "top", in the highest zone, where regression to the mean is worst; "random"; "cluster", a
zone of the upper third with its highest neighbours. TOUCHED other zones, drawn at random, had a
response too and are no controls.

Every run counts once. Runs whose effect is unknown are counted apart: shares are of the decided.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from geo.effect import LAG, WINDOW
from geo.effect_match import Rows, Windows, change, contrast, orders
from geo.parts import require
from geo.rate_arrays import Numbers
from geo.simulate import GENERATION

HISTORY = 42
"""Days before the window before, in which the epidemic comes into its own course."""
OWN, IMPORT = 0.6, 0.1
NOISE_WEEK, NOISE_DAY = 4.0, 4.0
"""Shapes of the Gamma noise: relative standard deviation 0.5 of a zone's week and of its day."""
TOUCHED = 4
RECENT = 14


@dataclass(frozen=True)
class Ground:
    """Zones that a made epidemic runs through: ``people``, all known, and ``order`` as in
    ``effect_match.Windows``."""

    people: Numbers
    order: Numbers


@dataclass(frozen=True)
class Scenario:
    """``cases``: mean of a zone in the window before. ``growth`` a day before the start, and
    ``later`` from it on. ``pick`` and how many ``zones`` have the response."""

    cases: float
    growth: float
    later: float
    pick: str = "high"
    zones: int = 1


SCENARIOS: Mapping[str, Scenario] = {
    "rising, low": Scenario(6, 0.03, 0.03),
    "level, low": Scenario(6, 0.0, 0.0),
    "falling, low": Scenario(8, -0.03, -0.03),
    "rising, high": Scenario(80, 0.03, 0.03),
    "falling, high": Scenario(80, -0.03, -0.03),
    "turning, high": Scenario(80, 0.03, -0.03),
    "rising, high, at random": Scenario(80, 0.03, 0.03, "random"),
    "rising, low, at random": Scenario(6, 0.03, 0.03, "random"),
    "rising, high, three zones": Scenario(80, 0.03, 0.03, "high", 3),
    "rising, high, three that touch": Scenario(80, 0.03, 0.03, "cluster", 3),
    "turning, high, highest zone": Scenario(80, 0.03, -0.03, "top"),
}


@dataclass(frozen=True)
class Trial:
    """What ``runs`` runs gave. Of the ``decided`` ones, how often the interval ``covered`` the true
    effect and how often the verdict was not "unclear" (``found``): false alarms where there was no
    effect, power else. ``bias``: mean of the logarithm of the ratio less the true one; ``naive``:
    the same for all zones without a response as controls, unmatched. NaN where none was decided."""

    runs: int
    decided: int
    covered: int
    found: int
    bias: float
    naive: float

    @property
    def coverage(self) -> tuple[float, float, float]:
        """Share of covered runs with its exact 95 % interval (Clopper and Pearson)."""
        return share(self.covered, self.decided)

    @property
    def finding(self) -> tuple[float, float, float]:
        """Share of runs with a verdict, with the same interval."""
        return share(self.found, self.decided)


def ground(people: Numbers, zone_ids: Sequence[str], near: Mapping[str, Sequence[str]]) -> Ground:
    """The ground of a city; a zone whose people are unknown gets the mean, as in ``simulate``."""
    return Ground(np.where(people > 0, people, np.nanmean(people)), orders(zone_ids, near))


def trial(on: Ground, of: Scenario, factor: float = 1.0, runs: int = 500, seed: int = 1) -> Trial:
    """``runs`` epidemics, each with its own response. Equal input gives an equal result;
    ValueError where ``factor`` is not above 0 and at most 1."""
    if not 0 < factor <= 1:
        raise ValueError(f"factor {factor}")
    rng = np.random.Generator(np.random.PCG64(seed))
    new = epidemic(on, of, runs, rng)
    start, zones = HISTORY + WINDOW, len(on.people)
    halves = new[:, :, HISTORY:start].reshape(runs, zones, 2, WINDOW // 2).sum(axis=3)
    afters = new[:, :, start + LAG :].sum(axis=2)
    recent = new[:, :, start - RECENT : start].sum(axis=2) / on.people
    truth, covered, found, errors, naive = math.log(factor), 0, 0, [], []
    for run in range(runs):
        rows = picked(of, on, recent[run], rng)
        after = afters[run].copy()
        after[rows] = rng.binomial(after[rows].astype(np.int64), factor)
        untouched = np.ones(zones, dtype=bool)
        untouched[rng.choice(zones, TOUCHED, replace=False)] = False
        untouched[rows] = False
        first, second = halves[run].T
        windows = Windows(first, second, after, on.people, on.order)
        made = contrast(windows, rows, untouched)
        if made.why:
            continue
        covered += made.low <= truth <= made.high
        found += made.high < 0 or made.low > 0
        errors.append(made.log_ratio - truth)
        plain = change(windows.before, after)
        naive.append(plain[rows].mean() - plain[untouched].mean() - truth)
    decided = len(errors)
    means = [float(np.mean(v)) if decided else math.nan for v in (errors, naive)]
    return Trial(runs, decided, int(covered), int(found), *means)


def epidemic(on: Ground, of: Scenario, runs: int, rng: np.random.Generator) -> Numbers:
    """New cases without any response, shape (runs, zones, days): HISTORY, the window before, the
    lag and the window after."""
    zones, weights = len(on.people), np.array(GENERATION[::-1])
    back = len(weights)
    days = HISTORY + WINDOW + LAG + WINDOW
    time = np.arange(-back, days) - (HISTORY + WINDOW)
    wave = np.exp(np.where(time < 0, of.growth, of.later) * time)
    wave *= of.cases / wave[(time >= -WINDOW) & (time < 0)].sum()
    share_of = on.people / on.people.mean()
    passed_on = _passed_on(on)
    new = np.zeros((runs, zones, back + days), dtype=np.float64)
    begun = rng.gamma(NOISE_WEEK, 1 / NOISE_WEEK, (runs, zones, 1))
    new[:, :, :back] = rng.poisson(begun * share_of[:, None] * wave[:back])
    for day in range(back, back + days):
        if (day - back) % 7 == 0:
            luck = rng.gamma(NOISE_WEEK, 1 / NOISE_WEEK, (runs, zones))
        # einsum, not @: threads of the linear algebra only get in each other's way here.
        recent = np.einsum("rzd,d->rz", new[:, :, day - back : day], weights)
        force = np.einsum("rz,iz->ri", recent, passed_on)
        number = wave[day] / max(force.mean(), 1e-9)
        mean = number * (1 - IMPORT) * force + IMPORT * wave[day] * share_of
        daily = rng.gamma(NOISE_DAY, 1 / NOISE_DAY, (runs, zones))
        new[:, :, day] = rng.poisson(mean * luck * daily)
    return new[:, :, back:]


def picked(of: Scenario, on: Ground, rates: Numbers, rng: np.random.Generator) -> Rows:
    """The rows where the response begins."""
    zones, falling = len(rates), np.argsort(-rates, kind="stable")
    upper = falling[: zones // 3]
    if of.pick == "top":
        return falling[: of.zones]
    if of.pick == "random":
        return rng.choice(zones, of.zones, replace=False)
    if of.pick == "high":
        return rng.choice(upper, of.zones, replace=False)
    seat = rng.choice(upper)
    around = [row for row in falling if on.order[seat, row] == 1 and row != seat]
    others = [row for row in upper if row not in (seat, *around)]
    return np.array([seat, *around, *others][: of.zones])


def share(part: int, whole: int) -> tuple[float, float, float]:
    """A share and its exact 95 % limits; NaN where there is nothing to share."""
    require("statistics")
    from scipy import special

    if not whole:
        return math.nan, math.nan, math.nan
    low = float(special.betaincinv(part, whole - part + 1, 0.025)) if part else 0.0
    high = float(special.betaincinv(part + 1, whole - part, 0.975)) if part < whole else 1.0
    return part / whole, low, high


def _passed_on(on: Ground) -> Numbers:
    """M: where cases of zone j (column) infect; columns add up to 1."""
    touching = (on.order == 1) & ~np.eye(len(on.people), dtype=bool)
    by_people = np.where(touching, on.people[:, None], 0.0)
    sums = by_people.sum(axis=0)
    alone = np.diag(np.where(sums > 0, OWN, 1.0))
    return np.asarray(alone + (1 - OWN) * by_people / np.where(sums > 0, sums, 1.0))
