"""Cells as people wrote them -> a record of the register, or every fault they have.

Forms, files and tables that come with the project are all read here. A fault refuses the record; a
question lets it in and stays beside it, as nobody here can know who is right.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from geo.errors import InputError, Named, Problem
from geo.response import PARTS, Catchment, Record, part_of
from geo.response_cells import Cells, Ground
from geo.response_fields import FIELDS
from geo.response_kinds import BY_KEY, Kind

_FIELD = "response.field."
_NO_STATEMENT = ("zone_id", "rw", "date", "disease", "role", "source")
"""Cells of a report that say whose it is, not how things are."""
_SUBJECT = {
    "check": ("zone_id", "rw", "item", "date"),
    "report": ("zone_id", "rw", "date", "disease"),
    "catchment": ("puskesmas", "zone_id", "start"),
    "session": ("puskesmas", "programme", "date", "zone_id"),
    "telehealth": ("puskesmas", "date"),
}


def read(
    part: str, cells: Mapping[str, Any], ground: Ground, where: str = "", **kept: Any
) -> tuple[Record, tuple[Problem, ...]]:
    """The record of these cells by field name, and the questions that it leaves open.

    Cells that are missing, None or blank are not known. ``kept`` are fields of ``Record`` that no
    cell gives: id, origin, version, by, at, waiting. InputError with every fault: an unknown part,
    field, kind or choice, a day, number, RW or RT that can't be read, a zone or Puskesmas that is
    not there, an end before the start, a Puskesmas that did not exist yet, catchments that overlap.
    """
    if part not in PARTS:
        values_of = {"found": part, "known": ", ".join(PARTS)}
        raise InputError(Problem("response_part", where, values_of))
    row = _Row(part, ground, where)
    row.origin = str(kept.get("origin", row.origin))
    values = {f.name: row.read(f, cells.get(f.name)) for f in FIELDS[part]}
    names = {f.name for f in FIELDS[part]}
    for name in sorted(set(cells) - names):
        row.fault("response_field", name, known=Named(", ".join(sorted(names)), _FIELD))
    row.together(values)
    if row.faults:
        raise InputError(row.faults)
    given = {name: value for name, value in values.items() if value is not None}
    return PARTS[part](**given, **kept), tuple(row.questions)


def overlapping(one: Catchment, other: Catchment) -> bool:
    """True where a zone would belong to two Puskesmas on one day."""
    return one.puskesmas != other.puskesmas and one.meets(other)


def overlaps(one: Catchment, others: Iterable[Catchment], where: str = "") -> list[Problem]:
    """A fault for each catchment that gives the zone of ``one`` to another Puskesmas on one of its
    days; a question where that is a fact of a public page, which what is entered comes before."""
    found = []
    for other in others:
        if not overlapping(one, other):
            continue
        field, zone = Named("puskesmas", _FIELD), one.zone_id
        span = f"{other.start or '…'} – {other.end or '…'}"
        if other.origin == "fact" and one.origin != "fact":
            fact = {"field": field, "found": f"{other.puskesmas} ({span})", "source": other.source}
            found.append(Problem("response_fact_superseded", where, fact, fatal=False))
        else:
            named = {"found": one.puskesmas, "other": other.puskesmas}
            values = {"field": field, **named, "zone": zone, "span": span}
            found.append(Problem("response_overlap", where, values))
    return found


def subject(record: Record) -> tuple[object, ...] | None:
    """What of one day, week or beginning two records can't say differently: a report of an RW, a
    session, a Puskesmas' week, a siaga of a place, a catchment; None where both may stand."""
    names = _SUBJECT.get(part_of(record))
    if names is None:
        return None
    cells = (getattr(record, name) for name in names)
    return tuple(cell.casefold() if isinstance(cell, str) else cell for cell in cells)


