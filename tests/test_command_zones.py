"""The command zones, as a script calls it: exact rows, three formats that agree, mistakes said."""

from __future__ import annotations

import csv
import io
import json
import os
import resource
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import shapely

from geo.__main__ import main
from geo.cities import read_cities
from geo.io import embedded
from geo.io.store import NewBatch, Store
from geo.settings import ROOT
from tests.intake_kit import MANTUIL, PELAMBUAN, write_city
from tests.store_kit import apart, observed

HEAD = (
    "zone_id,name,district,date,rule,level,cases,population,incidence,reason,"
    "incidence_low,incidence_high,smoothed,confidence,rule_version"
)
LEVELS = {
    *("hijau", "kuning", "oranye", "merah", "hitam"),
    *("memuat_rt_kuning", "memuat_rt_oranye", "memuat_rt_merah"),
    *("tidak_dilaporkan", "tanpa_data"),
}
Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a store as ``prepare`` makes it."""
    folder = tmp_path_factory.mktemp("ready")
    embedded.prepare(f"sqlite:///{folder / 'store.db'}", read_cities(), folder / "static")
    return folder / "store.db"


@pytest.fixture
def zones(prepared: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[Any, ...]]:
    """Run the command on the prepared store, or on another one: code, stdout, stderr."""

    def run(*words: str, db: Path = prepared) -> tuple[int, str, str]:
        code = main(["zones", "--db", f"sqlite:///{db}", *words])
        return (code, *capsys.readouterr())

    return run


def rows_of(content: str, kind: str = "csv") -> Rows:
    """Rows of any format in one form: numbers as numbers, missing as None."""
    if kind == "csv":
        table: Rows = list(csv.DictReader(io.StringIO(content)))
        for row in table:
            rates = ("incidence", "incidence_low", "incidence_high", "smoothed")
            for name, number in (("cases", int), ("population", int), *((r, float) for r in rates)):
                row[name] = number(row[name]) if row[name] else None
        return table
    read = json.loads(content)
    return read if kind == "json" else [feature["properties"] for feature in read["features"]]


def shell(*words: str, db: Path, **settings: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "geo", "zones", "--db", f"sqlite:///{db}", *words]
    return subprocess.run(
        command, cwd=ROOT, env=os.environ | settings, capture_output=True, timeout=120
    )


def test_the_archived_day(zones: Callable[..., tuple[Any, ...]]) -> None:
    """6 October 2020 as reported: one red, six yellow by name, so the other 45 green."""
    code, out, err = zones("--city", "banjarmasin", "--date", "2020-10-06", "--rule", "resmi")
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == HEAD
    table = rows_of(out)
    assert len(table) == 52
    assert Counter(row["level"] for row in table) == {"merah": 1, "kuning": 6, "hijau": 45}
    named = {row["name"]: row["level"] for row in table if row["level"] != "hijau"}
    assert named == {
        "Seberang Mesjid": "merah",
        "Teluk Dalam": "kuning",
        "Kuripan": "kuning",
        "Pemurus Dalam": "kuning",
        "Kuin Cerucuk": "kuning",
        "Telaga Biru": "kuning",
        "Kuin Selatan": "kuning",
    }
    assert {(row["date"], row["rule"]) for row in table} == {("2020-10-06", "resmi")}
    assert {(row["cases"], row["incidence"]) for row in table} == {(None, None)}
    assert not any("SIMULASI" in row["reason"] for row in table)
    mantuil = table[0]
    assert (mantuil["zone_id"], mantuil["population"]) == (MANTUIL, 16987)
    assert "disimpulkan" in mantuil["reason"]
    red = next(row for row in table if row["level"] == "merah")
    assert red["reason"] == "Diberitakan berzona merah pada 6 Oktober 2020."


def test_what_is_left_out_is_what_the_map_opens_with(
    zones: Callable[..., tuple[Any, ...]],
) -> None:
    spelled = ("--city", "banjarmasin", "--disease", "covid19", "--date", "2020-10-06")
    assert zones() == zones(*spelled, "--rule", "resmi", "--format", "csv", "--lang", "id")


def test_the_simulated_counts_are_those_of_the_store(
    zones: Callable[..., tuple[Any, ...]], prepared: Path
) -> None:
    _, out, _ = zones("--date", "2021-07-19", "--rule", "insidensi7")
    table = rows_of(out)
    query = "select zone_id, value from observations where indicator='positif' and date=?"
    with sqlite3.connect(prepared) as raw:
        before, after = (
            dict(raw.execute(query, (day,)).fetchall()) for day in ("2021-07-12", "2021-07-19")
        )
    assert {row["zone_id"]: row["cases"] for row in table} == {
        zone_id: after[zone_id] - before[zone_id] for zone_id in after
    }
    assert sum(row["cases"] for row in table) > 0
    assert all("SIMULASI, bukan data resmi" in row["reason"] for row in table)
    assert all("indikatif" in row["reason"] for row in table)


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize(
    ("city", "day", "rule"),
    [
        ("banjarmasin", "2020-10-06", "resmi"),
        ("banjarmasin", "2021-07-19", "insidensi7"),
        ("semarang", "2021-07-19", "insidensi7"),
    ],
)
def test_all_formats_agree(
    zones: Callable[..., tuple[Any, ...]], city: str, day: str, rule: str, lang: str
) -> None:
    words = ("--city", city, "--date", day, "--rule", rule, "--lang", lang, "--format")
    printed = {kind: zones(*words, kind)[1] for kind in ("csv", "json", "geojson")}
    tables = {kind: rows_of(content, kind) for kind, content in printed.items()}
    assert tables["csv"] == tables["json"] == tables["geojson"]
    assert all(",".join(row) == HEAD for table in tables.values() for row in table)
    shapes = [
        shapely.geometry.shape(feature["geometry"])
        for feature in json.loads(printed["geojson"])["features"]
    ]
    own = json.loads(read_cities()[city].boundaries.read_text(encoding="utf-8"))["features"]
    kept = {f["properties"]["zone_id"]: shapely.geometry.shape(f["geometry"]) for f in own}
    assert len(shapes) == len(kept)
    for row, shape in zip(tables["geojson"], shapes, strict=True):
        assert shape.equals(kept[row["zone_id"]]), row["name"]


@pytest.mark.parametrize(
    ("rule", "day"),
    [
        ("resmi", "2020-07-03"),  # black
        ("resmi", "2021-02-17"),  # orange
        ("resmi", "2021-07-19"),  # RT in orange
        ("resmi", "2021-08-24"),  # RT in red
        ("insidensi7", "2020-03-22"),  # the first day: no window is known yet
        ("insidensi7", "2021-07-19"),
    ],
)
def test_every_level_is_a_published_one(
    zones: Callable[..., tuple[Any, ...]], rule: str, day: str
) -> None:
    table = rows_of(zones("--rule", rule, "--date", day)[1])
    assert len(table) == 52
    assert {row["level"] for row in table} <= LEVELS


def test_a_day_that_nobody_reported_has_all_rows(zones: Callable[..., tuple[Any, ...]]) -> None:
    code, out, _ = zones("--rule", "resmi", "--date", "2020-10-07")
    table = rows_of(out)
    assert (code, len(table)) == (0, 52)
    assert {row["level"] for row in table} == {"tidak_dilaporkan"}
    assert "bukan berarti hijau" in table[0]["reason"]


@pytest.mark.parametrize(
    ("rule", "level"), [("insidensi7", "tanpa_data"), ("resmi", "tidak_dilaporkan")]
)
def test_a_city_without_reports_has_all_rows(
    zones: Callable[..., tuple[Any, ...]], rule: str, level: str
) -> None:
    code, out, err = zones("--city", "semarang", "--date", "2021-07-19", "--rule", rule)
    table = rows_of(out)
    assert (code, err, len(table)) == (0, "", 177)
    assert {row["level"] for row in table} == {level}
    assert {(row["cases"], row["population"], row["incidence"]) for row in table} == {
        (None, None, None)
    }
    assert not any("SIMULASI" in row["reason"] for row in table)


def test_a_city_without_reports_needs_no_day(zones: Callable[..., tuple[Any, ...]]) -> None:
    code, out, _ = zones("--city", "semarang")
    table = rows_of(out)
    assert (code, len(table)) == (0, 177)
    assert all(row["date"] for row in table)


def test_incidence_by_hand(tmp_path: Path, zones: Callable[..., tuple[Any, ...]]) -> None:
    """Imported counts, cumulative, on 8 January 2021; populations from the city's table."""
    db, week, day = tmp_path / "own.db", "2021-01-01", "2021-01-08"
    codes = [f"63.71.01.{1000 + n}" for n in range(1, 8)]
    many, none, one, most, hidden, fewer, late = codes
    table = observed(
        *((zone, week, "positif", 10) for zone in codes[:6]),
        (late, "2020-12-31", "positif", 10),
        (late, "2021-01-07", "positif", 12),
        (many, day, "positif", 22),
        (none, day, "positif", 10),
        (one, day, "positif", 11),
        (most, day, "positif", 21),
        (hidden, day, "positif", None),
        (fewer, day, "positif", 7),
    )
    store = Store.create(f"sqlite:///{db}")
    store.add(NewBatch("banjarmasin", "covid19", "import", "a.csv", "a" * 64), table, apart())
    store.close()
    code, out, _ = zones("--rule", "insidensi7", "--date", day, db=db)
    assert code == 0
    rows = {row["zone_id"]: row for row in rows_of(out)}
    assert len(rows) == 52
    fields = ("level", "cases", "population", "incidence")
    assert [tuple(rows[zone][f] for f in fields) for zone in codes] == [
        ("oranye", 12, 16987, 70.64),  # 1,200,000 / 16,987 = 70.642
        ("hijau", 0, 13262, 0.0),
        ("kuning", 1, 9172, 10.9),  # 100,000 / 9,172 = 10.903
        ("merah", 11, 6754, 162.87),  # 1,100,000 / 6,754 = 162.866
        ("tanpa_data", None, 7538, None),  # suppressed
        ("tanpa_data", -3, 10509, None),  # a revision took away more than was new
        ("tanpa_data", None, 13749, None),  # stale: known until the day before
    ]
    assert rows[many]["reason"] == (
        "12 kasus dalam 7 hari dari 16.987 penduduk = 70,6 per 100.000: oranye."
        " Aturan ini indikatif untuk kelurahan."
    )
    assert "menyamarkan" in rows[hidden]["reason"]
    assert "Laporan terakhir 7 Januari 2021" in rows[late]["reason"]
    never = rows["63.71.05.1007"]
    assert (never["level"], never["cases"]) == ("tanpa_data", None)
    assert "SIMULASI" not in out


