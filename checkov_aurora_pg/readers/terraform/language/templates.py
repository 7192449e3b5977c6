"""String templates: text, interpolations and directives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from checkov_aurora_pg.core.values import EvaluationError
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.limits import MAX_TEXT
from checkov_aurora_pg.readers.limits import LimitExceeded
from checkov_aurora_pg.readers.terraform.language.conversion import normalized
from checkov_aurora_pg.readers.terraform.language.conversion import to_bool
from checkov_aurora_pg.readers.terraform.language.conversion import to_text
from checkov_aurora_pg.readers.terraform.language.doubt import rest_of
from checkov_aurora_pg.readers.terraform.language.expressions import Expression
from checkov_aurora_pg.readers.terraform.language.expressions import evaluate
from checkov_aurora_pg.readers.terraform.language.expressions import pairs_of
from checkov_aurora_pg.readers.terraform.language.scope import Scope


@dataclass(slots=True, eq=False, repr=False)
class Text:
    """Literal text, escapes already resolved."""

    text: str

    def pieces(self, scope: Scope) -> Iterator[str | Unknown]:
        """Yield the text."""
        yield self.text


@dataclass(slots=True, eq=False, repr=False)
class Interpolation:
    """`${expression}`."""

    expression: Expression

    def pieces(self, scope: Scope) -> Iterator[str | Unknown]:
        """Yield the expression's value as text. Raises `EvaluationError` for null."""
        data = to_text(evaluate(self.expression, scope)).data
        if not isinstance(data, (str, Unknown)):
            raise EvaluationError('a null cannot be part of a string')
        yield data


@dataclass(slots=True, eq=False, repr=False)
class If:
    """`%{ if … }…%{ else }…%{ endif }`."""

    condition: Expression
    yes: tuple[Part, ...]
    no: tuple[Part, ...]

    def pieces(self, scope: Scope) -> Iterator[str | Unknown]:
        """Yield the chosen branch, or the unknown that would choose."""
        chosen = to_bool(evaluate(self.condition, scope)).data
        if isinstance(chosen, Unknown):
            yield chosen
            return
        if chosen is None:
            raise EvaluationError('the condition is null')
        for part in self.yes if chosen else self.no:
            yield from part.pieces(scope)


@dataclass(slots=True, eq=False, repr=False)
class For:
    """`%{ for … in … }…%{ endfor }`."""

    key_name: str | None
    value_name: str
    collection: Expression
    body: tuple[Part, ...]

    def pieces(self, scope: Scope) -> Iterator[str | Unknown]:
        """Yield the body for each element."""
        collection = evaluate(self.collection, scope)
        rest = collection.data if isinstance(collection.data, Unknown) else rest_of(collection)
        if rest is not None:
            yield rest
            return
        for key, value in pairs_of(collection):
            own = {self.value_name: value}
            if self.key_name is not None:
                own[self.key_name] = key
            for part in self.body:
                yield from part.pieces(scope.with_names(own))


Part = Text | Interpolation | If | For


@dataclass(slots=True, eq=False, repr=False)
class StringTemplate:
    """A string with interpolations. One that is a lone interpolation is its value."""

    parts: tuple[Part, ...]
    place: Place

    def evaluate(self, scope: Scope) -> Value:
        """Return the text, unknown where any piece is; of a lone interpolation, its value."""
        if len(self.parts) == 1 and isinstance(self.parts[0], Interpolation):
            return evaluate(self.parts[0].expression, scope)
        pieces: list[str] = []
        length = 0
        for part in self.parts:
            for piece in part.pieces(scope):
                if isinstance(piece, Unknown):
                    return Value(piece, self.place)
                pieces.append(piece)
                length += len(piece)
                if length > MAX_TEXT:
                    raise LimitExceeded(f'a string is longer than {MAX_TEXT:,} characters')
        return Value(normalized(''.join(pieces)), self.place)
