"""Policy 2: no cipher suite outside the approved list is allowed."""

from __future__ import annotations

from collections.abc import Iterable
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
from checkov_aurora_pg.facts.approved_lists import ApprovedList
from checkov_aurora_pg.facts.approved_lists import approved
from checkov_aurora_pg.facts.cipher_suites import Suite
from checkov_aurora_pg.facts.cipher_suites import suite
from checkov_aurora_pg.facts.families import CipherParameter
from checkov_aurora_pg.facts.families import Family
from checkov_aurora_pg.facts.families import families
from checkov_aurora_pg.facts.families import newest
from checkov_aurora_pg.policies.aurora_postgresql import family_name
from checkov_aurora_pg.policies.aurora_postgresql import is_parameter_group
from checkov_aurora_pg.policies.cipher_list import CipherList
from checkov_aurora_pg.policies.cipher_list import cipher_list
from checkov_aurora_pg.policies.cipher_list import default_list
from checkov_aurora_pg.policies.cipher_list import names_in
from checkov_aurora_pg.policies.judgements import together
from checkov_aurora_pg.policies.wording import joined
from checkov_aurora_pg.policies.wording import listed
from checkov_aurora_pg.policies.wording import quoted

PARAMETER = 'ssl_ciphers'


def _title(allowed: ApprovedList) -> str:
    return (
        f'the approved list `{allowed.name}`' if allowed.name else 'the list of the configuration'
    )


def _complaints(
    ciphers: CipherList,
    parameter: CipherParameter,
    allowed: ApprovedList,
    opening: str,
) -> Iterator[str]:
    if ciphers.unapproved:
        groups = (f'{listed(names)} ({why})' for why, names in ciphers.unapproved.items())
        yield f'{opening} suites outside {_title(allowed)}: {"; ".join(groups)}'
    if ciphers.cipher_strings:
        yield (
            f"`{parameter.name}` has {listed(ciphers.cipher_strings)} in OpenSSL's list syntax, "
            'but Aurora takes suite names separated by commas'
        )
    if ciphers.unoffered:
        names = [
            f'{quoted(name)} (nearest: `{near}`)' if near else quoted(name)
            for name, near in ciphers.unoffered.items()
        ]
        yield f'`{parameter.name}` names {joined(names)}, which no Aurora PostgreSQL version offers'


def _suites(name: str) -> tuple[Suite, ...]:
    member = suite(name)
    return (member,) if member else ()


def _wrong(ciphers: CipherList) -> tuple[str, ...]:
    """Return what a list names and should not, a suite in the same spelling whatever it has."""
    suites = (
        member.iana
        for names in ciphers.unapproved.values()
        for name in names
        for member in _suites(name)
    )
    return (*suites, *ciphers.cipher_strings, *ciphers.unoffered)


def _offered(names: Iterable[str], parameter: CipherParameter) -> tuple[str, ...]:
    """Return the names, and for one that the parameter does not take, its suite's other name."""
    return tuple(
        dict.fromkeys(
            offered
            for name in names
            for offered in (
                (name,) if name in parameter.offered else parameter.spelled(_suites(name))
            )
        )
    )


def _wanted(
    kept: Iterable[str],
    parameter: CipherParameter,
    allowed: ApprovedList,
) -> ParameterIs | None:
    """Return what to write: what is approved of the present value, else all that is approved."""
    names = _offered(kept, parameter) or parameter.spelled(allowed.suites)
    note = 'clients that offer none of these suites are refused'
    return ParameterIs(parameter.name, ','.join(names), note) if names else None


def _advice(wanted: ParameterIs | None, family: Family, allowed: ApprovedList) -> str:
    if wanted is None:
        return f'family `{family.name}` offers no suite of {_title(allowed)} for it'
    return f'set it to `{wanted.value}`'


def _unconfirmed(
    parameter: CipherParameter,
    ciphers: CipherList,
    allowed: ApprovedList,
    place: Place,
) -> Reason:
    return Reason(
        parameter.name,
        f'it allows suites that may not be in the current edition of {_title(allowed)}: '
        f'{listed(ciphers.unconfirmed)}',
        'leave them out, or choose another list',
        place,
    )


