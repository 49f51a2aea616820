"""The lurah's board on nine squares, three by three, each of 10,000 people."""

from __future__ import annotations

import datetime as dt
from xml.etree import ElementTree

import pytest

from geo import boundaries
from geo.board import Board, board
from geo.cities import read_cities
from geo.errors import InputError
from geo.render import board as drawn
from geo.render import miniature, multiples
from geo.rules import registry
from geo.suppression import PUBLIC
from geo.views import WEEK, city_view
from geo.zoning import zoning
from tests import toy

RULE = registry()["insidensi7"]
DAY = dt.date(2021, 3, 14)
MIDDLE = toy.zone_id(5)
CASES = (0, 4, 0, 5, 5, 30, 0, 6, None)


def made(kind: str = "neighbours", zone: str = MIDDLE, **changes: object) -> Board:
    """Fourteen days without a case, but for what each square reports on the last."""
    table = {DAY - dt.timedelta(days=n): [0] * 9 for n in range(13, 0, -1)} | {DAY: list(CASES)}
    chosen = changes.pop("chosen", ())
    facts = toy.facts(table, "new", **({"population": toy.population([10_000] * 9)} | changes))  # type: ignore[arg-type]
    views = city_view(facts, RULE, DAY), city_view(facts, RULE, DAY - WEEK)
    return board(*views, zoning(facts, RULE), zone, kind, chosen=chosen)  # type: ignore[arg-type]


def test_neighbours_stand_beside_it_the_most_severe_first() -> None:
    found = made()
    assert found.own.zone.zone_id == MIDDLE
    near = set(toy.NEIGHBOURS[MIDDLE])
    assert {m.zone.zone_id for m in found.others} == near
    assert found.others[0].zone.zone_id == toy.zone_id(6)
    assert (found.others[0].zone.level, found.own.zone.level) == ("merah", "oranye")
    assert (found.known, found.more_severe) == (
        sum(CASES[int(z[-1]) - 1] is not None for z in near),
        1,
    )


def test_a_pair_is_tested_with_a_correction_for_all_of_them() -> None:
    """5 against 30 in equal populations: 2 · P(X <= 5), X binomial of 35 halves."""
    found = made()
    six = next(m for m in found.others if m.zone.zone_id == toy.zone_id(6))
    assert six.pair is not None
    assert six.pair.p == pytest.approx(2.24e-5, rel=0.01)
    assert (six.pair.verdict, six.pair.direction) == ("different", "lower")
    assert six.pair.compared == len([m for m in found.others if m.pair and m.pair.p is not None])
    assert [m.zone.zone_id for m in found.different] == [toy.zone_id(6)]


def test_limits_and_change_are_those_of_the_window() -> None:
    """Exact Poisson limits of 5 cases: 1.6235 and 11.6683."""
    own = made().own
    assert own.low == pytest.approx(16.235, abs=0.001)
    assert own.high == pytest.approx(116.683, abs=0.001)
    assert own.change == 5


def test_a_set_of_ones_own_a_district_and_those_like_it() -> None:
    ids = [toy.zone_id(n) for n in (1, 9)]
    assert [m.zone.zone_id for m in made("chosen", chosen=ids).others] == ids
    nine = made("chosen", chosen=ids).others[1]
    assert (nine.low, nine.change, nine.pair and nine.pair.verdict) == (None, None, "unknown")
    same = {z for z, d in toy.facts().districts.items() if d == toy.facts().districts[MIDDLE]}
    assert {m.zone.zone_id for m in made("district").others} == same - {MIDDLE}
    like = made("alike", population=toy.population()).others
    assert all(m.like is not None for m in like)
    with pytest.raises(InputError):
        made("chosen", chosen=[toy.zone_id(n) for n in range(1, 10)])


def test_a_kelurahan_without_neighbours_says_so() -> None:
    alone = made(neighbours={MIDDLE: ()})
    assert alone.others == ()
    assert "Tidak ada kelurahan untuk dibandingkan" in drawn.finding(alone, "id")
    assert "tidak berbatasan" in drawn.table(alone, "id", str)


def test_the_public_sees_no_hidden_count_on_the_board() -> None:
    shown = made(policy=PUBLIC)
    html = drawn.table(shown, "id", str) + drawn.charts(shown, "id", str)
    four = next(m for m in shown.others if m.zone.zone_id == toy.zone_id(2))
    assert (four.zone.cases, four.low, four.change) == (None, None, None)
    assert "4 kasus" not in html
    assert "Deret harian" in drawn.charts(shown, "id", str)
    assert all(not m.view.curve for m in shown.others)


@pytest.mark.parametrize("lang", ["id", "en"])
def test_every_piece_is_sound_and_escaped(lang: str) -> None:
    found = made()
    pieces = (
        drawn.finding(found, lang),
        drawn.table(found, lang, lambda zone: f"?zone={zone}&x=<y>"),
        drawn.charts(found, lang, lambda zone: f"?zone={zone}&x=<y>"),
    )
    for piece in pieces:
        ElementTree.fromstring(f"<p>{piece}</p>")  # noqa: S314


def test_small_charts_share_one_scale_and_leave_gaps() -> None:
    found = made()
    views = [m.view for m in (found.own, *found.others)]
    on = multiples.scale(views)
    assert on.most == pytest.approx(30 / 7)
    assert (on.last, (on.last - on.first).days) == (DAY, multiples.DAYS - 1)
    tree = ElementTree.fromstring(multiples.svg(views[0], on))  # noqa: S314
    assert len([p for p in tree.iter() if p.get("class") == "c"]) == 1
    assert on.y(on.most) < on.y(0.0)


def test_the_picture_is_cut_to_the_neighbourhood() -> None:
    city = read_cities()["banjarmasin"]
    shapes = miniature.shapes(boundaries.read(city), city.utm)
    image = drawn.picture(made(), shapes, "en")
    assert image.startswith('<img class="jt-mini" alt="Map of Lima with its neighbours')
