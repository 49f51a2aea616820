"""The responses that come with a city: facts from public pages, read like everything else.

data/response/<city>_<part>.csv, UTF-8, a header line of the part's fields (see
``geo.response_fields``); every line has its ``source``, an address or words.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from geo.errors import ConfigError, JagaError, Problem
from geo.register import Register
from geo.response import PARTS, Record
from geo.response_reading import read as read_record
from geo.settings import DATA

FOLDER = DATA / "response"
_ORDER = ("puskesmas", "catchment", *(p for p in PARTS if p not in ("puskesmas", "catchment")))
"""What the others are held against comes first."""
_ALWAYS = dt.date(2100, 1, 1)


def read(city: str, zone_ids: Sequence[str], folder: Path = FOLDER) -> tuple[Record, ...]:
    """Every record of the city's files; () where it has none. ConfigError with every fault, and
    with what would be a question elsewhere: files of the project leave none open."""
    register, faults = Register(), list[Problem]()
    for part in _ORDER:
        file = folder / f"{city}_{part}.csv"
        if not file.exists():
            continue
        with file.open(encoding="utf-8", newline="") as lines:
            for number, row in enumerate(csv.DictReader(lines, restkey="?"), start=2):
                ground = register.ground(zone_ids, (), _ALWAYS)
                where = f"{file.name}:{number}"
                try:
                    record, questions = read_record(
                        part, row, ground, where, id=f"fact-{part}-{number}", origin="fact"
                    )
                except JagaError as fault:
                    faults += fault.problems
                    continue
                faults += questions
                if not record.source:
                    faults.append(Problem("response_source", where))
                register = register.with_([record])
    if faults:
        raise ConfigError(faults)
    return register.records
