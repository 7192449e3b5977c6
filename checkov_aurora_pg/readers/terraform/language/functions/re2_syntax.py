"""Regular expressions in the syntax of RE2, compiled to a program for a linear matcher.

Source: the syntax page of RE2, as Go's `regexp` package implements it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from enum import auto

from checkov_aurora_pg.core.values import EvaluationError
from checkov_aurora_pg.readers.limits import MAX_LEVELS
from checkov_aurora_pg.readers.limits import limit
from checkov_aurora_pg.readers.terraform.language.functions.re2_classes import CATEGORIES
from checkov_aurora_pg.readers.terraform.language.functions.re2_classes import PERL
from checkov_aurora_pg.readers.terraform.language.functions.re2_classes import POSIX
from checkov_aurora_pg.readers.terraform.language.functions.re2_classes import ClassPart
from checkov_aurora_pg.readers.terraform.language.functions.signature import Unsupported

# A program beyond this is a bomb of counted repetitions.
MAX_INSTRUCTIONS = 5_000

# RE2's own bound.
_MAX_REPEAT = 1_000

_REPEAT = re.compile(r'\{([0-9]+)(?:(,)([0-9]*))?\}')
_GROUP_NAME = re.compile(r'\(\?P?<([A-Za-z_][A-Za-z0-9_]*)>')
_FLAGS = re.compile(r'\(\?([imsU]*)(?:-([imsU]+))?([:)])')
_POSIX = re.compile(r'\[:(\^?)([a-z]+):\]')
_PROPERTY = re.compile(r'(?:\{(\^?)([A-Za-z]+)\}|([A-Z]))')
_CODE = re.compile(r'x([0-9A-Fa-f]{2})|x\{([0-9A-Fa-f]{1,6})\}|([1-7][0-7]{1,2}|0[0-7]{0,2})')
_CONTROLS = {'a': '\a', 'f': '\f', 't': '\t', 'n': '\n', 'r': '\r', 'v': '\v'}


class Assertion(Enum):
    """What holds between two characters."""

    TEXT_START = auto()
    TEXT_END = auto()
    LINE_START = auto()
    LINE_END = auto()
    WORD_BOUNDARY = auto()
    NO_WORD_BOUNDARY = auto()


@dataclass(frozen=True, slots=True)
class Take:
    """Consume one character of a class."""

    parts: tuple[ClassPart, ...]
    negated: bool = False
    folded: bool = False

    def accepts(self, character: str) -> bool:
        """Return whether the class has the character, in either case where folded."""
        forms = {character, character.lower(), character.upper()} if self.folded else {character}
        inside = any(part.has(form) for form in forms if len(form) == 1 for part in self.parts)
        return inside is not self.negated


@dataclass(frozen=True, slots=True)
class Fork:
    """Go on at `first`, or else at `second`; offsets from this instruction."""

    first: int
    second: int


@dataclass(frozen=True, slots=True)
class Save:
    """Note the position in a slot: two for each group."""

    slot: int


Instruction = Take | Fork | Save | Assertion
Code = list[Instruction]


@dataclass(frozen=True, slots=True)
class RegexProgram:
    """A compiled expression; `names` has each group's name or None, from group 1."""

    code: tuple[Instruction, ...]
    names: tuple[str | None, ...]


