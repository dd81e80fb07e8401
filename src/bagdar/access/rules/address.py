"""From which address a request came, when some of what it says may be forged."""

from collections.abc import Sequence
from ipaddress import IPv6Address, ip_address, ip_network

UNKNOWN = "unknown"


def client_address(remote: str, forwarded: str, trusted: Sequence[str]) -> str:
    """The address to count by: the nearest one that our own front servers vouch for.

    remote     the other end of the connection, as the server saw it
    forwarded  the X-Forwarded-For header, which anybody may write; "" where there is none
    trusted    addresses or networks of our front servers

    Each trusted server appends the address that it saw, so the list is read from its end and
    the first address that is not ours ends the reading. An IPv6 client is counted by its /64
    network, since one household has 2^64 addresses.
    """
    address = _plain(remote)
    if address is None:
        return UNKNOWN
    for step in reversed([step for step in forwarded.split(",") if step.strip()]):
        if not _is_trusted(address, trusted):
            break
        before = _plain(step)
        if before is None:
            break
        address = before
    return _counted(address)


def _plain(text: str) -> str | None:
    try:
        address = ip_address(text.strip())
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(address)


def _is_trusted(address: str, trusted: Sequence[str]) -> bool:
    return any(ip_address(address) in ip_network(one, strict=False) for one in trusted)


def _counted(address: str) -> str:
    parsed = ip_address(address)
    if isinstance(parsed, IPv6Address):
        return str(ip_network((parsed, 64), strict=False))
    return address
