"""The commands import and check, as staff call them."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from geo.__main__ import main
from geo.io.store import NewBatch, Store
from geo.settings import ROOT
from tests.intake_kit import CEMPAKA, MANTUIL, PELAMBUAN, rows_of, write_city, write_workbook
from tests.store_kit import apart, observed
from tests.test_source_standar import GOOD, NAME


class Desk:
    """A folder with a small city, a store that is not made yet, and the two commands."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.cities = write_city(folder)
        self.inbox = folder / "masuk"
        self.inbox.mkdir()
        self.file = folder / "simpan" / "store.db"
        self.url = f"sqlite:///{self.file}"
        self._capsys = capsys

    def csv(self, name: str, *rows: str) -> Path:
        file = self.inbox / name
        head = "kode,kelurahan,tanggal,indikator,ukuran,nilai"
        file.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
        return file

    def run(self, command: str, *more: object, disease: str = "covid19") -> tuple[int, str, str]:
        arguments = [command, *more, "--city", "uji", "--disease", disease]
        arguments += ["--cities", self.cities, "--db", self.url]
        code = main([str(argument) for argument in arguments])
        out, err = self._capsys.readouterr()
        return code, out, err

    def stored(self, disease: str = "covid19") -> dict[tuple[str, str, str], object]:
        return rows_of(Store.open(self.url).observations("uji", disease))


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)


MONDAY = f"{MANTUIL},Mantuil,2020-10-05,positif,kumulatif,5"
TUESDAY = f"{MANTUIL},Mantuil,2020-10-06,positif,kumulatif,6"


def test_import_makes_the_store_and_stores_a_folder(desk: Desk) -> None:
    desk.csv("senin.csv", MONDAY)
    (desk.inbox / "dalam").mkdir()
    shutil.move(desk.csv("selasa.csv", TUESDAY), desk.inbox / "dalam" / "selasa.csv")
    write_workbook(desk.inbox / "dalam" / NAME, ("data", GOOD))
    (desk.inbox / "catatan.txt").write_text("bukan data", encoding="utf-8")
    (desk.inbox / "~$selasa.xlsx").write_bytes(b"terkunci")
    (desk.inbox / "templates").mkdir()
    shutil.copy(ROOT / "data" / "templates" / "kasus_lebar.csv", desk.inbox / "templates")
    code, out, err = desk.run("import", desk.inbox)
    assert (code, err) == (0, "")
    assert "Berkas: 3 terbaca, 0 ditolak, 0 sudah pernah dimuat." in out
    stored = desk.stored()
    assert stored[MANTUIL, "2020-10-05", "positif"] == 5
    # selasa.csv says 6, the workbook of that day 9, and "Standar" sorts before "selasa"
    assert stored[MANTUIL, "2020-10-06", "positif"] == 6
    assert stored[PELAMBUAN, "2020-10-06", "positif"] == 5
    batches = Store.open(desk.url).batches("uji", "covid19")
    assert [(b.file_name, b.kind) for b in batches] == [
        ("senin.csv", "import"),
        ("selasa.csv", "import"),
        (NAME, "import"),
    ]


def test_import_twice_changes_nothing(desk: Desk) -> None:
    file = desk.csv("senin.csv", MONDAY)
    assert desk.run("import", file)[0] == 0
    with sqlite3.connect(desk.file) as raw:
        before = list(raw.iterdump())
    code, out, _ = desk.run("import", file, shutil.copy(file, desk.inbox / "salinan.csv"))
    assert code == 0
    assert "Berkas: 0 terbaca, 0 ditolak, 2 sudah pernah dimuat." in out
    with sqlite3.connect(desk.file) as raw:
        assert list(raw.iterdump()) == before


def test_check_says_the_same_and_writes_nothing(desk: Desk) -> None:
    file = desk.csv("senin.csv", MONDAY)
    code, checked, _ = desk.run("check", file)
    assert code == 0
    assert not desk.file.exists()
    assert not desk.file.parent.exists()
    _, imported, _ = desk.run("import", file)
    assert checked.splitlines()[1:] == imported.splitlines()[1:]
    assert checked.startswith("Hanya diperiksa, tidak ada yang disimpan")
    again = desk.run("check", file)[1]
    assert "Berkas: 0 terbaca, 0 ditolak, 1 sudah pernah dimuat." in again
    desk.csv("selasa.csv", TUESDAY)
    desk.run("check", desk.inbox)
    assert desk.stored() == {(MANTUIL, "2020-10-05", "positif"): 5}


