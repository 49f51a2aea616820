"""The meeting's screen: all slides of a briefing as one HTML document for a projector.

Everything is in it when it has loaded, so that it goes on when the server is gone: pictures as SVG,
the days to play, every kelurahan. Its own scripts (static/jaga/meeting*.js) only turn pages, play,
find, and ask now and then whether there is newer data. ``alone`` gives the same as one file that
needs nothing beside it.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from html import escape
from pathlib import Path

from geo.render import lettering, meeting_play, meeting_slide, miniature
from geo.render.map import to_script
from geo.render.slide_words import say
from geo.settings import STATIC
from geo.slides import Briefing
from geo.text import text

SCRIPTS = ("packed.js", "meeting.js", "meeting_map.js", "meeting_live.js", "meeting_print.js")
LOOK = "meeting.css"
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""What the served document may load: our own files, and nothing that stands in its lines."""
_KEYS = (
    ("→ PageDown", "next"),
    ("← PageUp", "before"),
    ("Home End", "ends"),
    ("", "space"),
    ("A–Z", "letters"),
    ("l", "pointer"),
    ("f", "full"),
    (". b", "blank"),
    ("Esc", "stop"),
    ("?", "keys"),
)


@dataclass(frozen=True)
class Screen:
    """How the screen runs. ``state`` is the address to ask for newer data, None: nobody is asked;
    ``every_s`` the seconds between two questions; ``kiosk_s`` the seconds a slide stays where they
    turn by themselves. ``files`` is the address of our own files."""

    state: str | None = None
    every_s: int = 15
    kiosk_s: int | None = None
    files: str = "app/static/jaga"


def page(briefing: Briefing, shapes: miniature.Shapes, lang: str, screen: Screen) -> str:
    """The document as it is served."""
    head = f'<link rel="icon" href="{screen.files}/icon.svg">'
    head += f'<link rel="stylesheet" href="{screen.files}/{LOOK}">'
    tail = "".join(f'<script src="{screen.files}/{name}" defer></script>' for name in SCRIPTS)
    return _document(briefing, shapes, lang, screen, head + tail, "")


def alone(briefing: Briefing, shapes: miniature.Shapes, lang: str) -> str:
    """The document as one file: look, typeface and scripts are in it, and it may load nothing."""
    look = (STATIC / "jaga" / LOOK).read_text(encoding="utf-8")
    font = base64.b64encode(Path(lettering.FILE).read_bytes()).decode()
    look = look.replace("../fonts/PlusJakartaSans.ttf", f"data:font/ttf;base64,{font}")
    script = "\n".join((STATIC / "jaga" / name).read_text(encoding="utf-8") for name in SCRIPTS)
    allowed = (
        f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(look)}; "
        "font-src data:; img-src data:; base-uri 'none'; form-action 'none'"
    )
    head = f'<meta http-equiv="Content-Security-Policy" content="{allowed}"><style>{look}</style>'
    return _document(briefing, shapes, lang, Screen(), head, f"<script>{script}</script>")


def _document(
    briefing: Briefing,
    shapes: miniature.Shapes,
    lang: str,
    screen: Screen,
    head: str,
    tail: str,
) -> str:
    title = escape(say(briefing.title, lang))
    own = briefing.own_words.get("")
    if own:
        title = escape(own)
    total = len(briefing.slides)
    sections = []
    for n, slide in enumerate(briefing.slides, 1):
        where = escape(text("meeting.place", lang, n=n, total=total))
        sections.append(
            f'<section class="slide" data-key="{escape(slide.key)}" aria-label="{where}">'
            f"{meeting_slide.section(slide, briefing, shapes, lang)}</section>"
        )
    content = meeting_play.content(briefing, lang, live=screen.state is not None)
    fields = {"kiosk": screen.kiosk_s, "state": screen.state, "every": screen.every_s}
    settings = "".join(
        f' data-{name}="{escape(str(value))}"' for name, value in fields.items() if value
    )
    shown = escape(meeting_play.shown_until(briefing, lang))
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="robots" content="noindex"><title>{title}</title>{head}</head>'
        f'<body{settings} data-shown="{shown}">'
        f'<svg class="defs" width="0" height="0" aria-hidden="true"><defs>{miniature.patterns()}'
        f'</defs></svg><main id="stage" tabindex="-1">{"".join(sections)}</main>{_around(lang)}'
        f'<script type="application/json" id="content">{to_script(content)}</script>{tail}'
        "</body></html>"
    )


def _around(lang: str) -> str:
    """What lies over the slides: card, search, keys, what is told; all of it hidden at first."""

    def say_key(key: str) -> str:
        return escape(text(f"meeting.{key}", lang))

    def say_does(name: str) -> str:
        return escape(text(f"meeting.key.{name}", lang))

    rows = "".join(
        f'<tr><th scope="row"><kbd>{escape(keys) or say_key("space")}</kbd></th>'
        f"<td>{say_does(name)}</td></tr>"
        for keys, name in _KEYS
    )
    buttons = "".join(
        f'<button type="button" data-do="{name}" aria-label="{say_does(label)}">{sign}</button>'
        for name, label, sign in (
            ("before", "before", "‹"),
            ("play", "space", "▶"),
            ("find", "letters", "⌕"),
            ("next", "next", "›"),
        )
    )
    return (
        '<aside id="card" hidden></aside>'
        '<div id="clock" hidden aria-hidden="true"><i></i></div>'
        f'<form id="finder" hidden role="search"><label for="find">{say_key("find")}</label>'
        '<input id="find" type="text" role="combobox" aria-expanded="true" aria-controls="hits" '
        'aria-autocomplete="list" autocomplete="off" spellcheck="false" maxlength="60">'
        f'<ul id="hits" role="listbox" aria-label="{say_key("find")}"></ul></form>'
        f'<nav id="controls" aria-label="{say_key("controls")}">{buttons}</nav>'
        '<p id="told" hidden></p><div id="ring" hidden aria-hidden="true"></div>'
        f'<div id="blank" hidden role="img" aria-label="{say_key("blank")}"></div>'
        f'<dialog id="keys" aria-labelledby="keys-title"><h2 id="keys-title">{say_key("keys")}</h2>'
        f"<table>{rows}</table></dialog>"
        '<p id="live" class="unseen" aria-live="polite"></p>'
    )


def _hash(content: str) -> str:
    digest = hashlib.sha256(content.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
