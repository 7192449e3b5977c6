"""Imports point one way: the core knows no format, and only the binding knows Checkov."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from testing.ways import plant

PACKAGE = 'checkov_aurora_pg'
REPOSITORY = Path(__file__).resolve().parent.parent

# What the modules below a name may import of this project, and of others. A name stands for
# itself and what is below it; the longest one that fits a module is the one that counts.
PARSERS = ['tree_sitter', 'tree_sitter_hcl']
ESTATE = [
    'core.deployments',
    'core.estate',
    'core.kinds',
    'core.names',
    'core.parameters',
    'core.reading',
    'core.described_resource',
    'core.scalars',
    'core.values',
]
FILES = ['readers.files', 'readers.limits', 'readers.options']
SHARED = [
    *ESTATE,
    *FILES,
    'readers.documents',
    'readers.mapped_parameters',
    'readers.nested_resources',
    'readers.skips',
    'readers.walking',
]
# What a format offers, and what it is asked about.
OFFERS = ['readers.discovery', 'readers.parts']
CLOUDFORMATION = [
    *SHARED,
    'readers.cloudformation.resource_types',
    'readers.cloudformation.resources',
    'readers.cloudformation.skips',
    'readers.cloudformation.subjects',
]
TERRAFORM = [*SHARED, 'readers.terraform.resource_schema']
ALLOWED: dict[str, tuple[list[str], list[str]]] = {
    'core.names': ([], []),
    'core.values': ([], []),
    'core.deployments': ([], []),
    'core.reasons': (['core.values'], []),
    'core.kinds': ([], []),
    'core.scalars': ([], []),
    'core.parameters': (['core.scalars', 'core.values'], []),
    'core.described_resource': (
        ['core.kinds', 'core.parameters', 'core.reasons', 'core.scalars', 'core.values'],
        [],
    ),
    'core.estate': (
        [
            'core.deployments',
            'core.kinds',
            'core.reasons',
            'core.described_resource',
            'core.scalars',
            'core.values',
        ],
        [],
    ),
    'core.reading': (['core.deployments', 'core.estate', 'core.values'], []),
    'core.wanted': ([], []),
    'core.policy': (
        ['core.estate', 'core.kinds', 'core.reasons', 'core.values', 'core.wanted'],
        [],
    ),
    'facts': (['core.names'], []),
    'policies': (['core', 'facts'], []),
    'readers': ([*ESTATE, 'readers'], []),
    'readers.limits': (['core.values'], []),
    'readers.files': (['readers.limits'], []),
    'readers.options': (['core.deployments', 'core.values', 'readers.files'], []),
    'readers.documents': (['core.values', *FILES], ['yaml']),
    'readers.walking': ([*ESTATE, *FILES], []),
    'readers.programs': ([*ESTATE, *FILES, 'readers.walking'], []),
    'readers.cloudformation': (
        [*SHARED, 'readers.cloudformation', 'readers.programs', *OFFERS],
        ['yaml'],
    ),
    'readers.cloudformation.language': (CLOUDFORMATION, []),
    'readers.cloudformation.services': (
        [*CLOUDFORMATION, 'readers.cloudformation.language', 'readers.programs'],
        [],
    ),
    'readers.cloudformation.stacks': (
        [
            *CLOUDFORMATION,
            'readers.cloudformation.language',
            'readers.cloudformation.services',
            'readers.cloudformation.unread',
        ],
        [],
    ),
    'readers.cloudformation.deployments': (
        [
            *CLOUDFORMATION,
            'readers.cloudformation.language',
            'readers.cloudformation.services',
            'readers.cloudformation.stacks',
        ],
        [],
    ),
    'readers.terraform': ([*SHARED, 'readers.terraform', *OFFERS], []),
    'readers.terraform.plan': ([*TERRAFORM, *OFFERS], []),
    'readers.terraform.language': (TERRAFORM, [*PARSERS, 'yaml']),
    'readers.terraform.modules': ([*TERRAFORM, 'readers.terraform.language'], []),
    # The root that writes a state is read where another one asks for its outputs.
    'readers.terraform.modules.other_roots': (
        [
            *TERRAFORM,
            'readers.terraform.language',
            'readers.terraform.modules',
            'readers.terraform.resources',
        ],
        [],
    ),
    'readers.terraform.resources': (
        [
            *TERRAFORM,
            'readers.terraform.language',
            'readers.terraform.modules',
            'readers.cloudformation',
        ],
        [],
    ),
    'readers.terraform.terragrunt': (
        [
            *TERRAFORM,
            'readers.terraform.language',
            'readers.terraform.modules',
            'readers.terraform.resources',
        ],
        [],
    ),
    'fixing': (
        ['core.values', 'readers.documents', 'readers.files', 'readers.terraform.language'],
        [],
    ),
    'fixing.hcl_alignment': (['fixing', 'readers.terraform.language'], ['tree_sitter']),
    'fixing.hcl_bodies': (['fixing'], ['tree_sitter']),
    'fixing.hcl_collections': (['fixing'], ['tree_sitter']),
    'fixing.hcl_file': (['core.values', 'fixing', 'readers.terraform.language'], ['tree_sitter']),
    'fixing.hcl_writer': (['fixing'], ['tree_sitter']),
    'fixing.yaml_tree': (['fixing', 'readers.documents'], ['yaml']),
    'scanning.usage_error': ([], []),
    'scanning.exclusion': ([], ['pathspec']),
    'scanning.repository_paths': (['readers.options'], []),
    'scanning.configuration': (
        ['core.deployments', 'core.policy', 'readers', 'scanning.configuration_file'],
        [],
    ),
    'scanning.configuration_file': (
        [
            'core.deployments',
            'core.names',
            'core.policy',
            'facts',
            'policies',
            'readers',
            'scanning.configuration',
            'scanning.exclusion',
            'scanning.selection',
        ],
        ['yaml'],
    ),
    'scanning.request': (['core.policy', 'scanning.configuration'], []),
    'scanning.selection': (
        [
            'core',
            'policies',
            'scanning.configuration',
            'scanning.request',
            'scanning.usage_error',
        ],
        [],
    ),
    'scanning.judging': (
        [
            'readers',
            'scanning.assessment',
            'scanning.configuration',
            'scanning.diagnostics',
            'scanning.exclusion',
            'scanning.request',
            'scanning.selection',
            'scanning.skip_remarks',
        ],
        [],
    ),
    'scanning.former_scan': (
        [
            'core',
            'readers',
            'scanning.changes',
            'scanning.configuration',
            'scanning.diagnostics',
            'scanning.judging',
            'scanning.request',
            'scanning.skip_remarks',
            'scanning.usage_error',
        ],
        [],
    ),
    'scanning.shard': (['readers'], []),
    'scanning.alternatives': (['core', 'readers'], []),
    'scanning.deployed_verdicts': (['core'], []),
    'scanning.judged_once': (['core'], []),
    'scanning.assessment': (
        [
            'core',
            'readers',
            'scanning.alternatives',
            'scanning.deployed_verdicts',
            'scanning.judged_once',
            'scanning.skip_remarks',
        ],
        [],
    ),
    'scanning.skip_remarks': (['core', 'policies'], []),
    'scanning.diagnostics': (
        ['core', 'policies', 'scanning.assessment', 'scanning.skip_remarks'],
        [],
    ),
    'scanning.changes': (
        [
            'core',
            'facts',
            'policies',
            'readers',
            'scanning.configuration',
            'scanning.diagnostics',
            'scanning.repository_paths',
            'scanning.selection',
        ],
        [],
    ),
    'scanning.scan': (['core', 'policies', 'readers', 'scanning'], []),
    'scanning.fixes': (['core', 'fixing', 'readers', 'scanning'], []),
    'reports': (
        [
            'core',
            'facts',
            'policies',
            'readers.files',
            'readers.options',
            'readers.cloudformation.resource_types',
            'readers.terraform.resource_schema',
            'scanning',
            '__version__',
        ],
        [],
    ),
    'command_line': (
        [
            'checkov_binding.fit',
            'core',
            'policies',
            'readers',
            'reports',
            'scanning',
            '__version__',
        ],
        [],
    ),
    'command_line.fixes': (['command_line', 'fixing', 'reports', 'scanning'], []),
    'command_line.completion': (['command_line', 'policies', 'reports.formats'], ['shtab']),
    '__main__': (['command_line'], []),
    '__init__': ([], []),
    'checkov_binding': (['core', 'policies', 'readers', 'scanning'], ['checkov']),
    'checkov_binding.fit': ([], []),
    'checks': (['checkov_binding'], []),
    PACKAGE: ([], []),  # the module that stands in for the package
}
# Rooms are packages: what they have in them is in their own modules.
ROOMS = ('core', 'scanning')


def _modules() -> Iterator[tuple[str, Path]]:
    for path in sorted((REPOSITORY / PACKAGE).rglob('*.py')):
        relative = path.relative_to(REPOSITORY / PACKAGE).with_suffix('')
        parts = relative.parts[:-1] if relative.name == '__init__' else relative.parts
        yield '.'.join(parts) or '__init__', path


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.module, 'imports are absolute'
            assert node.level == 0, 'imports are absolute'
            yield from (f'{node.module}.{alias.name}' for alias in node.names)


def _is_below(name: str, top: str) -> bool:
    return name == top or name.startswith(f'{top}.')


def _layer(module: str) -> str:
    if module in ROOMS:
        return '__init__'
    return max((name for name in ALLOWED if _is_below(module, name)), key=len)


@pytest.mark.parametrize(('module', 'path'), [*_modules()], ids=lambda value: str(value))
def test_a_module_imports_what_its_layer_may(module: str, path: Path) -> None:
    layer = _layer(module)
    own, others = ALLOWED[layer]
    for name in _imported(path):
        top = name.partition('.')[0]
        if top == PACKAGE:
            inner = name.removeprefix(f'{PACKAGE}.')
            assert any(_is_below(inner, one) for one in [*own, layer]), f'{module} imports {name}'
        else:
            assert top in sys.stdlib_module_names or top in others, f'{module} imports {name}'


def _imports_of_a_run(*argv: str) -> set[str]:
    code = (
        'import sys; from checkov_aurora_pg.command_line.command import main; main(sys.argv[1:]); '
        'print(*sys.modules, sep="\\n", file=sys.stderr)'
    )
    done = subprocess.run(
        [sys.executable, '-c', code, *argv],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return set(done.stderr.split())


def test_a_run_never_imports_checkov() -> None:
    imported = _imports_of_a_run('examples')

    assert {'tree_sitter', 'yaml', f'{PACKAGE}.policies.force_ssl'} <= imported
    assert not any(_is_below(name, 'checkov') for name in imported)


def test_a_run_that_fixes_nothing_imports_nothing_that_does() -> None:
    imported = _imports_of_a_run('examples/terraform/compliant')

    for room in ('fixing', 'scanning.fixes', 'command_line.fixes'):
        assert not any(_is_below(name, f'{PACKAGE}.{room}') for name in imported)


@pytest.mark.parametrize('argv', [('--version',), ('--checks-dir',), (f'{PACKAGE}/checks',)])
def test_a_run_that_judges_nothing_imports_nothing_that_parses(argv: tuple[str, ...]) -> None:
    imported = _imports_of_a_run(*argv)

    assert imported.isdisjoint({'yaml', 'tree_sitter', 'tomllib', f'{PACKAGE}.policies'})


# What a tree without Aurora PostgreSQL may import of a reader: what looks at bytes alone.
ON_BYTES = {
    'readers.terraform',
    'readers.terraform.module_directories',
    'readers.terraform.outline',
    'readers.terraform.roots',
    'readers.terraform.stacks',
    'readers.terraform.terragrunt',
    'readers.terraform.terragrunt.units_elsewhere',
}
READERS = ('readers.terraform', 'readers.cloudformation', 'readers.documents')
WITHOUT = {
    'main.tf': 'resource "aws_s3_bucket" "this" {}\n',
    'template.yaml': 'Resources:\n  Bucket:\n    Type: AWS::S3::Bucket\n',
    'plan.json': '{"format_version": "1.2", "planned_values": {}}\n',
}


def _of_readers(imported: set[str]) -> set[str]:
    """Return the modules of the formats' readers, and of what reads documents for them."""
    own = {name.removeprefix(f'{PACKAGE}.') for name in imported}
    return {name for name in own if any(_is_below(name, one) for one in READERS)}


def test_a_tree_without_aurora_imports_no_reader_and_no_policy(tmp_path: Path) -> None:
    plant(tmp_path, WITHOUT)

    imported = _imports_of_a_run(str(tmp_path))

    assert _of_readers(imported) <= ON_BYTES
    assert imported.isdisjoint({'yaml', 'tree_sitter', 'tomllib', f'{PACKAGE}.policies'})


@pytest.mark.parametrize(
    ('name', 'own', 'other'),
    [
        ('terraform/compliant/main.tf', 'readers.terraform', 'readers.cloudformation'),
        ('cloudformation/compliant.yaml', 'readers.cloudformation', 'readers.terraform'),
    ],
)
def test_a_stack_of_one_format_imports_no_reader_of_another(
    tmp_path: Path,
    name: str,
    own: str,
    other: str,
) -> None:
    shutil.copy(REPOSITORY / 'examples' / name, tmp_path)

    imported = _of_readers(_imports_of_a_run(str(tmp_path))) - ON_BYTES

    assert f'{own}.reader' in imported
    assert not any(_is_below(one, other) for one in imported)
