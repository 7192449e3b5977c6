"""Checkov's graph, as the vertices that can carry a result.

Only which files and addresses exist is taken from the graph. Nothing in it is changed:
several checks read it at once.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from checkov.common.graph.graph_builder import CustomAttributes
from checkov.common.typing import LibraryGraph
from checkov.common.util.consts import START_LINE
from checkov.terraform.modules.module_objects import TFModule

# The kinds of what a policy may judge, in the words of the core: they are known here even
# where the core cannot be imported.
SUBJECT_KINDS = {
    'aws_rds_cluster': 'cluster',
    'aws_rds_cluster_instance': 'cluster instance',
    'aws_rds_cluster_parameter_group': 'cluster parameter group',
    'aws_db_parameter_group': 'instance parameter group',
    'awscc_rds_db_cluster': 'cluster',
    'awscc_rds_db_instance': 'cluster instance',
    'awscc_rds_db_cluster_parameter_group': 'cluster parameter group',
    'awscc_rds_db_parameter_group': 'instance parameter group',
    'AWS::RDS::DBCluster': 'cluster',
    'AWS::RDS::DBInstance': 'cluster instance',
    'AWS::RDS::DBClusterParameterGroup': 'cluster parameter group',
    'AWS::RDS::DBParameterGroup': 'instance parameter group',
}
_CALL_TYPES = ('module', 'AWS::CloudFormation::Stack')
_BLOCK_TYPES = ('resource', 'module')
# Checkov loses resources of Terraform in JSON, and can make a record from these there.
_OTHER_BLOCK_TYPES = ('data', 'provider', 'variable')
_TERRAFORM_JSON = '.tf.json'
_VARIABLES = 'tfvar'

_INDEX = re.compile(r'\[(?:"(?:[^"\\]|\\.)*"|[^"\]]*)\]')


class _Indivisible(str):
    """A block's name, split at the dots between its parts and at none inside an index.

    Checkov splits a name at every dot, so that it loses the results of
    `aws_rds_cluster.this["a.b"]`.
    """

    def split(self, *_: Any) -> list[str]:
        head, bracket, index = self.partition('[')
        *first, last = str(head).split('.')
        return [*first, last + bracket + index]


@dataclass(frozen=True, slots=True, eq=False)
class Vertex:
    """One block of code in Checkov's graph.

    `root` is the directory of the root module that a Terraform block belongs to, `path`
    its own file (both real paths), `address` its address without indexes: a Terraform
    address, or a CloudFormation logical id.
    """

    attributes: dict[str, Any]
    type: str
    root: str
    path: str
    address: str

    @property
    def kind(self) -> str:
        """The kind of what a policy may judge, or empty for anything else."""
        return SUBJECT_KINDS.get(self.type, '')

    @property
    def is_call(self) -> bool:
        """Whether it brings in other resources: a module call or a nested stack."""
        return self.type in _CALL_TYPES

    @property
    def is_subordinate(self) -> bool:
        """Whether it stands here for the resources that Checkov has lost, and for nothing else."""
        return self.attributes[CustomAttributes.BLOCK_TYPE] not in _BLOCK_TYPES

    def entity(self) -> dict[str, Any]:
        """Return what Checkov makes a record from: its own attributes or, where it would
        lose the record or its name, a copy that it does not.
        """
        attributes = self.attributes
        name = str(attributes[CustomAttributes.BLOCK_NAME])
        if '[' in name and '.' in name.partition('[')[2]:
            attributes = {**attributes, CustomAttributes.BLOCK_NAME: _Indivisible(name)}
        if self.type == 'module':
            address = _with_module(str(attributes[CustomAttributes.TF_RESOURCE_ADDRESS]), name)
            attributes = {
                **attributes,
                CustomAttributes.TF_RESOURCE_ADDRESS: address,
                CustomAttributes.ID: address,
            }
        elif not attributes[CustomAttributes.ID]:
            block_type = attributes[CustomAttributes.BLOCK_TYPE]
            attributes = {**attributes, CustomAttributes.ID: f'{block_type}.{name}'}
        return attributes


def without_indexes(address: str) -> str:
    """Return an address that stands for every instance of a resource and its modules."""
    return _INDEX.sub('', address)


def _with_module(address: str, name: str) -> str:
    return f'{address.removesuffix(name)}module.{name}'


def _root_of(attributes: dict[str, Any], path: str, real: Callable[[str], str]) -> str:
    module = attributes.get(CustomAttributes.SOURCE_MODULE_OBJECT)
    if isinstance(module, dict):
        module = TFModule.from_json(module)
    while isinstance(module, TFModule):
        path, module = module.path, module.nested_tf_module
    return os.path.dirname(real(path))


def _address_of(attributes: dict[str, Any]) -> str:
    name = str(attributes[CustomAttributes.BLOCK_NAME])
    address = attributes.get(CustomAttributes.TF_RESOURCE_ADDRESS)
    if address is None:
        return name.rpartition('.')[2]
    if attributes[CustomAttributes.BLOCK_TYPE] == 'module':
        address = _with_module(str(address), name)
    return without_indexes(str(address))


def _nodes_of(graph: LibraryGraph) -> Iterator[dict[str, Any]]:
    """Yield every node's attributes, from rustworkx (the default) and networkx alike."""
    nodes: Any = graph.nodes
    for _, attributes in nodes.data() if hasattr(nodes, 'data') else nodes():
        yield attributes


def _can_carry(attributes: dict[str, Any]) -> bool:
    block_type = attributes.get(CustomAttributes.BLOCK_TYPE)
    return block_type in _BLOCK_TYPES or (
        block_type in _OTHER_BLOCK_TYPES
        and attributes[CustomAttributes.FILE_PATH].endswith(_TERRAFORM_JSON)
        and START_LINE in attributes
    )


def vertices_of(graph: LibraryGraph) -> tuple[Vertex, ...]:
    """Return the blocks in a graph of Checkov's that can carry a result."""
    real = cache(os.path.realpath)
    return tuple(
        Vertex(
            attributes,
            str(attributes.get(CustomAttributes.RESOURCE_TYPE, '')),
            _root_of(attributes, attributes[CustomAttributes.FILE_PATH], real),
            real(attributes[CustomAttributes.FILE_PATH]),
            _address_of(attributes),
        )
        for attributes in _nodes_of(graph)
        if _can_carry(attributes)
    )


def _files_of(graph: LibraryGraph, *, variables: bool) -> tuple[str, ...]:
    paths = dict.fromkeys(
        attributes[CustomAttributes.FILE_PATH]
        for attributes in _nodes_of(graph)
        if (attributes.get(CustomAttributes.BLOCK_TYPE) == _VARIABLES) is variables
    )
    return tuple(dict.fromkeys(map(os.path.realpath, paths)))


def files_of(graph: LibraryGraph) -> tuple[str, ...]:
    """Return the files that Checkov has taken any block of code from, as real paths."""
    return _files_of(graph, variables=False)


def variable_files_of(graph: LibraryGraph) -> tuple[str, ...]:
    """Return the tfvars files that a graph's variables come from, as real paths."""
    return _files_of(graph, variables=True)
