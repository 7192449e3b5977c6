"""Which sets of address ranges are open to everyone. Source: address_space.toml."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from functools import lru_cache
from ipaddress import IPv4Network
from ipaddress import IPv6Network
from ipaddress import collapse_addresses
from ipaddress import ip_network

from checkov_aurora_pg.facts.table import table

Range = IPv4Network | IPv6Network


# Cached, because code repeats the same few ranges.
@lru_cache(maxsize=1_024)
def range_of(text: str) -> Range | None:
    """Return the address range that a text such as `10.0.0.0/8` means, or None if it is none.

    Leading zeros of a number, blanks around the range, and address bits beyond the prefix length
    are ignored. An IPv4 range in IPv6 form counts as IPv4.
    """
    address, slash, length = text.strip().partition('/')
    if ':' not in address:
        address = '.'.join(_without_zeros(part) for part in address.split('.'))
    try:
        found = ip_network(f'{address}{slash}{_without_zeros(length)}', strict=False)
    except ValueError:
        return None
    mapped = IPv6Network(table('address_space')['mapped']['space'])
    if isinstance(found, IPv6Network) and found.subnet_of(mapped):
        first = int(found.network_address) - int(mapped.network_address)
        return IPv4Network((first, found.prefixlen - mapped.prefixlen))
    return found


def _without_zeros(number: str) -> str:
    return (number.lstrip('0') or '0') if number.isascii() and number.isdigit() else number


@cache
def _space(version: int) -> tuple[Range, tuple[Range, ...], int]:
    row = table('address_space')[f'ipv{version}']
    space = ip_network(row['space'])
    length = int(row['everyone_from'].removeprefix('/'))
    most = 1 << (space.max_prefixlen - length)
    return space, tuple(map(ip_network, row['not_public'])), most


def _shared(one: Range, other: Range) -> int:
    """Return how many addresses two ranges share: one contains the other, or they share none."""
    return min(one.num_addresses, other.num_addresses) if one.overlaps(other) else 0


def is_everyone(ranges: Iterable[Range]) -> bool:
    """Return whether ranges together are so wide that they include strangers."""
    return _are_everyone(tuple(ranges))


@lru_cache(maxsize=1_024)
def _are_everyone(ranges: tuple[Range, ...]) -> bool:
    by_version: dict[int, list[Range]] = {}
    for one in ranges:
        by_version.setdefault(one.version, []).append(one)
    return any(_is_everyone(version, found) for version, found in by_version.items())


def _is_everyone(version: int, ranges: list[Range]) -> bool:
    space, not_public, most = _space(version)
    public = 0
    for one in collapse_addresses(ranges):  # type: ignore[type-var]
        public += _shared(one, space) - sum(_shared(one, other) for other in not_public)
    return public >= most
