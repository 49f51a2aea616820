"""The register's desk: who may do what, where, and what a report of an RW lets count at once."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from geo import report_houses, response_files
from geo.access import ANYBODY, ROLES, Viewer
from geo.cities import City, read_cities
from geo.errors import AccessError, InputError, JagaError
from geo.io import audit, moments, response_batches, responses
from geo.io.desk import Desk
from geo.io.response_desk import ResponseDesk
from geo.io.store import Store
from geo.register import Register
from geo.render import response_loads as words
from geo.response import PARTS, Catchment, Entry, Puskesmas, Record, Report, Session

CITY = read_cities()["banjarmasin"]
OTHER_CITY = read_cities()["semarang"]
OWN, OTHER = "63.71.01.1001", "63.71.01.1002"  # Mantuil, Kelayan Selatan
DAY = "2021-02-16"
NOW = dt.datetime(2021, 3, 1, 4, tzinfo=dt.UTC)

RW = Viewer("rw3", "rw", "banjarmasin", OWN)
LURAH = Viewer("lia", "lurah", "banjarmasin", OWN)
DINAS = Viewer("dewi", "dinas", "banjarmasin")
ADMIN = Viewer("ani", "admin")
FAR = Viewer("jauh", "dinas", "semarang")
PUBLIC = Viewer("umum", "public", "banjarmasin")
EVERYBODY = (ANYBODY, PUBLIC, RW, LURAH, DINAS, ADMIN, FAR)

CELLS: dict[str, dict[str, Any]] = {
    "entry": {"kind": "psbk", "zone_id": OWN, "start": DAY},
    "check": {"zone_id": OWN, "item": "health", "date": DAY, "ready": "ya"},
    "task": {"level": "zone", "zone_id": OWN, "title": "Posko", "date": DAY, "due": DAY,
             "state": "open"},
    "member": {"level": "zone", "zone_id": OWN, "side": "health", "date": DAY, "people": 3},
    "puskesmas": {"puskesmas": "Baru", "zone_id": OWN},
    "catchment": {"puskesmas": "Teluk Dalam", "zone_id": OWN, "start": "2021-01-01"},
    "session": {"puskesmas": "Teluk Dalam", "programme": "P", "date": DAY, "zone_id": OWN},
    "telehealth": {"puskesmas": "Teluk Dalam", "date": "2021-02-15", "consultations": 1,
                   "visits": 2},
    "review": {"title": "Telaah", "date": DAY, "zone_id": OWN},
}  # fmt: skip
"""A record of every part but reports, of the own kelurahan where it may name one."""
OF_KELURAHAN = {"entry", "check", "task", "member"}
REPORT: dict[str, Any] = {
    "zone_id": OWN, "rw": "1", "date": DAY, "houses": "001:2, 002:0", "guests": 1,
}  # fmt: skip
MORE = {**REPORT, "houses": "001:7", "guests": 2}


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The store's clock stands, and the city comes without facts: records are those made here."""
    monkeypatch.setattr(moments, "now", lambda: moments.written(NOW))
    monkeypatch.setattr(response_files, "read", lambda city, zone_ids: ())


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store.create(f"sqlite:///{tmp_path / 'store.db'}")
    ResponseDesk(made, ADMIN).respond(CITY, "puskesmas", {"puskesmas": "Teluk Dalam"})
    return made


def at(store: Store, viewer: Viewer = LURAH) -> ResponseDesk:
    return Desk(store, viewer).responses


def key_of(act: Callable[[], object]) -> str:
    """The key of what is refused; "" where nothing is."""
    try:
        act()
    except JagaError as error:
        (problem,) = error.problems
        return f"{type(error).__name__} {problem.key}"
    return ""


def houses(store: Store) -> dict[tuple[str, str, str], int]:
    """Houses that count, by zone_id, RT and day."""
    with store.reading() as connection:
        records = responses.current(connection, "banjarmasin")
    table = report_houses.houses(records, "covid19")
    return {(z, rt, str(day)): n for z, rt, day, n, _ in table.itertuples(index=False)}


def entry(store: Store, zone_id: str = OWN, viewer: Viewer = ADMIN) -> Record:
    return at(store, viewer).respond(CITY, "entry", {**CELLS["entry"], "zone_id": zone_id})[0]


def report(store: Store, viewer: Viewer = RW, **cells: Any) -> Record:
    return at(store, viewer).report(CITY, "covid19", {**REPORT, **cells})[0]


def test_every_part_is_tried() -> None:
    assert set(CELLS) | {"report"} == set(PARTS)
    assert {viewer.role for viewer in EVERYBODY} == set(ROLES)


