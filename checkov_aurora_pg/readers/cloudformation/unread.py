"""What may bring a cluster into the deployment and is not read: each is said once.

It stands in the estate as a cluster whose engine is not known, for all that it may bring.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from checkov_aurora_pg.core.described_resource import DescribedResource
from checkov_aurora_pg.core.kinds import Kind
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.cloudformation.language.evaluation import Evaluator
from checkov_aurora_pg.readers.cloudformation.language.evaluation import Undecided
from checkov_aurora_pg.readers.cloudformation.language.evaluation import shown
from checkov_aurora_pg.readers.cloudformation.language.existence import existence_of
from checkov_aurora_pg.readers.cloudformation.language.templates import MACRO
from checkov_aurora_pg.readers.cloudformation.language.templates import Template
from checkov_aurora_pg.readers.cloudformation.resources import place_of
from checkov_aurora_pg.readers.cloudformation.skips import read_skips
from checkov_aurora_pg.readers.cloudformation.stacks.carriers import carriers
from checkov_aurora_pg.readers.cloudformation.stacks.carriers import names_aurora_postgresql
from checkov_aurora_pg.readers.cloudformation.stacks.carriers import spoken
from checkov_aurora_pg.readers.cloudformation.stacks.nesting import nested_stacks
from checkov_aurora_pg.readers.cloudformation.subjects import SUBJECTS
from checkov_aurora_pg.readers.documents.nodes import Entry
from checkov_aurora_pg.readers.documents.nodes import Node

_DATABASE = re.compile('|'.join(SUBJECTS))
# A template that is named for what is in it.
_FILE = re.compile(r'aurora[-_]?postgres[^/\s]*$', re.IGNORECASE | re.MULTILINE)
_AURORA_TOKENS = ('aws::rds::', 'aurora')
_TRANSFORM = 'Transform'
# CloudFormation's own transforms make no database, but for the one that includes a file.
_OWN = 'AWS::'
_INCLUDE = 'AWS::Include'


def _nested(evaluator: Evaluator) -> Iterator[tuple[str, Entry, Unknown]]:
    for logical_id, entry in nested_stacks(evaluator):
        if existence_of(evaluator, logical_id, entry.value) is False:
            continue
        try:
            evaluator.links.nested(evaluator, logical_id)
        except Undecided as error:
            if _speaks_of_a_database(evaluator, entry.value):
                yield logical_id, entry, error.unknown


def _speaks_of_a_database(evaluator: Evaluator, stack: Node) -> bool:
    """Return whether a nested stack names Aurora PostgreSQL, or holds a database."""
    text = spoken(evaluator, stack)
    return (
        names_aurora_postgresql(text)
        or _DATABASE.search(text) is not None
        or _FILE.search(text) is not None
    )


def _macros(evaluator: Evaluator) -> Iterator[tuple[str, Entry, Unknown]]:
    template = evaluator.template
    transform = template.root.items.get(_TRANSFORM)
    macro = template.section('Resources').get(MACRO)
    names = (
        []
        if transform is None
        else [
            name
            for name in map(_macro, _nodes(transform.value))
            if name == _INCLUDE or not name.startswith(_OWN)
        ]
    )
    if not (names or macro) or not _is_about_aurora(template):
        return
    if transform is not None and names:
        yield _TRANSFORM, transform, Unknown(f'macro `{shown(names[0])}` may add resources')
    if macro is not None:
        name = macro.value.text or _macro(macro.value)
        yield MACRO, macro, Unknown(f'`{shown(name)}` may add resources')


def _nodes(node: Node) -> tuple[Node, ...]:
    return node.data if isinstance(node.data, tuple) else (node,)


def _macro(node: Node) -> str:
    name = node.get('Name')
    return node.text or (name.text if name is not None else None) or MACRO


def _is_about_aurora(template: Template) -> bool:
    lines = chain.from_iterable(template.lines.values())
    return any(token in line.lower() for line in lines for token in _AURORA_TOKENS)


def unread(evaluator: Evaluator) -> Iterator[DescribedResource]:
    """Yield what stands for the resources that a template may have and that are not read.

    These are macros in a template about Aurora, nested stacks and stack sets that name Aurora
    PostgreSQL and whose template is not read, and other resources that may create a cluster.
    """
    found = (*_macros(evaluator), *_nested(evaluator), *carriers(evaluator))
    for logical_id, entry, why in found:
        existence = existence_of(evaluator, logical_id, entry.value)
        place = place_of(entry)
        if existence is not False:
            yield DescribedResource(
                kind=Kind.CLUSTER,
                address=logical_id,
                key=evaluator.key(logical_id),
                place=place,
                attributes={'engine': Value(why, place)},
                calls=evaluator.use.calls,
                skips=read_skips(evaluator.template, place, entry.value),
                existence=existence if isinstance(existence, Unknown) else None,
                is_unseen=True,
            )
