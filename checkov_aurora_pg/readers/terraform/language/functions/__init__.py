"""Terraform's built-in functions that need nothing but their arguments.

A function takes values and returns one. It raises `EvaluationError` where Terraform
refuses the call and `LimitExceeded` beyond a bound; an unknown argument makes unknown
only what depends on it.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from functools import cache
from importlib import import_module

from checkov_aurora_pg.readers.terraform.language.functions.signature import Function

# A module and its table. Those that configurations call most stand first, since a module is
# imported when none before it has the function.
_THEMES = (
    ('selection', 'SELECTION'),
    ('maps', 'MAPS'),
    ('lists', 'LISTS'),
    ('strings', 'STRINGS'),
    ('sets', 'SETS'),
    ('formats', 'FORMATS'),
    ('arithmetic', 'NUMBERS'),
    ('networks', 'NETWORKS'),
    ('regular_expressions', 'REGULAR_EXPRESSIONS'),
    ('encoding', 'ENCODING'),
    ('yaml_text', 'YAML'),
)


@cache
def _table(module: str, name: str) -> Mapping[str, Function]:
    table: Mapping[str, Function] = getattr(import_module(f'{__name__}.{module}'), name)
    return table


class _Functions(Mapping[str, Function]):
    def __getitem__(self, name: str) -> Function:
        for theme in _THEMES:
            table = _table(*theme)
            if name in table:
                return table[name]
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        for theme in _THEMES:
            yield from _table(*theme)

    def __len__(self) -> int:
        return sum(len(_table(*theme)) for theme in _THEMES)


FUNCTIONS: Mapping[str, Function] = _Functions()
