"""Print why a kelurahan has its colour: numbers, arithmetic, next colour, doubt, rule, source."""

from __future__ import annotations

import argparse

from geo import names, text
from geo.commands import asking
from geo.errors import InputError, Problem
from geo.exports import reason
from geo.render import why as card
from geo.render import words
from geo.why import why


def add_arguments(parser: argparse.ArgumentParser, name: str) -> None:
    """Arguments of ``why``."""
    parser.add_argument("--zone", required=True, help="a kelurahan's code or name")
    asking.add_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """0 when the card is printed."""
    asked = asking.answer(arguments, geometry=False)
    view, lang = asked.view, arguments.lang
    zone_id = _zone(arguments.zone, asked)
    zone = view.zone(zone_id)
    print(f"{zone.name} ({zone_id}), {zone.district}: {words.level(zone.level, lang)}")
    print(f"{text.day(view.day, lang)} · {words.rule(view.rule, 'title', lang)}")
    print(reason(zone, view, lang))
    for label, sentence in card.lines(why(view, zone_id), lang):
        print(f"  {label}: {sentence}")
    print(words.rule(view.rule, "doubt", lang))
    return 0


def _zone(written: str, asked: asking.Asked) -> str:
    facts = asked.view.facts
    found = names.find(written, facts.zones, facts.city.key)
    if found is None:
        close = ", ".join(name for _, name, _ in names.closest(written, facts.zones))
        raise InputError(Problem("url_zone", "--zone", {"found": written, "known": close}))
    return found
