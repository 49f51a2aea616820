"""Tokens with which programs use the HTTP interface for an account. Without an action: the list.

tokens make --user NAME --label TEXT [--days N]    a new one; its secret is printed only once
tokens revoke ID                                   take it back for good
"""

from __future__ import annotations

import argparse
import sys

from geo import text
from geo.commands import operating
from geo.errors import InputError, Problem
from geo.inert import for_csv
from geo.io import moments
from geo.io.tokens import Token


def add_arguments(parser: argparse.ArgumentParser, name: str) -> None:
    """Arguments of ``tokens``."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("action", nargs="?", choices=("list", "make", "revoke"), default="list")
    parser.add_argument("id", nargs="?", type=int, metavar="ID", help="number in the list")
    parser.add_argument("--user", metavar="NAME", help="the account that the token acts for")
    parser.add_argument("--label", metavar="TEXT", help="which program it is for")
    parser.add_argument("--days", type=int, metavar="N", help="days it lasts; default: no end")
    operating.add_store(parser)


def run(arguments: argparse.Namespace) -> int:
    """0 when it is done."""
    action, lang = arguments.action, arguments.lang
    if action == "make" and not (arguments.user and arguments.label):
        raise InputError(Problem("tokens_make", "--user --label"))
    if action == "revoke" and arguments.id is None:
        raise InputError(Problem("token_unknown", "ID"))
    with operating.desk(arguments) as desk:
        if action == "list":
            now = moments.now()
            for token in desk.tokens():
                print(_line(token, now, lang))
        elif action == "make":
            print(desk.make_token(arguments.user, arguments.label, arguments.days))
            print(text.text("tokens.once", lang), file=sys.stderr)
        else:
            desk.revoke_token(arguments.id)
            print(text.text("tokens.revoked_now", lang, id=arguments.id))
    return 0


def _line(token: Token, now: str, lang: str) -> str:
    if token.revoked_at:
        state = text.text("tokens.revoked", lang, day=token.revoked_at[:10])
    elif not token.expires_at:
        state = text.text("tokens.endless", lang)
    else:
        live = token.expires_at > now
        key = "tokens.until" if live else "tokens.expired"
        state = text.text(key, lang, day=token.expires_at[:10])
    return "\t".join((str(token.id), token.user_name, for_csv(token.label), state))
