"""What the program stands on: Python, packages, folders, room on the disk, files for browsers."""

from __future__ import annotations

import platform
import re
import shutil
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from importlib import metadata
from pathlib import Path
from typing import Any

from geo import assets, parts
from geo.errors import Problem
from geo.io.checkup import NOTHING, Check, Ground
from geo.io.engine import sqlite_file
from geo.render import lettering
from geo.writers import typefaces

OLDEST = (3, 11)
"""The oldest Python; the one of pyproject.toml, which an installation may lack."""
LITTLE_MB, SCARCE_MB = 1000, 200
"""Megabytes of room below which there is a warning, and below which nothing can be done."""
OWN = ("app.css", "zonemap.js", "labels.js", "timebar.js", "icon.svg")
"""Files of static/jaga without which no page is whole."""
_LINE = re.compile(r"([A-Za-z0-9._-]+)(?:\[[^\]]*\])?\s*(?:==\s*([^\s;#]+))?")


def python(ground: Ground, problems: list[Problem]) -> Mapping[str, Any]:
    """Is Python new enough?"""
    found = platform.python_version()
    if sys.version_info[:2] < OLDEST:
        values = {"found": found, "expected": ".".join(map(str, OLDEST))}
        problems.append(Problem("checkup_python", sys.executable, values))
    return {"version": found}


def packages(ground: Ground, problems: list[Problem]) -> Mapping[str, Any]:
    """Is every package of requirements.txt there, in its version?"""
    file = ground.root / "requirements.txt"
    if not file.is_file():
        problems.append(Problem("checkup_requirements", str(file), fatal=False))
        return {}
    return {"n": _compared(file, problems)}


def optional(ground: Ground, problems: list[Problem]) -> Mapping[str, Any]:
    """Which parts are installed, each in its versions? One that is missing is a warning: whoever
    runs the dashboard may not need it."""
    for part in parts.PARTS:
        if not parts.there(part):
            problems.append(replace(parts.problem(part), fatal=False))
        elif (file := ground.root / f"requirements-{part}.txt").is_file():
            _compared(file, problems)
        else:
            problems.append(Problem("checkup_requirements", str(file), fatal=False))
    return {"n": len(parts.PARTS)}


def _compared(file: Path, problems: list[Problem]) -> int:
    """Hold what is installed to a file of requirements; how many it names."""
    asked = [found for line in file.read_text("utf-8").splitlines() if (found := _LINE.match(line))]
    for one in asked:
        name, wanted = one[1], one[2]
        try:
            version = metadata.version(name)
        except metadata.PackageNotFoundError:
            problems.append(Problem("checkup_package_missing", name, {"expected": wanted or "–"}))
            continue
        if wanted and version != wanted:
            values = {"found": version, "expected": wanted}
            problems.append(Problem("checkup_package", name, values, fatal=False))
    return len(asked)


def home(ground: Ground, problems: list[Problem]) -> Mapping[str, Any]:
    """Can the store's folder be written, or, where it is still to be made, the one above it? A
    store that is no file needs none."""
    folder = _folder(ground)
    if folder is None:
        return NOTHING
    folder = _there(folder)
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"jaga")
    except OSError as error:
        said = {"found": error.strerror or type(error).__name__}
        problems.append(Problem("checkup_home", str(folder), said))
    return {"place": str(folder)}


def space(ground: Ground, problems: list[Problem]) -> Mapping[str, Any]:
    """Is there room left where the store is, or, for one that is no file, for passing files?"""
    folder = _there(_folder(ground) or Path(tempfile.gettempdir()))
    free = shutil.disk_usage(folder).free // 1_000_000
    if free < LITTLE_MB:
        values = {"found": free, "expected": LITTLE_MB}
        problems.append(Problem("checkup_space", str(folder), values, fatal=free < SCARCE_MB))
    return {"free": free, "place": str(folder)}


def static(ground: Ground, problems: list[Problem]) -> Mapping[str, Any]:
    """Are the browser's files in place, ours and those out of the wheels?"""
    lost = assets.missing(ground.static)
    for name in lost:
        problems.append(Problem("checkup_asset", str(ground.static / name)))
    for name in OWN:
        file = ground.static / "jaga" / name
        if not file.is_file():
            problems.append(Problem("checkup_own_asset", str(file)))
    return {"n": len(assets.FILES) + len(OWN), "place": str(ground.static)}


def typeface(ground: Ground, problems: list[Problem]) -> Mapping[str, Any]:
    """Can words be set in our typeface, on pictures and in documents?"""
    if not lettering.FILE.is_file() or lettering.width("Jaga Tetangga", 12) <= 0:
        problems.append(Problem("checkup_typeface", str(lettering.FILE)))
        return {}
    kept = ground.static / "fonts"
    cut = [
        folder
        for folder in kept.glob("weights-*")
        if all((folder / f"{weight}.ttf").is_file() for weight in typefaces.WEIGHTS)
    ]
    if not cut and parts.there("exports"):
        problems.append(Problem("checkup_weights", str(kept), fatal=False))
    return {"n": len(typefaces.WEIGHTS) if cut else 0}


def _folder(ground: Ground) -> Path | None:
    """The folder of the store's file; None where the store is no file."""
    file = sqlite_file(ground.engine)
    return file.parent if file else None


def _there(folder: Path) -> Path:
    """The folder, or the nearest above it that is there."""
    whole = folder.absolute()
    return next(place for place in (whole, *whole.parents) if _is_there(place))


def _is_there(place: Path) -> bool:
    """Also True for what this account may not look at."""
    try:
        place.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True


CHECKS: tuple[tuple[str, Check], ...] = (
    ("python", python),
    ("packages", packages),
    ("parts", optional),
    ("home", home),
    ("space", space),
    ("static", static),
    ("typeface", typeface),
)
