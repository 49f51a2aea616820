"""What a deck is built into: a city's own template, or our own look where there is none."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.exc import PythonPptxError
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.opc.oxml import serialize_part_xml
from pptx.oxml import parse_xml

from geo.errors import Problem
from geo.levels import BY_KEY
from geo.render import lettering
from geo.render.drawing import ACCENT, INK
from geo.writers.deck_fill import MAIN, tint
from geo.writers.deck_words import Frame

_WIDE, _HIGH = 12_192_000, 6_858_000
_TITLES = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)
_SMALL = (PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER)
_MOST_BYTES = 300_000_000
"""A template larger than that, unpacked, is not one."""
_LEAST_ROOM = 0.6
"""Where a template's own pictures leave less than this share of a side, slides lie over them."""
_AS_TEMPLATE = b"presentationml.template.main+xml", b"presentationml.presentation.main+xml"
Found = tuple[Any, Any, tuple[Problem, ...]]


def prepare(template: Path | None) -> Found:
    """A presentation without slides, the layout for all of them, and what is wrong with the
    template; then it is our own look that is used."""
    if template is None:
        return (*_own(), ())
    try:
        if template.stat().st_size > _MOST_BYTES:
            return (*_own(), (_said("unreadable", template),))
        made = _opened(template.read_bytes())
    except OSError:
        return (*_own(), (_said("missing", template),))
    except (zipfile.BadZipFile, PythonPptxError, ValueError, KeyError, SyntaxError):
        return (*_own(), (_said("unreadable", template),))
    layout = _layout(made.slide_layouts)
    if layout is None:
        return (*_own(), (_said("no_title", template),))
    _emptied(made)
    return made, layout, ()


def frame(made: Any, layout: Any, wide: float, high: float, own: bool) -> Frame:
    """Where a drawing of ``wide`` × ``high`` pixels lies: as large as the slide has room, in the
    middle of what the template's own pictures leave free."""
    left, top, right, bottom = 0, 0, int(made.slide_width), int(made.slide_height)
    if not own:
        left, top, right, bottom = _free(made, layout)
    scale = min((right - left) / wide, (bottom - top) / high)
    over, under = right - left - scale * wide, bottom - top - scale * high
    return Frame(left + over / 2, top + under / 2, scale)


def _said(what: str, template: Path) -> Problem:
    return Problem(f"deck_template_{what}", template.name, fatal=False)


def _opened(data: bytes) -> Any:
    """A presentation, or a template (POTX) taken as one."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        if sum(entry.file_size for entry in old.infolist()) > _MOST_BYTES:
            raise ValueError
        for name in old.namelist():
            content = old.read(name)
            if name == "[Content_Types].xml":
                content = content.replace(*_AS_TEMPLATE)
                if b"macroEnabled" in content:
                    raise ValueError
            new.writestr(name, content)
    out.seek(0)
    return Presentation(out)


def _layout(layouts: Iterable[Any]) -> Any | None:
    """The layout with a title and the least beside it; the title of a title page only where there
    is no other."""

    def beside(layout: Any) -> tuple[bool, int]:
        kinds = [one.placeholder_format.type for one in layout.placeholders]
        rest = [kind for kind in kinds if kind not in _TITLES and kind not in _SMALL]
        return PP_PLACEHOLDER.TITLE not in kinds, len(rest)

    titled = [
        layout
        for layout in layouts
        if any(one.placeholder_format.type in _TITLES for one in layout.placeholders)
    ]
    return min(titled, key=beside, default=None)


def _emptied(made: Any) -> None:
    """Without the template's own slides, and without what speaks of them."""
    ids = made.slides._sldIdLst
    for one in list(ids):
        made.part.drop_rel(one.rId)
        ids.remove(one)
    root = made.part._element
    for gone in root.xpath("p:custShowLst | p:extLst/p:ext[.//*[local-name()='sectionLst']]"):
        gone.getparent().remove(gone)
    for empty in root.xpath("p:extLst[not(*)]"):
        root.remove(empty)


def _free(made: Any, layout: Any) -> tuple[int, int, int, int]:
    """The slide without the bands along its edges in which the template has something of its own:
    for each picture the narrowest band that holds it is left out."""
    wide, high = int(made.slide_width), int(made.slide_height)
    left, top, right, bottom = 0, 0, wide, high
    for shape in (*layout.slide_master.shapes, *layout.shapes):
        if shape.is_placeholder or None in (shape.left, shape.top, shape.width, shape.height):
            continue
        if shape.width * shape.height > wide * high / 2:  # a ground, to be drawn upon
            continue
        west, north = int(shape.left), int(shape.top)
        east, south = west + int(shape.width), north + int(shape.height)
        cuts = {"left": east - left, "top": south - top}
        cuts |= {"right": right - west, "bottom": bottom - north}
        least = min(cuts, key=lambda side: cuts[side])
        if cuts[least] <= 0:
            continue
        left = east if least == "left" else left
        top = south if least == "top" else top
        right = west if least == "right" else right
        bottom = north if least == "bottom" else bottom
    if right - left < _LEAST_ROOM * wide or bottom - top < _LEAST_ROOM * high:
        return 0, 0, wide, high
    return left, top, right, bottom


def _own() -> tuple[Any, Any]:
    """An empty presentation in 16:9 with our typeface, and the levels' colours to recolour with."""
    made = Presentation()
    size = made.part._element.find("{*}sldSz")
    grown = _WIDE / int(size.get("cx"))
    size.attrib.pop("type", None)
    size.set("cx", str(_WIDE))
    size.set("cy", str(_HIGH))
    master = made.slide_master
    for sheet in (master, *made.slide_layouts):
        for place in sheet._element.iter("{*}off", "{*}ext"):
            for side in ("x", "cx"):
                if place.get(side) is not None:
                    place.set(side, str(round(int(place.get(side)) * grown)))
    for owner, kind in ((made.part.package, RT.THUMBNAIL), (made.part, RT.PRINTER_SETTINGS)):
        owner._rels.pop(next(k for k, rel in owner._rels.items() if rel.reltype == kind))
    about = made.part.package.part_related_by(RT.EXTENDED_PROPERTIES)
    about._blob = about.blob.replace(b"On-screen Show (4:3)", b"Widescreen")
    theme = master.part.part_related_by(RT.THEME)
    theme._blob = _themed(theme.blob)
    return made, _layout(made.slide_layouts)


def _themed(blob: bytes) -> bytes:
    root: Any = parse_xml(blob)
    for latin in root.iterfind(".//{*}fontScheme/*/{*}latin"):
        latin.set("typeface", lettering.TYPEFACE)
        latin.set("panose", "020B0604020202020204")  # what to look for instead: a plain sans serif
    accents = [BY_KEY[key].colour for key in ("hijau", "kuning", "oranye", "merah", "hitam")]
    colours = {f"accent{n}": one for n, one in enumerate((*accents, ACCENT), 1)} | {"dk1": INK}
    scheme = root.find(".//{*}clrScheme")
    for name, colour in colours.items():
        slot = scheme.find(f"{{*}}{name}")
        slot[:] = [parse_xml(tint(colour).replace(" ", f" {MAIN} ", 1))]
    return serialize_part_xml(root)
