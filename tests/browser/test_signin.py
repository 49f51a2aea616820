"""Signing in with a real browser: by the form, and with an OpenID provider of our own."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from urllib.parse import urlencode, urlsplit

import pytest
import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from playwright.sync_api import Browser, expect
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse
from starlette.routing import Route

from geo.access import operator
from geo.cities import read_cities
from geo.io import embedded
from geo.io.desk import Desk
from geo.io.store import Store
from geo.settings import STATIC
from tests.browser.conftest import Dashboard, Viewer, free_port, serve, stop

pytestmark = pytest.mark.browser

RIGHT = "kuda laut biru muda"
EMAIL = "adi@contoh.go.id"


class Provider:
    """The least of an OpenID provider: whoever comes is ``person``, without being asked."""

    def __init__(self) -> None:
        self.person: dict[str, object] = {}
        self.url = ""
        self._key = RSAKey.generate_key(2048, {"kid": "uji", "use": "sig", "alg": "RS256"})
        self._nonce: str | None = None
        self.app = Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._about),
                Route("/authorize", self._authorize),
                Route("/token", self._token, methods=["POST"]),
                Route("/keys", self._keys),
            ]
        )

    async def _about(self, _: Request) -> JSONResponse:
        return JSONResponse(
            {
                "issuer": self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "jwks_uri": f"{self.url}/keys",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
            }
        )

    async def _authorize(self, request: Request) -> RedirectResponse:
        asked = request.query_params
        self._nonce = asked.get("nonce")
        answer = urlencode({"code": "sekali", "state": asked["state"]})
        return RedirectResponse(f"{asked['redirect_uri']}?{answer}", status_code=302)

    async def _token(self, _: Request) -> JSONResponse:
        now = int(time.time())
        said = {"iss": self.url, "aud": "jaga", "sub": "1", "iat": now, "exp": now + 300}
        said |= {"nonce": self._nonce} if self._nonce else {}
        token = jwt.encode({"alg": "RS256", "kid": "uji"}, said | self.person, self._key)
        return JSONResponse({"access_token": "x", "token_type": "Bearer", "id_token": token})

    async def _keys(self, _: Request) -> JSONResponse:
        return JSONResponse({"keys": [self._key.as_dict(private=False)]})


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    provider, port = Provider(), free_port()
    provider.url = f"http://127.0.0.1:{port}"
    server = uvicorn.Server(uvicorn.Config(provider.app, port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    for _ in range(100):
        if server.started:
            break
        time.sleep(0.05)
    yield provider
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="module")
def office(provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    """A dashboard with two accounts, which knows the provider."""
    home = tmp_path_factory.mktemp("home")
    url, port = f"sqlite:///{home / 'store.db'}", free_port()
    embedded.prepare(url, read_cities(), STATIC)
    desk = Desk(Store.open(url), operator("uji"))
    desk.add_user("dewi", "dinas", "banjarmasin", None, RIGHT)
    desk.add_user(EMAIL, "dinas", "banjarmasin")
    folder = home / ".streamlit"
    folder.mkdir()
    (folder / "secrets.toml").write_text(
        f'[auth]\nredirect_uri = "http://127.0.0.1:{port}/oauth2callback"\n'
        f'cookie_secret = "{"k" * 64}"\nclient_id = "jaga"\nclient_secret = "rahasia"\n'
        f'server_metadata_url = "{provider.url}/.well-known/openid-configuration"\n',
        encoding="utf-8",
    )
    running = serve(home, port, JAGA_LIVE_S="1", HOME=str(home))
    yield running
    stop(running)


@pytest.fixture
def visitor(chromium: Browser, office: Dashboard) -> Iterator[Viewer]:
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    yield Viewer(context, office.url)
    context.close()


def test_by_the_form_and_out_again(visitor: Viewer, office: Dashboard) -> None:
    page = visitor.open("auth/masuk?lang=id&next=kelurahan%3Fzone%3D63.71.05.1004").page
    page.fill("#name", "dewi")
    page.fill("#password", RIGHT)
    page.keyboard.press("Enter")
    expect(page.locator("span.jt-who")).to_have_text("dewi", timeout=30_000)
    assert urlsplit(page.url).path == "/kelurahan"
    assert visitor.query()["zone"] == "63.71.05.1004"
    assert "jaga_session" not in page.evaluate("document.cookie")
    other = page.context.new_page()
    other.goto(f"{office.url}/metode")
    expect(other.locator("span.jt-who")).to_have_text("dewi", timeout=30_000)
    page.get_by_role("button", name="Keluar").click()
    for tab in (page, other):  # the other one by itself, at its next look
        expect(tab.locator("a.jt-who")).to_have_text("Masuk", timeout=15_000)
    assert visitor.blocked == []


def through_the_provider(visitor: Viewer) -> None:
    page = visitor.open("?lang=id").page
    page.locator("a.jt-who").click(timeout=30_000)
    page.get_by_role("button", name="Masuk dengan akun dinas").click(timeout=30_000)


def test_with_the_provider_and_out_again(visitor: Viewer, provider: Provider) -> None:
    provider.person = {"email": EMAIL, "email_verified": True, "role": "admin"}
    through_the_provider(visitor)
    page = visitor.page
    expect(page.locator("span.jt-who")).to_have_text(EMAIL, timeout=30_000)
    page.get_by_role("button", name="Keluar").click()
    expect(page.locator("a.jt-who")).to_have_text("Masuk", timeout=30_000)


@pytest.mark.parametrize(
    ("person", "said"),
    [
        ({"email": "lain@contoh.go.id", "email_verified": True}, "belum dikenal di sini"),
        ({"email": EMAIL, "email_verified": False}, "tidak memastikan alamat surel"),
        ({"email": EMAIL}, "tidak memastikan alamat surel"),
    ],
)
def test_whom_the_provider_sends_unknown_stays_public(
    visitor: Viewer, provider: Provider, person: dict[str, object], said: str
) -> None:
    provider.person = person
    through_the_provider(visitor)
    page = visitor.page
    expect(page.locator(".jt-notice").first).to_contain_text(said, timeout=30_000)
    expect(page.locator(".jt-who")).to_have_count(0)
    expect(page.get_by_role("button", name="Keluar")).to_be_visible()
