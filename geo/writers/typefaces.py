"""The typeface in single weights, for writers that can't use a variable font: cut out of the
wheel's own file once, and kept beside the other files of the typeface.

What is kept is named after what it was made from, so that a newer wheel gives new files.
"""

from __future__ import annotations

import atexit
import hashlib
import shutil
import tempfile
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path

from geo.render import lettering
from geo.settings import STATIC

WEIGHTS = (500, 600, 700, 800)
_BLOCKS = ((0x20, 0x250), (0x2B0, 0x370), (0x1E00, 0x1F00), (0x2000, 0x2700))
"""Latin with all its marks, and the signs used in sentences and tables."""
_FEATURES = ("kern", "liga", "ccmp", "locl", "mark", "mkmk", "tnum")
_RECIPE = "1"
"""Another value where the same font would be cut otherwise."""


def folder(kept: Path = STATIC / "fonts") -> Path:
    """A folder that holds the typeface in each of WEIGHTS, made below ``kept`` where it isn't
    there yet; in a folder of this process alone where ``kept`` can't be written. Several processes
    may ask at once: a folder appears whole or not at all."""
    made = kept / f"weights-{_name()}"
    if _whole(made):
        return made
    try:
        kept.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(dir=kept, prefix=".weights-"))
    except OSError:
        return _own()
    try:
        _cut(fresh, WEIGHTS)
        _move(fresh, made)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return made


@cache
def _own() -> Path:
    """A folder that ends with this process."""
    made = Path(tempfile.mkdtemp(prefix="jaga-weights-"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    _cut(made, WEIGHTS)
    return made


@cache
def _name() -> str:
    """What the files follow from: the font, the tool that cuts it, and how."""
    said = f"{version('fonttools')} {WEIGHTS} {_BLOCKS} {_FEATURES} {_RECIPE}".encode()
    return hashlib.sha256(lettering.FILE.read_bytes() + said).hexdigest()[:12]


def _whole(made: Path) -> bool:
    return all((made / f"{weight}.ttf").is_file() for weight in WEIGHTS)


def _move(fresh: Path, made: Path) -> None:
    """Give the folder its name; another process that was faster has made the same."""
    fresh.chmod(0o755)
    try:
        fresh.rename(made)
    except OSError:
        if not _whole(made):
            raise


def _cut(into: Path, weights: Sequence[int]) -> None:
    from fontTools import subset
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    options = subset.Options(layout_features=list(_FEATURES), name_IDs=["*"], notdef_outline=True)
    options.recalc_timestamp = False
    small = subset.Subsetter(options)
    small.populate(unicodes=[sign for block in _BLOCKS for sign in range(*block)])
    font = TTFont(lettering.FILE, recalcTimestamp=False)
    small.subset(font)
    latin = into / "latin"
    font.save(latin)
    for weight in weights:
        one = TTFont(latin, recalcTimestamp=False)
        place = {"wght": weight}
        instancer.instantiateVariableFont(one, place, inplace=True, updateFontNames=True)
        one.save(into / f"{weight}.ttf")
    latin.unlink()
