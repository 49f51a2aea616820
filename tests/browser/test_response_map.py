"""Responses on the live map: what is drawn on a day, what can be chosen, and by whom."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Frame, FrameLocator, Locator, expect

from geo import response_files
from geo.gaps import OF_ZONES, asks
from geo.levels import LEVELS
from geo.register import Register
from geo.render import response_layer
from geo.response import Check, Entry, Record
from geo.response_kinds import SIAGA
from geo.response_view import response_view
from geo.rules import registry
from geo.views import WEEK, city_view
from tests import toy
from tests.browser.conftest import Dashboard, Viewer

pytestmark = pytest.mark.browser

BASIRIH_SELATAN, BANUA_ANYAR = "63.71.01.1012", "63.71.02.1006"
MANTUIL, SUNGAI_LULUT, MAWAR = "63.71.01.1001", "63.71.02.1005", "63.71.05.1003"
MAY = "peta?rule=resmi&date=2020-05-26"
JULY = "peta?rule=resmi&date=2020-07-02"


def button(viewer: Viewer) -> Locator:
    return viewer.map().get_by_role("button", name="Respons", exact=True)


def marks(frame: FrameLocator, zone_id: str) -> list[str]:
    """What is drawn at a zone: its marks, dashed ones with a "?", and how many more."""
    script = """nodes => nodes.map(n =>
        n.textContent + (n.classList.contains('unconfirmed') ? '?' : ''))"""
    parts = ":is(.jaga-mark, .jaga-mark-more)"
    drawn = frame.locator(f".jaga-marks[data-zone='{zone_id}']:visible {parts}")
    return list(drawn.evaluate_all(script))


def within(viewer: Viewer) -> Frame:
    """The map's own frame."""
    viewer.map()
    return next(f for f in viewer.page.frames if f.evaluate("() => 'jaga' in window"))


def fills(viewer: Viewer) -> list[str]:
    paths = viewer.map().locator("path:is([data-level], .jaga-pattern)")
    return list(paths.evaluate_all("paths => paths.map(path => path.getAttribute('fill'))"))


def gaps(viewer: Viewer) -> set[str]:
    """The zones that are outlined as gaps."""
    script = "paths => paths.filter(p => p.style.visibility !== 'hidden').map(p => p.dataset.zone)"
    return set(viewer.map().locator("path.jaga-gap[data-zone]").evaluate_all(script))


def hand_made(viewer: Viewer, *found: Record) -> Frame:
    """The map with responses made by hand in place of its own."""
    inside = within(viewer)
    zone_ids = inside.evaluate("jaga.zones.map(zone => zone.id)")
    first, last = inside.evaluate("[jaga.view.days[0], jaga.view.days.at(-1)]")
    days = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    layer = response_layer.layer(Register(found), "covid19", zone_ids, *days, "id")
    inside.evaluate("layer => jaga.responses.update({...jaga.view, responses: layer})", layer)
    return inside


def responses(zone_id: str, start: dt.date, *kinds: str) -> list[Record]:
    return [Entry(kind=kind, zone_id=zone_id, start=start) for kind in kinds]


def test_they_show_when_asked_for_and_never_as_a_second_fill(viewer: Viewer) -> None:
    viewer.open(JULY)
    frame, before = viewer.map(), fills(viewer)
    assert button(viewer).get_attribute("aria-pressed") == "false"
    assert frame.locator(".jaga-marks").count() == 0
    assert frame.get_by_role("group", name="Respons di peta").count() == 0
    button(viewer).click()
    assert button(viewer).get_attribute("aria-pressed") == "true"
    # 3 June: one of the first five; 12 June: sprayed, which nobody confirmed after the 19th.
    assert marks(frame, BASIRIH_SELATAN) == ["KS", "DF?"]
    assert frame.get_by_role("group", name="Respons di peta").is_visible()
    frame.get_by_role("switch").check()
    assert fills(viewer) == before
    shapes = ".jaga-gap, .jaga-gap-under, .jaga-marks path"
    drawn = "nodes => nodes.map(node => getComputedStyle(node).fill)"
    assert set(frame.locator(shapes).evaluate_all(drawn)) == {"none"}
    button(viewer).click()
    assert frame.locator(".jaga-mark:visible").count() == 0
    assert gaps(viewer) == set()
    assert (viewer.blocked, viewer.errors) == ([], [])


