"""The register of responses: what is on record, and recording, confirming, undoing it.

responses list                          every record: --date, --kind, --zone limit it
responses add --part P FIELD=VALUE …    a new record; with --id and --after its next version
responses history ID                    every version of a record
responses confirm ID --after N          let a report that waits count
responses take-back ID --after N        take a record back
responses bring-back ID --after N       bring back what was taken back
responses undo ID --after N             what the version before said

--after is the version that was read; without it the newest one. A file goes through `import`;
confirm and take-back take it whole with --file SHA256 instead of an ID. A list of one --part as csv
has the columns that `import` reads; of all parts it has theirs together, and the part.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from geo import boundaries, names, text
from geo.cities import City, read_cities, read_diseases
from geo.commands import operating
from geo.errors import InputError, Problem
from geo.inert import for_csv, plain
from geo.io import loading
from geo.io.response_desk import ResponseDesk
from geo.io.response_versions import Version
from geo.io.sources import response_typed
from geo.response import PARTS, Record, part_of, written
from geo.response_fields import FIELDS
from geo.response_kinds import BY_KEY
from geo.settings import Settings

ACTIONS = ("list", "add", "history", "confirm", "take-back", "bring-back", "undo")
_OF_FILES = ("confirm", "take-back")
_ALWAYS = ("id", "version", "part", "origin", "waiting")
_STARTS, _DAYS = ("start", "date", "opened"), ("start", "end", "date", "opened", "closed", "due")
_COLUMNS = (*_ALWAYS, *dict.fromkeys(field.name for part in FIELDS.values() for field in part))


def add_arguments(parser: argparse.ArgumentParser, name: str) -> None:
    """Arguments of ``responses``."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("action", nargs="?", choices=ACTIONS, default="list")
    parser.add_argument("number", nargs="?", metavar="ID", help="a record, as list names it")
    parser.add_argument("--city", required=True, help="a key of data/cities.toml or of --cities")
    parser.add_argument("--disease", help="of a report's houses; default: the first one")
    parser.add_argument("--cities", type=Path, metavar="FILE", help="a cities file of your own")
    parser.add_argument("--date", metavar="YYYY-MM-DD", help="list: those begun and not ended then")
    parser.add_argument("--kind", choices=sorted(BY_KEY), help="list: responses of one kind")
    parser.add_argument("--zone", help="list: of one kelurahan, by code or name")
    parser.add_argument(
        "--part",
        nargs="+",
        metavar=("PART", "FIELD=VALUE"),
        help=f"of {', '.join(PARTS)}; default: entry. add: with the record's fields, "
        "keys and values as in a file",
    )
    parser.add_argument("--id", metavar="ID", help="add: the record that changes")
    parser.add_argument("--after", type=int, metavar="N", help="the version that was read")
    parser.add_argument("--file", metavar="SHA256", help="take-back, confirm: everything of a file")
    parser.add_argument("--format", choices=("text", "json", "csv"), default="text")
    operating.add_store(parser)


def run(arguments: argparse.Namespace) -> int:
    """0 when it is done."""
    cities = read_cities(Settings().cities, arguments.cities)
    if arguments.city not in cities:
        values = {"found": arguments.city, "known": ", ".join(cities)}
        raise InputError(Problem("city_unknown", "--city", values))
    city, lang = cities[arguments.city], arguments.lang
    with operating.desk(arguments) as opened:
        desk = opened.responses
        if arguments.file and arguments.action not in _OF_FILES:
            values = {"action": arguments.action}
            raise InputError(Problem("response_file_action", "--file", values))
        if arguments.action == "list":
            _list(arguments, city, _asked(arguments, city, desk.current(city)))
        elif arguments.action == "history":
            _history(arguments, desk.history(city, _number(arguments)))
        elif arguments.file and arguments.action == "take-back":
            gone = desk.take_back_file(city, arguments.file)
            print(text.text("response_book.undone_file", lang, n=gone))
        elif arguments.file:
            done = desk.confirm_file(city, arguments.file)
            print(text.text("response_book.confirmed_file", lang, n=done))
        else:
            _say(_act(arguments, city, desk), lang)
    return 0


def _act(arguments: argparse.Namespace, city: City, desk: ResponseDesk) -> Version:
    """Write one version; the questions that it leaves open go to stderr."""
    if arguments.action == "add":
        known = _version(arguments, desk, city, arguments.id) if arguments.id else 0
        kept: dict[str, Any] = {"record_id": arguments.id, "after": known}
        part, *pairs = arguments.part or ("entry",)
        places = loading.places(desk.store, city)
        cells, doubts = response_typed.cells(part, map(_pair, pairs), places)
        if part == "report":
            disease = arguments.disease or cells.get("disease") or next(iter(read_diseases()))
            record, questions = desk.report(city, disease, cells, **kept)
        else:
            record, questions = desk.respond(city, part, cells, **kept)
        for question in (*doubts, *questions):
            print(text.problem(question, arguments.lang), file=sys.stderr)
    else:
        number = _number(arguments)
        turns = {"confirm": desk.confirm, "bring-back": desk.bring_back, "undo": desk.undo}
        turn = turns.get(arguments.action, desk.take_back)
        record = turn(city, number, _version(arguments, desk, city, number))
    return desk.history(city, record.id)[0]


