"""Indonesia on one PostgreSQL: 83,000 kelurahan and desa for a year, a city out of it, a province.

    python -m benchmarks.national [--zones N] [--days N]

Made numbers with a fixed seed in a made layout of 38 provinces, 514 kota and kabupaten and some
7,300 kecamatan; each kota sends a batch a day. They are loaded as restore loads them
(``bulk.insert_rows``: COPY), a day a transaction, kota in another order every day. A panel is what
a city's map asks for (``Store.observations`` and ``panel.build``), a roll-up ``rollup.sums``.
"Cold" is the first time after a restart of the server whose files were put out of the system's
memory. All is read twice: as loaded, and after CLUSTER has put each year's numbers in the order of
their key, as one would with years that are over. PostgreSQL is one of our own in a temporary
folder, as it comes but for ``shared_buffers``; the whole needs some 11 GB there, and at full size
ten minutes. Prints markdown tables; ends with 1 where a limit is missed.
"""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
import json
import math
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import sqlalchemy as sa

from benchmarks.measure import kb, machine, p95, table
from geo import panel
from geo.errors import StoreError
from geo.io import rollup
from geo.io.bulk import insert_rows
from geo.io.engine import make_engine
from geo.io.store import NewBatch, Store
from geo.io.tables import BATCH_STATES, BATCHES, OBSERVATIONS
from geo.schema import UNALLOCATED_COLUMNS
from tests.store_kit import Server, programs

ZONES, DAYS, SEED = 83_000, 365, 20201006
FIRST = dt.date(2020, 7, 1)
PROVINCES = (23, 33, 19, 12, 11, 17, 10, 15, 7, 7, 6, 27, 35, 5, 38, 8, 9, 10, 22)
PROVINCES += (14, 14, 13, 10, 5, 15, 13, 24, 17, 6, 6, 11, 10, 9, 7, 4, 8, 8, 6)
"""Kota and kabupaten of each of 38 provinces, 514 in all; which is which does not matter."""
LARGEST, MIDDLE = (8_500, 35), (2_000, 13)
"""Zones of two provinces, and their kota and kabupaten: the others share the rest."""
PANELS = (52, 60, 80, 100, 120, 140, 160, 177, 200, 220, 240, 267)
"""Zones of the cities whose panels are read, the nearest that there are."""
DISEASE, INDICATOR = "covid19", "positif"
PANEL_S, PROVINCE_S = 0.3, 2.0
REPEATS = 5
SAMPLE = 40
"""Batches stored through ``Store.add``, to say what it would take."""
BUFFERS = "1GB"
CELLS = ("city", "disease", "indicator", "date", "zone_id", "batch_id", "measure", "value", "flag")
OF_BATCH = ("id", "city", "disease", "kind", "created_at", "file_name", "sha256", "rows", "note")


Question = tuple[str, str, list[Callable[[], None]], float | None]
"""What is asked, of how many zones, the work, and its limit in seconds."""


@dataclass(frozen=True)
class City:
    """A made kota or kabupaten: its key in the store and the codes of its zones."""

    key: str
    zones: tuple[str, ...]

    @property
    def province(self) -> str:
        return self.key[:2]


def layout(total: int) -> list[City]:
    """All cities: large and small ones, some 11 zones a kecamatan, ``total`` zones."""
    rng = np.random.default_rng(SEED)
    sizes = [rng.lognormal(0, 0.6, count) for count in PROVINCES]
    for zones, count in (LARGEST, MIDDLE):
        sizes[PROVINCES.index(count)] *= zones / sizes[PROVINCES.index(count)].sum()
    fixed = {PROVINCES.index(count) for _, count in (LARGEST, MIDDLE)}
    rest = sum(some.sum() for at, some in enumerate(sizes) if at not in fixed)
    share = (ZONES - LARGEST[0] - MIDDLE[0]) / rest
    weights = np.concatenate([s if at in fixed else s * share for at, s in enumerate(sizes)])
    ends = np.round(np.cumsum(weights) * total / weights.sum()).astype(int)
    counts = np.maximum(1, np.diff(ends, prepend=0))
    codes = [(p, c) for p, count in enumerate(PROVINCES, 11) for c in range(1, count + 1)]
    found = []
    for (p, c), count in zip(codes, counts, strict=True):
        places = [f"{1 + k // 11:02d}.{2001 + k % 11}" for k in range(count)]
        found.append(City(f"{p}{c:02d}", tuple(f"{p}.{c:02d}.{place}" for place in places)))
    return found


