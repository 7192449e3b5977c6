"""The image of the command: what its file installs runs, and it has no rights that it needs not."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

ROOT = Path(__file__).parent.parent
FILE = (ROOT / 'Containerfile').read_text()
LINES = [line for line in FILE.splitlines() if not line.startswith('#')]
RELEASE = yaml.safe_load((ROOT / '.github/workflows/release.yml').read_bytes())


def test_it_runs_the_command_as_nobody() -> None:
    assert LINES[-1] == 'ENTRYPOINT ["checkov-aurora-pg"]'
    assert 'USER 65534:65534' in LINES
    assert LINES.index('USER 65534:65534') > LINES.index('COPY dist/*.whl /tmp/dist/')


def test_no_code_runs_to_install_it() -> None:
    (install,) = (line for line in LINES if 'pip install' in line)

    assert '--only-binary :all:' in install
    assert 'checkov[' not in FILE


def test_its_python_is_one_that_is_promised() -> None:
    (version,) = re.findall(r'^FROM python:(3\.\d+)-slim$', FILE, re.M)

    assert f'Programming Language :: Python :: {version}' in (ROOT / 'setup.cfg').read_text()


def test_the_release_tries_it_before_it_is_pushed() -> None:
    names = [step.get('name') for step in RELEASE['jobs']['image']['steps']]

    assert names.index('Build') < names.index(
        'Try it without a network, on code that it may only read'
    )
    assert names.index('Try it without a network, on code that it may only read') < names.index(
        'Push'
    )
