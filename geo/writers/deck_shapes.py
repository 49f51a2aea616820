"""Parts of a drawing as native shapes of a slide: zones, boxes, chips, lines, text.

The XML is written here and not through python-pptx's own shapes: that knows neither patterns under
a freeform of several rings nor alternative text.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable

from pptx.oxml import parse_xml
from pptx.oxml.xmlchemy import BaseOxmlElement

from geo.levels import BY_KEY
from geo.render import lettering
from geo.render.drawing import INK, Area, Box, Chip, Rule, Words, Zones
from geo.render.words import level as level_word
from geo.text import text
from geo.writers.deck_fill import of_level, safe, solid
from geo.writers.deck_words import LOCALES, NAMES, Frame, Pen, rounded

_UNSPOKEN = (
    '<a:extLst><a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}"><adec:decorative '
    'xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/>'
    "</a:ext></a:extLst>"
)
"""Marks a shape that a screen reader passes over."""
_POINT = re.compile(r"(-?[\d.]+),(-?[\d.]+)")


class Sheet:
    """The shapes of one slide: each gets a number that no other has. ``tree`` is the slide's own;
    while a map is open its names and leaders go into the map's group."""

    def __init__(self, tree: BaseOxmlElement, frame: Frame, lang: str) -> None:
        self.tree, self.frame, self.lang = tree, frame, lang
        self.pen = Pen(frame, LOCALES[lang])
        self._last: tuple[Words, BaseOxmlElement] | None = None
        self._ids = itertools.count(100)
        self._into = tree

    def number(self) -> int:
        """A number for a shape that is made elsewhere."""
        return next(self._ids)

    def add(self, part: Box | Words | Chip | Rule | Zones) -> BaseOxmlElement:
        """The part as a shape above all others. What is said beside a name on its line joins it in
        one box, so that they keep their distance in any typeface."""
        last, self._last = self._last, None
        if isinstance(part, Words) and last and _follows(last[0], part):
            self.pen.more(last[1], part)
            return last[1]
        leader = isinstance(part, Rule) and part.colour == INK
        if not (leader or (isinstance(part, Words) and part.halo)):
            self._into = self.tree
        match part:
            case Zones():
                return self._map(part)
            case Box():
                return self._put(self._box(part))
            case Chip():
                return self._put(self._chip(part))
            case Rule():
                return self._put(self._rule(part))
            case Words():
                made = self._put(self._words(part))
                self._last = (part, made)
                return made

    def _put(self, xml: str) -> BaseOxmlElement:
        shape: BaseOxmlElement = parse_xml(xml)
        self._into.append(shape)
        return shape

    def _shape(self, said: str, properties: str, body: str = "", kind: str = "") -> str:
        return (
            f"<p:sp {NAMES}><p:nvSpPr>{said}<p:cNvSpPr{kind}/><p:nvPr/></p:nvSpPr>"
            f"<p:spPr>{properties}</p:spPr>{body or self.pen.body('')}</p:sp>"
        )

    def _named(self, name: str, alt: str = "") -> str:
        return (
            f'<p:cNvPr id="{self.number()}" name="{safe(name)}" descr="{safe(alt)}"/>'
            if alt
            else f'<p:cNvPr id="{self.number()}" name="{safe(name)}"/>'
        )

    def _silent(self, name: str) -> str:
        number = self.number()
        return f'<p:cNvPr id="{number}" name="{name} {number}">{_UNSPOKEN}</p:cNvPr>'

    def _box(self, of: Box) -> str:
        outline = self.frame.place(of.area) + rounded(of.radius / min(of.area.wide, of.area.high))
        plain = f"{outline}{solid(of.fill)}<a:ln><a:noFill/></a:ln>"
        return self._shape(self._silent("Rectangle"), plain)

    def _rule(self, of: Rule) -> str:
        flips = f' flipH="{int(of.x2 < of.x1)}" flipV="{int(of.y2 < of.y1)}"'
        area = Area(min(of.x1, of.x2), min(of.y1, of.y2), abs(of.x2 - of.x1), abs(of.y2 - of.y1))
        placed = self.frame.place(area).replace("<a:xfrm", f"<a:xfrm{flips}", 1)
        line = f'<a:ln w="{self.frame.length(of.width)}">{solid(of.colour)}</a:ln>'
        return (
            f"<p:cxnSp {NAMES}><p:nvCxnSpPr>{self._silent('Line')}<p:cNvCxnSpPr/><p:nvPr/>"
            f'</p:nvCxnSpPr><p:spPr>{placed}<a:prstGeom prst="line"><a:avLst/></a:prstGeom>{line}'
            "</p:spPr></p:cxnSp>"
        )

    def _chip(self, of: Chip) -> str:
        level = BY_KEY[of.level]
        word = level_word(of.level, self.lang)
        placed = self.frame.place(Area(of.x, of.y, of.size, of.size)) + rounded(0.2)
        halo = level.colour if level.pattern else ""
        letter = self.pen.run(level.letter, of.size * 0.52, 800, level.ink, halo)
        body = self.pen.body(f'<a:pPr algn="ctr"/>{letter}', "ctr")
        filled = f"{placed}{of_level(of.level)}<a:ln><a:noFill/></a:ln>"
        return self._shape(self._named(f"{level.letter}: {word}", word), filled, body)

    def _words(self, of: Words) -> str:
        return self._shape(self._named(" ".join(of.lines)[:40]), *self.pen.box(of), ' txBox="1"')

    def _map(self, of: Zones) -> BaseOxmlElement:
        """The zones in one group, those with an ink line above the others."""
        named = self._named(text("deck.map", self.lang), of.alt)
        group: BaseOxmlElement = parse_xml(
            f"<p:grpSp {NAMES}><p:nvGrpSpPr>{named}"
            f"<p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr>{self._whole(of.area)}</p:grpSpPr>"
            "</p:grpSp>"
        )
        self.tree.append(group)
        self._into = group
        for zone_id in sorted(of.paths, key=lambda zone_id: zone_id in of.marked):
            self._put(self._zone(of, zone_id))
        return group

    def _whole(self, area: Area) -> str:
        """A group's place, in which its members keep the slide's own coordinates."""
        placed = self.frame.place(area).removesuffix("</a:xfrm>")
        inner = (
            placed.removeprefix("<a:xfrm>").replace("a:off", "a:chOff").replace("a:ext", "a:chExt")
        )
        return f"{placed}{inner}</a:xfrm>"

    def _zone(self, of: Zones, zone_id: str) -> str:
        level = of.levels.get(zone_id, "tanpa_data")
        rings = list(_rings(of.paths[zone_id]))
        xs, ys = zip(*itertools.chain(*rings), strict=True)
        area = Area(of.area.x + min(xs), of.area.y + min(ys), max(xs) - min(xs), max(ys) - min(ys))
        path = "".join(self._ring(ring, min(xs), min(ys)) for ring in rings)
        high, wide = self.frame.length(area.high), self.frame.length(area.wide)
        line, colour = (4, INK) if zone_id in of.marked else (2, "#ffffff")
        name = of.names.get(zone_id, zone_id)
        properties = (
            f"{self.frame.place(area)}<a:custGeom><a:avLst/><a:gdLst/><a:ahLst/><a:cxnLst/>"
            f'<a:rect l="0" t="0" r="r" b="b"/><a:pathLst><a:path w="{wide}" h="{high}">{path}'
            f"</a:path></a:pathLst></a:custGeom>{of_level(level)}"
            f'<a:ln w="{self.frame.length(line)}">{solid(colour)}<a:round/></a:ln>'
        )
        alt = f"{name}: {level_word(level, self.lang)}"
        return self._shape(self._named(f"Kelurahan {name}", alt), properties)

    def _ring(self, ring: list[tuple[float, float]], left: float, top: float) -> str:
        points = [
            f'<a:pt x="{self.frame.length(x - left)}" y="{self.frame.length(y - top)}"/>'
            for x, y in ring
        ]
        lines = "".join(f"<a:lnTo>{point}</a:lnTo>" for point in points[1:])
        return f"<a:moveTo>{points[0]}</a:moveTo>{lines}<a:close/>"


def _follows(one: Words, other: Words) -> bool:
    """True where the other begins on the same line, a space or two behind the end of the first."""
    plain = len(one.lines) == len(other.lines) == 1 and not (one.role or other.role or other.halo)
    if not plain or one.y != other.y or {one.anchor, other.anchor} != {"start"}:
        return False
    gap = other.x - one.x - lettering.width(one.lines[0], one.size, one.weight)
    return 0 < gap < one.size


def _rings(path: str) -> Iterable[list[tuple[float, float]]]:
    """The rings of SVG path data made of M, L and Z."""
    for ring in filter(None, path.split("Z")):
        yield [(float(x), float(y)) for x, y in _POINT.findall(ring)]
