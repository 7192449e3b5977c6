"""The script that completes the command's options in a shell."""

from __future__ import annotations

import argparse

import shtab

from checkov_aurora_pg.command_line.arguments import SEVERITIES
from checkov_aurora_pg.policies import POLICIES
from checkov_aurora_pg.reports.formats import FORMATS

_IDS = tuple(policy.id for policy in POLICIES)
_VALUES = {
    'check': _IDS,
    'skip_check': _IDS,
    'explain': _IDS,
    'output': tuple(FORMATS),
    'fail_on': SEVERITIES,
    'min_severity': SEVERITIES,
}
_FILES = frozenset({'paths', 'config', 'var_file', 'baseline', 'write_baseline'})


def completion(parser: argparse.ArgumentParser, shell: str) -> str:
    """Return the script for a shell, which is `bash`, `zsh` or `tcsh`.

    The parser is changed for it, and parses no more.
    """
    for action in parser._actions:
        action.choices = _VALUES.get(action.dest, action.choices)
        if action.dest in _FILES:
            action.complete = shtab.FILE  # type: ignore[attr-defined]
    script: str = shtab.complete(parser, shell)
    return script
