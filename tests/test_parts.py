"""Parts that may be missing: each is known by its file, is told by name with the command that
installs it, and is imported by nothing that can do without it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from geo import parts, telehealth, trends
from geo.effect_trial import share
from geo.errors import JagaError
from geo.parts import PARTS, MissingPartError
from geo.settings import ROOT
from geo.text import LANGUAGES, error
from geo.writers import formats
from tests.parts_kit import without

MODULES = {"fonttools": "fontTools", "python-pptx": "pptx"}
"""Modules whose package has another name."""


@pytest.mark.parametrize("part", PARTS)
def test_a_part_is_known_by_every_package_of_its_file(part: str) -> None:
    lines = (ROOT / f"requirements-{part}.txt").read_text(encoding="utf-8").split()
    names = [re.split(r"[\[=]", line)[0] for line in lines]
    assert sorted(MODULES.get(name, name) for name in names) == sorted(PARTS[part])
    base = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    assert not any(f"\n{name}==" in f"\n{base}" for name in names)


def test_what_geopandas_asks_for_is_in_the_list_but_for_the_part() -> None:
    """scripts/run installs it without its requirements, so that GDAL stays out."""
    from importlib.metadata import requires

    asked = {
        re.split(r"[^\w-]", one)[0] for one in requires("geopandas") or () if "extra" not in one
    }
    listed = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    mine = {name for name in asked if re.search(rf"^{name}==", listed, re.MULTILINE)}
    assert asked - mine == {"pyogrio", "packaging"}  # packaging comes with streamlit


@pytest.mark.parametrize("part", PARTS)
def test_a_missing_part_is_told_with_the_command(
    part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts.require(part)
    without(monkeypatch, part)
    assert not parts.there(part)
    with pytest.raises(MissingPartError) as caught:
        parts.require(part)
    said = [error(caught.value, lang) for lang in LANGUAGES]
    assert all(f"scripts/run --with {part}" in one for one in said)
    assert all(f"pip install -r requirements-{part}.txt" in one for one in said)
    assert "belum dipasang" in said[0] and "is not installed" in said[1]


@pytest.mark.parametrize(
    "ask",
    [
        lambda: telehealth.share(3, 4),
        lambda: trends.week_ratio([1.0] * 14),
        lambda: share(3, 10),
    ],
)
def test_no_number_is_made_up_for_one_that_needs_the_statistics(
    ask: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ask() is not None
    without(monkeypatch, "statistics")
    with pytest.raises(MissingPartError, match="statistics"):
        ask()


def test_rates_and_doubt_do_without_the_statistics(monkeypatch: pytest.MonkeyPatch) -> None:
    from geo import rates

    without(monkeypatch, "statistics")
    low, high = rates.garwood([0.0, 10.0], [100_000.0, 100_000.0])
    assert low.tolist() == pytest.approx([0, 4.795389], abs=1e-6)  # Garwood 1936
    assert high.tolist() == pytest.approx([3.688879, 18.390356], abs=1e-6)


@pytest.mark.parametrize("key", [key for key, one in formats.FORMATS.items() if one.part])
def test_a_format_names_the_part_that_it_needs(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    without(monkeypatch, formats.FORMATS[key].part)
    with pytest.raises(MissingPartError):
        formats.make(key, None)  # type: ignore[arg-type]


def test_a_missing_part_is_a_fault_as_others_are() -> None:
    assert issubclass(MissingPartError, JagaError)


START = "import app"
MAP = (
    "import app; from streamlit.testing.v1 import AppTest;"
    f"page = AppTest.from_file({str(ROOT / 'app.py')!r}, default_timeout=120);"
    "page.query_params.update({'city': 'banjarmasin', 'rule': 'insidensi7'}); page.run();"
    "assert not page.exception and page.get('component_instance')"
)


@pytest.mark.parametrize("code", [START, MAP], ids=["start", "first map"])
def test_neither_the_start_nor_the_first_map_imports_what_a_part_brings(
    code: str, tmp_path: Path
) -> None:
    heavy = sorted({module for modules in PARTS.values() for module in modules} | {"openpyxl"})
    tell = f";import sys; print('loaded', *[name for name in {heavy} if name in sys.modules])"
    env = {name: value for name, value in os.environ.items() if not name.startswith("JAGA_")}
    done = subprocess.run(
        [sys.executable, "-c", code + tell],
        cwd=ROOT,
        env=env | {"JAGA_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split()[-1] == "loaded", done.stdout


def run(*words: str) -> subprocess.CompletedProcess[str]:
    command = ["sh", "scripts/run", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("words", [["--with", "graphs"], ["--with=statistics,graphs"], ["--with"]])
def test_the_script_names_its_parts_where_one_is_unknown(words: list[str]) -> None:
    done = run(*words)
    assert done.returncode == 1
    assert all(part in done.stderr for part in PARTS)
