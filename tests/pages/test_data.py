"""Bringing a file in on the page: by role, with its names settled, as a draft, published, taken
back; and a day as it was known before."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import streamlit as st

from geo.io import responses
from geo.io.desk import Desk
from geo.io.store import NewBatch, Store
from geo.schema import UNALLOCATED_COLUMNS
from tests.pages.conftest import Screen
from tests.pages.signed_in import sign_in
from tests.reported_kit import as_reported
from tests.store_kit import observed

MANTUIL = "63.71.01.1001"
FIELDS = {"rule": "insidensi7", "date": "2021-07-19"}


@pytest.fixture
def url(settings: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    """A store of its own whose numbers count as real reports."""
    url = f"sqlite:///{tmp_path / 'store.db'}"
    as_reported(url)
    settings.setenv("JAGA_HOME", str(tmp_path))
    st.cache_resource.clear()
    yield url
    st.cache_resource.clear()


@pytest.fixture
def admin(url: str, settings: pytest.MonkeyPatch) -> Any:
    return sign_in(settings, "admin", url=url)


def table(*rows: str) -> bytes:
    return "\n".join(("kelurahan,kecamatan,tanggal,positif,ukuran", *rows)).encode()


def upload(content: bytes, name: str = "kasus.csv") -> Screen:
    page = Screen("data", {})
    page.app.file_uploader(key="load_file").set_value([(name, content, "text/csv")])
    return page.run()


def batches(url: str) -> list[tuple[str, str]]:
    store = Store.open(url)
    found = [(b.file_name, b.state) for b in store.batches("banjarmasin", "covid19")]
    store.close()
    return found


def button(page: Screen, key: str) -> Any:
    return page.app.button(key=key)


def note(page: Screen) -> Any:
    (field,) = [t for t in page.app.text_input if str(t.key).startswith("load_note")]
    return field


def test_who_has_not_signed_in_sees_where_to_and_nothing_else(url: str) -> None:
    page = Screen("data", {})
    assert page.one(".//h1") == "Data Kota Banjarmasin"
    assert page.notices() == ["Masuk dahulu untuk memuat, menerbitkan, atau menarik berkas."]
    assert "laporan.csv" not in page.html
    assert len(page.app.get("file_uploader")) == 0


def test_a_lurah_loads_no_files(url: str, settings: pytest.MonkeyPatch) -> None:
    sign_in(settings, "lurah", "banjarmasin", MANTUIL, url=url)
    page = Screen("data", {})
    assert page.notices() == ["Akun ini tidak memuat data. Yang bisa dibuka ada di atas."]


def test_dinas_brings_a_draft_and_can_not_publish(url: str, settings: pytest.MonkeyPatch) -> None:
    sign_in(settings, "dinas", "banjarmasin", url=url)
    page = upload(table("Mantuil,Banjarmasin Selatan,2024-03-01,310,kumulatif"))
    assert [key for key in ("load_publish",) if key in {b.key for b in page.app.button}] == []
    button(page, "load_draft").click()
    page.run()
    assert page.notices()[0].startswith("Tersimpan sebagai draf #3.")
    assert batches(url)[0] == ("kasus.csv", "draft")


def test_a_misspelled_name_is_settled_once_and_then_known(url: str, admin: Any) -> None:
    content = table("Mantuwil,Banjarmasin Selatan,2024-03-01,310,kumulatif")
    page = upload(content)
    assert "Belum terjelaskan: 310 orang" in page.words
    assert button(page, "load_publish").disabled
    box = page.app.selectbox(key="meaning_0_Mantuwil")
    assert box.value is None
    assert box.options[0].startswith("Mantuil · Banjarmasin Selatan · ")
    box.select_index(0)
    page.run()
    button(page, "accept_0").click()
    page.run()
    assert "Belum terjelaskan" not in page.words
    assert not button(page, "load_publish").disabled
    button(page, "load_publish").click()
    page.run()
    assert page.notices()[0] == "Batch #3 terbit; layar lain mengikutinya dalam 10 detik."
    store = Store.open(url)
    rows = store.observations("banjarmasin", "covid19", ["positif"])
    store.close()
    assert int(rows[rows["date"] == "2024-03-01"]["value"].iloc[0]) == 310
    again = upload(content)
    assert "Nama yang belum cocok" not in again.words
    button(again, "load_draft").click()
    again.run()
    assert again.notices()[0].startswith("Berkas yang sama sudah tersimpan")
    assert [name for name, _ in batches(url)].count("kasus.csv") == 1


def test_a_total_that_differs_is_published_only_with_a_reason(url: str, admin: Any) -> None:
    rows = "Mantuil,Banjarmasin Selatan,2024-03-01,310,kumulatif", "TOTAL,,2024-03-01,315,kumulatif"
    page = upload(table(*rows))
    assert "Belum terjelaskan: 5 orang" in page.words
    note(page).set_value("lima masih diverifikasi")
    page.run()
    button(page, "load_publish").click()
    page.run()
    store = Store.open(url)
    batch = store.batches("banjarmasin", "covid19")[0]
    store.close()
    assert (batch.state, batch.gap, batch.state_note) == ("published", 5, "lima masih diverifikasi")


def test_a_reason_and_a_confirmation_belong_to_their_file(url: str, admin: Any) -> None:
    total = "TOTAL,,2024-03-01,315,kumulatif"
    page = upload(table("Mantuil,Banjarmasin Selatan,2024-03-01,310,kumulatif", total), "a.csv")
    note(page).set_value("alasan berkas a")
    page.run()
    other = table("Mantuil,Banjarmasin Selatan,2024-03-01,1,kumulatif", total)
    page.app.file_uploader(key="load_file").set_value([("b.csv", other, "text/csv")])
    page.run()
    assert note(page).value == ""
    assert button(page, "load_publish").disabled


def test_what_a_file_says_is_no_markup_in_a_label(url: str, admin: Any) -> None:
    name = "Mantuwil ![x](http://evil.example/b.png) [klik](http://evil.example)"
    page = upload(table(f"{name},Banjarmasin Selatan,2024-03-01,310,kumulatif"))
    labels = [s.label for s in page.app.selectbox if "Mantuwil" in s.label]
    assert len(labels) == 2  # the example under its column, the name that waits
    assert all("［klik］(http: //evil" in label and "!［x］" in label for label in labels)


def test_numbers_stay_with_the_city_that_they_were_read_for(
    url: str, admin: Any, settings: pytest.MonkeyPatch
) -> None:
    page = upload(table("Mantuil,Banjarmasin Selatan,2024-03-01,310,kumulatif"))
    page.app.selectbox(key="pick_city").select("semarang")
    page.run()
    assert "load_draft" not in {b.key for b in page.app.button} or "tidak cocok" in page.words
    store = Store.open(url)
    assert store.batches("semarang", "covid19") == []
    store.close()


def test_a_broken_file_is_refused_with_its_cells_and_nothing_is_stored(
    url: str, admin: Any
) -> None:
    before = batches(url)
    page = upload(table("Mantuil,Banjarmasin Selatan,2024-03-32,tiga,kumulatif"))
    assert "Berkas ini ditolak seluruhnya; tidak ada yang disimpan" in page.words
    assert "C2 (tanggal)" in page.words
    assert "2024-03-32" in page.words
    hostile = upload(b"<script>alert(1)</script>", "<img src=x>.csv")
    assert "<img" not in hostile.html and "<script" not in hostile.html
    assert batches(url) == before


def test_a_guess_counts_only_once_a_person_confirms_it(url: str, admin: Any) -> None:
    content = b"Wilayah,Tanggal,Jml kasus\nMantuil,2024-03-01,310\n"
    page = upload(content)
    assert "Arti beberapa kolom baru dugaan." in page.words
    assert "load_draft" not in {b.key for b in page.app.button}
    (box,) = page.app.checkbox
    box.check()
    measure = next(c for c in page.app.segmented_control if "load_measure" in str(c.key))
    measure.select("cumulative")
    page.run()
    button(page, "load_draft").click()
    page.run()
    assert batches(url)[0] == ("kasus.csv", "draft")


def test_many_files_at_once_and_a_broken_one_among_them(url: str, admin: Any) -> None:
    page = Screen("data", {})
    files = [
        ("satu.csv", table("Mantuil,Banjarmasin Selatan,2024-03-01,310,kumulatif"), "text/csv"),
        ("dua.csv", table("Mantuil,Banjarmasin Selatan,2024-03-02,312,kumulatif"), "text/csv"),
        ("salah.csv", table("Mantuil,Banjarmasin Selatan,kemarin,312,kumulatif"), "text/csv"),
        ("nama.csv", table("Mantuwil,Banjarmasin Selatan,2024-03-03,9,kumulatif"), "text/csv"),
    ]
    page.app.file_uploader(key="load_file").set_value(files)
    page.run()
    verdicts = page.all(".//tbody/tr/td[4]")
    assert verdicts[:2] == ["Jumlah cocok."] * 2
    assert verdicts[2].startswith("Ditolak:") and "kemarin" in verdicts[2]
    assert verdicts[3].startswith("Menunggu penjelasan")
    button(page, "many_publish").click()
    page.run()
    assert page.notices()[0] == "2 berkas tersimpan, 0 sudah pernah tersimpan, 0 gagal."
    assert batches(url)[:2] == [("dua.csv", "published"), ("satu.csv", "published")]
    button(page, "many_draft").click()
    page.run()
    assert page.notices()[0] == "1 berkas tersimpan, 2 sudah pernah tersimpan, 0 gagal."
    assert ("nama.csv", "draft") in batches(url)


def test_history_publishes_and_takes_back_with_a_reason(url: str, admin: Any) -> None:
    page = upload(table("Mantuil,Banjarmasin Selatan,2024-03-01,310,kumulatif"))
    button(page, "load_draft").click()
    page.run()
    page = Screen("data", {})
    page.app.segmented_control(key="data_section").select("history")
    page.run()
    assert page.all(".//tr/td[1]")[0] == "draf"
    page.app.selectbox(key="batch_banjarmasin").select_index(0)
    page.run()
    button(page, "publish_3").click()
    page.run()
    assert page.all(".//tr/td[1]")[0] == "terbit"
    button(page, "retract_3").click()
    page.run()
    assert "tidak ada alasan" in page.words
    page.app.text_input(key="reason_3").set_value("salah kota")
    page.run()
    button(page, "retract_3").click()
    page.run()
    assert page.all(".//tr/td[1]")[0] == "ditarik"
    assert batches(url)[0] == ("kasus.csv", "retracted")


def test_an_accepted_spelling_can_be_taken_back(url: str, admin: Any) -> None:
    store = Store.open(url)
    Desk(store, admin).accept_alias("banjarmasin", "Mantuwil", MANTUIL)
    page = Screen("data", {})
    page.app.segmented_control(key="data_section").select("spellings")
    page.run()
    assert page.all(".//tbody/tr/th") == ["Mantuwil"]
    assert page.all(".//tbody/tr/td")[0] == "Mantuil"
    page.app.selectbox(key="alias_banjarmasin").select_index(0)
    page.run()
    button(page, "alias_back").click()
    page.run()
    assert page.notices() == ["Belum ada ejaan yang diterima untuk kota ini."]
    store.close()


def test_a_day_as_it_was_known_before_and_as_it_is_known_now(
    url: str, settings: pytest.MonkeyPatch
) -> None:
    settings.setenv("JAGA_VIEW", "official")
    st.cache_resource.clear()
    store = Store.open(url)
    then = store.batches("banjarmasin", "covid19")[0].state_at
    time.sleep(0.01)
    rows = store.observations("banjarmasin", "covid19", ["positif"])
    before = rows[(rows["zone_id"] == MANTUIL) & (rows["date"] == "2021-07-19")]["value"].iloc[0]
    measure = rows["measure"].iloc[0]
    late = observed((MANTUIL, "2021-07-19", "positif", int(before) + 40), measure=measure)
    none = pd.DataFrame(columns=list(UNALLOCATED_COLUMNS))
    assert store.add(NewBatch("banjarmasin", "covid19", "import", "r.csv", "9" * 64), late, none)
    store.close()
    as_of = then.isoformat()
    page = Screen("revisi", {**FIELDS, "as_of": as_of})
    assert page.one(".//h1") == "1 kelurahan berganti warna"
    assert "Kasus dalam jendela aturan: +40." in page.words
    (row,) = page.tree.findall(".//tr[@data-zone]")
    assert row.get("data-zone") == MANTUIL
    assert len(page.tree.findall(".//img[@class='jt-mini']")) == 2
    shown = Screen("peta", {**FIELDS, "as_of": as_of})
    assert any(n.startswith("Seperti diketahui pada ") for n in shown.notices())
    now = Screen("peta", FIELDS)
    assert now.table()[MANTUIL][3] != shown.table()[MANTUIL][3]
    assert int(now.table()[MANTUIL][3]) - int(shown.table()[MANTUIL][3]) == 40
    back = next(b for b in shown.app.button if b.label == "Kembali ke pengetahuan sekarang")
    back.click()
    shown.run()
    assert "as_of" not in shown.address
    assert shown.table()[MANTUIL] == now.table()[MANTUIL]


def test_before_anything_was_known_every_zone_says_so(url: str) -> None:
    page = Screen("peta", {**FIELDS, "as_of": "2020-01-01"})
    assert page.table() == {} or {cells[2] for cells in page.table().values()} == {"? tanpa data"}
    wrong = Screen("peta", {**FIELDS, "as_of": "kemarin"})
    assert any("waktu pengetahuan" in notice for notice in wrong.notices())


def test_a_file_of_responses_is_looked_at_and_recorded(url: str, admin: Any) -> None:
    rows = "kelurahan;rw;jenis;mulai\nMantuil;99;PSBK;16/2/2021\nMantuil;1;Posko;16/2/2021\n"
    page = upload(rows.encode(), "respons.csv")
    assert "Isi berkas: Respons, 2 baris" in page.words
    assert any("RW 099" in said for said in page.notices())
    assert "load_draft" not in {b.key for b in page.app.button}
    button(page, "load_record").click()
    page.run()
    assert page.notices()[0] == "2 baris dicatat: Respons."
    button(page, "load_record").click()
    page.run()
    assert page.notices()[0] == "Berkas yang sama sudah tercatat; tidak ada yang berubah."
    store = Store.open(url)
    with store.reading() as connection:
        kept = responses.current(connection, "banjarmasin")
    store.close()
    assert [(one.zone_id, one.rw) for one in kept] == [(MANTUIL, "099"), (MANTUIL, "001")]
    assert "respons.csv" not in {name for name, _ in batches(url)}


def test_a_file_of_responses_with_a_fault_is_refused_whole(url: str, admin: Any) -> None:
    page = upload(b"kelurahan;jenis;mulai\nMantuil;pesta;16/2/2021\n", "respons.csv")
    assert "B2 (jenis)" in page.words
    assert "load_record" not in {b.key for b in page.app.button}


def test_responses_among_several_files(url: str, admin: Any) -> None:
    page = Screen("data", {})
    rows = b"kelurahan;jenis;mulai\nMantuil;PSBK;16/2/2021\nMantuil;Posko;16/2/2021\n"
    cases = table("Mantuil,Banjarmasin Selatan,2024-03-01,310,kumulatif")
    files = [("respons.csv", rows, "text/csv"), ("kasus.csv", cases, "text/csv")]
    page.app.file_uploader(key="load_file").set_value(files)
    page.run()
    assert "respons.csv" in page.words
    button(page, "many_publish").click()
    page.run()
    store = Store.open(url)
    with store.reading() as connection:
        assert len(responses.current(connection, "banjarmasin")) == 2
    store.close()
    assert batches(url)[0] == ("kasus.csv", "published")
