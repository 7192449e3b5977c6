"""Which model a call takes, and that the models are sound."""

from __future__ import annotations

import re
import tomllib
from itertools import pairwise

import pytest

from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.readers.terraform.modules.known_modules import FOLDER
from checkov_aurora_pg.readers.terraform.modules.known_modules import SUFFIX
from checkov_aurora_pg.readers.terraform.modules.known_modules import Mismatch
from checkov_aurora_pg.readers.terraform.modules.known_modules import Model
from checkov_aurora_pg.readers.terraform.modules.known_modules import Unchecked
from checkov_aurora_pg.readers.terraform.modules.known_modules import model_of
from checkov_aurora_pg.readers.terraform.modules.known_modules import models
from checkov_aurora_pg.readers.terraform.modules.module_address import parse_address
from checkov_aurora_pg.readers.terraform.modules.module_inputs import INPUTS
from checkov_aurora_pg.readers.terraform.modules.module_inputs import inputs_in
from checkov_aurora_pg.readers.terraform.modules.version_constraint import parse_tag
from checkov_aurora_pg.readers.terraform.modules.version_constraint import version_of
from checkov_aurora_pg.readers.terraform.resource_schema import RESOURCE_TYPES

PLACE = Place('/main.tf', 3, 9)
AURORA = 'terraform-aws-modules/rds-aurora/aws'
CLOUDPOSSE = 'cloudposse/rds-cluster/aws'
CLOUDDROVE = 'clouddrove/aurora/aws'
MOJ = 'github.com/ministryofjustice/cloud-platform-terraform-rds-aurora'
VPC = 'terraform-aws-modules/vpc/aws'
GIT = 'git::https://github.com/terraform-aws-modules/terraform-aws-rds-aurora.git'
# What a module finds is as unknown in its model: the addresses of a subnet are never open ones.
FOUND = {'aws_subnet', 'aws_subnets', 'terraform_remote_state'}
MODELS = [
    pytest.param(model, id=f'{name}/{model.path.name}')
    for name, versions in models().items()
    for model in versions
]


def _chosen(source: str, version: str | None = None) -> str | None:
    address = parse_address(source)
    assert address is not None
    model = model_of(address, version)
    return model.path.name.removesuffix(SUFFIX) if isinstance(model, Model) else None


