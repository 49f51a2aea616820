"""Headings and words of tables of responses, Indonesian and English, and which part a table is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from typing import Any

from geo.errors import Named, Problem, Spot
from geo.io.sources.words import FIELDS as COMMON
from geo.io.sources.words import INDICATORS, fold
from geo.response_fields import FIELDS, Field
from geo.text import LANGUAGES, catalogue

TEMPLATES = ("entry", "check", "report", "catchment", "session", "telehealth")
"""Parts of which data/templates has a table."""
HEAD_ROWS = 10
"""The heading stands in one of the first so many rows."""
PLACE = ("code", "name", "district")
"""Columns that together say which kelurahan a row speaks of."""

_PLACES = {"zone_id": "code", "name": "name", "district": "district"}
_MORE = {
    "rw": ("no rw", "no. rw", "nomor rw", "rukun warga"),
    "rt": ("no rt", "no. rt", "nomor rt", "rukun tetangga"),
}
_RT = {"rt", *_MORE["rt"]}
_NEEDED: dict[str, tuple[set[str], set[str]]] = {
    "check": ({"item", "ready"}, set()),
    "telehealth": ({"consultations", "visits"}, set()),
    "task": ({"level", "title", "due"}, set()),
    "member": ({"level", "side"}, set()),
    "entry": ({"kind"}, {"start", "about"}),
    "report": (
        {"rw", "date"},
        {"houses", "isolating", "without_aid", "staples_days", "guests", "watch", "activities"},
    ),
    "session": ({"puskesmas", "programme", "date"}, set()),
    "catchment": ({"puskesmas"}, {"code", "name"}),
    "puskesmas": ({"puskesmas"}, set()),
    "review": ({"title", "date"}, set()),
}
"""What tells a part: all of the first, and one of the second. In this order."""
_WHOLLY = ("catchment", "puskesmas", "review")
"""Parts with so common headings that a table of cases may have them too: here all are known."""
_NUMBERING = {"", "no", "no.", "nomor", "no urut", "#"}
_TOTAL = ("total", "jumlah total")
_PERIOD = {"mulai", "selesai", "tanggal mulai", "tanggal selesai", "start", "end"}
"""Tables of cases have them too."""
_OF_CASES = {"indicator", "value", "measure"}
_ONE_WORD = {word for word in INDICATORS if " " not in word}
_SYNONYMS: dict[str, dict[str, str]] = {
    "kind": {
        "aid": "bansos, bantuan, sembako, blt",
        "disinfection": "disinfeksi, desinfeksi, disinfektan, penyemprotan",
        "education": "edukasi, sosialisasi, penyuluhan",
        "isolation": "isolasi, isolasi mandiri, isoman, karantina, rumah karantina",
        "larva": "jumantik, jentik",
        "post": "pos, pos jaga",
        "psn": "3m, 3m plus",
        "satgas": "satgas covid, satgas covid 19, gugus tugas",
        "swab": "rapid test, rapid, tes cepat, pcr",
        "tracing": "tracing, pelacakan",
        "vaccination": "vaksin, vaksinasi",
    },
    "role": {
        "cadre": "jumantik",
        "health_office": "dinkes",
        "mayor": "walikota",
        "military": "tni, babinsa",
        "police": "polri, polisi, polsek, polresta, bhabinkamtibmas",
        "rt_head": "rt, pak rt",
        "rw_head": "rw, pak rw",
    },
    "item": {"livelihood": "ekonomi, sosial, sembako", "health": "medis"},
}
"""Everyday words for a choice, beside what it is called on the screens."""


def part_of(rows: Sequence[Sequence[Any]]) -> tuple[str, int] | None:
    """The part that a table is by its headings, and the row of these; None where it is none.

    A heading that the part doesn't know and that counts cases elsewhere makes it a table of cases;
    so does "positif" where what stands below the kind are no kinds of responses, unless several
    other headings are those of responses alone.
    """
    for number, row in enumerate(rows[:HEAD_ROWS]):
        words = {fold(cell) for cell in row}
        for part in _NEEDED:
            if _missing(part, row) or _counts_cases(part, words):
                continue
            if part == "report" and _RT & words:
                continue  # houses with cases of each RT have a table of their own
            if part in _WHOLLY and not words <= {*headings(part), *_NUMBERING}:
                continue
            alone = part != "entry" or len(words & _own(part)) > 2
            if not alone and not _of_kinds(row, rows[number + 1 :]):
                continue
            return part, number
    return None


def near(rows: Sequence[Sequence[Any]], file: str, sheet: str) -> Problem | None:
    """What a table lacks that has at least two headings of one part alone; None where there is no
    such part, or the table counts cases."""
    for number, row in enumerate(rows[:HEAD_ROWS]):
        words = {fold(cell) for cell in row}
        for part in _NEEDED:
            missing = _missing(part, row)
            cases = _counts_cases(part, words) or (part == "entry" and words & _ONE_WORD)
            if missing and not cases and len(words & _own(part)) > 1:
                template = part if part in TEMPLATES else "*"
                values = {
                    "part": Named(part, "response.part."),
                    "missing": Named(", ".join(missing), "response.field."),
                    "template": f"data/templates/respons_{template}.csv",
                }
                spot = Spot(file, sheet, number + 1, 0)
                return Problem("response_nearly", str(spot), values, spot=spot)
    return None


def ignored(heading: object) -> bool:
    """True for a heading below which nobody misses anything: numbers of rows, totals."""
    return fold(heading) in _NUMBERING or fold(heading).startswith(_TOTAL)


def _missing(part: str, row: Sequence[Any]) -> tuple[str, ...]:
    """The fields without which a table is not of the part; of several that will do, all."""
    all_of, one_of = _NEEDED[part]
    found = set(columns(part, row)[0])
    lacking = {*(all_of - found), *(() if one_of & found else one_of)}
    fields = [of.name for of in FIELDS[part]]
    named = {"zone_id" if name in PLACE else name for name in lacking}
    return tuple(name for name in fields if name in named)


def _counts_cases(part: str, words: Iterable[str]) -> bool:
    known = headings(part)
    return any(
        word in INDICATORS or COMMON.get(word) in _OF_CASES or set(word.split()) & _ONE_WORD
        for word in words
        if word not in known
    )


def _of_kinds(row: Sequence[Any], below: Sequence[Sequence[Any]]) -> bool:
    """False where a table has a count "positif" and most of its kinds are none."""
    found = columns("entry", row)[0]
    if "positive" not in found:
        return True
    of, column = FIELDS["entry"][0], found["kind"]
    cells = [str(cells[column]) for cells in below if column < len(cells)]
    written = [cell for cell in cells if cell.strip()]
    return 2 * sum(choice(of, cell) in of.choices for cell in written) >= len(written)


@cache
def _own(part: str) -> frozenset[str]:
    """Headings that belong to this part alone."""
    others = {word for other in FIELDS if other != part for word in headings(other)}
    shared = {*others, *COMMON, *INDICATORS, *_RT, "rw", *_MORE["rw"], *_PERIOD}
    return frozenset(set(headings(part)) - shared)


def columns(part: str, row: Sequence[Any]) -> tuple[dict[str, int], dict[str, list[int]]]:
    """Columns by field, "code", "name" and "district" for the kelurahan; and those fields that
    several headings stand for."""
    known, found = headings(part), dict[str, list[int]]()
    for column, cell in enumerate(row):
        if name := known.get(fold(cell)):
            found.setdefault(name, []).append(column)
    first = {name: places[0] for name, places in found.items()}
    return first, {name: places for name, places in found.items() if len(places) > 1}


def choice(of: Field, written: str) -> str:
    """The key that a word of a choice means: the key itself, what it is called in either language
    or the beginning of that, or two of its words; as it was written where it is none of one key."""
    word = fold(written)
    words = _choices(of)
    if word in words:
        return words[word]
    begun = {key for name, key in words.items() if len(word) > 2 and name.startswith(word)}
    if not begun and len(parts := set(word.split())) > 1:
        begun = {key for name, key in words.items() if parts <= _tokens(name)}
    return begun.pop() if len(begun) == 1 else written


def closest(of: Field, written: str) -> tuple[str, ...]:
    """Up to five keys of a choice whose words are most like what was written."""
    words = _choices(of)
    alike = get_close_matches(fold(written), list(words), 10, 0.5)
    return tuple(dict.fromkeys(words[word] for word in alike))[:5]


@cache
def headings(part: str) -> Mapping[str, str]:
    """The field of a part that a folded heading means; "code", "name" and "district" for the
    kelurahan."""
    known: dict[str, str] = {}
    for of in FIELDS[part]:
        listed = [str(catalogue(lang).get(f"response.field.{of.name}", "")) for lang in LANGUAGES]
        for word in map(fold, (of.name, *of.headings, *_MORE.get(of.name, ()), *listed)):
            if of.type == "zone":
                known.setdefault(word, _PLACES.get(COMMON.get(word, ""), "name"))
            elif word:
                known.setdefault(word, of.name)
        if of.name == "date":
            for word in (word for word, name in COMMON.items() if name == "date"):
                known.setdefault(word, of.name)
    if any(of.type == "zone" for of in FIELDS[part]):
        for word, name in COMMON.items():
            if name in _PLACES:
                known.setdefault(word, _PLACES[name])
    return known


@cache
def _choices(of: Field) -> Mapping[str, str]:
    """Folded words of a choice: keys, names, and each name by which a listed one is also known:
    what stands on either side of a "/", and in brackets."""
    exact = {fold(key): key for key in of.choices}
    other: dict[str, set[str]] = {}
    for key in of.choices:
        for lang in LANGUAGES:
            name = str(catalogue(lang).get(f"{of.words}{key}", ""))
            for word in (name, *re.split(r"[/(),]", name), *_bare(of, name)):
                if fold(word):
                    other.setdefault(fold(word), set()).add(key)
    single = {word: keys.pop() for word, keys in other.items() if len(keys) == 1}
    more = _SYNONYMS.get(of.name, {})
    known = {word: key for key, words in more.items() for word in words.split(", ")}
    return {**single, **known, **exact}


def _bare(of: Field, name: str) -> tuple[str, ...]:
    """A siaga without the word: "Kesehatan" of "Siaga kesehatan"."""
    return (re.sub(r"^siaga\s+", "", name, flags=re.I),) if of.name == "item" else ()


def _tokens(name: str) -> set[str]:
    return set(re.findall(r"[^\s/(),]+", name))
