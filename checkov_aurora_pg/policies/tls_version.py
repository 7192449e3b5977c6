"""Policy 6: no connection uses a deprecated version of TLS."""

from __future__ import annotations

from collections.abc import Iterator

from checkov_aurora_pg.core.estate import Resource
from checkov_aurora_pg.core.kinds import Kind
from checkov_aurora_pg.core.parameters import Setting
from checkov_aurora_pg.core.policy import Finding
from checkov_aurora_pg.core.policy import Settings
from checkov_aurora_pg.core.policy import Severity
from checkov_aurora_pg.core.policy import policy
from checkov_aurora_pg.core.reasons import Undetermined
from checkov_aurora_pg.core.wanted import ParameterIs
from checkov_aurora_pg.facts.tls_versions import current
from checkov_aurora_pg.facts.tls_versions import deprecated
from checkov_aurora_pg.facts.tls_versions import has_current_minimum
from checkov_aurora_pg.facts.tls_versions import has_parameters
from checkov_aurora_pg.policies.aurora_postgresql import family_name
from checkov_aurora_pg.policies.aurora_postgresql import is_parameter_group
from checkov_aurora_pg.policies.judgements import together
from checkov_aurora_pg.policies.wording import listed
from checkov_aurora_pg.policies.wording import quoted

MINIMUM = 'ssl_min_protocol_version'
MAXIMUM = 'ssl_max_protocol_version'


def _is_deprecated(parameter: str, setting: Setting) -> bool:
    # Whether Aurora takes a version in other letters is not documented: if it does not, a
    # deployment fails, so that either way a deprecated one is wrong and a current one is not.
    version = setting.value.lower()
    if version in (name.lower() for name in deprecated()):
        return True
    if version in (name.lower() for name in current()):
        return False
    raise Undetermined.because(
        parameter,
        f'it is {quoted(setting.value)}, and AWS documents only '
        f'{listed((*deprecated(), *current()))}',
        f'set it to `{current()[0]}`',
        setting.place,
    )


def _and_later(setting: Setting) -> tuple[str, ...]:
    """Return the deprecated versions from one on: an older bound leaves more of them in use."""
    versions = [version.lower() for version in deprecated()]
    return deprecated()[versions.index(setting.value.lower()) :]


def _judged_minimum(group: Resource) -> Iterator[Finding]:
    setting = group.parameter(MINIMUM)
    family = family_name(group)
    if setting is not None:
        if _is_deprecated(MINIMUM, setting):
            yield Finding(
                MINIMUM,
                (
                    f'`{MINIMUM}` is {quoted(setting.value)}: connections with deprecated TLS '
                    f'versions are accepted; set it to `{current()[0]}`'
                ),
                setting.place,
                wrong=_and_later(setting),
                wanted=ParameterIs(
                    MINIMUM, current()[0], 'clients that offer older versions only are refused'
                ),
            )
    elif not has_parameters(family):
        raise Undetermined.because(
            MINIMUM,
            f'it does not exist in family {quoted(family)}, whose minimum version is not known',
            'move to a newer family',
            group.place,
        )
    elif not has_current_minimum(family):
        raise Undetermined.because(
            MINIMUM,
            f'it is not set, and its default in family {quoted(family)} is not known',
            f'set it to `{current()[0]}`',
            group.place,
        )


def _judged_maximum(group: Resource) -> Iterator[Finding]:
    setting = group.parameter(MAXIMUM)
    if setting is not None and _is_deprecated(MAXIMUM, setting):
        yield Finding(
            MAXIMUM,
            (
                f'`{MAXIMUM}` is {quoted(setting.value)}: every connection uses a '
                f'deprecated TLS version; leave it out, or set it to `{current()[0]}`'
            ),
            setting.place,
            wrong=_and_later(setting),
        )


@policy(
    id='CKV2_AURORAPG_6',
    title='Aurora PostgreSQL cluster parameter group allows TLS 1.2 and later only',
    severity=Severity.MEDIUM,
    subject=Kind.PARAMETER_GROUP,
    applies=is_parameter_group,
    remedy=(
        'Set `ssl_min_protocol_version` to `TLSv1.2` in the cluster parameter group, or leave it '
        'out in families from `aurora-postgresql13`, and leave `ssl_max_protocol_version` out.'
    ),
    references=(
        'https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraPostgreSQL.Security.html',
        'https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/'
        'AuroraPostgreSQL.Reference.ParameterGroups.html',
    ),
    reads={Kind.PARAMETER_GROUP: ('family', MINIMUM, MAXIMUM)},
)
def tls_version(group: Resource, settings: Settings) -> Iterator[Finding]:
    """TLS 1.0 and 1.1 rest on SHA-1 and on modes that are known to be attacked.

    RFC 8996 deprecates both. A cluster that accepts them lets an old client, or an attacker
    who can make a new one fall back, use what TLS 1.2 was made to replace.

    What counts is the minimum in effect. Families from 13 have TLS 1.2 by default. What the
    older ones have is not documented, so that a group which sets no minimum there is
    undetermined. A maximum below TLS 1.2 leaves nothing better to use.

    The severity is medium since an attacker must be on the way, and break an old protocol.
    """
    yield from together((_judged_minimum(group), _judged_maximum(group)))
