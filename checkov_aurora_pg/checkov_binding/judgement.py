"""What the policies say of one graph of Checkov's: an outcome for each vertex.

The graph says which files were scanned and which addresses there are; the readers read the
files again, once for all checks of the graph.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections import deque
from collections.abc import Iterable
from collections.abc import Iterator
from dataclasses import replace

from checkov.common.typing import LibraryGraph

from checkov_aurora_pg.checkov_binding.placement import Placement
from checkov_aurora_pg.checkov_binding.placement import anything
from checkov_aurora_pg.checkov_binding.placement import subjects
from checkov_aurora_pg.checkov_binding.vertices import Vertex
from checkov_aurora_pg.checkov_binding.vertices import files_of
from checkov_aurora_pg.checkov_binding.vertices import variable_files_of
from checkov_aurora_pg.checkov_binding.vertices import vertices_of
from checkov_aurora_pg.core.policy import Outcome
from checkov_aurora_pg.core.policy import Settings
from checkov_aurora_pg.core.policy import Verdict
from checkov_aurora_pg.core.policy import judge
from checkov_aurora_pg.core.reading import Problem
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.policies import POLICIES
from checkov_aurora_pg.policies.health import health
from checkov_aurora_pg.readers.discovery import Sources
from checkov_aurora_pg.readers.discovery import discover
from checkov_aurora_pg.readers.options import ReadOptions
from checkov_aurora_pg.readers.programs.services_around import services_around
from checkov_aurora_pg.scanning.assessment import Assessment
from checkov_aurora_pg.scanning.assessment import assess
from checkov_aurora_pg.scanning.configuration import ConfigurationError
from checkov_aurora_pg.scanning.configuration import load
from checkov_aurora_pg.scanning.exclusion import exclusion
from checkov_aurora_pg.scanning.selection import Selection

_TERRAFORM = ('.tf', '.tf.json')
_TERRAFORM_JSON = '.tf.json'
_LOADED_BY_NAME = ('terraform.tfvars', 'terraform.tfvars.json')
_LOADED_BY_SUFFIX = ('.auto.tfvars', '.auto.tfvars.json')

_FROM_BEST = (Outcome.PASS, Outcome.UNDETERMINED, Outcome.FAIL)

# Checkov has at most this many graphs of ours at once: one for each framework.
_GRAPHS = 4


class Judgement:
    """The worst outcome on each vertex, by the policy's id; policy 0 only fails."""

    def __init__(self) -> None:
        """Start with nothing judged."""
        self.outcomes: dict[str, dict[Vertex, Outcome]] = {}

    def add(self, id: str, vertex: Vertex, outcome: Outcome) -> None:
        """Record an outcome, unless a worse one is recorded there."""
        outcomes = self.outcomes.setdefault(id, {})
        outcomes[vertex] = max(outcomes.get(vertex, outcome), outcome, key=_FROM_BEST.index)

    def add_unless_judged(self, id: str, vertex: Vertex, outcome: Outcome) -> None:
        """Record an outcome, unless the policy has one there of what it could judge."""
        self.outcomes.setdefault(id, {}).setdefault(vertex, outcome)

    def fail(self, vertices: Iterable[Vertex], judged: frozenset[str] = frozenset()) -> None:
        """Record that nothing can be said of the vertices, save by the policies in `judged`.

        Whether Checkov is going to run policy 0 (`--check`) cannot be known here, and what
        is not judged must not look clean: the other policies fail with it.
        """
        for vertex in vertices:
            for policy in POLICIES:
                concerned = policy is health or vertex.kind in ('', policy.subject)
                if concerned and policy.id not in judged:
                    self.add(policy.id, vertex, Outcome.FAIL)


def _report(message: str) -> None:
    logging.error('checkov-aurora-pg: %s', ' '.join(message.split()))


def _given_variable_files(graph: LibraryGraph, files: Iterable[str]) -> tuple[str, ...]:
    """Return the files of Checkov's `--var-file`, in the order of its command line."""
    directories = set(map(os.path.dirname, files))
    given = [
        path
        for path in variable_files_of(graph)
        if os.path.dirname(path) not in directories
        or not (path.endswith(_LOADED_BY_SUFFIX) or os.path.basename(path) in _LOADED_BY_NAME)
    ]
    written = [os.path.realpath(argument.rpartition('=')[2]) for argument in sys.argv]
    return tuple(sorted(given, key=lambda path: written.index(path) if path in written else -1))


def _overlooked(sources: Sources, vertices: Iterable[Vertex]) -> Iterator[Problem]:
    """Yield the files with a subject in Checkov's graph that no reader is to read."""
    read = {
        os.path.realpath(path)
        for path in (*sources.plans, *sources.templates, *sources.subjects.excluded)
    }
    for path in sorted({vertex.path for vertex in vertices if vertex.kind} - read):
        if not path.endswith(_TERRAFORM):
            yield Problem(Place(path, 1, 1), 'is not recognised as a plan or a template')


