"""Moments as the store writes them: ISO text in UTC, always with microseconds, so that the order of
the texts is the order of the moments."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo


def now() -> str:
    """This moment."""
    return written(dt.datetime.now(dt.UTC))


def today(timezone: str) -> dt.date:
    """The day in this time zone."""
    return read(now()).astimezone(ZoneInfo(timezone)).date()


def written(moment: dt.datetime) -> str:
    """An aware moment as text, "2021-07-19T01:00:00.000000+00:00"."""
    return moment.astimezone(dt.UTC).isoformat(timespec="microseconds")


def read(text: str) -> dt.datetime:
    """The aware moment of a text of ``written``."""
    return dt.datetime.fromisoformat(text)
