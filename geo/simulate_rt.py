"""SIMULATED houses per RT: simulated cases put into invented houses. NOT official data.

No list of houses with cases per RT was ever published. So that the rules on RTs can be tried, each
kelurahan gets one RT for every 437 people (689,000 people and 1,576 RTs were reported of the city
in 2021), and each simulated case falls, in this order of chance: into a house that had a case in
the last 14 days (SAME_HOUSE), into another house of an RT that had one (SAME_RT), else into a house
of any RT. Houses count for the seven days from each of their cases on.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from geo.panel import Panel
from geo.rt import RtHouses

PEOPLE_PER_RT = 437
SAME_HOUSE, SAME_RT = 0.35, 0.35
MEMORY_DAYS, HOUSE_DAYS = 14, 7


def houses(panel: Panel, people: npt.NDArray[np.float64], seed: int = 20201006) -> RtHouses:
    """Invented RtHouses on the days of a panel of simulated new cases."""
    rng = np.random.default_rng(seed)
    sizes = np.maximum(1, np.round(np.nan_to_num(people) / PEOPLE_PER_RT)).astype(np.int64)
    zone_of = np.repeat(np.arange(len(sizes)), sizes)
    counts = np.zeros((len(zone_of), len(panel.days) + HOUSE_DAYS + 1))
    starts = np.concatenate([[0], np.cumsum(sizes)])
    for zone, size in enumerate(sizes):
        new = np.nan_to_num(panel.new[zone]).clip(min=0).astype(np.int64)
        for rt, day, until in _stays(rng, new, int(size)):
            counts[starts[zone] + rt, day] += 1
            counts[starts[zone] + rt, until] -= 1
    days = len(panel.days)
    names = tuple(f"{row - starts[zone] + 1:03d}" for row, zone in enumerate(zone_of))
    return RtHouses(names, zone_of, panel.days, np.cumsum(counts, axis=1)[:, :days])


def _stays(
    rng: np.random.Generator, new: npt.NDArray[np.int64], rts: int
) -> list[tuple[int, int, int]]:
    """(RT, first day, first day after) of each house's time with a case in the last seven days."""
    recent: list[tuple[int, int, int]] = []  # day, RT, house
    until: dict[tuple[int, int], int] = {}
    stays, houses_made = [], 0
    for day in np.flatnonzero(new):
        recent = [case for case in recent if day - case[0] <= MEMORY_DAYS]
        for _ in range(int(new[day])):
            chance = rng.random()
            if recent and chance < SAME_HOUSE + SAME_RT:
                _, rt, house = recent[int(rng.integers(len(recent)))]
                if chance >= SAME_HOUSE:
                    houses_made += 1
                    house = houses_made
            else:
                houses_made += 1
                rt, house = int(rng.integers(rts)), houses_made
            recent.append((int(day), rt, house))
            first = max(int(day), until.get((rt, house), 0))
            end = int(day) + HOUSE_DAYS
            if end > first:
                stays.append((rt, first, end))
            until[rt, house] = end
    return stays
