from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib import import_module
from importlib.resources import files
from unittest.mock import patch

import pytest

from checkov_aurora_pg.core.estate import Resource
from checkov_aurora_pg.core.kinds import Kind
from checkov_aurora_pg.core.parameters import Setting
from checkov_aurora_pg.core.policy import Finding
from checkov_aurora_pg.core.policy import Policy
from checkov_aurora_pg.core.policy import Settings
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.facts.checkov_checks import CheckovCheck
from checkov_aurora_pg.facts.checkov_checks import checkov_checks
from checkov_aurora_pg.policies import POLICIES
from checkov_aurora_pg.policies.aurora_postgresql import ORIGINS
from checkov_aurora_pg.readers.discovery import discover
from checkov_aurora_pg.readers.options import ReadOptions
from checkov_aurora_pg.reports.explanation import SETTINGS
from checkov_aurora_pg.reports.explanation import markdown
from checkov_aurora_pg.reports.explanation import plain
from checkov_aurora_pg.scanning.assessment import assess
from checkov_aurora_pg.scanning.configuration_file import KEYS
from testing import fixtures

each_policy = pytest.mark.parametrize('policy', POLICIES, ids=[policy.name for policy in POLICIES])
# What tells an engine, or a family, that is not known.
EVIDENCE = {
    *((Kind.CLUSTER, origin) for origin in ORIGINS),
    (Kind.CLUSTER, 'engine'),
    (Kind.CLUSTER, 'parameter_group'),
    (Kind.PARAMETER_GROUP, 'family'),
    (Kind.INSTANCE, 'cluster'),
    (Kind.INSTANCE, 'engine'),
    (Kind.GLOBAL_CLUSTER, 'engine'),
    (Kind.GLOBAL_CLUSTER, 'source_cluster'),
}
CHECKS = [check for policy in POLICIES for check in checkov_checks(policy.id)]


class Reads:
    """What each policy reads, by its name: the kind of a resource and an attribute of it."""

    def __init__(self) -> None:
        self.by_policy: dict[str, set[tuple[Kind, str]]] = defaultdict(set)
        self.policy = ''

    def note(self, kind: Kind, name: str) -> None:
        self.by_policy[self.policy].add((kind, name))

    def watched(self, policy: Policy) -> Policy:
        """Return a policy that says which attributes it asks for."""

        def applies(resource: Resource) -> bool:
            self.policy = policy.name
            assert resource.estate is not None
            for one in resource.estate.resources:
                if not isinstance(one.attributes, Watched):
                    one.attributes = Watched(one, self)
            if policy.applies(resource):
                return True
            self.policy = ''
            return False

        def findings(resource: Resource, settings: Settings) -> Iterator[Finding]:
            self.policy = policy.name
            try:
                yield from policy.findings(resource, settings)
            finally:  # what is asked now is no policy's question
                self.policy = ''

        return replace(policy, applies=applies, findings=findings)


class Watched(Mapping[str, Value]):
    """A resource's attributes, which note what is asked of them."""

    def __init__(self, resource: Resource, reads: Reads) -> None:
        self.kind, self.attributes, self.reads = resource.kind, resource.attributes, reads

    def __getitem__(self, name: str) -> Value:
        self.reads.note(self.kind, name)
        return self.attributes[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.attributes)

    def __len__(self) -> int:
        return len(self.attributes)


@cache
def _reads() -> Mapping[str, set[tuple[Kind, str]]]:
    """Return what each policy reads of all fixtures, under every setting."""
    reads, parameter = Reads(), Resource.parameter

    def noted(resource: Resource, name: str) -> Setting | None:
        reads.note(resource.kind, name)
        return parameter(resource, name)

    settings = Settings(accept_md5_logins=False, require_explicit_force_ssl=True)
    with patch.object(Resource, 'parameter', noted):
        for directory in fixtures.directories():
            sources = discover([str(directory)], (), beyond=True)
            assess(sources, map(reads.watched, POLICIES), settings, ReadOptions())
    return reads.by_policy


@each_policy
def test_a_policy_states_what_it_reads(policy: Policy) -> None:
    # Where an engine or a family is not known, what tells it matters to every policy; and a
    # name ties to a resource of its own region.
    assumed = {*EVIDENCE, *((kind, 'region') for kind in Kind)}
    stated = {(kind, name) for kind, names in policy.reads.items() for name in names}

    assert _reads()[policy.name] - assumed <= stated <= _reads()[policy.name]


@each_policy
def test_a_policy_states_its_settings(policy: Policy) -> None:
    assert set(policy.settings) <= set(KEYS)
    assert set(policy.settings) <= set(SETTINGS)


def test_every_setting_is_some_policys() -> None:
    assert {name for policy in POLICIES for name in policy.settings} == set(SETTINGS)


@each_policy
def test_an_explanation_fits_a_terminal(policy: Policy) -> None:
    lines = plain(policy, 60).splitlines()

    assert [line for line in lines if len(line) > 60 and ' ' in line.strip(' -')] == []


@each_policy
def test_every_form_says_the_same(policy: Policy) -> None:
    def words(text: str) -> list[str]:
        return re.sub(r'##? |[<>:]|^ *- ', '', text, flags=re.MULTILINE).split()

    assert words(markdown(policy)) == words(plain(policy)) == words(plain(policy, 60))


def _id_and_title(path: str) -> tuple[str, str]:
    """Return what a file of the installed Checkov declares."""
    name, _, suffix = f'checkov/{path}'.rpartition('.')
    if suffix == 'yaml':  # which a release has as JSON
        package, _, stem = name.replace('/', '.').rpartition('.')
        metadata = json.loads((files(package) / f'{stem}.json').read_text())['metadata']
        return metadata['id'], metadata['name']
    check = import_module(name.replace('/', '.')).check
    return check.id, check.name


@pytest.mark.parametrize('check', CHECKS, ids=lambda check: check.id)
def test_a_check_of_checkovs_is_what_is_said_of_it(check: CheckovCheck) -> None:
    assert _id_and_title(check.path) == (check.id, check.title)
    assert check.url.endswith(f'/checkov/{check.path}')
