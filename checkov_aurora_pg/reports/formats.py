"""The output formats: a new one is a module with `render(report) -> str`, and a line here."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING
from typing import NamedTuple

from checkov_aurora_pg.reports.screen import Screen

if TYPE_CHECKING:
    from checkov_aurora_pg.scanning.diagnostics import Report


class Format(NamedTuple):
    """A format's module, by name.

    A document is for programs: nothing else may stand beside it. A format `for_people` takes the
    screen that it is shown on, and whether to be quiet, as well.
    """

    module: str
    is_document: bool = True
    is_for_people: bool = False


FORMATS = {
    'text': Format('as_text', is_document=False, is_for_people=True),
    'github': Format('as_github', is_document=False),
    'sarif': Format('as_sarif'),
    'json': Format('as_json'),
    'junitxml': Format('as_junit'),
    'gitlab': Format('as_gitlab'),
    'markdown': Format('as_markdown', is_document=False),
}


def rendered(name: str, report: Report, screen: Screen, *, is_quiet: bool) -> str:
    """Return a report in the format of a name, which is one of `FORMATS`.

    A format is imported where it is asked for.
    """
    format = FORMATS[name]
    module = importlib.import_module(f'{__package__}.{format.module}')
    text: str
    if format.is_for_people:
        text = module.render(report, screen, is_quiet=is_quiet)
    else:
        text = module.render(report)
    return text