def _number(arguments: argparse.Namespace) -> str:
    if not arguments.number:
        values = {"action": arguments.action}
        raise InputError(Problem("response_numbered", arguments.action, values))
    return str(arguments.number)


def _version(arguments: argparse.Namespace, desk: ResponseDesk, city: City, record_id: str) -> int:
    """The version that was read: the one that is named, else the newest."""
    if arguments.after is not None:
        return int(arguments.after)
    return desk.history(city, record_id)[0].record.version


def _pair(word: str) -> tuple[str, str]:
    name, sign, value = word.partition("=")
    if not sign or not name:
        raise InputError(Problem("response_argument", word[:60], {"found": word[:60]}))
    return name, value


def _asked(arguments: argparse.Namespace, city: City, records: Sequence[Record]) -> list[Record]:
    """The records that the arguments ask for."""
    zone_id = _zone(arguments.zone, city) if arguments.zone else None
    day = _day(arguments.date) if arguments.date else None
    part, *more = arguments.part or (None,)
    if more:
        raise InputError(Problem("response_list_only", "--part", {"found": " ".join(more)[:60]}))
    if part not in (None, *PARTS):
        values = {"found": str(part)[:60], "known": ", ".join(PARTS)}
        raise InputError(Problem("response_part", "--part", values))
    return [
        record
        for record in records
        if part in (None, part_of(record))
        and arguments.kind in (None, getattr(record, "kind", ""))
        and zone_id in (None, record.zone_id)
        and (day is None or _on(record, day))
    ]


def _on(record: Record, day: dt.date) -> bool:
    """True where a record had begun by the day and had no end before it."""
    start = next((at for name in _STARTS if (at := getattr(record, name, None))), None)
    end = getattr(record, "end", None) or getattr(record, "closed", None)
    return (start is None or start <= day) and (end is None or end >= day)


def _zone(written_as: str, city: City) -> str:
    zones = boundaries.read_attributes(city)
    zone_id = names.find(written_as, zones, city.key)
    if zone_id is None:
        close = ", ".join(name for _, name, _ in names.closest(written_as, zones))
        raise InputError(Problem("url_zone", "--zone", {"found": written_as, "known": close}))
    return zone_id


def _day(written_as: str) -> dt.date:
    try:
        return dt.date.fromisoformat(written_as)
    except ValueError:
        values = {"field": "--date", "found": written_as}
        raise InputError(Problem("response_day", "--date", values)) from None


def _list(arguments: argparse.Namespace, city: City, records: Sequence[Record]) -> None:
    if arguments.format == "json":
        print(json.dumps([_plain(record) for record in records], ensure_ascii=False, indent=1))
    elif arguments.format == "csv":
        only = [field.name for field in FIELDS[arguments.part[0]]] if arguments.part else _COLUMNS
        table = csv.DictWriter(sys.stdout, only, lineterminator="\n")
        table.writeheader()
        for record in records:
            cells = _plain(record)
            table.writerow({name: _cell(cells.get(name, "")) for name in only})
    elif not records:
        print(text.text("response_book.none", arguments.lang))
    else:
        zones = boundaries.read_attributes(city).set_index("zone_id")["name"].to_dict()
        for record in records:
            print(_line(record, zones, arguments.lang))


def _line(record: Record, zones: Mapping[Any, str], lang: str) -> str:
    """A record in one line: id, version, what, where, when, state or origin, note."""
    kind = getattr(record, "kind", "")
    what = text.text(f"response.kind.{kind}" if kind else f"response.part.{part_of(record)}", lang)
    place = zones.get(record.zone_id, record.zone_id) or text.text("response_book.city", lang)
    days = [str(at) for name in _DAYS if (at := getattr(record, name, None))]
    when = " – ".join(days) or getattr(record, "about", "")
    state = text.text("response_book.state.waiting", lang) if record.waiting else ""
    origin = state or text.text(f"response.origin.{record.origin}", lang)
    rw = f" RW {record.rw}" if record.rw else ""
    named = getattr(record, "puskesmas", "")
    cells = (record.id, str(record.version), what, place + rw, named, when, origin, record.note)
    return "\t".join(map(plain, cells))


def _plain(record: Record) -> dict[str, Any]:
    named = {"id": record.id, "version": record.version, "part": part_of(record)}
    return {**named, "origin": record.origin, "waiting": record.waiting, **written(record)}


def _cell(value: Any) -> str:
    if isinstance(value, dict):
        value = ", ".join(f"{name}={count}" for name, count in value.items())
    return for_csv(str(value))


def _history(arguments: argparse.Namespace, found: Sequence[Version]) -> None:
    rows = [
        {
            **_plain(one.record),
            "state": one.state,
            "by": one.record.by,
            "at": one.record.at.isoformat(timespec="seconds") if one.record.at else "",
            "origin_file": one.origin_file,
        }
        for one in found
    ]
    if arguments.format == "json":
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        print("\t".join(f"{name}={plain(_cell(value))}" for name, value in row.items()))


def _say(made: Version, lang: str) -> None:
    state = text.text(f"response_book.state.{made.state}", lang)
    values = {"id": made.record.id, "version": made.record.version, "state": state}
    print(text.text("response_book.saved", lang, **values))
