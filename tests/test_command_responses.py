"""The command ``responses``, and files of responses through ``import`` and ``check``."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from geo import report_houses, response_files
from geo.__main__ import main
from geo.access import Viewer
from geo.cities import read_cities
from geo.io import moments, responses
from geo.io.desk import Desk
from geo.io.store import Store
from geo.response import Entry
from geo.response_fields import FIELDS

MANTUIL, OTHER = "63.71.01.1001", "63.71.01.1002"
DINAS = Viewer("dewi", "dinas", "banjarmasin")
CITY = read_cities()["banjarmasin"]
FACT = Entry(
    id="fact-entry-2",
    kind="psbk",
    zone_id=OTHER,
    start=None,
    about="2020",
    source="https://example.org/psbk",
    origin="fact",
)
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def world(monkeypatch: pytest.MonkeyPatch) -> None:
    """The store's clock stands, and the city comes with one fact."""
    monkeypatch.setattr(moments, "now", lambda: "2021-03-01T04:00:00.000000+00:00")
    monkeypatch.setattr(response_files, "read", lambda city, zone_ids: (FACT,))


@pytest.fixture
def url(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'store.db'}"
    Store.create(url).close()
    return url


@pytest.fixture
def geo(url: str, capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*words: str) -> tuple[int, str, str]:
        code = main([*words, "--city", "banjarmasin", "--db", url, "--lang", "en"])
        read = capsys.readouterr()
        return code, read.out, read.err

    return run


def add(geo: Run, *pairs: str) -> str:
    """The id of a new record."""
    code, out, err = geo("responses", "add", "--part", *pairs)
    assert code == 0, err
    assert out.split()[1:3] == ["version", "1:"]
    return out.split()[0]


def listed(geo: Run, *words: str) -> list[dict[str, Any]]:
    code, out, err = geo("responses", "list", *words, "--format", "json")
    assert (code, err) == (0, "")
    found: list[dict[str, Any]] = json.loads(out)
    return found


def test_what_is_on_record_is_listed_in_every_format(geo: Run) -> None:
    key = add(geo, "entry", "kind=aid", f"zone_id={MANTUIL}", "rw=1", "start=2021-02-16",
              "end=2021-02-20", "note==SUM(A1)")  # fmt: skip
    fact, made = listed(geo)
    assert (fact["id"], fact["origin"], fact["about"]) == ("fact-entry-2", "fact", "2020")
    assert made == {
        "id": key, "version": 1, "part": "entry", "origin": "entered", "waiting": False,
        "kind": "aid", "zone_id": MANTUIL, "rw": "001", "start": "2021-02-16",
        "end": "2021-02-20", "note": "=SUM(A1)",
    }  # fmt: skip
    rows = list(csv.DictReader(io.StringIO(geo("responses", "list", "--format", "csv")[1])))
    assert [row["id"] for row in rows] == ["fact-entry-2", key]
    assert not rows[1]["note"].startswith("=")  # no formula in anybody's workbook
    lines = geo("responses")[1].splitlines()
    assert lines[1].split("\t")[:2] == [key, "1"]
    assert "Mantuil RW 001" in lines[1]
    assert "2021-02-16 – 2021-02-20" in lines[1]


def test_what_is_added_may_be_said_in_words(geo: Run) -> None:
    """Fields by their headings, choices by what they are called every day, places by name."""
    add(geo, "entry", "jenis=Bansos", "kelurahan=mantuil", "mulai=2021-02-16", "peran=Dinkes")
    add(geo, "check", "kelurahan=Kel. Mantuil", "siaga=Kesehatan", "tanggal=2021-02-16", "siap=ya")
    aid, check = listed(geo, "--zone", "Mantuil")
    assert (aid["kind"], aid["role"], aid["start"]) == ("aid", "health_office", "2021-02-16")
    assert (check["item"], check["zone_id"]) == ("health", MANTUIL)
    for pairs, said in (
        (["jenis=aid", "kelurahan=Mantuul", "mulai=2021-02-16"], "Mantuil"),
        (["jenis=aid", "kind=aid", "mulai=2021-02-16"], "given twice"),
        (["jenis=Posco", "mulai=2021-02-16"], "Posco"),
        (["jenis=aid", "mulai=16/2/2021"], "2021-02-16"),
        (["jenis=aid", "mulai=0202-02-16"], "2000 or later"),
    ):
        code, out, err = geo("responses", "add", "--part", "entry", *pairs)
        assert (code, out) == (2, "")
        assert said in err


