"""The early word in a language: sentences, a text to send, a link that opens WhatsApp with it."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Mapping
from html import escape
from typing import Any
from urllib.parse import quote

from babel.lists import format_list

from geo.early_word import EarlyWord
from geo.reasons import Phrase
from geo.render import words
from geo.rules import Rule
from geo.text import day, moment, number, text

_MARKS = str.maketrans("", "", "*_~`")
"""What WhatsApp takes for bold, italic, struck and fixed type."""


def sentence(said: Phrase, lang: str) -> str:
    """A phrase of the early word in a language, its first letter a capital."""
    return words.capital(written(said, lang))


def title(word: EarlyWord, lang: str) -> str:
    return sentence(word.title, lang)


def lines(word: EarlyWord, lang: str) -> list[str]:
    """Every sentence in its order, warnings first."""
    return [sentence(said, lang) for said in (*word.warnings, *word.sentences)]


def plain(word: EarlyWord, lang: str, link: str | None) -> str:
    """The text to send: the title bold as WhatsApp writes it, a sentence a line, the link last."""
    head = f"*{title(word, lang).translate(_MARKS)}*"
    first = [f"*{text('simulated.banner', lang)}*"] if word.view.city.simulated else []
    said = [line.translate(_MARKS) for line in lines(word, lang)]
    return "\n".join([*first, head, *said, *([link] if link else [])])


def whatsapp(written: str) -> str:
    """A link that opens WhatsApp with a text; who gets it is chosen there."""
    return f"https://wa.me/?text={quote(written, safe='')}"


def html(word: EarlyWord, lang: str) -> str:
    """Warnings, then the title and the sentences as paragraphs."""
    warned = "".join(f"<p><b>{escape(sentence(one, lang))}</b></p>" for one in word.warnings)
    said = "".join(f"<p>{escape(sentence(one, lang))}</p>" for one in word.sentences)
    head = f"<p><b>{escape(title(word, lang))}</b></p>"
    return f'<div class="jt-word">{warned}{head}{said}</div>'


def tidy(written: str) -> str:
    """Text in one line without signs that steer or hide it, as they may stand in a name."""
    signs = (" " if sign.isspace() else sign for sign in written)
    kept = (sign for sign in signs if unicodedata.category(sign)[0] != "C")
    return " ".join("".join(kept).split())


class _Counted(int):
    """A count that chooses the plural and is written as the language writes numbers."""

    lang: str

    def __format__(self, spec: str) -> str:
        return number(int(self), self.lang)


def written(said: Phrase, lang: str) -> str:
    """A phrase as part of a sentence."""
    values: dict[str, Any] = {n: _value(n, value, lang) for n, value in said.values.items()}
    if isinstance(said.values.get("n"), int):
        values["n"] = _Counted(said.values["n"])
        values["n"].lang = lang
    return text(said.key, lang, **values)


def _value(name: str, value: Any, lang: str) -> str:
    """One value of a phrase in words."""
    if isinstance(value, Phrase):
        return written(value, lang)
    if isinstance(value, Rule):
        return words.rule(value, "short", lang)
    if isinstance(value, dt.datetime):
        time = moment(value, lang).rpartition(" ")[2]
        return text("early_word.moment", lang, day=day(value, lang, "long"), time=time)
    if isinstance(value, dt.date):
        return day(value, lang, "long")
    if isinstance(value, Mapping):
        counts = (f"{number(n, lang)} {words.level(key, lang)}" for key, n in value.items())
        return ", ".join(counts)
    if isinstance(value, tuple):
        parts = [_value(name, part, lang) for part in value]
        return ", ".join(parts) if name == "groups" else format_list(parts, locale=lang)
    if isinstance(value, str):
        return words.level(value, lang) if name in ("level", "now") else tidy(value)
    return figure(value, lang)


def figure(value: float | None, lang: str) -> str:
    """A number with the decimals that it has, at most five."""
    decimals = next((n for n in range(5) if value is None or round(value, n) == value), 5)
    return number(value, lang, decimals)
