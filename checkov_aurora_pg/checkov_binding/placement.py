"""Where in Checkov's graph a verdict, or what could not be judged, belongs."""

from __future__ import annotations

import os
from collections.abc import Iterable
from collections.abc import Sequence

from checkov_aurora_pg.checkov_binding.vertices import Vertex
from checkov_aurora_pg.checkov_binding.vertices import without_indexes
from checkov_aurora_pg.core.estate import Resource
from checkov_aurora_pg.core.reading import Problem


def subjects(vertices: Iterable[Vertex]) -> tuple[Vertex, ...]:
    """Return what a policy may judge, else the calls that may bring such a thing in."""
    vertices = tuple(vertices)
    return tuple(vertex for vertex in vertices if vertex.kind) or tuple(
        vertex for vertex in vertices if vertex.is_call
    )


def anything(vertices: Iterable[Vertex]) -> tuple[Vertex, ...]:
    """Return one vertex, a block of code's own if there is any: something has to fail.

    What has no database of its own may bring one, as a StackSet does.
    """
    return tuple(sorted(vertices, key=lambda vertex: vertex.is_subordinate)[:1])


class Placement:
    """The vertices of one graph, by where they are."""

    def __init__(self, vertices: Sequence[Vertex]) -> None:
        self._vertices = vertices
        self._real_paths: dict[str, str] = {}
        self._in_root: dict[tuple[str, str, str], list[Vertex]] = {}
        self._in_file: dict[tuple[str, str], list[Vertex]] = {}
        for vertex in vertices:
            key = vertex.path, vertex.address
            self._in_root.setdefault((vertex.root, *key), []).append(vertex)
            self._in_file.setdefault(key, []).append(vertex)

    def of(self, resource: Resource) -> tuple[Vertex, ...]:
        """Return a resource's vertices, in its own root where several roots share them."""
        key = self._real(resource.place.path), without_indexes(resource.address)
        root = self._real(resource.estate.root)
        return tuple(self._in_root.get((root, *key), ()) or self._in_file.get(key, ()))

    def of_call(self, resource: Resource) -> tuple[Vertex, ...]:
        """Return the vertices of the innermost call that brings a resource in."""
        for call in reversed(resource.calls):
            key = self._real(call.place.path), without_indexes(call.address)
            if key in self._in_file:
                return tuple(self._in_file[key])
        return ()

    def concerned(self, problem: Problem) -> tuple[Vertex, ...]:
        """Return the nearest vertices that cannot be trusted because of a problem.

        Empty only where the graph is.
        """
        path = self._real(problem.place.path)
        directory = path if os.path.isdir(path) else os.path.dirname(path)
        address = without_indexes(problem.address)
        here = [one for one in self._vertices if one.path == path]
        beside = [
            one for one in self._vertices if directory in (one.root, os.path.dirname(one.path))
        ]
        nearest: tuple[Sequence[Vertex], ...] = (
            [one for one in here if one.address == address],
            subjects(here),
            subjects(beside),
            [one for one in here if not one.is_subordinate],
            here,
            subjects(self._vertices),
            self._vertices,
        )
        return tuple(next((group for group in nearest if group), ()))

    def _real(self, path: str) -> str:
        if path not in self._real_paths:
            self._real_paths[path] = os.path.realpath(path)
        return self._real_paths[path]
