"""Forms of the register: who may write what, what is typed, and what others saved meanwhile."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import streamlit as st

from geo import report_houses
from geo.access import ANYBODY, Viewer
from geo.cities import read_cities
from geo.errors import Problem, StoreError
from geo.io.response_desk import ResponseDesk
from geo.io.store import Store
from geo.response import Catchment, Check, Entry, Record, Report, Review
from pages.shared import signing
from tests.pages.conftest import Open, Screen

CITY = read_cities()["banjarmasin"]
MANTUIL, KELAYAN = "63.71.01.1001", "63.71.01.1002"
RW = Viewer("rina", "rw", "banjarmasin", MANTUIL)
LURAH = Viewer("lia", "lurah", "banjarmasin", MANTUIL)
DINAS = Viewer("dewi", "dinas", "banjarmasin")
ADMIN = Viewer("ani", "admin")
DAY = dt.date(2021, 2, 16)
REPORT = {"zone_id": MANTUIL, "rw": "003", "date": DAY, "houses": {"001": 2}, "guests": 4}
POST = {"kind": "post", "zone_id": MANTUIL, "start": DAY, "note": "di balai RW"}


@pytest.fixture
def settings(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[pytest.MonkeyPatch]:
    """A store of the test's own, which it may write to."""
    shutil.copy(home / "store.db", tmp_path / "store.db")
    monkeypatch.setenv("JAGA_HOME", str(tmp_path))
    st.cache_resource.clear()
    yield monkeypatch
    st.cache_resource.clear()


@pytest.fixture
def store(settings: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Store]:
    made = Store.open(f"sqlite:///{tmp_path / 'store.db'}")
    yield made
    made.close()


class Forms:
    """Screens of the part "record" for one viewer after the other, and the store beneath."""

    def __init__(self, open_page: Open, patch: pytest.MonkeyPatch, store: Store) -> None:
        self.patch, self.store, self._open = patch, store, open_page

    def open(self, viewer: Viewer, entry: str = "", **fields: Any) -> Screen:
        self.patch.setattr(signing, "viewer", lambda: viewer)
        named = {"entry": entry} if entry else {}
        place = {"city": "banjarmasin", "disease": "covid19", "part": "catat"}
        return self._open("respons", **place, **named, **fields)

    def desk(self, viewer: Viewer) -> ResponseDesk:
        return ResponseDesk(self.store, viewer)

    def saved(self, kind: type[Record] = Record) -> list[Any]:
        """What was entered, the last one last, with neither id nor moment."""
        found = self.desk(ADMIN).current(CITY)
        return [
            replace(one, id="", at=None)
            for one in found
            if one.origin == "entered" and isinstance(one, kind)
        ]

    def counted(self) -> dict[str, int]:
        """Houses by RT that count."""
        rows = report_houses.houses(self.desk(ADMIN).current(CITY), "covid19")
        return dict(zip(rows["rt"], rows["houses"], strict=True))


@pytest.fixture
def forms(open_page: Open, settings: pytest.MonkeyPatch, store: Store) -> Forms:
    return Forms(open_page, settings, store)


def keyed(screen: Screen, kind: str, end: str) -> Any:
    """The widget of a kind whose key ends so."""
    (found,) = [w for w in getattr(screen.app, kind) if w.key and w.key.endswith(end)]
    return found


def typed(screen: Screen, kind: str, end: str, value: Any) -> Screen:
    keyed(screen, kind, end).set_value(value)
    return screen.run()


def press(screen: Screen, key: str) -> Screen:
    """Press the button whose key begins so."""
    (found,) = [b for b in screen.app.button if b.key and b.key.startswith(key)]
    found.click()
    return screen.run()


def buttons(screen: Screen, beginning: str) -> list[str]:
    return [b.key for b in screen.app.button if b.key and b.key.startswith(beginning)]


def faults(screen: Screen) -> list[str]:
    return screen.all(".//p[@class='jt-fault']")


