"""What a module describes and does not create: `count = 0`, `enabled = false` and their kin."""

from __future__ import annotations

import os
from collections.abc import Iterator

from checkov_aurora_pg.core.kinds import Kind
from checkov_aurora_pg.core.reading import Absent
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.readers.files import within
from checkov_aurora_pg.readers.limits import LimitExceeded
from checkov_aurora_pg.readers.options import boundary_of
from checkov_aurora_pg.readers.terraform.language.bodies import Block
from checkov_aurora_pg.readers.terraform.language.instances import Instance
from checkov_aurora_pg.readers.terraform.language.instances import Repetition
from checkov_aurora_pg.readers.terraform.modules.call_arguments import LOCAL
from checkov_aurora_pg.readers.terraform.modules.call_arguments import literal
from checkov_aurora_pg.readers.terraform.modules.module import Module
from checkov_aurora_pg.readers.terraform.modules.module_source import ModuleSource
from checkov_aurora_pg.readers.terraform.resource_schema import RESOURCE_TYPES
from checkov_aurora_pg.readers.terraform.resource_schema import SUBJECTS

_REASONS = {
    Repetition.COUNT: 'its `count` is 0',
    Repetition.FOR_EACH: 'its `for_each` is empty',
    Repetition.ENABLED: 'its `enabled` is false',
}


def absent_subjects(module: Module) -> Iterator[Absent]:
    """Yield what policies would judge and a module does not create, and its calls of such."""
    yield from _absent_model(module) if module.source.is_model else _absent_resources(module)
    for name, block in module.source.calls.items():
        reason = _reason(module, block)
        if reason is not None and _may_bring_subjects(module, name):
            yield Absent(module.address_of(f'module.{name}'), block.place, reason)


def _absent_resources(module: Module) -> Iterator[Absent]:
    for (type, name), block in module.source.resources.items():
        if _kind(type) in SUBJECTS:
            reason = _reason(module, block)
            if reason is not None:
                yield Absent(module.address_of(f'{type}.{name}'), block.place, reason)


def _absent_model(module: Module) -> Iterator[Absent]:
    """Yield the call where its inputs leave out every cluster: the rest is one by one optional."""
    clusters = [
        block for (type, _), block in module.source.resources.items() if _kind(type) is Kind.CLUSTER
    ]
    if clusters and all(_reason(module, block) for block in clusters):
        call = module.position.calls[-1]
        yield Absent(call.address, call.place, 'its inputs do not create the cluster')


def _kind(type: str) -> Kind | None:
    found = RESOURCE_TYPES.get(type)
    return None if found is None else found.kind


def _reason(module: Module, block: Block) -> str | None:
    """Return why a block has no instance, or None where it has, or may have, one."""
    try:
        instances = module.instances(block)
    except LimitExceeded:  # who reads the block says so
        return None
    return None if instances.items else _REASONS[instances.repetition]


def _may_bring_subjects(module: Module, name: str) -> bool:
    """Return whether a called module, or one below it, may declare what policies judge."""
    called = module.root.sources.called(module, name)
    if isinstance(called, Unknown):
        from checkov_aurora_pg.readers.terraform.modules.unseen_modules import may_matter

        return may_matter(module, name, Instance())
    return any(
        source.problems or any(_kind(type) in SUBJECTS for type, _ in source.resources)
        for source in _below(module, called)
    )


def _below(module: Module, called: ModuleSource) -> Iterator[ModuleSource]:
    """Yield a module and those that it calls by a path, by any number of steps."""
    sources, repository = module.root.sources, boundary_of(module.root.directory)
    seen, waiting = {called.directory}, [called]
    while waiting:
        source = waiting.pop()
        yield source
        for block in source.calls.values():
            path = literal(block, 'source') or ''
            directory = os.path.normpath(os.path.join(source.directory, path))
            if path.startswith(LOCAL) and directory not in seen and within(directory, repository):
                seen.add(directory)
                waiting.append(sources.module(directory))
