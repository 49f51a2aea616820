"""What the program reads: cities with their files, rules, words; and settings that belong
together."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from geo import archive, boundaries, parts, population, response_files, rt, rules, text
from geo.cities import City, read_cities, read_diseases
from geo.errors import JagaError, Problem
from geo.io import alerting
from geo.io.checkup import NOTHING, Check, Ground
from geo.settings import Settings

SECRETS = "secrets.toml"
CALLBACK = "/oauth2callback"
"""Where the provider sends people back to."""
SHORTEST_SECRET = 32
_SHARED = ("redirect_uri", "cookie_secret")
_PROVIDER = ("client_id", "client_secret", "server_metadata_url")
_HERE = ("localhost", "127.0.0.1", "::1")
_LEFT = 0o077
"""What others than the owner may do with a file."""


def settings(ground: Ground, problems: list[Problem]) -> Mapping[str, Any]:
    """Can every setting be read, and do they fit together?"""
    read = Settings()
    if read.view == "official":
        problems.append(Problem("checkup_official", "JAGA_VIEW", fatal=False))
    if read.inbox is not None and not read.inbox.is_dir():
        problems.append(Problem("checkup_no_folder", f"JAGA_INBOX {read.inbox}"))
    if read.tiles is not None and not all(mark in read.tiles for mark in ("{z}", "{x}", "{y}")):
        problems.append(Problem("checkup_tiles", "JAGA_TILES"))
    return {"n": len(read.model_fields_set)}


def address(ground: Ground, problems: list[Problem]) -> Mapping[str, Any]:
    """Is JAGA_URL an address that others can open?"""
    url = ground.settings.url
    if url is None:
        return NOTHING
    parts = urlsplit(url)
    if not parts.hostname:
        problems.append(Problem("checkup_url", "JAGA_URL"))
    elif parts.hostname in _HERE or parts.scheme == "http":
        values = {"found": f"{parts.scheme}://{parts.hostname}"}
        problems.append(Problem("checkup_url_here", "JAGA_URL", values, fatal=False))
    return {"place": f"{parts.scheme}://{parts.hostname}{parts.path}"}


def webhooks(ground: Ground, problems: list[Problem]) -> Mapping[str, Any]:
    """Can the file of JAGA_WEBHOOKS be read, with all its secrets?"""
    if ground.settings.webhooks is None:
        return NOTHING
    known = alerting.read(ground.settings)
    if known and ground.settings.url is None:
        problems.append(Problem("checkup_no_links", "JAGA_URL", fatal=False))
    return {"n": len(known)}


def provider(ground: Ground, problems: list[Problem]) -> Mapping[str, Any]:
    """Where people sign in with an OpenID provider: is all there that this needs?"""
    places = [folder / ".streamlit" / SECRETS for folder in (ground.root, Path.home())]
    file = next((place for place in places if place.is_file()), None)
    if file is None:
        return NOTHING
    try:
        auth = tomllib.loads(file.read_text(encoding="utf-8")).get("auth")
    except (OSError, ValueError) as error:
        values = {"found": type(error).__name__}
        problems.append(Problem("checkup_secrets", str(file), values))
        return {}
    if not isinstance(auth, dict):
        return NOTHING
    if not parts.there("server"):
        problems.append(parts.problem("server"))
    named = [value for value in auth.values() if isinstance(value, dict)]
    for fields, wanted in ((auth, _SHARED), *((one, _PROVIDER) for one in named or [auth])):
        for name in wanted:
            if not str(fields.get(name) or "").strip():
                problems.append(Problem("checkup_auth_field", f"{file} [auth]", {"field": name}))
    _auth_values(auth, ground.settings.url, str(file), problems)
    if file.stat().st_mode & _LEFT:
        problems.append(Problem("checkup_readable", str(file), fatal=False))
    return {"place": str(file)}


def _auth_values(
    auth: Mapping[str, Any], url: str | None, where: str, problems: list[Problem]
) -> None:
    back, secret = str(auth.get("redirect_uri") or ""), str(auth.get("cookie_secret") or "")
    expected = (url or "https://…").rstrip("/") + CALLBACK
    if back and not (back == expected if url else back.endswith(CALLBACK)):
        problems.append(Problem("checkup_redirect", f"{where} [auth]", {"expected": expected}))
    if secret and len(secret) < SHORTEST_SECRET:
        values = {"shortest": SHORTEST_SECRET}
        problems.append(Problem("checkup_cookie_secret", f"{where} [auth]", values, fatal=False))


def cities(ground: Ground, problems: list[Problem]) -> Mapping[str, Any]:
    """Can every file of every city be read, and does it hold to the others?"""
    known, zones = read_cities(ground.settings.cities), 0
    read_diseases()
    for city in known.values():
        try:
            ids = tuple(boundaries.read(city)["zone_id"])
        except JagaError as error:
            problems += error.problems
            continue
        zones += len(ids)
        for reads in _files(city, ids):
            try:
                reads()
            except JagaError as error:
                problems += error.problems
    return {"n": len(known), "zones": zones}


def _files(city: City, ids: tuple[str, ...]) -> list[Callable[[], object]]:
    """What there is to read of a city, beside its outlines."""
    found: list[Callable[[], object]] = [
        lambda: population.read(city),
        lambda: response_files.read(city.key, ids),
    ]
    if city.archive is not None:
        found.append(lambda: archive.read(city))
    if (houses := city.rt_houses) is not None:
        found.append(lambda: rt.read(houses, ids))
    return found


def registry(ground: Ground, problems: list[Problem]) -> Mapping[str, Any]:
    """Can every rule be read, the city's own ones included?"""
    return {"n": len(rules.load(own=ground.settings.rules))}


def words(ground: Ground, problems: list[Problem]) -> Mapping[str, Any]:
    """Do all languages say the same things?"""
    found = {lang: set(text.catalogue(lang)) for lang in text.LANGUAGES}
    every = set().union(*found.values())
    for lang, keys in found.items():
        if lacks := sorted(every - keys):
            values = {"found": ", ".join(lacks[:3]), "count": len(lacks)}
            problems.append(Problem("checkup_words", f"geo/text/{lang}", values))
    return {"n": len(every), "languages": ", ".join(found)}


CHECKS: tuple[tuple[str, Check], ...] = (
    ("settings", settings),
    ("address", address),
    ("webhooks", webhooks),
    ("provider", provider),
    ("cities", cities),
    ("rules", registry),
    ("words", words),
)