def hints(screen: Screen) -> str:
    return " ".join(screen.all(".//p[@class='jt-rf-hint']"))


def test_nobody_in_particular_is_told_to_sign_in_and_where(forms: Forms) -> None:
    page = forms.open(ANYBODY)
    assert "Masuk dahulu" in page.notices()[0]
    (link,) = page.links(".//p[@class='jt-foot jt-rt-in']")
    assert link.startswith("auth/masuk?") and "next=respons" in link and "catat" in link
    assert buttons(page, "rf_") == []


@pytest.mark.parametrize(
    "viewer",
    [Viewer("eko", "public"), replace(LURAH, city="semarang"), replace(DINAS, city="semarang")],
)
def test_who_may_not_is_told_so(forms: Forms, viewer: Viewer) -> None:
    page = forms.open(viewer, "report")
    assert "Akun ini tidak mencatat respons untuk Kota Banjarmasin" in page.notices()[0]
    assert buttons(page, "rf_") == []


OF_KELURAHAN = ["report", "check", "entry", "task", "member", "waiting", "history"]
OF_CITY = ["session", "telehealth", "catchment", "puskesmas", "review"]


@pytest.mark.parametrize(
    ("viewer", "offered"),
    [
        (RW, ["report", "history"]),
        (LURAH, OF_KELURAHAN),
        (DINAS, [*OF_KELURAHAN[:5], *OF_CITY, *OF_KELURAHAN[5:]]),
        (ADMIN, [*OF_KELURAHAN[:5], *OF_CITY, *OF_KELURAHAN[5:]]),
    ],
    ids=lambda given: getattr(given, "role", ""),
)
def test_each_is_offered_what_the_role_may_write(
    forms: Forms, viewer: Viewer, offered: list[str]
) -> None:
    page = forms.open(viewer)
    assert buttons(page, "rf_choose_") == [f"rf_choose_{name}" for name in offered]
    press(page, "rf_choose_history")
    assert page.address["entry"] in ("history", ["history"])
    assert page.one(".//h1") == "Riwayat"
    press(page, "rf_other")
    assert "entry" not in page.address


def test_a_form_that_is_not_for_the_role_is_not_opened_by_its_link(forms: Forms) -> None:
    page = forms.open(RW, "catchment")
    assert "formulir “catchment” tidak ada, atau bukan untuk akun ini" in " ".join(page.notices())
    assert buttons(page, "rf_send") == [] and len(buttons(page, "rf_choose_")) == 2


def reported(page: Screen) -> Screen:
    """RW 3: RT 001 with 2 houses, RT 002 with none, RT 003 open; 4 guests, the watch was held."""
    typed(page, "text_input", "_report__rw", "RW 3")
    typed(page, "date_input", "_report__date", DAY)
    for _ in range(3):
        press(page, "rt_add")
    press(page, "rtset_1_001")
    press(page, "rtset_0_002")
    typed(page, "number_input", "_rt_001", 2)
    press(page, "rtset_1_of-guests")
    typed(page, "number_input", "_guests", 4)
    return typed(page, "button_group", "_watch", "yes")


