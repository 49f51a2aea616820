"""What tests of deploy/ share: its files as they are used, with ports and folders of a test."""

from __future__ import annotations

import getpass
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DEPLOY = ROOT / "deploy"
_COPY = re.compile(r"^COPY (?!--from)(.+) (\S+)$", re.MULTILINE)
_UPSTREAM = re.compile(r"^ +server \d+\.\d+\.\d+\.\d+:8501 (.+);$", re.MULTILINE)


def nginx() -> str:
    """nginx's program; skips where it is not installed."""
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    if found is None:
        pytest.skip("no nginx is installed (Debian: apt-get install nginx-light)")
    return found


def copied(into: Path) -> Path:
    """A folder with what the Containerfile copies out of the checkout, and nothing else."""
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    ours = [(sources.split(), place) for sources, place in _COPY.findall(text)]
    skipped = shutil.ignore_patterns("__pycache__", "leaflet", "fonts")
    for sources, place in ours:
        if place.startswith("/tmp/"):  # noqa: S108 - a path of the image
            continue
        for source in sources:
            target = into / place / source if place.endswith("/") else into / place
            target.parent.mkdir(parents=True, exist_ok=True)
            if (ROOT / source).is_dir():
                shutil.copytree(ROOT / source, target, ignore=skipped)
            else:
                shutil.copy(ROOT / source, target)
    return into


def configured(folder: Path, port: int, inside: int, replicas: tuple[int, ...] = ()) -> Path:
    """deploy/nginx.conf for this machine, written to ``folder``: its ports, its replicas on
    localhost, its files below ``folder``. Every replacement has to find its place."""
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    servers = _UPSTREAM.findall(text)
    assert len(servers) == 3
    first, *_ = servers
    lines = "\n".join(f"server 127.0.0.1:{one} {first};" for one in replicas or (9, 9, 9))
    text = _UPSTREAM.sub("", text, count=len(servers) - 1)
    text = _UPSTREAM.sub(lambda _: lines, text)
    (folder / "own").mkdir(exist_ok=True)
    for old, new in (
        ("listen 8080;", f"listen 127.0.0.1:{port};"),
        ("listen 127.0.0.1:8081;", f"listen 127.0.0.1:{inside};"),
        ("/etc/nginx/own/", f"{folder}/own/"),
        ("/tmp/nginx", f"{folder}/nginx"),  # noqa: S108 - a path of the container
        ("/dev/stdout", f"{folder}/access.log"),
        ("/dev/stderr", f"{folder}/error.log"),
    ):
        assert old in text
        text = text.replace(old, new)
    file = folder / "nginx.conf"
    file.write_text(text, encoding="utf-8")
    return file


def command(file: Path, *more: str) -> list[str]:
    """nginx with a file, as whoever runs the tests: root's workers would be somebody else."""
    user = f"user {getpass.getuser()};" if os.geteuid() == 0 else ""
    words = [nginx(), "-e", str(file.with_name("error.log")), "-c", str(file), *more]
    return [*words, "-g", f"daemon off; {user}"]


def tried(file: Path) -> str:
    """What ``nginx -t`` says of a file, "" where it is content."""
    done = subprocess.run(command(file, "-t"), capture_output=True, text=True)
    log = file.with_name("error.log")
    said = done.stderr + (log.read_text(encoding="utf-8") if log.exists() else "")
    wrong = [line for line in said.splitlines() if re.search(r"\[(warn|error|crit|emerg)\]", line)]
    return "\n".join(wrong) or ("" if done.returncode == 0 else said)
