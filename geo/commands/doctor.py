"""Look over this installation from end to end, and say what is to be mended.

Python and packages, folder and room, the store with its version, speed and integrity, the clock,
files for browsers, cities, rules, words, settings that belong together; with --backups the age of
the newest backup, with --url a running dashboard. Nothing is mended; nothing is changed.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from geo import text
from geo.commands import operating
from geo.errors import Problem
from geo.io import checkup
from geo.io.checkup import Check, Finding, files, machine, server, store
from geo.settings import PROGRAM

_MARKS = {"ok": "✓", "warn": "!", "fail": "✗"}


def add_arguments(parser: argparse.ArgumentParser, name: str) -> None:
    """Arguments of ``doctor``."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--backups", type=Path, metavar="DIR", help="the folder of the backups")
    parser.add_argument("--url", help="a running dashboard: http://127.0.0.1:8501")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    operating.add_store(parser)


def run(arguments: argparse.Namespace) -> int:
    """0 where nothing failed, 1 where something did; a warning is none."""
    ground = checkup.Ground(arguments.db, arguments.backups, arguments.url)
    try:
        found = checkup.look(ground, checks(ground))
    finally:
        ground.close()
    lang = arguments.lang
    if arguments.format == "json":
        listed = [_record(one, lang) for one in found]
        failed = any(one.state == "fail" for one in found)
        whole = {"version": PROGRAM, "ok": not failed, "checks": listed}
        print(json.dumps(whole, ensure_ascii=False, indent=1))
    else:
        for one in found:
            print(_lines(one, lang))
        tally = {state: sum(one.state == state for one in found) for state in checkup.STATES}
        print(text.text("checkup.tally", lang, **tally))
    return int(any(one.state == "fail" for one in found))


def checks(ground: checkup.Ground) -> list[tuple[str, Check]]:
    """What is looked at, in the order in which one thing stands on another."""
    found = [*files.CHECKS[:1], *machine.CHECKS, *store.CHECKS]
    found += [("backups", store.backups)] if ground.backups is not None else []
    found += files.CHECKS[1:]
    found += server.CHECKS if ground.url is not None else ()
    return found


def _record(one: Finding, lang: str) -> dict[str, Any]:
    """A check for a program: ``name`` is a key that stays, all else is for people."""
    todo = [_said(problem, "todo", lang) for problem in one.problems]
    return {
        "name": one.check,
        "title": text.text(f"checkup.name.{one.check}", lang),
        "state": one.state,
        "found": " ".join(_found(one, lang)),
        "todo": " ".join(dict.fromkeys(filter(None, todo))),
    }


def _lines(one: Finding, lang: str) -> str:
    """A check for a person: one line, or one for every fault with what to do below it."""
    title = text.text(f"checkup.name.{one.check}", lang)
    if not one.problems:
        return f"{_MARKS['ok']} {title}: {_found(one, lang)[0]}"
    lines = []
    for problem, said in zip(one.problems, _found(one, lang), strict=True):
        lines.append(f"{_MARKS['fail' if problem.fatal else 'warn']} {title}: {said}")
        lines.append(f"    {_said(problem, 'todo', lang)}")
    return "\n".join(lines)


def _found(one: Finding, lang: str) -> list[str]:
    """What was found: a sentence for every fault, or the one of where all is well."""
    if not one.problems:
        if one.values == checkup.NOTHING:
            return [text.text(f"checkup.ok.{one.check}_none", lang)]
        values = {name: _number(value, lang) for name, value in one.values.items()}
        return [text.text(f"checkup.ok.{one.check}", lang, **values)]
    said = []
    for problem in one.problems:
        where = "" if problem.where == one.check else f"{problem.where}: "
        parts = [where + _said(problem, "found", lang)]
        if expected := _said(problem, "expected", lang):
            parts.append(text.text("problem_frame.expected", lang, what=expected))
        said.append(" ".join(parts))
    return said


def _said(problem: Problem, part: str, lang: str) -> str:
    values = dict(problem.values)
    if problem.key == "checkup_skipped":
        values["check"] = text.text(f"checkup.name.{values['check']}", lang)
    if problem.key == "part_missing":
        values["name"] = text.text(f"part.name.{values['part']}", lang)
    return text.text(f"problem.{problem.key}.{part}", lang, **values)


def _number(value: Any, lang: str) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    return text.number(value, lang, 0 if isinstance(value, int) else 1)
