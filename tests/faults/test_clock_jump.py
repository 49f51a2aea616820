"""The clock of the app jumps while it runs (``shifted``), and a screen looks on."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, expect

from geo.access import operator
from geo.io import checkup, moments
from geo.io.checkup import Ground
from geo.io.checkup import store as looks
from geo.io.desk import Desk
from geo.io.store import Store
from geo.settings import ROOT
from tests.browser.conftest import Viewer, serve, stop
from tests.browser.test_two_processes import MANTUIL, NAME, publish
from tests.faults.kit import prepared
from tests.faults.shifted.sitecustomize import FILE, MODULES
from tests.store_kit import A, apart, batch, observed, values

pytestmark = pytest.mark.faults("clock_jump")

DAY = dt.timedelta(days=1)
SHIFTED = Path(__file__).parent / "shifted"


def test_every_clock_of_the_app_is_shifted() -> None:
    asks = {
        ".".join(file.relative_to(ROOT).with_suffix("").parts)
        for top in ("geo", "pages")
        for file in (ROOT / top).rglob("*.py")
        if "datetime.now(" in file.read_text(encoding="utf-8")
    }
    assert {name for name in asks if not name.startswith("geo.commands.")} == set(MODULES)


def weeks(file: Path, last: dt.date) -> Path:
    """Seven days with cases up to ``last``."""
    days = [(last - DAY * (7 - at), at) for at in range(1, 8)]
    rows = ["kelurahan,kecamatan,tanggal,positif,ukuran"]
    rows += [f"Mantuil,Banjarmasin Selatan,{day},{n},baru" for day, n in days]
    rows += [f"TOTAL,,{day},{n},baru" for day, n in days]
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return file


def test_a_running_app_sees_a_year_pass(chromium: Browser, tmp_path: Path, seen: list[str]) -> None:
    home, shift = tmp_path / "home", tmp_path / "shift"
    prepared(home)
    shift.write_text("0", encoding="utf-8")
    faked = {"PYTHONPATH": str(SHIFTED), FILE: str(shift)}
    app = serve(home, JAGA_LIVE_S="1", JAGA_VIEW="official", **faked)
    viewer = Viewer(chromium.new_context(), app.url)
    today = dt.datetime.now(ZoneInfo("Asia/Makassar")).date()
    place = f"?city=banjarmasin&rule=insidensi7&lang=id&zone={MANTUIL}"
    try:
        publish(viewer, weeks(tmp_path / "minggu.csv", today))
        viewer.open(f"{place}&date={today}")
        assert viewer.level(MANTUIL) == "merah"
        expect(viewer.page.get_by_text(NAME, exact=True)).to_be_visible()

        shift.write_text("365", encoding="utf-8")
        # The open page notices by itself that the session is over.
        expect(viewer.page.get_by_text(NAME, exact=True)).to_have_count(0, timeout=20_000)
        later = today + 365 * DAY
        viewer.open(f"{place}&date={later}")
        assert viewer.level(MANTUIL) == "usang"
        assert viewer.query()["date"] == str(later)
        seen.append("a year ahead: session over, merah is now `data usang`")

        shift.write_text("-1", encoding="utf-8")
        viewer.open(f"{place}&date={today}")
        assert viewer.level(MANTUIL) == "merah"
        assert viewer.page.locator(".jt-failure").count() == 0
        assert viewer.errors == []
        seen.append("back to yesterday: shown as published")
    finally:
        stop(app)
        viewer.page.context.close()


def test_numbers_rule_and_not_moments(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seen: list[str]
) -> None:
    url = f"sqlite:///{tmp_path / 'store.db'}"
    store = Store.create(url)
    now = dt.datetime(2026, 3, 2, 1, tzinfo=dt.UTC)

    def at(moment: dt.datetime) -> None:
        monkeypatch.setattr(moments, "now", lambda: moments.written(moment))

    def add(value: int) -> int | None:
        table = observed((A, "2026-02-01", "positif", value))
        return store.add(batch(f"{value}"), table, apart())

    def doctor() -> tuple[str, list[str]]:
        (found,) = (
            one for one in checkup.look(Ground(db=url), looks.CHECKS) if one.check == "clock"
        )
        return found.state, [problem.key for problem in found.problems]

    at(now)
    assert add(1) == 1
    revision = store.revision("kota", "dbd")
    at(now + 365 * DAY)
    assert add(2) == 2
    assert doctor()[0] == "ok"
    at(now - DAY)
    assert add(3) == 3
    # The one that was published last counts, though its moment is the earliest of all.
    assert values(store) == {(A, "2026-02-01", "positif"): 3}
    assert [one.id for one in store.batches("kota", "dbd")] == [3, 2, 1]
    assert store.revision("kota", "dbd") not in ("0", revision)
    assert doctor() == ("fail", ["checkup_clock"])
    Desk(store, operator("uji")).retract(3, "salah")
    assert values(store) == {(A, "2026-02-01", "positif"): 2}
    at(now + 366 * DAY)
    assert add(4) == 4
    assert values(store) == {(A, "2026-02-01", "positif"): 4}
    assert doctor()[0] == "ok"
    store.close()
    seen.append("what is published last counts, whatever its moment; `doctor` accuses the clock")
