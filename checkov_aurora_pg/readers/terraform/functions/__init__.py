"""Terraform's built-in functions that need nothing but their arguments.

A function takes values and returns one. It raises `EvaluationError` where Terraform
refuses the call and `LimitExceeded` beyond a bound; an unknown argument makes unknown
only what depends on it.
"""
from __future__ import annotations

from collections.abc import Mapping

from checkov_aurora_pg.readers.terraform.functions.arithmetic import NUMBERS
from checkov_aurora_pg.readers.terraform.functions.dates import DATES
from checkov_aurora_pg.readers.terraform.functions.encoding import ENCODING
from checkov_aurora_pg.readers.terraform.functions.formats import FORMATS
from checkov_aurora_pg.readers.terraform.functions.lists import LISTS
from checkov_aurora_pg.readers.terraform.functions.maps import MAPS
from checkov_aurora_pg.readers.terraform.functions.networks import NETWORKS
from checkov_aurora_pg.readers.terraform.functions.regular_expressions import REGULAR_EXPRESSIONS
from checkov_aurora_pg.readers.terraform.functions.selection import SELECTION
from checkov_aurora_pg.readers.terraform.functions.sets import SETS
from checkov_aurora_pg.readers.terraform.functions.signature import Function
from checkov_aurora_pg.readers.terraform.functions.strings import STRINGS
from checkov_aurora_pg.readers.terraform.functions.yaml_text import YAML

FUNCTIONS: Mapping[str, Function] = {
    **DATES,
    **ENCODING,
    **FORMATS,
    **LISTS,
    **MAPS,
    **NETWORKS,
    **NUMBERS,
    **REGULAR_EXPRESSIONS,
    **SELECTION,
    **SETS,
    **STRINGS,
    **YAML,
}
