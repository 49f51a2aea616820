"""A store in one file: a ZIP with every table as JSON lines and a manifest that all is held to.

manifest.json    format, schema (version of the tables), made_at, and of each table: columns, rows,
                 bytes and SHA-256 of its lines
tables/NAME.jsonl    one JSON array a row, in the order of the columns

Sessions stay out: after a restore everybody signs in anew. Password hashes and the fingerprints of
tokens are in it, so that the file may be read by its owner only.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

import sqlalchemy as sa

from geo.errors import InputError, Problem, StoreError
from geo.io import faults, moments, versions
from geo.io.engine import place, transaction

FORMAT = 1
MANIFEST = "manifest.json"
LEFT_OUT = ("sessions",)
CHUNK = 5000
"""Rows that are held in memory at a time."""
LONGEST_LINE = 16 * 2**20
LARGEST_MANIFEST = 2**20
MOST_TIMES = 200
"""What a table's lines may take up against their packed size; ours take up some 20 times."""

Progress = Callable[[int, int], None]
"""Told how many rows are done, of how many."""


@dataclass(frozen=True)
class Part:
    """What the manifest says of one table; ``bytes`` and ``sha256`` are those of its lines."""

    columns: tuple[str, ...]
    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a backup holds; ``made_at`` as in ``geo.io.moments``."""

    format: int
    schema: str
    made_at: str
    tables: Mapping[str, Part]

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(part.rows for part in self.tables.values())


def ignore(_done: int, _total: int) -> None:
    """The Progress of whoever does not watch."""


def write(engine: sa.Engine, file: Path, progress: Progress = ignore) -> Manifest:
    """Back up the store, as it is at one moment, while others go on. InputError where ``file`` is
    there already, StoreError where the store can't be read or the file not be written whole."""
    with transaction(engine, snapshot=True) as connection:
        version = versions.found(connection)
        if version is None or not versions.known(version):
            versions.check(connection, place(engine))
        return dump(connection, str(version), file, progress)


def dump(
    connection: sa.Connection, version: str, file: Path, progress: Progress = ignore
) -> Manifest:
    """Write what a connection sees to ``file``: beside it first, in place once it is whole."""
    if file.exists():
        raise InputError(Problem("backup_exists", str(file)))
    partial = file.with_name(f".{file.name}.{os.getpid()}.partial")
    try:
        handle = os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "wb") as raw:
            with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as pack:
                manifest = _fill(connection, version, pack, progress)
            raw.flush()
            os.fsync(raw.fileno())
        if verify(partial) != manifest:
            raise InputError(Problem("backup_changed", str(file), {"part": MANIFEST}))
        partial.replace(file)
    except OSError as error:
        raise StoreError(faults.problem(error, str(file))) from error
    finally:
        partial.unlink(missing_ok=True)
    return manifest


def read_manifest(file: Path) -> Manifest:
    """What a backup says it holds. InputError where it is none of ours, or of a newer program."""
    with opened(file) as pack:
        return _manifest(pack, file)


def verify(file: Path, progress: Progress = ignore) -> Manifest:
    """Read a whole backup and hold it to its manifest; InputError where anything differs."""
    with opened(file) as pack:
        manifest, done = _manifest(pack, file), 0
        for name in manifest.tables:
            for rows in chunks(pack, file, manifest, name):
                done += len(rows)
                progress(done, manifest.rows)
    return manifest


@contextmanager
def opened(file: Path) -> Iterator[zipfile.ZipFile]:
    """The ZIP of a backup; InputError where it is none, or turns out damaged while it is read."""
    try:
        with zipfile.ZipFile(file) as pack:
            yield pack
    except FileNotFoundError as error:
        raise InputError(Problem("backup_missing", str(file))) from error
    except (OSError, *_DAMAGED) as error:
        said = str(error).splitlines()
        values = {"found": said[0] if said else type(error).__name__}
        raise InputError(Problem("backup_broken", str(file), values)) from error


