"""Whom an OpenID provider vouches for: what is taken of its claims, in pages and before uploads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geo.errors import Problem


def vouched(claims: Mapping[str, Any], hours: float, now: float) -> tuple[str, Problem | None]:
    """The e-mail address that the claims vouch for, or why it is not taken; ("", None) for somebody
    who did not come by a provider. ``hours``: how long a sign-in lasts; ``now``: seconds since
    1970."""
    if not claims.get("is_logged_in"):
        return "", None
    email = str(claims.get("email") or "")
    if not email or str(claims.get("email_verified")).lower() != "true":
        return "", Problem("oidc_unverified", email or "–")
    since = claims.get("iat")
    if not isinstance(since, int | float) or now - since >= hours * 3600:
        return "", Problem("oidc_ended", email)
    return email, None
