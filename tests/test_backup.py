"""One file that holds a store: whole, checked, and back on either engine."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import stat
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from geo import text
from geo.__main__ import main
from geo.errors import InputError, StoreError
from geo.io import accounts, aliases, backup, tables, versions
from geo.io.engine import make_engine, make_file, transaction
from geo.io.restore import restore
from geo.io.store import NewBatch, Store
from tests.store_kit import ENGINES, A, B, apart, batch, fresh_url, observed, values

Rows = dict[str, list[tuple[object, ...]]]


def fill(store: Store) -> None:
    """Something in every table."""
    odd = ("ä\nb\t\\N \u202e😷 |", "2020-10-06", "positif", 7)
    store.add(batch("s", "simulated"), observed((A, "2020-10-06", "positif", 99)), apart())
    table = observed((A, "2020-10-06", "positif", -5), (B, "2020-10-06", "positif", None))
    store.add(batch("1"), table.assign(days=7), apart(odd))
    new = NewBatch("kota", "dbd", "import", "2.csv", "2", gap=3, report='{"a": [1]}')
    store.add(new, observed((B, "2020-10-07", "positif", 2**31 - 1)), apart(), state="draft")
    store.decide(1, "retracted", "sari", "lama")
    key = {"city": "kota", "zone_id": A, "batch_id": 2}
    with store.writing() as connection:
        aliases.accept(connection, "kota", "Pemurus Dlm.", A, "sari")
        accounts.add(connection, "admin", "sari", "lurah", "kota", A)
        for row in (
            tables.RT_HOUSES.insert().values(**key, date="2021-02-09", rt="003", houses=2),
            tables.POPULATIONS.insert().values(**key, year=2021, population=12_345),
            tables.ZONE_DECISIONS.insert().values(
                **key, date="2021-02-09", level="kuning", decree="5"
            ),
            tables.SESSIONS.insert().values(
                sha256="0" * 64, user_name="sari", created_at="", expires_at="9"
            ),
            tables.TOKENS.insert().values(
                id=7, sha256="1" * 64, label="x", user_name="sari", created_at="", created_by=""
            ),
            tables.SIGN_INS.insert().values(name="sari", address="::1", at="", ok=False),
            tables.BRIEFINGS.insert().values(
                briefing_id="Ab-_12345678",
                version=1,
                city="kota",
                disease="dbd",
                state="kept",
                body='{"title": "ä\\n"}',
                at="",
                by="sari",
            ),
            tables.RESPONSES.insert().values(
                record_id="Cd-_12345678",
                version=1,
                city="kota",
                part="entry",
                zone_id=A,
                state="kept",
                body='{"kind": "psbk", "note": "ä\\n"}',
                at="",
                by="sari",
                origin_file="",
            ),
            tables.DELIVERIES.insert().values(
                webhook="posko",
                event_id="e",
                city="kota",
                disease="dbd",
                state_id=2,
                attempts=1,
                created_at="",
                state="sent",
                next_at="",
                last_error="",
                body="{}",
            ),
        ):
            connection.execute(row)


def everything(url: str) -> Rows:
    """Every row of every table, but for sessions, which are no part of a backup."""
    engine = make_engine(url)
    with transaction(engine) as connection:
        found = {
            table.name: [tuple(row) for row in connection.execute(
                sa.select(table).order_by(*table.primary_key.columns))]
            for table in tables.METADATA.sorted_tables if table.name != "sessions"
        }  # fmt: skip
    engine.dispose()
    return {name: sorted(rows, key=repr) for name, rows in found.items()}


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return fresh_url(request.param, request, tmp_path)


@pytest.fixture
def full(url: str) -> str:
    """The URL of a store with something in every table."""
    store = Store.create(url)
    fill(store)
    store.close()
    return url


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A backup of a full embedded store."""
    folder = tmp_path_factory.mktemp("whole")
    store = Store.create(f"sqlite:///{folder / 'store.db'}")
    fill(store)
    store.close()
    assert run("backup", folder / "kept.zip", f"sqlite:///{folder / 'store.db'}") == 0
    return (folder / "kept.zip").read_bytes()


