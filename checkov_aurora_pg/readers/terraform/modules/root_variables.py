"""What only a deployment gives a root module: variables without a value, and the workspace."""

from __future__ import annotations

from dataclasses import replace

from checkov_aurora_pg.core.values import EvaluationError
from checkov_aurora_pg.core.values import Question
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.terraform.language.bodies import Block
from checkov_aurora_pg.readers.terraform.language.choices import Assumptions
from checkov_aurora_pg.readers.terraform.language.choices import Chosen
from checkov_aurora_pg.readers.terraform.language.choices import Scalar
from checkov_aurora_pg.readers.terraform.language.choices import answer_about
from checkov_aurora_pg.readers.terraform.language.scope import Scope
from checkov_aurora_pg.readers.terraform.language.type_constraints import STRING
from checkov_aurora_pg.readers.terraform.language.type_constraints import Primitive
from checkov_aurora_pg.readers.terraform.language.type_constraints import convert
from checkov_aurora_pg.readers.terraform.language.type_expressions import type_of

WORKSPACE = 'terraform.workspace'


def workspace(unknown: Unknown, assumptions: Assumptions) -> Value:
    """Return the name of the workspace: what is assumed of it, else what is chosen."""
    assumed = assumptions.value_of(WORKSPACE)
    if assumed is not None:
        return Value(assumed.value, assumed.place)
    excluded: tuple[Scalar, ...] = (None, '', *assumptions.excluded(WORKSPACE))
    return Chosen(unknown, type=STRING, subject=WORKSPACE, excluded=excluded)


def value_of_deployment(
    name: str,
    variable: Block,
    unknown: Unknown,
    scope: Scope,
    assumptions: Assumptions,
    *,
    is_nullable: bool,
) -> Value:
    """Return the value of a root's variable that has none in the code.

    It is what is assumed; where there is only one that it can have, this one; else what a
    deployment chooses, with the answers where they can be listed. Raises `LimitExceeded`.
    """
    subject, place = f'var.{name}', variable.place
    try:
        type = type_of(variable.body, scope)
        assumed = assumptions.value_of(subject)
        if assumed is not None:
            return convert(Value(assumed.value, assumed.place or place), type)
    except EvaluationError:
        return Value(unknown, place)
    if not isinstance(type, Primitive):
        return Value(unknown, place)
    excluded = (
        assumptions.excluded(subject) if is_nullable else (None, *assumptions.excluded(subject))
    )
    from checkov_aurora_pg.readers.terraform.modules.allowed_values import allowed_values

    doubts = len(scope.budget.doubts)
    allowed = allowed_values(name, variable, type, scope, is_nullable=is_nullable)
    del scope.budget.doubts[doubts:]
    if allowed is not None and len(allowed) == 1:
        return allowed[0]
    if allowed is not None:
        unknown = replace(
            unknown,
            question=Question(
                tuple(answer_about(subject, _scalar(value), value.place) for value in allowed)
            ),
        )
    return Chosen(
        unknown, place, type=type, subject=subject, excluded=excluded, is_text=type == STRING
    )


def _scalar(value: Value) -> Scalar:
    data = value.data
    assert data is None or isinstance(data, (bool, int, float, str)), 'only these are listed'
    return data
