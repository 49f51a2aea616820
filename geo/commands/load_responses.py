"""Files of responses among those that ``import`` stores and ``check`` looks at."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from geo.cities import City, Disease
from geo.commands import operating
from geo.errors import InputError, Problem
from geo.intake import IntakeReport
from geo.io import loading
from geo.io.desk import Desk
from geo.io.response_loads import Kept
from geo.io.sources.responses import ResponseReading
from geo.io.sources.sheets import Book
from geo.io.store import Store
from geo.render import response_loads as words


@dataclass(frozen=True)
class Recorded:
    """A file of responses that was read; ``kept`` is None where nothing is to be stored."""

    reading: ResponseReading
    kept: Kept | None


def bring(
    store: Store | None,
    city: City,
    disease: Disease,
    book: Book,
    arguments: argparse.Namespace,
) -> Recorded:
    """Read a file and, for ``import``, record it. InputError with every fault, and where it is to
    be a draft: responses have none."""
    reading = loading.look_responses(store, city, book)
    if arguments.command != "import" or store is None:
        return Recorded(reading, None)
    if arguments.draft:
        raise InputError(Problem("response_no_draft", str(book.path)))
    desk = Desk(store, operating.viewer())
    return Recorded(reading, loading.keep_responses(desk, city, disease, reading).responses)


def counted(cases: IntakeReport, others: int, found: Sequence[Recorded]) -> IntakeReport:
    """The report on files of cases, with ``others`` and those of responses counted among the files
    that were read or were on record already."""
    again = [str(one.reading.file) for one in found if one.kept is not None and one.kept.already]
    read = cases.files_read + others + len(found) - len(again)
    return replace(cases, files_read=read, already=(*cases.already, *again))


def lines(found: Iterable[Recorded], lang: str) -> Iterable[str]:
    """What each file holds and what became of it, and what a person should look at."""
    for one in found:
        file, rows = one.reading.file, len(one.reading.records)
        yield f"{file}: {words.holds(one.reading.part, rows, lang)}"
        if one.kept is not None:
            yield from (f"  {said}" for said in words.brought(one.kept, lang))
        yield from (f"  {said}" for said in words.questions(one.reading.questions, lang))
