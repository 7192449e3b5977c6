"""Expressions of numbers drawn at random: large, small, of other precisions, as texts."""

from __future__ import annotations

from random import Random

_OPERATORS = ('+', '-', '*', '/', '%')
_COMPARISONS = ('==', '!=', '<', '<=', '>', '>=')
_FLAGS = ('', '+', ' ', '0', '-')
_PLACES = ('', '.0', '.1', '.5', '.20', '.200')


def drawn_expression(random: Random) -> str:
    """Return an expression of a text or a truth value, made of numbers."""
    kind = random.random()
    if kind < 0.6:
        return f'tostring({_number(random, 3)})'
    if kind < 0.8:
        return f'{_number(random, 2)} {random.choice(_COMPARISONS)} {_number(random, 2)}'
    if kind < 0.9:
        form = (
            f'%{random.choice(_FLAGS)}{random.choice(("", "12"))}'
            f'{random.choice(_PLACES)}{random.choice("fegEGv")}'
        )
    else:
        form = random.choice(('%d', '%x', '%b', '%o', '%X', '%s', '%5d', '%+d'))
    return f'format("{form}", {_number(random, 2)})'


def _number(random: Random, depth: int) -> str:
    if depth == 0 or random.random() < 0.25:
        return _written(random)

    def inner() -> str:
        return _number(random, depth - 1)

    match random.choice((*_OPERATORS, '-a', 'f', 'f', 'pow', 'log', 'of two')):
        case '-a':
            return f'(-{inner()})'
        case 'f':
            return f'{random.choice(("floor", "ceil", "abs"))}({inner()})'
        case 'pow':
            exponent = random.choice((random.randint(-6, 6), 0.5, -0.5, random.randint(-60, 60)))
            return f'pow({inner()}, {exponent})'
        case 'log':
            return f'log({inner()}, {inner()})'
        case 'of two':
            return random.choice(('max({}, {})', 'min({}, {})', 'sum([{}, {}])')).format(
                inner(), inner()
            )
        case operator:
            return f'({inner()} {operator} {inner()})'


def _written(random: Random) -> str:
    whole = random.randint
    match whole(0, 8):
        case 0:
            return str(whole(0, 20))
        case 1:
            return f'{whole(0, 99)}.{whole(0, 999)}'
        case 2:
            return f'{whole(1, 9)}e{whole(-40, 40)}'
        case 3:
            return f'length("{"a" * whole(0, 9)}")'
        case 4:
            return str(whole(0, 10 ** whole(1, 40)))
        case 5:
            return f'tonumber("{random.choice(("-", "", "+"))}{whole(0, 99)}.{whole(0, 99)}")'
        case 6:
            return f'0.{whole(0, 10 ** whole(1, 170))}'
        case 7:
            return f'parseint("{whole(0, 10 ** whole(1, 60))}", 10)'
        case _:
            return f'tonumber("{whole(1, 9)}p{whole(-70, 600)}")'
