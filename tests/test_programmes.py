"""Programmes that the form offers: those that come with it, and every fault of the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.errors import ConfigError
from geo.programmes import Programme, read


def table(folder: Path, *lines: str) -> Path:
    file = folder / "programmes.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def faults(file: Path) -> list[tuple[str, str, object]]:
    with pytest.raises(ConfigError) as failure:
        read(file)
    found = failure.value.problems
    return [(fault.where, fault.key, fault.values.get("field")) for fault in found]


def test_the_two_of_the_story_come_with_their_source() -> None:
    first, second = read()
    assert (first.name, first.long_name) == (
        "Es Lilin",
        "Edukasi keliling masyarakat pencegahan Covid-19",
    )
    assert (second.name, second.long_name) == (
        "Penting iso Gaya",
        "Penyuluhan teknik keliling isuk sore",
    )
    assert all("tidak diverifikasi" in one.source for one in (first, second))


def test_a_long_name_may_be_missing(tmp_path: Path) -> None:
    file = table(tmp_path, "name,long_name,source", " Es  Lilin ,,warta")
    assert read(file) == (Programme("Es Lilin", "", "warta"),)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert faults(tmp_path / "programmes.csv") == [("programmes.csv", "input_missing", None)]


def test_columns_that_are_missing_or_unknown(tmp_path: Path) -> None:
    assert faults(table(tmp_path, "name,source,year", "Es Lilin,warta,2020")) == [
        ("programmes.csv:1", "response_missing", "long_name"),
        ("programmes.csv:1", "response_field", "year"),
    ]


def test_every_broken_line_is_told(tmp_path: Path) -> None:
    lines = ("Es Lilin,,warta", "es lilin,,warta", ",,warta", "Lain,panjang,", "Satu,,warta,lebih")
    assert faults(table(tmp_path, "name,long_name,source", *lines)) == [
        ("programmes.csv:3", "programme_twice", "name"),
        ("programmes.csv:4", "response_missing", "name"),
        ("programmes.csv:5", "response_missing", "source"),
        ("programmes.csv:6", "response_field", "?"),
    ]
