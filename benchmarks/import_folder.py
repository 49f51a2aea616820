"""A folder of daily workbooks into a new SQLite store, by the command that staff use.

    python -m benchmarks.import_folder [FOLDER] [COUNT]

FOLDER is that of ``benchmarks.jakarta``; default: $JAGA_TESTING. Where it is missing nothing is
measured, and that is said. Where there are fewer than COUNT (495) workbooks they are repeated under
the names of other days, so that numbers fall at each turn and the report has more to tell. Prints a
markdown table; ends with 1 where the limit is missed or a file was refused.
"""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

from benchmarks.jakarta import cities_file, testing_folder
from benchmarks.measure import machine, table
from geo import text
from geo.io.sources.days import find_day
from geo.io.store import Store

COUNT, LIMIT_S = 495, 90.0
FIRST = dt.date(2021, 1, 1)


def main(arguments: list[str]) -> int:
    folder = testing_folder(arguments)
    if folder is None:
        return 0
    count = int(arguments[1]) if len(arguments) > 1 else COUNT
    with tempfile.TemporaryDirectory() as place:
        home = Path(place)
        cities, store = cities_file(folder, home), home / "store.db"
        inbox = home / "inbox"
        workbooks = lay_out(folder / "jakarta_daily", inbox, count)
        command = [sys.executable, "-m", "geo", "import", str(inbox)]
        command += ["--city", "jakarta", "--disease", "covid19", "--cities", str(cities)]
        url = f"sqlite:///{store}"
        command += ["--db", url, "--lang", "en"]
        start = time.perf_counter()
        done = subprocess.run(command, capture_output=True, text=True)
        seconds = time.perf_counter() - start
        if done.returncode:
            print(done.stdout, done.stderr, sep="\n", file=sys.stderr)
            return 1
        opened = Store.open(url)
        batches = opened.batches("jakarta", "covid19")
        opened.close()
        size = store.stat().st_size
    held = seconds <= LIMIT_S
    print(f"{machine()}\n")
    row = [
        f"{workbooks}",
        f"{len(batches)}",
        f"{sum(batch.rows for batch in batches):,}",
        f"{size / 1e6:.1f} MB",
    ]
    row += [f"{seconds:.1f} s", f"{LIMIT_S:.0f} s", "yes" if held else "NO"]
    heads = ("Workbooks", "batches", "rows", "store", "time", "limit", "held")
    print(table(heads, [row]))
    return 0 if held else 1


def lay_out(source: Path, inbox: Path, count: int) -> int:
    """``count`` workbooks in a folder, one a day from ``FIRST`` on, no two of them alike."""
    inbox.mkdir()
    found = sorted(source.glob("*.xlsx"), key=lambda file: find_day(file.name) or FIRST)
    for number in range(count):
        day = FIRST + dt.timedelta(days=number)
        written = text.day(day, "id", "long").split(" ")
        name = f"Standar Kelurahan Data Corona ({int(written[0]):02} {written[1]} {day.year}).xlsx"
        copy = inbox / name
        copy.write_bytes(found[number % len(found)].read_bytes())
        with zipfile.ZipFile(copy, "a") as book:
            book.comment = str(number).encode()
    return count


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
