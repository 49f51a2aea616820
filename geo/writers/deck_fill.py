"""Colours and patterns of levels as native fills of a presentation, for zones, chips and columns
alike, so that whoever gets it can recolour them."""

from __future__ import annotations

from html import escape

from geo.levels import BY_KEY
from geo.render.word import tidy

MAIN = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
PATTERNS = {
    "dots": ("pct10", "7a6200"),
    "lines": ("wdUpDiag", "7a2a00"),
    "dense": ("dkUpDiag", "3d000a"),
    "cross": ("openDmnd", "777777"),
    "thin": ("ltUpDiag", "b9b7ae"),
    "sparse": ("pct5", "8f979c"),
    "hidden": ("ltVert", "a99fc2"),
    "stale": ("wdDnDiag", "aab4bb"),
    "rt-kuning": ("solidDmnd", "e3b90f"),
    "rt-oranye": ("solidDmnd", "e8601c"),
    "rt-merah": ("solidDmnd", "8a0f1f"),
}
"""The preset that comes closest to a level's pattern on the map, and the colour of its marks."""


def of_level(key: str) -> str:
    """The fill of a level: its colour, under its pattern where it has one."""
    level = BY_KEY[key]
    if not level.pattern:
        return solid(level.colour)
    preset, mark = PATTERNS[level.pattern]
    return (
        f'<a:pattFill {MAIN} prst="{preset}"><a:fgClr>{tint(mark)}</a:fgClr>'
        f"<a:bgClr>{tint(level.colour)}</a:bgClr></a:pattFill>"
    )


def solid(colour: str, opaque: float = 1) -> str:
    """One colour, "#rrggbb"; with ``opaque`` below 1 what lies under it shines through."""
    return f"<a:solidFill {MAIN}>{tint(colour, opaque)}</a:solidFill>"


def tint(colour: str, opaque: float = 1) -> str:
    """A colour inside a fill."""
    alpha = f'<a:alpha val="{round(opaque * 100000)}"/>' if opaque < 1 else ""
    return f'<a:srgbClr val="{rgb(colour)}">{alpha}</a:srgbClr>'


def rgb(colour: str) -> str:
    """ "#0a5f65" or "#fff" as "0A5F65", "FFFFFF"."""
    digits = colour.removeprefix("#").upper()
    return digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)


def safe(written: str) -> str:
    """Text for XML: escaped, and without characters that XML can't hold."""
    return escape(tidy(written), quote=True)
