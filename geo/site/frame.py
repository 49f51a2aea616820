"""The frame of every page: head, the line above, the foot. No script and no style inside it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape

from geo.site.content import Content, data_as_of, outlines_from, relative
from geo.text import text

POLICY = "default-src 'self' file:;font-src data:;object-src 'none';base-uri 'none'"
"""What a page may load: files of the site, also from a USB stick, where 'self' is none for some
browsers; the typeface stands inside the style sheet."""


_TAG = re.compile(r"<[a-z][^>]*>")
_PLAIN = re.compile(r'="([\w.#:-][\w./#:-]*[\w]|\w)"(?=[ >])')
_NEW_TAB = ' target="_blank" rel="noopener"'


@dataclass(frozen=True)
class Page:
    """One page: its language and path, words for its tab and for who shares it, and its ``body``.

    ``scripts`` are paths from the root; ``zone_id`` tells a zone's page from the city's.
    """

    lang: str
    path: str
    title: str
    description: str
    body: str
    scripts: tuple[str, ...] = ()
    zone_id: str | None = None

    def link(self, target: str) -> str:
        """The link to another file of the site, ready for an attribute."""
        return escape(relative(target, self.path), quote=True)


def chip(level_key: str) -> str:
    """The square with a level's letter, which the style sheet writes; the level's word stands
    beside it."""
    return f'<b class="c {level_key}"></b>'


def html(of: Content, page: Page) -> bytes:
    """The whole page."""
    lang = page.lang
    scripts = "".join(f'<script defer src="{page.link(one)}"></script>' for one in page.scripts)
    skip = f'<a class="skip" href="#isi">{escape(text("site.skip", lang))}</a>'
    home = page.link(of.page(lang))
    name = escape(text("app.name", lang))
    written = (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(page.title)}</title>{_shared(of, page)}"
        f'<link rel="icon" href="{page.link("assets/icon.svg")}">'
        f'<link rel="stylesheet" href="{page.link("assets/site.css")}">'
        f"{_others(of, page)}{scripts}</head><body>"
        f'{"" if page.zone_id else skip}<header><a class="brand" href="{home}">{name}</a>'
        f"<span>{escape(of.city)}</span>{_languages(of, page)}</header>"
        f'<main id="isi">{page.body}</main>{_foot(of, page)}</body></html>\n'
    )
    return _bare(written).encode()


def picture(lang: str) -> str:
    """The path of the picture that stands for the site where a link is shared."""
    return f"assets/kota-{lang}.png"


def _shared(of: Content, page: Page) -> str:
    """What a messenger shows of a link beside the page's title: words and the city's picture.
    Without an address of the site it would find none; then only the city's page names it."""
    said = (
        '<meta name="description" property="og:description" '
        f'content="{escape(page.description, quote=True)}">'
    )
    here, shot = of.address(page.path), of.address(picture(page.lang))
    if page.zone_id and not shot:
        return said
    image = escape(shot, quote=True) if shot else page.link(picture(page.lang))
    said += f'<meta property="og:image" content="{image}">'
    if page.zone_id:
        return said
    said += (
        f'<meta property="og:title" content="{escape(page.title, quote=True)}">'
        '<meta property="og:type" content="website">'
        '<meta name="twitter:card" content="summary_large_image">'
    )
    if here:
        said += f'<meta property="og:url" content="{escape(here, quote=True)}">'
    return said


def _others(of: Content, page: Page) -> str:
    """The city's page in the other languages, and the feed; a zone's page links to both anyway."""
    if page.zone_id:
        return ""
    links = [
        f'<link rel="alternate" hreflang="{lang}" href="{page.link(of.page(lang))}">'
        for lang in of.languages
        if lang != page.lang
    ]
    feed = page.link(of.folder(page.lang) + "feed.xml")
    links.append(f'<link rel="alternate" type="application/atom+xml" href="{feed}">')
    return "".join(links)


def _languages(of: Content, page: Page) -> str:
    links = "".join(
        f'<a lang="{lang}" hreflang="{lang}" href="{page.link(of.page(lang, page.zone_id))}">'
        f"{escape(text('site.language', lang))}</a>"
        for lang in of.languages
        if lang != page.lang
    )
    return f"<nav>{links}</nav>" if links else ""


def _foot(of: Content, page: Page) -> str:
    """Who may see what, data, outlines, and their age: what must stand on every page. The city's
    page says how old they are beside the rule."""
    lang, view = page.lang, of.view
    said = [
        data_as_of(of, lang) if page.zone_id else "",
        "" if view.facts.policy.detail else text("site.public", lang),
        text("site.snapshot", lang, id=of.snapshot),
    ]
    links = [
        f'<a href="{page.link(target)}">{escape(text(key, lang))}</a>'
        for target, key in (
            ("data/README.txt", "site.data"),
            (of.folder(lang) + "feed.xml", "site.feed"),
            ("assets/LICENSES.txt", "site.licences"),
        )
    ]
    return (
        f"<footer><p>{escape(' '.join(filter(None, said)))} {escape(outlines_from(of, lang))}</p>"
        f"<p>{' · '.join(links)}</p></footer>"
    )


def _bare(written: str) -> str:
    """The same page with fewer bytes: no quotes round plain values, links open in the same tab."""
    return _TAG.sub(lambda tag: _PLAIN.sub(r"=\1", tag[0].replace(_NEW_TAB, "")), written)
