"""What is found on the bytes of Terraform's files, without a parser."""

from __future__ import annotations

import json
import os

import pytest

from checkov_aurora_pg.readers.terraform.outline import declares_shared
from checkov_aurora_pg.readers.terraform.outline import ending_of
from checkov_aurora_pg.readers.terraform.outline import is_local
from checkov_aurora_pg.readers.terraform.outline import is_of_a_root
from checkov_aurora_pg.readers.terraform.outline import json_sources
from checkov_aurora_pg.readers.terraform.outline import sources


def _call(source: str) -> str:
    return f'module "a" {{\n  source = {source}\n}}\n'


@pytest.mark.parametrize(
    ('text', 'expected'),
    [
        (_call('"./a"') + _call('"../b"') + _call('"c/d/e"'), ['./a', '../b', 'c/d/e']),
        (_call('var.where'), [None]),
        (_call('"${path.module}/a"'), [None]),
        (_call('"%{ if true }./a%{ endif }"'), [None]),
        (_call('<<EOT\n./a\nEOT\n'), [None]),
        (_call('/* "./a" */ "./b"'), ['./b']),
        (_call('// here\n "./b"'), ['./b']),
        (_call('# here\n "./b"'), ['./b']),
        (_call('"\\u002e/a"'), ['./a']),
        (_call('"\\U0000002E/a"'), ['./a']),
        (_call('"./\xe9"'), ['./\xe9']),
        (_call('"./a"').replace('source', 'version = "1"\n  source'), ['./a']),
        (_call('"./a"').replace('source', 'x = <<EOT\n} {\nEOT\n  source'), ['./a']),
        (_call('"./a"').replace('source', 'x = {\n y = {}\n}\n  source'), ['./a']),
        (_call('"./a"').replace('source', 'x {\n y = 1\n}\n  source'), ['./a']),
        ('}\n' + _call('"./a"'), ['./a']),
        ('locals {\n  module = {\n    source = "./a"\n  }\n}\n', []),
        ('a "module" {\n  source = "./a"\n}\n', []),
        ('a "b" {\n  module "c" {\n  }\n  source = "./a"\n}\n', []),
        (_call('"c/d/e"'), []),
        ('module "a" {}\nmoved {\n  source = "./a"\n}\n', []),
        ('locals {\n  a {\n    module "b" {\n      source = "./a"\n    }\n  }\n}\n', []),
        ('module "a" {\n  resource = "./a"\n  sources = "./b"\n}\n', []),
    ],
)
def test_the_sources_of_modules(text: str, expected: list[str | None]) -> None:
    assert list(sources(text.encode())) == expected


@pytest.mark.parametrize('escape', ['\\ud800', '\\U0000D800', '\\UFFFFFFFF', '\\U00110000'])
def test_an_escape_of_no_character_leads_nowhere(escape: str) -> None:
    (source,) = sources(_call(f'"./{escape}"').encode())

    assert source is not None
    assert is_local(source)


def test_a_source_of_no_characters_is_kept_as_the_name_of_a_file() -> None:
    content = b'module "a" {\n  source = "./\xff"\n}\n'

    assert list(sources(content)) == [os.fsdecode(b'./\xff')]


@pytest.mark.parametrize(
    ('text', 'expected'),
    [
        (
            '{"module": {"a": {"source": "./a"}, "b": {"source": "./b", "source": "./c"}}}',
            ['./a', './b', './c'],
        ),
        ('{"module": {"a": {"source": "${path.module}/a"}}}', [None]),
        ('{"module": {"a": {"source": "%{ if true }./a%{ endif }"}}}', [None]),
        ('{"module": {"a": {"source": 1}}}', [None]),
        ('{"module": {"a": {"version": "./a"}}, "source": "./b"}', []),
        ('{"locals": {"a": {"source": "./a"}}}', []),
        ('{"module": [{"a": [{"source": "./a"}, 1]}, {"b": {"source": "./b"}}]}', ['./a', './b']),
    ],
)
def test_the_sources_of_modules_in_json(text: str, expected: list[str | None]) -> None:
    assert list(json_sources(text.encode())) == expected


@pytest.mark.parametrize(
    ('source', 'expected'),
    [
        ('./a', True),
        ('../a', True),
        ('.', False),
        ('..', False),
        ('a/./b', False),
        ('/a', False),
    ],
)
def test_a_local_source(source: str, *, expected: bool) -> None:
    assert is_local(source) is expected


