"""Drawn templates: a value is the same with answers, and with defaults in their place."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import pytest

from checkov_aurora_pg.core.values import Answer
from checkov_aurora_pg.readers.cloudformation.template_set import TemplateSet
from testing.template_answers import leaves
from testing.template_answers import subject_of
from testing.template_answers import value_of

NAMES = ('dev', 'stage', 'prod', '')
KEYS = ('dev', 'stage', 'prod', 'test')


class Drawing:
    """Draws templates whose parameters have no default."""

    def __init__(self, seed: int) -> None:
        self.random = random = Random(seed)
        self.allowed = {
            f'P{n}': random.sample(KEYS, random.randint(2, 4)) if random.random() < 0.5 else []
            for n in range(random.randint(1, 3))
        }
        self.mapping = {
            key: {inner: random.choice('ab') for inner in random.sample(KEYS, 2)}
            for key in random.sample(KEYS, random.randint(1, 3))
        }
        self.conditions: dict[str, Any] = {}
        for n in range(random.randint(1, 4)):
            self.conditions[f'C{n}'] = self.condition(2)

    def parameter(self, is_listed: bool = False) -> Any:
        names = [name for name, texts in self.allowed.items() if texts or not is_listed]
        return {'Ref': self.random.choice(names)} if names else self.random.choice(KEYS)

    def condition(self, depth: int) -> Any:
        kind = self.random.choice(['equals', 'equals', 'not', 'and', 'or', 'named', 'pair'])
        if kind == 'named' and self.conditions:
            return {'Condition': self.random.choice(list(self.conditions))}
        if kind == 'pair':
            return {'Fn::Equals': [self.parameter(), self.parameter(is_listed=True)]}
        if depth == 0 or kind in ('equals', 'named'):
            operands = [self.parameter(), self.random.choice(NAMES)]
            self.random.shuffle(operands)
            return {'Fn::Equals': operands}
        count = 1 if kind == 'not' else 2
        name = {'not': 'Fn::Not', 'and': 'Fn::And', 'or': 'Fn::Or'}[kind]
        return {name: [self.condition(depth - 1) for _ in range(count)]}

    def value(self, depth: int) -> Any:
        kind = self.random.choice(['text', 'if', 'if', 'map', 'listed'])
        if depth == 0 or kind == 'text':
            return self.random.choice('xyz')
        if kind == 'if':
            condition = self.random.choice(list(self.conditions))
            return {'Fn::If': [condition, self.value(depth - 1), self.value(depth - 1)]}
        if kind == 'listed':
            return {
                'Fn::Sub': [
                    'q-${v}',
                    {'v': self.parameter(is_listed=True)},
                ]
            }
        keys: list[Any] = [
            self.parameter() if self.random.random() < 0.7 else self.random.choice(KEYS)
            for _ in range(2)
        ]
        default = [{'DefaultValue': 'd'}] if self.random.random() < 0.4 else []
        return {'Fn::FindInMap': ['M', *keys, *default]}

    def document(self) -> dict[str, Any]:
        resource = {
            'Type': 'AWS::RDS::DBCluster',
            'Properties': {'SnapshotIdentifier': self.value(3)},
        }
        if self.random.random() < 0.5:
            resource['Condition'] = self.random.choice(list(self.conditions))
        return {
            'Parameters': {
                name: {'Type': 'String', **({'AllowedValues': texts} if texts else {})}
                for name, texts in self.allowed.items()
            },
            'Mappings': {'M': self.mapping},
            'Conditions': self.conditions,
            'Resources': {'Subject': resource},
        }


def is_true(answer: Answer, given: dict[str, str]) -> bool:
    return (given[answer.subject.rpartition(':')[2]] == answer.value) is answer.is_it


@pytest.mark.parametrize('seed', range(200))
def test_a_value_is_that_with_a_default_in_place_of_the_answers(tmp_path: Path, seed: int) -> None:
    drawing = Drawing(seed)
    document = drawing.document()
    path, given_path = tmp_path / 't.json', tmp_path / 'given.json'
    path.write_text(json.dumps(document))
    found = list(leaves(TemplateSet([str(path)])))
    every = list(
        product(*(texts or (*NAMES, 'test', 'another') for texts in drawing.allowed.values()))
    )
    for texts in drawing.random.sample(every, min(len(every), 30)):
        given = dict(zip(drawing.allowed, texts, strict=True))
        for name, text in given.items():
            document['Parameters'][name] = {'Type': 'String', 'Default': text}
        given_path.write_text(json.dumps(document))
        expected = value_of(subject_of(TemplateSet([str(given_path)])))
        is_refused = isinstance(expected, str) and expected.startswith('?')
        fitting = [
            value for assumed, value in found if all(is_true(answer, given) for answer in assumed)
        ]
        assert len(fitting) <= 1
        assert fitting == [expected] or is_refused
