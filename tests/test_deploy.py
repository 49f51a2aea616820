"""The files of deploy/ say what is so: settings, commands, paths, addresses; nginx and systemd read
them; what the image runs is run. The image itself is built nowhere in these tests."""

from __future__ import annotations

import importlib
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from geo import __main__ as command_line
from geo.io.web import uploads
from geo.settings import Settings
from tests import deploy_kit
from tests.deploy_kit import DEPLOY, ROOT
from tests.web_kit import free_port

FILES = sorted(f for f in DEPLOY.iterdir() if f.is_file())
CONTAINERFILE = DEPLOY / "Containerfile"
UNITS = sorted([*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")])
FOLDER = "/opt/jaga-tetangga"


def read(name: str) -> str:
    return (DEPLOY / name).read_text(encoding="utf-8")


def code(name: str) -> str:
    """A file without its comments."""
    return "\n".join(line for line in read(name).splitlines() if not line.lstrip().startswith("#"))


def instructions() -> list[tuple[str, str]]:
    """The Containerfile's instructions in order, each on one line."""
    joined = code("Containerfile").replace("\\\n", " ")
    return [(line.split()[0], line.split(maxsplit=1)[1]) for line in joined.splitlines() if line]


def final() -> list[tuple[str, str]]:
    """The instructions of the last stage."""
    found = instructions()
    last = max(at for at, (name, _) in enumerate(found) if name == "FROM")
    return found[last:]


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    yaml = pytest.importorskip("yaml", reason="PyYAML is not installed")
    loaded: dict[str, Any] = yaml.safe_load(read("compose.yaml"))
    return loaded


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.name)
def test_every_setting_that_is_named_exists(file: Path) -> None:
    known = {f"JAGA_{name.upper()}" for name in Settings.model_fields}
    assert set(re.findall(r"\bJAGA_[A-Z_]+", file.read_text(encoding="utf-8"))) <= known


def commands() -> Iterator[tuple[str, ...]]:
    """Every command of ours that a file of deploy/ gives."""
    for file in (one for one in FILES if one.suffix != ".json"):  # those are sentences
        text = file.read_text(encoding="utf-8")
        found = re.findall(r"python -m geo ([^\n`#&\\]+)", text)
        found += re.findall(r"(?<!entrypoint )(?:run|--rm|-T) geo ([^\n`#&<]+)", text)
        for words in map(shlex.split, found):
            if words[0].isalpha() and not words[0].isupper():
                yield tuple(words)


COMMANDS = sorted(set(commands()))


def test_commands_are_found_at_all() -> None:
    assert {words[0] for words in COMMANDS} >= {"prepare", "migrate", "backup", "restore", "users"}


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_command_parses(words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    name = command_line._MODULES.get(words[0], words[0])
    module = importlib.import_module(f"geo.commands.{name}")
    seen: list[object] = []
    monkeypatch.setattr(module, "run", lambda arguments: seen.append(arguments) or 0)
    assert command_line.main(list(words)) == 0
    assert len(seen) == 1


# --- The image


def test_the_image_is_built_from_named_versions_and_runs_as_nobody_in_particular() -> None:
    bases = [words.split()[0] for name, words in instructions() if name == "FROM"]
    assert bases == ["python:3.11-slim-bookworm"] * 2
    assert [words for name, words in instructions() if name == "ADD"] == []
    assert [words for name, words in final() if name == "USER"] == ["10001:10001"]
    at = [name for name, _ in final()].index("USER")
    assert all(name != "RUN" for name, _ in final()[at:])
    assert sum(name == "HEALTHCHECK" and "/healthz" in words for name, words in final()) == 1


def test_the_last_stage_installs_nothing() -> None:
    steps = [words for name, words in final() if name == "RUN"]
    assert not any(re.search(r"\b(apt|apt-get|pip|curl|wget|gcc|make)\b", step) for step in steps)
    built = " ".join(words for name, words in instructions() if name == "RUN")
    assert "--only-binary :all:" in built and "-dev" not in built
    for file in ROOT.glob("requirements*.txt"):
        assert (f"-r /app/{file.name}" in built) == (file.stem != "requirements-dev"), file.name


def test_every_requirement_is_pinned() -> None:
    files = [f for f in ROOT.glob("requirements*.txt") if f.stem != "requirements-dev"]
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    assert len(files) == 5
    pinned = r'[a-z0-9-]+(\[[a-z]+\])?==[0-9.]+(; sys_platform != "win32")?'
    assert [line for line in lines if not re.fullmatch(pinned, line)] == []


def test_what_is_copied_exists_and_may_be_seen_by_the_build() -> None:
    copied = [w for name, w in instructions() if name == "COPY" and not w.startswith("--from")]
    sources = {source for words in copied for source in words.split()[:-1]}
    assert sources >= {"app.py", "geo", "pages", "data", "static", ".streamlit/config.toml"}
    assert [source for source in sources if not (ROOT / source).exists()] == []
    ignored = code("Containerfile.dockerignore").split()
    assert ignored[0] == "*"
    assert {line[1:] for line in ignored if line.startswith("!")} == sources
    assert not sources & {"tests", "benchmarks", ".streamlit", "requirements-dev.txt", "."}


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as /app is in the image, before anything was run in it; "python" there only tells
    what it was called with, and the secrets are beside it."""
    folder = tmp_path_factory.mktemp("image")
    app = deploy_kit.copied(folder / "app")
    start = app / "deploy" / "start"
    text = start.read_text(encoding="utf-8")
    assert "secrets=/run/secrets\n" in text
    start.write_text(text.replace("/run/secrets", str(folder / "secrets")), encoding="utf-8")
    (folder / "secrets").mkdir()
    told = folder / "programs" / "python"
    told.parent.mkdir()
    told.write_text(
        '#!/bin/sh\nIFS=+\necho "$PWD|$PGPASSWORD|$STREAMLIT_SERVER_COOKIE_SECRET|$*"\n'
    )
    told.chmod(0o755)
    return app


def started(image: Path, *words: str, **environment: str) -> list[list[str]]:
    """What deploy/start calls python with: folder, password, secret, words."""
    path = f"{image.parent / 'programs'}:/usr/bin:/bin"
    given = {"PATH": path, **environment}
    start = ["sh", str(image / "deploy" / "start"), *words]
    done = subprocess.run(start, env=given, capture_output=True, text=True, check=True)
    return [line.split("|") for line in done.stdout.splitlines()]


def test_secrets_are_read_from_files_and_the_store_is_made_where_it_is_a_file(image: Path) -> None:
    folder = image.parent / "secrets"
    for name in ("database", "cookie"):
        (folder / name).unlink(missing_ok=True)
    prepared, served = started(image)
    assert prepared == [str(image), "", "", "-m+geo+prepare"]
    assert served[:3] == [str(image), "", ""]
    assert served[3].startswith("-m+streamlit+run+app.py+--server.address+0.0.0.0+")
    (folder / "database").write_text("kata $andi / `x`\n", encoding="utf-8")
    (folder / "cookie").write_text("abc\n", encoding="utf-8")
    (served,) = started(image, JAGA_DB="postgresql://jaga@db/jaga")
    assert served[1:3] == ["kata $andi / `x`", "abc"]
    (asked,) = started(
        image, "retract", "12", "--note", "salah kota", JAGA_DB="postgresql://jaga@db/jaga"
    )
    assert asked[3] == "-m+geo+retract+12+--note+salah kota"


def test_the_password_reaches_the_driver_without_standing_in_the_address(
    compose: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that asks for a password gets the one of PGPASSWORD; it is seen going over."""
    url = compose["services"]["app-1"]["environment"]["JAGA_DB"]
    assert re.fullmatch(r"postgresql://jaga@db/jaga", url)
    monkeypatch.setenv("PGPASSWORD", "rahasia")
    with socket.create_server(("127.0.0.1", 0)) as server:
        seen: list[bytes] = []

        def answer() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(b"R\0\0\0\x08\0\0\0\x03")  # a password in clear text, please
                seen.append(connection.recv(4096))

        asked = threading.Thread(target=answer, daemon=True)
        asked.start()
        port = server.getsockname()[1]
        address = url.replace("@db/", f"@127.0.0.1:{port}/") + "?sslmode=disable&gssencmode=disable"
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(address)
        asked.join(20)
    assert seen == [b"p\0\0\0\x0crahasia\0"]


def test_the_image_holds_all_that_the_dashboard_needs(image: Path, tmp_path: Path) -> None:
    """And no more: prepared and asked for a day's zones in a folder with just these files."""
    names = {file.relative_to(image).as_posix() for file in image.rglob("*") if file.is_file()}
    ours = {name.split("/")[0] for name in names}
    assert ours == {"app.py", "LICENSE", ".streamlit", "data", "geo", "pages", "static", "deploy"}
    assert not any(re.search(r"(^|/)(test|\.git|secrets)", name) for name in names)
    environment = {**os.environ, "JAGA_HOME": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    environment.pop("JAGA_DB", None)
    for words in ("prepare", "zones --city banjarmasin --date 2020-10-06 --rule resmi"):
        done = subprocess.run(
            [sys.executable, "-m", "geo", *words.split()],
            cwd=image,
            env=environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 53
    assert (image / "static" / "leaflet" / "leaflet.js").is_file()
    assert (DEPLOY / "start").stat().st_mode & 0o111


# --- Compose


def test_every_container_is_hardened(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert {"cpus", "memory"} <= set(service["deploy"]["resources"]["limits"]), name
        assert service["pids_limit"] and "privileged" not in service and "cap_add" not in service
        image = service["image"]
        assert ":" in image and not image.endswith(":latest"), name
        own = image.startswith("jaga-tetangga:")
        assert own or re.fullmatch(r"[1-9]\d*:[1-9]\d*", service["user"]), name


def test_whoever_stays_up_says_how_it_is(compose: dict[str, Any]) -> None:
    """The replicas by the image's own check; what runs once has none."""
    services = compose["services"]
    assert all("healthcheck" in services[name] for name in ("db", "web"))
    assert all("healthcheck" not in services[name] for name in ("app-1", "app-2", "app-3"))
    once = [n for n, s in services.items() if s["restart"] == "no"]
    assert once == ["prepare", "geo"]
    assert all(services[name]["healthcheck"] == {"disable": True} for name in once)


def test_the_replicas_wait_for_the_store_and_nginx_for_them(compose: dict[str, Any]) -> None:
    services = compose["services"]
    replicas = sorted(name for name in services if name.startswith("app-"))
    assert len(replicas) == 3
    for name in replicas:
        waits = {on: how["condition"] for on, how in services[name]["depends_on"].items()}
        assert waits == {"db": "service_healthy", "prepare": "service_completed_successfully"}
        assert "command" not in services[name]
    assert services["prepare"]["command"] == ["prepare"]
    assert set(services["web"]["depends_on"]) == set(replicas)


def test_nginx_asks_the_addresses_that_the_replicas_have(compose: dict[str, Any]) -> None:
    services = compose["services"]
    at = {n: s["networks"]["web"]["ipv4_address"] for n, s in services.items() if "app-" in n}
    upstream = re.findall(r"server (\d+\.\d+\.\d+\.\d+):8501", code("nginx.conf"))
    assert sorted(at.values()) == sorted(upstream) and len(set(upstream)) == 3
    front = services["web"]["networks"]["web"]["ipv4_address"]
    assert services["app-1"]["environment"]["FORWARDED_ALLOW_IPS"] == front
    (net,) = compose["networks"]["web"]["ipam"]["config"]
    assert all(ip.startswith(net["subnet"].removesuffix("0/24")) for ip in (front, *upstream))


def test_only_nginx_is_reached_from_outside_and_the_store_by_nobody(
    compose: dict[str, Any],
) -> None:
    services = compose["services"]
    assert [name for name, service in services.items() if "ports" in service] == ["web"]
    assert services["web"]["ports"] == ["${PUBLISH:-127.0.0.1:8080}:8080"]
    assert "listen 8080;" in code("nginx.conf")
    assert compose["networks"]["store"] == {"internal": True}
    assert services["db"]["networks"] == ["store"]
    assert "store" not in services["web"]["networks"]


def test_secrets_are_files_that_are_never_committed(compose: dict[str, Any]) -> None:
    assert set(compose["secrets"]) == {"database", "cookie"}
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    for name, secret in compose["secrets"].items():
        assert secret == {"file": f"./secrets/{name}"}
    assert "/deploy/secrets/" in ignored
    for service in compose["services"].values():
        given = service.get("environment", {})
        assert not any(re.search("PASSWORD$|SECRET$|TOKEN$", name) for name in given)
    assert '"$secrets/database"' in read("start") and '"$secrets/cookie"' in read("start")


def test_volumes_and_files_that_are_mounted_are_there(compose: dict[str, Any]) -> None:
    named = set(compose["volumes"])
    for service in compose["services"].values():
        for source, *_ in (volume.split(":") for volume in service.get("volumes", ())):
            assert source in named or (DEPLOY / source).exists(), source
    app = compose["services"]["app-1"]
    assert (DEPLOY / app["build"]["context"] / app["build"]["dockerfile"]).resolve() == (
        CONTAINERFILE
    )


# --- nginx


class Echo(BaseHTTPRequestHandler):
    """Stands for the dashboard: tells what it was asked with; as page, program or file."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.headers.get("Upgrade") and self.headers["Connection"].lower() == "upgrade":
            self.send_response(101)
            for name in ("Upgrade", "Connection", "Sec-WebSocket-Extensions"):
                self.send_header(name, self.headers[name])
            self.end_headers()
            self.wfile.write(self.rfile.readline().upper())
            self.close_connection = True
            return
        length = int(self.headers.get("Content-Length", 0))
        self.rfile.read(length)
        told = "\n".join(f"{name}: {value}" for name, value in self.headers.items())
        body = (told + "\n" + "x" * 5000).encode()
        page = self.path in ("/", "/kelurahan")
        self.send_response(200)
        self.send_header("Content-Type", "text/html" if page else "application/json")
        if self.path.startswith("/static/"):
            lasts = "public, immutable, max-age=31536000" if "-hash" in self.path else "no-cache"
            self.send_header("Cache-Control", lasts)
        if self.path.startswith("/api"):
            self.send_header("X-Frame-Options", "DENY")
            self.send_header("X-Content-Type-Options", "nosniff")
            self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("X-Here", str(self.server.server_port))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET  # noqa: N815 - the name that the server asks for

    def log_message(self, *_: object) -> None:
        """Nothing."""


@contextmanager
def fronted(folder: Path, own: str = "", replicas: int = 3) -> Iterator[int]:
    """nginx with our file before stand-ins; its port."""
    with ExitStack() as ends:
        ports = []
        for _ in range(replicas):
            server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
            server.daemon_threads = True
            ends.callback(server.server_close)
            ends.callback(server.shutdown)
            threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
            ports.append(server.server_port)
        port = free_port()
        file = deploy_kit.configured(folder, port, free_port(), tuple(ports))
        (folder / "own" / "own.conf").write_text(own, encoding="utf-8")
        assert deploy_kit.tried(file) == ""
        process = subprocess.Popen(deploy_kit.command(file))
        ends.callback(process.wait, 20)
        ends.callback(process.terminate)
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=5).close()
                break
            except OSError:
                threading.Event().wait(0.05)
        yield port


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    deploy_kit.nginx()
    with fronted(tmp_path_factory.mktemp("nginx")) as port:
        yield f"http://127.0.0.1:{port}"


def test_nginx_is_content_with_the_file_as_it_is() -> None:
    program = deploy_kit.nginx()
    words = [program, "-t", "-c", str(DEPLOY / "nginx.conf"), "-g", "error_log stderr;"]
    done = subprocess.run(words, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_who_comes_back_with_the_cookie_meets_the_same_process(front: str) -> None:
    met = set()
    for _ in range(30):
        with httpx.Client(base_url=front) as browser:
            given = browser.get("/").headers["set-cookie"]
            assert re.fullmatch(r"jaga_way=[0-9a-f]{32}; Path=/; HttpOnly; SameSite=Lax", given)
            places = set()
            for path in ("/_stcore/health", "/kelurahan", "/media/a.png", "/healthz"):
                answer = browser.get(path)
                assert "set-cookie" not in answer.headers
                places.add(answer.headers["x-here"])
            assert len(places) == 1
            met |= places
    assert len(met) == 3


def test_programs_get_no_cookie_and_stay_with_one_process(front: str) -> None:
    places = set()
    for _ in range(8):
        answer = httpx.get(f"{front}/api/v1/zones.json")
        assert "set-cookie" not in answer.headers
        places.add(answer.headers["x-here"])
    assert len(places) == 1


def test_a_cookie_of_another_make_is_not_taken(front: str) -> None:
    answer = httpx.get(f"{front}/", headers={"cookie": "jaga_way=../x"})
    assert "jaga_way=" in answer.headers["set-cookie"]


def test_what_a_client_says_of_itself_is_not_handed_on(front: str) -> None:
    lies = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https", "Forwarded": "for=x"}
    lies["X-Forwarded-Host"] = "elsewhere.example"
    told = httpx.get(f"{front}/", headers=lies).text
    host = front.removeprefix("http://")
    assert "X-Forwarded-For: 127.0.0.1\n" in told and "X-Forwarded-Proto: http\n" in told
    assert f"X-Forwarded-Host: {host}\n" in told and f"\nHost: {host}\n" in f"\n{told}"
    assert "203.0.113.9" not in told and "for=x" not in told and "elsewhere" not in told


def test_headers_for_safety_are_added_once(front: str) -> None:
    for path, frames, referrer in (
        ("/", "SAMEORIGIN", "same-origin"),
        ("/api/v1/zones.json", "DENY", "no-referrer"),
        ("/metrics", "SAMEORIGIN", "same-origin"),
    ):
        headers = httpx.get(f"{front}{path}").headers
        assert headers.get_list("x-frame-options") == [frames]
        assert headers.get_list("x-content-type-options") == ["nosniff"]
        assert headers.get_list("referrer-policy") == [referrer]
        assert "/" not in headers["server"]


def test_what_the_dashboard_leaves_plain_is_compressed(front: str) -> None:
    answer = httpx.get(f"{front}/app/x.json", headers={"accept-encoding": "gzip", "via": "1.1 a"})
    assert answer.headers["content-encoding"] == "gzip"
    assert int(answer.headers.get("content-length", 0)) < 1000
    plain = httpx.get(f"{front}/app/x.json", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/static/js/index-hash1.js", True),
        ("/static/manifest.json", False),
        ("/app/static/jaga/map-hash.js", False),
        ("/", False),
    ],
)
def test_scripts_that_never_change_are_handed_out_without_the_dashboard(
    front: str, path: str, kept: bool
) -> None:
    first = httpx.get(f"{front}{path}", headers={"x-who": "first"}).text
    second = httpx.get(f"{front}{path}", headers={"x-who": "second"}).text
    assert "first" in first
    assert ("first" if kept else "second") in second


@pytest.mark.parametrize("path", ["/metrics", "//metrics", "/%6Detrics", "/x/../metrics"])
def test_figures_are_not_for_everybody(front: str, path: str) -> None:
    host, port = front.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=20) as raw:
        raw.sendall(f"GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode())
        assert raw.makefile("rb").readline().split()[1] == b"404"


def test_a_socket_goes_through_with_its_compression(front: str) -> None:
    host, port = front.removeprefix("http://").split(":")
    asked = "permessage-deflate; client_max_window_bits"
    with socket.create_connection((host, int(port)), timeout=20) as raw:
        raw.sendall(
            (
                f"GET /_stcore/stream HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n"
                f"Connection: Upgrade\r\nSec-WebSocket-Extensions: {asked}\r\n\r\n"
            ).encode()
        )
        answer = raw.makefile("rb")
        assert answer.readline().split()[1] == b"101"
        headers = dict(line.split(b": ", 1) for line in iter(answer.readline, b"\r\n"))
        lower = {name.lower(): value.strip() for name, value in headers.items()}
        assert lower[b"upgrade"] == b"websocket" and lower[b"connection"].lower() == b"upgrade"
        assert lower[b"sec-websocket-extensions"] == asked.encode()
        raw.sendall(b"halo\n")
        assert answer.readline() == b"HALO\n"


def test_uploads_may_be_as_large_as_the_dashboard_takes_them(front: str) -> None:
    largest = max(uploads.MOST_BYTES, 50 * 2**20 + 64 * 1024)
    for path in ("/_stcore/upload_file/a/b", "/api/v1/imports"):
        assert httpx.post(f"{front}{path}", content=b"x" * largest, timeout=60).status_code == 200
        assert httpx.post(f"{front}{path}", content=b"x" * (52 * 2**20)).status_code == 413
    assert httpx.post(f"{front}/healthz", content=b"x" * 70_000).status_code == 413
    assert httpx.post(f"{front}/auth/masuk", content=b"x" * 20_000).status_code == 413


def test_signing_in_is_slowed_and_looking_at_the_form_is_not(front: str) -> None:
    with httpx.Client(base_url=front) as client:
        tried = [client.post("/auth/masuk").status_code for _ in range(40)]
        assert tried[:5] == [200] * 5 and tried[-1] == 429
        assert 10 <= tried.count(200) < 20
        assert {client.get("/auth/masuk").status_code for _ in range(40)} == {200}


def test_programs_are_slowed_and_pages_are_not(front: str) -> None:
    """Many at once, so that it doesn't matter how fast the machine is."""
    with httpx.Client(base_url=front, timeout=60) as client, ThreadPoolExecutor(40) as many:
        pages = many.map(client.get, ["/kelurahan"] * 120)
        assert {answer.status_code for answer in pages} == {200}
        asked = [one.status_code for one in many.map(client.get, ["/api/v1/zones.csv"] * 800)]
    assert set(asked) == {200, 429} and asked.count(200) > 267


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", read("README.md"), re.MULTILINE | re.DOTALL)


def test_tls_as_the_readme_has_it(tmp_path: Path) -> None:
    deploy_kit.nginx()
    if shutil.which("openssl") is None:
        pytest.skip("no openssl to make a certificate with")
    (own,) = [block for block in blocks("nginx") if "ssl_certificate" in block]
    secure = free_port()
    (tmp_path / "own").mkdir()
    words = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -keyout"
    made = ["openssl", *words.split(), str(tmp_path / "own" / "privkey.pem"), "-out"]
    subprocess.run(
        [*made, str(tmp_path / "own" / "fullchain.pem")], check=True, capture_output=True
    )
    own = own.replace("/etc/nginx/own/", f"{tmp_path}/own/")
    own = own.replace("listen 8443", f"listen 127.0.0.1:{secure}")
    with fronted(tmp_path, own) as port:
        answer = httpx.get(f"http://127.0.0.1:{port}/kelurahan?a=b")
        assert (answer.status_code, answer.headers["location"]) == (
            301,
            "https://127.0.0.1/kelurahan?a=b",
        )
        answer = httpx.get(f"https://127.0.0.1:{secure}/", verify=False)  # noqa: S501
        assert answer.headers.get_list("x-frame-options") == ["SAMEORIGIN"]
        assert answer.headers["set-cookie"].endswith("; Secure")
        assert "X-Forwarded-Proto: https\n" in answer.text


def test_behind_somebody_elses_proxy_as_the_readme_has_it(tmp_path: Path) -> None:
    deploy_kit.nginx()
    (own,) = [block for block in blocks("nginx") if "real_ip_header" in block]
    with fronted(tmp_path, own.replace("10.0.0.5", "127.0.0.1")) as port:
        lies = {"X-Forwarded-For": "198.51.100.1, 203.0.113.9"}
        answer = httpx.get(f"http://127.0.0.1:{port}/", headers=lies)
    assert "X-Forwarded-For: 203.0.113.9\n" in answer.text
    assert "X-Forwarded-Proto: https\n" in answer.text
    assert answer.headers["set-cookie"].endswith("; Secure")


def test_the_file_for_one_server_is_one_that_nginx_takes(tmp_path: Path) -> None:
    """By the very sed of the README; it leaves no path of the container."""
    deploy_kit.nginx()
    (line,) = [one for block in blocks("sh") for one in block.splitlines() if one[:4] == "sed "]
    words = shlex.split(line.partition(" > ")[0])
    made = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert re.findall(r"server (\S+):8501", made) == ["127.0.0.1"]
    assert made.startswith("user www-data;") and "listen 80;" in made
    settings = "\n".join(one for one in made.splitlines() if not one.lstrip().startswith("#"))
    assert not re.search(r"/tmp|/dev/|172\.30", settings)  # noqa: S108
    made = re.sub(r"/var/(log|lib)/nginx|/run(?=/nginx)", str(tmp_path), made)
    made = made.replace("user www-data;", "").replace("listen 80;", f"listen {free_port()};")
    file = tmp_path / "nginx.conf"
    file.write_text(made, encoding="utf-8")
    assert deploy_kit.tried(file) == ""


# --- systemd


@pytest.mark.parametrize("unit", UNITS, ids=lambda f: f.name)
def test_systemd_is_content(unit: Path, tmp_path: Path) -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("no systemd is installed")
    for file in UNITS:  # with programs that are there: where ours will be nothing is yet
        text = file.read_text(encoding="utf-8").replace(f"{FOLDER}/.venv/bin/python", "/bin/true")
        (tmp_path / file.name).write_text(text, encoding="utf-8")
    words = [program, "verify", "--man=no", str(tmp_path / unit.name)]
    done = subprocess.run(words, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("unit", [u for u in UNITS if u.suffix == ".service"], ids=lambda f: f.name)
def test_a_service_may_do_little(unit: Path) -> None:
    lines = unit.read_text(encoding="utf-8").splitlines()
    for line in (
        "User=jaga",
        "NoNewPrivileges=yes",
        "CapabilityBoundingSet=",
        "ProtectSystem=strict",
        "ProtectHome=yes",
        "PrivateTmp=yes",
        "SystemCallFilter=@system-service",
        "StateDirectory=jaga-tetangga",
        "Environment=JAGA_HOME=/var/lib/jaga-tetangga",
    ):
        assert line in lines, line
    starts = [line for line in lines if line.startswith("Exec")]
    named = re.findall(rf"{FOLDER}/([a-z]\S*)", " ".join(lines))
    assert starts and all((ROOT / path).exists() for path in named)


def test_the_dashboard_comes_back_and_listens_to_this_machine_alone() -> None:
    lines = read("jaga-tetangga.service").splitlines()
    assert "Restart=on-failure" in lines
    (start,) = [line for line in lines if line.startswith("ExecStart=")]
    assert "streamlit run app.py --server.address 127.0.0.1 --server.port 8501 " in start


def test_old_backups_go_only_after_a_new_one() -> None:
    lines = read("jaga-tetangga-backup.service").splitlines()
    places = [line.partition("=")[0] for line in lines if line.startswith("Exec")]
    assert places == ["ExecStart", "ExecStartPost"]
    assert "Persistent=true" in read("jaga-tetangga-backup.timer").splitlines()


def test_what_is_swept_is_what_backup_writes_and_only_what_is_old(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command_line.main(["prepare", "--db", f"sqlite:///{tmp_path / 'store.db'}"]) == 0
    folder = tmp_path / "backups"
    folder.mkdir()
    words = ["backup", str(folder), "--db", f"sqlite:///{tmp_path / 'store.db'}"]
    assert command_line.main(words) == 0
    (fresh,) = folder.iterdir()
    old = folder / fresh.name.replace("20", "19", 1)
    other = folder / "keep.zip"
    for file in (old, other):
        file.write_bytes(b"x")
        os.utime(file, (0, 0))
    (line,) = re.findall(r"^ExecStartPost=(.+)$", read("jaga-tetangga-backup.service"), re.M)
    words = [w.replace("/var/backups/jaga-tetangga", str(folder)) for w in shlex.split(line)]
    subprocess.run(words, check=True)
    assert sorted(folder.iterdir()) == sorted([fresh, other])


def test_the_readme_names_every_file(compose: dict[str, Any]) -> None:
    said = read("README.md")
    for file in FILES:
        known = file.name in said or f"`{file.suffix}`" in said
        assert known or file.name in ("README.md", "Containerfile.dockerignore"), file.name
    named = set(
        re.findall(r"docker compose (?:stop|run --rm(?: -T)?(?: --entrypoint \w+)?) (.+)", said)
    )
    services = set(compose["services"])
    assert named and all(one.split()[0].strip("`") in services for one in named)
