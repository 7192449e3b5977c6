"""What a value that is known after apply refers to, by a plan's `configuration`.

An expression there lists the names it refers to, the most specific first. Names of
variables lead to the module's call, names of modules to their outputs; locals are not in
a plan, so what goes through one stays unknown. What a list holds beside references, as a
literal, is not in a plan either until it is applied.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from checkov_aurora_pg.core.values import Reference
from checkov_aurora_pg.readers.documents.nodes import Node

_INDEX = re.compile(r'\[[^\]]*\]')
_RESOURCE = re.compile(
    r'(?P<address>[a-z][a-z0-9]*_[\w-]+\.[\w-]+(?:\[[^\]]*\])?)(?:\.(?P<attribute>[\w-]+))?',
)
_MODULE = re.compile(r'(?P<call>module\.[\w-]+(?:\[[^\]]*\])?)\.(?P<output>[\w-]+)')
_CALL = re.compile(r'module\.([\w-]+)((?:\[[^\]]*\])?)')

# A name that leads from module to module more often than this goes round in a circle.
_MAX_HOPS = 64


class PlanReferences:
    """The references in a plan's configuration, resolved to planned addresses."""

    def __init__(self, plan: Node, addresses: tuple[str, ...]) -> None:
        """Take the plan, and the addresses of its resources, with indexes."""
        configuration = plan.get('configuration')
        self._root = configuration.get('root_module') if configuration is not None else None
        self._variables = plan.get('variables')
        self._by_plain: dict[str, list[str]] = {}
        for address in addresses:
            self._by_plain.setdefault(_INDEX.sub('', address), []).append(address)
        self._addresses = frozenset(addresses)
        self._configurations: dict[tuple[str, ...], dict[str, Node]] = {}

    def of(self, address: str, attribute: str) -> tuple[Reference | None, ...]:
        """Return the planned resources that an attribute of a resource refers to.

        None is among them where it also refers to what is not in the plan.
        """
        calls, _ = _split(address)
        node = self._configured(address)
        expression = _dig(node, 'expressions', attribute)
        return tuple(dict.fromkeys(self._follow(expression, calls, _MAX_HOPS)))

    def writes(self, address: str, attribute: str) -> bool:
        """Return whether the configuration writes an attribute; what it leaves out, AWS decides."""
        node = self._configured(address)
        return node is None or _dig(node, 'expressions', attribute) is not None

    def _configured(self, address: str) -> Node | None:
        calls, label = _split(_INDEX.sub('', address))
        if calls not in self._configurations:
            resources = _elements(_dig(self._module(calls), 'resources'))
            # The first of an address counts.
            self._configurations[calls] = {
                _text(node.get('address')): node for node in reversed(resources)
            }
        return self._configurations[calls].get(label)

    def _module(self, calls: tuple[str, ...]) -> Node | None:
        module = self._root
        for call in calls:
            name = _INDEX.sub('', call).removeprefix('module.')
            module = _dig(module, 'module_calls', name, 'module')
        return module

    def _follow(
        self,
        expression: Node | None,
        calls: tuple[str, ...],
        hops: int,
    ) -> Iterator[Reference | None]:
        if expression is None or not hops:
            return
        for name in _specific(_names(expression)):
            prefix = ''.join(f'{call}.' for call in calls)
            resource = _RESOURCE.match(name)
            called = _MODULE.match(name)
            if name.startswith('var.') and calls:
                variable = name.split('.')[1].split('[')[0]
                call = _INDEX.sub('', calls[-1]).removeprefix('module.')
                caller = self._module(calls[:-1])
                outer = _dig(caller, 'module_calls', call, 'expressions', variable)
                yield from self._follow(outer, calls[:-1], hops - 1)
            elif name.startswith(('local.', 'data.')) or self._holds_more(name):
                yield None
            elif called:
                yield from self._output(called['call'], called['output'], calls, hops)
            elif resource:
                yield from self._planned(prefix + resource['address'], resource['attribute'] or '')

    def _holds_more(self, name: str) -> bool:
        """Return whether a name is that of a root variable with a list that is not empty."""
        value = _dig(self._variables, name.removeprefix('var.'), 'value')
        return name.startswith('var.') and bool(_elements(value))

    def _output(
        self,
        call: str,
        output: str,
        calls: tuple[str, ...],
        hops: int,
    ) -> Iterator[Reference | None]:
        inner = (*calls, call)
        expression = _dig(self._module(inner), 'outputs', output, 'expression')
        yield from self._follow(expression, inner, hops - 1)

    def _planned(self, address: str, attribute: str) -> Iterator[Reference]:
        """Yield the planned instances of an address, one where its index is known."""
        if address in self._addresses:
            yield Reference(address, attribute)
            return
        for planned in self._by_plain.get(_INDEX.sub('', address), ()):
            yield Reference(planned, attribute)


def _split(address: str) -> tuple[tuple[str, ...], str]:
    """Split an address into its module calls and the resource's own label."""
    calls: list[str] = []
    while True:
        match = _CALL.match(address)
        if match is None:
            return tuple(calls), address
        calls.append(match.group())
        address = address[match.end() + 1 :]


def _names(expression: Node) -> tuple[str, ...]:
    """Return all names that an expression, or a part of it, refers to."""
    found: list[str] = []
    waiting = [expression]
    while waiting:
        node = waiting.pop()
        if isinstance(node.data, tuple):
            waiting.extend(node.data)
            continue
        for key, entry in node.items.items():
            if key == 'references':
                found.extend(_text(item) for item in _elements(entry.value))
            else:
                waiting.append(entry.value)
    return tuple(found)


def _specific(names: tuple[str, ...]) -> Iterator[str]:
    """Yield the names that no longer one begins with: a plan lists every prefix too."""
    for name in names:
        if not any(other != name and _begins(other, name) for other in names):
            yield name


def _begins(name: str, prefix: str) -> bool:
    return name.startswith(prefix) and name[len(prefix) : len(prefix) + 1] in ('.', '[')


def _dig(node: Node | None, *keys: str) -> Node | None:
    for key in keys:
        node = node.get(key) if node is not None else None
    return node


def _elements(node: Node | None) -> tuple[Node, ...]:
    return node.elements if node is not None else ()


def _text(node: Node | None) -> str:
    return node.text or '' if node is not None else ''
