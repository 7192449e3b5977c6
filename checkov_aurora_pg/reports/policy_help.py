"""What a policy says of itself: why it matters, how to fix it, where it is from."""
from __future__ import annotations

from collections.abc import Iterator

from checkov_aurora_pg.facts.controls import controls
from checkov_aurora_pg.policy import Policy


def paragraphs(policy: Policy) -> tuple[str, ...]:
    """Return why a policy matters, a line for each paragraph."""
    return tuple(' '.join(part.split()) for part in policy.why.split('\n\n'))


def _controls(policy: Policy) -> Iterator[str]:
    for framework, ids in controls(policy.id).items():
        yield f'{framework}: {", ".join(ids)}'


def plain(policy: Policy) -> str:
    """Return a policy's help as plain text."""
    return '\n\n'.join((
        *paragraphs(policy), f'How to fix: {policy.remedy}', *_controls(policy),
        *policy.references,
    ))


def markdown(policy: Policy) -> str:
    """Return a policy's help as Markdown, its title left to whoever shows it."""
    parts = [*paragraphs(policy), '## How to fix', policy.remedy]
    matching = [f'- {line}' for line in _controls(policy)]
    if matching:
        parts += ['## Controls', '\n'.join(matching)]
    return '\n\n'.join(
        (*parts, '## References', '\n'.join(f'- <{url}>' for url in policy.references)),
    )
