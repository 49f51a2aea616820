"""What an RW has typed into the form of houses with cases per RT, and how it changes.

An RT without a number is not reported, which is not zero: only numbers are sent. Every change can
be undone, one after the other, until the form is sent.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from geo import rt

MOST_RTS = 300
MOST_HOUSES = 999
"""An RT has some dozens of houses."""

Entries = tuple[tuple[str, int | None], ...]


@dataclass(frozen=True)
class Form:
    """RTs by name with their houses with cases, None where nothing is typed; ``past`` holds what it
    was before each change, the last one last."""

    entries: Entries = ()
    past: tuple[Entries, ...] = ()

    @property
    def numbers(self) -> dict[str, int]:
        """The RTs that have a number."""
        return {name: count for name, count in self.entries if count is not None}

    @property
    def total(self) -> int:
        """Houses with cases in all RTs that have a number."""
        return sum(self.numbers.values())

    @property
    def open(self) -> int:
        """RTs without a number."""
        return len(self.entries) - len(self.numbers)

    @property
    def next_name(self) -> str:
        """The name after the last RT that is a plain number, "001" for the first."""
        plain = [int(name) for name, _ in self.entries if name.isdecimal()]
        return f"{max(plain, default=0) + 1:03d}"


def start(names: Iterable[str]) -> Form:
    """A form for these RTs, nothing typed yet."""
    return Form(tuple((name, None) for name in sorted(set(names))[:MOST_RTS]))


def put(form: Form, name: str, count: int | None) -> Form:
    """The form with a number for an RT, None for no report."""
    changed = ((n, count if n == name else c) for n, c in form.entries)
    return _changed(form, changed)


def add(form: Form, written: str) -> Form:
    """The form with one RT more, the next number where nothing is written; as it was where the RT
    is there already, its name is too long or there are too many."""
    name = rt.label(written) or form.next_name
    known = {other for other, _ in form.entries}
    if name in known or len(name) > rt.LONGEST or len(known) >= MOST_RTS:
        return form
    return _changed(form, sorted([*form.entries, (name, None)], key=lambda entry: entry[0]))


def zero_rest(form: Form) -> Form:
    """The form with 0 for every RT that has no number: somebody says that there is no case."""
    return _changed(form, ((name, count or 0) for name, count in form.entries))


def undo(form: Form) -> Form:
    """The form before its last change."""
    return Form(form.past[-1], form.past[:-1]) if form.past else form


def _changed(form: Form, entries: Iterable[tuple[str, int | None]]) -> Form:
    made = tuple(entries)
    if made == form.entries:
        return form
    return replace(form, entries=made, past=(*form.past, form.entries))