def _outcome(verdict: Verdict, settings: Settings) -> Outcome:
    """Return a verdict's outcome; of an inline skip, which Checkov applies, the one beneath."""
    outcome = verdict.outcome
    if outcome is Outcome.SKIP:
        beneath = judge(verdict.policy, replace(verdict.resource, skips=()), settings)
        outcome = Outcome.PASS if beneath is None else beneath.outcome
    if outcome is Outcome.UNDETERMINED and settings.fail_undetermined:
        return Outcome.FAIL
    return outcome


def _checkov_finds_skip(verdict: Verdict) -> bool:
    """Return whether Checkov applies the skip that covers a verdict.

    It reads comments in HCL and templates, and hands those of a module call down; but below
    a call with `count` or `for_each` only to the modules of one instance, at random. What is
    written for other tools it does not read.
    """
    resource = verdict.resource
    if resource.place.path.endswith(_TERRAFORM_JSON):
        return False
    skip = next(skip for skip in resource.skips if skip.id == verdict.policy.id)
    if not skip.is_of_checkov:
        return False
    place, block = skip.place, resource.place
    if place.path == block.path and block.line <= place.line <= block.end_line:
        return True
    return block.path.endswith(_TERRAFORM) and not any(
        '[' in call.address for call in resource.calls[:-1]
    )


def _record(
    judgement: Judgement,
    placement: Placement,
    verdict: Verdict,
    settings: Settings,
) -> Problem | None:
    """Record a verdict on its vertices, or return a failure that has none."""
    resource = verdict.resource
    vertices = placement.of(resource)
    if verdict.outcome is Outcome.SKIP and not (vertices and _checkov_finds_skip(verdict)):
        return None  # no record is nearer to a skip than a failure is
    vertices = vertices or placement.of_call(resource)
    outcome = _outcome(verdict, settings)
    for vertex in vertices:
        judgement.add(verdict.policy.id, vertex, outcome)
        for policy in verdict.others:
            judgement.add_unless_judged(policy.id, vertex, outcome)
    if vertices or outcome is not Outcome.FAIL:
        return None
    return Problem(
        resource.place,
        f'Checkov has lost `{resource.address}`, which fails `{verdict.policy.id}`',
    )


def _assessment(
    graph: LibraryGraph,
    files: tuple[str, ...],
    vertices: tuple[Vertex, ...],
) -> tuple[Assessment, Settings]:
    configuration = load(None)
    var_files = (*configuration.var_files, *_given_variable_files(graph, files))
    is_excluded = exclusion(configuration.exclude, configuration.directory)
    # Checkov reads what a service includes, and never the service.
    around = services_around(path for path in files if not path.endswith(_TERRAFORM))
    sources = discover(
        (*files, *around), var_files, is_excluded=is_excluded, modules=configuration.modules
    )
    assessment = assess(
        sources,
        Selection.of(configuration).policies(),
        configuration.settings,
        ReadOptions(var_files, declared=configuration.deployments, modules=configuration.modules),
    )
    problems = (*assessment.problems, *_overlooked(sources, vertices))
    return replace(assessment, problems=problems), configuration.settings


def _stands_for_others(verdict: Verdict) -> bool:
    return bool(verdict.others)


def _judged(verdicts: Iterable[Verdict]) -> dict[tuple[str, str], set[str]]:
    judged: dict[tuple[str, str], set[str]] = {}
    for verdict in verdicts:
        key = verdict.resource.place.path, verdict.resource.address
        judged.setdefault(key, set()).update(policy.id for policy in verdict.policies)
    return judged


def _judge_graph(graph: LibraryGraph) -> Judgement:
    judgement = Judgement()
    vertices, files = vertices_of(graph), files_of(graph)
    placement = Placement(vertices)
    try:
        assessment, settings = _assessment(graph, files, vertices)
        lost = [
            problem
            for verdict in sorted(assessment.verdicts, key=_stands_for_others)
            if (problem := _record(judgement, placement, verdict, settings)) is not None
            and os.path.realpath(problem.place.path) in files
        ]
    except Exception as error:
        expected = isinstance(error, (ConfigurationError, OSError))
        _report(str(error) if expected else f'{type(error).__name__}: {error}')
        judgement.fail(subjects(vertices) or anything(vertices))
        return judgement
    judged = _judged(assessment.verdicts)
    for problem in (*assessment.problems, *lost):
        _report(f'{os.path.relpath(problem.place.path)}:{problem.place.line}: {problem.message}')
        by = judged.get((problem.place.path, problem.address), ())
        judgement.fail(placement.concerned(problem), frozenset(by))
    return judgement


class _Judgements:
    """The judgements of the latest graphs, each made once for all of its checks.

    Checkov runs the checks of a graph in threads, and a graph cannot be referred to weakly.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._latest: deque[tuple[LibraryGraph, Judgement]] = deque(maxlen=_GRAPHS)

    def of(self, graph: LibraryGraph) -> Judgement:
        with self._lock:
            for known, judgement in self._latest:
                if known is graph:
                    return judgement
            judgement = _judge_graph(graph)
            self._latest.append((graph, judgement))
            return judgement


_JUDGEMENTS = _Judgements()


def judgement_of(graph: LibraryGraph) -> Judgement:
    """Return what the policies say of a graph of Checkov's."""
    return _JUDGEMENTS.of(graph)
