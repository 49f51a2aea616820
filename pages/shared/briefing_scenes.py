"""Saved briefings: open one, add the view that somebody looked at, and edit what is in it.

Every change is a new version (``geo.io.briefings``), so that each can be undone by another one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import Any

import streamlit as st

from geo import scene_slides, text
from geo.errors import JagaError
from geo.inert import for_label
from geo.render import html
from geo.scenes import Briefing as Stored
from geo.scenes import Scene
from geo.slides import Briefing
from geo.text import day
from pages.shared import cached, cached_briefing, clock, frame, parts

_OWN = ("add", "briefing")
_SAID, _UNDO = "briefing_said", "briefing_undo"


def may(here: frame.Here, of: Stored | None = None) -> bool:
    """True where the viewer may save briefings of this city; with ``of`` those of its city, which
    the link to it need not name."""
    return here.asked.viewer.may("briefing", of.city if of else here.selection.city)


def stored(here: frame.Here) -> Stored | None:
    """The saved briefing that the link names; None where it names none. InputError where there is
    no such briefing for this viewer."""
    briefing_id = here.selection.extra.get("briefing")
    return cached.desk(here.asked.viewer).briefing(briefing_id) if briefing_id else None


def opened(here: frame.Here, of: Stored) -> tuple[Briefing, str]:
    """Its scenes as slides, each of what this viewer may see; and the key of the rule that the
    first one asks for, whose record the files hold."""
    scenes = [_opened(here, of, scene) for scene in of.scenes]
    return scene_slides.briefing(of, scenes), scenes[0].ground.rule.key


def _opened(here: frame.Here, of: Stored, scene: Scene) -> scene_slides.Opened:
    own = {"city": of.city, "disease": of.disease, "lang": here.lang}
    place, problems = frame.place({**own, **scene.params})
    lost = bool(problems) or place.selection.city != of.city or place.selection.date is None
    if lost:
        place, _ = frame.place(own)
    date = place.selection.date or clock.today(of.city, place.selection.as_of)
    ground = cached_briefing.ground(place.asked, date)
    name = cached_briefing.snapshot(place.asked, date)
    return scene_slides.Opened(scene, ground, name, place.selection.zone, lost)


def told(here: frame.Here) -> None:
    """What became of the last change, and the button that undoes it."""
    said = st.session_state.pop(_SAID, None)
    undo = st.session_state.get(_UNDO)
    if undo and undo[0] != here.selection.extra.get("briefing"):
        undo = None
    if not said and not undo:
        return
    with st.container(key="told", horizontal=True, vertical_alignment="center"):
        if said:
            st.html(html.notice([said]), width="content")
        if undo:
            st.button(here.say("taklimat.undo"), on_click=lambda: _undo(here), type="tertiary")


def save_link(here: frame.Here) -> None:
    """For officers, under what they look at: keep this view for a briefing."""
    if not may(here) or here.selection.date is None:
        return
    extra = {**here.selection.extra, "add": here.page}
    with st.container(key="save_scene"):
        st.page_link(
            frame.PAGES["taklimat"],
            label=here.say("taklimat.save"),
            query_params=here.selection.with_(extra=extra).params(),
        )


def add(here: frame.Here) -> None:
    """The form for a view that somebody came with: title, note, and where to put it."""
    page = here.selection.extra.get("add", "")
    if not page or not may(here):
        return
    known = {one.id: one for one in cached.desk(here.asked.viewer).briefings(here.selection.city)}
    params = _params(here)
    days = [one for one in cached.zoned(here.asked).days if one > (here.selection.date or one)]
    with st.container(key="add_scene"):
        parts.heading(here, "taklimat.add_title")
        st.html(f"<p>{escape(_name(here, Scene('', '', page, params)))}</p>")
        with st.form("add_scene_form", border=False):
            help_ = here.say("taklimat.scene_title_help")
            st.text_input(here.say("taklimat.scene_title"), key="scene_title", help=help_)
            st.text_area(here.say("taklimat.scene_note"), key="scene_note", height=90)
            st.selectbox(
                here.say("taklimat.until"),
                [None, *days],
                key="scene_until",
                format_func=lambda one: (
                    day(one, here.lang) if one else here.say("taklimat.until_none")
                ),
            )
            st.selectbox(
                here.say("taklimat.into"),
                ["", *known],
                key="scene_into",
                format_func=lambda key: (
                    for_label(known[key].title) if key else here.say("taklimat.into_new")
                ),
            )
            st.text_input(here.say("taklimat.briefing_title"), key="briefing_title")
            with st.container(horizontal=True):
                st.form_submit_button(
                    here.say("taklimat.add"),
                    type="primary",
                    on_click=lambda: _added(here, page, params, known),
                )
                st.form_submit_button(
                    here.say("taklimat.cancel"), on_click=lambda: frame.choose(add=None)
                )


def _params(here: frame.Here) -> dict[str, str]:
    """The link's fields of the view, without the reader's language and this page's own."""
    fields = here.selection.params()
    return {name: value for name, value in fields.items() if name not in (*_OWN, "lang")}


