"""What goes out around an answer: caching, compression, methods, other sites, safety, faults."""

from __future__ import annotations

import gzip
import sqlite3
from pathlib import Path

import numpy as np
import pytest

from geo.io import accounts
from geo.io.store import Store
from geo.io.web.answers import WORTH_GZIP
from tests.web_kit import Web
from tests.web_stores import CITY, DAYS, SUNDAY, ZONES, reported, stored, token, web

ADDRESS = f"/api/v1/zones.json?city={CITY}&rule=insidensi7&date={SUNDAY}"
PUBLIC = ["/api", "/api/v1/openapi.json", ADDRESS, "/ogc", "/ogc/collections", "/api/v1/nothing"]
PUBLIC += ["/metrics", "/healthz", f"/ogc/collections/{CITY}/items?limit=2"]


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> tuple[Web, str]:
    folder = tmp_path_factory.mktemp("city")
    url = reported(folder)
    return web(url, folder), url


def test_an_answer_that_is_known_is_not_sent_again(city: tuple[Web, str]) -> None:
    routes, _ = city
    first = routes.get(ADDRESS)
    tag = first.headers["etag"]
    assert tag.startswith('"') and first.headers["cache-control"] == "public, max-age=10"
    for held in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = routes.get(ADDRESS, **{"if-none-match": held})
        assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag)
    assert routes.get(ADDRESS, **{"if-none-match": '"other"'}).body == first.body
    others = [f"{ADDRESS}&lang=en", ADDRESS.replace(str(SUNDAY), str(DAYS[6]))]
    others += [ADDRESS.replace("json", "csv"), ADDRESS.replace("insidensi7", "harvard")]
    tags = {tag, *(routes.get(one).headers["etag"] for one in others)}
    assert len(tags) == 5


def test_a_new_batch_makes_a_new_tag(tmp_path: Path) -> None:
    new = np.zeros((len(ZONES), len(DAYS)), dtype=int)
    routes = web(stored(tmp_path, new), tmp_path)
    tag = routes.get(ADDRESS).headers["etag"]
    assert routes.get(ADDRESS).headers["etag"] == tag
    new[0, 8] = 30
    stored(tmp_path, new, "susulan.csv")
    fresh = routes.get(ADDRESS, **{"if-none-match": tag})
    assert (fresh.status, fresh.json()[0]["cases"]) == (200, 30)


def test_large_answers_are_compressed_where_that_is_understood(city: tuple[Web, str]) -> None:
    routes, _ = city
    plain = routes.get(ADDRESS)
    assert "content-encoding" not in plain.headers
    for accepted in ("gzip", "br, gzip;q=0.5", "*"):
        packed = routes.get(ADDRESS, **{"accept-encoding": accepted})
        assert packed.headers["content-encoding"] == "gzip"
        assert gzip.decompress(packed.body) == plain.body
        assert int(packed.headers["content-length"]) == len(packed.body) < len(plain.body) / 2
        assert packed.headers["etag"] != plain.headers["etag"]
    for refused in ("gzip;q=0", "identity", "br"):
        reply = routes.get(ADDRESS, **{"accept-encoding": refused})
        assert reply.body == plain.body
    small = routes.get("/healthz", **{"accept-encoding": "gzip"})
    assert len(small.body) < WORTH_GZIP and "content-encoding" not in small.headers
    tag = packed.headers["etag"]
    assert routes.get(ADDRESS, **{"accept-encoding": "gzip", "if-none-match": tag}).status == 304


def test_what_a_person_may_see_stays_with_the_person(city: tuple[Web, str]) -> None:
    routes, url = city
    secret = token(url, "dinas", CITY, name="petugas")
    reply = routes.get(ADDRESS, Authorization=secret)
    assert reply.headers["cache-control"] == "private, no-store"
    for one in (reply, routes.get(ADDRESS)):
        varies = set(one.headers["vary"].split(", "))
        assert varies >= {"Authorization", "Cookie", "Accept-Language", "Accept-Encoding"}


