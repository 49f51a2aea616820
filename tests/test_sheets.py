"""Files of every kind as rows, what is told by their content, Google Sheets, and the limits."""

from __future__ import annotations

import datetime as dt
import hashlib
import http.client
import io
import json
import os
import pickle
import resource
import struct
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pyarrow
import pyarrow.parquet
import pytest

from geo.errors import InputError, Problem
from geo.io.sources import apart, limits, read_content, remote, sheets
from geo.io.sources.sheets import Book, read_book, read_book_bytes
from tests.files_kit import KINDS, as_csv, as_json, as_ods, as_xls, as_xlsx, entries_of, repacked
from tests.intake_kit import CITY, COVID, MANTUIL, PELAMBUAN, ZONES, rows_of

ROOT = Path(__file__).resolve().parents[1]
DAY = dt.date(2020, 10, 6)
TABLE = [
    ["kode", "kelurahan", "tanggal", "indikator", "ukuran", "nilai"],
    [MANTUIL, "Mantuil", DAY, "positif", "new", 3],
    [PELAMBUAN, "Pelambuan", DAY, "positif", "new", 0],
    [MANTUIL, "Mantuil", DAY, "meninggal", "new", None],
]
WANTED = {(MANTUIL, "2020-10-06", "positif"): 3, (PELAMBUAN, "2020-10-06", "positif"): 0}


def refused(name: str, content: bytes) -> Problem:
    with pytest.raises(InputError) as caught:
        read_book_bytes(name, content)
    (problem,) = caught.value.problems
    return problem


# --- every kind ---------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_table_comes_out_of_every_kind(kind: str) -> None:
    content = KINDS[kind](TABLE)
    reading = read_content(f"kasus.{kind}", content, CITY, ZONES, {}, disease=COVID)
    assert rows_of(reading.observations) == WANTED, "an empty cell is missing, never zero"
    assert (reading.file, reading.rows_read) == (Path(f"kasus.{kind}"), 3)
    assert reading.sha256 == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_and_an_upload_are_read_alike(kind: str, tmp_path: Path) -> None:
    file = tmp_path / f"kasus.{kind}"
    file.write_bytes(KINDS[kind](TABLE))
    on_disk, uploaded = read_book(file), read_book_bytes(file.name, file.read_bytes())
    assert (on_disk.sheets, on_disk.sha256) == (uploaded.sheets, uploaded.sha256)
    assert (on_disk.path, uploaded.path) == (file, Path(file.name))


@pytest.mark.parametrize(("kind", "ending"), [("xls", "xlsx"), ("xlsx", "xls"), ("ods", "csv")])
def test_a_workbook_is_read_as_what_it_is(kind: str, ending: str) -> None:
    content = KINDS[kind](TABLE)
    assert read_book_bytes(f"a.{ending}", content).sheets[0].name == "data"


def test_records_under_the_ending_of_a_csv_are_read_as_records() -> None:
    assert read_book_bytes("a.csv", as_json(TABLE)).sheets == (
        read_book_bytes("a.json", as_json(TABLE)).sheets
    )


def docx() -> bytes:
    return repacked(as_xlsx(TABLE), {"word/document.xml": b"<a/>"}, drop=xlsx_names())


def xlsx_names() -> list[str]:
    return [name for name in entries_of(as_xlsx(TABLE)) if name.startswith("xl/")]


