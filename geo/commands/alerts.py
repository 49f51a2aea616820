"""Messages of zone changes to the webhooks of JAGA_WEBHOOKS.

alerts preview    exactly what would be sent; sends and stores nothing
alerts send       queue what was not told yet, and send what is due, now
alerts list       what was sent, what waits, what failed, the newest first
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from geo import text
from geo.commands import operating
from geo.errors import ConfigError, Problem
from geo.io import alerting, outbox, sender
from geo.io.outbox import Delivery
from geo.io.store import Store
from geo.io.webhooks import Webhook
from geo.settings import Settings


def add_arguments(parser: argparse.ArgumentParser, name: str) -> None:
    """Arguments of ``alerts``."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("action", choices=("preview", "send", "list"))
    parser.add_argument("--webhooks", type=Path, metavar="FILE", help="default: JAGA_WEBHOOKS")
    parser.add_argument("--limit", type=int, metavar="N", help="list the newest N; default: all")
    operating.add_store(parser)


def run(arguments: argparse.Namespace) -> int:
    """0 when it is done, 1 where a receiver did not take its message."""
    settings = Settings()
    if arguments.webhooks is not None:
        settings = settings.model_copy(update={"webhooks": arguments.webhooks})
    with operating.desk(arguments) as desk:
        if arguments.action == "list":
            with desk.store.reading() as connection:
                rows = outbox.listed(connection, arguments.limit)
            for row in rows:
                print(_line(row, row.state, row.last_error, arguments.lang))
            return 0
        if settings.webhooks is None:
            raise ConfigError(Problem("webhooks_unset", "JAGA_WEBHOOKS"))
        known = alerting.read(settings)
        if arguments.action == "preview":
            for webhook in known:
                _preview(desk.store, webhook, settings.url, arguments.lang)
            return 0
        for webhook in known:
            alerting.queue(desk.store, webhook, settings.url, alerting.utc_now())
        tried = sender.deliver(desk.store, known, alerting.utc_now)
    for one in tried:
        print(_line(one.delivery, one.state, one.error, arguments.lang))
    if not tried:
        print(text.text("alerts.nothing_due", arguments.lang), file=sys.stderr)
    return 1 if any(one.error for one in tried) else 0


def _preview(store: Store, webhook: Webhook, base: str | None, lang: str) -> None:
    """Bodies on stdout, what they are on stderr."""
    with store.reading() as connection:
        bodies = [row.body for row in outbox.waiting(connection, webhook.name)]
    found = alerting.news(store, webhook, base)
    begins = found is not None and found.after is None
    bodies += [found.body] if found is not None and found.body else []
    key = "alerts.would_send"
    if not bodies:
        bodies = [body] if (body := alerting.last(store, webhook, base)) else []
        key = "alerts.begins" if begins else "alerts.nothing_waits"
        key = key if bodies else "alerts.no_change"
    values = {"name": webhook.name, "server": webhook.server}
    print(text.text(key, lang, **values), file=sys.stderr, flush=True)
    for body in bodies:
        print(body)


def _line(one: Delivery, state: str, error: str, lang: str) -> str:
    """A message as one line."""
    kind, _, status = error.partition(" ")
    said = text.text(f"alerts.error.{kind}", lang, status=status) if error else ""
    if state == "queued" and error:
        said = text.text("alerts.again", lang, said=said)
    parts = (
        one.webhook,
        one.created_at.isoformat(timespec="seconds"),
        one.event_id,
        f"{one.city} {one.disease}",
        text.text(f"alerts.state.{state}", lang),
        str(one.attempts),
        said,
    )
    return "\t".join(parts).rstrip()
