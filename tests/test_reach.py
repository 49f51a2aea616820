"""Following a store that is prompt, slow, gone and back: which word comes, and how it is marked."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from geo.errors import Problem, StoreError
from geo.io.reach import Follower


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    """What slow answers wait for; opened at the end, so that no thread is left."""
    event = threading.Event()
    yield event
    event.set()


def gone() -> str:
    raise StoreError(Problem("store_unreachable", "here"))


def test_a_prompt_store_is_asked_each_time() -> None:
    follower, said = Follower(), iter("abc")
    words = [follower.look("kota", lambda: next(said)) for _ in range(3)]
    assert [word.revision for word in words] == ["a", "b", "c"]
    assert all(word.since is None and not word.slow for word in words)
    assert words[0].read_at <= words[1].read_at <= words[2].read_at


def test_a_fresh_word_is_not_asked_for_again_until_this_process_writes() -> None:
    follower, asked = Follower(fresh_s=3600), []

    def ask() -> str:
        asked.append("kota")
        return str(len(asked))

    assert [follower.look("kota", ask).revision for _ in range(3)] == ["1", "1", "1"]
    assert follower.look("kota lain", ask).revision == "2"
    follower.ask_anew()
    assert [follower.look("kota", ask).revision for _ in range(2)] == ["3", "4"]


def test_a_failure_is_never_fresh() -> None:
    follower = Follower(fresh_s=3600)
    follower.look("kota", lambda: "a")
    follower.ask_anew()
    assert follower.look("kota", gone).since is not None
    assert follower.look("kota", lambda: "b").revision == "b"


def test_nothing_known_and_nothing_there_is_a_fault() -> None:
    follower = Follower()
    with pytest.raises(StoreError):
        follower.look("kota", gone)
    assert follower.look("kota", lambda: "a").since is None


def test_the_last_word_stands_in_marked_since_the_first_failure() -> None:
    follower = Follower()
    known = follower.look("kota", lambda: "a")
    lost = [follower.look("kota", gone) for _ in range(2)]
    assert [word.revision for word in lost] == ["a", "a"]
    assert lost[0].read_at == lost[1].read_at == known.read_at
    assert lost[0].since == lost[1].since and lost[0].since is not None
    assert lost[0].since >= known.read_at and not lost[0].slow
    back = follower.look("kota", lambda: "b")
    assert (back.revision, back.since) == ("b", None)


def test_a_slow_store_holds_nobody_up_and_is_taken_in_late(gate: threading.Event) -> None:
    follower, asked, done = Follower(patience_s=0.05), [], threading.Event()
    follower.look("kota", lambda: "a")

    def slow() -> str:
        asked.append("kota")
        gate.wait(30)
        done.set()
        return "b"

    words = [follower.look("kota", slow) for _ in range(5)]
    assert {word.revision for word in words} == {"a"}
    assert all(word.slow and word.since == words[0].since for word in words)
    assert asked == ["kota"]  # one question is under way, no more are put behind it
    assert follower.look("lain", lambda: "x").revision == "x"  # others are not held up
    gate.set()
    assert done.wait(30)
    for _ in range(1000):
        word = follower.look("kota", lambda: "b")
        if word.since is None:
            break
    assert word.revision == "b"
    assert (word.since, word.slow) == (None, False)


def test_where_nothing_is_known_a_slow_store_is_waited_for(gate: threading.Event) -> None:
    follower = Follower(patience_s=0.01)
    threading.Timer(0.2, gate.set).start()

    def slow() -> str:
        gate.wait(30)
        return "a"

    word = follower.look("kota", slow)
    assert (word.revision, word.since) == ("a", None)
