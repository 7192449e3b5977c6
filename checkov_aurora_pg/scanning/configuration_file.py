"""The configuration file's keys and values, and what is wrong with them.

Every error names the file and line, the key, and what is allowed there.
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml

from checkov_aurora_pg.core.deployments import Declared
from checkov_aurora_pg.core.deployments import Deployment
from checkov_aurora_pg.core.names import HEALTH
from checkov_aurora_pg.core.policy import Settings
from checkov_aurora_pg.core.policy import Severity
from checkov_aurora_pg.facts.approved_lists import approved_lists
from checkov_aurora_pg.facts.cipher_suites import names
from checkov_aurora_pg.policies import POLICIES
from checkov_aurora_pg.policies.wording import quoted
from checkov_aurora_pg.readers.files import within
from checkov_aurora_pg.readers.options import boundary_of
from checkov_aurora_pg.scanning.configuration import Configuration
from checkov_aurora_pg.scanning.configuration import ConfigurationError
from checkov_aurora_pg.scanning.exclusion import PatternError
from checkov_aurora_pg.scanning.exclusion import exclusion
from checkov_aurora_pg.scanning.selection import Selection
from checkov_aurora_pg.scanning.selection import SelectionError
from checkov_aurora_pg.scanning.selection import require_known

# The file may be somebody else's, such as a pull request's, and parsing is slow.
MOST_BYTES = 64 * 1024

STRING = 'tag:yaml.org,2002:str'
BOOLEAN = 'tag:yaml.org,2002:bool'
NULL = 'tag:yaml.org,2002:null'

VAR_FILES = 'var_files'
EXCLUDE = 'exclude'
DEPLOYMENTS = 'deployments'
MODULES = 'modules'
CHECK = 'check'
SKIP_CHECK = 'skip_check'
SEVERITY = 'severity'
FAIL_ON = 'fail_on'


class _Refused(Exception):
    """A node is not what it should be; the key's name is added on the way out."""

    def __init__(self, node: yaml.Node, message: str) -> None:
        super().__init__(message)
        self.line = node.start_mark.line + 1
        self.message = message


def _near(name: str, allowed: Iterable[str]) -> str:
    near = get_close_matches(name, list(allowed), n=1)
    return f'; did you mean `{near[0]}`?' if near else ''


def _described(node: yaml.Node) -> str:
    if node.tag == NULL:
        return 'has no value'
    if isinstance(node, yaml.ScalarNode):
        return f'is {quoted(node.value)}'
    return 'is a list' if isinstance(node, yaml.SequenceNode) else 'is a mapping'


def _text(node: yaml.Node, allowed: str) -> str:
    if node.tag != STRING:
        raise _Refused(node, f'{_described(node)}; {allowed}')
    return str(node.value)


def _texts(node: yaml.Node, allowed: str) -> list[tuple[yaml.Node, str]]:
    if not isinstance(node, yaml.SequenceNode) or not node.value:
        problem = 'is an empty list' if isinstance(node, yaml.SequenceNode) else _described(node)
        raise _Refused(node, f'{problem}; {allowed}')
    return [(item, _text(item, allowed)) for item in node.value]


def _flag(node: yaml.Node, directory: Path) -> bool:
    if node.tag != BOOLEAN:
        hint = ' without quotes' if node.tag == STRING else ''
        raise _Refused(node, f'{_described(node)}; write `true` or `false`{hint}')
    return str(node.value).lower() in ('true', 'yes', 'on')


def _approved_ciphers(node: yaml.Node, directory: Path) -> str | tuple[str, ...]:
    lists = ', '.join(f'`{name}`' for name in approved_lists())
    allowed = f'write the name of a list ({lists}), or a list of cipher suites'
    if isinstance(node, yaml.SequenceNode):
        suites = _texts(node, allowed)
        for item, name in suites:
            if name not in names():
                raise _Refused(
                    item,
                    (
                        f'names {quoted(name)}, which is not a cipher suite of Aurora PostgreSQL'
                        f'{_near(name, names())}'
                    ),
                )
        return tuple(name for _, name in suites)
    name = _text(node, allowed)
    if name not in approved_lists():
        raise _Refused(node, f'is {quoted(name)}; {allowed}{_near(name, approved_lists())}')
    return name


def _fails_undetermined(node: yaml.Node, directory: Path) -> bool:
    allowed = 'write `report` or `fail`'
    choice = _text(node, allowed)
    if choice not in ('report', 'fail'):
        raise _Refused(node, f'is {quoted(choice)}; {allowed}{_near(choice, ("report", "fail"))}')
    return choice == 'fail'


def _var_files(node: yaml.Node, directory: Path) -> tuple[str, ...]:
    return _files(node, directory, 'write a list of Terraform variable files')


