"""A viewer's tab without a browser: Streamlit's protocol over a WebSocket, as its frontend does it.

What a browser keeps between two runs is kept here, too: values of the widgets on the page, messages
that the server need not send again, links of the menu, the timer of a fragment that runs by itself.
``tests/browser/test_load_client.py`` holds its messages to those of a real Chromium.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from benchmarks.load_widgets import MAP, VALUES, on_map

PATIENCE_S = 60.0  # a run that takes longer is an error
FAILURE = 'class="jt-failure"'
"""The box in which a page says that it failed."""


class LoadError(Exception):
    """A run that failed, came to no end, or lost its connection."""


@dataclass
class _Kept:
    """A message that the server need not send again, and the run that used it last."""

    element: Any
    run: int


class Tab:
    """One open page. ``cookie`` is the value of ``_streamlit_xsrf``; ``told`` gets every message
    that is sent, for tests. ``words`` are the texts on the page by their place, ``links`` the
    menu's by the page's hash, ``days`` and ``zones`` what its ``map`` can report. ``own_runs``
    counts runs that the page began by itself; ``messages`` and ``bytes`` what came, unpacked."""

    def __init__(
        self, url: str, cookie: str, told: Callable[[BackMsg], None] | None = None
    ) -> None:
        self.url, self.page, self.query = url, "", ""
        self.words: dict[tuple[int, ...], str] = {}
        self.links: dict[str, str] = {}
        self.days: list[str] = []
        self.zones: list[str] = []
        self.map: str | None = None
        self.own_runs = self.bytes = self.messages = 0
        self.drawn = asyncio.Event()
        self._cookie, self._told = cookie, told
        self._widgets: dict[str, WidgetState] = {}
        self._main: set[str] = set()
        self._seen: set[str] = set()
        self._kept: dict[str, _Kept] = {}
        self._names: dict[str, str] = {}
        self._fragment: tuple[float, str] | None = None
        self._age = self._number = self._most = 0
        self._whole = True
        self._hash = self._main_hash = ""
        self._waiting: asyncio.Future[None] | None = None
        self._socket: ClientConnection | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._timer: asyncio.Task[None] | None = None

    async def open(self, page: str = "", query: str = "") -> float:
        """Connect and run the page; seconds until it stands."""
        began = time.perf_counter()
        self.page, self.query = page, query
        self._socket = await connect(
            f"{self.url.replace('http', 'ws', 1)}/_stcore/stream",
            origin=self.url,  # type: ignore[arg-type]
            subprotocols=[Subprotocol("streamlit"), Subprotocol(self._cookie)],
            additional_headers={"Cookie": f"_streamlit_xsrf={self._cookie}"},
            max_size=None,
            ping_interval=None,  # browsers answer, and never ask
        )
        self._tasks.append(asyncio.create_task(self._listen(self._socket)))
        await self._run(page_name=page)
        return time.perf_counter() - began

    async def rest(self, day: str) -> float:
        """The map's time came to rest at a day; seconds until the page shows it."""
        return await self._report({"event": "day", "day": day})

    async def press(self, zone: str) -> float:
        """A zone of the map was opened; seconds until its page stands."""
        return await self._report({"event": "zone", "zone": zone})

    async def follow(self, page: str) -> float:
        """A link of the menu, by its page's address ("" is the first); seconds until it stands."""
        target = next(key for key, name in self._names.items() if name == page)
        self.query = self.links[target]
        # To another page goes what belongs to the frame of all pages alone.
        kept = [state for key, state in self._widgets.items() if key in self._main]
        return await self._run(page_script_hash=target, widgets=kept)

    async def close(self) -> None:
        """Shut the tab."""
        self._stop_timer()
        for task in self._tasks:
            task.cancel()
        if self._socket:
            await self._socket.close()

    async def _report(self, message: dict[str, str]) -> float:
        assert self.map is not None, "this page has no map"
        self._number += 1
        fields = {**message, "number": f"{time.time_ns() // 1_000_000}-{self._number}"}
        inside = ",".join(f'"{key}":"{value}"' for key, value in fields.items())
        self._widgets[self.map] = WidgetState(id=self.map, json_value=f"{{{inside}}}")
        return await self._run()

    async def _run(self, **fields: Any) -> float:
        """Ask for a run; seconds until it has come to its end."""
        began = time.perf_counter()
        self._waiting = asyncio.get_running_loop().create_future()
        try:
            await self._send(**fields)
            await asyncio.wait_for(self._waiting, PATIENCE_S)
        except TimeoutError:
            raise LoadError(f"no end within {PATIENCE_S:.0f} s") from None
        except ConnectionClosed as closed:
            raise LoadError(f"connection lost: {closed}") from None
        finally:
            self._waiting = None
        return time.perf_counter() - began

    async def _send(self, widgets: list[WidgetState] | None = None, **fields: Any) -> None:
        message = BackMsg()
        run = message.rerun_script
        run.query_string = self.query
        run.widget_states.widgets.extend(self._widgets.values() if widgets is None else widgets)
        run.page_script_hash = self._hash
        run.cached_message_hashes.extend(self._kept)
        context = run.context_info
        context.timezone, context.timezone_offset = "Asia/Makassar", -480
        context.locale, context.color_scheme = "id-ID", "light"
        context.url, context.is_embedded = f"{self.url}/{self.page}", False
        for name, value in fields.items():
            setattr(run, name, value)
        if self._told:
            self._told(message)
        assert self._socket is not None
        await self._socket.send(message.SerializeToString())

    async def _listen(self, socket: ClientConnection) -> None:
        try:
            async for raw in socket:
                assert isinstance(raw, bytes)
                self.bytes += len(raw)
                self.messages += 1
                self._take(ForwardMsg.FromString(raw))
            self._fail("connection closed")
        except ConnectionClosed as closed:
            self._fail(f"connection lost: {closed}")

    def _fail(self, why: str) -> None:
        if self._waiting and not self._waiting.done():
            self._waiting.set_exception(LoadError(why))

    def _take(self, message: ForwardMsg) -> None:
        kind = message.WhichOneof("type")
        if kind == "delta":
            if message.delta.WhichOneof("type") == "new_element":
                element = message.delta.new_element
                if message.metadata.cacheable:
                    self._kept[message.hash] = _Kept(element, self._age)
                self._element(message, element)
        elif kind == "ref_hash":
            kept = self._kept[message.ref_hash]
            kept.run = self._age
            self._element(message, kept.element)
        elif kind == "new_session":
            self._begin(message)
        elif kind == "navigation":
            shown = message.navigation
            self._names = {page.page_script_hash: page.url_pathname for page in shown.app_pages}
            self._hash = shown.page_script_hash
            self.page = self._names.get(self._hash, "")
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "auto_rerun":
            self._fragment = message.auto_rerun.interval, message.auto_rerun.fragment_id
        elif kind == "script_finished":
            self._end(message.script_finished)

    def _begin(self, message: ForwardMsg) -> None:
        session = message.new_session
        self._whole = not message.metadata.run.fragment_ids
        self._most = session.config.max_cached_message_age
        self._main_hash = session.main_script_hash
        if self._whole:
            self._stop_timer()
            self._fragment = None
            self.words, self.links, self.map = {}, {}, None
            self._seen = set()

    def _end(self, how: int) -> None:
        """A run's end: forget what is on the page no more, and start the timer of its fragment."""
        if how == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            return
        if how == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
            self._fail("compile error")
        self._age += 1
        if how == ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY:
            self.own_runs += 1
            return
        for old in [key for key, kept in self._kept.items() if self._age - kept.run > self._most]:
            del self._kept[old]
        for gone in self._widgets.keys() - self._seen:
            del self._widgets[gone]
        if self._fragment:
            self._timer = asyncio.create_task(self._by_itself(*self._fragment))
        if self._waiting and not self._waiting.done():
            self._waiting.set_result(None)

    async def _by_itself(self, every_s: float, fragment: str) -> None:
        try:
            while True:
                await asyncio.sleep(every_s)
                await self._send(fragment_id=fragment, is_auto_rerun=True)
        except ConnectionClosed:
            return

    def _stop_timer(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None

    def _element(self, message: ForwardMsg, element: Any) -> None:
        """Keep of an element what a browser would: value, link, text."""
        kind = element.WhichOneof("type")
        if kind == "exception":
            self._fail(f"exception on the page: {element.exception.message[:200]}")
        elif kind == "html":
            self.words[tuple(message.metadata.delta_path)] = element.html.body
            if FAILURE in element.html.body:
                self._fail(f"the page says that it failed: {element.html.body[:300]}")
        elif kind == "page_link":
            if message.metadata.active_script_hash == self._main_hash:
                self.links[element.page_link.page_script_hash] = element.page_link.query_string
        elif kind == "component_instance":
            self._found_map(message, element.component_instance)
        elif kind in VALUES:
            made = VALUES[kind](getattr(element, kind))
            self._widget(message, made.id)
            if made.id not in self._widgets or getattr(element, kind).set_value:
                self._widgets[made.id] = made

    def _widget(self, message: ForwardMsg, key: str) -> None:
        self._seen.add(key)
        if message.metadata.active_script_hash == self._main_hash:
            self._main.add(key)

    def _found_map(self, message: ForwardMsg, component: Any) -> None:
        if component.component_name != MAP:
            return
        self.map = component.id
        self._widget(message, self.map)
        self.days, self.zones = on_map(component.json_args)
        self.drawn.set()
