"""Who is told of zone changes: the file of JAGA_WEBHOOKS.

    [[webhook]]
    name        short and unique: small letters, digits, "-"; messages are counted by it
    url         http or https; "{secret}" in it stands for the secret
    city, disease       keys of the catalogues
    rule        key of the registry; default: the rule that the city opens with
    kind        "json" (default, see geo.alerts) or "telegram"
    lang        "id" (default) or "en"
    secret_file         file that holds the secret, beside this one
    secret_env          or the name of an environment variable that does
    chat_id     of a telegram chat

No message of ours shows a secret or more of an address than its server.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from geo import rule_choice
from geo.cities import City, Disease, read_toml
from geo.errors import ConfigError, Problem
from geo.inert import plain
from geo.rules import Rule
from geo.text import LANGUAGES

KINDS = ("json", "telegram")
SHORTEST_SECRET = 16
SECRET_MARK = "{secret}"  # noqa: S105
_REQUIRED = ("name", "url", "city", "disease")
_OPTIONAL = ("rule", "kind", "lang", "secret_file", "secret_env", "chat_id")
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


@dataclass(frozen=True)
class Webhook:
    """One receiver. ``secret`` signs what is sent as JSON, "" where nothing is signed."""

    name: str
    kind: str
    city: City
    disease: Disease
    rule: Rule
    lang: str
    url: str = field(repr=False)
    secret: str = field(repr=False)
    chat_id: str | int | None = None

    @property
    def server(self) -> str:
        """Scheme and host of the address, all of it that may be shown."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.hostname}" + (f":{parts.port}" if parts.port else "")


def read(
    file: Path,
    cities: Mapping[str, City],
    diseases: Mapping[str, Disease],
    rules: Mapping[str, Rule],
) -> list[Webhook]:
    """The webhooks of a file. ConfigError with every fault of it."""
    table = read_toml(file)
    listed = table.get("webhook", [])
    problems = [
        Problem("webhook_field_unknown", str(file), {"field": name, "known": "webhook"})
        for name in table
        if name != "webhook"
    ]
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        raise ConfigError([*problems, Problem("webhook_no_table", str(file))])
    found, seen = [], set()
    for number, fields in enumerate(listed, start=1):
        one = _Entry(file, f"{file} [[webhook]] {number}", fields)
        made = one.webhook(cities, diseases, rules)
        if fields.get("name") in seen:
            one.fault("webhook_name_twice", found=str(fields["name"]))
        seen.add(str(fields.get("name")))
        problems += one.problems
        found += [made] if made else []
    if problems:
        raise ConfigError(problems)
    return found


class _Entry:
    """One [[webhook]] table and what is wrong with it."""

    def __init__(self, file: Path, where: str, fields: Mapping[str, Any]) -> None:
        self.problems: list[Problem] = []
        self._file, self._where, self._fields = file, where, fields

    def fault(self, key: str, /, **values: Any) -> None:
        self.problems.append(Problem(key, self._where, values))

    def webhook(
        self, cities: Mapping[str, City], diseases: Mapping[str, Disease], rules: Mapping[str, Rule]
    ) -> Webhook | None:
        """The entry as a webhook; None where it has faults."""
        known = (*_REQUIRED, *_OPTIONAL)
        for name in self._fields:
            if name not in known:
                self.fault("webhook_field_unknown", field=plain(name), known=", ".join(known))
        for name in _REQUIRED:
            if name not in self._fields:
                self.fault("webhook_field_missing", field=name)
        kind = self._choice("kind", KINDS)
        lang = self._choice("lang", LANGUAGES)
        city, disease = self._of("city", cities), self._of("disease", diseases)
        rule = self._rule(rules, city, disease)
        name = self._fields.get("name", "x")
        if not (isinstance(name, str) and _NAME.fullmatch(name)):
            self._value("name", name)
        secret = self._secret()
        url = self._url(secret)
        chat_id = self._fields.get("chat_id")
        if kind == "telegram" and (type(chat_id) not in (int, str) or chat_id == ""):
            if chat_id is None:
                self.fault("webhook_field_missing", field="chat_id")
            else:
                self._value("chat_id", chat_id)
        if self.problems or city is None or disease is None or rule is None:
            return None
        return Webhook(name, kind, city, disease, rule, lang, url, secret, chat_id)

    def _value(self, name: str, found: object) -> None:
        self.fault("webhook_field_value", field=name, found=plain(str(found))[:60])

    def _choice(self, name: str, known: tuple[str, ...]) -> str:
        chosen = self._fields.get(name, known[0])
        if chosen in known:
            return str(chosen)
        self._value(name, chosen)
        return known[0]

    def _of(self, name: str, known: Mapping[str, Any]) -> Any:
        """The record that a field names; None, with a fault where it is named wrongly."""
        chosen = self._fields.get(name)
        if chosen is not None and (not isinstance(chosen, str) or chosen not in known):
            values = {"found": plain(str(chosen))[:60], "known": ", ".join(known)}
            self.fault(f"{name}_unknown", **values)
            return None
        return known[chosen] if chosen is not None else None

    def _rule(
        self, rules: Mapping[str, Rule], city: City | None, disease: Disease | None
    ) -> Rule | None:
        """The rule, if its colours may be shown to everybody."""
        if "rule" in self._fields:
            rule = self._of("rule", rules)
        else:
            rule = rules.get(city.opens_with) if city else None
        if rule is None or city is None or disease is None:
            return None
        refused = rule_choice.elsewhere(rule, city, disease)
        if refused is not None:
            self.fault(refused.key, **refused.values)
        elif not rule_choice.for_everybody(rule):
            self.fault("rule_not_public", rule=rule.key)
        return rule

    def _secret(self) -> str:
        """The secret; "" where none is named, or it can't be had."""
        file, variable = self._fields.get("secret_file"), self._fields.get("secret_env")
        if file is None and variable is None:
            return ""
        if file is not None and variable is not None:
            self.fault("webhook_secret_twice")
            return ""
        named = str(file if file is not None else variable)
        try:
            secret = (
                os.environ.get(named, "")
                if file is None
                else (self._file.parent / named).read_text(encoding="utf-8")
            ).strip()
        except (OSError, UnicodeDecodeError):
            secret = ""
        if len(secret) < SHORTEST_SECRET or not secret.isprintable():
            self.fault("webhook_secret", found=plain(named)[:120], shortest=SHORTEST_SECRET)
        return secret

    def _url(self, secret: str) -> str:
        """The address with the secret in its place; faults show nothing of it."""
        written = self._fields.get("url", "https://x")
        if not isinstance(written, str):
            self.fault("webhook_url")
            return ""
        if SECRET_MARK in written and not {"secret_file", "secret_env"} & set(self._fields):
            self.fault("webhook_field_missing", field="secret_file")
        url = written.replace(SECRET_MARK, secret)
        try:
            parts = urlsplit(url)
            good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
            # the server's name is shown, and looked up by others
            good = good and SECRET_MARK not in (urlsplit(written).hostname or "")
        except ValueError:
            good = False
        if not good or not url.isascii() or not url.isprintable() or " " in url:
            self.fault("webhook_url")
        return url