def test_a_city_of_ones_own(
    tmp_path: Path, zones: Callable[..., tuple[Any, ...]], capsys: pytest.CaptureFixture[str]
) -> None:
    cities, db = str(write_city(tmp_path)), tmp_path / "own.db"
    file = tmp_path / "kasus.csv"
    file.write_text(
        "kode,kelurahan,tanggal,indikator,ukuran,nilai\n"
        + "".join(f"{MANTUIL},Mantuil,2021-01-0{n},positif,baru,{n}\n" for n in range(1, 8)),
        encoding="utf-8",
    )
    where = ["--city", "uji", "--cities", cities]
    loaded = ["import", str(file), *where, "--disease", "covid19", "--db", f"sqlite:///{db}"]
    assert main(loaded) == 0
    capsys.readouterr()
    tables = [
        rows_of(zones(*where, "--format", kind, db=db)[1], kind) for kind in ("csv", "geojson")
    ]
    assert tables[0] == tables[1]
    table = tables[0]
    assert [row["name"] for row in table] == ["Mantuil", "Pelambuan", "Cempaka", "Cempaka"]
    assert {row["date"] for row in table} == {"2021-01-07"}
    assert [(row["level"], row["cases"], row["incidence"]) for row in table] == [
        ("tanpa_data", 28, None),
        *[("tanpa_data", None, None)] * 3,
    ]
    assert "jumlah penduduk belum dimuat" in table[0]["reason"]