def test_an_rw_reports_with_what_is_open_left_out_and_its_houses_count(forms: Forms) -> None:
    page = forms.open(RW, "report")
    assert page.one(".//p[@class='jt-rt-place']").startswith("Mantuil")
    assert page.app.button(key="rf_send").disabled
    reported(page)
    assert page.one(".//p[@class='jt-rt-total']").startswith("2 rumah dengan kasus 3 dari 7 isian")
    assert "langsung dihitung; sisanya menunggu pemeriksaan kelurahan" in hints(page)
    press(page, "rf_send")
    place = {"zone_id": MANTUIL, "rw": "003", "date": DAY}
    said: dict[str, Any] = {
        "disease": "covid19",
        "houses": {"001": 2, "002": 0},
        "guests": 4,
        "watch": True,
    }
    said["disease"] = "covid19"
    assert forms.saved() == [Report(**place, **said, version=1, by="rina", waiting=True)]
    assert forms.counted() == {"001/003": 2, "002/003": 0}
    notices = " ".join(page.notices())
    assert "menunggu pemeriksaan orang kedua" in notices
    assert "2 rumah dengan kasus Covid-19 di 2 RT langsung dihitung" in notices
    assert page.app.button(key="rf_send").disabled  # begins anew
    assert keyed(page, "text_input", "_report__rw").value == "003"  # the RW of the last report
    again = forms.open(RW, "report")
    assert [row[:6] for row in again.all(".//span[@class='jt-rt']")] == ["RT 001", "RT 002"]
    assert "4" in again.all(".//span[@class='jt-rt jt-rf-name']")[3]  # guests, as sent last


def test_every_change_is_undone_in_turn(forms: Forms) -> None:
    page = reported(forms.open(RW, "report"))
    press(page, "rf_undo")
    assert keyed(page, "button_group", "_watch").value == "unknown"
    press(page, "rf_undo")
    assert keyed(page, "number_input", "_guests").value == 1
    press(page, "rf_undo")
    assert buttons(page, "rtset_1_of-guests")
    for _ in range(8):
        press(page, "rf_undo")
    assert page.app.button(key="rf_undo").disabled and page.app.button(key="rf_send").disabled


def test_a_store_that_fails_loses_nothing(forms: Forms) -> None:
    page, real = reported(forms.open(RW, "report")), Store.writing

    def gone(_: Store) -> object:
        raise StoreError(Problem("store_failed", "store.db", {"found": "disk full"}))

    forms.patch.setattr(Store, "writing", gone)
    press(page, "rf_send")
    assert "Belum tersimpan. Isian Anda tetap ada" in " ".join(page.notices())
    assert forms.saved() == []
    press(page, "rf_other")
    assert keyed(page, "button", "rf_choose_report").label.endswith("belum disimpan")
    press(page, "rf_choose_report")  # and the way there and back
    forms.patch.setattr(Store, "writing", real)
    press(page, "rf_send")
    assert forms.saved()[0].houses == {"001": 2, "002": 0}


def test_faults_stand_at_their_fields_until_these_change(forms: Forms) -> None:
    page = forms.open(RW, "report")
    press(page, "rtset_1_of-isolating")
    typed(page, "text_input", "_report__rw", "RW tiga")
    press(page, "rf_send")
    (fault,) = faults(page)
    assert fault.startswith("“RW” berisi RW tiga, bukan nomor RW. ")
    assert fault.endswith("Perbaiki nomor RW; satu baris memuat satu RW.")
    typed(page, "text_input", "_report__rw", "7")
    assert faults(page) == []
    press(page, "rf_send")
    assert [(one.rw, one.isolating) for one in forms.saved()] == [("007", 1)]


def test_only_the_siaga_that_were_touched_are_saved(forms: Forms) -> None:
    earlier = {"zone_id": MANTUIL, "rw": "2", "item": "health", "date": DAY, "ready": True}
    forms.desk(LURAH).respond(CITY, "check", earlier)
    page = forms.open(LURAH, "check")
    typed(page, "text_input", "_check__rw", "2")
    items = page.all(".//span[@class='jt-rt jt-rf-name']")
    assert items[0] == "Siaga kesehatan terakhir: sudah lama, perlu diperiksa lagi, 16 Feb 2021"
    assert items[1] == "Siaga keamanan belum pernah diperiksa"
    typed(page, "date_input", "_check__date", DAY + dt.timedelta(days=1))
    typed(page, "button_group", "_logistics", "no")
    typed(page, "button_group", "_security", "yes")
    assert "2 dari 5 siaga diperiksa" in hints(page)
    press(page, "rf_send")
    made = forms.saved(Check)[1:]
    assert [(c.item, c.ready, c.rw, c.date.day) for c in made] == [
        ("security", True, "002", 17),
        ("logistics", False, "002", 17),
    ]
    assert "Tersimpan: Siaga keamanan, Siaga logistik." in " ".join(page.notices())


