"""Parameters of the routes. A request is read by the same records from which the OpenAPI document
is written, so that the two can't differ."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from geo.errors import Problem
from geo.io.web.service import Service
from geo.schema import MEASURES
from geo.selection import RATES, read_moment
from geo.text import LANGUAGES

Schema = dict[str, Any]
CODE = r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}\.[0-9]{4}"
YEARS = range(1900, 2101)
"""Beyond them a date is a slip of the pen, and calendars end."""
PAGE = 100
"""Features on a page where nobody asks for another number."""
_SHOWN = 80


@dataclass(frozen=True)
class Kind:
    """What a parameter may be: ``schema`` for the document, ``read`` for the request (ValueError
    where it is no such thing), ``fault`` the problem that then is told."""

    fault: str
    schema: Callable[[Service], Schema]
    read: Callable[[str, Service], Any]


@dataclass(frozen=True)
class Parameter:
    """``says`` is the catalogue key of its words."""

    name: str
    says: str
    kind: Kind
    where: Literal["query", "path"] = "query"
    required: bool = False


def read(
    given: Iterable[tuple[str, str]], parameters: Sequence[Parameter], service: Service
) -> tuple[dict[str, Any], list[Problem]]:
    """The values that a query gives by name, those left out left out; and every fault of it."""
    pairs = list(given)
    known = {parameter.name: parameter for parameter in parameters}
    values: dict[str, Any] = {}
    problems = []
    for name, times in Counter(name for name, _ in pairs).items():
        where = f"?{name[:_SHOWN]}="
        if name not in known:
            listed = ", ".join(known) or "–"
            problems.append(Problem("web_unknown", where, {"known": listed}))
        elif times > 1:
            problems.append(Problem("web_twice", where, {"n": times}))
    for name, parameter in known.items():
        found = [written for key, written in pairs if key == name]
        if not found and parameter.required:
            problems.append(Problem("web_missing", f"?{name}="))
        if len(found) == 1:
            try:
                values[name] = parameter.kind.read(found[0], service)
            except (ValueError, OverflowError):
                options = parameter.kind.schema(service).get("enum", ())
                said = {"found": found[0][:_SHOWN], "known": ", ".join(options)}
                problems.append(Problem(parameter.kind.fault, f"?{name}=", said))
    return values, problems


def one_of(options: Callable[[Service], Iterable[str]]) -> Kind:
    """One word of a list."""

    def chosen(written: str, service: Service) -> str:
        if written not in list(options(service)):
            raise ValueError(written)
        return written

    def schema(service: Service) -> Schema:
        return {"type": "string", "enum": list(options(service))}

    return Kind("web_choice", schema, chosen)


def _plain(fault: str, schema: Schema, reading: Callable[[str], Any]) -> Kind:
    return Kind(fault, lambda service: dict(schema), lambda written, service: reading(written))


def _day(written: str) -> dt.date:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", written):
        raise ValueError(written)
    day = dt.date.fromisoformat(written)
    if day.year not in YEARS:
        raise ValueError(written)
    return day


def _moment(written: str) -> str:
    """The text as it can be read in any time zone; a "+" that became a space is one again."""
    mended = re.sub(r" (?=[0-9]{2}:[0-9]{2}$)", "+", written)
    moment = read_moment(mended, "UTC")
    if moment is None or not re.match(r"[0-9]{4}-", mended) or moment.year not in YEARS:
        raise ValueError(written)
    return mended


def _whole(least: int) -> Callable[[str], int]:
    def number(written: str) -> int:
        if not re.fullmatch(r"[0-9]{1,300}", written) or int(written) < least:
            raise ValueError(written)
        return int(written)

    return number


def _box(written: str) -> tuple[float, float, float, float]:
    """West, south, east, north in degrees; of six numbers the heights are left out."""
    numbers = [float(part) for part in written.split(",")]
    if len(numbers) == 6:
        numbers = [*numbers[:2], *numbers[3:5]]
    if len(numbers) != 4 or not all(map(math.isfinite, numbers)) or numbers[1] > numbers[3]:
        raise ValueError(written)
    return numbers[0], numbers[1], numbers[2], numbers[3]


def _span(written: str) -> tuple[str | None, str | None]:
    """First and last moment of "a", "a/b", "a/.." or "../b" as texts; None where it is open."""
    ends = written.split("/")
    if len(ends) > 2:
        raise ValueError(written)
    read_ends = [None if len(ends) == 2 and end in ("", "..") else _moment(end) for end in ends]
    return read_ends[0], read_ends[-1]


def _words(longest: int) -> Callable[[str], str]:
    def said(written: str) -> str:
        if not 0 < len(written) <= longest:
            raise ValueError(written)
        return written

    return said


def _code(written: str) -> str:
    if not re.fullmatch(CODE, written):
        raise ValueError(written)
    return written


_DATE: Schema = {"type": "string", "format": "date"}
_MOMENT: Schema = {"anyOf": [_DATE, {"type": "string", "format": "date-time"}]}
_NUMBERS: Schema = {"type": "array", "items": {"type": "number"}}
_BOX: Schema = {"oneOf": [{**_NUMBERS, "minItems": n, "maxItems": n} for n in (4, 6)]}
_PAGE: Schema = {"type": "integer", "minimum": 1, "default": PAGE}
_START: Schema = {"type": "integer", "minimum": 0, "default": 0}
_NAME: Schema = {"type": "string", "minLength": 1, "maxLength": 200}

CITY = Parameter("city", "web.parameter.city", one_of(lambda service: service.cities))
CITY_PATH = Parameter("city", "web.parameter.city", CITY.kind, "path", True)
DISEASE = Parameter("disease", "web.parameter.disease", one_of(lambda service: service.diseases))
RULE = Parameter("rule", "web.parameter.rule", one_of(lambda service: service.rules()))
RATES_ = Parameter("rates", "web.parameter.rates", one_of(lambda service: RATES))
LANG = Parameter("lang", "web.parameter.lang", one_of(lambda service: LANGUAGES))
MEASURE = Parameter("measure", "web.parameter.measure", one_of(lambda service: MEASURES))
DATE = Parameter("date", "web.parameter.date", _plain("web_date", _DATE, _day))
AS_OF = Parameter("as_of", "web.parameter.as_of", _plain("web_moment", _MOMENT, _moment))
ZONE = Parameter(
    "zone", "web.parameter.zone", _plain("web_words", _NAME, _words(200)), "query", True
)
ZONE_PATH = Parameter(
    "zone_id",
    "web.parameter.zone_id",
    _plain("web_code", {"type": "string", "pattern": f"^{CODE}$"}, _code),
    "path",
    True,
)
NAME = Parameter("name", "web.parameter.name", _plain("web_words", _NAME, _words(200)))
BBOX = Parameter("bbox", "web.parameter.bbox", _plain("web_box", _BOX, _box))
DATETIME = Parameter(
    "datetime", "web.parameter.datetime", _plain("web_span", {"type": "string"}, _span)
)
LIMIT = Parameter("limit", "web.parameter.limit", _plain("web_number", _PAGE, _whole(1)))
OFFSET = Parameter("offset", "web.parameter.offset", _plain("web_number", _START, _whole(0)))
DWELL = _plain("web_number", {"type": "integer", "minimum": 2}, _whole(2))
"""Seconds that a slide stays on a screen that turns by itself."""

QUESTION = (CITY, DISEASE, RULE, RATES_, AS_OF)
"""What a question of zones can name; with LANG and a day it is the link of the screen."""


def language(query: Mapping[str, str], accepted: str) -> str:
    """The language asked for: ``lang``, else the best of Accept-Language, else Indonesian."""
    if query.get("lang") in LANGUAGES:
        return query["lang"]
    weighed = []
    for position, part in enumerate(accepted.lower().split(",")[:20]):
        tag, _, rest = part.strip().partition(";")
        weight = re.fullmatch(r"\s*q\s*=\s*([01](?:\.[0-9]{0,3})?)\s*", rest)
        weighed.append((-float(weight[1]) if weight else -1.0, position, tag.split("-")[0]))
    for weight_of, _, tag in sorted(weighed):
        if tag in LANGUAGES and weight_of < 0:
            return tag
    return LANGUAGES[0]
