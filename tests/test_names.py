"""Names: exact after tidying, namesakes by kecamatan, confirmed aliases, and no guessing."""

from __future__ import annotations

import time
from pathlib import Path

import pandas as pd
import pytest

from geo import boundaries, names, text
from geo.cities import read_cities
from geo.errors import ConfigError

CITIES = read_cities()
BANJARMASIN = boundaries.read_attributes(CITIES["banjarmasin"])
SEMARANG = boundaries.read_attributes(CITIES["semarang"])
ALIASES = names.read_aliases("banjarmasin")


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("Sungai Miai", "sungaimiai"),
        ("SUNGAI  MIAI ", "sungaimiai"),
        ("sungai-miai.", "sungaimiai"),
        ("Sei. Miai", "sungaimiai"),
        ("Kel. Sungai Miai", "sungaimiai"),
        ("KELURAHAN: Sungai Miai", "sungaimiai"),
        ("Kec. Banjarmasin Utara", "banjarmasinutara"),
        ("Kelayan Barat", "kelayanbarat"),
        ("P. Panggang", "pulaupanggang"),
        ("PULAU PANGGANG", "pulaupanggang"),
        ("P Kelapa", "pulaukelapa"),
        ("Pekauman", "pekauman"),
        ("Muara Teweh (Pob.)", "muarateweh"),
        ("BENUA ANYAR", "banuaanyar"),
        ("Seiring", "seiring"),
        ("Kelurahan", "kelurahan"),
        ("  ", ""),
    ],
)
def test_normalise(written: str, key: str) -> None:
    assert names.normalise(written) == key


@pytest.mark.parametrize(
    ("written", "district", "zone_id"),
    [
        ("Mantuil", None, "63.71.01.1001"),
        ("KEL. BENUA ANYAR", "BANJARMASIN TIMUR", "63.71.02.1006"),
        ("Sei Miai", "Kec. Banjarmasin Utara", "63.71.04.1005"),
        ("Seberang Masjid", None, "63.71.05.1007"),
        ("Kampung Melayu", "Banjarmasin Tengah", "63.71.05.1009"),
        ("Sungailulut", None, "63.71.02.1005"),
        # A kelurahan of this name lies in the neighbouring regency too.
        ("Sungai Lulut", "Sungai Tabuk", None),
        ("Sungailulut", "Sungai Tabuk", None),
        # Three zones begin so, or none has the name: no guess.
        ("Pemurus", None, None),
        ("Pekapuran", "Banjarmasin Timur", None),
        ("Alalak", None, None),
        ("Pemurus Laut", None, None),
        ("Mantui", None, None),
        ("", None, None),
    ],
)
def test_match_in_banjarmasin(written: str, district: str | None, zone_id: str | None) -> None:
    assert names.match(written, district, BANJARMASIN, ALIASES) == zone_id


@pytest.mark.parametrize(
    ("district", "zone_id"),
    [
        ("Tembalang", "33.74.10.1003"),
        ("TUGU", "33.74.16.1007"),
        ("Genuk", None),
        (None, None),
        ("", None),
    ],
)
def test_namesakes_are_told_apart_by_their_kecamatan(
    district: str | None, zone_id: str | None
) -> None:
    assert names.match("Mangunharjo", district, SEMARANG, {}) == zone_id


def test_every_official_name_finds_its_own_zone() -> None:
    for zones in (BANJARMASIN, SEMARANG):
        found = [
            names.match(zone.name.upper(), zone.district, zones, {})
            for zone in zones[["name", "district"]].itertuples(index=False)
        ]
        assert found == list(zones["zone_id"])


def test_every_alias_stands_for_a_zone_and_none_hides_an_official_name() -> None:
    official = {
        names.normalise(name): code for code, name in BANJARMASIN[["zone_id", "name"]].to_numpy()
    }
    assert len(ALIASES) == 17
    for written, zone_id in ALIASES.items():
        assert zone_id in set(BANJARMASIN["zone_id"])
        assert official.get(written, zone_id) == zone_id
    for never in (
        "pemurus",
        "pekapuran",
        "alalak",
        "pemuruslaut",
        "pekapurandarat",
        "antasantimur",
    ):
        assert never not in ALIASES


def test_an_official_name_goes_before_an_alias() -> None:
    assert names.match("Mawar", None, BANJARMASIN, {"mawar": "63.71.01.1001"}) == "63.71.05.1003"


def test_an_alias_for_a_zone_of_another_city_is_no_match() -> None:
    assert names.match("Anu", None, BANJARMASIN, {"anu": "33.74.01.1001"}) is None


def test_closest_proposes_the_likely_names_first() -> None:
    assert names.closest("Pemurs Dalam", BANJARMASIN)[0][:2] == ("63.71.01.1010", "Pemurus Dalam")
    alike = names.closest("Pemurus", BANJARMASIN)
    assert {name for _, name, _ in alike} == {"Pemurus Dalam", "Pemurus Baru", "Pemurus Luar"}
    scores = [score for _, _, score in names.closest("Kuin", BANJARMASIN, limit=5)]
    assert len(scores) == 5
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 100 for score in scores)
    assert names.closest("Sungai Miai", BANJARMASIN, limit=1)[0][2] == 100


def test_an_index_follows_its_table() -> None:
    first = pd.DataFrame({"zone_id": ["1"], "name": ["Satu"], "district": ["D"]})
    assert names.match("Satu", None, first, {}) == "1"
    second = first.assign(name=["Dua"])
    assert names.match("Satu", None, second, {}) is None
    assert names.match("Dua", None, second, {}) == "1"


def test_a_season_of_rows_is_matched_in_seconds() -> None:
    started = time.process_time()
    for _ in range(130):
        for name in SEMARANG["name"]:
            names.match(name, None, SEMARANG, {})
    assert time.process_time() - started < 5.0


def test_alias_files_are_checked(tmp_path: Path) -> None:
    assert names.read_aliases("nowhere", tmp_path) == {}
    (tmp_path / "toy.csv").write_text(
        "as_written,zone_id,note,url\nKp. Anu,63.71.01.1001,,\nUnu,,ambiguous,\n"
    )
    assert names.read_aliases("toy", tmp_path) == {"kpanu": "63.71.01.1001"}
    (tmp_path / "torn.csv").write_text("as_written,zone_id\nAnu,63.71.01.1001\nKel. ANU,\n")
    (tmp_path / "bare.csv").write_text("name,code\nAnu,63.71.01.1001\n")
    for key, problem in (("torn", "alias_twice"), ("bare", "alias_columns")):
        with pytest.raises(ConfigError) as caught:
            names.read_aliases(key, tmp_path)
        assert [fault.key for fault in caught.value.problems] == [problem]
        assert all(text.error(caught.value, lang) for lang in text.LANGUAGES)
