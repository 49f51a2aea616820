"""The faults that are tried, and what is stated of each: docs/faults.md says the same."""

from __future__ import annotations

FAULTS = {
    "app_killed": (
        "kill -9 of the app in use",
        "The map and its time bar go on. Within 5 s the screen says since when the connection is "
        "gone. Started again, the page comes back by itself at its place, day and kelurahan; what "
        "was published is there",
    ),
    "database_killed": (
        "kill -9 of PostgreSQL, every process of it, in the middle of publishing",
        "A batch is whole or absent, and there where its storing was reported. Screens keep the "
        "last good data and say since when the store can't be read; they go on by themselves",
    ),
    "database_slow": (
        "every answer of PostgreSQL 2 s late",
        "A page that somebody has asked for opens at most 10 s later than otherwise, without a "
        "failure, and says since when the store is slow and when its data were read. What "
        "nobody has asked for waits for the store. `/_stcore/health` answers within 1 s, "
        "`/healthz` within 6 s",
    ),
    "disk_full": (
        "the disk is full",
        "An import is refused as `store_full`, in words, and nothing of it is stored. What was "
        "there can be read; with room again the same import goes through",
    ),
    "clock_jump": (
        "the clock jumps a year ahead, then to a day before",
        "Ahead: sessions are over, the colours of old numbers are `data usang`. Back: what was "
        "published last counts, by its number and not by its moment; `doctor` accuses the clock",
    ),
    "page_corrupted": (
        "pages of the SQLite file are damaged",
        "A damaged page is told of by `doctor` or by reading (`store_broken`), never shown as "
        "other numbers; a backup brings everything back. Not found: a single stored number that is "
        "another one, for SQLite keeps no checksums",
    ),
    "boundary_missing": (
        "a city's boundary file is gone",
        "A running app goes on with the outlines it has; `doctor` names the file. Started without "
        "it, that city's pages say which file is missing, the other cities open; with the file "
        "back the page opens",
    ),
    "network_lossy": (
        "10 % packet loss to the browser, then every connection cut",
        "The page comes up whole. Playing goes on unhindered, also while nothing at all comes "
        "through. After the cut the page connects again by itself and is where it was",
    ),
    "two_publishers": (
        "two publish at once",
        "Different files are both stored, one after the other; of one file one is stored and the "
        "other told that it is there; of one draft one decision counts and the other is refused "
        "with a reason. Nobody waits for ever",
    ),
}
"""key: what happens, what is stated."""

ALSO = {
    "tests/test_store_faults.py::test_an_import_killed_at_any_point_leaves_whole_batches_only": (
        "kill -9 of an import, at 100 points on SQLite and 20 on PostgreSQL",
        "Whole batches only; the same files can be loaded again",
    ),
    "tests/test_store_faults.py::test_a_full_disk": (
        "the disk is full, on both engines",
        "`store_full`, nothing half written, the same open store goes on with room again",
    ),
    "tests/test_store_faults.py::test_an_sqlite_file_that_may_not_grow": (
        "the SQLite file may not grow",
        "As with a full disk",
    ),
    "tests/test_store_faults.py::test_a_server_that_never_answers": (
        "a database server that takes the connection and stays silent",
        "`store_unreachable` within 8 s",
    ),
    "tests/test_store_faults.py::test_a_postgresql_that_is_gone_and_back": (
        "PostgreSQL is gone and comes back",
        "`store_unreachable` at once, and the same open store goes on afterwards",
    ),
    "tests/browser/test_two_processes.py": (
        "kill -9 of one of two apps behind nginx",
        "Its viewers go on in the other, at their place; no request fails",
    ),
}
"""Tests that stand elsewhere and are part of the suite: their node ids."""
