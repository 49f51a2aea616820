"""Browser files of others (Leaflet, the typeface), copied out of their wheels into static/.

The map works without internet because the server itself gives these files; none of them is kept
in the repository. They come with the requirements of the same name.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import tempfile
from pathlib import Path

from geo.errors import ConfigError, Problem

_LEAFLET = ("js_lib_leaflet", "static/js_lib_leaflet")
_LEAFLET_FILES = (
    "leaflet.js",
    "leaflet.css",
    "images/layers.png",
    "images/layers-2x.png",
    "images/marker-icon.png",
    "images/marker-icon-2x.png",
    "images/marker-shadow.png",
)
_FONT = ("fontpkg_plus_jakarta_sans", "")

FILES: dict[str, tuple[str, str]] = {
    **{f"leaflet/{file}": (_LEAFLET[0], f"{_LEAFLET[1]}/{file}") for file in _LEAFLET_FILES},
    "fonts/PlusJakartaSans.ttf": (_FONT[0], "files/PlusJakartaSans[wght].ttf"),
    "fonts/PlusJakartaSans-LICENSE.txt": (_FONT[0], "LICENSE"),
}
"""Path below static/ -> package and path inside it."""


def ensure(static_dir: Path) -> tuple[str, ...]:
    """Copy every file of FILES that is missing below ``static_dir`` or has another size.

    Returns the paths (below ``static_dir``) that were copied, () where nothing was to do. A file
    appears whole or not at all, so that several processes may do this at the same time. Raises
    ConfigError for every package or file that is missing, and where the folder can't be written.
    """
    problems, copied = [], []
    for target, (package, inside) in FILES.items():
        source = _find(package, inside)
        if source is None:
            problems.append(Problem("asset_missing", target, {"package": package, "file": inside}))
        elif not _same(source, static_dir / target):
            try:
                _copy(source, static_dir / target)
            except OSError as error:
                where = str(static_dir / target)
                problems.append(Problem("asset_unwritable", where, {"found": str(error)}))
            copied.append(target)
    if problems:
        raise ConfigError(problems)
    return tuple(copied)


def missing(static_dir: Path) -> tuple[str, ...]:
    """Paths below ``static_dir`` of the files that ``ensure`` would have to copy; nothing is
    written. A package that is not there is no fault here where its files are."""
    found = []
    for target, (package, inside) in FILES.items():
        source, file = _find(package, inside), static_dir / target
        if not (_same(source, file) if source else file.is_file()):
            found.append(target)
    return tuple(found)


def _find(package: str, inside: str) -> Path | None:
    """A file of an installed package, found without running the package."""
    spec = importlib.util.find_spec(package)
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        file = Path(folder) / inside
        if file.is_file():
            return file
    return None


def _same(source: Path, target: Path) -> bool:
    return target.is_file() and target.stat().st_size == source.stat().st_size


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    os.close(handle)
    try:
        shutil.copyfile(source, name)
        Path(name).chmod(0o644)
        Path(name).replace(target)
    finally:
        Path(name).unlink(missing_ok=True)
