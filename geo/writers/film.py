"""The time bar as a film: one frame a day of the record, as MP4 (H.264) or as GIF.

The same briefing and days give the same bytes: one thread, no clock, fixed flags and palette.
"""

from __future__ import annotations

import datetime as dt
import io
import math
import tempfile
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np
from PIL import Image

from geo.errors import InputError, Problem
from geo.levels import BY_KEY
from geo.parts import require
from geo.render import miniature
from geo.render.drawing import ACCENT, GREY, INK, MUTED, PAPER, WATER
from geo.render.word import tidy
from geo.rules import Rule
from geo.slides import Briefing
from geo.writers.about import about
from geo.writers.film_frames import Pixels, Reel, frames, reel, rgb

Progress = Callable[[int, int], None]
MP4_WIDE, GIF_WIDE = 1280, 800
_SECONDS, _SLOWEST, _FASTEST = 30, 2, 12
_HOLD_S = 2
"""So long the last day stands."""
_BLENDS = 190
"""Colours of a GIF for soft edges and patterns, beside those of our own drawings."""


def played(briefing: Briefing, first: dt.date | None, last: dt.date | None) -> tuple[dt.date, ...]:
    """The days of the record from ``first`` to ``last``, None: from its beginning, to its end.
    InputError where there is none."""
    known = briefing.zoned.days
    days = tuple(day for day in known if (first or day) <= day <= (last or day))
    if days:
        return days
    values = {"first": known[0], "last": known[-1]} if known else {"first": "–", "last": "–"}
    raise InputError(Problem("files_no_days", f"{first or '…'} – {last or '…'}", values))


def rate(days: int) -> int:
    """Days a second: a year takes half a minute, a few weeks are slow enough to read."""
    return min(max(math.ceil(days / _SECONDS), _SLOWEST), _FASTEST)


def mp4(
    briefing: Briefing,
    shapes: miniature.Shapes,
    lang: str,
    days: Sequence[dt.date],
    progress: Progress | None = None,
    *,
    rule: Rule | None = None,
    wide: int = MP4_WIDE,
) -> bytes:
    """The film of ``days`` in 16 : 9. ``rule`` is the family where the levels are of one."""
    require("exports")
    import av
    from av.video.reformatter import ColorRange, Colorspace

    made = reel(briefing, shapes, lang, days, wide, rule)
    fps = rate(len(days))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "film.mp4"
        flags = {"movflags": "+faststart", "fflags": "+bitexact"}
        with av.open(str(file), "w", format="mp4", options=flags) as container:
            container.metadata.update(_about(made))
            options = {"crf": "20", "preset": "fast", "threads": "1", "flags": "+bitexact"}
            stream = container.add_stream("libx264", rate=fps, options=options)
            stream.width, stream.height = made.zones.shape[1], made.zones.shape[0]
            stream.pix_fmt, stream.thread_count = "yuv420p", 1
            context = stream.codec_context
            context.color_primaries = context.color_trc = context.colorspace = 1
            context.color_range = 1
            for number, picture in enumerate(_held(made, fps, progress)):
                frame = av.VideoFrame.from_ndarray(picture, format="rgb24").reformat(
                    format="yuv420p",
                    dst_colorspace=Colorspace.ITU709,
                    dst_color_range=ColorRange.MPEG,
                )
                frame.pts, frame.time_base = number, Fraction(1, fps)
                container.mux(stream.encode(frame))
            container.mux(stream.encode())
        return file.read_bytes()


def gif(
    briefing: Briefing,
    shapes: miniature.Shapes,
    lang: str,
    days: Sequence[dt.date],
    progress: Progress | None = None,
    *,
    rule: Rule | None = None,
    wide: int = GIF_WIDE,
) -> bytes:
    """The same film as GIF, played over and over: for where no film can be shown."""
    made = reel(briefing, shapes, lang, days, wide, rule)
    palette = _Palette(made)
    pictures = (palette.image(one) for one in _told(made, progress))
    first = next(pictures)
    step = round(1000 / rate(len(days)), -1)
    last = step + _HOLD_S * 1000
    out = io.BytesIO()
    first.save(
        out,
        "GIF",
        save_all=True,
        append_images=pictures,
        duration=[*[step] * (len(days) - 1), last] if len(days) > 1 else last,
        loop=0,
        disposal=1,
        optimize=False,
        comment=tidy(_about(made)["comment"]).encode(),
    )
    return out.getvalue()


def _told(of: Reel, progress: Progress | None) -> Iterator[Pixels]:
    for number, picture in enumerate(frames(of), start=1):
        yield picture
        if progress:
            progress(number, len(of.days))


def _held(of: Reel, fps: int, progress: Progress | None) -> Iterator[Pixels]:
    """Every day once, the last one on for _HOLD_S."""
    for picture in _told(of, progress):
        last = picture
        yield picture
    yield from [last] * (fps * _HOLD_S)


def _about(of: Reel) -> dict[str, str]:
    """What a film says of itself beside its frames."""
    said = about(of.briefing, of.lang)
    warned = [said[key] for key in ("disclaimer", "what_if") if key in said]
    days = f"{of.days[0].isoformat()} / {of.days[-1].isoformat()}"
    return {
        "title": tidy(said["place"]),
        "artist": said["made_by"],
        "date": said["date"],
        "comment": tidy(". ".join([*warned, days, said["made_from"]])),
    }


class _Palette:
    """256 colours for all frames: those we draw in, and what lies between them at soft edges."""

    def __init__(self, of: Reel) -> None:
        levels = [BY_KEY[key] for key in of.keys]
        own = [PAPER, WATER, INK, MUTED, ACCENT, GREY, *(one.colour for one in levels)]
        sample = Image.fromarray(of.maps[:, ::2, ::2].reshape(-1, of.maps.shape[2] // 2, 3))
        mixed = sample.quantize(_BLENDS, Image.Quantize.MEDIANCUT).getpalette() or []
        colours = [rgb(colour) for colour in own] + list(zip(*[iter(mixed)] * 3, strict=True))
        self.colours = np.array(list(dict.fromkeys(colours)), dtype=np.int32)
        self.known = np.full(1 << 24, -1, dtype=np.int16)

    def image(self, picture: Pixels) -> Image.Image:
        """A frame in the colours of the palette that come closest."""
        wide = picture.astype(np.int32)
        packed = wide[..., 0] << 16 | wide[..., 1] << 8 | wide[..., 2]
        new = np.unique(packed)
        new = new[self.known[new] < 0]
        if len(new):
            wanted = np.stack([new >> 16, new >> 8 & 255, new & 255], axis=1)
            apart = ((wanted[:, None] - self.colours) ** 2).sum(axis=2)
            self.known[new] = apart.argmin(axis=1)
        image = Image.fromarray(self.known[packed].astype(np.uint8), "P")
        image.putpalette(self.colours.astype(np.uint8).tobytes())
        return image
