"""Edits are made, shown and written without a byte more."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from checkov_aurora_pg.fixing.edits import Edit
from checkov_aurora_pg.fixing.edits import EditRefused
from checkov_aurora_pg.fixing.edits import applied
from checkov_aurora_pg.fixing.edits import merged
from checkov_aurora_pg.fixing.file_writing import write_file
from checkov_aurora_pg.fixing.unified_diff import unified_diff

NAMES = ('main.tf', 'a/b c.tf', 'é/"quoted"\t.yaml')


def test_edits_are_made_in_the_order_of_the_file() -> None:
    edits = [Edit('/a', 4, 5, 'é'), Edit('/a', 0, 1, ''), Edit('/a', 4, 4, '!')]

    assert applied(b'abcdef', edits) == 'bcd!éf'.encode()


@pytest.mark.parametrize('second', [(1, 3), (2, 4), (2, 2)])
def test_edits_that_touch_one_another_are_refused(second: tuple[int, int]) -> None:
    with pytest.raises(EditRefused, match='same place'):
        merged([Edit('/a', 1, 3, 'x')], [Edit('/a', *second, 'y')])


def test_the_same_range_of_another_file_is_another_place() -> None:
    assert len(merged([Edit('/a', 1, 3, 'x')], [Edit('/b', 1, 3, 'x'), Edit('/a', 1, 3, 'x')])) == 2


LINES = st.lists(st.sampled_from([b'a', b'b', b'', b'\xc3\xa9\r', b'- x']), max_size=12)


@settings(max_examples=30, deadline=None)
@given(old=LINES, new=LINES, name=st.sampled_from(NAMES))
def test_git_applies_the_diff(
    tmp_path_factory: pytest.TempPathFactory, old: list[bytes], new: list[bytes], name: str
) -> None:
    before, after = b'\n'.join(old), b'\n'.join(new)
    if not before or not after:
        return
    root = tmp_path_factory.mktemp('repository')
    file = root / name
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(before)

    diff = unified_diff(name, before, after)
    if diff:
        subprocess.run(
            ['git', 'apply', '--whitespace=nowarn', '-'], cwd=root, input=diff, check=True
        )

    assert file.read_bytes() == after


def test_a_file_is_written_with_its_mode_and_nothing_beside_it(tmp_path: Path) -> None:
    file = tmp_path / 'main.tf'
    file.write_bytes(b'old')
    file.chmod(0o640)

    write_file(str(file), b'old', b'new', str(tmp_path))

    assert file.read_bytes() == b'new'
    assert file.stat().st_mode & 0o777 == 0o640
    assert os.listdir(tmp_path) == ['main.tf']


def test_a_link_in_the_repository_stays_one(tmp_path: Path) -> None:
    (tmp_path / 'real.tf').write_bytes(b'old')
    (tmp_path / 'link.tf').symlink_to('real.tf')

    write_file(str(tmp_path / 'link.tf'), b'old', b'new', str(tmp_path))

    assert (tmp_path / 'link.tf').is_symlink()
    assert (tmp_path / 'real.tf').read_bytes() == b'new'


def test_what_leads_out_of_the_repository_is_not_written(tmp_path: Path) -> None:
    outside, repository = tmp_path / 'outside.tf', tmp_path / 'repository'
    repository.mkdir()
    outside.write_bytes(b'old')
    (repository / 'link.tf').symlink_to(outside)

    with pytest.raises(EditRefused, match='outside the repository'):
        write_file(str(repository / 'link.tf'), b'old', b'new', str(repository))

    assert outside.read_bytes() == b'old'


@pytest.mark.parametrize(
    ('content', 'mode', 'reason'),
    [
        (b'other', 0o644, 'has changed'),
        (b'old', 0o444, 'read-only'),
    ],
)
def test_what_changed_or_is_read_only_is_not_written(
    tmp_path: Path, content: bytes, mode: int, reason: str
) -> None:
    file = tmp_path / 'main.tf'
    file.write_bytes(content)
    file.chmod(mode)

    with pytest.raises(EditRefused, match=reason):
        write_file(str(file), b'old', b'new', str(tmp_path))

    assert file.read_bytes() == content
    assert os.listdir(tmp_path) == ['main.tf']
