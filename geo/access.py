"""Who asks, and what this person may see and do: one table for pages, commands and HTTP routes.

    public   sees every zone with small counts hidden (geo.suppression)
    rw       the same, and the own kelurahan in full; enters its houses with cases per RT and the
             day's report of its RW's Jogo Tonggo
    lurah    the same; also records responses of the own kelurahan and confirms its reports
    dinas    sees everything of the city, brings files in as drafts, saves briefings, records and
             confirms every response
    admin    also publishes and retracts, accepts spellings, makes accounts, reads the log

An account for one city may do nothing in another. Whoever runs commands on the machine itself
holds the store in hands anyway: ``operator``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from geo.errors import AccessError, Problem
from geo.suppression import OFFICIAL, PUBLIC, Policy

Role = Literal["public", "rw", "lurah", "dinas", "admin"]
ROLES: tuple[str, ...] = get_args(Role)
OF_KELURAHAN: tuple[Role, ...] = ("rw", "lurah")
"""Roles whose accounts are for one kelurahan."""

Action = Literal[
    "see_all",
    "batches",
    "draft",
    "draft_rt",
    "briefing",
    "respond",
    "report",
    "confirm",
    "publish",
    "retract",
    "alias",
    "users",
    "audit",
]

_MAY: dict[Role, frozenset[Action]] = {
    "public": frozenset(),
    "rw": frozenset({"draft_rt", "report"}),
    "lurah": frozenset({"draft_rt", "report", "respond", "confirm"}),
    "dinas": frozenset(
        {"see_all", "batches", "draft", "draft_rt", "briefing", "respond", "report", "confirm"}
    ),
    "admin": frozenset(get_args(Action)),
}
_PARTS = ("entry", "check", "report", "task", "member")
"""Parts of the register of responses that a kelurahan writes itself; the others are the city's."""


@dataclass(frozen=True)
class Viewer:
    """A person, or nobody in particular (``name`` ""). ``city`` None: every city. ``zone_id`` is
    the own kelurahan of a role ``OF_KELURAHAN``, None for the others."""

    name: str
    role: Role
    city: str | None = None
    zone_id: str | None = None

    def may(self, action: Action, city: str | None) -> bool:
        """True where the role allows the action in this city; ``city`` None asks of all cities."""
        return action in _MAY[self.role] and self.city in (None, city)

    def may_write(self, part: str, city: str, zone_id: str | None = None) -> bool:
        """True where this person may write a part of the register of responses: of ``zone_id``
        ("" of no one kelurahan; None: of any at all)."""
        if not self.may("report" if part == "report" else "respond", city):
            return False
        if self.role not in OF_KELURAHAN:
            return True
        return part in _PARTS and bool(self.zone_id) and zone_id in (None, self.zone_id)

    @property
    def signed_in(self) -> bool:
        return bool(self.name)


ANYBODY = Viewer("", "public")


def operator(name: str) -> Viewer:
    """Whoever works at the machine itself, by the name of the account there."""
    return Viewer(f"terminal:{name}", "admin")


def require(viewer: Viewer, action: Action, city: str | None) -> None:
    """AccessError where the viewer may not; the message tells nothing of what is there."""
    if not viewer.may(action, city):
        values = {"role": viewer.role, "action": action}
        raise AccessError(Problem("access_denied", viewer.name or "–", values))


def policy_of(viewer: Viewer, city: str, anybody: Policy = PUBLIC) -> Policy:
    """Which small counts this viewer may see of a city; ``anybody``: what nobody in particular
    sees."""
    if viewer.may("see_all", city):
        return OFFICIAL
    own = viewer.role in OF_KELURAHAN and viewer.city == city and not anybody.detail
    if own and viewer.zone_id:
        return anybody.open_to(viewer.zone_id)
    return anybody
