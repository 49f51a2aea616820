"""Write the daily briefing of a city or kelurahan to files, as the page Taklimat offers them.

Several formats at once are written with commas between them. With --each zone every kelurahan gets
its own files in a folder; what can't be made is named, and the rest goes on.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd

from geo import boundaries, daily, text
from geo.commands import asking, briefing_batch, operating
from geo.commands.briefing_batch import Order
from geo.errors import InputError, Problem
from geo.render import miniature
from geo.slides import Briefing, Ground
from geo.snapshot import snapshot_id
from geo.writers import formats
from geo.zoning import zoning


def add_arguments(parser: argparse.ArgumentParser, name: str) -> None:
    """Arguments of ``briefing``."""
    asking.add_arguments(parser)
    parser.add_argument(
        "--format",
        default="pptx,pdf",
        metavar="KEY,KEY",
        help=f"of {', '.join(formats.FORMATS)}, or all; default: pptx,pdf",
    )
    parser.add_argument(
        "--out", type=Path, default=Path(), metavar="FILE_OR_DIR", help="default: this folder"
    )
    parser.add_argument("--each", choices=("zone",), help="the files of every kelurahan")
    parser.add_argument("--zone", metavar="CODE", help="the briefing of one kelurahan")
    parser.add_argument("--slide", metavar="KEY", help="what png, square, tall, mp4 and gif show")
    parser.add_argument("--template", type=Path, metavar="FILE", help="PPTX or POTX of your own")
    parser.add_argument("--from", dest="first", metavar="YYYY-MM-DD", help="first day of a film")
    parser.add_argument("--to", dest="last", metavar="YYYY-MM-DD", help="last day of a film")


def run(arguments: argparse.Namespace) -> int:
    """0 when every file is written, 1 where one could not be made."""
    keys = _formats(arguments.format)
    if arguments.each and arguments.zone:
        raise InputError(Problem("files_options", "--each"))
    ground, snapshot, zones = _ground(arguments)
    order = Order(
        ground=ground,
        snapshot=snapshot,
        shapes=miniature.shapes(zones, ground.facts.city.utm),
        zones=zones,
        lang=arguments.lang,
        slide=arguments.slide,
        template=arguments.template,
        first=_day(arguments.first, "--from", ground),
        last=_day(arguments.last, "--to", ground),
    )
    if arguments.each:
        jobs = [(zone_id, key) for zone_id in ground.facts.zone_ids for key in keys]
        return _batch(order, jobs, arguments.out)
    made = _briefing(ground, snapshot, arguments.zone)
    return _one(order, made, keys, arguments.out)


def _day(written: str | None, where: str, ground: Ground) -> dt.date | None:
    if written is None:
        return None
    try:
        return dt.date.fromisoformat(written)
    except ValueError:
        known = ground.zoned.days
        days = f"{known[0]} … {known[-1]}" if known else "–"
        values = {"found": written, "used": ground.day, "days": days}
        raise InputError(Problem("zones_date", where, values)) from None


def _formats(written: str) -> tuple[str, ...]:
    """Keys of formats, each once; InputError with every one that there is not."""
    keys = tuple(dict.fromkeys(word.strip() for word in written.split(",")))
    if keys == ("all",):
        return tuple(formats.FORMATS)
    known = ", ".join(formats.FORMATS)
    unknown = [
        Problem("files_format", f"--format {key}", {"known": known})
        for key in keys
        if key not in formats.FORMATS
    ]
    if unknown:
        raise InputError(unknown)
    return keys


def _ground(arguments: argparse.Namespace) -> tuple[Ground, str, gpd.GeoDataFrame]:
    """What the briefing stands on, its snapshot, and the outlines."""
    asked = asking.answer(arguments, geometry=True, responses=True)
    view, zones = asked.view, gpd.GeoDataFrame(asked.zones)
    zoned = zoning(view.facts, asked.rule, smoothed=view.smoothed)
    centres = boundaries.centres(zones, view.facts.city.utm)
    ground = Ground(view.facts, asked.rule, view.day, zoned, centres, view.smoothed)
    return ground, snapshot_id(view), zones


def _briefing(ground: Ground, snapshot: str, zone_id: str | None) -> Briefing:
    """Of the city, or of one kelurahan; InputError where there is none of this code."""
    if zone_id is None:
        return daily.of_city(ground, snapshot)
    if zone_id not in ground.facts.zone_ids:
        known = ground.facts.zone_ids[0]
        raise InputError(Problem("files_zone", f"--zone {zone_id}", {"known": known}))
    return daily.of_zone(ground, snapshot, zone_id)


def _one(order: Order, made: Briefing, keys: Sequence[str], out: Path) -> int:
    """The files of one briefing: to the file named by ``out``, or into that folder."""
    as_file = bool(out.suffix) and not out.is_dir()
    if as_file and len(keys) > 1:
        raise InputError(Problem("files_folder", f"--out {out}"))
    failed = 0
    for key in keys:
        file = out if as_file else out / formats.file_name(key, made)
        progress = operating.bar if sys.stderr.isatty() else None
        problems = briefing_batch.write(order, made, key, file, progress)
        _say(problems, order.lang)
        if any(problem.fatal for problem in problems):
            failed += 1
            continue
        size = text.number(file.stat().st_size / 1000, order.lang, 1)
        print(text.text("files_out.one_done", order.lang, file=str(file), bytes=size))
    if failed == len(keys):
        return 2
    return 1 if failed else 0


def _batch(order: Order, jobs: Sequence[tuple[str, str]], out: Path) -> int:
    """The files of many kelurahan, with a bar on the terminal."""
    done = 0
    problems: list[Problem] = []
    for number, found in enumerate(briefing_batch.run(order, jobs, out), start=1):
        done += not any(problem.fatal for problem in found)
        problems += found
        if sys.stderr.isatty():
            operating.bar(number, len(jobs))
    _say(problems, order.lang)
    count = text.number(done, order.lang)
    print(text.text("files_out.done", order.lang, count=count, folder=str(out)))
    if not done:
        return 2
    return 0 if done == len(jobs) else 1


def _say(problems: Sequence[Problem], lang: str) -> None:
    """Each fault once, also where every file of a batch has it."""
    for said in dict.fromkeys(text.problem(problem, lang) for problem in problems):
        print(said, file=sys.stderr)