def _files(node: yaml.Node, directory: Path, allowed: str) -> tuple[str, ...]:
    """Return the absolute paths of files named relative to the configuration's directory."""
    found = []
    boundary = boundary_of(str(directory.absolute())) or str(directory)
    for item, name in _texts(node, allowed):
        path = directory / name
        if not within(str(path), boundary):
            raise _Refused(
                item,
                (
                    f'names {quoted(name)}, which is not in the repository of this file; '
                    f'write a file '
                    'that is in it, or give it with `--var-file`'
                ),
            )
        if not path.is_file():
            raise _Refused(item, f'names {quoted(name)}; no such file is in `{directory}`')
        found.append(os.path.normpath(path))
    return tuple(found)


def _exclude(node: yaml.Node, directory: Path) -> tuple[str, ...]:
    patterns = _texts(node, 'write a list of patterns as in a `.gitignore`')
    for item, pattern in patterns:
        try:
            exclusion((pattern,), str(directory))
        except PatternError:
            raise _Refused(item, f'has {quoted(pattern)}, which is not a pattern of git') from None
    return tuple(pattern for _, pattern in patterns)


def _parameters(node: yaml.Node, directory: Path) -> tuple[tuple[str, str], ...]:
    allowed = 'write a mapping of names to values'
    if not isinstance(node, yaml.MappingNode) or not node.value:
        raise _Refused(node, f'{_described(node)}; {allowed}')
    for _, value in node.value:
        if not isinstance(value, yaml.ScalarNode) or value.tag == NULL:
            raise _Refused(value, f'has a value that {_described(value)}; write text or a number')
    return tuple((str(key.value), str(value.value)) for key, value in node.value)


def _pattern(node: yaml.Node, directory: Path) -> str:
    name = _text(node, 'write a path or a pattern, relative to this file')
    return os.path.normpath(directory.absolute() / name)


def _name(node: yaml.Node, directory: Path) -> str:
    return _text(node, 'write a name')


def _parameter_files(node: yaml.Node, directory: Path) -> tuple[str, ...]:
    return _files(node, directory, 'write a list of parameter files')


# What a deployment has: how each key is read.
_OF_A_DEPLOYMENT: Mapping[str, Callable[[Any, Path], Any]] = {
    'name': _name,
    'root': _pattern,
    VAR_FILES: _var_files,
    'workspace': _name,
    'templates': _pattern,
    'parameters': _parameters,
    'parameter_files': _parameter_files,
}
_IN_PLACE = frozenset({'root', 'templates'})


def _deployments(node: yaml.Node, directory: Path) -> tuple[Declared, ...]:
    if not isinstance(node, yaml.SequenceNode) or not node.value:
        raise _Refused(node, f'{_described(node)}; write a list of deployments')
    return tuple(_deployment(item, directory) for item in node.value)


def _deployment(node: yaml.Node, directory: Path) -> Declared:
    keys = ', '.join(f'`{key}`' for key in _OF_A_DEPLOYMENT)
    if not isinstance(node, yaml.MappingNode):
        raise _Refused(node, f'has an entry that {_described(node)}; write its keys: {keys}')
    read: dict[str, Any] = {}
    for key, value in node.value:
        name = str(key.value)
        if name not in _OF_A_DEPLOYMENT:
            near = _near(name, _OF_A_DEPLOYMENT)
            raise _Refused(key, f'has the key {quoted(name)}; the keys are {keys}{near}')
        if name in read:
            raise _Refused(key, f'has the key `{name}` twice in one entry')
        try:
            read[name] = _OF_A_DEPLOYMENT[name](value, directory)
        except _Refused as error:
            raise _Refused(value, f'has `{name}`, which {error.message}') from None
    if 'name' not in read:
        raise _Refused(node, 'has an entry without a `name`')
    place = {name: read.pop(name) for name in _IN_PLACE & read.keys()}
    return Declared(Deployment(**read, reason='the configuration declares it'), **place)


def _modules(node: yaml.Node, directory: Path) -> tuple[tuple[str, str], ...]:
    """Return the folders that hold the modules of other repositories, by their sources.

    The file may be scanned code, so that they lie where its variable files do.
    """
    if not isinstance(node, yaml.MappingNode) or not node.value:
        raise _Refused(node, f'{_described(node)}; write a mapping of sources to folders')
    boundary = boundary_of(str(directory.absolute())) or str(directory.absolute())
    found: dict[str, str] = {}
    for key, value in node.value:
        source, name = _text(key, 'write a source'), _text(value, 'write a folder')
        folder = os.path.normpath(directory.absolute() / name)
        if source.startswith('.'):
            raise _Refused(key, f'names {quoted(source)}, which is a local path and needs no entry')
        if not within(folder, boundary):
            raise _Refused(
                value,
                (
                    f'names {quoted(name)}, which is not in the repository of this file; write a '
                    'folder that is in it, or put this file beside both and give it with `--config`'
                ),
            )
        if not os.path.isdir(folder):
            raise _Refused(value, f'names {quoted(name)}; no such folder is in `{directory}`')
        if source in found:
            raise _Refused(key, f'has {quoted(source)} twice')
        found[source] = folder
    return tuple(found.items())


def _checks(node: yaml.Node, directory: Path) -> tuple[str, ...]:
    patterns = _texts(node, 'write a list of policies, such as `CKV2_AURORAPG_4`')
    for item, pattern in patterns:
        _require_known(item, pattern)
    return tuple(pattern for _, pattern in patterns)


