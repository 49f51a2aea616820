"""List the rule registry, check a rules file, or apply one rule to given numbers.

rules                           every rule: key, version, unit, certainty, validity, title
rules show KEY                  one rule in full
rules check FILE                a city's own rules file, with every fault named
rules apply KEY NAME=VALUE …    what the rule says of these numbers; without numbers: which it asks
"""

from __future__ import annotations

import argparse
import dataclasses
import json
from pathlib import Path

from geo import calculate, rules, text
from geo.errors import InputError, Problem
from geo.levels import BY_KEY
from geo.render import why as card
from geo.render import words
from geo.rules import Rule, member
from geo.settings import Settings


def add_arguments(parser: argparse.ArgumentParser, name: str) -> None:
    """Arguments of ``rules``."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument(
        "action", nargs="?", choices=("list", "show", "check", "apply"), default="list"
    )
    parser.add_argument("words", nargs="*", metavar="KEY, FILE or NAME=VALUE")
    parser.add_argument("--rules", type=Path, metavar="FILE", help="a rules file of your own")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")


def run(arguments: argparse.Namespace) -> int:
    """0 when the answer is printed."""
    lang, said = arguments.lang, arguments.words
    if arguments.action == "check":
        checked = rules.load(own=Path(_first(said, "FILE")))
        print(text.text("rules_command.sound", lang, n=len(checked) - len(rules.registry())))
        return 0
    registry = rules.registry(own=arguments.rules or Settings().rules)
    if arguments.action == "list":
        _list(registry, arguments.format, lang)
        return 0
    rule = _known(registry, _first(said, "KEY"))
    if arguments.action == "show":
        _show(rule, lang)
    else:
        _apply(rule, said[1:], lang)
    return 0


def _first(said: list[str], what: str) -> str:
    if not said:
        raise InputError(Problem("rules_word", what))
    return str(said[0])


def _known(registry: dict[str, Rule], key: str) -> Rule:
    if key not in registry:
        values = {"found": key, "known": ", ".join(registry)}
        raise InputError(Problem("rule_unknown", "KEY", values))
    return registry[key]


def _list(registry: dict[str, Rule], form: str, lang: str) -> None:
    if form == "json":
        table = [{**dataclasses.asdict(r), "verified": r.verified} for r in registry.values()]
        print(json.dumps(table, ensure_ascii=False, default=str, indent=1))
        return
    width = max(map(len, registry))
    for rule in registry.values():
        mark = "" if rule.verified else f" [{text.text('rule_words.unverified', lang)}]"
        unit = text.text(f"rule_words.legal_level_{rule.legal_level}", lang)
        when = f"{rule.valid_from or '…'} – {rule.valid_to or '…'}"
        title = words.rule(rule, "title", lang)
        line = (
            f"{rule.key:{width}}  v{rule.version}  {unit:9}  {rule.certainty}  {when:23}  {title}"
        )
        print(line + mark)


def _show(rule: Rule, lang: str) -> None:
    for part in ("title", "explain", "doubt"):
        print(words.rule(rule, part, lang))
    for label, sentence in card.rule_lines(rule, lang):
        print(f"  {label}: {sentence}")
    for level in rule.levels:
        print(f"  {words.level(level, lang)}: {words.bound(rule, level, lang) or '–'}")


def _apply(rule: Rule, pairs: list[str], lang: str) -> None:
    if rule.kind == "by_date":
        rule = member(rule, max(one.valid_from for one in rule.members if one.valid_from))
    if not pairs:
        names = ", ".join(f"{name}=…" for name in calculate.INPUTS.get(rule.kind, ()))
        print(text.text("rules_command.asks", lang, rule=rule.key, names=names or "–"))
        return
    wrong = [pair for pair in pairs if "=" not in pair]
    if wrong:
        raise InputError(Problem("apply_pair", pair) for pair in wrong)
    made = calculate.apply(rule, dict(pair.split("=", 1) for pair in pairs))
    word = words.level(made.level, lang) if made.level in BY_KEY else made.level.replace("_", " ")
    print(f"{words.rule(rule, 'title', lang)}: {word}")
    for name, value in made.parts.items():
        print(f"  {name}: {value}")
    if not rule.verified:
        print(text.text("rule_words.unverified", lang))
    print(words.rule(rule, "doubt", lang))
