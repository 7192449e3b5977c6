"""Modules whose code is not here: whether they can matter, and what stands for their parts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Mapping as AbstractMapping
from collections.abc import Sequence as AbstractSequence

from checkov_aurora_pg.core.described_resource import DescribedResource
from checkov_aurora_pg.core.kinds import Kind
from checkov_aurora_pg.core.values import Mapping
from checkov_aurora_pg.core.values import Sequence
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.limits import limit_value
from checkov_aurora_pg.readers.terraform.language.bodies import Block
from checkov_aurora_pg.readers.terraform.language.instances import Instance
from checkov_aurora_pg.readers.terraform.modules.call_arguments import inputs_of
from checkov_aurora_pg.readers.terraform.modules.call_arguments import told
from checkov_aurora_pg.readers.terraform.modules.known_modules import publishers
from checkov_aurora_pg.readers.terraform.modules.module import Module
from checkov_aurora_pg.readers.terraform.modules.module_address import GITHUB
from checkov_aurora_pg.readers.terraform.modules.module_address import own_words
from checkov_aurora_pg.readers.terraform.modules.module_address import parse_address

# An instance of a call whose module is not here, and why.
Unread = tuple[Instance, Unknown]

# A value that is an engine or a family, or says the same in other words.
_IS_AURORA_POSTGRESQL = re.compile(
    r'\s*(?:amazon )?aurora[-_ ]?(?:postgres(?:ql)?|pg)[-_ ]?[\d.]*\s*', re.IGNORECASE
)

# A name of a cluster and of nothing that it needs.
_IS_AURORA = re.compile(
    r'(?:[-_]?(?:aurora|postgres(?:ql)?|pg|rds|db|database|cluster|serverless|v?\d|main))+',
    re.IGNORECASE,
)

# What names say of what is behind them.
_AURORA = re.compile(r'aurora|rds[-_]?cluster', re.IGNORECASE)
_OTHER_AURORA = re.compile(r'mysql|dsql', re.IGNORECASE)
_POSTGRESQL = re.compile(r'postgres|pgsql|(?:aurora|[^a-z])pg(?![a-z])', re.IGNORECASE)
_DATABASE = re.compile(r'rds|postgres|database|(?<![a-z])db(?![a-z])', re.IGNORECASE)

# Inputs that say which engine it is, and those that only a cluster of Aurora's kind has.
_ENGINE = re.compile(r'(?:.*_)?(?:engine|family|engine_type|engine_name)')
_OF_CLUSTERS = re.compile(
    r'cluster_parameter|cluster_family|cluster_engine|serverlessv2|serverless_v2|engine_mode'
)

# Inputs by which what a module makes is called.
_CALLED = re.compile(r'(?:cluster_)?(?:name|identifier)(?:_prefix)?', re.IGNORECASE)


def _speaks_of_aurora(text: str) -> bool:
    """Return whether a name is one of Aurora, and not of MySQL's or DSQL's alone."""
    return _AURORA.search(text) is not None and (
        _OTHER_AURORA.search(text) is None or _POSTGRESQL.search(text) is not None
    )


def _speaks_of_aurora_postgresql(text: str) -> bool:
    return _AURORA.search(text) is not None and _POSTGRESQL.search(text) is not None


def _pairs(name: str, value: Value) -> Iterator[tuple[str, object]]:
    """Yield the single values of an input, each with the name that is nearest to it."""
    limit_value(value)
    waiting = [(name, value)]
    while waiting:
        name, value = waiting.pop()
        data = value.data
        if isinstance(data, Sequence):
            waiting.extend((name, item) for item in data.items)
        elif isinstance(data, Mapping):
            waiting.extend(data.items.items())
        else:
            yield name, data


class _Evidence:
    """What a call says of the engine behind it."""

    def __init__(self, inputs: AbstractMapping[str, Value]) -> None:
        pairs = [pair for name, value in inputs.items() for pair in _pairs(name, value)]
        engines = [data for name, data in pairs if _ENGINE.fullmatch(name) and data]
        self.is_postgresql = any(
            isinstance(data, str) and _IS_AURORA_POSTGRESQL.fullmatch(data)
            for name, data in pairs
            if not _CALLED.fullmatch(name)
        )
        self.is_unknown = any(isinstance(data, Unknown) for data in engines)
        self.is_other = bool(engines) and not self.is_unknown
        self.speaks_of_aurora = any(map(_says, inputs, inputs.values()))


def _says(name: str, value: Value) -> bool:
    """Return whether an input is one that a cluster has, or is called after Aurora.

    What is named after it and leads elsewhere is handed to who uses a cluster.
    """
    data = value.data
    if _OF_CLUSTERS.search(name):
        return data is not None
    if _CALLED.fullmatch(name):
        return isinstance(data, str) and _speaks_of_aurora(data)
    is_set = not isinstance(data, Unknown) and not value.references and bool(data)
    return is_set and _speaks_of_aurora(name)


def _written(module: Module, block: Block) -> str:
    """Return the words of a call's source: what it is, else what stands there."""
    source = told(module, block, 'source')
    if isinstance(source, str):
        return own_words(source)
    argument = block.body.arguments.get('source')
    if argument is None:
        return ''
    place = argument.place
    return '\n'.join(module.source.lines.get(place.path, [])[place.line - 1 : place.end_line])


def _says_something_else(module: Module, block: Block) -> bool:
    """Return whether a module is a public one that is called after something else.

    Such a module is called what it makes: of a network for Aurora, the call alone speaks of it.
    """
    source = told(module, block, 'source')
    address = parse_address(source) if isinstance(source, str) else None
    if address is None or address.name.startswith(f'{GITHUB}/'):
        return False
    publisher, _, name = address.name.partition('/')
    return publisher in publishers() or _DATABASE.search(f'{name}/{address.below}') is None


def may_matter(module: Module, name: str, instance: Instance) -> bool:
    """Return whether a call's source, name or inputs speak of Aurora PostgreSQL.

    Where an input says that the engine is another one, names do not count.
    """
    block = module.source.calls[name]
    scope = module.scope_of(instance)
    arguments = block.body.arguments
    evidence = _Evidence(
        {one: module.value_of(arguments[one].expression, scope) for one in inputs_of(block)}
    )
    source = _written(module, block)
    if evidence.is_postgresql or _speaks_of_aurora_postgresql(source):
        return True
    if evidence.is_other:
        return False
    if _speaks_of_aurora(source):
        return True
    if _says_something_else(module, block):
        return _speaks_of_aurora(name) and _IS_AURORA.fullmatch(name) is not None
    if _speaks_of_aurora(name) or evidence.speaks_of_aurora:
        return True
    return evidence.is_unknown and _DATABASE.search(f'{source} {name}') is not None


def unseen_part(
    module: Module,
    name: str,
    unread: AbstractSequence[Unread],
) -> Iterator[DescribedResource]:
    """Yield what stands for all that the call `name` may bring, or nothing.

    `unread` are its instances of which nothing is known. Nothing comes of a call without a
    word of Aurora. Raises `LimitExceeded`.
    """
    block = module.source.calls[name]
    matter = [one for one in unread if may_matter(module, name, one[0])]
    if not matter:
        return
    instance, reason = matter[0]
    suffix = instance.suffix if len(matter) == 1 else ''
    yield DescribedResource(
        kind=Kind.CLUSTER,
        address=module.address_of(f'module.{name}{suffix}'),
        place=block.place,
        attributes={'engine': Value(reason, block.place)},
        calls=module.position.calls,
        skips=module.skips_of(block),
        existence=module.existence_of(instance),
        is_unseen=True,
    )