def test_hostile_names_are_inert_in_csv_only(
    tmp_path: Path, zones: Callable[..., tuple[Any, ...]], prepared: Path
) -> None:
    cities = write_city(tmp_path)
    file = tmp_path / "uji.geojson"
    names = ['=HYPERLINK("http://contoh")', "\t+1", "@jumlah(A1)", "dua\nbaris, <b>"]
    drawn = json.loads(file.read_text(encoding="utf-8"))
    for feature, name in zip(drawn["features"], names, strict=True):
        feature["properties"]["name"] = name
    file.write_text(json.dumps(drawn), encoding="utf-8")
    where = ["--city", "uji", "--cities", str(cities), "--date", "2021-01-07"]
    out = {kind: zones(*where, "--format", kind)[1] for kind in ("csv", "json", "geojson")}
    assert [row["name"] for row in rows_of(out["csv"])] == [
        '\'=HYPERLINK("http://contoh")',
        "'+1",
        "'@jumlah(A1)",
        "dua baris, <b>",
    ]
    assert len(out["csv"].splitlines()) == 5
    for kind in ("json", "geojson"):
        found = [row["name"] for row in rows_of(out[kind], kind)]
        assert found == ['=HYPERLINK("http://contoh")', "+1", "@jumlah(A1)", "dua baris, <b>"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--city", "banjarmasn"], ["banjarmasn", "dari: banjarmasin, semarang"]),
        (["--city", "semarnag"], ["semarnag", "dari: semarang, banjarmasin"]),
        (["--city", ""], ["kota ``", "banjarmasin"]),
        (["--disease", "DBD "], ["dari: dbd, covid19"]),
        (["--rule", "insidensi"], ["dari: insidensi7, insidensi14,"]),
        (["--date", "2020-13-01"], ["2020-13-01", "2020-10-06", "2020-04-10 … 2021-09-06"]),
        (["--date", ""], ["bukan tanggal"]),
        (["--city", "x", "--disease", "y", "--rule", "z"], ["--city", "--disease", "--rule"]),
    ],
)
def test_a_mistake_is_said_with_the_nearest_choice(
    zones: Callable[..., tuple[Any, ...]], words: list[str], said: list[str]
) -> None:
    code, out, err = zones(*words)
    assert (code, out) == (2, "")
    for part in said:
        assert part in err