def test_the_card_tells_them_in_words(viewer: Viewer) -> None:
    viewer.open(JULY)
    button(viewer).click()
    viewer.page.keyboard.press("Escape")
    viewer.map().locator(f"path[data-zone='{BASIRIH_SELATAN}']").hover()
    lines = viewer.map().locator(".jaga-card-responses li")
    kampung = "Kampung Siaga / Kampung Tangguh"
    expect(lines).to_have_text(
        [
            re.compile(f"^KS{kampung}, sejak 3 Jun 2020, siaganya belum ada catatan$"),
            re.compile(rf"^KS{kampung} \(RW 001\), sejak 12 Jun 2020, siaganya belum ada catatan$"),
            re.compile("^DFPenyemprotan disinfektan, belum dikonfirmasi sejak 20 Jun 2020$"),
        ]
    )
    viewer.map().locator(f"path[data-zone='{MANTUIL}']").hover()
    expect(lines).to_have_text(["Tidak ada respons yang tercatat"])
    button(viewer).click()
    viewer.map().locator(f"path[data-zone='{BASIRIH_SELATAN}']").hover()
    assert lines.count() == 0


def test_gaps_are_red_zones_without_an_active_response(viewer: Viewer) -> None:
    viewer.open(MAY)
    button(viewer).click()
    viewer.map().get_by_role("switch", name=re.compile("^Celah")).check()
    red = viewer.map().locator("path[data-level='merah']")
    zones = set(red.evaluate_all("paths => paths.map(path => path.dataset.zone)"))
    # Of 50 red ones Banua Anyar has closed its roads three days before; nothing else is on record.
    assert len(zones) == 50 and BANUA_ANYAR in zones
    assert gaps(viewer) == zones - {BANUA_ANYAR}
    dashes = viewer.map().locator("path.jaga-gap[data-zone]").first
    assert dashes.evaluate("path => getComputedStyle(path).strokeDasharray") == "7px, 4px"
    # What is not shown is still a response.
    viewer.map().get_by_role("button", name="Kosongkan").click()
    assert marks(viewer.map(), BANUA_ANYAR) == []
    assert gaps(viewer) == zones - {BANUA_ANYAR}


@pytest.mark.parametrize("day", ["2020-07-21", "2020-10-06", "2020-11-02", "2021-07-19"])
def test_map_and_list_know_the_same_gaps(viewer: Viewer, day: str) -> None:
    """Days of the archive with a day a week before: on the first of them a colour meant something
    else by then."""
    viewer.open(f"peta?rule=resmi&date={day}")
    button(viewer).click()
    viewer.map().get_by_role("switch", name=re.compile("^Celah")).check()
    today, rule = dt.date.fromisoformat(day), registry()["resmi"]
    known = toy.banjarmasin()
    records = response_files.read(known.city.key, known.zone_ids)
    facts = replace(known, register=Register(records))
    views = [city_view(facts, rule, on) for on in (today, today - WEEK)]
    view = response_view(*views)
    listed = [gap for gap in view.gaps if gap.reason in OF_ZONES]
    assert gaps(viewer) == {gap.zone_id for gap in listed}
    severe = {gap.zone_id for gap in listed if asks(gap.level)}
    rising = viewer.map().locator("path.jaga-gap.rising[data-zone]")
    drawn = set(rising.evaluate_all("paths => paths.map(path => path.dataset.zone)"))
    assert drawn & gaps(viewer) == gaps(viewer) - severe
    said = viewer.map().locator(".jaga-responses-reasons li").all_inner_texts()
    told = f"naik warna dari tujuh hari sebelumnya: {len(listed) - len(severe)} zona"
    if not view.compared:
        told = "naik warna: tidak diketahui pada hari ini"
    assert said == [f"merah atau hitam: {len(severe)} zona", told]


