"""The services that a file may belong to: beside it and above it, in its own repository."""

from __future__ import annotations

from pathlib import Path

from checkov_aurora_pg.readers.programs.services_around import services_around


def test_a_service_is_found_up_to_the_top_of_the_repository(tmp_path: Path) -> None:
    (tmp_path / 'serverless.yml').write_text('service: outside\n')
    repository = tmp_path / 'repository'
    (repository / '.git').mkdir(parents=True)
    folder = repository / 'orders' / 'parts'
    folder.mkdir(parents=True)
    own = repository / 'orders' / 'serverless.yml'
    own.write_text('service: orders\n')

    assert list(services_around([str(folder / 'database.yml')])) == [str(own)]


def test_a_link_out_of_the_repository_is_no_service(tmp_path: Path) -> None:
    (tmp_path / 'serverless.yml').write_text('service: outside\n')
    repository = tmp_path / 'repository'
    (repository / '.git').mkdir(parents=True)
    (repository / 'serverless.yml').symlink_to(tmp_path / 'serverless.yml')

    assert list(services_around([str(repository / 'database.yml')])) == []
