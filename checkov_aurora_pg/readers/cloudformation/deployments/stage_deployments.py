"""The deployments of services of the Serverless Framework: their stages.

The stage that is deployed without a name is one of them, whatever others the files name.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from collections.abc import Iterator

from checkov_aurora_pg.core.deployments import DEFAULTS
from checkov_aurora_pg.core.deployments import Deployment
from checkov_aurora_pg.core.reading import Problem
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.readers.cloudformation.deployments.deployed import Deployed
from checkov_aurora_pg.readers.cloudformation.language.templates import MOST_DEPLOYMENTS
from checkov_aurora_pg.readers.cloudformation.language.templates import Template

_STAGE = 'stage'


def declared_stage(template: Template, deployment: Deployment) -> Template | Problem:
    """Return what a template is in a deployment that the configuration declares.

    The stage of a service has its name, unless the parameters have a `stage`.
    """
    if template.stages is None:
        return template
    parameters = dict(deployment.parameters)
    return template.stages.make(parameters.get(_STAGE, deployment.name), parameters)


def staged(templates: Iterable[Template], problems: list[Problem]) -> Iterator[Deployed]:
    """Yield the services in their stages; more than anybody tells apart are a problem."""
    for template in templates:
        stages = template.stages
        if stages is None or not stages.found:
            continue
        if len(stages.places) > MOST_DEPLOYMENTS:
            place = Place(template.path, 1, 1)
            problems.append(Problem(place, f'more than {MOST_DEPLOYMENTS} deployments'))
        for name, found in stages.found.items():
            reason = f'a stage, `{_shown(stages.places[name], template)}`'
            yield _deployed(found, name, reason, is_default=name == stages.default)
        if stages.default and stages.default not in stages.found:
            reason = 'the stage without a name'
            yield _deployed(template, stages.default, reason, is_default=True)


def _deployed(template: Template, stage: str, reason: str, *, is_default: bool) -> Deployed:
    name = f'{os.path.basename(template.path)}:{stage}' if stage == DEFAULTS else stage
    return Deployed(template, Deployment(name, reason=reason), {}, is_default)


def _shown(place: Place, template: Template) -> str:
    path = os.path.relpath(place.path, os.path.dirname(template.path)).replace(os.sep, '/')
    return f'{path}:{place.line}'
