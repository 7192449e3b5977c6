"""The intrinsic functions: known, null, or unknown with the reason that decides it."""

from __future__ import annotations

from pathlib import Path

import pytest

from checkov_aurora_pg.core.values import Mapping
from checkov_aurora_pg.core.values import Sequence
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.cloudformation.reader import read_templates

TEMPLATE = """
Parameters:
  Stage: {{Type: String, Default: prod}}
  Count: {{Type: Number, Default: '2'}}
  Names: {{Type: CommaDelimitedList, Default: 'a, b'}}
  Subnets: {{Type: 'List<AWS::EC2::Subnet::Id>'}}
  Given: {{Type: String}}
  Zone: {{Type: String, AllowedValues: [prod, test]}}
  Only: {{Type: String, AllowedValues: [prod]}}
  Stored: {{Type: 'AWS::SSM::Parameter::Value<String>', Default: /path}}
  Secret: {{Type: String, Default: '{{{{resolve:ssm:/path}}}}'}}
Mappings:
  M:
    prod: {{size: large, same: 1}}
    test: {{size: small, same: '1'}}
  N:
    prod: {{size: large}}
    test: {{size: large}}
    none: {{size: small}}
Conditions:
  Prod: !Equals [!Ref Stage, prod]
  NotProd: !Not [!Condition Prod]
  Open: !Equals [!Ref Given, x]
  Cycle: !Not [!Condition Cycle]
  Lost: !Or [!Condition Cycle, !Condition Prod]
Resources:
  Vpc: {{Type: AWS::EC2::VPC}}
  A: {{Type: AWS::EC2::Subnet, Properties: {{VpcId: !Ref Vpc}}}}
  B: {{Type: AWS::EC2::Subnet}}
  Gone: {{Type: AWS::EC2::Subnet, Condition: NotProd}}
  Nested: {{Type: AWS::CloudFormation::Stack}}
  Subject:
    Type: AWS::RDS::DBCluster
    Properties:
      SnapshotIdentifier: {expression}
"""


def shown(value: Value) -> object:
    """Return a value as plain data; what is unknown is `?` and its reason."""
    if value.references:
        return [f'-> {ref.address.rpartition(":")[2]}.{ref.attribute}' for ref in value.references]
    if isinstance(value.data, Unknown):
        return f'?{value.data.reason}'
    if isinstance(value.data, Sequence):
        rest = [f'...{value.data.rest.reason}'] if value.data.rest else []
        return [*map(shown, value.data), *rest]
    if isinstance(value.data, Mapping):
        return {key: shown(item) for key, item in value.data.items.items()}
    return value.data


def evaluated(directory: Path, expression: str) -> object:
    path = directory / 'template.yaml'
    path.write_text(TEMPLATE.format(expression=expression))
    reading = read_templates([str(path)])
    subject = next(r for r in reading.estates[0].resources if r.address == 'Subject')
    value = subject.attributes.get('restored_from')
    return None if value is None else shown(value)


@pytest.mark.parametrize(
    ('expression', 'expected'),
    [
        ('plain', 'plain'),
        ('!Ref Stage', 'prod'),
        ('!Ref Count', 2),
        ('!Ref Names', ['a', 'b']),
        ('!Ref AWS::NoValue', None),
        ('{Ref: A}', ['-> A.Ref']),
        ('!GetAtt A.SubnetId', ['-> A.SubnetId']),
        ('{Fn::GetAtt: A.SubnetId}', ['-> A.SubnetId']),
        ('{Fn::GetAtt: [A, SubnetId]}', ['-> A.SubnetId']),
        ('!GetAtt A.VpcId', ['-> Vpc.Ref']),
        ('!If [Prod, x, y]', 'x'),
        ('!If [NotProd, x, !Ref AWS::NoValue]', None),
        ('!If [Open, x, x]', 'x'),
        ("!If [Open, 1, '1']", 1),
        ('!If [Open, !Ref A, !Ref A]', ['-> A.Ref']),
        ('!If [Open, [x, y], [x, z]]', ['x', '?parameter `Given` has no default']),
        ('!If [Open, {a: 1, b: 2}, {a: 1}]', {'a': 1, 'b': '?parameter `Given` has no default'}),
        ('!If [Lost, x, y]', 'x'),
        ('!If [!And [!Condition Prod, !Equals [!Ref Count, 2]], x, y]', 'x'),
        ('!If [!And [!Condition Open, !Condition NotProd], x, y]', 'y'),
        ('!If [!Equals [!Ref Names, [a, b]], x, y]', 'x'),
        ('!If [!Equals [true, "true"], x, y]', 'x'),
        ('!FindInMap [M, !Ref Stage, size]', 'large'),
        ('!FindInMap [M, !Ref Given, same]', 1),
        ('!FindInMap [M, !Ref Zone, same]', 1),
        ('!FindInMap [N, !Ref Zone, size]', 'large'),
        ('!Ref Only', 'prod'),
        ('!If [!Equals [!Ref Zone, other], x, y]', 'y'),
        ('!If [!Equals [!Ref Zone, !Ref Only], x, x]', 'x'),
        ('!FindInMap [M, none, size, {DefaultValue: d}]', 'd'),
        ('!FindInMap [M, prod, size, {DefaultValue: d}]', 'large'),
        ('!Select [1, !Ref Names]', 'b'),
        ("!Select ['0', [!Ref A, !Ref B]]", ['-> A.Ref']),
        ("!Join ['-', [a, 1, true, !Ref Stage]]", 'a-1-true-prod'),
        ("!Join [',', !Ref Names]", 'a,b'),
        ("!Join ['', []]", ''),
        ("!Split [',', 'a,b,']", ['a', 'b', '']),
        (
            "!Split [',', !Join [',', [!Ref A, !GetAtt B.SubnetId]]]",
            [['-> A.Ref'], ['-> B.SubnetId']],
        ),
        ("!Split [',', !Sub '${A},${B}']", [['-> A.Ref'], ['-> B.Ref']]),
        ("!Split [',', !Ref A]", [['-> A.Ref']]),
        ("!Split [',', !Sub 'x,${Given},${A}']", ['x', '...parameter `Given` has no default']),
        ("!Sub '${Stage}-${!Stage}-${ Count }'", 'prod-${Stage}-2'),
        ("!Sub '${A}'", ['-> A.Ref']),
        ("!Sub '${A.VpcId}'", ['-> Vpc.Ref']),
        ("!Sub ['${x}-${Stage}', {x: !Ref Count}]", '2-prod'),
        ('!Base64 abc', 'YWJj'),
        ('{Fn::Length: !Ref Names}', 2),
    ],
    ids=str,
)
def test_what_the_template_decides_is_known(
    tmp_path: Path,
    expression: str,
    expected: object,
) -> None:
    assert evaluated(tmp_path, expression) == expected


