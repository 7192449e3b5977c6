"""Change the code a little at a time, and say which changes no test notices.

Usage: python -m testing.mutants [--list FILE] [--seconds N] [--processes N] PATH …

PATH is a module or a package of the working directory. The list, `testing/mutants.toml`,
says which tests are run for which path, which arguments are left alone, and which mutants
change nothing that anyone can see, each with its reason. A mutant that is listed and dies, or
is no more, is an error.

For each mutant the tests that run its line are run, the quickest first, until one fails. A
mutant that outlasts the bound (in seconds of processor time) counts as noticed. The exit code
is 0 where every mutant is noticed or listed, 1 where one survives, 2 where the list or the
tests are wrong.
"""

from __future__ import annotations

import argparse
import ast
import os
import sys
import tomllib
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from testing.mutant_baseline import Baseline
from testing.mutant_baseline import BaselineError
from testing.mutant_baseline import baseline
from testing.mutant_runs import Job
from testing.mutant_runs import RunError
from testing.mutant_runs import preload
from testing.mutant_runs import survivors
from testing.mutations import Mutation
from testing.mutations import mutations

_LIST = Path(__file__).with_suffix('.toml')
_SECONDS_OF_BASELINE = 900


@dataclass(frozen=True)
class Equivalent:
    """A mutant that nobody can tell from the original: where it is, what it is, and why."""

    path: str
    scope: str
    line: str
    before: str
    after: str


@dataclass(frozen=True)
class Mutant:
    """One mutation of one module. `index` is its number among the module's."""

    path: Path
    index: int
    mutation: Mutation
    identity: Equivalent
    left_alone: frozenset[str]

    def __str__(self) -> str:
        after = self.mutation.after or 'nothing'
        where = f'{self.identity.path}:{self.mutation.line}'
        return f'{where}: {self.mutation.scope or "module"}: {self.mutation.before} -> {after}'


class ListError(Exception):
    """The list of mutants is wrong."""


def _modules(paths: Sequence[str]) -> list[Path]:
    found: dict[Path, None] = {}
    for path in (Path(path).resolve() for path in paths):
        if not path.exists():
            raise ListError(f'{path} does not exist')
        found |= dict.fromkeys(sorted(path.rglob('*.py')) if path.is_dir() else [path])
    return list(found)


def _shown(path: Path) -> str:
    return path.relative_to(Path.cwd()).as_posix()


def _tests_of(path: Path, table: dict[str, Any]) -> tuple[str, ...]:
    """Return the tests of the longest path of the list that a module is below."""
    rows = [
        row for row in table.get('tests', ()) if path.is_relative_to(Path(row['path']).resolve())
    ]
    if not rows:
        raise ListError(f'no tests are listed for {_shown(path)}')
    return tuple(max(rows, key=lambda row: len(row['path']))['run'])


def _equivalents(table: dict[str, Any], modules: Sequence[Path]) -> set[Equivalent]:
    found = set()
    for row in table.get('equivalent', ()):
        if not row.get('reason', '').strip():
            raise ListError(f'an equivalent of {row["path"]} has no reason')
        if Path(row['path']).resolve() in modules:
            found.add(
                Equivalent(
                    row['path'],
                    row['scope'],
                    row['line'],
                    row['before'],
                    row['after'],
                )
            )
    return found


def _mutants(path: Path, left_alone: frozenset[str]) -> list[Mutant]:
    source = path.read_text(encoding='utf-8')
    lines = source.splitlines()
    return [
        Mutant(
            path,
            index,
            mutation,
            Equivalent(
                _shown(path),
                mutation.scope,
                lines[mutation.line - 1].strip(),
                mutation.before,
                mutation.after,
            ),
            left_alone,
        )
        for index, mutation in enumerate(mutations(ast.parse(source), left_alone))
    ]


def _tree(mutant: Mutant) -> ast.Module:
    tree = ast.parse(mutant.path.read_text(encoding='utf-8'))
    mutations(tree, mutant.left_alone)[mutant.index].apply()
    return tree


def _jobs(mutants: Sequence[Mutant], known: Baseline) -> Iterator[Job]:
    """Yield the jobs of the mutants that a test can notice."""
    for key, mutant in enumerate(mutants):
        lines = mutant.mutation.lines
        is_imported = mutant.mutation.is_imported or known.is_imported(mutant.path, lines)
        tests = known.tests if is_imported else known.running(mutant.path, lines)
        if tests:
            yield Job(key, mutant.path, partial(_tree, mutant), tests, is_imported)


