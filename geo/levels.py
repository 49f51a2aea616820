"""The levels a zone can have on a day: one table for code, letter, colour and pattern.

Colours keep at least 19.7 CAM02-UCS apart in simulated deutan and protan vision; letter and
pattern are the second channel, so that nothing hangs on colour alone. Words for a level stand in
the text catalogues under ``level.<key>``; bounds stand with the rule, not here.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Level:
    """One level.

    ``code`` is the single character that stands for it in a timeline string.
    ``severity`` orders risk (0 lowest); None where the level says nothing about risk.
    ``pattern`` names a fill pattern of the map; ``ink`` is the text colour that reads on the fill.
    ``published`` is the key printed by commands and exports.
    """

    key: str
    code: str
    letter: str
    colour: str
    ink: str
    pattern: str
    severity: int | None
    published: str


NO_FILL = "#e7e6e1"
RT_FILL = "#f4f1ea"

LEVELS: tuple[Level, ...] = (
    Level("hijau", "h", "H", "#b8e3b0", "#1b2430", "", 0, "hijau"),
    Level("kuning", "k", "K", "#f7d13d", "#1b2430", "dots", 1, "kuning"),
    Level("oranye", "o", "O", "#e8601c", "#1b2430", "lines", 2, "oranye"),
    Level("merah", "m", "M", "#8a0f1f", "#ffffff", "dense", 3, "merah"),
    Level("hitam", "x", "X", "#2b2b2b", "#ffffff", "cross", 4, "hitam"),
    Level("memuat_rt_kuning", "K", "k", RT_FILL, "#1b2430", "rt-kuning", None, "memuat_rt_kuning"),
    Level("memuat_rt_oranye", "O", "o", RT_FILL, "#1b2430", "rt-oranye", None, "memuat_rt_oranye"),
    Level("memuat_rt_merah", "M", "m", RT_FILL, "#1b2430", "rt-merah", None, "memuat_rt_merah"),
    Level("tidak_dilaporkan", "n", "–", NO_FILL, "#1b2430", "thin", None, "tidak_dilaporkan"),
    Level("tanpa_data", "t", "?", "#e6eae9", "#1b2430", "sparse", None, "tanpa_data"),
    Level("usang", "u", "…", "#d9dde0", "#1b2430", "stale", None, "tanpa_data"),
    Level("disamarkan", "s", "<", "#dcd6e8", "#1b2430", "hidden", None, "tanpa_data"),
)

BY_KEY = {level.key: level for level in LEVELS}
BY_CODE = {level.code: level for level in LEVELS}

PUBLISHED_LEVELS = tuple(dict.fromkeys(level.published for level in LEVELS))
"""Every value that ``level`` can take in a command's or an export's output."""


def severity_of(key: str) -> int:
    """For ordering only: the level's severity, that of the RT's colour where a level speaks of an
    RT, -1 where it says nothing about risk."""
    severity = BY_KEY[key.removeprefix("memuat_rt_")].severity
    return -1 if severity is None else severity