@pytest.mark.parametrize(
    ('expression', 'reason'),
    [
        ('!Ref Given', 'parameter `Given` has no default'),
        ('!Ref Zone', 'parameter `Zone` has no default'),
        ('!If [!Equals [!Ref Zone, prod], x, y]', 'parameter `Zone` has no default'),
        ('!If [!Equals [!Ref Zone, !Ref Given], x, y]', 'parameter `Given` has no default'),
        ('!FindInMap [M, !Ref Zone, size]', 'parameter `Zone` has no default'),
        ("'${self:custom.x}'", '`${self:custom.x}` is resolved by the Serverless Framework'),
        (
            "!Sub '${file(x.yml)}-${Given}'",
            '`${file(x.yml)}-${Given}` is resolved by the Serverless Framework',
        ),
        ('!Ref Subnets', 'parameter `Subnets` has no default'),
        ('!Ref Stored', 'parameter `Stored` is read from the Parameter Store at deployment'),
        ('!Ref Secret', '`{{{{resolve:ssm:/path}}}}` is resolved at deployment'),
        ("'{{{{resolve:ssm:/path}}}}'", '`{{{{resolve:ssm:/path}}}}` is resolved at deployment'),
        ('!Ref AWS::Region', '`AWS::Region` is known at deployment'),
        ('!Ref Nothing', '`Nothing` is neither a parameter nor a resource of the template'),
        ('!Ref Gone', '`Gone` is not created: condition `NotProd` is false'),
        ('!GetAtt Nested.Outputs.X', 'nested stack `Nested` names no template'),
        ('!If [Open, !Ref A, !Ref B]', 'parameter `Given` has no default'),
        ('!If [Open, x, !Ref AWS::NoValue]', 'parameter `Given` has no default'),
        ('!If [Cycle, x, y]', 'the value depends on itself'),
        ('!If [Nothing, x, y]', 'condition `Nothing` is not in the template'),
        ('!If [Prod, x]', '`Fn::If` has the wrong number of arguments'),
        ('!FindInMap [M, !Ref Given, size]', 'parameter `Given` has no default'),
        ('!FindInMap [M, none, size]', 'mapping `M` does not have the requested key'),
        ('!FindInMap [None, a, b]', 'mapping `None` is not in the template'),
        ('!Select [9, !Ref Names]', 'index `9` of `Fn::Select` is outside the list'),
        ('!Select [-1, !Ref Names]', 'index `-1` of `Fn::Select` is not a number'),
        ("!Select [0, !GetAZs '']", 'function `Fn::GetAZs` is not evaluated'),
        ("!Sub 'x-${Given}'", 'parameter `Given` has no default'),
        ("!Sub 'x-${A}'", 'the identifier of `A` is known at deployment'),
        ("!Join ['', [x, [y]]]", 'a part of the string is not a string itself'),
        ('{Fn::Transform: {Name: x}}', 'function `Fn::Transform` is not evaluated'),
        ('!ImportValue nothing', 'export `nothing` is not in the scanned templates'),
        ("!ImportValue {Fn::Sub: '${Given}-vpc'}", 'parameter `Given` has no default'),
    ],
    ids=str,
)
def test_what_only_a_deployment_decides_is_unknown_with_its_reason(
    tmp_path: Path,
    expression: str,
    reason: str,
) -> None:
    escaped = {'{{{{': '{{', '}}}}': '}}'}
    for written, meant in escaped.items():
        expression, reason = expression.replace(written, meant), reason.replace(written, meant)

    assert evaluated(tmp_path, expression) == f'?{reason}'


def test_a_text_that_doubles_is_bounded(tmp_path: Path) -> None:
    joins = ', '.join(
        ["&j0 !Join ['', [xx, xx]]"]
        + [f"&j{n} !Join ['', [*j{n - 1}, *j{n - 1}]]" for n in range(1, 21)]
    )

    assert evaluated(tmp_path, f'!Select [20, [{joins}]]') == (
        '?the text is longer than `100000` characters'
    )


def test_depth_is_bounded(tmp_path: Path) -> None:
    chain = ''.join(f'  C{n}: !Condition C{n + 1}\n' for n in range(100))
    path = tmp_path / 'template.yaml'
    path.write_text(
        TEMPLATE.format(expression='!If [C0, x, y]').replace(
            'Conditions:\n',
            f'Conditions:\n{chain}  C100: !Equals [a, a]\n',
        )
    )

    value = read_templates([str(path)]).estates[0].resources[-1].attributes['restored_from']

    assert shown(value) == '?functions are nested deeper than `60` levels'
