"""Conversions of inputs to type constraints, for our code and for Terraform alike."""

from __future__ import annotations

from checkov_aurora_pg.readers.terraform.language.type_constraints import ANY
from checkov_aurora_pg.readers.terraform.language.type_constraints import BOOL
from checkov_aurora_pg.readers.terraform.language.type_constraints import NUMBER
from checkov_aurora_pg.readers.terraform.language.type_constraints import STRING
from checkov_aurora_pg.readers.terraform.language.type_constraints import AttributeType
from checkov_aurora_pg.readers.terraform.language.type_constraints import ListOf
from checkov_aurora_pg.readers.terraform.language.type_constraints import MapOf
from checkov_aurora_pg.readers.terraform.language.type_constraints import ObjectOf
from checkov_aurora_pg.readers.terraform.language.type_constraints import SetOf
from checkov_aurora_pg.readers.terraform.language.type_constraints import TupleOf
from checkov_aurora_pg.readers.terraform.language.type_constraints import Type
from testing.terraform_functions import value_of

_OPTIONAL = 'object({a = string, b = optional(number), c = optional(string, 7)})'
_OPTIONAL_TYPE = ObjectOf(
    {
        'a': AttributeType(STRING),
        'b': AttributeType(NUMBER, optional=True),
        'c': AttributeType(STRING, optional=True, default=value_of(7)),
    }
)
_NESTED = 'object({o = optional(object({x = optional(number, 1), y = optional(string)}), {})})'
_NESTED_TYPE = ObjectOf(
    {
        'o': AttributeType(
            ObjectOf(
                {
                    'x': AttributeType(NUMBER, optional=True, default=value_of(1)),
                    'y': AttributeType(STRING, optional=True),
                }
            ),
            optional=True,
            default=value_of({}),
        )
    }
)
_PARAMETERS = 'list(object({name = string, value = any, apply_method = optional(string)}))'
_PARAMETERS_TYPE = ListOf(
    ObjectOf(
        {
            'name': AttributeType(STRING),
            'value': AttributeType(ANY),
            'apply_method': AttributeType(STRING, optional=True),
        }
    )
)

# Each: the constraint in Terraform's words and in ours, and the data to convert.
CONVERSIONS: tuple[tuple[str, Type, object], ...] = (
    ('string', STRING, 1),
    ('string', STRING, True),
    ('string', STRING, None),
    ('number', NUMBER, '1.5'),
    ('bool', BOOL, 'true'),
    ('bool', BOOL, '0'),
    ('any', ANY, [1, 'a']),
    ('list(string)', ListOf(STRING), [1, True, 'a', None]),
    ('list(string)', ListOf(STRING), []),
    ('list(number)', ListOf(NUMBER), ['1', 2]),
    ('list(any)', ListOf(ANY), [1, 'a', True]),
    ('list(any)', ListOf(ANY), []),
    ('list(any)', ListOf(ANY), [1, 2]),
    ('list(any)', ListOf(ANY), [{'a': 1}, {'b': 'x'}]),
    ('list(any)', ListOf(ANY), [{'a': 1, 'b': None}, {'a': 'x', 'b': 2}]),
    ('list(list(any))', ListOf(ListOf(ANY)), [[1], ['a']]),
    ('set(string)', SetOf(STRING), ['b', 1, 'b', 'a']),
    ('set(any)', SetOf(ANY), [2, '1']),
    ('set(number)', SetOf(NUMBER), [10, '9', 9]),
    ('map(string)', MapOf(STRING), {'a': 1, 'b': True, 'c': None}),
    ('map(any)', MapOf(ANY), {'a': 1, 'b': 'x'}),
    ('map(any)', MapOf(ANY), {'a': [1], 'b': ['x']}),
    ('map(any)', MapOf(ANY), {'a': {'x': 1}, 'b': {'y': 'z'}}),
    ('map(list(string))', MapOf(ListOf(STRING)), {'a': [1]}),
    ('tuple([string, number])', TupleOf((STRING, NUMBER)), [1, '2']),
    (_OPTIONAL, _OPTIONAL_TYPE, {'a': 1}),
    (_OPTIONAL, _OPTIONAL_TYPE, {'a': 'x', 'c': None}),
    (_OPTIONAL, _OPTIONAL_TYPE, {'a': 'x', 'b': '3', 'c': 'y', 'more': 1}),
    (f'list({_OPTIONAL})', ListOf(_OPTIONAL_TYPE), [{'a': 1}, {'a': 2, 'b': 1}]),
    (f'set({_OPTIONAL})', SetOf(_OPTIONAL_TYPE), [{'a': 1}, {'a': '1', 'c': None}]),
    (f'map({_OPTIONAL})', MapOf(_OPTIONAL_TYPE), {'k': {'a': 1}}),
    (_NESTED, _NESTED_TYPE, {}),
    (_NESTED, _NESTED_TYPE, {'o': None}),
    (_NESTED, _NESTED_TYPE, {'o': {'x': None, 'y': 1}}),
    (_NESTED, _NESTED_TYPE, {'o': {'x': '5'}}),
    (_PARAMETERS, _PARAMETERS_TYPE, [{'name': 'rds.force_ssl', 'value': 1}]),
    (
        _PARAMETERS,
        _PARAMETERS_TYPE,
        [{'name': 'rds.force_ssl', 'value': 1}, {'name': 'ssl_ciphers', 'value': 'x'}],
    ),
    (
        _PARAMETERS,
        _PARAMETERS_TYPE,
        [{'name': 'a', 'value': 1, 'apply_method': 'immediate'}, {'name': 'b', 'value': 2}],
    ),
)
