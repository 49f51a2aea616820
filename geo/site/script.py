"""What the map reads: our scripts, the outlines, and the days, once for all languages."""

from __future__ import annotations

import json
import re
from typing import Any

from geo.render import map as zone_map
from geo.render import timeline
from geo.settings import STATIC
from geo.site.content import Content

_SERVED = "/jaga/"
_REMARK = re.compile(r"^[ ]*/\*.*?\*/[ ]*\n", re.DOTALL | re.MULTILINE)
_INDENT = re.compile(r"^[ ]+", re.MULTILINE)


def program() -> bytes:
    """The map's scripts as the dashboard loads them, and the site's own behind them."""
    names = [name for name, url in zone_map.OfflineMap.default_js if _SERVED in url]
    files = [*(STATIC / "jaga" / name for name in names), STATIC / "site" / "site.js"]
    written = "\n".join(file.read_text(encoding="utf-8") for file in files)
    return _INDENT.sub("", _REMARK.sub("", written)).encode()


def data(of: Content) -> dict[str, bytes]:
    """``data`` for all and a file for each language: ``window.JAGA`` = {map, day, words}.

    What is the same in all languages stands in the first only.
    """
    views = {lang: _view(of, lang) for lang in of.languages}
    first = views[of.languages[0]]
    same = {
        name: value
        for name, value in first.items()
        if all(view[name] == value for view in views.values())
    }
    outlines = json.loads(zone_map.outlines(of.shapes))
    files = {"data": _assigned({"map": outlines, "view": same})}
    for lang, view in views.items():
        own = {name: value for name, value in view.items() if name not in same}
        files[lang] = f"Object.assign(window.JAGA.view,{zone_map.to_script(own)});\n".encode()
    return files


def _view(of: Content, lang: str) -> dict[str, Any]:
    """The payload of the map, as the dashboard sends it."""
    record = timeline.record(
        of.zoned,
        of.rule,
        of.view.facts.city.key,
        lang,
        simulated=of.view.simulated,
        beyond=of.beyond,
    )
    written = timeline.payload(record, open_day=of.view.day, turn=0, zone=None, tiles=None)
    view: dict[str, Any] = json.loads(written)
    return view


def _assigned(value: dict[str, Any]) -> bytes:
    return f"window.JAGA={zone_map.to_script(value)};\n".encode()
