"""What a person who read a repository says of its resources, to hold the program against.

A file `testing/labels/OWNER+NAME.toml` has the facts of one repository, and no code of it:

    repository = "owner/name"
    commit = "…"                # 40 hexadecimal digits

    [[label]]
    path = "infra/main.tf"      # where the resource is written, from the repository's top
    resource = "module.db.aws_rds_cluster.this[0]"
    policy = "CKV2_AURORAPG_4"
    deployment = "prod"         # only where deployments differ, or a root's directory
    expected = "fail"           # fail, pass, undetermined, or none: not a subject of the policy
    reason = "…"

`resource` is an address in Terraform, or a logical id. Where one address of one file is a
resource of several roots, `deployment` is the directory of the root that is meant.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from checkov_aurora_pg.policies import POLICIES
from testing.pinned_repositories import Pinned

LABELS = Path(__file__).resolve().parent / 'labels'

EXPECTED = ('fail', 'pass', 'undetermined', 'none')

_KEYS = {'path', 'resource', 'policy', 'expected', 'reason'}
_MAY = {'deployment'}


class LabelError(ValueError):
    """A file of labels that is not as it should be."""


@dataclass(frozen=True)
class Label:
    """One policy's verdict on one resource, as a person sees it; see the module."""

    path: str
    resource: str
    policy: str
    expected: str
    reason: str
    deployment: str = ''

    def __str__(self) -> str:
        where = f' in {self.deployment}' if self.deployment else ''
        return f'{self.path} {self.resource}{where}: {self.policy} {self.expected}'


def labels_in(directory: Path = LABELS) -> dict[Pinned, list[Label]]:
    """Return the labels of each repository, in the order of the files' names.

    Raises `LabelError`, and `PinError` for a repository or a commit.
    """
    return dict(_repository(path) for path in sorted(directory.glob('*.toml')))


def _repository(path: Path) -> tuple[Pinned, list[Label]]:
    try:
        content = tomllib.loads(path.read_text(encoding='utf-8'))
    except (ValueError, OSError) as error:
        raise LabelError(f'{path.name}: {error}') from error
    if not content.keys() >= {'repository', 'commit', 'label'}:
        raise LabelError(f'{path.name}: it needs `repository`, `commit` and `[[label]]`')
    pinned = Pinned(content['repository'], content['commit'])
    if path.stem != pinned.repository.replace('/', '+'):
        raise LabelError(f'{path.name}: it has the labels of {pinned.repository}')
    labels = [_label(entry, path.name) for entry in content['label']]
    if len({(one.path, one.resource, one.policy, one.deployment) for one in labels}) < len(labels):
        raise LabelError(f'{path.name}: something is labelled twice')
    return pinned, labels


def _label(entry: dict[str, Any], name: str) -> Label:
    if not _KEYS <= entry.keys() <= _KEYS | _MAY:
        raise LabelError(
            f'{name}: a label has {", ".join(sorted(_KEYS))} and may have '
            f'{", ".join(_MAY)}, not {", ".join(sorted(entry))}'
        )
    label = Label(**entry)
    if label.expected not in EXPECTED:
        raise LabelError(f'{name}: {label.expected!r} is none of {", ".join(EXPECTED)}')
    if label.policy not in {policy.id for policy in POLICIES}:
        raise LabelError(f'{name}: there is no policy {label.policy!r}')
    return label
