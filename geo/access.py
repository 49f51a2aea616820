"""Who asks, and what this person may see and do: one table for pages, commands and HTTP routes.

    public   sees every zone with small counts hidden (geo.suppression)
    lurah    the same, and the own kelurahan in full; enters its houses with cases per RT
    dinas    sees everything of the city, brings files in as drafts, and saves briefings
    admin    also publishes and retracts, accepts spellings, makes accounts, reads the log

An account for one city may do nothing in another. Whoever runs commands on the machine itself
holds the store in hands anyway: ``operator``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from geo.errors import AccessError, Problem
from geo.suppression import OFFICIAL, PUBLIC, Policy

Role = Literal["public", "lurah", "dinas", "admin"]
ROLES: tuple[str, ...] = get_args(Role)

Action = Literal[
    "see_all",
    "batches",
    "draft",
    "draft_rt",
    "briefing",
    "publish",
    "retract",
    "alias",
    "users",
    "audit",
]

_MAY: dict[Role, frozenset[Action]] = {
    "public": frozenset(),
    "lurah": frozenset({"draft_rt"}),
    "dinas": frozenset({"see_all", "batches", "draft", "draft_rt", "briefing"}),
    "admin": frozenset(get_args(Action)),
}


@dataclass(frozen=True)
class Viewer:
    """A person, or nobody in particular (``name`` ""). ``city`` None: every city. ``zone_id`` is
    the own kelurahan of a lurah, None for the others."""

    name: str
    role: Role
    city: str | None = None
    zone_id: str | None = None

    def may(self, action: Action, city: str | None) -> bool:
        """True where the role allows the action in this city; ``city`` None asks of all cities."""
        return action in _MAY[self.role] and self.city in (None, city)

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
    if viewer.role == "lurah" and viewer.city == city and viewer.zone_id and not anybody.detail:
        return anybody.open_to(viewer.zone_id)
    return anybody
