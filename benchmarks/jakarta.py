"""Jakarta's daily workbooks and its outlines: other people's files, not in the repository.

A folder holds jakarta_daily/ (workbooks of the city's Corona dashboard, one a day) and
jakarta_boundaries/ (its SHP).
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

_CITY = """
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
_PEOPLE = 'population_field = "JUMLAH_PEN"\npopulation_year = 2019\n'
_SHAPES = "jakarta_boundaries/BATAS_DESA_DESEMBER_2019_DUKCAPIL_DKI_JAKARTA.shp"


def testing_folder(arguments: Sequence[str]) -> Path | None:
    """The folder named by the first argument, else by $JAGA_TESTING; None, and a line that says so,
    where no such folder holds the files."""
    given = arguments[0] if arguments else os.environ.get("JAGA_TESTING")
    folder = Path(given).resolve() if given else None
    if folder and (folder / _SHAPES).exists() and (folder / "jakarta_daily").is_dir():
        return folder
    print("not measured: name the folder that holds jakarta_daily/ and jakarta_boundaries/")
    return None


def cities_file(folder: Path, place: Path, *, people: bool = False) -> Path:
    """Write a cities file with Jakarta alone into ``place``; ``people``: with its population."""
    file = place / "cities.toml"
    content = _CITY.format(boundaries=(folder / _SHAPES).as_posix()) + _PEOPLE * people
    file.write_text(content, encoding="utf-8")
    return file