class _Parser:
    """A recursive descent over one expression."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._position = 0
        self._flags = ''
        self._names: list[str | None] = []

    def parse(self) -> RegexProgram:
        """Return the program of the whole expression."""
        code = self._alternatives(0)
        if self._position < len(self._pattern):
            raise _invalid('unexpected )')
        return RegexProgram((Save(0), *code, Save(1)), tuple(self._names))

    def _peek(self) -> str:
        return self._pattern[self._position : self._position + 1]

    def _match(self, expression: re.Pattern[str]) -> re.Match[str] | None:
        match = expression.match(self._pattern, self._position)
        if match:
            self._position = match.end()
        return match

    def _alternatives(self, depth: int) -> Code:
        limit(depth, MAX_LEVELS, 'levels in a regular expression')
        branches = [self._concatenation(depth)]
        while self._peek() == '|':
            self._position += 1
            branches.append(self._concatenation(depth))
        code = branches.pop()
        for branch in reversed(branches):
            code = [Fork(1, len(branch) + 2), *branch, Fork(len(code) + 1, len(code) + 1), *code]
            limit(len(code), MAX_INSTRUCTIONS, 'steps in a regular expression')
        return code

    def _concatenation(self, depth: int) -> Code:
        code: Code = []
        while (character := self._peek()) and character not in '|)':
            atom = self._atom(depth)
            if atom is not None:
                code.extend(self._repeated(atom))
            limit(len(code), MAX_INSTRUCTIONS, 'steps in a regular expression')
        return code

    def _atom(self, depth: int) -> Code | None:
        """Return the next atom, or None where flags alone were set."""
        if self._pattern.startswith('\\Q', self._position):
            return self._quotation()
        character = self._peek()
        if character == '(':
            return self._group(depth)
        if character == '[':
            return [self._class()]
        if character == '\\':
            return [self._escape()]
        if character in '*+?':
            raise _invalid(f'missing argument to repetition operator {character}')
        self._position += 1
        if character == '.':
            return [
                Take((), negated=True)
                if 's' in self._flags
                else Take((ClassPart(((0x0A, 0x0A),)),), negated=True)
            ]
        if character == '^':
            return [Assertion.LINE_START if 'm' in self._flags else Assertion.TEXT_START]
        if character == '$':
            return [Assertion.LINE_END if 'm' in self._flags else Assertion.TEXT_END]
        return [self._literal(character)]

    def _literal(self, character: str) -> Take:
        point = ord(character)
        return Take((ClassPart(((point, point),)),), folded='i' in self._flags)

    def _quotation(self) -> Code:
        end = self._pattern.find('\\E', self._position)
        end = len(self._pattern) if end < 0 else end
        quoted = self._pattern[self._position + 2 : end]
        self._position = min(end + 2, len(self._pattern))
        # A repetition after it belongs to the last character alone.
        code: Code = [self._literal(character) for character in quoted]
        return [*code[:-1], *self._repeated(code[-1:])] if code else code

    def _group(self, depth: int) -> Code | None:
        outer = self._flags
        if name := self._match(_GROUP_NAME):
            self._names.append(name[1])
        elif flags := self._match(_FLAGS):
            self._flags = ''.join(set(outer + flags[1]) - set(flags[2] or ''))
            if flags[3] == ')':
                return None
            code = self._closed(depth)
            self._flags = outer
            return code
        elif self._pattern.startswith('(?', self._position):
            raise _invalid('invalid or unsupported Perl syntax')
        else:
            self._position += 1
            self._names.append(None)
        slot = 2 * len(self._names)
        code = [Save(slot), *self._closed(depth), Save(slot + 1)]
        self._flags = outer
        return code

    def _closed(self, depth: int) -> Code:
        code = self._alternatives(depth + 1)
        if self._peek() != ')':
            raise _invalid('missing closing )')
        self._position += 1
        return code

    def _repeated(self, atom: Code) -> Code:
        """Return an atom with the repetition that follows it, if any."""
        bounds = self._bounds()
        if bounds is None:
            return atom
        lazy = (self._peek() == '?') is not ('U' in self._flags)
        self._position += self._peek() == '?'
        if self._peek() in ('*', '+', '?') or (
            self._peek() == '{' and _REPEAT.match(self._pattern, self._position)
        ):
            raise _invalid('invalid nested repetition operator')
        return _repetition(atom, *bounds, lazy=lazy)

    def _bounds(self) -> tuple[int, int | None] | None:
        simple: dict[str, tuple[int, int | None]] = {'*': (0, None), '+': (1, None), '?': (0, 1)}
        if (character := self._peek()) in simple:
            self._position += 1
            return simple[character]
        counted = self._match(_REPEAT)
        if counted is None:
            return None
        digits = counted[1], counted[3] or ''
        if max(map(len, digits)) > len(str(_MAX_REPEAT)):
            raise _invalid(f'invalid repeat count {counted.group()[:9]}')
        least = int(digits[0])
        most = least if counted[2] is None else int(digits[1]) if digits[1] else None
        if max(least, most or 0) > _MAX_REPEAT or (most is not None and most < least):
            raise _invalid(f'invalid repeat count {counted.group()}')
        return least, most

    def _escape(self) -> Instruction:
        following = self._pattern[self._position + 1 : self._position + 2]
        assertions = {
            'A': Assertion.TEXT_START,
            'z': Assertion.TEXT_END,
            'b': Assertion.WORD_BOUNDARY,
            'B': Assertion.NO_WORD_BOUNDARY,
        }
        if following in assertions:
            self._position += 2
            return assertions[following]
        part = self._escaped_part()
        return Take((part,), folded='i' in self._flags)

    def _escaped_part(self) -> ClassPart:
        """Return what an escape stands for, in or outside a class."""
        self._position += 1
        following = self._peek()
        if not following:
            raise _invalid('trailing backslash at end of expression')
        if code := self._match(_CODE):
            point = int(code[1] or code[2] or code[3], 8 if code[3] else 16)
            if point > 0x10FFFF:
                raise _invalid('invalid escape sequence')
            return ClassPart(((point, point),))
        self._position += 1
        if following.lower() in PERL:
            return ClassPart(PERL[following.lower()], negated=following.isupper())
        if following in 'pP':
            return self._property(following == 'P')
        if following in _CONTROLS:
            following = _CONTROLS[following]
        elif following.isalnum() or not following.isascii():
            raise _invalid(f'invalid escape sequence \\{following}')
        return ClassPart(((ord(following), ord(following)),))

    def _property(self, negated: bool) -> ClassPart:
        match = self._match(_PROPERTY)
        if match is None:
            raise _invalid('invalid character class range')
        name = match[2] or match[3]
        if name not in CATEGORIES:
            raise Unsupported(f'the class `\\p{{{name}}}` of regular expressions is not supported')
        return ClassPart((), category=name, negated=negated is not bool(match[1]))

    def _class(self) -> Take:
        self._position += 1
        negated = self._peek() == '^'
        self._position += negated
        parts: list[ClassPart] = []
        while self._peek() != ']' or not parts:
            parts.append(self._class_part())
        self._position += 1
        return Take(tuple(parts), negated, 'i' in self._flags)

    def _class_part(self) -> ClassPart:
        if posix := self._match(_POSIX):
            if posix[2] not in POSIX:
                raise _invalid(f'invalid character class range {posix.group()}')
            return ClassPart(POSIX[posix[2]], negated=bool(posix[1]))
        low = self._class_character()
        ahead = self._pattern[self._position + 1 : self._position + 2]
        if self._peek() != '-' or ahead in ('', ']') or _point(low) is None:
            return low
        self._position += 1
        high = self._class_character()
        first, last = _point(low), _point(high)
        if first is None or last is None or last < first:
            raise _invalid('invalid character class range')
        return ClassPart(((first, last),))

    def _class_character(self) -> ClassPart:
        character = self._peek()
        if not character:
            raise _invalid('missing closing ]')
        if character == '\\':
            return self._escaped_part()
        self._position += 1
        return ClassPart(((ord(character), ord(character)),))


def _point(part: ClassPart) -> int | None:
    """Return the code point of a part that is one character."""
    if part.negated or len(part.ranges) != 1 or part.ranges[0][0] != part.ranges[0][1]:
        return None
    return part.ranges[0][0]


def _invalid(why: str) -> EvaluationError:
    return EvaluationError(f'invalid regular expression: {why}')


def _choice(enter: int, leave: int, *, lazy: bool) -> Fork:
    return Fork(leave, enter) if lazy else Fork(enter, leave)


def _repetition(atom: Code, least: int, most: int | None, *, lazy: bool) -> Code:
    """Return the code for `least` to `most` times an atom; None is without end."""
    size = len(atom)
    limit((size + 2) * max(least, most or 1, 1), MAX_INSTRUCTIONS, 'steps in a regular expression')
    code = atom * least
    if most is not None:
        missing = most - least
        for done in range(missing):
            code.extend((_choice(1, (missing - done) * (size + 1), lazy=lazy), *atom))
        return code
    if least:
        return [*code, _choice(-size, 1, lazy=lazy)]
    # An optional loop, so that an atom which matches the empty text is entered once.
    return [_choice(1, size + 2, lazy=lazy), *atom, _choice(-size, 1, lazy=lazy)]


def compile_pattern(pattern: str) -> RegexProgram:
    """Compile an expression. Raises `EvaluationError` where RE2 refuses it."""
    limit(len(pattern), MAX_INSTRUCTIONS, 'characters in a regular expression')
    return _Parser(pattern).parse()
