"""Paths as a code host names them: from the root of the repository."""

from __future__ import annotations

import os
from functools import cache

from checkov_aurora_pg.readers.options import boundary_of

# The working tree of a pipeline that has no `.git`, as an archive's: of GitHub and GitLab.
_WORKSPACES = ('GITHUB_WORKSPACE', 'CI_PROJECT_DIR')


def _is_below(path: str, directory: str) -> bool:
    return path.startswith(directory.rstrip(os.sep) + os.sep)


@cache
def _root(directory: str, working: str) -> str:
    """Return the root for the files of a directory; the working directory's, where it is above.

    Without a repository it is the pipeline's working tree, else the working directory.
    """
    roots = [boundary_of(working), boundary_of(directory)]
    roots.extend(os.path.realpath(one) for name in _WORKSPACES if (one := os.environ.get(name)))
    fitting = (root for root in roots if root and _is_below(directory + os.sep, root))
    return next(fitting, working)


def repository_relative(path: str) -> str:
    """Return a path from the root of its repository, links resolved, with `/` between names.

    It begins with `..` where the file is in no repository and not below the working
    directory.
    """
    try:
        return _resolved(path).replace(os.sep, '/')
    except ValueError:  # a name that no file has, as with a NUL
        return os.path.relpath(path)


def _resolved(path: str) -> str:
    spelled = os.path.abspath(path)
    beside = os.path.realpath(os.path.dirname(spelled))
    resolved = os.path.realpath(spelled)
    is_itself = os.path.isdir(spelled) and not os.path.islink(spelled)
    root = _root(resolved if is_itself else beside, os.path.realpath(os.getcwd()))
    if not _is_below(resolved + os.sep, root):  # a link that leads out is known by its own name
        resolved = os.path.join(beside, os.path.basename(spelled))
    return os.path.relpath(resolved, root)
