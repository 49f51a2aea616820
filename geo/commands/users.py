"""Accounts: who may sign in, with which role. Without an action: the list.

users add NAME --role ROLE [--city KEY] [--zone ZONE]    a new account; the password is asked for
users password NAME                                      a new password; open sessions end
users role NAME --role ROLE [--city KEY] [--zone ZONE]   another role; open sessions end
users off NAME / users on NAME                           off also ends sessions and revokes tokens

A password is never an argument: it is asked for twice, or read as one line with --password-stdin.
"""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path

from geo import boundaries, names, text
from geo.cities import read_cities
from geo.commands import operating
from geo.errors import InputError, Problem
from geo.inert import for_csv
from geo.io.accounts import ACCOUNT_ROLES, User
from geo.settings import Settings


def add_arguments(parser: argparse.ArgumentParser, name: str) -> None:
    """Arguments of ``users``."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    actions = ("list", "add", "password", "role", "off", "on")
    parser.add_argument("action", nargs="?", choices=actions, default="list")
    parser.add_argument("name", nargs="?", metavar="NAME", help="lower case; or an e-mail address")
    parser.add_argument("--role", choices=ACCOUNT_ROLES)
    parser.add_argument("--city", metavar="KEY", help="the only city; default: every city")
    parser.add_argument("--zone", help="own kelurahan of a lurah or rw, by code or name")
    parser.add_argument("--cities", type=Path, metavar="FILE", help="a cities file of your own")
    secret = parser.add_mutually_exclusive_group()
    secret.add_argument(
        "--password-stdin", action="store_true", help="read the password from stdin"
    )
    secret.add_argument(
        "--no-password", action="store_true", help="signs in only with the OpenID provider"
    )
    operating.add_store(parser)


def run(arguments: argparse.Namespace) -> int:
    """0 when it is done."""
    action, name, lang = arguments.action, arguments.name, arguments.lang
    if action == "list":
        with operating.desk(arguments) as desk:
            for user in desk.users():
                print(_line(user, lang))
        return 0
    if name is None:
        raise InputError(Problem("users_name", action))
    place = _place(arguments) if action in ("add", "role") else (None, None)
    asks = action == "password" or (action == "add" and not arguments.no_password)
    password = _password(arguments) if asks else None
    with operating.desk(arguments) as desk:
        if action == "add":
            desk.add_user(name, arguments.role, *place, password)
        elif action == "role":
            desk.set_role(name, arguments.role, *place)
        elif password is not None:
            desk.set_password(name, password)
        else:
            desk.set_active(name, active=action == "on")
    print(text.text("users.done", lang, name=for_csv(name)))
    return 0


def _place(arguments: argparse.Namespace) -> tuple[str | None, str | None]:
    """City and zone_id of a role; InputError where they are not there."""
    if arguments.role is None:
        raise InputError(Problem("users_role", "--role", {"known": ", ".join(ACCOUNT_ROLES)}))
    if arguments.city is None:
        if arguments.zone:
            raise InputError(Problem("user_zone", "--zone", {"role": arguments.role}))
        return None, None
    cities = read_cities(Settings().cities, arguments.cities)
    if arguments.city not in cities:
        values = {"found": arguments.city, "known": ", ".join(cities)}
        raise InputError(Problem("city_unknown", "--city", values))
    if arguments.zone is None:
        return arguments.city, None
    zones = boundaries.read_attributes(cities[arguments.city])
    zone_id = names.find(arguments.zone, zones, arguments.city)
    if zone_id is None:
        close = ", ".join(name for _, name, _ in names.closest(arguments.zone, zones))
        raise InputError(Problem("url_zone", "--zone", {"found": arguments.zone, "known": close}))
    return arguments.city, zone_id


def _password(arguments: argparse.Namespace) -> str:
    """The password, from stdin's first line or asked for twice."""
    if arguments.password_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    lang = arguments.lang
    first = getpass.getpass(f"{text.text('users.ask', lang)} ")
    if first != getpass.getpass(f"{text.text('users.again', lang)} "):
        raise InputError(Problem("password_differs", arguments.name))
    return first


def _line(user: User, lang: str) -> str:
    place = " ".join(filter(None, (user.city or text.text("users.every_city", lang), user.zone_id)))
    state = text.text("users.on" if user.active else "users.off", lang)
    way = text.text("users.local" if user.local else "users.provider", lang)
    return "\t".join((user.name, user.role, place, state, way, user.created_at[:10]))
