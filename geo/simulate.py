"""SIMULATED case reports: an invented epidemic on a city's real neighbourhoods. NOT official data.

No daily counts per kelurahan of Banjarmasin were ever published as a file. This series lets
the dashboard run until somebody loads real reports; only the city's total on some days is real.

Model. Day t, zone i, people n_i, new cases c_i(t), city's new cases c(t).

1. How many in the city. Between two reported totals A at day s and B at day e, the B - A cases fall
   on the days s+1 .. e as a Poisson process with intensity w(t) that is held to its known total:

       c(t) ~ Binomial(B - cases so far, w(t) / sum of w over t .. e)

   so the total passes exactly through each report. w(t) = shape(t) * weekday(t) * noise(t): shape
   is log-linear between the reported active cases, weekends report fewer, noise is Gamma with
   mean 1. Before the first report the total grows from 0. After the last one the intensity stays
   for HOLD days and then halves every HALVING days: pure invention.
2. Where. A case was infected g days after its source, g with weights ``GENERATION``. With
   I_i(t) = sum_g GENERATION_g * c_i(t - g), I = sum of I_i, and N_i = sum over neighbours j of
   I_j * n_i / (people in the neighbours of j):

       q_i(t) = h_i(t) * ((1 - IMPORT) * (OWN * I_i + (1 - OWN) * N_i) / I + IMPORT * n_i / sum n)
       (c_1(t) .. c_k(t)) ~ Multinomial(c(t), q(t) / sum q(t))

   h is Gamma noise of mean 1 that stays for a week: gatherings, households, a swab campaign.
   A zone whose neighbours are empty or none spreads only inside itself and through IMPORT.
3. Recovered and deaths. Their city totals are bridged in the same way; after their last report they
   follow the cases LATER days before. Who they are is drawn without replacement from the cases at
   least RECOVERY (DEATH) days old that are neither yet; what is lacking waits for the next day.

NOT in it: immunity, vaccination, age, rules and their effect, testing, travel between zones that do
not touch, revisions and late reports. A colour or hot spot seen in it says nothing of a real place.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

FIRST_DAY = dt.date(2020, 3, 22)
LAST_DAY = dt.date(2022, 2, 28)
WEEKDAYS = (1.1, 1.1, 1.05, 1.05, 1.0, 0.75, 0.5)
"""Share of reports by weekday, from Monday; weekends wait for the laboratory."""
GENERATION = (0.08, 0.14, 0.16, 0.15, 0.13, 0.1, 0.08, 0.06, 0.04, 0.03, 0.02, 0.01)
"""Weights of 1 .. 12 days from one case to the next (mean 4.9 days)."""
OWN = 0.4
IMPORT = 0.05
NOISE_CITY, NOISE_ZONE = 12.0, 3.0
"""Shapes of the Gamma noise: relative standard deviation 0.29 of a day, 0.58 of a zone's week."""
RECOVERY, DEATH = 7, 3
HOLD, HALVING = 7, 7
LATER, FATALITY = 12, 0.005
"""After the last report: days from a case to its recovery or death, and deaths per case."""

_Counts = npt.NDArray[np.int64]
_Real = npt.NDArray[np.float64]


def clean_anchors(city_figures: pd.DataFrame) -> pd.DataFrame:
    """The reported totals that the simulation is held to: date, cases, active, recovered, deaths.

    Cleaning of ``Archive.city_figures``: rows that are set aside (another page of that day agrees
    better with the counts by kelurahan, or has a date) are left out; a total below an earlier one
    is made missing, since cumulative counts can't fall. Where only active cases are reported after
    the last total, the total is the last one plus the rise in active cases, a lower bound.
    Numbers are float, NaN where not stated; sorted by date, one row a date.
    """
    kept = city_figures[["set_aside" not in flags.split() for flags in city_figures["flags"]]]
    numbers = ["cases", "active", "recovered", "deaths"]
    table = kept[["date", *numbers]].astype(dict.fromkeys(numbers, float))
    table = table.groupby("date", as_index=False).first().sort_values("date", ignore_index=True)
    known = np.flatnonzero(table["cases"].notna())
    if known.size:
        risen = table["active"] - table["active"].iloc[known[-1]]
        later = (table.index > known[-1]) & (risen > 0)
        table["cases"] = table["cases"].mask(later, table["cases"].iloc[known[-1]] + risen)
    for name in ("cases", "recovered", "deaths"):
        table[name] = table[name].where(~(table[name] < table[name].cummax().shift().ffill()))
    return table


