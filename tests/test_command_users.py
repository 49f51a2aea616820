"""The commands users, tokens and log, as staff call them."""

from __future__ import annotations

import csv
import getpass
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from geo.__main__ import main
from geo.access import Viewer
from geo.io import accounts, aliases
from geo.io.sign_in import sign_in
from geo.io.store import Store

RIGHT = "kuda laut biru muda"
OTHER = "pisang hijau di perahu"
SEBERANG = "63.71.05.1007"


class Terminal:
    """The command line at a store of its own; what is typed at its prompts is given beforehand."""

    def __init__(
        self, url: str, capsys: pytest.CaptureFixture[str], patch: pytest.MonkeyPatch
    ) -> None:
        self.url, self._capsys, self._patch = url, capsys, patch
        self.prompts: list[str] = []

    def __call__(self, *words: str, typed: tuple[str, ...] = (), stdin: str = "") -> str:
        """The output; fails where the command does."""
        code, out, err = self.run(*words, typed=typed, stdin=stdin)
        assert (code, err) == (0, "")
        return out

    def run(
        self, *words: str, typed: tuple[str, ...] = (), stdin: str = ""
    ) -> tuple[int, str, str]:
        answers = iter(typed)

        def ask(prompt: str = "") -> str:
            self.prompts.append(prompt)
            return next(answers)

        self._patch.setattr(getpass, "getpass", ask)
        self._patch.setattr("sys.stdin", io.StringIO(stdin))
        code = main([*words, "--db", self.url])
        out, err = self._capsys.readouterr()
        return code, out, err

    def enters(self, name: str, password: str) -> bool:
        store = Store.open(self.url)
        try:
            return bool(sign_in(store, name, password, "10.0.0.1", 8.0).secret)
        finally:
            store.close()

    def acts(self, token: str) -> Viewer | None:
        store = Store.open(self.url)
        try:
            with store.reading() as connection:
                return accounts.by_token(connection, token)
        finally:
            store.close()


@pytest.fixture
def terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Terminal]:
    monkeypatch.setenv("LOGNAME", "rina")
    url = f"sqlite:///{tmp_path / 'store.db'}"
    Store.create(url).close()
    yield Terminal(url, capsys, monkeypatch)


def test_a_new_account_asks_for_its_password_twice(terminal: Terminal) -> None:
    words = ("users", "add", "dewi", "--role", "dinas", "--city", "banjarmasin")
    said = terminal(*words, typed=(RIGHT, RIGHT))
    assert said == "Selesai: dewi\n"
    assert terminal.prompts == ["Kata sandi: ", "Sekali lagi: "]
    assert terminal.enters("dewi", RIGHT)


def test_two_different_passwords_make_no_account(terminal: Terminal) -> None:
    code, out, err = terminal.run("users", "add", "dewi", "--role", "dinas", typed=(RIGHT, OTHER))
    assert code == 2
    assert err.startswith("dewi: dua kata sandi yang diketik tidak sama.")
    assert RIGHT not in out + err
    assert terminal("users") == ""


def test_a_password_is_never_an_argument(
    terminal: Terminal, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        terminal.run("users", "add", "dewi", "--role", "dinas", "--password", RIGHT)
    with pytest.raises(SystemExit):
        terminal.run("users", "password", "dewi", RIGHT)
    capsys.readouterr()


def test_a_lurah_is_given_a_kelurahan_by_name(terminal: Terminal) -> None:
    words = ("users", "add", "siti", "--role", "lurah", "--city", "banjarmasin", "--zone")
    terminal(*words, "seberang mesjid", "--password-stdin", stdin=f"{RIGHT}\n")
    (line,) = terminal("users", "--lang", "en").splitlines()
    assert line.split("\t")[:5] == [
        "siti",
        "lurah",
        f"banjarmasin {SEBERANG}",
        "active",
        "password",
    ]
    assert terminal.enters("siti", RIGHT)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add",), "add: nama akun tidak disebut."),
        (("add", "siti"), "--role: peran tidak disebut."),
        (("add", "siti", "--role", "dinas", "--city", "atlantis"), "--city: kota `atlantis`"),
        (
            ("add", "siti", "--role", "lurah", "--city", "banjarmasin", "--zone", "Atlantis"),
            "--zone: kelurahan “Atlantis” tidak ada di kota ini.",
        ),
        (("add", "siti", "--role", "dinas", "--zone", SEBERANG), "--zone: kota dan kelurahan"),
        (("add", "siti", "--role", "dinas"), "siti: kata sandi ini terlalu pendek"),
        (("password", "siti"), "siti: tidak ada akun dengan nama ini."),
        (("off", "siti"), "siti: tidak ada akun dengan nama ini."),
    ],
)
def test_what_is_wrong_is_said(terminal: Terminal, words: tuple[str, ...], said: str) -> None:
    code, out, err = terminal.run("users", *words, typed=("pendek", "pendek"))
    if words[0] == "password":
        code, out, err = terminal.run("users", *words, typed=(RIGHT, RIGHT))
    assert (code, out) == (2, "")
    assert err.startswith(said)
    assert terminal("users") == ""


