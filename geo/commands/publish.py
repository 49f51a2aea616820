"""Let a batch count (publish NUMBER), or write the public map as plain files (publish --out DIR).

The site needs no server: it opens from a USB stick, and any web host can serve it. It always shows
what the public may see. A folder that is there is replaced only if it is an earlier site.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

from geo import assets, text
from geo.commands import asking, batches, operating
from geo.errors import InputError, JagaError, Problem
from geo.io.store import Store
from geo.settings import STATIC, Settings
from geo.snapshot import snapshot_id

MORE_LANGUAGES = ("both",)
"""What --lang can be besides the languages: a site in all of them."""
_DAY_S = 86_400
"""Seconds between two looks of ``--watch`` at most."""
_SITE_ONLY = ("city", "disease", "date", "rule", "cities", "rules", "as_of", "url", "watch")


def add_arguments(parser: argparse.ArgumentParser, name: str) -> None:
    """Arguments of ``publish``."""
    parser.add_argument("batch", type=int, nargs="?", metavar="NUMBER", help="let this batch count")
    parser.add_argument("--note", default="", help="why; stays in the history of the batch")
    parser.add_argument("--out", type=Path, metavar="DIR", help="write the site to this folder")
    parser.add_argument("--url", help="the address the site will have, for sitemap and pictures")
    parser.add_argument(
        "--watch", type=float, metavar="SECONDS", help="stay, and write anew when data change"
    )
    asking.add_arguments(parser, public=True)
    # Whoever names no language gets a site in both.
    parser.set_defaults(lang=MORE_LANGUAGES[0])


def run(arguments: argparse.Namespace) -> int:
    """0 when it is done."""
    problems = _misplaced(arguments)
    if problems:
        raise InputError(problems)
    if arguments.out is None:
        arguments.lang = _spoken(arguments)
        return batches.run(arguments)
    done = write(arguments)
    if arguments.watch is not None:
        print(text.text("site.watching", _spoken(arguments), seconds=f"{arguments.watch:g}"))
        try:
            watch(arguments, done)
        except KeyboardInterrupt:
            return 0
    return 0


def write(arguments: argparse.Namespace) -> str:
    """Write the site once; the revision of the store that it was made from."""
    from geo.site import build, content, folder

    folder.check(arguments.out)
    assets.ensure(STATIC)
    before = revision(arguments)
    asked = asking.answer(_one_language(arguments), geometry=True)
    made = content.content(
        asked.view,
        asked.rule,
        asked.zones,
        snapshot_id(asked.view),
        text.LANGUAGES if arguments.lang in MORE_LANGUAGES else (arguments.lang,),
        arguments.url,
    )
    sizes = build.build(made, arguments.out, operating.bar if sys.stderr.isatty() else None)
    by_kind: Counter[str] = Counter()
    for path, size in sizes.items():
        by_kind[build.kind(path)] += size
    lang = _spoken(arguments)
    for kind in build.KINDS:
        said = text.text(f"site.kind_{kind}", lang)
        print(text.text("site.size", lang, kind=said, bytes=_kb(by_kind[kind], lang)))
    values = {
        "pages": text.number(sum(path.endswith(".html") for path in sizes), lang),
        "files": text.number(len(sizes), lang),
        "bytes": _kb(sum(sizes.values()), lang),
    }
    print(text.text("site.done", lang, folder=str(arguments.out), id=made.snapshot, **values))
    return before


def watch(arguments: argparse.Namespace, seen: str) -> None:
    """Write the site anew whenever what counts changes, until somebody ends it. What goes wrong is
    said, and tried again."""
    while True:
        time.sleep(arguments.watch)
        try:
            if revision(arguments) != seen:
                seen = write(arguments)
        except JagaError as failure:
            print(text.error(failure, _spoken(arguments)), file=sys.stderr)


def revision(arguments: argparse.Namespace) -> str:
    """The state of the store for the city and disease that were asked for."""
    city, disease = asking.keys(arguments)
    store = Store.open(arguments.db or Settings().db_url)
    try:
        return store.revision(city, disease)
    finally:
        store.close()


def _misplaced(arguments: argparse.Namespace) -> list[Problem]:
    """Arguments that contradict each other, each as a problem."""
    if (arguments.batch is None) == (arguments.out is None):
        return [Problem("site_arguments", "publish")]
    given = [name for name in _SITE_ONLY if getattr(arguments, name) is not None]
    wrong = given if arguments.out is None else ["note"] if arguments.note else []
    options = (f"--{name.replace('_', '-')}" for name in wrong)
    problems = [Problem("site_option", option, {"option": option}) for option in options]
    if arguments.watch is not None and not 0 < arguments.watch <= _DAY_S:
        problems.append(Problem("site_option", "--watch", {"option": f"--watch {arguments.watch}"}))
    if arguments.url is not None and not _is_address(arguments.url):
        problems.append(Problem("site_url", "--url", {"found": arguments.url}))
    return problems


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    whole = parts.scheme in ("http", "https") and bool(parts.hostname)
    return whole and not (parts.query or parts.fragment or parts.username)


def _one_language(arguments: argparse.Namespace) -> argparse.Namespace:
    return argparse.Namespace(**{**vars(arguments), "lang": _spoken(arguments)})


def _spoken(arguments: argparse.Namespace) -> str:
    """The language of what is printed."""
    lang: str = arguments.lang
    return text.LANGUAGES[0] if lang in MORE_LANGUAGES else lang


def _kb(size: int, lang: str) -> str:
    return text.number(size / 1000, lang, 1)
