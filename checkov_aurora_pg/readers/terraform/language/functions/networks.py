"""Functions of network addresses."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import replace

from checkov_aurora_pg.core.values import EvaluationError
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.terraform.language.functions.signature import Function
from checkov_aurora_pg.readers.terraform.language.functions.signature import Undecided
from checkov_aurora_pg.readers.terraform.language.functions.signature import Unsupported
from checkov_aurora_pg.readers.terraform.language.functions.signature import pure
from checkov_aurora_pg.readers.terraform.language.functions.signature import text
from checkov_aurora_pg.readers.terraform.language.functions.signature import whole

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# Terraform reads leading zeros as decimal, as Go once did; Python refuses them.
_LEADING_ZEROS = re.compile(r'(?<![0-9A-Fa-f:])0+(?=[0-9])')


def _network(prefix: str) -> Network:
    address, slash, length = prefix.partition('/')
    if address.lower().startswith('::ffff:'):
        raise Unsupported('IPv4 addresses written as IPv6 are not supported')
    if ':' not in address:
        address = _LEADING_ZEROS.sub('', address)
    length = length.lstrip('0') or length[:1]
    if not slash or not (length.isascii() and length.isdigit()):
        raise EvaluationError(f'`{prefix}` is not a CIDR prefix')
    try:
        return ipaddress.ip_network(f'{address}/{length}', strict=False)
    except ValueError:
        raise EvaluationError(f'`{prefix}` is not a CIDR prefix') from None


def _at(network: Network, address: int, length: int) -> Network:
    if isinstance(network, ipaddress.IPv4Network):
        return ipaddress.IPv4Network((address, length))
    return ipaddress.IPv6Network((address, length))


def _cidrsubnet(prefix: str, bits: int, number: int) -> str:
    network = _network(prefix)
    if bits < 0 or number < 0:
        raise Unsupported('negative subnet numbers and bits are not supported')
    length = network.prefixlen + bits
    if length > network.max_prefixlen:
        raise EvaluationError(f'the prefix of `{prefix}` cannot be extended by {bits} bits')
    if number >> bits:
        raise EvaluationError(f'{bits} bits have no room for a subnet numbered {number}')
    address = int(network.network_address) + (number << (network.max_prefixlen - length))
    return str(_at(network, address, length))


def _cidrhost(prefix: str, number: int) -> str:
    network = _network(prefix)
    position = number if number >= 0 else network.num_addresses + number
    if not 0 <= position < network.num_addresses:
        raise EvaluationError(f'`{prefix}` has no room for a host numbered {number}')
    return str(network.network_address + position)


def _cidrnetmask(prefix: str) -> str:
    network = _network(prefix)
    if isinstance(network, ipaddress.IPv6Network):
        raise EvaluationError('IPv6 addresses have no netmask')
    return str(network.netmask)


def _cidrsubnets(prefix: str, *extensions: int) -> list[str]:
    network = _network(prefix)
    start, end = int(network.network_address), int(network.broadcast_address) + 1
    subnets: list[str] = []
    for bits in extensions:
        length = network.prefixlen + bits
        if not 1 <= bits <= 32 or length > network.max_prefixlen:
            raise EvaluationError(f'the prefix of `{prefix}` cannot be extended by {bits} bits')
        size = 1 << (network.max_prefixlen - length)
        start = -(-start // size) * size
        if start + size > end:
            raise EvaluationError(f'`{prefix}` has no room for all the subnets')
        subnets.append(str(_at(network, start, length)))
        start += size
    return subnets


_part = pure(_cidrsubnet, text, whole, whole, passes=True)


def _subnet(arguments: tuple[Value, ...]) -> Value:
    """Return a part of a network, which is a block of the same one; negative bits make it wider."""
    found = _part(arguments)
    return found if _is_narrower(arguments[1]) else replace(found, references=())


def _is_narrower(bits: Value) -> bool:
    try:
        return whole(bits) >= 0
    except (EvaluationError, Undecided):
        return False


NETWORKS: dict[str, Function] = {
    'cidrhost': pure(_cidrhost, text, whole),
    'cidrnetmask': pure(_cidrnetmask, text),
    'cidrsubnet': _subnet,
    'cidrsubnets': pure(_cidrsubnets, text, more=whole, passes=True),
}
