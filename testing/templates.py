"""CloudFormation templates, written in a test and read from a directory of its own."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

from checkov_aurora_pg.core.estate import Resource
from checkov_aurora_pg.core.reading import Reading
from checkov_aurora_pg.readers.cloudformation.reader import read_templates


class Reader:
    """Reads templates, given as text by their file's name."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def __call__(self, *templates: str, name: str = 'template.yaml') -> list[Resource]:
        """Return the resources of templates; every one is to be read."""
        reading = self.reading(*templates, name=name)
        assert reading.problems == ()
        return [resource for estate in reading.estates for resource in estate.resources]

    def reading(self, *templates: str | bytes, name: str = 'template.yaml') -> Reading:
        """Return what the reader makes of templates."""
        paths = [self.directory / f'{number}-{name}' for number in range(len(templates))]
        for path, template in zip(paths, templates, strict=True):
            text = dedent(template) if isinstance(template, str) else template
            path.write_bytes(text.encode() if isinstance(text, str) else text)
        return read_templates(map(str, paths))


def by_address(resources: list[Resource]) -> dict[str, Resource]:
    """Return resources by their address."""
    return {resource.address: resource for resource in resources}
