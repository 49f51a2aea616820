"""The dashboard run in this process, without a browser, on a store of its own.

A page is a file of ``st.navigation``: AppTest runs app.py and switches to the page's file.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from geo.cities import read_cities
from geo.io import embedded
from geo.text import LANGUAGES, text

ROOT = Path(__file__).resolve().parents[2]

Open = Callable[..., "Screen"]


class Screen:
    """What a viewer gets: the page's HTML as one tree, its words, its address."""

    def __init__(self, page: str, fields: dict[str, Any]) -> None:
        self.app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        self.app.query_params.update(fields)
        if page != "peta":
            self.app.switch_page(f"pages/{page}.py")
        self.run()

    def run(self) -> Screen:
        """Run the script as after a viewer's action."""
        self.app.run()
        assert [fault.message for fault in self.app.exception] == []
        bodies = [part.proto.body for part in self.app.get("html")]
        self.html = "".join(body for body in bodies if not body.startswith("<style>"))
        assert not any(text("failure.unexpected", lang) in self.html for lang in LANGUAGES)
        self.tree = ElementTree.fromstring(f"<page>{self.html}</page>")  # noqa: S314
        return self

    @property
    def words(self) -> str:
        """Every word of the page's HTML, tags and spare spaces left out."""
        return " ".join(" ".join(self.tree.itertext()).split())

    @property
    def address(self) -> dict[str, Any]:
        return dict(self.app.query_params)

    def all(self, path: str) -> list[str]:
        """The words of every element at an ElementTree path, such as ``.//h1``."""
        return [" ".join(" ".join(e.itertext()).split()) for e in self.tree.findall(path)]

    def one(self, path: str) -> str:
        (words,) = self.all(path)
        return words

    def links(self, path: str) -> list[str]:
        """Where the links inside the element at ``path`` lead."""
        return [link.get("href") or "" for link in self.tree.findall(f"{path}//a")]

    def level(self) -> str | None:
        """The level that the chip in a kelurahan's title reads aloud."""
        chip = self.tree.find(".//h1/span[@role='img']")
        return None if chip is None else chip.get("aria-label")

    def tally(self) -> dict[str, str]:
        """Zones per level as the tally writes them."""
        rows = self.tree.findall(".//ul[@class='jt-tally']/li")
        return {str(row.get("data-level")): str(row[-1].text) for row in rows}

    def table(self) -> dict[str, list[str]]:
        """The map's table by zone_id: what its cells say."""
        rows = self.tree.findall(".//tr[@data-zone]")
        return {
            str(row.get("data-zone")): [" ".join(" ".join(c.itertext()).split()) for c in row]
            for row in rows
        }

    def notices(self) -> list[str]:
        return self.all(".//p[@class='jt-notice']")

    def map(self) -> dict[str, Any]:
        """What the map component is given."""
        (component,) = self.app.get("component_instance")
        return dict(json.loads(component.proto.json_args))


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a store as ``prepare`` makes it."""
    folder = tmp_path_factory.mktemp("home")
    embedded.prepare(f"sqlite:///{folder / 'store.db'}", read_cities(), ROOT / "static")
    return folder


@pytest.fixture(scope="module")
def fresh() -> Iterator[None]:
    """Caches emptied before and after a module, whose environment is its own."""
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


@pytest.fixture
def settings(home: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The prepared store and nothing else of the environment's settings."""
    for name in [name for name in os.environ if name.startswith("JAGA_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("JAGA_HOME", str(home))
    return monkeypatch


@pytest.fixture
def open_page(fresh: None, settings: pytest.MonkeyPatch) -> Open:
    """Open a page by its key with fields of the link; fails where the script raises."""

    def opened(page: str = "peta", **fields: Any) -> Screen:
        return Screen(page, fields)

    return opened