@pytest.mark.parametrize("part", ["entry", "check", "session", "telehealth"])
def test_a_part_listed_as_csv_is_read_back_by_import(geo: Run, tmp_path: Path, part: str) -> None:
    add(geo, "puskesmas", "puskesmas=Uji")
    pairs = {
        "entry": ["kind=swab", "start=2021-02-16", "people=9", "positive=0", f"zone_id={MANTUIL}"],
        "check": [f"zone_id={MANTUIL}", "item=health", "date=2021-02-16", "ready=tidak"],
        "session": ["puskesmas=Uji", "programme=Es Lilin", "date=2021-02-16", "people=0"],
        "telehealth": ["puskesmas=Uji", "date=2021-02-15", "consultations=0", "visits=3"],
    }[part]
    key = add(geo, part, *pairs)
    said = next(one for one in listed(geo, "--part", part) if one["id"] == key)
    code, out, err = geo("responses", "list", "--format", "csv", "--part", part)
    assert (code, err) == (0, "")
    head, *rows = csv.reader(io.StringIO(out))
    assert head == [field.name for field in FIELDS[part]]
    rows = [row for row in rows if FACT.source not in row]
    assert len(rows) == 1
    geo("responses", "take-back", key)
    file = tmp_path / f"{part}.csv"
    file.write_text("\n".join(map(",".join, (head, *rows))), encoding="utf-8")
    code, out, err = geo("import", str(file), "--disease", "covid19")
    assert (code, err) == (0, ""), out
    (again,) = [one for one in listed(geo, "--part", part) if one["origin"] == "entered"]
    assert again | {"id": key} == said


def test_a_report_listed_as_csv_is_read_back_by_import(geo: Run, tmp_path: Path) -> None:
    add(geo, "report", f"zone_id={MANTUIL}", "rw=1", "date=2021-02-16", "houses=1=4, 2=0")
    (said,) = listed(geo, "--part", "report")
    out = geo("responses", "list", "--format", "csv", "--part", "report")[1]
    assert "001=4, 002=0" in out
    geo("responses", "take-back", said["id"])
    file = tmp_path / "laporan.csv"
    file.write_text(out, encoding="utf-8")
    assert geo("import", str(file), "--disease", "covid19")[0] == 0
    (again,) = listed(geo, "--part", "report")
    assert again | {"id": said["id"]} == said


def test_the_list_is_limited_by_day_kind_part_and_kelurahan(geo: Run) -> None:
    key = add(geo, "entry", "kind=aid", f"zone_id={MANTUIL}", "start=2021-02-16", "end=2021-02-20")
    session = add(geo, "report", f"zone_id={MANTUIL}", "rw=1", "date=2021-02-18", "guests=0")
    for words, wanted in (
        (("--kind", "aid"), [key]),
        (("--kind", "psbk"), ["fact-entry-2"]),
        (("--part", "report"), [session]),
        (("--zone", "Mantuil"), [key, session]),
        (("--zone", OTHER), ["fact-entry-2"]),
        (("--date", "2021-02-15"), ["fact-entry-2"]),
        (("--date", "2021-02-16"), ["fact-entry-2", key]),
        (("--date", "2021-02-20"), ["fact-entry-2", key, session]),
        (("--date", "2021-02-21", "--zone", "Mantuil"), [session]),
    ):
        assert [row["id"] for row in listed(geo, *words)] == wanted, words


def test_a_record_through_all_its_versions(geo: Run) -> None:
    key = add(geo, "entry", "kind=aid", "start=2021-02-16")
    assert geo("responses", "add", "--id", key, "--part", "entry", "kind=aid", "people=3",
               "start=2021-02-16")[1] == f"{key} version 2: recorded\n"  # fmt: skip
    assert geo("responses", "undo", key)[1] == f"{key} version 3: recorded\n"
    assert geo("responses", "take-back", key, "--after", "3")[1] == f"{key} version 4: taken back\n"
    assert [row["id"] for row in listed(geo)] == ["fact-entry-2"]
    assert geo("responses", "bring-back", key)[1] == f"{key} version 5: recorded\n"
    code, out, err = geo("responses", "undo", key, "--after", "3")
    assert (code, out) == (2, "")
    assert "version 5 by now; version 3 was read" in err
    history = json.loads(geo("responses", "history", key, "--format", "json")[1])
    assert [(one["version"], one["state"], one.get("people")) for one in history] == [
        (5, "kept", None), (4, "removed", None), (3, "kept", None), (2, "kept", 3),
        (1, "kept", None),
    ]  # fmt: skip
    assert {one["by"].partition(":")[0] for one in history} == {"terminal"}
    assert len(geo("responses", "history", key)[1].splitlines()) == 5