FAKES: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "CSV as XLSX": ("a.xlsx", lambda: as_csv(TABLE), "workbook_fake"),
    "CSV as XLS": ("a.xls", lambda: as_csv(TABLE), "workbook_fake"),
    "CSV as Parquet": ("a.parquet", lambda: as_csv(TABLE), "workbook_fake"),
    "JSON as ODS": ("a.ods", lambda: as_json(TABLE), "workbook_fake"),
    "CSV as JSON": ("a.json", lambda: as_csv(TABLE), "json_broken"),
    "a web page as XLS": ("a.xls", lambda: b"<html><table><tr><td>1", "file_page"),
    "a page to sign in": ("a.csv", lambda: b"\xef\xbb\xbf\n<!DOCTYPE html><p>", "file_page"),
    "another ending": ("a.exe", lambda: as_csv(TABLE), "file_kind"),
    "no ending": ("kasus", lambda: as_csv(TABLE), "file_kind"),
    "binary workbook": (
        "a.xlsx",
        lambda: repacked(as_xlsx(TABLE), {"xl/workbook.bin": b"x"}),
        "file_kind",
    ),
    "a letter": ("a.xlsx", docx, "zip_without_workbook"),
    "a zip of a workbook": (
        "a.xlsx",
        lambda: repacked(docx(), {"a.xlsx": as_xlsx(TABLE)}),
        "zip_without_workbook",
    ),
    "a cut XLS": ("a.xls", lambda: as_xls(TABLE)[:700], "workbook_damaged"),
    "a cut ODS": ("a.ods", lambda: as_ods(TABLE)[:-60], "workbook_damaged"),
    "a cut Parquet": ("a.parquet", lambda: KINDS["parquet"](TABLE)[:-9], "workbook_damaged"),
    "a part with a wrong sum": (
        "a.xlsx",
        lambda: as_xlsx(TABLE).replace(b"PK\x01\x02", b"PK\x01\x03"),
        "workbook_damaged",
    ),
    "nothing": ("a.csv", lambda: b"\r\n \n", "file_empty"),
    "no records": ("a.json", lambda: b"[]", "file_empty"),
}


@pytest.mark.parametrize("case", FAKES)
def test_what_is_not_what_it_says_is_refused_with_its_reason(case: str) -> None:
    name, make, key = FAKES[case]
    assert refused(name, make()).key == key


def test_a_workbook_with_a_password_says_so() -> None:
    content = bytearray(as_xlsx(TABLE))
    at = content.index(b"PK\x01\x02")  # general purpose flag: 8 bytes into a directory entry
    content[at + 8] |= 1
    assert refused("a.xlsx", bytes(content)).key == "workbook_locked"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("../../etc/kasus.csv", "kasus.csv"),
        ("C:\\Users\\lurah\\kasus.csv", "kasus.csv"),
        ("ka\u202esus\x00\n.csv", "kasus .csv"),
        ("ka\ud800sus.csv", "ka\ufffdsus.csv"),
        ("x" * 400 + ".csv", "x" * 196 + ".csv"),
    ],
)
def test_a_name_of_an_upload_is_no_path(written: str, read: str) -> None:
    assert read_book_bytes(written, as_csv(TABLE)).path == Path(read)


def test_a_chart_and_a_drawing_do_not_stop_a_workbook() -> None:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(TABLE)))
    book.create_chartsheet("grafik", 0)
    out = io.BytesIO()
    book.save(out)
    assert [s.name for s in read_book_bytes("a.xlsx", out.getvalue()).sheets] == ["data"]


# --- JSON ---------------------------------------------------------------------------------------


def records(content: str) -> Book:
    return read_book_bytes("a.json", content.encode())


def test_records_may_lack_keys_and_stand_under_data() -> None:
    rows = [["a", "b"], [1, ""], ["", "x"], ["", 2.5]]
    listed = '[{"a": 1}, {"b": "x", "a": null}, {"b": 2.5}]'
    assert records(listed).sheets[0].rows == rows
    assert records(f'{{"when": "2020", "data": {listed}}}').sheets[0].rows == rows


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ('[{"a": 1,}]', "json_broken"),
        ('[{"a": 1, "a": 2}]', "json_broken"),
        ('[{"a": Infinity}]', "json_broken"),
        ('{"a": 1}', "json_shape"),
        ("[1, 2]", "json_shape"),
        ("7", "json_shape"),
        ('[{"a": {"b": 1}}]', "cell_nested"),
        ('[{"a": [1]}]', "cell_nested"),
        ('[{"a": "\\ud800"}]', "cell_unreadable"),
        ('[{"a": "x\\u0000"}]', "cell_unreadable"),
        ("[" * 90_000 + "]" * 90_000, "cell_nested"),
        (f'[{{"a": {"9" * 5000}}}]', "json_broken"),
    ],
)
def test_other_json_is_refused(written: str, key: str) -> None:
    assert refused("a.json", written.encode()).key == key


