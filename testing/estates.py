"""Estates built by hand, for tests of what is judged and not of how it is read."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count

from checkov_aurora_pg.core.described_resource import DescribedResource
from checkov_aurora_pg.core.estate import Estate
from checkov_aurora_pg.core.estate import Resource
from checkov_aurora_pg.core.kinds import Kind
from checkov_aurora_pg.core.parameters import Parameter
from checkov_aurora_pg.core.parameters import Parameters
from checkov_aurora_pg.core.policy import Policy
from checkov_aurora_pg.core.policy import Settings
from checkov_aurora_pg.core.policy import Verdict
from checkov_aurora_pg.core.policy import judge
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.core.values import Reference
from checkov_aurora_pg.core.values import Sequence
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value

Written = Value | None | bool | int | str

_LINES = count(1)


def place() -> Place:
    """Return a place of its own, on a line that nothing else is written on."""
    line = next(_LINES)
    return Place('/code/main.tf', line, line)


def value(written: Written) -> Value:
    """Return a value with a place of its own."""
    return written if isinstance(written, Value) else Value(written, place())


def unknown(reason: str) -> Value:
    """Return an unknown value with a place of its own."""
    return Value(Unknown(reason), place())


def reference(*addresses: str) -> Value:
    """Return what a traversal of a resource evaluates to before a deployment."""
    references = tuple(Reference(address, 'id') for address in addresses)
    return Value(Unknown('is known after a deployment'), place(), references)


def several(*items: Value, rest: str = '') -> Value:
    """Return a list, with further unknown elements where `rest` says why."""
    return Value(Sequence(items, Unknown(rest) if rest else None), place())


def resource(
    kind: Kind,
    address: str,
    parameters: Mapping[str, Written] | None = None,
    **attributes: Written,
) -> DescribedResource:
    """Return a resource whose every value has a place of its own."""
    entries = tuple(
        Parameter(value(name), value(written), place())
        for name, written in (parameters or {}).items()
    )
    return DescribedResource(
        kind,
        address,
        place(),
        {name: value(written) for name, written in attributes.items()},
        Parameters(entries),
    )


def parameter_group(family: Written, **parameters: Written) -> DescribedResource:
    """Return a parameter group; `__` in a parameter's name stands for a dot."""
    named = {name.replace('__', '.'): written for name, written in parameters.items()}
    return resource(Kind.PARAMETER_GROUP, 'group', named, family=family)


def in_estate(subject: DescribedResource, *others: DescribedResource) -> Resource:
    """Return a resource as it is in an estate with others."""
    return Estate('/code', (subject, *others)).resources[0]


def verdict(
    policy: Policy,
    subject: DescribedResource,
    *others: DescribedResource,
    settings: Settings | None = None,
) -> Verdict | None:
    """Return a policy's verdict on a resource in an estate with others."""
    return judge(policy, in_estate(subject, *others), settings or Settings())
