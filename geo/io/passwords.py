"""Passwords of local accounts: what is asked of one, and its hash (argon2id, RFC 9106).

A password is taken in Unicode form NFKC, so that the same one typed on another keyboard fits.
"""

from __future__ import annotations

import secrets
import threading
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from geo.errors import Problem

SHORTEST, LONGEST = 12, 256
"""Characters of a password; those of the person's own name do not count."""

_HASHER = PasswordHasher()
_AT_ONCE = threading.BoundedSemaphore(2)
"""One hash takes 64 MiB: a crowd at the door waits instead of taking all memory."""


def faults(password: str, name: str) -> list[Problem]:
    """What is wrong with a password, empty where nothing is. The password itself is never told."""
    counted = _tidy(password).casefold()
    for part in sorted({name, name.partition("@")[0]}, key=len, reverse=True):
        counted = counted.replace(part.casefold(), "")
    if len(counted) < SHORTEST or len(password) > LONGEST:
        return [Problem("password_length", name, {"shortest": SHORTEST, "longest": LONGEST})]
    return []


def hashed(password: str) -> str:
    """The hash to store, with its salt and its cost."""
    with _AT_ONCE:
        return _HASHER.hash(_tidy(password))


def fits(password: str, stored: str) -> bool:
    """True where the password has this hash. Without a hash ("") it takes as long, and is False."""
    if len(password) > LONGEST:
        return False
    with _AT_ONCE:
        try:
            return _HASHER.verify(stored or _nobodys(), _tidy(password)) and bool(stored)
        except (VerificationError, InvalidHashError):
            return False


def is_outdated(stored: str) -> bool:
    """True where a hash was made at a lower cost than today's."""
    return _HASHER.check_needs_rehash(stored)


def _tidy(password: str) -> str:
    return unicodedata.normalize("NFKC", password)


@cache
def _nobodys() -> str:
    """The hash of a password that nobody knows, to spend the same time on unknown names."""
    return _HASHER.hash(secrets.token_urlsafe(32))
