"""A slide as PNG: its size, its colours, what the file says of itself, the same bytes each time."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from geo.errors import InputError
from geo.levels import BY_KEY
from geo.render.slide_layout import SIZES
from geo.suppression import PUBLIC
from geo.writers import formats
from geo.writers.formats import Wanted, make
from tests import slides_kit as kit
from tests import toy

SIZE_OF = {"png": "wide", "square": "square", "tall": "tall"}


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize("key", SIZE_OF)
def test_a_picture_has_its_size_and_the_same_bytes_each_time(key: str) -> None:
    wanted = Wanted(kit.briefing(), kit.squares(), "id")
    first, second = (make(key, wanted).data for _ in range(2))
    assert first == second
    assert opened(first).size == SIZES[SIZE_OF[key]]


def test_the_map_shows_every_level_of_the_view() -> None:
    """One pixel in 400 or more is of the colour of each level that a square has."""
    made = kit.briefing()
    picture = opened(make("png", Wanted(made, kit.squares(), "id", slide="map")).data)
    found = {colour: n for n, colour in picture.convert("RGB").getcolors(1 << 24) or []}
    for level in {zone.level for zone in made.view.zones}:
        colour = tuple(bytes.fromhex(BY_KEY[level].colour[1:]))
        assert found.get(colour, 0) > 1920 * 1080 / 400, level


def test_a_picture_says_what_it_was_made_from() -> None:
    said = opened(make("png", Wanted(kit.briefing(), kit.squares(), "id")).data).info
    assert said["date"] == "2021-03-15"
    assert (said["rule"], said["rule_version"]) == ("insidensi7", "1")
    assert said["snapshot"] == kit.SNAPSHOT
    assert "Kota Kotak" in said["place"]
    assert kit.SNAPSHOT in said["Comment"]
    assert "Disclaimer" not in said


def test_a_simulated_picture_says_so_inside() -> None:
    made, shapes = kit.banjarmasin()
    said = opened(make("square", Wanted(made, shapes, "en")).data).info
    assert said["Disclaimer"].startswith("SIMULASI")


def test_without_a_slide_it_is_the_first_with_a_map() -> None:
    wanted = Wanted(kit.briefing(), kit.squares(), "id")
    assert formats.pictured(wanted).map
    assert (
        formats.pictured(Wanted(kit.briefing(), kit.squares(), "id", slide="trust")).key == "trust"
    )


def test_a_slide_that_there_is_not_is_refused_with_those_there_are() -> None:
    with pytest.raises(InputError) as refused:
        make("png", Wanted(kit.briefing(), kit.squares(), "id", slide="nothing"))
    [problem] = refused.value.problems
    assert problem.key == "files_slide"
    assert "map" in problem.values["known"].split(", ")


def test_a_format_that_there_is_not_is_refused() -> None:
    with pytest.raises(InputError) as refused:
        make("docx", Wanted(kit.briefing(), kit.squares(), "id"))
    assert refused.value.problems[0].key == "files_format"


def test_a_city_without_outlines_still_gives_a_picture() -> None:
    from geo.render import miniature

    bare = miniature.Shapes(600, 600, {})
    picture = opened(make("png", Wanted(kit.briefing(), bare, "id")).data)
    assert picture.size == SIZES["wide"]


def test_no_text_of_a_public_picture_holds_a_hidden_count() -> None:
    """Square 2 has 4 cases, which the public sees as fewer than 5."""
    made = kit.briefing(facts=toy.facts(policy=PUBLIC))
    said = opened(make("png", Wanted(made, kit.squares(), "id")).data).info
    assert not any("Dua" in value and "4" in value for value in map(str, said.values()))


def test_file_names_say_what_is_inside() -> None:
    made = kit.briefing()
    assert formats.file_name("a3", made) == "kotak-2021-03-15-insidensi7-a3.pdf"
    names = {formats.file_name(key, made) for key in formats.FORMATS}
    assert len(names) == len(formats.FORMATS)
