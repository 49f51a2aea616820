"""What is missing or broken is said with the command that mends it, never as a traceback."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st

from tests.pages.conftest import Open

TOY = """[toy]
name = "Kota Uji"
regency_code = "63.71"
utm = "EPSG:32750"
boundaries = "{file}"
"""


@pytest.fixture(autouse=True)
def nothing_remembered(fresh: None) -> Iterator[None]:
    """No settings, stores or cities of another test."""
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


def failure(open_page: Open, **fields: str) -> str:
    screen = open_page(**fields)
    assert screen.all(".//h1") == ["Layar ini belum dapat ditampilkan"]
    return screen.one(".//div[@class='jt-failure']")


def test_a_missing_store_of_ones_own(
    open_page: Open, settings: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings.setenv("JAGA_DB", f"sqlite:///{tmp_path / 'none.db'}")
    said = failure(open_page)
    assert "none.db" in said
    assert "python -m geo" in said


def test_a_file_that_is_no_store(
    open_page: Open, settings: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "store.db").write_bytes(b"this is no database" * 100)
    settings.setenv("JAGA_DB", f"sqlite:///{tmp_path / 'store.db'}")
    said = failure(open_page)
    assert "store.db" in said
    assert "python -m geo" in said


def test_broken_cities(open_page: Open, settings: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "cities.toml"
    file.write_text("[toy\nname = 3")
    settings.setenv("JAGA_CITIES", str(file))
    said = failure(open_page)
    assert "cities.toml" in said
    assert "TOML" in said


def test_an_unknown_field_of_a_city(
    open_page: Open, settings: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "cities.toml"
    file.write_text(TOY.format(file="x.geojson") + 'warna = "merah"\n')
    settings.setenv("JAGA_CITIES", str(file))
    assert "`warna`" in failure(open_page)


@pytest.mark.parametrize("content", [None, "{}", '{"type": "FeatureCollection"', "\x00\x01"])
def test_a_missing_or_broken_boundary_file(
    open_page: Open, settings: pytest.MonkeyPatch, tmp_path: Path, content: str | None
) -> None:
    if content is not None:
        (tmp_path / "toy.geojson").write_text(content)
    file = tmp_path / "cities.toml"
    file.write_text(TOY.format(file="toy.geojson"))
    settings.setenv("JAGA_CITIES", str(file))
    said = failure(open_page, city="toy")
    assert "toy.geojson" in said


def test_other_cities_still_open_beside_a_broken_one(
    open_page: Open, settings: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "cities.toml"
    file.write_text(TOY.format(file="none.geojson"))
    settings.setenv("JAGA_CITIES", str(file))
    assert open_page(city="banjarmasin").one(".//h1") == "45 dari 52 kelurahan hijau; satu merah"


def test_a_wrong_setting_is_named(open_page: Open, settings: pytest.MonkeyPatch) -> None:
    settings.setenv("JAGA_LIVE_S", "often")
    assert "JAGA_LIVE_S" in failure(open_page)
