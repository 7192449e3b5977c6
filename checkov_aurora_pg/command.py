"""The command line: `checkov-aurora-pg [PATH ...]`.

Exit codes: 0 when all is well, 1 when there are findings, 2 when the command or the
configuration is wrong, 3 when something could not be judged, whatever else was found: a
report that is not whole is not to be taken for one that is. The report always says both.

What a run does not need is not imported: a tree without Aurora costs the walk alone.
"""
from __future__ import annotations

import argparse
import importlib
import io
import os
import sys
from collections.abc import Iterable
from collections.abc import Sequence
from typing import TYPE_CHECKING
from typing import NamedTuple

from checkov_aurora_pg import __version__

if TYPE_CHECKING:
    from checkov_aurora_pg.assessment import Assessment
    from checkov_aurora_pg.configuration import Configuration
    from checkov_aurora_pg.policy import Policy
    from checkov_aurora_pg.policy import Settings
    from checkov_aurora_pg.reports.entries import Report

CLEAN = 0
FINDINGS = 1
USAGE = 2
UNJUDGED = 3
INTERRUPTED = 130

# A format is a module of the reports with `render(report) -> str`.
_FORMATS = {
    'text': 'checkov_aurora_pg.reports.as_text',
    'json': 'checkov_aurora_pg.reports.as_json',
}


class _UsageError(Exception):
    """What the user has to write differently; the message says what is allowed."""


class _Output(NamedTuple):
    format: str
    path: str | None


def _output(text: str) -> _Output:
    name, _, path = text.partition('=')
    if name not in _FORMATS:
        raise argparse.ArgumentTypeError(f'no format `{name}`: choose from {", ".join(_FORMATS)}')
    return _Output(name, path or None)


def _ids(text: str) -> list[str]:
    return [part.strip() for part in text.split(',') if part.strip()]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog='checkov-aurora-pg',
        description='Judge the security of Aurora PostgreSQL in infrastructure code.',
        epilog='exit codes: 0 clean, 1 findings, 2 usage or configuration error, 3 could not judge',
        allow_abbrev=False,
    )
    add = parser.add_argument
    add('paths', metavar='PATH', nargs='*', default=['.'],
        help='directories and files to scan (default: the working directory)')
    add('-o', '--output', metavar='FORMAT[=PATH]', type=_output, action='append', default=[],
        help=f'{", ".join(_FORMATS)}; repeatable (default: text)')
    add('--check', metavar='ID', type=_ids, action='extend', default=[],
        help='judge these policies only: ids, separated by commas')
    add('--skip-check', metavar='ID', type=_ids, action='extend', default=[],
        help='leave these policies out; what cannot be judged is always reported')
    add('--config', metavar='FILE', help='the configuration file')
    add('--var-file', metavar='FILE', action='append', default=[],
        help="values for Terraform's variables; repeatable, later files win")
    add('--list', action='store_true', help='list the policies and exit')
    add('--checks-dir', action='store_true',
        help="print what Checkov's --external-checks-dir takes and exit")
    add('--version', action='version', version=__version__)
    return parser


def _checks_dir() -> str:
    return os.path.join(os.path.dirname(os.path.abspath(__file__)), 'checks')


def _selected(check: Sequence[str], skip: Sequence[str]) -> tuple[Policy, ...]:
    """Return the policies to run. Raises `_UsageError` for an id that there is not."""
    from checkov_aurora_pg.policies import POLICIES
    allowed = [policy.id for policy in POLICIES]
    for id in (*check, *skip):
        if id not in allowed:
            raise _UsageError(f'no policy `{id}`: choose from {", ".join(allowed)}')
    return tuple(
        policy for policy in POLICIES
        if (not check or policy.id in check) and policy.id not in skip
    )


def _configuration(explicit: str | None) -> Configuration:
    from checkov_aurora_pg.configuration import ConfigurationError
    from checkov_aurora_pg.configuration import load
    try:
        return load(explicit)
    except ConfigurationError as error:
        raise _UsageError(str(error)) from error


def _require_files(paths: Iterable[str], *, or_directories: bool) -> None:
    for path in paths:
        if or_directories and os.path.isdir(path):
            continue
        if not os.path.isfile(path):
            what = 'no file and no directory' if or_directories else 'no file'
            raise _UsageError(f'`{path}` is {what}')


def _assess(arguments: argparse.Namespace, configuration: Configuration) -> Assessment:
    from checkov_aurora_pg.assessment import Assessment
    from checkov_aurora_pg.assessment import assess
    from checkov_aurora_pg.readers.discovery import discover
    from checkov_aurora_pg.readers.options import ReadOptions
    _require_files(arguments.paths, or_directories=True)
    _require_files(arguments.var_file, or_directories=False)
    var_files = (*configuration.var_files, *map(os.path.abspath, arguments.var_file))
    sources = discover(arguments.paths, var_files)
    if not sources and not arguments.check and not arguments.skip_check:
        return Assessment()
    policies = _selected(arguments.check, arguments.skip_check)
    return assess(sources, policies, configuration.settings, ReadOptions(var_files))


def _exit_code(assessment: Assessment, settings: Settings) -> int:
    from checkov_aurora_pg.policy import Outcome
    if assessment.problems:
        return UNJUDGED
    outcomes = {verdict.outcome for verdict in assessment.verdicts}
    if Outcome.FAIL in outcomes:
        return FINDINGS
    if Outcome.UNDETERMINED in outcomes and settings.fail_undetermined:
        return FINDINGS
    return CLEAN


def _write(report: Report, outputs: Sequence[_Output]) -> None:
    for output in outputs or [_Output('text', None)]:
        text: str = importlib.import_module(_FORMATS[output.format]).render(report)
        if output.path is None:
            _print(text)
            continue
        try:
            with open(output.path, 'w', encoding='utf-8', errors='backslashreplace') as file:
                file.write(text)
        except OSError as error:
            raise _UsageError(f'`{output.path}` cannot be written: {error.strerror}') from error


def _print(text: str) -> None:
    """Write to standard output, whatever its encoding and whether or not it is still read."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:  # `| head` has seen enough; Python would complain at its exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _scan(arguments: argparse.Namespace) -> int:
    from checkov_aurora_pg.reports.entries import report_of
    configuration = _configuration(arguments.config)
    assessment = _assess(arguments, configuration)
    _write(report_of(assessment), arguments.output)
    return _exit_code(assessment, configuration.settings)


def _run(arguments: argparse.Namespace) -> int:
    if arguments.checks_dir:
        _print(f'{_checks_dir()}\n')
        return CLEAN
    if arguments.list:
        _print(''.join(f'{policy.id}  {policy.title}\n' for policy in _selected((), ())))
        return CLEAN
    return _scan(arguments)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command with `argv`, by default the process's, and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors='backslashreplace')
    try:
        arguments = _parser().parse_args(argv)
        return _run(arguments)
    except SystemExit as error:  # argparse has said what it has to say
        return error.code if isinstance(error.code, int) else USAGE
    except _UsageError as error:
        return _complain(str(error), USAGE)
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        return _complain(f'internal error: {type(error).__name__}: {error}', UNJUDGED)


def _complain(message: str, code: int) -> int:
    from checkov_aurora_pg.reports.as_text import printable
    print(f'checkov-aurora-pg: {printable(message)}', file=sys.stderr)
    return code
