"""The content of a YAML or JSON file -> the templates in it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import TypeGuard

from checkov_aurora_pg.core.reading import Problem
from checkov_aurora_pg.readers.cloudformation.language.duplicates import duplicates
from checkov_aurora_pg.readers.cloudformation.language.templates import LOOP
from checkov_aurora_pg.readers.cloudformation.language.templates import MACRO
from checkov_aurora_pg.readers.cloudformation.language.templates import Template
from checkov_aurora_pg.readers.cloudformation.services.included_files import IncludedFiles
from checkov_aurora_pg.readers.cloudformation.services.serverless import is_service
from checkov_aurora_pg.readers.cloudformation.services.service_templates import ServiceRoots
from checkov_aurora_pg.readers.cloudformation.subjects import hands_over_subjects
from checkov_aurora_pg.readers.cloudformation.subjects import is_subject
from checkov_aurora_pg.readers.cloudformation.subjects import subjects_in
from checkov_aurora_pg.readers.documents.document import decode
from checkov_aurora_pg.readers.documents.document import lines_of
from checkov_aurora_pg.readers.documents.document import read_document
from checkov_aurora_pg.readers.documents.nodes import DocumentError
from checkov_aurora_pg.readers.documents.nodes import Entry
from checkov_aurora_pg.readers.documents.nodes import Node
from checkov_aurora_pg.readers.walking.relevance import includes_files
from checkov_aurora_pg.readers.walking.relevance import may_be_a_template
from checkov_aurora_pg.readers.walking.relevance import may_hold_a_database
from checkov_aurora_pg.readers.walking.relevance import nests_templates
from checkov_aurora_pg.readers.walking.relevance import speaks_of_a_database

_RESOURCES = 'Resources'
_KINDS = ('template', 'fragment', 'request', 'nested')
_NOT_ALPHANUMERIC = re.compile(r'[^A-Za-z0-9]')


def _is_resource(key: str, node: Node) -> bool:
    return node.get('Type') is not None or key.startswith(LOOP) or key == MACRO


def is_template(root: Node | None) -> TypeGuard[Node]:
    """Return whether a document is a template: its `Resources` hold at least one."""
    section = root.items.get(_RESOURCES) if root is not None else None
    return section is not None and any(
        _is_resource(key, value)
        for resources in section.values
        for key, entry in resources.items.items()
        for value in entry.values
    )


def _fragment_template(root: Node, path: str) -> Node | None:
    """Return the template that the resources of a part make, or None where it is no part.

    A part of a template is a mapping with a resource that is judged, or such a resource
    itself, which is called by the file's name.
    """
    if is_subject(root):
        stem = _NOT_ALPHANUMERIC.sub('', os.path.basename(path).partition('.')[0])
        resources = Node({stem or 'Resource': Entry(root.place, root)}, root.place)
    elif any(is_subject(value) for entry in root.items.values() for value in entry.values):
        resources = root
    else:
        return None
    return Node({_RESOURCES: Entry(root.place, resources)}, root.place)


def _of_document(
    document: Node,
    path: str,
    text: str,
    part: str,
) -> Iterator[Template | Problem]:
    """Yield the templates that a document is: a service may be written as one as well."""
    files, own = IncludedFiles(path), lines_of(text)
    service = ServiceRoots.of(document, files) if is_service(document) else None
    if service is not None and not any(map(is_template, (service.root, *service.staged.values()))):
        service = None
    found = [document] if is_template(document) else []
    found += [service.root] if service is not None else []
    fragment = None if found else _fragment_template(document, path)
    if files.problems:
        yield files.problems[0]
        return
    if fragment is not None:
        found.append(fragment)
    if not found and any(subjects_in(document)):
        yield from islice(duplicates(document), 1)
    for number, root in enumerate(found):

        def made(root: Node, part: str = part + '+' * number) -> Template:
            lines = {path: own, **files.lines}
            return Template(path, root, lines, part, files.documents, fragment is not None)

        template = made(root)
        if service is not None and root is service.root:
            template = replace(template, stages=service.stages(made))
        yield _twice(template, document) or template


def _twice(template: Template, document: Node) -> Problem | None:
    """Return what is written twice in a template that describes a database, or nests others."""
    for root in dict.fromkeys((document, template.root, *template.included)):
        for problem in duplicates(root):
            texts = ('\n'.join(lines).encode() for lines in template.lines.values())
            decides = any(speaks_of_a_database(text) or nests_templates(text) for text in texts)
            return problem if decides else None
    return None


def templates_in(path: str, content: bytes) -> Iterator[Template | Problem]:
    """Yield the templates that a file's content holds, each document of it for itself.

    A template is a mapping whose `Resources` hold at least one entry with a `Type`, a loop or a
    macro; in a service of the Serverless Framework it is its `resources`; and a part of one
    is a mapping of resources. What looks like a template and speaks of a database is a
    problem where it does not parse, or writes a key twice that counts.
    """
    looks_like_one = may_be_a_template(content) or includes_files(content)
    if not (looks_like_one or may_hold_a_database(content)):
        return
    try:
        text, documents = decode(content), read_document(content, path)
        if any(document.text is not None for document in documents):
            # As YAML, JSON with something before it is one text.
            raise DocumentError('it is a string, not a mapping')
    except DocumentError as error:
        if looks_like_one and speaks_of_a_database(content):
            place = error.place(path)
            yield Problem(place, f'cannot be read: {error.message}')
        return
    for number, document in enumerate(documents, 1):
        yield from _of_document(document, path, text, f'#{number}' if number > 1 else '')


def holds_subjects(path: str, content: bytes) -> str | None:
    """Return how a file holds resources that are judged, by its structure; None where not.

    It is a `template`, a `fragment` of one that is a mapping of resources, or has them
    `nested` in other data; or it is a `request` that hands a template to whoever deploys it,
    such as the input of AWS's command. Raises `DocumentError` for what is neither YAML nor JSON.
    """
    kinds = set()
    for document in read_document(content, path):
        if hands_over_subjects(document):
            kinds.add('request')
        if not any(subjects_in(document)):
            continue
        if is_template(document) or document.get('resources') is not None:
            kinds.add('template')
        elif _fragment_template(document, path) is not None:
            kinds.add('fragment')
        else:
            kinds.add('nested')
    return next((kind for kind in _KINDS if kind in kinds), None)