# --- Google Sheets ------------------------------------------------------------------------------

SHEET = "1aBcD_efGhIjKlMnOpQrStUvWxYz-0123456789AbCd"
AT = f"https://docs.google.com/spreadsheets/d/{SHEET}"
EXPORT = f"{AT}/export?format=csv"
PUBLISHED = "https://docs.google.com/spreadsheets/d/e/2PACX-1vQabcdefghijklmnopqrstuvwxyz"


@pytest.mark.parametrize(
    ("address", "asked"),
    [
        (AT, EXPORT),
        (f"{AT}/edit?usp=sharing", EXPORT),
        (f"{AT}/edit?gid=0#gid=4711", f"{EXPORT}&gid=4711"),
        (f"{AT}/export?format=xlsx&gid=12", f"{EXPORT}&gid=12"),
        (AT.replace("/d/", "/u/1/d/") + "/view", EXPORT),
        (f"{PUBLISHED}/pub?output=csv", f"{PUBLISHED}/pub?output=csv"),
        (f"{PUBLISHED}/pubhtml?gid=7", f"{PUBLISHED}/pub?output=csv&gid=7&single=true"),
    ],
)
def test_the_address_in_a_browser_gives_the_address_of_the_csv(address: str, asked: str) -> None:
    assert remote.export_address(address) == asked


@pytest.mark.parametrize(
    "address",
    [
        "",
        "kasus.csv",
        "file:///etc/passwd",
        AT.replace("https", "http"),
        AT.replace("docs.google.com", "docs.google.com.example.org"),
        AT.replace("docs.google.com", "docs.google.com:8080"),
        AT.replace("docs.google.com", "docs.google.com:443"),
        AT.replace("docs.google.com", "me:secret@docs.google.com"),
        AT.replace("docs.google.com", "docs.google.com@127.0.0.1"),
        AT.replace("docs.google.com", "169.254.169.254"),
        AT.replace("docs.google.com", "[::1]"),
        AT.replace("docs.google.com", "docs.google.com\\@127.0.0.1"),
        AT.replace("docs.google.com", "docs.googIe.com"),
        AT + "/edit\r\nHost: localhost",
        AT + "/../../../etc",
        "https://docs.google.com/document/d/" + SHEET,
        "https://docs.google.com/spreadsheets/d/kurz/edit",
        AT + "?" + "x" * 2000,
    ],
)
def test_no_other_address_is_asked(address: str) -> None:
    def ask(there: str, _: float) -> Any:
        raise AssertionError(there)

    with pytest.raises(InputError) as caught:
        remote.fetch(address, ask)
    assert [p.key for p in caught.value.problems] == ["sheet_address"]


Answer = tuple[int, dict[str, str], bytes]


