"""From a file with a misspelled name to every open screen: sign in, settle, publish, take back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from geo.access import operator
from geo.io.desk import Desk
from geo.io.store import Store
from tests.browser.conftest import Dashboard, Viewer, serve, stop

pytestmark = pytest.mark.browser

NAME, PASSWORD = "petugas", "kata sandi yang panjang"
MANTUIL = "63.71.01.1001"
ROWS = (
    "kelurahan,kecamatan,tanggal,positif,ukuran",
    *(
        f"Mantuwil,Banjarmasin Selatan,2024-05-{day:02},{n},baru"
        for day, n in enumerate(range(8), 1)
    ),
    *(f"TOTAL,,2024-05-{day:02},{n},baru" for day, n in enumerate(range(8), 1)),
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    """A dashboard of its own with one admin."""
    home = tmp_path_factory.mktemp("desk")
    running = serve(home, JAGA_LIVE_S="1", JAGA_VIEW="official")
    store = Store.create(f"sqlite:///{home / 'store.db'}")
    Desk(store, operator("uji")).add_user(NAME, "admin", password=PASSWORD)
    store.close()
    yield running
    stop(running)


def sign_in(viewer: Viewer) -> None:
    page = viewer.page
    viewer.open("auth/masuk?lang=id&next=data")
    page.get_by_label("Nama").fill(NAME)
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    page.get_by_role("heading", name="Data Kota Banjarmasin").wait_for(timeout=30_000)


def choose(page: Page, label: str, option: str) -> None:
    """Choose in a list; it closes while the page scrolls, so that comes first."""
    box = page.get_by_role("combobox", name=label)
    box.scroll_into_view_if_needed()
    page.wait_for_timeout(500)
    box.fill(option)
    page.get_by_role("option", name=option).first.click()


def test_a_file_finds_its_way_to_every_open_screen(
    chromium: Browser, desk: Dashboard, tmp_path: Path
) -> None:
    file = tmp_path / "mei.csv"
    file.write_text("\n".join(ROWS) + "\n", encoding="utf-8")
    reader = Viewer(chromium.new_context(viewport={"width": 1280, "height": 800}), desk.url)
    reader.open("?rule=insidensi7&date=2024-05-08&city=banjarmasin")
    reader.map()
    staff = Viewer(chromium.new_context(viewport={"width": 1280, "height": 900}), desk.url)
    sign_in(staff)
    page = staff.page
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_text("Belum terjelaskan: 7 orang").wait_for(timeout=30_000)
    assert page.get_by_role("button", name="Simpan dan terbitkan").is_disabled()
    choose(page, "Tertulis: Mantuwil", "Mantuil")
    page.get_by_role("button", name="Terima").click()
    page.get_by_text("Jumlah cocok").or_(page.locator(".jt-balanced")).first.wait_for(
        timeout=30_000
    )
    page.get_by_role("button", name="Simpan dan terbitkan").click()
    page.get_by_text("terbit; layar lain mengikutinya").wait_for(timeout=30_000)
    # 1 + … + 7 = 28 cases in seven days among 16,987 people: 165 per 100,000
    path = reader.map().locator(f"path[data-zone='{MANTUIL}'][data-level='merah']")
    path.wait_for(state="attached", timeout=30_000)
    # Taken back, the simulated series counts again, on the open screen too
    page.get_by_text("Riwayat", exact=True).click()
    choose(page, "Buka satu batch", "mei.csv")
    page.get_by_label("Alasan penarikan").fill("salah kota")
    page.get_by_role("button", name="Tarik").click()
    page.get_by_text("ditarik; yang berlaku sebelumnya").wait_for(timeout=30_000)
    reader.page.get_by_text("SIMULASI").first.wait_for(timeout=30_000)
    for viewer in (reader, staff):
        assert viewer.errors == []
        assert viewer.blocked == []
        viewer.page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_page_of_somebody_who_loads_files(
    chromium: Browser, desk: Dashboard, tmp_path: Path, scheme: str
) -> None:
    file = tmp_path / "satu.csv"
    file.write_text("\n".join(ROWS[:3]).replace("Mantuwil", "Mantoel") + "\n", encoding="utf-8")
    context = chromium.new_context(color_scheme=scheme)  # type: ignore[arg-type]
    staff = Viewer(context, desk.url)
    sign_in(staff)
    staff.page.locator("input[type=file]").set_input_files(file)
    staff.page.locator(".jt-gap").wait_for(timeout=30_000)
    staff.page.wait_for_timeout(1_000)
    found = Axe().run(staff.page).response
    context.close()
    # Streamlit's own upload box says that it is presentation, and takes focus all the same.
    ours = [v for v in found["violations"] if v["id"] != "presentation-role-conflict"]
    assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in ours] == []


def test_screens_keep_the_last_good_data_and_recover_by_themselves(
    chromium: Browser, desk: Dashboard
) -> None:
    file = desk.home / "store.db"
    away = desk.home / "store.away"
    reader = Viewer(chromium.new_context(viewport={"width": 1280, "height": 800}), desk.url)
    reader.open("?city=banjarmasin&rule=resmi")
    reader.map()
    title = reader.page.get_by_role("heading", level=1).inner_text()
    lost = reader.page.get_by_text("Tidak dapat memeriksa data baru")
    file.rename(away)
    try:
        lost.wait_for(timeout=30_000)
        assert reader.page.get_by_role("heading", level=1).inner_text() == title
        reader.page.get_by_role("combobox", name="Cara mewarnai").click()
        reader.page.get_by_role("option", name="Insidensi 7 hari").first.click()
        reader.wait_query("rule", "insidensi7")
        reader.map()
    finally:
        away.rename(file)
    lost.wait_for(state="detached", timeout=30_000)
    assert reader.errors == []
    reader.page.context.close()


def test_who_has_signed_out_works_with_no_data_any_more(chromium: Browser, desk: Dashboard) -> None:
    staff = Viewer(chromium.new_context(viewport={"width": 390, "height": 844}), desk.url)
    sign_in(staff)
    staff.page.get_by_role("button", name="Keluar").click()
    staff.page.wait_for_timeout(2_000)
    staff.open("data")
    staff.page.get_by_text("Masuk dahulu untuk memuat").wait_for(timeout=30_000)
    assert staff.page.locator("input[type=file]").count() == 0
    staff.page.context.close()
