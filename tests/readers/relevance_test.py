"""Which content can matter, decided on its bytes."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.readers.files import FileRefused
from checkov_aurora_pg.readers.walking import relevance
from checkov_aurora_pg.readers.walking.relevance import content_of
from checkov_aurora_pg.readers.walking.relevance import text_of
from checkov_aurora_pg.readers.walking.relevance import unreadable

QUESTIONS: dict[str, Callable[[bytes], bool]] = {
    'token': relevance.mentions_aurora,
    'template': relevance.may_be_a_template,
    'subject': relevance.names_a_subject,
    'database': relevance.speaks_of_a_database,
    'typed': relevance.may_hold_a_database,
    'body': relevance.may_hand_over_a_template,
    'nests': relevance.nests_templates,
    'files': relevance.includes_files,
    'programs': relevance.includes_programs,
}
CLUSTER = 'Type: AWS::RDS::DBCluster'


@pytest.mark.parametrize(
    ('text', 'expected'),
    [
        ('engine = "AURORA-postgresql"', 'token, subject'),
        ('engine = aurora_postgresql', 'token, subject'),
        ('engine = "aurora-mysql"', 'token'),
        ('resource "aws_rds_cluster" "a" {', 'token, subject'),
        ('resource "aws_rds_cluster_endpoint" "a" {', 'token'),
        ('resource "aws_rds_cluster_parameter_group" "a" {', 'token, subject'),
        ('resource "aws_rds_cluster_instance" "a" {', 'token, subject'),
        ('resource "aws_rds_global_cluster" "a" {', ''),
        ('resource "aws_db_parameter_group" "a" {', 'token, subject'),
        ('resource "awscc_rds_db_instance" "a" {', 'token, subject'),
        ('resource "awscc_rds_db_proxy" "a" {', 'token'),
        ('resource "aws_cloudformation_stack" "a" {', 'token'),
        ('db_cluster_family = 1', 'token'),
        ('source = "cloudposse/rds-cluster/aws"', 'token'),
        ('new DbCluster()', 'token'),
        ('new RdsCluster()', 'token'),
        ('source = "./db-cluster"', 'token'),
        (CLUSTER, 'token, subject, database, typed'),
        ('"type": "AWS::RDS::DBInstance"', 'token, subject, database, typed'),
        ('type: ["AWS::RDS::DBInstance"]', 'token, subject, database'),
        ('type: !Sub "AWS::RDS::DBClusterParameterGroup"', 'token, subject, database, typed'),
        ('type: *database\na: AWS::RDS::DBParameterGroup', 'token, subject, database, typed'),
        ('Type: AWS::RDS::DBProxy', ''),
        ('Type: AWS::RDS::EventSubscription', ''),
        ('Type: AWS::RDS::OptionGroup', ''),
        ('Type: AWS::RDS::GlobalCluster', 'token, database, typed'),
        (f'Resources:\n  {CLUSTER}', 'token, template, subject, database, typed'),
        ('Resources:\n  Type: Own::Kind::Module', 'template'),
        ('{"Resources": {"A": {"Type" : "Own::Kind"}}}', 'template'),
        ('Resources: AWS::Region', 'template'),
        ('Resources: {Kind: Own}', ''),
        (f'template_body: {CLUSTER}', 'token, subject, database, typed, body'),
        (f'--template-body "{CLUSTER}"', 'token, subject, database, typed, body'),
        ('TemplateBody: AWS::SNS::Topic', ''),
        ('AWS::CloudFormation::Stack', 'nests'),
        ('AWS::Serverless::Application', 'nests'),
        ('${file(a.yml)}', 'files'),
        ('${ file(a.JS )}', 'files'),
        ('${file(a.js)}', 'files, programs'),
        ('${file( a/b.mts )}', 'files, programs'),
        ('${file(a.cjs):one}', 'files, programs'),
        ('${file(\na.js)}', 'files'),
        ('file(a.js)', ''),
        # however it is written
        ('"aws_rds_clu\\u0073ter"', 'token, subject'),
        ('"aws_rds_clu\\U00000073ter"', 'token, subject'),
        ('"\\x61uror\\x41"', 'token'),
        ('"auro\\\n  ra"', 'token'),
        ('"auro\\\r\n\tra"', 'token'),
        ('"auro\\ra"', ''),
        ('"\\u0161urora"', ''),
        ('a\0u\0r\0o\0r\0a\0', 'token'),
        ('a\0\\\0x\x007\x005\0r\0o\0r\0a\0', 'token'),
        ('$\0{\0f\0i\0l\0e\0(\0a\0.\0j\0s\0)\0', 'files, programs'),
        ('', ''),
    ],
)
def test_what_content_may_be(text: str, expected: str) -> None:
    said = {kind for kind, holds in QUESTIONS.items() if holds(text.encode())}

    assert said == set(filter(None, expected.split(', ')))


@pytest.fixture
def written(tmp_path: Path) -> Callable[[bytes], str]:
    """Return what writes a file and returns its path."""

    def write(content: bytes) -> str:
        (tmp_path / 'file').write_bytes(content)
        return str(tmp_path / 'file')

    return write


@pytest.mark.parametrize('encoding', ['utf-8', 'utf-16', 'utf-16-le', 'utf-16-be'])
@pytest.mark.parametrize('read', [content_of, text_of])
def test_content_is_utf_8(
    written: Callable[[bytes], str],
    read: Callable[[str], bytes],
    encoding: str,
) -> None:
    assert read(written('engine: aurora\n'.encode(encoding))) == b'engine: aurora\n'


def test_utf_16_is_known_by_its_mark(written: Callable[[bytes], str]) -> None:
    text = 'заказы: aurora\n' + 'и' * 1000

    assert text_of(written(text.encode('utf-16'))) == text.encode()


def test_content_of_letters_beyond_ascii(written: Callable[[bytes], str]) -> None:
    for mark, encoding in ((b'\xff\xfe', 'utf-16-le'), (b'\xfe\xff', 'utf-16-be')):
        assert content_of(written(mark + 'заказы'.encode(encoding))) == 'заказы'.encode()
    assert content_of(written(b'\xff\xfea\0b')) == 'a\ufffd'.encode()


@pytest.mark.parametrize(
    ('content', 'expected'),
    [
        (b'\x7fELF\0\0\1 aurora', b''),
        (b'\0\0\1\0\0\0a\0' * 10, b''),
        (b'aa\0a' * 10, b''),
        (b'a' * 1023 + b'\0', b''),
        (b'a' * 1024 + b'\0', b'a' * 1024),
        (b'aurora\0\0', b''),
        (b'', b''),
    ],
)
def test_what_is_no_text_is_empty(
    written: Callable[[bytes], str],
    content: bytes,
    expected: bytes,
) -> None:
    assert text_of(written(content)) == expected


@pytest.mark.parametrize(
    ('content', 'is_refused'),
    [
        (b'a: b\n', False),
        (b'a: \\\\', False),
        (b'a: Aurora', True),
        (b'a: RDS', True),
        (b'a: "\\x41uror\\u0061"', True),
        (b'a: "auro\\\n  ra"', True),
        ('a: aurora'.encode('utf-16-le'), True),
    ],
)
@pytest.mark.parametrize('before', [0, 122, 124, 250])
def test_what_is_too_large_is_refused_where_it_may_matter(
    written: Callable[[bytes], str],
    monkeypatch: pytest.MonkeyPatch,
    content: bytes,
    is_refused: bool,
    before: int,
) -> None:
    monkeypatch.setattr(relevance, 'MAX_FILE_SIZE', 300)
    monkeypatch.setattr(relevance, '_PIECE', 128)
    path = written((b' ' * before + content).ljust(301))

    if is_refused:
        with pytest.raises(FileRefused, match='larger than 0 MiB and mentions Aurora: not judged'):
            content_of(path)
    else:
        assert content_of(path) == b''


@pytest.mark.parametrize(
    ('size', 'message'),
    [
        (1 << 20, None),
        ((1 << 20) + 1, 'is larger than 1 MiB and mentions Aurora: not judged'),
        (3 << 20, 'is larger than 1 MiB and mentions Aurora: not judged'),
        ((3 << 20) + 1, 'is larger than 3 MiB: not judged'),
    ],
)
def test_the_bounds_of_a_file(
    written: Callable[[bytes], str],
    monkeypatch: pytest.MonkeyPatch,
    size: int,
    message: str | None,
) -> None:
    monkeypatch.setattr(relevance, 'MAX_FILE_SIZE', 1 << 20)
    monkeypatch.setattr(relevance, 'MAX_SEARCHED_SIZE', 3 << 20)
    path = written(b'aurora'.rjust(size))

    if message is None:
        assert len(content_of(path)) == size
    else:
        with pytest.raises(FileRefused, match=f'^{message}$'):
            content_of(path)


@pytest.mark.parametrize('read', [content_of, text_of])
def test_only_a_regular_file_is_read(tmp_path: Path, read: Callable[[str], bytes]) -> None:
    with pytest.raises(FileRefused, match='is not a regular file'):
        read(os.devnull)
    with pytest.raises(OSError, match='No such file'):
        read(str(tmp_path / 'nowhere'))


@pytest.mark.parametrize('read', [content_of, text_of])
def test_nothing_is_taken_out_of_a_pipe(tmp_path: Path, read: Callable[[str], bytes]) -> None:
    os.mkfifo(tmp_path / 'pipe')
    pipe = os.open(tmp_path / 'pipe', os.O_RDWR | os.O_NONBLOCK)
    os.write(pipe, b' ' * 8192)

    with pytest.raises(FileRefused):
        read(str(tmp_path / 'pipe'))

    assert len(os.read(pipe, 8192)) == 8192
    os.close(pipe)


@pytest.mark.parametrize(
    ('error', 'message'),
    [
        (FileRefused('is a pipe'), 'is a pipe'),
        (PermissionError(13, 'Permission denied'), 'cannot be read: Permission denied'),
        (TimeoutError(), 'cannot be read: TimeoutError'),
    ],
)
def test_why_a_file_is_not_read(error: OSError | FileRefused, message: str) -> None:
    problem = unreadable('/a.tf', error)

    assert (problem.message, problem.place) == (message, Place('/a.tf', 1, 1))
