"""What a declared deployment may be of."""

from __future__ import annotations

import pytest

from checkov_aurora_pg.core.deployments import DEFAULTS
from checkov_aurora_pg.core.deployments import SOLE
from checkov_aurora_pg.core.deployments import Declared
from checkov_aurora_pg.core.deployments import Deployment

PLAIN = Deployment('prod', ('/code/prod.tfvars',))
WITH_FILES = Deployment('prod', parameter_files=('/code/prod.json',))
WITH_PARAMETERS = Deployment('prod', parameters=(('Size', '1'),))


@pytest.mark.parametrize(
    ('declared', 'root', 'expected'),
    [
        (Declared(PLAIN), '/code/a', True),
        (Declared(WITH_FILES), '/code/a', False),
        (Declared(WITH_PARAMETERS), '/code/a', False),
        (Declared(PLAIN, templates='/code/*.yaml'), '/code/a', False),
        (Declared(PLAIN, '/code/a'), '/code/a', True),
        (Declared(PLAIN, '/code/a'), '/code/b', False),
        (Declared(PLAIN, '/code/*'), '/code/a', True),
        (Declared(PLAIN, '/code/[a]'), '/code/[a]', True),
        (Declared(WITH_FILES, '/code/a', '/code/*.yaml'), '/code/a', True),
    ],
)
def test_a_root_is_what_is_named_else_any_where_nothing_is_of_templates(
    declared: Declared,
    root: str,
    expected: bool,
) -> None:
    """A path is itself before it is a pattern: a folder may have brackets in its name."""
    assert declared.may_have_root(root) is expected


@pytest.mark.parametrize(
    ('templates', 'path', 'expected'),
    [
        ('', '', False),
        ('', '/code/a.yaml', False),
        ('/code/a.yaml', '/code/a.yaml', True),
        ('/code/a.yaml', '/code/b.yaml', False),
        ('/code/*.yaml', '/code/b.yaml', True),
        ('/code/*.yaml', '/code/b.YAML', False),
        ('/code/[a].yaml', '/code/[a].yaml', True),
    ],
)
def test_a_template_has_to_be_named(templates: str, path: str, expected: bool) -> None:
    """Without templates, a deployment is of none."""
    assert Declared(WITH_FILES, templates=templates).has_template(path) is expected


def test_what_has_no_deployments_has_one_without_a_name() -> None:
    """It is given nothing, and nothing is said of it."""
    assert Deployment('', (), None, (), (), '', '') == SOLE


def test_what_nothing_but_the_code_decides_has_a_name_of_its_own() -> None:
    """It is in reports and in baselines, so that it must stay."""
    assert DEFAULTS == 'defaults'
