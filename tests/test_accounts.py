"""Accounts, sessions, tokens, and how failed sign-ins are slowed."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher

from geo.access import ANYBODY, Viewer
from geo.errors import AccessError, InputError, StoreError
from geo.io import accounts, audit, moments, passwords, tokens
from geo.io.desk import Desk
from geo.io.sign_in import Answer, delay_s, sign_in
from geo.io.store import Store
from tests.store_kit import fresh_url

RIGHT = "kuda laut biru muda"
OTHER = "pisang hijau di perahu"
ADMIN = Viewer("rini", "admin")
ZONE = "63.71.05.1007"
HOME, CAFE = "10.0.0.1", "10.0.0.2"
HOURS = 8.0


class Clock:
    """The store's clock, moved by hand."""

    def __init__(self) -> None:
        self.at = dt.datetime(2026, 3, 2, 8, tzinfo=dt.UTC)

    def __call__(self) -> str:
        return moments.written(self.at)

    def go(self, **by: float) -> None:
        self.at += dt.timedelta(**by)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(moments, "now", clock)
    return clock


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "store.db"


@pytest.fixture
def store(file: Path, clock: Clock) -> Store:
    return Store.create(f"sqlite:///{file}")


@pytest.fixture
def desk(store: Store) -> Desk:
    """An admin at a store with one account of each role."""
    desk = Desk(store, ADMIN)
    desk.add_user("siti", "lurah", "banjarmasin", ZONE, RIGHT)
    desk.add_user("dewi", "dinas", "banjarmasin", None, RIGHT)
    desk.add_user("rini", "admin", None, None, RIGHT)
    return desk


def keys(failure: pytest.ExceptionInfo[Any]) -> list[str]:
    return [problem.key for problem in failure.value.problems]


def actions(desk: Desk) -> list[tuple[str, str, str]]:
    """Who did what to whom, the oldest first."""
    return [(entry.by, entry.action, entry.subject) for entry in reversed(desk.log())]


def enter(store: Store, name: str, password: str = RIGHT, address: str = HOME) -> Answer:
    return sign_in(store, name, password, address, HOURS)


def whose(store: Store, secret: str) -> Viewer | None:
    with store.reading() as connection:
        return accounts.by_session(connection, secret)


def acts(store: Store, secret: str) -> Viewer | None:
    with store.reading() as connection:
        return accounts.by_token(connection, secret)


def dump(file: Path) -> str:
    with sqlite3.connect(file) as connection:
        return "\n".join(connection.iterdump())


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("siti", "sebelas.ab1"),  # 11 characters
        ("siti", ""),
        ("siti.aminah", "siti.aminah!"),  # 12, but the name counts for nothing
        ("siti.aminah", "SITI.AMINAH123456"),
        ("siti.aminah@contoh.go.id", "siti.aminah2026"),
        ("siti", "a" * 257),
    ],
)
def test_a_weak_password_is_refused_and_not_told(name: str, password: str, store: Store) -> None:
    with pytest.raises(InputError) as failure:
        Desk(store, ADMIN).add_user(name, "dinas", None, None, password)
    assert keys(failure) == ["password_length"]
    assert not password or password not in str(failure.value)
    assert Desk(store, ADMIN).users() == []


def test_twelve_characters_are_enough(store: Store) -> None:
    Desk(store, ADMIN).add_user("siti", "dinas", None, None, "duabelas.abc")
    assert enter(store, "siti", "duabelas.abc").secret


@pytest.mark.parametrize("name", ["", "x", "si ti", "<b>siti</b>", "terminal:siti", "-si", "=si"])
def test_names_that_could_be_taken_for_something_else_are_refused(name: str, store: Store) -> None:
    with pytest.raises(InputError) as failure:
        Desk(store, ADMIN).add_user(name, "dinas", None, None, RIGHT)
    assert keys(failure) == ["user_name"]


def test_every_fault_of_an_account_is_told_at_once(store: Store) -> None:
    with pytest.raises(InputError) as failure:
        Desk(store, ADMIN).add_user("x!", "lurah", "banjarmasin", None, "pendek")
    assert keys(failure) == ["user_name", "user_zone", "password_length"]


