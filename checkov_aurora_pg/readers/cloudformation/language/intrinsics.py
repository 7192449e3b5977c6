"""The intrinsic functions of CloudFormation, by name."""

from __future__ import annotations

from collections.abc import Mapping

from checkov_aurora_pg.readers.cloudformation.language import conditions
from checkov_aurora_pg.readers.cloudformation.language import mappings
from checkov_aurora_pg.readers.cloudformation.language import networks
from checkov_aurora_pg.readers.cloudformation.language import references
from checkov_aurora_pg.readers.cloudformation.language import texts
from checkov_aurora_pg.readers.cloudformation.language.evaluation import Function

# A function that is not here is unknown, with its name as the reason.
FUNCTIONS: Mapping[str, Function] = {
    **conditions.FUNCTIONS,
    **mappings.FUNCTIONS,
    **networks.FUNCTIONS,
    **references.FUNCTIONS,
    **texts.FUNCTIONS,
}
