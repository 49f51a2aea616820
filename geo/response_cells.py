"""One cell of a record as people write it: read, or a fault that says what was expected."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from geo import rt
from geo.errors import Named, Problem
from geo.inert import plain
from geo.response import Catchment, Puskesmas
from geo.response_fields import MOST, Field
from geo.schema import normalise_code

LONGEST = 500
"""Characters of a text."""
AHEAD = 366
"""So many days ahead something may be planned."""
MOST_RWS = 99

_RW = re.compile(r"(?:rw)?[\s.:]*(\d{1,3})(?:\.0)?", re.I)
_HOUSES = re.compile(r"(?P<rt>[^:=]*[^:=\s])\s*(?:=\s*(?P<count>\d+)|:\s*(?P<plain>0|[1-9]\d*))")
"""An RT and its houses. After ":" no zero stands in front: "01:02" is what is left of a time."""
_YES = {"ya", "yes", "y", "1", "true", "siap", "benar", "ada"}
_NO = {"tidak", "no", "n", "0", "false", "belum", "salah", "tidak ada"}


def iso(cell: object) -> dt.date | None:
    """A date, or one written as ISO; None where it is neither."""
    if isinstance(cell, dt.date):
        return dt.date(cell.year, cell.month, cell.day)
    try:
        return dt.date.fromisoformat(str(cell).strip())
    except ValueError:
        return None


@dataclass(frozen=True)
class Ground:
    """What a record is held against: the city's ``zone_ids``, its Puskesmas by name and their
    catchments, how many RW a kelurahan has where that is known, the ``rules``' keys, and the
    ``last_day`` on which something can have been done.
    ``read_day`` reads a day as the source writes it; forms and our own tables write ISO."""

    zone_ids: Collection[str]
    puskesmas: Mapping[str, Puskesmas]
    catchments: Sequence[Catchment]
    rws: Mapping[str, int]
    rules: Collection[str]
    last_day: dt.date
    read_day: Callable[[object], dt.date | None] = iso


def rw_label(written: object) -> str:
    """The number of an RW as it is compared: "RW 3", 3.0 and "03" give "003"; "" where it is none
    from 1 to MOST_RWS."""
    match = _RW.fullmatch(" ".join(str(written).split()))
    number = int(match[1]) if match else 0
    return f"{number:03d}" if 1 <= number <= MOST_RWS else ""


def puskesmas_name(written: object) -> str:
    """A Puskesmas' own name, without the word in front: "Puskesmas Cempaka" is "Cempaka"."""
    return re.sub(r"^(?:puskesmas|pkm)\b[.\s]*", "", " ".join(str(written).split()), flags=re.I)