def _judged(
    group: Resource,
    parameter: CipherParameter,
    family: Family,
    allowed: ApprovedList,
) -> Iterator[Finding]:
    setting = group.parameter(parameter.name)
    place = setting.place if setting else group.place
    written = names_in(setting.value) if setting else ()
    if written:
        opening = f'`{parameter.name}` allows'
        ciphers = cipher_list(written, parameter, allowed)
    else:
        # A value that names no suite chooses none: the engine's default stays.
        state = 'is empty' if setting else 'is not set'
        opening = f'`{parameter.name}` {state}, and the default of family `{family.name}` allows'
        ciphers = default_list(parameter, allowed)
    if ciphers.has_no_effect:
        raise Undetermined.because(
            parameter.name,
            f'it names only suites that have no effect in family `{family.name}`',
            'name the suites to allow',
            place,
        )
    complaints = tuple(_complaints(ciphers, parameter, allowed, opening))
    if complaints:
        wanted = _wanted(ciphers.approved if written else (), parameter, allowed)
        advice = _advice(wanted, family, allowed)
        yield Finding(
            parameter.name,
            '; '.join((*complaints, advice)),
            place,
            wrong=_wrong(ciphers),
            wanted=wanted,
        )
    if ciphers.unconfirmed:
        raise Undetermined(_unconfirmed(parameter, ciphers, allowed, place))


def _judged_without_parameter(
    group: Resource,
    family: Family,
    allowed: ApprovedList,
) -> Iterator[Finding]:
    """A family too old to choose its suites has the default, as weak as any later one's."""
    parameter = next(p for known in families().values() for p in known.cipher_parameters)
    ciphers = cipher_list(parameter.default, parameter, allowed)
    if ciphers.unapproved or ciphers.unconfirmed:
        yield Finding(
            PARAMETER,
            (
                f'family `{family.name}` has no `{PARAMETER}`, and its default suites include '
                f'some outside {_title(allowed)}; move to a newer family'
            ),
            group.place,
            wrong=_wrong(ciphers),
        )


def _judged_in_unlisted_family(group: Resource, allowed: ApprovedList) -> Iterator[Finding]:
    """A suite that is weak in every known family is weak in a new one; no more is known."""
    for parameter in newest().cipher_parameters:
        setting = group.parameter(parameter.name)
        if setting is None:
            continue
        ciphers = cipher_list(names_in(setting.value), parameter, allowed)
        ciphers.unoffered.clear()
        complaints = tuple(_complaints(ciphers, parameter, allowed, f'`{parameter.name}` allows'))
        if complaints:
            yield Finding(
                parameter.name,
                '; '.join((*complaints, 'leave them out')),
                setting.place,
                wrong=_wrong(ciphers),
            )
    raise Undetermined.because(
        PARAMETER,
        f'the suites of family {quoted(family_name(group))} are not known '
        f'(the newest known family is `{newest().name}`)',
        '',
        group.place,
    )


@policy(
    id='CKV2_AURORAPG_2',
    title='Aurora PostgreSQL cluster parameter group allows approved cipher suites only',
    severity=Severity.MEDIUM,
    subject=Kind.PARAMETER_GROUP,
    applies=is_parameter_group,
    remedy=(
        'Set `ssl_ciphers` in the cluster parameter group to the approved suites that the '
        'family offers, separated by commas; in families from `aurora-postgresql18`, '
        '`ssl_tls13_ciphers` chooses the TLS 1.3 suites beside it. The finding has the '
        'value to write. Which suites are approved is a choice of the configuration '
        '(`approved_ciphers`).'
    ),
    references=(
        'https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraPostgreSQL.Security.html',
    ),
    reads={Kind.PARAMETER_GROUP: ('family', PARAMETER, 'ssl_tls13_ciphers')},
    settings=('approved_ciphers',),
)
def approved_ciphers(group: Resource, settings: Settings) -> Iterator[Finding]:
    """A cluster that does not choose its cipher suites offers weak ones.

    Every version of Aurora PostgreSQL allows suites without forward secrecy by default:
    whoever records the traffic and obtains the server's key later, can read all of it.
    Up to family 17 the default also has suites with a SHA-1 MAC and CBC. A client, or an
    attacker who influences what it offers, can choose the weakest that both sides allow.

    A suite is the same suite in its OpenSSL and its IANA spelling. Aurora takes neither
    colons nor OpenSSL's keywords (`HIGH`, `!aNULL`).

    The severity is medium since an attacker reads data only after recording the traffic and
    obtaining the key, or breaking a weak suite.
    """
    allowed = approved(settings.approved_ciphers)
    family = families().get(family_name(group))
    if family is None:
        yield from _judged_in_unlisted_family(group, allowed)
        return
    if not family.cipher_parameters:
        yield from _judged_without_parameter(group, family, allowed)
        return
    yield from together(
        _judged(group, parameter, family, allowed) for parameter in family.cipher_parameters
    )
