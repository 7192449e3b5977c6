"""One way in which a root module or a template is deployed: its name, and what it is given."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase

# Where others have names: what nothing but the code, and what is loaded by itself, decides.
DEFAULTS = 'defaults'


@dataclass(frozen=True, slots=True)
class Deployment:
    """A deployment. `name` is empty where there is only one.

    `var_files` are tfvars files in rising precedence, beside those that Terraform loads by
    itself, and `parameter_files` those of CloudFormation, all absolute paths. `workspace` is
    Terraform's, or None where it is not known; `parameters` are values of CloudFormation's by
    name. `reason` says where the deployment comes from. One with a `refusal`, which
    says why, stands for others that cannot be judged.
    """

    name: str = ''
    var_files: tuple[str, ...] = ()
    workspace: str | None = None
    parameter_files: tuple[str, ...] = ()
    parameters: tuple[tuple[str, str], ...] = ()
    reason: str = ''
    refusal: str = ''


@dataclass(frozen=True, slots=True, eq=False)
class Declared:
    """A deployment that the configuration declares, and of what.

    `root` is a root module's directory, or a pattern of such; empty, it is every root that
    declares the names in the files. `templates` is the same for templates. Both are absolute.
    """

    deployment: Deployment
    root: str = ''
    templates: str = ''

    def may_have_root(self, root: str) -> bool:
        """Return whether a root module (an absolute path) may be what is deployed."""
        is_of_templates = (
            self.templates or self.deployment.parameters or (self.deployment.parameter_files)
        )
        return _fits(root, self.root) if self.root else not is_of_templates

    def has_template(self, path: str) -> bool:
        """Return whether a template (an absolute path) is what is deployed."""
        return bool(self.templates) and _fits(path, self.templates)


def _fits(path: str, pattern: str) -> bool:
    return path == pattern or fnmatchcase(path, pattern)


# The one deployment of what has no others.
SOLE = Deployment()
