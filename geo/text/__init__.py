"""Words for people, in Bahasa Indonesia (default) and English; Babel writes numbers and dates.

Catalogues are ``geo/text/<language>/*.toml``; nested tables become dotted keys. A text takes
values in braces. A table with ``one`` and ``other`` is a plural, chosen by the value ``n``.
Texts are plain: whoever writes HTML escapes them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

from geo.cities import read_toml
from geo.errors import ConfigError, JagaError, Named, Problem

LANGUAGES = ("id", "en")
_LOCALES = {"id": Locale("id", "ID"), "en": Locale("en", "GB")}
_HERE = Path(__file__).resolve().parent


@cache
def catalogue(lang: str, folder: Path = _HERE) -> dict[str, str | dict[str, str]]:
    """Every text of a language by dotted key. A key that stands in two files is refused."""
    texts: dict[str, str | dict[str, str]] = {}
    files = sorted((folder / lang).glob("*.toml"))
    if not files:
        raise ConfigError(Problem("file_missing", str(folder / lang)))
    for file in files:
        entries = dict(_flatten(read_toml(file)))
        twice = texts.keys() & entries.keys()
        if twice:
            raise ConfigError(Problem("text_twice", str(file), {"keys": ", ".join(sorted(twice))}))
        texts.update(entries)
    return texts


def text(key: str, lang: str, /, **values: Any) -> str:
    """The text of ``key`` with its values filled in; a missing key is a ConfigError."""
    try:
        entry = catalogue(lang)[key]
    except KeyError:
        raise ConfigError(Problem("text_missing", f"geo/text/{lang}", {"key": key})) from None
    if isinstance(entry, Mapping):
        form = _LOCALES[lang].plural_form(values["n"])
        entry = entry.get(form, entry["other"])
    return entry.format(**values)


def raw(key: str, lang: str) -> str:
    """The text of ``key`` with its braces left open, for the browser to fill in."""
    entry = catalogue(lang).get(key)
    if not isinstance(entry, str):
        raise ConfigError(Problem("text_missing", f"geo/text/{lang}", {"key": key}))
    return entry


def problem(fault: Problem, lang: str) -> str:
    """One fault as sentences: where, what was found, what was expected, what to do."""
    return f"{fault.where}: {sentences(fault, lang)}"


def sentences(fault: Problem, lang: str) -> str:
    """The same without the place."""
    values = {name: _named(value, lang) for name, value in fault.values.items()}
    found, expected, todo = (
        text(f"problem.{fault.key}.{part}", lang, **values) for part in _PROBLEM_PARTS
    )
    if expected:
        expected = text("problem_frame.expected", lang, what=expected)
    return " ".join(part for part in (found, expected, todo) if part)


def error(failure: JagaError, lang: str) -> str:
    """Every fault of an error, one a line."""
    return "\n".join(problem(fault, lang) for fault in failure.problems)


def _named(value: Any, lang: str) -> Any:
    """A value as it is read: keys in words, where there are any."""
    if not isinstance(value, Named):
        return value
    return ", ".join(str(catalogue(lang).get(value.table + key, key)) for key in value.split(", "))


_PROBLEM_PARTS = ("found", "expected", "todo")


def number(value: float | int | None, lang: str, decimals: int = 0) -> str:
    """1234.5 as "1.234,5" or "1,234.5"; an en dash where there is no number."""
    if value is None or value != value:
        return "–"
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return format_decimal(value, format=pattern, locale=_LOCALES[lang])


def day(value: dt.date, lang: str, style: str = "full") -> str:
    """A day in words: full "Selasa, 6 Oktober 2020", long without the weekday, short "6 Okt 2020"."""
    patterns = {"full": "EEEE, d MMMM y", "long": "d MMMM y", "short": "d MMM y"}
    return format_date(value, patterns[style], locale=_LOCALES[lang])


def moment(value: dt.datetime, lang: str) -> str:
    """A moment in words, minutes included: "6 Okt 2020 14.05"."""
    pattern = "d MMM y HH.mm" if lang == "id" else "d MMM y HH:mm"
    return format_datetime(value, pattern, locale=_LOCALES[lang])


@cache
def day_names(lang: str) -> dict[str, list[str]]:
    """Names for dates written in the browser: weekdays from Monday, months, short months."""
    locale = _LOCALES[lang]
    return {
        "weekdays": [locale.days["format"]["wide"][i] for i in range(7)],
        "months": [locale.months["format"]["wide"][i] for i in range(1, 13)],
        "short": [locale.months["format"]["abbreviated"][i] for i in range(1, 13)],
    }


def _flatten(table: Mapping[str, Any], prefix: str = "") -> list[tuple[str, Any]]:
    entries: list[tuple[str, Any]] = []
    for key, value in table.items():
        if isinstance(value, Mapping) and set(value) != {"one", "other"}:
            entries += _flatten(value, f"{prefix}{key}.")
        else:
            entries.append((f"{prefix}{key}", value))
    return entries
