"""Who may do what: every method of the desks and every HTTP route, as every role, from one table.

A method or a route that stands in no table fails: whoever adds one decides who may. What is refused
leaves the store as it was, letter by letter; what reads changes nothing either.
"""

from __future__ import annotations

import datetime as dt
import inspect
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from geo import boundaries
from geo.access import ANYBODY, ROLES, Viewer
from geo.cities import read_cities
from geo.errors import AccessError, InputError
from geo.io import contents
from geo.io.batches import NewBatch
from geo.io.desk import Desk
from geo.io.response_desk import ResponseDesk
from geo.io.sources.sheets import read_book_bytes
from geo.io.store import Store
from geo.io.web.endpoint import Endpoint
from geo.io.web.table import routes
from geo.scenes import Scene
from geo.schema import UNALLOCATED_COLUMNS
from geo.settings import Settings
from tests.web_kit import Web
from tests.web_stores import CITY, DISEASE, SUNDAY, ZONES, reported, token, web

TOWN = read_cities()[CITY]
OWN, OTHER = ZONES[0], ZONES[1]
DAY = "2021-02-16"
NAMES = dict(boundaries.read_attributes(TOWN)[["zone_id", "name"]].itertuples(index=False))
WHO = {
    "public": ANYBODY,
    "rw": Viewer("rw3", "rw", CITY, OWN),
    "lurah": Viewer("lia", "lurah", CITY, OWN),
    "lurah of another": Viewer("leo", "lurah", CITY, OTHER),
    "dinas": Viewer("dewi", "dinas", CITY),
    "dinas of another": Viewer("jauh", "dinas", "semarang"),
    "admin": Viewer("ani", "admin"),
}
ALL = frozenset(WHO)
NOBODY: frozenset[str] = frozenset()
ADMIN = frozenset({"admin"})
OFFICE = ADMIN | {"dinas"}
OF_PLACE = OFFICE | {"lurah"}
OF_PLACE_RW = OF_PLACE | {"rw"}
OF_CITY = OF_PLACE | {"lurah of another"}
OF_CITY_RW = OF_CITY | {"rw"}


@dataclass(frozen=True)
class Made:
    """What a store holds for the tries, by what it is needed for."""

    store: Store
    published: int
    draft: int
    briefing: str
    removed: str
    entry: str
    gone: str
    report: str
    reports: str
    """SHA-256 of a file of reports that wait, brought by somebody who is none of WHO."""


@dataclass(frozen=True)
class Act:
    """``may``: who. ``writes``: whether it changes the store where it is allowed."""

    do: Callable[[Any, Made], object]
    may: frozenset[str]
    writes: bool = True


def rows(zone_id: str = OWN) -> tuple[NewBatch, pd.DataFrame, pd.DataFrame]:
    batch = NewBatch(CITY, DISEASE, "import", "lagi.csv", "f" * 64)
    row = (zone_id, pd.Timestamp(DAY), "positif", "new", 7, "", 1)
    columns = ["zone_id", "date", "indicator", "measure", "value", "flag", "days"]
    table = pd.DataFrame([row], columns=columns).astype({"value": "Int64", "days": "Int64"})
    table["date"] = table["date"].astype("datetime64[ns]")
    return batch, table, pd.DataFrame(columns=list(UNALLOCATED_COLUMNS))


def houses(desk: Desk) -> Any:
    zone, day = (OWN, NAMES[OWN]), dt.date(2021, 3, 3)
    batch, table = contents.form_batch(CITY, DISEASE, zone, day, {"1/1": 2}, desk.viewer.name)
    return desk.draft_contents(batch, "rt_houses", table)


STAFF = Scene("Riwayat", "", "data", {"city": CITY})
REPORT = {"zone_id": OWN, "rw": "1", "date": DAY, "houses": "001:2", "guests": 1}
ENTRY = {"kind": "psbk", "zone_id": OWN, "start": DAY}
REPORTS = f"kelurahan;rw;tanggal;rumah per rt;tamu\n{NAMES[OWN]};4;16/2/2021;1:4;0\n".encode()
SESSIONS = (
    b"puskesmas;program;tanggal;kelurahan;orang\n"
    b"Puskesmas Teluk Dalam;Posyandu;16/2/2021;Mantuil;12\n"
)

