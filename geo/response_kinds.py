"""What a response can be: one table of kinds, and the words of the register that are chosen from.

A kind without an end date counts as active for ``lasts`` days after its last sign of life; after
that nobody confirmed it. These spans are this project's own design, no regulation gives them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Group = Literal["community", "government", "health", "aid"]
GROUPS: tuple[str, ...] = get_args(Group)


@dataclass(frozen=True)
class Kind:
    """One kind. ``mark`` is its sign on map and charts, up to three letters; ``lasts`` in days.
    ``disease``: the only disease that it answers, "" for any; ``of_rw``: it is an RW's;
    ``counts``: the numbers that an entry of it may carry (see ``geo.response.Entry``)."""

    key: str
    group: Group
    mark: str
    lasts: int
    disease: str = ""
    of_rw: bool = False
    counts: tuple[str, ...] = ("people",)


KINDS: tuple[Kind, ...] = (
    Kind("kampung", "community", "KS", 90, counts=("people", "houses")),
    Kind("jogo_tonggo", "community", "JT", 30, of_rw=True, counts=("people", "houses")),
    Kind("psbk", "community", "PB", 30, counts=()),
    Kind("lockdown", "community", "PM", 14, counts=("people", "houses")),
    Kind("post", "community", "PK", 30, counts=()),
    Kind("satgas", "government", "SG", 90, counts=("people",)),
    Kind("ppkm", "government", "PP", 14, counts=()),
    Kind("school", "government", "SK", 14, counts=()),
    Kind("programme", "health", "PG", 30, counts=("people",)),
    Kind("education", "health", "ED", 14, counts=("people", "houses")),
    Kind("swab", "health", "SW", 14, "covid19", counts=("people", "tested", "positive")),
    Kind("tracing", "health", "3T", 14, counts=("people", "tested", "positive")),
    Kind("isolation", "health", "IS", 30, "covid19", counts=("people", "houses")),
    Kind("vaccination", "health", "VK", 14, counts=("people",)),
    Kind("disinfection", "health", "DF", 7, "covid19", counts=("houses",)),
    Kind("psn", "health", "PSN", 7, "dbd", counts=("people", "houses")),
    Kind("larva", "health", "JM", 7, "dbd", counts=("houses", "positive")),
    Kind("fogging", "health", "FG", 7, "dbd", counts=("houses",)),
    Kind("aid", "aid", "BS", 14, counts=("people", "houses", "packages")),
)
BY_KEY = {kind.key: kind for kind in KINDS}

SIAGA = ("health", "security", "logistics", "livelihood", "communication")
"""The five that a Kampung Siaga keeps ready (kesehatan, keamanan, logistik, sosial ekonomi,
komunikasi). Source: suarabaru.id, 14 Feb 2021, of Semarang's Kampung Siaga Candi Hebat."""
CHECK_LASTS = 30
"""Days after which a checked item is to be looked at again. Own design."""

BIDANG: dict[str, tuple[str, ...]] = {
    "health": ("houses", "isolating"),
    "economy": ("without_aid", "staples_days"),
    "security": ("guests", "watch"),
    "recreation": ("activities",),
}
"""The four fields of a Satgas Jogo Tonggo (kesehatan; ekonomi; sosial dan keamanan; hiburan), and
what a report says of each (``geo.response.Report``). Source: Instruksi Gubernur Jawa Tengah 1/2020
and gembong-gembong.desa.id."""
REPORT_EVERY = 1
"""Days between two reports of a Jogo Tonggo: it reports daily."""

LEVELS = ("city", "district", "zone", "rw")
"""Levels of a Satgas: kota, kecamatan, kelurahan, RW."""
ROLES = (
    "mayor",
    "health_office",
    "camat",
    "lurah",
    "rw_head",
    "rt_head",
    "puskesmas",
    "satgas",
    "academic",
    "police",
    "military",
    "cadre",
    "residents",
    "other",
)
"""Who is responsible: a role, never a private person's name."""
MEMBERS = ("government", "health", "academic", "security", "community", "business")
"""Where members of a Satgas come from."""
TASK_STATES = ("open", "doing", "done", "dropped")
