"""Nested stacks, and stack sets: which template one creates, and what it hands down.

A stack set may hold its template itself. Any other one is named by a path beside its
parent's, as `aws cloudformation package` takes it; by the asset that the CDK has
synthesised; or by the address of the bucket that a deployment copies the repository to. Of
such an address only the end is known:
`https://${Bucket}.s3.amazonaws.com/${Prefix}templates/db.yaml` is the one scanned template
whose path ends with `/templates/db.yaml`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import partial

from checkov_aurora_pg.core.described_resource import Call
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.cloudformation.language.evaluation import Evaluator
from checkov_aurora_pg.readers.cloudformation.language.evaluation import Undecided
from checkov_aurora_pg.readers.cloudformation.language.evaluation import shown
from checkov_aurora_pg.readers.cloudformation.language.existence import existence_of
from checkov_aurora_pg.readers.cloudformation.language.properties import Properties
from checkov_aurora_pg.readers.cloudformation.language.templates import NESTED_STACKS
from checkov_aurora_pg.readers.cloudformation.language.templates import STACK_SET
from checkov_aurora_pg.readers.cloudformation.language.templates import Template
from checkov_aurora_pg.readers.cloudformation.language.uses import Use
from checkov_aurora_pg.readers.cloudformation.stacks.stack_sets import argument_of_set
from checkov_aurora_pg.readers.cloudformation.stacks.stack_sets import template_in
from checkov_aurora_pg.readers.cloudformation.stacks.template_files import TemplateFiles
from checkov_aurora_pg.readers.documents.nodes import Entry
from checkov_aurora_pg.readers.documents.nodes import Node

_BODY = 'TemplateBody'
_ASSET = 'aws:asset:path'
_SCHEME = '://'
# What stands before the key of an object in an address of S3.
_HOST = re.compile(r'.*\.amazonaws\.com(?:\.cn)?(?=/)')
_SUBSTITUTED = re.compile(r'.*\$\{[^{}]*\}', re.DOTALL)


def nested_stacks(evaluator: Evaluator) -> Iterator[tuple[str, Entry]]:
    """Yield the nested stacks of a template by their logical ids."""
    for logical_id, entry in evaluator.section('Resources').items.items():
        kind = entry.value.get('Type')
        if kind is not None and kind.text in NESTED_STACKS:
            yield logical_id, entry


def template_of(
    evaluator: Evaluator,
    logical_id: str,
    stack: Node,
    files: TemplateFiles,
) -> Template:
    """Return the template that a nested stack creates. Raises `Undecided` where none is read."""
    kind = stack.get('Type')
    property_name = NESTED_STACKS[kind.text or ''] if kind is not None else ''
    properties = stack.get('Properties')
    body = properties.get(_BODY) if properties is not None else None
    if body is not None:
        return template_in(evaluator, logical_id, body, files.bodies)
    source = properties.get(property_name) if properties is not None else None
    if source is None:
        raise Undecided(f'nested stack `{logical_id}` names no template')
    asset = _text_at(stack, 'Metadata', _ASSET)
    address = asset or _address(evaluator, source)
    if asset is not None or (address is not None and _SCHEME not in address):
        path = os.path.join(os.path.dirname(evaluator.template.path), asset or address or '')
        found = files.at(path, evaluator.template)
    else:
        tail = _tail(source)
        found = files.ending_with(tail, evaluator.template) if tail is not None else None
    if found is None:
        said = f' (`{shown(address)}`)' if address else ''
        raise Undecided(
            f'the template of nested stack `{logical_id}`{said} is not in the scanned code',
            'scan the nested template too, and refer to it by its local path',
        )
    return found


def _text_at(node: Node, *keys: str) -> str | None:
    found: Node | None = node
    for key in keys:
        found = found.get(key) if found is not None else None
    return found.text if found is not None else None


def _address(evaluator: Evaluator, source: Node) -> str | None:
    data = evaluator.evaluate(source).data
    return data if isinstance(data, str) else None


def _tail(source: Node) -> str | None:
    """Return what an address ends with after all that is put in at deployment: `/a/b.yaml`.

    An address without such a part is somebody's published template, and not this code's.
    """
    text = _last_text(source)
    if text is None:
        return None
    tail, count = _SUBSTITUTED.subn('', text, count=1)
    if not count and source.get('Fn::Sub') is not None:
        return None
    return '/' + _HOST.sub('', tail, count=1).lstrip('/') if tail.strip('/') else None


def _last_text(source: Node) -> str | None:
    """Return the end of what `Fn::Sub` or `Fn::Join` makes, as far as it is written."""
    substitution = source.get('Fn::Sub')
    if substitution is not None:
        elements = substitution.elements or (substitution,)
        return elements[0].text
    joined = source.get('Fn::Join')
    if joined is None or len(joined.elements) != 2:
        return None
    delimiter, parts = joined.elements
    written: list[str] = []
    for part in reversed(parts.elements):
        if part.text is None:
            return (delimiter.text or '').join(['', *written]) if written else None
        written.insert(0, part.text)
    return None


def use_of(parent: Evaluator, logical_id: str, entry: Entry) -> Use:
    """Return how a nested stack of `parent` uses its template.

    Raises `Undecided` where the nested stack is not created.
    """
    kind, properties = entry.value.get('Type'), entry.value.get('Properties')
    existence = existence_of(parent, logical_id, entry.value)
    if existence is False:
        raise Undecided(f'nested stack `{logical_id}` is not created')
    is_set = kind is not None and kind.text == STACK_SET
    argument = argument_of_set if is_set else _argument
    key = f'{parent.key(logical_id)}/'
    return Use(
        calls=(*parent.use.calls, Call(logical_id, entry.place)),
        existence=existence if isinstance(existence, Unknown) else None,
        argument=partial(argument, parent, properties),
        key=key,
        templates=(*parent.use.templates, parent.template.key),
        assumed=parent.use.assumed,
        account=key if is_set else parent.use.account or parent.use.key + parent.template.key,
    )


def _argument(parent: Evaluator, properties: Node | None, name: str) -> Value | None:
    handed = properties.get('Parameters') if properties is not None else None
    value = Properties(parent, handed).read(name)
    return None if value.is_null else value
