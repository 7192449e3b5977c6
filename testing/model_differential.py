"""Compares the models of a module with the module's own source, release by release.

    python -m testing.model_differential CLONE terraform-aws-modules/rds-aurora/aws

CLONE is a clone of the module's repository with its tags. For each release that has a model,
calls are drawn from its variables and judged twice: by the model, and by the source of that
release, which `modules` in a configuration gives. The verdicts of each call are compared as sets.
A model may leave open what the source decides, such as where Terraform would refuse an answer,
and never the reverse.
"""

from __future__ import annotations

import argparse
import contextlib
import re
import tempfile
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path

from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.readers.terraform.language import syntax
from checkov_aurora_pg.readers.terraform.modules.declarations import declare
from checkov_aurora_pg.readers.terraform.modules.known_modules import Model
from checkov_aurora_pg.readers.terraform.modules.known_modules import models
from checkov_aurora_pg.readers.terraform.modules.module_address import GITHUB
from checkov_aurora_pg.readers.terraform.modules.module_address import ModuleAddress
from checkov_aurora_pg.readers.terraform.modules.module_source import ModuleSource
from checkov_aurora_pg.readers.terraform.modules.version_constraint import Version
from checkov_aurora_pg.readers.terraform.modules.version_constraint import dotted
from testing.drawn_calls import AROUND
from testing.drawn_calls import Input
from testing.drawn_calls import call_of
from testing.module_inputs import folder_of
from testing.module_inputs import releases_in
from testing.repositories import extract
from testing.scans import run

_TYPE = re.compile(r'^\s*type\s*=\s*"?([^"\n]*[^"\s])', re.MULTILINE)
_CALL = 'drawn'
# What stands beside the call is judged alike.
_AROUND = 'aws_'

# A message for each policy's id and verdict.
Verdicts = Mapping[tuple[str, str], str]


@dataclass
class Comparison:
    """What one release's calls came to.

    `differences` tell each call that the model judges otherwise, and `open` those of which it only
    leaves undetermined what the source decides. `verdicts` counts the source's.
    """

    release: str
    model: str
    calls: int = 0
    verdicts: int = 0
    differences: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        """Tell the counts, and below them the differences."""
        counts = (
            f'{self.release} ({self.model}): {self.calls} calls, {self.verdicts} verdicts, '
            f'{len(self.differences)} calls differ, {len(self.open)} left open'
        )
        return '\n\n'.join((counts, *self.differences))


def _inputs(folder: Path) -> list[Input]:
    """Return the variables that a module declares, in the order of their names."""
    source, texts = ModuleSource(str(folder)), {}
    for path in sorted(folder.glob('*.tf')):
        texts[str(path)] = path.read_text(encoding='utf-8').splitlines()
        declare(source, syntax.parse(str(path), path.read_bytes(), None))
    found = []
    for name, block in sorted(source.variables.items()):
        lines = texts[block.place.path][block.place.line - 1 : block.place.end_line]
        type = _TYPE.search('\n'.join(lines))
        found.append(Input(name, type[1] if type else '', 'default' not in block.body.arguments))
    return found


def _lines_of_source(module: str, version: Version, tag: str) -> list[str]:
    if not module.startswith(f'{GITHUB}/'):
        return [f'source  = "{module}"', f'version = "{dotted(version)}"']
    return [f'source = "{_place(module)}?ref={tag}"']


def _place(module: str) -> str:
    """Return what the source of a call is, without a version."""
    repository, below = ModuleAddress(module).repository, folder_of(module)
    is_root = below == '.' or not module.startswith(f'{GITHUB}/')
    return module if is_root else f'{repository}//{below.rstrip("/")}'


def _judged(work: Path, configuration: str) -> Verdicts:
    """Return the verdicts on the call in a folder, with a message for each."""
    (work / 'configuration.yaml').write_text(configuration, encoding='utf-8')
    with contextlib.chdir(work):
        done = run('call', '--config', 'configuration.yaml', '--output', 'json')
    return {
        (one['id'], one['verdict']): one['message']
        for one in done.findings
        if not one['resource'].startswith(_AROUND)
    }


def _knows_no_more(by_model: Verdicts, by_source: Verdicts) -> bool:
    """Return whether all that the model decides is the source's, and it is silent on nothing."""
    decided = {one for one in by_model if one[1] != 'undetermined'}
    policies = {id for id, _ in by_model}
    return decided <= by_source.keys() and all(id in policies for id, _ in by_source)


def _told(text: str, by_model: Verdicts, by_source: Verdicts) -> str:
    lines = [text]
    for who, one, other in (('model', by_model, by_source), ('source', by_source, by_model)):
        lines.extend(
            f'only by the {who}: {verdict} {id}: {message}'
            for (id, verdict), message in sorted(one.items())
            if (id, verdict) not in other
        )
    return '\n'.join(lines)


def compare(
    clone: str,
    module: str,
    release: tuple[Version, str],
    model: Model,
    calls: int,
) -> Comparison:
    """Judge drawn calls of one release by a model and by the source, and compare."""
    version, tag = release
    found = Comparison(dotted(version), model.path.name)
    place = Place(str(model.path), 1, 1)
    with tempfile.TemporaryDirectory() as directory:
        work = Path(directory)
        extract(clone, tag, work / 'source')
        folder = work / 'source' / folder_of(module)
        source, inputs = _lines_of_source(module, version, tag), _inputs(folder)
        read = model.source(place).variables
        at_hand = f'modules:\n  "{_place(module)}": {folder.relative_to(work)}\n'
        (work / 'call').mkdir()
        for index in range(calls):
            text = call_of(_CALL, source, inputs, read, f'{module} {tag} {index}')
            (work / 'call' / 'main.tf').write_text(AROUND + text, encoding='utf-8')
            by_model, by_source = _judged(work, ''), _judged(work, at_hand)
            found.calls += 1
            found.verdicts += len(by_source)
            if not _knows_no_more(by_model, by_source):
                found.differences.append(_told(text, by_model, by_source))
            elif by_model.keys() != by_source.keys():
                found.open.append(_told(text, by_model, by_source))
    return found


def comparisons(
    clone: str,
    module: str,
    calls: int,
    only: Sequence[str] = (),
) -> Iterator[Comparison]:
    """Compare every release that has a model, or those of the versions `only`."""
    for release in releases_in(clone, folder_of(module)):
        if only and dotted(release[0]) not in only:
            continue
        for model in models()[module]:
            if model.first <= release[0] < model.end:
                yield compare(clone, module, release, model, calls)


def main(argv: Sequence[str] | None = None) -> int:
    """Print the comparison of each release; return 1 where a call is judged otherwise."""
    parser = argparse.ArgumentParser(
        description=__doc__,
        prog='python -m testing.model_differential',
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument('clone')
    parser.add_argument('module', choices=sorted(models()))
    parser.add_argument('--calls', type=int, default=60, help='calls of each release')
    parser.add_argument('--open', action='store_true', help='show what is left open too')
    parser.add_argument('--release', action='append', default=[], help='only of this version')
    given = parser.parse_args(argv)
    is_same = True
    for one in comparisons(given.clone, given.module, given.calls, given.release):
        print(one, *(one.open if given.open else ()), sep='\n\n', flush=True)
        is_same = is_same and not one.differences
    return 0 if is_same else 1


if __name__ == '__main__':
    raise SystemExit(main())
