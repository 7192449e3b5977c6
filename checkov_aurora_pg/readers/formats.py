"""The input formats that are read, in the order of reading.

A format's reader is imported where the sources have some of the format, and nowhere else: most
scans need one of the three, and a tree without Aurora PostgreSQL none.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from importlib import import_module
from typing import NamedTuple
from typing import cast

from checkov_aurora_pg.readers.discovery import Sources
from checkov_aurora_pg.readers.options import ReadOptions
from checkov_aurora_pg.readers.parts import Part
from checkov_aurora_pg.readers.parts import PartsOf
from checkov_aurora_pg.readers.parts import Surroundings

_READERS = 'checkov_aurora_pg.readers'


class Format(NamedTuple):
    """An input format: the folder of its reader, and whether the sources have any of it."""

    folder: str
    is_in: Callable[[Sources], bool]


FORMATS = (
    Format('terraform', lambda sources: bool(sources.roots or sources.called or sources.others)),
    Format('terraform.plan', lambda sources: bool(sources.plans)),
    Format('cloudformation', lambda sources: bool(sources.templates)),
)


def parts_of(sources: Sources, options: ReadOptions) -> Iterator[Part]:
    """Yield what is to be read, whatever boundary the options have."""
    around = Surroundings(sources, options)
    for one in FORMATS:
        if one.is_in(sources):
            module = import_module(f'{_READERS}.{one.folder}.parts')
            yield from cast('PartsOf', module.parts_of)(sources, around)
