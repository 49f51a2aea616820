"""The meeting's screen as a document: valid, harmless, whole, and the same for the same data."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from geo import access
from geo.io.desk import Desk
from geo.io.store import Store
from geo.levels import BY_CODE
from geo.render import meeting, meeting_play
from geo.render.slide_words import title
from geo.scenes import Scene
from geo.slides import Briefing
from tests import slides_kit, toy
from tests.web_kit import Web
from tests.web_stores import CITY, DAYS, DISEASE, SUNDAY, ZONES, reported, stored, token, web

VOID = {"meta", "link", "input", "br", "img"}
HOSTILE = "</script><img src=x onerror=alert(1)>\"'&\u202e\u2028"
SCREEN = meeting.Screen("layar/keadaan?city=x")
ADDRESS = f"/layar?city={CITY}&rule=insidensi7&date={SUNDAY}"
STATE = ADDRESS.replace("/layar", "/layar/keadaan")


class Document(HTMLParser):
    """A document read strictly: every tag is closed by its own, in the right order."""

    def __init__(self, written: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.scripts: list[str] = []
        self.feed(written)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), (tag, names)
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        (self.scripts if self.open and self.open[-1] == "script" else self.words).append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]

    def content(self) -> dict[str, object]:
        return dict(json.loads(next(one for one in self.scripts if one.startswith("{"))))


def page(of: Briefing, lang: str = "id") -> str:
    return meeting.page(of, slides_kit.squares(), lang, SCREEN)


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_document_is_valid_and_holds_every_slide(lang: str) -> None:
    of = slides_kit.briefing()
    read = Document(page(of, lang))
    ids = [attributes["id"] for _, attributes in read.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert [one["data-key"] for one in read.all("section")] == [one.key for one in of.slides]
    assert read.all("html") == [{"lang": lang}]
    said = " ".join(read.words)
    for slide in of.slides:
        assert said.count(title(slide, of, lang)) >= 1
    labels = {one["for"] for one in read.all("label")}
    assert labels == {"find"} and "find" in ids
    assert len(read.all("h1")) == len(of.slides)


def test_nothing_in_its_lines_can_run_and_nothing_is_fetched_from_elsewhere() -> None:
    written = page(slides_kit.briefing())
    read = Document(written)
    for _, attributes in read.tags:
        assert not [name for name in attributes if name == "style" or name.startswith("on")]
    scripts = read.all("script")
    ours = [{"src": f"app/static/jaga/{name}", "defer": None} for name in meeting.SCRIPTS]
    assert scripts == [*ours, {"type": "application/json", "id": "content"}]
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", written)
    assert "<style" not in written


def test_names_from_files_stay_words() -> None:
    facts = toy.facts()
    zones = facts.zones.assign(name=[f"{HOSTILE} {n}" for n in range(len(facts.zones))])
    of = slides_kit.briefing(facts=replace(facts, zones=zones))
    noted = [replace(one, note=HOSTILE) for one in of.slides]
    own = {"map": HOSTILE, "": HOSTILE}
    of = replace(of, slides=tuple(noted), own_words=own)
    for written in (page(of), meeting.alone(of, slides_kit.squares(), "id")):
        read = Document(written)
        assert read.all("img") == []
        assert not [attributes for _, attributes in read.tags if "onerror" in attributes]
        names = [row[1] for row in read.content()["views"][0]["zones"]]  # type: ignore[index]
        assert names[0].startswith("</script><img")
        raw = written.partition('id="content">')[2].partition("</script>")[0]
        assert "<" not in raw and "\u2028" not in raw


def test_one_file_has_all_in_it_and_names_what_may_run() -> None:
    of = slides_kit.briefing()
    written = meeting.alone(of, slides_kit.squares(), "en")
    read = Document(written)
    (allowed,) = [one["content"] for one in read.all("meta") if "http-equiv" in one]
    assert allowed is not None and "'unsafe" not in allowed and "connect-src" not in allowed
    script = written.rpartition("<script>")[2].partition("</script>")[0]
    look = written.partition("<style>")[2].partition("</style>")[0]
    for inline, kind in ((script, "script-src"), (look, "style-src")):
        digest = base64.b64encode(hashlib.sha256(inline.encode()).digest()).decode()
        assert f"{kind} 'sha256-{digest}'" in allowed
    assert read.all("link") == [] and "url(../" not in look and "data:font/ttf" in look
    assert read.content()["live"] is False
    assert written == meeting.alone(slides_kit.briefing(), slides_kit.squares(), "en")


def test_the_days_to_play_are_those_of_the_zoning() -> None:
    of, _ = slides_kit.banjarmasin()
    content = meeting_play.content(of, "id", live=True)
    (record,) = content["records"]
    assert record["days"] == [day.isoformat() for day in of.zoned.days]
    places = {one["key"]: one for one in content["slides"]}
    assert [key for key, one in places.items() if one["record"] is not None] == ["map"]
    assert places["map"]["first"] == record["days"][0]
    assert places["map"]["last"] == places["map"]["day"] == "2021-07-18"
    column = record["days"].index("2021-07-18")
    counts = Counter(BY_CODE[str(code)].key for code in of.zoned.codes[:, column])
    assert dict(counts) == {key: n for key, n in of.view.tally.items() if n}
    said = record["titles"][record["said"][column]]
    assert said == "7 dari 52 kelurahan hijau; sembilan merah"
    assert said == title(of.slides[1], of, "id")


def test_every_level_of_the_tally_and_every_name_can_be_repainted() -> None:
    of, shapes = slides_kit.banjarmasin()
    written = meeting.page(of, shapes, "id", SCREEN)
    section = written.partition('data-key="map"')[2].partition("</section>")[0]
    for kind in ("level", "word", "track", "count"):
        found = re.findall(rf'class="{kind}" data-level="(\w+)"', section)
        assert sorted(found) == ["hijau", "kuning", "merah", "oranye", "tanpa_data"], kind
    names = re.findall(r'class="name" data-zone="([^"]*)"', section)
    assert names and set(names) <= set(of.view.facts.zone_ids)
    assert section.count('class="finding"') == section.count('class="when"') == 1


def test_levels_of_other_days_wait_unseen() -> None:
    of = slides_kit.briefing(rule="insidensi7", day=toy.FIRST)
    written = page(of)
    section = written.partition('data-key="map"')[2].partition("</section>")[0]
    ever = {BY_CODE[str(code)].key for code in np.unique(of.zoned.codes)}
    later = ever - set(of.view.tally)
    hidden = re.findall(r'class="count" data-level="(\w+)" visibility="hidden"', section)
    assert set(hidden) == later
    assert set(re.findall(r'<li data-level="(\w+)" hidden>', section)) == later


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> tuple[Web, str]:
    folder = tmp_path_factory.mktemp("city")
    url = reported(folder)
    return web(url, folder), url


def test_the_screen_is_served_with_a_strict_policy(city: tuple[Web, str]) -> None:
    reply = city[0].get(ADDRESS)
    assert (reply.status, reply.headers["content-type"]) == (200, "text/html; charset=utf-8")
    policy = reply.headers["content-security-policy"]
    assert policy == meeting.CSP and "unsafe" not in policy and "default-src 'none'" in policy
    assert reply.headers["x-frame-options"] == "DENY"
    read = Document(reply.text)
    assert read.content()["snapshot"] == city[0].get(STATE).json()["snapshot"]
    (body,) = read.all("body")
    assert body["data-state"] == f"layar/keadaan?city={CITY}&rule=insidensi7&date={SUNDAY}&lang=id"
    assert int(body["data-every"] or 0) >= 10 and "data-kiosk" not in body
    (turning,) = Document(city[0].get(f"{ADDRESS}&kiosk=20").text).all("body")
    assert turning["data-kiosk"] == "20"
    (longest,) = Document(city[0].get(f"{ADDRESS}&kiosk={10**100}").text).all("body")
    assert longest["data-kiosk"] == "3600"


def test_the_screen_of_one_kelurahan(city: tuple[Web, str]) -> None:
    read = Document(city[0].get(f"{ADDRESS}&zone={ZONES[5]}&lang=en").text)
    keys = [one["data-key"] for one in read.all("section")]
    assert keys == [f"zone-{ZONES[5]}", f"near-{ZONES[5]}", "method"]


@pytest.mark.parametrize(
    "wrong", ["city=<b>", "zone=entah", "kiosk=1", "briefing=entah", "date=kemarin", "x=1"]
)
def test_what_can_not_be_shown_is_told_as_a_page(city: tuple[Web, str], wrong: str) -> None:
    reply = city[0].get(f"/layar?{wrong}")
    assert reply.status in (400, 404)
    read = Document(reply.text)
    assert len(read.all("h1")) == 1 and read.all("b") == []
    assert city[0].get(f"/layar/keadaan?{wrong}").json()["status"] == reply.status


def test_a_new_batch_gives_another_snapshot(tmp_path: Path) -> None:
    new = np.zeros((len(ZONES), len(DAYS)), dtype=int)
    routes = web(stored(tmp_path, new), tmp_path)
    before = routes.get(STATE).json()["snapshot"]
    assert routes.get(STATE).json()["snapshot"] == before
    new[0, 8] = 30
    stored(tmp_path, new, "susulan.csv")
    after = routes.get(STATE).json()["snapshot"]
    assert after != before
    assert Document(routes.get(ADDRESS).text).content()["snapshot"] == after


def test_who_may_see_more_gets_another_screen(city: tuple[Web, str]) -> None:
    routes, url = city
    secret = token(url, "dinas", CITY, name="petugas")
    seen, public = (routes.get(ADDRESS, **more) for more in ({"Authorization": secret}, {}))
    keys = [[one["data-key"] for one in Document(r.text).all("section")] for r in (seen, public)]
    assert "alarms" in keys[0] and "alarms" not in keys[1]
    assert seen.headers["cache-control"] == "private, no-store"


def test_a_saved_briefing_has_its_own_titles_and_follows_its_versions(
    city: tuple[Web, str],
) -> None:
    routes, url = city
    store = Store.open(url)
    desk = Desk(store, access.operator("uji"))
    day = SUNDAY.isoformat()
    params = {"city": CITY, "date": day, "rule": "insidensi7"}
    scenes = [
        Scene("Peta kita", "Bicarakan <b>ini</b>", "peta", params),
        Scene("", "", "kelurahan", {**params, "zone": ZONES[7], "kiosk": "x"}),
        Scene("", "", "peta", {**params, "rule": "hilang"}),
    ]
    kept = desk.save_briefing(CITY, DISEASE, "Rapat Senin", scenes)
    address = f"/layar?briefing={kept.id}"
    read = Document(routes.get(address).text)
    assert [one["data-key"] for one in read.all("section")] == [
        "map-1", "zone-2", "lost-3"
    ]  # fmt: skip
    words = " ".join(read.words)
    assert "Peta kita" in words and "Bicarakan <b>ini</b>" in words and "Rapat Senin" in words
    assert "Tampilan ini tidak ada lagi" in words
    state = address.replace("/layar", "/layar/keadaan")
    before = routes.get(state).json()["snapshot"]
    desk.save_briefing(
        CITY, DISEASE, "Rapat Senin", scenes[:1], briefing_id=kept.id, after=kept.version
    )
    assert routes.get(state).json()["snapshot"] != before
    assert len(Document(routes.get(address).text).all("section")) == 1
    desk.remove_briefing(CITY, kept.id, 2)
    store.close()
    assert routes.get(address).status == 404