def test_a_zone_that_rose_is_outlined_unless_the_days_are_apart(viewer: Viewer) -> None:
    viewer.open("peta?rule=insidensi7&date=2021-07-20")
    inside = hand_made(viewer, *responses(MANTUIL, dt.date(2021, 7, 1), "satgas"))
    button(viewer).click()
    viewer.map().get_by_role("switch", name=re.compile("^Celah")).check()
    script = """([ids, codes]) => {
      const at = jaga.view.days.indexOf('2021-07-20');
      const row = () => jaga.zones.map(() => 'h');
      const [before, now] = [row(), row()];
      ids.forEach((id, n) => {
        const index = jaga.zones.findIndex(zone => zone.id === id);
        [before[index], now[index]] = codes[n];
      });
      [jaga.view.codes[at - 7], jaga.view.codes[at]] = [before, now];
      jaga.time.show(at - 1);
      jaga.time.show(at);
    }"""
    # Mantuil rose, too, but its task force is active; from no level to yellow is not a rise.
    ids = [MANTUIL, MAWAR, SUNGAI_LULUT, BANUA_ANYAR]
    inside.evaluate(script, [ids, ["ho", "ko", "tk", "mm"]])
    assert gaps(viewer) == {MAWAR, BANUA_ANYAR}
    rising = viewer.map().locator(f"path.jaga-gap.rising[data-zone='{MAWAR}']")
    assert rising.evaluate("path => getComputedStyle(path).strokeDasharray") == "2px, 5px"
    said = viewer.map().locator(".jaga-responses-reasons li")
    rose = "naik warna dari tujuh hari sebelumnya: 1 zona"
    expect(said).to_have_text(["merah atau hitam: 1 zona", rose])
    inside.evaluate(
        "() => { const r = jaga.responses; const at = jaga.time.position;"
        " r.weekBefore = r.comparable([r.days[at]]); r.repaint(); }"
    )
    assert gaps(viewer) == {BANUA_ANYAR}
    unknown = "naik warna: tidak diketahui pada hari ini"
    expect(said).to_have_text(["merah atau hitam: 1 zona", unknown])


def test_each_kind_can_be_hidden(viewer: Viewer) -> None:
    viewer.open(JULY)
    button(viewer).click()
    frame = viewer.map()
    frame.get_by_role("checkbox", name=re.compile("Kampung Siaga")).uncheck()
    assert marks(frame, BASIRIH_SELATAN) == ["DF?"]
    frame.get_by_role("button", name="Kosongkan").click()
    assert marks(frame, BASIRIH_SELATAN) == []
    assert frame.get_by_role("checkbox", checked=True).count() == 0
    frame.get_by_role("button", name="Semua").click()
    assert marks(frame, BASIRIH_SELATAN) == ["KS", "DF?"]


def test_marks_follow_the_day_and_none_hides_another(viewer: Viewer) -> None:
    viewer.open("peta?rule=insidensi7&date=2021-07-20")
    ready = [
        Check(zone_id=SUNGAI_LULUT, item=item, date=dt.date(2021, 7, 6), ready=n < 3)
        for n, item in enumerate(SIAGA)
    ]
    start = dt.date(2021, 7, 1)
    inside = hand_made(
        viewer,
        *responses(SUNGAI_LULUT, start, "kampung", "jogo_tonggo", "swab", "aid"),
        *responses(MANTUIL, start, "swab"),
        *ready,
    )
    button(viewer).click()
    viewer.page.keyboard.press("Escape")
    frame = viewer.map()
    dots = frame.locator(f".jaga-marks[data-zone='{SUNGAI_LULUT}']:visible .jaga-ready i")
    filled = "dots => dots.map(dot => dot.classList.contains('filled'))"

    def on(day: str) -> tuple[list[str], list[str], list[bool]]:
        inside.evaluate("day => jaga.time.show(jaga.view.days.indexOf(day))", day)
        both = marks(frame, SUNGAI_LULUT), marks(frame, MANTUIL)
        return *both, list(dots.evaluate_all(filled))

    assert on("2021-06-30") == ([], [], [])
    assert on("2021-07-01") == (["KS", "JT", "+2"], ["SW"], [])
    assert on("2021-07-06")[2] == [True, True, True, False, False]
    # A swab's 14 days end on the 15th, the looks' 30 days on 5 August.
    assert on("2021-07-16")[1] == ["SW?"]
    assert on("2021-08-05")[2] == [True, True, True, False, False]
    assert on("2021-08-06")[2] == []
    assert on("2021-06-30") == ([], [], [])


