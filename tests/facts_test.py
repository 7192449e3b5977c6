from __future__ import annotations

import datetime
import shutil
import subprocess

import pytest

from checkov_aurora_pg.facts.approved_lists import UnknownName
from checkov_aurora_pg.facts.approved_lists import approved
from checkov_aurora_pg.facts.approved_lists import approved_lists
from checkov_aurora_pg.facts.cipher_suites import Suite
from checkov_aurora_pg.facts.cipher_suites import names
from checkov_aurora_pg.facts.cipher_suites import suite
from checkov_aurora_pg.facts.cipher_suites import suites
from checkov_aurora_pg.facts.families import families
from checkov_aurora_pg.facts.families import newest
from checkov_aurora_pg.facts.families import of_default_group
from checkov_aurora_pg.facts.families import of_version
from checkov_aurora_pg.facts.instance_classes import either_tenancy
from checkov_aurora_pg.facts.instance_classes import is_burstable
from checkov_aurora_pg.facts.openssl_keywords import is_cipher_string
from checkov_aurora_pg.facts.password_authentication import password_authentication
from checkov_aurora_pg.facts.table import FOLDER
from checkov_aurora_pg.facts.table import table

TABLES = sorted(path.stem for path in FOLDER.glob('*.toml'))
MODERN = [f'aurora-postgresql{version}' for version in range(11, 19)]


def iana(members: frozenset[Suite]) -> set[str]:
    return {member.iana for member in members}


@pytest.mark.parametrize('name', TABLES)
def test_every_table_has_its_source_and_date(name: str) -> None:
    assert table(name)['source']
    assert isinstance(table(name)['date'], datetime.date)


@pytest.mark.parametrize('name', TABLES)
def test_every_table_answers_a_question(name: str) -> None:
    assert any(f"table('{name}')" in path.read_text() for path in FOLDER.glob('*.py'))


def test_every_approved_list_has_a_source_and_date_of_its_own() -> None:
    for row in table('approved_lists')['lists']:
        assert row['source'].startswith('https://')
        assert isinstance(row['date'], datetime.date)


def test_there_are_22_suites_with_two_names_outside_tls_1_3() -> None:
    assert len(suites()) == len(set(suites())) == 22
    assert len(names()) == 2 * 20 + 2


@pytest.mark.skipif(not shutil.which('openssl'), reason='openssl is not installed')
def test_openssl_maps_the_names_alike() -> None:
    listing = subprocess.run(
        ['openssl', 'ciphers', '-stdname', 'ALL:COMPLEMENTOFALL'],
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    ).stdout
    openssl = {}
    for line in listing.splitlines():
        standard, _, name, *_ = line.split()
        openssl[standard] = name
    assert {s.iana: s.openssl for s in suites()}.items() <= openssl.items()


@pytest.mark.parametrize('member', suites(), ids=[s.iana for s in suites()])
def test_a_suites_properties_agree_with_its_names(member: Suite) -> None:
    assert (member.protocol == 'TLSv1.3') is ('_WITH_' not in member.iana)
    assert (member.mac == 'SHA-1') is member.iana.endswith('_CBC_SHA')
    assert ('CBC' in member.weaknesses()) is (
        '_CBC_' in member.iana and not member.iana.endswith('_SHA')
    )
    assert ('no forward secrecy' in member.weaknesses()) is member.iana.startswith('TLS_RSA_')
    assert ('finite-field Diffie-Hellman' in member.weaknesses()) is (
        member.openssl.startswith('DHE-')
    )
    assert (member.mac == 'AEAD') is ('GCM' in member.iana or 'POLY1305' in member.iana)
    assert suite(member.iana) is suite(member.openssl) is member


def test_the_strongest_suites_come_first() -> None:
    weights = [len(member.weaknesses()) + 9 * (not member.is_forward_secret) for member in suites()]
    assert weights[:6] == [0] * 6
    assert min(weights[-5:]) > max(weights[:-5])


def test_rds_force_ssl_is_off_before_17_and_on_from_17() -> None:
    assert {name: family.force_ssl for name, family in families().items()} == {
        f'aurora-postgresql{version}': '1' if version in ('17', '18') else '0'
        for version in ('9.6', '10', '11', '12', '13', '14', '15', '16', '17', '18')
    }
    assert newest().name == 'aurora-postgresql18'


@pytest.mark.parametrize(
    ('version', 'name'),
    [
        ('16', 'aurora-postgresql16'),
        ('16.4', 'aurora-postgresql16'),
        ('9.6.22', 'aurora-postgresql9.6'),
        ('9.5', ''),
        ('19.1', ''),
        ('1', ''),
        ('16.4-limitless', ''),
        ('16.', ''),
        ('', ''),
        ('latest', ''),
    ],
)
def test_an_engine_version_has_the_family_of_its_major_version(version: str, name: str) -> None:
    family = of_version(version)
    assert (family.name if family else '') == name


@pytest.mark.parametrize(
    ('group', 'name'),
    [
        ('default.aurora-postgresql16', 'aurora-postgresql16'),
        ('default.aurora-postgresql9.6', 'aurora-postgresql9.6'),
        ('aurora-postgresql16', ''),
        ('default.postgres16', ''),
        ('default.', ''),
    ],
)
def test_a_default_group_is_named_after_its_family(group: str, name: str) -> None:
    family = of_default_group(group)
    assert (family.name if family else '') == name


