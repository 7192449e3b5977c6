"""Policy 9: no security group of a cluster lets the whole internet reach its port."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace
from functools import partial

from checkov_aurora_pg.core.estate import Resource
from checkov_aurora_pg.core.kinds import ATTRIBUTES
from checkov_aurora_pg.core.kinds import Kind
from checkov_aurora_pg.core.policy import Finding
from checkov_aurora_pg.core.policy import Related
from checkov_aurora_pg.core.policy import Settings
from checkov_aurora_pg.core.policy import Severity
from checkov_aurora_pg.core.policy import policy
from checkov_aurora_pg.core.reasons import Reason
from checkov_aurora_pg.core.reasons import Undetermined
from checkov_aurora_pg.facts.address_space import is_everyone
from checkov_aurora_pg.policies.aurora_postgresql import is_cluster
from checkov_aurora_pg.policies.ingress_rule import PORT
from checkov_aurora_pg.policies.ingress_rule import PREFIX_LISTS
from checkov_aurora_pg.policies.ingress_rule import RANGES
from checkov_aurora_pg.policies.ingress_rule import admits_anyone
from checkov_aurora_pg.policies.ingress_rule import all_hold
from checkov_aurora_pg.policies.ingress_rule import known_ranges
from checkov_aurora_pg.policies.ingress_rule import lets_traffic_in
from checkov_aurora_pg.policies.ingress_rule import ports_of
from checkov_aurora_pg.policies.ingress_rule import ranges_of_anyone
from checkov_aurora_pg.policies.ingress_rule import reaches_port
from checkov_aurora_pg.policies.ingress_rule import spaces_of
from checkov_aurora_pg.policies.ingress_rule import width_of
from checkov_aurora_pg.policies.security_groups import ATTRIBUTE
from checkov_aurora_pg.policies.security_groups import DEFAULT_OF
from checkov_aurora_pg.policies.security_groups import default_groups
from checkov_aurora_pg.policies.security_groups import groups_of
from checkov_aurora_pg.policies.security_groups import name_of
from checkov_aurora_pg.policies.security_groups import rules_of
from checkov_aurora_pg.policies.wording import listed
from checkov_aurora_pg.policies.wording import quoted

# A security group, and a rule of it that lets traffic reach the cluster.
Opening = tuple[Resource, Resource]


def _exists(resource: Resource) -> bool:
    why = resource.existence
    if why is not None:
        named = f'{resource.kind} {quoted(resource.address)}'
        reason = Reason(
            ATTRIBUTE,
            f'{named} may not be created: {why.reason}',
            why.decide,
            resource.place,
            question=why.question,
        )
        raise Undetermined(reason)
    return True


def _is_tied(untold: Reason | None) -> bool:
    if untold is not None:
        raise Undetermined(untold)
    return True


def _reaches(
    group: Resource,
    rule: Resource,
    untold: Reason | None,
    cluster: Resource,
) -> bool:
    return all_hold(
        (
            lambda: lets_traffic_in(rule),
            lambda: reaches_port(rule, cluster),
            lambda: _is_tied(untold),
            lambda: _exists(group),
            lambda: _exists(rule),
        )
    )


def _named(rule: Resource, reason: Reason) -> Reason:
    """Return a reason that names the rule, where it is about one of the rule's attributes."""
    if reason.attribute not in ATTRIBUTES[rule.kind]:
        return reason
    name = f'`{rule.spelled(reason.attribute)}` of {rule.kind} {quoted(rule.address)}'
    return replace(reason, attribute=ATTRIBUTE, text=f'{name}: {reason.text}')


@dataclass(slots=True)
class _Openings:
    """What lets traffic reach a cluster: the rules that do, those that may, and why.

    `doubts` are the reasons why everyone may be let in.
    """

    sure: list[Opening] = field(default_factory=list)
    possible: list[tuple[Opening, Reason]] = field(default_factory=list)
    doubts: list[Reason] = field(default_factory=list)

    def add(self, group: Resource, cluster: Resource) -> None:
        """Add the rules of a group."""
        for rule, untold in rules_of(group):
            reaches = partial(_reaches, group, rule, untold, cluster)
            try:
                if reaches():
                    self.sure.append((group, rule))
            except Undetermined as error:
                self.possible.append(((group, rule), _named(rule, error.reason)))
            try:
                all_hold((partial(admits_anyone, rule), reaches))
            except Undetermined as error:
                self.doubts.append(_named(rule, error.reason))

    def of_everyone(self) -> tuple[list[Opening], ...]:
        """Return the rules that let everyone in: each by itself, else all together."""
        alone = tuple([opening] for opening in self.sure if ranges_of_anyone(opening[1]))
        together = [opening for opening in self.sure if known_ranges(opening[1])]
        return alone or ((together,) if _are_everyone(together) else ())

    def doubts_together(self) -> list[Reason]:
        """Return why rules are not known to let everyone in that would together."""
        possible = [opening for opening, _ in self.possible]
        return [why for _, why in self.possible] if _are_everyone(self.sure + possible) else []


