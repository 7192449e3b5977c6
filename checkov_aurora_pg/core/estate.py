"""What is judged: the resources of one deployment, and how they are tied together.

Readers fill an `Estate` with resources in the terms of this module; policies read
nothing else. Reading an attribute whose value is unknown raises `Undetermined`, so a
policy cannot mistake it for a value, nor for an absent one.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as AbstractMapping
from dataclasses import dataclass
from dataclasses import field
from enum import StrEnum
from math import isinf

from checkov_aurora_pg.core.deployments import SOLE
from checkov_aurora_pg.core.deployments import Deployment
from checkov_aurora_pg.core.reasons import Reason
from checkov_aurora_pg.core.reasons import Undetermined
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.core.values import Sequence
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value


class Kind(StrEnum):
    """The kinds of resource that an Aurora PostgreSQL cluster's security depends on."""

    CLUSTER = 'cluster'
    INSTANCE = 'cluster instance'
    PARAMETER_GROUP = 'cluster parameter group'
    INSTANCE_PARAMETER_GROUP = 'instance parameter group'
    GLOBAL_CLUSTER = 'global cluster'
    SUBNET_GROUP = 'subnet group'
    SUBNET = 'subnet'
    VPC = 'VPC'
    ADDRESS_BLOCK = 'address block'
    SECURITY_GROUP = 'security group'
    SECURITY_GROUP_RULE = 'security group rule'


# The canonical attributes, by kind. A reader maps its format's spelling to these, and
# leaves out what a resource does not write. `name` is what other resources may call it
# by, literally. `keeps_iam_authentication_of` is what a cluster is restored from, where a
# deployment leaves IAM authentication as the restored one has it when it is not written.
ATTRIBUTES: AbstractMapping[Kind, frozenset[str]] = {
    Kind.CLUSTER: frozenset(
        {
            'name',
            'engine',
            'engine_mode',
            'engine_version',
            'iam_authentication',
            'master_user_authentication',
            'restored_from',
            'keeps_iam_authentication_of',
            'replicated_from',
            'global_cluster',
            'parameter_group',
            'port',
            'region',
            'security_groups',
            'subnet_group',
        }
    ),
    Kind.INSTANCE: frozenset(
        {
            'engine',
            'instance_class',
            'ca_certificate',
            'cluster',
            'region',
            'subnet_group',
        }
    ),
    Kind.PARAMETER_GROUP: frozenset({'name', 'family', 'region'}),
    Kind.INSTANCE_PARAMETER_GROUP: frozenset({'name', 'family', 'region'}),
    Kind.GLOBAL_CLUSTER: frozenset({'name', 'engine', 'engine_version', 'source_cluster'}),
    Kind.SUBNET_GROUP: frozenset({'name', 'region', 'subnets'}),
    Kind.SUBNET: frozenset({'name', 'vpc'}),
    Kind.VPC: frozenset({'name', 'tenancy'}),
    # What gives a VPC, or a part of one, its addresses, and is no VPC of the code.
    Kind.ADDRESS_BLOCK: frozenset(),
    # `default_of` is the VPC whose default group it is.
    Kind.SECURITY_GROUP: frozenset({'name', 'default_of'}),
    # A rule without a `direction` lets traffic in. `ipv4_ranges`, `ipv6_ranges` and
    # `prefix_lists` are the sources that are addresses.
    Kind.SECURITY_GROUP_RULE: frozenset(
        {
            'security_group',
            'direction',
            'protocol',
            'from_port',
            'to_port',
            'ipv4_ranges',
            'ipv6_ranges',
            'prefix_lists',
        }
    ),
}

# Which kind of resource an attribute ties to.
LINKS: AbstractMapping[tuple[Kind, str], Kind] = {
    (Kind.CLUSTER, 'global_cluster'): Kind.GLOBAL_CLUSTER,
    (Kind.CLUSTER, 'parameter_group'): Kind.PARAMETER_GROUP,
    (Kind.CLUSTER, 'security_groups'): Kind.SECURITY_GROUP,
    (Kind.CLUSTER, 'subnet_group'): Kind.SUBNET_GROUP,
    (Kind.GLOBAL_CLUSTER, 'source_cluster'): Kind.CLUSTER,
    (Kind.INSTANCE, 'cluster'): Kind.CLUSTER,
    (Kind.INSTANCE, 'subnet_group'): Kind.SUBNET_GROUP,
    (Kind.SUBNET_GROUP, 'subnets'): Kind.SUBNET,
    (Kind.SUBNET, 'vpc'): Kind.VPC,
    (Kind.SECURITY_GROUP, 'default_of'): Kind.VPC,
    (Kind.SECURITY_GROUP_RULE, 'security_group'): Kind.SECURITY_GROUP,
}