DESK = {
    "draft": Act(lambda d, m: d.draft(*rows()), OFFICE),
    "draft_contents": Act(lambda d, m: houses(d), OF_PLACE_RW),
    "send_rt": Act(
        lambda d, m: d.send_rt(CITY, DISEASE, (OWN, NAMES[OWN]), dt.date(2021, 3, 2), {"1/1": 1}),
        OF_PLACE_RW,
    ),
    "rt_sent": Act(lambda d, m: d.rt_sent(CITY, DISEASE, OWN), OF_PLACE_RW, writes=False),
    "publish": Act(lambda d, m: d.publish(m.draft), ADMIN),
    "retract": Act(lambda d, m: d.retract(m.published, "salah"), ADMIN),
    "batches": Act(lambda d, m: d.batches(CITY, DISEASE), OFFICE, writes=False),
    "contents": Act(lambda d, m: d.contents(m.draft), OFFICE, writes=False),
    "rows_of": Act(lambda d, m: d.rows_of(m.draft), OFFICE, writes=False),
    "states": Act(lambda d, m: d.states(m.draft), OFFICE, writes=False),
    "accept_alias": Act(lambda d, m: d.accept_alias(CITY, "mantuyl", OWN), ADMIN),
    "spellings": Act(lambda d, m: d.spellings(CITY), ADMIN, writes=False),
    "save_briefing": Act(lambda d, m: d.save_briefing(CITY, DISEASE, "Rapat", [STAFF]), OFFICE),
    "remove_briefing": Act(lambda d, m: d.remove_briefing(CITY, m.briefing, 1), OFFICE),
    "restore_briefing": Act(lambda d, m: d.restore_briefing(CITY, m.removed, 2), OFFICE),
    "briefings": Act(lambda d, m: d.briefings(CITY), OFFICE, writes=False),
    "briefing": Act(lambda d, m: d.briefing(m.briefing), OFFICE, writes=False),
    "users": Act(lambda d, m: d.users(), ADMIN, writes=False),
    "add_user": Act(lambda d, m: d.add_user("baru", "dinas", CITY), ADMIN),
    "set_password": Act(lambda d, m: d.set_password("sasaran", "kuda laut biru muda"), ADMIN),
    "set_role": Act(lambda d, m: d.set_role("sasaran", "admin"), ADMIN),
    "set_active": Act(lambda d, m: d.set_active("sasaran", active=False), ADMIN),
    "tokens": Act(lambda d, m: d.tokens(), ADMIN, writes=False),
    "make_token": Act(lambda d, m: d.make_token("sasaran", "uji"), ADMIN),
    "revoke_token": Act(lambda d, m: d.revoke_token(1), ADMIN),
    "log": Act(lambda d, m: d.log(), ADMIN, writes=False),
}
RESPONSES = {
    "respond": Act(lambda d, m: d.respond(TOWN, "entry", ENTRY), OF_PLACE),
    "report": Act(lambda d, m: d.report(TOWN, DISEASE, {**REPORT, "rw": "2"}), OF_PLACE_RW),
    "confirm": Act(lambda d, m: d.confirm(TOWN, m.report, 1), OF_PLACE),
    "take_back": Act(lambda d, m: d.take_back(TOWN, m.entry, 1), OF_PLACE),
    "bring_back": Act(lambda d, m: d.bring_back(TOWN, m.gone, 2), OF_PLACE),
    "undo": Act(lambda d, m: d.undo(TOWN, m.entry, 1), OF_PLACE),
    "history": Act(lambda d, m: d.history(TOWN, m.entry), OF_PLACE, writes=False),
    "current": Act(lambda d, m: d.current(TOWN), OF_CITY_RW, writes=False),
    "latest": Act(lambda d, m: d.latest(TOWN), OF_CITY_RW, writes=False),
    "waiting": Act(lambda d, m: d.waiting(TOWN), OF_CITY, writes=False),
    "look_file": Act(
        lambda d, m: d.look_file(TOWN, read_book_bytes("a.csv", SESSIONS)), OFFICE, writes=False
    ),
    "keep_file": Act(lambda d, m: d.keep_file(TOWN, DISEASE, looked(m)), OFFICE),
    "bring_file": Act(lambda d, m: d.bring_file(TOWN, DISEASE, "a.csv", SESSIONS), OFFICE),
    "confirm_file": Act(lambda d, m: d.confirm_file(TOWN, m.reports), OFFICE),
    "take_back_file": Act(lambda d, m: d.take_back_file(TOWN, m.reports), OFFICE),
}


