"""What a browser holds of the elements on a page: values of widgets, what the map can report."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from streamlit.proto.WidgetStates_pb2 import WidgetState

MAP = "streamlit_folium.st_folium"
_DAYS = re.compile(r'\\?"days\\?":\[(.*?)\]')
_ZONE = re.compile(r'\\?"id\\?":\\?"([0-9.]+)\\?",\\?"name')

_KNOWN: dict[int, tuple[list[str], list[str]]] = {}


def on_map(args: str) -> tuple[list[str], list[str]]:
    """Days and zones that a map can report, read once a payload."""
    found = _KNOWN.get(hash(args))
    if found is None:
        days = _DAYS.search(args)
        known = re.findall(r"\d{4}-\d\d-\d\d", days[1]) if days else []
        found = _KNOWN[hash(args)] = known, _ZONE.findall(args)
    return found


def _selectbox(box: Any) -> WidgetState:
    made = WidgetState(id=box.id)
    if box.set_value:
        if box.HasField("raw_value"):
            made.string_value = box.raw_value
    elif box.HasField("default"):
        made.string_value = box.options[box.default]
    return made


def _button_group(group: Any) -> WidgetState:
    made = WidgetState(id=group.id)
    chosen = (
        group.raw_values if group.set_value else [group.options[i].content for i in group.default]
    )
    made.string_array_value.data.extend(chosen)
    return made


VALUES: dict[str, Callable[[Any], WidgetState]] = {
    "selectbox": _selectbox,
    "button_group": _button_group,
}
"""Widgets whose value a browser sends from the first run on."""