@pytest.mark.parametrize(
    'text',
    [
        'terraform {\n  backend "s3" {}\n}\n',
        'terraform {\n  cloud {\n    organization = "a"\n  }\n}\n',
        'terraform { backend "s3" {} }',
        '# where the state is\nterraform {\n  backend "s3" {}\n}\n',
        'terraform {\n  required_version = "1"\n  backend "s3" {\n  }\n}\n',
        'terraform {\n  experiments = [a]\n  backend "s3" {\n  }\n}\n',
        'terraform {\n  experiments = [a]\n  cloud {\n  }\n}\n',
        'terraform {\n  a = <<EOT\n}\nEOT\n  cloud {\n  }\n}\n',
        'terraform {\n  backend s3 {\n  }\n}\n',
        'terraform {\n  required_providers {\n    a = {}\n  }\n  backend "s3" {}\n}\n',
        'terraform /* a */ {\n  # here\n  backend /* b */ "s3" {}\n}\n',
        'provider "aws" {\n  region = "eu-west-1"\n}\n',
        'provider "aws" {\n  alias  = "b"\n  region = var.region\n}\n',
        'provider "aws" {\n  alias = "b"\n  assume_role {\n  }\n}\n',
        'locals {\n  a = 1\n}\nprovider "aws" {\n  region = "a"\n}\n',
        'locals {\n  a = <<EOT\n}\nEOT\n}\nprovider "aws" {\n  region = "a"\n}\n',
    ],
)
def test_what_only_a_root_has(text: str) -> None:
    assert is_of_a_root('main.tf', text.encode())


@pytest.mark.parametrize(
    'text',
    [
        '',
        'provider "aws" {}\n',
        'provider "aws" {\n  alias /* here */ = "b"\n}\n',
        'provider "aws" {\n  = 1\n}\n',
        'provider "aws" {\n  alias   = "b"\n  version = "~> 5"\n}\n',
        'provider "aws" {\n  # region = "a"\n  alias = "b"\n}\n',
        'terraform {\n  required_providers {\n    cloud = {\n    }\n  }\n}\n',
        'terraform {\n  a {\n    backend "s3" {}\n  }\n}\n',
        'locals {\n  backend = {\n    provider = 1\n  }\n}\n',
        'resource "a" "backend" {\n  cloud {\n  }\n}\n',
        'resource "a" "b" {\n  provider = aws.b\n}\nlocals {\n  a = 1\n}\n',
        'a "terraform" {\n  backend "s3" {}\n}\n',
        'locals {\n  a = <<EOT\nterraform {\n  backend "s3" {}\n}\nEOT\n}\n',
        'locals {\n  a = {\n  }\n}\n/* provider "aws" {\n region = 1\n} */\n',
    ],
)
def test_what_any_module_may_have(text: str) -> None:
    assert not is_of_a_root('main.tf', text.encode())


@pytest.mark.parametrize(
    ('document', 'expected'),
    [
        ({'terraform': {'backend': {'s3': {}}}}, True),
        ({'terraform': [{'cloud': {}}]}, True),
        ({'provider': {'aws': {'region': 'a'}}}, True),
        ({'provider': {'aws': [{'alias': 'b'}, {'alias': 'c', 'region': 'a'}]}}, True),
        ({'provider': {'aws': {'//region': 'a'}}}, True),
        ({'terraform': {'required_version': '1'}}, False),
        ({'provider': {'aws': {}}}, False),
        ({'provider': {'aws': {'alias': 'b', 'version': '1', '//': 'a comment'}}}, False),
        ({'locals': {'backend': {'cloud': 1}}}, False),
    ],
)
def test_what_only_a_root_has_in_json(document: object, *, expected: bool) -> None:
    assert is_of_a_root('main.tf.json', json.dumps(document).encode()) is expected


@pytest.mark.parametrize(
    'content',
    [
        b'{',
        b'[' * 100_000,
        b'\xff',
        b'terraform { backend "s3" {} }',
    ],
)
def test_what_is_no_json_has_nothing_of_a_root(content: bytes) -> None:
    assert not is_of_a_root('main.tf.json', content)


@pytest.mark.parametrize(
    ('path', 'expected'),
    [
        ('/a/b.yaml', b'.yaml'),
        ('/a.d/b', b'b'),
        ('/a/b.tar.gz', b'.gz'),
        ('/a/.b', b'.b'),
        (os.fsdecode(b'/a/b.\xff'), b'.\xff'),
    ],
)
def test_what_names_a_file_that_is_read(path: str, expected: bytes) -> None:
    assert ending_of(path) == expected


@pytest.mark.parametrize(
    ('path', 'text', 'expected'),
    [
        ('a.tf', 'variable "a" {}', True),
        ('a.tf', 'resource "a" "b" {}\n\tlocals {}', True),
        ('a.tf', '\ufeffoutput "a" {}', True),
        ('a.tf', '/* a */ module "a" {}', True),
        ('a.tf', 'resource "a" "b" {\n  a = module.b\n}', False),
        ('a.tf', 'modules {}\n"variable"', False),
        ('a.tf.json', '{"variable": {}}', True),
        ('a.tf.json', '{"locals": {}}', True),
        ('a.tf.json', '{"mod\\u0075le": {}}', True),
        ('a.tf.json', '{"resource": {}}', False),
        ('a.tf.json', '\nvariable', False),
    ],
)
def test_what_other_files_may_depend_on(path: str, text: str, *, expected: bool) -> None:
    assert declares_shared(path, text.encode()) is expected
