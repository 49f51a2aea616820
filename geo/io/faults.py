"""What a database's fault means: the driver's error as a Problem in our own words."""

from __future__ import annotations

import errno

from sqlalchemy import exc

from geo.errors import Problem

BUSY_S = 5.0
"""Seconds that a transaction waits for another one's lock, a connection or an answer."""

_SQLITE = {
    "SQLITE_BUSY": "store_locked",
    "SQLITE_LOCKED": "store_locked",
    "SQLITE_FULL": "store_full",
    "SQLITE_IOERR_SHMSIZE": "store_full",
    "SQLITE_READONLY": "store_denied",
    "SQLITE_CANTOPEN": "store_denied",
    "SQLITE_PERM": "store_denied",
    "SQLITE_CORRUPT": "store_broken",
    "SQLITE_NOTADB": "store_broken",
}
"""By SQLite's name of the fault; a longer name stands for its beginning."""
_POSTGRESQL = {
    "53100": "store_full",
    "55P03": "store_locked",
    "25006": "store_denied",
    "42501": "store_denied",
    "57014": "store_unreachable",
}
"""By SQLSTATE; 57014 is a statement that took longer than it may."""
_GONE = ("08", "57P", "53300")
"""Beginnings of SQLSTATE where the server is down, starting or full of connections."""
_SYSTEM = {
    errno.ENOSPC: "store_full",
    errno.EDQUOT: "store_full",
    errno.EACCES: "store_denied",
    errno.EPERM: "store_denied",
    errno.EROFS: "store_denied",
}


def problem(error: BaseException, where: str) -> Problem:
    """The Problem of an error of SQLAlchemy, of a driver or of the system."""
    cause = getattr(error, "orig", None) or error
    key = _key(cause)
    if key == "store_locked":
        return Problem(key, where, {"seconds": f"{BUSY_S:g}"})
    said = str(cause).strip().splitlines()
    return Problem(key, where, {"found": said[0] if said else type(cause).__name__})


def _key(error: BaseException) -> str:
    name = getattr(error, "sqlite_errorname", None)
    if name is not None:
        return _SQLITE.get(name) or _SQLITE.get("_".join(name.split("_")[:2]), "store_failed")
    if isinstance(error, exc.TimeoutError):  # every connection of the pool is busy
        return "store_locked"
    if isinstance(error, OSError):
        return _SYSTEM.get(error.errno or 0, "store_failed")
    if not hasattr(error, "sqlstate"):
        return "store_failed"
    state = error.sqlstate
    if state is None:
        return "store_failed" if _refused(str(error)) else _without_state(error)
    if state.startswith(_GONE):
        return "store_unreachable"
    return _POSTGRESQL.get(state, "store_failed")


def _refused(words: str) -> bool:
    """True where the server answered, and lets this user or database not in."""
    return any(said in words for said in ("does not exist", "authentication", "pg_hba.conf"))


def _without_state(error: BaseException) -> str:
    """A fault that no server named: it is out of reach, or the driver refused a value."""
    family = {kind.__name__ for kind in type(error).__mro__}
    return "store_unreachable" if "OperationalError" in family else "store_failed"