def looked(made: Made) -> Any:
    desk = ResponseDesk(made.store, WHO["admin"])
    return desk.look_file(TOWN, read_book_bytes("a.csv", SESSIONS))


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A store with something of everything, to be copied, and what is in it."""
    folder = tmp_path_factory.mktemp("semua")
    store = Store.open(reported(folder))
    desk = Desk(store, Viewer("asal", "admin"))
    batch, table, rest = rows()
    found: dict[str, Any] = {"published": store.batches(CITY, DISEASE)[0].id}
    other = NewBatch(**{**vars(batch), "sha256": "d" * 64, "file_name": "draf.csv"})
    found["draft"] = desk.draft(other, table, rest)
    found["briefing"] = desk.save_briefing(CITY, DISEASE, "Rapat", [STAFF]).id
    found["removed"] = desk.save_briefing(CITY, DISEASE, "Lama", [STAFF]).id
    desk.remove_briefing(CITY, found["removed"], 1)
    desk.add_user("sasaran", "dinas", CITY, None, "ikan todak abu tua")
    desk.make_token("sasaran", "lama")
    at = desk.responses
    at.respond(TOWN, "puskesmas", {"puskesmas": "Teluk Dalam"})
    found["entry"] = at.respond(TOWN, "entry", ENTRY)[0].id
    found["gone"] = at.respond(TOWN, "entry", {**ENTRY, "start": "2021-02-17"})[0].id
    at.take_back(TOWN, found["gone"], 1)
    found["report"] = at.report(TOWN, DISEASE, REPORT)[0].id
    found["reports"] = at.bring_file(TOWN, DISEASE, "jt.csv", REPORTS).sha256
    store.close()
    return folder / "store.db", found


def content(file: Path) -> str:
    """Everything that a store holds, as text."""
    connection = sqlite3.connect(file)
    text = "\n".join(connection.iterdump())
    connection.close()
    return text


def public_methods(kind: type) -> set[str]:
    return {name for name, _ in inspect.getmembers(kind, callable) if not name.startswith("_")}


def test_every_role_and_every_method_is_decided() -> None:
    assert {viewer.role for viewer in WHO.values()} == set(ROLES)
    assert set(DESK) == public_methods(Desk)
    assert set(RESPONSES) == public_methods(ResponseDesk)


def tried(act: Act, desk: Any, made: Made) -> bool:
    """True where it is done; False where it is refused for who asks. What may not be read is said
    not to be there."""
    try:
        act.do(desk, made)
    except AccessError:
        return False
    except InputError as unknown:
        assert [one.key for one in unknown.problems] == ["briefing_unknown"]
        return False
    return True


CELLS = [("desk", name, act) for name, act in DESK.items()]
CELLS += [("responses", name, act) for name, act in RESPONSES.items()]


@pytest.mark.parametrize(
    ("of", "name", "act"), CELLS, ids=[f"{of}-{name}" for of, name, _ in CELLS]
)
def test_a_method_is_for_those_that_the_table_names(
    template: tuple[Path, dict[str, Any]], tmp_path: Path, of: str, name: str, act: Act
) -> None:
    may, before = set(), content(template[0])
    for who, viewer in WHO.items():
        file = tmp_path / f"{who}.db"
        shutil.copy(template[0], file)
        here = Made(Store.open(f"sqlite:///{file}"), **template[1])
        desk = Desk(here.store, viewer)
        done = tried(act, desk if of == "desk" else desk.responses, here)
        here.store.close()
        assert (content(file) != before) == (done and act.writes), who
        may |= {who} if done else set()
    assert may == act.may


# -- HTTP -----------------------------------------------------------------------------------------

QUERY = f"city={CITY}&disease={DISEASE}&rule=insidensi7&date={SUNDAY}"
ITEMS = f"/ogc/collections/{CITY}/items"
IMPORT = f"/api/v1/imports?city={CITY}&disease={DISEASE}&name=kasus.csv"
OPEN = dict.fromkeys(WHO, 200)
CLOSED = dict.fromkeys(WHO, 403) | {"public": 401}
HTTP: dict[tuple[str, str], tuple[str, dict[str, int]]] = {
    ("GET", "/healthz"): ("/healthz", OPEN),
    ("GET", "/metrics"): ("/metrics", OPEN),
    ("GET", "/api"): ("/api", OPEN),
    ("GET", "/api/v1/openapi.json"): ("/api/v1/openapi.json", OPEN),
    ("GET", "/api/v1/zones.json"): (f"/api/v1/zones.json?{QUERY}", OPEN),
    ("GET", "/api/v1/zones.csv"): (f"/api/v1/zones.csv?{QUERY}", OPEN),
    ("GET", "/api/v1/zones.geojson"): (f"/api/v1/zones.geojson?{QUERY}", OPEN),
    ("GET", "/api/v1/zones/{zone_id}/series"): (f"/api/v1/zones/{OWN}/series", OPEN),
    ("GET", "/api/v1/why"): (f"/api/v1/why?zone={OWN}&{QUERY}", OPEN),
    ("GET", "/api/v1/batches"): (
        f"/api/v1/batches?city={CITY}&disease={DISEASE}",
        CLOSED | {"dinas": 200, "admin": 200},
    ),
    ("POST", "/api/v1/imports"): (IMPORT, CLOSED | {"dinas": 201, "admin": 201}),
    ("GET", "/ogc"): ("/ogc", OPEN),
    ("GET", "/ogc/conformance"): ("/ogc/conformance", OPEN),
    ("GET", "/ogc/collections"): ("/ogc/collections", OPEN),
    ("GET", "/ogc/collections/{city}"): (f"/ogc/collections/{CITY}", OPEN),
    ("GET", "/ogc/collections/{city}/items"): (f"{ITEMS}?limit=2", OPEN),
    ("GET", "/ogc/collections/{city}/items/{zone_id}"): (f"{ITEMS}/{OWN}", OPEN),
    ("GET", "/layar"): (f"/layar?{QUERY}", OPEN),
    ("GET", "/layar/keadaan"): (f"/layar/keadaan?{QUERY}", OPEN),
    ("GET", "/auth/masuk"): ("/auth/masuk", OPEN),
    ("POST", "/auth/masuk"): ("/auth/masuk", dict.fromkeys(WHO, 403)),  # from nowhere of ours
    ("POST", "/auth/keluar"): ("/auth/keluar", dict.fromkeys(WHO, 403)),
    ("GET", "/peta"): ("/peta", dict.fromkeys(WHO, 307)),
    ("GET", "/api/{rest:path}"): ("/api/v1/none", dict.fromkeys(WHO, 404)),
    ("GET", "/ogc/{rest:path}"): ("/ogc/none", dict.fromkeys(WHO, 404)),
}
"""By method and route: an address of it, and what each gets. Small counts: the table below."""
SEES: dict[str, set[int]] = {
    "public": set(),
    "rw": {0},
    "lurah": {0},
    "lurah of another": {1},
    "dinas": {0, 1, 2, 3},
    "dinas of another": set(),
    "admin": {0, 1, 2, 3},
}
"""Which of the four zones with 1 to 4 cases are shown with their count."""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> tuple[Web, dict[str, dict[str, str]]]:
    folder = tmp_path_factory.mktemp("web")
    url = reported(folder)
    heads = {}
    for number, (who, viewer) in enumerate(WHO.items()):
        heads[who] = {}
        if viewer.signed_in:
            place = (viewer.city, viewer.zone_id)
            heads[who] = {"Authorization": token(url, viewer.role, *place, name=f"orang{number}")}
    return web(url, folder), heads


def test_every_route_is_decided(tmp_path: Path) -> None:
    found = set()
    for route in routes(Settings(home=tmp_path)):
        path, here = getattr(route, "path", ""), getattr(route, "endpoint", None)
        if isinstance(here, Endpoint):
            found |= {(method, path) for method in here._operations or ["GET"]}
        else:
            found |= {(m, path) for m in getattr(route, "methods", None) or ["GET"] if m != "HEAD"}
    assert set(HTTP) == found


@pytest.mark.parametrize("route", HTTP, ids=" ".join)
def test_a_route_gives_each_what_the_table_says(
    office: tuple[Web, dict[str, dict[str, str]]], route: tuple[str, str]
) -> None:
    (method, _), (address, wanted) = route, HTTP[route]
    routes_, heads = office
    given = {}
    for number, who in enumerate(WHO):
        line = f"{OWN},,2020-01-{number + 1:02d},positif,new,3"
        body = f"kode,kelurahan,tanggal,indikator,ukuran,nilai\n{line}".encode()
        headers = {"content-type": "text/csv", **heads[who]}
        given[who] = routes_.ask(method, address, headers, [body if method == "POST" else b""])
    assert {who: reply.status for who, reply in given.items()} == wanted
    for who, reply in given.items():  # what is a person's own is kept by nobody on the way
        if route[1].startswith(("/api/v1", "/ogc", "/layar")) and reply.status < 300:
            assert ("private" in reply.headers["cache-control"]) == WHO[who].signed_in


@pytest.mark.parametrize("who", WHO)
def test_small_counts_are_shown_to_those_that_the_table_names(
    office: tuple[Web, dict[str, dict[str, str]]], who: str
) -> None:
    routes_, heads = office
    found = routes_.get(f"/api/v1/zones.json?{QUERY}", **heads[who]).json()
    assert [row["zone_id"] for row in found[:4]] == list(ZONES[:4])
    assert {n for n, row in enumerate(found[:4]) if row["cases"] is not None} == SEES[who]
