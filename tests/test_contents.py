"""Houses per RT, populations and zone decisions in the store, and what facts are made of them."""

from __future__ import annotations

import datetime as dt
import hashlib
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from geo import access, decisions, population, rt, text
from geo.access import Viewer
from geo.errors import AccessError, InputError
from geo.io import assemble, contents
from geo.io.batches import NewBatch
from geo.io.desk import Desk
from geo.io.store import Store
from geo.render import html, words
from geo.render import zone as zone_html
from geo.rules import registry
from geo.schema import UNALLOCATED_COLUMNS
from geo.suppression import OFFICIAL, PUBLIC
from geo.views import city_view, zone_view
from tests import toy

DAY, NEXT = dt.date(2021, 3, 7), dt.date(2021, 3, 8)
ADMIN, DINAS = Viewer("ani", "admin"), Viewer("dwi", "dinas", "kotak")
LURAH = Viewer("lia", "lurah", "kotak", toy.zone_id(1))
Cells = tuple[Any, ...]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store.create(f"sqlite:///{tmp_path / 'store.db'}")
    yield made
    made.close()


def batch(name: str = "berkas.csv", **changes: Any) -> NewBatch:
    sha = hashlib.sha256(name.encode()).hexdigest()
    return replace(NewBatch("kotak", "covid19", "import", name, sha), **changes)


def table(content: str, *rows: Cells) -> pd.DataFrame:
    cells = [(toy.zone_id(square), *rest) for square, *rest in rows]
    return pd.DataFrame(cells, columns=list(contents.COLUMNS[content]))


def houses(*rows: Cells) -> pd.DataFrame:
    """Rows (square, rt, day, houses)."""
    return table("rt_houses", *rows)


def listed(rows: pd.DataFrame) -> list[list[Any]]:
    """The cells of every row; the moment of its batch left out."""
    return [list(row) for row in rows.drop(columns="at", errors="ignore").itertuples(index=False)]


def at(store: Store) -> dt.datetime:
    """A moment after what was done before, and before what is done next."""
    time.sleep(0.002)
    moment = dt.datetime.now(dt.UTC)
    time.sleep(0.002)
    return moment


# --- The store ----------------------------------------------------------------------------------


def test_the_last_published_wins_for_each_key_and_drafts_count_nothing(store: Store) -> None:
    first = houses((1, "001", DAY, 2), (1, "002", DAY, 0), (2, "001", DAY, 9))
    old = contents.add(store, batch("a.csv"), "rt_houses", first, state="published")
    new = contents.add(store, batch("b.csv"), "rt_houses", houses((1, "001", DAY, 5)))
    assert old is not None and new is not None
    before = at(store)

    def known(as_of: dt.datetime | None = None) -> list[list[Any]]:
        return listed(contents.rt_houses(store, "kotak", "covid19", as_of=as_of))

    two, nine = [toy.zone_id(1), "002", DAY, 0], [toy.zone_id(2), "001", DAY, 9]
    assert known() == [[toy.zone_id(1), "001", DAY, 2], two, nine]
    store.decide(new, "published", "ani")
    assert known() == [[toy.zone_id(1), "001", DAY, 5], two, nine]
    assert known(before) == [[toy.zone_id(1), "001", DAY, 2], two, nine]
    store.decide(new, "retracted", "ani", "salah")
    assert known() == [[toy.zone_id(1), "001", DAY, 2], two, nine]
    store.decide(old, "retracted", "ani", "salah")
    assert known() == []
    assert contents.rt_houses(store, "kotak", "dbd").empty
    assert contents.rt_houses(store, "semarang", "covid19").empty


def test_populations_are_kept_by_year_and_belong_to_every_disease(store: Store) -> None:
    made = contents.add(
        store,
        batch("penduduk.csv"),
        "population",
        table("population", (2, 2020, 10), (1, 2020, 20), (1, 2021, 21)),
        state="published",
    )
    assert listed(contents.populations(store, "kotak")) == [
        [toy.zone_id(1), 2020, 20],
        [toy.zone_id(1), 2021, 21],
        [toy.zone_id(2), 2020, 10],
    ]
    for disease in ("covid19", "dbd"):
        assert [b.id for b in store.batches("kotak", disease)] == [made]
    assert store.observations("kotak", "covid19").empty
    assert contents.zone_decisions(store, "kotak", "covid19").empty


