"""Text of a slide as native boxes: where its letters stand, how they look, how it flows."""

from __future__ import annotations

from dataclasses import dataclass

from pptx.oxml import parse_xml
from pptx.oxml.xmlchemy import BaseOxmlElement

from geo.render import lettering
from geo.render.drawing import PAPER, Area, Words
from geo.writers.deck_fill import rgb, safe, solid, tint

LOCALES = {"id": "id-ID", "en": "en-GB"}
NAMES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)
_ASCENT, _DESCENT = 1.038, 0.222
"""Of the typeface, as a share of its size; a box of text begins that far above its baseline."""
_EMU_PER_POINT = 12700
_SPARE = 1.03
"""Room for letters of another typeface, where ours is not installed."""


@dataclass(frozen=True)
class Frame:
    """Where a drawing's pixels lie on a slide: EMU from the corner, EMU a pixel."""

    left: float
    top: float
    scale: float

    def x(self, pixels: float) -> int:
        return round(self.left + pixels * self.scale)

    def y(self, pixels: float) -> int:
        return round(self.top + pixels * self.scale)

    def length(self, pixels: float) -> int:
        return round(pixels * self.scale)

    def points(self, pixels: float) -> int:
        """A letter's size in hundredths of a point."""
        return round(pixels * self.scale / _EMU_PER_POINT * 100)

    def place(self, area: Area) -> str:
        """An area as the XML that places a shape."""
        return (
            f'<a:xfrm><a:off x="{self.x(area.x)}" y="{self.y(area.y)}"/>'
            f'<a:ext cx="{self.length(area.wide)}" cy="{self.length(area.high)}"/></a:xfrm>'
        )


@dataclass(frozen=True)
class Pen:
    """Writes for a frame in a language ("id-ID"); everything it gives is XML."""

    frame: Frame
    locale: str

    def box(self, of: Words) -> tuple[str, str]:
        """Shape and text of some lines: text of several lines is one paragraph that flows anew when
        somebody edits it; names on a map keep their lines."""
        said = " ".join(of.lines)
        flows = (len(of.lines) > 1 and not of.halo) or of.role == "banner"
        ground, halo, fits = "<a:noFill/>", of.halo, "norm" if flows else "no"
        if of.halo and rgb(of.halo) == rgb(PAPER):
            # a name beside its zone lies on others, and not every program draws what glows
            ground, halo = solid(PAPER, opaque=0.85), ""
        outline = rounded(0.2 if halo != of.halo else 0)
        runs = self.run(said, of.size, of.weight, of.colour, halo)
        if of.halo:
            each = (self.run(line, of.size, of.weight, of.colour, halo) for line in of.lines)
            runs = "<a:br/>".join(each)
        body = self.body(
            f"{self.paragraph(of)}{runs}", wrap="square" if flows else "none", fits=fits
        )
        return f"{self.frame.place(words_area(of))}{outline}{ground}", body

    def more(self, shape: BaseOxmlElement, of: Words) -> None:
        """Words behind those that a box already holds."""
        said = self.run(f"  {of.lines[0]}", of.size, of.weight, of.colour)
        shape.find(".//{*}p").append(parse_xml(said.replace("<a:r>", f"<a:r {NAMES}>", 1)))

    def paragraph(self, of: Words) -> str:
        """How the lines of a paragraph stand: side and distance."""
        side = {"start": "l", "middle": "ctr", "end": "r"}[of.anchor]
        step = ""
        if len(of.lines) > 1:
            step = f'<a:lnSpc><a:spcPts val="{self.frame.points(of.step)}"/></a:lnSpc>'
        before = '<a:spcBef><a:spcPts val="0"/></a:spcBef>'
        return f'<a:pPr {NAMES} algn="{side}">{step}{before}</a:pPr>'

    def letters(self, size: float, weight: int, colour: str, halo: str = "") -> str:
        """How letters look; ``halo`` is what glows behind them."""
        glow = ""
        if halo:
            glow = f'<a:effectLst><a:glow rad="{self.frame.length(size / 6)}">{tint(halo)}</a:glow>'
            glow += "</a:effectLst>"
        return (
            f'<a:rPr {NAMES} lang="{self.locale}" sz="{self.frame.points(size)}" '
            f'b="{int(weight >= 600)}" dirty="0">{solid(colour)}{glow}</a:rPr>'
        )

    def run(self, said: str, size: float, weight: int, colour: str, halo: str = "") -> str:
        """A stretch of text that looks the same from end to end."""
        spaces = said[: len(said) - len(said.lstrip())]
        looks = self.letters(size, weight, colour, halo)
        return f"<a:r>{looks}<a:t>{spaces}{safe(said)}</a:t></a:r>"

    def body(self, inside: str, anchor: str = "t", wrap: str = "none", fits: str = "no") -> str:
        """A shape's text without margins; ``fits`` is what gives way where it is too long: "norm"
        the letters, "no" nothing."""
        return (
            f'<p:txBody><a:bodyPr wrap="{wrap}" lIns="0" tIns="0" rIns="0" bIns="0" '
            f'anchor="{anchor}" rtlCol="0"><a:{fits}Autofit/>'
            f"</a:bodyPr><a:lstStyle/><a:p>{inside}</a:p></p:txBody>"
        )


def words_area(of: Words) -> Area:
    """The box that holds the lines, in pixels."""
    wide = max(lettering.width(line, of.size, of.weight) for line in of.lines) * _SPARE + 4
    left = of.x - {"start": 0, "middle": wide / 2, "end": wide}[of.anchor]
    above = of.step - _DESCENT * of.size if len(of.lines) > 1 else _ASCENT * of.size
    high = of.step * len(of.lines) if len(of.lines) > 1 else (_ASCENT + _DESCENT) * of.size
    slack = 0.3 * of.size if len(of.lines) > 1 and not of.halo else 0
    return Area(left, of.y - above, wide, high + slack)


def rounded(share: float) -> str:
    """A rectangle whose corners are round by a share of its shorter side."""
    if share <= 0:
        return '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
    corner = f'<a:gd name="adj" fmla="val {min(round(share * 100000), 50000)}"/>'
    return f'<a:prstGeom prst="roundRect"><a:avLst>{corner}</a:avLst></a:prstGeom>'
