"""Policy 1: connections without TLS are refused."""

from __future__ import annotations

from collections.abc import Iterator

from checkov_aurora_pg.core.estate import Resource
from checkov_aurora_pg.core.kinds import Kind
from checkov_aurora_pg.core.policy import Finding
from checkov_aurora_pg.core.policy import Settings
from checkov_aurora_pg.core.policy import Severity
from checkov_aurora_pg.core.policy import policy
from checkov_aurora_pg.core.reasons import Undetermined
from checkov_aurora_pg.core.wanted import ParameterIs
from checkov_aurora_pg.facts.families import families
from checkov_aurora_pg.facts.families import newest
from checkov_aurora_pg.policies.aurora_postgresql import family_name
from checkov_aurora_pg.policies.aurora_postgresql import is_parameter_group
from checkov_aurora_pg.policies.wording import quoted

PARAMETER = 'rds.force_ssl'
ON = '1'

WANTED = ParameterIs(
    PARAMETER, ON, 'clients that connect without TLS are refused from the deployment on'
)

# Worse than a group that requires TLS by its family's default alone.
OFF = ('connections without TLS',)

# AWS documents only 0 and 1. Whether Aurora PostgreSQL takes these for 1, as RDS for SQL
# Server does, takes them for the default or refuses them is not written anywhere.
UNCONFIRMED = frozenset({'', 'true', 'on', 'yes', 't', 'y'})


def _default(group: Resource) -> str:
    name = family_name(group)
    family = families().get(name)
    if family is None:
        raise Undetermined.because(
            PARAMETER,
            f'it is not set, and its default in family {quoted(name)} is not known '
            f'(the newest known family is `{newest().name}`)',
            'set it to `1`',
            group.place,
        )
    return family.force_ssl


def accepted_without_tls(group: Resource) -> Finding | None:
    """Return the finding that says why a group lets connections without TLS in, if it does.

    Raises `Undetermined` where that cannot be known.
    """
    setting = group.parameter(PARAMETER)
    if setting is None:
        default = _default(group)
        return (
            None
            if default == ON
            else Finding(
                PARAMETER,
                (
                    f'`{PARAMETER}` is not set, and its default in family '
                    f'{quoted(family_name(group))} is `{default}`: connections without TLS are '
                    'accepted; set it to `1`'
                ),
                group.place,
                wrong=OFF,
                wanted=WANTED,
            )
        )
    if setting.value.strip().lower() in UNCONFIRMED:
        raise Undetermined.because(
            PARAMETER,
            f'it is {quoted(setting.value)}, and AWS does not say what the engine makes of that',
            'set it to `1`',
            setting.place,
        )
    return (
        None
        if setting.value == ON
        else Finding(
            PARAMETER,
            (
                f'`{PARAMETER}` is {quoted(setting.value)}: connections without TLS are accepted; '
                'set it to `1`'
            ),
            setting.place,
            wrong=OFF,
            wanted=WANTED,
        )
    )


@policy(
    id='CKV2_AURORAPG_1',
    title='Aurora PostgreSQL cluster parameter group requires TLS',
    severity=Severity.HIGH,
    subject=Kind.PARAMETER_GROUP,
    applies=is_parameter_group,
    remedy=(
        "Set `rds.force_ssl` to `1` in the cluster parameter group, not in an instance's. "
        'Make sure first that every client connects with TLS: it refuses the others at once. '
        'Families from `aurora-postgresql17` have it on by default: leave it out '
        'there, unless your configuration asks for it to be written.'
    ),
    references=(
        'https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraPostgreSQL.Security.html',
        'https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/'
        'AuroraPostgreSQL.Reference.ParameterGroups.html',
    ),
    reads={Kind.PARAMETER_GROUP: ('family', PARAMETER)},
    settings=('require_explicit_force_ssl',),
)
def force_ssl(group: Resource, settings: Settings) -> Iterator[Finding]:
    """With `rds.force_ssl` off, an Aurora PostgreSQL cluster offers TLS and does not insist.

    A client that does not ask for TLS, or whose request an attacker on the way strips
    (libpq's default `sslmode=prefer` falls back in silence), sends its password and
    every row in clear text. With it on, the server refuses such connections.

    What counts is the value in effect: a group that does not set the parameter has its
    family's default, which is off up to family 16 and on from 17.

    The severity is high since an attacker on the way reads passwords and data.
    """
    finding = accepted_without_tls(group)
    if finding is not None:
        yield finding
    elif settings.require_explicit_force_ssl and group.parameter(PARAMETER) is None:
        yield Finding(
            PARAMETER,
            (
                f'`{PARAMETER}` is not set, and the configuration requires it to be written; '
                'set it to `1`'
            ),
            group.place,
            wanted=WANTED,
        )
