"""A cure as edits of a file: the literal that decides is replaced, or what is missing is added."""

from __future__ import annotations

import os
import re

from checkov_aurora_pg.core.wanted import AttributeIs
from checkov_aurora_pg.fixing.edits import EditRefused
from checkov_aurora_pg.fixing.edits import Edits
from checkov_aurora_pg.fixing.writer import Target
from checkov_aurora_pg.fixing.writer import Writer
from checkov_aurora_pg.fixing.writers import writer_of
from checkov_aurora_pg.readers.files import OUTSIDE
from checkov_aurora_pg.readers.files import FileRefused
from checkov_aurora_pg.readers.files import read_bytes
from checkov_aurora_pg.readers.files import within
from checkov_aurora_pg.readers.walking.file_tree import LEFT_OUT
from checkov_aurora_pg.scanning.diagnostics import Cure

_TERRAFORM = ('.tf', '.tofu', '.tf.json', '.tofu.json')
_PLAN = re.compile(rb'"(?:planned_values|resource_changes)"\s*:')


def edits_of(cure: Cure, root: str) -> Edits:
    """Return the edits that make a cure hold, in the files below `root`.

    Raises `EditRefused` with the reason where that is not certain.
    """
    if cure.obstacle:
        raise EditRefused(cure.obstacle)
    path = os.path.realpath(cure.place.path)  # one file may have several names
    content = _content(path, root)
    writer = writer_of(path, content)
    if cure.place != cure.resource:
        return writer.replace(Target(cure.place), cure.wanted.value)
    return _added(writer, cure, is_terraform=path.lower().endswith(_TERRAFORM))


def _content(path: str, root: str) -> bytes:
    if not within(path, root):
        raise EditRefused(OUTSIDE)
    names = os.path.relpath(os.path.realpath(path), os.path.realpath(root)).split(os.sep)
    made = next((name for name in names if name in LEFT_OUT), None)
    if made is not None:
        raise EditRefused(f'`{made}` is not written by people: {LEFT_OUT[made]}')
    try:
        content = read_bytes(path, root)
    except FileRefused as refusal:
        raise EditRefused(str(refusal)) from None
    if path.lower().endswith('.json') and _PLAN.search(content):
        raise EditRefused('it is a plan: change the code that it was made of')
    return content


def _added(writer: Writer, cure: Cure, *, is_terraform: bool) -> Edits:
    wanted, here = cure.wanted, cure.resource
    if isinstance(wanted, AttributeIs):
        keys = () if is_terraform else ('Properties',)
        return writer.set_key(Target(here, keys), cure.spelled, wanted.value)
    if is_terraform:
        return writer.set_parameter(Target(here), wanted.name, wanted.value)
    properties = Target(here, ('Properties',))
    try:
        return writer.set_key(properties, 'Parameters', {wanted.name: wanted.value})
    except EditRefused:  # the group has parameters
        below = Target(here, ('Properties', 'Parameters'))
        return writer.set_key(below, wanted.name, wanted.value)
