"""The rows of the comparison: their names, units, and which way is better."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from benchmarks.measure import kb


@dataclass(frozen=True)
class Measured:
    """One way's numbers by key of ROWS."""

    key: str
    name: str
    values: dict[str, float]


@dataclass(frozen=True)
class Row:
    """One thing measured. Values up to ``least`` can't be told from nothing. ``more``: more is
    better, and ratios are turned round. ``part``: of the row above, and not compared by itself."""

    key: str
    name: str
    shown: Callable[[float], str]
    least: float = 0.0
    more: bool = False
    part: bool = False


def seconds(value: float) -> str:
    return f"{value:.2f} s"


def ms(value: float) -> str:
    return f"{value:.1f} ms"


def per_cent(value: float) -> str:
    return f"{100 - value:.0f} %"


def bytes_(value: float) -> str:
    return kb(value) if value >= 1 else "0"


def memory(value: float) -> str:
    return f"{value * 1.024 / 1000:.2f} MB"


def whole(value: float) -> str:
    return f"{value:.0f}"


ROWS = (
    Row("cold", "first map, cold", seconds),
    Row("warm", "first map, warm", seconds),
    Row("step", "a step, median", ms),
    Row("step95", "a step, p95", ms),
    Row("busy", "main thread, a step", ms),
    Row("kept", "frames dropped in play", per_cent, more=True),
    Row("first", "bytes, first load", bytes_),
    Row("static", "of them static", bytes_, part=True),
    Row("made", "of them made", bytes_, part=True),
    Row("socket", "of them websocket", bytes_, part=True),
    Row("step_bytes", "bytes, a step", bytes_, 60),
    Row("rest_bytes", "bytes, a step and rest", bytes_, 300),
    Row("cpu", "server, a step", ms, 1.0),
    Row("rest_cpu", "server, a step and rest", ms, 15.0),
    Row("memory", "memory, a session", memory, 100),
    Row("size", "page, unpacked", bytes_),
    Row("elements", "page, elements", whole),
)


COMPARED = tuple(row for row in ROWS if not row.part)


def ratio(row: Row, ours: Measured, peer: Measured) -> float | None:
    """Theirs by ours, above 1 where we are ahead; None where neither is more than nothing."""
    mine, theirs = ours.values[row.key], peer.values[row.key]
    if row.more:
        mine, theirs = theirs, mine
    if mine <= row.least and theirs <= row.least:
        return None
    if mine <= row.least:
        return float("inf")
    return 0.0 if theirs <= row.least else theirs / mine


def told(value: float | None) -> str:
    """A ratio in a cell: bold where we are not ahead."""
    if value is None:
        return "both 0"
    if value == float("inf"):
        return "only theirs"
    if value == 0:
        return "**only ours**"
    written = f"{value:.0f}" if value >= 20 else f"{value:.1f}" if value >= 2 else f"{value:.2f}"
    return written if value >= 1 else f"**{written}**"


def ratios(ours: Measured, peers: Sequence[Measured]) -> Iterator[list[str]]:
    for row in COMPARED:
        yield [row.name, *(told(ratio(row, ours, peer)) for peer in peers)]


def absolute(all_: Sequence[Measured]) -> Iterator[list[str]]:
    for row in ROWS:
        yield [row.name, *(row.shown(way.values[row.key]) for way in all_)]


def behind(ours: Measured, peers: Sequence[Measured]) -> list[tuple[str, str, str, str]]:
    """(way, row, the row's name, ratio in words) of each cell in which we are not ahead."""
    found = []
    for row in COMPARED:
        for peer in peers:
            value = ratio(row, ours, peer)
            if value is not None and value < 1:
                found.append((peer.key, row.key, row.name, told(value).strip("*")))
    return found