def test_a_file_that_is_stored_changes_nothing_unless_it_was_retracted(store: Store) -> None:
    rows = table("zones", (1, DAY, "merah", "SK 1", ""))
    first = contents.add(store, batch(), "zones", rows)
    assert first is not None
    assert contents.add(store, batch(), "zones", rows) is None
    store.decide(first, "published", "ani")
    store.decide(first, "retracted", "ani", "salah")
    assert contents.add(store, batch(), "zones", rows) == first + 1


@pytest.mark.parametrize(
    ("content", "rows", "key"),
    [
        ("cases", houses((1, "1", DAY, 1)), "contents_kind"),
        ("rt_houses", houses((1, "1", DAY, 1)).drop(columns="rt"), "columns_missing"),
        ("rt_houses", houses(), "no_numbers"),
        ("rt_houses", houses((1, "1", DAY, 1), (1, "1", DAY, 2)), "contents_twice"),
    ],
)
def test_what_is_no_such_table_is_refused_and_nothing_is_stored(
    store: Store, content: Any, rows: pd.DataFrame, key: str
) -> None:
    with pytest.raises(InputError) as raised:
        contents.add(store, batch(), content, rows)
    assert [fault.key for fault in raised.value.problems] == [key]
    assert "{" not in text.error(raised.value, "id") + text.error(raised.value, "en")
    assert store.batches("kotak", "covid19") == []


def test_a_gap_is_published_with_an_explanation_only(store: Store) -> None:
    rows = table("population", (1, 2020, 20))
    made = contents.add(store, batch(gap=70), "population", rows)
    assert made is not None
    with pytest.raises(InputError, match="batch_gap"):
        store.decide(made, "published", "ani")
    store.decide(made, "published", "ani", "RT 5 baru")
    assert len(contents.populations(store, "kotak")) == 1


# --- The desk -----------------------------------------------------------------------------------


def test_a_lurah_brings_in_houses_of_the_own_kelurahan_and_nothing_else(store: Store) -> None:
    desk = Desk(store, LURAH)
    made = desk.draft_contents(batch("a.csv"), "rt_houses", houses((1, "001", DAY, 2)))
    (found,) = store.batches("kotak", "covid19")
    assert (found.id, found.state, found.created_by) == (made, "draft", "lia")
    for content, rows in (
        ("rt_houses", houses((2, "001", DAY, 2))),
        ("rt_houses", houses((1, "001", DAY, 2), (2, "001", DAY, 2))),
        ("population", table("population", (1, 2020, 20))),
        ("zones", table("zones", (1, DAY, "hijau", "SK 1", ""))),
    ):
        with pytest.raises(AccessError):
            desk.draft_contents(batch("b.csv"), content, rows)  # type: ignore[arg-type]
    elsewhere = batch("c.csv", city="banjarmasin")
    with pytest.raises(AccessError):
        desk.draft_contents(elsewhere, "rt_houses", houses((1, "001", DAY, 2)))
    with pytest.raises(AccessError):
        desk.rt_sent("kotak", "covid19", toy.zone_id(2))
    for nobody in (access.ANYBODY, replace(LURAH, zone_id=None)):
        with pytest.raises(AccessError):
            Desk(store, nobody).draft_contents(batch(), "rt_houses", houses((1, "1", DAY, 2)))
    assert len(store.batches("kotak", "covid19")) == 1
    dinas = Desk(store, DINAS)
    assert dinas.draft_contents(batch("d.csv"), "rt_houses", houses((2, "001", DAY, 2)))
    assert dinas.draft_contents(batch("e.csv"), "zones", table("zones", (1, DAY, "hijau", "S", "")))


def test_a_form_is_a_draft_of_its_own_each_time_it_is_sent(store: Store) -> None:
    desk = Desk(store, LURAH)
    zone = (toy.zone_id(1), "Satu")
    ids = [
        desk.send_rt("kotak", "covid19", zone, DAY, numbers)
        for numbers in ({"001": 2, "002": 0}, {"001": 3}, {"001": 2, "002": 0})
    ]
    assert len(set(ids)) == 3
    sent = desk.rt_sent("kotak", "covid19", zone[0])
    assert [found.id for found, _ in sent] == ids[::-1]
    assert [found.file_name for found, _ in sent] == ["Formulir RT Satu 2021-03-07"] * 3
    assert [listed(rows) for _, rows in sent][1] == [[zone[0], "001", DAY, 3]]
    admin = Desk(store, ADMIN)
    for key in ids:
        assert key is not None
        admin.publish(key)
    assert listed(contents.rt_houses(store, "kotak", "covid19")) == [
        [zone[0], "001", DAY, 2],
        [zone[0], "002", DAY, 0],
    ]
    assert listed(admin.rows_of(ids[1] or 0)) == [[zone[0], "001", DAY, 3]]
    with pytest.raises(AccessError):
        desk.rows_of(ids[1] or 0)


