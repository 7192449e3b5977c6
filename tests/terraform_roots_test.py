"""Root modules are found on names and bytes, and relevance follows calls."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest

from checkov_aurora_pg.readers.terraform.outline import is_local
from checkov_aurora_pg.readers.terraform.outline import json_sources
from checkov_aurora_pg.readers.terraform.outline import sources
from checkov_aurora_pg.readers.terraform.roots import Belonging
from checkov_aurora_pg.readers.terraform.roots import callers
from checkov_aurora_pg.readers.terraform.roots import has_mark_of_root
from checkov_aurora_pg.readers.terraform.roots import roots_among
from checkov_aurora_pg.readers.terraform.roots import sizes

CLUSTER = 'resource "aws_rds_cluster" "this" {}\n'


def _call(source: str) -> str:
    return f'module "called" {{\n  source = "{source}"\n}}\n'


def _tree(top: Path, files: dict[str, str]) -> list[str]:
    for name, text in files.items():
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_text(text)
    endings = ('.tf', '.json', '.hcl')
    return sorted({str((top / name).parent) for name in files if name.endswith(endings)})


@pytest.mark.parametrize(
    ('text', 'expected'),
    [
        pytest.param(_call('./db'), ['./db'], id='below'),
        pytest.param(_call('../db'), ['../db'], id='beside'),
        pytest.param(_call('hashicorp/consul/aws'), [], id='a registry'),
        pytest.param('module db{source="./db"}', ['./db'], id='a bare label'),
        pytest.param(f'# module\n/* {_call("./a")} */ {_call("./b")}', ['./b'], id='a comment'),
        pytest.param(
            'module "a" {\n # source = "./a"\n // source = "./b"\n source = "./c"\n}',
            ['./c'],
            id='a comment inside',
        ),
        pytest.param(
            'module "a" {\n providers = { aws = aws.b }\n source = "./a"\n}',
            ['./a'],
            id='after a nested brace',
        ),
        pytest.param(
            'module "a" {\n x = { source = "./a" }\n source = "b/c/d"\n}',
            [],
            id='an argument that is an object',
        ),
        pytest.param(
            'resource "a" "b" {\n provisioner "file" {\n  source = "./a"\n }\n}',
            [],
            id='a provisioner',
        ),
        pytest.param('resource "aws_s3_object" "b" {\n source = "./a"\n}', [], id='a resource'),
        pytest.param(
            'locals {\n a = <<EOT\nmodule "x" {\n source = "./a"\nEOT\n}\n' + _call('./b'),
            ['./b'],
            id='a heredoc',
        ),
        pytest.param(
            'locals {\n a = "}${b == "{" ? "}" : "{"}"\n}\n' + _call('./b'),
            ['./b'],
            id='braces in strings',
        ),
        pytest.param('locals {\n a = "\\"{"\n}\n' + _call('./b'), ['./b'], id='an escaped quote'),
    ],
)
def test_local_sources(text: str, expected: list[str]) -> None:
    assert [one for one in sources(text.encode()) if one and is_local(one)] == expected


@pytest.mark.parametrize(
    'document',
    [
        {'module': {'a': {'source': './db'}}},
        {'module': {'a': [{'source': './db'}]}},
        {'module': [{'a': {'source': './db'}}]},
        [{'module': {'a': {'source': './db'}}}],
    ],
)
def test_json_sources(document: object) -> None:
    assert list(json_sources(json.dumps(document).encode())) == ['./db']


@pytest.mark.parametrize('content', [b'', b'{', b'[' * 100_000, b'{"module": 1}', b'\xff'])
def test_json_that_is_no_configuration_has_no_sources(content: bytes) -> None:
    assert list(json_sources(content)) == []


@pytest.mark.parametrize(
    'unit',
    [
        '/* ',
        '<<A\n',
        '"',
        '"${',
        '"${"',
        'module "a" {',
        'module',
        '{',
        '}',
        '"\\',
        '#',
        '"${a}',
        '${\\"',
        '${"\\"',
        '${"a" ',
        '\\"',
        '<<A',
        '<<A\nA\n',
    ],
)
def test_hostile_text_takes_linear_time(unit: str) -> None:
    start = time.perf_counter()

    list(sources(b'"' + unit.encode() * 100_000))
    list(sources(unit.encode() * 100_000))

    assert time.perf_counter() - start < 5


@pytest.mark.parametrize(
    ('files', 'roots'),
    [
        pytest.param({'main.tf': CLUSTER}, [''], id='one directory'),
        pytest.param({'main.tf': 'locals {}'}, [], id='no cluster'),
        pytest.param({'main.tf': _call('./db'), 'db/main.tf': CLUSTER}, [''], id='a called module'),
        pytest.param(
            {'main.tf': _call('./a'), 'a/main.tf': _call('./b'), 'a/b/main.tf': CLUSTER},
            [''],
            id='a module called by a module',
        ),
        pytest.param(
            {'a/main.tf': _call('../db'), 'b/main.tf': _call('../db'), 'db/main.tf': CLUSTER},
            ['a', 'b'],
            id='two callers',
        ),
        pytest.param(
            {'a/main.tf': 'locals {}', 'db/main.tf': CLUSTER},
            ['db'],
            id='a module that nobody calls',
        ),
        pytest.param({'main.tf': _call('./') + CLUSTER}, [''], id='a module that calls itself'),
        pytest.param(
            {'a/main.tf': _call('../b'), 'b/main.tf': _call('../a') + CLUSTER},
            ['a'],
            id='two that call each other',
        ),
        pytest.param(
            {
                'a/main.tf': CLUSTER,
                'b/main.tf': _call('../c'),
                'c/main.tf': _call('../b') + _call('../a'),
            },
            ['b'],
            id='a cycle that calls a module',
        ),
        pytest.param(
            {'main.tf': 'module "x" {}', 'terraform.tfvars': 'engine = "aurora-postgresql"'},
            [''],
            id='a token in tfvars',
        ),
        pytest.param(
            {'main.tf.json': '{"module": {"a": {"source": "./db"}}}', 'db/main.tf': CLUSTER},
            [''],
            id='called from JSON',
        ),
        pytest.param(
            {'main.tf.json': '{"resource": {"aws_rds_\\u0063luster": {}}}'},
            [''],
            id='a token with an escaped letter',
        ),
        pytest.param(
            {'main.tf': 'module "x" {\n  source = local.x\n}\n'},
            [],
            id='a computed source and no cluster',
        ),
        pytest.param(
            {
                'a/main.tf': 'module "x" {\n  source = local.x\n}\n',
                'db/main.tf': CLUSTER,
                'b/main.tf': 'locals {}',
            },
            ['a', 'db'],
            id='a computed source and a cluster',
        ),
        pytest.param(
            {
                'a/main.tf': CLUSTER,
                'b/main.tf': CLUSTER,
                'c/main.tf': 'module "x" {\n  source = local.x\n}\n',
            },
            ['c', 'a', 'b'],
            id='a computed source is read before what it may call',
        ),
        pytest.param(
            {'a/main.tf': CLUSTER, 'c/terragrunt.hcl': CLUSTER, 'c/main.tf': 'locals {}'},
            ['c', 'a'],
            id='a unit is read before what it may call',
        ),
        pytest.param(
            {'main.tf': _call('db/x/aws'), 'db/x/aws/main.tf': CLUSTER},
            ['db/x/aws'],
            id='a directory with the name of a module in a registry',
        ),
        pytest.param(
            {
                'main.tf.json': '{"module": {"a": {"source": "db/x/aws"}}}',
                'db/x/aws/main.tf': CLUSTER,
            },
            ['db/x/aws'],
            id='a directory with the name of a module in a registry, from JSON',
        ),
        pytest.param(
            {'a/main.tf': 'locals {}', 'a/a.tfvars': _call('../db'), 'db/main.tf': CLUSTER},
            ['db'],
            id='a call among variables',
        ),
        pytest.param(
            {
                f'{name}/main.tf': _call(f'../{other}') + CLUSTER
                for name, other in zip('abcdef', 'dfebac', strict=True)
            },
            ['a'],
            id='a cycle of six',
        ),
        pytest.param(
            {'main.tf': CLUSTER, 'modules.tf/db.txt': ''},
            [''],
            id='a directory with the name of a file',
        ),
        pytest.param(
            {'a/.git': '', 'a/main.tf': _call('../db'), 'db/main.tf': CLUSTER},
            ['db'],
            id='a call out of a repository',
        ),
        pytest.param(
            {'a/.git': '', 'a/b/main.tf': _call('../../db'), 'db/main.tf': CLUSTER},
            ['db'],
            id='a call out of a repository from below',
        ),
        pytest.param(
            {'.git': '', 'a/.git': '', 'a/main.tf': _call('../db'), 'db/main.tf': CLUSTER},
            ['a'],
            id='a call out of a submodule',
        ),
    ],
)
def test_roots(tmp_path: Path, files: dict[str, str], roots: list[str]) -> None:
    directories = _tree(tmp_path, files)

    found = roots_among(directories)

    assert found.certain == tuple(str(tmp_path / root) for root in roots)
    assert found.problems == ()


def test_a_module_that_init_installed_makes_its_root_relevant(tmp_path: Path) -> None:
    manifest = {'Modules': [{'Key': 'db', 'Dir': '.terraform/modules/db'}]}
    _tree(
        tmp_path,
        {
            'main.tf': 'module "db" {\n  source = "git::https://git.example.com/db.git"\n}\n',
            '.terraform/modules/modules.json': json.dumps(manifest),
            '.terraform/modules/db/main.tf': CLUSTER,
        },
    )

    assert roots_among([str(tmp_path)]).certain == (str(tmp_path),)


def test_a_stale_manifest_takes_no_root_away(tmp_path: Path) -> None:
    manifest = {'Modules': [{'Key': 'db', 'Dir': '../db'}]}
    directories = _tree(
        tmp_path,
        {
            'a/main.tf': 'locals {}',
            'a/.terraform/modules/modules.json': json.dumps(manifest),
            'db/main.tf': CLUSTER,
        },
    )

    assert roots_among(directories).certain == (str(tmp_path / 'db'),)


def test_a_module_reached_through_a_link_is_called(tmp_path: Path) -> None:
    directories = _tree(tmp_path, {'app/main.tf': _call('./db'), 'modules/db/main.tf': CLUSTER})
    (tmp_path / 'app' / 'db').symlink_to(tmp_path / 'modules' / 'db')

    assert roots_among(directories).certain == (str(tmp_path / 'app'),)


def test_a_token_in_a_var_file_makes_every_root_relevant(tmp_path: Path) -> None:
    directories = _tree(tmp_path, {'main.tf': 'module "x" {}'})
    (tmp_path / 'prod.values').write_text('engine = "aurora-postgresql"')

    assert roots_among(directories, [str(tmp_path / 'prod.values')]).certain == (str(tmp_path),)


@pytest.mark.parametrize(
    'manifest',
    [
        '',
        '[]',
        '{}',
        '{"Modules": 1}',
        '{"Modules": [{"Dir": 1}]}',
        '[' * 100_000,
    ],
)
def test_a_manifest_that_terraform_did_not_write_installs_nothing(
    tmp_path: Path,
    manifest: str,
) -> None:
    _tree(tmp_path, {'main.tf': CLUSTER, '.terraform/modules/modules.json': manifest})

    assert roots_among([str(tmp_path)]).certain == (str(tmp_path),)


INCLUDING = 'include "a" {\n  path = "../../db.hcl"\n}\n'
ENGINE = 'inputs = {\n  engine = "aurora-postgresql"\n}\n'


@pytest.mark.parametrize(
    ('files', 'units'),
    [
        pytest.param(
            {'.git': '', 'live/a/terragrunt.hcl': INCLUDING, 'db.hcl': ENGINE},
            ['live/a'],
            id='a part of its repository',
        ),
        pytest.param(
            {'.git': '', 'live/a/terragrunt.hcl': INCLUDING, 'db.hcl': 'inputs = {}\n'},
            [],
            id='a part that names nothing',
        ),
        pytest.param(
            {'.git': '', 'live/a/terragrunt.hcl': INCLUDING.replace('db.hcl', 'none.hcl')},
            [],
            id='a part that is not there',
        ),
        pytest.param(
            {'live/a/terragrunt.hcl': INCLUDING, 'db.hcl': ENGINE},
            [],
            id='a part beyond what is given, in no repository',
        ),
        pytest.param(
            {
                '.git': '',
                'live/a/terragrunt.hcl': INCLUDING + 'locals {\n  a = '
                'read_terragrunt_config("other.hcl")\n}\n',
                'live/a/other.hcl': '',
                'db.hcl': ENGINE,
            },
            ['live/a'],
            id='one part of two',
        ),
        pytest.param(
            {
                '.git': '',
                'live/a/terragrunt.hcl': INCLUDING,
                'live/a/terragrunt.hcl.json': '{}',
                'db.hcl': ENGINE,
            },
            ['live/a'],
            id='one file of two',
        ),
    ],
)
def test_a_unit_is_what_its_parts_elsewhere_make_it(
    tmp_path: Path,
    files: dict[str, str],
    units: list[str],
) -> None:
    _tree(tmp_path, files)

    found = roots_among([str(tmp_path / 'live' / 'a')])

    assert found.certain == tuple(str(tmp_path / unit) for unit in units)


READING = 'locals {\n  a = file("x.json")\n}\n'


@pytest.mark.parametrize(
    ('files', 'roots'),
    [
        pytest.param({'a/main.tf': READING, 'b/main.tf': ''}, ['a'], id='what may read it'),
        pytest.param({'a/main.tf': 'locals {\n  a = "x.json"\n}\n'}, [], id='what only names it'),
        pytest.param({'a/main.tf': READING.replace('json', 'yaml')}, [], id='what reads another'),
        pytest.param({'a/main.tf': READING, 'a/z.tf': 'locals {}'}, ['a'], id='one file of two'),
        pytest.param(
            {
                'a/main.tf': _call('../c') + 'locals {\n  a = "x.json"\n}\n',
                'c/main.tf': 'locals {\n  a = file(var.path)\n}\n',
            },
            ['a'],
            id='what calls a module that reads it',
        ),
        pytest.param(
            {'a/main.tf': _call('../asked'), 'b/main.tf': 'locals {}'},
            ['a'],
            id='what calls its directory',
        ),
    ],
)
def test_a_root_has_to_do_with_what_is_asked_about(
    tmp_path: Path,
    files: dict[str, str],
    roots: list[str],
) -> None:
    directories = _tree(
        tmp_path,
        {name: text + (CLUSTER if name.endswith('main.tf') else '') for name, text in files.items()}
        | {'asked/none.txt': ''},
    )
    asked = Belonging(frozenset((str(tmp_path / 'asked'),)), frozenset((b'.json',)))

    found = roots_among(directories, asked=asked)

    assert found.certain == tuple(str(tmp_path / root) for root in roots)


def test_what_cannot_be_read_is_said_of_what_is_asked_about(tmp_path: Path) -> None:
    directories = _tree(
        tmp_path,
        {
            'asked/main.tf': CLUSTER,
            'root/main.tf': _call('../asked') + _call('../beside'),
            'beside/main.tf': 'locals {}',
            'other/main.tf': CLUSTER,
        },
    )
    for directory in directories:
        for name in ('y.tf', 'x.tf'):
            (Path(directory) / name).symlink_to('nowhere')

    def told(asked: Belonging | None) -> list[str]:
        problems = roots_among(directories, asked=asked).problems
        return [Path(one.place.path).relative_to(tmp_path).as_posix() for one in problems]

    asked = ['asked/x.tf', 'asked/y.tf', 'beside/x.tf', 'beside/y.tf', 'root/x.tf', 'root/y.tf']
    assert told(Belonging(frozenset((str(tmp_path / 'asked'),)))) == asked
    assert told(None) == sorted((*asked, 'other/x.tf', 'other/y.tf'))


def test_a_directory_that_is_spelled_twice_counts_once(tmp_path: Path) -> None:
    _tree(tmp_path, {'real/main.tf': CLUSTER})
    (tmp_path / 'link').symlink_to('real')

    found = roots_among([str(tmp_path / 'real'), str(tmp_path / 'link')])

    assert found.certain == (str(tmp_path / 'link'),)


@pytest.mark.parametrize(('caller', 'is_reversed'), [('', False), ('z', True)])
def test_the_modules_of_a_root_are_in_an_order(
    tmp_path: Path,
    caller: str,
    is_reversed: bool,
) -> None:
    names = 'hgfedcba'
    directories = _tree(
        tmp_path,
        {
            f'{caller or "."}/main.tf': ''.join(
                _call(f'{"../" if caller else "./"}{name}') for name in names
            ),
            **{f'{name}/main.tf': CLUSTER for name in names},
        },
    )

    called = [Path(one).name for one in roots_among(directories).called]

    assert called == sorted(names, reverse=is_reversed)


def test_the_files_of_a_root_are_in_an_order(tmp_path: Path) -> None:
    names = [f'{name}.tf' for name in 'hgfedcba']
    directories = _tree(tmp_path, dict.fromkeys(names, CLUSTER))

    assert [Path(one).name for one in roots_among(directories).mentioning] == sorted(names)


def test_no_directory_has_no_root() -> None:
    found = roots_among(())

    assert (found.certain, found.called, found.mentioning, found.problems) == ((), (), (), ())
    assert callers((), ('/code/db',)) == ()
    assert sizes(()) == {}


def test_a_link_within_the_repository_is_read(tmp_path: Path) -> None:
    _tree(tmp_path, {'.git': '', 'shared/main.tf': CLUSTER, 'prod/other.tf': 'locals {}'})
    (tmp_path / 'prod' / 'main.tf').symlink_to('../shared/main.tf')

    found = roots_among([str(tmp_path / 'prod')])

    assert (found.certain, found.problems) == ((str(tmp_path / 'prod'),), ())


ABOUT, OTHER = 'inputs = { engine = "aurora-postgresql" }\n', 'inputs = {}\n'


@pytest.mark.parametrize(
    ('files', 'is_relevant'),
    [
        pytest.param({'.git': '', 'a.hcl': ABOUT}, True, id='it speaks of Aurora'),
        pytest.param({'.git': '', 'a.hcl': OTHER}, False, id='it does not'),
        pytest.param({'.git': ''}, False, id='it is not there'),
        pytest.param({'a.hcl': OTHER}, True, id='it is outside what is scanned'),
        pytest.param({'live/.git': '', 'a.hcl': OTHER}, True, id='it is outside the repository'),
        pytest.param({'.git': '', 'a.hcl': OTHER, 'b.hcl': ABOUT}, True, id='one of two does'),
    ],
)
def test_what_a_unit_includes_makes_it_relevant(
    tmp_path: Path,
    files: dict[str, str],
    is_relevant: bool,
) -> None:
    """What is outside the repository may be anything."""
    unit = ''.join(f'include "{one}" {{\n  path = "../{one}.hcl"\n}}\n' for one in 'ab')
    _tree(tmp_path, {**files, 'live/terragrunt.hcl': unit})

    found = roots_among([str(tmp_path / 'live')], is_spoken_of=True)

    assert bool(found.certain) is is_relevant


def test_a_unit_may_not_lead_through_a_link_out_of_the_repository(tmp_path: Path) -> None:
    _tree(
        tmp_path,
        {
            'top/.git': '',
            'out.hcl': OTHER,
            'top/live/terragrunt.hcl': 'include "a" {\n  path = "../a.hcl"\n}\n',
        },
    )
    (tmp_path / 'top' / 'a.hcl').symlink_to('../out.hcl')

    assert roots_among([str(tmp_path / 'top' / 'live')], is_spoken_of=True).certain


@pytest.mark.skipif(not hasattr(os, 'mkfifo'), reason='needs named pipes')
def test_what_a_unit_includes_and_nobody_can_read_may_be_anything(tmp_path: Path) -> None:
    _tree(
        tmp_path,
        {
            '.git': '',
            'live/terragrunt.hcl': 'include "a" {\n  path = "../a.hcl"\n}\n',
        },
    )
    os.mkfifo(tmp_path / 'a.hcl')

    assert roots_among([str(tmp_path / 'live')], is_spoken_of=True).certain


@pytest.mark.parametrize(
    ('repository', 'source', 'is_relevant'),
    [
        ('', '../../db', True),
        ('live', '../../db', False),
        (None, '../../db', False),
        (None, '../db', True),
    ],
)
def test_a_unit_leads_to_no_module_outside(
    tmp_path: Path,
    repository: str | None,
    source: str,
    is_relevant: bool,
) -> None:
    """That is outside its repository or, where there is none, outside what is scanned."""
    directories = _tree(
        tmp_path,
        {
            'top/live/terragrunt.hcl': f'terraform {{\n  source = "{source}"\n}}\n',
            'top/other/main.tf': 'locals {}',
            'db/main.tf': CLUSTER,
            'top/db/main.tf': CLUSTER,
            **({} if repository is None else {f'{repository or "."}/.git': ''}),
        },
    )
    scanned = [one for one in directories if one.startswith(f'{tmp_path}/top/')]

    live = str(tmp_path / 'top' / 'live')
    assert (live in roots_among(scanned, is_spoken_of=True).certain) is is_relevant


def test_a_folder_that_is_given_is_read_in_its_own_repository(tmp_path: Path) -> None:
    source = 'github.com/org/tf//rds'
    directories = _tree(
        tmp_path,
        {
            'code/.git': '',
            'code/a/main.tf': _call(source),
            'code/b/main.tf': _call('org/other/aws'),
            'code/c/main.tf': 'module "x" {\n  source = local.x\n}\n',
            'given/.git': '',
            'given/rds/main.tf': _call('../db'),
            'given/db/main.tf': CLUSTER,
            'code/b/org/other/aws/main.tf': CLUSTER,
        },
    )
    below = [one for one in directories if '/code' in one]

    found = roots_among(below, modules=((source, str(tmp_path / 'given' / 'rds')),))

    assert [Path(one).relative_to(tmp_path / 'code').as_posix() for one in found.certain] == [
        'c',
        'a',
        'b/org/other/aws',
    ]


def test_a_marked_module_is_a_root_among_the_others(tmp_path: Path) -> None:
    directories = _tree(
        tmp_path,
        {
            'z/main.tf': _call('../a') + _call('../b'),
            'a/main.tf': CLUSTER,
            'b/main.tf': CLUSTER,
            'a/terraform.tfvars': '',
        },
    )

    found = roots_among(directories)

    assert [Path(one).name for one in found.certain] == ['a', 'z']
    assert [Path(one).name for one in found.called] == ['b']


def test_a_unit_leads_to_the_module_that_it_calls(tmp_path: Path) -> None:
    _tree(
        tmp_path,
        {
            'live/terragrunt.hcl': 'terraform {\n  source = "../db"\n}\n',
            'db/main.tf': CLUSTER,
            'other/main.tf': 'locals {}',
        },
    )
    live, other = str(tmp_path / 'live'), str(tmp_path / 'other')

    assert callers((live, other), (str(tmp_path / 'db'),)) == (live,)
    size = sum((tmp_path / name).stat().st_size for name in ('live/terragrunt.hcl', 'db/main.tf'))
    assert sizes((live, other)) == {live: size, other: len('locals {}')}


@pytest.mark.parametrize(
    ('name', 'text', 'is_marked'),
    [
        ('main.tf', 'terraform {\n  backend "s3" {}\n}\n', True),
        ('prod.tfvars', 'terraform {\n  backend "s3" {}\n}\n', False),
        ('terraform.tfvars', '', True),
    ],
)
def test_what_only_a_root_has_marks_it(
    tmp_path: Path,
    name: str,
    text: str,
    is_marked: bool,
) -> None:
    root = tmp_path / 'root'
    root.mkdir()
    (tmp_path / 'outside.tf').write_text('terraform {\n  backend "s3" {}\n}\n')
    (root / 'out.tf').symlink_to('../outside.tf')
    (root / 'gone.tf').symlink_to('gone')
    (root / name).write_text(text)

    assert has_mark_of_root(str(root)) is is_marked


def test_a_directory_that_is_not_there_has_no_mark(tmp_path: Path) -> None:
    assert not has_mark_of_root(str(tmp_path / 'gone'))
