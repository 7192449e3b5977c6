"""What a file may be by its name.

Terraform and Terragrunt read files of certain names alone, and CloudFormation reads a file of
any name. So a file that is no program, no prose and no picture may be a template or a plan.
"""

from __future__ import annotations

import os
import re

CONFIGURATION = ('.tf', '.tf.json', '.tofu', '.tofu.json')
VARIABLES = ('.tfvars', '.tfvars.json')
AUTOMATIC = ('.auto.tfvars', '.auto.tfvars.json')
STANDARD = ('terraform.tfvars', 'terraform.tfvars.json')
LOCK = '.terraform.lock.hcl'

# A stack of Terraform: its components call modules, and its deployments give them values.
_COMPONENTS = (
    '.tfcomponent.hcl',
    '.tfcomponent.json',
    '.tfstack.hcl',
    '.tfstack.json',
)
_DEPLOYMENTS = ('.tfdeploy.hcl', '.tfdeploy.json')

UNIT = 'terragrunt.hcl'
UNITS = (UNIT, 'terragrunt.hcl.json', 'terragrunt.stack.hcl')

DOCUMENTS = ('.json', '.yaml', '.yml', '.template')

# What makes a directory an app that is a program, and services that are programs.
APPS = ('cdk.json', 'cdktf.json', 'sst.config.ts', 'sst.config.js')
# Of Amplify, in its directory.
BACKENDS = ('backend.ts', 'backend.js')
_AMPLIFY = 'amplify'
PROGRAMS = frozenset(
    {
        'serverless.cjs',
        'serverless.cts',
        'serverless.js',
        'serverless.mjs',
        'serverless.mts',
        'serverless.ts',
    }
)

_MANIFESTS = frozenset(
    {
        'build.gradle',
        'build.gradle.kts',
        'build.sbt',
        'go.mod',
        'package.json',
        'pom.xml',
        'pyproject.toml',
        'requirements.txt',
        'setup.cfg',
        'setup.py',
        'Pipfile',
    }
)

# What a person may give by name, for the message that says so.
KNOWN = (
    'Terraform (`.tf`, `.tf.json`, `.tofu`, `.tofu.json`, `.tfvars`, `.tfvars.json`), Terragrunt '
    '(`.hcl`), and CloudFormation templates or plans in YAML or JSON'
)

# Programs, prose, pictures and archives describe no infrastructure, whatever they speak of.
_OTHERS = frozenset(
    {
        # programs, and what they are built from
        '.bat',
        '.c',
        '.cc',
        '.cjs',
        '.clj',
        '.cmd',
        '.cpp',
        '.cs',
        '.csproj',
        '.css',
        '.cts',
        '.dart',
        '.ex',
        '.exs',
        '.feature',
        '.fs',
        '.go',
        '.gradle',
        '.groovy',
        '.guard',
        '.h',
        '.hpp',
        '.hs',
        '.ipynb',
        '.java',
        '.js',
        '.jsx',
        '.kt',
        '.kts',
        '.less',
        '.lua',
        '.m',
        '.mjs',
        '.ml',
        '.mod',
        '.mts',
        '.php',
        '.pl',
        '.proto',
        '.ps1',
        '.psm1',
        '.py',
        '.pyi',
        '.r',
        '.rb',
        '.rego',
        '.rs',
        '.sass',
        '.scala',
        '.scss',
        '.sentinel',
        '.sh',
        '.sln',
        '.sql',
        '.sum',
        '.swift',
        '.ts',
        '.tsx',
        '.vue',
        '.zsh',
        # prose, pages and pictures
        '.adoc',
        '.bmp',
        '.csv',
        '.doc',
        '.docx',
        '.drawio',
        '.eot',
        '.gif',
        '.htm',
        '.html',
        '.ico',
        '.jpeg',
        '.jpg',
        '.log',
        '.md',
        '.mdx',
        '.mp3',
        '.mp4',
        '.odt',
        '.otf',
        '.pdf',
        '.png',
        '.ppt',
        '.pptx',
        '.puml',
        '.rst',
        '.svg',
        '.ttf',
        '.wav',
        '.webm',
        '.webp',
        '.woff',
        '.woff2',
        '.xls',
        '.xlsx',
        '.xml',
        # archives, what a compiler makes, certificates
        '.7z',
        '.a',
        '.bin',
        '.bz2',
        '.class',
        '.crt',
        '.db',
        '.deb',
        '.dll',
        '.dylib',
        '.egg',
        '.exe',
        '.gz',
        '.jar',
        '.key',
        '.lock',
        '.map',
        '.mo',
        '.o',
        '.pem',
        '.pyc',
        '.rpm',
        '.snap',
        '.so',
        '.sqlite',
        '.tar',
        '.tgz',
        '.war',
        '.wasm',
        '.whl',
        '.xz',
        '.zip',
        '.zst',
    }
)