@pytest.mark.parametrize(
    ("words", "said", "level"),
    [
        (["--date", "2030-01-01"], "terdekat: 2021-09-06", "tidak_dilaporkan"),
        (["--date", "2020-04-09"], "terdekat: 2020-04-10", "tidak_dilaporkan"),
        (["--rule", "insidensi7", "--date", "2019-01-01"], "terdekat: 2020-03-22", "tanpa_data"),
        (
            ["--rule", "insidensi7", "--date", "2022-03-20", "--lang", "en"],
            "nearest: 2022-02-28",
            "tanpa_data",
        ),
    ],
)
def test_a_day_outside_the_record_still_has_every_zone(
    zones: Callable[..., tuple[Any, ...]], words: list[str], said: str, level: str
) -> None:
    code, out, err = zones(*words)
    table = rows_of(out)
    assert (code, len(table)) == (0, 52)
    assert {(row["level"], row["cases"]) for row in table} == {(level, None)}
    assert said in err


def test_a_missing_store_names_the_command_that_makes_it(
    tmp_path: Path, zones: Callable[..., tuple[Any, ...]]
) -> None:
    code, out, err = zones(db=tmp_path / "none.db")
    assert (code, out) == (2, "")
    assert "python -m geo prepare" in err
    assert not (tmp_path / "none.db").exists()


