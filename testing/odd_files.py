"""Files that are well-formed and odd, broken at random, or the same in other words."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from testing import fixtures

Files = dict[str, bytes]

_TOKENS = (
    b'${',
    b'%{',
    b'"',
    b"'",
    b'{',
    b'}',
    b'[',
    b']',
    b'(',
    b')',
    b'<<-EOT\n',
    b'\n',
    b'\0',
    b'\xff',
    b'\xef\xbb\xbf',
    b'*',
    b'&x',
    b'!',
    b'<<: ',
    b'? ',
    b': ',
    b'= ',
    b'null',
    b'-1',
    b'1e999',
    b'/*',
    b'#',
    b'count = 0\n',
    b'for_each = {}\n',
    b'!Ref ',
    b'Fn::If',
    b'each.value',
    b'self',
)
_READ = ('.tf', '.json', '.yaml', '.yml', '.tfvars')

# One top-level block of HCL as people lay it out, with the comments above it.
_BLOCK = re.compile(
    rb'(?:^[ \t]*#.*\n)*^[a-z_]+[^\n]*\{(?:[^\n]*\}\n|[^\n]*\n(?:.*\n)*?\}\n)',
    re.MULTILINE,
)


def files_of(directory: Path) -> Files:
    """Return the files below a directory that a scan may read, by relative path."""
    return {
        path.relative_to(directory).as_posix(): path.read_bytes()
        for path in sorted(directory.rglob('*'))
        if path.is_file() and path.name.endswith(_READ) and 'node_modules' not in path.parts
    }


def write(files: Files, directory: Path) -> None:
    """Write files below a directory, which becomes a repository."""
    (directory / '.git').mkdir(parents=True)
    for name, content in files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def real_files() -> st.SearchStrategy[Files]:
    """Draw the files of a fixture."""
    return st.sampled_from(fixtures.directories()).map(files_of).filter(bool)


@st.composite
def broken_files(draw: st.DrawFn) -> Files:
    """Draw a fixture's files, a few places of one of them overwritten, doubled or gone."""
    files = dict(draw(real_files()))
    name = draw(st.sampled_from(sorted(files)))
    content = files[name]
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(content)))
        end = min(len(content), start + draw(st.integers(0, 40)))
        middle = draw(st.sampled_from((*_TOKENS, content[start:end] * 2)))
        content = content[:start] + middle + content[end:]
    return {**files, name: content}


