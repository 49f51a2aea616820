"""Whether the measure "did it help?" tells the truth, on made epidemics with a known effect.

    python -m benchmarks.effect [SEED ...]

500 runs each; default seeds 1001 and 1002, neither of which the method was chosen with. For every
scenario of ``geo.effect_trial`` and every factor: how often the interval held the true effect, how
often there was a verdict (a false alarm at factor 1, power else), both of the decided runs with
exact 95 % intervals, how many runs were decided, and how far off the ratio is on average, beside
the same without matching. Ends with 1 where, over all seeds, coverage is below 90 % or surely (by
its exact limits) above 98 %, or where there are more than 6 % false alarms.
"""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Sequence

import numpy as np

from benchmarks.measure import machine, table
from geo import boundaries, coverage, population
from geo.cities import read_cities
from geo.effect_trial import SCENARIOS, Ground, Trial, ground, trial

RUNS = 500
SEEDS = (1001, 1002)
FACTORS = (1.0, 0.7, 0.5)
COVERAGE, ALARMS = (0.90, 0.98), 0.06
HEADS = ("Scenario", "factor", "covered", "95 %", "verdicts", "95 %", "decided", "ratio off")
HEADS += ("unmatched", "held")


def main(arguments: list[str]) -> int:
    seeds = [int(argument) for argument in arguments] or list(SEEDS)
    on, begin = banjarmasin(), time.process_time()
    rows, held = [], True
    for name, of in SCENARIOS.items():
        for factor in FACTORS:
            made = added([trial(on, of, factor, RUNS, seed) for seed in seeds])
            good = COVERAGE[0] <= made.coverage[0] and made.coverage[1] <= COVERAGE[1]
            good &= factor < 1 or made.finding[0] <= ALARMS
            held &= good
            rows.append([name, f"{factor}", *row(made), "yes" if good else "NO"])
    print(f"{machine()}, {len(seeds)} x {RUNS} runs a row, seeds {', '.join(map(str, seeds))}\n")
    print(table(HEADS, rows))
    print(f"\n{time.process_time() - begin:.0f} s of processor time")
    return 0 if held else 1


def banjarmasin() -> Ground:
    city = read_cities()["banjarmasin"]
    zones = boundaries.read(city)
    ids = zones["zone_id"].to_list()
    people = population.read(city).set_index("zone_id")["population"].reindex(ids)
    near = coverage.neighbours(zones, coverage.read_extra_pairs())
    return ground(people.to_numpy(np.float64, na_value=np.nan), ids, near)


def added(made: Sequence[Trial]) -> Trial:
    """The trials of all seeds as one."""
    decided = sum(one.decided for one in made)
    means = [
        sum(getattr(one, name) * one.decided for one in made if one.decided) / max(decided, 1)
        for name in ("bias", "naive")
    ]
    counts = [sum(getattr(one, name) for one in made) for name in ("covered", "found")]
    return Trial(sum(one.runs for one in made), decided, *counts, *means)


def row(made: Trial) -> list[str]:
    cells = []
    for part, low, high in (made.coverage, made.finding):
        cells += [f"{100 * part:.1f} %", f"{100 * low:.1f}–{100 * high:.1f}"]
    factors = [f"x {math.exp(value):.2f}" for value in (made.bias, made.naive)]
    return [*cells, f"{made.decided} of {made.runs}", *factors]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
