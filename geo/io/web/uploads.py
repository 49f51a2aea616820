"""The file of a request: one part of a form, or the body itself with its name in the address. The
limit holds while the bytes come in, whatever length the client has announced."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.types import Message, Receive

from geo.errors import Problem
from geo.io.sources import limits
from geo.io.web.faults import RequestError
from geo.io.web.operations import Sent

MOST_BYTES = limits.FILE_BYTES + 64 * 1024
"""Bytes that a request may have: the largest file, and the form around it."""
FORM = "multipart/form-data"
RAW = (
    "application/octet-stream",
    "text/csv",
    "application/json",
    "application/vnd.ms-excel",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.apache.parquet",
)
"""Media types of a body that is the file itself."""
_FIELDS = ("city", "disease", "measure", "name")


async def receive(request: Request) -> tuple[Sent, list[tuple[str, str]]]:
    """The file, and the form's other fields. RequestError with 400, 413 or 415."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise RequestError(415, Problem("web_encoding", "Content-Encoding"))
    if kind != FORM and kind not in RAW:
        values = {"found": kind[:80] or "–", "known": ", ".join((FORM, *RAW))}
        raise RequestError(415, Problem("web_media_type", "Content-Type", values))
    _announced(request)
    limited = Request(request.scope, _limited(request.receive))
    if kind == FORM:
        return await _form(limited)
    name = request.query_params.get("name")
    if not name:
        raise RequestError(400, Problem("web_missing", "?name="))
    content = await limited.body()
    if not content:
        raise RequestError(400, Problem("web_no_file", name[:80]))
    return Sent(_tidy(name), content), []


async def _form(request: Request) -> tuple[Sent, list[tuple[str, str]]]:
    try:
        async with request.form(max_files=1, max_fields=len(_FIELDS)) as form:
            file = form.get("file")
            if file is None or isinstance(file, str):
                raise RequestError(400, Problem("web_no_file", "file"))
            content = await file.read()
            name = str(form.get("name") or request.query_params.get("name") or file.filename or "")
            others = [(k, v) for k, v in form.multi_items() if isinstance(v, str) and k != "name"]
    except (HTTPException, MultiPartException) as error:
        raise RequestError(400, Problem("web_form", FORM)) from error
    if not content or not name:
        raise RequestError(400, Problem("web_no_file", "file"))
    return Sent(_tidy(name), content), others


def _announced(request: Request) -> None:
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length[:20]) > MOST_BYTES:
        raise _too_large()


def _limited(receive: Receive) -> Receive:
    total = 0

    async def limited() -> Message:
        nonlocal total
        message = await receive()
        total += len(message.get("body", b""))
        if total > MOST_BYTES:
            raise _too_large()
        return message

    return limited


def _too_large() -> RequestError:
    values = {"most": MOST_BYTES // 1024 // 1024}
    return RequestError(
        413, Problem("web_too_large", "Content-Length", values), {"Connection": "close"}
    )


def _tidy(name: str) -> str:
    """The last part of a file name, printable and short."""
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(letter for letter in last if letter.isprintable()).strip()
    return kept[-120:] or "–"
