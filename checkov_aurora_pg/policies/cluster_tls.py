"""Policy 5: the parameter group that a cluster really uses refuses connections without TLS."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from checkov_aurora_pg.core.estate import Resource
from checkov_aurora_pg.core.kinds import Kind
from checkov_aurora_pg.core.policy import Finding
from checkov_aurora_pg.core.policy import Related
from checkov_aurora_pg.core.policy import Settings
from checkov_aurora_pg.core.policy import Severity
from checkov_aurora_pg.core.policy import policy
from checkov_aurora_pg.core.reasons import Reason
from checkov_aurora_pg.core.reasons import Undetermined
from checkov_aurora_pg.facts.families import Family
from checkov_aurora_pg.facts.families import newest
from checkov_aurora_pg.facts.families import of_default_group
from checkov_aurora_pg.facts.families import of_serverless_v1
from checkov_aurora_pg.facts.families import of_version
from checkov_aurora_pg.policies.aurora_postgresql import SERVERLESS_V1
from checkov_aurora_pg.policies.aurora_postgresql import is_cluster
from checkov_aurora_pg.policies.aurora_postgresql import is_made_from_another
from checkov_aurora_pg.policies.force_ssl import ON
from checkov_aurora_pg.policies.force_ssl import PARAMETER
from checkov_aurora_pg.policies.force_ssl import accepted_without_tls
from checkov_aurora_pg.policies.wording import quoted

ATTRIBUTE = 'parameter_group'
VERSION = 'engine_version'


def _weakness(group: Resource) -> Finding | None:
    """Return why a group does not require TLS; an `Undetermined` names the group."""
    try:
        return accepted_without_tls(group)
    except Undetermined as error:
        reason = error.reason
        told = f'`{reason.attribute}` of {group.kind} {quoted(group.address)}: {reason.text}'
        raise Undetermined(replace(reason, attribute=ATTRIBUTE, text=told)) from error


def _judged_by_groups(cluster: Resource, groups: tuple[Resource, ...]) -> Iterator[Finding]:
    """Judge by the group in the code that the cluster has, or by all that may be it."""
    weak = [(group, weakness) for group in groups if (weakness := _weakness(group)) is not None]
    if not weak:
        return
    group, weakness = weak[0]
    name = f'{group.kind} {quoted(group.address)}'
    if len(weak) < len(groups):
        raise Undetermined.because(
            ATTRIBUTE,
            f'it may be {name}, which does not require TLS, or another group, which does',
            f'set `{PARAMETER}` to `{ON}` in {name} too',
            cluster.written(ATTRIBUTE),
        )
    yield Finding(
        ATTRIBUTE,
        f'{name} does not require TLS; set `{PARAMETER}` to `{ON}` there',
        cluster.written(ATTRIBUTE),
        (Related(weakness.place, f'{name} accepts connections without TLS'),),
        (cluster, group),
    )


def _judged_by_default(cluster: Resource, family: Family, opening: str) -> Iterator[Finding]:
    if family.force_ssl != ON:
        yield Finding(
            ATTRIBUTE,
            f'{opening}, which leaves `{PARAMETER}` at `{family.force_ssl}`: connections without '
            f'TLS are accepted; give the cluster a parameter group that sets it to `{ON}`',
            cluster.written(ATTRIBUTE),
        )


def _version(cluster: Resource) -> str:
    """Return the version of a cluster, or of the global cluster that it joins."""
    version = cluster.text(VERSION)
    if version is not None:
        return version
    for target in cluster.targets('global_cluster'):
        joined = target.text(VERSION) if isinstance(target, Resource) else None
        if joined is not None:
            return joined
    decides = (
        'the cluster takes it from what it is created from'
        if is_made_from_another(cluster)
        else 'AWS chooses it at creation'
    )
    raise Undetermined.because(
        VERSION,
        f'it is not set, so {decides}, and with it the default parameter group',
        f'set `{cluster.spelled(ATTRIBUTE)}`',
        cluster.place,
    )


def _judged_as_serverless_v1(cluster: Resource, reason: Reason) -> Iterator[Finding]:
    """Judge by all families that Serverless v1 had, where they are alike."""
    possible = of_serverless_v1()
    alike = len({family.force_ssl for family in possible}) == 1
    if not alike or cluster.text('engine_mode') != SERVERLESS_V1:
        raise Undetermined(reason)
    yield from _judged_by_default(
        cluster,
        possible[0],
        (
            f'`{cluster.spelled(ATTRIBUTE)}` is not set, so the cluster gets a default group of '
            'Aurora Serverless v1'
        ),
    )


def _judged_without_group(cluster: Resource) -> Iterator[Finding]:
    try:
        version = _version(cluster)
    except Undetermined as error:
        yield from _judged_as_serverless_v1(cluster, error.reason)
        return
    family = of_version(version)
    if family is None:
        raise Undetermined.because(
            VERSION,
            f'it is {quoted(version)}, whose default parameter group is not known '
            f'(the newest known family is `{newest().name}`)',
            f'set `{cluster.spelled(ATTRIBUTE)}`',
            cluster.written(VERSION),
        )
    yield from _judged_by_default(
        cluster,
        family,
        (
            f'`{cluster.spelled(ATTRIBUTE)}` is not set, so the cluster of engine version '
            f'{quoted(version)} gets `{family.default_group}`'
        ),
    )


@policy(
    id='CKV2_AURORAPG_5',
    title='Aurora PostgreSQL cluster uses a parameter group that requires TLS',
    severity=Severity.HIGH,
    subject=Kind.CLUSTER,
    applies=is_cluster,
    remedy=(
        'Give the cluster a cluster parameter group of its own that sets `rds.force_ssl` to `1`, '
        'or move to a version whose default group does. Make sure first that every client '
        'connects with TLS: the cluster refuses the others at once.'
    ),
    references=(
        'https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraPostgreSQL.Security.html',
        'https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/USER_WorkingWithParamGroups.html',
    ),
    reads={
        Kind.CLUSTER: ('engine', 'engine_mode', ATTRIBUTE, VERSION, 'global_cluster'),
        Kind.GLOBAL_CLUSTER: (VERSION,),
        Kind.PARAMETER_GROUP: ('family', PARAMETER),
    },
)
def cluster_tls(cluster: Resource, settings: Settings) -> Iterator[Finding]:
    """A cluster is only as safe as the parameter group that it really uses.

    A cluster that names no cluster parameter group has AWS's default group of its engine
    version. Nobody can change that group, and up to version 16 it accepts connections
    without TLS: a client that does not ask for TLS, or whose request an attacker on the
    way strips, sends its password and every row in clear text. A cluster can also be
    tied to a group other than the one that its author hardened.

    Aurora Serverless v1 and v2 and the members of a global database are judged alike; no
    version of Serverless v1 has a default group that requires TLS.
    What `rds.force_ssl` is by default in a Limitless database is not documented, so that a
    group of its own decides there.

    The severity is high since an attacker on the way reads passwords and data.
    """
    targets = cluster.targets(ATTRIBUTE)
    groups = tuple(target for target in targets if isinstance(target, Resource))
    if groups:
        yield from _judged_by_groups(cluster, groups)
        return
    name = cluster.text(ATTRIBUTE)
    if name is None:
        yield from _judged_without_group(cluster)
        return
    family = of_default_group(name)
    if family is None:
        assert isinstance(targets[0], Reason), 'no target is a resource'
        raise Undetermined(targets[0])
    yield from _judged_by_default(
        cluster,
        family,
        f'`{cluster.spelled(ATTRIBUTE)}` is {quoted(name)}',
    )
