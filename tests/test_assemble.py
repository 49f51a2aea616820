"""Facts are one whole: what is published while they are gathered is in them as a whole or not at
all, and nobody is shown more than the policy allows on the way."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from geo import boundaries, response_files
from geo.access import ANYBODY, Viewer
from geo.cities import read_cities, read_diseases
from geo.io import assemble, embedded, moments, responses
from geo.io.store import NewBatch, Store
from geo.response import Entry, Record, Report
from geo.settings import STATIC
from tests.store_kit import apart

CITY, DISEASE = read_cities()["banjarmasin"], read_diseases()["covid19"]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    url = f"sqlite:///{tmp_path / 'store.db'}"
    embedded.prepare(url, {"banjarmasin": CITY}, STATIC)
    return Store.open(url)


def facts(store: Store, viewer: Viewer | None = ANYBODY, **asked: Any) -> Any:
    zones = boundaries.read_attributes(CITY)
    return assemble.facts(store, CITY, DISEASE, zones, viewer=viewer, **asked)


def test_what_is_published_meanwhile_is_real_and_small_counts_stay_hidden(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = store.observations("banjarmasin", "covid19")
    was_simulated = Store.is_simulated
    once: list[bool] = []

    def published_right_after(self: Store, *args: Any, **asked: Any) -> bool:
        found = was_simulated(self, *args, **asked)
        if not once:
            once.append(found)
            batch = NewBatch("banjarmasin", "covid19", "import", "nyata.csv", "1" * 64)
            self.add(batch, rows, apart())
        return found

    monkeypatch.setattr(Store, "is_simulated", published_right_after)
    made = facts(store)
    assert once == [True]
    assert not made.simulated
    assert not made.policy.detail


def test_where_it_never_stands_still_nothing_more_is_shown(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticks = iter(range(100))
    monkeypatch.setattr(Store, "revision", lambda self, city, disease: str(next(ticks)))
    assert not facts(store).policy.detail


OWN, OTHER = "63.71.01.1001", "63.71.01.1002"
DAY = dt.date(2021, 2, 16)
FACTS = (
    Entry(id="fact-1", kind="psbk", start=dt.date(2020, 5, 23), people=9, origin="fact"),
    Entry(id="fact-2", kind="psbk", about="2020", origin="fact"),
    Entry(id="fact-3", kind="aid", start=dt.date(2021, 6, 1), origin="fact"),
)


@pytest.fixture
def recorded(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Facts, and what was entered in March 2021: an entry and a waiting report of two kelurahan."""
    monkeypatch.setattr(response_files, "read", lambda city, zone_ids: FACTS)
    monkeypatch.setattr(moments, "now", lambda: "2021-03-01T04:00:00.000000+00:00")
    with store.writing() as connection:
        for zone_id in (OWN, OTHER):
            for record, state in (
                (Entry(kind="aid", zone_id=zone_id, start=DAY, people=7, note="x"), "kept"),
                (Report(zone_id=zone_id, rw="001", date=DAY, guests=3), "waiting"),
            ):
                responses.save(connection, "dewi", "banjarmasin", record, state=state)
    monkeypatch.undo()
    monkeypatch.setattr(response_files, "read", lambda city, zone_ids: FACTS)
    return store


def entered(made: Any) -> list[Record]:
    return [record for record in made.register.records if record.origin == "entered"]


def test_responses_are_real_also_beside_simulated_cases(recorded: Store) -> None:
    """The policy of simulated cases opens every number of theirs, and none of a real response."""
    made = facts(recorded)
    assert made.simulated and made.policy.detail
    assert [record.id for record in made.register.records[:3]] == ["fact-1", "fact-2", "fact-3"]
    assert made.register.records[0].people == 9  # a public page says it
    shown = [r for r in entered(made) if isinstance(r, Entry)]
    assert [(r.zone_id, r.people, r.note, r.by) for r in shown] == [
        (OWN, None, "", ""), (OTHER, None, "", ""),
    ]  # fmt: skip
    reports = [r for r in entered(made) if isinstance(r, Report)]
    assert [(r.zone_id, r.guests, r.by, r.waiting) for r in reports] == [
        (OWN, None, "", True), (OTHER, None, "", True),
    ]  # fmt: skip
    assert made.register.rws[OWN] > 0


def test_each_reader_sees_the_responses_of_the_own_kelurahan(recorded: Store) -> None:
    for role in ("rw", "lurah"):
        made = facts(recorded, Viewer("x", role, "banjarmasin", OWN))  # type: ignore[arg-type]
        found = [(r.zone_id, getattr(r, "people", "–"), getattr(r, "guests", "–"), r.waiting)
                 for r in entered(made)]  # fmt: skip
        assert found == [
            (OWN, 7, "–", False), (OWN, "–", 3, True),
            (OTHER, None, "–", False), (OTHER, "–", None, True),
        ]  # fmt: skip
    for viewer in (Viewer("dewi", "dinas", "banjarmasin"), None):
        assert len(entered(facts(recorded, viewer))) == 4


def test_what_was_known_of_responses_at_a_moment(recorded: Store) -> None:
    before = dt.datetime(2021, 2, 28, 12, tzinfo=dt.UTC)
    made = facts(recorded, None, as_of=before)
    assert [record.id for record in made.register.records] == ["fact-1", "fact-2"]
    later = facts(recorded, None, as_of=dt.datetime(2021, 6, 1, 1, tzinfo=dt.UTC))
    assert len(later.register.records) == 7


def test_cases_alone_come_without_responses_unless_asked(recorded: Store) -> None:
    assert facts(recorded, None, only_cases=True).register.records == ()
    made = facts(recorded, None, only_cases=True, responses=True)
    assert len(made.register.records) == 7


def test_facts_with_another_response_are_other_facts(recorded: Store) -> None:
    before, again = facts(recorded, None).digest, facts(recorded, None).digest
    with recorded.writing() as connection:
        responses.save(connection, "dewi", "banjarmasin", Entry(kind="psbk", start=DAY))
    assert before == again != facts(recorded, None).digest
