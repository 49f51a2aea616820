"""POST /api/v1/imports: a draft and never more, by token and never by cookie, whole or not."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from geo.cities import read_cities
from geo.io import accounts, embedded
from geo.io.store import Store
from geo.io.web import uploads
from geo.settings import ROOT
from tests.web_kit import Reply, Web
from tests.web_stores import CITY, DISEASE, ZONES, token, web

HEAD = "kode,kelurahan,tanggal,indikator,ukuran,nilai"
FILE = "\n".join([HEAD, f"{ZONES[0]},,2021-03-01,positif,new,3"]).encode()
ADDRESS = f"/api/v1/imports?city={CITY}&disease={DISEASE}"
NAMED = f"{ADDRESS}&name=kasus.csv"
CSV = {"content-type": "text/csv"}


class Office:
    """A store with a simulated city, and the tokens of three people."""

    def __init__(self, folder: Path, ready: Path) -> None:
        shutil.copy(ready, folder / "store.db")
        self.url = f"sqlite:///{folder / 'store.db'}"
        self.web: Web = web(self.url, folder)
        self.dinas = {"Authorization": token(self.url, "dinas", CITY, name="petugas")}
        self.lurah = {"Authorization": token(self.url, "lurah", CITY, ZONES[0])}
        self.other = {"Authorization": token(self.url, "dinas", "semarang")}

    def send(self, address: str, body: bytes, **headers: str) -> Reply:
        return self.web.post(address, body, **{**CSV, **self.dinas, **headers})

    def batches(self) -> list[tuple[str, str, str]]:
        store = Store.open(self.url)
        found = store.batches(CITY, DISEASE)
        store.close()
        return [(b.file_name, b.state, b.created_by) for b in found if b.kind == "import"]


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ready")
    embedded.prepare(f"sqlite:///{folder / 'store.db'}", read_cities(), folder / "static")
    return folder / "store.db"


@pytest.fixture
def office(tmp_path: Path, ready: Path) -> Office:
    return Office(tmp_path, ready)


def form(*parts: tuple[str, str | None, bytes]) -> tuple[bytes, dict[str, str]]:
    """A multipart body of (field, file name or None, content), and its Content-Type."""
    lines = []
    for field, name, content in parts:
        file = f'; filename="{name}"' if name is not None else ""
        head = f'--batas\r\nContent-Disposition: form-data; name="{field}"{file}\r\n\r\n'
        lines.append(head.encode() + content + b"\r\n")
    body = b"".join(lines) + b"--batas--\r\n"
    return body, {"content-type": "multipart/form-data; boundary=batas"}


def test_a_file_becomes_a_draft_that_counts_nowhere(office: Office) -> None:
    public = f"/api/v1/zones.json?city={CITY}&rule=insidensi7&date=2021-03-07"
    before = office.web.get(public).text
    reply = office.send(NAMED, FILE)
    assert reply.status == 201, reply.text
    body = reply.json()
    assert (body["state"], body["already"]) == ("draft", False)
    assert body["report"]["counts"].keys() == {"block", "look", "note"}
    assert len(body["findings"]) == len(body["report"]["findings"])
    assert reply.headers["cache-control"] == "private, no-store"
    assert office.batches() == [("kasus.csv", "draft", "petugas")]
    assert office.web.get(public).text == before
    listed = office.web.get(reply.headers["location"], **office.dinas).json()
    mine = next(one for one in listed if one["id"] == body["batch"])
    assert (mine["state"], mine["counts"], mine["rows"]) == ("draft", False, 1)


def test_the_same_file_again_changes_nothing_and_says_so(office: Office) -> None:
    first = office.send(NAMED, FILE).json()
    again = office.send(NAMED, FILE)
    assert (again.status, again.json()["already"]) == (200, True)
    assert again.json()["batch"] == first["batch"]
    assert len(office.batches()) == 1


def test_what_the_doctor_finds_is_said_in_words(office: Office) -> None:
    """A kelurahan that does not exist: its cases are on no map, and nobody guesses."""
    body = FILE + b"\n,Mantuwil Raya,2021-03-01,positif,new,4"
    reply = office.send(f"{NAMED}&lang=en", body)
    assert reply.status == 201, reply.text
    found = reply.json()
    assert found["report"]["gap"] == 4 and found["report"]["blocked"] is True
    assert any(one["severity"] == "block" for one in found["findings"])
    assert all(one["found"] and one["todo"] for one in found["findings"])
    listed = office.web.get("/api/v1/batches", **office.dinas).json()
    assert next(one for one in listed if one["id"] == found["batch"])["gap"] == 4


RESPONSES = "kelurahan;rw;jenis;mulai\n{zone};99;psbk;2021-03-01\n"


def test_a_file_of_responses_is_recorded_and_makes_no_batch(office: Office) -> None:
    address = f"{ADDRESS}&name=respons.csv&lang=en"
    body = RESPONSES.format(zone=ZONES[0]).encode()
    reply = office.send(address, body)
    assert reply.status == 201, reply.text
    said = reply.json()
    assert (said["batch"], said["state"], said["already"], said["report"]) == (
        None,
        None,
        False,
        {},
    )
    told = said["responses"]
    assert {name: told[name] for name in ("part", "stored", "corrected", "known", "waiting")} == {
        "part": "entry", "stored": 1, "corrected": 0, "known": 0, "waiting": False,
    }  # fmt: skip
    assert len(told["questions"]) == 1 and "RW 099" in told["questions"][0]
    again = office.send(address, body)
    assert (again.status, again.json()["already"]) == (200, True)
    assert again.json()["responses"]["stored"] == 0
    assert office.send(address, body, **office.lurah).status == 403
    wrong = office.send(address, body.replace(b"psbk", b"pesta"))
    assert (wrong.status, "C2 (jenis)" in wrong.text) == (422, True)
    assert office.batches() == []


def test_a_form_carries_the_file_and_what_it_is(office: Office) -> None:
    body, kind = form(
        ("city", None, CITY.encode()),
        ("disease", None, DISEASE.encode()),
        ("file", "..\\folder/kasus.csv", FILE),
    )
    reply = office.send("/api/v1/imports", body, **kind)
    assert reply.status == 201, reply.text
    assert office.batches() == [("kasus.csv", "draft", "petugas")]


def test_who_may_not_is_refused_before_the_body_is_read(office: Office) -> None:
    nobody = office.web.post(NAMED, FILE, **CSV)
    assert (nobody.status, office.web.taken) == (401, 0)
    assert nobody.headers["www-authenticate"] == 'Bearer realm="jaga"'
    assert office.send(NAMED, FILE, **office.lurah).status == 403
    assert office.web.taken == 0
    assert office.send(NAMED, FILE, **office.other).status == 403
    assert office.send(NAMED, FILE, Authorization="Bearer x").status == 401
    assert office.batches() == []


def test_a_cookie_never_lets_write(office: Office) -> None:
    """Another site could make a signed-in browser send it."""
    store = Store.open(office.url)
    with store.writing() as connection:
        session = accounts.start_session(connection, "petugas", 1)
    store.close()
    cookie = f"jaga_session={session}"
    assert office.web.get("/api/v1/batches", cookie=cookie).status == 200
    body, kind = form(("file", "kasus.csv", FILE))
    assert office.web.post(ADDRESS, body, cookie=cookie, **kind).status == 401
    assert office.web.post(NAMED, FILE, cookie=cookie, **CSV).status == 401
    assert office.batches() == []


@pytest.mark.parametrize(
    ("address", "body", "kind", "status", "key"),
    [
        (ADDRESS, FILE, "text/csv", 400, "web_missing"),
        (NAMED, b"", "text/csv", 400, "web_no_file"),
        (f"/api/v1/imports?disease={DISEASE}&name=a.csv", FILE, "text/csv", 400, "web_missing"),
        (NAMED.replace(CITY, "atlantis"), FILE, "text/csv", 400, "web_choice"),
        (f"{NAMED}&state=published", FILE, "text/csv", 400, "web_unknown"),
        (NAMED, FILE, "text/html", 415, "web_media_type"),
        (NAMED, FILE, "", 415, "web_media_type"),
        (ADDRESS, b"garbage", "multipart/form-data; boundary=x", 400, "web_form"),
        (ADDRESS, b"--x--\r\n", "multipart/form-data; boundary=x", 400, "web_no_file"),
        (ADDRESS, b"--x\r\n\x00\r\n", "multipart/form-data; boundary=x", 400, "web_form"),
        (ADDRESS, FILE, "multipart/form-data", 400, "web_form"),
        (NAMED, b"judul\nisi\n", "text/csv", 422, None),
        (NAMED, f"{HEAD}\n{ZONES[0]},,kemarin,positif,new,3".encode(), "text/csv", 422, None),
        (f"{ADDRESS}&name=a.xlsx", b"PK\x03\x04broken", "application/octet-stream", 422, None),
        (f"{ADDRESS}&name=a.exe", b"MZ", "application/octet-stream", 422, None),
    ],
)
def test_what_can_not_be_taken_is_said(
    office: Office, address: str, body: bytes, kind: str, status: int, key: str | None
) -> None:
    reply = office.send(address, body, **{"content-type": kind})
    assert (reply.status, reply.headers["content-type"]) == (status, "application/problem+json")
    problems = reply.json()["problems"]
    assert problems and all(one["text"] for one in problems)
    assert key is None or problems[0]["key"] == key
    assert str(ROOT) not in reply.text and "Traceback" not in reply.text
    assert office.batches() == []


def test_a_form_with_two_files_or_many_fields_is_refused(office: Office) -> None:
    two, kind = form(("file", "a.csv", FILE), ("file", "b.csv", FILE))
    assert office.send(ADDRESS, two, **kind).status == 400
    many, kind = form(*((f"x{k}", None, b"1") for k in range(9)), ("file", "a.csv", FILE))
    assert office.send(ADDRESS, many, **kind).status == 400
    text, kind = form(("file", None, FILE))
    assert office.send(ADDRESS, text, **kind).status == 400
    assert office.batches() == []


def test_a_compressed_body_is_not_unpacked(office: Office) -> None:
    reply = office.send(NAMED, FILE, **{"content-encoding": "gzip"})
    assert (reply.status, reply.json()["problems"][0]["key"]) == (415, "web_encoding")


@pytest.mark.parametrize("announced", [None, "10"])
def test_the_limit_holds_while_the_body_comes_in(office: Office, announced: str | None) -> None:
    """Endless pieces with no length or a lie: little more than the limit is ever taken in."""
    piece = b"0" * 1_000_000
    pieces = [piece] * (3 * uploads.MOST_BYTES // len(piece))
    headers = {**CSV, **office.dinas, **({"content-length": announced} if announced else {})}
    for address, kind in ((NAMED, CSV), (ADDRESS, form()[1])):
        first = b'--batas\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
        sent = pieces if kind == CSV else [first, *pieces]
        reply = office.web.ask("POST", address, {**headers, **kind}, sent)
        assert (reply.status, reply.json()["problems"][0]["key"]) == (413, "web_too_large")
        assert office.web.taken <= uploads.MOST_BYTES + 2 * len(piece)


def test_a_length_that_is_announced_too_large_is_refused_unread(office: Office) -> None:
    reply = office.send(NAMED, FILE, **{"content-length": str(200 * 1024 * 1024)})
    assert (reply.status, office.web.taken) == (413, 0)
    assert office.send(NAMED, FILE, **{"content-length": "9" * 5000}).status == 413


def test_the_history_is_for_those_who_may_see_it(office: Office) -> None:
    office.send(NAMED, FILE)
    address = f"/api/v1/batches?city={CITY}&disease={DISEASE}"
    assert office.web.get(address).status == 401
    assert office.web.get(address, **office.lurah).status == 403
    assert office.web.get(address, **office.other).status == 403
    listed = office.web.get(address, **office.dinas).json()
    assert [(one["kind"], one["state"], one["counts"]) for one in listed] == [
        ("import", "draft", False),
        ("simulated", "published", True),
    ]
    assert office.web.get("/api/v1/batches?city=semarang", **office.dinas).status == 403
