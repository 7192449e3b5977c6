from __future__ import annotations

import time

import pytest

from checkov_aurora_pg.core.described_resource import DescribedResource
from checkov_aurora_pg.core.policy import Finding
from checkov_aurora_pg.core.policy import Outcome
from checkov_aurora_pg.core.policy import Settings
from checkov_aurora_pg.core.policy import Verdict
from checkov_aurora_pg.facts.approved_lists import approved_lists
from checkov_aurora_pg.facts.cipher_suites import names
from checkov_aurora_pg.facts.families import families
from checkov_aurora_pg.policies.approved_ciphers import approved_ciphers
from checkov_aurora_pg.policies.cipher_list import MOST_COMPARED
from checkov_aurora_pg.policies.cipher_list import CipherList
from checkov_aurora_pg.policies.cipher_list import cipher_list
from testing.estates import Written
from testing.estates import parameter_group
from testing.estates import unknown
from testing.estates import verdict

V15, V18, V19 = 'aurora-postgresql15', 'aurora-postgresql18', 'aurora-postgresql19'
GCM = 'ECDHE-RSA-AES256-GCM-SHA384'
GCM_IANA = 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384'
TLS13 = 'TLS_AES_128_GCM_SHA256,TLS_AES_256_GCM_SHA384'


def judged(group: DescribedResource, approved: str | tuple[str, ...] = 'aurora-ecdhe') -> Verdict:
    result = verdict(approved_ciphers, group, settings=Settings(approved_ciphers=approved))
    assert result is not None
    return result


def finding(group: DescribedResource, approved: str | tuple[str, ...] = 'aurora-ecdhe') -> Finding:
    (found,) = judged(group, approved).findings
    return found


LISTS = [
    'aurora-ecdhe',
    'aead-forward-secret',
    'nist-sp-800-52r2',
    'mozilla-intermediate',
    'bsi-tr-02102-2',
]


@pytest.mark.parametrize('family', [f'aurora-postgresql{version}' for version in range(11, 19)])
@pytest.mark.parametrize('approved', LISTS)
@pytest.mark.parametrize('parameters', [{}, {'ssl_ciphers': ''}, {'ssl_ciphers': ' , '}])
def test_the_default_of_every_family_fails_every_named_list(
    family: str,
    approved: str,
    parameters: dict[str, Written],
) -> None:
    message = finding(parameter_group(family, **parameters), approved).message
    assert 'TLS_RSA_WITH_AES_128_GCM_SHA256' in message
    assert 'no forward secrecy' in message
    assert ('is empty' if parameters else 'is not set') in message


@pytest.mark.parametrize('family', [f'aurora-postgresql{version}' for version in range(11, 19)])
@pytest.mark.parametrize('approved', LISTS)
def test_what_a_finding_says_to_write_passes(family: str, approved: str) -> None:
    message = finding(parameter_group(family), approved).message
    advised = message.rpartition('set it to `')[2].removesuffix('`')
    assert judged(parameter_group(family, ssl_ciphers=advised), approved).outcome is Outcome.PASS


@pytest.mark.parametrize(
    ('value', 'approved', 'outcome'),
    [
        (GCM, 'aurora-ecdhe', Outcome.PASS),
        (GCM_IANA, 'aurora-ecdhe', Outcome.PASS),
        (f'{GCM}, {GCM_IANA} ,{TLS13}', 'aurora-ecdhe', Outcome.PASS),
        ('ECDHE-RSA-AES128-SHA', 'aurora-ecdhe', Outcome.PASS),
        ('ECDHE-RSA-AES128-SHA', 'aead-forward-secret', Outcome.FAIL),
        ('ECDHE-RSA-AES128-SHA', 'nist-sp-800-52r2', Outcome.PASS),
        ('ECDHE-RSA-AES128-SHA', 'mozilla-intermediate', Outcome.FAIL),
        ('ECDHE-RSA-AES128-SHA', 'bsi-tr-02102-2', Outcome.FAIL),
        ('DHE-RSA-AES256-GCM-SHA384', 'aurora-ecdhe', Outcome.FAIL),
        ('DHE-RSA-AES256-GCM-SHA384', 'mozilla-intermediate', Outcome.PASS),
        ('DHE-RSA-AES256-GCM-SHA384', 'nist-sp-800-52r2', Outcome.PASS),
        ('DHE-RSA-AES256-GCM-SHA384', 'bsi-tr-02102-2', Outcome.UNDETERMINED),
        ('ECDHE-RSA-AES128-SHA256', 'bsi-tr-02102-2', Outcome.UNDETERMINED),
        ('ECDHE-RSA-AES128-SHA256,TLS_RSA_WITH_AES_128_CBC_SHA', 'bsi-tr-02102-2', Outcome.FAIL),
        (GCM, 'bsi-tr-02102-2', Outcome.PASS),
        ('TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256', 'mozilla-intermediate', Outcome.PASS),
        ('TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256', 'nist-sp-800-52r2', Outcome.FAIL),
        ('TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256', 'aurora-ecdhe', Outcome.FAIL),
        (TLS13, 'aurora-ecdhe', Outcome.PASS),
        (GCM, (GCM_IANA,), Outcome.PASS),
        (GCM_IANA, (GCM,), Outcome.PASS),
        (f'{GCM},TLS_AES_128_GCM_SHA256', (GCM,), Outcome.FAIL),
        (None, 'aurora-ecdhe', Outcome.UNDETERMINED),
    ],
)
def test_a_value_is_judged_by_its_suites_in_either_spelling(
    value: str,
    approved: str | tuple[str, ...],
    outcome: Outcome,
) -> None:
    assert judged(parameter_group(V15, ssl_ciphers=value), approved).outcome is outcome


