"""Files of parameters for a template: what each gives, in the shapes that tools take.

Sources: the AWS CLI's reference (`create-stack --parameters`, `deploy --parameter-overrides`),
"Using parameter override functions with CodePipeline", and "Git sync".
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass

from checkov_aurora_pg.core.reading import Problem
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.cloudformation.language.evaluation import Undecided
from checkov_aurora_pg.readers.cloudformation.language.evaluation import intrinsic
from checkov_aurora_pg.readers.cloudformation.language.evaluation import literal
from checkov_aurora_pg.readers.cloudformation.language.evaluation import scalar_text
from checkov_aurora_pg.readers.cloudformation.language.evaluation import shown
from checkov_aurora_pg.readers.documents.document import read_document
from checkov_aurora_pg.readers.documents.nodes import DocumentError
from checkov_aurora_pg.readers.documents.nodes import Entry
from checkov_aurora_pg.readers.documents.nodes import Node
from checkov_aurora_pg.readers.files import FileRefused
from checkov_aurora_pg.readers.files import read_bytes

KEY = 'ParameterKey'
_VALUE = 'ParameterValue'
_PREVIOUS = 'UsePreviousValue'
_SECTIONS = ('Parameters', 'parameters')

# What a file names its template with: of Git sync, of Sceptre.
_TEMPLATE = ('template-file-path', 'template_path')
# What else such a file has, of CodePipeline and Git sync.
_BESIDE = frozenset({*_SECTIONS, *_TEMPLATE, 'Tags', 'tags', 'StackPolicy'})

_ADVICE = (
    'is not a parameter file: write a list of `ParameterKey` and `ParameterValue`, or a mapping '
    'of names and values'
)


@dataclass(frozen=True, slots=True)
class GivenParameters:
    """What a file gives to a template: values by the parameters' names.

    `template` is the template that the file names, as it is written, or empty.
    """

    values: Mapping[str, Value]
    template: str = ''


def values_in(path: str, boundary: str | None) -> dict[str, Value] | Problem:
    """Return the parameters that a file gives, or why none can be read there."""
    try:
        documents = read_document(read_bytes(path, boundary), path)
    except FileRefused as error:
        return Problem(Place(path, 1, 1), str(error))
    except DocumentError as error:
        return Problem(error.place(path), f'cannot be read: {error.message}')
    given = given_in(documents[0]) if len(documents) == 1 else None
    return dict(given.values) if given is not None else Problem(Place(path, 1, 1), _ADVICE)


def gives_parameters(path: str, content: bytes) -> bool:
    """Return whether a file's content has the shape of a file of parameters."""
    try:
        documents = read_document(content, path)
    except DocumentError:
        return KEY.encode() in content
    return len(documents) == 1 and given_in(documents[0]) is not None


def given_in(document: Node) -> GivenParameters | None:
    """Return what a document gives, or None where it has the shape of no file of parameters."""
    if document.elements:
        return _given(_of_list(document))
    if 'Resources' in document.items:
        return None
    section = next((found for key in _SECTIONS if (found := document.get(key)) is not None), None)
    if section is None:
        return _given(_of_mapping(document))
    if section.elements:
        return _given(_of_list(section))
    named = next(
        (found.text for key in _TEMPLATE if (found := document.get(key)) is not None), None
    )
    if named is None and not document.items.keys() <= _BESIDE:
        return None
    return _given(_of_mapping(section), named or '')


def overrides_in(node: Node) -> dict[str, Value] | None:
    """Return the parameters in a list of any kind, or in a mapping; None where it is neither."""
    given = _given(_of_list(node) if node.elements else _of_mapping(node))
    return dict(given.values) if given is not None else None


_Pairs = Iterator[tuple[str, Value | None]]


def _given(pairs: Iterable[tuple[str, Value | None]], template: str = '') -> GivenParameters | None:
    """Return what pairs give, or None where one has no value that a parameter can have."""
    values: dict[str, Value] = {}
    for name, value in pairs:
        if not name or value is None:
            return None
        values[name] = _one_of(name, values[name], value) if name in values else value
    return GivenParameters(values, template) if values else None


def _one_of(name: str, first: Value, second: Value) -> Value:
    """Return what a parameter has that is given twice: tools do not agree which one counts."""
    if first.data == second.data:
        return first
    return Value(Unknown(f'parameter `{shown(name)}` is given twice'), second.place)


def _of_list(node: Node) -> _Pairs:
    for element in node.elements:
        if element.text is not None:
            before, mark, text = element.text.partition('=')
            yield before if mark else '', _literal(text, element)
        else:
            key = element.get(KEY)
            name = (key.text if key is not None else None) or ''
            yield name, _of_entry(name, element)


def _of_entry(name: str, element: Node) -> Value:
    """Return the value in an entry of the CLI's list."""
    previous, value = element.get(_PREVIOUS), element.get(_VALUE)
    if previous is not None and scalar_text(Value(_scalar(previous))) == 'true':
        reason = f'parameter `{shown(name)}` keeps the value of the deployed stack'
        return Value(Unknown(reason), previous.place)
    found = _value(name, value) if value is not None else None
    if found is None:
        return Value(Unknown(f'parameter `{shown(name)}` has no value'), element.place)
    return found


def _of_mapping(node: Node) -> _Pairs:
    for name, entry in node.items.items():
        for one in (*entry.earlier, entry):
            yield from _of_key(name, one)


def _of_key(name: str, entry: Entry) -> _Pairs:
    # A null gives nothing.
    if entry.value.data is not None:
        yield name, _value(name, entry.value)


def _value(name: str, node: Node) -> Value | None:
    """Return the value that a node gives, or None where no parameter can have it."""
    if node.elements:
        texts = [scalar_text(Value(_scalar(element))) for element in node.elements]
        return None if None in texts else _literal(','.join(map(str, texts)), node)
    if node.items:
        if intrinsic(node) is None:
            return None
        return Value(
            Unknown(f'parameter `{shown(name)}` is filled in by the tool that deploys it'),
            node.place,
        )
    text = scalar_text(Value(_scalar(node)))
    return _literal(text, node) if text is not None else None


def _scalar(node: Node) -> None | bool | int | float | str:
    return None if isinstance(node.data, (tuple, dict)) else node.data


def _literal(text: str, node: Node) -> Value:
    try:
        return literal(text, node)
    except Undecided as error:
        return Value(error.unknown, node.place)
