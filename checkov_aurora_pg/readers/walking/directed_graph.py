"""Directories that call each other, as a graph; every question takes linear time."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence

Graph = Mapping[str, Sequence[str]]


def reached(graph: Graph, starts: Iterable[str]) -> set[str]:
    """Return the nodes to which edges lead from some, and these."""
    found: set[str] = set()
    waiting = list(starts)
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting.extend(graph.get(node, ()))
    return found


def reaching(graph: Graph, ends: Iterable[str]) -> set[str]:
    """Return the nodes from which edges lead to some, and these."""
    reversed_: dict[str, list[str]] = {}
    for node, targets in graph.items():
        for target in targets:
            reversed_.setdefault(target, []).append(node)
    return reached(reversed_, ends)


def components(graph: Graph) -> list[list[str]]:
    """Return the strongly connected components, each before those that its edges lead to.

    Every node of an edge is in the graph. Source: R. Tarjan, "Depth-First Search and Linear
    Graph Algorithms", without recursion.
    """
    order: dict[str, int] = {}
    lowest: dict[str, int] = {}
    open_: dict[str, None] = {}
    found: list[list[str]] = []
    for start in graph:
        if start in order:
            continue
        order[start] = lowest[start] = len(order)
        open_[start] = None
        path: list[tuple[str, Iterator[str]]] = [(start, iter(graph[start]))]
        while path:
            node, targets = path[-1]
            for target in targets:
                if target not in order:
                    order[target] = lowest[target] = len(order)
                    open_[target] = None
                    path.append((target, iter(graph[target])))
                    break
                if target in open_:
                    lowest[node] = min(lowest[node], order[target])
            else:
                path.pop()
                if path:
                    lowest[path[-1][0]] = min(lowest[path[-1][0]], lowest[node])
                if lowest[node] == order[node]:
                    found.append(_popped(open_, node))
    return found[::-1]


def _popped(open_: dict[str, None], last: str) -> list[str]:
    component = []
    while True:
        node, _ = open_.popitem()
        component.append(node)
        if node == last:
            return component