# What AWS, or its provider for Terraform, takes in any case and keeps in one. Source: `Engine`
# and the identifiers in the schemas of CloudFormation's `AWS::RDS` types (`$lowercase`); the
# provider's `expandParameters` and `protocolForValue`. What it refuses in another case is never
# deployed, so that it does no harm to take it for the same.
_NAMES = frozenset(
    {
        'ca_certificate',
        'direction',
        'engine',
        'engine_mode',
        'family',
        'instance_class',
        'master_user_authentication',
        'parameter_group',
        'protocol',
        'tenancy',
    }
)
_NAMED = frozenset(
    {
        Kind.CLUSTER,
        Kind.INSTANCE,
        Kind.PARAMETER_GROUP,
        Kind.INSTANCE_PARAMETER_GROUP,
        Kind.GLOBAL_CLUSTER,
        Kind.SUBNET_GROUP,
    }
)

Scalar = bool | int | float | str


def spelled_alike(name: str) -> str:
    """Return the one spelling of a name that AWS compares without case."""
    return name.strip().lower()


@dataclass(frozen=True, slots=True)
class Parameter:
    """One entry of a parameter group: a name and a value, both possibly unknown."""

    name: Value
    value: Value
    place: Place

    def names(self, name: str) -> bool:
        """Return whether the entry is that of a parameter, whose name is in lower case."""
        return isinstance(self.name.data, str) and spelled_alike(self.name.data) == name


@dataclass(frozen=True, slots=True)
class Setting:
    """A parameter that a group sets: its value as the database receives it, and where."""

    value: str
    place: Place


@dataclass(frozen=True, slots=True)
class Parameters:
    """The entries of a parameter group. `rest` stands for entries that are not known."""

    entries: tuple[Parameter, ...] = ()
    rest: Unknown | None = None


@dataclass(frozen=True, slots=True)
class Skip:
    """An inline suppression: the policy's id, its reason (may be empty) and its place."""

    id: str
    reason: str
    place: Place


@dataclass(frozen=True, slots=True)
class Call:
    """A module call, or a nested stack, that brings a resource into the deployment."""

    address: str
    place: Place


@dataclass(frozen=True, slots=True)
class Origin:
    """What a resource was generated from: its name, and where its author wrote it, if known."""

    name: str
    place: Place | None = None


