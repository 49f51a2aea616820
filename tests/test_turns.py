"""So many pages at once and no more; nobody waits for ever; whoever fails gives the seat back."""

from __future__ import annotations

import threading

import pytest

from pages.shared import turns


def test_as_many_as_there_are_seats_work_at_once() -> None:
    seats, inside, most = threading.BoundedSemaphore(2), [], []
    lock, go = threading.Lock(), threading.Event()

    def page() -> None:
        with turns.one(seats, patience_s=30):
            with lock:
                inside.append(1)
                most.append(len(inside))
            go.wait(0.02)
            with lock:
                inside.pop()

    threads = [threading.Thread(target=page) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(most) == 12
    assert max(most) == 2


def test_whoever_has_waited_long_begins_all_the_same() -> None:
    seats = threading.BoundedSemaphore(1)
    with turns.one(seats), turns.one(seats, patience_s=0.01):
        pass
    assert seats.acquire(blocking=False)


def test_a_page_that_fails_gives_its_seat_back() -> None:
    seats = threading.BoundedSemaphore(1)
    with pytest.raises(ZeroDivisionError), turns.one(seats):
        _ = 1 / 0
    assert seats.acquire(blocking=False)
