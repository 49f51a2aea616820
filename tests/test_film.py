"""The film of the time bar, as MP4 and GIF: every kelurahan in its colour on every day."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import shapely
from PIL import Image

from geo.errors import InputError
from geo.levels import BY_KEY
from geo.render import city_map, miniature
from geo.slides import Briefing
from geo.suppression import PUBLIC
from geo.views import city_view
from geo.writers import film, film_frames, record
from tests import slides_kit as kit
from tests import toy

av = pytest.importorskip("av")

DAYS = (dt.date(2021, 7, 12), dt.date(2021, 7, 16), dt.date(2021, 7, 18))
WIDE = 640


@cache
def made(kind: str) -> bytes:
    briefing, shapes = kit.banjarmasin()
    return getattr(film, kind)(briefing, shapes, "id", DAYS, wide=WIDE)


def decoded(kind: str) -> list[np.ndarray]:
    if kind == "gif":
        with Image.open(io.BytesIO(made(kind))) as image:
            pictures = []
            for number in range(image.n_frames):
                image.seek(number)
                pictures.append(np.array(image.convert("RGB")))
            return pictures
    with av.open(io.BytesIO(made(kind))) as container:
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]


def patches(
    briefing: Briefing, shapes: miniature.Shapes, wide: int
) -> dict[str, tuple[int, int, int]]:
    """For each kelurahan a point well inside, in pixels of a film, and how far from its edge."""
    area = film_frames.map_area(briefing)
    scale = wide / film_frames.WIDE
    found = {}
    for zone_id, shape in city_map.fit(shapes, area).items():
        spot = shapely.maximum_inscribed_circle(shape, tolerance=1)
        (x, y), radius = spot.coords[0], spot.length
        found[zone_id] = (
            round((area.x + x) * scale),
            round((area.y + y) * scale),
            int(radius * scale),
        )
    return found


def nearest(colour: np.ndarray) -> str:
    """The level whose colour on the map comes closest, among those of the rule."""
    colours = {
        key: np.array(film_frames.rgb(BY_KEY[key].colour))
        for key in ("hijau", "kuning", "oranye", "merah")
    }
    return min(colours, key=lambda key: float(np.abs(colours[key] - colour).sum()))


@pytest.mark.parametrize("kind", ["mp4", "gif"])
def test_every_kelurahan_has_the_colour_of_its_level_on_every_day(kind: str) -> None:
    briefing, shapes = kit.banjarmasin()
    pictures = decoded(kind)
    checked = 0
    for day, picture in zip(DAYS, pictures, strict=False):
        view = city_view(briefing.view.facts, briefing.view.rule, day)
        for zone_id, (x, y, free) in patches(briefing, shapes, WIDE).items():
            reach = min(free - 2, 8)
            if reach < 3:
                continue
            around = picture[y - reach : y + reach + 1, x - reach : x + reach + 1].reshape(-1, 3)
            # The commonest colour: patterns, and a name's letters, are the smaller part.
            middle = np.median(around.astype(float), axis=0)
            assert nearest(middle) == view.zone(zone_id).level, (day, zone_id)
            checked += 1
    assert checked > 100


@pytest.mark.parametrize("kind", ["mp4", "gif"])
def test_a_film_has_one_frame_a_day_and_the_same_bytes_each_time(kind: str) -> None:
    briefing, shapes = kit.banjarmasin()
    again = getattr(film, kind)(briefing, shapes, "id", DAYS, wide=WIDE)
    assert again == made(kind)
    held = film.rate(3) * 2 if kind == "mp4" else 0
    assert len(decoded(kind)) == 3 + held
    assert decoded(kind)[0].shape == (360, 640, 3)


def test_the_frames_of_a_day_count_as_its_view_does() -> None:
    briefing, shapes = kit.banjarmasin()
    reel = film_frames.reel(briefing, shapes, "id", DAYS, WIDE)
    for day in DAYS:
        view = city_view(briefing.view.facts, briefing.view.rule, day)
        shown = film_frames.on_day(reel, day, record.levels(briefing, day))
        assert dict(shown.tally) == dict(view.tally)
        assert (shown.day, shown.rule) == (day, view.rule)


def test_under_the_archive_what_nobody_counted_has_no_number() -> None:
    """A day with totals, one of them 0, and a day that names one RT: no 0 stands for the rest."""
    statements = [
        ("2021-03-14", 1, "merah"),
        ("2021-03-14", 2, "kuning"),
        ("2021-03-15", 3, "memuat_rt_oranye"),
    ]
    totals = [("2021-03-14", "merah", 4), ("2021-03-14", "kuning", 1), ("2021-03-14", "hitam", 0)]
    totals.append(("2021-03-14", "hijau", 4))
    facts = toy.facts(archive=toy.archive(statements, totals))
    briefing = kit.briefing(facts=facts, rule="resmi")
    days = briefing.zoned.days
    reel = film_frames.reel(briefing, kit.squares(), "id", days, 320)
    first, second = (film_frames.on_day(reel, day, record.levels(briefing, day)) for day in days)
    assert dict(first.tally) == {"kuning": 1, "merah": 1, "hitam": 0, "tidak_dilaporkan": 7}
    assert dict(first.stated) == {"merah": 4, "kuning": 1, "hitam": 0, "hijau": 4}
    assert dict(second.tally) == {"memuat_rt_oranye": 1, "tidak_dilaporkan": 8}


def test_a_film_says_what_it_was_made_from() -> None:
    with av.open(io.BytesIO(made("mp4"))) as container:
        said = container.metadata
    assert said["comment"].startswith("SIMULASI")
    assert "2021-07-12 / 2021-07-18" in said["comment"]
    assert kit.SNAPSHOT in said["comment"]
    assert said["date"] == "2021-07-18"
    assert "creation_time" not in said
    with Image.open(io.BytesIO(made("gif"))) as image:
        assert b"SIMULASI" in image.info["comment"]


def test_the_words_of_every_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    """Place, day, rule with version, snapshot in each; SIMULASI on the map that lies under all."""
    drawn: list[str] = []
    real = film_frames.drawing_svg.svg

    def noted(drawing: film_frames.Drawing) -> str:
        lines = [part.lines for part in drawing.parts if isinstance(part, film_frames.Words)]
        drawn.append(" ".join(word for line in lines for word in line))
        return real(drawing)

    monkeypatch.setattr(film_frames.drawing_svg, "svg", noted)
    briefing, shapes = kit.banjarmasin()
    reel = film_frames.reel(briefing, shapes, "id", DAYS, WIDE)
    assert len(drawn) == len(reel.keys)
    assert all("SIMULASI, bukan data resmi" in said for said in drawn)
    drawn.clear()
    assert len(list(film_frames.frames(reel))) == len(drawn) == 3
    for day, said in zip(("12 Juli", "16 Juli", "18 Juli"), drawn, strict=True):
        assert f"{day} 2021" in said
        assert "Kota Banjarmasin" in said
        assert "insidensi 7 hari, indikatif, versi 1" in said
        assert kit.SNAPSHOT in said


def test_progress_is_told_for_every_frame() -> None:
    heard: list[tuple[int, int]] = []
    film.gif(
        kit.briefing(),
        kit.squares(),
        "en",
        (toy.MIDDLE, toy.LAST),
        lambda done, of: heard.append((done, of)),
        wide=320,
    )
    assert heard == [(1, 2), (2, 2)]


def test_days_are_those_of_the_record_in_the_range() -> None:
    briefing = kit.briefing()
    known = briefing.zoned.days
    assert film.played(briefing, None, None) == known == (toy.FIRST, toy.MIDDLE, toy.LAST)
    assert film.played(briefing, toy.MIDDLE, None) == known[1:]
    assert film.played(briefing, None, toy.MIDDLE - dt.timedelta(days=1)) == known[:1]
    with pytest.raises(InputError) as refused:
        film.played(briefing, dt.date(2022, 1, 1), None)
    assert refused.value.problems[0].values == {"first": toy.FIRST, "last": toy.LAST}


def test_a_record_without_any_day_is_refused() -> None:
    bare = replace(kit.briefing().zoned, days=())
    with pytest.raises(InputError):
        film.played(replace(kit.briefing(), zoned=bare), None, None)


def test_a_kelurahan_without_an_outline_is_left_off_the_map() -> None:
    some = kit.squares()
    some = replace(some, paths={k: v for k, v in some.paths.items() if k != toy.zone_id(5)})
    reel = film_frames.reel(kit.briefing(), some, "id", [toy.LAST], 320)
    owned = set(np.unique(reel.zones))
    assert owned == {-1, 0, 1, 2, 3, 5, 6, 7, 8}
    [picture] = film_frames.frames(reel)
    assert picture.shape == (180, 320, 3)


def test_a_city_without_outlines_still_gives_a_film() -> None:
    bare = miniature.Shapes(600, 600, {})
    assert film.gif(kit.briefing(), bare, "id", [toy.LAST], wide=320)[:6] == b"GIF89a"


def test_the_public_film_shows_the_levels_that_the_public_sees() -> None:
    facts = toy.facts(policy=PUBLIC)
    briefing = kit.briefing(facts=facts)
    view = city_view(facts, briefing.view.rule, toy.LAST)
    assert record.levels(briefing, toy.LAST) == [zone.level for zone in view.zones]


def test_speed_is_a_year_in_half_a_minute_and_never_a_blur() -> None:
    assert [film.rate(n) for n in (1, 60, 61, 365, 2000)] == [2, 2, 3, 12, 12]


def test_a_family_of_rules_names_the_one_of_each_day() -> None:
    from geo.rules import registry

    family = registry()["ppkm-rt"]
    first, second = sorted(family.members, key=lambda rule: rule.valid_from or dt.date.min)[:2]
    assert second.valid_from is not None
    days = (second.valid_from - dt.timedelta(days=1), second.valid_from)
    reel = film_frames.reel(kit.briefing(), kit.squares(), "id", [toy.LAST], 320, family)
    shown = [film_frames.on_day(reel, day, []).rule for day in days]
    assert shown == [first, second]


def test_nothing_is_left_in_the_folder_for_temporary_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    film.mp4(kit.briefing(), kit.squares(), "id", [toy.LAST], wide=320)
    assert list(tmp_path.iterdir()) == []
