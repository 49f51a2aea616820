"""The RT form: who may fill it in, what is typed, what is sent, and a store that fails."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st

from geo.access import ANYBODY, Viewer
from geo.errors import Problem, StoreError
from geo.io import contents
from geo.io.store import Store
from pages.shared import signing
from tests.pages.conftest import Open, Screen

MANTUIL = "63.71.01.1001"
OWN = Viewer("lia", "lurah", "banjarmasin", MANTUIL)
ADMIN = Viewer("ani", "admin")


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
def form(open_page: Open, settings: pytest.MonkeyPatch) -> Iterator[Screen]:
    settings.setattr(signing, "viewer", lambda: OWN)
    yield open_page("rt", city="banjarmasin", disease="covid19")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store.open(f"sqlite:///{tmp_path / 'store.db'}")
    yield made
    made.close()


def press(screen: Screen, key: str) -> Screen:
    screen.app.button(key=key).click()
    return screen.run()


def total(screen: Screen) -> str:
    return screen.one(".//p[@class='jt-rt-total']")


def sent(store: Store) -> list[list[tuple[str, int]]]:
    """RT and houses of every batch that was sent, the last first."""
    found = contents.sent(store, "banjarmasin", "covid19", MANTUIL)
    return [list(zip(t["rt"], t["houses"], strict=True)) for _, t in found]


def filled(screen: Screen) -> Screen:
    """Two RTs: 001 with 3 houses, 002 with none; 003 left open."""
    for _ in range(3):
        press(screen, "rt_add")
    press(screen, "rtset_1_001")
    press(screen, "rtset_0_002")
    (number,) = [n for n in screen.app.number_input if n.key and n.key.endswith("_001")]
    number.set_value(3)
    return screen.run()


def test_nobody_in_particular_is_told_to_sign_in(
    open_page: Open, settings: pytest.MonkeyPatch
) -> None:
    settings.setattr(signing, "viewer", lambda: ANYBODY)
    page = open_page("rt", city="banjarmasin")
    assert "Masuk dahulu" in page.notices()[0]
    (link,) = page.links(".//p[@class='jt-foot jt-rt-in']")
    assert link.startswith("auth/masuk?") and "next=rt" in link
    assert not page.app.number_input and not [b for b in page.app.button if b.key == "rt_send"]


@pytest.mark.parametrize(
    "viewer",
    [
        Viewer("lia", "lurah", "semarang", "33.74.01.1001"),
        Viewer("dwi", "dinas", "semarang"),
        Viewer("eko", "public"),
    ],
)
def test_who_may_not_is_told_so(
    open_page: Open, settings: pytest.MonkeyPatch, viewer: Viewer
) -> None:
    settings.setattr(signing, "viewer", lambda: viewer)
    page = open_page("rt", city="banjarmasin")
    assert "tidak mengisi formulir RT untuk Kota Banjarmasin" in page.notices()[0]
    assert not [b for b in page.app.button if b.key == "rt_send"]


def test_a_lurah_counts_adds_up_takes_back_and_sends(form: Screen, store: Store) -> None:
    assert form.one(".//p[@class='jt-rt-place']").startswith("Mantuil")
    assert form.app.button(key="rt_send").disabled
    assert total(form).startswith("– rumah dengan kasus 0 dari 0")
    filled(form)
    assert total(form) == (
        "3 rumah dengan kasus 2 dari 3 RT terisi · 1 RT kosong tidak ikut dikirim"
    )
    press(form, "rt_zero")
    assert total(form) == "3 rumah dengan kasus 3 dari 3 RT terisi"
    press(form, "rt_undo")
    press(form, "rt_undo")
    assert total(form).startswith("1 rumah dengan kasus 2 dari 3")
    press(form, "rt_send")
    assert "Terkirim sebagai draf #2: 2 RT, 1 rumah dengan kasus" in " ".join(form.notices())
    assert sent(store) == [[("001", 1), ("002", 0)]]  # 003 was left open, which is not zero
    (batch,) = [b for b in store.batches("banjarmasin", "covid19") if b.content == "rt_houses"]
    assert (batch.state, batch.created_by) == ("draft", "lia")
    assert batch.file_name.startswith("Formulir RT Mantuil 20")
    form.run()
    assert "Terkirim" in " ".join(form.notices())  # also when the page runs again by itself
    state, numbers = form.all(".//ul[@class='jt-rt-sent']/li/p")
    assert state.startswith("draf #2 untuk")
    assert numbers == "1 rumah dengan kasus: RT 001: 1 · RT 002: 0"
    assert total(form).startswith("–")  # begins anew with the same RTs
    assert form.app.button(key="rtset_0_003") and form.app.button(key="rt_send").disabled


def test_the_rts_of_the_last_form_are_there_the_next_time(form: Screen, open_page: Open) -> None:
    press(filled(form), "rt_send")
    again = open_page("rt", city="banjarmasin", disease="covid19")
    names = [row.split()[1][:3] for row in again.all(".//span[@class='jt-rt']")]
    assert names == ["001", "002"]
    assert total(again).startswith("–")


def test_an_rt_of_another_name_is_put_in_its_place_once(form: Screen) -> None:
    for written in ("12", "RT 3", "rt.12", "x" * 30):
        form.app.text_input(key="rt_new").set_value(written)
        press(form, "rt_add")
    names = [row.removeprefix("RT ") for row in form.all(".//span[@class='jt-rt']")]
    assert names == ["003", "012"]


def test_a_store_that_fails_loses_nothing_that_was_typed(
    form: Screen, settings: pytest.MonkeyPatch, store: Store
) -> None:
    filled(form)
    real = Store.writing

    def gone(_: Store) -> object:
        raise StoreError(Problem("store_failed", "store.db", {"found": "disk full"}))

    settings.setattr(Store, "writing", gone)
    press(form, "rt_send")
    assert "Belum terkirim" in form.notices()[0]
    assert total(form).startswith("3 rumah dengan kasus 2 dari 3")
    assert sent(store) == []
    settings.setattr(Store, "writing", real)
    press(form, "rt_send")
    assert sent(store) == [[("001", 3), ("002", 0)]]


def test_a_session_that_has_ended_sends_nothing(
    form: Screen, settings: pytest.MonkeyPatch, store: Store
) -> None:
    filled(form)
    settings.setattr(signing, "viewer", lambda: ANYBODY)
    press(form, "rt_send")
    assert sent(store) == []


def test_the_dinas_chooses_the_kelurahan(
    open_page: Open, settings: pytest.MonkeyPatch, store: Store
) -> None:
    settings.setattr(signing, "viewer", lambda: ADMIN)
    page = open_page("rt", city="banjarmasin", disease="covid19")
    assert "Pilih kelurahan dahulu." in page.notices()
    page.app.selectbox(key="rt_zone").set_value(MANTUIL)
    page.run()
    press(page, "rt_add")
    press(page, "rtset_1_001")
    press(page, "rt_send")
    assert sent(store) == [[("001", 1)]]


def test_the_form_is_linked_and_not_in_the_menu(form: Screen) -> None:
    from pages.shared import frame

    assert "rt" in frame.PAGES and "rt" not in frame.MENU
