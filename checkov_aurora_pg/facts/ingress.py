"""Which traffic a security group rule lets through to a cluster. Source: ingress.toml."""

from __future__ import annotations

from checkov_aurora_pg.facts.table import table


def is_tcp(protocol: str) -> bool:
    """Whether a rule's protocol is TCP."""
    return protocol.lower() in table('ingress')['tcp']


def is_every_protocol(protocol: str) -> bool:
    """Whether a rule's protocol means all protocols, on every port."""
    return protocol.lower() in table('ingress')['all_protocols']


def default_port() -> int:
    """Return the port of a cluster that does not choose its port."""
    return int(table('ingress')['port']['default'])


def ports_by_handler(mode: str | None) -> tuple[int, ...]:
    """Return the ports that CloudFormation may give a cluster that does not choose its port.

    `mode` is the engine mode in lower case, or None if it is not written or not known. There are
    several ports if AWS documents a different port from the one that its handler sets.
    """
    facts = table('ingress')['port']['by_handler']
    return tuple(facts['modes'].get(mode, facts['any']))


def possible_ports() -> range:
    """Return the ports that a cluster can have."""
    port = table('ingress')['port']
    return range(port['least'], port['most'] + 1)