def test_a_list_of_every_suite_accepts_the_default() -> None:
    assert judged(parameter_group(V15), names()).outcome is Outcome.PASS


def test_a_finding_names_every_offender_by_what_is_weak_about_it() -> None:
    group = parameter_group(V15, ssl_ciphers=f'AES128-SHA,{GCM},DHE-RSA-AES256-SHA,AES256-SHA')
    found = finding(group)
    assert found.place == group.parameters.entries[0].value.place
    assert found.message == (
        '`ssl_ciphers` allows suites outside the approved list `aurora-ecdhe`: `AES128-SHA`, '
        '`AES256-SHA` (no forward secrecy, SHA-1 MAC); `DHE-RSA-AES256-SHA` (SHA-1 MAC, '
        'finite-field '
        f'Diffie-Hellman); set it to `{GCM}`'
    )


def test_a_finding_about_nothing_written_stands_on_the_group() -> None:
    group = parameter_group(V15)
    assert finding(group).place == group.place


@pytest.mark.parametrize(
    'value',
    [
        'HIGH',
        'DEFAULT',
        '!aNULL',
        'HIGH:!aNULL',
        'kEECDH',
        'ECDHE+AESGCM',
        '@STRENGTH',
        '-RC4',
        f'{GCM},MEDIUM',
        f'{GCM}:{GCM_IANA}',
        f'{GCM} {GCM_IANA}',
        f'{GCM};{GCM_IANA}',
    ],
)
@pytest.mark.parametrize('family', [V15, V18, V19])
def test_a_cipher_string_of_openssl_is_not_a_list_of_suites(family: str, value: str) -> None:
    message = finding(parameter_group(family, ssl_ciphers=value, ssl_tls13_ciphers=TLS13)).message
    assert "in OpenSSL's list syntax, but Aurora takes suite names separated by commas" in message


@pytest.mark.parametrize(
    ('family', 'value', 'advice'),
    [
        (V15, f'{GCM}:AES128-SHA:{GCM_IANA}', f'{GCM},{GCM_IANA}'),
        (V18, f'{GCM}:AES128-SHA:{GCM_IANA}', GCM_IANA),
        (V15, f'{GCM},ECDHE-RSA-AES128-GCM-SHA265', f'{GCM},ECDHE-RSA-AES128-GCM-SHA256'),
        (V15, f'{GCM},AES128-SHA', GCM),
        (V18, f'{GCM},AES128-SHA', GCM_IANA),
    ],
)
def test_the_advice_keeps_what_is_approved_as_the_family_spells_it(
    family: str,
    value: str,
    advice: str,
) -> None:
    assert finding(parameter_group(family, ssl_ciphers=value)).message.endswith(
        f'; set it to `{advice}`',
    )


@pytest.mark.parametrize(
    ('value', 'nearest'),
    [
        ('ECDHE-RSA-AES128-GCM-SHA265', 'ECDHE-RSA-AES128-GCM-SHA256'),
        ('ecdhe-rsa-aes256-gcm-sha384', GCM),
        ('TLS_CHACHA20_POLY1305_SHA256', 'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256'),
    ],
)
def test_a_name_that_is_never_offered_fails_with_the_nearest(value: str, nearest: str) -> None:
    message = finding(parameter_group(V15, ssl_ciphers=value)).message
    assert (
        f'names `{value}` (nearest: `{nearest}`), which no Aurora PostgreSQL version offers'
        in message
    )


def test_a_name_that_is_near_nothing_fails_without_one() -> None:
    message = finding(parameter_group(V15, ssl_ciphers='nonsense')).message
    assert 'names `nonsense`, which no Aurora PostgreSQL version offers; set it to' in message


