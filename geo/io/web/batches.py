"""/api/v1/batches and /api/v1/imports: what was loaded, and bringing a file in as a draft.

Nothing is ever published here: that is a person's decision, on the page. A file of responses makes
no batch: its rows are recorded, and can be taken back together.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from geo.cities import City, Disease
from geo.diagnosis import MOST
from geo.errors import InputError
from geo.io import batches as stored
from geo.io.desk import Desk
from geo.io.web import parameters as p
from geo.io.web.answers import JSON, Answer
from geo.io.web.faults import RequestError
from geo.io.web.operations import Ask, Operation, Sent
from geo.io.web.zones import written
from geo.render.doctor import written as in_words
from geo.text import problem

if TYPE_CHECKING:
    from geo.io import loading
    from geo.io.response_loads import Kept

FIELDS = (
    "id",
    "city",
    "disease",
    "kind",
    "content",
    "file_name",
    "sha256",
    "rows",
    "other_rows",
    "gap",
    "created_by",
    "note",
    "state",
    "state_by",
    "state_note",
)
"""Fields of a batch that are given as they are; the two moments are written out."""


def history(ask: Ask) -> Answer:
    """The batches of a city and disease, newest state first."""
    city = ask.values.get("city") or next(iter(ask.service.cities))
    disease = ask.values.get("disease") or next(iter(ask.service.diseases))
    desk = Desk(ask.service.store, ask.viewer)
    revision = ask.service.store.revision(city, disease)
    found = desk.batches(city, disease)
    return Answer(JSON, lambda: written(_history(found)), ("batches", city, disease, revision))


def _history(found: list[stored.Batch]) -> list[dict[str, Any]]:
    counted = {batch.id for batch in stored.counted(found)}
    return [
        {
            **{name: getattr(batch, name) for name in FIELDS},
            "created_at": batch.created_at.isoformat(),
            "state_at": batch.state_at.isoformat(),
            "counts": batch.id in counted,
        }
        for batch in found
    ]


def _bring(
    desk: Desk, city: City, disease: Disease, sent: Sent | None, measure: str | None
) -> loading.Brought:
    from geo.io import loading  # readers of every format: slow to load, rarely needed

    if sent is None:
        raise TypeError("this operation takes a file")
    return loading.bring(desk, city, disease, sent.name, sent.content, measure=measure)


def bring(ask: Ask) -> Answer:
    """Read the file that was sent and store it as a draft, responses as records: 201; 200 where it
    is stored already."""
    city = ask.service.cities[ask.values["city"]]
    disease = ask.service.diseases[ask.values["disease"]]
    desk = Desk(ask.service.store, ask.viewer)
    measure = ask.values.get("measure")
    try:
        brought = _bring(desk, city, disease, ask.sent, measure)
    except InputError as error:
        raise RequestError(422, error.problems) from error
    batch = brought.batch_id
    if brought.already and brought.responses is None:
        same = brought.sha256
        known = ask.service.store.batches(city.key, disease.key)
        batch = next((b.id for b in known if b.sha256 == same and b.state != "retracted"), None)
    state = ask.service.store.batch(batch) if batch is not None else None
    body = {
        "batch": batch,
        "state": state.state if state else None,
        "already": brought.already,
        "findings": _findings(brought, ask.lang),
        "report": brought.report,
        "responses": _recorded(brought.responses, ask.lang),
    }
    listed = f"/api/v1/batches?city={city.key}&disease={disease.key}"
    headers = {} if brought.already else {"Location": listed}
    return Answer(JSON, lambda: written(body), None, 200 if brought.already else 201, headers)


def _findings(brought: loading.Brought, lang: str) -> list[dict[str, Any]]:
    """What the doctor found, in words; the same ones as in the report."""
    found = brought.diagnosis.findings[:MOST] if brought.diagnosis else ()
    return [
        {"key": one.key, "severity": one.severity, "where": said.where, "found": said.found}
        | {"expected": said.expected, "todo": said.todo}
        for one in found
        for said in [in_words(one, lang)]
    ]


def _recorded(kept: Kept | None, lang: str) -> dict[str, Any] | None:
    """What became of a file of responses; None for other files."""
    if kept is None:
        return None
    told = [problem(question, lang) for question in kept.questions[:MOST]]
    named = {"part": kept.part, "stored": kept.stored, "corrected": kept.corrected}
    named |= {"known": kept.known}
    return {**named, "waiting": kept.waiting, "questions": told}


OPERATIONS = (
    Operation(
        "batches",
        "/api/v1/batches",
        "web.route.batches",
        history,
        {200: (JSON, "Batches")},
        (p.CITY, p.DISEASE, p.LANG),
        (400, 401, 403, 503),
    ),
    Operation(
        "imports",
        "/api/v1/imports",
        "web.route.imports",
        bring,
        {201: (JSON, "Import"), 200: (JSON, "Import")},
        (
            replace(p.CITY, required=True),
            replace(p.DISEASE, required=True),
            p.MEASURE,
            p.NAME,
            p.LANG,
        ),
        (400, 401, 403, 413, 415, 422, 503),
        method="POST",
        takes_file=True,
    ),
)
