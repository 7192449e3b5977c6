"""`regex`, `regexall` and `replace`, in time linear in the text.

Backtracking can take exponential time on a hostile expression, so the expression runs
as a machine that follows all its threads at once, the preferred one first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from checkov_aurora_pg.core.values import EvaluationError
from checkov_aurora_pg.readers.limits import MAX_MATCH_STEPS
from checkov_aurora_pg.readers.limits import MAX_TEXT
from checkov_aurora_pg.readers.limits import LimitExceeded
from checkov_aurora_pg.readers.limits import limit
from checkov_aurora_pg.readers.terraform.language.functions.re2_syntax import Assertion
from checkov_aurora_pg.readers.terraform.language.functions.re2_syntax import Fork
from checkov_aurora_pg.readers.terraform.language.functions.re2_syntax import RegexProgram
from checkov_aurora_pg.readers.terraform.language.functions.re2_syntax import Save
from checkov_aurora_pg.readers.terraform.language.functions.re2_syntax import Take
from checkov_aurora_pg.readers.terraform.language.functions.re2_syntax import compile_pattern
from checkov_aurora_pg.readers.terraform.language.functions.signature import Function
from checkov_aurora_pg.readers.terraform.language.functions.signature import Plain
from checkov_aurora_pg.readers.terraform.language.functions.signature import pure
from checkov_aurora_pg.readers.terraform.language.functions.signature import text

# Positions by slot: two for each group, the first two for the whole match.
Slots = tuple[int | None, ...]

_WORD = re.compile(r'[0-9A-Za-z_]')
_TEMPLATE = re.compile(r'\$(?:(\$)|\{([0-9A-Za-z_]+)\}|([0-9A-Za-z_]+))')


class _Machine:
    """One program over one text, within a bound of steps."""

    def __init__(self, program: RegexProgram, subject: str) -> None:
        self._code = program.code
        self._subject = subject
        self._empty: Slots = (None,) * (2 * len(program.names) + 2)
        self._steps = 0

    def match(self, start: int) -> Slots | None:
        """Return the leftmost match from `start` on, by RE2's preference."""
        found: Slots | None = None
        threads: list[tuple[int, Slots]] = []
        for position in range(start, len(self._subject) + 1):
            entries = threads if found else [*threads, (0, self._empty)]
            takers, ended = self._follow(entries, position)
            found = ended or found
            if not takers and found:
                break
            character = self._subject[position : position + 1]
            threads = [
                (pc + 1, slots)
                for pc, take, slots in takers
                if character and take.accepts(character)
            ]
        return found

    def _follow(
        self,
        entries: list[tuple[int, Slots]],
        position: int,
    ) -> tuple[list[tuple[int, Take, Slots]], Slots | None]:
        """Follow all that consumes nothing; drop the threads that a match outranks."""
        takers: list[tuple[int, Take, Slots]] = []
        seen: set[int] = set()
        stack = list(reversed(entries))
        while stack:
            pc, slots = stack.pop()
            if pc in seen:
                continue
            seen.add(pc)
            self._steps += 1
            if self._steps > MAX_MATCH_STEPS:
                raise LimitExceeded(f'more than {MAX_MATCH_STEPS} steps of a regular expression')
            if pc == len(self._code):
                return takers, slots
            instruction = self._code[pc]
            if isinstance(instruction, Take):
                takers.append((pc, instruction, slots))
            elif isinstance(instruction, Fork):
                stack.append((pc + instruction.second, slots))
                stack.append((pc + instruction.first, slots))
            elif isinstance(instruction, Save):
                slot = instruction.slot
                stack.append((pc + 1, (*slots[:slot], position, *slots[slot + 1 :])))
            elif self._holds(instruction, position):
                stack.append((pc + 1, slots))
        return takers, None

    def _holds(self, assertion: Assertion, position: int) -> bool:
        before = self._subject[position - 1 : position] if position else ''
        after = self._subject[position : position + 1]
        if assertion is Assertion.TEXT_START:
            return not before
        if assertion is Assertion.TEXT_END:
            return not after
        if assertion is Assertion.LINE_START:
            return before in ('', '\n')
        if assertion is Assertion.LINE_END:
            return after in ('', '\n')
        boundary = bool(_WORD.match(before)) is not bool(_WORD.match(after))
        return boundary is (assertion is Assertion.WORD_BOUNDARY)


def _matches(program: RegexProgram, subject: str) -> Iterator[Slots]:
    """Yield all matches; an empty one never right after another match."""
    machine = _Machine(program, subject)
    position, previous_end = 0, -1
    while position <= len(subject):
        slots = machine.match(position)
        if slots is None:
            return
        start, end = slots[:2]
        assert start is not None
        assert end is not None
        if end > start or end != previous_end:
            yield slots
        position = end if end > start else end + 1
        previous_end = end


def _group(subject: str, slots: Slots, number: int) -> str | None:
    start, end = slots[2 * number : 2 * number + 2]
    return None if start is None or end is None else subject[start:end]


def _shape(program: RegexProgram, subject: str, slots: Slots) -> Plain:
    """Return a match as Terraform gives it: a string, a list or a map of groups."""
    groups = [_group(subject, slots, number + 1) for number in range(len(program.names))]
    names = [name for name in program.names if name is not None]
    if names and len(names) < len(groups):
        raise EvaluationError('invalid regular expression: named and unnamed groups are mixed')
    if names:
        return dict(zip(names, groups, strict=True))
    return groups or _group(subject, slots, 0)


def _regex(pattern: str, subject: str) -> Plain:
    program = compile_pattern(pattern)
    for slots in _matches(program, subject):
        return _shape(program, subject, slots)
    raise EvaluationError('the pattern matches no part of the string')


def _regexall(pattern: str, subject: str) -> Plain:
    program = compile_pattern(pattern)
    return [_shape(program, subject, slots) for slots in _matches(program, subject)]


def _expand(template: str, program: RegexProgram, subject: str, slots: Slots) -> str:
    def group(match: re.Match[str]) -> str:
        dollar, braced, bare = match.groups()
        if dollar:
            return '$'
        name = braced or bare
        if name.isdigit():
            number = int(name) if len(name) < 4 else len(program.names) + 1
        else:
            number = program.names.index(name) + 1 if name in program.names else -1
        return _group(subject, slots, number) or '' if 0 <= number <= len(program.names) else ''

    return _TEMPLATE.sub(group, template)


def _replace(subject: str, part: str, new: str) -> str:
    if len(part) < 2 or not (part.startswith('/') and part.endswith('/')):
        count = subject.count(part)
        limit(len(subject) + count * len(new), MAX_TEXT, 'characters in a string')
        return subject.replace(part, new)
    program = compile_pattern(part[1:-1])
    pieces: list[str] = []
    size = position = 0
    for slots in _matches(program, subject):
        start, end = slots[:2]
        pieces.extend((subject[position:start], _expand(new, program, subject, slots)))
        size += len(pieces[-1])
        limit(size, MAX_TEXT, 'characters in a string')
        position = end or 0
    return ''.join((*pieces, subject[position:]))


REGULAR_EXPRESSIONS: dict[str, Function] = {
    'regex': pure(_regex, text, text, subject=1),
    'regexall': pure(_regexall, text, text, subject=1),
    'replace': pure(_replace, text, text, text),
}