def simulate(
    zones: pd.DataFrame,
    population: pd.DataFrame,
    neighbours: Mapping[str, tuple[str, ...]],
    anchors: pd.DataFrame,
    seed: int = 20201006,
) -> pd.DataFrame:
    """SIMULATED cumulative positif, sembuh and meninggal as OBSERVATIONS (see ``geo.schema``).

    One row for each zone of ``zones`` and day from FIRST_DAY to LAST_DAY, zeros included. A zone
    that ``population`` lacks gets the mean. ``anchors`` has date and cases, and may have active,
    recovered and deaths (as ``clean_anchors`` gives them). Equal input and ``seed`` give an equal
    table.
    """
    rng = np.random.Generator(np.random.PCG64(seed))
    ids = [str(zone_id) for zone_id in zones["zone_id"]]
    known = population.set_index("zone_id")["population"].reindex(ids).astype("Float64")
    people = np.asarray(known.fillna(known.mean()).fillna(1.0), dtype=np.float64)
    days = pd.date_range(FIRST_DAY, LAST_DAY)
    marks = _on_days(anchors, days)
    weights = _weights(marks["active"], days, rng)
    city = _bridged(marks["cases"], weights, rng)
    new = _placed(city, people, _spread(ids, people, neighbours), rng)
    positive = new.cumsum(axis=1)
    recovered, deaths = _ended(new, marks, weights, rng)
    return pd.concat(
        [
            _observations(ids, days, indicator, counts)
            for indicator, counts in (
                ("positif", positive),
                ("sembuh", recovered),
                ("meninggal", deaths),
            )
        ],
        ignore_index=True,
    )


def _on_days(anchors: pd.DataFrame, days: pd.DatetimeIndex) -> dict[str, _Real]:
    """Reported numbers by day (NaN where none), each of shape (days,)."""
    table = anchors.set_index(pd.to_datetime(anchors["date"]))
    return {
        name: table[name].reindex(days).to_numpy(np.float64)
        if name in table
        else np.full(len(days), np.nan)
        for name in ("cases", "active", "recovered", "deaths")
    }


def _weights(active: _Real, days: pd.DatetimeIndex, rng: np.random.Generator) -> _Real:
    """The relative intensity of every day."""
    known = np.flatnonzero(active > 0)
    at = np.concatenate([[0], known]) if known.size else np.array([0])
    level = np.concatenate([[0.0], np.log(active[known])]) if known.size else np.zeros(1)
    ahead = np.arange(len(days))
    decay = np.maximum(ahead - at[-1] - HOLD, 0) / HALVING
    shape = np.exp(np.interp(ahead, at, level)) * 0.5**decay
    weekday = np.array(WEEKDAYS)[days.dayofweek]
    return shape * weekday * rng.gamma(NOISE_CITY, 1 / NOISE_CITY, len(days))


def _bridged(totals: _Real, weights: _Real, rng: np.random.Generator) -> _Counts:
    """New persons of the city by day, held to the reported totals; after the last one, by the
    intensity per weight of the last span."""
    new = np.zeros(len(totals), dtype=np.int64)
    start, so_far, scale = 0, 0, 0.0
    for end in np.flatnonzero(~np.isnan(totals)).tolist():
        remaining = int(totals[end]) - so_far
        span = weights[start : end + 1]
        scale = remaining / span.sum()
        left = span[::-1].cumsum()[::-1]
        for day in range(start, end + 1):
            chance = min(1.0, weights[day] / left[day - start])
            new[day] = rng.binomial(remaining, chance)
            remaining -= int(new[day])
        start, so_far = end + 1, int(totals[end])
    new[start:] = rng.poisson(scale * weights[start:])
    return new


