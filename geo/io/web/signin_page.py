"""The sign-in page as one small HTML page: no script, nothing from elsewhere, both languages.

It stands beside the pages of the dashboard, so that a password goes from the browser's own form to
one route and nowhere else, and works with the keyboard, a password keeper, and without script.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from urllib.parse import urlencode

from geo.access import Viewer
from geo.text import LANGUAGES, text

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_ROLES = {
    "public": "signin.role_public",
    "rw": "signin.role_rw",
    "lurah": "signin.role_lurah",
    "dinas": "signin.role_dinas",
    "admin": "signin.role_admin",
}


@dataclass(frozen=True)
class Place:
    """In which language, and where to go afterwards: a checked address below the pages' root."""

    lang: str
    next: str

    def address(self, lang: str | None = None) -> str:
        """This page's own address, in this or another language."""
        return f"masuk?{urlencode({'lang': lang or self.lang, 'next': self.next})}"


def form(place: Place, name: str = "", wrong: str = "") -> str:
    """The form; ``wrong`` says why the last try failed, ``name`` is what was typed."""

    def say(key: str) -> str:
        return escape(text(key, place.lang))

    fault = ""
    if wrong:
        title = say("signin.failed_title")
        fault = f'<p class="wrong" id="wrong" role="alert"><b>{title}</b> {escape(wrong)}</p>'
    marked = ' aria-invalid="true" aria-describedby="wrong"' if wrong else ""
    first, second = (" autofocus", "") if not name else ("", " autofocus")
    body = (
        f"<h1>{say('page.masuk')}</h1>"
        f'<p class="muted">{say("signin.lead")}</p>{fault}'
        f'<form method="post" action="masuk">{_hidden(place)}'
        f'<div><label for="name">{say("signin.name")}</label>'
        f'<input id="name" name="name" value="{escape(name)}" autocomplete="username" '
        f'autocapitalize="none" spellcheck="false" maxlength="64" required{marked}{first}></div>'
        f'<div><label for="password">{say("signin.password")}</label>'
        '<input id="password" name="password" type="password" autocomplete="current-password" '
        f'maxlength="256" required{marked}{second}></div>'
        f"<button>{say('signin.submit')}</button></form>"
    )
    return _page(place, say("page.masuk"), body, f"<span>{say('signin.forgot')}</span>")


def signed_in(place: Place, viewer: Viewer) -> str:
    """Who is signed in, and the button that ends it."""
    role = text(_ROLES[viewer.role], place.lang)
    who = escape(text("signin.signed_as", place.lang, name=viewer.name, role=role))
    title = escape(text("signin.signed_title", place.lang))
    leave = escape(text("signin.leave", place.lang))
    body = (
        f"<h1>{title}</h1><p>{who}</p>"
        f'<form method="post" action="keluar">{_hidden(place)}<button>{leave}</button></form>'
    )
    return _page(place, title, body, "")


def _hidden(place: Place) -> str:
    fields = {"lang": place.lang, "next": place.next}
    return "".join(
        f'<input type="hidden" name="{key}" value="{escape(value)}">'
        for key, value in fields.items()
    )


def _page(place: Place, title: str, body: str, beside: str) -> str:
    """A whole page; ``title``, ``body`` and ``beside`` are HTML."""
    other = next(lang for lang in LANGUAGES if lang != place.lang)
    brand = escape(text("app.name", place.lang))
    back = f'<a href="{escape("../" + place.next)}">{escape(text("signin.back", place.lang))}</a>'
    return (
        f'<!doctype html><html lang="{place.lang}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title} · {brand}</title>"
        '<link rel="icon" href="../app/static/jaga/icon.svg">'
        '<link rel="stylesheet" href="../app/static/jaga/app.css">'
        '<link rel="stylesheet" href="../app/static/jaga/masuk.css"></head>'
        f'<body><header><a class="jt-brand" href="../"><i></i>{brand}</a>'
        f'<a href="{escape(place.address(other))}" lang="{other}" hreflang="{other}">'
        f"{escape(text('signin.other_lang', place.lang))}</a></header>"
        f'<main><div class="card">{body}</div><div class="below muted">{beside}{back}</div></main>'
        "</body></html>"
    )
