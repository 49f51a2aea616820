"""An import that is killed again and again, each time at another point; a program of its own.

    python -m tests.store_killed URL CITIES FOLDER ROUNDS

Everything is loaded once, and each round is a fork of it, so that a round costs no start. In each
the real command imports three new files, is killed with SIGKILL, and the store is opened and held
to ``faults_of``. Two rounds are let through first, to know how long one takes. Prints a line of
JSON a round: was it killed before its end, how many files were stored whole, and what was wrong.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from pathlib import Path

import sqlalchemy as sa

from geo.__main__ import main
from geo.io.store import Store
from geo.io.tables import AUDIT, BATCH_STATES, BATCHES, OBSERVATIONS, UNALLOCATED
from tests.intake_kit import ZONES

FILES, DAYS = 3, 12


def write_files(folder: Path, number: int) -> list[Path]:
    """New files: every zone on some days, and a row of no zone a day."""
    folder.mkdir(parents=True)
    files = []
    for at in range(FILES):
        file = folder / f"{number}-{at}.csv"
        rows = ["kode;kelurahan;tanggal;ukuran;positif;sembuh"]
        for day in range(1, DAYS + 1):
            for zone, name in zip(ZONES["zone_id"], ZONES["name"], strict=True):
                rows.append(f"{zone};{name};2020-10-{day:02d};new;{number};{at}")
            rows.append(f";LUAR KOTA;2020-10-{day:02d};new;1;1")
        file.write_text("\n".join(rows), encoding="utf-8")
        files.append(file)
    return files


def load(url: str, cities: str, folder: Path) -> int:
    """The command that staff use."""
    words = ["import", str(folder), "--city", "uji", "--disease", "dbd"]
    return main([*words, "--cities", cities, "--db", url])


def faults_of(store: Store) -> list[str]:
    """What is not whole: rows of a batch that are not there, or that belong to none; a batch
    without a state or a line in the log."""
    with store.reading() as connection:
        known = {row.id: row for row in connection.execute(sa.select(BATCHES))}
        found: list[str] = []
        for table, column in ((OBSERVATIONS, "rows"), (UNALLOCATED, "other_rows")):
            query = sa.select(table.c.batch_id, sa.func.count()).group_by(table.c.batch_id)
            counts = dict(map(tuple, connection.execute(query)))
            found += [f"rows of no batch: {key}" for key in set(counts) - set(known)]
            for key, row in known.items():
                if counts.get(key, 0) != row._mapping[column]:
                    found.append(f"batch {key}: {counts.get(key, 0)} {column}")
        states = set(connection.scalars(sa.select(BATCH_STATES.c.batch_id)))
        logged = set(connection.scalars(sa.select(AUDIT.c.subject)))
        found += [f"batch {key} has no state" for key in set(known) ^ states]
        found += [f"batch {key} is not in the log" for key in known if f"#{key}" not in logged]
    return found


def rounds(url: str, cities: str, folder: Path, count: int) -> None:
    """Run them; the kills are spread over the time that an import takes."""
    out = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    load(url, cities, write_files(folder / "warm", 0)[0].parent)  # everything is loaded now
    begin = time.perf_counter()
    load(url, cities, write_files(folder / "timed", count + 1)[0].parent)
    whole, before = time.perf_counter() - begin, 2 * FILES
    for number in range(1, count + 1):
        part = (
            number * 37 % count + 0.5
        ) / count  # every part of an import, early and late in turn
        files = write_files(folder / f"{number}", number)
        child = os.fork()
        if child == 0:
            load(url, cities, files[0].parent)
            os._exit(0)
        time.sleep(1.1 * whole * part)
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        store = Store.open(url)
        stored = len(store.batches("uji", "dbd"))
        killed, wrong = os.WIFSIGNALED(status), faults_of(store)
        store.close()
        said = {"killed": killed, "stored": stored - before, "wrong": wrong}
        if not killed:  # other work on this machine makes an import slower or faster
            whole *= 0.9
        elif part > 0.8 and stored - before < FILES:
            whole *= 1.2
        before = stored
        os.write(out, json.dumps(said).encode() + b"\n")


if __name__ == "__main__":
    rounds(sys.argv[1], sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]))