def _added(here: frame.Here, page: str, params: dict[str, str], known: dict[str, Stored]) -> None:
    state = st.session_state
    scene = Scene(state["scene_title"], state["scene_note"], page, params, state["scene_until"])
    into = known.get(state["scene_into"])
    title = state["briefing_title"].strip() or (into.title if into else here.say("page.taklimat"))
    scenes = (*(into.scenes if into else ()), scene)
    made = _save(here, title, scenes, into)
    if made is not None:
        frame.choose(add=None, briefing=made.id)


def _save(
    here: frame.Here, title: str, scenes: Sequence[Scene], last: Stored | None
) -> Stored | None:
    """The next version; None where it was refused, which is then told."""

    def save() -> Stored:
        of = last or here.selection
        version = {"briefing_id": last.id, "after": last.version} if last else {}
        desk = cached.desk(frame.viewer())
        return desk.save_briefing(of.city, of.disease, title, scenes, **version)  # type: ignore[arg-type]

    return _tried(here, save)


def _tried(here: frame.Here, action: Callable[[], Stored]) -> Stored | None:
    try:
        return action()
    except JagaError as refused:
        st.session_state[_SAID] = text.error(refused, here.lang)
        return None


def _undo(here: frame.Here) -> None:
    """The scenes as they were before the last change, as the next version."""
    briefing_id, title, scenes = st.session_state.pop(_UNDO)
    last = _tried(here, lambda: cached.desk(frame.viewer()).briefing(briefing_id))
    made = _save(here, title, scenes, last) if last is not None else None
    if made is not None:
        st.session_state[_SAID] = here.say("taklimat.undone", n=made.version)


def _name(here: frame.Here, scene: Scene) -> str:
    """What a scene is called: its title, else its page and day."""
    if scene.title:
        return scene.title
    page = here.say(f"page.{scene.page}")
    if scene.date is None:
        return page
    return here.say("taklimat.page_and_day", page=page, day=day(scene.date, here.lang, "short"))


def change(here: frame.Here, of: Stored, scenes: Sequence[Scene], said: str = "") -> None:
    """Save other scenes in place of these; what was there can be brought back by one button."""
    made = _save(here, of.title, scenes, of)
    if made is not None:
        st.session_state[_UNDO] = (of.id, of.title, of.scenes)
        st.session_state[_SAID] = said


def turn(here: frame.Here, action: str, of: Stored) -> None:
    """Take a briefing back ("remove"), or bring it back ("restore")."""
    desk = cached.desk(frame.viewer())
    turned: Any = desk.remove_briefing if action == "remove" else desk.restore_briefing
    _tried(here, lambda: turned(of.city, of.id, of.version))


def name(here: frame.Here, scene: Scene) -> str:
    """A scene's name as a label."""
    return for_label(_name(here, scene))
