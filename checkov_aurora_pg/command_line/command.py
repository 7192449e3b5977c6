"""The command line: `checkov-aurora-pg [PATH ...]`.

Exit codes: 0 when all is well, 1 when there are findings, 2 when the command or the
configuration is wrong, 3 when something could not be judged, whatever else was found: a
report that is not whole is not to be taken for one that is. The report always says both.

What a run does not need is not imported: a tree without Aurora costs the walk alone.
"""

from __future__ import annotations

import argparse
import gc
import io
import os
import sys
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from checkov_aurora_pg.command_line.arguments import Output
from checkov_aurora_pg.command_line.arguments import parser
from checkov_aurora_pg.command_line.writing import append
from checkov_aurora_pg.command_line.writing import put
from checkov_aurora_pg.command_line.writing import show
from checkov_aurora_pg.readers.options import REPOSITORY_MARK
from checkov_aurora_pg.reports.formats import FORMATS
from checkov_aurora_pg.reports.formats import rendered
from checkov_aurora_pg.reports.screen import PLAIN
from checkov_aurora_pg.reports.screen import screen_of
from checkov_aurora_pg.scanning.usage_error import UsageError

if TYPE_CHECKING:
    from checkov_aurora_pg.scanning.diagnostics import Report
    from checkov_aurora_pg.scanning.request import Request
    from checkov_aurora_pg.scanning.scan import Result

CLEAN = 0
FINDINGS = 1
USAGE = 2
UNJUDGED = 3
INTERRUPTED = 130

# Looking for garbage as often as Python does by default costs a sixth of a large scan.
_COLLECTION = (10_000, 10, 10)

# The file to which a step of a GitHub workflow appends its summary, in Markdown.
_SUMMARY = 'GITHUB_STEP_SUMMARY'


def _checks_dir() -> str:
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    return os.path.join(package, 'checks')


def _explanation(id: str) -> str:
    """Return what a policy says of itself. Raises `UsageError` for an id that there is not."""
    from checkov_aurora_pg.reports.explanation import plain
    from checkov_aurora_pg.reports.screen import BOLD
    from checkov_aurora_pg.scanning.selection import one_policy

    policy = one_policy(id)
    screen = screen_of(sys.stdout)
    head = f'{screen.painted(policy.id, BOLD)}  {policy.severity}\n{policy.title}'
    return f'{head}\n\n{plain(policy, screen.width)}\n'


def _exit_code(result: Result) -> int:
    if result.report.unjudged:
        return UNJUDGED
    return FINDINGS if result.has_failed() else CLEAN


def _write(report: Report, outputs: Sequence[Output], is_quiet: bool) -> None:
    for output in outputs or [Output('text', None)]:
        screen = screen_of(sys.stdout) if output.path is None else PLAIN
        text = rendered(output.format, report, screen, is_quiet=is_quiet)
        if output.path is None:
            show(text)
        else:
            put(output.path, text)
    summary = os.environ.get(_SUMMARY)
    if summary and any(output.format == 'github' for output in outputs):
        append(summary, rendered('markdown', report, PLAIN, is_quiet=is_quiet))


def _require_lone_documents(outputs: Sequence[Output]) -> None:
    """Raise `UsageError` where a document and anything else would share standard output."""
    shared = [output.format for output in outputs if output.path is None]
    document = next((name for name in shared if FORMATS[name].is_document), None)
    if document is not None and len(shared) > 1:
        raise UsageError(
            f'{len(shared)} reports on standard output, of which `{document}` is a document: '
            f'write one to a file, such as `-o {document}=FILE`',
        )


def _keep_what_is_left() -> None:
    """Let go of what reading one root left behind, and never look at what it keeps again.

    What is kept stays until the report: looking through it whenever there is more of it would
    make a cluster among 10,000 dearer than one among ten.
    """
    gc.collect(1)
    gc.freeze()


def _scan(arguments: argparse.Namespace) -> int:
    if arguments.list_deployments:
        from checkov_aurora_pg.command_line import lists

        lists.require_list_formats('--list-deployments', arguments.output)
    gc.set_threshold(*_COLLECTION)
    from checkov_aurora_pg.command_line.progress import Progress
    from checkov_aurora_pg.scanning.scan import accept
    from checkov_aurora_pg.scanning.scan import scan

    if arguments.fix or arguments.diff or arguments.unsafe_fixes:
        from checkov_aurora_pg.command_line import fixes

        fixes.require_fixable(arguments)
    bar = None if arguments.quiet else Progress(sys.stderr)

    def progress(done: int, total: int) -> None:
        _keep_what_is_left()
        if bar is not None:
            bar(done, total)

    try:
        request = _request(arguments)
        result = scan(request, progress)
        if arguments.fix and not arguments.diff:
            result = fixes.fixed_in_place(request, result, progress, unsafe=arguments.unsafe_fixes)
    finally:
        if bar is not None:
            bar.clear()
    if arguments.diff:
        fixes.show_diff(request, result, unsafe=arguments.unsafe_fixes)
        return _softened(_exit_code(result), arguments)
    if arguments.list_deployments:
        from checkov_aurora_pg.reports import deployment_list

        lists.write_list(
            arguments.output,
            partial(deployment_list.render, result.report),
            partial(deployment_list.document, result.report),
        )
        return UNJUDGED if result.report.unjudged else CLEAN
    if arguments.write_baseline is not None:
        result, text = accept(result)
        put(arguments.write_baseline, text)
    _write(result.report, arguments.output, arguments.quiet)
    return _softened(_exit_code(result), arguments)


