"""Read a log as GitHub's runner does: https://github.com/actions/runner, ActionCommand.cs."""

from __future__ import annotations

from dataclasses import dataclass

KNOWN = ('error', 'warning', 'notice', 'add-mask', 'stop-commands', 'set-env', 'group', 'debug')

# In the order in which the runner undoes them, so that `%250A` is `%0A` and no line break.
_IN_DATA = (('%0D', '\r'), ('%0A', '\n'), ('%25', '%'))
_IN_PROPERTY = (('%0D', '\r'), ('%0A', '\n'), ('%3A', ':'), ('%2C', ','), ('%25', '%'))


@dataclass(frozen=True)
class Command:
    """One command that the runner obeys."""

    name: str
    properties: dict[str, str]
    message: str


def _unescaped(text: str, mappings: tuple[tuple[str, str], ...]) -> str:
    for escaped, char in mappings:
        text = text.replace(escaped, char)
    return text


def _pairs(text: str) -> dict[str, str]:
    pairs = (part.split('=', 1) for part in text.strip().split(',') if '=' in part)
    return {name: _unescaped(value, _IN_PROPERTY) for name, value in pairs}


def command(line: str) -> Command | None:
    """Return the command that a line is, or None. The older spelling stands anywhere in it."""
    head, separator, message = line.lstrip().removeprefix('::').partition('::')
    name, _, properties = head.partition(' ')
    if line.lstrip().startswith('::') and separator and name in KNOWN:
        return Command(name, _pairs(properties), _unescaped(message, _IN_DATA))
    _, bracket, rest = line.partition('##[')
    name = rest.partition(']')[0].partition(' ')[0]
    if bracket and ']' in rest and name in KNOWN:
        return Command(name, {}, rest.partition(']')[2])
    return None


def commands(log: str) -> list[Command]:
    """Return what the runner obeys in a log."""
    return [found for line in log.splitlines() if (found := command(line)) is not None]
