"""The one place where pages ask what day it is."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from geo.selection import Selection
from pages.shared import cached


def today(city: str, as_of: dt.datetime | None) -> dt.date:
    """The day it is in a city, or was at the moment whose knowledge is shown."""
    moment = as_of or dt.datetime.now(dt.UTC)
    return moment.astimezone(ZoneInfo(cached.all_cities()[city].timezone)).date()


def beyond(selection: Selection, asked: cached.Question) -> dt.date | None:
    """The day shown where it lies behind the last day on record, such as today; else None."""
    chosen, days = selection.date, cached.zoned(asked).days
    return chosen if chosen and days and chosen > days[-1] else None
