"""The OpenID provider's claims as a request carries them, for what stands before the pages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from streamlit.auth_util import get_cookie_with_chunks
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME


def claims(cookies: Mapping[str, str]) -> Mapping[str, Any]:
    """What the server signed when the person came back from the provider; empty where nothing is,
    or the signature is not the server's own."""

    def one(name: str) -> bytes | None:
        written = cookies.get(name, "")
        if not written or len(written) > 4096:
            return None
        return decode_signed_value(get_cookie_secret(), name, written.encode("latin-1", "replace"))

    signed = get_cookie_with_chunks(one, USER_COOKIE_NAME)
    try:
        said = json.loads(signed) if signed else {}
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
