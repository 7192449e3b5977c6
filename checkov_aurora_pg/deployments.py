"""One way in which a root module or a template is deployed: its name, and what it is given."""
from __future__ import annotations

from dataclasses import dataclass

# Where others have names: what nothing but the code, and what is loaded by itself, decides.
DEFAULTS = 'defaults'


@dataclass(frozen=True, slots=True)
class Deployment:
    """A deployment. `name` is empty where there is only one.

    `var_files` are tfvars files in rising precedence, beside those that Terraform loads by
    itself, and `parameter_files` those of CloudFormation, all absolute paths. `workspace` is
    Terraform's, or None where it is not known; `parameters` are values of CloudFormation's by
    name. `reason` says where the deployment comes from.
    """

    name: str = ''
    var_files: tuple[str, ...] = ()
    workspace: str | None = None
    parameter_files: tuple[str, ...] = ()
    parameters: tuple[tuple[str, str], ...] = ()
    reason: str = ''


# The one deployment of what has no others.
SOLE = Deployment()
