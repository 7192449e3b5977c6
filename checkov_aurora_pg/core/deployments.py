"""One way to deploy a root module or a template: its name and its input values."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase

# The name of the deployment that uses only defaults and automatically loaded files, where other
# deployments have names.
DEFAULTS = 'defaults'


@dataclass(frozen=True, slots=True)
class Deployment:
    """One deployment of a root module or a template.

    `name` is empty if there is only one deployment. `var_files` are tfvars files in rising
    precedence; Terraform also loads its automatic ones. `parameter_files` are CloudFormation's
    files of parameters. All these paths are absolute. `workspace` is the Terraform workspace, or
    None if it is not known. `parameters` are CloudFormation parameter values by name. `reason` says
    where the deployment comes from. If `refusal` is set, this object stands for deployments that
    cannot be judged, and `refusal` says why.
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
    """A deployment that the configuration declares, and the code that it deploys.

    `root` is the directory of a root module, or a pattern for such directories. If it is empty, the
    deployment applies to every root that declares the names in the files. `templates` is the same
    for templates. Both are absolute.
    """

    deployment: Deployment
    root: str = ''
    templates: str = ''

    def may_have_root(self, root: str) -> bool:
        """Return whether this deployment may deploy the root module at an absolute path."""
        is_of_templates = (
            self.templates or self.deployment.parameters or (self.deployment.parameter_files)
        )
        return _fits(root, self.root) if self.root else not is_of_templates

    def has_template(self, path: str) -> bool:
        """Return whether this deployment deploys the template at an absolute path."""
        return bool(self.templates) and _fits(path, self.templates)


def _fits(path: str, pattern: str) -> bool:
    return path == pattern or fnmatchcase(path, pattern)


# The only deployment of code that declares no others.
SOLE = Deployment()