def test_a_rule_that_a_city_file_misspells(
    tmp_path: Path, zones: Callable[..., tuple[Any, ...]]
) -> None:
    cities = write_city(tmp_path)
    content = cities.read_text(encoding="utf-8")
    cities.write_text(f'{content}opens_with = "resmii"\n', encoding="utf-8")
    code, out, err = zones("--city", "uji", "--cities", str(cities))
    assert (code, out) == (2, "")
    assert err.startswith("opens_with: ")
    assert "dari: resmi, " in err


@pytest.mark.parametrize("kind", ["csv", "json"])
@pytest.mark.parametrize("city", ["banjarmasin", "semarang"])
def test_tables_need_no_geometry_library(prepared: Path, city: str, kind: str) -> None:
    code = (
        "import sys; from geo.__main__ import main; done = main(sys.argv[1:]);"
        "slow = {'geopandas', 'pyogrio', 'folium', 'streamlit', 'matplotlib'};"
        "print(done, sorted(slow & set(sys.modules)), file=sys.stderr)"
    )
    words = ["zones", "--db", f"sqlite:///{prepared}", "--city", city, "--format", kind]
    done = subprocess.run(
        [sys.executable, "-c", code, *words], cwd=ROOT, capture_output=True, timeout=120
    )
    assert done.stderr == b"0 []\n"
    assert done.stdout


def test_the_output_is_utf8_with_plain_line_ends_and_always_the_same(prepared: Path) -> None:
    words = ("--rule", "insidensi7", "--date", "2021-07-19", "--format")
    for kind in ("csv", "json", "geojson"):
        first, second = (
            shell(*words, kind, db=prepared, PYTHONHASHSEED=seed, PYTHONIOENCODING=coding)
            for seed, coding in (("1", "utf-8"), ("2", "ascii"))
        )
        assert (first.returncode, first.stderr) == (0, b"")
        assert first.stdout == second.stdout
        assert first.stdout.decode("utf-8").endswith("\n")
        assert b"\r" not in first.stdout


def test_it_takes_less_than_three_seconds_of_work(prepared: Path) -> None:
    for kind in ("csv", "json", "geojson"):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert shell("--format", kind, db=prepared).returncode == 0
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 3, kind


@pytest.mark.parametrize("words", [["--format", "csv"], ["--city", "semarang", "--format=geojson"]])
def test_a_reader_that_leaves_is_no_fault(prepared: Path, words: list[str]) -> None:
    command = [sys.executable, "-m", "geo", "zones", "--db", f"sqlite:///{prepared}", *words]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_said(prepared: Path) -> None:
    command = [sys.executable, "-m", "geo", "zones", "--db", f"sqlite:///{prepared}"]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, cwd=ROOT, stdout=full, stderr=subprocess.PIPE, timeout=60)
    assert done.returncode == 2
    assert done.stderr.decode().count("\n") == 1
    assert "tidak dapat ditulis" in done.stderr.decode()


def test_real_reports_push_the_simulation_aside(
    tmp_path: Path, zones: Callable[..., tuple[Any, ...]], prepared: Path
) -> None:
    db = tmp_path / "copy.db"
    with sqlite3.connect(prepared) as source, sqlite3.connect(db) as copy:
        source.backup(copy)
    store = Store.open(f"sqlite:///{db}")
    table = observed(
        (PELAMBUAN, "2021-01-01", "positif", 3), (PELAMBUAN, "2021-01-08", "positif", 3)
    )
    store.add(NewBatch("banjarmasin", "covid19", "import", "a.csv", "a" * 64), table, apart())
    store.close()
    _, out, _ = zones("--rule", "insidensi7", "--date", "2021-01-08", db=db)
    assert Counter(row["level"] for row in rows_of(out)) == {"hijau": 1, "tanpa_data": 51}
    assert "SIMULASI" not in out
