"""Signing in and out over HTTP: the cookie, where the form may come from, where it leads."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, quote, urlencode, urljoin, urlsplit

import pytest

from geo.access import Viewer
from geo.io import accounts
from geo.io.desk import Desk
from geo.io.store import Store
from geo.io.web.signin_page import HEADERS
from geo.settings import STATIC, Settings
from tests.web_kit import Reply, Web

RIGHT = "kuda laut biru muda"
OURS = {"origin": "http://uji.example"}
FORM = "application/x-www-form-urlencoded"


class Page(HTMLParser):
    """A page's tags with their attributes, and its words."""

    def __init__(self, reply: Reply) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(reply.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data.strip())

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]

    def field(self, name: str) -> dict[str, str | None]:
        (found,) = [field for field in self.all("input") if field.get("name") == name]
        return found

    @property
    def text(self) -> str:
        return " ".join(filter(None, self.words))


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'store.db'}"


@pytest.fixture
def store(url: str) -> Store:
    store = Store.create(url)
    desk = Desk(store, Viewer("rini", "admin"))
    desk.add_user("siti", "lurah", "banjarmasin", "63.71.05.1007", RIGHT)
    return store


@pytest.fixture
def web(store: Store, url: str, monkeypatch: pytest.MonkeyPatch) -> Web:
    return Web(Settings(db=url, session_h=2.0))


def post(web: Web, path: str = "/auth/masuk", /, **more: str) -> Reply:
    """Send the form as a browser does from our own page; ``more`` are fields of the form."""
    fields = {"name": "siti", "password": RIGHT, "lang": "id", "next": ""} | more
    return send(web, path, urlencode(fields).encode(), **OURS)


def send(web: Web, path: str, body: bytes, **headers: str) -> Reply:
    return web.post(path, body, **{"content-type": FORM} | headers)


def secret(reply: Reply) -> str:
    return reply.headers["set-cookie"].partition(";")[0].partition("=")[2]


def whose(store: Store, key: str) -> Viewer | None:
    with store.reading() as connection:
        return accounts.by_session(connection, key)


def test_the_form_can_be_filled_in_by_anybody(web: Web) -> None:
    reply = web.get("/auth/masuk?lang=en&next=kelurahan%3Fzone%3D63.71.05.1007")
    page = Page(reply)
    assert reply.status == 200
    assert page.all("html") == [{"lang": "en"}]
    assert page.all("form") == [{"method": "post", "action": "masuk"}]
    labels = {label["for"] for label in page.all("label")}
    assert labels == {page.field("name")["id"], page.field("password")["id"]}
    assert page.field("name")["autocomplete"] == "username"
    assert page.field("password")["autocomplete"] == "current-password"
    assert page.field("password")["type"] == "password"
    assert page.field("next")["value"] == "kelurahan?zone=63.71.05.1007"
    assert "Sign in" in page.text
    assert page.all("script") == []


