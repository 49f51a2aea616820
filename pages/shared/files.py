"""Where a file of the page data comes from: an upload, the watched folder, a public sheet."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from geo import text
from geo.errors import InputError, Problem
from geo.io import sources
from geo.io.sources import limits, remote
from geo.io.sources.sheets import Book, read_book_bytes
from geo.render import html
from pages.shared import cached, frame

Chosen = list[tuple[str, bytes]]


def choose(here: frame.Here) -> Chosen:
    """Names and bytes of the files that are chosen."""
    inbox = cached.settings().inbox
    ways = ["upload", *(["folder"] if inbox else []), "address"]
    way = st.segmented_control(
        here.say("load.from"),
        ways,
        default=ways[0],
        key="load_from",
        format_func=lambda key: here.say(f"load.from_{key}"),
        label_visibility="collapsed",
    )
    if way == "folder" and inbox:
        return _from_folder(here, inbox)
    if way == "address":
        return _from_address(here)
    given = st.file_uploader(
        here.say("load.upload"),
        type=[ending.removeprefix(".") for ending in sources.ENDINGS],
        key="load_file",
        accept_multiple_files=True,
    )
    return [(file.name, file.getvalue()) for file in given]


def opened(name: str, content: bytes) -> Book:
    """The file as rows of cells; InputError where it can't be read or is too large."""
    return read_book_bytes(name, content)


def _from_folder(here: frame.Here, inbox: Path) -> Chosen:
    """Files of the watched folder, the newest first."""
    found = _newest_first(inbox)
    picked = st.multiselect(
        here.say("load.folder", folder=inbox.name),
        found,
        key="load_inbox",
        format_func=lambda file: str(file.relative_to(inbox)),
        placeholder=here.say("load.folder_hint" if found else "load.folder_empty"),
    )
    return [(file.name, _content(file)) for file in picked]


def _newest_first(inbox: Path) -> list[Path]:
    """Files inside the folder that are there now; a link that leads out of it is none of them."""
    ages = []
    for file in sources.find_files([inbox]):
        try:
            if file.resolve().is_relative_to(inbox.resolve()):
                ages.append((-file.stat().st_mtime, file))
        except OSError:  # gone since it was listed
            continue
    return [file for _, file in sorted(ages)]


def _content(file: Path) -> bytes:
    """A file's bytes; InputError where it is too large, gone, or not for us to read."""
    try:
        limits.check_size(file.stat().st_size, file.name)
        return file.read_bytes()
    except OSError as error:
        values = {"found": error.strerror or "–"}
        raise InputError(Problem("file_unreadable", file.name, values)) from error


def _from_address(here: frame.Here) -> Chosen:
    """A public Google sheet as CSV; it is fetched again only for another address."""
    address = st.text_input(
        here.say("load.address"), key="load_address", help=here.say("load.address_help")
    )
    if not address:
        return []
    kept = st.session_state.get("sheet")
    again = st.button(here.say("load.fetch_again"), key="load_again")
    if kept is None or kept[0] != address or again:
        try:
            with st.spinner(here.say("load.reading")):
                kept = st.session_state["sheet"] = (address, *remote.fetch(address))
        except InputError as failure:
            st.html(html.notice(text.error(failure, here.lang).splitlines()))
            return []
    return [(kept[1], kept[2])]