@pytest.mark.parametrize(
    ("role", "city", "zone", "key"),
    [
        ("lurah", "banjarmasin", None, "user_zone"),
        ("lurah", None, ZONE, "user_zone"),
        ("rw", "banjarmasin", None, "user_zone"),
        ("rw", None, ZONE, "user_zone"),
        ("dinas", "banjarmasin", ZONE, "user_zone"),
        ("public", None, None, "user_role"),
        ("raja", None, None, "user_role"),
    ],
)
def test_role_and_place_must_go_together(
    desk: Desk, role: str, city: str | None, zone: str | None, key: str
) -> None:
    for change in (desk.add_user, desk.set_role):
        name = "baru" if change == desk.add_user else "dewi"
        with pytest.raises(InputError) as failure:
            change(name, role, city, zone)
        assert keys(failure) == [key]


def test_a_name_is_given_once_however_it_is_written(desk: Desk) -> None:
    with pytest.raises(InputError) as failure:
        desk.add_user(" SITI ", "dinas")
    assert keys(failure) == ["user_exists"]
    assert enter(desk.store, " Siti ").secret


def test_no_secret_is_stored_or_logged(desk: Desk, file: Path) -> None:
    session = enter(desk.store, "siti").secret
    token = desk.make_token("dewi", "dasbor")
    enter(desk.store, OTHER, "namaku kutulis di sini")  # a password typed as a name
    desk.set_password("siti", OTHER)
    desk.store.close()
    text = dump(file)
    assert text.count("$argon2id$v=19$") == 3
    for secret in (RIGHT, OTHER, session, token, "namaku kutulis di sini"):
        assert secret not in text


def test_two_people_with_one_password_have_two_hashes(desk: Desk, file: Path) -> None:
    with sqlite3.connect(file) as connection:
        hashes = {row[0] for row in connection.execute("SELECT password FROM users")}
    assert len(hashes) == 3


def test_a_session_shows_who_it_is_and_ends_after_its_hours(desk: Desk, clock: Clock) -> None:
    secret = enter(desk.store, "siti").secret
    assert len(secret) >= 43  # 32 bytes in base 64
    assert whose(desk.store, secret) == Viewer("siti", "lurah", "banjarmasin", ZONE)
    clock.go(hours=7, minutes=59)
    assert whose(desk.store, secret) is not None
    clock.go(minutes=1)
    assert whose(desk.store, secret) is None


@pytest.mark.parametrize("secret", ["", "x", "x" * 5000, "\ud800", "' OR 1=1 --"])
def test_what_is_no_secret_is_nobody(desk: Desk, secret: str) -> None:
    enter(desk.store, "siti")
    assert whose(desk.store, secret) is None
    assert acts(desk.store, secret) is None


def test_a_session_is_no_token_and_a_token_no_session(desk: Desk) -> None:
    session, token = enter(desk.store, "dewi").secret, desk.make_token("dewi", "dasbor")
    assert acts(desk.store, session) is None
    assert whose(desk.store, token) is None


@pytest.mark.parametrize(
    "change",
    [
        lambda desk: desk.set_password("dewi", OTHER),
        lambda desk: desk.set_role("dewi", "admin"),
        lambda desk: desk.set_active("dewi", active=False),
    ],
    ids=["password", "role", "off"],
)
def test_a_change_ends_the_persons_sessions_and_nobody_elses(
    desk: Desk, change: Callable[[Desk], None]
) -> None:
    mine = [enter(desk.store, "dewi").secret for _ in range(2)]
    others = enter(desk.store, "siti").secret
    change(desk)
    assert [whose(desk.store, secret) for secret in mine] == [None, None]
    assert whose(desk.store, others) is not None


def test_switched_on_again_old_sessions_and_tokens_stay_ended(desk: Desk) -> None:
    session, token = enter(desk.store, "dewi").secret, desk.make_token("dewi", "dasbor")
    desk.set_active("dewi", active=False)
    assert not enter(desk.store, "dewi").secret
    assert acts(desk.store, token) is None
    with pytest.raises(InputError) as failure:
        desk.make_token("dewi", "dasbor")
    assert keys(failure) == ["user_off"]
    desk.set_active("dewi", active=True)
    assert whose(desk.store, session) is None
    assert acts(desk.store, token) is None
    assert enter(desk.store, "dewi").secret


def test_nothing_of_an_account_that_is_off_counts(desk: Desk, file: Path) -> None:
    """Also where somebody switched it off by hand, and nothing was ended or revoked."""
    session, token = enter(desk.store, "dewi").secret, desk.make_token("dewi", "dasbor")
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE users SET active = 0 WHERE name = 'dewi'")
    assert whose(desk.store, session) is None
    assert acts(desk.store, token) is None