@pytest.mark.parametrize(
    ('source', 'version', 'chosen'),
    [
        (AURORA, None, '10'),
        (AURORA, '>= 7.0', '10'),
        (AURORA, '~> 9.0', '8-9'),
        (AURORA, '>= 8.3, < 10', '8-9'),
        (AURORA, '~> 8.5', '8-9'),
        (AURORA, '~> 7.7', '7.4.1-7'),
        (AURORA, '~> 7.3.0', '7.3'),
        (AURORA, '7.2.2', '6.0-7.2'),
        (AURORA, '6.1.0', '6.0-7.2'),
        (AURORA, '10.99.0', None),
        (AURORA, '!= 10.0.0', '10'),
        (AURORA, '7.4.0', '7.4.0'),
        (AURORA, '7.4.1', '7.4.1-7'),
        (AURORA, '~> 5.0', '5.2-5'),
        (AURORA, '5.1.0', '4.0-5.1'),
        (AURORA, '~> 3.0', '3.12-3'),
        (AURORA, '2.29.0', '2.16-3.11'),
        (AURORA, '2.15.0', None),
        (AURORA, '~> 11.0', None),
        (AURORA, 'latest', None),
        (f'{AURORA}//modules/dsql', None, None),
        (f'{AURORA}//wrappers', '~> 9.0', None),
        (GIT, None, '10'),
        (f'{GIT}?ref=master', None, '10'),
        (f'{GIT}?ref=v9.1.0', None, '8-9'),
        (f'{GIT}?ref=v9.1.0', '~> 10.0', '8-9'),
        (f'{GIT}?ref=feature', None, None),
        (f'{GIT}?ref=2c3946c8191278ad974bbb077da5e03986e24f4d', None, '10'),
        (f'{GIT}?ref=3d996a2', None, '6.0-7.2'),
        (f'{GIT}?ref=3d996', None, None),
        (f'{GIT}?ref=3d996a2d64c2b782acef80a2ccfaa43644b5d151', None, None),
        ('git::https://github.com/acme/terraform-aws-rds-aurora.git?ref=2c3946c', None, None),
        (CLOUDPOSSE, '0.50.2', '0.44-0'),
        (CLOUDPOSSE, '~> 1.0', '1.10.2-2'),
        (CLOUDPOSSE, '1.10.1', '1.0-1.10.1'),
        (CLOUDPOSSE, '2.5.0', '1.10.2-2'),
        (CLOUDPOSSE, '0.43.0', None),
        ('github.com/cloudposse/terraform-aws-rds-cluster?ref=tags/0.50.2', None, '0.44-0'),
        (VPC, '~> 3.0', '2-3'),
        (VPC, '>= 4.0', '4-6'),
        (VPC, '1.73.0', None),
        ('cloudposse/label/null', '0.25.0', '0.19-0'),
        ('acme/rds-aurora/aws', None, None),
        (MOJ, None, '4'),
        (f'{MOJ}?ref=4.0.0', None, '4'),
        (f'git::https://{MOJ}.git?ref=3.0.0', None, '2.4-3'),
        (f'{MOJ}?ref=1.9', None, '1.4-2.3'),
        (f'{MOJ}?ref=1.3', None, '1.0-1.3'),
        (f'{MOJ}?ref=eab15129b191448dd233450ce3f4b69b87944d33', None, '4'),
        (f'{MOJ}?ref=enable-rds-aurora-cloudwatch-logs', None, None),
        (f'{MOJ}?ref=4.4.0', None, None),
        (f'{MOJ}//modules/proxy?ref=4.3.0', None, None),
        (CLOUDDROVE, None, '2'),
        (CLOUDDROVE, '~> 1.4', '1.4.2-1'),
        (CLOUDDROVE, '1.4.1', '1.4.1'),
        (CLOUDDROVE, '1.4.0', '1.4.0'),
        (CLOUDDROVE, '1.3.0', '1.0-1.3'),
        (CLOUDDROVE, '0.15.0', '0.15-0'),
        (CLOUDDROVE, '0.14.1', '0.12.6-0.14'),
        (CLOUDDROVE, '0.12.1', '0.12.0-0.12.5'),
        (CLOUDDROVE, '0.11.0', None),
        # Not released.
        (CLOUDDROVE, '1.0.5', None),
        # The default branch is at 1.4.4.
        ('github.com/clouddrove/terraform-aws-aurora', None, '1.4.2-1'),
        ('github.com/clouddrove/terraform-aws-aurora?ref=master', None, '1.4.2-1'),
        ('github.com/clouddrove/terraform-aws-aurora?ref=2.0.0', None, '2'),
        ('github.com/clouddrove/terraform-aws-aurora?ref=0.12.6.1', None, None),
    ],
)
def test_a_call_takes_the_newest_known_version_that_it_admits(
    source: str,
    version: str | None,
    chosen: str | None,
) -> None:
    assert _chosen(source, version) == chosen


OPEN = 'allowed_cidr_blocks'
GROUP = 'db_cluster_parameter_group_parameters'
NEW_GROUP = 'cluster_parameter_group'


@pytest.mark.parametrize(
    ('source', 'version', 'arguments', 'expected'),
    [
        (AURORA, None, ['name', 'vpc_id', 'tags'], '10'),
        (AURORA, None, [GROUP], '8-9'),
        (AURORA, '>= 7.0', [GROUP, 'ca_cert_identifier'], '8-9'),
        (AURORA, '~> 7.3', [GROUP], '7.4.1-7'),
        (AURORA, None, [OPEN], '7.4.1-7'),
        (AURORA, '< 7.4', [OPEN, GROUP], '7.3'),
        (AURORA, None, ['replica_count'], '5.2-5'),
        (AURORA, None, ['username', 'instance_type_replica'], '5.2-5'),
        (GIT, None, [OPEN], '7.4.1-7'),
        (f'{GIT}?ref=main', None, [GROUP], '8-9'),
        (f'{GIT}?ref=v9', None, [GROUP], '8-9'),
        (AURORA, '9.16.1', [OPEN], Mismatch('9.16.1', OPEN, '1.15.0 to 1.21.0 and 2.6.0 to 7.7.1')),
        (AURORA, '~> 10.3', [GROUP], Unchecked('10.2.0')),
        (AURORA, '10.2.1', [NEW_GROUP], Unchecked('10.2.0')),
        (AURORA, '> 10.2.0', [NEW_GROUP], Unchecked('10.2.0')),
        (AURORA, '>= 10.2.0', [NEW_GROUP], '10'),
        (AURORA, '9.99.0', [GROUP], None),
        (f'{GIT}?ref=v11.0.0', None, [], Unchecked('10.2.0')),
        (AURORA, None, [NEW_GROUP, GROUP], Mismatch('10.2.0', GROUP, '7.3.0 to 9.16.1')),
        (AURORA, None, ['misspelt'], Mismatch('10.2.0', 'misspelt', '')),
        (AURORA, '7.4.0', [GROUP], '7.4.0'),
        (AURORA, '0.1.0', [GROUP], None),
        (f'{MOJ}?ref=1.7', None, ['vpc_name'], Mismatch('1.7.0', 'vpc_name', '1.8.0 to 4.3.0')),
        (AURORA, None, ['allowed_security_groups_count'], None),
        (VPC, None, ['enable_classiclink'], '2-3'),
        (CLOUDPOSSE, None, ['admin_password', 'context'], '1.10.2-2'),
        ('cloudposse/label/null', None, ['id_max_length'], None),
    ],
)
def test_the_arguments_of_a_call_say_what_it_was_written_for(
    source: str,
    version: str | None,
    arguments: list[str],
    expected: str | Mismatch | Unchecked | None,
) -> None:
    address = parse_address(source)
    assert address is not None

    found = model_of(address, version, arguments)

    shown = found.path.name.removesuffix(SUFFIX) if isinstance(found, Model) else found
    assert shown == expected