def test_a_kind_shows_its_own_fields_and_what_was_typed_stays(forms: Forms) -> None:
    page = forms.open(LURAH, "entry")
    keys = [w.key for w in page.app.selectbox if w.key and w.key.startswith("rf_")]
    assert [key.rpartition("__")[2] for key in keys] == ["kind"]
    typed(page, "selectbox", "__kind", "larva")
    typed(page, "number_input", "__houses", 20)
    typed(page, "number_input", "__positive", 21)
    press(page, "rf_send")
    said = " ".join(faults(page))
    assert "“Positif” berisi 21, lebih banyak daripada 20 yang diperiksa" in said
    assert "“Mulai” kosong dan “Sekitar kapan” pun kosong" in said
    typed(page, "number_input", "__positive", 3)
    typed(page, "text_input", "__about", "2021")
    press(page, "rf_send")
    (made,) = forms.saved(Entry)
    assert (made.kind, made.zone_id, made.houses, made.positive) == ("larva", MANTUIL, 20, 3)
    assert made.people is None and made.by == "lia"


ROWS: dict[str, dict[str, Any]] = {
    "task": {"level": "city", "title": "Data RW", "date": DAY, "due": DAY, "state": "open"},
    "member": {"level": "zone", "side": "academic", "date": DAY, "people": 2},
    "session": {"puskesmas": "Teluk Dalam", "programme": "Es Lilin", "date": DAY, "people": 31},
    "telehealth": {
        "puskesmas": "Teluk Dalam",
        "date": DAY - dt.timedelta(days=1),
        "consultations": 5,
        "visits": 0,
    },
    "catchment": {"puskesmas": "Teluk Dalam", "start": DAY},
    "puskesmas": {"puskesmas": "Sungai Baru", "opened": DAY},
    "review": {"title": "Batas merah", "date": DAY, "rule": "jogja_rt"},
}
PLACED = ("member", "catchment")
WIDGETS = {
    **dict.fromkeys(("level", "side", "state", "puskesmas", "programme", "rule"), "selectbox"),
    **dict.fromkeys(("date", "due", "start", "opened"), "date_input"),
    **dict.fromkeys(("people", "consultations", "visits"), "number_input"),
}


@pytest.mark.parametrize("part", ROWS)
def test_each_form_saves_what_was_typed(forms: Forms, part: str) -> None:
    from pages.shared import cached

    row = dict(ROWS[part])
    if part == "review":
        row["rule"] = next(iter(cached.all_rules()))
    page = forms.open(DINAS, part)
    assert page.app.button(key="rf_send").disabled
    if part in PLACED:
        typed(page, "selectbox", "__zone_id", KELAYAN)
    for name, value in row.items():
        kind = WIDGETS.get(name, "text_input")
        kind = "text_input" if (part, name) == ("puskesmas", "puskesmas") else kind
        typed(page, kind, f"__{name}", value)
    press(page, "rf_send")
    assert faults(page) == []
    (made,) = forms.saved()
    assert {name: getattr(made, name) for name in row} == row
    assert (made.zone_id, made.by) == (KELAYAN if part in PLACED else "", "dewi")
    assert f"{made.origin}{made.version}" == "entered1"


def test_programmes_that_are_told_of_are_offered(forms: Forms) -> None:
    page = forms.open(DINAS, "session")
    offered = keyed(page, "selectbox", "__programme").options
    assert "Es Lilin · Edukasi keliling masyarakat pencegahan Covid-19" in offered


