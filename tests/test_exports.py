"""Rows of the zones in three formats: the same numbers, nothing made up, nothing that runs."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import io
import json
from typing import Any

import pandas as pd
import pytest
import shapely

from geo import exports, rules
from geo.facts import Facts
from geo.text import LANGUAGES
from geo.views import CityView, Phrase, ZoneStatus
from tests.intake_kit import CITY, COVID, ZONES

DAY = dt.date(2021, 1, 8)
PUBLISHED = {
    "hijau": "hijau",
    "kuning": "kuning",
    "oranye": "oranye",
    "merah": "merah",
    "hitam": "hitam",
    "memuat_rt_kuning": "memuat_rt_kuning",
    "memuat_rt_oranye": "memuat_rt_oranye",
    "memuat_rt_merah": "memuat_rt_merah",
    "tidak_dilaporkan": "tidak_dilaporkan",
    "tanpa_data": "tanpa_data",
    "usang": "tanpa_data",
    "disamarkan": "tanpa_data",
}


def zone(number: int = 1, **changes: Any) -> ZoneStatus:
    """A zone with 3 cases among 8,000 people."""
    said = {
        "level": "kuning",
        "days": 7,
        "per": 100_000,
        "cases": 3,
        "n": 3,
        "population": 8000,
        "rate": 37.5,
    }
    status = ZoneStatus(
        zone_id=f"63.71.01.{1000 + number}",
        name=f"Kelurahan {number}",
        district="Banjarmasin Selatan",
        level="kuning",
        reason=Phrase("reason.bands.within", said),
        cases=3,
        population=8000,
        incidence=3 * 100_000 / 8000,
    )
    return dataclasses.replace(status, **changes)


def view(*zones: ZoneStatus, rule: str = "insidensi7", simulated: bool = False) -> CityView:
    nothing = pd.DataFrame()
    return CityView(
        facts=Facts(CITY, COVID, ZONES, nothing, nothing, simulated=simulated),
        rule=rules.registry()[rule],
        day=DAY,
        smoothed=False,
        zones=zones,
        tally={},
        stated={},
        before=None,
        before_stated=False,
        window_cases=None,
        window_known=0,
        figures=None,
        period=None,
    )


def cells(*zones: ZoneStatus) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(exports.csv_text(exports.rows(view(*zones), "id")))))


def test_a_row_by_hand() -> None:
    assert exports.csv_text(exports.rows(view(zone()), "id")) == (
        "zone_id,name,district,date,rule,level,cases,population,incidence,reason,"
        "incidence_low,incidence_high,smoothed,confidence,rule_version\n"
        "63.71.01.1001,Kelurahan 1,Banjarmasin Selatan,2021-01-08,insidensi7,kuning,3,8000,37.50,"
        '"3 kasus dalam 7 hari dari 8.000 penduduk = 37,5 per 100.000: kuning.'
        # Garwood for 3 cases: 0.6187 and 8.7673 of 8,000 people. One zone is its own mean.
        ' Aturan ini indikatif untuk kelurahan.",7.73,109.59,37.50,yakin,1\n'
    )


def test_every_level_is_printed_as_published() -> None:
    zones = [zone(n, level=level) for n, level in enumerate(PUBLISHED, start=1)]
    printed = [row["level"] for row in exports.rows(view(*zones), "id")]
    assert printed == list(PUBLISHED.values())


def test_missing_is_empty_or_null_and_zero_is_zero() -> None:
    unknown = zone(1, cases=None, population=None, incidence=None)
    none = zone(2, cases=0, incidence=0.0)
    numbers = ("cases", "population", "incidence")
    assert [[row[n] for n in numbers] for row in cells(unknown, none)] == [
        ["", "", ""],
        ["0", "8000", "0.00"],
    ]
    table = json.loads(exports.json_text(exports.rows(view(unknown, none), "id")))
    assert [[row[n] for n in numbers] for row in table] == [[None, None, None], [0, 8000, 0.0]]


def test_a_count_that_a_revision_made_negative_stays_a_number() -> None:
    row = cells(zone(level="tanpa_data", cases=-3, incidence=None))[0]
    assert (row["cases"], row["incidence"]) == ("-3", "")


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("=1+1", "'=1+1"),
        ("+62811", "'+62811"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1+1", "' =1+1"),
        ("\tTabu", " Tabu"),
        ("  =1+1", "'  =1+1"),
        ("＝1+1", "'＝1+1"),
        ("\r=1+1", "' =1+1"),
        ("dua\r\nbaris", "dua baris"),
        ('Koma, "kutip"; titik', 'Koma, "kutip"; titik'),
        ("Kuin-Utara", "Kuin-Utara"),
        ("<b>Sungai & Ulin</b>", "<b>Sungai & Ulin</b>"),
        ("", ""),
    ],
)
def test_a_name_does_not_run_in_a_spreadsheet(written: str, printed: str) -> None:
    hostile = exports.rows(view(zone(name=written, district=written)), "id")
    content = exports.csv_text(hostile)
    assert content.count("\n") == 2, "one line a zone"
    (row,) = csv.DictReader(io.StringIO(content))
    (plain,) = json.loads(exports.json_text(hostile))
    assert (row["name"], row["district"]) == (printed, printed)
    assert (plain["name"], plain["district"]) == (written, written)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_reason_says_simulated_and_indicative_where_they_hold(lang: str) -> None:
    said = {
        (rule, simulated): exports.rows(view(zone(), rule=rule, simulated=simulated), lang)[0]
        for rule in ("resmi", "insidensi7")
        for simulated in (True, False)
    }
    assert {key for key, row in said.items() if "SIMULASI" in str(row["reason"])} == {
        ("insidensi7", True)
    }
    word = {"id": "indikatif", "en": "indicative"}[lang]
    assert {key for key, row in said.items() if word in str(row["reason"])} == {
        ("insidensi7", True),
        ("insidensi7", False),
    }


def test_a_simulated_reason_in_full() -> None:
    assert exports.rows(view(zone(), simulated=True), "id")[0]["reason"] == (
        "SIMULASI, bukan data resmi. 3 kasus dalam 7 hari dari 8.000 penduduk = 37,5 per 100.000:"
        " kuning. Aturan ini indikatif untuk kelurahan."
    )


def test_a_reason_says_what_is_doubtful() -> None:
    said = Phrase("reason.archive.stated", {"level": "merah", "day": DAY})
    doubtful = zone(reason=said, contradiction=True, approximate=True)
    assert exports.rows(view(doubtful, rule="resmi"), "id")[0]["reason"] == (
        "Diberitakan berzona merah pada 8 Januari 2021. Sumber bertentangan. Tanggal perkiraan."
    )


def test_geojson_has_the_same_properties_and_rings_that_turn_left() -> None:
    clockwise = shapely.Polygon([(114.5, -3.3), (114.5, -3.2), (114.6, -3.2), (114.6, -3.3)])
    assert not clockwise.exterior.is_ccw
    table = exports.rows(view(zone(1), zone(2, name="Dua", incidence=None)), "en")
    found = json.loads(exports.geojson_text(table, [clockwise, shapely.box(0, 0, 1, 1)]))
    assert found["type"] == "FeatureCollection"
    assert [f["properties"] for f in found["features"]] == [dict(row) for row in table]
    first = shapely.geometry.shape(found["features"][0]["geometry"])
    assert first.exterior.is_ccw
    assert first.equals(clockwise)


def test_no_row_loses_its_shape() -> None:
    with pytest.raises(ValueError, match="shorter"):
        exports.geojson_text(exports.rows(view(zone(1), zone(2)), "id"), [shapely.box(0, 0, 1, 1)])
