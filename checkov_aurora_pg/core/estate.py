"""What is judged: the resources of one deployment, and the ties between them.

Readers fill an `Estate` with resources as the code describes them. The estate makes a `Resource` of
each one, and a `Resource` can look up the resources that it is tied to. Policies read only these.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as AbstractMapping
from dataclasses import dataclass
from dataclasses import field

from checkov_aurora_pg.core.deployments import SOLE
from checkov_aurora_pg.core.deployments import Deployment
from checkov_aurora_pg.core.described_resource import DescribedResource
from checkov_aurora_pg.core.described_resource import Origin
from checkov_aurora_pg.core.kinds import ATTRIBUTES
from checkov_aurora_pg.core.kinds import KINDS_NAMED_WITHOUT_CASE
from checkov_aurora_pg.core.kinds import LINKS
from checkov_aurora_pg.core.kinds import Kind
from checkov_aurora_pg.core.reasons import Reason
from checkov_aurora_pg.core.reasons import Undetermined
from checkov_aurora_pg.core.scalars import spelled_alike
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value


@dataclass(eq=False, repr=False)
class Resource(DescribedResource):
    """One resource of an estate, which can look up the resources that it is tied to."""

    estate: Estate = field(kw_only=True, repr=False)

    def tied(self, attribute: str) -> tuple[Resource, ...]:
        """Return the resources that an attribute ties this one to; empty if it is absent.

        Raises `Undetermined` when one of them is unknown or is not in the scanned code. Use
        `targets` to tell these cases apart.
        """
        resources: list[Resource] = []
        for target in self.targets(attribute):
            if isinstance(target, Reason):
                raise Undetermined(target)
            resources.append(target)
        return tuple(resources)

    def targets(self, attribute: str) -> tuple[Resource | Reason, ...]:
        """Return what an attribute ties this resource to, one entry for each element.

        If an element is unknown, or names a resource that is not in the scanned code, its entry is
        a `Reason` that says so.
        """
        kind = LINKS[self.kind, attribute]
        return tuple(
            target
            for element in self.elements(attribute)
            for target in self._targets_of(attribute, kind, element)
        )

    def tying(self, kind: Kind, attribute: str) -> tuple[Tie, ...]:
        """Return the resources of a kind whose attribute ties, or may tie, them to this one."""
        ties = self.estate.ties(kind, attribute)
        return (*ties.get(id(self), ()), *ties.get(None, ()))

    def _targets_of(
        self,
        attribute: str,
        kind: Kind,
        value: Value,
    ) -> tuple[Resource | Reason, ...]:
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
        return (Reason(attribute, 'it is not a single name', '', value.place),)

    def _in_region(
        self,
        attribute: str,
        value: Value,
        named: tuple[Resource, ...],
    ) -> tuple[Resource | Reason, ...]:
        """Return the resources of a name that are, or may be, in this resource's region."""
        same = {id(one): self._shares_region(one) for one in named}
        here = tuple(one for one in named if same[id(one)])
        if here or all(answer is False for answer in same.values()):
            return here
        reason = f'it names `{value.data}`, which may be in another region'
        return (Reason(attribute, reason, '', value.place),)

    def _shares_region(self, other: Resource) -> bool | None:
        """Return whether a resource is in this one's region, or None if that is not known."""
        if 'region' not in ATTRIBUTES[other.kind]:
            return True
        own, others = (
            one.attributes['region'].data if 'region' in one.attributes else None
            for one in (self, other)
        )
        if own == others:
            return True
        return False if isinstance(own, str) and isinstance(others, str) else None


# A resource that is tied to another one. The reason says why the tie is unknown; it is None if the
# tie is known.
Tie = tuple[Resource, Reason | None]


class Estate:
    """The resources of one deployment: a root module, a plan or linked templates.

    `is_asked` says that something has looked up one or all of the resources.
    """

    def __init__(
        self,
        root: str,
        resources: Iterable[DescribedResource],
        deployment: Deployment = SOLE,
    ) -> None:
        """Take the resources of a deployment of the root module, or files, at `root` (a path)."""
        self.root = root
        self.deployment = deployment
        self._resources = tuple(
            Resource(**(vars(resource) | {'estate': self})) for resource in resources
        )
        self.is_asked = False
        self._by_key: dict[tuple[Kind, str], Resource] = {}
        self._by_name: dict[tuple[Kind, str], list[Resource]] = {}
        self._ties: dict[tuple[Kind, str], dict[int | None, list[Tie]]] = {}
        self._origins: dict[str, list[Resource]] | None = None
        for resource in self._resources:
            self._by_key[resource.kind, resource.key or resource.address] = resource
            name = resource.attributes.get('name')
            if name is not None and isinstance(name.data, str):
                key = _name_key(resource.kind, name.data)
                self._by_name.setdefault(key, []).append(resource)

    @property
    def resources(self) -> tuple[Resource, ...]:
        """All resources of the estate."""
        self.is_asked = True
        return self._resources

    def referred(self, kind: Kind, value: Value) -> tuple[Resource, ...]:
        """Return the resources of a kind that a value refers to by a traversal."""
        self.is_asked = True
        found = (self._by_key.get((kind, ref.address)) for ref in value.references)
        return tuple(resource for resource in found if resource is not None)

    def default_group(self, kind: Kind, value: Value) -> tuple[Resource, ...]:
        """Return the VPCs whose default security group a value is: the VPC stands for the group."""
        return tuple(
            vpc
            for ref in value.references
            if kind is Kind.SECURITY_GROUP and _is_default_group(ref.attribute)
            for vpc in self.referred(Kind.VPC, Value(None, None, (ref,)))
        )

    def named(self, kind: Kind, name: str) -> tuple[Resource, ...]:
        """Return the resources of a kind that have a literal name."""
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
        """Map the `id` of each tied resource, None if unknown, to the resources that tie to it."""
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
    return kind, spelled_alike(name) if kind in KINDS_NAMED_WITHOUT_CASE else name


def _is_default_group(attribute: str) -> bool:
    """Return whether an attribute of a VPC is its default group, in any format's spelling."""
    return attribute.replace('_', '').lower().removesuffix('id') == 'defaultsecuritygroup'
