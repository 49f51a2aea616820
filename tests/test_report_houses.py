"""Houses with cases per RT in the reports of the RW: they colour zones at once, while the report
itself waits, and follow whatever becomes of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from geo import boundaries, report_houses, response_files
from geo.access import ANYBODY, Viewer
from geo.cities import read_cities, read_diseases
from geo.facts import Facts
from geo.io import assemble, contents, embedded, moments
from geo.io.desk import Desk
from geo.io.store import NewBatch, Store
from geo.response import Entry, Record, Report
from geo.rules import registry
from geo.settings import STATIC
from geo.views import city_view
from tests.store_kit import A, B, apart, observed

CITY, DISEASE = read_cities()["banjarmasin"], read_diseases()["covid19"]
DAY, NEXT = dt.date(2021, 2, 16), dt.date(2021, 2, 17)
PPKM = registry()["ppkm-rt-v1"]
RW = Viewer("rw3", "rw", "banjarmasin", A)
LURAH = Viewer("lia", "lurah", "banjarmasin", A)
ADMIN = Viewer("ani", "admin")
BEGUN = dt.datetime(2021, 3, 1, tzinfo=dt.UTC)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[dt.datetime]:
    """The store's clock: every question of it is a second later; the moments it has told."""
    told = [BEGUN]

    def now() -> str:
        told.append(told[-1] + dt.timedelta(seconds=1))
        return moments.written(told[-1])

    monkeypatch.setattr(moments, "now", now)
    monkeypatch.setattr(response_files, "read", lambda city, zone_ids: ())
    return told


@pytest.fixture
def store(tmp_path: Path, clock: list[dt.datetime]) -> Store:
    """A city with one real number, so that its cases are not invented."""
    made = Store.create(f"sqlite:///{tmp_path / 'store.db'}")
    batch = NewBatch("banjarmasin", "covid19", "import", "a.csv", "1" * 64)
    made.add(batch, observed((A, DAY.isoformat(), "positif", 9)), apart())
    return made


@pytest.fixture
def invented(tmp_path: Path, clock: list[dt.datetime]) -> Store:
    url = f"sqlite:///{tmp_path / 'invented.db'}"
    embedded.prepare(url, {"banjarmasin": CITY}, STATIC)
    return Store.open(url)


def facts(store: Store, viewer: Viewer | None = None, **asked: Any) -> Facts:
    zones = boundaries.read_attributes(CITY)
    return assemble.facts(store, CITY, DISEASE, zones, viewer=viewer, **asked)


def known(made: Facts, zone_id: str = A) -> dict[tuple[str, dt.date], int]:
    """The houses of a zone by RT and day."""
    of = made.rt
    if of is None:
        return {}
    row = made.zone_ids.index(zone_id)
    return {
        (of.names[i], day): int(of.houses[i, column])
        for i in range(len(of.names))
        for column, day in enumerate(of.days)
        if of.zone_of[i] == row and of.houses[i, column] == of.houses[i, column]
    }


def colour(store: Store, day: dt.date = DAY) -> str:
    """Of the kelurahan by its worst RT, as a command asks for it."""
    return city_view(facts(store, only_cases=True), PPKM, day).zone(A).level


def cells(houses: str, day: dt.date = DAY, rw: str = "1", zone_id: str = A) -> dict[str, Any]:
    return {"zone_id": zone_id, "rw": rw, "date": day, "houses": houses, "guests": 1}


def report(store: Store, houses: str, viewer: Viewer = RW, **more: Any) -> Record:
    return Desk(store, viewer).responses.report(CITY, "covid19", cells(houses, **more))[0]


def form(store: Store, houses: int, rt: str = "001/001") -> int:
    """An RT form of the day, sent and not published yet."""
    sent = Desk(store, LURAH).send_rt("banjarmasin", "covid19", (A, "Mantuil"), DAY, {rt: houses})
    assert sent is not None
    return sent


# --- The table of reports -----------------------------------------------------------------------


def made(**known_too: Any) -> Report:
    told = {"zone_id": A, "rw": "001", "date": DAY, "disease": "covid19", "houses": {"001": 2}}
    return Report(**{**told, **known_too})


def rows(*records: Record, disease: str = "covid19") -> list[tuple[Any, ...]]:
    table = report_houses.houses(records, disease)
    return [tuple(row) for row in table[list(report_houses.COLUMNS[:4])].itertuples(index=False)]


def test_every_entered_report_gives_its_houses_by_rt_and_rw() -> None:
    waits = made(houses={"001": 2, "1": 3, "Blok A": 0, "004/009": 1}, waiting=True)
    assert rows(waits, made(houses={}), made(rw="012", date=NEXT), Entry(kind="psbk")) == [
        (A, "001/001", DAY, 3),  # "1" is another way to write it, and stands later
        (A, "Blok A/001", DAY, 0),
        (A, "004/009", DAY, 1),
        (A, "001/012", NEXT, 2),
    ]