def chunks(
    pack: zipfile.ZipFile, file: Path, manifest: Manifest, name: str
) -> Iterator[list[list[Any]]]:
    """A table's rows, some thousand at a time. At the end InputError where rows, bytes or SHA-256
    are not those of the manifest; memory stays small whatever the file holds."""
    part, digest, rows, size = manifest.tables[name], hashlib.sha256(), 0, 0
    changed = InputError(Problem("backup_changed", str(file), {"part": name}))
    chunk: list[list[Any]] = []
    held = 0
    with pack.open(_member(name)) as lines:
        while line := lines.readline(LONGEST_LINE):
            size += len(line)
            rows += 1
            if size > part.bytes or rows > part.rows or not line.endswith(b"\n"):
                raise changed
            digest.update(line)
            row = json.loads(line)
            if not isinstance(row, list) or len(row) != len(part.columns):
                raise changed
            chunk.append(row)
            held += len(line)
            if len(chunk) == CHUNK or held > LONGEST_LINE:
                yield chunk
                chunk, held = [], 0
    if (rows, size, digest.hexdigest()) != (part.rows, part.bytes, part.sha256):
        raise changed
    if chunk:
        yield chunk


_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    ValueError,  # JSON, UTF-8
    NotImplementedError,  # a packing that we never write
    RuntimeError,  # a password is asked for, brackets nest too deep
    KeyError,
    TypeError,
    AttributeError,
    OverflowError,
)


def _fill(
    connection: sa.Connection, version: str, pack: zipfile.ZipFile, progress: Progress
) -> Manifest:
    tables = [table for table in versions.contents(connection) if table.name not in LEFT_OUT]
    count = sa.func.count()
    total = sum(connection.scalar(sa.select(count).select_from(t)) or 0 for t in tables)
    parts, done = {}, 0
    for table in tables:
        with pack.open(_member(table.name), "w", force_zip64=True) as lines:
            parts[table.name] = _write_lines(connection, table, lines, done, total, progress)
        done += parts[table.name].rows
    manifest = Manifest(FORMAT, version, moments.now(), parts)
    pack.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1))
    return manifest


def _write_lines(
    connection: sa.Connection,
    table: sa.Table,
    lines: IO[bytes],
    done: int,
    total: int,
    progress: Progress,
) -> Part:
    digest, rows, size = hashlib.sha256(), 0, 0
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    query = sa.select(table).order_by(*table.primary_key.columns)
    streamed = connection.execute(query.execution_options(stream_results=True, yield_per=CHUNK))
    for chunk in streamed.partitions():
        text = "".join(f"{encode(list(row))}\n" for row in chunk).encode("utf-8")
        digest.update(text)
        lines.write(text)
        rows, size = rows + len(chunk), size + len(text)
        progress(done + rows, total)
    return Part(tuple(table.c.keys()), rows, size, digest.hexdigest())


def _manifest(pack: zipfile.ZipFile, file: Path) -> Manifest:
    members: Sequence[zipfile.ZipInfo] = pack.infolist()
    sizes = {member.filename: member for member in members}
    foreign = InputError(Problem("backup_foreign", str(file)))
    if MANIFEST not in sizes or sizes[MANIFEST].file_size > LARGEST_MANIFEST:
        raise foreign
    said = json.loads(pack.read(MANIFEST))
    if not isinstance(said, dict) or not isinstance(said.get("format"), int):
        raise foreign
    if said["format"] > FORMAT:
        values = {"found": said["format"], "expected": FORMAT}
        raise InputError(Problem("backup_newer", str(file), values))
    parts = {
        str(name): Part(
            tuple(map(str, part["columns"])), int(part["rows"]), int(part["bytes"]), part["sha256"]
        )
        for name, part in said["tables"].items()
    }
    if sum(member.compress_size for member in members) > file.stat().st_size:
        raise foreign  # members that share their bytes
    if len(members) != len(sizes) or set(sizes) != {MANIFEST, *map(_member, parts)}:
        raise foreign
    for name, part in parts.items():
        member = sizes[_member(name)]
        packed = MOST_TIMES * member.compress_size + LARGEST_MANIFEST
        if member.file_size != part.bytes or part.bytes > packed:
            raise InputError(Problem("backup_changed", str(file), {"part": name}))
    return Manifest(said["format"], str(said["schema"]), str(said["made_at"]), parts)


def _member(table: str) -> str:
    return f"tables/{table}.jsonl"