def test_signing_out_ends_one_session(desk: Desk) -> None:
    first, second = enter(desk.store, "dewi").secret, enter(desk.store, "dewi").secret
    for _ in range(2):  # the second time changes nothing
        with desk.store.writing() as connection:
            accounts.end_session(connection, first)
    assert whose(desk.store, first) is None
    assert whose(desk.store, second) is not None
    assert actions(desk)[-1] == ("dewi", "sign_out", "dewi")
    assert [action for _, action, _ in actions(desk)].count("sign_out") == 1


def test_a_token_acts_with_the_role_as_it_is_now(desk: Desk, clock: Clock) -> None:
    token = desk.make_token("dewi", "dasbor", 30)
    assert token.startswith("jaga_")
    assert acts(desk.store, token) == Viewer("dewi", "dinas", "banjarmasin")
    desk.set_role("dewi", "lurah", "banjarmasin", ZONE)
    assert acts(desk.store, token) == Viewer("dewi", "lurah", "banjarmasin", ZONE)
    clock.go(days=29, hours=23)
    assert acts(desk.store, token) is not None
    clock.go(hours=1)
    assert acts(desk.store, token) is None


def test_a_revoked_token_is_gone_for_good(desk: Desk) -> None:
    first, second = desk.make_token("dewi", "satu"), desk.make_token("dewi", "dua")
    desk.revoke_token(1)
    assert acts(desk.store, first) is None
    assert acts(desk.store, second) is not None
    for number in (1, 7):
        with pytest.raises(InputError) as failure:
            desk.revoke_token(number)
        assert keys(failure) == ["token_unknown"]


@pytest.mark.parametrize(
    ("label", "days", "key"),
    [(" ", None, "token_label"), ("x" * 101, None, "token_label"), ("x", 0, "token_days")],
)
def test_a_token_needs_a_label_and_days_that_make_sense(
    desk: Desk, label: str, days: int | None, key: str
) -> None:
    with pytest.raises(InputError) as failure:
        desk.make_token("dewi", label, days)
    assert keys(failure) == [key]


@pytest.mark.parametrize(
    "act",
    [
        lambda desk: desk.users(),
        lambda desk: desk.add_user("baru", "admin", None, None, RIGHT),
        lambda desk: desk.set_password("rini", OTHER),
        lambda desk: desk.set_role("dewi", "admin"),
        lambda desk: desk.set_active("rini", active=False),
        lambda desk: desk.tokens(),
        lambda desk: desk.make_token("rini", "x"),
        lambda desk: desk.revoke_token(1),
        lambda desk: desk.log(),
    ],
    ids=["users", "add", "password", "role", "off", "tokens", "make", "revoke", "log"],
)
@pytest.mark.parametrize(
    "viewer",
    [
        ANYBODY,
        Viewer("rudi", "rw", "banjarmasin", ZONE),
        Viewer("siti", "lurah", "banjarmasin", ZONE),
        Viewer("dewi", "dinas"),
        Viewer("adi", "admin", "banjarmasin"),  # an admin of one city
    ],
    ids=lambda viewer: viewer.role,
)
def test_only_an_admin_of_every_city_touches_accounts(
    desk: Desk, file: Path, viewer: Viewer, act: Callable[[Desk], object]
) -> None:
    before = dump(file)
    with pytest.raises(AccessError):
        act(Desk(desk.store, viewer))
    assert dump(file) == before


def test_every_change_is_a_line_of_the_log(desk: Desk) -> None:
    desk.set_password("siti", OTHER)
    desk.set_role("dewi", "admin")
    desk.set_active("dewi", active=False)
    desk.set_active("dewi", active=True)
    desk.make_token("dewi", "dasbor")
    desk.revoke_token(1)
    enter(desk.store, "siti", OTHER)
    assert actions(desk) == [
        ("rini", "user_add", "siti"),
        ("rini", "user_add", "dewi"),
        ("rini", "user_add", "rini"),
        ("rini", "user_password", "siti"),
        ("rini", "user_role", "dewi"),
        ("rini", "user_off", "dewi"),
        ("rini", "user_on", "dewi"),
        ("rini", "token_make", "token 1"),
        ("rini", "token_revoke", "token 1"),
        ("siti", "sign_in", "siti"),
    ]


