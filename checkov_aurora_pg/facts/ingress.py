"""What a security group rule lets reach a cluster. Source: ingress.toml."""

from __future__ import annotations

from checkov_aurora_pg.facts.table import table


def is_tcp(protocol: str) -> bool:
    """Whether a rule's protocol is TCP."""
    return protocol.lower() in table('ingress')['tcp']


def is_every_protocol(protocol: str) -> bool:
    """Whether a rule's protocol is all of them, on every port."""
    return protocol.lower() in table('ingress')['all_protocols']


def default_port() -> int:
    """Return the port of a cluster whose port is not chosen."""
    return int(table('ingress')['port']['default'])


def ports_by_handler(mode: str | None) -> tuple[int, ...]:
    """Return the ports that CloudFormation may give a cluster whose port is not chosen.

    `mode` is its engine mode in lower case, or None where it is not written, or not known.
    They are several where AWS documents another one than its handler sets.
    """
    facts = table('ingress')['port']['by_handler']
    return tuple(facts['modes'].get(mode, facts['any']))


def possible_ports() -> range:
    """Return the ports that a cluster can have."""
    port = table('ingress')['port']
    return range(port['least'], port['most'] + 1)
