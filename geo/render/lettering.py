"""Words in a drawn picture: measured with the typeface itself, broken into lines, written as SVG.

Only the typeface that the app serves is used, never one of the machine, so that a picture is the
same everywhere, byte for byte.
"""

from __future__ import annotations

from functools import cache
from html import escape
from pathlib import Path

from fontpkg_plus_jakarta_sans import FAMILY, ROOT
from PIL import ImageFont

from geo.render.word import tidy

TYPEFACE = FAMILY
FILE = Path(ROOT) / "files" / "PlusJakartaSans[wght].ttf"
_MEASURED = 100
"""Pixels at which widths are measured; they grow in proportion."""
_SPARE = 1.02
"""Room for what a picture's letters may be wider than measured ones."""


@cache
def _font(weight: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(str(FILE), _MEASURED)
    font.set_variation_by_axes([weight])
    return font


def width(written: str, size: float, weight: int = 400) -> float:
    """How wide a line is, in pixels."""
    return _font(weight).getlength(written) * size / _MEASURED * _SPARE


def wrap(written: str, size: float, weight: int, room: float) -> list[str]:
    """The text in lines that fit into ``room`` pixels; a word that is too long itself is broken."""
    lines: list[str] = []
    for word in tidy(written).replace(" %", "\u00a0%").split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, size, weight) <= room:
            lines[-1] = longer
        else:
            lines += _pieces(word, size, weight, room)
    return lines


def _pieces(word: str, size: float, weight: int, room: float) -> list[str]:
    if width(word, size, weight) <= room:
        return [word]
    pieces = [""]
    for letter in word:
        if pieces[-1] and width(pieces[-1] + letter, size, weight) > room:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def fitted(
    written: str, sizes: range, weight: int, room: float, most: int
) -> tuple[int, list[str]]:
    """The largest of ``sizes`` at which the text takes ``most`` lines or fewer; else the smallest,
    cut after so many lines."""
    for size in sizes:
        lines = wrap(written, size, weight, room)
        if len(lines) <= most:
            return size, lines
    return size, [*lines[: most - 1], f"{lines[most - 1]}…"]


def line(
    written: str, x: float, y: float, size: float, weight: int, colour: str, more: str = ""
) -> str:
    """One line of text whose baseline is at ``y``; ``more`` are attributes of our own making."""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" font-weight="{weight}" '
        f'fill="{colour}"{more}>{escape(tidy(written))}</text>'
    )
