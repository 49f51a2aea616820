"""What changed from day to day as an Atom feed (RFC 4287), and the list of pages for robots.

Ids and moments come from the data, so that the same data give the same file and no reader sees an
entry twice.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from html import escape
from zoneinfo import ZoneInfo

from geo import changes
from geo.changes import Change, Changes
from geo.levels import BY_CODE
from geo.render import words
from geo.site.content import Content, relative
from geo.text import day, number, text

_LATEST = 10
"""So many days with a change stand in the feed, the newest first."""
_KINDS = ("rose", "fell", "appeared", "silent")


def atom(of: Content, lang: str) -> bytes:
    """The feed of a language."""
    path = of.folder(lang) + "feed.xml"
    moved = _moved(of)[-_LATEST:][::-1]
    newest = _moment(of, moved[0][0] if moved else of.zoned.days[-1])
    updated = max([newest, *([of.known_at] if of.known_at else [])])
    entries = "".join(_entry(of, lang, path, *item) for item in moved)
    own = of.address(path)
    itself = f'<link rel="self" href="{escape(own, quote=True)}"/>' if own else ""
    mark = f"{text('simulated.banner', lang)} · " if of.view.simulated else ""
    title = mark + text("site.feed_title", lang, city=of.city)
    subtitle = words.rule(of.view.rule, "title", lang)
    written = (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{lang}">'
        f"<id>{_id(of, lang)}</id><title>{escape(title)}</title>"
        f"<subtitle>{escape(subtitle)}</subtitle><updated>{_iso(updated)}</updated>"
        f"<author><name>{escape(text('app.name', lang))}</name></author>{itself}"
        f'<link rel="alternate" type="text/html" href="{_home(of, lang, path)}"/>{entries}</feed>\n'
    )
    return written.encode()


def sitemap(of: Content) -> bytes | None:
    """Every page by its address; None where the site's address is not known."""
    if of.url is None:
        return None
    paths = [
        of.page(lang, zone_id)
        for lang in of.languages
        for zone_id in (None, *of.view.facts.zone_ids)
    ]
    urls = "".join(
        f"<url><loc>{escape(of.address(path) or '', quote=True)}</loc></url>\n" for path in paths
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}</urlset>\n'
    ).encode()


def _moved(of: Content) -> list[tuple[dt.date, Changes]]:
    """The days on which any zone's level changed, each with what changed since the day before it
    on record."""
    facts, zoned = of.view.facts, of.zoned
    levels = [
        dict(zip(facts.zone_ids, (BY_CODE[code].key for code in column), strict=True))
        for column in zoned.codes.T
    ]
    found = []
    for at in range(1, len(levels)):
        if levels[at] != levels[at - 1]:
            made = changes.between(levels[at - 1], levels[at], facts.names)
            if any(getattr(made, kind) for kind in _KINDS):
                found.append((zoned.days[at], made))
    return found


def _entry(of: Content, lang: str, path: str, when: dt.date, made: Changes) -> str:
    said = [
        text(f"site.{kind}", lang, names=_listed(getattr(made, kind), kind, lang))
        for kind in _KINDS
        if getattr(made, kind)
    ]
    counts = [
        text(f"site.n_{kind}", lang, n=len(found), count=number(len(found), lang))
        for kind in _KINDS
        if (found := getattr(made, kind))
    ]
    mark = f"{text('simulated.banner', lang)} · " if of.view.simulated else ""
    title = f"{mark}{day(when, lang)}: {', '.join(counts)}"
    return (
        f"<entry><id>{_id(of, lang, when)}</id><title>{escape(title)}</title>"
        f"<updated>{_iso(_moment(of, when))}</updated>"
        f'<link rel="alternate" type="text/html" href="{_home(of, lang, path)}"/>'
        f'<content type="text">{escape(" ".join(said))}</content></entry>'
    )


def _listed(found: Sequence[Change], kind: str, lang: str) -> str:
    """Names, with both levels where both say something."""
    if kind == "silent":
        return ", ".join(change.name for change in found)
    key = "site.appears" if kind == "appeared" else "site.change"
    return ", ".join(
        text(
            key,
            lang,
            name=change.name,
            before=words.level(change.before, lang),
            after=words.level(change.after, lang),
        )
        for change in found
    )


def _home(of: Content, lang: str, path: str) -> str:
    page = of.page(lang)
    return escape(of.address(page) or relative(page, path), quote=True)


def _id(of: Content, lang: str, when: dt.date | None = None) -> str:
    facts = of.view.facts
    parts = ("jaga-tetangga", facts.city.key, facts.disease.key, of.rule.key, lang, str(when or ""))
    return uuid.uuid5(uuid.NAMESPACE_URL, "/".join(parts)).urn


def _moment(of: Content, when: dt.date) -> dt.datetime:
    """The beginning of a day in the city."""
    return dt.datetime.combine(when, dt.time(), ZoneInfo(of.view.facts.city.timezone))


def _iso(moment: dt.datetime) -> str:
    return moment.replace(microsecond=0).isoformat()