def load(store: Store, cities: Sequence[City], days: int) -> int:
    """Every day of every city; the number of rows."""
    rng = np.random.default_rng(SEED)
    numbers = itertools.count(1)
    rows = 0
    for at in range(days):
        day = (FIRST + dt.timedelta(days=at)).isoformat()
        some = [(next(numbers), cities[k]) for k in rng.permutation(len(cities))]
        moment = f"{day}T12:00:00.000000+00:00"
        with store.writing() as connection:
            told = [
                (n, c.key, DISEASE, "import", moment, f"{day}.xlsx", f"{n:064d}", len(c.zones), "")
                for n, c in some
            ]
            insert_rows(connection, BATCHES, OF_BATCH, told)
            states = [(n, n, "published", moment, "", "") for n, _ in some]
            columns = ("id", "batch_id", "state", "at", "by", "note")
            insert_rows(connection, BATCH_STATES, columns, states)
            counts = iter(rng.poisson(1.5, sum(len(city.zones) for city in cities)).tolist())
            cells = [
                (city.key, DISEASE, INDICATOR, day, zone, n, "new", next(counts), "")
                for n, city in some
                for zone in city.zones
            ]
            insert_rows(connection, OBSERVATIONS, CELLS, cells)
        rows += len(cells)
    return rows


def added(store: Store, city: City) -> float:
    """Rows a second through ``Store.add``, a batch a day."""
    nobody = pd.DataFrame(columns=list(UNALLOCATED_COLUMNS))
    begin = time.perf_counter()
    for at in range(SAMPLE):
        rows = {"zone_id": list(city.zones), "date": pd.Timestamp(FIRST) + pd.Timedelta(days=at)}
        rows |= {"indicator": INDICATOR, "measure": "new", "flag": "", "days": 1}
        made = pd.DataFrame(rows).astype({"date": "datetime64[ns]"})
        made["value"] = pd.array([at % 5] * len(made), dtype="Int64")
        store.add(NewBatch(city.key, DISEASE, "import", "x", f"{at:064d}"), made, nobody)
    return SAMPLE * len(city.zones) / (time.perf_counter() - begin)


def read_panel(store: Store, city: City, days: int) -> None:
    """A city's panel as its map asks for it; ends the benchmark where it is not whole."""
    rows = store.observations(city.key, DISEASE, (INDICATOR,))
    found = panel.build(rows, city.zones, INDICATOR)
    if found.new.shape != (len(city.zones), days) or np.isnan(found.new).any():
        sys.exit(f"the panel of {city.key} is not whole: {found.new.shape}")


def roll_up(store: Store, cities: Sequence[City], days: int, level: rollup.Level) -> None:
    """Sums of all days; ends the benchmark where a zone is missing."""
    zones = [zone for city in cities for zone in city.zones]
    keys = [city.key for city in cities]
    found = rollup.sums(store, keys, DISEASE, INDICATOR, level, zones)
    if int(found["reported"].sum()) != len(zones) * days or found["missing"].any():
        sys.exit(f"the roll-up of {len(zones)} zones is not whole")


def timed(work: Callable[[], None]) -> float:
    """Seconds; infinite where the store gives up, as it does on a question of six seconds."""
    begin = time.perf_counter()
    try:
        work()
    except StoreError as error:
        print(f"given up: {error}", file=sys.stderr)
        return math.inf
    return time.perf_counter() - begin