def _odd_values() -> st.SearchStrategy[Any]:
    names = st.sampled_from(('A', 'B', 'P', 'M', 'AWS::NoValue', 'AWS::Region', '', 'A.Name', '0'))
    texts = st.sampled_from(
        (
            'aurora-postgresql',
            'aurora-postgresql16',
            '${A}',
            '${P}',
            '${!A}',
            '1',
            '0',
            'true',
            '',
            '0.0.0.0/0',
            '{{resolve:ssm:x}}',
            'default.aurora-postgresql16',
            'db.t3.medium',
            '\u202e',
        )
    )
    scalars = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), texts, names)

    def calls(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        functions = st.sampled_from(
            (
                'Ref',
                'Fn::If',
                'Fn::Sub',
                'Fn::Join',
                'Fn::Select',
                'Fn::Split',
                'Fn::GetAtt',
                'Fn::FindInMap',
                'Fn::ImportValue',
                'Fn::Equals',
                'Fn::Not',
                'Fn::And',
                'Condition',
                'Fn::Length',
                'Fn::Base64',
                'Fn::Cidr',
                'Fn::Transform',
                'Fn::ForEach::X',
                'Fn::Nope',
            )
        )
        return st.one_of(
            st.dictionaries(functions, inner, min_size=1, max_size=1),
            st.lists(inner, max_size=4),
            st.dictionaries(st.one_of(names, texts), inner, max_size=3),
        )

    return st.recursive(scalars, calls, max_leaves=8)


@st.composite
def odd_templates(draw: st.DrawFn) -> Files:
    """Draw a template whose sections hold anything where CloudFormation has something."""
    value = _odd_values()
    types = st.sampled_from(
        (
            'AWS::RDS::DBCluster',
            'AWS::RDS::DBInstance',
            'AWS::RDS::DBClusterParameterGroup',
            'AWS::RDS::DBParameterGroup',
            'AWS::RDS::DBSubnetGroup',
            'AWS::EC2::Subnet',
            'AWS::EC2::SecurityGroup',
            'AWS::EC2::SecurityGroupIngress',
            'AWS::CloudFormation::Stack',
        )
    )
    properties = st.dictionaries(
        st.sampled_from(
            (
                'Engine',
                'EngineVersion',
                'Family',
                'Parameters',
                'DBClusterParameterGroupName',
                'Port',
                'EnableIAMDatabaseAuthentication',
                'DBClusterIdentifier',
                'DBInstanceClass',
                'SubnetIds',
                'VpcSecurityGroupIds',
                'SecurityGroupIngress',
                'GroupId',
                'CidrIp',
                'TemplateURL',
                'VpcId',
                'DBSubnetGroupName',
                'CACertificateIdentifier',
                'IpProtocol',
                'FromPort',
                'ToPort',
            )
        ),
        value,
        max_size=6,
    )
    resource = st.fixed_dictionaries(
        {'Type': types},
        optional={
            'Properties': st.one_of(properties, value),
            'Condition': value,
            'Metadata': value,
        },
    )
    sections: dict[str, Any] = {
        name: draw(st.one_of(st.dictionaries(st.sampled_from('ABPM'), value, max_size=3), value))
        for name in ('Parameters', 'Mappings', 'Conditions', 'Outputs')
    }
    sections['Resources'] = draw(
        st.dictionaries(
            st.sampled_from(('A', 'B', 'Fn::ForEach::L')), st.one_of(resource, value), min_size=1
        )
    )
    template = {**sections, 'Description': 'AWS::RDS::DBCluster'}
    return {'template.json': json.dumps(template).encode()}


@st.composite
def odd_plans(draw: st.DrawFn) -> Files:
    """Draw a plan whose parts are anything."""
    value = _odd_values()
    resources = st.lists(
        st.fixed_dictionaries(
            {
                'address': st.one_of(
                    st.sampled_from(('aws_rds_cluster.a', 'module.b["x"].c.d')), value
                ),
                'mode': st.one_of(st.just('managed'), value),
                'type': st.sampled_from(
                    (
                        'aws_rds_cluster',
                        'aws_rds_cluster_parameter_group',
                        'aws_rds_cluster_instance',
                        'aws_security_group',
                        'aws_db_subnet_group',
                    )
                ),
                'values': st.one_of(
                    st.dictionaries(
                        st.sampled_from(
                            (
                                'engine',
                                'family',
                                'parameter',
                                'ingress',
                                'vpc_security_group_ids',
                                'port',
                                'db_cluster_parameter_group_name',
                                'subnet_ids',
                                'instance_class',
                                'id',
                            )
                        ),
                        value,
                        max_size=5,
                    ),
                    value,
                ),
            }
        ),
        max_size=3,
    )
    root = {'resources': draw(resources), 'child_modules': draw(st.one_of(st.just([]), value))}
    plan = {
        'format_version': '1.2',
        'terraform_version': '1.11.4',
        'planned_values': draw(st.one_of(st.just({'root_module': root}), value)),
        'resource_changes': draw(st.one_of(resources, value)),
        'configuration': draw(value),
    }
    return {'plan.json': json.dumps(plan).encode()}


def _shuffled_blocks(content: bytes, shuffle: Callable[[list[bytes]], list[bytes]]) -> bytes:
    blocks = _BLOCK.findall(content)
    if b''.join(blocks).split() != content.split():  # laid out in another way
        return content
    return b'\n# a comment of nobody\n\n'.join(shuffle(blocks))


def _shuffled_json(content: bytes, shuffle: Callable[[list[Any]], list[Any]]) -> bytes:
    """Return a document with its keys in another order, as it was where it writes one twice."""
    is_twice = False

    def as_mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal is_twice
        is_twice |= len(pairs) > len(dict(pairs))
        return dict(pairs)

    document = json.loads(content, object_pairs_hook=as_mapping)
    if is_twice:
        return content
    if isinstance(document, dict) and isinstance(document.get('Resources'), dict):
        document['Resources'] = dict(shuffle(list(document['Resources'].items())))
        document = dict(shuffle(list(document.items())))
    return json.dumps(document, indent=7).encode()


@st.composite
def rewritten_files(draw: st.DrawFn) -> tuple[Files, Files]:
    """Draw a fixture's files, and files that mean the same.

    Blocks and resources are in another order, comments, blank lines and carriage returns are
    added, and so are files about something else.
    """
    files = draw(real_files())

    def shuffle(items: list[Any]) -> list[Any]:
        return draw(st.permutations(items))

    ends = draw(st.booleans())
    rewritten: Files = {}
    for name, content in files.items():
        if name.endswith('.tf'):
            content = _shuffled_blocks(content, shuffle)
        elif name.endswith('.json') and 'plan' not in name:
            content = _shuffled_json(content, shuffle)
        elif name.endswith(('.yaml', '.yml')):
            content += b'\n# a comment of nobody\n\n'
        if ends and b'\r' not in content and not name.endswith('.json'):
            content = content.replace(b'\n', b'\r\n')
        rewritten[name] = content
    unrelated = {
        'unrelated/main.tf': b'resource "aws_s3_bucket" "this" {\n  bucket = "aurora"\n}\n',
        'unrelated/template.yaml': b'Resources:\n  Bucket:\n    Type: AWS::S3::Bucket\n',
        'unrelated.json': b'{"a": ["aurora", {"b": null}]}',
    }
    return files, {**rewritten, **unrelated}
