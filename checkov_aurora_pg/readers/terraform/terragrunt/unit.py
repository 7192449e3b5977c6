"""A unit: what its file says, with what the files that it includes say merged in.

Source: Terragrunt's `pkg/config/include.go` (`handleInclude`, `Merge`, `DeepMerge`).
"""

from __future__ import annotations

from collections.abc import Mapping as AbstractMapping
from dataclasses import dataclass
from dataclasses import field

from checkov_aurora_pg.core.values import Mapping
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.core.values import Sequence
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.files import FileRefused
from checkov_aurora_pg.readers.terraform.language.bodies import Block
from checkov_aurora_pg.readers.terraform.terragrunt.configuration import PLAN
from checkov_aurora_pg.readers.terraform.terragrunt.configuration import Configuration
from checkov_aurora_pg.readers.terraform.terragrunt.configuration import Include
from checkov_aurora_pg.readers.terraform.terragrunt.configuration import Unparsable
from checkov_aurora_pg.readers.terraform.terragrunt.generated_files import GeneratedFile
from checkov_aurora_pg.readers.terraform.terragrunt.generated_files import backend_of
from checkov_aurora_pg.readers.terraform.terragrunt.generated_files import generated_by
from checkov_aurora_pg.readers.terraform.terragrunt.merging import deep
from checkov_aurora_pg.readers.terraform.terragrunt.merging import shallow
from checkov_aurora_pg.readers.terraform.terragrunt.partial_text import PartialText
from checkov_aurora_pg.readers.terraform.terragrunt.partial_text import partial_text
from checkov_aurora_pg.readers.terraform.terragrunt.setting import Surroundings

# The actions of an `exclude` that keep a unit from being deployed.
_APPLYING = frozenset({'all', 'apply'})


@dataclass(frozen=True, slots=True)
class Written:
    """A block's arguments, evaluated."""

    place: Place
    arguments: AbstractMapping[str, Value]

    def get(self, name: str) -> Value | None:
        """Return an argument that is written and not null."""
        value = self.arguments.get(name)
        return None if value is None or value.is_null else value


@dataclass(slots=True)
class Unit:
    """A unit. `unread` says why more could be set than what is here.

    `source` is that of the module it calls; where it is not known, `source_text` is what is
    known of it. `place` is where the unit's own file writes it, or includes what does.
    """

    place: Place
    source: Value | None = None
    source_text: str = ''
    inputs: Value = field(default_factory=lambda: Value(Mapping({})))
    arguments: dict[str, Written] = field(default_factory=dict)
    hooks: dict[str, Written] = field(default_factory=dict)
    generated: dict[str, GeneratedFile] = field(default_factory=dict)
    backend: GeneratedFile | None = None
    skipped: Unknown | None = None
    unread: Unknown | None = None


@dataclass(frozen=True, slots=True)
class PlacedUnit:
    """A unit in its directory; `name` is what it is called by.

    `files` are its own, and that of the stack that generates it.
    """

    name: str
    directory: str
    unit: Unit
    surroundings: Surroundings
    files: frozenset[str]


def unit_of(file: Configuration) -> Unit:
    """Return what a file and those that it includes say together.

    Raises `Unparsable` and `LimitExceeded`.
    """
    unit = _own(file)
    for include in reversed(file.includes):
        if include.strategy != 'no_merge':
            unit = laid_over(_included(file, include), unit, include.strategy)
    return unit


def _included(file: Configuration, include: Include) -> Unit:
    try:
        included = file.included(include)
    except FileRefused as error:
        return _unread(Unknown(f'an included file may set it, but it {error}', PLAN), include)
    if isinstance(included, Unknown):
        reason = f'an included file may set it, but {included.reason}'
        return _unread(Unknown(reason, PLAN), include)
    unit = _own(included)
    unit.place = include.place
    if included.includes:
        doubt = Unknown('an included file includes others, which Terragrunt refuses', PLAN)
        unit.inputs, unit.unread = deep(Value(doubt), unit.inputs), doubt
    return unit


def _unread(reason: Unknown, include: Include) -> Unit:
    return Unit(include.place, inputs=Value(reason, include.place), unread=reason)


def laid_over(base: Unit, over: Unit, strategy: str | Unknown) -> Unit:
    """Return two units as one; what `over` says counts where both say something."""
    if isinstance(strategy, Unknown) or strategy not in ('shallow', 'deep'):
        shown = '' if isinstance(strategy, Unknown) else f' `{strategy}`'
        doubt = Unknown(f'the merge strategy{shown} of an include is not known', PLAN)
        inputs = Value(doubt)
    else:
        merge = deep if strategy == 'deep' else shallow
        inputs = merge(base.inputs, over.inputs)
    is_base = over.source is None and base.source is not None
    return Unit(
        base.place if is_base else over.place,
        base.source if is_base else over.source,
        base.source_text if is_base else over.source_text,
        inputs,
        {**base.arguments, **over.arguments},
        {**base.hooks, **over.hooks},
        {**base.generated, **over.generated},
        over.backend or base.backend,
        over.skipped,
        over.unread or base.unread,
    )


def _own(file: Configuration) -> Unit:
    blocks = file.body.blocks('terraform')
    if len(blocks) > 1:
        raise Unparsable(blocks[1].place, 'Terragrunt refuses a second `terraform` block')
    terraform = next(iter(blocks), None)
    written = file.body.arguments.get('inputs')
    unit = Unit(Place(file.path, 1, 1))
    if written is not None:
        unit.inputs = file.value_of(written.expression)
    unit.skipped = _skipped(file)
    unit.generated = generated_by(file)
    unit.backend = backend_of(file)
    if terraform is not None:
        unit.place = terraform.place
        unit.source = file.argument(terraform, 'source')
        unit.source_text = _source_text(file, terraform)
        unit.arguments = _by_label(file, terraform, 'extra_arguments')
        unit.hooks = _by_label(file, terraform, 'before_hook')
    return unit


def _source_text(file: Configuration, terraform: Block) -> str:
    argument = terraform.body.arguments.get('source')
    text = None if argument is None else partial_text(argument.expression, file.scope)
    return text.text if isinstance(text, PartialText) else ''


def _skipped(file: Configuration) -> Unknown | None:
    """Return why a unit never runs: an `exclude` alone still lets it run by itself.

    Source: Terragrunt's `pkg/config/exclude.go` (`ShouldPreventRun`), and `skip` before it.
    """
    skip = file.body.arguments.get('skip')
    if skip is not None and file.value_of(skip.expression).data is True:
        return Unknown('the unit says `skip = true`')
    for block in file.body.blocks('exclude'):
        values = {name: file.argument(block, name) for name in ('if', 'no_run', 'actions')}
        written = {name: value.data for name, value in values.items() if value is not None}
        actions = written.get('actions')
        named = {one.data for one in actions.items} if isinstance(actions, Sequence) else set()
        if written.get('if') is True and written.get('no_run') is True and named & _APPLYING:
            return Unknown('the unit says `exclude`, and `no_run = true`')
    return None


def _by_label(file: Configuration, block: Block, type: str) -> dict[str, Written]:
    return {one.labels[0]: _written(file, one) for one in block.body.blocks(type, 1)}


def _written(file: Configuration, block: Block) -> Written:
    return Written(
        block.place,
        {
            name: file.value_of(argument.expression)
            for name, argument in block.body.arguments.items()
        },
    )
