"""Which public module the source of a call leads to."""

from __future__ import annotations

import pytest

from checkov_aurora_pg.readers.terraform.modules.module_address import ModuleAddress
from checkov_aurora_pg.readers.terraform.modules.module_address import own_words
from checkov_aurora_pg.readers.terraform.modules.module_address import parse_address

AURORA = 'terraform-aws-modules/rds-aurora/aws'
REPOSITORY = 'terraform-aws-modules/terraform-aws-rds-aurora'


@pytest.mark.parametrize(
    ('source', 'below'),
    [
        (AURORA, ''),
        (f'registry.terraform.io/{AURORA}', ''),
        (f'registry.opentofu.org/{AURORA}', ''),
        ('Terraform-AWS-modules/RDS-Aurora/aws', ''),
        (f'{AURORA}//modules/dsql', 'modules/dsql'),
        (f'{AURORA}//./modules//dsql/', 'modules/dsql'),
    ],
)
def test_an_address_in_a_registry(source: str, below: str) -> None:
    assert parse_address(source) == ModuleAddress(AURORA, below)


@pytest.mark.parametrize(
    ('source', 'below', 'ref'),
    [
        (f'github.com/{REPOSITORY}', '', None),
        (f'github.com/{REPOSITORY}.git', '', None),
        (f'github.com/{REPOSITORY}?ref=v9.1.0', '', 'v9.1.0'),
        (f'git@github.com:{REPOSITORY}.git', '', None),
        (f'git@github.com:{REPOSITORY}.git//modules/dsql?ref=v9.1.0', 'modules/dsql', 'v9.1.0'),
        (f'git::https://github.com/{REPOSITORY}.git?ref=v9.1.0', '', 'v9.1.0'),
        (
            f'git::https://github.com/{REPOSITORY}.git//modules/dsql?ref=main',
            'modules/dsql',
            'main',
        ),
        (f'git::https://user:token@github.com/{REPOSITORY}?depth=1&ref=v9.1.0', '', 'v9.1.0'),
        (f'git::ssh://git@github.com/{REPOSITORY}.git?ref=v9.1.0', '', 'v9.1.0'),
        (f'git::ssh://git@github.com:22/{REPOSITORY}.git', '', None),
        (f'git::git@github.com:{REPOSITORY}.git', '', None),
        (f'git::https://www.github.com/{REPOSITORY}/', '', None),
    ],
)
def test_a_repository_is_its_module(source: str, below: str, ref: str | None) -> None:
    assert parse_address(source) == ModuleAddress(AURORA, below, from_git=True, ref=ref)


def test_a_repository_names_the_provider_first() -> None:
    address = parse_address('github.com/cloudposse/terraform-null-label')

    assert address is not None
    assert address.name == 'cloudposse/label/null'
    assert address.repository == 'github.com/cloudposse/terraform-null-label'


@pytest.mark.parametrize(
    ('source', 'name', 'below', 'ref'),
    [
        ('github.com/Acme/Infrastructure', 'github.com/acme/infrastructure', '', None),
        ('github.com/acme/tf//Modules/rds', 'github.com/acme/tf', 'Modules/rds', None),
        ('git::https://github.com/acme/tf.git//rds?ref=v1', 'github.com/acme/tf', 'rds', 'v1'),
        ('git::ssh://git@github.com/acme/tf.git//rds?ref=v1', 'github.com/acme/tf', 'rds', 'v1'),
        ('git@github.com:acme/tf.git//rds?ref=v1', 'github.com/acme/tf', 'rds', 'v1'),
        ('github.com/acme/tf?ref=v1//rds', 'github.com/acme/tf', 'rds', 'v1'),
    ],
)
def test_a_repository_without_a_name_in_the_registry(
    source: str,
    name: str,
    below: str,
    ref: str | None,
) -> None:
    address = parse_address(source)

    assert address == ModuleAddress(name, below, from_git=True, ref=ref)
    assert address.repository == name
    assert address.described_as == (f'{name}/{below}' if below else name)


@pytest.mark.parametrize(
    'source',
    [
        './modules/aurora',
        '../rds-aurora/aws',
        'app.terraform.io/acme/rds-aurora/aws',
        'git::https://github.com/acme/tf?ref=v1//rds',
        f'git::https://gitlab.com/{REPOSITORY}.git',
        f'git::https://github.com.example.com/{REPOSITORY}.git',
        's3::https://s3-eu-west-1.amazonaws.com/acme/aurora.zip',
        'terraform-aws-modules/rds-aurora',
        f'{AURORA}/../../..',
        '',
    ],
)
def test_what_is_no_public_module(source: str) -> None:
    assert parse_address(source) is None


@pytest.mark.parametrize(
    ('source', 'words'),
    [
        ('acme/rds-aurora/aws', 'rds-aurora/aws//'),
        ('app.terraform.io/acme/aurora/aws', 'aurora/aws//'),
        ('acme/platform//modules/aurora', 'platform//modules/aurora'),
        ('git::ssh://git@git.example.com/aurora.git', 'aurora.git//'),
        ('git@github.com:aurora/network.git?ref=aurora-1', 'network.git?ref=aurora-1//'),
        ('https://user:token@aurora.example.com:8443/a/b/db.zip', 'b/db.zip//'),
        ('s3::https://s3-eu-west-1.amazonaws.com/aurora/db.zip', 'db.zip//'),
        ('../aurora/db', '../aurora/db'),
    ],
)
def test_what_a_source_says_of_the_module_itself(source: str, words: str) -> None:
    assert own_words(source) == words
