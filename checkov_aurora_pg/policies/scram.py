"""Policy 7: passwords are stored, and checked at login, with SCRAM."""

from __future__ import annotations

from collections.abc import Iterator

from checkov_aurora_pg.core.estate import Resource
from checkov_aurora_pg.core.kinds import Kind
from checkov_aurora_pg.core.policy import Finding
from checkov_aurora_pg.core.policy import Settings
from checkov_aurora_pg.core.policy import Severity
from checkov_aurora_pg.core.policy import policy
from checkov_aurora_pg.core.reasons import Reason
from checkov_aurora_pg.core.reasons import Undetermined
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.core.wanted import ParameterIs
from checkov_aurora_pg.facts.families import newest
from checkov_aurora_pg.facts.password_authentication import PasswordAuthentication
from checkov_aurora_pg.facts.password_authentication import password_authentication
from checkov_aurora_pg.facts.password_authentication import word
from checkov_aurora_pg.policies.aurora_postgresql import family_name
from checkov_aurora_pg.policies.aurora_postgresql import is_parameter_group
from checkov_aurora_pg.policies.judgements import together
from checkov_aurora_pg.policies.wording import quoted

STORED = 'password_encryption'
ACCEPTED = 'rds.accepted_password_auth_method'


def _scram_stored() -> ParameterIs:
    note = 'passwords that are stored stay MD5 until each is set anew; old drivers know no SCRAM'
    return ParameterIs(STORED, word('scram'), note, is_unsafe=True)


def _family(group: Resource, parameter: str, wanted: str) -> PasswordAuthentication:
    """Return what a group's family does by itself, where the group does not set a parameter."""
    name = family_name(group)
    family = password_authentication(name)
    if family is None:
        raise Undetermined.because(
            parameter,
            f'it is not set, and its default in family {quoted(name)} is not known '
            f'(the newest known family is `{newest().name}`)',
            f'set it to `{wanted}`',
            group.place,
        )
    return family


def _unlisted(parameter: str, value: str, allowed: tuple[str, str], place: Place) -> Reason:
    weak, strong = allowed
    return Reason(
        parameter,
        f'it is {quoted(value)}, and AWS documents only `{weak}` and `{strong}`',
        f'set it to `{strong}`',
        place,
    )


def _judged_stored(group: Resource) -> Iterator[Finding]:
    md5, scram = word('md5'), word('scram')
    setting = group.parameter(STORED)
    if setting is not None:
        if setting.value not in (md5, scram):
            raise Undetermined(_unlisted(STORED, setting.value, (md5, scram), setting.place))
        if setting.value == md5:
            yield Finding(
                STORED,
                (
                    f'`{STORED}` is `{md5}`: the stored hash of a password is enough to log in; '
                    f'set it to `{scram}`'
                ),
                setting.place,
                wanted=_scram_stored(),
            )
        return
    family = _family(group, STORED, scram)
    if family.stored == md5:
        advice = (
            f'set it to `{scram}`'
            if family.has_scram
            else 'move to a newer family, since this one has no SCRAM'
        )
        yield Finding(
            STORED,
            (
                f'`{STORED}` is not set, and its default in family {quoted(family_name(group))} '
                f'is `{md5}`: the stored hash of a password is enough to log in; {advice}'
            ),
            group.place,
            wanted=_scram_stored() if family.has_scram else None,
        )


def _judged_accepted(group: Resource) -> Iterator[Finding]:
    either, scram = word('either'), word('scram_only')
    setting = group.parameter(ACCEPTED)
    if setting is not None:
        if setting.value not in (either, scram):
            raise Undetermined(_unlisted(ACCEPTED, setting.value, (either, scram), setting.place))
        if setting.value == either:
            yield Finding(
                ACCEPTED,
                (
                    f'`{ACCEPTED}` is `{either}`: users whose password is stored with MD5 '
                    f'can log in; '
                    f'set it to `{scram}`'
                ),
                setting.place,
            )
        return
    family = _family(group, ACCEPTED, scram)
    advice = (
        f'set it to `{scram}`'
        if family.can_refuse_md5
        else f'move to a newer family, since {quoted(family_name(group))} cannot refuse them'
    )
    yield Finding(
        ACCEPTED,
        (f'`{ACCEPTED}` is not set: users whose password is stored with MD5 can log in; {advice}'),
        group.place,
    )


@policy(
    id='CKV2_AURORAPG_7',
    title='Aurora PostgreSQL cluster parameter group stores passwords with SCRAM',
    severity=Severity.MEDIUM,
    subject=Kind.PARAMETER_GROUP,
    applies=is_parameter_group,
    remedy=(
        'Set `password_encryption` to `scram-sha-256` in the cluster parameter group (families '
        'from `aurora-postgresql14` have it by default), and have every user set the password '
        'anew. Once no password is stored with MD5 any more, `rds.accepted_password_auth_method` '
        'can be `scram`, from Aurora PostgreSQL 14.3; the configuration can require it '
        '(`accept_md5_logins: false`).'
    ),
    references=(
        'https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraPostgreSQL.Security.html',
        'https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/'
        'PostgreSQL_Password_Encryption_configuration.html',
    ),
    reads={Kind.PARAMETER_GROUP: ('family', STORED, ACCEPTED)},
    settings=('accept_md5_logins',),
)
def scram(group: Resource, settings: Settings) -> Iterator[Finding]:
    """A password that is stored with MD5 is as good as stored in clear text.

    The hash itself is enough to log in, and takes little time to turn back into the password:
    whoever reads it, in a backup or through a hole in an application, is in. What SCRAM
    stores cannot be used to log in, and its exchange gives an eavesdropper nothing to
    replay. The parameter decides how a password is stored when it is set: the passwords that
    are there stay as they are.

    The default is MD5 up to family 13. Aurora Serverless v1 had no SCRAM.

    The severity is medium since an attacker must read stored passwords first.
    """
    judgements = [_judged_stored(group)]
    if not settings.accept_md5_logins:
        judgements.append(_judged_accepted(group))
    yield from together(judgements)
