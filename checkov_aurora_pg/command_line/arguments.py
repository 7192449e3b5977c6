"""The command line's options."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from typing import NamedTuple
from typing import NoReturn

from checkov_aurora_pg import __version__
from checkov_aurora_pg.reports.formats import FORMATS

# From the mildest on; the policies' own, which a tree without Aurora does not import.
SEVERITIES = ('LOW', 'MEDIUM', 'HIGH', 'CRITICAL')


def _near(name: str, allowed: Iterable[str]) -> str:
    from difflib import get_close_matches  # which a run without a mistake spares

    near = get_close_matches(name, list(allowed), n=1)
    return f'; did you mean `{near[0]}`?' if near else ''


class _Parser(argparse.ArgumentParser):
    """A parser that names the option that an unknown one is near to."""

    def error(self, message: str) -> NoReturn:
        """Print a message, with the usage, and exit with 2."""
        _, _, unknown = message.partition('unrecognized arguments: ')
        options = [one.partition('=')[0] for one in unknown.split() if one.startswith('-')]
        near = (_near(one, self._option_string_actions) for one in options)
        super().error(message + next(filter(None, near), ''))


# Those that have a script for completion.
SHELLS = ('bash', 'zsh', 'tcsh')


class Output(NamedTuple):
    """A format, and the file to write it to, or None for standard output."""

    format: str
    path: str | None


def _output(text: str) -> Output:
    name, _, path = text.partition('=')
    if name not in FORMATS:
        raise argparse.ArgumentTypeError(
            f'no format `{name}`: choose from {", ".join(FORMATS)}{_near(name, FORMATS)}'
        )
    return Output(name, path or None)


def _shard(text: str) -> tuple[int, int]:
    number, _, count = text.partition('/')
    if not (number.isdecimal() and count.isdecimal() and 1 <= int(number) <= int(count)):
        raise argparse.ArgumentTypeError(f'`{text}` is not a part such as `1/3`')
    return int(number), int(count)


def _severity(text: str) -> str:
    name = text.upper()
    if name not in SEVERITIES:
        raise argparse.ArgumentTypeError(
            f'no severity `{text}`: choose from {", ".join(SEVERITIES)}'
        )
    return name


def _ids(text: str) -> list[str]:
    return [part.strip() for part in text.split(',') if part.strip()]


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line; its defaults are the scan's."""
    made = _Parser(
        prog='checkov-aurora-pg',
        description='Judge the security of Aurora PostgreSQL in infrastructure code.',
        epilog='exit codes: 0 clean, 1 findings, 2 usage or configuration error, 3 could not judge',
        allow_abbrev=False,
    )
    add = made.add_argument
    add(
        'paths',
        metavar='PATH',
        nargs='*',
        default=['.'],
        help='directories and files to scan (default: the working directory)',
    )
    add(
        '-o',
        '--output',
        metavar='FORMAT[=PATH]',
        type=_output,
        action='append',
        default=[],
        help=f'{", ".join(FORMATS)}; repeatable (default: text)',
    )
    add(
        '--check',
        metavar='ID',
        type=_ids,
        action='extend',
        default=[],
        help='judge these policies only: ids or patterns such as `*_1?`, separated by commas',
    )
    add(
        '--skip-check',
        metavar='ID',
        type=_ids,
        action='extend',
        default=[],
        help='leave these policies out; what cannot be judged is always reported',
    )
    add(
        '--fail-on',
        metavar='SEVERITY',
        type=_severity,
        help='exit with 1 for findings of this severity and above only: LOW, MEDIUM or HIGH',
    )
    add(
        '--min-severity',
        metavar='SEVERITY',
        type=_severity,
        default='LOW',
        help='judge policies of this severity and above only',
    )
    add('--config', metavar='FILE', help='the configuration file')
    add(
        '--var-file',
        metavar='FILE',
        action='append',
        default=[],
        help="values for Terraform's variables; repeatable, later files win",
    )
    add('--deployment', metavar='NAME', help='judge only this deployment, where one has this name')
    add(
        '--list-deployments',
        action='store_true',
        help='list the deployments of each root and template, and exit',
    )
    add(
        '--since',
        metavar='REV',
        help='report only what is new since this revision of the git repository',
    )
    add(
        '--shard',
        metavar='I/N',
        type=_shard,
        help='judge the I-th of N equal parts; other machines judge the others',
    )
    baselines = made.add_mutually_exclusive_group()
    baselines.add_argument('--baseline', metavar='FILE', help='leave out the findings in this file')
    baselines.add_argument(
        '--write-baseline', metavar='FILE', help='write the findings to this file, for `--baseline`'
    )
    add(
        '--fix',
        action='store_true',
        help='change the files so that findings are gone, where it is certain how',
    )
    add(
        '--diff',
        action='store_true',
        help='print what `--fix` would change, for `git apply`, and write nothing',
    )
    add(
        '--unsafe-fixes',
        action='store_true',
        help='with `--fix` or `--diff`: also what changes more than the policy asks for',
    )
    add('--soft-fail', action='store_true', help='exit with 0 even if there are findings')
    add(
        '--quiet',
        action='store_true',
        help='print findings, and the counts if anything failed or is undetermined; no progress',
    )
    add('--list', action='store_true', help='list the policies and exit')
    add('--explain', metavar='ID', help='explain a policy and how to fix its findings, and exit')
    add(
        '--checks-dir',
        action='store_true',
        help="print the directory for Checkov's --external-checks-dir and exit",
    )
    add(
        '--completion',
        metavar='SHELL',
        choices=SHELLS,
        help=f'print the script that completes the options in {", ".join(SHELLS)}, and exit',
    )
    add('--version', action='version', version=__version__)
    return made
