"""Stored briefings on either engine: versions, who may, and two people at once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from geo.access import ANYBODY, Viewer
from geo.errors import AccessError, InputError, StoreError
from geo.io import audit
from geo.io.desk import Desk
from geo.io.store import Store
from geo.io.tables import BRIEFINGS
from geo.scenes import Briefing, Scene
from tests.store_kit import ENGINES, fresh_url

ADMIN = Viewer("ani", "admin")
SARI = Viewer("sari", "dinas", "kota")
OTHERS = (
    ANYBODY,
    Viewer("umum", "public", "kota"),
    Viewer("lurah", "lurah", "kota", "63.71.01.1001"),
    Viewer("jauh", "dinas", "lain"),
)
MAP = Scene("Peta", "", "peta", {"city": "kota", "date": "2021-07-05"})
STAFF = Scene("Riwayat", "", "data", {"city": "kota"})


@pytest.fixture(params=ENGINES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    made = Store.create(fresh_url(request.param, request, tmp_path))
    yield made
    made.close()


def desk(store: Store, viewer: Viewer = SARI) -> Desk:
    return Desk(store, viewer)


def save(store: Store, title: str = "Rapat", *scenes: Scene, viewer: Viewer = SARI) -> Briefing:
    return desk(store, viewer).save_briefing("kota", "dbd", title, scenes or (MAP,))


def test_a_briefing_comes_back_as_it_was_saved(store: Store) -> None:
    made = save(store, "Rapat 5 Juli", MAP, STAFF)
    assert (made.version, made.city, made.disease, made.title) == (1, "kota", "dbd", "Rapat 5 Juli")
    assert (made.scenes, made.created_by, made.removed) == ((MAP, STAFF), "sari", False)
    assert len(made.id) == 12
    assert desk(store).briefing(made.id) == made
    assert desk(store).briefings("kota") == [made]
    assert save(store).id != made.id
    assert desk(store, ADMIN).briefings("lain") == []


def test_versions_are_kept_and_taking_back_is_one(store: Store) -> None:
    first = save(store)
    sari = desk(store)
    second = sari.save_briefing("kota", "dbd", "Baru", (MAP,), briefing_id=first.id, after=1)
    gone = sari.remove_briefing("kota", first.id, 2)
    assert (second.version, gone.version, gone.removed, gone.title) == (2, 3, True, "Baru")
    assert sari.briefings("kota") == []
    assert sari.briefings("kota", removed=True) == [gone]
    assert [sari.briefing(first.id, n) for n in (1, 2, 3)] == [first, second, gone]
    back = sari.restore_briefing("kota", first.id, 3)
    assert (back.version, back.removed, back.scenes) == (4, False, second.scenes)
    assert sari.briefings("kota") == [back]
    with store.reading() as connection:
        log = [(entry.action, entry.by, entry.city) for entry in audit.entries(connection)]
        count = sa.select(sa.func.count()).select_from(BRIEFINGS)
        assert connection.scalar(count) == 4
    assert log == [
        (f"briefing_{what}", "sari", "kota") for what in ("save", "remove", "save", "save")
    ]


def test_the_last_saved_is_listed_first(store: Store) -> None:
    first, second = save(store, "a"), save(store, "b")
    assert [one.title for one in desk(store).briefings("kota")] == ["b", "a"]
    desk(store).save_briefing("kota", "dbd", "c", (MAP,), briefing_id=first.id, after=1)
    assert [one.id for one in desk(store).briefings("kota")] == [first.id, second.id]


def test_who_was_slower_is_told_and_nothing_is_lost(store: Store) -> None:
    made = save(store)
    desk(store).save_briefing("kota", "dbd", "sari", (MAP,), briefing_id=made.id, after=1)
    for act in (
        lambda: desk(store, ADMIN).save_briefing(
            "kota", "dbd", "ani", (MAP,), briefing_id=made.id, after=1
        ),
        lambda: desk(store, ADMIN).remove_briefing("kota", made.id, 1),
    ):
        with pytest.raises(InputError) as caught:
            act()
        (problem,) = caught.value.problems
        assert problem.key == "briefing_version"
        assert dict(problem.values) == {"found": 1, "newest": 2, "by": "sari"}
    assert desk(store).briefing(made.id).title == "sari"


def test_of_many_who_save_at_once_one_succeeds(store: Store) -> None:
    made = save(store)
    begin, done = threading.Barrier(6), []

    def change(number: int) -> None:
        begin.wait()
        try:
            desk(store).save_briefing(
                "kota", "dbd", str(number), (MAP,), briefing_id=made.id, after=1
            )
            done.append("saved")
        except InputError as error:
            done.append(error.problems[0].key)

    threads = [threading.Thread(target=change, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == ["briefing_version"] * 5 + ["saved"]
    assert desk(store).briefing(made.id).version == 2


def test_the_database_itself_refuses_a_version_twice(store: Store) -> None:
    made = save(store)
    with store.reading() as connection:
        row = dict(connection.execute(sa.select(BRIEFINGS)).one()._mapping)
    del row["id"]
    with pytest.raises(StoreError, match="store_failed"), store.writing() as connection:
        connection.execute(BRIEFINGS.insert().values(**row))
    assert desk(store).briefing(made.id) == made


def test_what_is_wrong_is_refused_whole(store: Store) -> None:
    made = save(store)
    wrong = Scene("x" * 161, "", "nowhere", {})
    for key in (None, made.id):
        with pytest.raises(InputError) as caught:
            desk(store).save_briefing("kota", "dbd", "", (wrong,), briefing_id=key, after=1)
        keys = [problem.key for problem in caught.value.problems]
        assert keys == ["briefing_title", "scene_page", "briefing_long"]
    assert desk(store).briefings("kota") == [made]
    for act, key in (
        (lambda: desk(store).restore_briefing("kota", made.id, 1), "briefing_is_kept"),
        (lambda: desk(store).remove_briefing("kota", "none", 1), "briefing_unknown"),
        (lambda: desk(store, ADMIN).remove_briefing("lain", made.id, 1), "briefing_unknown"),
    ):
        with pytest.raises(InputError, match=key):
            act()


@pytest.mark.parametrize("viewer", OTHERS, ids=lambda viewer: viewer.name or "anybody")
def test_only_officers_of_the_city_save_and_list(store: Store, viewer: Viewer) -> None:
    made = save(store)
    other = desk(store, viewer)
    for act in (
        lambda: save(store, viewer=viewer),
        lambda: other.remove_briefing("kota", made.id, 1),
        lambda: other.restore_briefing("kota", made.id, 1),
        lambda: other.briefings("kota"),
    ):
        with pytest.raises(AccessError):
            act()
    assert desk(store).briefing(made.id) == made


@pytest.mark.parametrize("viewer", OTHERS, ids=lambda viewer: viewer.name or "anybody")
def test_whoever_has_the_link_reads_the_newest_of_public_pages(
    store: Store, viewer: Viewer
) -> None:
    shown, staff, gone = save(store), save(store, "R", MAP, STAFF), save(store)
    desk(store).remove_briefing("kota", gone.id, 1)
    other = desk(store, viewer)
    assert other.briefing(shown.id) == shown
    for asked in ((staff.id,), (gone.id,), (shown.id, 1), ("none",)):
        with pytest.raises(InputError, match="briefing_unknown"):
            other.briefing(*asked)
    assert desk(store, ADMIN).briefing(staff.id) == staff
