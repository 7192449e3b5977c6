"""What functions of a template resolve to: in this project's reader, and in cfn-lint.

cfn-lint yields every value that a function may have, over a parameter's allowed values and
both branches of a condition. What the reader claims to know must be among them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field
from importlib import import_module
from pathlib import Path
from typing import Any

from checkov_aurora_pg.core.values import Sequence
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.cloudformation.language.evaluation import Evaluator
from checkov_aurora_pg.readers.cloudformation.language.evaluation import intrinsic
from checkov_aurora_pg.readers.cloudformation.language.evaluation import scalar_text
from checkov_aurora_pg.readers.cloudformation.language.templates import Template
from checkov_aurora_pg.readers.cloudformation.stacks.template_files import TemplateFiles
from checkov_aurora_pg.readers.cloudformation.stacks.template_reader import templates_in
from checkov_aurora_pg.readers.cloudformation.stacks.tied_stacks import Stacks
from checkov_aurora_pg.readers.documents.nodes import Node

# cfn-lint has no types, so that its names are looked up and not imported.
create_context_for_template = import_module('cfnlint.context').create_context_for_template
decode = import_module('cfnlint.decode').decode
CfnTemplateValidator = import_module('cfnlint.jsonschema').CfnTemplateValidator
LintTemplate = import_module('cfnlint.template').Template

_REGION = 'us-east-1'
_TYPES = ('AWS::RDS::', 'AWS::EC2::')
# cfn-lint stops after so many values of one function.
_TRUNCATED = 1000

Resolved = str | tuple[str, ...]


@dataclass
class Comparison:
    """The functions in the RDS and EC2 resources of templates, by who knows their value.

    `differences` are those of which the reader claims a value that cfn-lint excludes.
    """

    agreed: int = 0
    unknown_here: int = 0
    unknown_there: int = 0
    differences: list[str] = field(default_factory=list)

    def add(self, where: str, here: Resolved | None, there: set[Resolved]) -> None:
        """Count one function; `there` is empty where cfn-lint does not know its value."""
        if here is None:
            self.unknown_here += 1
        elif not there or len(there) >= _TRUNCATED:
            self.unknown_there += 1
        elif here in there:
            self.agreed += 1
        else:
            self.differences.append(f'{where}: `{here}` is none of {sorted(map(str, there))}')


def _functions(node: Node, written: Any, path: str) -> Iterator[tuple[str, Node, Any]]:
    """Yield each function in what both have parsed, with where it is and both its forms."""
    if intrinsic(node) is not None:
        yield f'{path}:{node.place.line}', node, written
    elif isinstance(written, dict):
        for key, entry in node.items.items():
            if key in written:
                yield from _functions(entry.value, written[key], path)
    elif isinstance(written, list):
        for element, item in zip(node.elements, written, strict=True):
            yield from _functions(element, item, path)


def _text(value: Value) -> str | None:
    text = scalar_text(value)
    # cfn-lint makes texts of booleans as Python does.
    return text.lower() if text in ('True', 'False') else text


def _here(value: Value) -> Resolved | None:
    if isinstance(value.data, Sequence):
        texts = [_text(element) for element in value.data]
        whole = value.data.rest is None and None not in texts
        return tuple(text for text in texts if text is not None) if whole else None
    return _text(value)


def _there(value: object) -> Resolved | None:
    if isinstance(value, list):
        texts = [_there(item) for item in value]
        return tuple(text for text in texts if isinstance(text, str))
    return _text(Value(value)) if isinstance(value, (bool, int, float, str)) else None


def _is_concerned(resource: object) -> bool:
    kind = resource.get('Type') if isinstance(resource, dict) else None
    return isinstance(kind, str) and kind.startswith(_TYPES)


def compare(path: Path, comparison: Comparison) -> None:
    """Add the functions of one template to a comparison; a file that is none adds nothing."""
    template = next(templates_in(str(path), path.read_bytes()), None)
    written, _ = decode(str(path))
    if not isinstance(template, Template) or not isinstance(written, dict):
        return
    evaluator: Evaluator = Stacks(TemplateFiles([template])).evaluators[0]
    lint = LintTemplate(str(path), written, [_REGION])
    validator = CfnTemplateValidator({}).evolve(
        context=create_context_for_template(lint),
        cfn=lint,
    )
    for logical_id, resource in lint.get_resources().items():
        entry = template.section('Resources').get(logical_id)
        node = entry.value.get('Properties') if entry is not None else None
        if node is None or not _is_concerned(resource):
            continue
        for where, function, instance in _functions(node, resource['Properties'], path.name):
            there = {
                resolved
                for value, _, error in validator.resolve_value(instance)
                if error is None and (resolved := _there(value)) is not None
            }
            comparison.add(where, _here(evaluator.evaluate(function)), there)