def test_names_stay_readable_beside_marks(viewer: Viewer) -> None:
    viewer.open("peta?rule=insidensi7&date=2021-07-20")
    inside = within(viewer)
    viewer.page.wait_for_timeout(600)
    named = "[...document.querySelectorAll('.jaga-name')].map(name => name.innerText)"
    before = {name.replace("\n", " ") for name in inside.evaluate(named)}
    button(viewer).click()
    viewer.page.keyboard.press("Escape")
    viewer.page.wait_for_timeout(600)
    after = {name.replace("\n", " ") for name in inside.evaluate(named)}
    assert len(before) > 10 and before <= after
    script = """() => {
      const box = node => node.getBoundingClientRect();
      const names = [...document.querySelectorAll('.jaga-name span')].map(box);
      const marks = [...document.querySelectorAll('.jaga-marks .jaga-mark')].map(box);
      const cut = (a, b) => Math.max(0, Math.min(a.right, b.right) - Math.max(a.left, b.left))
        * Math.max(0, Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top));
      return [marks.length, names.filter(name => marks.some(mark => cut(name, mark) > 30)).length];
    }"""
    count, covered = inside.evaluate(script)
    assert count >= 8 and covered == 0


def test_a_zone_too_small_for_a_mark_has_a_dot_until_it_is_zoomed(viewer: Viewer) -> None:
    viewer.open("peta?rule=insidensi7&date=2021-07-20")
    inside = hand_made(viewer, *responses(MAWAR, dt.date(2021, 7, 15), "swab"))
    button(viewer).click()
    frame = viewer.map()
    assert marks(frame, MAWAR) == []
    expect(frame.locator(f".jaga-marks[data-zone='{MAWAR}'] .jaga-mark-dot")).to_be_visible()
    inside.evaluate(
        "id => { const zone = jaga.zones.find(z => z.id === id);"
        " jaga.map.setView(zone.labels[0], 15, {animate: false}); }",
        MAWAR,
    )
    expect(frame.locator(f".jaga-marks[data-zone='{MAWAR}'] .jaga-mark")).to_have_text("SW")
    assert frame.locator(f".jaga-marks[data-zone='{MAWAR}'] .jaga-mark-dot").count() == 0


def contrast(one: str, other: str) -> float:
    """WCAG's contrast of two colours as a browser computes them."""

    def light(colour: str) -> float:
        parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
        bare = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * bare[0] + 0.7152 * bare[1] + 0.0722 * bare[2]

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_filled_dot_is_active_and_a_hollow_one_is_not_on_every_colour(
    chromium: Browser, dashboard: Dashboard, scheme: Any
) -> None:
    context = chromium.new_context(color_scheme=scheme, viewport={"width": 1280, "height": 800})
    viewer = Viewer(context, dashboard.url).open("peta?rule=insidensi7&date=2021-07-20")
    inside = hand_made(viewer, *responses(MAWAR, dt.date(2021, 7, 15), "swab"))
    button(viewer).click()
    viewer.page.keyboard.press("Escape")
    expect(viewer.map().locator(".jaga-mark-dot:visible")).to_have_count(1)
    script = """([code, day, id]) => {
      const at = jaga.view.days.indexOf(day);
      const index = jaga.zones.findIndex(zone => zone.id === id);
      jaga.view.codes[at] = Object.assign([...jaga.view.codes[at]], {[index]: code});
      jaga.time.show(at);
      const drawn = getComputedStyle(document.querySelector('.jaga-marks .jaga-mark-dot'));
      const zone = document.querySelector(`path[data-zone='${id}']`).getAttribute('fill');
      const probe = document.createElement('i');
      probe.style.color = zone;
      return [drawn.backgroundColor, drawn.borderTopColor, probe.style.color];
    }"""
    for level in LEVELS:
        for day, active in (("2021-07-20", True), ("2021-08-10", False)):
            ground, ink, zone = inside.evaluate(script, [level.code, day, MAWAR])
            assert contrast(ink, zone) >= 3, (level.key, day)
            assert ground == (ink if active else zone), (level.key, day)
    context.close()


