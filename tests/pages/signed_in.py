"""A person who is signed in, for tests of pages: a real account and session in the test's store."""

from __future__ import annotations

from itertools import count

import pytest

from geo.access import Viewer, operator
from geo.io import accounts
from geo.io.desk import Desk
from geo.io.store import Store
from geo.settings import Settings
from pages.shared import signing

_NUMBERS = count(1)


def sign_in(
    patch: pytest.MonkeyPatch,
    role: str,
    city: str | None = None,
    zone_id: str | None = None,
    url: str | None = None,
) -> Viewer:
    """From here on, screens belong to a new person of this role, as if the browser sent the
    session's cookie. ``url``: the store, None for the one of the environment."""
    store = Store.open(url or Settings().db_url)
    name = f"{role}{next(_NUMBERS)}"
    Desk(store, operator("uji")).add_user(name, role, city, zone_id)
    with store.writing() as connection:
        secret = accounts.start_session(connection, name, 8.0)
    store.close()
    patch.setattr(signing, "secret", lambda: secret)
    return Viewer(name, role, city, zone_id)  # type: ignore[arg-type]