@pytest.mark.parametrize("part", CELLS)
@pytest.mark.parametrize("viewer", EVERYBODY, ids=lambda v: f"{v.role}-{v.name}")
def test_who_writes_which_part(store: Store, viewer: Viewer, part: str) -> None:
    denied, own_city = "AccessError access_denied", viewer in (DINAS, ADMIN)
    may = own_city or (viewer == LURAH and part in OF_KELURAHAN)
    cells = CELLS[part]
    assert key_of(lambda: at(store, viewer).respond(CITY, part, cells)) == ("" if may else denied)
    if part in OF_KELURAHAN:
        elsewhere = {**cells, "zone_id": OTHER}
        wanted = "" if own_city else denied
        wanted = "AccessError response_other_zone" if viewer == LURAH else wanted
        assert key_of(lambda: at(store, viewer).respond(CITY, part, elsewhere)) == wanted
    other = {"kind": "psbk", "zone_id": "33.74.01.1001", "start": DAY}
    wanted = "" if viewer in (ADMIN, FAR) else denied
    assert key_of(lambda: at(store, viewer).respond(OTHER_CITY, "entry", other)) == wanted


@pytest.mark.parametrize("viewer", EVERYBODY, ids=lambda v: f"{v.role}-{v.name}")
def test_who_reports(store: Store, viewer: Viewer) -> None:
    denied = "AccessError access_denied"
    wanted = "" if viewer in (RW, LURAH, DINAS, ADMIN) else denied
    assert key_of(lambda: report(store, viewer)) == wanted
    found = {RW: "AccessError response_other_zone", LURAH: "AccessError response_other_zone"}
    assert key_of(lambda: report(store, viewer, zone_id=OTHER)) == found.get(viewer, wanted)
    assert bool(houses(store)) == (wanted == "")


def test_a_lurah_does_not_speak_for_the_city(store: Store) -> None:
    cells = {"kind": "satgas", "start": DAY}
    assert key_of(lambda: at(store).respond(CITY, "entry", cells)) == (
        "AccessError response_other_zone"
    )
    assert key_of(lambda: at(store, DINAS).respond(CITY, "entry", cells)) == ""


