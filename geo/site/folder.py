"""The folder that a site is written to: made beside it as a whole, then put in its place."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from geo.errors import InputError, Problem

MARKER = "jaga-site.json"
"""The file that says that a folder is one of our sites, and may be replaced."""


def marker(about: Mapping[str, str | bool]) -> bytes:
    """The marker's content."""
    return (json.dumps({"made_by": "jaga-tetangga", **about}, indent=1) + "\n").encode()


def check(out: Path) -> None:
    """InputError where ``out`` is there and is not empty and none of our sites."""
    if not out.exists() and not out.is_symlink():
        return
    try:
        ours = out.is_dir() and (not any(out.iterdir()) or _is_marker(out / MARKER))
    except OSError as error:
        raise _unwritable(out, error) from error
    if not ours:
        raise InputError(Problem("site_not_ours", str(out), {"marker": MARKER}))


def write(files: Iterable[tuple[str, bytes]], out: Path) -> dict[str, int]:
    """Write all files and put the folder in the place of ``out``; the bytes of each path.

    While it is written the old folder stays as it is. Between the two renames at the end there is
    none for an instant; a failure before or at them leaves the old one. Raises InputError.
    """
    check(out)
    target = out.resolve()
    fresh, old = (
        target.with_name(f".{target.name}.{what}-{os.getpid()}") for what in ("new", "old")
    )
    sizes = {}
    try:
        fresh.mkdir(parents=True)
        for path, content in files:
            file = fresh / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
            sizes[path] = len(content)
        _swap(fresh, target, old)
    except OSError as error:
        raise _unwritable(out, error) from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    shutil.rmtree(old, ignore_errors=True)
    return sizes


def _swap(fresh: Path, target: Path, old: Path) -> None:
    check(target)
    if target.exists():
        target.rename(old)
    try:
        fresh.rename(target)
    except OSError:
        if old.exists():
            old.rename(target)
        raise


def _is_marker(file: Path) -> bool:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(found, dict) and found.get("made_by") == "jaga-tetangga"


def _unwritable(out: Path, error: OSError) -> InputError:
    return InputError(Problem("site_unwritable", str(out), {"found": str(error)}))
