"""What a policy says of itself: why it matters, what it judges, how to fix it, where it is from.

The terminal, code scanning and the documentation all say it from here.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass

from checkov_aurora_pg.core.kinds import ATTRIBUTES
from checkov_aurora_pg.core.kinds import Kind
from checkov_aurora_pg.core.policy import Policy
from checkov_aurora_pg.facts.checkov_checks import checkov_checks
from checkov_aurora_pg.facts.controls import controls
from checkov_aurora_pg.readers.cloudformation.resource_types import (
    RESOURCE_TYPES as CLOUDFORMATION_TYPES,
)
from checkov_aurora_pg.readers.terraform.resource_schema import RESOURCE_TYPES as TERRAFORM_TYPES

INDENT = '  '

# What each setting of a policy does, as the configuration file spells it.
SETTINGS: Mapping[str, str] = {
    'approved_ciphers': 'the name of a list of suites, or the suites themselves; '
    '`aurora-ecdhe` by default',
    'require_explicit_force_ssl': '`true` requires families from 17 to set `rds.force_ssl` too; '
    '`false` by default',
    'accept_md5_logins': '`false` requires that no password stored with MD5 can log in; '
    '`true` by default',
}


@dataclass(frozen=True, slots=True)
class Spelling:
    """A resource type of a format, and the names there of what a policy reads of it."""

    type: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """What a policy reads of one kind of resource, and how the formats spell it.

    `parameters` are spelled alike in all of them.
    """

    kind: Kind
    terraform: tuple[Spelling, ...]
    cloudformation: tuple[Spelling, ...]
    parameters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of an explanation. Backticks mark code; `items` come after the paragraphs."""

    title: str
    paragraphs: tuple[str, ...] = ()
    items: tuple[str, ...] = ()


def paragraphs(policy: Policy) -> tuple[str, ...]:
    """Return why a policy matters, a line for each paragraph."""
    return tuple(' '.join(part.split()) for part in policy.why.split('\n\n'))


def _spellings(
    types: Mapping[str, tuple[Kind, Mapping[str, tuple[str, ...]], str]],
    kind: Kind,
    attributes: tuple[str, ...],
) -> tuple[Spelling, ...]:
    return tuple(
        Spelling(
            type,
            (
                *(name for attribute in attributes for name in names.get(attribute, ())),
                *([nested] if nested else []),
            ),
        )
        for type, (own, names, nested) in types.items()
        if own is kind
    )


def _terraform() -> Mapping[str, tuple[Kind, Mapping[str, tuple[str, ...]], str]]:
    return {
        name: (type.kind, type.attributes, type.nested.name if type.nested else '')
        for name, type in TERRAFORM_TYPES.items()
    }


def _cloudformation() -> Mapping[str, tuple[Kind, Mapping[str, tuple[str, ...]], str]]:
    return {
        name: (type.kind, type.attributes, type.nested.name if type.nested else '')
        for name, type in CLOUDFORMATION_TYPES.items()
    }


def judged(policy: Policy) -> tuple[Judged, ...]:
    """Return what a policy reads, the kind that it judges first."""
    rows = []
    for kind, names in policy.reads.items():
        attributes = tuple(name for name in names if name in ATTRIBUTES[kind])
        rows.append(
            Judged(
                kind,
                _spellings(_terraform(), kind, attributes),
                _spellings(_cloudformation(), kind, attributes),
                tuple(name for name in names if name not in ATTRIBUTES[kind]),
            )
        )
    return tuple(rows)


def code(names: tuple[str, ...]) -> str:
    """Return names as code, with commas."""
    return ', '.join(f'`{name}`' for name in names)


def _judged_items(policy: Policy) -> Iterator[str]:
    for row in judged(policy):
        types = ', '.join(
            f'`{spelling.type}`' + (f' ({code(spelling.names)})' if spelling.names else '')
            for spelling in (*row.terraform, *row.cloudformation)
        )
        parameters = f'; parameters {code(row.parameters)}' if row.parameters else ''
        yield f'{row.kind}: {types}{parameters}'


def configuration(policy: Policy) -> Section:
    """Return what changes what a policy says: a comment that skips it, and its settings."""
    return Section(
        'How to configure',
        (
            f'To accept a finding, write `checkov:skip={policy.id}:reason` in a comment inside the '
            "block, or skip it in a CloudFormation resource's `Metadata`.",
        )
        if policy.reads
        else (),
        tuple(f'`{name}`: {SETTINGS[name]}' for name in policy.settings),
    )


def fix(policy: Policy) -> Section:
    """Return how to fix what a policy finds."""
    return Section('How to fix', (policy.remedy,))


def sources(policy: Policy) -> tuple[Section, ...]:
    """Return what a policy answers, what answers nearly the same, and where it is from."""
    return (
        Section(
            'Controls',
            items=tuple(
                f'{framework}: {", ".join(ids)}' for framework, ids in controls(policy.id).items()
            ),
        ),
        Section(
            "Checkov's own checks",
            items=tuple(
                f'`{check.id}` ({check.title}) {check.difference}: <{check.url}>'
                for check in checkov_checks(policy.id)
            ),
        ),
        Section('References', items=tuple(f'<{url}>' for url in policy.references)),
    )


def sections(policy: Policy) -> tuple[Section, ...]:
    """Return the parts of an explanation that say something, the first without a title."""
    parts = (
        Section('', paragraphs(policy)),
        Section('What is judged', items=tuple(_judged_items(policy))),
        fix(policy),
        configuration(policy),
        *sources(policy),
    )
    return tuple(part for part in parts if part.paragraphs or part.items)


def markdown_of(section: Section) -> str:
    """Return a section as Markdown; empty where it says nothing."""
    parts = [
        *section.paragraphs,
        *(['\n'.join(f'- {item}' for item in section.items)] if section.items else []),
    ]
    if not parts:
        return ''
    return '\n\n'.join([*([f'## {section.title}'] if section.title else []), *parts])


def markdown(policy: Policy) -> str:
    """Return an explanation as Markdown, its title left to whoever shows it."""
    return '\n\n'.join(markdown_of(section) for section in sections(policy))


def _wrapped(text: str, width: int | None, indent: str = '', hanging: str = '') -> str:
    if width is None:
        return f'{indent}{text}'
    return textwrap.fill(
        text,
        width,
        initial_indent=indent,
        subsequent_indent=hanging or indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _plain_section(section: Section, width: int | None) -> str:
    indent = INDENT if section.title else ''
    parts = [_wrapped(text, width, indent) for text in section.paragraphs]
    items = [
        _wrapped(item.replace('<', '').replace('>', ''), width, f'{INDENT}- ', INDENT * 2)
        for item in section.items
    ]
    body = '\n\n'.join([*parts, *(['\n'.join(items)] if items else [])])
    return f'{section.title}:\n{body}' if section.title else body


def plain(policy: Policy, width: int | None = None) -> str:
    """Return an explanation as plain text, its title left to whoever shows it.

    Lines are wrapped at a width; without one, a paragraph is a line.
    """
    return '\n\n'.join(_plain_section(section, width) for section in sections(policy))
