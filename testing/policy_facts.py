"""What AWS documents that decides a policy, as the policy's page shows it: one table each."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from itertools import groupby

from checkov_aurora_pg.core.policy import Policy
from checkov_aurora_pg.facts.approved_lists import approved_lists
from checkov_aurora_pg.facts.cipher_suites import suite
from checkov_aurora_pg.facts.cipher_suites import suites
from checkov_aurora_pg.facts.families import FAMILY_PREFIX
from checkov_aurora_pg.facts.families import Family
from checkov_aurora_pg.facts.families import families
from checkov_aurora_pg.facts.instance_classes import either_tenancy
from checkov_aurora_pg.facts.password_authentication import password_authentication
from checkov_aurora_pg.facts.table import table
from checkov_aurora_pg.facts.tls_versions import current
from checkov_aurora_pg.facts.tls_versions import deprecated
from checkov_aurora_pg.facts.tls_versions import has_current_minimum
from checkov_aurora_pg.facts.tls_versions import has_parameters
from checkov_aurora_pg.reports.explanation import code

NOT_KNOWN = 'not documented'


def markdown_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table in Markdown."""
    lines = [head, ['---'] * len(head), *rows]
    return '\n'.join(f'| {" | ".join(cells)} |' for cells in lines)


def _source(*names: str) -> str:
    """Return where the tables of facts are from, and when that was read."""
    return (
        'Source: '
        + '; '.join(f'<{table(name)["source"]}>, {table(name)["date"]}' for name in names)
        + '.'
    )


def _named(members: Sequence[Family]) -> str:
    first, last = (member.name.removeprefix(FAMILY_PREFIX) for member in (members[0], members[-1]))
    return f'`{FAMILY_PREFIX}{first}`' + (f' to `{last}`' if first != last else '')


def _by_family(head: Sequence[str], row: Callable[[Family], tuple[str, ...]]) -> str:
    """Return a table of the families, a row for those beside each other that are alike."""
    return markdown_table(
        ['family', *head],
        [[_named(list(members)), *cells] for cells, members in groupby(families().values(), row)],
    )


def _force_ssl() -> tuple[str, ...]:
    return (
        '## The default',
        _by_family(['`rds.force_ssl`'], lambda family: (f'`{family.force_ssl}`',)),
        _source('families'),
    )


def _cluster_tls() -> tuple[str, ...]:
    return (
        '## The default group',
        'A cluster without a group of its own has the default group of its version, which '
        'nobody can change.',
        _by_family(
            ['`rds.force_ssl` in its default group'],
            lambda family: (f'`{family.force_ssl}`',),
        ),
        _source('families'),
    )


def _tls_version() -> tuple[str, ...]:
    def minimum(family: Family) -> tuple[str, ...]:
        if not has_parameters(family.name):
            return (f'{NOT_KNOWN}, and there is no parameter for it',)
        return (f'`{current()[0]}`' if has_current_minimum(family.name) else NOT_KNOWN,)

    return (
        '## The default',
        f'The versions {code(deprecated())} are deprecated; {code(current())} are not.',
        _by_family(['minimum where none is set'], minimum),
        _source('tls_versions'),
    )


def _scram() -> tuple[str, ...]:
    def passwords(family: Family) -> tuple[str, ...]:
        known = password_authentication(family.name)
        assert known is not None, 'every listed family is known'
        return f'`{known.stored}`', 'yes' if known.can_refuse_md5 else 'no'

    return (
        '## The default',
        _by_family(['`password_encryption`', 'can refuse logins with MD5'], passwords),
        _source('password_authentication'),
    )


def _open_ingress() -> tuple[str, ...]:
    facts = table('ingress')
    return (
        '## The port',
        f'A cluster that writes no port has `{facts["port"]["default"]}`, and a restored one may '
        'have that of its source. In a template of CloudFormation that holds for the engine mode '
        f'{code(tuple(facts["port"]["by_handler"]["modes"]))} only: of any other, AWS documents '
        'one default and its handler sets another, so that it is undetermined. '
        'A rule is about the port if its protocol is '
        f'one of {code(tuple(facts["tcp"]))} and its range holds the port, or if its protocol is '
        f'one of {code(tuple(facts["all_protocols"]))}, whatever the range.',
        _source('ingress'),
    )


def _ca_certificate() -> tuple[str, ...]:
    return (
        '## The retired authorities',
        markdown_table(
            ['authority', 'its certificates expired in'],
            [
                [f'`{row["name"]}`', row['since']]
                for row in table('certificate_authorities')['retired']
            ],
        ),
        _source('certificate_authorities'),
    )


def _dedicated_tenancy() -> tuple[str, ...]:
    return (
        '## The burstable classes',
        f'Every class whose name matches `{table("instance_classes")["burstable"]}`, such as '
        '`db.t3.medium` and `db.t4g.large`, supports default tenancy only. The others, such as '
        f'`{either_tenancy()}`, support either.',
        _source('instance_classes'),
    )


def _lists() -> str:
    return markdown_table(
        ['list', 'suites', 'source'],
        [
            [f'`{row["name"]}`', str(len(row['suites'])), f'{row["source"]}, {row["date"]}']
            for row in table('approved_lists')['lists']
        ],
    )


def _suite_table() -> str:
    def cell(name: str, index: int) -> str:
        member, allowed = suites()[index], approved_lists()[name]
        return '✓' if member in allowed.suites else '?' if member in allowed.unconfirmed else ''

    return markdown_table(
        ['suite', 'weakness', *(f'`{name}`' for name in approved_lists())],
        [
            [
                '<br>'.join(f'`{name}`' for name in dict.fromkeys((member.iana, member.openssl))),
                ', '.join(member.weaknesses()),
                *(cell(name, index) for name in approved_lists()),
            ]
            for index, member in enumerate(suites())
        ],
    )


def _approved_ciphers() -> tuple[str, ...]:
    def choice(family: Family) -> tuple[str, ...]:
        if not family.cipher_parameters:
            return 'there is none', 'judged as the default of the next families'
        default = [suite(name) for name in family.cipher_parameters[0].default]
        weak = [member for member in default if member and not member.is_forward_secret]
        return (
            code(tuple(one.name for one in family.cipher_parameters)),
            f'{len(default)} suites, {len(weak)} of them without forward secrecy',
        )

    return (
        '## The default',
        _by_family(['parameter', 'where it is not set'], choice),
        _source('families'),
        '## The approved lists',
        '`approved_ciphers` in the configuration names one of these, or lists suites.',
        _lists(),
        '<details>\n<summary>The suites that Aurora PostgreSQL offers, and the lists that have '
        'them</summary>',
        'Strongest first. `?` is a suite that may have left the current edition of a list: it is '
        'undetermined.',
        _suite_table(),
        '</details>',
    )


_FACTS: Mapping[str, Callable[[], tuple[str, ...]]] = {
    'force_ssl': _force_ssl,
    'approved_ciphers': _approved_ciphers,
    'dedicated_tenancy': _dedicated_tenancy,
    'cluster_tls': _cluster_tls,
    'tls_version': _tls_version,
    'scram': _scram,
    'open_ingress': _open_ingress,
    'ca_certificate': _ca_certificate,
}


def facts_of(policy: Policy) -> tuple[str, ...]:
    """Return the parts of a policy's page that state facts; empty where it needs none."""
    return _FACTS[policy.name]() if policy.name in _FACTS else ()
