"""Stored responses on either engine: versions, four eyes, whole files, what was known when."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from geo.errors import InputError, StoreError
from geo.io import audit, moments, response_batches, responses
from geo.io.response_versions import Version
from geo.io.store import Store
from geo.io.tables import RESPONSES
from geo.response import Entry, Record, Report, Session, Telehealth, written
from tests.store_kit import ENGINES, A, B, apart, batch, fresh_url, observed

DAY = dt.date(2021, 2, 16)
PSBK = Entry(kind="psbk", zone_id=A, rw="003", start=DAY, note="Jalan ditutup ä")
REPORT = Report(zone_id=A, rw="003", date=DAY, houses={"001": 2, "002": 0}, watch=False, guests=0)


@pytest.fixture(params=ENGINES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    made = Store.create(fresh_url(request.param, request, tmp_path))
    yield made
    made.close()


def write(store: Store, act: Callable[..., Any], by: str, *given: Any, **more: Any) -> Any:
    with store.writing() as connection:
        return act(connection, by, "kota", *given, **more)


def save(store: Store, record: Record = PSBK, by: str = "sari", **more: Any) -> Version:
    made: Version = write(store, responses.save, by, record, **more)
    return made


def current(store: Store, *given: Any, **more: Any) -> list[Record]:
    with store.reading() as connection:
        return responses.current(connection, "kota", *given, **more)


def states(store: Store, record_id: str) -> list[tuple[int, str, str]]:
    """Version, state and writer of every version, the oldest first."""
    with store.reading() as connection:
        found = responses.history(connection, record_id)
    return [(one.record.version, one.state, one.record.by) for one in reversed(found)]


def log(store: Store) -> list[tuple[str, str, str]]:
    with store.reading() as connection:
        return [(one.action, one.by, one.subject) for one in reversed(audit.entries(connection))]


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(InputError) as caught:
        act()
    (problem,) = caught.value.problems
    return problem.key


def rows(store: Store) -> int:
    with store.reading() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(RESPONSES)) or 0


@pytest.mark.parametrize("record", [PSBK, REPORT, Telehealth(puskesmas="S", date=DAY,
                                    consultations=0, visits=3)])  # fmt: skip
def test_a_record_comes_back_as_it_was_saved(store: Store, record: Record) -> None:
    made = save(store, record)
    assert written(made.record) == written(record)
    assert (made.record.version, made.record.by, made.record.origin) == (1, "sari", "entered")
    assert made.record.at is not None and made.record.at.tzinfo is not None
    assert (made.state, made.city, made.origin_file, len(made.record.id)) == (
        "kept",
        "kota",
        "",
        16,
    )
    assert current(store) == [made.record]
    with store.reading() as connection:
        assert responses.current(connection, "lain") == []
        assert responses.newest(connection, "none") is None


def test_every_version_is_kept_with_a_line_of_the_log(store: Store) -> None:
    first = save(store)
    key = first.record.id
    changed = Entry(kind="psbk", zone_id=B, start=DAY)
    second = save(store, changed, "budi", record_id=key, after=1)
    gone = write(store, responses.remove, "sari", key, 2)
    assert current(store) == []
    back = write(store, responses.bring_back, "ani", key, 3)
    assert states(store, key) == [
        (1, "kept", "sari"), (2, "kept", "budi"), (3, "removed", "sari"), (4, "kept", "ani"),
    ]  # fmt: skip
    assert (second.record.zone_id, gone.removed, back.record.zone_id) == (B, True, B)
    assert current(store) == [back.record]
    with store.reading() as connection:
        assert written(responses.history(connection, key)[-1].record) == written(PSBK)
    assert log(store) == [
        (f"response_{what}", by, key)
        for what, by in (
            ("save", "sari"), ("save", "budi"), ("remove", "sari"), ("restore", "ani"),
        )
    ]  # fmt: skip


def test_a_reason_is_the_note_of_what_takes_back_alone(store: Store) -> None:
    key = save(store, REPORT, "rw", state="waiting").record.id
    gone = write(store, responses.remove, "lurah", key, 1, "rumah di RT 2?")
    assert (gone.record.note, gone.record.zone_id) == ("rumah di RT 2?", A)
    back = write(store, responses.bring_back, "lurah", key, 2)
    assert (written(back.record), back.state) == (written(REPORT), "waiting")
    assert log(store)[1][0] == "response_remove"


def test_undo_goes_back_one_version_and_can_itself_be_undone(store: Store) -> None:
    key = save(store).record.id
    write(store, responses.undo, "sari", key, 1)
    assert current(store) == []
    write(store, responses.undo, "sari", key, 2)
    assert [written(one) for one in current(store)] == [written(PSBK)]
    save(store, Entry(kind="psbk", start=DAY, note="lain"), record_id=key, after=3)
    write(store, responses.undo, "sari", key, 4)
    assert [(one.note, one.version) for one in current(store)] == [(PSBK.note, 5)]
    write(store, responses.undo, "sari", key, 5)
    assert [one.note for one in current(store)] == ["lain"]
    assert [state for _, state, _ in states(store, key)] == ["kept", "removed"] + ["kept"] * 4


def test_only_somebody_else_confirms(store: Store) -> None:
    key = save(store, REPORT, "rw", state="waiting").record.id
    assert [one.waiting for one in current(store)] == [True]
    assert refused(lambda: write(store, responses.confirm, "rw", key, 1)) == "response_four_eyes"
    made = write(store, responses.confirm, "lurah", key, 1)
    assert (made.state, made.record.waiting, made.record.by) == ("kept", False, "lurah")
    again = lambda: write(store, responses.confirm, "dinas", key, 2)  # noqa: E731
    assert refused(again) == "response_not_waiting"


def test_no_way_round_a_second_pair_of_eyes(store: Store) -> None:
    """Taken back and brought back, or undone by somebody else, it is still one's own."""
    key = save(store, REPORT, "lurah", state="waiting").record.id
    write(store, responses.remove, "lurah", key, 1)
    back = write(store, responses.bring_back, "lurah", key, 2)
    assert back.state == "waiting"
    write(store, responses.confirm, "dinas", key, 3)
    undone = write(store, responses.undo, "dinas", key, 4)
    assert undone.state == "waiting"
    assert refused(lambda: write(store, responses.confirm, "lurah", key, 5)) == "response_four_eyes"
    assert refused(lambda: write(store, responses.confirm, "dinas", key, 5)) == "response_four_eyes"
    assert write(store, responses.confirm, "ani", key, 5).state == "kept"


