"""The frame around every page: menu, selection from the link, language, and what can go wrong.

A page's first line is ``here = frame.here()``. Streamlit may run a page's file without app.py for
the first visitor after a start; ``here`` then runs app.py, which calls the page again.
"""

from __future__ import annotations

import runpy
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from geo import access, rule_choice, text
from geo.errors import JagaError, StoreError
from geo.facts import Facts
from geo.render import html, revision, words
from geo.selection import Selection, language
from geo.settings import ROOT, STATIC
from pages.shared import cached, live, resolving, signing, watching

ICON = STATIC / "jaga" / "icon.svg"
_FIRST = ("peta", "kelurahan", "bandingkan", "respons", "taklimat")
MENU = (*_FIRST, "pola", "aturan", "metode", "data")
"""Pages that stand in the menu; the others are linked from one of them."""
PAGES = {key: f"pages/{key}.py" for key in (*MENU, "revisi", "masuk", "mutu", "rt", "wilayah")}
_COMPARED = ("mode", "with", "align", "day2", "beside", "zones", "kind")
OWN_FIELDS = {
    "bandingkan": _COMPARED,
    "respons": ("part", "kind", "puskesmas", "entry", "day"),
    "taklimat": ("add", "briefing", *_COMPARED),
    "wilayah": ("area",),
}
"""Fields of the link that one page alone understands (``Selection.extra``); a way to another page
leaves them behind."""


@dataclass(frozen=True)
class Here:
    """Where a viewer is: the selection, the facts it stands on, and the key of their caches."""

    selection: Selection
    facts: Facts
    asked: cached.Question
    page: str = "peta"

    @property
    def lang(self) -> str:
        return self.selection.lang

    def say(self, key: str, **values: Any) -> str:
        """A catalogue text in the viewer's language."""
        return text.text(key, self.lang, **values)

    def link(self, page: str, **changes: Any) -> str:
        """The address of a page with this selection, some fields changed."""
        path = "./" if page == "peta" else page
        kept = self.selection.extra if page == self.page else {}
        return f"{path}?{urlencode(self.selection.with_(extra=kept).with_(**changes).params())}"


_HERE: ContextVar[Here | None] = ContextVar("here", default=None)


def here() -> Here:
    """The viewer's place; first line of every page."""
    found = _HERE.get()
    if found is None:
        runpy.run_path(str(ROOT / "app.py"), run_name="__main__")
        st.stop()
    return found


def run() -> None:
    """Resolve the selection, draw the head, run the page; called by app.py."""
    pages = {
        key: st.Page(ROOT / path, title=_word(f"page.{key}"), default=key == "peta", url_path=key)
        for key, path in PAGES.items()
    }
    page = st.navigation(list(pages.values()), position="hidden")
    st.html(STATIC / "jaga" / "app.css")
    params = _params()
    lang, _ = language(params)
    going = st.session_state.get("page") or page.url_path or "peta"
    live.connection(lang)
    try:
        found = resolving.resolve(params, OWN_FIELDS.get(going, ()), now=page == pages["revisi"])
        place, problems = _here(found, going), found.problems
    except JagaError as failure:
        _show_failure(failure, lang)
        if isinstance(failure, StoreError):
            live.retry()
        return
    wanted = st.session_state.pop("page", None)
    if wanted:
        st.switch_page(PAGES[wanted], query_params=place.selection.params())
    watching.noted(place.page, place.selection, place.asked.viewer)
    _head(place, pages, page)
    problems = [*problems, *signing.refusals(place.asked.viewer)]
    if problems:
        st.html(html.notice([text.problem(fault, place.lang) for fault in problems]))
    _known_then(place)
    token = _HERE.set(place)
    try:
        page.run()
    except JagaError as failure:
        _show_failure(failure, place.lang)
    except Exception as error:
        # A fault of ours: Streamlit would show English words of its own, or lines of code.
        watching.failed(error)
        said = (text.text(f"failure.{part}", place.lang) for part in ("title", "unexpected"))
        st.html(html.failure(*said))
    finally:
        _HERE.reset(token)
    live.watch(place.asked, place.lang)
    lost = st.session_state.pop("dropped", ())
    st.query_params.from_dict({n: v for n, v in place.selection.params().items() if n not in lost})


