"""`--fix` and `--diff`: files are changed so that findings are gone, or it is shown how."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Iterable
from collections.abc import Iterator
from dataclasses import replace

from checkov_aurora_pg.command_line.writing import show
from checkov_aurora_pg.fixing.edits import EditRefused
from checkov_aurora_pg.fixing.file_writing import write_file
from checkov_aurora_pg.fixing.unified_diff import unified_diff
from checkov_aurora_pg.reports.plain_text import printable
from checkov_aurora_pg.scanning.diagnostics import relative
from checkov_aurora_pg.scanning.fixes.rounds import Fixed
from checkov_aurora_pg.scanning.fixes.rounds import fix
from checkov_aurora_pg.scanning.request import Progress
from checkov_aurora_pg.scanning.request import Request
from checkov_aurora_pg.scanning.scan import Result
from checkov_aurora_pg.scanning.scan import scan
from checkov_aurora_pg.scanning.usage_error import UsageError


def require_fixable(arguments: argparse.Namespace) -> None:
    """Raise `UsageError` where an option asks for something else than to fix."""
    if arguments.unsafe_fixes and not (arguments.fix or arguments.diff):
        raise UsageError('--unsafe-fixes goes with --fix or --diff')
    if arguments.write_baseline is not None or arguments.list_deployments:
        raise UsageError('--fix and --diff go with neither --write-baseline nor --list-deployments')


def show_diff(request: Request, result: Result, *, unsafe: bool) -> None:
    """Print how files would have to change, as one diff, and write nothing."""
    fixed = fix(request, result.report, unsafe=unsafe)
    _say(_of_unfixed(fixed))
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding='utf-8')  # the files' own
    for path, (before, after) in sorted(fixed.files.items()):
        name = os.path.relpath(path, fixed.root).replace(os.sep, '/')
        show(unified_diff(name, before, after).decode())


def fixed_in_place(
    request: Request,
    result: Result,
    progress: Progress | None,
    *,
    unsafe: bool,
) -> Result:
    """Change the files, and return the result of a scan of what they are then."""
    fixed = fix(request, result.report, unsafe=unsafe)
    refused = list(_written(fixed))
    left = scan(request, progress) if fixed.files else result
    notes = dict.fromkeys(one.cure.wanted.note for one in fixed.fixed if one.cure is not None)
    _say((*refused, *_of_unfixed(fixed), *(f'fixed, so that {note}' for note in notes if note)))
    before, after = result.report.summary.failed, left.report.summary.failed
    counts = f'{max(before - after, 0)} fixed, {after} left'
    if fixed.removed_skips:
        what = 'suppression' if fixed.removed_skips == 1 else 'suppressions'
        counts += f', {fixed.removed_skips} unused {what} removed'
    return replace(left, report=replace(left.report, notes=(*left.report.notes, counts)))


def _written(fixed: Fixed) -> Iterator[str]:
    """Write the files, and yield why one is not."""
    for path, (before, after) in sorted(fixed.files.items()):
        try:
            write_file(path, before, after, fixed.root)
        except EditRefused as refusal:
            yield f'`{relative(path)}` {refusal}: it is left as it is'


def _of_unfixed(fixed: Fixed) -> Iterator[str]:
    for one in fixed.unfixed:
        place = one.diagnostic.place
        where = f'{relative(place.path)}:{place.line}'
        yield f'{where}: {one.diagnostic.id} is not fixed: {one.reason}'


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        print(printable(line), file=sys.stderr)
