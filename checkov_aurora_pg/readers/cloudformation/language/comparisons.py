"""The texts that a template's conditions compare a parameter with."""

from __future__ import annotations

from collections.abc import Mapping

from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.readers.cloudformation.language.templates import Template
from checkov_aurora_pg.readers.cloudformation.subjects import mappings
from checkov_aurora_pg.readers.documents.nodes import Node

_COMPARED_IN = ('Conditions', 'Rules')


def compared_texts(template: Template) -> Mapping[str, Mapping[str, Place]]:
    """Return the texts by the parameter's name, each with the place of a comparison."""
    found: dict[str, dict[str, Place]] = {}
    for name in _COMPARED_IN:
        for entry in template.section(name).values():
            for node in mappings(entry.value):
                _add(found, node.get('Fn::Equals'))
    return found


def _add(found: dict[str, dict[str, Place]], comparison: Node | None) -> None:
    operands = comparison.elements if comparison is not None else ()
    if len(operands) != 2:
        return
    for operand, other in (operands, reversed(operands)):
        reference = operand.get('Ref')
        if reference is not None and reference.text is not None and other.text is not None:
            found.setdefault(reference.text, {}).setdefault(other.text, other.place)
