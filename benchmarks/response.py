"""The register of responses: inventing it, its lines, the view of a day, its part of a digest.

    python -m benchmarks.response

Two cities with simulated cases of 709 days: Banjarmasin (52 kelurahan), and Semarang (177) held to
Banjarmasin's totals, as it has none of its own. Prints a markdown table of processor time; ends
with 1 where a limit is missed.
"""

from __future__ import annotations

import datetime as dt
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

from geo import archive, boundaries, coverage, population, simulate, simulate_response
from geo.cities import read_cities, read_diseases
from geo.facts import Facts
from geo.register import Register
from geo.response import Check, Entry, Puskesmas, Record, Report, part_of, stored, written
from geo.response_kinds import SIAGA
from geo.response_view import ResponseView, response_view
from geo.rules import registry
from geo.views import WEEK, CityView, city_view

RUNS = 7
PUSKESMAS = 27
"""As many as Banjarmasin has; only their number matters here, so they are numbered."""
DAY = dt.date(2021, 7, 18)
KAMPUNG, LOOKS, JOGO_TONGGO, REPORTS = 365, 16, 100, 300
"""A register that was kept for a year: so many Kampung Siaga with so many looks at each of the five
siaga (365 were reported of Semarang in 2021), so many Jogo Tonggo with so many reports."""
LIMIT, MANY = 50.0, 150.0
"""Milliseconds for a step; for inventing the responses of a city with more than MOST zones."""
MOST = 100


def city_facts(key: str) -> Facts:
    """The city with simulated cases; its tables are read and its panel is made."""
    cities = read_cities()
    city = cities[key]
    zones = boundaries.read(city)
    near = coverage.neighbours(zones, coverage.read_extra_pairs())
    totals = simulate.clean_anchors(archive.read(cities["banjarmasin"]).city_figures)
    people = population.read(city)
    known = tuple(Puskesmas(puskesmas=f"Nomor {number}") for number in range(PUSKESMAS))
    facts = Facts(
        city=city,
        disease=read_diseases()["covid19"],
        zones=zones.drop(columns="geometry"),
        population=people,
        observations=simulate.simulate(zones[["zone_id"]], people, near, totals),
        simulated=True,
        register=Register(known, population.read_rws(city)),
    )
    assert facts.cases.days
    return facts


def steps(facts: Facts) -> Iterator[tuple[str, float, Callable[[], object]]]:
    """What is measured: words, limit in ms, and the work. Each run begins with a register that has
    worked nothing out yet."""
    rule = registry()["insidensi7"]
    now, before = city_view(facts, rule, DAY), city_view(facts, rule, DAY - WEEK)
    made = facts.register.records + simulate_response.records(facts)
    invent = MANY if len(facts.zone_ids) > MOST else LIMIT
    yield "inventing", invent, lambda: simulate_response.records(facts)
    yield "lines", LIMIT, lambda: Register(made).lines
    yield (
        "state of every line",
        LIMIT,
        lambda: [line.state_on(DAY) for line in Register(made).lines],
    )
    yield "spans of every line", LIMIT, lambda: [line.spans for line in Register(made).lines]
    yield "view of a day", LIMIT, lambda: _view(facts, made, now, before)
    yield "view, all that it can be asked", LIMIT, lambda: _asked(_view(facts, made, now, before))
    year = (*made, *_year(facts))
    yield (
        f"the same, {len(year):,} records",
        10 * LIMIT,
        lambda: _asked(_view(facts, year, now, before)),
    )
    yield "stored records read", LIMIT, lambda: _read(made)
    empty = replace(facts, register=Register())
    bare = median(lambda: replace(empty).digest)
    full = replace(facts, register=Register(made))
    yield f"digest ({bare:.0f} ms without a register)", bare + LIMIT, lambda: replace(full).digest


def _view(facts: Facts, made: tuple[Record, ...], now: CityView, before: CityView) -> ResponseView:
    fresh = replace(facts, register=Register(made, facts.register.rws), simulated=False)
    return response_view(replace(now, facts=fresh), replace(before, facts=fresh))


def _year(facts: Facts) -> Iterator[Record]:
    """What a city would write down in a year."""
    zones, begin = facts.zone_ids, DAY - dt.timedelta(days=REPORTS + 20)
    for number in range(KAMPUNG):
        at = {"zone_id": zones[number % len(zones)], "rw": f"{number // len(zones) + 11:03d}"}
        yield Entry(kind="kampung", start=begin, **at)
        for look in range(LOOKS):
            date = begin + dt.timedelta(days=20 * look)
            for item in SIAGA:
                yield Check(item=item, date=date, ready=look % 3 > 0, **at)
        if number < JOGO_TONGGO:
            yield Entry(kind="jogo_tonggo", start=begin, **at)
            for day in range(REPORTS):
                yield Report(date=begin + dt.timedelta(days=day), houses={"001": 1}, **at)


def _asked(view: ResponseView) -> object:
    return view.by_zone, view.kampung, view.coverages, view.active, view.without_puskesmas


def _read(made: tuple[Record, ...]) -> object:
    return [stored(part_of(r), written(r), id=r.id, origin=r.origin) for r in made]


def median(work: Callable[[], object]) -> float:
    """Milliseconds of the processor, the median of RUNS after one that is not counted."""
    work()
    times = []
    for _ in range(RUNS):
        begin = time.process_time()
        work()
        times.append(time.process_time() - begin)
    return statistics.median(times) * 1000


def main() -> int:
    """0 where every limit holds."""
    today = dt.datetime.now(dt.UTC).date().isoformat()
    print(f"{today}, {os.cpu_count()} cores, Python {platform.python_version()}\n")
    print("| What | zones | records | measured | limit | held |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    missed = 0
    for key in ("banjarmasin", "semarang"):
        facts = city_facts(key)
        count = len(facts.register.records) + len(simulate_response.records(facts))
        for words, limit, work in steps(facts):
            took = median(work)
            missed += took > limit
            held = "yes" if took <= limit else "NO"
            zones = len(facts.zone_ids)
            print(f"| {words} | {zones} | {count} | {took:.1f} ms | {limit:.0f} ms | {held} |")
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