@pytest.fixture
def kept(whole: bytes, tmp_path: Path) -> Path:
    """A file of our own to restore from, or to damage."""
    file = tmp_path / "kept.zip"
    file.write_bytes(whole)
    return file


def run(command: str, file: Path, url: str, *more: str) -> int:
    return main([command, str(file), "--db", url, "--lang", "en", *more])


@pytest.mark.parametrize("other", ENGINES)
def test_a_store_goes_from_engine_to_engine_and_back(
    full: str, other: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    before = everything(full)
    assert all(before.values()), "a table is empty: its way is not tested"
    there = fresh_url(other, request, tmp_path / "other")
    back = fresh_url("sqlite" if "postgres" not in full else "postgresql", request, tmp_path / "b")
    for number, (source, target) in enumerate(((full, there), (there, back))):
        file = tmp_path / f"{number}.zip"
        assert run("backup", file, source) == 0
        assert run("restore", file, target) == 0
        assert everything(target) == before
    again = [json.loads(zipfile.ZipFile(tmp_path / f"{n}.zip").read("manifest.json"))["tables"]
             for n in (0, 1)]  # fmt: skip
    assert again[0] == again[1]


@pytest.mark.parametrize("target", ENGINES)
def test_numbers_go_on_where_they_were(
    kept: Path, target: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    url = fresh_url(target, request, tmp_path / "target")
    run("restore", kept, url)
    store = Store.open(url)
    assert values(store)[A, "2020-10-06", "positif"] == -5
    assert store.add(batch("3"), observed((A, "2020-10-08", "positif", 1)), apart()) == 4
    state = store.decide(4, "retracted", "sari", "x")
    assert state.state_id == 6
    with store.writing() as connection:
        made = tables.TOKENS.insert().values(
            sha256="2" * 64, label="", user_name="", created_at="", created_by=""
        )
        assert connection.execute(made).inserted_primary_key == (8,)
        assert connection.scalar(sa.select(sa.func.count()).select_from(tables.SESSIONS)) == 0
    store.close()


def test_the_command_says_what_it_did(
    full: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "b.zip"
    rows = sum(map(len, everything(full).values()))
    assert run("backup", file, full) == 0
    out = capsys.readouterr()
    assert f"{rows} rows" in out.out
    assert str(file) in out.out
    assert out.err == ""
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert run("backup", tmp_path, full) == 0
    (dated,) = [f for f in tmp_path.iterdir() if f.name.startswith("jaga-tetangga-")]
    assert backup.verify(dated).rows == rows
    assert [f.name for f in tmp_path.rglob("*.partial")] == []


def test_a_running_count_shows_on_a_terminal(
    kept: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    total = backup.read_manifest(kept).rows
    assert run("restore", kept, f"sqlite:///{tmp_path}/new.db") == 0
    said = capsys.readouterr().err
    assert f"\r{total}/{total}" in said
    assert said.endswith("\r\033[K")


def test_a_file_that_is_there_is_never_overwritten(
    full: str, kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = kept.read_bytes()
    assert run("backup", kept, full) == 2
    assert "never overwritten" in capsys.readouterr().err
    assert kept.read_bytes() == before


def test_a_backup_is_of_one_moment_while_others_load(full: str, tmp_path: Path) -> None:
    """What is stored while the file is written is in it whole or not at all."""
    store, done = Store.open(full), threading.Event()
    zones = [f"63.71.02.{number}" for number in range(1001, 1101)]

    def load() -> None:
        at = 0
        while not done.is_set():
            at += 1
            rows = observed(*[(zone, "2021-01-01", "positif", at) for zone in zones])
            store.add(batch(f"x{at}"), rows, apart())

    writer = threading.Thread(target=load)
    writer.start()
    try:
        for number in range(5):
            file = tmp_path / f"{number}.zip"
            assert run("backup", file, full) == 0
            with zipfile.ZipFile(file) as pack:
                lines = {
                    name: [
                        json.loads(line) for line in pack.read(f"tables/{name}.jsonl").splitlines()
                    ]
                    for name in ("batches", "observations", "batch_states")
                }
            columns = backup.read_manifest(file).tables
            number_of = columns["observations"].columns.index("batch_id")
            rows_of = columns["batches"].columns.index("rows")
            held = [row[number_of] for row in lines["observations"]]
            assert all(held.count(row[0]) == row[rows_of] for row in lines["batches"])
            assert len(held) == sum(row[rows_of] for row in lines["batches"])
            assert {row[0] for row in lines["batches"]} == {row[1] for row in lines["batch_states"]}
    finally:
        done.set()
        writer.join(60)
        store.close()


def test_a_store_that_holds_data_is_left_alone(
    full: str, kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = Store.open(full)
    store.add(batch("9"), observed((A, "2022-01-01", "positif", 1)), apart())
    before = everything(full)
    assert run("restore", kept, full) == 2
    assert "--force" in capsys.readouterr().err
    assert everything(full) == before
    store.close()


def test_an_empty_store_is_filled(url: str, kept: Path) -> None:
    store = Store.create(url)
    assert store.batches("kota", "dbd") == []
    assert run("restore", kept, url) == 0
    assert len(store.batches("kota", "dbd")) == 3
    store.close()


def test_force_keeps_what_was_there_and_an_open_store_goes_on(
    full: str, kept: Path, capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest,
    tmp_path: Path,
) -> None:  # fmt: skip
    store = Store.open(full)
    store.add(batch("9"), observed((A, "2022-01-01", "positif", 1)), apart())
    before, revision = everything(full), store.revision("kota", "dbd")
    capsys.readouterr()
    assert run("restore", kept, full, "--force") == 0
    aside = Path(capsys.readouterr().out.splitlines()[-1].removeprefix(
        "What was there before is kept: "))  # fmt: skip
    assert len(store.batches("kota", "dbd")) == 3
    assert store.revision("kota", "dbd") != revision
    other = fresh_url("sqlite", request, tmp_path / "aside")
    assert run("restore", aside, other) == 0
    assert everything(other) == before
    store.close()


def test_a_damaged_file_is_moved_aside_only_when_forced(
    kept: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "home" / "store.db"
    file.parent.mkdir()
    file.write_bytes(b"this was a store once " * 500)
    before, url = file.read_bytes(), f"sqlite:///{file}"
    assert run("restore", kept, url) == 2
    assert file.read_bytes() == before
    assert run("restore", kept, url, "--force") == 0
    (aside,) = [f for f in file.parent.iterdir() if f.name.startswith("store.db.2")]
    assert aside.read_bytes() == before
    assert str(aside) in capsys.readouterr().out
    assert len(Store.open(url).batches("kota", "dbd")) == 3


@pytest.mark.parametrize("engine", ENGINES)
def test_a_restore_that_fails_changes_nothing(
    kept: Path, engine: str, request: pytest.FixtureRequest, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """The last step of all: whatever was written before it is gone again."""
    there = fresh_url(engine, request, tmp_path / "there")
    empty = fresh_url(engine, request, tmp_path / "empty")
    store = Store.create(there)
    fill(store)
    store.add(batch("9"), observed((A, "2022-01-01", "positif", 1)), apart())
    before, files = everything(there), sorted(tmp_path.rglob("*"))

    def fails(connection: sa.Connection, _where: str) -> None:
        connection.exec_driver_sql("SELECT * FROM nowhere")

    monkeypatch.setattr(versions, "upgrade", fails)
    for target in (there, empty):
        made = make_engine(target)
        with pytest.raises(StoreError):
            restore(kept, made, force=True)
        made.dispose()
    monkeypatch.undo()
    assert everything(there) == before
    assert [f for f in sorted(tmp_path.rglob("*")) if f.is_file()] == [
        f for f in files if f.is_file()
    ]
    with pytest.raises(StoreError, match="store_missing"):
        Store.open(empty)
    store.close()


def test_a_backup_of_an_older_version_is_brought_to_ours(url: str, tmp_path: Path) -> None:
    engine = make_engine(url)
    make_file(engine)
    with transaction(engine, write=True) as connection:
        versions.make(connection, "0001")
        there = sa.MetaData()
        there.reflect(connection)
        moment = "2021-02-01T10:00:00.000000+00:00"
        first = (3, "kota", "dbd", "import", moment, "a.csv", "a", 1, "")
        number = ("kota", "dbd", "positif", "2020-10-06", A, 3, "cumulative", 5, "")
        for name, row in (("batches", first), ("observations", number)):
            connection.execute(there.tables[name].insert().values(row))
    file, new = tmp_path / "old.zip", tmp_path / "new.db"
    assert run("backup", file, url) == 0
    assert backup.read_manifest(file).schema == "0001"
    assert run("restore", file, f"sqlite:///{new}") == 0
    store = Store.open(f"sqlite:///{new}")
    assert values(store) == {(A, "2020-10-06", "positif"): 5}
    assert store.batches("kota", "dbd")[0].state_at.isoformat() == "2021-02-01T10:00:00+00:00"
    assert run("restore", file, url, "--force") == 0
    assert values(Store.open(url)) == {(A, "2020-10-06", "positif"): 5}
    engine.dispose()


Change = Callable[[dict[str, bytes]], None]


def rewritten(file: Path, change: Change, packing: int = zipfile.ZIP_DEFLATED) -> Path:
    """The backup with changed members."""
    with zipfile.ZipFile(file) as pack:
        members = {name: pack.read(name) for name in pack.namelist()}
    change(members)
    made = file.with_name("changed.zip")
    with zipfile.ZipFile(made, "w", packing) as pack:
        for name, content in members.items():
            pack.writestr(name, content)
    return made


def manifest(**fields: object) -> Change:
    def change(members: dict[str, bytes]) -> None:
        members["manifest.json"] = json.dumps(
            {**json.loads(members["manifest.json"]), **fields}
        ).encode()

    return change


def table_as(name: str, **fields: object) -> Change:
    """Another content of a table with a manifest that fits: only the contents are wrong."""

    def change(members: dict[str, bytes]) -> None:
        lines = str(fields["lines"]).encode()
        said = json.loads(members["manifest.json"])
        said["tables"][name] |= {
            "bytes": len(lines),
            "rows": lines.count(b"\n"),
            "sha256": hashlib.sha256(lines).hexdigest(),
        }
        said["tables"][name] |= {k: v for k, v in fields.items() if k != "lines"}
        members["manifest.json"] = json.dumps(said).encode()
        members[f"tables/{name}.jsonl"] = lines

    return change


def put(name: str, content: bytes) -> Change:
    return lambda members: members.__setitem__(name, content)


def one_number(members: dict[str, bytes]) -> None:
    name = "tables/observations.jsonl"
    assert b",99," in members[name]
    members[name] = members[name].replace(b",99,", b",98,")


def lose_a_row(members: dict[str, bytes]) -> None:
    name = "tables/observations.jsonl"
    members[name] = b"".join(members[name].splitlines(keepends=True)[1:])


ROW = '["kota","dbd","positif","2020-10-06","63.71.01.1001",1,"cumulative",{},"",1,null]\n'


@pytest.mark.parametrize(
    ("change", "key"),
    [
        (one_number, "backup_changed"),
        (lose_a_row, "backup_changed"),
        (manifest(format=2), "backup_newer"),
        (manifest(format="x"), "backup_foreign"),
        (manifest(tables=[]), "backup_broken"),
        (manifest(tables={}), "backup_foreign"),
        (manifest(schema="0999"), "store_newer"),
        (manifest(schema="kemarin"), "store_version"),
        (put("manifest.json", b"{" * 100_000), "backup_broken"),
        (put("manifest.json", b" " * 2_000_000), "backup_foreign"),
        (put("../../outside.txt", b"x"), "backup_foreign"),
        (put("/tmp/outside.txt", b"x"), "backup_foreign"),  # noqa: S108
        (put("tables/people.jsonl", b"x"), "backup_foreign"),
        (lambda members: members.pop("tables/audit.jsonl"), "backup_foreign"),
        (lambda members: members.pop("manifest.json"), "backup_foreign"),
        (table_as("observations", lines=ROW.format('"5"')), "backup_changed"),
        (table_as("observations", lines=ROW.format("1.5")), "backup_changed"),
        (table_as("observations", lines=ROW.format("true")), "backup_changed"),
        (table_as("observations", lines=ROW.format("[5]")), "backup_changed"),
        (table_as("observations", lines=ROW.format("5,6")), "backup_changed"),
        (table_as("observations", lines=ROW.format("9" * 30)), "backup_broken"),
        (table_as("observations", lines="[" * 100_000 + "\n"), "backup_broken"),
        (table_as("observations", lines="{}\n"), "backup_changed"),
        (table_as("observations", lines="\n"), "backup_broken"),
        (table_as("observations", lines=ROW.format(5).strip()), "backup_changed"),
        (table_as("observations", lines=ROW.format(5), columns=["city"]), "backup_changed"),
        (table_as("observations", lines=ROW.format(5) * 2), "store_failed"),  # one key twice
        (table_as("batches", lines=""), "store_failed"),  # numbers of batches that are not there
        (table_as("observations", lines=ROW.format(5) * 200_000), "backup_changed"),  # a bomb
    ],
)
def test_a_changed_backup_is_refused_and_nothing_is_touched(
    kept: Path, tmp_path: Path, change: Change, key: str
) -> None:
    changed = rewritten(kept, change)
    engine = make_engine(f"sqlite:///{tmp_path}/new/store.db")
    with pytest.raises((InputError, StoreError)) as caught:
        restore(changed, engine)
    assert caught.value.problems[0].key == key, caught.value
    for lang in text.LANGUAGES:
        assert str(tmp_path) in text.error(caught.value, lang)
    engine.dispose()
    assert {f.name for f in tmp_path.iterdir() if f.is_file()} == {"kept.zip", "changed.zip"}
    assert not (tmp_path / "new" / "store.db").exists()
    assert not Path("/tmp/outside.txt").exists()  # noqa: S108


def test_every_damaged_byte_is_noticed(kept: Path, tmp_path: Path) -> None:
    """Cut short or a byte turned over anywhere: refused, or what it holds is still the same."""
    whole, sound = kept.read_bytes(), backup.verify(kept)
    broken, refused = tmp_path / "broken.zip", 0
    for place in range(0, len(whole), max(1, len(whole) // 300)):
        for content in (
            whole[:place],
            whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :],
        ):
            broken.write_bytes(content)
            try:
                assert backup.verify(broken) == sound
            except InputError:
                refused += 1
    assert refused > 500


def test_what_is_no_zip_is_refused(kept: Path, tmp_path: Path) -> None:
    (tmp_path / "a").write_text("bukan zip", encoding="utf-8")
    cases = {tmp_path / "none.zip": "backup_missing", tmp_path / "a": "backup_broken"}
    cases[tmp_path] = "backup_broken"
    for file, key in cases.items():
        with pytest.raises(InputError, match=key):
            backup.verify(file)
    locked = io.BytesIO(kept.read_bytes())
    with zipfile.ZipFile(locked) as pack:
        raw = bytearray(locked.getvalue())
        for member in pack.infolist():
            raw[member.header_offset + 6] |= 1  # asks for a password
    at = raw.find(b"PK\x01\x02")
    while at >= 0:
        raw[at + 8] |= 1
        at = raw.find(b"PK\x01\x02", at + 4)
    (tmp_path / "locked.zip").write_bytes(raw)
    with pytest.raises(InputError, match="backup_broken"):
        backup.verify(tmp_path / "locked.zip")


def test_a_backup_that_can_not_be_finished_leaves_no_file(
    full: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full_disk(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full_disk)
    engine = make_engine(full)
    with pytest.raises(StoreError, match="store_full"):
        backup.write(engine, tmp_path / "b.zip")
    engine.dispose()
    assert [f for f in tmp_path.iterdir() if "b.zip" in f.name] == []


def test_a_backup_without_room_for_it_is_refused_early(
    kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=100))
    engine = make_engine(f"sqlite:///{tmp_path}/new.db")
    with pytest.raises(StoreError, match="restore_room"):
        restore(kept, engine)
    assert not (tmp_path / "new.db").exists()


def test_no_store_gives_no_backup(url: str, tmp_path: Path) -> None:
    assert run("backup", tmp_path / "b.zip", url) == 2
    assert not (tmp_path / "b.zip").exists()