def _spread(ids: list[str], people: _Real, neighbours: Mapping[str, tuple[str, ...]]) -> _Real:
    """Where a case of zone j (column) is passed on when it leaves j; columns sum to 1."""
    place = {zone_id: row for row, zone_id in enumerate(ids)}
    matrix = np.zeros((len(ids), len(ids)))
    for zone_id, column in place.items():
        around = [place[other] for other in neighbours.get(zone_id, ()) if other in place]
        if people[around].sum() > 0:
            matrix[around, column] = people[around] / people[around].sum()
        else:
            matrix[column, column] = 1.0
    return matrix


def _placed(city: _Counts, people: _Real, spread: _Real, rng: np.random.Generator) -> _Counts:
    """New cases by zone and day, shape (zones, days); columns sum to ``city``."""
    count = len(people)
    weights = np.array(GENERATION[::-1])
    passed_on = OWN * np.eye(count) + (1 - OWN) * spread
    share = people / people.sum()
    new = np.zeros((count, len(city) + len(weights)), dtype=np.int64)
    for day, cases in enumerate(city):
        if day % 7 == 0:
            luck = rng.gamma(NOISE_ZONE, 1 / NOISE_ZONE, count)
        recent = new[:, day : day + len(weights)] @ weights
        force = share
        if recent.sum() > 0:
            force = (1 - IMPORT) * (passed_on @ recent) / recent.sum() + IMPORT * share
        chance = force * luck
        new[:, day + len(weights)] = rng.multinomial(cases, chance / chance.sum())
    return new[:, len(weights) :]


def _ended(
    new: _Counts, marks: Mapping[str, _Real], weights: _Real, rng: np.random.Generator
) -> tuple[_Counts, _Counts]:
    """Cumulative recovered and deaths by zone and day, never more together than the cases."""
    city, so_far = new.sum(axis=0), new.cumsum(axis=1)
    earlier = np.concatenate([np.zeros(LATER, dtype=np.int64), city[:-LATER]])
    due_deaths = _due(marks["deaths"], rng.binomial(earlier, FATALITY), weights, rng)
    due_recovered = _due(marks["recovered"], earlier, weights, rng)
    dead, well = np.zeros_like(new), np.zeros_like(new)
    owed_dead = owed_well = 0
    for day in range(new.shape[1]):
        if day:
            dead[:, day], well[:, day] = dead[:, day - 1], well[:, day - 1]
        if day >= DEATH:
            pool = np.maximum(so_far[:, day - DEATH] - dead[:, day] - well[:, day], 0)
            owed_dead, taken = _drawn(owed_dead + int(due_deaths[day]), pool, rng)
            dead[:, day] += taken
        if day >= RECOVERY:
            pool = np.maximum(so_far[:, day - RECOVERY] - dead[:, day] - well[:, day], 0)
            owed_well, taken = _drawn(owed_well + int(due_recovered[day]), pool, rng)
            well[:, day] += taken
    return well, dead


def _due(totals: _Real, later: _Counts, weights: _Real, rng: np.random.Generator) -> _Counts:
    """Persons of the city due by day: bridged up to the last reported total, then ``later``."""
    due = _bridged(totals, weights, rng)
    last = int(np.flatnonzero(~np.isnan(totals)).max(initial=-1))
    return np.where(np.arange(len(due)) > last, later, due)


def _drawn(wanted: int, pool: _Counts, rng: np.random.Generator) -> tuple[int, _Counts]:
    """Draw ``wanted`` persons from the zones' pools; what the pools lack stays owed."""
    count = min(wanted, int(pool.sum()))
    return wanted - count, rng.multivariate_hypergeometric(pool, count)


def _observations(
    ids: list[str], days: pd.DatetimeIndex, indicator: str, counts: _Counts
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "zone_id": np.tile(np.array(ids, dtype=object), len(days)),
            "date": np.repeat(days.to_numpy("datetime64[ns]"), len(ids)),
            "indicator": indicator,
            "measure": "cumulative",
            "value": pd.array(counts.T.ravel(), dtype="Int64"),
            "flag": "",
        }
    )