def _require_known(node: yaml.Node, pattern: str) -> None:
    try:
        require_known(pattern)
    except SelectionError as error:
        raise _Refused(node, f'names {error}') from None


def _one_severity(node: yaml.Node, directory: Path) -> Severity:
    allowed = f'write {", ".join(f"`{one}`" for one in Severity)}'
    name = _text(node, allowed)
    if name not in tuple(Severity):
        near = _near(name.upper(), Severity)
        raise _Refused(node, f'is {quoted(name)}; {allowed}{near}')
    return Severity(name)


def _severities(node: yaml.Node, directory: Path) -> tuple[tuple[str, Severity], ...]:
    if not isinstance(node, yaml.MappingNode) or not node.value:
        raise _Refused(node, f'{_described(node)}; write a mapping of policies to severities')
    found: dict[str, Severity] = {}
    for key, value in node.value:
        id = _text(key, 'write the id of a policy')
        if id == HEALTH:
            raise _Refused(key, f'names `{id}`: what cannot be judged always fails')
        if id not in {policy.id for policy in POLICIES}:
            _require_known(key, id)
            raise _Refused(key, f'names {quoted(id)}; write the id of one policy')
        if id in found:
            raise _Refused(key, f'has {quoted(id)} twice')
        try:
            found[id] = _one_severity(value, directory)
        except _Refused as error:
            raise _Refused(value, f'has `{id}`, which {error.message}') from None
    return tuple(found.items())


# Each key: the field that it sets, and how it is read.
KEYS: Mapping[str, tuple[str, Callable[[Any, Path], Any]]] = {
    'approved_ciphers': ('approved_ciphers', _approved_ciphers),
    'require_explicit_force_ssl': ('require_explicit_force_ssl', _flag),
    'accept_md5_logins': ('accept_md5_logins', _flag),
    'undetermined': ('fail_undetermined', _fails_undetermined),
    VAR_FILES: (VAR_FILES, _var_files),
    EXCLUDE: (EXCLUDE, _exclude),
    DEPLOYMENTS: (DEPLOYMENTS, _deployments),
    MODULES: (MODULES, _modules),
    CHECK: (CHECK, _checks),
    SKIP_CHECK: (SKIP_CHECK, _checks),
    SEVERITY: ('severities', _severities),
    FAIL_ON: (FAIL_ON, _one_severity),
}


_SETTINGS = frozenset(one.name for one in dataclasses.fields(Settings))


def _contents(path: Path) -> bytes:
    try:
        with path.open('rb') as file:
            contents = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise ConfigurationError(
            str(path),
            f'cannot be read: {(error.strerror or str(error)).lower()}',
        ) from error
    if len(contents) > MOST_BYTES:
        raise ConfigurationError(str(path), f'is larger than {MOST_BYTES // 1024} KiB')
    return contents


def _composed(path: Path) -> yaml.Node | None:
    contents = _contents(path)
    try:
        return yaml.compose(contents, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise ConfigurationError(str(path), f'is not valid YAML: {error.problem}', line) from error
    except yaml.YAMLError as error:
        raise ConfigurationError(str(path), 'is not valid YAML: it is not plain text') from error
    except RecursionError as error:
        raise ConfigurationError(str(path), 'is nested too deeply') from error


def _entries(path: Path, root: yaml.Node) -> dict[str, yaml.Node]:
    """Return the value of each key; raises where a key is unknown or repeated."""
    keys = ', '.join(f'`{key}`' for key in KEYS)
    if not isinstance(root, yaml.MappingNode):
        raise ConfigurationError(
            str(path),
            f'must be a mapping with the keys {keys}',
            root.start_mark.line + 1,
        )
    entries: dict[str, yaml.Node] = {}
    for key, value in root.value:
        name, line = str(key.value), key.start_mark.line + 1
        if name not in KEYS:
            raise ConfigurationError(
                str(path),
                f'unknown key {quoted(name)}; the keys are {keys}{_near(name, KEYS)}',
                line,
            )
        if name in entries:
            raise ConfigurationError(str(path), f'key `{name}` is written twice', line)
        entries[name] = value
    return entries


def read(path: Path) -> Configuration:
    """Return the configuration in a file. Raises `ConfigurationError`."""
    root = _composed(path)
    fields: dict[str, Any] = {}
    entries = {} if root is None or root.tag == NULL else _entries(path, root)
    for name, node in entries.items():
        field, reader = KEYS[name]
        try:
            fields[field] = reader(node, path.parent)
        except _Refused as error:
            raise ConfigurationError(
                str(path),
                f'`{name}` {error.message}',
                error.line,
            ) from error
    settings = {name: fields.pop(name) for name in _SETTINGS & fields.keys()}
    found = Configuration(Settings(**settings), path=str(path), **fields)
    try:
        Selection.of(found).policies()
    except SelectionError as error:
        raise ConfigurationError(str(path), f'`{CHECK}` and `{SKIP_CHECK}`: {error}') from None
    return found
