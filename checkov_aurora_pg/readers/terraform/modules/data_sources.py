"""What a data source tells before a deployment: the arguments that come back unchanged.

Source: the provider's documentation of each data source (aws 6.25.0).
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from dataclasses import replace

from checkov_aurora_pg.core.names import AURORA_POSTGRESQL
from checkov_aurora_pg.core.scalars import spelled_alike
from checkov_aurora_pg.core.values import Reference
from checkov_aurora_pg.core.values import Sequence
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.terraform.language.bodies import Body
from checkov_aurora_pg.readers.terraform.language.doubt import AnyInstance
from checkov_aurora_pg.readers.terraform.language.expressions import Expression
from checkov_aurora_pg.readers.terraform.language.handles import Namespace

# By attribute, the argument that it is.
_NAME = {'id': 'name', 'name': 'name'}
_ECHOED: Mapping[str, Mapping[str, str]] = {
    'aws_db_parameter_group': _NAME,
    'aws_db_subnet_group': _NAME,
    'aws_rds_cluster': {
        'id': 'cluster_identifier',
        'cluster_identifier': 'cluster_identifier',
    },
    'aws_rds_cluster_parameter_group': _NAME,
    'aws_rds_engine_version': {
        'engine': 'engine',
        'parameter_group_family': 'parameter_group_family',
    },
    'aws_rds_orderable_db_instance': {
        'engine': 'engine',
        'engine_version': 'engine_version',
        'instance_class': 'instance_class',
    },
    'aws_security_group': {'id': 'id', 'vpc_id': 'vpc_id'},
    'aws_subnet': {'id': 'id', 'vpc_id': 'vpc_id'},
    'aws_vpc': {'id': 'id'},
}

REMOTE_STATE = 'terraform_remote_state'

# A list of objects, each with one of the VPC's blocks.
_BLOCKS = 'cidr_block_associations'

ValueOf = Callable[[Expression], Value]


def told(type: str, name: str, body: Body, value_of: ValueOf) -> Value | None:
    """Return an attribute of a data source as far as its arguments tell it, or None."""
    argument = body.arguments.get(_ECHOED.get(type, {}).get(name, ''))
    if argument is not None:
        value = value_of(argument.expression)
        return None if value.is_null else value
    if type == 'aws_rds_engine_version' and name in ('version', 'parameter_group_family'):
        return _engine_version(name, body, value_of)
    return None


def _engine_version(name: str, body: Body, value_of: ValueOf) -> Value | None:
    """Return the version, or the family that follows from it.

    One that is written may be a part of what comes back (`16` for `16.4`), but its major
    stays. Of several that are preferred, the first that exists comes back.
    """
    versions = _versions(body, value_of)
    if name == 'version':
        return versions[0] if len(versions) == 1 else None
    engine = body.arguments.get('engine')
    majors = {str(version.data).partition('.')[0] for version in versions}
    if len(majors) != 1 or engine is None or not _is_aurora(value_of(engine.expression)):
        return None
    return Value(f'{AURORA_POSTGRESQL}{majors.pop()}', versions[0].place)


def _is_aurora(engine: Value) -> bool:
    return isinstance(engine.data, str) and spelled_alike(engine.data) == AURORA_POSTGRESQL


def _versions(body: Body, value_of: ValueOf) -> tuple[Value, ...]:
    """Return the versions that may come back, or none where they are not all known."""
    written = body.arguments.get('version')
    if written is not None:
        version = value_of(written.expression)
        return (version,) if isinstance(version.data, str) else ()
    preferred = body.arguments.get('preferred_versions')
    data = None if preferred is None else value_of(preferred.expression).data
    if not isinstance(data, Sequence) or data.rest is not None:
        return ()
    return data.items if all(isinstance(item.data, str) for item in data.items) else ()


def known_after_read(type: str, name: str, address: str, reason: Unknown) -> Value:
    """Return an attribute that only a deployment knows, as far as its shape is known."""
    if (type, name) != ('aws_vpc', _BLOCKS):
        return Value(reason)

    def attribute(wanted: str) -> Value:
        found = Value(reason)
        is_block = wanted == 'cidr_block'
        return replace(found, references=(Reference(address, _BLOCKS),)) if is_block else found

    return Value(AnyInstance(Value(Namespace(None, attribute)), reason))