@dataclass(eq=False)
class Resource:
    """One resource of an estate, in this module's terms.

    `place` is the whole block, whose first line is where a finding about something
    that is not written stands. `calls` lead from the root to the resource, outermost
    first. `existence` is the unknown that decides whether the resource is created at
    all, or None where it certainly is. `key` is what references call it by where
    addresses repeat in an estate; empty, it is the address. `spelling` has the format's
    names for canonical attributes, written or not, so that a message can say what to write.
    `origin` is what a program generated the resource from, or None where people wrote it.
    `is_unseen` says that it stands for all that something may bring that is not here: as a
    cluster whose engine is unknown, with the reason. `is_elsewhere` says that it belongs to another
    deployment, where it is judged, and stands here for what refers to it. `is_by_handler` says
    that a handler of CloudFormation calls the API for it, which fills in what is not written.
    """

    kind: Kind
    address: str
    place: Place
    attributes: AbstractMapping[str, Value] = field(default_factory=dict)
    parameters: Parameters = Parameters()
    calls: tuple[Call, ...] = ()
    skips: tuple[Skip, ...] = ()
    existence: Unknown | None = None
    key: str = ''
    spelling: AbstractMapping[str, str] = field(default_factory=dict)
    origin: Origin | None = None
    is_unseen: bool = False
    is_elsewhere: bool = False
    is_by_handler: bool = False
    estate: Estate | None = None

    def read(self, attribute: str) -> Scalar | None:
        """Return an attribute's scalar value, or None where it is absent or null.

        Raises `Undetermined` when the value is unknown or is no scalar.
        """
        value = self.attributes.get(attribute)
        if value is None or value.data is None:
            return None
        if isinstance(value.data, Unknown):
            raise Undetermined(Reason.by(attribute, value.data, value.place))
        if isinstance(value.data, (bool, int, float, str)):
            return value.data
        raise Undetermined.because(attribute, 'is not a single value', '', value.place)

    def text(self, attribute: str) -> str | None:
        """Return an attribute as text (`1`, `true`), or None where absent or null.

        A name that AWS compares without case is in its one spelling. Raises `Undetermined` as
        `read` does.
        """
        value = self.read(attribute)
        if value is None:
            return None
        return spelled_alike(text_of(value)) if attribute in _NAMES else text_of(value)

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
        """Return where an attribute's value is written, else the resource's own place."""
        value = self.attributes.get(attribute)
        return value.place if value is not None and value.place is not None else self.place

    def spelled(self, attribute: str) -> str:
        """Return the format's name for an attribute, else its canonical name."""
        return self.spelling.get(attribute, attribute)

    def parameter(self, name: str) -> Setting | None:
        """Return the setting of a parameter, or None where the group leaves its default.

        Raises `Undetermined` when the value is unknown, when it is set twice with
        different values, or when it is not among the known entries and others are
        unknown.
        """
        found = [entry for entry in self.parameters.entries if entry.names(name)]
        settings = {self._setting(name, entry) for entry in found}
        if len({setting.value for setting in settings}) > 1:
            reason = 'is set more than once with different values'
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
            name, 'is null' if data is None else 'is not a single value', '', place
        )

    def tied(self, attribute: str) -> tuple[Resource, ...]:
        """Return the resources that an attribute ties this one to; empty where absent.

        Raises `Undetermined` when one of them is unknown or is not in the scanned code;
        `targets` tells them apart.
        """
        resources: list[Resource] = []
        for target in self.targets(attribute):
            if isinstance(target, Reason):
                raise Undetermined(target)
            resources.append(target)
        return tuple(resources)

    def targets(self, attribute: str) -> tuple[Resource | Reason, ...]:
        """Return what an attribute ties this resource to, one entry for each element.

        An element that is unknown, or names a resource that is not in the scanned code,
        is the `Reason` that says so.
        """
        kind = LINKS[self.kind, attribute]
        return tuple(
            target
            for element in self.elements(attribute)
            for target in self._targets_of(attribute, kind, element)
        )

    def elements(self, attribute: str) -> tuple[Value, ...]:
        """Return the elements of a list, or a single value as its own only one.

        Empty where it is absent or null. Further unknown elements are one value, the last,
        unless they are like those that are here.
        """
        value = self.attributes.get(attribute)
        if value is None or value.is_null:
            return ()
        if not isinstance(value.data, Sequence):
            return (value,)
        if value.data.rest is None or value.data.alike:
            return value.data.items
        return (*value.data.items, Value(value.data.rest, value.place))

    def tying(self, kind: Kind, attribute: str) -> tuple[Tie, ...]:
        """Return the resources of a kind that an attribute of theirs ties, or may tie, to this."""
        assert self.estate is not None, 'a resource is read through its estate'
        ties = self.estate.ties(kind, attribute)
        return (*ties.get(id(self), ()), *ties.get(None, ()))

    def _targets_of(
        self,
        attribute: str,
        kind: Kind,
        value: Value,
    ) -> tuple[Resource | Reason, ...]:
        assert self.estate is not None, 'a resource is read through its estate'
        referred = self.estate.referred(kind, value) or self.estate.default_group(kind, value)
        if referred:
            return referred
        if isinstance(value.data, Unknown):
            return (Reason.by(attribute, value.data, value.place),)
        if isinstance(value.data, str):
            named = self._in_region(attribute, value, self.estate.named(kind, value.data))
            if named:
                return named
            return (
                Reason(
                    attribute,
                    f'{kind} `{value.data}` is not in the scanned code',
                    '',
                    value.place,
                    is_elsewhere=True,
                ),
            )
        return (Reason(attribute, 'is not a single name', '', value.place),)

    def _in_region(
        self,
        attribute: str,
        value: Value,
        named: tuple[Resource, ...],
    ) -> tuple[Resource | Reason, ...]:
        """Return those of a name that are in this resource's region, or may be."""
        same = {id(one): self._shares_region(one) for one in named}
        here = tuple(one for one in named if same[id(one)])
        if here or all(answer is False for answer in same.values()):
            return here
        reason = f'names `{value.data}`, and it is not known whether that one is in the same region'
        return (Reason(attribute, reason, '', value.place),)

    def _shares_region(self, other: Resource) -> bool | None:
        """Return whether a resource is in this one's region; None where that is not known."""
        if 'region' not in ATTRIBUTES[other.kind]:
            return True
        own, others = (
            one.attributes['region'].data if 'region' in one.attributes else None
            for one in (self, other)
        )
        if own == others:
            return True
        return False if isinstance(own, str) and isinstance(others, str) else None