def _softened(code: int, arguments: argparse.Namespace) -> int:
    return CLEAN if code == FINDINGS and arguments.soft_fail else code


def _request(arguments: argparse.Namespace) -> Request:
    from checkov_aurora_pg.core.policy import Severity
    from checkov_aurora_pg.scanning.request import Request

    if arguments.since is not None and arguments.write_baseline is not None:
        raise UsageError('--write-baseline takes all findings: write it without --since')
    if arguments.shard is not None and arguments.write_baseline is not None:
        raise UsageError('--write-baseline takes all findings: write it without --shard')
    return Request(
        arguments.paths,
        arguments.check,
        arguments.skip_check,
        arguments.config,
        arguments.var_file,
        arguments.since,
        arguments.baseline,
        arguments.shard,
        arguments.deployment,
        None if arguments.fail_on is None else Severity(arguments.fail_on),
        Severity(arguments.min_severity),
    )


def _run(arguments: argparse.Namespace) -> int:
    if arguments.checks_dir:
        from checkov_aurora_pg.checkov_binding import fit
        from checkov_aurora_pg.command_line import hcl2_clash

        # In any case: given an empty text, Checkov would run without the policies.
        show(f'{_checks_dir()}\n')
        misfit = fit.misfit()
        if misfit is not None:
            return _complain(misfit, USAGE)
        if hcl2_clash.has_overwritten_the_fork():
            return _complain(hcl2_clash.CURE, UNJUDGED)
        return CLEAN
    if arguments.completion is not None:
        from checkov_aurora_pg.command_line.completion import completion

        show(f'{completion(parser(), arguments.completion)}\n')
        return CLEAN
    _require_lone_documents(arguments.output)
    if arguments.list:
        from checkov_aurora_pg.command_line import lists

        lists.require_list_formats('--list', arguments.output)
        lists.write_list(arguments.output, lists.policies_as_text, lists.policies_as_document)
        return CLEAN
    if arguments.explain is not None:
        if any(FORMATS[output.format].is_document for output in arguments.output):
            raise UsageError('--explain is text: leave `-o` out')
        show(_explanation(arguments.explain))
        return CLEAN
    return _scan(arguments)


def _may_be_passed(name: str) -> bool:
    """Return whether a hook may pass a name: a file, a link or a submodule, and no directory."""
    if os.path.isdir(name) and not os.path.islink(name):
        return os.path.lexists(os.path.join(name, REPOSITORY_MARK))
    return os.path.lexists(name)


def _require_no_file_for_an_option(argv: Sequence[str]) -> None:
    """Raise `UsageError` for an option that may be a file's name, given without `--` before it.

    A hook passes names that anybody can choose, such as `--soft-fail`.
    """
    if '--' in argv:
        return
    for one in argv:
        if one.startswith('-') and _may_be_passed(one):
            raise UsageError(
                f'`{one}` may be an option or the file of that name: write `--` between the '
                'options and the paths (in pre-commit, at the end of `args`)',
            )


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command with `argv`, by default the process's, and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors='backslashreplace')
    try:
        given = sys.argv[1:] if argv is None else argv
        _require_no_file_for_an_option(given)
        arguments = parser().parse_args(given)
        return _run(arguments)
    except SystemExit as error:  # argparse has said what it has to say
        return _flushed(error.code if isinstance(error.code, int) else USAGE)
    except UsageError as error:
        return _complain(str(error), USAGE)
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        return _complain(f'internal error: {type(error).__name__}: {error}', UNJUDGED)


def _flushed(code: int) -> int:
    """Return an exit code once what argparse printed is written."""
    try:
        show('')
    except UsageError as error:
        return _complain(str(error), USAGE)
    return code


def _complain(message: str, code: int) -> int:
    from checkov_aurora_pg.reports.plain_text import printable

    print(f'checkov-aurora-pg: {printable(message)}', file=sys.stderr)
    return code
