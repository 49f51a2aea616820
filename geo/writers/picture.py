"""One slide of a briefing as a picture to send: PNG, with what it was made from written inside."""

from __future__ import annotations

import io

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from geo.render import drawing_svg, miniature, slide_layout
from geo.render.word import tidy
from geo.slides import Briefing, Slide
from geo.writers.about import about

_KEYWORDS = {
    "disclaimer": "Disclaimer",
    "title": "Title",
    "description": "Description",
    "data": "Source",
    "made_from": "Comment",
    "made_by": "Author",
}
"""Keywords of the PNG standard; the other chunks are named by our own keys."""


def png(slide: Slide, briefing: Briefing, shapes: miniature.Shapes, lang: str, size: str) -> bytes:
    """The slide in a size of ``slide_layout.SIZES``. Text chunks of the file say title, place and
    day, rule and version, snapshot and source."""
    drawing = slide_layout.lay(slide, briefing, shapes, lang, size)
    known = about(briefing, lang, slide) | {"description": drawing.alt}
    said = {_KEYWORDS.get(key, key): value for key, value in known.items() if value}
    return _marked(drawing_svg.png(drawing), said)


def _marked(picture: bytes, said: dict[str, str]) -> bytes:
    info = PngInfo()
    for key, value in said.items():
        info.add_itxt(key, tidy(value))
    out = io.BytesIO()
    with Image.open(io.BytesIO(picture)) as image:
        image.save(out, "PNG", pnginfo=info, compress_level=6)
    return out.getvalue()
