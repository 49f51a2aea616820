"""Text that somebody else wrote, made harmless for where it is written to.

A name from a file may hold a formula, control characters or marks that turn the reading direction.
HTML is escaped where HTML is made (``geo.render.html``); here is the rest. All three are one line,
leave letters, digits, quotes and emoji alone, and change nothing the second time.
"""

from __future__ import annotations

import re

LONGEST = 32_767
"""Characters that a cell of a workbook can hold."""

_BREAKS = re.compile("[\t\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")
_HIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f"  # control characters
    "\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"  # unseen, bidi
    "\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e001f]"  # no characters, language tags
)
"""What no reader sees: it turns the direction of what follows, hides a formula's sign or can't
stand in XML. The joiners U+200C and U+200D stay: scripts and emoji need them."""
_LONE = re.compile("[\ud800-\udfff]")
_SIGNS = "=+\\-@＝＋－＠"
_MARKDOWN = str.maketrans("[]<>`$|\\", "［］＜＞'＄｜＼")
_ADDRESS = re.compile(r"(?i)(?<=:)(?=//)|(?<=www)(?=\.)")
_BEGINS = re.compile(rf"[\s\"\u200c\u200d]*[{_SIGNS}]")
"""How a cell begins that a spreadsheet would take for a formula."""
_INNER = re.compile(rf"(?<=;)(?=[\s\"\u200c\u200d]*[{_SIGNS}])")
"""Where a formula would begin if the spreadsheet parts the line at ";", as it does under Indonesian
settings."""


def plain(text: str) -> str:
    """One line without control characters and without marks that turn the reading direction."""
    return _HIDDEN.sub("", _LONE.sub("\ufffd", _BREAKS.sub(" ", text)))


def for_label(text: str) -> str:
    """One line for a label that reads Markdown: no link, no picture, no formula comes out of it.

    Marks are replaced by their wide forms and addresses are parted, not escaped: a label is read
    aloud as it is written, backslashes included.
    """
    return _ADDRESS.sub(" ", plain(text).translate(_MARKDOWN))


def for_csv(text: str) -> str:
    """One line for a CSV cell: an apostrophe stands before what a spreadsheet would run."""
    inert = plain(text)
    return _INNER.sub("'", f"'{inert}" if _BEGINS.match(inert) else inert)


def for_xlsx(text: str) -> str:
    """As ``for_csv``, cut to what a cell of a workbook can hold; its last character is then "…"."""
    inert = for_csv(text)
    return inert if len(inert) <= LONGEST else f"{inert[: LONGEST - 1]}…"
