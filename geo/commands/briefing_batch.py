"""The writing of a briefing's files, one or hundreds: each whole or not at all, and one that can't
be made doesn't keep the others."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby
from multiprocessing import get_context
from pathlib import Path

import geopandas as gpd

from geo import daily
from geo.errors import InputError, JagaError, Problem
from geo.render import miniature
from geo.slides import Briefing, Ground
from geo.writers import formats

Job = tuple[str, str]
"""A zone_id and the key of a format."""
_PROCESSES = 2


@dataclass(frozen=True)
class Order:
    """What all files of a run have in common; see ``geo.writers.formats.Wanted``."""

    ground: Ground
    snapshot: str
    shapes: miniature.Shapes
    zones: gpd.GeoDataFrame
    lang: str
    slide: str | None = None
    template: Path | None = None
    first: dt.date | None = None
    last: dt.date | None = None


def write(
    order: Order,
    made: Briefing,
    key: str,
    file: Path,
    progress: Callable[[int, int], None] | None = None,
) -> list[Problem]:
    """Make one file and put it in place; what went wrong, a fatal one where there is no file. Of
    two kelurahan's faults each says its own."""
    where = f"{made.view.facts.names[made.zone]} ({made.zone})" if made.zone else file.name
    wanted = formats.Wanted(
        made,
        order.shapes,
        order.lang,
        order.zones,
        slide=order.slide,
        template=order.template,
        rule=order.ground.rule,
        first=order.first,
        last=order.last,
        progress=progress,
    )
    try:
        written = formats.make(key, wanted)
        put(file, written.data)
    except JagaError as failure:
        return list(failure.problems)
    except Exception as error:  # one kelurahan's fault must not keep fifty others
        said = f"{type(error).__name__}: {error}"
        return [Problem("files_failed", where, {"format": key, "found": said})]
    return list(written.problems)


def put(file: Path, data: bytes) -> None:
    """Write beside the place first, then into it, so that nobody ever reads half a file. The folder
    is made. InputError where it can't be written."""
    partial = file.with_name(f".{file.name}.{os.getpid()}.partial")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with partial.open("wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        partial.replace(file)
    except OSError as error:
        values = {"found": error.strerror or str(error)}
        raise InputError(Problem("files_unwritable", str(file), values)) from error
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)


def run(order: Order, jobs: Sequence[Job], out: Path) -> Iterator[list[Problem]]:
    """Every job's problems, in the order of the jobs, as they are done. InputError at once where
    the folder can't be made or written to. Two processes share the kelurahan."""
    _try(out)
    zones = [tuple(of) for _, of in groupby(jobs, key=lambda job: job[0])]
    many = min(_PROCESSES, len(zones), os.cpu_count() or 1)
    if many < 2:
        _begin(order)
        for of in zones:
            yield from _zone(of, out)
        return
    # A forked process would share the locks of the encoder's threads with this one.
    with ProcessPoolExecutor(many, get_context("spawn"), _begin, (order,)) as pool:
        for found in pool.map(_zone, zones, [out] * len(zones)):
            yield from found


def _try(out: Path) -> None:
    probe = out / f".{os.getpid()}.probe"
    put(probe, b"")
    probe.unlink(missing_ok=True)


_ORDER: list[Order] = []
"""The order of this process; sent once, not with every job."""


def _begin(order: Order) -> None:
    _ORDER[:] = [order]


def _zone(jobs: Sequence[Job], out: Path) -> list[list[Problem]]:
    """The files of one kelurahan."""
    [order] = _ORDER
    zone_id = jobs[0][0]
    try:
        made = daily.of_zone(order.ground, order.snapshot, zone_id)
    except Exception as error:  # as in ``write``
        said = f"{type(error).__name__}: {error}"
        where = f"{order.ground.facts.names[zone_id]} ({zone_id})"
        return [[Problem("files_failed", where, {"format": key, "found": said})] for _, key in jobs]
    return [write(order, made, key, out / formats.zone_name(key, made)) for _, key in jobs]