def test_a_change_whose_line_cannot_be_written_is_not_made(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise StoreError(())

    monkeypatch.setattr(audit, "write", broken)
    with pytest.raises(StoreError):
        desk.set_active("dewi", active=False)
    monkeypatch.undo()
    assert [user.name for user in desk.users() if user.active] == ["dewi", "rini", "siti"]


def test_an_account_of_the_provider_has_no_password_that_fits(desk: Desk) -> None:
    desk.add_user("adi@contoh.go.id", "dinas")
    assert not enter(desk.store, "adi@contoh.go.id", "").secret
    assert not enter(desk.store, "adi@contoh.go.id").secret
    with desk.store.reading() as connection:
        assert accounts.by_name(connection, "Adi@contoh.go.id") == Viewer(
            "adi@contoh.go.id", "dinas"
        )
        assert accounts.by_name(connection, "lain@contoh.go.id") is None
    desk.set_active("adi@contoh.go.id", active=False)
    with desk.store.reading() as connection:
        assert accounts.by_name(connection, "adi@contoh.go.id") is None


def test_the_wait_doubles_from_two_seconds_to_five_minutes() -> None:
    assert [delay_s(n) for n in range(15)] == [
        *(0, 0, 0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300)
    ]


def test_after_five_failures_the_right_password_waits_too(desk: Desk, clock: Clock) -> None:
    for _ in range(5):
        assert enter(desk.store, "siti", OTHER) == Answer("", 0)
    assert enter(desk.store, "siti") == Answer("", 2)
    clock.go(seconds=1.5)
    assert enter(desk.store, "siti") == Answer("", 1)
    clock.go(seconds=0.5)
    assert enter(desk.store, "siti").secret


def test_a_try_within_the_wait_looks_at_no_password_and_lengthens_nothing(
    desk: Desk, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        enter(desk.store, "siti", OTHER)
    looked: list[str] = []
    monkeypatch.setattr(passwords, "fits", lambda *_: looked.append("looked") or False)
    for _ in range(20):
        assert enter(desk.store, "siti") == Answer("", 2)
    assert looked == []
    clock.go(seconds=2)
    enter(desk.store, "siti", OTHER)
    assert looked == ["looked"]
    assert enter(desk.store, "siti") == Answer("", 4)


def test_unknown_names_are_slowed_and_answered_like_known_ones(desk: Desk) -> None:
    desk.set_active("rini", active=False)
    answers = {
        name: [enter(desk.store, name, OTHER, address) for _ in range(6)]
        for name, address in (("siti", "10.1.0.1"), ("budi", "10.1.0.2"), ("rini", "10.1.0.3"))
    }
    assert answers["siti"] == [Answer("", 0)] * 5 + [Answer("", 2)]
    assert answers["budi"] == answers["rini"] == answers["siti"]


def test_an_unknown_name_costs_a_whole_hash(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Equal work, counted instead of timed: one argon2 check at today's cost for each."""
    checked: list[str] = []

    class Counting(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> bool:  # type: ignore[override]
            checked.append(str(hash).rsplit("$", 2)[0])
            return super().verify(hash, password)  # type: ignore[return-value]

    monkeypatch.setattr(passwords, "_HASHER", Counting())
    desk.add_user("adi@contoh.go.id", "dinas")
    for name in ("siti", "budi", "adi@contoh.go.id"):
        assert not enter(desk.store, name, OTHER).secret
    assert len(checked) == 3
    assert len(set(checked)) == 1


def test_one_address_is_slowed_over_many_names(desk: Desk, clock: Clock) -> None:
    for number in range(5):
        assert enter(desk.store, f"nama{number}", OTHER).wait_s == 0
    assert enter(desk.store, "siti") == Answer("", 2)
    assert enter(desk.store, "siti", address=CAFE).secret
    clock.go(seconds=2)
    assert enter(desk.store, "siti").secret
    enter(desk.store, "nama6", OTHER)
    assert enter(desk.store, "siti").wait_s == 4, "a right password does not forgive an address"


def test_one_name_is_slowed_over_many_addresses(desk: Desk) -> None:
    for number in range(5):
        enter(desk.store, "siti", OTHER, f"10.2.0.{number}")
    assert enter(desk.store, "siti", address=CAFE) == Answer("", 2)
    assert enter(desk.store, "dewi", address=CAFE).secret


def test_an_ipv6_household_is_one_address(desk: Desk) -> None:
    for number in range(5):
        enter(desk.store, f"nama{number}", OTHER, f"2001:db8:1:2::{number}")
    assert enter(desk.store, "siti", address="2001:db8:1:2:ffff::9").wait_s == 2
    assert enter(desk.store, "siti", address="2001:db8:1:3::9").secret


def test_a_right_password_forgives_the_name(desk: Desk, clock: Clock) -> None:
    for number in range(4):
        enter(desk.store, "siti", OTHER, f"10.3.0.{number}")
    assert enter(desk.store, "siti").secret
    for number in range(4):
        enter(desk.store, "siti", OTHER, f"10.3.1.{number}")
    assert enter(desk.store, "siti", address=CAFE).secret


def test_failures_are_forgotten_after_a_quarter_of_an_hour(desk: Desk, clock: Clock) -> None:
    for _ in range(4):
        enter(desk.store, "siti", OTHER)
    clock.go(minutes=15)
    enter(desk.store, "siti", OTHER)
    assert enter(desk.store, "siti").secret


def test_tries_at_the_same_moment_do_not_slip_past_the_count(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twenty at once: five are looked at, whatever the order."""
    looked: list[str] = []
    monkeypatch.setattr(passwords, "fits", lambda *_: looked.append("looked") or False)
    with ThreadPoolExecutor(20) as crowd:
        answers = list(crowd.map(lambda _: enter(desk.store, "siti", OTHER), range(20)))
    assert len(looked) == 5
    assert sorted(answer.wait_s for answer in answers) == [0] * 5 + [2] * 15


def test_it_is_the_same_on_postgresql(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store = Store.create(fresh_url("postgresql", request, tmp_path))
    desk = Desk(store, ADMIN)
    desk.add_user("dewi", "dinas", "banjarmasin", None, RIGHT)
    secret, token = enter(store, "dewi").secret, desk.make_token("dewi", "dasbor", 3)
    assert whose(store, secret) == acts(store, token) == Viewer("dewi", "dinas", "banjarmasin")
    assert not enter(store, "de\x00wi' OR 1=1", RIGHT).secret
    with monkeypatch.context() as patch:
        looked: list[str] = []
        patch.setattr(passwords, "fits", lambda *_: looked.append("looked") or False)
        with ThreadPoolExecutor(12) as crowd:
            list(crowd.map(lambda _: enter(store, "dewi", OTHER, CAFE), range(12)))
        assert len(looked) == 5
    clock.go(minutes=15)
    assert enter(store, "dewi").secret
    desk.set_active("dewi", active=False)
    assert whose(store, secret) is None
    assert acts(store, token) is None
    assert [action for _, action, _ in actions(desk)] == [
        *("user_add", "sign_in", "token_make", "sign_in", "user_off")
    ]
    store.close()


def test_a_password_changed_while_it_is_looked_at_opens_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fits(*_: str) -> bool:
        desk.set_active("siti", active=False)
        return True

    monkeypatch.setattr(passwords, "fits", fits)
    assert enter(desk.store, "siti") == Answer("", 0)


def test_an_older_hash_is_renewed_at_sign_in(desk: Desk, file: Path) -> None:
    cheap = PasswordHasher(time_cost=1, memory_cost=8 * 1024).hash(RIGHT)

    def stored() -> str:
        with sqlite3.connect(file) as connection:
            return str(connection.execute(SELECT).fetchone()[0])

    SELECT = "SELECT password FROM users WHERE name = 'siti'"  # noqa: N806
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE users SET password = ? WHERE name = 'siti'", (cheap,))
    assert not enter(desk.store, "siti", OTHER).secret
    assert stored() == cheap
    assert enter(desk.store, "siti").secret
    assert "m=65536,t=3" in stored()
    assert enter(desk.store, "siti").secret


def test_a_broken_hash_fits_nothing() -> None:
    assert not passwords.fits(RIGHT, "rusak")
    assert not passwords.fits("", "")


def test_the_same_letters_typed_another_way_fit() -> None:
    composed, apart = "pénélopé di laut", "pe\u0301ne\u0301lope\u0301 di laut"
    assert composed != apart
    assert passwords.fits(apart, passwords.hashed(composed))


def test_tokens_are_listed_without_their_secret(desk: Desk) -> None:
    secret = desk.make_token("dewi", "dasbor", 3)
    (token,) = desk.tokens()
    assert isinstance(token, tokens.Token)
    assert (token.id, token.label, token.user_name) == (1, "dasbor", "dewi")
    assert token.expires_at == "2026-03-05T08:00:00.000000+00:00"
    assert secret not in repr(token)
    assert accounts.fingerprint(secret) not in repr(token)
