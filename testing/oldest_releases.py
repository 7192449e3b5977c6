"""Write the oldest release of everything that `setup.cfg` promises, as constraints of pip.

`python -m testing.oldest_releases FILE`, of the dependencies and of the extra `checkov`. It imports
the standard library only, since it runs before anything is installed.
"""

from __future__ import annotations

import re
import sys
from configparser import ConfigParser
from pathlib import Path

_SETUP = Path(__file__).resolve().parent.parent / 'setup.cfg'
_PROMISE = re.compile(r'([\w.-]+)>=([\d.]+)')


def oldest_releases() -> str:
    """Return a line `NAME==RELEASE` for each dependency.

    Raises `ValueError` for one that does not say its oldest release, and nothing else.
    """
    configuration = ConfigParser()
    configuration.read(_SETUP, encoding='utf-8')
    asked = '\n'.join(
        (
            configuration['options']['install_requires'],
            configuration['options.extras_require']['checkov'],
        )
    ).split()
    lines = []
    for one in asked:
        promise = _PROMISE.fullmatch(one)
        if promise is None:
            raise ValueError(f'`{one}` in `{_SETUP.name}` does not say its oldest release as `>=`')
        lines.append(f'{promise[1]}=={promise[2]}\n')
    return ''.join(lines)


if __name__ == '__main__':
    Path(sys.argv[1]).write_text(oldest_releases(), encoding='utf-8')
