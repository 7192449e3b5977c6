"""A Checkov that is missing, too old or too new is named, and no gate passes for it."""

from __future__ import annotations

import ast
import re
import shutil
import sys
from configparser import ConfigParser
from pathlib import Path

import pytest

import checkov_aurora_pg
from checkov_aurora_pg.checkov_binding import fit
from testing.checkov_scans import checkov
from testing.scans import run

PACKAGE = Path(checkov_aurora_pg.__file__).parent
REPOSITORY = PACKAGE.parent
ID = 'CKV2_AURORAPG_1'
CODE = """
resource "aws_rds_cluster_parameter_group" "this" {
  family = "aurora-postgresql17"
}
"""
METADATA = 'Metadata-Version: 2.1\nName: checkov\nVersion: %s\n'

# Where one thing that the policies need is called otherwise, as in a Checkov that is too new.
RENAMED = """
import checkov.common.checks_infra.registry as registry
del registry.get_graph_checks_registry
"""


def _fake(directory: Path, version: str, without: str = '') -> Path:
    """Return a directory with what stands for a Checkov: its modules, and its metadata."""
    for module, names in fit.NEEDED.items():
        file = directory.joinpath(*module.split('.')).with_suffix('.py')
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text('\n'.join(f'class {name}: ...' for name in names if name != without))
    (directory / 'checkov' / '__init__.py').write_text('raise SystemExit("imported")\n')
    metadata = directory / f'checkov-{version}.dist-info' / 'METADATA'
    metadata.parent.mkdir()
    metadata.write_text(METADATA % version)
    return directory


@pytest.fixture(autouse=True)
def _as_if_never_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, 'checkov', raising=False)


@pytest.mark.parametrize(
    ('version', 'without', 'said'),
    [
        (fit.OLDEST, '', None),
        ('4.0.0', '', None),
        (
            '3.2.532',
            '',
            'Checkov `3.2.532` is too old: the policies need `3.2.533` or later; run `',
        ),
        ('2.9.999', 'BaseGraphCheck', 'Checkov `2.9.999` is too old: '),
        (
            '4.0.0',
            'BaseGraphCheck',
            'Checkov `4.0.0` does not have what the policies need (`BaseGraphCheck` in `checkov.',
        ),
    ],
)
def test_a_checkov_that_does_not_fit_is_named(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    version: str,
    without: str,
    said: str | None,
) -> None:
    monkeypatch.syspath_prepend(_fake(tmp_path, version, without))

    done = run('--checks-dir')

    assert Path(done.out.strip()) == PACKAGE / 'checks'
    assert done.code == (0 if said is None else 2)
    assert done.err.startswith('' if said is None else f'checkov-aurora-pg: {said}')
    assert len(done.err.splitlines()) == (said is not None)


def test_the_checkov_of_these_tests_fits() -> None:
    assert fit.misfit() is None


def test_a_checkov_with_a_module_less_is_named(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.syspath_prepend(_fake(tmp_path, '4.0.0'))
    shutil.rmtree(tmp_path / 'checkov' / 'terraform')

    assert '(`TFModule` in `checkov.terraform.modules.module_objects`)' in run('--checks-dir').err


@pytest.mark.parametrize('has_folder', [False, True])
def test_a_missing_checkov_is_named(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    has_folder: bool,
) -> None:
    if has_folder:  # some folder of that name is no Checkov
        (tmp_path / 'checkov').mkdir()
    monkeypatch.setattr(sys, 'path', [str(tmp_path)])

    done = run('--checks-dir')

    assert Path(done.out.strip()) == PACKAGE / 'checks'
    assert (done.code, done.err) == (
        2,
        'checkov-aurora-pg: Checkov is not installed where this command is: run '
        '`pip install --upgrade "checkov-aurora-pg[checkov]"`\n',
    )


@pytest.fixture(name='code')
def _code(tmp_path: Path) -> Path:
    directory = tmp_path / 'code'
    directory.mkdir()
    (directory / 'main.tf').write_text(CODE)
    return directory


@pytest.mark.parametrize('frameworks', [['terraform'], ['terraform', 'cloudformation']])
def test_every_policy_fails_in_a_checkov_that_is_too_old(
    tmp_path: Path,
    code: Path,
    frameworks: list[str],
) -> None:
    metadata = tmp_path / 'path' / 'checkov-3.2.1.dist-info'
    metadata.mkdir(parents=True)
    (metadata / 'METADATA').write_text(METADATA % '3.2.1')

    done = checkov(
        '-d',
        '.',
        '--external-checks-dir',
        str(PACKAGE / 'checks'),
        '--check',
        ID,
        '--compact',
        '--framework',
        *frameworks,
        directory=code,
        PYTHONPATH=str(metadata.parent),
    )

    assert done.returncode == 1
    assert 'FAILED for resource: aws_rds_cluster_parameter_group.this' in done.stdout
    assert 'checkov-aurora-pg: Checkov `3.2.1` is too old: ' in done.stderr
    assert 'Traceback' not in done.stderr


@pytest.mark.parametrize(
    ('frameworks', 'code_of_exit'),
    [
        (['terraform'], 2),
        # It runs them in processes of their own, and passes over one that ends.
        (['terraform', 'cloudformation'], 0),
    ],
)
def test_a_checkov_that_is_too_new_says_so(
    tmp_path: Path,
    code: Path,
    frameworks: list[str],
    code_of_exit: int,
) -> None:
    checks = tmp_path / 'checks'
    checks.mkdir()
    loader = (PACKAGE / 'checks' / 'checkov_aurora_pg_loader.py').read_text()
    (checks / '__init__.py').touch()
    (checks / 'loader.py').write_text(loader.replace('_path = ', f'{RENAMED}_path = '))

    done = checkov(
        '-d',
        '.',
        '--external-checks-dir',
        str(checks),
        '--framework',
        *frameworks,
        directory=code,
        PYTHONPATH=str(REPOSITORY),
    )

    assert re.search(
        r'ERROR\] +checkov-aurora-pg: Checkov `[\d.]+` does not have what the policies need '
        r"\(cannot import name 'get_graph_checks_registry' .*\): install an older one",
        done.stderr,
    )
    assert done.returncode == code_of_exit


def test_what_is_needed_is_what_the_binding_imports() -> None:
    imported: dict[str, set[str]] = {}
    for path in (PACKAGE / 'checkov_binding').glob('*.py'):
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.ImportFrom) and str(node.module).startswith('checkov.'):
                imported.setdefault(str(node.module), set()).update(one.name for one in node.names)

    assert {module: set(names) for module, names in fit.NEEDED.items()} == imported


def test_the_oldest_is_what_setup_cfg_asks_for() -> None:
    configuration = ConfigParser()
    configuration.read(REPOSITORY / 'setup.cfg', encoding='utf-8')

    asked = configuration['options.extras_require']['checkov'].split()

    assert asked == [f'checkov>={fit.OLDEST}']
    guide = (REPOSITORY / 'docs' / 'guides' / 'checkov.md').read_text(encoding='utf-8')
    assert f'that the tests pass on is {fit.OLDEST}. ' in guide