# What editors and people leave behind: nobody deploys from it.
_LEFT_BEHIND = re.compile(
    r'(?:^\..*|^#.*#|'
    r'.*(?:~|\.(?:bak|backup|dist|disabled|example|old|orig|rej|sample|save|sw[op])))$',
    re.IGNORECASE,
)
_TERRAFORM = re.compile(r'\.(?:tf|tofu)(?:\.json)?(?:\W|$)', re.IGNORECASE)
_STATE = re.compile(r'\.tfstate(?:\.|$)', re.IGNORECASE)


def is_configuration(name: str) -> bool:
    """Return whether Terraform or OpenTofu reads a file of this name; a hidden one is ignored.

    Source: hashicorp/terraform, internal/configs, `IsIgnoredFile`.
    """
    return name.endswith(CONFIGURATION) and not name.startswith('.')


def is_variables(name: str) -> bool:
    """Return whether a file of this name has values for Terraform's variables."""
    return name.endswith(VARIABLES)


def may_be_variables(name: str) -> bool:
    """Return whether a file of this name may be given to Terraform, which takes any spelling."""
    return name.lower().endswith(VARIABLES)


def is_loaded(name: str) -> bool:
    """Return whether Terraform loads a file of this name by itself, in a root's folder."""
    return name in STANDARD or name.endswith(AUTOMATIC)


def is_unit(name: str) -> bool:
    """Return whether Terragrunt takes a directory with a file of this name for a unit."""
    return name in UNITS


def is_fragment(name: str) -> bool:
    """Return whether a Terragrunt unit may include a file of this name, or a stack has it."""
    return is_of_stack(name) or (
        name.endswith(('.hcl', '.hcl.json')) and not is_unit(name) and name != LOCK
    )


def is_app(directory: str, name: str) -> bool:
    """Return whether a file makes its directory an app that is a program."""
    return name in APPS or (name in BACKENDS and os.path.basename(directory) == _AMPLIFY)


def is_manifest(name: str) -> bool:
    """Return whether a file of this name says which packages a program is built with."""
    return name in _MANIFESTS or name.endswith('.csproj')


def is_test(name: str) -> bool:
    """Return whether `terraform test` reads a file of this name, in HCL."""
    return name.endswith(('.tftest.hcl', '.tofutest.hcl'))


def is_of_components(name: str) -> bool:
    """Return whether a file of this name has components of a Terraform stack."""
    return name.endswith(_COMPONENTS)


def is_of_stack(name: str) -> bool:
    """Return whether a file of this name is a part of a Terraform stack."""
    return name.endswith((*_COMPONENTS, *_DEPLOYMENTS))


def is_document(name: str) -> bool:
    """Return whether a file of this name is in YAML or JSON."""
    return name.lower().endswith(DOCUMENTS)


def is_of_another_kind(name: str) -> bool:
    """Return whether a file of this name is a program, prose, a picture or an archive."""
    return os.path.splitext(name)[1].lower() in _OTHERS


def marks_a_root(name: str) -> bool:
    """Return whether only a root module has a file of this name."""
    return name == LOCK or is_loaded(name)


def is_left_behind(name: str) -> bool:
    """Return whether a file of this name is a copy that nobody deploys from."""
    return _LEFT_BEHIND.match(name) is not None


def is_misnamed(name: str) -> bool:
    """Return whether a name is nearly that of configuration, and Terraform does not read it."""
    return name.lower().endswith(CONFIGURATION) and not name.endswith(CONFIGURATION)


def looks_like_terraform(name: str) -> bool:
    """Return whether a name has the ending of configuration in it, and something after it."""
    return _TERRAFORM.search(name) is not None


def is_state(name: str) -> bool:
    """Return whether a file of this name is what Terraform keeps of a deployment."""
    return _STATE.search(name) is not None