def _unchanged(path: Path, known: Baseline) -> Iterator[Job]:
    """Yield jobs that change nothing: if a test fails in them, every mutant would die so."""
    for key, is_imported in enumerate((False, True)):
        tree = partial(ast.parse, path.read_text(encoding='utf-8'))
        yield Job(key, path, tree, known.tests, is_imported)


def _survivors(
    mutants: Sequence[Mutant],
    tests: Sequence[str],
    known: Baseline,
    seconds: int,
    processes: int,
) -> Iterator[Mutant]:
    """Yield the mutants that no test notices, as their runs end."""
    unchanged = list(_unchanged(mutants[0].path, known))
    if len(list(survivors(unchanged, tests, _SECONDS_OF_BASELINE, processes))) < len(unchanged):
        raise BaselineError('the tests do not pass in another order, or in a fork')
    jobs = list(_jobs(mutants, known))
    run = {job.key for job in jobs}
    yield from (mutant for key, mutant in enumerate(mutants) if key not in run)
    for key in survivors(jobs, tests, seconds, processes):
        yield mutants[key]


def _groups(
    modules: Sequence[Path],
    table: dict[str, Any],
) -> dict[tuple[str, ...], list[Path]]:
    groups: dict[tuple[str, ...], list[Path]] = {}
    for module in modules:
        groups.setdefault(_tests_of(module, table), []).append(module)
    return groups


@dataclass(frozen=True)
class Result:
    """All mutants of some modules, and those that no test notices."""

    mutants: list[Mutant]
    survivors: list[Mutant]

    def wrong(self, listed: set[Equivalent]) -> Iterator[str]:
        """Yield what is wrong with a list of mutants that are to survive."""
        seen = {mutant.identity for mutant in self.mutants}
        alive = {(mutant.path, mutant.index) for mutant in self.survivors}
        died = {
            mutant.identity for mutant in self.mutants if (mutant.path, mutant.index) not in alive
        }
        for one in sorted(listed, key=str):
            if one in died:
                yield f'dies, and is listed: {one}'
            elif one not in seen:
                yield f'is no more, and is listed: {one}'


def _judged(
    modules: Sequence[Path],
    table: dict[str, Any],
    listed: set[Equivalent],
    seconds: int,
    processes: int,
) -> Result:
    """Run the mutants of all modules; print each that survives and is not listed, as it ends."""
    result = Result([], [])
    left_alone = frozenset(table.get('left_alone', {}).get('arguments', ()))
    for tests, group in _groups(modules, table).items():
        mutants = [mutant for module in group for mutant in _mutants(module, left_alone)]
        result.mutants.extend(mutants)
        if not mutants:
            continue
        known = baseline(group, tests, _SECONDS_OF_BASELINE)
        preload(known.libraries)
        for mutant in _survivors(mutants, tests, known, seconds, processes):
            result.survivors.append(mutant)
            if mutant.identity not in listed:
                print(f'survives: {mutant}', flush=True)
    return result


def _run(paths: Sequence[str], table: dict[str, Any], seconds: int, processes: int) -> int:
    """Print the mutants that survive, and what is wrong with the list; return the exit code."""
    modules = _modules(paths)
    listed = _equivalents(table, modules)
    result = _judged(modules, table, listed, seconds, processes)
    wrong = list(result.wrong(listed))
    for line in wrong:
        print(line)
    unlisted = sum(mutant.identity not in listed for mutant in result.survivors)
    print(f'{len(result.mutants)} mutants, {unlisted} survive that are not listed')
    return 2 if wrong else int(unlisted > 0)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; return the exit code."""
    parser = argparse.ArgumentParser(
        prog='python -m testing.mutants',
        description=(__doc__ or '').partition('\n')[0],
    )
    parser.add_argument('paths', nargs='+', metavar='PATH')
    parser.add_argument('--list', type=Path, default=_LIST, metavar='FILE')
    parser.add_argument('--seconds', type=int, default=60, metavar='N')
    parser.add_argument('--processes', type=int, default=os.cpu_count() or 1, metavar='N')
    told = parser.parse_args(argv)
    try:
        table = tomllib.loads(told.list.read_text(encoding='utf-8'))
        return _run(told.paths, table, told.seconds, told.processes)
    except (ListError, BaselineError, RunError, OSError, tomllib.TOMLDecodeError) as error:
        print(error, file=sys.stderr)
        return 2


if __name__ == '__main__':
    sys.exit(main())
