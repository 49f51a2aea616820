"""The site's one style sheet: Leaflet's, the map's and the pages', with the typeface inside it.

The typeface holds the letters that the site uses and no others; inside the sheet, because browsers
refuse a typeface of another file where a page is opened from a disk.
"""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Iterable

from geo.levels import LEVELS
from geo.parts import require
from geo.render import lettering
from geo.settings import STATIC

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_FACE = re.compile(r"@font-face\s*\{[^}]*\}")
_RULE = re.compile(r"([^{}@]+)\{([^{}]*)\}")
_ABSENT = re.compile(r"popup|tooltip|layers|scale|div-icon|marker-[isd]|overlay-image|zoom-box|vml")
"""What Leaflet can show and our map does not."""
_SPACE = re.compile(r"\s+")
_EDGES = re.compile(r" ?([{};]) ?")
_ALWAYS = {*range(0x20, 0x7F), *map(ord, "\u00a0–—’“”…×÷→")}


def sheet(characters: Iterable[str]) -> bytes:
    """The style sheet for pages with these characters."""
    leaflet = _RULE.sub(_needed, _COMMENT.sub("", _read("leaflet/leaflet.css")))
    ours = _FACE.sub("", _read("jaga/zonemap.css"))
    parts = (_face(characters), leaflet, ours, _levels(), _read("site/site.css"))
    written = _SPACE.sub(" ", _COMMENT.sub("", "\n".join(parts)))
    return _EDGES.sub(r"\1", written).strip().encode()


def _needed(rule: re.Match[str]) -> str:
    """A rule of Leaflet for what our map has; "" where it has none of it, or names a picture."""
    kept = [one.strip() for one in rule[1].split(",") if not _ABSENT.search(one)]
    return f"{','.join(kept)}{{{rule[2]}}}\n" if kept and "url(" not in rule[2] else ""


def _read(path: str) -> str:
    return (STATIC / path).read_text(encoding="utf-8")


def _levels() -> str:
    """Colours of the levels, for chips and bars, and their letters, which nobody hears read: the
    word stands beside them."""
    return "".join(
        f".c.{level.key}{{background-color:{level.colour};color:{level.ink}}}"
        f'.c.{level.key}::before{{content:"{level.letter}";content:"{level.letter}"/""}}'
        f"rect.{level.key}{{fill:{level.colour}}}"
        for level in LEVELS
    )


def _face(characters: Iterable[str]) -> str:
    written = base64.b64encode(_typeface(characters)).decode()
    return (
        f'@font-face{{font-family:"{lettering.TYPEFACE}";font-weight:200 800;font-display:swap;'
        f'src:url("data:font/woff;base64,{written}") format("woff")}}'
    )


def _typeface(characters: Iterable[str]) -> bytes:
    """The typeface with these characters and those that any page may need, as WOFF."""
    require("exports")
    from fontTools import subset
    from fontTools.ttLib import TTFont

    options = subset.Options()
    options.layout_features = ["kern", "tnum"]
    options.hinting = False
    options.name_IDs = [1, 2]
    options.drop_tables += ["STAT", "DSIG"]
    font = TTFont(lettering.FILE, recalcTimestamp=False)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=_ALWAYS | set(map(ord, characters)))
    cutter.subset(font)
    font.flavor = "woff"
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()