class _Row(Cells):
    """One record as a whole."""

    origin = "entered"

    def _lacks(self, values: Mapping[str, Any], name: str) -> bool:
        """True where the cell is empty, and not one that could not be read: that was said."""
        told = any(fault.values["field"] == name for fault in self.faults)
        return values.get(name) is None and not told

    def together(self, values: Mapping[str, Any]) -> None:
        """What several fields say together."""
        start, end = values.get("start"), values.get("end")
        if start and end and end < start:
            self.fault("response_order", "end", start=start, found=end)
        self._exists(values)
        if self._part == "entry":
            self._entry(values)
        elif self._part == "catchment":
            self._catchment(values)
        elif self._part == "puskesmas":
            opened, closed = values["opened"], values["closed"]
            if opened and closed and closed < opened:
                self.fault("response_order", "closed", start=opened, found=closed)
            known = self._ground.puskesmas.get(values["puskesmas"] or "")
            if known and known.origin == "fact" and self.origin != "fact":
                found = f"{known.puskesmas} ({known.opened or '…'} – {known.closed or '…'})"
                source = known.source
                self.question("response_fact_superseded", "puskesmas", found=found, source=source)
        elif self._part == "report":
            self._report(values)
        elif self._part in ("task", "member"):
            self._placed(values)
        elif self._part == "review" and values["rule"] and values["rule"] not in self._ground.rules:
            self._unknown("rule", values["rule"], self._ground.rules)
        rw, zone = values.get("rw"), values.get("zone_id")
        rws = self._ground.rws.get(zone or "")
        if rw and self._lacks(values, "zone_id"):
            self.fault("response_rw_alone", "rw", found=rw)
        elif rw and rws and int(rw) > rws:
            self.question("response_rw_unknown", "rw", found=rw, zone=zone, n=rws)

    def _entry(self, values: Mapping[str, Any]) -> None:
        kind = BY_KEY.get(values["kind"] or "")
        if kind is None:
            return
        if self._lacks(values, "start") and self._lacks(values, "about"):
            self.fault("response_when", "start")
        if kind.of_rw and self._lacks(values, "rw") and self._lacks(values, "source"):
            self.fault("response_needs_rw", "rw")
        if kind.key == "programme":
            for name in ("puskesmas", "programme"):
                if self._lacks(values, name):
                    self.fault("response_programme", name)
        if kind.disease and values["disease"] and kind.disease != values["disease"]:
            found, of = (Named(key, "disease.") for key in (values["disease"], kind.disease))
            self.fault("response_disease", "disease", found=found, of=of)
        self._numbers(kind, values)
        if values["rt"] and self._lacks(values, "zone_id"):
            self.fault("response_rw_alone", "rt", found=values["rt"])

    def _numbers(self, kind: Kind, values: Mapping[str, Any]) -> None:
        """Only what the kind can carry, and no more positive than were examined."""
        named = Named(kind.key, "response.kind.")
        carried = {*kind.counts, *(["programme"] if kind.key == "programme" else ())}
        for of in FIELDS["entry"]:
            if of.type != "count" and of.name != "programme":
                continue
            if values[of.name] is not None and of.name not in carried:
                self.fault("response_not_of_kind", of.name, found=values[of.name], kind=named)
        examined = ("houses",) if kind.key == "larva" else ("tested", "people")
        known = [values[name] for name in examined if values[name] is not None]
        positive = values["positive"] if "positive" in carried else None
        if known and positive is not None and positive > min(known):
            self.fault("response_more", "positive", found=positive, most=min(known))

    def _report(self, values: Mapping[str, Any]) -> None:
        """A report states something: of an RW with nothing to tell, too, somebody counted."""
        stated = [of.name for of in FIELDS["report"] if of.name not in _NO_STATEMENT]
        told = any(fault.values["field"] in stated for fault in self.faults)
        if not told and all(values[name] in (None, {}) for name in stated):
            self.fault("response_nothing", "houses")

    def _exists(self, values: Mapping[str, Any]) -> None:
        """A Puskesmas acts from its first day to its last."""
        known = self._ground.puskesmas.get(values.get("puskesmas") or "")
        day = values.get("date") or values.get("start")
        if self._part == "puskesmas" or known is None:
            return
        for when in (day, values.get("end")):
            if when and not known.existed(when):
                span = {"opened": known.opened or "–", "closed": known.closed or "–"}
                named = known.puskesmas
                self.fault("response_not_open", "puskesmas", found=named, day=when, **span)
                return

    def _catchment(self, values: Mapping[str, Any]) -> None:
        if not values["puskesmas"] or not values["zone_id"]:
            return
        named = ("puskesmas", "zone_id", "start", "end")
        given: dict[str, Any] = {name: values[name] for name in named}
        own = Catchment(**given, origin="fact" if self.origin == "fact" else "entered")
        for found in overlaps(own, self._ground.catchments, self._where):
            (self.faults if found.fatal else self.questions).append(found)

    def _placed(self, values: Mapping[str, Any]) -> None:
        """A Satgas of a kecamatan, a kelurahan or an RW says which, that of the city none; a task
        that is over says since when."""
        if values["level"] == "district" and self._lacks(values, "district"):
            self.fault("response_missing", "district")
        if values["level"] in ("zone", "rw") and self._lacks(values, "zone_id"):
            self.fault("response_missing", "zone_id")
        if values["level"] == "rw" and self._lacks(values, "rw"):
            self.fault("response_missing", "rw")
        if values["level"] == "city" and values["zone_id"]:
            self.fault("response_of_city", "zone_id", found=values["zone_id"])
        if self._part != "task":
            return
        if values["date"] and values["due"] and values["due"] < values["date"]:
            self.fault("response_order", "due", start=values["date"], found=values["due"])
        if values["done"] and values["state"] in ("open", "doing"):
            state = Named(values["state"], "response.task.")
            self.fault("response_done", "done", found=state)
        elif values["state"] in ("done", "dropped") and self._lacks(values, "done"):
            self.fault("response_missing", "done")
        if values["date"] and values["done"] and values["done"] < values["date"]:
            self.fault("response_order", "done", start=values["date"], found=values["done"])
