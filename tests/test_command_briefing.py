"""The command briefing, as a script calls it: files that agree with the command zones, whole or not
there, and mistakes said."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PIL import Image

from geo import daily, text
from geo.__main__ import main
from geo.cities import read_cities
from geo.commands import briefing_batch, operating
from geo.errors import InputError, Problem
from geo.io import embedded
from geo.io.store import NewBatch, Store
from geo.writers import formats
from tests import slides_kit as kit
from tests import toy
from tests.intake_kit import MANTUIL, PELAMBUAN
from tests.store_kit import apart, observed

DAY = ("--date", "2021-07-18", "--rule", "insidensi7")
NAME = "banjarmasin-2021-07-18-insidensi7"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a store as ``prepare`` makes it."""
    folder = tmp_path_factory.mktemp("ready")
    embedded.prepare(f"sqlite:///{folder / 'store.db'}", read_cities(), folder / "static")
    return folder / "store.db"


@pytest.fixture
def run(prepared: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command on the prepared store: code, stdout, stderr."""

    def call(*words: str, command: str = "briefing") -> tuple[int, str, str]:
        code = main([command, "--db", f"sqlite:///{prepared}", *map(str, words)])
        return (code, *capsys.readouterr())

    return call


def rows(content: str) -> list[dict[str, Any]]:
    return list(csv.DictReader(io.StringIO(content)))


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def order() -> briefing_batch.Order:
    return briefing_batch.Order(kit.ground(), kit.SNAPSHOT, kit.squares(), None, "id")


def test_the_files_hold_what_the_command_zones_prints(run: Run, tmp_path: Path) -> None:
    code, out, err = run(*DAY, "--format", "csv,png", "--out", tmp_path / "new" / "deep")
    assert (code, err) == (0, "")
    assert names(tmp_path / "new" / "deep") == [f"{NAME}.csv", f"{NAME}.png"]
    assert out.count(NAME) == 2
    made = rows((tmp_path / "new" / "deep" / f"{NAME}.csv").read_text(encoding="utf-8"))
    _, printed, _ = run(*DAY, command="zones")
    plain = rows(printed)
    assert len(made) == 52
    assert [{key: row[key] for key in plain[0]} for row in made] == plain


def test_no_file_of_the_public_holds_a_hidden_count(
    prepared: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Real counts over a week that ends on a Sunday: 3 in Mantuil are hidden, 7 beside it not."""
    db = tmp_path / "store.db"
    shutil.copy(prepared, db)
    days = [f"2021-07-{day}" for day in range(11, 19)]
    table = observed(
        *[(MANTUIL, day, "positif", 10 if day == days[0] else 13) for day in days],
        *[(PELAMBUAN, day, "positif", 20 if day == days[0] else 27) for day in days],
    )
    store = Store.open(f"sqlite:///{db}")
    store.add(NewBatch("banjarmasin", "covid19", "import", "a.csv", "a" * 64), table, apart())
    store.close()
    seen = {}
    for view in ("public", "official"):
        words = (*DAY, "--view", view, "--format", "csv,xlsx", "--out", str(tmp_path / view))
        assert main(["briefing", "--db", f"sqlite:///{db}", *words]) == 0
        made = rows((tmp_path / view / f"{NAME}.csv").read_text(encoding="utf-8"))
        csv_cases = {row["zone_id"]: row["cases"] for row in made}
        book = openpyxl.load_workbook(tmp_path / view / f"{NAME}.xlsx")
        last = list(book[text.text("files_out.sheet.cases", "id")].values)
        column = dict(zip(last[2], last[-1], strict=True))
        mantuil, pelambuan = (
            next(value for head, value in column.items() if str(head).endswith(f"({zone_id})"))
            for zone_id in (MANTUIL, PELAMBUAN)
        )
        seen[view] = csv_cases[MANTUIL], csv_cases[PELAMBUAN], mantuil, pelambuan
    capsys.readouterr()
    assert seen == {"public": ("", "7", None, 7), "official": ("3", "7", 3, 7)}


def test_the_same_data_give_the_same_bytes(run: Run, tmp_path: Path) -> None:
    keys = ("xlsx", "gpkg", "geojson", "square")
    for folder in ("one", "two"):
        assert run(*DAY, "--format", ",".join(keys), "--out", tmp_path / folder)[0] == 0
    made = names(tmp_path / "one")
    assert len(made) == len(keys)
    for name in made:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_one_file_by_its_name_and_slide(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "tren.png"
    assert run(*DAY, "--format", "tall", "--slide", "curve", "--out", file)[0] == 0
    with Image.open(file) as image:
        assert image.size == (1080, 1350)
    assert names(tmp_path) == ["tren.png"]


def test_a_film_of_the_days_that_were_asked_for(run: Run, tmp_path: Path) -> None:
    days = ("--from", "2021-07-10", "--to", "2021-07-14")
    assert run(*DAY, *days, "--format", "gif", "--out", tmp_path / "a.gif")[0] == 0
    with Image.open(tmp_path / "a.gif") as image:
        assert image.n_frames == 5


def test_one_kelurahan(run: Run, tmp_path: Path) -> None:
    words = (*DAY, "--zone", "63.71.01.1001", "--format", "csv", "--out", tmp_path)
    assert run(*words)[0] == 0
    [name] = names(tmp_path)
    assert name == "banjarmasin-63.71.01.1001-mantuil-2021-07-18-insidensi7.csv"
    assert rows((tmp_path / name).read_text(encoding="utf-8"))[0]["name"] == "Mantuil"


def test_every_kelurahan_at_once(run: Run, tmp_path: Path) -> None:
    code, out, err = run(*DAY, "--each", "zone", "--format", "csv", "--out", tmp_path / "all")
    assert (code, err) == (0, "")
    assert out.startswith("52 ")
    made = names(tmp_path / "all")
    assert len(made) == 52
    assert made[0] == "63.71.01.1001-mantuil.csv"
    for name in made:
        first = rows((tmp_path / "all" / name).read_text(encoding="utf-8"))[0]
        assert name.startswith(first["zone_id"])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--format", "pptx,docx,odt"), ("docx", "odt", "gpkg")),
        (("--format", ""), ("pptx",)),
        (("--format", "png", "--slide", "nothing"), ("nothing", "map")),
        (("--format", "csv", "--zone", "63.71.99.9999"), ("63.71.99.9999", "63.71.01.1001")),
        (("--format", "csv", "--zone", "63.71.01.1001", "--each", "zone"), ("--each", "--zone")),
        (("--format", "gif", "--from", "2031-01-01"), ("2031-01-01", "2022-02-28")),
        (("--format", "gif", "--to", "someday"), ("someday", "--to")),
        (("--format", "csv,png", "--out", "one.csv"), ("one.csv", "--out")),
    ],
)
@pytest.mark.parametrize("lang", ["id", "en"])
def test_mistakes_are_said_and_nothing_is_written(
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    said: tuple[str, ...],
    lang: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = run(*DAY, "--lang", lang, *words)
    assert (code, out) == (2, "")
    assert all(part in err for part in said)
    assert "Traceback" not in err
    assert names(tmp_path) == []


@pytest.mark.parametrize("each", [(), ("--each", "zone")])
def test_a_place_that_can_t_be_written_to_is_said(
    run: Run, tmp_path: Path, each: tuple[str, ...]
) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    code, _, err = run(*DAY, *each, "--format", "csv", "--out", tmp_path / "file" / "below")
    assert code == 2
    assert str(tmp_path / "file") in err
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"


def test_a_day_without_data_gives_files_that_say_so(run: Run, tmp_path: Path) -> None:
    words = ("--date", "2019-01-01", "--rule", "insidensi7", "--format", "csv,png,xlsx")
    code, _, err = run(*words, "--out", tmp_path)
    assert code == 0
    assert "2020-03-22" in err
    [file] = tmp_path.glob("*.csv")
    assert {row["level"] for row in rows(file.read_text(encoding="utf-8"))} == {"tanpa_data"}
    assert len(names(tmp_path)) == 3


def test_a_file_is_whole_or_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.csv"
    briefing_batch.put(file, b"old")

    def broken(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", broken)
    with pytest.raises(InputError) as refused:
        briefing_batch.put(file, b"new")
    assert refused.value.problems[0].key == "files_unwritable"
    assert file.read_bytes() == b"old"
    assert names(tmp_path) == ["a.csv"]


def test_one_that_fails_is_named_and_the_rest_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(briefing_batch, "_PROCESSES", 1)
    real = formats.make

    def broken(key: str, wanted: formats.Wanted) -> formats.Written:
        if wanted.briefing.zone == toy.zone_id(4):
            raise ZeroDivisionError("no people")
        return real(key, wanted)

    monkeypatch.setattr(formats, "make", broken)
    jobs = [(zone_id, "csv") for zone_id in toy.IDS]
    found = list(briefing_batch.run(order(), jobs, tmp_path))
    assert [bool(problems) for problems in found] == [n == 3 for n in range(9)]
    [problem] = found[3]
    assert problem == Problem(
        "files_failed",
        f"Empat ({toy.zone_id(4)})",
        {"format": "csv", "found": "ZeroDivisionError: no people"},
    )
    assert len(names(tmp_path)) == 8


def test_a_kelurahan_whose_briefing_fails_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(briefing_batch, "_PROCESSES", 1)
    real = daily.of_zone

    def broken(ground: Any, snapshot: str, zone_id: str) -> Any:
        if zone_id == toy.zone_id(2):
            raise KeyError(zone_id)
        return real(ground, snapshot, zone_id)

    monkeypatch.setattr(daily, "of_zone", broken)
    jobs = [(zone_id, key) for zone_id in toy.IDS[:3] for key in ("csv", "xlsx")]
    found = list(briefing_batch.run(order(), jobs, tmp_path))
    assert [len(problems) for problems in found] == [0, 0, 1, 1, 0, 0]
    assert "Dua" in found[2][0].where
    assert len(names(tmp_path)) == 4


def test_the_bar_fills_and_is_gone(capsys: pytest.CaptureFixture[str]) -> None:
    operating.bar(26, 52)
    operating.bar(52, 52)
    shown = capsys.readouterr().err
    assert f"[{'#' * 15}{'.' * 15}] 26/52" in shown
    assert shown.endswith("\r\033[K")