def test_a_browser_that_is_signed_in_reads_with_its_cookie(city: tuple[Web, str]) -> None:
    routes, url = city
    store = Store.open(url)
    with store.writing() as connection:
        accounts.add(connection, "uji", "kantor", "dinas", CITY)
        session = accounts.start_session(connection, "kantor", 1)
        over = accounts.start_session(connection, "kantor", 1)
        accounts.end_session(connection, over)
    store.close()
    seen = routes.get(ADDRESS, cookie=f"jaga_session={session}")
    assert sorted(row["cases"] for row in seen.json()[:4]) == [1, 2, 3, 4]
    assert seen.headers["cache-control"] == "private, no-store"
    for none in (f"jaga_session={over}", "jaga_session=", "jaga_session=x; other=y"):
        assert routes.get(ADDRESS, cookie=none).json()[0]["cases"] is None


@pytest.mark.parametrize("sent", ["Bearer salah", "Bearer", "Basic dTpw", "bearer  ", "Digest x"])
def test_a_token_that_is_none_is_refused(city: tuple[Web, str], sent: str) -> None:
    routes, _ = city
    reply = routes.get(ADDRESS, Authorization=sent)
    assert reply.status == 401
    assert reply.headers["www-authenticate"].startswith('Bearer realm="jaga", error="invalid_')
    assert reply.json()["problems"][0]["key"] in ("web_token", "web_authorization")


def test_a_token_that_is_revoked_or_over_is_refused(tmp_path: Path) -> None:
    from geo.io import tokens

    url = reported(tmp_path)
    routes = web(url, tmp_path)
    secret = token(url, "dinas", CITY, name="petugas")
    store = Store.open(url)
    with store.writing() as connection:
        short = tokens.make(connection, "uji", "petugas", "sehari", days=1)
    assert routes.get(ADDRESS, Authorization=secret).status == 200
    assert routes.get(ADDRESS, Authorization=f"Bearer {short}").status == 200
    with store.writing() as connection:
        connection.exec_driver_sql("update tokens set expires_at='2021-01-01' where id = 2")
        tokens.revoke(connection, "uji", 1)
    store.close()
    assert routes.get(ADDRESS, Authorization=secret).status == 401
    assert routes.get(ADDRESS, Authorization=f"Bearer {short}").status == 401


def test_head_says_what_get_would(city: tuple[Web, str]) -> None:
    routes, _ = city
    for address in (ADDRESS, "/api", "/ogc", "/healthz", "/api/v1/nothing"):
        got, head = routes.get(address), routes.ask("HEAD", address)
        assert (head.status, head.body) == (got.status, b"")
        assert head.headers == got.headers


def test_methods_that_are_not_taken(city: tuple[Web, str]) -> None:
    routes, _ = city
    allowed = routes.ask("OPTIONS", ADDRESS)
    assert (allowed.status, allowed.headers["allow"]) == (204, "GET, HEAD, OPTIONS")
    assert routes.ask("OPTIONS", "/api/v1/imports").headers["allow"] == "POST, OPTIONS"
    for method, address in (("POST", ADDRESS), ("DELETE", "/ogc"), ("GET", "/api/v1/imports")):
        reply = routes.ask(method, address)
        assert (reply.status, reply.headers["content-type"]) == (405, "application/problem+json")
        assert reply.headers["allow"]


def test_other_sites_may_not_read_unless_they_are_named(tmp_path: Path) -> None:
    url = reported(tmp_path)
    ours, theirs = "https://peta.example", "https://lain.example"
    closed = web(url, tmp_path).get(ADDRESS, origin=ours)
    assert "access-control-allow-origin" not in closed.headers
    routes = web(url, tmp_path, cors=f"{ours}, http://127.0.0.1:8000")
    opened = routes.get(ADDRESS, origin=ours)
    assert opened.headers["access-control-allow-origin"] == ours
    assert "Origin" in opened.headers["vary"]
    assert "access-control-allow-credentials" not in opened.headers
    assert "access-control-allow-origin" not in routes.get(ADDRESS, origin=theirs).headers
    asked = {"origin": ours, "access-control-request-method": "POST"}
    before = routes.ask("OPTIONS", ADDRESS, asked)
    assert before.headers["access-control-allow-methods"] == "GET"
    assert (
        "access-control-allow-methods"
        not in routes.ask("OPTIONS", "/api/v1/imports", asked).headers
    )
    assert (
        "access-control-allow-origin"
        not in routes.ask("POST", "/api/v1/imports", {"origin": ours}).headers
    )