class Google:
    """A server on 127.0.0.1 that answers for Google's hosts; ``asked`` lists what reached it."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.answers: list[Answer] = []
        self.drip = 0.0
        google = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, headers, body = google.answers.pop(0)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                try:
                    for at in range(0, len(body), 1 << 20):
                        self.wfile.write(body[at : at + (1 << 20)])
                        time.sleep(google.drip)
                except OSError:
                    pass  # the other side has heard enough

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        # It looks this often whether it is to end, and the end of each test waits for that.
        serve = partial(self.server.serve_forever, poll_interval=0.01)
        threading.Thread(target=serve, daemon=True).start()

    def ask(self, address: str, seconds: float) -> http.client.HTTPResponse:
        self.asked.append(address)
        host, port = self.server.server_address[:2]
        line = http.client.HTTPConnection(str(host), int(port), timeout=seconds)
        parts = urlsplit(address)
        line.request("GET", f"{parts.path}?{parts.query}", headers={"Host": parts.netloc})
        return line.getresponse()


@pytest.fixture
def google() -> Iterator[Google]:
    served = Google()
    yield served
    served.server.shutdown()
    served.server.server_close()


def to(address: str) -> Answer:
    return 307, {"Location": address}, b""


def csv_answer(content: bytes, **headers: str) -> Answer:
    return 200, {"Content-Type": "text/csv"} | headers, content


STORED = "https://doc-0k-sheets.googleusercontent.com/export/abc/x=?format=csv"


def test_a_public_sheet_comes_by_a_redirect_and_is_read(google: Google) -> None:
    named = "attachment; filename=\"K.csv\"; filename*=UTF-8''Kasus%20-%20..%2FData.csv"
    header = {"Content-Disposition": named}
    google.answers = [to(STORED), (200, {"Content-Type": "text/csv"} | header, as_csv(TABLE))]
    name, content = remote.fetch(f"{AT}/edit#gid=5", google.ask)
    assert google.asked == [f"{EXPORT}&gid=5", STORED]
    assert name == "Data.csv"
    reading = read_content(name, content, CITY, ZONES, {}, disease=COVID)
    assert rows_of(reading.observations) == WANTED


def test_a_sheet_without_a_name_is_called_after_its_tab(google: Google) -> None:
    google.answers = [csv_answer(b"a\n")]
    assert remote.fetch(f"{AT}/edit#gid=5", google.ask) == ("google-5.csv", b"a\n")


ELSEWHERE = {
    "sheet_redirect": [
        "http://doc-0k.googleusercontent.com/",
        "https://127.0.0.1/",
        "https://localhost/",
        "https://169.254.169.254/latest/meta-data/",
        "https://doc.googleusercontent.com:8443/",
        "https://me@doc.googleusercontent.com/",
        "https://googleusercontent.com.example.org/",
        "https://evilgoogleusercontent.com/",
        "https://docs.google.com.example.org/",
        "ftp://docs.google.com/",
        "file:///etc/passwd",
        "//127.0.0.1/",
    ],
    "sheet_private": ["https://accounts.google.com/ServiceLogin?continue=x"],
}


@pytest.mark.parametrize(
    ("key", "location"), [(key, place) for key, places in ELSEWHERE.items() for place in places]
)
def test_no_redirect_leads_elsewhere(google: Google, key: str, location: str) -> None:
    google.answers = [to(location), csv_answer(b"secret\n")]
    with pytest.raises(InputError) as caught:
        remote.fetch(AT, google.ask)
    assert [p.key for p in caught.value.problems] == [key]
    assert google.asked == [EXPORT]


def test_a_circle_of_redirects_ends_after_three(google: Google) -> None:
    google.answers = [to(STORED)] * 9
    with pytest.raises(InputError) as caught:
        remote.fetch(AT, google.ask)
    assert [p.key for p in caught.value.problems] == ["sheet_redirect"]
    assert len(google.asked) == 4


@pytest.mark.parametrize(
    ("answer", "key"),
    [
        ((401, {}, b""), "sheet_private"),
        ((403, {}, b""), "sheet_private"),
        ((200, {"Content-Type": "text/html; charset=utf-8"}, b"<html>"), "sheet_private"),
        ((404, {}, b""), "sheet_missing"),
        ((429, {}, b""), "sheet_unreachable"),
        ((500, {}, b""), "sheet_unreachable"),
        (csv_answer(b"a", **{"Content-Length": "99"}), "sheet_unreachable"),
        (csv_answer(b"a", **{"Content-Length": "9" * 30}), "file_too_large"),
        (csv_answer(b"a,b\n" * 13_000_000), "file_too_large"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_a_sheet_may_answer_instead(google: Google, answer: Answer, key: str) -> None:
    google.answers = [answer]
    with pytest.raises(InputError) as caught:
        remote.fetch(AT, google.ask)
    assert [p.key for p in caught.value.problems] == [key]


def test_an_answer_that_drips_is_given_up(google: Google, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "SECONDS", 0.4)
    google.drip, google.answers = 0.1, [csv_answer(b"a" * 40_000_000)]
    begun = time.monotonic()
    with pytest.raises(InputError) as caught:
        remote.fetch(AT, google.ask)
    assert [p.key for p in caught.value.problems] == ["sheet_unreachable"]
    assert time.monotonic() - begun < 3


def test_nobody_there_is_a_problem_and_not_an_error() -> None:
    def ask(_: str, __: float) -> Any:
        raise ConnectionRefusedError("refused")

    with pytest.raises(InputError) as caught:
        remote.fetch(AT, ask)
    assert [p.key for p in caught.value.problems] == ["sheet_unreachable"]


def test_python_follows_no_redirect_on_its_own(google: Google) -> None:
    google.answers = [to("http://127.0.0.1:1/")]
    port = google.server.server_address[1]
    answer = remote._ask(f"http://127.0.0.1:{port}/", 5)
    assert (answer.status, answer.headers["Location"]) == (307, "http://127.0.0.1:1/")


# --- limits -------------------------------------------------------------------------------------

MEGA = 1_000_000


def with_sheet(change: Callable[[bytes], bytes]) -> bytes:
    content = as_xlsx([["a"]])
    name = "xl/worksheets/sheet1.xml"
    return repacked(content, {name: change(entries_of(content)[name])})


def with_cell(row: int, reference: str) -> bytes:
    more = f'<row r="{row}"><c r="{reference}"><v>3</v></c></row></sheetData>'.encode()
    return with_sheet(lambda xml: xml.replace(b"</sheetData>", more))


def spaces(megabytes: int) -> bytes:
    return with_sheet(lambda xml: xml + b" " * (megabytes * MEGA))


def liar() -> bytes:
    """A zip whose directory and headers say that every part is 100 bytes long."""
    content = bytearray(spaces(150))
    for mark, place in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = content.find(mark)
        while at >= 0:
            content[at + place : at + place + 4] = struct.pack("<I", 100)
            at = content.find(mark, at + 4)
    return bytes(content)


def ods_bomb() -> bytes:
    content = as_ods([["a"]])
    xml = entries_of(content)["content.xml"]
    start = xml.index(b"<table:table-row")
    repeated = xml[start:].replace(
        b"<table:table-row", b'<table:table-row table:number-rows-repeated="1048576"', 1
    )
    repeated = repeated.replace(
        b"<table:table-cell", b'<table:table-cell table:number-columns-repeated="16384"', 1
    )
    return repacked(content, {"content.xml": xml[:start] + repeated})


def parquet(table: pyarrow.Table) -> bytes:
    out = io.BytesIO()
    pyarrow.parquet.write_table(table, out, compression="zstd")
    return out.getvalue()


def parquet_of_one_word(rows: int) -> bytes:
    """A word of two megabytes that stands in every row and once in the file."""
    word, row = pyarrow.array(["x" * (2 * MEGA)]), pyarrow.array([0] * rows, pyarrow.int32())
    return parquet(pyarrow.table({"a": pyarrow.DictionaryArray.from_arrays(row, word)}))


def many_entries() -> bytes:
    return repacked(as_xlsx([["a"]]), {f"xl/{n}": b"" for n in range(2_001)})


def many_sheets() -> bytes:
    return as_xlsx([["a"]], *((f"s{n}", [["a"]]) for n in range(100)))


def full_workbook() -> bytes:
    """Nearly as large as may be: 150,000 rows of 25 numbers."""
    row = "<row>" + "<c><v>7</v></c>" * 25 + "</row>"
    return with_sheet(
        lambda xml: xml.replace(b"</sheetData>", row.encode() * 150_000 + b"</sheetData>")
    )


def nulls(key: str) -> str:
    return json.dumps([{key: None}])


LARGE: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "200 MB": ("a.csv", lambda: b"a,b\n" * (50 * MEGA), "file_too_large"),
    "zip bomb": ("a.xlsx", lambda: spaces(300), "file_unpacks"),
    "zip far larger than the file": ("a.xlsx", lambda: spaces(60), "file_unpacks"),
    "zip that lies": ("a.xlsx", liar, "file_unpacks"),
    "many parts": ("a.xlsx", many_entries, "zip_entries"),
    "many sheets": ("a.xlsx", many_sheets, "sheets_too_many"),
    "a cell at the end of the world": (
        "a.xlsx",
        lambda: with_cell(1_048_576, "XFD1048576"),
        "file_unruly",
    ),
    "16,384 columns": ("a.xlsx", lambda: with_cell(3, "XFD3"), "columns_too_many"),
    "200,001 rows": ("a.xlsx", lambda: with_cell(200_001, "A200001"), "rows_too_many"),
    "15 million cells": ("a.xlsx", lambda: with_cell(199_999, "BX199999"), "cells_too_many"),
    "ODS of 17 thousand million cells": ("a.ods", ods_bomb, "file_unruly"),
    "CSV of 200,001 rows": ("a.csv", lambda: b"a,b\n" * 200_001, "rows_too_many"),
    "CSV of 2,001 columns": ("a.csv", lambda: b"a;" * 2_000 + b"a\n", "columns_too_many"),
    "CSV of a million columns": ("a.csv", lambda: b"," * MEGA, "columns_too_many"),
    "CSV of 6 million cells": ("a.csv", lambda: (b"1," * 30 + b"1\n") * 195_000, "cells_too_many"),
    "CSV of commas": ("a.csv", lambda: b"," * (49 * MEGA), "cells_too_many"),
    "CSV of line ends": ("a.csv", lambda: b"a" + b"\n" * (49 * MEGA), "rows_too_many"),
    "an open quotation mark": ("a.csv", lambda: b'"' + b"a" * (40 * MEGA), "text_broken"),
    "a long cell": ("a.csv", lambda: b"a,b\n" + b"x" * 40_000 + b",1\n", "cell_too_long"),
    "a long cell in JSON": ("a.json", lambda: nulls("x" * 40_000).encode(), "cell_too_long"),
    "JSON of brackets": ("a.json", lambda: b"[" * (40 * MEGA), "rows_too_many"),
    "JSON of records": ("a.json", lambda: b"[" + b"{}," * (16 * MEGA) + b"{}]", "rows_too_many"),
    "JSON of numbers": ("a.json", lambda: b"[" + b"1," * (24 * MEGA) + b"1]", "cells_too_many"),
    "JSON of keys": (
        "a.json",
        lambda: json.dumps([{f"k{n}": 1} for n in range(9_999)]).encode(),
        "columns_too_many",
    ),
    "Parquet of 20 million rows": (
        "a.parquet",
        lambda: parquet(pyarrow.table({"a": pyarrow.array([1] * (20 * MEGA), pyarrow.int8())})),
        "rows_too_many",
    ),
    "Parquet of 3,000 columns": (
        "a.parquet",
        lambda: parquet(pyarrow.table({f"c{n}": [1] for n in range(3_000)})),
        "columns_too_many",
    ),
    "Parquet of one long word": ("a.parquet", lambda: parquet_of_one_word(190_000), "file_unruly"),
    "a full workbook": ("a.xlsx", full_workbook, ""),
}
SECONDS, MEGABYTES = 15, 700
"""More than any of these files may take of the processor and of memory, in the process that asks
and in the one that reads apart: what else the machine does is no fault of a file.
Only what is stopped by the limit on memory may come up to that."""

ALONE = """
import json, os, resource, sys
from pathlib import Path
from geo.errors import InputError
from geo.io.sources.sheets import read_book
begun, key = os.times(), ""
try:
    read_book(Path(sys.argv[1]))
