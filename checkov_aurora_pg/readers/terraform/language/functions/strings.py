"""Functions of strings, but for formats and regular expressions."""

from __future__ import annotations

import posixpath
from collections.abc import Callable

from checkov_aurora_pg.core.values import EvaluationError
from checkov_aurora_pg.core.values import Sequence
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.limits import MAX_TEXT
from checkov_aurora_pg.readers.limits import limit
from checkov_aurora_pg.readers.terraform.language.conversion import WHITE_SPACE
from checkov_aurora_pg.readers.terraform.language.conversion import kind
from checkov_aurora_pg.readers.terraform.language.conversion import normalized
from checkov_aurora_pg.readers.terraform.language.conversion import to_text
from checkov_aurora_pg.readers.terraform.language.functions.graphemes import graphemes
from checkov_aurora_pg.readers.terraform.language.functions.signature import Function
from checkov_aurora_pg.readers.terraform.language.functions.signature import builtin
from checkov_aurora_pg.readers.terraform.language.functions.signature import machine_word
from checkov_aurora_pg.readers.terraform.language.functions.signature import place_of
from checkov_aurora_pg.readers.terraform.language.functions.signature import pure
from checkov_aurora_pg.readers.terraform.language.functions.signature import sequence
from checkov_aurora_pg.readers.terraform.language.functions.signature import text


def _by_character(change: Callable[[str], str], subject: str) -> str:
    """Change case one character for one, as Go does: `ß` has no upper case."""
    if subject.isascii():
        return change(subject)
    changed = ((change(character), character) for character in subject)
    return ''.join(new if len(new) == 1 else old for new, old in changed)


def _lower(subject: str) -> str:
    return _by_character(str.lower, subject.replace('\u0130', 'i'))


def _upper(subject: str) -> str:
    return _by_character(str.upper, subject)


def _separates(character: str) -> bool:
    if character.isascii():
        return not (character.isalnum() or character == '_')
    return character in WHITE_SPACE


def _title(subject: str) -> str:
    before = ' ' + subject[:-1]
    return ''.join(
        _by_character(str.title, character) if _separates(previous) else character
        for previous, character in zip(before, subject, strict=False)
    )


def _indent(count: int, subject: str) -> str:
    if count < 0:
        raise EvaluationError('the number of spaces must not be negative')
    limit(len(subject) + count * subject.count('\n'), MAX_TEXT, 'characters in a string')
    return subject.replace('\n', '\n' + ' ' * count)


def _split(separator: str, subject: str) -> list[str]:
    return subject.split(separator) if separator else graphemes(subject)


def _substr(subject: str, offset: int, length: int) -> str:
    characters = graphemes(subject)
    start = offset if offset >= 0 else max(0, len(characters) + offset)
    # Counted from the end, no characters are all that follow.
    to_the_end = length < 0 or (length == 0 and offset < 0)
    end = len(characters) if to_the_end else start + length
    return ''.join(characters[start:end])


def _strrev(subject: str) -> str:
    return ''.join(reversed(graphemes(subject)))


def _basename(path: str) -> str:
    stripped = path.rstrip('/')
    return posixpath.basename(stripped) or ('/' if path else '.')


def _dirname(path: str) -> str:
    directory = posixpath.normpath(path[: path.rfind('/') + 1] or '.')
    return '/' if directory == '//' else directory


@builtin(2)
def _join(separator: Value, *lists: Value) -> Value:
    """Join the elements of lists, standing where the first list is written.

    One element joined is that element itself, with its references: the old way to name
    a resource that may not exist (`join("", aws_vpc.this[*].id)`).
    """
    place = place_of(lists)
    items: list[Value] = []
    doubt: Unknown | None = None
    for argument in lists:
        if isinstance(argument.data, Unknown):
            if len(lists) == 1:
                return argument
            doubt = doubt or argument.data
            continue
        data = sequence(argument)
        doubt = doubt or data.rest
        items.extend(_texts(data))
    between = text(separator)
    if doubt is not None:
        return Value(doubt, place)
    parts = items if between else [item for item in items if item.data != '']
    strings = [_known_text(item) for item in parts]
    if len(parts) == 1:
        return parts[0].at(place)
    if unknown := next((item for item in strings if isinstance(item, Unknown)), None):
        return Value(unknown, place)
    known = [item for item in strings if isinstance(item, str)]
    limit(sum(map(len, known)) + len(between) * len(known), MAX_TEXT, 'characters in a string')
    return Value(normalized(between.join(known)), place)


def _texts(data: Sequence) -> list[Value]:
    return [to_text(item) for item in data.items]


def _known_text(item: Value) -> str | Unknown:
    if isinstance(item.data, (str, Unknown)):
        return item.data
    raise EvaluationError(f'a string is required, not {kind(item.data)}')


STRINGS: dict[str, Function] = {
    'basename': pure(_basename, text),
    'chomp': pure(lambda subject: subject.rstrip('\r\n'), text, passes=True),
    'dirname': pure(_dirname, text),
    'endswith': pure(str.endswith, text, text),
    'indent': pure(_indent, machine_word, text, subject=1),
    'join': _join,
    'lower': pure(_lower, text, passes=True),
    'split': pure(_split, text, text, subject=1),
    'startswith': pure(str.startswith, text, text),
    'strcontains': pure(lambda subject, part: part in subject, text, text),
    'strrev': pure(_strrev, text),
    'substr': pure(_substr, text, machine_word, machine_word),
    'title': pure(_title, text),
    'trim': pure(str.strip, text, text),
    'trimprefix': pure(str.removeprefix, text, text),
    'trimspace': pure(lambda subject: subject.strip(WHITE_SPACE), text, passes=True),
    'trimsuffix': pure(str.removesuffix, text, text),
    'upper': pure(_upper, text),
}