@pytest.mark.parametrize('name', models())
def test_the_inputs_of_every_release_are_known(name: str) -> None:
    inputs = inputs_in(FOLDER / name)
    listed = set(inputs.releases)
    spans = {
        release
        for text in inputs.spans.values()
        for span in text.split()
        for release in map(version_of, span.split('-'))
    }

    assert list(inputs.releases) == sorted(listed)
    assert spans | {inputs.branch} <= listed
    for model in models()[name]:
        newest = max(one for one in inputs.releases if one < model.end)
        declared = model.source(PLACE).variables
        assert not inputs.lacking(newest, declared), model.path
    commits = tomllib.loads((FOLDER / name / 'commits.toml').read_text(encoding='utf-8'))
    assert {version_of(version) for version in commits.values()} <= listed
    written = (FOLDER / name / INPUTS).read_text(encoding='utf-8')
    assert re.search(r'https://github\.com/\S+, \d{4}-\d{2}-\d{2}', written)


@pytest.mark.parametrize('versions', models().values(), ids=models())
def test_models_do_not_overlap(versions: tuple[Model, ...]) -> None:
    assert all(model.first < model.end for model in versions)
    assert all(older.end <= newer.first for older, newer in pairwise(versions))


@pytest.mark.parametrize('model', MODELS)
def test_a_model_stands_at_the_call(model: Model) -> None:
    source = model.source(PLACE)

    assert source.is_model
    blocks = (*source.resources.values(), *source.variables.values(), *source.outputs.values())
    assert {block.place for block in blocks} == {PLACE}
    assert all(
        argument.expression.place == PLACE
        for block in blocks
        for argument in block.body.arguments.values()
    )


@pytest.mark.parametrize('model', MODELS)
def test_a_model_declares_what_it_uses_and_uses_what_it_declares(model: Model) -> None:
    text, source = model.path.read_text(encoding='utf-8'), model.source(PLACE)

    assert set(re.findall(r'\bvar\.(\w+)', text)) == source.variables.keys()
    assert set(re.findall(r'\blocal\.(\w+)', text)) == source.locals.keys()
    assert {type for type, _ in source.resources} <= RESOURCE_TYPES.keys()
    assert not source.calls
    assert {type for type, _ in source.data} <= FOUND


@pytest.mark.parametrize('model', MODELS)
def test_a_model_says_where_its_defaults_are_from(model: Model) -> None:
    name = model.path.parent.relative_to(FOLDER).as_posix()
    head = model.path.read_text(encoding='utf-8').partition('\n\n')[0]

    assert head.startswith(f'# {name}, ')
    assert re.search(r'\d+\.\d+\.\d+ \(\d{4}-\d{2}-\d{2}\)', head)
    assert re.search(r'https://github\.com/\S+ at v?\d+\.\d+\.\d+', head)


@pytest.mark.parametrize('name', models())
def test_the_commits_of_a_module_are_releases_that_are_described(name: str) -> None:
    path = FOLDER / name / 'commits.toml'
    versions = [parse_tag(version) for version in tomllib.loads(path.read_text()).values()]
    oldest, newest = models()[name][0], models()[name][-1]

    assert all(version is not None for version in versions)
    assert all(oldest.first <= version.first < newest.end for version in versions if version)
    assert len(versions) == len(set(versions))
    assert re.search(r'https://github\.com/\S+`, \d{4}-\d{2}-\d{2}', path.read_text())


def test_no_file_of_a_model_is_one_that_terraform_or_checkov_reads() -> None:
    files = [path for path in FOLDER.rglob('*') if path.is_file()]

    assert files
    assert {path.suffix for path in files} == {SUFFIX, '.toml'}