class Cells:
    """The cells of one record on their way, with the ``faults`` and ``questions`` they leave."""

    def __init__(self, part: str, ground: Ground, where: str) -> None:
        self.faults: list[Problem] = []
        self.questions: list[Problem] = []
        self._part, self._ground, self._where = part, ground, where

    def fault(self, key: str, name: str, **values: object) -> None:
        named = Named(name, "response.field.")
        self.faults.append(Problem(key, self._where, {"field": named, **values}))

    def question(self, key: str, name: str, **values: object) -> None:
        named = Named(name, "response.field.")
        self.questions.append(Problem(key, self._where, {"field": named, **values}, fatal=False))

    def read(self, of: Field, cell: Any) -> Any:
        """A cell's value; None where nothing is known, or where it is a fault."""
        blank = cell is None or (isinstance(cell, str) and not cell.strip())
        if blank or cell != cell:
            self._blank(of)
            return None
        if of.type in ("text", "choice"):
            return self._text(of, cell)
        reader = getattr(self, f"_{of.type}")
        return reader(of, cell)

    def _blank(self, of: Field) -> None:
        if of.required:
            self.fault("response_missing", of.name)

    def _zone(self, of: Field, cell: Any) -> str | None:
        code = normalise_code(cell)
        if code in self._ground.zone_ids:
            return code
        self.fault("response_zone", of.name, found=str(cell)[:60])
        return None

    def _rw(self, of: Field, cell: Any) -> str | None:
        label = rw_label(cell)
        if not label:
            self.fault("response_rw", of.name, found=str(cell)[:60], most=MOST_RWS)
        return label or None

    def _rt(self, of: Field, cell: Any) -> str | None:
        label = plain(rt.label(cell))
        if len(label) > rt.LONGEST:
            self.fault("response_rt", of.name, found=label[:60])
            return None
        return label

    def _puskesmas(self, of: Field, cell: Any) -> str | None:
        wanted = puskesmas_name(cell)
        known = {one.casefold(): one for one in self._ground.puskesmas}
        if wanted.casefold() in known:
            return known[wanted.casefold()]
        self._unknown(of.name, wanted, self._ground.puskesmas)
        return None

    def _day(self, of: Field, cell: Any, last: int = AHEAD) -> dt.date | None:
        day = self._ground.read_day(cell)
        if day is None:
            self.fault("response_day", of.name, found=str(cell)[:60])
        elif day.year < of.first:
            self.fault("response_long_ago", of.name, found=day, first=of.first)
        elif day > self._ground.last_day + dt.timedelta(days=last):
            self.fault("response_future", of.name, found=day, today=self._ground.last_day)
        else:
            return day
        return None

    def _past(self, of: Field, cell: Any) -> dt.date | None:
        return self._day(of, cell, 0)

    def _monday(self, of: Field, cell: Any) -> dt.date | None:
        day = self._past(of, cell)
        monday = day - dt.timedelta(days=day.weekday()) if day else None
        if day != monday:
            self.question("response_monday", of.name, found=day, monday=monday)
        return monday

    def _count(self, of: Field, cell: Any) -> int | None:
        number = _whole(cell)
        if number is not None and 0 <= number <= MOST:
            return number
        self.fault("response_number", of.name, found=str(cell)[:60], most=MOST)
        return None

    def _flag(self, of: Field, cell: Any) -> bool | None:
        word = str(cell).strip().casefold()
        if word not in _YES | _NO:
            self.fault("response_flag", of.name, found=str(cell)[:60])
            return None
        return word in _YES

    def _houses(self, of: Field, cell: Any) -> dict[str, int] | None:
        """Counts by RT: a mapping, or "001=2, 002=0"."""
        found: dict[str, int] = {}
        for written, count in _pairs(cell):
            number = _whole(count)
            label = None if number is None else self._rt(of, written)
            if not label or number is None or not 0 <= number <= MOST or label in found:
                pair = f"{written}" if count is None else f"{written}={count}"
                self.fault("response_houses", of.name, found=pair[:60])
            else:
                found[label] = number
        return found

    def _text(self, of: Field, cell: Any) -> str | None:
        text = " ".join(plain(str(cell)).split())
        if of.type == "choice":
            word = text.casefold()
            if word in of.choices:
                return word
            self._unknown(of.name, text, of.choices, of.words)
            return None
        if len(text) > LONGEST:
            self.fault("response_long", of.name, found=len(text), most=LONGEST)
            return None
        kept = puskesmas_name(text) if self._part == of.name else text
        if not kept:
            self._blank(of)
        return kept or None

    def _unknown(self, name: str, found: str, known: Collection[str], words: str = "") -> None:
        """``words`` is where the catalogue names what is ``known``."""
        close = get_close_matches(found.casefold(), [k.casefold() for k in known], 5, 0.4)
        by_fold = {k.casefold(): k for k in known}
        every = known if words else sorted(known)[:8]
        listed = Named(", ".join([by_fold[k] for k in close] or every) or "–", words)
        self.fault("response_choice", name, found=found[:60], known=listed)


def _pairs(cell: Any) -> list[tuple[Any, Any]]:
    """RT and count of every piece; one that is no such pair has no count. Workbooks turn "001:2"
    into a time, which says neither: it is no pair."""
    if isinstance(cell, Mapping):
        return list(cell.items())
    if not isinstance(cell, str):
        return [(cell, None)]
    pieces = [piece.strip() for piece in re.split(r"[,;]", cell) if piece.strip()]
    found = [(piece, _HOUSES.fullmatch(piece)) for piece in pieces]
    return [(m["rt"], m["count"] or m["plain"]) if m else (piece, None) for piece, m in found]


def _whole(cell: Any) -> int | None:
    if isinstance(cell, bool):
        return None
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() else None
    if isinstance(cell, int):
        return cell
    text = str(cell).strip()
    return int(text) if re.fullmatch(r"-?\d{1,9}", text) else None