def test_an_overlap_is_said_at_the_puskesmas(forms: Forms) -> None:
    forms.desk(DINAS).respond(CITY, "catchment", {"puskesmas": "Teluk Dalam", "zone_id": KELAYAN})
    page = forms.open(DINAS, "catchment", zone=KELAYAN)
    typed(page, "selectbox", "__puskesmas", "Pekauman")
    press(page, "rf_send")
    assert "tercatat milik Puskesmas Teluk Dalam" in faults(page)[0]
    assert len(forms.saved(Catchment)) == 1 and forms.saved(Review) == []


def test_four_eyes(forms: Forms) -> None:
    own, _ = forms.desk(LURAH).report(CITY, "covid19", REPORT | {"rw": "001"})
    other, _ = forms.desk(RW).report(CITY, "covid19", REPORT)
    page = forms.open(LURAH)
    assert "(1)" in keyed(page, "button", "rf_choose_waiting").label
    press(page, "rf_choose_waiting")
    mine = page.app.button(key=f"rf_confirm_{own.id}")
    assert mine.disabled and "Yang mengesahkan harus orang lain" in hints(page)
    assert "RT 001: 2" in page.words and "versi 1 · rina" in page.words
    press(page, f"rf_confirm_{other.id}")
    assert "Disahkan" in " ".join(page.notices())
    assert [(one.rw, one.waiting) for one in forms.saved(Report)] == [
        ("001", True),
        ("003", False),
    ]
    assert buttons(page, "rf_confirm_") == [f"rf_confirm_{own.id}"]


def test_a_report_is_sent_back_with_its_reason_and_sent_again(forms: Forms) -> None:
    first, _ = forms.desk(RW).report(CITY, "covid19", REPORT)
    page = forms.open(LURAH, "waiting")
    press(page, f"rf_back_{first.id}")
    assert "tulis alasannya dahulu" in " ".join(page.notices())
    assert len(forms.saved(Report)) == 1
    typed(page, "text_input", f"rf_why_{first.id}", "Tamu belum\nlengkap")
    press(page, f"rf_back_{first.id}")
    assert forms.saved(Report) == []
    assert forms.counted() == {}
    theirs = forms.open(RW, "history")
    assert "Tamu belum lengkap" in theirs.one(".//p[@class='jt-rf-why']")
    assert theirs.app.button(key=f"rf_bring_back_{first.id}").disabled
    press(theirs, "rf_again_")
    assert theirs.one(".//h1") == "Laporan harian Jogo Tonggo"
    typed(theirs, "number_input", "_guests", 9)
    press(theirs, "rf_send")
    (again,) = forms.saved(Report)
    assert (again.guests, again.houses, again.note) == (9, {"001": 2}, "")
    assert forms.counted() == {"001/003": 2}


def test_the_last_edits_are_undone_taken_back_and_brought_back(forms: Forms) -> None:
    made, _ = forms.desk(LURAH).respond(CITY, "entry", POST)
    changed = {"record_id": made.id, "after": 1}
    forms.desk(DINAS).respond(CITY, "entry", POST | {"note": "di masjid"}, **changed)
    forms.desk(DINAS).respond(CITY, "entry", POST | {"zone_id": KELAYAN})
    page = forms.open(LURAH, "history")
    (card,) = page.all(".//div[@class='jt-rf-card']")  # the own kelurahan's alone
    assert "dicatat Respons: Posko · Mantuil · 16 Feb 2021 versi 2 · dewi" in card
    press(page, "rf_versions_")
    assert "Catatan : di balai RW → di masjid" in page.words
    press(page, "rf_undo_")
    assert [one.note for one in forms.saved()][-1] == "di balai RW"
    assert "versi 3 · lia" in page.words
    press(page, "rf_take_back_")
    assert len(forms.saved()) == 1 and "diambil kembali" in page.words
    press(page, "rf_bring_back_")
    assert [one.note for one in forms.saved()][-1] == "di balai RW"
    assert len(forms.open(DINAS, "history").all(".//div[@class='jt-rf-card']")) == 2