# --- Facts --------------------------------------------------------------------------------------


def test_the_newest_year_counts_and_a_zone_that_was_not_published_keeps_its_file() -> None:
    published = pd.DataFrame(
        [(toy.zone_id(1), 2021, 21_000), (toy.zone_id(1), 2019, 19_000), (toy.zone_id(8), 2020, 5)],
        columns=["zone_id", "year", "population"],
    )
    made = population.newest(toy.population(year=None), published)
    assert made["population"].tolist()[:3] == [21_000, 10_000, 5_000]
    assert made["population"].iloc[7] == 5
    assert made["year"].tolist()[0] == 2021 and made["year"].isna().sum() == 7
    mixed = toy.facts(population=made)
    assert mixed.people[[0, 7]].tolist() == [21_000, 5]
    assert (mixed.population_years, mixed.population_year) == ((2020, 2021, None), None)
    view = city_view(mixed, registry()["insidensi7"], toy.LAST)
    said = [words.population_note(view, lang) for lang in text.LANGUAGES]
    assert all("2020, 2021, " in sentence for sentence in said) and said[0] != said[1]
    whole = [(zone, 2022, 100) for zone in toy.IDS]
    all_new = pd.DataFrame(whole, columns=["zone_id", "year", "population"])
    assert toy.facts(population=population.newest(made, all_new)).population_year == 2022
    assert population.newest(made, published.head(0)) is made


def test_published_houses_go_before_those_of_the_file() -> None:
    nan = float("nan")
    file = rt.RtHouses(("001", "001"), np.array([0, 1]), (DAY,), np.array([[4.0], [7.0]]))
    rows = houses((1, "001", DAY, 2), (1, "002", NEXT, 0))
    made = rt.joined(file, rows, toy.IDS)
    assert made is not None
    assert (made.names, made.zone_of.tolist()) == (("001", "002", "001"), [0, 0, 1])
    np.testing.assert_array_equal(made.houses, [[2, nan], [nan, 0], [7, nan]])
    assert rt.joined(file, rows.head(0), toy.IDS) is not None
    assert rt.joined(None, rows.head(0), toy.IDS) is None
    elsewhere = rows.assign(zone_id="99.01.09.1001")
    assert rt.joined(None, elsewhere, toy.IDS) is None


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("1", "001"), (1.0, "001"), (12, "012"), ("RT 03", "003"), ("rt.4", "004"),
        ("RT 1 / RW 2", "001/002"), ("01/02", "001/002"), ("RT1RW2", "001/002"),
        ("Blok  A", "Blok A"), ("1234", "1234"), ("", ""), ("  ", ""),
    ],
)  # fmt: skip
def test_one_rt_has_one_name(written: object, name: str) -> None:
    assert rt.label(written) == name


RESMI = registry()["resmi"]
DECREE = "SK Wali Kota 12/2021 <b>"


def decided(*rows: Cells) -> pd.DataFrame:
    """Rows (square, day, level, decree, note)."""
    return table("zones", *rows)


def test_a_decision_colours_a_city_without_an_archive_and_shows_its_decree() -> None:
    made = decisions.joined(None, decided((1, DAY, "merah", DECREE, "RT 3 saja")), 9)
    facts = toy.facts(archive=made)
    view = city_view(facts, RESMI, DAY)
    zone = view.zone(toy.zone_id(1))
    assert (zone.level, zone.inferred, zone.contradiction) == ("merah", False, False)
    assert [url.replace("\u00a0", " ") for url in zone.urls] == [DECREE]
    assert zone.note == "RT 3 saja"
    assert {z.level for z in view.zones if z != zone} == {"tidak_dilaporkan"}
    page = zone_html.status(zone_view(view, toy.zone_id(1)), "id").replace("\u00a0", " ")
    assert (
        "SK Wali Kota 12/2021 &lt;b&gt;" in page and "<b>" not in page.partition("SK Wali")[2][:40]
    )
    foot = html.footnote(view, "id").replace("\u00a0", " ")
    assert "SK Wali Kota 12/2021 &lt;b&gt;" in foot
    other_day = city_view(facts, RESMI, NEXT)
    assert {z.level for z in other_day.zones} == {"tidak_dilaporkan"}


