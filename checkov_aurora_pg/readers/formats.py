"""The input formats that are read, in the order of reading.

A format's reader is imported where the sources have some of the format, and nowhere else: most
scans need one of the three, and a tree without Aurora PostgreSQL none.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from functools import partial
from importlib import import_module
from typing import NamedTuple
from typing import NoReturn
from typing import cast

from checkov_aurora_pg.core.deployments import Deployment
from checkov_aurora_pg.readers.discovery import Sources
from checkov_aurora_pg.readers.options import ReadOptions
from checkov_aurora_pg.readers.parts import Answers
from checkov_aurora_pg.readers.parts import Part
from checkov_aurora_pg.readers.parts import PartsOf
from checkov_aurora_pg.readers.parts import Surroundings
from checkov_aurora_pg.readers.parts import sole

_READERS = 'checkov_aurora_pg.readers'


class Format(NamedTuple):
    """An input format: the folder of its reader, and the paths that the sources have of it."""

    folder: str
    paths: Callable[[Sources], tuple[str, ...]]


FORMATS = (
    Format('terraform', lambda sources: (*sources.roots, *sources.called)),
    Format('terraform.plan', lambda sources: sources.plans),
    Format('cloudformation', lambda sources: sources.templates[:1]),  # all are read as one
)


def parts_of(sources: Sources, options: ReadOptions) -> Iterator[Part]:
    """Yield what is to be read, whatever boundary the options have.

    Raises nothing: of a format whose reader cannot be imported, each part raises where it is read.
    """
    around = Surroundings(sources, options)
    for one in FORMATS:
        paths = one.paths(sources)
        if not paths:
            continue
        try:
            found = cast('PartsOf', import_module(f'{_READERS}.{one.folder}.parts').parts_of)
        except Exception as error:
            yield from (Part(path, path, sole, partial(_raise, error)) for path in paths)
        else:
            yield from found(sources, around)


def _raise(error: Exception, deployment: Deployment, assumed: Answers) -> NoReturn:
    raise error