def test_an_edit_keeps_what_was_typed_when_somebody_else_saved_meanwhile(forms: Forms) -> None:
    made, _ = forms.desk(LURAH).respond(CITY, "entry", POST)
    page = forms.open(LURAH, "history")
    press(page, "rf_edit_")
    assert keyed(page, "text_input", "_note").value == "di balai RW"
    assert "Anda mengubah: Respons: Posko · Mantuil" in hints(page)
    assert page.app.button(key="rf_send").disabled  # nothing is changed yet
    typed(page, "text_input", "_source", "papan pengumuman")
    meanwhile = {"record_id": made.id, "after": 1}
    forms.desk(DINAS).respond(CITY, "entry", POST | {"note": "pindah"}, **meanwhile)
    press(page, "rf_send")
    assert "versi 2 sudah ditulis oleh dewi" in faults(page)[0].lower()
    assert "Catatan : di balai RW → pindah" in page.words
    assert keyed(page, "text_input", "_source").value == "papan pengumuman"
    press(page, "rf_mine")
    press(page, "rf_send")
    (now,) = forms.saved()
    assert (now.version, now.note, now.source) == (3, "pindah", "papan pengumuman")
    assert buttons(page, "rf_leave") == []  # the form is for a new record again


def test_the_newest_version_may_be_taken_instead_and_the_own_brought_back(forms: Forms) -> None:
    made, _ = forms.desk(LURAH).respond(CITY, "entry", POST)
    page = press(forms.open(LURAH, "history"), "rf_edit_")
    typed(page, "text_input", "_note", "di lapangan")
    meanwhile = {"record_id": made.id, "after": 1}
    forms.desk(DINAS).respond(CITY, "entry", POST | {"note": "pindah"}, **meanwhile)
    press(page, "rf_send")
    press(page, "rf_theirs")
    assert keyed(page, "text_input", "_note").value == "pindah"
    press(page, "rf_undo")
    assert keyed(page, "text_input", "_note").value == "di lapangan"
    press(page, "rf_leave")
    assert [w.key for w in page.app.text_input if w.key and w.key.endswith("_note")] == []


def test_a_question_stays_beside_the_saved_record(forms: Forms) -> None:
    from geo import population

    known = population.read_rws(CITY)
    page = forms.open(LURAH, "check")
    typed(page, "text_input", "_check__rw", "99")
    typed(page, "button_group", "_health", "yes")
    press(page, "rf_send")
    assert [one.rw for one in forms.saved(Check)] == ["099"]
    told = page.all(".//div[@class='jt-rf-asked']//li")
    assert len(told) == (1 if MANTUIL in known else 0)


def test_a_session_that_has_ended_saves_nothing(forms: Forms) -> None:
    page = reported(forms.open(RW, "report"))
    forms.patch.setattr(signing, "viewer", lambda: ANYBODY)
    press(page, "rf_send")
    assert forms.saved() == []
    assert "Masuk dahulu" in page.notices()[0]


def test_a_gap_leads_to_a_form_that_is_begun(forms: Forms) -> None:
    page = forms.open(DINAS, "entry", kind="fogging", zone=KELAYAN)
    assert keyed(page, "selectbox", "__kind").value == "fogging"
    assert keyed(page, "selectbox", "__zone_id").value == KELAYAN
    typed(page, "date_input", "__start", DAY)
    press(page, "rf_send")
    (made,) = forms.saved(Entry)
    assert (made.kind, made.zone_id, made.start) == ("fogging", KELAYAN, DAY)
    other = forms.open(DINAS, "entry", kind="bukan-jenis")
    assert keyed(other, "selectbox", "__kind").value is None


def test_in_english(forms: Forms) -> None:
    page = forms.open(DINAS, "task", lang="en")
    assert page.one(".//h1") == "Satgas task"
    assert keyed(page, "selectbox", "__state").options[0] == "not begun"