@pytest.mark.parametrize(
    ('parameters', 'approved', 'attributes'),
    [
        ({'ssl_ciphers': GCM_IANA}, 'aurora-ecdhe', []),
        ({'ssl_ciphers': f'{GCM_IANA},{TLS13}'}, 'aurora-ecdhe', []),
        (
            {'ssl_ciphers': f'{GCM_IANA},TLS_AES_128_GCM_SHA256'},
            (GCM_IANA, 'TLS_AES_256_GCM_SHA384'),
            ['ssl_tls13_ciphers'],
        ),
        (
            {'ssl_ciphers': GCM_IANA, 'ssl_tls13_ciphers': 'TLS_AES_256_GCM_SHA384'},
            (GCM_IANA, 'TLS_AES_256_GCM_SHA384'),
            [],
        ),
        (
            {'ssl_ciphers': GCM_IANA, 'ssl_tls13_ciphers': 'TLS_AES_128_GCM_SHA256'},
            (GCM_IANA, 'TLS_AES_256_GCM_SHA384'),
            ['ssl_tls13_ciphers'],
        ),
        (
            {'ssl_tls13_ciphers': 'TLS_CHACHA20_POLY1305_SHA256'},
            'aurora-ecdhe',
            ['ssl_ciphers', 'ssl_tls13_ciphers'],
        ),
    ],
    ids=['default 1.3', 'inert', 'default 1.3 unapproved', 'chosen', 'unapproved', 'both'],
)
def test_tls_1_3_suites_have_a_parameter_of_their_own_from_18(
    parameters: dict[str, Written],
    approved: str | tuple[str, ...],
    attributes: list[str],
) -> None:
    findings = judged(parameter_group(V18, **parameters), approved).findings
    assert [found.attribute for found in findings] == attributes


def test_the_parameter_for_tls_1_3_means_nothing_before_18() -> None:
    group = parameter_group(V15, ssl_ciphers=GCM, ssl_tls13_ciphers='nonsense')
    assert judged(group).outcome is Outcome.PASS


@pytest.mark.parametrize('family', ['aurora-postgresql9.6', 'aurora-postgresql10'])
def test_a_family_without_the_parameter_has_its_weak_default(family: str) -> None:
    result = judged(parameter_group(family))
    assert result.outcome is Outcome.FAIL
    assert f'family `{family}` has no `ssl_ciphers`' in result.findings[0].message


@pytest.mark.parametrize(
    ('group', 'reason'),
    [
        (parameter_group(V15, ssl_ciphers=unknown('`var.ciphers`')), '`var.ciphers`'),
        (parameter_group(unknown('`var.family`')), '`var.family`'),
        (parameter_group(V18, ssl_ciphers=TLS13), 'no effect'),
        (parameter_group(V19), f'`{V19}`'),
        (parameter_group(V19, ssl_ciphers=GCM_IANA, ssl_tls13_ciphers=TLS13), f'`{V18}`'),
        (parameter_group(V19, ssl_ciphers='TLS_NEW_SUITE'), f'`{V19}`'),
    ],
    ids=['value', 'family', 'inert', 'unlisted', 'newest', 'new suite'],
)
def test_what_is_not_known_is_undetermined_and_says_why(
    group: DescribedResource, reason: str
) -> None:
    result = judged(group)
    assert result.outcome is Outcome.UNDETERMINED
    assert reason in result.reasons[0].text


def test_a_known_weak_suite_fails_in_an_unlisted_family() -> None:
    message = finding(parameter_group(V19, ssl_ciphers=f'{GCM},AES128-SHA')).message
    assert '`AES128-SHA` (no forward secrecy, SHA-1 MAC); leave them out' in message


def test_every_parameter_of_an_unlisted_family_is_judged() -> None:
    result = judged(parameter_group(V19, ssl_tls13_ciphers='HIGH'))
    assert [found.attribute for found in result.findings] == ['ssl_tls13_ciphers']
    assert result.reasons[0].decide == ''


def test_what_is_not_set_is_to_be_all_that_is_approved() -> None:
    message = finding(parameter_group(V18)).message
    assert 'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA,' in message.rpartition('set it to')[2]


def test_a_suite_that_is_not_weak_is_not_on_a_teams_own_list() -> None:
    message = finding(parameter_group(V15, ssl_ciphers=GCM), (TLS13.split(',')[0],)).message
    assert f'`{GCM}` (not on the list)' in message


