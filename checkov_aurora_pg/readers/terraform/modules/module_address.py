"""Where the source of a module call leads: a registry's module, or a repository on GitHub.

Source: Terraform's "Module Sources", and the registry's rule that the repository of
`owner/name/provider` is `owner/terraform-provider-name`.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from urllib.parse import parse_qs

from checkov_aurora_pg.readers.terraform.modules.call_arguments import LOCAL

GITHUB = 'github.com'

_LABEL = r'[0-9A-Za-z](?:[0-9A-Za-z_-]{0,62}[0-9A-Za-z])?'
_REGISTRY = re.compile(
    r'(?:registry\.(?:terraform\.io|opentofu\.org)/)?'
    rf'(?P<name>{_LABEL}/{_LABEL}/[0-9A-Za-z]{{1,64}})(?://(?P<below>[^?]*))?',
)
_GITHUB = re.compile(
    r'(?:git::)?(?:(?:https?|ssh|git)://)?(?:[^@/:]*(?::[^@/]*)?@)?'
    r'(?:www\.)?github\.com(?::\d+/|[/:])/?'
    rf'(?P<owner>{_LABEL})/terraform-(?P<provider>[0-9a-z]+)-(?P<module>{_LABEL}?)(?:\.git)?/?'
    r'(?://(?P<below>[^?]*))?(?:\?(?P<query>.*))?',
    re.IGNORECASE,
)
# A repository with another name: the registry has no module of it.
_ANY_GITHUB = re.compile(
    r'(?:git::)?(?:(?:https?|ssh|git)://)?(?:[^@/:]*(?::[^@/]*)?@)?'
    r'(?:www\.)?github\.com(?::\d+/|[/:])/?'
    rf'(?P<owner>{_LABEL})/(?P<repository>{_LABEL}?)(?:\.git)?/?'
    r'(?://(?P<below>[^?]*))?(?:\?(?P<query>[^/]*))?',
    re.IGNORECASE,
)

# go-getter splits the short form at each slash before it looks at the query, so that a folder may
# stand behind it (`GitHubDetector.detectHTTP`). OpenTofu's takes it for a part of the query, and
# then finds no such revision, so that it deploys nothing else.
_QUERY_FIRST = re.compile(
    r'(?P<repository>github\.com/[^/?]+/[^/?]+)\?(?P<query>[^/?]*)/(?P<below>/.*)'
)

# What stands before the path: how it is fetched, by whom and from which host.
_AUTHORITY = re.compile(
    r'(?:\w+::)*(?:\w+://(?:[^/@]*@)?[^/]*/+|[^/@:]*@[^/:]+[:/]+|[\w-]+(?:\.[\w-]+)+(?::\d+)?/)?',
)

_FETCHED = re.compile(r'(?:\w+::)*(?:\w+://)?(?:[^/@]*@)?')
_PORT = re.compile(r'\d+(?=/)')


@dataclass(frozen=True, slots=True)
class ModuleAddress:
    """A public module. `name` is `namespace/name/provider`, in lower case.

    Of a repository that has none of the registry's names it is `github.com/owner/repository`.

    `below` is the directory after `//`, or empty. `from_git` says that `ref` (None where it
    is not written) decides the version, and no `version` argument does.
    """

    name: str
    below: str = ''
    from_git: bool = False
    ref: str | None = None

    @property
    def repository(self) -> str:
        """The path of its repository on GitHub."""
        namespace, name, provider, *_ = self.name.split('/')
        if namespace == GITHUB:
            return f'{namespace}/{name}/{provider}'
        return f'github.com/{namespace}/terraform-{provider}-{name}'

    @property
    def described_as(self) -> str:
        """What a model of the module is called: a repository of several has one for each."""
        is_registered = not self.name.startswith(f'{GITHUB}/')
        return self.name if is_registered or not self.below else f'{self.name}/{self.below}'


def _in_order(source: str) -> str:
    """Return a source with the folder before the query."""
    match = _QUERY_FIRST.fullmatch(source)
    if match is None:
        return source
    return f'{match["repository"]}/{match["below"]}?{match["query"]}'


def _below(text: str | None) -> str:
    path = posixpath.normpath(text or '.').lstrip('/')
    return '' if path == '.' else path


def own_words(source: str) -> str:
    """Return what a source says of the module itself: neither its host nor its owner.

    Of a path that leads to the module from here, that is all of it.
    """
    if source.startswith(LOCAL):
        return source
    below = _AUTHORITY.sub('', source, count=1)
    first, _, others = below.partition('//')
    owner, slash, name = first.partition('/')
    return f'{name if slash else owner}//{others}'


def parse_address(source: str) -> ModuleAddress | None:
    """Return the public module that a source leads to.

    Returns None for a local path, another host and everything else.
    """
    if source.startswith(LOCAL):
        return None
    source = _in_order(source)
    match = _REGISTRY.fullmatch(source)
    if match is not None:
        return ModuleAddress(match['name'].lower(), _below(match['below']))
    match = _GITHUB.fullmatch(source) or _ANY_GITHUB.fullmatch(source)
    if match is None:
        return None
    refs = parse_qs(match['query'] or '').get('ref')
    if 'provider' not in match.re.groupindex:
        name = f'{GITHUB}/{match["owner"]}/{match["repository"]}'.lower()
    else:
        name = f'{match["owner"]}/{match["module"]}/{match["provider"]}'.lower()
    return ModuleAddress(name, _below(match['below']), True, refs[-1] if refs else None)


def place_of(source: str) -> str:
    """Return what a source says of where a module is: neither how it is fetched nor its version."""
    address = parse_address(source)
    if address is not None:
        return f'{address.name}//{address.below}'
    text = _FETCHED.sub('', source.partition('?')[0], count=1)
    host, colon, path = text.partition(':')
    if colon and '/' not in host:
        text = f'{host}/{_PORT.sub("", path, count=1).lstrip("/")}'
    repository, _, below = text.partition('//')
    host, slash, path = repository.rstrip('/').removesuffix('.git').partition('/')
    return f'{host.lower()}{slash}{path}//{_below(below)}'