def _are_everyone(openings: list[Opening]) -> bool:
    return is_everyone(found for _, rule in openings for _, found in known_ranges(rule))


def _judged_by_default_group(cluster: Resource) -> None:
    """Raise `Undetermined` where the code opens a default group, which the cluster may have."""
    for group in default_groups(cluster):
        openings = _Openings()
        openings.add(group, cluster)
        if openings.of_everyone() or openings.doubts or openings.doubts_together():
            raise Undetermined.because(
                ATTRIBUTE,
                'it is not set, so the cluster gets the default security group of its VPC; if '
                f'that is {_named_group(group)}, it may be open to every address',
                f'set `{cluster.spelled(ATTRIBUTE)}`',
                cluster.place,
            )


def _named_group(group: Resource) -> str:
    return name_of(group) if group.kind is Kind.VPC else quoted(group.address)


def _finding(cluster: Resource, openings: list[Opening]) -> Finding:
    group, rule = openings[0]
    ranges = [
        value
        for _, one in openings
        for value in ranges_of_anyone(one) or [value for value, _ in known_ranges(one)]
    ]
    ports, reason = ports_of(cluster)
    port = f'port `{ports[0]}`' if reason is None else 'the port'
    return Finding(
        ATTRIBUTE,
        f'{name_of(group)} lets {listed(str(addresses.data) for addresses in ranges)} reach {port} '
        'of the cluster: everyone with a route to it can try to log in; allow only the addresses '
        'or the security groups that need it',
        ranges[0].place or rule.place,
        tuple(_related(cluster, openings)),
        wrong=(
            *spaces_of(ranges),
            *dict.fromkeys(step for _, one in openings for step in width_of(one)),
        ),
    )


def _related(cluster: Resource, openings: list[Opening]) -> Iterator[Related]:
    for group, rule in openings[1:]:
        yield Related(rule.place, f'{name_of(group)} has this rule as well')
    for group in dict.fromkeys(group for group, _ in openings):
        yield Related(group.place, f'{name_of(group)} has the rule')
        yield Related(cluster.written(ATTRIBUTE), f'the cluster is in {name_of(group)}')


@policy(
    id='CKV2_AURORAPG_9',
    title='Aurora PostgreSQL cluster is not open to every address',
    severity=Severity.HIGH,
    subject=Kind.CLUSTER,
    applies=is_cluster,
    remedy=(
        'In the security group, replace `0.0.0.0/0` and `::/0` by the security groups or the '
        'addresses of the clients that need the database.'
    ),
    references=(
        'https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/'
        'Overview.RDSSecurityGroups.html',
        'https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraPostgreSQL.Security.html',
        'https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html',
    ),
    reads={
        Kind.CLUSTER: (
            'engine',
            'engine_mode',
            ATTRIBUTE,
            PORT,
            'restored_from',
            'subnet_group',
        ),
        Kind.SUBNET_GROUP: ('subnets',),
        Kind.SUBNET: ('vpc',),
        Kind.SECURITY_GROUP: (DEFAULT_OF,),
        Kind.SECURITY_GROUP_RULE: (
            'security_group',
            'direction',
            'protocol',
            'from_port',
            'to_port',
            *RANGES,
            PREFIX_LISTS,
        ),
    },
)
def open_ingress(cluster: Resource, settings: Settings) -> Iterator[Finding]:
    """A security group is what stands between the network and the database's login.

    A rule that lets every address reach the cluster's port takes it away: in a public subnet
    the whole internet can guess passwords and use the next vulnerability before it is patched,
    and in a private one every host that has a route can: one that an attacker has taken over,
    a peered network, a VPN. Rules for parts of the address space count together, and half of
    the internet is open to strangers as well. What counts is the port that the cluster listens
    on, so that a rule for other ports does not matter, and one for all ports does.

    A cluster that names no security group has the default one of its VPC, which lets in its
    own members only, unless a rule of the code opens it. What a prefix list holds, and what a
    group that is not in the code lets in, is not known.

    The severity is high since nothing but the login is left to get through.
    """
    groups = groups_of(cluster)
    if not groups:
        _judged_by_default_group(cluster)
    reasons = [group for group in groups if isinstance(group, Reason)]
    openings = _Openings()
    for group in groups:
        if isinstance(group, Resource):
            openings.add(group, cluster)
    of_everyone = openings.of_everyone()
    for found in of_everyone:
        yield _finding(cluster, found)
    reasons += openings.doubts
    if not of_everyone:
        reasons += openings.doubts_together()
    if reasons:
        raise Undetermined(reasons[0])