@pytest.mark.parametrize("origin", ["*", "peta.example", "https://a.example/", "https://a b"])
def test_an_origin_that_is_none_is_refused(tmp_path: Path, origin: str) -> None:
    from geo.errors import ConfigError

    with pytest.raises(ConfigError):
        web("sqlite://", tmp_path, cors=origin)


@pytest.mark.parametrize("address", PUBLIC)
def test_every_answer_is_safe_to_show(city: tuple[Web, str], address: str) -> None:
    routes, _ = city
    headers = routes.get(address).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "script-src" not in headers["content-security-policy"]  # default-src 'none' holds


@pytest.mark.parametrize("address", [ADDRESS, "/ogc/collections", "/api/v1/batches", "/metrics"])
def test_a_store_that_is_gone_comes_back_by_itself(tmp_path: Path, address: str) -> None:
    url = reported(tmp_path)
    secret = token(url, "admin")
    file = tmp_path / "store.db"
    routes = web(url, tmp_path)
    who = {"Authorization": secret} if "batches" in address else {}
    assert routes.get(address, **who).status == 200
    sqlite3.connect(file).execute("pragma wal_checkpoint(truncate)").fetchall()
    content = file.read_bytes()
    file.write_bytes(b"no database at all" * 1000)
    for side in ("-wal", "-shm"):
        file.with_name(file.name + side).unlink(missing_ok=True)
    gone = routes.get(f"{address}", **who)
    if address == "/metrics":
        assert "jaga_store_up 0" in gone.text and "jaga_batches" not in gone.text
    else:
        assert (gone.status, gone.headers["retry-after"]) == (503, "5")
        assert str(tmp_path) not in gone.text and "store.db" not in gone.text
        assert "Traceback" not in gone.text
    assert routes.get("/healthz").status == 503
    file.write_bytes(content)
    back = routes.get(address, **who)
    assert back.status == 200
    assert "jaga_store_up 0" not in back.text
    assert routes.get("/healthz").json() == {"status": "ok"}


def test_what_nobody_expected_tells_nothing(
    city: tuple[Web, str], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from geo import exports

    def broken(*_: object) -> None:
        raise RuntimeError("/home/rahasia/kunci.txt")

    monkeypatch.setattr(exports, "rows", broken)
    reply = city[0].get(ADDRESS)
    assert (reply.status, reply.json()["problems"][0]["key"]) == (500, "web_failure")
    assert "rahasia" not in reply.text
    assert "rahasia" in caplog.text


def test_figures_count_routes_and_never_what_somebody_sent(city: tuple[Web, str]) -> None:
    routes, _ = city
    routes.get("/api/v1/rahasia-di-alamat?city=rahasia-di-parameter")
    routes.get(f"/api/v1/zones/{ZONES[0]}/series")
    routes.ask("GET", "/api/v1/why?zone=rahasia-di-nama")
    shown = routes.get("/metrics")
    assert shown.headers["content-type"].startswith("text/plain; version=0.0.4")
    text = shown.text
    assert "rahasia" not in text and ZONES[0] not in text
    assert 'jaga_requests_total{route="/api/v1/zones/{zone_id}/series",status="200"}' in text
    assert 'jaga_requests_total{route="other",status="404"}' in text
    assert 'jaga_request_seconds_count{route="/api/v1/why"}' in text
    place = f'city="{CITY}",disease="covid19"'
    assert f'jaga_batches{{{place},state="published"}} 1.0' in text
    assert f'jaga_batches{{{place},state="retracted"}} 0.0' in text
    assert "jaga_store_up 1.0" in text
    age = next(line for line in text.splitlines() if line.startswith("jaga_data_age_seconds{"))
    assert place in age and float(age.split()[-1]) > 365 * 86_400
