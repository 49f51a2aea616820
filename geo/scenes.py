"""A briefing: scenes in their order, each a view of the dashboard with a title and a note.

A scene holds no number, only the fields of a link: whoever opens it is shown what this person may
see, as it is known then (or at the moment that the link's ``as_of`` names). As JSON:

    {"format": 1, "title": "Rapat 5 Juli", "scenes": [
        {"page": "kelurahan", "title": "Mantuil", "note": "",
         "params": {"city": "banjarmasin", "date": "2021-06-28", "zone": "63.71.01.1001"},
         "until": "2021-07-05"}]}

``params`` are fields as ``geo.selection`` and the pages write them, without the language, which is
the reader's; and ``view``, "latitude,longitude,zoom" of the map. ``until`` makes a span of days
that begins with the field ``date``; null or left out: that day alone.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from geo.errors import InputError, Problem
from geo.inert import plain

FORMAT = 1
PUBLIC_PAGES = ("peta", "kelurahan", "bandingkan", "pola", "aturan", "metode", "mutu", "revisi")
"""Pages that anybody may open, each showing what the reader may see."""
PAGES = (*PUBLIC_PAGES, "data")
"""Pages that a scene may show: no form, no sign-in."""
MOST_SCENES = 40
LONGEST_TITLE = 160
LONGEST_NOTE = 2000
"""Characters."""
MOST_PARAMS = 24
LONGEST_PARAM = 400
LONGEST_SPAN = 400
"""Days from a scene's ``date`` to its ``until``."""

_NAME = re.compile(r"[a-z][a-z0-9_]{0,23}")
_READERS_OWN = "lang"


@dataclass(frozen=True)
class Scene:
    """One view. ``until`` None: the day of ``params`` alone, or the day that the page opens on."""

    title: str
    note: str
    page: str
    params: Mapping[str, str] = field(hash=False)
    until: dt.date | None = None

    @property
    def date(self) -> dt.date | None:
        """The day of the view, the first of a span; None where the link names none."""
        return _day(self.params.get("date"))


@dataclass(frozen=True)
class Briefing:
    """A stored version of a briefing. ``created_by`` and ``created_at`` (aware, UTC) are those of
    this version; ``removed``: it was taken back with it, and holds what it held before."""

    id: str
    version: int
    city: str
    disease: str
    title: str
    scenes: tuple[Scene, ...]
    created_by: str
    created_at: dt.datetime
    removed: bool

    @property
    def public(self) -> bool:
        """True where every scene is a page that anybody may open."""
        return all(scene.page in PUBLIC_PAGES for scene in self.scenes)


def written(title: str, scenes: Sequence[Scene]) -> dict[str, Any]:
    """Title and scenes for JSON."""
    return {
        "format": FORMAT,
        "title": title,
        "scenes": [
            {
                "page": scene.page,
                "title": scene.title,
                "note": scene.note,
                "params": dict(scene.params),
                "until": scene.until.isoformat() if scene.until else None,
            }
            for scene in scenes
        ],
    }


def read(body: object, where: str = "") -> tuple[str, tuple[Scene, ...]]:
    """Title and scenes out of JSON's values; text becomes inert, the language is left out.

    InputError with every fault: a field that is missing, unknown or of another kind, text that is
    too long, a page, link field, map position or span of days that can't be.
    """
    faults = _Faults(where)
    table = faults.table("", body, ("format", "title", "scenes"), ("title", "scenes"))
    if table.get("format", FORMAT) != FORMAT or isinstance(table.get("format"), bool):
        faults.add("format", "briefing_format", found=table["format"], expected=FORMAT)
    title = faults.words("title", table.get("title", ""), LONGEST_TITLE)
    if "title" in table and isinstance(table["title"], str) and not title:
        faults.add("title", "briefing_title")
    listed = table.get("scenes", [])
    if not isinstance(listed, list):
        faults.add("scenes", "briefing_kind", found=type(listed).__name__)
        listed = []
    elif not 1 <= len(listed) <= MOST_SCENES and "scenes" in table:
        faults.add("scenes", "briefing_scenes", found=len(listed), most=MOST_SCENES)
    scenes = [_scene(faults, f"scenes[{n}]", one) for n, one in enumerate(listed[:MOST_SCENES], 1)]
    if faults.found:
        raise InputError(faults.found)
    return title, tuple(scenes)


def stored(body: Mapping[str, Any]) -> tuple[str, tuple[Scene, ...]]:
    """Title and scenes of what ``written`` gave; nothing is asked, so that what once was good can
    always be read."""
    scenes = [
        Scene(one["title"], one["note"], one["page"], one["params"], _day(one["until"]))
        for one in body["scenes"]
    ]
    return body["title"], tuple(scenes)


