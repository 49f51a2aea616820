"""The back-test of the warning from next door, on the real series, with its seconds.

    python -m benchmarks.backtest [FOLDER]

FOLDER is that of ``benchmarks.jakarta``; default: $JAGA_TESTING. Where it is missing nothing is
measured, and that is said. Prints the table of data/backtest.toml anew; ends with 1 where the limit
is missed or the numbers are not those that are kept there.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from benchmarks.jakarta import cities_file, testing_folder
from benchmarks.measure import machine, table
from geo import skill
from geo.cities import read_cities, read_diseases
from geo.commands.backtest import gather
from geo.render import skill as words

LIMIT_S = 30.0


def main(arguments: list[str]) -> int:
    folder = testing_folder(arguments)
    if folder is None:
        return 0
    with tempfile.TemporaryDirectory() as place:
        city = read_cities(cities_file(folder, Path(place), people=True))["jakarta"]
    start = time.perf_counter()
    facts = gather([folder / "jakarta_daily"], city, read_diseases()["covid19"])
    middle = time.perf_counter()
    made = skill.measure(facts)
    end = time.perf_counter()
    held, same = end - middle <= LIMIT_S, skill.read() == made
    print(f"{machine()}\n")
    print("\n".join(words.lines(made, "en")), "\n")
    row = ["back-test", f"{middle - start:.1f} s", f"{end - middle:.1f} s", f"{LIMIT_S:.0f} s"]
    row += ["yes" if held else "NO", "yes" if same else "NO"]
    print(table(("What", "reading", "judging", "limit", "held", "as kept"), [row]))
    return 0 if held and same else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
