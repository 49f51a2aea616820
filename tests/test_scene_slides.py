"""Saved scenes as slides: each page has its slide, a person's words stand on it, a span plays."""

from __future__ import annotations

import datetime as dt

import pytest

from geo import scene_slides
from geo.render import slide_layout, slide_words
from geo.scene_slides import Opened
from geo.scenes import PAGES, Scene
from geo.scenes import Briefing as Stored
from tests import slides_kit, toy

EXPECTED = {
    "peta": "map", "kelurahan": "zone", "bandingkan": "near", "pola": "alarms", "aturan": "method",
    "metode": "method", "mutu": "trust", "revisi": "map", "data": "trust",
}  # fmt: skip
AT = dt.datetime(2021, 3, 15, 3, tzinfo=dt.UTC)


def stored(*scenes: Scene, version: int = 1) -> Stored:
    return Stored("abc", version, "kotak", "covid19", "Rapat", scenes, "ani", AT, False)


def opened(page: str, zone: str | None = toy.IDS[4], **more: object) -> Opened:
    words = {"title": "Judul kita", "note": "Catatan kita", "params": {}, "until": None} | more
    scene = Scene(page=page, **words)  # type: ignore[arg-type]
    day = toy.MIDDLE if scene.until else toy.LAST
    return Opened(scene, slides_kit.ground(day=day), slides_kit.SNAPSHOT, zone)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_has_its_slide_with_the_words_of_who_saved_it(page: str) -> None:
    one = opened(page)
    made = scene_slides.briefing(stored(one.scene), [one])
    (slide,) = made.slides
    assert slide.kind == EXPECTED[page] and slide.key == f"{EXPECTED[page]}-1"
    assert slide_words.title(slide, made, "id") == "Judul kita"
    assert "Catatan kita" in slide_words.sentences(slide, "id")
    assert slide_layout.lay(slide, made, slides_kit.squares(), "id").title == "Judul kita"


def test_a_scene_without_a_title_says_what_was_found() -> None:
    one = opened("peta", None, title="")
    made = scene_slides.briefing(stored(one.scene), [one])
    assert slide_words.title(made.slides[0], made, "id") == "1 dari 9 kelurahan hijau; dua merah"


def test_a_kelurahan_that_nobody_named_gives_the_map() -> None:
    assert scene_slides.slide(opened("kelurahan", None), 3).key == "map-3"
    assert scene_slides.slide(opened("bandingkan", None), 2).key == "first-2"
    assert scene_slides.slide(opened("peta", toy.IDS[2]), 1).marked == (toy.IDS[2],)


def test_a_span_plays_from_its_day_to_its_end() -> None:
    one = opened("peta", until=toy.LAST)
    assert scene_slides.slide(one, 1).span == (toy.MIDDLE, toy.LAST)
    assert scene_slides.slide(opened("kelurahan", until=toy.LAST), 1).span == (
        toy.MIDDLE, toy.LAST
    )  # fmt: skip
    assert scene_slides.slide(opened("peta"), 1).span == slides_kit.ground().zoned.days
    assert scene_slides.slide(opened("kelurahan"), 1).span == ()
    assert scene_slides.slide(opened("metode", until=toy.LAST), 1).span == ()


def test_what_a_link_can_not_find_any_more_is_told() -> None:
    gone = Opened(opened("pola").scene, slides_kit.ground(), slides_kit.SNAPSHOT, lost=True)
    made = scene_slides.briefing(stored(gone.scene), [gone])
    assert made.slides[0].key == "lost-1"
    assert any("pola" in said for said in slide_words.sentences(made.slides[0], "id"))


def test_two_scenes_of_one_page_keep_their_own_words_and_the_name_follows_the_version() -> None:
    pair = [opened("peta", title="Satu"), opened("peta", title="Dua")]
    kept = stored(*(one.scene for one in pair))
    made = scene_slides.briefing(kept, pair)
    assert [slide_words.title(slide, made, "en") for slide in made.slides] == ["Satu", "Dua"]
    later = stored(*(one.scene for one in pair), version=2)
    assert scene_slides.snapshot(kept, pair) == made.snapshot
    assert scene_slides.snapshot(later, pair) != made.snapshot
