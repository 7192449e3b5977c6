"""Synthesise a CDK app with the real CDK, and keep of the assembly what is the same anywhere.

Usage: python testing/synthesise_cdk.py APP_DIRECTORY …

Installs what the app's package.json pins, runs `cdk synth` with debug information, and
leaves `cdk.out` beside the app: without `tree.json`, with the app's directory cut off
from the creation stacks' paths and without the traces of the CDK's own warnings. The
expectations (`*.expect`) that stand beside the templates stay.
"""
from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any


def _portable(value: Any, app: str) -> Any:
    if isinstance(value, dict):
        return {key: _portable(item, app) for key, item in value.items() if key != 'trace'}
    if isinstance(value, list):
        return [_portable(item, app) for item in value]
    return value.replace(f'{app}/', '') if isinstance(value, str) else value


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
        cwd=app, check=True,
    )
    subprocess.run(
        [app / 'node_modules/.bin/cdk', 'synth', '--quiet', '--no-notices'],
        cwd=app, check=True, env={**os.environ, 'CDK_DEBUG': '1', 'CI': '1'},
    )
    for tree in out.rglob('tree.json'):
        tree.unlink()
    for metadata in out.rglob('*.metadata.json'):
        content = _portable(json.loads(metadata.read_text()), str(app))
        metadata.write_text(json.dumps(content, indent=2) + '\n')


if __name__ == '__main__':
    for argument in sys.argv[1:]:
        synthesise(Path(argument))
