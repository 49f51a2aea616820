"""What a file of responses holds, what it leaves open, and what became of it, in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from geo.errors import Problem
from geo.text import problem, text

SHOWN = 20
"""So many questions are written out; the rest is counted."""


class _Kept(Protocol):
    """See ``geo.io.response_loads.Kept``."""

    @property
    def part(self) -> str: ...
    @property
    def stored(self) -> int: ...
    @property
    def corrected(self) -> int: ...
    @property
    def known(self) -> int: ...
    @property
    def already(self) -> bool: ...
    @property
    def waiting(self) -> bool: ...


def holds(part: str, rows: int, lang: str) -> str:
    """What a file holds."""
    return text("response_load.holds", lang, part=text(f"response.part.{part}", lang), n=rows)


def questions(found: Sequence[Problem], lang: str) -> list[str]:
    """What a person should look at, and how much more there is."""
    said = [problem(one, lang) for one in found[:SHOWN]]
    more = len(found) - SHOWN
    return [*said, text("response_load.more", lang, n=more)] if more > 0 else said


def brought(kept: _Kept, lang: str) -> list[str]:
    """What became of a file."""
    if kept.already:
        return [text("response_load.already", lang)]
    part = text(f"response.part.{kept.part}", lang)
    said = [text("response_load.stored", lang, n=kept.stored, part=part)]
    if kept.corrected:
        said.append(text("response_load.corrected", lang, n=kept.corrected))
    if kept.known:
        said.append(text("response_load.known", lang, n=kept.known))
    if kept.waiting and kept.stored + kept.corrected:
        said.append(text("response_load.waiting", lang))
    return said
