"""A suppression that nothing needs is removed: the comment, and its line if that is all it has."""

from __future__ import annotations

import re

from checkov_aurora_pg.fixing.edits import Edit
from checkov_aurora_pg.fixing.edits import EditRefused
from checkov_aurora_pg.readers.files import FileRefused
from checkov_aurora_pg.readers.files import read_bytes
from checkov_aurora_pg.scanning.skip_remarks import SkipRemark
from checkov_aurora_pg.scanning.skip_remarks import Wrong

_COMMENT = re.compile(r'(?:#|//)[^\r\n]*checkov:skip=[^\r\n]*')


def is_unused(remark: SkipRemark) -> bool:
    """Return whether a remark is about a suppression that nothing needs."""
    return remark.wrong is Wrong.UNUSED


def removal_of(remark: SkipRemark, root: str) -> Edit:
    """Return the edit that removes the comment of a remark, in a file below `root`.

    Raises `EditRefused` where a suppression is no comment of its own, such as in metadata.
    """
    path, place = remark.place.path, remark.place
    try:
        text = read_bytes(path, root).decode('utf-8')
    except (FileRefused, UnicodeDecodeError) as error:
        raise EditRefused(str(error)) from None
    lines = text.splitlines(keepends=True)
    if not place.column or not place.line <= len(lines):
        raise EditRefused('it is no comment')
    line = lines[place.line - 1]
    start = place.column - 1
    found = _COMMENT.match(line, start)
    if found is None or line[found.end() :].strip():
        raise EditRefused('it is no comment of its own')
    before = sum(len(one.encode()) for one in lines[: place.line - 1])
    head = line[:start]
    if not head.strip():
        return Edit(path, before, before + len(line.encode()), '')
    kept = head.rstrip()
    return Edit(path, before + len(kept.encode()), before + len(line[: found.end()].encode()), '')