def test_which_reports_count_for_no_houses() -> None:
    assert rows(made(origin="simulated"), made(origin="fact"), made(disease=""), made()) == [
        (A, "001/001", DAY, 2)
    ]
    assert rows(made(), disease="dbd") == []
    assert rows(made(disease=""), disease="") == []
    assert list(report_houses.houses((), "covid19").columns) == list(report_houses.COLUMNS)


def test_of_two_reports_the_one_written_later_counts() -> None:
    assert rows(made(), made(houses={"001": 7, "002": 1})) == [
        (A, "001/001", DAY, 7), (A, "002/001", DAY, 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("published_at", "reported_at", "counts"),
    [
        (BEGUN, BEGUN + dt.timedelta(hours=1), 2),
        (BEGUN, BEGUN - dt.timedelta(hours=1), 5),
        (BEGUN, BEGUN, 2),
        (BEGUN, None, 2),
    ],
)
def test_a_batch_and_a_report_of_one_rt_and_day(
    published_at: dt.datetime, reported_at: dt.datetime | None, counts: int
) -> None:
    published = pd.DataFrame(
        [(A, "001/001", DAY, 5, published_at), (B, "001", DAY, 8, published_at)],
        columns=list(report_houses.COLUMNS),
    )
    reported = report_houses.houses([made(at=reported_at, houses={"001": 2, "002": 0})], "covid19")
    both = report_houses.beside(published, reported)
    found = {(row.zone_id, row.rt): row.houses for row in both.itertuples()}
    assert found == {(A, "001/001"): counts, (A, "002/001"): 0, (B, "001"): 8}
    assert len(both) == 3
    assert report_houses.beside(published, reported.head(0)) is published
    assert report_houses.beside(published.head(0), reported) is reported


# --- Facts --------------------------------------------------------------------------------------


def test_houses_colour_the_kelurahan_while_the_report_waits(store: Store) -> None:
    assert facts(store).rt is None
    one = report(store, "001:7, 002:0")
    assert one.waiting
    assert colour(store) == "oranye"
    (waits,) = facts(store).register.waiting
    assert waits.id == one.id
    desk = Desk(store, RW).responses
    desk.report(CITY, "covid19", cells("001:0, 002:0"), record_id=one.id, after=1)
    assert colour(store) == "hijau"
    desk.undo(CITY, one.id, 2)
    assert colour(store) == "oranye"
    desk.report(CITY, "covid19", cells("001:12"), record_id=one.id, after=3)
    assert (colour(store), known(facts(store))) == ("merah", {("001/001", DAY): 12})
    Desk(store, LURAH).responses.confirm(CITY, one.id, 4)
    assert (colour(store), facts(store).register.waiting) == ("merah", ())
    Desk(store, ADMIN).responses.take_back(CITY, one.id, 5)
    assert facts(store).rt is None
    Desk(store, ADMIN).responses.bring_back(CITY, one.id, 6)
    assert colour(store) == "merah"


def test_a_report_that_moves_takes_its_houses_along(store: Store) -> None:
    one = report(store, "001:7", ADMIN)
    there = cells("001:7", day=NEXT, rw="2", zone_id=B)
    Desk(store, ADMIN).responses.report(CITY, "covid19", there, record_id=one.id, after=1)
    now = facts(store)
    assert (known(now), known(now, B)) == ({}, {("001/002", NEXT): 7})


def test_two_reports_of_one_rw_and_day(store: Store) -> None:
    """The second corrects the first: an RT that it doesn't name has no number any more."""
    first = report(store, "001:7, 002:1")
    second = report(store, "001:3", LURAH)
    assert (second.id, second.version) == (first.id, 2)
    assert known(facts(store)) == {("001/001", DAY): 3}
    Desk(store, ADMIN).responses.undo(CITY, first.id, 2)
    assert known(facts(store)) == {("001/001", DAY): 7, ("002/001", DAY): 1}
    Desk(store, ADMIN).responses.take_back(CITY, first.id, 3)
    assert known(facts(store)) == {}


def test_a_correction_that_waits_counts_its_houses_alone(store: Store) -> None:
    """The report that was confirmed goes on counting beside it, but not with its houses."""
    one = report(store, "001:7, 002:1")
    Desk(store, LURAH).responses.confirm(CITY, one.id, 1)
    report(store, "001:3", ADMIN)
    now = facts(store)
    assert known(now) == {("001/001", DAY): 3}
    assert [made.version for made in now.register.reports] == [2]
    assert [made.version for made in now.register.waiting] == [3]


def test_a_report_and_an_rt_form_of_one_day(store: Store) -> None:
    """What was written later counts, whenever somebody let the form count."""
    early, other = form(store, 5), form(store, 4, rt="002")
    one = report(store, "001:2")
    desk = Desk(store, ADMIN)
    desk.publish(early)
    desk.publish(other)
    assert known(facts(store)) == {("001/001", DAY): 2, ("002", DAY): 4}
    late = form(store, 9)
    assert known(facts(store))["001/001", DAY] == 2
    desk.publish(late)
    assert known(facts(store))["001/001", DAY] == 9
    desk.responses.report(CITY, "covid19", cells("001:1"), record_id=one.id, after=1)
    assert known(facts(store))["001/001", DAY] == 1
    desk.responses.take_back(CITY, one.id, 2)
    assert known(facts(store)) == {("001/001", DAY): 9, ("002", DAY): 4}


def test_what_was_known_of_houses_at_a_moment(store: Store, clock: list[dt.datetime]) -> None:
    one = report(store, "001:7")
    first = clock[-1]
    desk = Desk(store, ADMIN)
    desk.responses.report(CITY, "covid19", cells("001:1"), record_id=one.id, after=1)
    edited = clock[-1]
    desk.responses.take_back(CITY, one.id, 2)
    found = [
        known(facts(store, as_of=moment, only_cases=only)).get(("001/001", DAY))
        for only in (False, True)
        for moment in (BEGUN, first, edited, None)
    ]
    assert found == [None, 7, 1, None] * 2


def test_a_report_of_another_disease_colours_nothing_here(store: Store) -> None:
    Desk(store, RW).responses.report(CITY, "dbd", cells("001:7"))
    assert facts(store).rt is None
    dbd = read_diseases()["dbd"]
    zones = boundaries.read_attributes(CITY)
    assert known(assemble.facts(store, CITY, dbd, zones)) == {("001/001", DAY): 7}


def test_nobody_in_particular_sees_houses_and_a_lurah_the_own_ones(store: Store) -> None:
    report(store, "001:7")
    report(store, "001:12", ADMIN, zone_id=B)
    levels = {}
    for viewer in (ANYBODY, LURAH, RW, ADMIN):
        view = city_view(facts(store, viewer, only_cases=True), PPKM, DAY)
        levels[viewer.role] = [view.zone(zone_id).level for zone_id in (A, B)]
    hidden = levels["public"][0]
    assert levels == {
        "public": [hidden, hidden],
        "lurah": ["oranye", hidden],
        "rw": ["oranye", hidden],
        "admin": ["oranye", "merah"],
    }
    assert hidden not in PPKM.levels


def test_real_houses_beside_simulated_cases_are_seen_as_real_ones(invented: Store) -> None:
    report(invented, "001:7")
    report(invented, "001:12", ADMIN, zone_id=B)
    nobody = facts(invented, ANYBODY)
    assert nobody.simulated and nobody.policy.detail and nobody.rt is None
    assert nobody.rt_houses is not None  # the invented ones, which hide nobody
    for viewer in (LURAH, RW):
        own = facts(invented, viewer)
        assert (known(own), known(own, B)) == ({("001/001", DAY): 7}, {})
    every = facts(invented, ADMIN)
    assert (known(every), known(every, B)) == ({("001/001", DAY): 7}, {("001/001", DAY): 12})
    assert every.rt_houses is every.rt


def test_invented_reports_are_no_houses(invented: Store) -> None:
    of = facts(invented)
    records = of.register_beside_simulated.records
    told = [one for one in records if isinstance(one, Report) and one.houses]
    assert len(told) > 100 and {one.disease for one in told} == {"covid19"}
    assert report_houses.houses(records, "covid19").empty
    real = [replace(one, origin="entered") for one in told]
    assert len(report_houses.houses(real, "covid19")) >= len(told)


def test_the_register_is_read_once(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    report(store, "001:7")
    asked: list[object] = []
    read = assemble.stored.current

    def counted(connection: Any, city: str, as_of: Any = None, parts: Any = None) -> Any:
        asked.append(parts)
        return read(connection, city, as_of, parts)

    monkeypatch.setattr(assemble.stored, "current", counted)
    facts(store)
    facts(store, only_cases=True, responses=True)
    facts(store, only_cases=True)
    assert asked == [None, None, ("report",)]


def test_facts_with_other_houses_are_other_facts(store: Store) -> None:
    one = report(store, "001:7")
    before = (facts(store).digest, store.revision("banjarmasin", "covid19"))
    Desk(store, RW).responses.report(CITY, "covid19", cells("001:8"), record_id=one.id, after=1)
    after = (facts(store).digest, store.revision("banjarmasin", "covid19"))
    assert before[0] != after[0] and before[1] != after[1]


def test_nothing_of_a_report_is_kept_among_the_batches(store: Store) -> None:
    report(store, "001:7")
    assert contents.rt_houses(store, "banjarmasin", "covid19").empty
    assert [b.content for b in store.batches("banjarmasin", "covid19")] == ["cases"]
