"""A resource as the code describes it. Readers make it, and an estate takes it.

Reading an attribute whose value is unknown raises `Undetermined`. So a policy cannot mistake an
unknown value for a known or an absent one.
"""

from __future__ import annotations

from collections.abc import Mapping as AbstractMapping
from dataclasses import dataclass
from dataclasses import field

from checkov_aurora_pg.core.kinds import NAMES_WITHOUT_CASE
from checkov_aurora_pg.core.kinds import Kind
from checkov_aurora_pg.core.parameters import Parameter
from checkov_aurora_pg.core.parameters import Parameters
from checkov_aurora_pg.core.parameters import Setting
from checkov_aurora_pg.core.reasons import Reason
from checkov_aurora_pg.core.reasons import Undetermined
from checkov_aurora_pg.core.scalars import Scalar
from checkov_aurora_pg.core.scalars import spelled_alike
from checkov_aurora_pg.core.scalars import text_of
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.core.values import Sequence
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value


@dataclass(frozen=True, slots=True)
class Skip:
    """An inline suppression: the policy's id, its reason (may be empty) and its place.

    `is_of_checkov` says that it is written in the form that Checkov itself reads.
    """

    id: str
    reason: str
    place: Place
    is_of_checkov: bool = True


@dataclass(frozen=True, slots=True)
class Call:
    """A module call, or a nested stack, that brings a resource into the deployment."""

    address: str
    place: Place


@dataclass(frozen=True, slots=True)
class Origin:
    """What a resource was generated from: its name, and where its author wrote it, if known.

    `construct` is the path of the construct that the author wrote; one construct may create several
    resources. `written` maps an attribute or a parameter to the code that the author writes to set
    it correctly, where that is known. The entry `parameters` is for any parameter: `{name}` in it
    stands for the parameter's name.
    """

    name: str
    place: Place | None = None
    construct: str = ''
    written: tuple[tuple[str, str], ...] = ()

    def to_write(self, attribute: str) -> str:
        """Return what the author writes for an attribute or a parameter, or an empty text."""
        written = dict(self.written)
        of_any = written.get('parameters', '').replace('{name}', attribute)
        return written.get(attribute, of_any)


@dataclass(eq=False)
class DescribedResource:
    """One resource as the code describes it, without its ties to other resources.

    `place` is the whole block; a finding about something that is not written is reported at its
    first line. `calls` lead from the root to the resource, outermost first. `existence` is the
    unknown value that decides whether the resource is created, or None if it certainly is. `key` is
    the name that references use where addresses repeat in an estate; if it is empty, references use
    the address. `spelling` maps canonical attributes, written or not, to the format's names, so
    that a message can say what to write. `origin` is what a program generated the resource from, or
    None if people wrote it.

    `is_unseen` says that this resource stands for everything that code outside the scan may create,
    for example a cluster whose engine is unknown; the reason is recorded with it. `is_elsewhere`
    says that the resource belongs to another deployment, which judges it; it is here only because
    other resources refer to it. `is_by_handler` says that a CloudFormation handler calls the API
    for the resource and fills in what is not written.
    """

    kind: Kind
    address: str
    place: Place
    attributes: AbstractMapping[str, Value] = field(default_factory=dict)
    parameters: Parameters = field(default_factory=Parameters)
    calls: tuple[Call, ...] = ()
    skips: tuple[Skip, ...] = ()
    existence: Unknown | None = None
    key: str = ''
    spelling: AbstractMapping[str, str] = field(default_factory=dict)
    origin: Origin | None = None
    is_unseen: bool = False
    is_elsewhere: bool = False
    is_by_handler: bool = False

    def read(self, attribute: str) -> Scalar | None:
        """Return an attribute's scalar value, or None where it is absent or null.

        Raises `Undetermined` when the value is unknown or is not a scalar.
        """
        value = self.attributes.get(attribute)
        if value is None or value.data is None:
            return None
        if isinstance(value.data, Unknown):
            raise Undetermined(Reason.by(attribute, value.data, value.place))
        if isinstance(value.data, (bool, int, float, str)):
            return value.data
        raise Undetermined.because(attribute, 'it is not a single value', '', value.place)

    def text(self, attribute: str) -> str | None:
        """Return an attribute as text (`1`, `true`), or None where absent or null.

        If AWS compares the attribute without regard to case, the text has one canonical spelling.
        Raises `Undetermined` as `read` does.
        """
        value = self.read(attribute)
        if value is None:
            return None
        return spelled_alike(text_of(value)) if attribute in NAMES_WITHOUT_CASE else text_of(value)

    def flag(self, attribute: str) -> bool | None:
        """Return a boolean attribute, written as a boolean or as the text `true`/`false`.

        Returns None where it is absent or null. Raises `Undetermined` as `read` does,
        and for any other text.
        """
        text = self.text(attribute)
        if text is None:
            return None
        if text.lower() in ('true', 'false'):
            return text.lower() == 'true'
        raise Undetermined.because(
            attribute,
            f'`{text}` is neither true nor false',
            '',
            self.written(attribute),
        )

    def written(self, attribute: str) -> Place:
        """Return where an attribute's value is written, or the resource's own place."""
        value = self.attributes.get(attribute)
        return value.place if value is not None and value.place is not None else self.place

    def spelled(self, attribute: str) -> str:
        """Return the format's name for an attribute, or its canonical name if there is none."""
        return self.spelling.get(attribute, attribute)

    def parameter(self, name: str) -> Setting | None:
        """Return the setting of a parameter, or None where the group leaves its default.

        Raises `Undetermined` when the value is unknown, when the parameter is set twice with
        different values, or when no known entry sets it and other entries are unknown.
        """
        found = [entry for entry in self.parameters.entries if entry.names(name)]
        settings = {self._setting(name, entry) for entry in found}
        if len({setting.value for setting in settings}) > 1:
            reason = 'it is set more than once, with different values'
            raise Undetermined.because(name, reason, '', found[0].place)
        if settings:
            return min(settings, key=lambda setting: setting.place)
        for entry in self.parameters.entries:
            unnamed = entry.name.data
            if isinstance(unnamed, Unknown):
                raise Undetermined(Reason.by(name, unnamed, entry.place))
        rest = self.parameters.rest
        if rest is not None:
            raise Undetermined(Reason.by(name, rest, self.place))
        return None

    @staticmethod
    def _setting(name: str, entry: Parameter) -> Setting:
        data, place = entry.value.data, entry.value.place or entry.place
        if isinstance(data, Unknown):
            raise Undetermined(Reason.by(name, data, place))
        if isinstance(data, (bool, int, float, str)):
            return Setting(text_of(data), place)
        raise Undetermined.because(
            name, 'it is null' if data is None else 'it is not a single value', '', place
        )

    def elements(self, attribute: str) -> tuple[Value, ...]:
        """Return the elements of a list; a single value is a list of one element.

        The result is empty if the attribute is absent or null. If the list has further unknown
        elements, one unknown value at the end stands for them. It is left out if those elements
        refer to the same resources as the known ones.
        """
        value = self.attributes.get(attribute)
        if value is None or value.is_null:
            return ()
        if not isinstance(value.data, Sequence):
            return (value,)
        if value.data.names_all:
            return value.data.items
        return (*value.data.items, Value(value.data.rest, value.place))
