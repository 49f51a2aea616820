"""A folder of daily workbooks into a new SQLite store, by the command that staff use.

    python -m benchmarks.import_folder [FOLDER]

FOLDER holds jakarta_daily/ (workbooks of the city's Corona dashboard, one a day) and
jakarta_boundaries/ (its SHP); default: $JAGA_TESTING. Both are other people's files and not in the
repository: where they are missing nothing is measured, and that is said. Prints a markdown table;
ends with 1 where the limit is missed or a file was refused.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.measure import machine, table
from geo.io.store import Store

LIMIT_S = 30.0
CITY = """
[jakarta]
name = "DKI Jakarta"
regency_code = "31"
utm = "EPSG:32748"
boundaries = "{boundaries}"
code_field = "KODE_DESA"
name_field = "DESA_KELUR"
district_field = "KECAMATAN"
zones_total = 267
"""
SHAPES = "jakarta_boundaries/BATAS_DESA_DESEMBER_2019_DUKCAPIL_DKI_JAKARTA.shp"


def main(arguments: list[str]) -> int:
    given = arguments[0] if arguments else os.environ.get("JAGA_TESTING")
    folder = Path(given).resolve() if given else None
    if folder is None or not (folder / SHAPES).exists() or not (folder / "jakarta_daily").is_dir():
        print("not measured: name the folder that holds jakarta_daily/ and jakarta_boundaries/")
        return 0
    workbooks = len(list((folder / "jakarta_daily").glob("*.xlsx")))
    with tempfile.TemporaryDirectory() as place:
        home = Path(place)
        cities, store = home / "cities.toml", home / "store.db"
        cities.write_text(CITY.format(boundaries=(folder / SHAPES).as_posix()), encoding="utf-8")
        command = [sys.executable, "-m", "geo", "import", str(folder / "jakarta_daily")]
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


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