def test_password_role_off_and_on(terminal: Terminal) -> None:
    terminal("users", "add", "dewi", "--role", "dinas", "--password-stdin", stdin=RIGHT)
    terminal("users", "password", "dewi", typed=(OTHER, OTHER))
    assert not terminal.enters("dewi", RIGHT)
    assert terminal.enters("dewi", OTHER)
    terminal("users", "role", "dewi", "--role", "admin")
    assert terminal("users").split("\t")[1:4] == ["admin", "semua kota", "aktif"]
    terminal("users", "off", "dewi")
    assert not terminal.enters("dewi", OTHER)
    assert terminal("users").split("\t")[3] == "nonaktif"
    terminal("users", "on", "dewi")
    assert terminal.enters("dewi", OTHER)


def test_an_account_for_the_provider_has_no_password(terminal: Terminal) -> None:
    terminal("users", "add", "Adi@contoh.go.id", "--role", "admin", "--no-password")
    assert terminal.prompts == []
    assert terminal("users").split("\t")[0] == "adi@contoh.go.id"
    assert terminal("users").split("\t")[4] == "penyedia akun"


def test_a_token_is_told_once(terminal: Terminal) -> None:
    terminal("users", "add", "dewi", "--role", "dinas", "--no-password")
    make = ("tokens", "make", "--user", "dewi", "--label", "=SUM(A1)\x1b[31m", "--days", "3")
    code, out, err = terminal.run(*make)
    secret = out.strip()
    assert code == 0
    assert err == "Simpan token ini sekarang; ia tidak ditampilkan lagi.\n"
    assert terminal.acts(secret) == Viewer("dewi", "dinas")
    listed = terminal("tokens")
    assert listed.split("\t")[:3] == ["1", "dewi", "'=SUM(A1)[31m"]
    assert secret not in listed + terminal("log") + terminal("log", "--format", "json")
    assert terminal("tokens", "revoke", "1") == "Token 1 dicabut.\n"
    assert terminal.acts(secret) is None
    assert "dicabut" in terminal("tokens")
    code, _, err = terminal.run("tokens", "revoke", "1")
    assert code == 2
    assert err.startswith("1: tidak ada token berlaku dengan nomor ini.")


@pytest.mark.parametrize("words", [("make",), ("make", "--user", "dewi"), ("revoke",)])
def test_a_token_command_that_lacks_something_is_refused(
    terminal: Terminal, words: tuple[str, ...]
) -> None:
    code, out, err = terminal.run("tokens", *words)
    assert (code, out) == (2, "")
    assert "Seharusnya" in err


HOSTILE = '=HYPERLINK("http://x","klik")\n<b>\u202eteks\x1b[2J'


@pytest.fixture
def logged(terminal: Terminal) -> Terminal:
    """A log of three lines, the second of which somebody wrote who means no good."""
    terminal("users", "add", "dewi", "--role", "dinas", "--no-password")
    store = Store.open(terminal.url)
    with store.writing() as connection:
        aliases.accept(connection, "banjarmasin", HOSTILE, SEBERANG, "dewi")
    store.close()
    terminal("users", "off", "dewi")
    return terminal


def test_the_log_as_csv_runs_nothing(logged: Terminal) -> None:
    written = logged("log")
    rows = list(csv.DictReader(io.StringIO(written)))
    assert [row["action"] for row in rows] == ["user_off", "alias", "user_add"]
    assert [row["by"] for row in rows] == ["terminal:rina", "dewi", "terminal:rina"]
    assert rows[1]["subject"] == '\'=HYPERLINK("http://x","klik") <b>teks[2J'
    assert json.loads(rows[2]["detail"]) == {
        "city": None, "local": False, "role": "dinas", "zone": None
    }  # fmt: skip
    assert rows[0]["at"].endswith("+00:00")
    assert not {"\x1b", "\u202e"} & set(written)
    assert len(written.splitlines()) == 4


def test_the_log_as_json_is_whole_and_plain(logged: Terminal) -> None:
    written = logged("log", "--format", "json", "--limit", "2")
    assert written.isascii()
    assert [entry["subject"] for entry in json.loads(written)] == ["dewi", HOSTILE]


def test_the_limit_is_a_number_above_zero(
    logged: Terminal, capsys: pytest.CaptureFixture[str]
) -> None:
    assert len(logged("log", "--limit", "1").splitlines()) == 2
    for wrong in ("0", "-1", "semua"):
        with pytest.raises(SystemExit):
            logged.run("log", "--limit", wrong)
    capsys.readouterr()
