"""Many files of one upload as a table: what each holds, and what the doctor found."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Protocol

from geo.diagnosis import Diagnosis
from geo.errors import Problem
from geo.text import number, problem, text


class _Row(Protocol):
    """What is shown of one file."""

    @property
    def name(self) -> str: ...
    @property
    def rows(self) -> int: ...
    @property
    def gap(self) -> int: ...
    @property
    def diagnosis(self) -> Diagnosis | None: ...
    @property
    def problems(self) -> tuple[Problem, ...]: ...


_COLUMNS = ("file", "rows", "gap", "look", "verdict")


def table(rows: Iterable[_Row], lang: str) -> str:
    """A row a file; a refused one says its first fault and how many more there are."""
    heads = "".join(
        f'<th scope="col"{_right(key)}>{escape(text(f"many.column.{key}", lang))}</th>'
        for key in _COLUMNS
    )
    body = "".join(_row(row, lang) for row in rows)
    caption = escape(text("many.title", lang))
    return (
        f'<div class="jt-doctor jt-table" tabindex="0" role="region" aria-label="{caption}">'
        f"<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _row(row: _Row, lang: str) -> str:
    looks = row.diagnosis.count("look") if row.diagnosis else 0
    numbers = "".join(
        f'<td class="r">{escape(number(n, lang))}</td>' for n in (row.rows, row.gap, looks)
    )
    return (
        f'<tr><th scope="row">{escape(row.name)}</th>{numbers}'
        f"<td>{escape(_verdict(row, lang))}</td></tr>"
    )


def _verdict(row: _Row, lang: str) -> str:
    if row.problems:
        more = len(row.problems) - 1
        first = problem(row.problems[0], lang)
        rest = " " + text("many.more", lang, n=more) if more else ""
        return f"{text('many.refused', lang)} {first}{rest}"
    return text("many.waits" if row.gap else "many.fine", lang)


def _right(key: str) -> str:
    return ' class="r"' if key in ("rows", "gap", "look") else ""
