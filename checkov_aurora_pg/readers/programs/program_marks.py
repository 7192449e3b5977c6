"""What the text of a program says of databases: searched on its bytes, never parsed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field
from typing import NamedTuple

from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.readers.files import FileRefused
from checkov_aurora_pg.readers.files import read_bytes
from checkov_aurora_pg.readers.walking.program_sources import AURORA_POSTGRESQL
from checkov_aurora_pg.readers.walking.program_sources import named_in

# What only a program that describes infrastructure writes: a class of the CDK that has the
# engine's name, or the argument `engine`. A handler that compares `engine` is none.
_DESCRIBED = re.compile(
    rb'AuroraPostgres|auroraPostgres\s*\(|DatabaseClusterEngine|\baws\.(?:Aurora|Postgres\.v1)\('
    rb'|\bengine["\']?\s*(?:[:=](?!=)|\()\s*["\'`](?:aurora|postgresql\d)',
)
# The same in languages whose arguments have a capital: elsewhere it is a call of AWS's own.
_CAPITAL = re.compile(rb'\bEngine\s*[:=](?!=)\s*(?:jsii\.String\(\s*)?["`]aurora')
_WITH_CAPITALS = ('.cs', '.fs', '.go', '.vb')
_QUOTED = re.compile(rb'["\'`]aurora-?postgres(?:ql)?["\'`]')

# What describes infrastructure imports one of these.
_KITS = (
    b'aws-cdk',
    b'aws_cdk',
    b'awscdk',
    b'Amazon.CDK',
    b'cdktf',
    b'aws-amplify/backend',
    b'sst/constructs',
    b'"constructs"',
    b"'constructs'",
    b'@pulumi/aws',
)

# Without one of them, in lower case, a program has none of what follows.
_WORDS = (
    b'aurora',
    b'postgres',
    b'rds',
    b'dbcluster',
    b'databasecluster',
    b'serverlesscluster',
    b'cfndb',
    b'databaseinstance',
    b'mysql',
    b'docdb',
    b'neptune',
)

# A database that a program may make.
_CONSTRUCT = re.compile(
    rb'\baws[-_]rds\b|\bawsrds\b|\baws_rds_cluster|CDK\.AWS\.RDS|awscdk\.services\.rds'
    rb'|\brds\.[A-Z]|\bRDS\(|CfnDBCluster|CfnDBInstance|AWS::RDS::DB(?!Proxy)|DatabaseCluster'
    rb'|ServerlessCluster|RdsCluster|DatabaseInstance\b',
)
# A text such as 'before-call.rds.CopyDBSnapshot': an event of AWS's own library for Python.
# With a hyphen or a star it is no construct, unless jsii looks one up in a package by its name.
_EVENT = re.compile(
    rb'(["\'])(?=[\w.]{0,100}[*-])[\w.*-]{1,100}\.rds\.[A-Z][\w.*-]{0,100}\1',
)
_CLUSTER = rb'(?:DatabaseCluster|ServerlessCluster|CfnDBCluster)(?:FromSnapshot)?'
_MADE = re.compile(
    rb'\b(?:(?:new\s+|new\s+rds\.|rds\.|awsrds\.New)'
    + _CLUSTER
    + rb'\s*\(|'
    + _CLUSTER
    + rb'(?:\(\s*(?:self|this|scope)\b|\.Builder))',
)
_TYPE = re.compile(rb'["\'`]AWS::RDS::DBCluster["\'`]')
_ANY_TYPE = re.compile(rb'\bCfnResource\b')
_OTHERS = (b'mysql', b'docdb', b'neptune')
_SHORT = re.compile(rb'DatabaseClusterEngine[._]AURORA\b|["\'`](?:aurora|postgres)["\'`]')

_APP = re.compile(rb'\bnew\s+(?:\w+\.)?App\s*\(|\b(?:cdk|core)\.App\s*\(|\bApp\(\)|\bNewApp\s*\(')


class _Line(NamedTuple):
    """Where a program names Aurora PostgreSQL, and whether as what it describes."""

    place: Place
    is_described: bool


@dataclass(slots=True)
class Marks:
    """What was found in some programs.

    `named` is where each names the engine first, or first as what it describes. `made` is
    where a cluster is made and its line does not say of which engine.
    """

    named: list[_Line] = field(default_factory=list)
    made: list[Place] = field(default_factory=list)
    has_construct: bool = False
    has_another_engine: bool = False
    imports_a_kit: bool = False
    is_app: bool = False

    def add(self, others: Marks) -> None:
        """Add what was found in other programs."""
        self.named += others.named
        self.made += others.made
        self.has_construct |= others.has_construct
        self.has_another_engine |= others.has_another_engine
        self.imports_a_kit |= others.imports_a_kit
        self.is_app |= others.is_app

    def places(self) -> Iterator[Place]:
        """Yield where the programs name Aurora PostgreSQL, if they may make a database.

        The first one is where it is described, if it is anywhere.
        """
        if self.has_construct or any(line.is_described for line in self.named):
            for line in sorted(self.named, key=lambda line: not line.is_described):
                yield line.place

    def unnamed(self) -> Iterator[Place]:
        """Yield where the programs make a cluster, if they name no engine anywhere."""
        if not self.named and not self.has_another_engine:
            yield from self.made


def _first(content: bytes, patterns: Iterable[re.Pattern[bytes]]) -> int | None:
    found = (next(named_in(content, pattern), None) for pattern in patterns)
    return next((line for line in found if line is not None), None)


def _named(path: str, content: bytes, names: re.Pattern[bytes], is_of_kit: bool) -> list[_Line]:
    lines = list(named_in(content, names))
    if not lines:
        return []
    described = {*named_in(content, _DESCRIBED)}
    if path.endswith(_WITH_CAPITALS):
        described.update(named_in(content, _CAPITAL))
    if is_of_kit:
        described.update(named_in(content, _QUOTED))
    line = next((line for line in lines if line in described), lines[0])
    return [_Line(Place(path, line, line), line in described)]


def marks_in(
    path: str,
    boundary: str,
    names: re.Pattern[bytes] = AURORA_POSTGRESQL,
) -> Marks:
    """Return what a program says; nothing of one that cannot be read.

    `names` is how programs of its kind name Aurora PostgreSQL.
    """
    try:
        content = read_bytes(path, boundary)
    except FileRefused:
        return Marks()
    is_of_kit = any(word in content for word in _KITS)
    is_app = is_of_kit and b'App(' in content and _first(content, (_APP,)) is not None
    lower = content.lower()
    may_escape = b'\\x' in lower or b'\\u' in lower
    if not may_escape and not any(word in lower for word in _WORDS):
        return Marks(imports_a_kit=is_of_kit, is_app=is_app)
    line = _made(content)
    return Marks(
        _named(path, content, names, is_of_kit)
        if may_escape or b'postgres' in lower or b'aurora' in lower
        else [],
        [] if line is None else [Place(path, line, line)],
        _has_construct(content, is_of_kit),
        any(word in lower for word in _OTHERS)
        or (line is not None and _SHORT.search(content) is not None),
        is_of_kit,
        is_app,
    )


def _has_construct(content: bytes, is_of_kit: bool) -> bool:
    """Return whether a program may make a database. Elsewhere a text is no construct's name."""
    if not is_of_kit and b'jsii' not in content:
        content = _EVENT.sub(lambda event: event[0].replace(b'.rds.', b'.rds:'), content)
    return _first(content, (_CONSTRUCT,)) is not None


def _made(content: bytes) -> int | None:
    made = [_MADE] if b'Cluster' in content else []
    if _ANY_TYPE.search(content) is not None:
        made.append(_TYPE)
    return _first(content, made)
