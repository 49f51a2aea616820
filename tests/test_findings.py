"""What a view says first: its headline, and the zones to look at, with every tie."""

from __future__ import annotations

import datetime as dt

from geo.findings import attention, headline
from geo.rules import registry
from geo.views import CityView, Phrase, city_view
from tests import toy

RULES = registry()
DAY = "2021-03-15"


def reported(*statements: tuple, unit: str = "kelurahan", totals: tuple = ()) -> CityView:
    store = toy.archive([(DAY, *rest) for rest in statements], totals, unit)
    facts = toy.facts(archive=store)
    return city_view(facts, RULES["resmi"], dt.date.fromisoformat(DAY))


def weekly(table: dict | None = None) -> CityView:
    facts = toy.facts() if table is None else toy.facts(table)
    return city_view(facts, RULES["insidensi7"], toy.LAST)


def names(view: CityView, limit: int = 9) -> list[tuple[str, int]]:
    return [(zone.name, near) for zone, near in attention(view, limit)]


# --- Headline -----------------------------------------------------------------------------------


def test_green_and_the_worst_level() -> None:
    assert headline(weekly()) == Phrase(
        "headline.green_and_worst", {"n": 2, "level": "merah", "green": 1, "total": 9}
    )


def test_black_is_worse_than_red_and_yellow_is_named_where_it_is_the_worst() -> None:
    view = reported((1, "hitam"), (2, "merah"), (3, "merah"))
    assert headline(view) == Phrase(
        "headline.worst", {"n": 1, "level": "hitam", "green": 0, "total": 9}
    )
    assert headline(reported((2, "kuning"))).values["level"] == "kuning"


def test_all_green_is_not_some_green() -> None:
    calm = dict.fromkeys((toy.MIDDLE, toy.LAST), (0,) * 9)
    assert headline(weekly(calm)) == Phrase("headline.all_green", {"n": 9, "total": 9})
    part = dict.fromkeys((toy.MIDDLE, toy.LAST), (0,) * 4)
    assert headline(weekly(part)) == Phrase("headline.only_green", {"n": 4, "total": 9})


def test_nothing_reported_is_not_green() -> None:
    assert headline(weekly({})) == Phrase("headline.nothing", {"total": 9})
    elsewhere = toy.facts(archive=toy.archive([("2021-03-01", 1, "merah")]))
    view = city_view(elsewhere, RULES["resmi"], toy.LAST)
    assert headline(view) == Phrase("headline.nothing", {"total": 9})


def test_zones_of_rt_are_said_as_such_the_worst_first() -> None:
    view = reported((1, "oranye"), (2, "oranye"), (3, "merah"), unit="rt")
    assert headline(view) == Phrase("headline.rt", {"n": 1, "level": "memuat_rt_merah", "total": 9})


def test_inferred_green_counts_as_green() -> None:
    totals = ((DAY, "merah", 1), (DAY, "kuning", 1), (DAY, "oranye", 0))
    view = reported((1, "merah"), (2, "kuning"), totals=totals)
    assert headline(view).values == {"n": 1, "level": "merah", "green": 7, "total": 9}


# --- Where to look ------------------------------------------------------------------------------


def test_the_most_severe_then_the_most_cases() -> None:
    # Red: Lima 30 cases (its raised neighbours are 2 and 4), Tiga 8 (2). Orange: Empat (5).
    # Yellow: Dua (3 and 5).
    expected = [("Lima", 2), ("Tiga", 1), ("Empat", 1), ("Dua", 2)]
    assert names(weekly()) == expected
    assert names(weekly(), 3) == expected[:3]


def test_green_unknown_stale_and_hidden_zones_are_never_among_them() -> None:
    shown = {zone.level for zone, _ in attention(weekly(), 9)}
    assert shown == {"merah", "oranye", "kuning"}
    assert attention(weekly({})) == ()


def test_equal_zones_go_by_raised_neighbours_then_by_name() -> None:
    # Sembilan touches the yellow Enam; Satu and Tujuh touch nothing raised.
    view = reported((7, "merah"), (1, "merah"), (9, "merah"), (6, "kuning"), (4, "hijau"))
    assert names(view) == [("Sembilan", 1), ("Satu", 0), ("Tujuh", 0), ("Enam", 1)]


def test_more_cases_go_before_more_neighbours() -> None:
    # All three red. Satu: 31 of 20,000 with one raised neighbour (Dua); Dua: 20 of 10,000 with
    # one (Satu); Sembilan: 25 of 10,000 with none.
    table = {toy.MIDDLE: (0,) * 9, toy.LAST: (31, 20, 0, 0, 0, 0, 0, 0, 25)}
    assert names(weekly(table)) == [("Satu", 1), ("Sembilan", 0), ("Dua", 1)]


def test_rt_zones_are_ordered_by_the_rt_s_colour() -> None:
    view = reported((1, "kuning"), (2, "merah"), (3, "oranye"), unit="rt")
    assert names(view) == [("Dua", 2), ("Tiga", 1), ("Satu", 1)]