def test_broken_files_are_refused_and_the_others_stored(desk: Desk) -> None:
    desk.csv("a_baik.csv", MONDAY)
    desk.csv(
        "b_buruk.csv", TUESDAY.replace(",6", ",enam"), TUESDAY.replace("2020-10-06", "2020-10-36")
    )
    (desk.inbox / "c_teks.xlsx").write_text("kode,nilai", encoding="utf-8")
    (desk.inbox / "d_kosong.xlsx").write_bytes(b"")
    write_workbook(desk.inbox / "e_tanpa_isi.xlsx", ("data", []))
    write_workbook(desk.inbox / "Standar Kelurahan.xlsx", ("data", GOOD))
    desk.csv("z_baik.csv", TUESDAY)
    code, out, _ = desk.run("import", desk.inbox, desk.inbox / "tidak_ada.csv")
    assert code == 1
    assert "Berkas: 2 terbaca, 6 ditolak, 0 sudah pernah dimuat." in out
    assert f"{desk.inbox / 'b_buruk.csv'} F2 (nilai): `enam` bukan angka." in out
    assert f"{desk.inbox / 'b_buruk.csv'} C3 (tanggal): `2020-10-36` bukan tanggal." in out
    assert "c_teks.xlsx: berkas berakhiran .xlsx tetapi isinya bukan itu." in out
    assert "d_kosong.xlsx: berkas kosong." in out
    assert "e_tanpa_isi.xlsx: berkas kosong." in out
    assert "Standar Kelurahan.xlsx: nama berkas tidak memuat satu tanggal." in out
    assert "tidak_ada.csv: berkas tidak ditemukan." in out
    assert desk.stored() == {
        (MANTUIL, "2020-10-05", "positif"): 5,
        (MANTUIL, "2020-10-06", "positif"): 6,
    }


def test_an_unmatched_row_is_told_and_mended_by_loading_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = desk.csv("senin.csv", MONDAY, ",Pelambwan,2020-10-05,positif,kumulatif,3")
    code, out, _ = desk.run("import", file)
    assert code == 1
    assert "Pelambwan (1 baris); nama resmi terdekat: Pelambuan (63.71.03.1001)" in out
    assert "#1 menunggu sebagai draf: senin.csv berbeda 3 orang" in out
    assert desk.stored() == {}
    (draft,) = Store.open(desk.url).batches("uji", "covid19")
    assert (draft.state, draft.gap, draft.other_rows) == ("draft", 3, 1)
    assert desk.run("import", file)[0] == 0  # stored already: it stays a draft
    assert desk.stored() == {}
    monkeypatch.setattr("geo.names.read_aliases", lambda city: {"pelambwan": PELAMBUAN})
    assert desk.run("import", file)[0] == 0
    assert desk.stored()[PELAMBUAN, "2020-10-05", "positif"] == 3
    assert Store.open(desk.url).unallocated("uji", "covid19").empty


def test_a_waiting_file_counts_once_it_is_explained(desk: Desk) -> None:
    file = desk.csv("senin.csv", MONDAY, ",Pelambwan,2020-10-05,positif,kumulatif,3")
    assert desk.run("import", file)[0] == 1
    code, out, _ = desk.run("import", file, "--explain", "tiga orang masih dicari")
    assert (code, "1 sudah pernah dimuat" in out) == (0, True)
    assert desk.stored() == {(MANTUIL, "2020-10-05", "positif"): 5}
    (batch,) = Store.open(desk.url).batches("uji", "covid19")
    assert (batch.state, batch.state_note) == ("published", "tiga orang masih dicari")


def test_a_name_can_not_write_to_the_terminal(desk: Desk) -> None:
    file = desk.csv("senin.csv", MONDAY, ",Ent\x1b]0;EVIL\x07ah,2020-10-05,positif,kumulatif,3")
    out = desk.run("check", file)[1]
    assert "EVIL" in out
    assert "\x1b" not in out and "\x07" not in out


def test_nothing_could_be_done(desk: Desk) -> None:
    buruk = desk.csv("buruk.csv", TUESDAY.replace(",6", ",enam"))
    assert desk.run("import", buruk)[0] == 2
    (desk.inbox / "kosong").mkdir()
    code, _, err = desk.run("import", desk.inbox / "kosong")
    assert code == 2
    assert "tidak ada berkas yang jenisnya dapat dibaca" in err


def test_two_measures_never_meet(desk: Desk) -> None:
    file = desk.csv("senin.csv", MONDAY)
    other = desk.csv("selasa.csv", TUESDAY.replace("kumulatif", "baru"))
    assert desk.run("check", file, other)[0] == 1
    desk.run("import", file)
    for command in ("check", "import"):
        code, out, _ = desk.run(command, other)
        assert code == 2
        assert "positif berukuran new. Seharusnya cumulative, seperti yang sudah tersimpan" in out
    assert desk.stored() == {(MANTUIL, "2020-10-05", "positif"): 5}