def test_the_page_asks_nothing_of_others_and_cannot_be_framed_or_kept(web: Web) -> None:
    reply = web.get("/auth/masuk")
    for name, value in HEADERS.items():
        assert reply.headers[name.lower()] == value
    policy = dict(rule.split(" ", 1) for rule in HEADERS["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["form-action"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert HEADERS["Cache-Control"] == "no-store"
    page = Page(reply)
    files = [tag["href"] for tag in page.all("link")]
    assert len(files) == 3
    for file in files:
        path = urlsplit(urljoin("http://uji.example/auth/masuk", file)).path
        assert (STATIC / path.removeprefix("/app/static/")).is_file()
    assert [tag for _, tag in page.tags if {"style", "onclick", "onload"} & set(tag)] == []


def test_the_other_language_keeps_the_way_onward(web: Web) -> None:
    page = Page(web.get("/auth/masuk?next=kelurahan%3Fcity%3Dbanjarmasin%26zone%3Dx"))
    (other,) = [link for link in page.all("a") if link.get("hreflang") == "en"]
    again = Page(web.get(urlsplit(urljoin("/auth/masuk", other["href"])).geturl()))
    assert again.all("html") == [{"lang": "en"}]
    assert again.field("next")["value"] == "kelurahan?city=banjarmasin&zone=x"


def test_a_right_password_gives_a_cookie_that_opens_a_session(web: Web, store: Store) -> None:
    reply = post(web, next="kelurahan?zone=63.71.05.1007&lang=id")
    assert reply.status == 303
    onward = urljoin("http://uji.example/auth/masuk", reply.headers["location"])
    assert onward == "http://uji.example/kelurahan?zone=63.71.05.1007&lang=id"
    name, *rest = reply.headers["set-cookie"].split("; ")
    assert name.startswith("jaga_session=")
    assert sorted(part.lower() for part in rest) == [
        *("httponly", "max-age=7200", "path=/", "samesite=lax")
    ]
    assert reply.headers["cache-control"] == "no-store"
    assert whose(store, secret(reply)) == Viewer("siti", "lurah", "banjarmasin", "63.71.05.1007")


def test_over_https_the_cookie_stays_there(web: Web) -> None:
    body = urlencode({"name": "siti", "password": RIGHT}).encode()
    headers = {"origin": "https://uji.example", "x-forwarded-proto": "https"}
    reply = send(web, "/auth/masuk", body, **headers)
    assert "; secure" in reply.headers["set-cookie"].lower()


def test_every_sign_in_has_a_secret_of_its_own_and_ends_the_one_before(
    web: Web, store: Store
) -> None:
    first = secret(post(web))
    body = urlencode({"name": "siti", "password": RIGHT}).encode()
    second = secret(send(web, "/auth/masuk", body, cookie=f"jaga_session={first}", **OURS))
    assert first != second
    assert whose(store, first) is None
    assert whose(store, second) is not None


def test_a_secret_chosen_by_somebody_else_is_not_taken(web: Web, store: Store) -> None:
    body = urlencode({"name": "siti", "password": RIGHT}).encode()
    planted = "a" * 43
    reply = send(web, "/auth/masuk", body, cookie=f"jaga_session={planted}", **OURS)
    assert secret(reply) != planted
    assert whose(store, planted) is None


@pytest.mark.parametrize(
    "onward",
    [
        "//evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "../../evil",
        "..",
        "kelurahan/../x",
        "kelurahan?x=1#y",
        "kelurahan?x=1\r\nSet-Cookie: a=b",
        "kelurahan?x=<script>",
        "peta?" + "x" * 5000,
        "@evil.example",
        ".evil.example",
        "%2f%2fevil.example",
    ],
)
def test_the_way_onward_leads_nowhere_else(web: Web, onward: str) -> None:
    reply = post(web, next=onward)
    assert reply.status == 303
    assert reply.headers["location"] == "../"
    page = Page(web.get(f"/auth/masuk?next={quote(onward, safe='')}"))
    assert page.field("next")["value"] == ""


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"password": "salah salah salah"}, "siti"),
        ({"name": "budi"}, "budi"),
        ({"password": ""}, "siti"),
        ({"name": '"><script>alert(1)</script>'}, '"><script>alert(1)</script>'),
        ({"name": "\u202eitis\x00\x1b"}, "itis"),
        ({"name": "siti' OR '1'='1"}, "siti' OR '1'='1"),
    ],
)
def test_what_does_not_fit_is_told_in_the_page(
    web: Web, fields: dict[str, str], wrong: str
) -> None:
    reply = post(web, **fields)
    page = Page(reply)
    assert reply.status == 401
    assert "set-cookie" not in reply.headers
    assert "Nama atau kata sandi tidak cocok." in page.text
    assert page.field("name")["value"] == wrong
    assert "value" not in page.field("password")
    assert page.all("script") == []
    assert page.all("p")[1] == {"class": "wrong", "id": "wrong", "role": "alert"}


def test_a_known_and_an_unknown_name_get_the_same_page(web: Web) -> None:
    known = post(web, password="salah salah salah")  # noqa: S106
    unknown = post(web, name="budi", password="salah salah salah")  # noqa: S106
    assert known.text.replace("siti", "budi") == unknown.text
    assert known.status == unknown.status


