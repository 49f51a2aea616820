"""What somebody has typed into a form of the register of responses, and how it changes.

What is not typed is not known, never zero: only cells with a value are sent. Every change can be
undone, one after the other, until the form is sent. A form that edits a record keeps what was typed
apart from the version that was read, so that both can be set beside what others saved meanwhile.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from geo import rt_form
from geo.access import Viewer
from geo.response import Record, Report, part_of
from geo.response_fields import FIELDS, Field
from geo.response_kinds import BIDANG, BY_KEY, SIAGA

PARTS = (
    "report",
    "check",
    "entry",
    "task",
    "member",
    "session",
    "telehealth",
    "catchment",
    "puskesmas",
    "review",
)
"""Parts in the order in which their forms are offered: what is written most often comes first."""

SECTIONS = tuple(
    (key, tuple(name for name in names if name != "houses")) for key, names in BIDANG.items()
)
"""The bidang of a report with their fields; the houses by RT stand first in the first one."""
_SAID = ("houses", *(name for _, names in SECTIONS for name in names))
_COUNTS = frozenset(name for kind in BY_KEY.values() for name in kind.counts)

Cells = dict[str, Any]
_Typed = tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class Draft:
    """Cells by field name as they were ``typed``, None where one was emptied; ``past`` holds what
    was typed before each change, the last one last. ``of`` is the version that is edited, None for
    a new record."""

    typed: _Typed = ()
    past: tuple[_Typed, ...] = ()
    of: Record | None = None

    @property
    def begun(self) -> bool:
        return bool(self.typed)


def may(viewer: Viewer, city: str) -> tuple[str, ...]:
    """The parts that a person may write in a city."""
    return tuple(part for part in PARTS if viewer.may_write(part, city))


def put(draft: Draft, name: str, value: Any) -> Draft:
    """The draft with a cell typed, None where it was emptied."""
    return refill(draft, {**dict(draft.typed), name: value})


def refill(draft: Draft, cells: Mapping[str, Any]) -> Draft:
    """The draft with these cells typed instead; what was typed before can be brought back."""
    typed = tuple(cells.items())
    if typed == draft.typed:
        return draft
    return replace(draft, typed=typed, past=(*draft.past, draft.typed))


def undo(draft: Draft) -> Draft:
    """The draft before its last change."""
    if not draft.past:
        return draft
    return replace(draft, typed=draft.past[-1], past=draft.past[:-1])


def onto(draft: Draft, newest: Record) -> Draft:
    """What was typed, set upon another version of its record."""
    return replace(draft, of=newest)


def cells(draft: Draft, presets: Mapping[str, Any]) -> Cells:
    """Every cell as the form shows it: of the version that is edited, else the ``presets`` of a
    new record, with what was typed over it; those without a value left out."""
    beneath = cells_of(draft.of) if draft.of is not None else presets
    together = {**beneath, **dict(draft.typed)}
    return {name: value for name, value in together.items() if value not in (None, "", (), {})}


def cells_of(record: Record) -> Cells:
    """A record's cells by field name, those that are not known left out."""
    every = ((of.name, getattr(record, of.name)) for of in FIELDS[part_of(record)])
    return {name: value for name, value in every if value not in (None, "", {})}


def to_send(shown: Mapping[str, Any]) -> Cells:
    """Cells as the reader of the register takes them: RTs without a number are left out."""
    sent = dict(shown)
    if not isinstance(sent.get("houses"), tuple | Mapping):
        return sent  # of an entry it is a number
    known = {name: count for name, count in rt_houses(sent.pop("houses")) if count is not None}
    return sent | ({"houses": known} if known else {})


def rt_houses(cell: Any) -> rt_form.Entries:
    """The cell ``houses`` of a report as entries of an RT form."""
    return tuple(sorted(cell.items())) if isinstance(cell, Mapping) else tuple(cell or ())


def put_houses(draft: Draft, cell: Any, how: Callable[..., rt_form.Form], *values: Any) -> Draft:
    """The draft after a change of the RT form, which showed ``cell``."""
    return put(draft, "houses", how(rt_form.Form(rt_houses(cell)), *values).entries)


def said(shown: Mapping[str, Any]) -> int:
    """How many of a report's statements have an answer; the houses by RT are one of them."""
    sent = to_send(shown)
    return sum(name in sent for name in _SAID)


def statements() -> int:
    """How many statements a report can make."""
    return len(_SAID)


def fields(part: str, shown: Mapping[str, Any]) -> tuple[Field, ...]:
    """The fields of a part that make sense beside what is typed already; one that has a value
    always does."""
    if part == "entry":
        return tuple(of for of in FIELDS[part] if of.name in shown or _of_kind(of.name, shown))
    ended = shown.get("state") in ("done", "dropped")
    return tuple(of for of in FIELDS[part] if of.name != "done" or ended or "done" in shown)


def _of_kind(name: str, shown: Mapping[str, Any]) -> bool:
    """False for a field of an entry that its kind has no use for; before the kind is chosen there
    is none but the kind."""
    kind = BY_KEY.get(str(shown.get("kind", "")))
    if kind is None:
        return name == "kind"
    if name in _COUNTS:
        return name in kind.counts
    wanted = {
        "rt": "rw" in shown,
        "puskesmas": kind.group == "health",
        "programme": kind.key == "programme",
        "disease": not kind.disease,
    }
    return wanted.get(name, True)


def checks(shown: Mapping[str, Any]) -> Iterable[tuple[str, Cells]]:
    """The siaga that somebody looked at, each with the cells of its own record."""
    common = {name: value for name, value in shown.items() if name not in SIAGA}
    for item in SIAGA:
        if item in shown:
            yield item, {**common, "item": item, "ready": shown[item]}


def changed(before: Record, now: Record) -> tuple[tuple[str, Any, Any], ...]:
    """Fields in which two versions of a record differ, each with both values; None: not known."""
    one, other = cells_of(before), cells_of(now)
    names = [of.name for of in FIELDS[part_of(now)]]
    return tuple(
        (name, one.get(name), other.get(name)) for name in names if one.get(name) != other.get(name)
    )


def last_numbers(reports: Iterable[Report]) -> dict[str, tuple[dt.date, int]]:
    """For each RT in these reports: the latest day with its houses, of one day the later report."""
    found: dict[str, tuple[dt.date, int]] = {}
    for one in reports:
        for name, houses in one.houses.items():
            if name not in found or one.date >= found[name][0]:
                found[name] = (one.date, houses)
    return found