def test_the_open_panel_leaves_the_map_free(viewer: Viewer) -> None:
    viewer.open(MAY)
    inside = within(viewer)
    west = "Math.min(...[...document.querySelectorAll('.jaga-zone')]"
    west += ".map(zone => zone.getBoundingClientRect().left))"
    before = inside.evaluate(west)
    button(viewer).click()
    sheet = "document.querySelector('.jaga-responses-sheet').getBoundingClientRect()"
    assert before < inside.evaluate(f"{sheet}.right") < inside.evaluate(west)
    assert cut_in_two(inside) == []
    viewer.page.keyboard.press("Escape")
    assert inside.evaluate(west) == pytest.approx(before, abs=1)
    # What a viewer moved stays where it is.
    inside.evaluate("jaga.moved = true")
    button(viewer).click()
    button(viewer).click()
    assert inside.evaluate(west) == pytest.approx(before, abs=1)


def cut_in_two(inside: Frame) -> list[str]:
    """The panel's lines of which its lower edge shows only a part."""
    script = """() => {
      const sheet = document.querySelector('.jaga-responses-sheet');
      const end = sheet.getBoundingClientRect().bottom;
      const texts = [...sheet.querySelectorAll('label > span, li > span, b')];
      const cut = line => line.top + 3 < end && line.bottom > end + 3;
      const part = text => [...text.getClientRects()].some(cut);
      return texts.filter(part).map(text => text.textContent);
    }"""
    return list(inside.evaluate(script))


def test_keys_reach_everything_and_leave_time_alone(viewer: Viewer) -> None:
    viewer.open(JULY)
    frame, keys = viewer.map(), viewer.page.keyboard
    day = frame.locator(".jaga-day-words").inner_text()
    button(viewer).focus()
    keys.press("Enter")
    assert button(viewer).get_attribute("aria-pressed") == "true"
    keys.press("Tab")
    more = frame.get_by_role("button", name="Tutup pilihan")
    expect(more).to_be_focused()
    assert more.get_attribute("aria-expanded") == "true"
    keys.press("Tab")
    switch = frame.get_by_role("switch")
    expect(switch).to_be_focused()
    keys.press(" ")
    assert switch.is_checked()
    keys.press("ArrowRight")
    assert frame.locator(".jaga-day-words").inner_text() == day
    assert frame.get_by_role("button", name="Putar").count() == 1
    keys.press("Escape")
    assert switch.count() == 0
    more = frame.get_by_role("button", name="Pilihan respons")
    expect(more).to_be_focused()
    keys.press("Enter")
    assert switch.is_checked()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_open_panel(
    chromium: Browser, dashboard: Dashboard, scheme: Any
) -> None:
    context = chromium.new_context(color_scheme=scheme, viewport={"width": 1280, "height": 800})
    viewer = Viewer(context, dashboard.url).open(JULY)
    button(viewer).click()
    viewer.map().get_by_role("switch").check()
    found = Axe().run(within(viewer), context=".jaga-responses").response
    ground = viewer.map().locator(".jaga-responses-sheet")
    colour = ground.evaluate("node => getComputedStyle(node).backgroundColor")
    context.close()
    assert colour == {"light": "rgb(255, 255, 255)", "dark": "rgb(24, 32, 38)"}[scheme]
    assert len(found["passes"]) > 8
    assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in found["violations"]] == []


