"""A comparison of two revisions as text, and as Markdown for a comment on a pull request.

Paths, resources and messages come from strangers' files. So none of them stands in a report but
as text that no terminal obeys, or as code in Markdown.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from itertools import groupby

from checkov_aurora_pg.reports.markdown_text import code
from checkov_aurora_pg.reports.plain_text import printable
from testing.primer_comparison import OUTCOMES
from testing.primer_comparison import Change
from testing.primer_comparison import Comparison
from testing.repository_scans import HEALTH

# A comment on GitHub has at most 65,536 characters. What is left out is counted.
_MAX_COMMENT = 60_000
_MAX_SHOWN = 200

# A repository that became slower by less than both is within what any two runs differ by.
_SLOWER, _SECONDS_SLOWER = 2, 1

_Row = tuple[str, ...]

_HEAD: _Row = ('policy', *OUTCOMES, 'differ')


def _moved(old: float, new: float, form: str = '{}') -> str:
    """Return a number that both have, or from which to which it went."""
    before, after = form.format(old), form.format(new)
    return before if before == after else f'{before} → {after}'


def _rows(found: Comparison) -> Iterator[_Row]:
    """Yield a row for each policy, and one for all of them."""
    for name, policies in [*((one, [one]) for one in found.policies), ('all', found.policies)]:
        old, new = found.counts(policies)
        differ = sum(change.subject.policy in policies for change in found.changes)
        yield (
            name,
            *(
                _moved(old.by_outcome.get(outcome, 0), new.by_outcome.get(outcome, 0))
                for outcome in OUTCOMES
            ),
            str(differ),
        )


def _facts(found: Comparison) -> Iterator[str]:
    """Yield what is said of all repositories together, a line each."""
    yield (
        f'{len(found.judged)} of {len(found.repositories)} repositories, '
        f'judged by {found.old[:12]} and by {found.new[:12]}'
    )
    old, new = found.counts(found.policies)
    yield f'undetermined: {_moved(100 * old.undetermined, 100 * new.undetermined, "{:.1f} %")}'
    problems = found.counts([HEALTH])
    yield f'problems: {_moved(problems[0].total, problems[1].total)}'
    yield f'time: {_moved(*found.seconds(), "{:.1f} s")}'


def _slower(found: Comparison) -> Iterator[tuple[str, str]]:
    """Yield each repository that takes the new one clearly longer, and its times."""
    for one in found.judged:
        before, after = (scan.seconds if scan else 0.0 for scan in (one.old, one.new))
        if after > _SLOWER * before and after - before > _SECONDS_SLOWER:
            yield one.repository, _moved(before, after, '{:.1f} s')


def _details(found: Comparison, shown: Callable[[str], str], item: str) -> Iterator[str]:
    """Yield each difference and each trouble, in paragraphs with a head."""
    for policy, changes in groupby(found.changes, lambda change: change.subject.policy):
        yield f'\n{policy}'
        yield from (item + _change(change, shown) for change in changes)
    slower = list(_slower(found))
    if slower:
        yield '\nslower'
        yield from (f'{item}{name}: {times}' for name, times in slower)
    if found.troubled:
        yield '\nnot compared'
        yield from (f'{item}{one.repository}: {shown(one.trouble)}' for one in found.troubled)


def _change(change: Change, shown: Callable[[str], str]) -> str:
    subject = change.subject
    where = ' '.join(shown(part) for part in (subject.path, subject.resource) if part)
    return f'{subject.repository} {where}: {shown(change.old)} → {shown(change.new)}'


def text(found: Comparison) -> str:
    """Return a table of the policies' verdicts, and every difference."""
    rows = [_HEAD, *_rows(found)]
    widths = [max(len(row[column]) for row in rows) for column, _ in enumerate(_HEAD)]
    table = '\n'.join(
        '  '.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )
    details = '\n'.join(_details(found, printable, '    '))
    return '\n'.join(_facts(found)) + f'\n\n{table}\n{details}'.rstrip('\n') + '\n'


def markdown(found: Comparison) -> str:
    """Return the same for a comment: the differences folded, and not more than fit."""
    rows = [f'| {" | ".join(row)} |' for row in (_HEAD, ('---',) * len(_HEAD), *_rows(found))]
    head = '\n'.join(
        [
            '### Primer',
            '',
            *(f'- {fact}' for fact in _facts(found)),
            '',
            *rows,
        ]
    )
    lines = list(_details(found, code, '- '))
    if not lines:
        return f'{head}\n\nNo verdict differs.\n'
    kept, size = [], len(head)
    for line in lines[:_MAX_SHOWN]:
        size += len(line) + 3
        if size > _MAX_COMMENT:
            break
        # A head is a paragraph of its own, and so is the list below it.
        kept.append(f'{line}\n' if line.startswith('\n') else line)
    if len(kept) < len(lines):
        kept.append(
            f'\n… and {len(lines) - len(kept)} lines more; `python -m testing.primer` prints all'
        )
    body = '\n'.join(kept)
    return f'{head}\n\n<details><summary>What differs</summary>\n{body}\n\n</details>\n'