ACTS: dict[str, Callable[[ResponseDesk, Record, int], object]] = {
    "edit": lambda desk, one, after: desk.respond(
        CITY, "entry", {**CELLS["entry"], "zone_id": one.zone_id}, record_id=one.id, after=after
    ),
    "take_back": lambda desk, one, after: desk.take_back(CITY, one.id, after),
    "undo": lambda desk, one, after: desk.undo(CITY, one.id, after),
    "history": lambda desk, one, after: desk.history(CITY, one.id),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("viewer", EVERYBODY, ids=lambda v: f"{v.role}-{v.name}")
def test_who_touches_what_is_there(store: Store, viewer: Viewer, act: str) -> None:
    for zone_id, wanted in (
        (OWN, "" if viewer in (LURAH, DINAS, ADMIN) else "AccessError access_denied"),
        (OTHER, "" if viewer in (DINAS, ADMIN) else "AccessError access_denied"),
    ):
        one = entry(store, zone_id)
        if viewer == LURAH and zone_id == OTHER:
            wanted = "AccessError response_other_zone"
        assert key_of(lambda: ACTS[act](at(store, viewer), one, 1)) == wanted  # noqa: B023
        if not wanted:
            continue
        assert [v.record.version for v in at(store, ADMIN).history(CITY, one.id)] == [1]


def test_bringing_back_is_for_the_same_people(store: Store) -> None:
    one = entry(store)
    at(store, ADMIN).take_back(CITY, one.id, 1)
    for viewer in (ANYBODY, PUBLIC, RW, FAR):
        assert key_of(lambda: at(store, viewer).bring_back(CITY, one.id, 2)) == (  # noqa: B023
            "AccessError access_denied"
        )
    other = replace(LURAH, zone_id=OTHER)
    assert key_of(lambda: at(store, other).bring_back(CITY, one.id, 2)) == (
        "AccessError response_other_zone"
    )
    assert at(store).bring_back(CITY, one.id, 2).version == 3


def test_an_edit_moves_nothing_over_the_border_of_the_own_kelurahan(store: Store) -> None:
    mine, theirs = entry(store, OWN), entry(store, OTHER)
    for one, zone_id in ((mine, OTHER), (theirs, OWN)):
        cells = {**CELLS["entry"], "zone_id": zone_id}
        act = lambda: at(store).respond(CITY, "entry", cells, record_id=one.id, after=1)  # noqa: B023, E731
        assert key_of(act) == "AccessError response_other_zone"
    moved = {**CELLS["entry"], "zone_id": OWN}
    at(store, DINAS).respond(CITY, "entry", moved, record_id=theirs.id, after=1)
    # It is the own one's now, but undoing the move would take it away again.
    assert key_of(lambda: at(store).undo(CITY, theirs.id, 2)) == "AccessError response_other_zone"
    assert [one.record.version for one in at(store).history(CITY, theirs.id)] == [2]
    assert at(store, DINAS).undo(CITY, theirs.id, 2).zone_id == OTHER


def test_a_record_of_another_city_is_not_touched(store: Store) -> None:
    cells = {"kind": "psbk", "zone_id": "33.74.01.1001", "start": DAY}
    far = at(store, FAR).respond(OTHER_CITY, "entry", cells)[0]
    for viewer in (DINAS, ADMIN, LURAH):
        for act in ACTS.values():
            said = key_of(lambda: act(at(store, viewer), far, 1))  # noqa: B023
            assert said == "AccessError response_other_city"


def test_what_is_not_there_is_unknown(store: Store) -> None:
    desk = at(store, ADMIN)
    for act in (
        lambda: desk.history(CITY, "none"),
        lambda: desk.undo(CITY, "none", 1),
        lambda: desk.respond(CITY, "entry", CELLS["entry"], record_id="none", after=1),
    ):
        assert key_of(act) == "InputError response_unknown"
    assert key_of(lambda: desk.respond(CITY, "report", REPORT)) == "InputError response_part"
    assert key_of(lambda: desk.respond(CITY, "xyz", {})) == "InputError response_part"


def test_four_eyes_on_every_report_but_for_its_houses(store: Store) -> None:
    of = ((RW, (LURAH, DINAS)), (LURAH, (DINAS,)), (DINAS, (ADMIN, LURAH)))
    for number, (writer, others) in enumerate(of, start=1):
        made = report(store, writer, rw=str(number))
        assert made.waiting
        for viewer in (ANYBODY, PUBLIC, RW, FAR):
            assert key_of(lambda: at(store, viewer).confirm(CITY, made.id, 1)) == (  # noqa: B023
                "AccessError access_denied"
            )
        assert made.id not in {one.id for one in at(store, DINAS).waiting(CITY)} or writer != DINAS
        if writer != RW:
            own = key_of(lambda: at(store, writer).confirm(CITY, made.id, 1))  # noqa: B023
            assert own == "InputError response_four_eyes"
        assert made.id in {one.id for one in at(store, others[0]).waiting(CITY)}
        done = at(store, others[0]).confirm(CITY, made.id, 1)
        assert (done.waiting, done.version) == (False, 2)
        assert made.id not in {one.id for one in at(store, others[-1]).waiting(CITY)}
    assert houses(store) == {
        (OWN, f"{label}/{rw}", DAY): count
        for rw in ("001", "002", "003")
        for label, count in (("001", 2), ("002", 0))
    }


def test_a_lurah_confirms_and_sees_waiting_only_of_the_own_kelurahan(store: Store) -> None:
    made = report(store, DINAS, zone_id=OTHER)
    assert at(store).waiting(CITY) == []
    assert key_of(lambda: at(store).confirm(CITY, made.id, 1)) == (
        "AccessError response_other_zone"
    )
    assert [one.id for one in at(store, ADMIN).waiting(CITY)] == [made.id]
    for viewer in (ANYBODY, PUBLIC, RW, FAR):
        assert key_of(lambda: at(store, viewer).waiting(CITY)) == (  # noqa: B023
            "AccessError access_denied"
        )


def test_houses_follow_the_newest_version_at_once(store: Store) -> None:
    made = report(store)
    assert houses(store) == {(OWN, "001/001", DAY): 2, (OWN, "002/001", DAY): 0}
    changed = {**REPORT, "houses": "001:5", "guests": 1}
    at(store, RW).report(CITY, "covid19", changed, record_id=made.id, after=1)
    assert houses(store) == {(OWN, "001/001", DAY): 5}
    at(store).confirm(CITY, made.id, 2)
    assert houses(store) == {(OWN, "001/001", DAY): 5}
    at(store).take_back(CITY, made.id, 3)
    assert houses(store) == {}
    at(store).bring_back(CITY, made.id, 4)
    assert houses(store) == {(OWN, "001/001", DAY): 5}
    at(store).undo(CITY, made.id, 5)
    assert houses(store) == {}
    assert store.batches("banjarmasin", "covid19") == []


def test_a_report_is_of_the_disease_that_it_is_sent_for(store: Store) -> None:
    desk = at(store, RW)
    made = desk.report(CITY, "dbd", REPORT)[0]
    assert isinstance(made, Report) and made.disease == "dbd"
    assert houses(store) == {}
    cells = {**REPORT, "disease": "dbd"}  # as a form has them that edits it
    edited = desk.report(CITY, "covid19", cells, record_id=made.id, after=1)[0]
    assert isinstance(edited, Report) and edited.disease == "covid19"
    assert houses(store) == {(OWN, "001/001", DAY): 2, (OWN, "002/001", DAY): 0}
    assert key_of(lambda: desk.report(CITY, "flu", REPORT)) == "InputError response_choice"


def test_an_rw_takes_back_only_what_it_wrote_last(store: Store) -> None:
    made = report(store)
    assert at(store, RW).take_back(CITY, made.id, 1).version == 2
    assert at(store, RW).undo(CITY, made.id, 2).waiting
    at(store).confirm(CITY, made.id, 3)
    for act in (at(store, RW).take_back, at(store, RW).undo, at(store, RW).bring_back):
        assert key_of(lambda: act(CITY, made.id, 4)) == "AccessError access_denied"  # noqa: B023
    for desk in (at(store, RW), at(store, replace(RW, name="rw9"))):
        edit = lambda: desk.report(CITY, "covid19", MORE, record_id=made.id, after=4)  # noqa: B023, E731
        assert key_of(edit) == "AccessError access_denied"
        # Nor as a report of its own, which would stand beside the confirmed one.
        anew = lambda: desk.report(CITY, "covid19", MORE)  # noqa: B023, E731
        assert key_of(anew) == "InputError response_recorded"
    assert [one.version for one in at(store).current(CITY) if isinstance(one, Report)] == [4]


def test_an_rw_changes_no_other_ones_report_that_waits(store: Store) -> None:
    made, other = report(store), at(store, replace(RW, name="rw9"))
    edit = lambda: other.report(CITY, "covid19", MORE, record_id=made.id, after=1)  # noqa: E731
    assert key_of(edit) == "AccessError access_denied"
    mended, questions = at(store, RW).report(CITY, "covid19", MORE)
    assert (mended.id, mended.version, mended.waiting) == (made.id, 2, True)
    assert [one.key for one in questions] == ["response_corrected"]
    at(store).report(CITY, "covid19", {**MORE, "guests": 9}, record_id=made.id, after=2)
    assert key_of(lambda: at(store, RW).take_back(CITY, made.id, 3)) == "AccessError access_denied"


def counted(store: Store) -> list[tuple[int, int | None]]:
    """Version and guests of the reports that count."""
    found = Register(at(store, DINAS).current(CITY)).reports
    return [(one.version, one.guests) for one in found]


def test_what_was_confirmed_counts_while_a_correction_waits(store: Store) -> None:
    made = report(store)
    at(store).confirm(CITY, made.id, 1)
    edited = at(store).report(CITY, "covid19", MORE, record_id=made.id, after=2)[0]
    assert edited.waiting
    both = [one for one in at(store, DINAS).current(CITY) if isinstance(one, Report)]
    assert [(one.id, one.version, one.waiting) for one in both] == [
        (made.id, 2, False), (made.id, 3, True),
    ]  # fmt: skip
    assert counted(store) == [(2, 1)]
    assert houses(store) == {(OWN, "001/001", DAY): 7}
    assert at(store).waiting(CITY) == []
    assert key_of(lambda: at(store).confirm(CITY, made.id, 3)) == "InputError response_four_eyes"
    at(store, DINAS).confirm(CITY, made.id, 3)
    assert counted(store) == [(4, 2)]
    at(store, DINAS).undo(CITY, made.id, 4)
    assert counted(store) == [(2, 1)]
    at(store, DINAS).take_back(CITY, made.id, 5)
    assert counted(store) == []
    assert houses(store) == {}


def test_an_edit_that_changes_nothing_leaves_a_report_confirmed(store: Store) -> None:
    made = report(store)
    at(store).confirm(CITY, made.id, 1)
    again = at(store).report(CITY, "covid19", REPORT, record_id=made.id, after=2)[0]
    assert (again.waiting, counted(store)) == (False, [(3, 1)])


def test_nobody_confirms_what_the_own_hand_wrote_in(store: Store) -> None:
    """A lurah's numbers with another one's note after them are still the lurah's."""
    made = report(store, LURAH)
    noted = {**REPORT, "note": "x"}
    at(store, DINAS).report(CITY, "covid19", noted, record_id=made.id, after=1)
    for viewer in (LURAH, DINAS):
        assert at(store, viewer).waiting(CITY) == []
        said = key_of(lambda: at(store, viewer).confirm(CITY, made.id, 2))  # noqa: B023
        assert said == "InputError response_four_eyes"
    assert [one.id for one in at(store, ADMIN).waiting(CITY)] == [made.id]
    assert not at(store, ADMIN).confirm(CITY, made.id, 2).waiting


@pytest.mark.parametrize("part", ["check", "session", "telehealth"])
def test_what_speaks_of_the_same_corrects_it(store: Store, part: str) -> None:
    desk = at(store, DINAS)
    changed = {
        "check": {"ready": "tidak"},
        "session": {"people": 45, "programme": "p"},
        "telehealth": {"visits": 9},
    }[part]
    one = desk.respond(CITY, part, CELLS[part])[0]
    same, questions = desk.respond(CITY, part, CELLS[part])
    assert (same, [question.key for question in questions]) == (one, ["response_known"])
    mended, questions = desk.respond(CITY, part, CELLS[part] | changed)
    assert (mended.id, mended.version) == (one.id, 2)
    assert [question.key for question in questions] == ["response_corrected"]
    other = desk.respond(CITY, part, {**CELLS[part], "date": "2021-02-01"})[0]
    moved = lambda: desk.respond(CITY, part, CELLS[part], record_id=other.id, after=1)  # noqa: E731
    assert key_of(moved) == "InputError response_recorded"
    desk.take_back(CITY, one.id, 2)
    moved()
    assert key_of(lambda: desk.bring_back(CITY, one.id, 3)) == "InputError response_recorded"


def test_undo_step_by_step(store: Store) -> None:
    desk = at(store)
    one = entry(store, viewer=LURAH)
    other = {**CELLS["entry"], "kind": "post"}
    desk.respond(CITY, "entry", other, record_id=one.id, after=1)
    undone = desk.undo(CITY, one.id, 2)
    redone = desk.undo(CITY, one.id, 3)
    assert isinstance(undone, Entry) and isinstance(redone, Entry)
    assert (undone.kind, redone.kind) == ("psbk", "post")
    desk.take_back(CITY, one.id, 4)
    assert desk.undo(CITY, one.id, 5).version == 6
    kept = [(version.state, version.record.version) for version in desk.history(CITY, one.id)]
    assert kept == [("kept", 6), ("removed", 5), *(("kept", n) for n in (4, 3, 2, 1))]


def test_an_edit_of_what_somebody_changed_is_refused(store: Store) -> None:
    one = entry(store)
    ACTS["edit"](at(store, DINAS), one, 1)
    for name in ("edit", "take_back", "undo"):
        assert key_of(lambda: ACTS[name](at(store), one, 1)) == (  # noqa: B023
            "InputError response_version"
        )


def test_a_catchment_is_not_held_against_itself_but_against_the_others(store: Store) -> None:
    desk = at(store, DINAS)
    desk.respond(CITY, "puskesmas", {"puskesmas": "Lain"})
    one = desk.respond(CITY, "catchment", CELLS["catchment"])[0]
    moved = {**CELLS["catchment"], "puskesmas": "Lain"}
    assert key_of(lambda: desk.respond(CITY, "catchment", moved)) == "InputError response_overlap"
    desk.respond(CITY, "catchment", moved, record_id=one.id, after=1)
    desk.take_back(CITY, one.id, 2)
    desk.respond(CITY, "catchment", CELLS["catchment"])
    assert key_of(lambda: desk.bring_back(CITY, one.id, 3)) == "InputError response_overlap"
    assert key_of(lambda: desk.undo(CITY, one.id, 3)) == "InputError response_overlap"


FACTS = (
    Puskesmas(id="f1", puskesmas="Lama", origin="fact", source="https://contoh.id"),
    Catchment(id="f2", puskesmas="Lama", zone_id=OWN, origin="fact", source="https://contoh.id"),
)


@pytest.fixture
def facts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(response_files, "read", lambda city, zone_ids: FACTS)


@pytest.mark.usefixtures("facts")
def test_what_is_entered_comes_before_a_fact_and_says_so(store: Store) -> None:
    desk = at(store, DINAS)
    one, questions = desk.respond(CITY, "catchment", CELLS["catchment"])
    assert [(q.key, q.fatal) for q in questions] == [("response_fact_superseded", False)]
    assert questions[0].values["found"] == "Lama (… – …)"
    assert questions[0].values["source"] == "https://contoh.id"
    desk.take_back(CITY, one.id, 1)
    desk.bring_back(CITY, one.id, 2)  # no fact is in its way
    table = "puskesmas;kelurahan;berlaku dari\nTeluk Dalam;Mantuil;2022-01-01\n"
    desk.take_back(CITY, one.id, 3)
    kept = desk.bring_file(CITY, "covid19", "w.csv", table.encode())
    assert (kept.stored, [q.key for q in kept.questions]) == (1, ["response_fact_superseded"])
    _, questions = desk.respond(CITY, "puskesmas", {"puskesmas": "Lama", "opened": "2020-01-01"})
    assert [(q.key, q.fatal) for q in questions] == [("response_fact_superseded", False)]
    lower = lambda: desk.respond(CITY, "puskesmas", {"puskesmas": "lama"})  # noqa: E731
    assert key_of(lower) == "InputError response_name_taken"


def test_a_puskesmas_leaves_nothing_behind(store: Store) -> None:
    desk = at(store, DINAS)
    one = desk.respond(CITY, "puskesmas", {"puskesmas": "Baru"})[0]
    cells = {**CELLS["session"], "puskesmas": "Baru"}
    session = desk.respond(CITY, "session", cells)[0]
    for changed in ({"puskesmas": "Lain"}, {"puskesmas": "Baru", "opened": "2021-03-01"},
                    {"puskesmas": "Baru", "closed": "2021-01-01"}):  # fmt: skip
        edit = lambda: desk.respond(CITY, "puskesmas", changed, record_id=one.id, after=1)  # noqa: B023, E731
        assert key_of(edit) == "InputError response_in_use"
    for act in (desk.take_back, desk.undo):
        with pytest.raises(InputError) as caught:
            act(CITY, one.id, 1)
        (problem,) = caught.value.problems
        assert (problem.key, dict(problem.values)) == (
            "response_in_use",
            {"found": "Baru", "n": 1},
        )
    open_then = {"puskesmas": "Baru", "opened": DAY, "closed": DAY}
    assert desk.respond(CITY, "puskesmas", open_then, record_id=one.id, after=1)[0].version == 2
    desk.take_back(CITY, session.id, 1)
    desk.take_back(CITY, one.id, 2)
    assert [v.state for v in desk.history(CITY, one.id)] == ["removed", "kept", "kept"]


def test_two_puskesmas_of_one_name_are_refused(store: Store) -> None:
    desk = at(store, DINAS)
    for name in ("Teluk Dalam", "TELUK dalam", "Puskesmas  teluk dalam"):
        act = lambda: desk.respond(CITY, "puskesmas", {"puskesmas": name})  # noqa: B023, E731
        assert key_of(act) == "InputError response_name_taken"
    other = desk.respond(CITY, "puskesmas", {"puskesmas": "Lain"})[0]
    named = {"puskesmas": "teluk dalam"}
    rename = lambda: desk.respond(CITY, "puskesmas", named, record_id=other.id, after=1)  # noqa: E731
    assert key_of(rename) == "InputError response_name_taken"
    table = "puskesmas;dibuka\nteluk dalam;2020-01-01\n"
    bring = lambda: desk.bring_file(CITY, "covid19", "p.csv", table.encode())  # noqa: E731
    assert key_of(bring) == "InputError response_name_taken"


def test_a_file_of_puskesmas_that_are_in_use_stays(store: Store) -> None:
    desk = at(store, DINAS)
    kept = desk.bring_file(CITY, "covid19", "p.csv", b"puskesmas;dibuka\nBaru;2020-01-01\n")
    desk.respond(CITY, "session", {**CELLS["session"], "puskesmas": "Baru"})
    back = lambda: desk.take_back_file(CITY, kept.sha256)  # noqa: E731
    assert key_of(back) == "InputError response_in_use"


def test_faults_and_questions_are_those_of_the_reading(store: Store) -> None:
    with pytest.raises(InputError) as caught:
        at(store).respond(CITY, "entry", {"kind": "pesta", "zone_id": OWN, "people": "dua"})
    assert {p.key for p in caught.value.problems} == {"response_choice", "response_number"}
    _, questions = at(store).respond(CITY, "entry", {**CELLS["entry"], "rw": "99"})
    assert [question.key for question in questions] == ["response_rw_unknown"]
    future = {**CELLS["check"], "date": "2021-03-02"}
    assert key_of(lambda: at(store).respond(CITY, "check", future)) == "InputError response_future"


def test_what_a_reader_sees_of_others(store: Store) -> None:
    entry_cells = {"kind": "aid", "start": DAY, "people": 7, "note": "x"}
    for zone_id in (OWN, OTHER):
        at(store, DINAS).respond(CITY, "entry", {**entry_cells, "zone_id": zone_id})
        report(store, DINAS, zone_id=zone_id)
    for viewer, people, guests in ((RW, {7, None}, [1, None]), (DINAS, {7}, [1, 1])):
        found = at(store, viewer).current(CITY)
        mine = [one for one in found if isinstance(one, Entry) and one.origin == "entered"]
        assert {one.people for one in mine} == people
        assert [one.guests for one in found if isinstance(one, Report)] == guests
    for viewer in (ANYBODY, PUBLIC, FAR):
        assert key_of(lambda: at(store, viewer).current(CITY)) == (  # noqa: B023
            "AccessError access_denied"
        )


FILE = (
    "puskesmas;program;tanggal;kelurahan;orang\n"
    "Puskesmas Teluk Dalam;Posyandu;16/2/2021;Mantuil;12\n"
    "teluk dalam;Posyandu;17/2/2021;;9\n"
)


def sessions(store: Store, city: City = CITY) -> int:
    found = at(store, ADMIN).current(city)
    return sum(type(one).__name__ == "Session" for one in found)


@pytest.mark.parametrize("viewer", EVERYBODY, ids=lambda v: f"{v.role}-{v.name}")
def test_whole_files_are_for_the_health_office(store: Store, viewer: Viewer) -> None:
    bring = lambda: at(store, viewer).bring_file(CITY, "covid19", "a.csv", FILE.encode())  # noqa: E731
    may = viewer in (DINAS, ADMIN)
    assert key_of(bring) == ("" if may else "AccessError access_denied")
    assert sessions(store) == (2 if may else 0)
    sha256 = "0" * 64 if not may else bring().sha256
    back = key_of(lambda: at(store, viewer).take_back_file(CITY, sha256))
    assert back == ("" if may else "AccessError access_denied")
    assert sessions(store) == 0


def test_a_file_is_stored_whole_or_not_at_all(store: Store) -> None:
    wrong = FILE + "Teluk Dalam;Posyandu;31/2/2021;;9\nEntah;Posyandu;17/2/2021;;9\n"
    with pytest.raises(InputError) as caught:
        at(store, DINAS).bring_file(CITY, "covid19", "a.csv", wrong.encode())
    assert [p.key for p in caught.value.problems] == ["response_day", "response_choice"]
    assert sessions(store) == 0


def test_the_same_rows_again_are_not_counted_twice(store: Store) -> None:
    desk = at(store, DINAS)
    first = desk.bring_file(CITY, "covid19", "a.csv", FILE.encode())
    again = desk.bring_file(CITY, "covid19", "b.csv", FILE.encode())
    longer = FILE + "Teluk Dalam;Posyandu;18/2/2021;;9\n"
    more = desk.bring_file(CITY, "covid19", "c.csv", longer.encode())
    assert [(k.stored, k.known, k.already) for k in (first, again, more)] == [
        (2, 0, False), (0, 0, True), (1, 2, False),
    ]  # fmt: skip
    assert sessions(store) == 3
    assert desk.take_back_file(CITY, first.sha256) == 2
    assert sessions(store) == 1


def test_a_file_of_reports_waits_and_its_houses_count(store: Store) -> None:
    table = "kelurahan;rw;tanggal;rumah per rt;tamu\nMantuil;1;16/2/2021;1:4;0\n"
    desk = at(store, DINAS)
    kept = desk.bring_file(CITY, "covid19", "jt.csv", table.encode())
    assert (kept.part, kept.waiting) == ("report", True)
    assert houses(store) == {(OWN, "001/001", DAY): 4}
    (waiting,) = at(store).waiting(CITY)
    assert isinstance(waiting, Report) and waiting.guests == 0
    assert key_of(lambda: desk.confirm_file(CITY, kept.sha256)) == "InputError response_four_eyes"
    for viewer in (ANYBODY, PUBLIC, RW, LURAH, FAR):
        act = lambda: at(store, viewer).confirm_file(CITY, kept.sha256)  # noqa: B023, E731
        assert key_of(act) == "AccessError access_denied"
    assert at(store, ADMIN).confirm_file(CITY, kept.sha256) == 1
    assert at(store).waiting(CITY) == []
    again = key_of(lambda: at(store, ADMIN).confirm_file(CITY, kept.sha256))
    assert again == "InputError response_file_unknown"
    assert houses(store) == {(OWN, "001/001", DAY): 4}
    desk.take_back_file(CITY, kept.sha256)
    assert houses(store) == {}


def test_a_file_may_say_which_disease_its_reports_are_of(store: Store) -> None:
    table = (
        "kelurahan;rw;tanggal;penyakit;rumah per rt\n"
        "Mantuil;1;16/2/2021;DBD;1:4\nMantuil;1;16/2/2021;;1:3\n"
    )
    desk = at(store, DINAS)
    assert desk.bring_file(CITY, "covid19", "jt.csv", table.encode()).stored == 2
    found = [one for one in desk.current(CITY) if isinstance(one, Report)]
    assert {one.disease: one.houses for one in found} == {
        "dbd": {"001": 4}, "covid19": {"001": 3},
    }  # fmt: skip
    assert houses(store) == {(OWN, "001/001", DAY): 3}
    again = desk.bring_file(CITY, "covid19", "lagi.csv", f"{table}\n".encode())
    assert (again.stored, again.known) == (0, 2)


def test_many_reports_of_a_file_are_stored_in_time_that_grows_with_them(store: Store) -> None:
    """None of them looks at all the others."""
    taken = []
    for month, count in (("01", 40), ("02", 400)):
        rows = [f"Mantuil;{n % 80 + 1};2021-{month}-{n // 80 + 1:02d};1:1" for n in range(count)]
        table = "\n".join(["kelurahan;rw;tanggal;rumah per rt", *rows])
        begin = time.process_time()
        at(store, DINAS).bring_file(CITY, "covid19", f"{month}.csv", table.encode())
        taken.append((time.process_time() - begin) / count)
    assert len(houses(store)) == 440
    assert taken[1] < 3 * taken[0]


def test_the_last_edits_are_those_that_a_person_may_write(store: Store) -> None:
    own, other, waits = entry(store), entry(store, OTHER), report(store)
    at(store, ADMIN).take_back(CITY, own.id, 1, "dua  kali\x00 tercatat")
    found = at(store).latest(CITY)
    assert [(one.record.id, one.state) for one in found] == [
        (own.id, "removed"), (waits.id, "waiting"),
    ]  # fmt: skip
    assert found[0].record.note == "dua kali tercatat"
    assert [one.record.id for one in at(store, RW).latest(CITY)] == [waits.id]
    assert {one.record.id for one in at(store, DINAS).latest(CITY)} >= {own.id, other.id, waits.id}
    for viewer in (ANYBODY, PUBLIC, FAR):
        assert key_of(lambda: at(store, viewer).latest(CITY)) == (  # noqa: B023
            "AccessError access_denied"
        )


def test_every_write_is_one_line_of_the_log(store: Store) -> None:
    with store.reading() as connection:
        before = len(audit.entries(connection))
    made = report(store)
    at(store).confirm(CITY, made.id, 1)
    at(store).take_back(CITY, made.id, 2)
    with store.reading() as connection:
        found = list(reversed(audit.entries(connection)))[before:]
    written = [(one.action, one.by, one.city) for one in found]
    assert written == [
        ("response_save", "rw3", "banjarmasin"),
        ("response_confirm", "lia", "banjarmasin"),
        ("response_remove", "lia", "banjarmasin"),
    ]


def test_nothing_is_stored_where_access_is_refused(store: Store) -> None:
    before = store.revision("banjarmasin", "covid19")
    with pytest.raises(AccessError):
        report(store, RW, zone_id=OTHER)
    with pytest.raises(AccessError):
        at(store).respond(CITY, "session", CELLS["session"])
    assert store.revision("banjarmasin", "covid19") == before


def test_a_file_corrects_what_is_there(store: Store) -> None:
    desk = at(store, DINAS)
    first = desk.bring_file(CITY, "covid19", "a.csv", FILE.encode())
    table = FILE.replace(";12", ";15") + "Teluk Dalam;Posyandu;18/2/2021;;9\n"
    second = desk.bring_file(CITY, "covid19", "b.csv", table.encode())
    assert (second.stored, second.corrected, second.known) == (1, 1, 1)
    (question,) = second.questions
    assert (question.key, question.fatal) == ("response_corrected", False)
    assert (
        question.values["version"] == 2
        and question.values["found"] == f"Teluk Dalam · Posyandu · {OWN} · {DAY}"
    )
    assert people(store) == [9, 9, 15]
    for name, content in (("a.csv", FILE), ("b.csv", table)):
        assert desk.bring_file(CITY, "covid19", name, content.encode()).already
    assert desk.take_back_file(CITY, second.sha256) == 2
    assert people(store) == [9, 12]
    assert desk.take_back_file(CITY, first.sha256) == 2
    assert people(store) == []


def people(store: Store) -> list[int]:
    """Whom the sessions that count reached."""
    found = Register(at(store, ADMIN).current(CITY)).of(Session)
    return sorted(one.people or 0 for one in found)


@pytest.mark.usefixtures("facts")
def test_facts_in_a_file_are_not_entered_a_second_time(store: Store) -> None:
    table = "puskesmas;kelurahan;sumber\nLama;Mantuil;https://contoh.id\nLama;Mantuil;buku 2018\n"
    rows = table.splitlines(keepends=True)
    desk = at(store, DINAS)
    kept = desk.bring_file(CITY, "covid19", "a.csv", "".join(rows[:2]).encode())
    assert (kept.stored, kept.known) == (0, 1)
    kept = desk.bring_file(CITY, "covid19", "b.csv", (rows[0] + rows[2]).encode())
    assert (kept.stored, kept.known) == (1, 0)


def test_no_more_than_twenty_corrections_are_told_one_by_one(store: Store) -> None:
    desk = at(store, DINAS)
    for people_then in (1, 2):
        rows = "".join(f"Teluk Dalam;P{n};16/2/2021;;{people_then}\n" for n in range(25))
        table = FILE.splitlines(keepends=True)[0] + rows
        kept = desk.bring_file(CITY, "covid19", f"{people_then}.csv", table.encode())
    assert (kept.corrected, kept.stored, len(kept.questions)) == (25, 0, 20)
    assert people(store) == [2] * 25
    assert any("25" in line for line in words.brought(kept, "en"))


def test_two_rows_of_a_file_that_differ_of_one_thing_are_refused(store: Store) -> None:
    table = "kelurahan;rw;tanggal;penyakit;tamu\nMantuil;1;16/2/2021;covid19;0\n"
    table += "Mantuil;1;16/2/2021;;4\n"
    bring = lambda: at(store, DINAS).bring_file(CITY, "covid19", "a.csv", table.encode())  # noqa: E731
    assert key_of(bring) == "InputError response_twice"


def test_a_file_is_confirmed_whole_by_somebody_else(store: Store) -> None:
    table = "kelurahan;rw;tanggal;tamu\n" + "".join(f"Mantuil;{n};16/2/2021;1\n" for n in (1, 2, 3))
    kept = at(store, DINAS).bring_file(CITY, "covid19", "jt.csv", table.encode())
    own = lambda: at(store, DINAS).confirm_file(CITY, kept.sha256)  # noqa: E731
    assert key_of(own) == "InputError response_four_eyes"
    with store.reading() as connection:
        before = len(audit.entries(connection))
    asked: list[str] = []
    with store.writing() as connection:
        heard = lambda *told: asked.append(str(told[2]))  # noqa: E731
        sa.event.listen(connection, "before_cursor_execute", heard)
        response_batches.confirm(connection, "ani", "banjarmasin", kept.sha256)
    assert len(asked) <= 3  # however many rows
    assert len(counted(store)) == 3
    with store.reading() as connection:
        found = audit.entries(connection)
    assert len(found) == before + 1
    assert (found[0].action, found[0].subject) == ("response_file_confirm", kept.sha256)
