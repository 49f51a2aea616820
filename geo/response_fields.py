"""Which fields a record has, what may stand in them, and what their columns are called in a table.

One list for forms, files, templates and the reader (``geo.response_reading``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from geo import response_kinds as kinds

Type = Literal[
    "zone",
    "rw",
    "rt",
    "puskesmas",
    "day",
    "past",
    "monday",
    "count",
    "flag",
    "choice",
    "text",
    "houses",
]
"""``past`` is a day up to today, ``monday`` one that begins a week; ``houses`` are counts by RT,
written "001=2, 002=0"."""
MOST = 1_000_000
"""No count of a register is larger."""
FIRST, FIRST_EVER = 2000, 1900
"""Days before these years are slips of the pen; a Puskesmas may be as old as the second."""


@dataclass(frozen=True)
class Field:
    """A field: its name in the record, what it holds, and headings beside its own name; ``first``
    is the first year that a day of it may be of."""

    name: str
    type: Type
    required: bool = False
    choices: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    first: int = FIRST

    @property
    def words(self) -> str:
        """Where the catalogue has the words for its choices: a key comes after it."""
        return _OF_WORDS.get(self.name, f"response.{self.name}.")


_OF_WORDS = {"item": "response.siaga.", "state": "response.task.", "disease": "disease."}
"""Of choices whose words are not below their field's own name."""


def _choice(name: str, choices: tuple[str, ...], *headings: str, required: bool = True) -> Field:
    return Field(name, "choice", required, choices, headings)


_ZONE = Field("zone_id", "zone", headings=("kode", "kelurahan", "nama kelurahan"))
_ZONE_NEEDED = Field("zone_id", "zone", True, headings=_ZONE.headings)
_RW = Field("rw", "rw")
_PUSKESMAS = Field("puskesmas", "puskesmas", True)
_DATE = Field("date", "past", True, headings=("tanggal",))
_DISEASE = _choice("disease", ("covid19", "dbd"), "penyakit", required=False)
_LEVEL = _choice("level", kinds.LEVELS, "tingkat")
_DISTRICT = Field("district", "text", headings=("kecamatan",))
_SHARED = (
    _choice("role", kinds.ROLES, "peran", "penanggung jawab", required=False),
    Field("note", "text", headings=("catatan", "keterangan")),
    Field("source", "text", headings=("sumber", "url")),
)

FIELDS: dict[str, tuple[Field, ...]] = {
    "entry": (
        _choice("kind", tuple(kinds.BY_KEY), "jenis", "jenis respons"),
        _ZONE,
        _RW,
        Field("rt", "rt"),
        Field("puskesmas", "puskesmas"),
        Field("programme", "text", headings=("program", "nama program")),
        Field("start", "day", headings=("mulai", "tanggal mulai")),
        Field("end", "day", headings=("selesai", "tanggal selesai")),
        Field("about", "text", headings=("sekitar",)),
        _DISEASE,
        Field("people", "count", headings=("orang", "orang dijangkau")),
        Field("tested", "count", headings=("dites", "sampel")),
        Field("positive", "count", headings=("positif",)),
        Field("houses", "count", headings=("rumah",)),
        Field("packages", "count", headings=("paket",)),
        *_SHARED,
    ),
    "check": (
        _ZONE_NEEDED,
        _RW,
        _choice("item", kinds.SIAGA, "siaga"),
        _DATE,
        Field("ready", "flag", True, headings=("siap",)),
        *_SHARED,
    ),
    "report": (
        _ZONE_NEEDED,
        Field("rw", "rw", True),
        _DATE,
        _DISEASE,
        Field("houses", "houses", headings=("rumah per rt", "rumah dengan kasus per rt")),
        Field("isolating", "count", headings=("isolasi mandiri", "isoman")),
        Field("without_aid", "count", headings=("kk tanpa bantuan",)),
        Field("staples_days", "count", headings=("stok pangan hari",)),
        Field("guests", "count", headings=("tamu",)),
        Field("watch", "flag", headings=("ronda",)),
        Field("activities", "count", headings=("kegiatan",)),
        *_SHARED,
    ),
    "puskesmas": (
        Field("puskesmas", "text", True),
        _ZONE,
        Field("opened", "past", headings=("dibuka",), first=FIRST_EVER),
        Field("closed", "past", headings=("ditutup",), first=FIRST_EVER),
        *_SHARED,
    ),
    "catchment": (
        _PUSKESMAS,
        _ZONE_NEEDED,
        Field("start", "day", headings=("berlaku dari", "mulai"), first=FIRST_EVER),
        Field("end", "day", headings=("berlaku sampai", "selesai"), first=FIRST_EVER),
        Field("about", "text", headings=("sekitar", "tahun data")),
        *_SHARED,
    ),
    "session": (
        _PUSKESMAS,
        Field("programme", "text", True, headings=("program",)),
        _DATE,
        _ZONE,
        Field("people", "count", headings=("orang", "orang dijangkau")),
        *_SHARED,
    ),
    "telehealth": (
        _PUSKESMAS,
        Field("date", "monday", True, headings=("minggu", "minggu mulai", "tanggal")),
        Field("consultations", "count", True, headings=("telekonsultasi", "konsultasi")),
        Field("visits", "count", True, headings=("kunjungan",)),
        *_SHARED,
    ),
    "task": (
        _LEVEL,
        _DISTRICT,
        _ZONE,
        _RW,
        Field("title", "text", True, headings=("tugas", "judul")),
        _DATE,
        Field("due", "day", True, headings=("tenggat",)),
        _choice("state", kinds.TASK_STATES, "status"),
        Field("done", "past", headings=("selesai pada",)),
        *_SHARED,
    ),
    "member": (
        _LEVEL,
        _DISTRICT,
        _ZONE,
        _RW,
        _choice("side", kinds.MEMBERS, "unsur"),
        _DATE,
        Field("people", "count", True, headings=("orang", "anggota")),
        *_SHARED,
    ),
    "review": (
        Field("title", "text", True, headings=("judul",)),
        _DATE,
        _ZONE,
        Field("rule", "text", headings=("aturan",)),
        Field("briefing", "text", headings=("taklimat",)),
        *_SHARED,
    ),
}