def test_who_wrote_anything_of_it_does_not_confirm_it(store: Store) -> None:
    """Also not after somebody else's note; a version that was confirmed begins anew."""
    key = save(store, REPORT, "lurah", state="waiting").record.id
    save(store, replace(REPORT, note="x"), "dinas", state="waiting", record_id=key, after=1)
    for by in ("lurah", "dinas"):
        assert refused(lambda: write(store, responses.confirm, by, key, 2)) == (  # noqa: B023
            "response_four_eyes"
        )
    write(store, responses.confirm, "ani", key, 2)
    save(store, replace(REPORT, guests=9), "dinas", state="waiting", record_id=key, after=3)
    with store.reading() as connection:
        assert [
            [one.record.id for one in responses.waiting(connection, "kota", but=by)]
            for by in ("dinas", "lurah", None)
        ] == [[], [key], [key]]
    assert refused(lambda: write(store, responses.confirm, "dinas", key, 4)) == "response_four_eyes"
    assert write(store, responses.confirm, "lurah", key, 4).state == "kept"


def test_what_was_confirmed_counts_while_the_next_version_waits(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = [dt.datetime(2021, 3, day, 8, tzinfo=dt.UTC) for day in (1, 2, 3, 4)]
    now = [at[0]]
    monkeypatch.setattr(moments, "now", lambda: moments.written(now[0]))
    key = save(store, REPORT, "rw", state="waiting").record.id
    now[0] = at[1]
    write(store, responses.confirm, "lurah", key, 1)
    now[0] = at[2]
    changed = replace(REPORT, guests=9)
    save(store, changed, "lurah", state="waiting", record_id=key, after=2)
    other = save(store)
    now[0] = at[3]
    write(store, responses.undo, "dinas", key, 3)
    found = [
        [(one.version, one.waiting) for one in current(store, when, parts=("report",))]
        for when in at
    ]
    assert found == [[(1, True)], [(2, False)], [(2, False), (3, True)], [(4, False)]]
    assert [one.id for one in current(store, at[2])] == [key, key, other.record.id]


def test_a_confirmation_that_is_undone_counts_no_more(store: Store) -> None:
    key = save(store, REPORT, "rw", state="waiting").record.id
    write(store, responses.confirm, "lurah", key, 1)
    write(store, responses.undo, "dinas", key, 2)
    assert [(one.version, one.waiting) for one in current(store)] == [(3, True)]
    write(store, responses.undo, "dinas", key, 3)
    assert [(one.version, one.waiting) for one in current(store)] == [(4, False)]


def test_what_waits_is_listed_for_others(store: Store) -> None:
    save(store)
    made = save(store, REPORT, "rw", state="waiting")
    gone = save(store, REPORT, "rw", state="waiting")
    write(store, responses.remove, "rw", gone.record.id, 1)
    with store.reading() as connection:
        assert responses.waiting(connection, "kota") == [made]


def test_who_was_slower_is_told_and_nothing_is_lost(store: Store) -> None:
    key = save(store).record.id
    save(store, Entry(kind="post", start=DAY), "budi", record_id=key, after=1)
    for act in (responses.remove, responses.bring_back, responses.undo, responses.confirm):
        with pytest.raises(InputError) as caught:
            write(store, act, "sari", key, 1)
        (problem,) = caught.value.problems
        assert problem.key == "response_version"
        assert dict(problem.values) == {"found": 1, "newest": 2, "by": "budi"}
    assert refused(lambda: save(store, record_id=key, after=1)) == "response_version"
    assert rows(store) == 2
    assert len(log(store)) == 2


def test_what_can_not_be_is_refused(store: Store) -> None:
    key = save(store).record.id
    assert refused(lambda: save(store, record_id="none", after=1)) == "response_unknown"
    assert refused(lambda: save(store, REPORT, record_id=key, after=1)) == "response_unknown"
    assert refused(lambda: write(store, responses.bring_back, "s", key, 1)) == "response_is_kept"
    write(store, responses.remove, "sari", key, 1)
    assert refused(lambda: write(store, responses.remove, "s", key, 2)) == "response_is_removed"
    assert refused(lambda: save(store, record_id=key, after=2)) == "response_is_removed"
    with pytest.raises(InputError, match="response_unknown"), store.writing() as connection:
        responses.bring_back(connection, "sari", "lain", key, 2)
    assert rows(store) == 2


def test_of_many_who_write_at_once_one_succeeds(store: Store) -> None:
    key = save(store).record.id
    begin, done = threading.Barrier(5), []

    def change(number: int) -> None:
        begin.wait()
        try:
            save(store, Entry(kind="post", start=DAY, note=str(number)), record_id=key, after=1)
            done.append("saved")
        except InputError as error:
            done.append(error.problems[0].key)

    threads = [threading.Thread(target=change, args=(n,)) for n in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == ["response_version"] * 4 + ["saved"]
    assert rows(store) == 2


def test_the_database_itself_refuses_a_version_twice(store: Store) -> None:
    save(store)
    with store.reading() as connection:
        row = dict(connection.execute(sa.select(RESPONSES)).one()._mapping)
    del row["id"]
    with pytest.raises(StoreError, match="store_failed"), store.writing() as connection:
        connection.execute(RESPONSES.insert().values(**row))
    assert rows(store) == 1


def sessions(count: int) -> list[Record]:
    return [
        Session(puskesmas="S", programme="P", date=DAY + dt.timedelta(days=n), people=n)
        for n in range(count)
    ]


def test_a_file_is_stored_once_and_taken_back_whole(store: Store) -> None:
    ids = write(store, response_batches.add_many, "sari", sessions(3), "abc jadwal.csv")
    assert [one.id for one in current(store)] == ids
    assert write(store, response_batches.add_many, "budi", sessions(3), "abc nama lain.csv") == []
    assert write(store, response_batches.add_many, "budi", [], "leer x.csv") == []
    assert write(store, response_batches.add_many, "budi", sessions(1), "ab lain.csv") != []
    save(store, sessions(9)[8], "budi", record_id=ids[0], after=1)
    write(store, responses.remove, "budi", ids[1], 1)
    gone = write(store, response_batches.take_back, "ani", "abc")
    assert {one.record.id for one in gone} == {ids[0], ids[2]}
    assert len(current(store)) == 1  # the other file's
    assert [state for _, state, _ in states(store, ids[0])] == ["kept", "kept", "removed"]
    assert refused(lambda: write(store, response_batches.take_back, "ani", "abc")) == (
        "response_file_unknown"
    )
    assert len(write(store, response_batches.add_many, "sari", sessions(3), "abc jadwal.csv")) == 3
    assert [(action, by) for action, by, subject in log(store) if subject == "abc"] == [
        ("response_file", "sari"), ("response_file_remove", "ani"), ("response_file", "sari"),
    ]  # fmt: skip


def bring(store: Store, file: str, *records: Record, correct: Sequence[str] = ()) -> list[str]:
    """Bring a file of these records; the first ones correct those of the ids ``correct``."""
    with store.writing() as connection:
        there = [responses.newest(connection, key) for key in correct]
        pairs = [(last, one) for last, one in zip(there, records, strict=False) if last]
        new = records[len(pairs) :]
        given = connection, "sari", "kota", new, f"{file} {file}.csv"
        return response_batches.add_many(*given, corrections=pairs)


def take_back(store: Store, file: str) -> int:
    return len(write(store, response_batches.take_back, "sari", file))


def held(store: Store) -> list[int | None]:
    return [one.people for one in current(store) if isinstance(one, Session)]


def test_what_a_file_corrected_comes_back_with_it(store: Store) -> None:
    """Whichever file is taken back first, and however often."""
    (key,) = bring(store, "a", *sessions(1))
    more = [replace(one, people=7) for one in sessions(1)]
    most = [replace(one, people=8) for one in sessions(1)]
    assert bring(store, "b", *more, *sessions(3)[2:], correct=[key]) != []
    bring(store, "c", *most, correct=[key])
    assert held(store) == [2, 8]
    for file in "abc":  # each stands, though the record has the last one's numbers
        assert bring(store, file, *sessions(2)) == []
    assert take_back(store, "c") == 1
    assert held(store) == [2, 7]
    bring(store, "c", *most, correct=[key])
    take_back(store, "c")
    assert take_back(store, "b") == 2
    assert held(store) == [0]
    assert take_back(store, "a") == 1
    assert held(store) == []
    for file in "abc":
        assert refused(lambda: take_back(store, file)) == "response_file_unknown"  # noqa: B023
    assert bring(store, "b", *sessions(1)) != []


def test_what_was_corrected_by_hand_before_a_file_comes_back(store: Store) -> None:
    first, second, third, fourth = (replace(one, people=n) for one in sessions(1) for n in range(4))
    key = save(store, first).record.id
    bring(store, "b", second, correct=[key])
    take_back(store, "b")
    save(store, third, record_id=key, after=3)
    bring(store, "b", second, correct=[key])
    save(store, fourth, record_id=key, after=5)
    assert held(store) == [3]
    assert take_back(store, "b") == 1
    assert held(store) == [2]


def test_a_file_is_confirmed_at_once_but_not_by_who_wrote_of_it(store: Store) -> None:
    reports = [replace(REPORT, rw=f"00{n}") for n in (1, 2, 3)]
    add = response_batches.add_many
    ids = write(store, add, "sari", reports, "abc jt.csv", state="waiting")
    changed = replace(reports[0], guests=5)
    save(store, changed, "budi", state="waiting", record_id=ids[0], after=1)
    confirm = response_batches.confirm
    for by in ("sari", "budi"):
        said = refused(lambda: write(store, confirm, by, "abc"))  # noqa: B023
        assert said == "response_four_eyes"
    assert all(one.waiting for one in current(store))
    assert len(write(store, confirm, "ani", "abc")) == 3
    assert [(one.by, one.waiting) for one in current(store)] == [("ani", False)] * 3
    assert log(store)[-1] == ("response_file_confirm", "ani", "abc")
    assert refused(lambda: write(store, confirm, "ani", "abc")) == "response_file_unknown"


def test_a_file_of_which_one_row_fails_leaves_nothing(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = iter(["1" * 16, "2" * 16, "1" * 16])
    monkeypatch.setattr(responses, "new_id", lambda: next(ids))
    with pytest.raises(StoreError):
        write(store, response_batches.add_many, "sari", sessions(3), "abc jadwal.csv")
    assert (rows(store), log(store)) == (0, [])


def test_what_was_known_at_a_moment(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    at = [dt.datetime(2021, 3, day, 8, tzinfo=dt.UTC) for day in (1, 2, 3, 4)]
    clock = iter(at)
    now = [at[0]]
    monkeypatch.setattr(moments, "now", lambda: moments.written(now[0]))
    now[0] = next(clock)
    key = save(store, REPORT, "rw", state="waiting").record.id
    now[0] = next(clock)
    write(store, responses.confirm, "lurah", key, 1)
    now[0] = next(clock)
    write(store, responses.remove, "lurah", key, 2)
    now[0] = next(clock)
    other = save(store)
    before = at[0] - dt.timedelta(seconds=1)
    found = [[(o.version, o.waiting) for o in current(store, when)] for when in (before, *at)]
    assert found == [[], [(1, True)], [(2, False)], [], [(1, False)]]
    assert current(store) == [other.record]


def test_parts_are_asked_for_and_the_last_written_comes_last(store: Store) -> None:
    entry, report = save(store).record, save(store, REPORT).record
    assert current(store, parts=("report",)) == [report]
    assert current(store, parts=()) == []
    changed = save(store, record_id=entry.id, after=1).record
    assert [one.id for one in current(store)] == [report.id, changed.id]


def test_the_revision_changes_with_every_write_of_the_city_alone(store: Store) -> None:
    store.add(batch("1"), observed((A, "2020-10-06", "positif", 5)), apart())
    seen = [store.revision("kota", "dbd"), store.revision("lain", "dbd")]
    key = save(store).record.id
    seen.append(store.revision("kota", "dbd"))
    write(store, responses.undo, "sari", key, 1)
    seen.append(store.revision("kota", "dbd"))
    assert len(set(seen)) == 4
    assert store.revision("lain", "dbd") == seen[1]
    assert store.revision("kota", "dbd") == seen[3]
    assert store.revision("kota", "covid19") != "0"