except InputError as error:
    key = error.problems[0].key
# Not RUSAGE_SELF: that begins with what the process had that started this one.
own = Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]
most = max(int(own), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
seconds = sum(os.times()[:4]) - sum(begun[:4])
print(json.dumps([key, seconds, most / 1000]))
"""


@pytest.mark.parametrize("case", LARGE)
def test_what_is_too_large_is_refused_early(case: str, tmp_path: Path) -> None:
    name, make, key = LARGE[case]
    file = tmp_path / name
    file.write_bytes(make())
    done = subprocess.run(
        [sys.executable, "-c", ALONE, str(file)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (4_000 * MEGA, 4_000 * MEGA)),
    )
    found, seconds, megabytes = json.loads(done.stdout)
    print(f"{case}: {seconds:.2f} s, {megabytes:.0f} MB")
    assert found == key
    assert seconds < SECONDS
    assert megabytes < (limits.MEMORY_BYTES / MEGA if key == "file_unruly" else MEGABYTES)


def test_a_pipe_and_a_folder_are_no_files(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.csv")
    (tmp_path / "b.csv").mkdir()
    found = []
    for name in ("a.csv", "b.csv"):
        with pytest.raises(InputError) as caught:
            read_book(tmp_path / name)
        found += [p.key for p in caught.value.problems]
    assert found == ["file_special", "file_unreadable"]


def test_a_thousand_faults_are_enough() -> None:
    rows = [TABLE[0], *([MANTUIL, "", DAY, "positif", "new", "x"] for _ in range(5_000))]
    with pytest.raises(InputError) as caught:
        read_content("a.csv", as_csv(rows), CITY, ZONES, {}, disease=COVID)
    keys = [p.key for p in caught.value.problems]
    assert keys == ["count_fault"] * limits.FAULTS + ["faults_cut"]


def test_more_numbers_than_any_city_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "NUMBERS", 2)
    days = [dt.date(2020, 10, day) for day in range(1, 6)]
    rows = [TABLE[0], *([MANTUIL, "", day, "positif", "new", 1] for day in days)]
    with pytest.raises(InputError) as caught:
        read_content("a.csv", as_csv(rows), CITY, ZONES, {}, disease=COVID)
    assert [p.key for p in caught.value.problems] == ["numbers_too_many"]


def test_a_reader_that_dies_does_not_take_the_server_along() -> None:
    """The same cell ends a process in which the reader itself runs."""
    content = with_cell(1_048_576, "XFD1048576")
    code = (
        "import sys, io, resource, python_calamine as c;"
        "resource.setrlimit(resource.RLIMIT_AS, (4 * 10**9, 4 * 10**9));"
        "resource.setrlimit(resource.RLIMIT_CORE, (0, 0));"
        "c.load_workbook(io.BytesIO(sys.stdin.buffer.read())).get_sheet_by_index(0)"
    )
    died = subprocess.run([sys.executable, "-c", code], input=content, capture_output=True)
    assert died.returncode < 0
    assert refused("a.xlsx", content).key == "file_unruly"


def test_what_a_reader_has_said_counts_though_its_end_goes_wrong() -> None:
    """Arrow's threads abort the end of one process in a thousand."""
    script = "import atexit, os, runpy, sys; atexit.register(os.abort); "
    script += "runpy.run_path(sys.argv.pop(1), run_name='__main__')"
    command = [sys.executable, "-c", script, apart.__file__, "parquet", *map(str, sheets._MOST)]
    content = parquet(pyarrow.table({"a": ["x"]}))
    done = subprocess.run(command, input=content, stdout=subprocess.PIPE, timeout=60)
    assert done.returncode == 0
    assert pickle.loads(done.stdout) == ("sheets", [("", [["a"], ["x"]])])  # noqa: S301


def test_zip_of_another_method_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_BZIP2) as parts:
        for name, part in entries_of(as_xlsx(TABLE)).items():
            parts.writestr(name, part)
    assert refused("a.xlsx", out.getvalue()).key == "workbook_damaged"
