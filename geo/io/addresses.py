"""Internet addresses as whoever counts tries and requests knows them apart."""

from __future__ import annotations

import ipaddress


def network(address: str) -> str:
    """An address as it is counted: an IPv6 one by its /64, which one household has whole."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address[:64]
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is None:
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(getattr(parsed, "ipv4_mapped", None) or parsed)
