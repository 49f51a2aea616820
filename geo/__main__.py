"""python -m geo COMMAND: the project's command line; each command lives in geo/commands/."""

from __future__ import annotations

import argparse
import importlib
import sys

from geo import text
from geo.errors import JagaError

COMMANDS = (
    "prepare",
    "check",
    "import",
    "batches",
    "publish",
    "retract",
    "zones",
    "responses",
    "briefing",
    "why",
    "rules",
    "backtest",
    "boundaries",
    "simulate",
    "migrate",
    "backup",
    "restore",
    "users",
    "tokens",
    "log",
    "alerts",
    "doctor",
)
_MODULES = {"import": "load", "check": "load", "retract": "batches"}


def main(argv: list[str] | None = None) -> int:
    """Run one command; 0 done, 1 done with faults in the data, 2 could not be done.

    A command's module is imported only when it is called, so that each starts fast. It offers
    ``add_arguments(parser, name)`` and ``run(arguments) -> int``.
    """
    arguments = sys.argv[1:] if argv is None else argv
    name = next((word for word in arguments if not word.startswith("-")), None)
    parser = argparse.ArgumentParser(prog="python -m geo", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in COMMANDS:
        sub = commands.add_parser(command)
        if command == name:
            module = importlib.import_module(f"geo.commands.{_MODULES.get(command, command)}")
            sub.description = module.__doc__
            known = (*text.LANGUAGES, *getattr(module, "MORE_LANGUAGES", ()))
            sub.add_argument("--lang", choices=known, default="id", help=" or ".join(known))
            module.add_arguments(sub, command)
            sub.set_defaults(run=module.run)
    chosen = parser.parse_args(arguments)
    try:
        return int(chosen.run(chosen))
    except JagaError as failure:
        lang = chosen.lang if chosen.lang in text.LANGUAGES else text.LANGUAGES[0]
        print(text.error(failure, lang), file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
