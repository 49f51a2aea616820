"""A boundary file is deleted under a running app, and is not there when one starts."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import streamlit as st

from geo.io import checkup
from geo.io.checkup import Ground, files
from geo.settings import DATA
from tests.pages.conftest import Screen

pytestmark = pytest.mark.faults("boundary_missing")

HEADING = "45 dari 52 kelurahan hijau; satu merah"
CITY = """[banjar2]
name = "Kota Uji"
regency_code = "63.71"
utm = "EPSG:32750"
boundaries = "outlines.geojson"
"""


@pytest.mark.usefixtures("fresh")
def test_pages_go_on_and_say_what_is_missing(
    settings: pytest.MonkeyPatch, tmp_path: Path, seen: list[str]
) -> None:
    outlines, cities = tmp_path / "outlines.geojson", tmp_path / "cities.toml"
    shutil.copy(DATA / "boundaries" / "banjarmasin.geojson", outlines)
    cities.write_text(CITY, encoding="utf-8")
    settings.setenv("JAGA_CITIES", str(cities))
    st.cache_resource.clear()
    page = Screen("peta", {"city": "banjar2"})
    heading, drawn = page.one(".//h1"), page.map()
    assert len(page.table()) in (0, 52)

    outlines.unlink()
    assert page.run().one(".//h1") == heading
    assert page.map()["id"] == drawn["id"] if "id" in drawn else page.map().keys() == drawn.keys()
    other = Screen("kelurahan", {"city": "banjar2", "zone": "63.71.01.1001"})
    assert "outlines.geojson" not in other.words
    (finding,) = (one for one in checkup.look(Ground(), files.CHECKS) if one.check == "cities")
    assert finding.state == "fail"
    assert [(one.key, one.where) for one in finding.problems] == [("file_missing", str(outlines))]

    st.cache_resource.clear()  # as a start does
    gone = Screen("peta", {"city": "banjar2"})
    assert f"{outlines}: berkas tidak ditemukan." in gone.one(".//div[@class='jt-failure']")
    assert Screen("peta", {}).one(".//h1") == HEADING

    shutil.copy(DATA / "boundaries" / "banjarmasin.geojson", outlines)
    assert gone.run().one(".//h1") == heading
    seen.append("running: shown as before, `doctor` names the file; started: the page names it")
    seen.append("Banjarmasin opens beside it; the file back, the page opens")
