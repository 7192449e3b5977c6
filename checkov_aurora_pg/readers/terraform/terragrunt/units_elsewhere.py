"""Units of Terragrunt under another name, which `terragrunt --config` or an include reads.

Their names do not tell the two apart, so that they are units where no unit reads them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Iterator

from checkov_aurora_pg.readers.files import FileRefused
from checkov_aurora_pg.readers.walking.file_names import is_test
from checkov_aurora_pg.readers.walking.relevance import content_of
from checkov_aurora_pg.readers.walking.relevance import mentions_aurora
from checkov_aurora_pg.readers.walking.relevance import names_a_subject

_BLOCK = re.compile(rb'^\s*terraform\s*\{|"terraform"\s*:\s*[\[{]', re.MULTILINE)
_SOURCE = re.compile(
    rb'(?:^|[{;,])\s*"?source"?\s*[=:]\s*(?:"([^"\n]*)")?',
    re.MULTILINE,
)
_INPUTS = re.compile(rb'^\s*inputs\s*=|"inputs"\s*:', re.MULTILINE)
_ANOTHER_ENGINE = b'aurora-mysql'
# What is known of a path that starts with what is computed, or of a part of a repository.
_KNOWN_END = re.compile(r'(?:.*\}|.*://|.*//)')

OF_ANOTHER_NAME = (
    'is a Terragrunt unit under another name, and no unit reads it: name it `terragrunt.hcl`, '
    'or leave it out with `exclude` in the configuration'
)


def is_unit_inside(content: bytes) -> bool:
    """Return whether a file has what makes a unit: the source of a module, or inputs for one."""
    return _source(content) is not None or _INPUTS.search(content) is not None


def _source(content: bytes) -> str | None:
    """Return the source that a `terraform` block may have, empty where it is no plain string."""
    block = _BLOCK.search(content)
    found = _SOURCE.search(content, block.end() - 1) if block is not None else None
    return None if found is None else (found[1] or b'').decode('utf-8', 'replace')


def _leads_to(path: str, content: bytes, directories: Collection[str]) -> bool:
    """Return whether a unit may call a module in one of some directories."""
    source = _source(content)
    if source is None:
        return os.path.dirname(path) in directories and _INPUTS.search(content) is not None
    end = _KNOWN_END.sub('', source.replace('//', '/') if source.startswith('.') else source)
    if source.startswith('.') and end == source.replace('//', '/'):
        return os.path.normpath(os.path.join(os.path.dirname(path), end)) in directories
    end = os.path.normpath(os.sep + end.partition('?')[0]).lstrip(os.sep)
    return bool(end) and any(one.endswith(os.sep + end) for one in directories)


def units_elsewhere(parts: Iterable[str], directories: Collection[str]) -> Iterator[str]:
    """Yield the files that are units but for their names, and may deploy Aurora PostgreSQL.

    `directories` are those that have a part of it.
    """
    for path in sorted(parts):
        if is_test(os.path.basename(path)) or not path.endswith(('.hcl', '.hcl.json')):
            continue
        try:
            content = content_of(path)
        except (OSError, FileRefused):  # which is a problem where it names a subject
            continue
        is_speaking = mentions_aurora(content) and (
            names_a_subject(content) or _ANOTHER_ENGINE not in content
        )
        if (is_speaking and _source(content) is not None) or _leads_to(path, content, directories):
            yield path