def viewer() -> access.Viewer:
    """Who looks at this screen; asked anew each time."""
    return signing.viewer()


def place(params: Mapping[str, str]) -> tuple[Here, list[Any]]:
    """Where a link with these fields leads on this viewer's screen, and what was wrong with it."""
    found = resolving.resolve(params, OWN_FIELDS.get("peta", ()))
    return _here(found, "peta"), found.problems


def choose(**fields: Any) -> None:
    """Ask for other fields of the link; for widget callbacks, before the script runs again.

    The link itself is written at the end of the run: written earlier, the browser overwrites it
    with the address that it remembers for the page.
    """
    st.session_state["chosen"] = fields


def go(page: str, **fields: Any) -> None:
    """Ask for another page with other fields of the link; for widget callbacks."""
    choose(**fields)
    st.session_state["page"] = page


def _params() -> dict[str, str]:
    """The link's fields with what a callback has just chosen."""
    fields = {**st.query_params.to_dict(), **st.session_state.pop("chosen", {})}
    return {name: str(value) for name, value in fields.items() if value is not None}


def _here(found: resolving.Found, page: str) -> Here:
    return Here(found.selection, cached.facts(found.asked), found.asked, page)


def _word(key: str) -> str:
    lang, _ = language(st.query_params.to_dict())
    return text.text(key, lang)


def _head(place: Here, pages: dict[str, Any], current: Any) -> None:
    chosen = place.selection
    params = chosen.with_(extra={}).params()
    with st.container(key="head", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(f'<span class="jt-brand"><i></i>{place.say("app.name")}</span>', width="content")
        with st.container(key="menu", horizontal=True, gap="small", width="content"):
            for key in MENU:
                page = pages[key]
                state = "here" if page == current else "other"
                with st.container(key=f"{state}_{key}", width="content"):
                    st.page_link(page, label=place.say(f"page.{key}"), query_params=params)
        with st.container(key="picks", horizontal=True, horizontal_alignment="right"):
            cities = cached.all_cities()
            _pick(place, "city", list(cities), lambda key: cities[key].name.removeprefix("Kota "))
            rules = rule_choice.offered(cached.all_rules(), place.facts)
            _pick(
                place, "rule", list(rules), lambda key: words.rule(rules[key], "title", place.lang)
            )
            _pick(place, "lang", list(text.LANGUAGES), str.upper)
        with st.container(key="who", horizontal=True, vertical_alignment="center", width="content"):
            signing.corner(place.asked.viewer, place.lang, current.url_path, chosen.params())


def _pick(place: Here, field: str, options: list[str], words: Any) -> None:
    """A select in the head; a new city or rule starts at its own opening day and zone."""
    key = f"pick_{field}"
    st.session_state[key] = getattr(place.selection, field)

    def changed() -> None:
        drops = {"city": ("date", "day2", "zone", "zones", "rule"), "rule": ("date", "day2")}
        chosen, other = st.session_state[key], place.selection.extra.get("with")
        also = ("with",) if field == "city" and other == chosen else ()
        choose(**dict.fromkeys((*drops.get(field, ()), *also)), **{field: chosen})

    st.selectbox(
        place.say(f"pick.{field}"),
        options,
        key=key,
        format_func=words,
        on_change=changed,
        label_visibility="collapsed",
        width={"city": 170, "rule": 250, "lang": 84}[field],
        filter_mode=None,
    )


def _known_then(place: Here) -> None:
    """Where it is so, say that an earlier state of knowledge is shown, and lead back to now."""
    as_of = place.selection.as_of
    if as_of is None:
        return
    then = revision.when(as_of, place.facts.city.timezone, place.lang)
    with st.container(key="asof", horizontal=True, vertical_alignment="center"):
        st.html(html.notice([place.say("as_of.banner", moment=then)]), width="content")
        st.button(place.say("as_of.now"), on_click=lambda: choose(as_of=None), type="tertiary")


def _show_failure(failure: JagaError, lang: str) -> None:
    watching.failed(failure)
    st.html(html.failure(text.text("failure.title", lang), text.error(failure, lang)))
