"""The file that says who is told: what it may hold, and every fault of it without a secret."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo import rules, text
from geo.cities import read_cities, read_diseases
from geo.errors import ConfigError
from geo.io.webhooks import Webhook, read

SECRET = "s3cret-" * 4
GOOD = """
[[webhook]]
name = "posko"
url = "https://posko.test:8443/zona?key=abc"
city = "banjarmasin"
disease = "covid19"
"""
TELEGRAM = """
[[webhook]]
name = "grup"
kind = "telegram"
lang = "en"
url = "https://api.telegram.test/bot{secret}/sendMessage"
secret_file = "token"
chat_id = -100
city = "banjarmasin"
disease = "covid19"
rule = "insidensi7"
"""


def webhooks(folder: Path, written: str) -> list[Webhook]:
    file = folder / "webhooks.toml"
    file.write_text(written, encoding="utf-8")
    return read(file, read_cities(), read_diseases(), rules.registry())


def faults(folder: Path, written: str) -> list[tuple[str, str]]:
    """(number of the webhook, key) of each fault."""
    with pytest.raises(ConfigError) as caught:
        webhooks(folder, written)
    said = [text.problem(problem, "id") for problem in caught.value.problems]
    assert not any(SECRET in one or "abc" in one for one in said)
    return [(p.where.rpartition(" ")[2], p.key) for p in caught.value.problems]


def with_(line: str, without: str = "") -> str:
    kept = [one for one in GOOD.splitlines() if not (without and one.startswith(f"{without} "))]
    return "\n".join([*kept, line])


def test_a_file_is_read_with_its_defaults(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(f"{SECRET}\n", encoding="utf-8")
    posko, grup = webhooks(tmp_path, GOOD + TELEGRAM)
    assert (posko.name, posko.kind, posko.lang, posko.secret) == ("posko", "json", "id", "")
    assert (posko.city.key, posko.disease.key) == ("banjarmasin", "covid19")
    assert posko.rule.key == posko.city.opens_with == "resmi"
    assert (grup.kind, grup.lang, grup.chat_id, grup.rule.key) == (
        *("telegram", "en", -100),
        "insidensi7",
    )
    assert grup.url == f"https://api.telegram.test/bot{SECRET}/sendMessage"
    assert webhooks(tmp_path, "") == []


def test_nothing_that_is_shown_holds_a_secret(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(SECRET, encoding="utf-8")
    posko, grup = webhooks(tmp_path, GOOD + TELEGRAM)
    assert (posko.server, grup.server) == ("https://posko.test:8443", "https://api.telegram.test")
    assert SECRET not in repr(grup)
    assert "abc" not in repr(posko)


def test_a_secret_may_stand_in_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POSKO_SECRET", SECRET)
    (posko,) = webhooks(tmp_path, with_('secret_env = "POSKO_SECRET"'))
    assert posko.secret == SECRET
    monkeypatch.setenv("POSKO_SECRET", "x" * 15)
    assert faults(tmp_path, with_('secret_env = "POSKO_SECRET"')) == [("1", "webhook_secret")]
    monkeypatch.setenv("POSKO_SECRET", "x" * 16)
    assert webhooks(tmp_path, with_('secret_env = "POSKO_SECRET"'))[0].secret == "x" * 16


@pytest.mark.parametrize(
    ("line", "without", "key"),
    [
        ('nama = "x"', "", "webhook_field_unknown"),
        ("", "name", "webhook_field_missing"),
        ("", "url", "webhook_field_missing"),
        ("", "city", "webhook_field_missing"),
        ("", "disease", "webhook_field_missing"),
        ('name = "Posko 1"', "name", "webhook_field_value"),
        ("name = 1", "name", "webhook_field_value"),
        ('kind = "mail"', "", "webhook_field_value"),
        ('lang = "fr"', "", "webhook_field_value"),
        ('city = "bandung"', "city", "city_unknown"),
        ("city = 1", "city", "city_unknown"),
        ('disease = "flu"', "disease", "disease_unknown"),
        ('rule = "tidak-ada"', "", "rule_unknown"),
        ('rule = "ppkm-rt-v2"', "", "rule_not_public"),
        ('url = "ftp://posko.test/abc"', "url", "webhook_url"),
        ('url = "file:///abc"', "url", "webhook_url"),
        ('url = "https://"', "url", "webhook_url"),
        ('url = "https://posko.test/a abc"', "url", "webhook_url"),
        ('url = "https://posko.test:99999/abc"', "url", "webhook_url"),
        ("url = 7", "url", "webhook_url"),
        ('url = "https://posko.test/{secret}"', "url", "webhook_field_missing"),
        ('secret_file = "nowhere"', "", "webhook_secret"),
        ('secret_env = "JAGA_NOT_THERE"', "", "webhook_secret"),
        ('secret_env = "A"\nsecret_file = "b"', "", "webhook_secret_twice"),
        ('kind = "telegram"', "", "webhook_field_missing"),
        ('kind = "telegram"\nchat_id = true', "", "webhook_field_value"),
    ],
)
def test_each_fault_is_named(tmp_path: Path, line: str, without: str, key: str) -> None:
    assert faults(tmp_path, with_(line, without)) == [("1", key)]


def test_a_servers_name_holds_no_secret(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(SECRET, encoding="utf-8")
    line = 'url = "https://{secret}.posko.test/abc"\nsecret_file = "token"'
    assert faults(tmp_path, with_(line, "url")) == [("1", "webhook_url")]


def test_all_faults_are_told_together(tmp_path: Path) -> None:
    two = with_('kind = "mail"') + "\n" + with_('lang = "fr"', "url")
    assert faults(tmp_path, two) == [
        ("1", "webhook_field_value"),
        ("2", "webhook_field_missing"),
        ("2", "webhook_field_value"),
        ("2", "webhook_name_twice"),
    ]
    assert faults(tmp_path, "webhook = 1")[0][1] == "webhook_no_table"
    assert faults(tmp_path, "[webhook]\nname = 'x'")[0][1] == "webhook_no_table"
    assert faults(tmp_path, "[[webhooks]]")[0][1] == "webhook_field_unknown"
    assert faults(tmp_path, "[[webhook")[0][1] == "toml_broken"