def test_a_report_waits_for_somebody_else(geo: Run, url: str) -> None:
    key = add(geo, "report", f"zone_id={MANTUIL}", "rw=1", "date=2021-02-16", "houses=1:4")
    assert [row["waiting"] for row in listed(geo, "--part", "report")] == [True]
    assert "waiting to be confirmed" in geo("responses", "list", "--part", "report")[1]
    store = Store.open(url)
    with store.reading() as connection:
        records = responses.current(connection, "banjarmasin")
    assert report_houses.houses(records, "covid19")["houses"].tolist() == [4]
    code, _, err = geo("responses", "confirm", key)
    assert code == 2
    assert "a confirmation by somebody else" in err
    made = Desk(store, DINAS).responses.report(
        CITY, "covid19", {"zone_id": MANTUIL, "rw": "1", "date": "2021-02-17", "guests": 0}
    )[0]
    assert geo("responses", "confirm", made.id)[1] == f"{made.id} version 2: recorded\n"
    store.close()


def test_questions_are_told_beside_the_record(geo: Run) -> None:
    code, out, err = geo("responses", "add", "--part", "entry", "kind=aid", "start=2021-02-16",
                         f"zone_id={MANTUIL}", "rw=98")  # fmt: skip
    assert (code, out.split()[1]) == (0, "version")
    assert "RW 098" in err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", "--part", "entry", "kind"), "no pair of a field"),
        (("add", "--part", "entry", "kind=pesta", "start=2021-02-16"), "pesta"),
        (("add", "--part", "pesta", "kind=aid"), "pesta"),
        (("history",), "no record is named"),
        (("undo", "x"), "no response of this number"),
        (("take-back", "--file", "abc"), "no record that stands"),
        (("list", "--zone", "Atlantis"), "Atlantis"),
        (("list", "--part", "pesta"), "one of entry, check"),
        (("list", "--part", "entry", "kind=aid"), "no use for kind=aid"),
        (("undo", "x", "--file", "abc"), "does not go with undo"),
        (("history", "x", "--file", "abc"), "does not go with history"),
        (("add", "--file", "abc", "--part", "entry", "kind=aid"), "does not go with add"),
        (("list", "--date", "kemarin"), "kemarin"),
    ],
)
def test_what_can_not_be_done_is_said(geo: Run, words: tuple[str, ...], said: str) -> None:
    code, out, err = geo("responses", *words)
    assert (code, out) == (2, "")
    assert said in err
    assert [row["id"] for row in listed(geo)] == ["fact-entry-2"]


def test_an_empty_city_says_so(geo: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(response_files, "read", lambda city, zone_ids: ())
    assert geo("responses")[:2] == (0, "Nothing on record yet.\n")


def test_an_unknown_city_is_named(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["responses", "--city", "atlantis", "--db", url]) == 2
    assert "atlantis" in capsys.readouterr().err


TABLE = "kelurahan;jenis;mulai\nMantuil;psbk;16/2/2021\nMantuil;psbk;16/2/2021\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "respons.csv"
    made.write_text(TABLE, encoding="utf-8")
    return made


def test_a_file_is_checked_imported_once_and_taken_back(geo: Run, file: Path, url: str) -> None:
    code, out, err = geo("check", str(file), "--disease", "covid19")
    assert (code, err) == (0, "")
    assert f"{file}: The file holds: " in out
    assert "Files: 1 read, 0 refused, 0 loaded before." in out
    assert "the very same row stands at" in out
    assert len(listed(geo)) == 1
    code, out, _ = geo("import", str(file), "--disease", "covid19")
    assert code == 0
    assert "Rows recorded: 1" in out
    assert "Files: 1 read, 0 refused, 0 loaded before." in out
    assert len(listed(geo)) == 2
    code, out, _ = geo("import", str(file), "--disease", "covid19")
    assert code == 0
    assert "on record already" in out
    assert "Files: 0 read, 0 refused, 1 loaded before." in out
    (made,) = listed(geo, "--zone", "Mantuil")
    history = json.loads(geo("responses", "history", made["id"], "--format", "json")[1])
    sha256, name = history[0]["origin_file"].split(" ")
    assert (len(sha256), name) == (64, "respons.csv")
    assert geo("responses", "take-back", "--file", sha256)[1] == (
        "Records of that file taken back: 1.\n"
    )
    assert len(listed(geo)) == 1


def test_a_check_needs_no_store(geo: Run, file: Path, url: str) -> None:
    store = Path(url.removeprefix("sqlite:///"))
    store.unlink()
    assert geo("check", str(file), "--disease", "covid19")[0] == 0
    assert not store.exists()


def test_a_file_with_a_fault_stores_nothing(geo: Run, file: Path) -> None:
    file.write_text(f"{TABLE}Mantuil;pesta;kapan\n", encoding="utf-8")
    code, out, _ = geo("import", str(file), "--disease", "covid19")
    assert code == 2
    assert "B4 (jenis)" in out and "C4 (mulai)" in out
    assert len(listed(geo)) == 1


def test_responses_are_no_draft(geo: Run, file: Path) -> None:
    code, out, _ = geo("import", str(file), "--disease", "covid19", "--draft")
    assert code == 2
    assert "has no draft" in out
    assert len(listed(geo)) == 1