class _Faults:
    """Faults as they are found, each with the place in the body that it speaks of."""

    def __init__(self, where: str) -> None:
        self.found: list[Problem] = []
        self._where = where

    def add(self, place: str, key: str, /, **values: Any) -> None:
        where = " ".join(part for part in (self._where, place) if part)
        self.found.append(Problem(key, where or "JSON", values))

    def table(
        self, place: str, value: object, known: Sequence[str], needed: Sequence[str]
    ) -> Mapping[str, Any]:
        """The value as a table; {} where it is none."""
        if not isinstance(value, Mapping):
            self.add(place, "briefing_kind", found=type(value).__name__)
            return {}
        for name in value:
            if name not in known:
                self.add(place, "briefing_unknown_field", field=plain(str(name))[:40])
        for name in needed:
            if name not in value:
                self.add(place, "briefing_missing_field", field=name)
        return value

    def words(self, place: str, value: object, longest: int, *, lines: bool = False) -> str:
        """Text made inert, "" where it is none."""
        if not isinstance(value, str):
            self.add(place, "briefing_kind", found=type(value).__name__)
            return ""
        pieces = value.splitlines() if lines else [value]
        said = "\n".join(plain(piece).rstrip() for piece in pieces).strip()
        if len(said) > longest:
            self.add(place, "briefing_long", found=len(said), most=longest)
        return said


def _scene(faults: _Faults, place: str, value: object) -> Scene:
    known = ("page", "title", "note", "params", "until")
    table = faults.table(place, value, known, ("page", "title", "params"))
    page = table.get("page", PAGES[0])
    if page not in PAGES:
        shown = plain(str(page))[:40]
        faults.add(f"{place}.page", "scene_page", found=shown, known=", ".join(PAGES))
        page = PAGES[0]
    params = _params(faults, f"{place}.params", table.get("params", {}))
    scene = Scene(
        title=faults.words(f"{place}.title", table.get("title", ""), LONGEST_TITLE),
        note=faults.words(f"{place}.note", table.get("note", ""), LONGEST_NOTE, lines=True),
        page=page,
        params=params,
        until=_day(table.get("until")),
    )
    if table.get("until") is not None:
        first, last = scene.date, scene.until
        if not (first and last and 0 <= (last - first).days <= LONGEST_SPAN):
            found = plain(str(table["until"]))[:40]
            faults.add(f"{place}.until", "scene_until", found=found, most=LONGEST_SPAN)
    return scene


def _params(faults: _Faults, place: str, value: object) -> dict[str, str]:
    """The fields of a link, the language left out."""
    if not isinstance(value, Mapping):
        faults.add(place, "briefing_kind", found=type(value).__name__)
        return {}
    kept = {name: field for name, field in value.items() if name != _READERS_OWN}
    if len(kept) > MOST_PARAMS:
        faults.add(place, "scene_params", found=len(kept), most=MOST_PARAMS)
        return {}
    params = {}
    for name, written_field in kept.items():
        said = plain(written_field) if isinstance(written_field, str) else ""
        named = isinstance(name, str) and _NAME.fullmatch(name)
        fits = _FORMS.get(str(name), _anything)
        if not named or not said or len(said) > LONGEST_PARAM or not fits(said):
            values = {"field": plain(str(name))[:40], "found": plain(str(written_field))[:80]}
            faults.add(place, "scene_param", **values)
        else:
            params[str(name)] = said
    return params


def _anything(_written: str) -> bool:
    return True


def _day(value: object) -> dt.date | None:
    """A day as "2021-07-05"; None where it is none."""
    try:
        if isinstance(value, str):
            day = dt.date.fromisoformat(value)
            return day if value == day.isoformat() else None  # "2021-W26-1" is no link's day
    except ValueError:
        pass
    return None


def _moment(value: str) -> bool:
    try:
        return bool(dt.datetime.fromisoformat(value))
    except ValueError:
        return False


def _view(value: str) -> bool:
    """True for "latitude,longitude,zoom" in degrees and steps of the map."""
    try:
        south, east, zoom = (float(part) for part in value.split(","))
    except ValueError:
        return False
    return -90 <= south <= 90 and -180 <= east <= 180 and 0 <= zoom <= 24


_FORMS: dict[str, Callable[[str], object]] = {
    "date": _day,
    "day2": _day,
    "as_of": _moment,
    "view": _view,
}
"""Fields whose form is known here; what others mean is asked when the link is opened."""
