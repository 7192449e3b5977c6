"""Whether a security group's rule lets everyone reach a cluster's port.

Every answer is `Undetermined` where it is not known, and certain where a part decides it.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import replace

from checkov_aurora_pg.core.estate import Resource
from checkov_aurora_pg.core.kinds import Kind
from checkov_aurora_pg.core.kinds import is_address_block
from checkov_aurora_pg.core.reasons import Reason
from checkov_aurora_pg.core.reasons import Undetermined
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.facts.address_space import Range
from checkov_aurora_pg.facts.address_space import is_everyone
from checkov_aurora_pg.facts.address_space import range_of
from checkov_aurora_pg.facts.ingress import default_port
from checkov_aurora_pg.facts.ingress import is_every_protocol
from checkov_aurora_pg.facts.ingress import is_tcp
from checkov_aurora_pg.facts.ingress import ports_by_handler
from checkov_aurora_pg.facts.ingress import possible_ports
from checkov_aurora_pg.policies.wording import quoted

PORT = 'port'
RANGES = ('ipv4_ranges', 'ipv6_ranges')
PREFIX_LISTS = 'prefix_lists'
INGRESS = 'ingress'

# The addresses of one of these are never everyone's.
NETWORKS = (Kind.VPC, Kind.SUBNET, Kind.ADDRESS_BLOCK)

# How far a rule opens more than it needs to: from a port too many to all of them.
_STEPS = (2, 10, 100, 1_000, 10_000, 65_535)


def all_hold(conditions: Iterable[Callable[[], bool]]) -> bool:
    """Whether all conditions hold. One that does not decides, whatever else is unknown."""
    reasons: list[Reason] = []
    for condition in conditions:
        try:
            if not condition():
                return False
        except Undetermined as error:
            reasons.append(error.reason)
    if reasons:
        raise Undetermined(reasons[0])
    return True


def _number(resource: Resource, attribute: str, text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise Undetermined.because(
            attribute,
            f'{quoted(text)} is not a port',
            '',
            resource.written(attribute),
        ) from None


def ports_of(cluster: Resource) -> tuple[Sequence[int], Reason | None]:
    """Return the ports that a cluster may have, and why it is not known which."""
    try:
        port = cluster.text(PORT)
        if port is not None:
            return (_number(cluster, PORT, port),), None
    except Undetermined as error:
        return possible_ports(), error.reason
    if any(source.data != '' for source in cluster.elements('restored_from')):
        return possible_ports(), Reason(
            PORT,
            'it is not set, so the cluster may take it from what it is restored from',
            f'set `{cluster.spelled(PORT)}`',
            cluster.written('restored_from'),
        )
    return _ports_by_handler(cluster) if cluster.is_by_handler else ((default_port(),), None)


def _ports_by_handler(cluster: Resource) -> tuple[Sequence[int], Reason | None]:
    """Return what `ports_of` does for a cluster of CloudFormation that writes no port."""
    question = None
    try:
        ports = ports_by_handler(cluster.text('engine_mode'))
    except Undetermined as error:
        ports, question = ports_by_handler(None), error.reason.question
    if len(ports) == 1:
        return ports, None
    return ports, Reason(
        PORT,
        'it is not set, and the default that AWS documents is not the one that its CloudFormation '
        'handler sets',
        f'set `{cluster.spelled(PORT)}`',
        question=question,
    )


def _is_port_of(cluster: Resource, rule: Resource, attribute: str) -> bool:
    """Whether a rule's port is written as a traversal of the cluster's own."""
    key = cluster.key or cluster.address
    value = rule.attributes.get(attribute)
    return value is not None and any(
        reference.address == key and reference.attribute.lower().endswith(PORT)
        for reference in value.references
    )


def _bound(rule: Resource, attribute: str) -> int:
    text = rule.text(attribute)
    if text is None:
        raise Undetermined.because(attribute, 'it is not set', 'set the port', rule.place)
    return _number(rule, attribute, text)


def _is_reached(port: int, rule: Resource, cluster: Resource) -> bool:
    return all_hold(
        (
            lambda: _is_port_of(cluster, rule, 'from_port') or _bound(rule, 'from_port') <= port,
            lambda: _is_port_of(cluster, rule, 'to_port') or _bound(rule, 'to_port') >= port,
        )
    )


def _edges(rule: Resource, ports: Sequence[int]) -> set[int]:
    """Return some of the ports, in which a rule that holds only part of them shows."""
    if not isinstance(ports, range):
        return set(ports)
    edges = {ports[0], ports[-1]}
    try:
        first = _bound(rule, 'from_port')
    except Undetermined:
        return edges
    # A rule that holds neither end holds some of them where its first port is one.
    return {*edges, first} if first in ports else edges


def _holds_port(rule: Resource, cluster: Resource) -> bool:
    ports, reason = ports_of(cluster)
    answers = {_is_reached(port, rule, cluster) for port in _edges(rule, ports)}
    if len(answers) > 1:
        assert reason is not None, 'one port has one answer'
        raise Undetermined(reason)
    return answers.pop()


def reaches_port(rule: Resource, cluster: Resource) -> bool:
    """Whether a rule is about the port that a cluster listens on."""
    protocol = rule.text('protocol')
    if protocol is None:
        raise Undetermined.because('protocol', 'it is not set', 'set the protocol', rule.place)
    return is_every_protocol(protocol) or (is_tcp(protocol) and _holds_port(rule, cluster))


def _is_network(rule: Resource, addresses: Value) -> bool:
    blocks = tuple(one for one in addresses.references if is_address_block(one.attribute))
    named = replace(addresses, references=blocks)
    return any(rule.estate.referred(kind, named) for kind in NETWORKS)


def known_ranges(rule: Resource) -> tuple[tuple[Value, Range], ...]:
    """Return the ranges of a rule that are known, each as it is written and as it counts."""
    written = (addresses for attribute in RANGES for addresses in rule.elements(attribute))
    return tuple(
        (addresses, found)
        for addresses in written
        if isinstance(addresses.data, str) and (found := range_of(addresses.data)) is not None
    )


def spaces_of(ranges: Iterable[Value]) -> tuple[str, ...]:
    """Return whose address spaces ranges are of, however they are written."""
    return tuple(dict.fromkeys('IPv6' if ':' in str(one.data) else 'IPv4' for one in ranges))


def width_of(rule: Resource) -> tuple[str, ...]:
    """Return how many ports a rule opens, in steps: a wider one has all of a narrower one's."""
    try:
        protocol = rule.text('protocol')
        every = protocol is None or is_every_protocol(protocol)
        ports = _STEPS[-1] if every else _bound(rule, 'to_port') - _bound(rule, 'from_port') + 1
    except Undetermined:  # a port that is written as the cluster's own
        return ()
    return tuple(f'{step} ports or more' for step in _STEPS if ports >= step)


def ranges_of_anyone(rule: Resource) -> tuple[Value, ...]:
    """Return the ranges of a rule that let everyone in: one by itself, else all together."""
    known = known_ranges(rule)
    alone = tuple(value for value, found in known if is_everyone((found,)))
    if alone or not is_everyone(found for _, found in known):
        return alone
    return tuple(value for value, _ in known)


def lets_traffic_in(rule: Resource) -> bool:
    """Whether a rule is about traffic that comes in."""
    return rule.text('direction') in (None, INGRESS)


def admits_anyone(rule: Resource) -> bool:
    """Whether a rule is about so many addresses that strangers are among them."""
    if ranges_of_anyone(rule):
        return True
    for attribute in RANGES:
        for addresses in rule.elements(attribute):
            if isinstance(addresses.data, Unknown) and not _is_network(rule, addresses):
                why = addresses.data
                raise Undetermined(Reason.by(attribute, why, addresses.place or rule.place))
    for prefix_list in rule.elements(PREFIX_LISTS):
        raise Undetermined.because(
            PREFIX_LISTS,
            'the addresses of its prefix list are not in the scanned code',
            '',
            prefix_list.place or rule.place,
        )
    return False
