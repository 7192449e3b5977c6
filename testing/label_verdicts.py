"""Which verdicts of a report a label is held against.

They are of the label's policy, and on a resource that is written in the label's file (for an app
of the CDK, the file that is named beside it). If the label names a root's directory, it is the one
that is judged; if it names a deployment, they are of that one or of all.

Addresses are compared from their end. The program may lack an index where it does not know how
many there are, and have further calls in front, since it takes a unit of Terragrunt for one. If
no address fits, the innermost call that does counts: a module that is not in the repository is
judged at its call.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from testing.labels import Label
from testing.repository_scans import HEALTH
from testing.repository_scans import Said

NONE, UNJUDGED = 'none', 'not judged'

# A step of an address, with its index. A key of `for_each` may have dots and brackets.
_STEP = re.compile(r'[^.\[]+(?:\["[^"]*"\]|\[[^\]]*\])?')


class WrongLabel(Exception):
    """A label that fits nothing, or verdicts that differ; the text says which."""


def verdict_on(label: Label, said: Sequence[Said], clone: Path) -> str:
    """Return the outcome that a report on a clone has for a label.

    It is `none` where the report says nothing of it, and `not judged` where policy 0 fails in its
    file. Raises `WrongLabel`.
    """
    there = _there(label, said, clone)
    for address in _addresses(label.resource):
        found = _closest(address, [one for one in there if one.policy == label.policy])
        outcomes = sorted({one.outcome for one in found})
        if len(outcomes) > 1:
            roots = ', '.join(sorted({one.root for one in found}))
            raise WrongLabel(f'the verdicts on it are {" and ".join(outcomes)}, in {roots}')
        if outcomes:
            return outcomes[0]
    if any(one.policy == HEALTH and label.path in one.places for one in said):
        return UNJUDGED
    _require_subject(label, there, clone)
    return NONE


def _there(label: Label, said: Iterable[Said], clone: Path) -> list[Said]:
    """Return what is said of the file and of the root or deployment that a label names."""
    named = label.deployment
    if not named:
        there = list(said)
    elif (clone / named).is_dir():
        there = [one for one in said if one.root == named]
    else:
        there = [one for one in said if not one.deployments or named in one.deployments]
    return [one for one in there if one.declared == label.path] or [
        one for one in there if label.path in one.places
    ]


def _addresses(resource: str) -> list[str]:
    """Return an address, and those of the module calls that it is in, innermost first."""
    steps = _STEP.findall(resource)
    depth = 0
    while steps[2 * depth : 2 * depth + 1] == ['module']:
        depth += 1
    calls = ['.'.join(steps[: 2 * count]) for count in range(depth, 0, -1)]
    return [resource, *(call for call in calls if call != resource)]


def _closest(address: str, said: Iterable[Said]) -> list[Said]:
    """Return what is said of the resource with an address, with as few calls in front as any."""
    fitting = [one for one in said if _fits(address, one.resource)]
    fewest = min((len(_STEP.findall(one.resource)) for one in fitting), default=0)
    return [one for one in fitting if len(_STEP.findall(one.resource)) == fewest]


def _fits(address: str, known: str) -> bool:
    """Return whether the program's address of a resource can be a label's address."""
    wanted, steps = _STEP.findall(address), _STEP.findall(known)
    front = len(steps) - len(wanted)
    return (
        front >= 0
        and (front == 0 or steps[0] == 'module')
        and all(
            step in (want, _without_index(want))
            for want, step in zip(wanted, steps[front:], strict=True)
        )
    )


def _without_index(step: str) -> str:
    return step.partition('[')[0]


def _require_subject(label: Label, there: Iterable[Said], clone: Path) -> None:
    """Raise `WrongLabel` where a label without a verdict cannot be of what is in its file."""
    file = clone / label.path
    if not file.is_file() or not file.resolve().is_relative_to(clone.resolve()):
        raise WrongLabel('there is no such file')
    if not label.resource:  # it is of the whole file
        return
    text = file.read_text(encoding='utf-8', errors='replace')
    # It has the resource itself, or a call that leads to it.
    steps = [_without_index(step) for step in _STEP.findall(label.resource)]
    names = [steps[-1], *(name for call, name in pairwise(steps) if call == 'module')]
    if not any(re.search(rf'(?<![\w-]){re.escape(name)}(?![\w-])', text) for name in names):
        raise WrongLabel('the file does not name it')
    # Of what is no subject, nothing is said under any address.
    others = sorted(
        {
            one.resource
            for one in there
            if _own(one.resource) == _own(label.resource)
            and not _fits(label.resource, one.resource)
        }
    )
    if others and label.expected != NONE:
        raise WrongLabel(f'it is known as {", ".join(others)}')


def _own(address: str) -> list[str]:
    """Return the type and the name of a resource, without the calls that it is in."""
    return [_without_index(step) for step in _STEP.findall(address)[-2:]]