# A resource that is tied to another one, and why that is not known, or None where it is.
Tie = tuple[Resource, Reason | None]


class Estate:
    """The resources of one deployment: a root module, a plan or linked templates.

    `is_asked` says that one of them was looked for, or all.
    """

    def __init__(
        self,
        root: str,
        resources: Iterable[Resource],
        deployment: Deployment = SOLE,
    ) -> None:
        """Take the resources of a deployment of the root module, or files, at `root` (a path)."""
        self.root = root
        self.deployment = deployment
        self._resources = tuple(resources)
        self.is_asked = False
        self._by_key: dict[tuple[Kind, str], Resource] = {}
        self._by_name: dict[tuple[Kind, str], list[Resource]] = {}
        self._ties: dict[tuple[Kind, str], dict[int | None, list[Tie]]] = {}
        self._origins: dict[str, list[Resource]] | None = None
        for resource in self._resources:
            resource.estate = self
            self._by_key[resource.kind, resource.key or resource.address] = resource
            name = resource.attributes.get('name')
            if name is not None and isinstance(name.data, str):
                key = _name_key(resource.kind, name.data)
                self._by_name.setdefault(key, []).append(resource)

    @property
    def resources(self) -> tuple[Resource, ...]:
        """All of them."""
        self.is_asked = True
        return self._resources

    def referred(self, kind: Kind, value: Value) -> tuple[Resource, ...]:
        """Return the resources of a kind that a value is a traversal of."""
        self.is_asked = True
        found = (self._by_key.get((kind, ref.address)) for ref in value.references)
        return tuple(resource for resource in found if resource is not None)

    def default_group(self, kind: Kind, value: Value) -> tuple[Resource, ...]:
        """Return the VPC whose default security group a value is: it stands for the group."""
        return tuple(
            vpc
            for ref in value.references
            if kind is Kind.SECURITY_GROUP and _is_default_group(ref.attribute)
            for vpc in self.referred(Kind.VPC, Value(None, None, (ref,)))
        )

    def named(self, kind: Kind, name: str) -> tuple[Resource, ...]:
        """Return the resources of a kind with a literal name."""
        self.is_asked = True
        return tuple(self._by_name.get(_name_key(kind, name), ()))

    def origin_at(self, place: Place) -> Origin | None:
        """Return the origin of the resource that is written at a place, or None."""
        self.is_asked = True
        if self._origins is None:
            self._origins = {}
            for resource in self._resources:
                if resource.origin is not None:
                    self._origins.setdefault(resource.place.path, []).append(resource)
        return next(
            (
                resource.origin
                for resource in self._origins.get(place.path, ())
                if resource.place.line <= place.line <= resource.place.end_line
            ),
            None,
        )

    def ties(self, kind: Kind, attribute: str) -> AbstractMapping[int | None, list[Tie]]:
        """Return the resources of a kind by the `id` of what they are tied to, None if unknown."""
        self.is_asked = True
        if (kind, attribute) not in self._ties:
            ties = self._ties[kind, attribute] = {}
            for resource in self._resources:
                for target in resource.targets(attribute) if resource.kind is kind else ():
                    if isinstance(target, Resource):
                        ties.setdefault(id(target), []).append((resource, None))
                    elif not target.is_elsewhere:
                        ties.setdefault(None, []).append((resource, target))
        return self._ties[kind, attribute]


def _name_key(kind: Kind, name: str) -> tuple[Kind, str]:
    return kind, spelled_alike(name) if kind in _NAMED else name


def _is_default_group(attribute: str) -> bool:
    """Return whether an attribute of a VPC is its default group, however a format spells it."""
    return attribute.replace('_', '').lower().removesuffix('id') == 'defaultsecuritygroup'


def is_address_block(attribute: str) -> bool:
    """Return whether an attribute of a network is its block of addresses, or a list of such."""
    return 'cidr' in attribute.lower()


def text_of(value: Scalar) -> str:
    """Return a scalar as the APIs receive it: `true`, `1`, `1.5`."""
    if isinstance(value, bool):
        return 'true' if value else 'false'
    if isinstance(value, float) and isinf(value):
        return '+Inf' if value > 0 else '-Inf'
    if isinstance(value, float) and value.is_integer():
        return f'{value:.0f}'
    return str(value)
