"""A resource of a CDK assembly comes from a construct, and from a line of its author's."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from checkov_aurora_pg.core.described_resource import Origin
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.readers.cloudformation.reader import read_templates

PATH = 'Database/Orders/Resource'
NAME = f'construct `{PATH}`'
LOGICAL_ID = {'type': 'aws:cdk:logicalId', 'data': 'Orders'}


class App:
    """An app's directory, in a repository, with an assembly of one stack."""

    def __init__(self, repository: Path) -> None:
        self.directory = repository / 'infra'
        self.assembly = self.directory / 'cdk.out'
        (repository / '.git').mkdir()
        self.assembly.mkdir(parents=True)
        self.write('app.js')
        (self.assembly / 'cdk.out').write_text('{"version": "55.0.0"}')

    def write(self, name: str) -> Path:
        path = self.directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text('\n')
        return path

    def origin(
        self,
        content: object,
        construct: str | None = PATH,
        **artifact: object,
    ) -> Origin | None:
        """Return the origin of the stack's cluster; `content` is its metadata file's."""
        text = content if isinstance(content, str) else json.dumps(content)
        (self.assembly / 'Database.metadata.json').write_text(text)
        (self.assembly / 'manifest.json').write_text(
            json.dumps(
                {
                    'artifacts': {
                        'Database': {
                            'type': 'aws:cloudformation:stack',
                            'properties': {'templateFile': 'Database.template.json'},
                            'additionalMetadataFile': 'Database.metadata.json',
                            **artifact,
                        }
                    }
                }
            )
        )
        template = self.assembly / 'Database.template.json'
        template.write_text(
            json.dumps(
                {
                    'Resources': {
                        'Orders': {
                            'Type': 'AWS::RDS::DBCluster',
                            'Properties': {'Engine': 'aurora-postgresql'},
                            'Metadata': {'aws:cdk:path': construct} if construct else {},
                        }
                    }
                }
            )
        )
        (estate,) = read_templates([str(template)]).estates
        (resource,) = estate.resources
        return resource.origin

    def line(self, *frames: Any) -> str | None:
        """Return where the author creates the cluster that frames lead to: `app.js:3`."""
        origin = self.origin(traced(*frames))
        assert origin is not None
        assert origin.name == NAME
        if origin.place is None:
            return None
        assert origin.place.end_line == origin.place.line
        path = Path(origin.place.path).relative_to(self.directory.resolve())
        return f'{path.as_posix()}:{origin.place.line}'


def traced(*frames: Any) -> dict[str, Any]:
    """Return metadata as aws-cdk-lib 2.276 writes it."""
    return {f'/{PATH}': [LOGICAL_ID, {'type': 'aws:cdk:creationStack', 'data': [*frames]}]}


@pytest.fixture
def app(tmp_path: Path) -> App:
    return App(tmp_path)


@pytest.mark.parametrize(
    ('frame', 'line'),
    [
        ('new DatabaseStack (app.js:31:5)', 'app.js:31'),
        ('new DatabaseStack ({app}/app.js:31:5)', 'app.js:31'),
        ('Object.<anonymous> ({app}/app.js:11:13)', 'app.js:11'),
        ('Stack.make [as create] ({app}/app.js:11:13)', 'app.js:11'),
        ('{app}/app.js:3:1', 'app.js:3'),
        ('async {app}/app.js:3:1', 'app.js:3'),
        ('file://{app}/a%20b/app.mjs:3:1', 'a b/app.mjs:3'),
        ('<module> ({app}/app.py:24)', 'app.py:24'),
        ('make ({app}/copy (2)/app.js:7:1)', 'copy (2)/app.js:7'),
    ],
)
def test_a_frame_names_a_line(app: App, frame: str, line: str) -> None:
    for name in ('app.py', 'a b/app.mjs', 'copy (2)/app.js'):
        app.write(name)

    assert app.line(frame.replace('{app}', str(app.directory))) == line


def test_the_innermost_frame_of_the_authors_counts(app: App) -> None:
    app.write('node_modules/aws-cdk-lib/aws-rds/lib/cluster.js')
    app.write('.venv/lib/python3.11/site-packages/company/database.py')
    app.write('lib/database.ts')

    assert (
        app.line(
            '...new DatabaseCluster2 in aws-cdk-lib, jsii runtime...',
            '(no user code in 10 frames, use --stack-trace-limit to capture more)',
            'new DatabaseCluster (node_modules/aws-cdk-lib/aws-rds/lib/cluster.js:1:3807)',
            '__init__ (.venv/lib/python3.11/site-packages/company/database.py:9)',
            'Array.forEach (<anonymous>)',
            'Array.forEach (:)',
            'new Database (lib/database.ts:14:5)',
            '<anonymous> (app.js:27:1)',
            'Module._compile (node:internal/modules/cjs/loader:1521:14)',
        )
        == 'lib/database.ts:14'
    )


