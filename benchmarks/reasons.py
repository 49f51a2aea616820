"""Why we are not ahead of a way in a row of the comparison; a cell without a line here is an
open question, and the benchmark ends with 1."""

from __future__ import annotations

_BESIDE = (
    "Theirs is a map and nothing beside it. Ours brings finding, counts, list and table to the day"
    " once time has come to rest; while days run it asks the server for nothing."
)
_DRAWS = (
    "Theirs change a colour. Ours draws a pattern as a second channel beside it, for who can't tell"
    " colours apart, with the counts, the words and the place of the day."
)
_ROUND = (
    "The whole page comes with ours: menu, search, finding, tally, list, table; and the map stands"
    " in a frame that has to start first."
)
_WIDGETS = (
    "Nearly all are Streamlit's own files: ours shows more kinds of widget, and its typeface."
)
_FILE = "Theirs is a file without server, session, roles, links or live data."

REASONS: dict[tuple[str, str], str] = {
    ("*", "cold"): (
        "The first viewer of ours has the server import what all pages need, read the store and"
        " judge every day of the year; theirs are handed the finished colours as a file. " + _ROUND
    ),
    ("*", "warm"): _ROUND,
    ("widgets", "cold"): _FILE,
    ("widgets", "warm"): _FILE,
    ("*", "step"): _DRAWS,
    ("*", "step95"): _DRAWS,
    ("*", "busy"): _DRAWS,
    ("*", "kept"): _DRAWS,
    ("folium", "first"): _WIDGETS,
    ("slider", "first"): _WIDGETS,
    ("vega", "first"): _WIDGETS,
    ("widgets", "first"): _FILE + " Ours has Streamlit's own files in it, once for a browser.",
    ("*", "rest_bytes"): _BESIDE,
    ("*", "rest_cpu"): _BESIDE,
    ("deck", "memory"): (
        "Its server keeps nothing of a viewer but the slider; all days lie in one public file."
    ),
    ("vega", "memory"): (
        "Its server keeps nothing of a viewer; all days lie in one public file, for anybody."
    ),
    ("widgets", "memory"): _FILE,
    ("folium", "size"): "Its page holds one day; ours holds all of them, and the table.",
    ("vega", "size"): "Its page is a map alone; ours holds widgets, typeface and the table.",
    ("*", "elements"): (
        "Most of ours are the table with what the map shows, for who can't see a map; then a"
        " pattern and a name for each zone."
    ),
}
"""(way, or * for all; row) -> a sentence."""


def why(way: str, row: str) -> str | None:
    """The sentence for a cell, or None."""
    return REASONS.get((way, row)) or REASONS.get(("*", row))