def test_after_five_failures_the_answer_says_how_long_to_wait(web: Web, store: Store) -> None:
    for _ in range(5):
        assert post(web, password="salah salah salah").status == 401  # noqa: S106
    reply = post(web)
    assert reply.status == 429
    assert reply.headers["retry-after"] in ("1", "2")
    assert "set-cookie" not in reply.headers
    assert re.search(r"Tunggu [12] detik", Page(reply).text)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://uji.example.evil.example"},
        {"origin": "http://uji.example:8080"},
        {"sec-fetch-site": "cross-site", **OURS},
        {"sec-fetch-site": "same-site", **OURS},
        {"sec-fetch-site": "none", **OURS},
        {"referer": "http://uji.example/auth/masuk"},
    ],
    ids=str,
)
def test_a_form_from_another_site_is_not_taken(
    web: Web, store: Store, headers: dict[str, str]
) -> None:
    body = urlencode({"name": "siti", "password": RIGHT}).encode()
    reply = send(web, "/auth/masuk", body, **headers)
    assert reply.status == 403
    assert "set-cookie" not in reply.headers
    key = secret(post(web))
    reply = send(web, "/auth/keluar", b"", cookie=f"jaga_session={key}", **headers)
    assert reply.status == 403
    assert whose(store, key) is not None


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://uji.example"},
        {"sec-fetch-site": "same-origin", "origin": "null"},
        {"origin": "https://peta.example", "x-forwarded-host": "peta.example"},
    ],
    ids=str,
)
def test_our_own_form_is_taken_also_behind_a_proxy(web: Web, headers: dict[str, str]) -> None:
    body = urlencode({"name": "siti", "password": RIGHT}).encode()
    assert send(web, "/auth/masuk", body, **headers).status == 303


def test_signing_out_ends_the_session_and_clears_the_cookie(web: Web, store: Store) -> None:
    key = secret(post(web))
    shown = Page(web.get("/auth/masuk", cookie=f"jaga_session={key}"))
    assert "siti, lurah" in shown.text
    assert shown.all("form") == [{"method": "post", "action": "keluar"}]
    body = urlencode({"next": "metode?lang=en"}).encode()
    reply = send(web, "/auth/keluar", body, cookie=f"jaga_session={key}", **OURS)
    assert reply.status == 303
    assert reply.headers["location"] == "../metode?lang=en"
    assert 'jaga_session="";' in reply.headers["set-cookie"]
    assert "max-age=0" in reply.headers["set-cookie"].lower()
    assert whose(store, key) is None
    assert Page(web.get("/auth/masuk", cookie=f"jaga_session={key}")).field("name")["value"] == ""


def test_signing_out_needs_a_post(web: Web, store: Store) -> None:
    key = secret(post(web))
    assert web.get("/auth/keluar", cookie=f"jaga_session={key}").status == 405
    assert whose(store, key) is not None


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"name=siti&password=" + b"x" * 9000, FORM),
        (b"name=%ff&password=x", FORM),
        (b"name=\xff", FORM),
        (b"&".join(b"a=%d" % n for n in range(50)), FORM),
        (b'{"name": "siti"}', "application/json"),
        (b"--x\r\n\r\nsiti\r\n--x--", "multipart/form-data; boundary=x"),
        (b"name=siti", "text/plain"),
    ],
    ids=["long", "no utf-8", "no ascii", "many fields", "json", "multipart", "plain"],
)
def test_what_is_no_form_is_refused_unread(web: Web, body: bytes, kind: str) -> None:
    reply = web.post("/auth/masuk", body, **{"content-type": kind}, **OURS)
    assert reply.status == 400
    assert "Formulir ini tidak dapat dibaca." in Page(reply).text


def test_an_endless_form_is_not_taken_in(web: Web) -> None:
    pieces = [b"name=siti&password=", *[b"x" * 4096] * 1000]
    headers = {"content-type": FORM, **OURS}
    assert web.ask("POST", "/auth/masuk", headers, pieces).status == 400
    assert web.taken < 20_000


def test_without_a_store_nobody_is_let_in(tmp_path: Path) -> None:
    web = Web(Settings(db=f"sqlite:///{tmp_path / 'nirgends.db'}"))
    reply = post(web)
    assert reply.status == 503
    assert "set-cookie" not in reply.headers
    assert str(tmp_path) not in reply.text
    shown = web.get("/auth/masuk", cookie="jaga_session=abc")
    assert shown.status == 503


def test_a_password_is_never_in_an_address(web: Web) -> None:
    query = urlencode({"name": "siti", "password": RIGHT})
    page = Page(web.get(f"/auth/masuk?{query}"))
    assert page.field("name")["value"] == ""
    assert RIGHT not in str(page.tags)
    onward = post(web, next="peta?lang=en").headers["location"]
    assert set(parse_qs(urlsplit(onward).query)) == {"lang"}
