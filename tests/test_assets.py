"""Browser files out of the wheels: whole, once, and never in the repository."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from geo import assets, text
from geo.errors import ConfigError
from geo.settings import ROOT, STATIC


def test_every_file_arrives_and_a_second_run_copies_nothing(tmp_path: Path) -> None:
    copied = assets.ensure(tmp_path)
    assert set(copied) == set(assets.FILES)
    assert "Leaflet 1.9.4" in (tmp_path / "leaflet" / "leaflet.js").read_text("utf-8")[:300]
    assert ".leaflet-container" in (tmp_path / "leaflet" / "leaflet.css").read_text("utf-8")
    assert (tmp_path / "leaflet" / "images" / "marker-icon.png").read_bytes()[:4] == b"\x89PNG"
    # sfnt version 1.0: a TrueType font
    font = (tmp_path / "fonts" / "PlusJakartaSans.ttf").read_bytes()
    assert font[:4] == b"\x00\x01\x00\x00"
    licence = (tmp_path / "fonts" / "PlusJakartaSans-LICENSE.txt").read_text("utf-8")
    assert "SIL OPEN FONT LICENSE" in licence.upper()
    assert assets.ensure(tmp_path) == ()


def test_the_images_that_the_style_sheet_names_are_there(tmp_path: Path) -> None:
    assets.ensure(tmp_path)
    style = (tmp_path / "leaflet" / "leaflet.css").read_text("utf-8")
    named = {part.split(")")[0] for part in style.split("url(")[1:]}
    images = {name for name in named if name.startswith("images/")}
    assert images == {"images/layers.png", "images/layers-2x.png", "images/marker-icon.png"}
    assert all((tmp_path / "leaflet" / image).is_file() for image in images)


def test_a_file_of_another_size_is_copied_again(tmp_path: Path) -> None:
    assets.ensure(tmp_path)
    (tmp_path / "leaflet" / "leaflet.js").write_text("broken", "utf-8")
    (tmp_path / "leaflet" / "leaflet.css").unlink()
    assert assets.ensure(tmp_path) == ("leaflet/leaflet.js", "leaflet/leaflet.css")


def test_nothing_half_written_stays_behind(tmp_path: Path) -> None:
    assets.ensure(tmp_path)
    found = {str(file.relative_to(tmp_path)) for file in tmp_path.rglob("*") if file.is_file()}
    assert found == set(assets.FILES)


def test_a_missing_package_is_named_with_its_cure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = {"x/a.js": ("no_such_wheel", "a.js"), "x/b.js": ("js_lib_leaflet", "b.js")}
    monkeypatch.setattr(assets, "FILES", wanted)
    with pytest.raises(ConfigError) as caught:
        assets.ensure(tmp_path)
    assert [fault.where for fault in caught.value.problems] == ["x/a.js", "x/b.js"]
    for lang in text.LANGUAGES:
        assert "pip install -r requirements.txt" in text.error(caught.value, lang)


def test_a_folder_that_can_not_be_written_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "leaflet").write_text("a file where a folder belongs", "utf-8")
    with pytest.raises(ConfigError, match="asset_unwritable"):
        assets.ensure(tmp_path)


def test_the_copies_are_not_part_of_the_repository() -> None:
    for target in assets.FILES:
        path = str((STATIC / target).relative_to(ROOT))
        ignored = subprocess.run(["git", "check-ignore", "-q", path], cwd=ROOT, check=False)
        assert ignored.returncode in (0, 128)  # 128: a copy of the project without git