@pytest.mark.parametrize(
    'frame',
    [
        pytest.param('f (lib/deleted.js:1:1)', id='a file that is not there'),
        pytest.param('f (lib:1:1)', id='a directory'),
        pytest.param('f ({outside}:1:1)', id='a file outside the repository'),
        pytest.param('f (../../outside.js:1:1)', id='a path that leaves the repository'),
        pytest.param('f (link.js:1:1)', id='a link that leaves the repository'),
        pytest.param('f (app.js:0:1)', id='no line'),
        pytest.param('f (app.js:12345678:1)', id='no such line'),
        pytest.param('f (app\0.js:1:1)', id='a zero byte'),
        pytest.param('f (\ud800.js:1:1)', id='half a character'),
        pytest.param(f'f ({"a" * 10_000}.js:1:1)', id='too long a name'),
        pytest.param(':1', id='no file'),
        pytest.param('', id='nothing'),
        pytest.param(7, id='no text'),
        pytest.param(None, id='null'),
    ],
)
def test_what_is_no_line_of_the_authors_is_passed_over(tmp_path: Path, frame: Any) -> None:
    (tmp_path / 'repository').mkdir()
    outside = tmp_path / 'outside.js'
    outside.write_text('\n')
    app = App(tmp_path / 'repository')
    app.write('lib/database.js')
    os.symlink(outside, app.directory / 'link.js')
    frame = frame.replace('{outside}', str(outside)) if isinstance(frame, str) else frame

    assert app.line(frame) is None
    assert app.line(frame, 'new Stack (app.js:2:1)') == 'app.js:2'


def test_outside_a_repository_only_the_apps_directory_is_the_authors(tmp_path: Path) -> None:
    app = App(tmp_path)
    (tmp_path / '.git').rmdir()
    (tmp_path / 'beside.js').write_text('\n')

    assert app.line('f (../beside.js:1:1)', 'g (app.js:2:1)') == 'app.js:2'


@pytest.mark.parametrize(
    'metadata',
    [
        pytest.param('', id='an empty file'),
        pytest.param('[' * 100_000, id='too deep'),
        pytest.param('{"/Database/Orders/Resource": [', id='half a file'),
        pytest.param([], id='a list'),
        pytest.param({f'/{PATH}': {'type': 'aws:cdk:creationStack'}}, id='no list of entries'),
        pytest.param({f'/{PATH}': [None, 'x', []]}, id='no entries'),
        pytest.param({f'/{PATH}': [{'type': [], 'data': ['f (app.js:1:1)']}]}, id='no type'),
        pytest.param({f'/{PATH}': [{'type': 'aws:cdk:creationStack', 'data': 7}]}, id='no frames'),
        pytest.param({f'/{PATH}': [LOGICAL_ID]}, id='no trace'),
        pytest.param({}, id='nothing'),
    ],
)
def test_without_a_trace_the_construct_is_named(app: App, metadata: object) -> None:
    assert app.origin(metadata) == Origin(NAME, construct=PATH)


def test_the_metadata_may_be_missing(app: App) -> None:
    assert app.origin({}, additionalMetadataFile='Other.metadata.json') == Origin(
        NAME, construct=PATH
    )


def test_metadata_outside_the_assembly_is_not_read(app: App) -> None:
    (app.directory / 'other.json').write_text(json.dumps(traced('f (app.js:1:1)')))
    (app.assembly / 'link.json').symlink_to(app.directory / 'other.json')

    assert app.origin({}, additionalMetadataFile='../other.json') == Origin(NAME, construct=PATH)
    assert app.origin({}, additionalMetadataFile='link.json') == Origin(NAME, construct=PATH)


def test_older_versions_have_a_trace_in_the_manifest(app: App) -> None:
    entry = {**LOGICAL_ID, 'trace': ['new Vpc (node_modules/a.js:1:1)', 'f (app.js:5:1)']}

    origin = app.origin({}, metadata={f'/{PATH}': [entry]})

    assert origin == Origin(NAME, Place(str((app.directory / 'app.js').resolve()), 5, 5), PATH)


def test_a_template_that_names_no_construct_is_traced_by_logical_id(app: App) -> None:
    metadata = traced('f (app.js:5:1)')

    origin = app.origin(metadata, construct=None)

    assert origin == Origin(NAME, Place(str((app.directory / 'app.js').resolve()), 5, 5), PATH)
    twice = {**metadata, '/Database/Nested/Orders': [LOGICAL_ID]}
    assert app.origin(twice, construct=None) is None
    assert app.origin({}, construct=None) is None


def test_a_long_path_is_cut(app: App) -> None:
    origin = app.origin({}, construct='a' * 100_000)

    assert origin is not None
    assert len(origin.name) < 300