@pytest.mark.parametrize('name', MODERN)
def test_a_family_offers_what_aws_lists(name: str) -> None:
    offered = {p.name: p.offered for p in families()[name].cipher_parameters}
    assert {parameter: len(tokens) for parameter, tokens in offered.items()} == (
        {'ssl_ciphers': 14, 'ssl_tls13_ciphers': 2} if name.endswith('18') else {'ssl_ciphers': 29}
    )
    assert all(len(set(tokens)) == len(tokens) for tokens in offered.values())
    assert {token for tokens in offered.values() for token in tokens} <= set(names())
    if not name.endswith('18'):
        assert {suite(token) for token in offered['ssl_ciphers']} == set(suites())


@pytest.mark.parametrize('name', MODERN)
def test_a_family_defaults_to_what_aws_says(name: str) -> None:
    first, *others = families()[name].cipher_parameters
    assert set(first.default) <= set(first.offered)
    defaults = {suite(token) for token in first.default}
    assert len(defaults) == len(first.default)
    if name.endswith('18'):
        assert len(first.default) == 7
        assert sum(token.startswith('TLS_RSA_') for token in first.default) == 3
        assert set(others[0].default) == set(others[0].offered) == first.inert
    else:
        assert defaults == {s for s in suites() if s.protocol == 'TLSv1.2'}
        assert not others
        assert not first.inert


@pytest.mark.parametrize('name', ['aurora-postgresql9.6', 'aurora-postgresql10'])
def test_the_oldest_families_have_no_parameter_for_suites(name: str) -> None:
    assert families()[name].cipher_parameters == ()


def test_the_default_list_is_every_ecdhe_aes_suite_and_tls_1_3() -> None:
    assert next(iter(approved_lists())) == 'aurora-ecdhe'
    assert iana(approved('aurora-ecdhe').suites) == {
        s.iana
        for s in suites()
        if s.protocol == 'TLSv1.3' or (s.key_exchange == 'ECDHE' and '_AES_' in s.iana)
    }


def test_the_strict_list_is_what_nist_and_mozilla_share_without_finite_field_dhe() -> None:
    shared = approved('nist-sp-800-52r2').suites & approved('mozilla-intermediate').suites
    assert approved('aead-forward-secret').suites == {s for s in shared if not s.weaknesses()}


def test_how_passwords_are_stored_is_known_for_every_family() -> None:
    stored = {name: password_authentication(name) for name in families()}
    assert [name for name, known in stored.items() if known is None] == []
    assert [name for name, known in stored.items() if known and known.can_refuse_md5] == [
        f'aurora-postgresql{version}' for version in range(14, 19)
    ]


def test_nist_lists_every_forward_secret_aes_suite() -> None:
    assert iana(approved('nist-sp-800-52r2').suites) == {
        s.iana for s in suites() if s.is_forward_secret and 'CHACHA20' not in s.iana
    }


def test_mozilla_lists_every_forward_secret_aead_suite() -> None:
    assert iana(approved('mozilla-intermediate').suites) == {
        s.iana for s in suites() if s.is_forward_secret and s.mac == 'AEAD'
    }


def test_what_bsi_lists_is_confirmed_only_without_cbc_and_dhe() -> None:
    bsi = approved('bsi-tr-02102-2')
    assert bsi.suites == approved('aead-forward-secret').suites
    assert len(bsi.unconfirmed) == 6
    assert all(s.weaknesses() and s.mac != 'SHA-1' and s.is_forward_secret for s in bsi.unconfirmed)


def test_a_teams_own_list_takes_either_spelling() -> None:
    own = approved(('AES128-SHA', 'TLS_AES_128_GCM_SHA256'))
    assert own.name == ''
    assert iana(own.suites) == {'TLS_RSA_WITH_AES_128_CBC_SHA', 'TLS_AES_128_GCM_SHA256'}


@pytest.mark.parametrize('choice', ['aurora-ecdh', ('AES128-SHA', 'AES127-SHA')])
def test_a_name_of_no_list_or_suite_is_refused(choice: str | tuple[str, ...]) -> None:
    with pytest.raises(UnknownName, match=r'aurora-ecdh|AES127-SHA'):
        approved(choice)


@pytest.mark.parametrize(
    ('instance_class', 'burstable'),
    [
        ('db.t2.small', True),
        ('db.t3.medium', True),
        ('db.t4g.2xlarge', True),
        ('db.r6g.large', False),
        ('db.r8a.large', False),
        ('db.x2g.large', False),
        ('db.serverless', False),
    ],
)
def test_a_burstable_class_is_a_db_t(instance_class: str, burstable: bool) -> None:
    assert is_burstable(instance_class) is burstable


def test_the_class_for_either_tenancy_is_not_burstable() -> None:
    assert not is_burstable(either_tenancy())


def test_no_suites_name_looks_like_a_cipher_string() -> None:
    assert [name for name in names() if is_cipher_string(name)] == []
