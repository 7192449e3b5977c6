"""What a file of parameters calls the deployment that it describes."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from checkov_aurora_pg.core.deployments import DEFAULTS

# Words in a name that say nothing of a deployment.
_GENERAL = (
    'parameters',
    'parameter',
    'params',
    'param',
    'parms',
    'cloudformation',
    'cfn',
    'config',
    'configs',
    'configuration',
    'env',
    'envs',
    'environment',
    'environments',
    'overrides',
    'settings',
    'stack',
    'stacks',
    'template',
    'templates',
    'values',
    'variables',
    'vars',
)
_BORDER = r'(?:^|(?<=[-_. ])){}(?=$|[-_. ])'
_WORDS = re.compile(_BORDER.format(f'(?:{"|".join(_GENERAL)})'), re.IGNORECASE)
_OUTSIDE = re.compile(r'(?:\.\./)+')
_MARKS = re.compile(r'[-_. ]{2,}')


class NamedFile(NamedTuple):
    """A file that gives parameters to a template. `top` is the nearest folder that has both.

    `environment` is the deployment's name where the file has it. All paths are absolute.
    """

    path: str
    environment: str
    template: str
    top: str

    @property
    def shown(self) -> str:
        """The file's path as seen from its template."""
        return os.path.relpath(self.path, os.path.dirname(self.template)).replace(os.sep, '/')


def stem_of(path: str) -> str:
    """Return the name of a file without all of its endings."""
    return os.path.basename(path).partition('.')[0]


def is_general(text: str) -> bool:
    """Return whether a name says nothing of what it is the name of."""
    return _WORDS.fullmatch(text) is not None


def without(word: str, text: str) -> str:
    """Return a text without a word that stands in it by itself."""
    border = _BORDER.replace('[-_. ]', r'[-_. /]')
    return re.sub(border.format(re.escape(word)), '', text, flags=re.IGNORECASE)


def names_of(files: Sequence[NamedFile]) -> list[str]:
    """Return the names of the deployments of one template; each has one of its own."""
    names = _apart(
        [_name(one) for one in files],
        [_OUTSIDE.sub('', os.path.splitext(one.shown)[0]) for one in files],
    )
    return _apart(
        names, [f'{one.shown}:{one.environment}' if one.environment else one.shown for one in files]
    )


def _apart(names: list[str], longer: list[str]) -> list[str]:
    """Return names of which those that several have, or the defaults, are the longer ones."""
    counts = Counter((*names, DEFAULTS))
    return [long if counts[name] > 1 else name for name, long in zip(names, longer, strict=True)]


def _name(one: NamedFile) -> str:
    """Return what a file calls a deployment: in its stem, else in the nearest folder's name."""
    if one.environment:
        return one.environment
    stem = os.path.splitext(os.path.basename(one.path))[0]
    folders = os.path.relpath(os.path.dirname(one.path), one.top).split(os.sep)
    for text in (stem, *reversed(folders)):
        rest = _WORDS.sub('', without(stem_of(one.template), text))
        name = _MARKS.sub('-', rest).strip('-_. ')
        if name:
            return name
    return stem
