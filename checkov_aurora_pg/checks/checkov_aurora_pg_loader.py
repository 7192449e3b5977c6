"""What Checkov executes from `--external-checks-dir`, once for each framework.

It registers the policies of the package that it stands in, whether that package is
installed or not, and whatever other copy of it is importable.
"""
from __future__ import annotations

import sys
from pathlib import Path

# `checkov_aurora_pg.py` in there answers to the package's name.
_PACKAGE = str(Path(__file__).resolve().parents[1])

sys.path.insert(0, _PACKAGE)
try:
    from checkov_aurora_pg.checkov_binding.registration import register
finally:
    sys.path.remove(_PACKAGE)

register()