def restart_cold(server: Server) -> None:
    """The server anew, with none of its files in the system's memory (needs no special right)."""
    engine = sa.create_engine(server.url(), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql("CHECKPOINT")
    engine.dispose()
    server.stop()
    os.sync()
    for file in (server.folder / "data").rglob("*"):
        if file.is_file():
            handle = os.open(file, os.O_RDONLY)
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
            os.close(handle)
    server.start()


def partitions_read(store: Store, city: City, *days: str) -> list[str]:
    """The tables that PostgreSQL opens for a city's numbers of these days."""
    cells = OBSERVATIONS.c
    query = sa.select(cells.value).where(cells.city == city.key, cells.disease == DISEASE)
    query = query.where(cells.indicator == INDICATOR, cells.date.between(*days))
    with store.reading() as connection:
        written = query.compile(connection.engine, compile_kwargs={"literal_binds": True})
        plan = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {written}").scalar()
    return sorted(set(_relations(plan if isinstance(plan, list) else json.loads(str(plan)))))


def _relations(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        yield from [node["Relation Name"]] if "Relation Name" in node else []
        node = list(node.values())
    if isinstance(node, list):
        for one in node:
            yield from _relations(one)


def sizes(store: Store) -> tuple[int, int, int]:
    """Bytes of the whole database, of the observations' rows, and of their index."""
    of = "SELECT pg_database_size(current_database()), sum(pg_table_size(relid)), "
    of += "sum(pg_indexes_size(relid)) FROM pg_partition_tree('observations') WHERE isleaf"
    with store.reading() as connection:
        whole, rows, index = connection.exec_driver_sql(of).one()
    return int(whole), int(rows), int(index)


def nearest(cities: Sequence[City], zones: int) -> City:
    return min(cities, key=lambda city: (abs(len(city.zones) - zones), city.key))


def ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms" if math.isfinite(seconds) else "given up"


def measured(server: Server, total: int, days: int) -> bool:
    """Prints the tables; True where every limit holds."""
    cities = layout(total)
    small = Store.create(server.fresh())
    through_add = added(small, nearest(cities, 160))
    small.close()
    url = server.fresh()
    store = Store.create(url)
    begin = time.perf_counter()
    rows = load(store, cities, days)
    loaded = time.perf_counter() - begin
    analysed, version = tidied(url, ["VACUUM ANALYZE"])
    districts = {zone[:8] for city in cities for zone in city.zones}
    zones = sum(len(city.zones) for city in cities)
    print(f"{machine()}, PostgreSQL {version} (shared_buffers {BUFFERS}); {zones:,} zones in")
    print(f"{len(districts):,} kecamatan, {len(cities)} kota and kabupaten, ", end="")
    print(f"{len(PROVINCES)} provinces; {days} days, {len(cities) * days:,} batches, ", end="")
    print(f"{rows:,} rows\n")
    last = FIRST + dt.timedelta(days=days - 1)
    read = partitions_read(store, cities[0], f"{last:%Y-%m}-01", last.isoformat())
    of = partitions_read(store, cities[0], "0001-01-01", "9999-12-31")
    held = [read == [f"observations_{last.year}"]]
    done = [["as loaded", f"{loaded:.0f} s", f"{rows / loaded:,.0f}", *on_disk(store, rows)]]
    lines = answered(server, store, questions(store, cities, days))
    years = [name for name in of if name[-4:].isdigit()]
    work = [f"CLUSTER {name} USING {name}_pkey" for name in years]
    clustered, _ = tidied(url, [*work, "VACUUM ANALYZE observations"])
    done.append(["its years clustered", f"{clustered:.0f} s", "", *on_disk(store, rows)])
    for line in answered(server, store, questions(store, cities, days)):
        lines.append([f"{line[0]}; years clustered", *line[1:]])
    store.close()
    heads = ("Store", "took", "rows a second", "on disk", "rows", "index", "a row")
    print(table(heads, done))
    print(f"\n- `VACUUM ANALYZE` after the load: {analysed:.0f} s")
    print(f"- through `Store.add` {through_add:,.0f} rows a second: ", end="")
    print(f"{rows / through_add / 3600:.1f} hours for all of it (not done, worked out)")
    print(f"- {last:%Y-%m} of a city opens {', '.join(read)}; all its days {', '.join(of)}\n")
    heads = ("Read", "zones", "warm, median", "p95", "limit", "held", "cold, median", "slowest")
    print(table(heads, lines))
    print("\nThe limit is on the warm p95; cold is shown and held to nothing.")
    return all(held) and all(line[5] != "NO" for line in lines)


def answered(server: Server, store: Store, asked: Iterable[Question]) -> list[list[str]]:
    """A line a question; before each the server is restarted cold."""
    lines = []
    for name, some, works, limit in asked:
        store.close()
        restart_cold(server)
        cold = [timed(work) for work in works]
        warm = [timed(work) for _ in range(REPEATS) for work in works]
        limits = ["–", "–"]
        if limit is not None:
            limits = [ms(limit), "yes" if p95(warm) <= limit else "NO"]
        numbers = [ms(statistics.median(warm)), ms(p95(warm)), *limits]
        lines.append([name, some, *numbers, ms(statistics.median(cold)), ms(max(cold))])
    return lines


def tidied(url: str, commands: Sequence[str]) -> tuple[float, str]:
    """Seconds that these commands of PostgreSQL took, and its version."""
    engine = make_engine(url).execution_options(isolation_level="AUTOCOMMIT")
    begin = time.perf_counter()
    with engine.connect() as connection:
        for command in commands:
            connection.exec_driver_sql(command)
        took = time.perf_counter() - begin
        version = connection.exec_driver_sql("SHOW server_version").scalar()
    engine.dispose()
    return took, str(version)


def on_disk(store: Store, rows: int) -> list[str]:
    """What the database, its numbers and their index take, and a number on average."""
    whole, of_rows, of_index = sizes(store)
    each = (of_rows + of_index) / rows
    return [kb(whole), kb(of_rows), kb(of_index), f"{each:.0f} bytes"]


def questions(store: Store, cities: Sequence[City], days: int) -> Iterator[Question]:
    """Panels of cities, sums of two provinces and of one kota; of a shrunken country alike."""
    share = sum(len(city.zones) for city in cities) / ZONES
    some = sorted({nearest(cities, round(zones * share)).key for zones in PANELS})
    chosen = [city for city in cities if city.key in some]
    counts = sorted(len(city.zones) for city in chosen)
    works = [lambda city=city: read_panel(store, city, days) for city in chosen]
    yield f"panels of {len(chosen)} cities", f"{counts[0]} to {counts[-1]}", works, PANEL_S
    largest = max(cities, key=lambda city: len(city.zones))
    one = [lambda: read_panel(store, largest, days)]
    yield "panel of the largest kabupaten", f"{len(largest.zones)}", one, None
    for name, (_, count) in (("2,000 zones", MIDDLE), ("8,500 zones", LARGEST)):
        code = f"{11 + PROVINCES.index(count)}"
        inside = [city for city in cities if city.province == code]
        zones = sum(len(city.zones) for city in inside)
        for level, limit in (("regency", PROVINCE_S), ("district", None)):
            work = [lambda inside=inside, level=level: roll_up(store, inside, days, level)]
            yield f"province of some {name}, by {level} and day", f"{zones}", work, limit
    one_city = nearest(cities, round(267 * share))
    work = [lambda: roll_up(store, [one_city], days, "district")]
    yield "one kota, by kecamatan and day", f"{len(one_city.zones)}", work, PROVINCE_S


def main(arguments: Sequence[str]) -> int:
    """0 where every limit holds."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.national")
    parser.add_argument("--zones", type=int, default=ZONES)
    parser.add_argument("--days", type=int, default=DAYS)
    asked = parser.parse_args(arguments)
    found = programs()
    if found is None:
        print("not measured: PostgreSQL is not installed (Debian: apt-get install postgresql)")
        return 1
    server = Server(found, safe=True)
    try:
        with (server.folder / "data" / "postgresql.conf").open("a") as settings:
            settings.write(f"shared_buffers = '{BUFFERS}'\n")
        server.stop()
        server.start()
        held = measured(server, asked.zones, asked.days)
    finally:
        server.end()
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
