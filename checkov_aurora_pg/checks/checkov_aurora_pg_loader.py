"""What Checkov executes from `--external-checks-dir`, once for each framework.

It registers the policies of the package that it stands in, whether that package is
installed or not, and whatever other copy of it is importable. A signed copy of this
directory, which stands in no package, registers those of the installed package: Checkov
verifies the modules of the directory alone, so nothing else in or beside it is imported.

A Checkov that lacks what the policies need ends here with exit code 2 where it lets us end it.
Where it runs each framework in a process of its own, it takes no notice of how that ends: there
an error in its log is all that can be had.
"""

from __future__ import annotations

import logging
import multiprocessing
import sys
from pathlib import Path

_NAME = 'checkov_aurora_pg'
_DIRECTORY = Path(__file__).resolve().parent
_PACKAGE = _DIRECTORY.parent


def _trusted(path: list[str]) -> list[str]:
    """Return where the package may be imported from.

    `checkov_aurora_pg.py` in the package's directory answers to its name.
    """
    elsewhere = [entry for entry in path if not Path(entry).resolve().is_relative_to(_DIRECTORY)]
    return [str(_PACKAGE), *elsewhere] if _PACKAGE.name == _NAME else elsewhere


def _register() -> None:
    from checkov_aurora_pg.checkov_binding import fit

    try:
        from checkov_aurora_pg.checkov_binding.registration import register
    except ImportError as error:
        if error.name is None or not error.name.startswith('checkov.'):
            raise
        said = fit.misfit() or fit.too_new(error)
        logging.error('checkov-aurora-pg: %s', said)
        if multiprocessing.parent_process() is None:
            sys.exit(2)
        raise
    register()


_path = list(sys.path)
sys.path[:] = _trusted(_path)
try:
    _register()
finally:
    sys.path[:] = _path
