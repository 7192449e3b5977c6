"""The command, as `python -m checkov_aurora_pg`."""

from __future__ import annotations

import sys

# Checkov executes every file below a directory of checks under its bare stem, this one as
# `__main__` too. Only a real start has a package.
if __name__ == '__main__' and __package__:
    from checkov_aurora_pg.command_line.command import main

    sys.exit(main(sys.argv[1:]))
