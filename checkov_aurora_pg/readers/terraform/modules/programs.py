"""Terraform and OpenTofu: which of a directory's files each of them reads."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import Enum

_TERRAFORM = ('.tf', '.tf.json')
_OPENTOFU = ('.tofu', '.tofu.json')

_TOFU = re.compile(r'\.tofu(?=(?:\.json)?$)')


class Program(Enum):
    """What deploys a root."""

    TERRAFORM = 'Terraform'
    OPENTOFU = 'OpenTofu'


def configuration_files(names: Iterable[str], program: Program) -> list[str]:
    """Return those of a directory's file names that a program reads, override files last.

    A file for OpenTofu alone takes the place of Terraform's file of the same name. Source:
    `internal/configs/parser_config_dir.go` of Terraform 1.15 and OpenTofu 1.12. What an
    editor leaves (`x.tf~`, `#x.tf#`) ends otherwise.
    """
    endings = (*_TERRAFORM, *_OPENTOFU) if program is Program.OPENTOFU else _TERRAFORM
    found = {name for name in names if name.endswith(endings) and not name.startswith('.')}
    replaced = {_TOFU.sub('.tf', name) for name in found if _TOFU.search(name)}
    return sorted(found - replaced, key=lambda name: (is_override(name), name))


def has_other_files(names: Iterable[str]) -> bool:
    """Return whether OpenTofu reads other files of a directory than Terraform."""
    return any(name.endswith(_OPENTOFU) and not name.startswith('.') for name in names)


def is_override(name: str) -> bool:
    """Return whether a configuration file is merged over the others.

    Source: Terraform's "Override Files".
    """
    ending = next(one for one in (*_TERRAFORM, *_OPENTOFU) if name.endswith(one))
    stem = name.removesuffix(ending)
    return stem == 'override' or stem.endswith('_override')
