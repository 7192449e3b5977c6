"""Synthesise a CDK app with the real CDK, and keep of the assembly what is the same anywhere.

Usage: python testing/synthesise_cdk.py APP_DIRECTORY …

Installs what the app's package.json pins, runs `cdk synth` with debug information, and
leaves `cdk.out` beside the app: of `tree.json` only the constructs and their classes, with
the directories of the app and of packages cut off from the call stacks' paths, and without the
traces of the CDK's own warnings. The expectations (`*.expect`) that stand beside the templates
stay.

An app in Python runs in the interpreter of this program, which needs what the app's
requirements.txt pins.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

# What older versions keep an author's lines in.
_LOGICAL_ID = 'aws:cdk:logicalId'

# Packages are beside the app or, for an app in Python, in a directory made for the run.
_PACKAGES = re.compile(r'/[^ ]*/(?=node_modules/)')


def _portable(value: Any, app: str) -> Any:
    if isinstance(value, dict):
        return {
            key: _portable(item, app)
            for key, item in value.items()
            if key != 'trace' or value.get('type') == _LOGICAL_ID
        }
    if isinstance(value, list):
        return [_portable(item, app) for item in value]
    if isinstance(value, str):
        return _PACKAGES.sub('', value.replace(f'{app}/', ''))
    return value


def _classes(node: dict[str, Any]) -> dict[str, Any]:
    """Return a construct of the tree without what its resource is in the template."""
    children = {id: _classes(child) for id, child in node.get('children', {}).items()}
    return {
        'path': node['path'],
        'constructInfo': {'fqn': node['constructInfo']['fqn']},
        **({'children': children} if children else {}),
    }


def _environment() -> dict[str, str]:
    """Return what `cdk synth --debug` sets, with this interpreter as the first `python`."""
    path = f'{os.path.dirname(sys.executable)}{os.pathsep}{os.environ["PATH"]}'
    return {
        **os.environ,
        'CDK_DEBUG': '1',
        'JSII_HOST_STACK_TRACES': '1',
        'CI': '1',
        'PATH': path,
    }


def synthesise(app: Path) -> None:
    """Write `cdk.out` in an app's directory.

    Raises `CalledProcessError` when npm or the CDK fails.
    """
    app = app.resolve()
    out = app / 'cdk.out'
    for path in out.rglob('*'):
        if path.is_file() and path.suffix != '.expect':
            path.unlink()
    subprocess.run(
        ['npm', 'install', '--no-package-lock', '--no-audit', '--no-fund', '--silent'],
        cwd=app,
        check=True,
    )
    subprocess.run(
        [app / 'node_modules/.bin/cdk', 'synth', '--quiet', '--no-notices'],
        cwd=app,
        check=True,
        env=_environment(),
    )
    for tree in out.rglob('tree.json'):
        classes = {'tree': _classes(json.loads(tree.read_text())['tree'])}
        tree.write_text(json.dumps(classes, indent=2) + '\n')
    for metadata in (*out.rglob('*.metadata.json'), *out.rglob('manifest.json')):
        written = json.loads(metadata.read_text())
        portable = _portable(written, str(app))
        if portable != written:
            metadata.write_text(json.dumps(portable, indent=2) + '\n')


if __name__ == '__main__':
    for argument in sys.argv[1:]:
        synthesise(Path(argument))
