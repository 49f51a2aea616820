"""What the peers' pages ask of other hosts, handed out by this machine as a content network would:
over TLS, packed, and for the browser's cache to keep.

Scripts come from npm (``npm pack``) and are kept in the user's cache folder, outside the checkout.
"""

from __future__ import annotations

import datetime as dt
import functools
import gzip
import http.server
import os
import shutil
import ssl
import subprocess
import tarfile
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

KEPT = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "jaga-beside"
SCRIPTS = {
    "leaflet.js": ("leaflet", "1.9.3", "dist/leaflet.js"),
    "leaflet.css": ("leaflet", "1.9.3", "dist/leaflet.css"),
    "bootstrap.bundle.min.js": ("bootstrap", "5.2.2", "dist/js/bootstrap.bundle.min.js"),
    "bootstrap.min.css": ("bootstrap", "5.2.2", "dist/css/bootstrap.min.css"),
    "jquery-3.7.1.min.js": ("jquery", "3.7.1", "dist/jquery.min.js"),
    "d3.v4.min.js": ("d3", "4.13.0", "build/d3.min.js"),
    "moment.min.js": ("moment", "2.18.1", "min/moment.min.js"),
    "require.min.js": ("requirejs", "2.3.4", "require.js"),
    "embed-amd.js": ("@jupyter-widgets/html-manager", "1.0.15", "dist/embed-amd.js"),
    "index.js": ("jupyter-leaflet", "0.20.0", "dist/index.js"),
}
"""File name in a page's addresses -> npm package, version, path inside it. Marker icons and their
fonts, which folium names too, draw no zone: such a file is answered empty."""
KINDS = {".css": "text/css", ".js": "text/javascript", ".html": "text/html; charset=utf-8"}
KINDS |= {".json": "application/json", ".svg": "image/svg+xml", ".png": "image/png"}


NO_WORLD = b'{"version":8,"sources":{},"layers":[]}'
"""Streamlit asks for a map of the world under pydeck's layers, whatever pydeck says."""


class UnavailableError(Exception):
    """Something that a peer needs can't be had; the message says what."""


@functools.cache
def script(name: str) -> bytes:
    """A file of an npm package, fetched once for all."""
    package, version, inside = SCRIPTS[name]
    place = f"{package.replace('/', '-').lstrip('@')}-{version}"
    kept = KEPT / place / Path(inside).name
    if kept.exists():
        return kept.read_bytes()
    npm = shutil.which("npm")
    if npm is None:
        raise UnavailableError(f"npm is not here to fetch {package}")
    kept.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=KEPT) as folder:
        asked = [npm, "pack", "--silent", f"{package}@{version}"]
        subprocess.run(asked, cwd=folder, capture_output=True, timeout=180)
        archives = list(Path(folder).glob("*.tgz"))
        if not archives:
            raise UnavailableError(f"npm could not fetch {package}@{version}")
        with tarfile.open(archives[0]) as packed:
            found = packed.extractfile(f"package/{inside}")
            if found is None:
                raise UnavailableError(f"{package}@{version} holds no {inside}")
            kept.write_bytes(found.read())
    return kept.read_bytes()


@functools.lru_cache(maxsize=256)
def packed(body: bytes) -> bytes:
    return gzip.compress(body, 6)


@contextmanager
def hosts() -> Iterator[int]:
    """All other hosts in one: the port of a server that has SCRIPTS, and an empty file for the
    rest."""
    for name in SCRIPTS:
        packed(script(name))  # nobody waits for it later

    def find(path: str) -> bytes:
        name = Path(path).name
        return script(name) if name in SCRIPTS else NO_WORLD * (name == "style.json")

    with _server(find, "public, max-age=31536000, immutable", secret=True) as port:
        yield port


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """A folder of plain files on localhost, as a web host hands them out."""

    def find(path: str) -> bytes | None:
        file = folder / path.lstrip("/")
        return file.read_bytes() if file.is_file() else None

    with _server(find, "max-age=600", secret=False) as port:
        yield f"http://127.0.0.1:{port}"


@contextmanager
def _server(find, keep: str, *, secret: bool) -> Iterator[int]:  # type: ignore[no-untyped-def]
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            body = find(path + "index.html" if path.endswith("/") else path)
            self.send_response(404 if body is None else 200)
            sent = packed(body or b"")
            self.send_header("Content-Type", KINDS.get(Path(path).suffix or ".html", "text/plain"))
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(sent)))
            self.send_header("Cache-Control", keep)
            self.send_header("Access-Control-Allow-Origin", "*")
            self.end_headers()
            self.wfile.write(sent)

        def log_message(self, *_: object) -> None:
            pass

    class Server(http.server.ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """A browser that closes its page cuts its connections."""

    with Server(("127.0.0.1", 0), Handler) as server:
        if secret:
            server.socket = _identity().wrap_socket(
                server.socket, server_side=True, do_handshake_on_connect=False
            )
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield int(server.server_address[1])
        server.shutdown()


def _identity() -> ssl.SSLContext:
    """A certificate of our own, for any name; the measured browser accepts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "beside")])
    now = dt.datetime.now(dt.UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(now).not_valid_after(now + dt.timedelta(days=2))
    known = made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    own = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.NamedTemporaryFile() as file:
        file.write(known + own)
        file.flush()
        context.load_cert_chain(file.name)
    return context
