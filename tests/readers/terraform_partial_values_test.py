"""No function says more about a value that is known in part than is true."""

from __future__ import annotations

from collections.abc import Iterator

from checkov_aurora_pg.core.values import EvaluationError
from checkov_aurora_pg.core.values import Mapping
from checkov_aurora_pg.core.values import Sequence
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.terraform.language.conversion import to_text
from testing.terraform_functions import CALLS
from testing.terraform_functions import WHY
from testing.terraform_functions import Call
from testing.terraform_functions import call
from testing.terraform_functions import open_list
from testing.terraform_functions import open_map
from testing.terraform_functions import plain


def _variants(data: object) -> Iterator[object]:
    """Yield the data with one part made unknown, each in turn."""
    yield WHY
    if isinstance(data, list):
        for index, item in enumerate(data):
            others = data[:index], data[index + 1 :]
            yield open_list(*others[0], *others[1])
            for variant in _variants(item):
                yield [*others[0], variant, *others[1]]
    if isinstance(data, dict):
        for key, item in data.items():
            yield open_map(**{name: other for name, other in data.items() if name != key})
            for variant in _variants(item):
                yield {**data, key: variant}


def _are_parts_of(items: tuple[Value, ...], whole: list[object]) -> bool:
    """Return whether each known item has its own match; a partial one may repeat one."""
    left = list(whole)
    for item in items:
        partial = item.first_unknown() is not None
        matches = [other for other in (whole if partial else left) if _is_part_of(item, other)]
        if not matches:
            return False
        if not partial:
            left.remove(matches[0])
    return True


def _is_part_of(value: Value, whole: object) -> bool:
    """Return whether nothing that is known of `value` contradicts the whole truth."""
    data = value.data
    if isinstance(data, Unknown):
        return True
    if isinstance(data, Sequence):
        if not isinstance(whole, list) or (data.rest is None and len(data) != len(whole)):
            return False
        if data.rest is None and not data.is_set:
            return all(map(_is_part_of, data.items, whole))
        return _are_parts_of(data.items, whole)
    if isinstance(data, Mapping):
        return (
            isinstance(whole, dict)
            and set(data.items) <= set(whole)
            and (data.rest is not None or len(data) == len(whole))
            and all(_is_part_of(item, whole[key]) for key, item in data.items.items())
        )
    # An unknown string among numbers would have turned them into strings.
    return data == whole or (isinstance(whole, str) and to_text(value).data == whole)


def _partial_calls() -> Iterator[tuple[Call, Call]]:
    for name, *arguments in CALLS:
        for index, argument in enumerate(arguments):
            for variant in _variants(argument):
                yield (
                    (name, *arguments[:index], variant, *arguments[index + 1 :]),
                    (name, *arguments),
                )


def test_what_is_known_of_a_partial_result_is_true() -> None:
    checked = 0
    for partial, complete in _partial_calls():
        try:
            truth = plain(call(*complete))
        except EvaluationError:
            continue
        value = call(*partial)
        assert _is_part_of(value, truth), (partial, value, truth)
        checked += 1
    assert checked > 1_000
