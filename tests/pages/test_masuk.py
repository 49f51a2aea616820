"""Who looks: the session's cookie or the provider's word, and never more than that."""

from __future__ import annotations

import time
from pathlib import Path
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
import streamlit as st

from geo.access import ANYBODY, Viewer, operator
from geo.errors import Problem, StoreError
from geo.io import accounts
from geo.io.desk import Desk
from geo.io.store import Store
from pages.shared import cached, signing
from tests.pages.conftest import Open, Screen
from tests.pages.signed_in import sign_in

EMAIL = "adi@contoh.go.id"


@pytest.fixture
def url(home: Path) -> str:
    return f"sqlite:///{home / 'store.db'}"


@pytest.fixture
def desk(url: str) -> Desk:
    return Desk(Store.open(url), operator("uji"))


def provider(patch: pytest.MonkeyPatch, **said: object) -> None:
    """What st.user holds where a provider is configured; without ``said``: nobody signed in."""
    patch.setattr(signing, "claims", lambda: {"is_logged_in": bool(said), **said})


def vouched(**changes: object) -> dict[str, object]:
    return {"email": EMAIL, "email_verified": True, "iat": int(time.time()), **changes}


def corner(page: Screen) -> str:
    return page.one(".//*[@class='jt-who']")


def link(page: Screen) -> str:
    (found,) = [a for a in page.tree.findall(".//a") if a.get("class") == "jt-who"]
    return str(found.get("href"))


def leave(page: Screen) -> None:
    page.app.button(key="leave").click()
    page.run()


@pytest.mark.parametrize(
    ("page_key", "path"), [("peta", "/"), ("kelurahan", "/kelurahan"), ("metode", "/metode")]
)
def test_the_way_in_leads_back_to_the_same_view(open_page: Open, page_key: str, path: str) -> None:
    page = open_page(page_key, lang="en", zone="63.71.05.1004")
    assert corner(page) == "Sign in"
    target = urlsplit(urljoin(f"http://uji.example{path}", link(page)))
    assert target.path == "/auth/masuk"
    fields = parse_qs(target.query)
    assert fields["lang"] == ["en"]
    onward = urlsplit(urljoin("http://uji.example/auth/masuk", f"../{fields['next'][0]}"))
    assert onward.path == path
    assert {key: value for key, (value,) in parse_qs(onward.query).items()} == page.address


def test_a_session_is_named_and_can_be_ended(
    open_page: Open, settings: pytest.MonkeyPatch, url: str
) -> None:
    viewer = sign_in(settings, "dinas", "banjarmasin")
    page = open_page()
    assert corner(page) == viewer.name
    assert signing.viewer() == viewer
    leave(page)
    assert corner(page) == "Masuk"
    assert signing.viewer() == ANYBODY
    with Store.open(url).reading() as connection:
        assert accounts.by_session(connection, signing.secret()) is None


@pytest.mark.parametrize(
    "end",
    [
        lambda desk, name: desk.set_active(name, active=False),
        lambda desk, name: desk.set_role(name, "lurah", "banjarmasin", "63.71.05.1007"),
        lambda desk, name: desk.set_password(name, "kuda laut biru muda"),
    ],
    ids=["off", "role", "password"],
)
def test_a_session_that_was_ended_elsewhere_is_public_on_the_next_run(
    open_page: Open, settings: pytest.MonkeyPatch, desk: Desk, end: object
) -> None:
    viewer = sign_in(settings, "admin")
    page = open_page()
    assert corner(page) == viewer.name
    end(desk, viewer.name)  # type: ignore[operator]
    page.run()
    assert corner(page) == "Masuk"


@pytest.mark.parametrize("cookie", ["", "salah", "x" * 5000])
def test_an_unknown_cookie_is_nobody(
    open_page: Open, settings: pytest.MonkeyPatch, cookie: str
) -> None:
    settings.setattr(signing, "secret", lambda: cookie)
    assert corner(open_page()) == "Masuk"


def test_a_store_that_is_lost_signs_nobody_in(fresh: None, settings: pytest.MonkeyPatch) -> None:
    sign_in(settings, "admin")
    assert signing.viewer().role == "admin"

    class Lost:
        def reading(self) -> object:
            raise StoreError(Problem("store_locked", "uji", {"seconds": 5}))

    settings.setattr(cached, "store", Lost)
    assert signing.viewer() == ANYBODY
    provider(settings, **vouched())
    assert signing.viewer() == ANYBODY
    assert signing.refusals(ANYBODY) == []


def test_the_page_names_the_form(open_page: Open) -> None:
    page = open_page("masuk", lang="en")
    assert page.one(".//h1") == "Sign in"
    (form,) = [href for href in page.links(".//p") if href.startswith("auth/masuk?")]
    assert parse_qs(urlsplit(form).query)["lang"] == ["en"]
    assert [b.label for b in page.app.button] == []


def test_with_a_provider_both_ways_are_offered(
    open_page: Open, settings: pytest.MonkeyPatch
) -> None:
    provider(settings)
    page = open_page()
    assert link(page).startswith("masuk?")
    asked: list[str] = []
    settings.setattr(st, "login", lambda: asked.append("login"))
    page = open_page("masuk")
    (button,) = page.app.button
    assert button.label == "Masuk dengan akun dinas"
    button.click()
    page.run()
    assert asked == ["login"]


def test_the_provider_says_who_and_our_table_which_role(
    open_page: Open, settings: pytest.MonkeyPatch, desk: Desk
) -> None:
    desk.add_user(EMAIL, "dinas", "banjarmasin")
    provider(settings, **vouched(email=EMAIL.title(), role="admin"))
    page = open_page()
    assert corner(page) == EMAIL
    assert signing.viewer() == Viewer(EMAIL, "dinas", "banjarmasin")
    assert page.notices() == []
    desk.set_active(EMAIL, active=False)
    page.run()
    assert signing.viewer() == ANYBODY
    assert page.notices() == [
        f"{EMAIL.title()}: akun ini belum dikenal di sini; Anda melihat apa yang dilihat umum. "
        "Seharusnya alamat surel yang sudah didaftarkan admin. Minta admin mendaftarkan "
        "alamat ini, atau keluar dan masuk dengan akun lain."
    ]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (vouched(email="lain@contoh.go.id"), "oidc_unknown"),
        (vouched(email="<script>alert(1)</script>"), "oidc_unknown"),
        (vouched(email_verified=False), "oidc_unverified"),
        (vouched(email_verified=None), "oidc_unverified"),
        (vouched(email=""), "oidc_unverified"),
        (vouched(iat=int(time.time()) - 8 * 3600), "oidc_ended"),
        (vouched(iat=None), "oidc_ended"),
    ],
)
def test_whom_the_provider_does_not_make_sure_of_is_public_and_told_so(
    open_page: Open,
    settings: pytest.MonkeyPatch,
    desk: Desk,
    said: dict[str, object],
    why: str,
) -> None:
    if EMAIL not in {user.name for user in desk.users()}:
        desk.add_user(EMAIL, "admin")
    desk.set_active(EMAIL, active=True)
    provider(settings, **said)
    assert signing.viewer() == ANYBODY
    assert [problem.key for problem in signing.refusals(ANYBODY)] == [why]
    page = open_page()
    assert len(page.notices()) == 1
    assert page.tree.findall(".//script") == []
    out: list[str] = []
    settings.setattr(st, "logout", lambda: out.append("logout"))
    leave(page)
    assert out == ["logout"]
