"""The history of a city's batches; taking one back, or letting one count (``publish``)."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from geo import text
from geo.cities import read_cities, read_diseases
from geo.commands import operating
from geo.io.batches import Batch, counted
from geo.io.desk import Desk
from geo.render import history
from geo.settings import Settings


def add_arguments(parser: argparse.ArgumentParser, name: str) -> None:
    """Arguments of ``batches`` and ``retract``; those of ``publish`` stand in its own module."""
    operating.add_store(parser)
    if name == "batches":
        parser.add_argument("--city", help="a key of data/cities.toml or of --cities; default: all")
        parser.add_argument("--disease", help="a key of data/diseases.toml; default: all")
        parser.add_argument("--cities", type=Path, metavar="FILE", help="a cities file of your own")
        parser.add_argument("--format", choices=("text", "json"), default="text")
        return
    parser.add_argument("batch", type=int, metavar="NUMBER", help="of `python -m geo batches`")
    parser.add_argument("--note", required=True, help="why; stays in the history")


def run(arguments: argparse.Namespace) -> int:
    """0 when it is done."""
    settings = Settings()
    with operating.desk(arguments) as desk:
        if arguments.command == "batches":
            _list(arguments, settings, desk)
        else:
            act = desk.publish if arguments.command == "publish" else desk.retract
            done = act(arguments.batch, arguments.note)
            values = {"id": done.id, "seconds": round(settings.live_s)}
            print(text.text(f"history.{done.state}", arguments.lang, **values))
    return 0


def _list(arguments: argparse.Namespace, settings: Settings, desk: Desk) -> None:
    cities = read_cities(settings.cities, arguments.cities)
    zones = {key: city.timezone for key, city in cities.items()}
    pairs = [
        (city, disease)
        for city in ([arguments.city] if arguments.city else cities)
        for disease in ([arguments.disease] if arguments.disease else read_diseases())
    ]
    found = []
    for city, disease in pairs:
        batches = desk.batches(city, disease)
        counting = {batch.id for batch in counted(batches)}
        found += [(batch, batch.id in counting, zones.get(city, "UTC")) for batch in batches]
    if arguments.format == "json":
        rows = [_plain(batch, counts) for batch, counts, _ in found]
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for batch, counts, zone in found:
        print(history.line(batch, counts, zone, arguments.lang))


def _plain(batch: Batch, counts: bool) -> dict[str, object]:
    names = ("id", "city", "disease", "kind", "content", "file_name", "sha256", "rows")
    more = ("other_rows", "gap", "created_by", "state", "state_by", "state_note", "note")
    fields: dict[str, object] = {name: getattr(batch, name) for name in (*names, *more)}
    moments = {name: getattr(batch, name).isoformat() for name in ("created_at", "state_at")}
    return fields | moments | {"counts": counts}
