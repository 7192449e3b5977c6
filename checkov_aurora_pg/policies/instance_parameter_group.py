"""Policy 8: no protection is asked for where it has no effect."""

from __future__ import annotations

from collections.abc import Iterator

from checkov_aurora_pg.core.estate import Resource
from checkov_aurora_pg.core.kinds import Kind
from checkov_aurora_pg.core.policy import Finding
from checkov_aurora_pg.core.policy import Settings
from checkov_aurora_pg.core.policy import Severity
from checkov_aurora_pg.core.policy import policy
from checkov_aurora_pg.core.reasons import Undetermined
from checkov_aurora_pg.facts.cluster_parameters import cluster_parameters
from checkov_aurora_pg.policies.aurora_postgresql import is_parameter_group
from checkov_aurora_pg.policies.judgements import together


def _sets(group: Resource, parameter: str) -> bool:
    """Whether a group sets a parameter, or is not known not to."""
    try:
        return group.parameter(parameter) is not None
    except Undetermined:
        return True


def _is_aurora_postgresqls(group: Resource) -> bool:
    """Whether an instance parameter group is of an Aurora PostgreSQL family.

    The instances of every engine have such groups: one whose family is unknown matters only
    if it sets what would be wrong.
    """
    try:
        return is_parameter_group(group)
    except Undetermined:
        if any(_sets(group, parameter) for parameter in cluster_parameters()):
            raise
        return False


def _judged(group: Resource, parameter: str) -> Iterator[Finding]:
    setting = group.parameter(parameter)
    if setting is not None:
        yield Finding(
            parameter,
            (
                f'`{parameter}` has no effect in an instance parameter group: Aurora PostgreSQL '
                'reads it from the cluster parameter group only; set it there'
            ),
            setting.place,
        )


@policy(
    id='CKV2_AURORAPG_8',
    title='Aurora PostgreSQL instance parameter group sets no parameter of the cluster',
    severity=Severity.MEDIUM,
    subject=Kind.INSTANCE_PARAMETER_GROUP,
    applies=_is_aurora_postgresqls,
    remedy=(
        'Move the parameter to the cluster parameter group, and give the cluster that group. '
        'The parameter groups of its instances have no effect on it.'
    ),
    references=(
        'https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/'
        'AuroraPostgreSQL.Reference.ParameterGroups.html',
        'https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraPostgreSQL.Security.html',
    ),
    reads={Kind.INSTANCE_PARAMETER_GROUP: ('family', *cluster_parameters())},
)
def instance_parameter_group(group: Resource, settings: Settings) -> Iterator[Finding]:
    """A protection that is set where it has no effect is worse than one that is missing.

    Aurora PostgreSQL takes some parameters from the cluster parameter group alone, above all
    those that require TLS, choose its suites and versions, and decide how passwords are
    stored. In RDS for PostgreSQL they belong to the instance, and some tools write what
    is given beside an instance into an instance parameter group. The code then reads as if
    the cluster were protected, and nobody looks again.

    The severity is medium since an attacker gains what the parameter was to prevent, if the
    cluster's own group does not prevent it.
    """
    yield from together(_judged(group, parameter) for parameter in cluster_parameters())
