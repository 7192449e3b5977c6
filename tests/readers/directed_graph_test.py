"""Directories that call each other: who reaches whom, and callers before what they call."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from checkov_aurora_pg.readers.walking.directed_graph import components
from checkov_aurora_pg.readers.walking.directed_graph import reached
from checkov_aurora_pg.readers.walking.directed_graph import reaching

CHAIN = {'a': ['b'], 'b': ['c'], 'c': [], 'd': ['c']}
NODES = 'abcde'
GRAPHS = st.fixed_dictionaries({node: st.lists(st.sampled_from(NODES)) for node in NODES})


def test_what_is_reached_and_what_reaches_it() -> None:
    assert reached(CHAIN, ['b']) == {'b', 'c'}
    assert reached(CHAIN, []) == set()
    assert reached(CHAIN, ['elsewhere']) == {'elsewhere'}
    assert reaching(CHAIN, ['b']) == {'a', 'b'}
    assert reaching(CHAIN, ['c']) == {'a', 'b', 'c', 'd'}


@pytest.mark.parametrize(
    ('graph', 'expected'),
    [
        ({}, []),
        ({'a': []}, ['a']),
        ({'a': ['a']}, ['a']),
        ({'a': ['b'], 'b': ['a']}, ['ab']),
        ({'a': ['b'], 'b': [], 'c': []}, ['c', 'a', 'b']),
        ({'a': ['b'], 'b': ['c'], 'c': ['b']}, ['a', 'bc']),
        ({'c': ['b'], 'b': ['a'], 'a': []}, ['c', 'b', 'a']),
        ({'a': ['b', 'c'], 'b': ['d'], 'c': ['d'], 'd': ['b']}, ['a', 'c', 'bd']),
        ({'a': ['b'], 'b': ['c', 'd'], 'c': ['a'], 'd': []}, ['abc', 'd']),
    ],
)
def test_components(graph: dict[str, list[str]], expected: list[str]) -> None:
    assert [''.join(sorted(members)) for members in components(graph)] == expected


@given(GRAPHS)
@settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
def test_components_are_those_that_reach_each_other_callers_first(
    graph: dict[str, list[str]],
) -> None:
    found = components(graph)

    assert sorted(node for members in found for node in members) == sorted(graph)
    number = {node: index for index, members in enumerate(found) for node in members}
    for node in graph:
        for target in reached(graph, [node]):
            assert number[node] <= number[target]
            assert (number[node] == number[target]) == (node in reached(graph, [target]))
