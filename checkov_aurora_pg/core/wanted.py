"""What has to hold for a finding to be gone, in no format's own spelling."""

from __future__ import annotations

from typing import NamedTuple


class ParameterIs(NamedTuple):
    """A parameter group sets a parameter to a value.

    `note` says what follows for whoever deploys it. `is_unsafe` says that it changes more than
    the policy asks for, so that it is done only where that is wanted.
    """

    name: str
    value: str
    note: str = ''
    is_unsafe: bool = False


class AttributeIs(NamedTuple):
    """A resource has an attribute, by its canonical name, with a value; see `ParameterIs`."""

    attribute: str
    value: bool | str
    note: str = ''
    is_unsafe: bool = False


Wanted = ParameterIs | AttributeIs
