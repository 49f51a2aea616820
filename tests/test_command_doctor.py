"""Every check of an installation, in order and made to fail on purpose."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import sqlite3
import tomllib
import zipfile
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from typing import Any

import pytest

from geo import __main__ as command_line
from geo import assets, text
from geo.commands import doctor
from geo.errors import InputError, Problem
from geo.io import backup, checkup, moments
from geo.io.checkup import Finding, Ground, files, machine, server, store
from geo.io.engine import make_engine, transaction
from geo.io.store import Store
from geo.io.tables import AUDIT, BATCH_STATES
from geo.settings import PROGRAM, ROOT, STATIC
from geo.writers import typefaces
from tests.store_kit import ENGINES, A, apart, batch, fresh_url, observed, unprivileged
from tests.web_kit import free_port, served

NOW = dt.datetime(2021, 7, 5, 1, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of this machine's own settings; a home of the test's own."""
    for name in [name for name in os.environ if name.startswith("JAGA_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("JAGA_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A store with a batch, on either engine."""
    return filled(fresh_url(request.param, request, tmp_path))


def filled(url: str) -> str:
    made = Store.create(url)
    table = observed(*((A, f"2021-03-{day:02}", "positif", day) for day in range(1, 29)))
    made.add(batch("a"), table, apart())
    made.close()
    return url


@pytest.fixture
def embedded(tmp_path: Path) -> Path:
    """The file of an SQLite store with a batch."""
    filled(f"sqlite:///{tmp_path / 'store.db'}")
    return tmp_path / "store.db"


def found(check: Callable[..., Any], **ground: Any) -> Finding:
    """What one check finds on this ground."""
    over = Ground(**ground)
    (finding,) = checkup.look(over, [("uji", check)])
    over.close()
    return finding


def keys(finding: Finding) -> list[str]:
    return [problem.key for problem in finding.problems]


# Order, words and the command itself.


def test_a_sound_installation_is_all_well(
    embedded: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assets.ensure(STATIC)
    typefaces.folder()
    assert command_line.main(["doctor", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["version"], told["ok"]) == (PROGRAM, True)
    states = {check["name"]: check["state"] for check in told["checks"]}
    named = [name for name, _ in (*files.CHECKS, *machine.CHECKS, *store.CHECKS)]
    assert sorted(states) == sorted(named)
    assert {name for name, state in states.items() if state == "fail"} == set()
    for check in told["checks"]:
        assert list(check) == ["name", "title", "state", "found", "todo"]
        assert check["title"] and check["found"]
        assert bool(check["todo"]) is (check["state"] != "ok")


@pytest.mark.parametrize("lang", text.LANGUAGES)
def test_faults_are_told_in_both_languages(
    lang: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command_line.main(["doctor", "--lang", lang]) == 1
    said = capsys.readouterr().out
    missing = text.problem(Problem("store_missing", str(tmp_path / "store.db")), lang)
    assert missing.partition(" python -m geo")[0].split("`")[0] in said
    title = text.text("checkup.name.store", lang)
    assert f"✗ {title}: " in said
    speed = text.text("checkup.name.speed", lang)
    assert f"! {speed}: " + text.text("problem.checkup_skipped.found", lang, check=title) in said
    assert said.splitlines()[-1].endswith(("1 rusak", "1 broken"))


@pytest.mark.parametrize("lang", text.LANGUAGES)
def test_every_check_has_its_words(lang: str) -> None:
    every = (*files.CHECKS, *machine.CHECKS, *store.CHECKS, *server.CHECKS)
    for name, _ in (*every, ("backups", store.backups)):
        assert text.text(f"checkup.name.{name}", lang)
        assert f"checkup.ok.{name}" in text.catalogue(lang)


def test_what_breaks_stops_nothing_and_tells_no_secret() -> None:
    def breaks(_ground: Ground, _problems: list[Problem]) -> dict[str, Any]:
        raise RuntimeError("postgresql://jaga:rahasia@db/jaga")

    def stands(ground: Ground, _problems: list[Problem]) -> dict[str, Any]:
        ground.stands_on("first")
        return {}

    def well(_ground: Ground, _problems: list[Problem]) -> dict[str, Any]:
        return {"n": 1}

    def tells(_ground: Ground, problems: list[Problem]) -> dict[str, Any]:
        problems.append(Problem("checkup_space", "x", {"found": 1, "expected": 2}, fatal=False))
        raise InputError(Problem("file_missing", "y"))

    asked = [("first", breaks), ("second", stands), ("third", well), ("fourth", tells)]
    made = checkup.look(Ground(), asked)
    assert [one.state for one in made] == ["fail", "warn", "ok", "fail"]
    assert [keys(one) for one in made] == [
        ["checkup_broken"],
        ["checkup_skipped"],
        [],
        ["checkup_space", "file_missing"],
    ]
    assert "rahasia" not in str(made[0])
    assert made[1].problems[0].values == {"check": "first"}


def test_backups_and_server_are_asked_of_only_where_they_are_named(tmp_path: Path) -> None:
    def named(**given: Any) -> set[str]:
        return {name for name, _ in doctor.checks(Ground(**given))}

    assert {"backups", "health"} & named() == set()
    assert named(backups=tmp_path) - named() == {"backups"}
    assert named(url="http://x") - named() == {"health", "page", "socket", "headers"}


def test_the_version_is_that_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == PROGRAM
    assert project["requires-python"] == ">=" + ".".join(map(str, machine.OLDEST))


# The machine.


def test_an_old_python_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    assert found(machine.python).state == "ok"
    monkeypatch.setattr(machine, "sys", SimpleNamespace(version_info=(3, 10), executable="py"))
    assert keys(found(machine.python)) == ["checkup_python"]


def test_packages_are_held_to_the_list(tmp_path: Path) -> None:
    assert found(machine.packages).values == {
        "n": len((ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines())
    }
    listed = "# comment\n\npandas==0.0.1\nno-such-package-here[x]==1.0\nnumpy\n"
    (tmp_path / "requirements.txt").write_text(listed, encoding="utf-8")
    made = found(machine.packages, root=tmp_path)
    assert keys(made) == ["checkup_package", "checkup_package_missing"]
    assert [problem.fatal for problem in made.problems] == [False, True]
    assert made.problems[0].values["expected"] == "0.0.1"
    (tmp_path / "requirements.txt").unlink()
    assert found(machine.packages, root=tmp_path).state == "warn"


def test_a_home_that_can_not_be_written_fails(tmp_path: Path) -> None:
    assert found(machine.home).state == "ok"
    fresh = tmp_path / "a" / "b"
    assert found(machine.home, db=f"sqlite:///{fresh / 'store.db'}").state == "ok"
    assert not fresh.parent.exists()
    (tmp_path / "file").touch()
    below_a_file = found(machine.home, db=f"sqlite:///{tmp_path / 'file' / 'store.db'}")
    assert keys(below_a_file) == ["checkup_home"]
    tmp_path.chmod(0o500)
    with unprivileged():
        shut = found(machine.home)
    tmp_path.chmod(0o700)
    assert keys(shut) == ["checkup_home"]
    assert found(machine.home, db="postgresql://x@y/z").values == checkup.NOTHING


@pytest.mark.parametrize(
    ("free_mb", "state"),
    [
        (machine.LITTLE_MB, "ok"),
        (machine.LITTLE_MB - 1, "warn"),
        (machine.SCARCE_MB, "warn"),
        (machine.SCARCE_MB - 1, "fail"),
        (0, "fail"),
    ],
)
def test_a_full_disk_fails(free_mb: int, state: str, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = SimpleNamespace(free=free_mb * 1_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: usage)
    assert found(machine.space).state == state


def test_missing_files_of_browsers_fail(tmp_path: Path) -> None:
    whole = tmp_path / "static"
    shutil.copytree(STATIC / "jaga", whole / "jaga")
    assert set(keys(found(machine.static, static=whole))) == {"checkup_asset"}
    assets.ensure(whole)
    assert found(machine.static, static=whole).state == "ok"
    (whole / "leaflet" / "leaflet.js").write_text("half", encoding="utf-8")
    (whole / "jaga" / "zonemap.js").unlink()
    made = found(machine.static, static=whole)
    assert keys(made) == ["checkup_asset", "checkup_own_asset"]
    assert made.problems[0].where.endswith("leaflet.js")


def test_a_missing_typeface_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = found(machine.typeface, static=tmp_path)
    assert (keys(made), made.state) == (["checkup_weights"], "warn")
    monkeypatch.setattr(machine.lettering, "FILE", tmp_path / "none.ttf")
    assert keys(found(machine.typeface)) == ["checkup_typeface"]


# The store.


def test_a_sound_store_is_well(url: str) -> None:
    for name, check in store.CHECKS:
        made = found(check, db=url)
        assert made.state == "ok", (name, made)
    assert found(store.store, db=url).values["batches"] == 1
    assert found(store.integrity, db=url).values["rows"] == 28


def test_asking_changes_nothing(embedded: Path) -> None:
    def contents() -> list[str]:
        with sqlite3.connect(embedded) as connection:
            return list(connection.iterdump())

    before = contents()
    assert found(store.speed, db=f"sqlite:///{embedded}").state == "ok"
    assert contents() == before


def test_an_older_store_asks_for_migrate(url: str) -> None:
    engine = make_engine(url)
    with transaction(engine, write=True) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0002'")
    engine.dispose()
    made = found(store.store, db=url)
    assert keys(made) == ["store_older"]
    assert "geo migrate" in text.text("problem.store_older.todo", "en")


def test_a_slow_store_is_doubtful(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = iter(float(tick) for tick in range(1000))  # a second for each question
    monkeypatch.setattr(store, "time", SimpleNamespace(perf_counter=lambda: next(ticks)))
    made = found(store.speed, db=url)
    assert (keys(made), made.state) == (["checkup_slow"], "warn")


def test_a_broken_page_of_the_file_fails(embedded: Path) -> None:
    url = f"sqlite:///{embedded}"
    with sqlite3.connect(embedded) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        size = connection.execute("PRAGMA page_size").fetchone()[0]
        root = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'observations'"
        ).fetchone()[0]
    assert found(store.integrity, db=url).state == "ok"
    content = bytearray(embedded.read_bytes())
    begin = (root - 1) * size
    content[begin : begin + size] = b"\xa5" * size
    embedded.write_bytes(content)
    made = found(store.integrity, db=url)
    assert made.state == "fail"
    assert set(keys(made)) <= {"checkup_damaged", "store_broken"}


def test_rows_that_are_gone_are_noticed(url: str) -> None:
    engine = make_engine(url)
    with transaction(engine, write=True) as connection:
        connection.exec_driver_sql("DELETE FROM observations WHERE date = '2021-03-07'")
    engine.dispose()
    made = found(store.integrity, db=url)
    assert keys(made) == ["checkup_rows"]
    assert made.problems[0].values == {"found": "#1", "count": 1}


@pytest.mark.parametrize(("ahead_s", "state"), [(-1, "ok"), (59, "ok"), (62, "fail")])
def test_a_batch_of_the_future_accuses_the_clock(url: str, ahead_s: int, state: str) -> None:
    at = moments.written(NOW + dt.timedelta(seconds=ahead_s))
    engine = make_engine(url)
    with transaction(engine, write=True) as connection:
        connection.exec_driver_sql("UPDATE batches SET created_at = '2021-01-01T00:00:00+00:00'")
        connection.execute(BATCH_STATES.update().values(at=at))
        connection.execute(AUDIT.delete())
    engine.dispose()
    assert found(store.clock, db=url, now=NOW).state == state


def test_a_store_out_of_reach_skips_what_stands_on_it(tmp_path: Path) -> None:
    over = Ground(db=f"sqlite:///{tmp_path / 'none.db'}")
    made = checkup.look(over, store.CHECKS)
    assert [one.state for one in made] == ["fail", "warn", "warn", "warn"]
    assert not (tmp_path / "none.db").exists()


@pytest.mark.parametrize(
    ("days", "state"), [(0.0, "ok"), (2.0, "ok"), (2.1, "warn"), (8.0, "warn"), (8.1, "fail")]
)
def test_the_age_of_the_newest_backup(
    days: float, state: str, embedded: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    engine = make_engine(f"sqlite:///{embedded}")
    manifest = backup.write(engine, folder / "a.zip")
    engine.dispose()
    now = moments.read(manifest.made_at) + dt.timedelta(days=days)
    made = found(store.backups, backups=folder, now=now)
    assert made.state == state
    (folder / "b.zip").write_bytes(b"half a file")
    os.utime(folder / "b.zip", (2e9, 2e9))
    made = found(store.backups, backups=folder, now=now)
    assert keys(made)[0] == "backup_broken" and not made.problems[0].fatal


def test_without_a_readable_backup_it_fails(tmp_path: Path) -> None:
    assert keys(found(store.backups, backups=tmp_path / "none")) == ["checkup_no_folder"]
    assert keys(found(store.backups, backups=tmp_path)) == ["checkup_no_backup"]
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as pack:
        pack.writestr("letter.txt", "hello")
    made = found(store.backups, backups=tmp_path)
    assert keys(made) == ["backup_foreign", "checkup_no_backup"]


# What is read.


def test_settings_that_can_not_be_read_fail_and_the_rest_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("JAGA_LIVE_S", "99")
    asked = (files.CHECKS[0], *machine.CHECKS, *store.CHECKS, *files.CHECKS[1:])
    made = {one.check: one for one in checkup.look(Ground(), asked)}
    assert keys(made["settings"]) == ["setting_value"]
    assert keys(made["store"]) == ["checkup_skipped"]
    assert made["python"].state == "ok" and made["words"].state == "ok"


@pytest.mark.parametrize(
    ("setting", "value", "key", "state"),
    [
        ("JAGA_VIEW", "official", "checkup_official", "warn"),
        ("JAGA_INBOX", "/tidak/ada", "checkup_no_folder", "fail"),
        ("JAGA_TILES", "https://peta.example/x.png", "checkup_tiles", "fail"),
    ],
)
def test_settings_that_do_not_fit(
    setting: str, value: str, key: str, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert found(files.settings).state == "ok"
    monkeypatch.setenv(setting, value)
    made = found(files.settings)
    assert (keys(made), made.state) == ([key], state)


@pytest.mark.parametrize(
    ("url", "state"),
    [
        (None, "ok"),
        ("https://zona.example", "ok"),
        ("https://zona.example/jaga", "ok"),
        ("http://zona.example", "warn"),
        ("https://localhost:8501", "warn"),
        ("https://:8501", "fail"),
    ],
)
def test_the_address_is_one_that_others_can_open(
    url: str | None, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if url:
        monkeypatch.setenv("JAGA_URL", url)
    assert found(files.address).state == state


HOOK = """
[[webhook]]
name = "posko"
url = "https://posko.example/{secret}"
city = "banjarmasin"
disease = "covid19"
secret_env = "POSKO_UJI"
"""


def test_a_webhook_without_its_secret_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert found(files.webhooks).values == checkup.NOTHING
    monkeypatch.setenv("JAGA_WEBHOOKS", str(tmp_path / "hooks.toml"))
    assert keys(found(files.webhooks)) == ["file_missing"]
    (tmp_path / "hooks.toml").write_text(HOOK, encoding="utf-8")
    assert "webhook_secret" in keys(found(files.webhooks))
    monkeypatch.setenv("POSKO_UJI", "panjang-dan-rahasia-1")
    made = found(files.webhooks)
    assert (keys(made), made.state) == (["checkup_no_links"], "warn")
    monkeypatch.setenv("JAGA_URL", "https://zona.example")
    assert found(files.webhooks).values == {"n": 1}


AUTH = {
    "redirect_uri": "https://zona.example/oauth2callback",
    "cookie_secret": "c" * 40,
    "client_id": "jaga",
    "client_secret": "rahasia-sekali",
    "server_metadata_url": "https://masuk.example/.well-known/openid-configuration",
}


@pytest.mark.parametrize(
    ("changed", "wanted"),
    [
        ({}, []),
        *(({name: ""}, ["checkup_auth_field"]) for name in AUTH),
        ({"redirect_uri": "https://zona.example/"}, ["checkup_redirect"]),
        ({"redirect_uri": "https://lain.example/oauth2callback"}, ["checkup_redirect"]),
        ({"cookie_secret": "c" * 31}, ["checkup_cookie_secret"]),
        ({"cookie_secret": "c" * 32}, []),
    ],
)
def test_what_openid_needs(
    changed: dict[str, str], wanted: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JAGA_URL", "https://zona.example")
    assert found(files.provider, root=tmp_path).values == checkup.NOTHING
    file = tmp_path / ".streamlit" / "secrets.toml"
    file.parent.mkdir()
    fields = [f'{name} = "{value}"' for name, value in {**AUTH, **changed}.items()]
    file.write_text("\n".join(["[auth]", *fields]), encoding="utf-8")
    file.chmod(0o600)
    made = found(files.provider, root=tmp_path)
    assert keys(made) == wanted
    assert "rahasia-sekali" not in str(made)
    file.chmod(0o644)
    assert keys(found(files.provider, root=tmp_path)) == [*wanted, "checkup_readable"]


def test_secrets_that_are_no_toml_fail_and_a_named_provider_has_its_own_fields(
    tmp_path: Path,
) -> None:
    file = tmp_path / ".streamlit" / "secrets.toml"
    file.parent.mkdir()
    file.touch(mode=0o600)
    file.write_text("[auth\n", encoding="utf-8")
    assert keys(found(files.provider, root=tmp_path)) == ["checkup_secrets"]
    file.write_text("[other]\nx = 1\n", encoding="utf-8")
    assert found(files.provider, root=tmp_path).values == checkup.NOTHING
    shared = [f'{name} = "{AUTH[name]}"' for name in ("redirect_uri", "cookie_secret")]
    own = [f'{name} = "{AUTH[name]}"' for name in ("client_id", "client_secret")]
    file.write_text("\n".join(["[auth]", *shared, "[auth.kota]", *own]), encoding="utf-8")
    made = found(files.provider, root=tmp_path)
    assert [one.values for one in made.problems] == [{"field": "server_metadata_url"}]


def test_broken_cities_fail_each_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert found(files.cities).values == {"n": 2, "zones": 229}
    own = tmp_path / "kota.toml"
    monkeypatch.setenv("JAGA_CITIES", str(own))
    own.write_text("[kota\n", encoding="utf-8")
    assert found(files.cities).state == "fail"
    city = 'name = "Kota"\nregency_code = "61.71"\nutm = "EPSG:32749"\nboundaries = "a.geojson"\n'
    own.write_text(f"[pontianak]\n{city}", encoding="utf-8")
    made = found(files.cities)
    assert keys(made) == ["file_missing"]
    assert made.problems[0].where.endswith("a.geojson")


def test_a_broken_rule_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert found(files.registry).state == "ok"
    (tmp_path / "own.toml").write_text('[aneh]\nkind = "tidak ada"\n', encoding="utf-8")
    monkeypatch.setenv("JAGA_RULES", str(tmp_path / "own.toml"))
    assert found(files.registry).state == "fail"


def test_words_that_one_language_lacks_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {"id": {"a": "x", "b": "y"}, "en": {"a": "x"}}
    monkeypatch.setattr(files, "text", SimpleNamespace(LANGUAGES=known, catalogue=known.get))
    made = found(files.words)
    assert keys(made) == ["checkup_words"]
    assert (made.problems[0].where, made.problems[0].values["found"]) == ("geo/text/en", "b")


# A running server.


@pytest.fixture
def answering() -> Iterator[Callable[..., str]]:
    """Starts a server that answers every question in the same way; gives its address."""
    running: list[tuple[ThreadingHTTPServer, Thread]] = []

    def start(status: int, body: str, **headers: str) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name.replace("_", "-"), value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *_words: object) -> None:
                """Say nothing."""

        made = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        thread = Thread(target=made.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        running.append((made, thread))
        return f"http://127.0.0.1:{made.server_port}"

    yield start
    for made, thread in running:
        made.shutdown()
        thread.join()
        made.server_close()


def test_nobody_at_the_port_fails() -> None:
    made = checkup.look(Ground(url=f"http://127.0.0.1:{free_port()}"), server.CHECKS)
    assert [one.state for one in made] == ["fail", "warn", "warn", "warn"]
    assert keys(made[0]) == ["checkup_no_answer"]


@pytest.mark.parametrize("url", ["127.0.0.1:8501", "ftp://x", "http://", ""])
def test_what_is_no_address_is_told(url: str) -> None:
    assert keys(found(server.health, url=url)) == ["checkup_url"]


def test_a_proxy_that_lets_no_socket_through_and_drops_headers_fails(
    answering: Callable[..., str],
) -> None:
    url = answering(200, '{"status": "ok"}', Content_Type="application/json")
    made = {one.check: one for one in checkup.look(Ground(url=f"{url}/"), server.CHECKS)}
    assert made["health"].state == "ok"
    assert keys(made["page"]) == ["checkup_page"]
    assert keys(made["socket"]) == ["checkup_socket"]
    assert made["socket"].problems[0].values == {"found": 200}
    assert keys(made["headers"]) == ["checkup_headers", "checkup_headers"]
    assert "x-frame-options" in made["headers"].problems[0].values["found"]


@pytest.mark.parametrize(
    ("status", "body"), [(503, '{"status": "failing"}'), (200, '{"status": "failing"}')]
)
def test_a_server_that_is_unwell_fails(
    status: int, body: str, answering: Callable[..., str]
) -> None:
    assert keys(found(server.health, url=answering(status, body))) == ["checkup_unwell"]
    assert keys(found(server.health, url=answering(200, "hello"))) == ["checkup_unwell"]


def test_the_real_dashboard_is_well(tmp_path: Path) -> None:
    port = free_port()
    command = ("-m", "streamlit", "run", "app.py", "--server.address", "127.0.0.1")
    command += ("--server.port", str(port), "--server.headless", "true")
    command += ("--server.fileWatcherType", "none")
    with served(*command, port=port, JAGA_HOME=str(tmp_path)) as url:
        made = checkup.look(Ground(url=url), server.CHECKS)
    assert [(one.check, keys(one)) for one in made if one.state == "fail"] == []
    assert [one.check for one in made] == ["health", "page", "socket", "headers"]
