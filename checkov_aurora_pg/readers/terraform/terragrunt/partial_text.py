"""A text of which parts are not known: each such part becomes a local of its own.

A generated file is mostly literal, with an account or a region in it that a deployment has.
What is literal is then read as any other configuration.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import field

from checkov_aurora_pg.core.values import EvaluationError
from checkov_aurora_pg.core.values import Mapping
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.limits import MAX_TEXT
from checkov_aurora_pg.readers.limits import LimitExceeded
from checkov_aurora_pg.readers.terraform.language.calls import FunctionCall
from checkov_aurora_pg.readers.terraform.language.conversion import to_bool
from checkov_aurora_pg.readers.terraform.language.expressions import Expression
from checkov_aurora_pg.readers.terraform.language.expressions import evaluate
from checkov_aurora_pg.readers.terraform.language.scope import Scope
from checkov_aurora_pg.readers.terraform.language.templates import For
from checkov_aurora_pg.readers.terraform.language.templates import If
from checkov_aurora_pg.readers.terraform.language.templates import Part
from checkov_aurora_pg.readers.terraform.language.templates import StringTemplate

_ANY = Value(Unknown('which elements there are is not known'))

# No author calls a local so.
_NAME = '__not_known_'


@dataclass(slots=True)
class PartialText:
    """A text, and by the name of its local what each part that is not known depends on.

    `doubtful` are texts that may stand in it or not, of which nothing is in `text`.
    """

    text: str = ''
    unknown: dict[str, Unknown] = field(default_factory=dict)
    doubtful: list[str] = field(default_factory=list)

    def add(self, piece: str | Unknown) -> None:
        """Add text, or a reference to what is not known: within quotes as an interpolation."""
        if isinstance(piece, Unknown):
            name = f'{_NAME}{len(self.unknown)}'
            self.unknown[name] = piece
            line = self.text[self.text.rfind('\n') + 1 :].replace('\\"', '')
            reference = f'local.{name}'
            piece = f'${{{reference}}}' if line.count('"') % 2 else reference
        self.text += piece
        if len(self.text) > MAX_TEXT:
            raise LimitExceeded(f'a string is longer than {MAX_TEXT:,} characters')


def partial_text(expression: Expression, scope: Scope) -> PartialText | Unknown:
    """Return a text that may be known in part, or why nothing of it is known.

    Raises `LimitExceeded`.
    """
    try:
        return _partial(expression, scope)
    except EvaluationError as error:
        return Unknown(f'it has no value: {error}')


def _partial(expression: Expression, scope: Scope) -> PartialText | Unknown:
    if isinstance(expression, StringTemplate) and len(expression.parts) > 1:
        found = PartialText()
        _add_parts(found, expression.parts, scope)
        return found
    if isinstance(expression, FunctionCall) and expression.name == 'templatefile':
        return _of_template_file(expression, scope)
    data = evaluate(expression, scope).data
    if isinstance(data, str):
        return PartialText(data)
    return data if isinstance(data, Unknown) else Unknown('it is not a string')


def _add_parts(found: PartialText, parts: Iterable[Part], scope: Scope) -> None:
    for part in parts:
        if isinstance(part, If) and isinstance(_choice(part, scope), Unknown):
            for branch in (part.yes, part.no):
                _add_doubtful(found, branch, scope)
        elif isinstance(part, If):
            _add_parts(found, part.yes if _choice(part, scope) else part.no, scope)
        elif isinstance(part, For) and next(part.pieces(scope), None).__class__ is Unknown:
            own = dict.fromkeys(filter(None, (part.key_name, part.value_name)), _ANY)
            _add_doubtful(found, part.body, scope.with_names(own))
        else:
            for piece in part.pieces(scope):
                found.add(piece)


def _choice(part: If, scope: Scope) -> object:
    return to_bool(evaluate(part.condition, scope)).data


def _add_doubtful(found: PartialText, parts: Iterable[Part], scope: Scope) -> None:
    doubtful = PartialText(unknown=found.unknown, doubtful=found.doubtful)
    _add_parts(doubtful, parts, scope)
    found.doubtful.append(doubtful.text)


def _of_template_file(call: FunctionCall, scope: Scope) -> PartialText | Unknown:
    path = call.text(0, scope)
    if isinstance(path, Unknown):
        return path
    content = scope.names.read_file(path)
    if isinstance(content, Unknown):
        return content
    given = evaluate(call.arguments[1], scope).data if len(call.arguments) > 1 else Mapping({})
    if not isinstance(given, Mapping):
        return given if isinstance(given, Unknown) else Unknown('its variables are not a map')
    template = scope.names.parse_template(content.decode('utf-8', 'replace'), call.place)
    return _partial(template, scope.with_names(given.items))
