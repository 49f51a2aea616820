"""Patterns of one city on one day, from the same facts and windows as the map: clusters that go on
today, zones that stand out together, and whether rates cluster at all."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geo import hotspots
from geo.facts import Facts
from geo.hotspots import Cluster
from geo.reasons import Phrase

WINDOW_DAYS = 7
MAX_DAYS = 28
MAX_SHARE = 0.5
REPLICATIONS = 999
HISTORY_DAYS = 90
"""Days that the scan compares today with, where all of them were reported by somebody."""
LEAST_DAYS = 21
"""With fewer days there is nothing to compare today with."""
CLUSTER_P = 0.05
SEED = 20201006


@dataclass(frozen=True)
class Patterns:
    """What was found on ``day``; ``clusters`` those with p up to CLUSTER_P, best first.

    ``hot``, ``cold``, ``outliers`` are zone_ids from LISA on EB-standardised 7-day rates, those
    that pass the false discovery rate; ``gi_hot`` likewise from Gi*. ``moran`` is the global one.
    ``left_out`` are zones that could not take part: unknown counts or people, or no neighbour.
    ``history_days`` is what the scan looked at; below LEAST_DAYS it says nothing.
    """

    day: dt.date
    clusters: tuple[Cluster, ...]
    moran: hotspots.Moran | None
    hot: tuple[str, ...]
    cold: tuple[str, ...]
    outliers: tuple[str, ...]
    gi_hot: tuple[str, ...]
    left_out: tuple[str, ...]
    replications: int
    history_days: int


def patterns(facts: Facts, day: dt.date, coordinates: npt.NDArray[np.float64]) -> Patterns | None:
    """Patterns on ``day``; None where the day has no complete window, or where the reader may not
    see small counts: clusters mix them.

    ``coordinates`` are the zones' centres in metres, shape (zones, 2), in the order of zone_ids.
    """
    panel = facts.cases
    column = panel.position(day)
    if not facts.policy.detail or column is None:
        return None
    window = panel.window(WINDOW_DAYS)[:, column]
    window = np.where(window >= 0, window, np.nan)
    if np.isnan(window).all():
        return None
    rates = hotspots.eb_standardise(window, facts.people)
    weights = _weights(facts)
    permutations = hotspots.enough(len(facts.zone_ids))
    local = hotspots.lisa(rates, weights, permutations, SEED)
    star = hotspots.getis_ord(rates, weights, permutations, SEED)
    counts = _history(facts, column)
    scanned: tuple[Cluster, ...] = ()
    if counts.shape[1] >= LEAST_DAYS:
        scanned = hotspots.space_time_scan(
            counts, facts.people, coordinates, MAX_DAYS, MAX_SHARE, REPLICATIONS, SEED
        )

    def named(chosen: npt.NDArray[np.bool_]) -> tuple[str, ...]:
        return tuple(facts.zone_ids[row] for row in np.flatnonzero(chosen))

    return Patterns(
        day=day,
        clusters=tuple(cluster for cluster in scanned if cluster.p <= CLUSTER_P),
        moran=hotspots.moran(rates, hotspots.row_standardised(weights), permutations, SEED),
        hot=named(local.significant & (local.quadrant == 1)),
        cold=named(local.significant & (local.quadrant == 3)),
        outliers=named(local.significant & np.isin(local.quadrant, (2, 4))),
        gi_hot=named(star.significant & (star.quadrant == 1)),
        left_out=named(~local.taking_part),
        replications=REPLICATIONS,
        history_days=counts.shape[1],
    )


def sentence(cluster: Cluster, facts: Facts, day: dt.date) -> Phrase:
    """A cluster in one sentence."""
    names = [facts.names[facts.zone_ids[row]] for row in cluster.zones]
    first = day - dt.timedelta(days=cluster.days - 1)
    values = {
        "names": ", ".join(names[:3]),
        "rest": len(names) - 3,
        "first": first,
        "last": day,
        "cases": cluster.cases,
        "expected": cluster.expected,
        "times": cluster.relative,
        "p": cluster.p,
    }
    return Phrase("pattern.cluster_more" if len(names) > 3 else "pattern.cluster", values)


def _history(facts: Facts, column: int) -> npt.NDArray[np.float64]:
    """New cases up to the day, since the last day that nobody reported. A revision below zero
    makes its day unknown: a scan knows no negative counts, and missing is not zero."""
    new = facts.cases.new[:, max(0, column - HISTORY_DAYS + 1) : column + 1]
    silent = np.flatnonzero(np.isnan(new).all(axis=0))
    recent = new[:, silent[-1] + 1 :] if silent.size else new
    return np.where(recent < 0, np.nan, recent)


def _weights(facts: Facts) -> npt.NDArray[np.float64]:
    row = {zone_id: index for index, zone_id in enumerate(facts.zone_ids)}
    weights = np.zeros((len(row), len(row)))
    for zone_id, near in facts.neighbours.items():
        for other in near:
            if zone_id in row and other in row:
                weights[row[zone_id], row[other]] = 1.0
    return weights