def test_a_revision_is_counted_and_the_old_value_kept(desk: Desk) -> None:
    desk.run("import", desk.csv("satu.csv", MONDAY, TUESDAY))
    code, out, _ = desk.run("import", desk.csv("dua.csv", TUESDAY.replace(",6", ",4")))
    assert code == 0
    assert "Angka yang nilainya berubah dibanding yang tersimpan: 1." in out
    assert "Angka kumulatif yang turun (revisi di sumber): 1." in out
    assert "Mantuil, 6 Okt 2020, positif: -1." in out
    assert desk.stored()[MANTUIL, "2020-10-06", "positif"] == 4
    with sqlite3.connect(desk.file) as raw:
        values = raw.execute("SELECT value FROM observations ORDER BY value").fetchall()
    assert values == [(4,), (5,), (6,)]


def test_measure_may_be_given_and_english_asked_for(desk: Desk) -> None:
    file = desk.inbox / "lebar.csv"
    file.write_text(f"kode;tanggal;positif\n{CEMPAKA};06/10/2020;1.234\n", encoding="utf-8")
    code, out, _ = desk.run("import", file, "--lang", "en")
    assert code == 2
    assert "it isn't said whether the numbers are new or cumulative" in out
    code, out, _ = desk.run("import", file, "--measure", "new", "--lang", "en")
    assert code == 0
    assert "Files: 1 read, 0 refused, 0 loaded before." in out
    assert desk.stored() == {(CEMPAKA, "2020-10-06", "positif"): 1234}


def test_each_disease_has_its_own_numbers(desk: Desk) -> None:
    file = desk.csv("senin.csv", MONDAY)
    desk.run("import", file)
    assert desk.run("import", file, disease="dbd")[0] == 0
    desk.run("import", desk.csv("selasa.csv", TUESDAY), disease="dbd")
    assert (len(desk.stored()), len(desk.stored("dbd"))) == (1, 2)


def test_a_simulation_is_no_report_before(desk: Desk) -> None:
    store = Store.create(desk.url)
    simulated = observed((MANTUIL, "2020-10-04", "positif", 99), measure="new")
    store.add(NewBatch("uji", "covid19", "simulated", "simulasi", "0"), simulated, apart())
    code, out, _ = desk.run("import", desk.csv("senin.csv", MONDAY))
    assert code == 0
    assert "Tidak ada angka kumulatif yang turun." in out
    assert desk.stored() == {(MANTUIL, "2020-10-05", "positif"): 5}


def test_unknown_names_are_answered_with_the_known_ones(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    file = desk.csv("senin.csv", MONDAY)
    code, _, err = desk.run("import", file, disease="flu")
    assert code == 2
    assert "penyakit `flu` tidak dikenal. Seharusnya salah satu dari: covid19, dbd." in err
    assert main(["import", str(file), "--city", "uji", "--disease", "dbd"]) == 2
    assert "salah satu dari: banjarmasin, " in capsys.readouterr().err
    assert not desk.file.exists()


def test_a_store_that_can_not_be_used_is_told_before_anything_is_read(desk: Desk) -> None:
    desk.file.parent.mkdir()
    desk.file.write_text("bukan basis data " * 100, encoding="utf-8")
    for command in ("check", "import"):
        code, out, err = desk.run(command, desk.csv("senin.csv", MONDAY))
        assert (code, out) == (2, "")
        assert "python -m geo prepare" in err


JAKARTA = """
[jakarta]
name = "DKI Jakarta"
regency_code = "31"
utm = "EPSG:32748"
boundaries = "{folder}/BATAS_DESA_DESEMBER_2019_DUKCAPIL_DKI_JAKARTA.shp"
code_field = "KODE_DESA"
name_field = "DESA_KELUR"
district_field = "KECAMATAN"
population_field = "JUMLAH_PEN"
population_year = 2019
zones_total = 267
"""


@pytest.mark.files
def test_a_city_of_ones_own_with_its_real_files(
    tmp_path: Path, testing_files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ten month-end workbooks of 2020: POSITIF of 31 December 2020 is 183,735 in its TOTAL row."""
    cities, url = tmp_path / "kota.toml", f"sqlite:///{tmp_path / 'store.db'}"
    folder = (testing_files / "jakarta_boundaries").resolve()
    cities.write_text(JAKARTA.format(folder=folder), encoding="utf-8")
    arguments = ["import", str(testing_files / "jakarta_monthly"), "--city", "jakarta"]
    arguments += ["--disease", "covid19", "--cities", str(cities), "--db", url, "--lang", "en"]
    assert main(arguments) == 0
    out = capsys.readouterr().out
    assert "Files: 10 read, 0 refused, 0 loaded before." in out
    assert "Kelurahan: 267 of 267 are in the files." in out
    assert "confirmed: in the file 183,735, in the store 183,735," in out
    store = Store.open(url)
    assert len(store.observations("jakarta", "covid19", ["positif"])) == 10 * 267
    assert len(store.batches("jakarta", "covid19")) == 10
