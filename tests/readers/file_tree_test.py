"""What a walk finds below a directory, as what, and what it does not enter."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from checkov_aurora_pg.readers.files import OUTSIDE
from checkov_aurora_pg.readers.walking.file_tree import Found
from checkov_aurora_pg.readers.walking.file_tree import walk
from testing.ways import Link
from testing.ways import Tree
from testing.ways import plant

KINDS = (
    'directories',
    'documents',
    'parts',
    'apps',
    'programs',
    'manifests',
    'services',
    'excluded',
)


def _walked(top: Path, tree: Tree, below: str = '', exclude: tuple[str, ...] = ()) -> Found:
    """Plant a tree and walk it, or a part of it; `exclude` has relative paths."""
    plant(top, tree)
    excluded = {f'{top}/{path}' for path in exclude}
    found = Found()
    walk(str(top / below), found, excluded.__contains__)
    return found


def _shown(top: Path, found: Found) -> dict[str, set[str]]:
    return {
        kind: {os.path.relpath(path, top) for path in getattr(found, kind)}
        for kind in KINDS
        if getattr(found, kind)
    }


def _left_out(top: Path, found: Found) -> dict[str, str]:
    return {os.path.relpath(path, top): reason for path, reason in found.left_out.items()}


@pytest.mark.parametrize(
    ('name', 'expected'),
    [
        ('main.tf', {'directories': {'a'}}),
        ('terragrunt.hcl', {'directories': {'a'}}),
        ('a.tfvars', {'parts': {'a/a.tfvars'}}),
        ('root.hcl', {'parts': {'a/root.hcl'}}),
        ('a.yaml', {'documents': {'a/a.yaml'}}),
        ('a', {'documents': {'a/a'}}),
        ('cdk.json', {'documents': {'a/cdk.json'}, 'apps': {'a'}}),
        ('sst.config.ts', {'apps': {'a'}, 'programs': {'a/sst.config.ts'}}),
        ('go.mod', {'manifests': {'a/go.mod'}}),
        ('app.py', {'programs': {'a/app.py'}}),
        ('serverless.ts', {'services': {'a/serverless.ts'}}),
        ('README.md', {}),
        ('.git', {}),
    ],
)
def test_a_file_is_what_its_name_says(
    tmp_path: Path,
    name: str,
    expected: dict[str, set[str]],
) -> None:
    assert _shown(tmp_path, _walked(tmp_path, {f'a/{name}': ''})) == expected


@pytest.mark.parametrize(
    ('name', 'reason'),
    [
        ('node_modules', 'npm packages'),
        ('bower_components', 'Bower packages'),
        ('.yarn', 'Yarn packages'),
        ('.pnpm-store', 'pnpm packages'),
        ('site-packages', 'Python packages'),
        ('.gradle', 'the Gradle cache'),
        ('.m2', 'Maven packages'),
        ('.cargo', 'Cargo packages'),
        ('.terraform', 'fetched by `terraform init`'),
        ('.terragrunt-cache', 'copies made by Terragrunt'),
        ('.external_modules', 'modules fetched by Checkov'),
        ('.serverless', 'built by the Serverless Framework'),
        ('.aws-sam', 'built by `sam build`'),
    ],
)
def test_a_folder_that_other_programs_fill_is_left_out(
    tmp_path: Path,
    name: str,
    reason: str,
) -> None:
    found = _walked(tmp_path, {f'a/{name}/b/main.tf': '', f'{name}.old/main.tf': ''})

    assert _shown(tmp_path, found) == {'directories': {f'{name}.old'}}
    assert _left_out(tmp_path, found) == {f'a/{name}': reason}


def test_a_program_is_read_by_its_own_name(tmp_path: Path) -> None:
    found = _walked(tmp_path, {'app.py': '', 'b.py': Link('app.py')})

    assert _shown(tmp_path, found) == {'programs': {'app.py'}}


def test_nothing_of_git_is_read(tmp_path: Path) -> None:
    found = _walked(tmp_path, {'.git/main.tf': '', 'a/.git/b.yaml': '', 'main.tf': ''})

    assert _shown(tmp_path, found) == {'directories': {'.'}}
    assert found.left_out == {}


@pytest.mark.parametrize(
    'packages',
    [
        'lib/python3.13/site-packages',
        'lib64/python3.12/site-packages',
        'Lib/site-packages',
        'lib/pypy3.10/site-packages',
    ],
)
def test_the_packages_of_a_virtual_environment_are_left_out(tmp_path: Path, packages: str) -> None:
    """The mark hides nothing else: anybody can write it."""
    found = _walked(
        tmp_path,
        {
            'venv/pyvenv.cfg': '',
            f'venv/{packages}/main.tf': '',
            'venv/lib/main.tf': '',
            'venv/prod/main.tf': '',
            'lib/main.tf': '',
        },
    )

    assert _shown(tmp_path, found)['directories'] == {'venv/lib', 'venv/prod', 'lib'}
    assert _left_out(tmp_path, found) == {'venv': 'a Python virtual environment'}


def test_a_repository_is_no_virtual_environment(tmp_path: Path) -> None:
    found = _walked(tmp_path, {'.git/HEAD': '', 'pyvenv.cfg': '', 'lib/main.tf': ''})

    assert _shown(tmp_path, found)['directories'] == {'lib'}
    assert found.left_out == {}


def test_a_link_is_followed_to_where_the_walk_does_not_come(tmp_path: Path) -> None:
    tree: Tree = {
        '.git/HEAD': '',
        'a/b': Link('../node_modules/db'),
        'a/c': Link('../node_modules/db'),
        'a/d': Link('../elsewhere'),
        'a/e': Link('f'),
        'a/f/main.tf': '',
        'a/g': Link('..'),
        'a/node_modules': Link('../elsewhere'),
        'node_modules/db/main.tf': '',
        'elsewhere/main.tf': '',
        'a/h': Link('h'),
        'a/i': Link('nowhere'),
    }

    found = _walked(tmp_path, tree, below='a')

    assert {os.path.realpath(path) for path in found.directories} == {
        f'{tmp_path}/{path}' for path in ('node_modules/db', 'elsewhere', 'a/f')
    }
    assert len(found.directories) == 3
    assert found.problems == []


def test_a_link_to_what_is_walked_is_not_followed(tmp_path: Path) -> None:
    found = _walked(
        tmp_path,
        {
            'z/main.tf': '',
            'a': Link('z'),
            'b': Link('.'),
            '.yarn': Link('z'),
        },
    )

    assert _shown(tmp_path, found) == {'directories': {'z'}}
    assert found.left_out == {}


def test_a_link_to_what_is_excluded_is_followed(tmp_path: Path) -> None:
    found = _walked(tmp_path, {'z/main.tf': '', 'a': Link('z')}, exclude=('z/', 'z/main.tf'))

    assert _shown(tmp_path, found) == {'directories': {'a'}, 'excluded': {'z/main.tf'}}


def test_links_in_what_is_excluded_end(tmp_path: Path) -> None:
    tree: Tree = {'z/main.tf': '', 'z/a': Link('.'), 'z/b': Link('../y'), 'y/main.tf': ''}

    found = Found()
    plant(tmp_path, tree)
    walk(str(tmp_path), found, lambda path: path.startswith(f'{tmp_path}/z/'))

    assert _shown(tmp_path, found) == {'directories': {'y'}, 'excluded': {'z/main.tf'}}


def test_a_link_with_the_name_of_a_folder_that_is_left_out(tmp_path: Path) -> None:
    found = _walked(
        tmp_path,
        {
            '.git/HEAD': '',
            'a/.yarn': Link('../b'),
            'b/main.tf': '',
        },
        below='a',
    )

    assert _shown(tmp_path, found) == {}
    assert _left_out(tmp_path, found) == {'a/.yarn': 'Yarn packages'}


def test_a_link_out_of_the_repository_is_not_followed(tmp_path: Path) -> None:
    found = _walked(
        tmp_path,
        {
            'top/.git/HEAD': '',
            'out/main.tf': '',
            'top/a/folder': Link('../../out'),
            'top/a/b.yaml': Link('../../out/main.tf'),
            'top/a/c': Link('../../out/main.tf'),
            'top/a/python3.13t': Link('../../out/main.tf'),
            'top/a/d.md': Link('../../out/main.tf'),
            'top/a/e.yaml': Link('../f'),
            'top/f': '',
            'top/a/prod.tfvars': Link('../../out/main.tf'),
            'top/a/db.hcl': Link('../../out/main.tf'),
            'top/a/dev.tfvars': Link('../f'),
        },
        below='top/a',
    )

    assert _shown(tmp_path, found) == {
        'documents': {'top/a/e.yaml'},
        'parts': {'top/a/dev.tfvars'},
    }
    assert _left_out(tmp_path, found) == dict.fromkeys(
        ('top/a/folder', 'top/a/c', 'top/a/prod.tfvars', 'top/a/db.hcl'),
        'a link that leads out of the repository',
    )
    assert [(one.place.path, one.message) for one in found.problems] == [
        (f'{tmp_path}/top/a/b.yaml', OUTSIDE),
    ]


def test_without_a_repository_a_link_leads_nowhere_out_of_what_is_walked(tmp_path: Path) -> None:
    found = _walked(tmp_path, {'a/b': Link('../c'), 'c/main.tf': ''}, below='a')

    assert _shown(tmp_path, found) == {}
    assert list(found.left_out) == [f'{tmp_path}/a/b']


def test_what_is_excluded_is_counted_unless_it_describes_nothing(tmp_path: Path) -> None:
    names = ('a.yaml', 'a.md', 'a.tfvars', 'main.tf', 'serverless.ts')

    found = _walked(tmp_path, dict.fromkeys((*names, 'b.yaml'), ''), exclude=names)

    assert _shown(tmp_path, found) == {
        'documents': {'b.yaml'},
        'excluded': {'a.yaml', 'a.tfvars', 'main.tf'},
    }


def test_only_files_are_documents(tmp_path: Path) -> None:
    found = _walked(tmp_path, {'a.yaml/main.tf': '', 'b.yaml': Link('b.yaml')})
    os.mkfifo(tmp_path / 'c.yaml')

    walk(str(tmp_path), found)

    assert _shown(tmp_path, found) == {'directories': {'a.yaml'}}


def test_a_directory_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    found = _walked(tmp_path, {}, below='nowhere')

    (problem,) = found.problems
    assert problem.place.path == f'{tmp_path}/nowhere'
    assert problem.message == 'cannot be read: No such file or directory'


def test_what_cannot_be_listed_ends_no_walk(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plant(tmp_path, {'a/main.tf': '', 'b/main.tf': '', 'c/main.tf': ''})
    scandir = os.scandir

    def refusing(path: str) -> object:
        if path.endswith('b'):
            raise PermissionError(13, 'Permission denied', path)
        return scandir(path)

    monkeypatch.setattr(os, 'scandir', refusing)

    found = _walked(tmp_path, {})

    assert _shown(tmp_path, found) == {'directories': {'a', 'c'}}
    assert [problem.message for problem in found.problems] == ['cannot be read: Permission denied']