@pytest.mark.parametrize(
    ('group', 'wrong'),
    [
        (
            parameter_group(V15, ssl_ciphers=f'{GCM},AES128-SHA,HIGH,NONSENSE'),
            ('TLS_RSA_WITH_AES_128_CBC_SHA', 'HIGH', 'NONSENSE'),
        ),
        (parameter_group(V19, ssl_ciphers=f'{GCM},AES128-SHA'), ('TLS_RSA_WITH_AES_128_CBC_SHA',)),
    ],
)
def test_a_finding_names_what_is_wrong_in_one_spelling(
    group: DescribedResource,
    wrong: tuple[str, ...],
) -> None:
    assert finding(group).wrong == wrong


def test_a_family_that_cannot_choose_allows_what_the_default_does() -> None:
    old, first = (
        finding(parameter_group(f'aurora-postgresql{version}')).wrong for version in (10, 11)
    )
    assert set(old) == set(first)


def test_the_weakest_suites_of_a_default_are_said_first() -> None:
    message = finding(parameter_group(V15)).message
    assert message.index('TLS_RSA_WITH_AES_128_CBC_SHA`') < message.index('AES_256_GCM_SHA384`')


def test_a_suite_without_effect_beside_one_that_may_not_be_on_the_list() -> None:
    ciphers = 'TLS_AES_128_GCM_SHA256,TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256'
    result = judged(parameter_group(V18, ssl_ciphers=ciphers), 'bsi-tr-02102-2')
    assert 'may not be in the current edition' in result.reasons[0].text


def test_a_list_of_nothing_is_none_of_suites_without_effect() -> None:
    assert not CipherList().has_no_effect


def test_the_nearest_name_is_looked_for_within_bounds() -> None:
    allowed = approved_lists()['aurora-ecdhe']
    (parameter,) = families()[V15].cipher_parameters
    misspelt = [f'{GCM}{index}' for index in range(MOST_COMPARED + 1)]
    near = cipher_list(misspelt, parameter, allowed).unoffered
    assert list(near.values()) == [*[GCM] * MOST_COMPARED, '']
    long = 'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256' + 'X' * 200
    assert cipher_list([long], parameter, allowed).unoffered[long]


def test_one_unknown_parameter_does_not_hide_a_finding_on_the_other() -> None:
    group = parameter_group(V18, ssl_ciphers=unknown('`var.ciphers`'), ssl_tls13_ciphers='HIGH')
    result = judged(group)
    assert result.outcome is Outcome.FAIL
    assert [found.attribute for found in result.findings] == ['ssl_tls13_ciphers']
    assert '`var.ciphers`' in result.reasons[0].text


def test_an_approved_list_that_a_family_offers_nothing_of_is_said() -> None:
    own = ('DHE-RSA-AES256-GCM-SHA384', *TLS13.split(','))
    assert 'offers no suite' in finding(parameter_group(V18), own).message


@pytest.mark.parametrize(
    'value',
    [
        ','.join(f'TLS_{number}_{"X" * 200}' for number in range(20_000)),
        ':'.join('A' * 50 for _ in range(50_000)),
        f'AES128-SHA,bad`name\n::error::{"Y" * 10_000}',
    ],
    ids=['many names', 'one long string', 'a line break'],
)
def test_a_hostile_value_takes_little_time_and_makes_a_short_message(value: str) -> None:
    started = time.process_time()
    message = finding(parameter_group(V15, ssl_ciphers=value)).message
    assert time.process_time() - started < 5
    assert len(message) < 20_000
    assert '\n' not in message


@pytest.mark.parametrize(
    ('value', 'outcome'),
    [
        (f'{TLS13},{GCM_IANA}', Outcome.PASS),
        (f'{TLS13},AES128-SHA', Outcome.FAIL),
        (f'{TLS13},HIGH:!aNULL', Outcome.FAIL),
        (f'{TLS13},TLS_NO_SUCH_SUITE', Outcome.FAIL),
    ],
)
def test_suites_without_effect_say_nothing_of_the_others(value: str, outcome: Outcome) -> None:
    assert judged(parameter_group(V18, ssl_ciphers=value)).outcome is outcome


def test_a_name_whose_nearest_is_weak_is_not_advised() -> None:
    message = finding(parameter_group(V15, ssl_ciphers=f'{GCM},AES128-SHB')).message
    advice = message.rpartition(';')[2]
    assert 'nearest: `DHE-RSA-AES128-SHA`' in message
    assert advice == f' set it to `{GCM}`'


def test_a_family_without_the_parameter_passes_where_its_default_is_approved() -> None:
    every = tuple(
        name for one in families().values() for p in one.cipher_parameters for name in p.default
    )
    assert judged(parameter_group('aurora-postgresql10'), every).outcome is Outcome.PASS


def test_a_list_of_the_teams_own_is_named_as_such() -> None:
    message = finding(parameter_group(V15, ssl_ciphers='AES128-SHA'), (GCM,)).message
    assert 'suites outside the list of the configuration' in message