def test_a_decision_and_the_press_that_differ_are_both_shown() -> None:
    press = toy.archive([("2021-03-07", 1, "kuning"), ("2021-03-07", 2, "kuning")])
    made = decisions.joined(
        press, decided((1, DAY, "merah", DECREE, ""), (2, DAY, "kuning", DECREE, "")), 9
    )
    view = city_view(toy.facts(archive=made), RESMI, DAY)
    torn, same = view.zone(toy.zone_id(1)), view.zone(toy.zone_id(2))
    assert (torn.level, torn.contradiction) == ("merah", True)
    assert torn.contradicts.startswith(f"{toy.zone_id(1)} kuning 2021-03-07 https://warta.test/1")
    assert len(torn.urls) == 2
    assert (same.level, len(same.urls)) == ("kuning", 2)
    assert decisions.joined(press, decided(), 9) is press


@pytest.mark.parametrize("decree", ["http://[", "//[x", "javascript:alert(1)", "https://a.test/sk"])
def test_no_decree_breaks_a_page(decree: str) -> None:
    made = decisions.joined(None, decided((1, DAY, "merah", decree, "")), 9)
    view = city_view(toy.facts(archive=made), RESMI, DAY)
    page = zone_html.status(zone_view(view, toy.zone_id(1)), "id")
    assert ("<a href" in page) == (decree == "https://a.test/sk")


def facts_of(store: Store, viewer: Viewer | None = None, **asked: Any) -> Any:
    """The toy city from a store, its files left out."""
    return assemble.facts(store, toy.CITY, toy.DISEASE, toy.zones(), viewer=viewer, **asked)


@pytest.fixture
def no_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(population, "read", lambda city: toy.population())


def test_facts_are_made_of_what_was_published_up_to_a_moment(store: Store, no_files: None) -> None:
    empty = facts_of(store)
    assert (empty.archive, empty.rt, empty.population_year) == (None, None, 2020)
    before = at(store)
    for content, rows in (
        ("zones", decided((1, DAY, "merah", "SK 1", ""))),
        ("rt_houses", houses((1, "001", DAY, 3))),
        ("population", pd.DataFrame([(z, 2022, 100) for z in toy.IDS],
                                    columns=["zone_id", "year", "population"])),
    ):  # fmt: skip
        contents.add(store, batch(content), content, rows, state="published")  # type: ignore[arg-type]
    known = facts_of(store)
    assert known.population_year == 2022 and set(known.people) == {100}
    assert known.rt.houses.tolist() == [[3]]
    assert city_view(known, RESMI, DAY).zone(toy.zone_id(1)).level == "merah"
    assert known.updated_at is None  # no cases
    then = facts_of(store, as_of=before)
    assert (then.archive, then.rt, then.population_year) == (None, None, 2020)


def test_real_houses_beside_simulated_cases_are_not_for_everybody(
    store: Store, no_files: None
) -> None:
    nothing = pd.DataFrame(columns=list(UNALLOCATED_COLUMNS))
    simulated = NewBatch("kotak", "covid19", "simulated", "simulasi", "s" * 64)
    store.add(simulated, toy.observations(), nothing)
    rows = houses((1, "001", DAY, 3), (2, "001", DAY, 7))
    contents.add(store, batch(), "rt_houses", rows, state="published")
    public, lurah, dinas = (facts_of(store, viewer) for viewer in (access.ANYBODY, LURAH, DINAS))
    assert public.simulated and public.policy == lurah.policy == OFFICIAL
    assert public.rt is None
    assert lurah.rt.zone_of.tolist() == [0] and lurah.rt.houses.tolist() == [[3]]
    assert dinas.rt.zone_of.tolist() == [0, 1]
    rule = registry()["ppkm-rt"]
    assert not city_view(dinas, rule, DAY).simulated
    assert city_view(public, rule, DAY).simulated
    assert PUBLIC.open_to(toy.zone_id(1)).own_zone == LURAH.zone_id