def test_on_a_phone_a_finger_finds_button_panel_and_card(phone: Viewer) -> None:
    phone.open(JULY)
    frame = phone.map()
    button(phone).tap()
    size = "node => [node.offsetWidth, node.offsetHeight]"
    targets = frame.locator(".jaga-responses :is(button, label)")
    assert targets.count() >= 8
    small = [one for one in targets.evaluate_all(f"nodes => nodes.map({size})") if one[1] < 44]
    assert small == []
    sheet = frame.locator(".jaga-responses-sheet").bounding_box()
    whole = frame.locator(".jaga-map").bounding_box()
    bar = frame.locator(".jaga-time").bounding_box()
    assert sheet is not None and whole is not None and bar is not None
    assert whole["x"] <= sheet["x"] and sheet["x"] + sheet["width"] <= whole["x"] + whole["width"]
    assert sheet["y"] + sheet["height"] <= bar["y"]
    assert 100 < sheet["height"] <= 0.45 * whole["height"]
    assert cut_in_two(within(phone)) == []
    within(phone).evaluate("jaga.time.show(5)")
    viewed = frame.locator(".jaga-live").is_visible()
    phone.page.wait_for_timeout(200)
    sheet, bar = (
        frame.locator(one).bounding_box() for one in (".jaga-responses-sheet", ".jaga-time")
    )
    assert viewed and sheet is not None and bar is not None
    assert sheet["y"] + sheet["height"] <= bar["y"]
    within(phone).evaluate("jaga.time.show(jaga.view.days.indexOf('2020-07-02'))")
    within(phone).evaluate("jaga.responses.shut()")
    frame.locator(f"path[data-zone='{BASIRIH_SELATAN}']").tap()
    card = frame.locator(".jaga-card.pinned")
    expect(card).to_contain_text("sejak 3 Jun 2020")
    assert card.get_by_role("button", name="Buka").is_visible()


def test_the_choice_is_kept_in_this_browser_and_for_no_other(
    chromium: Browser, dashboard: Dashboard
) -> None:
    context = chromium.new_context()
    viewer = Viewer(context, dashboard.url).open(JULY)
    button(viewer).click()
    viewer.map().get_by_role("checkbox", name=re.compile("Penyemprotan")).uncheck()
    viewer.open(JULY)
    frame = viewer.map()
    assert button(viewer).get_attribute("aria-pressed") == "true"
    assert marks(frame, BASIRIH_SELATAN) == ["KS"]
    assert frame.get_by_role("group", name="Respons di peta").count() == 0
    context.close()
    context = chromium.new_context()
    other = Viewer(context, dashboard.url).open(JULY)
    assert button(other).get_attribute("aria-pressed") == "false"
    other.open(JULY.replace("peta", "respons"))
    assert button(other).get_attribute("aria-pressed") == "true"
    assert marks(other.map(), BASIRIH_SELATAN) == ["KS", "DF?"]
    context.close()


def test_a_browser_that_keeps_nothing_has_them_too(chromium: Browser, dashboard: Dashboard) -> None:
    context = chromium.new_context()
    context.add_init_script(
        "Object.defineProperty(window, 'sessionStorage', { get() { throw new Error('no') } })"
    )
    viewer = Viewer(context, dashboard.url).open(JULY)
    errors = len(viewer.errors)
    button(viewer).click()
    assert marks(viewer.map(), BASIRIH_SELATAN) == ["KS", "DF?"]
    assert len(viewer.errors) == errors
    context.close()


def test_time_needs_no_server_and_a_page_without_responses_no_button(viewer: Viewer) -> None:
    viewer.open("peta?rule=insidensi7&date=2021-07-20")
    button(viewer).click()
    inside, asked = within(viewer), []
    viewer.page.on("request", lambda request: asked.append(request.url))
    seen = inside.evaluate(
        "() => { const seen = new Set(); for (let i = 0; i < 600; i += 1) { jaga.time.show(i);"
        " seen.add(document.querySelectorAll('.jaga-marks:not([hidden])').length); }"
        " return seen.size; }"
    )
    assert seen > 5
    assert asked == []
    inside.evaluate("jaga.responses.update({...jaga.view, responses: null})")
    assert button(viewer).count() == 0
    assert viewer.map().locator(".jaga-marks").count() == 0
    viewer.open("pola?rule=insidensi7&date=2021-07-20")
    assert button(viewer).count() == 0
    assert viewer.errors == []
