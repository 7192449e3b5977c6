"""Checkov's own warnings, on import, are not this project's."""

from __future__ import annotations

import warnings
from importlib import import_module

with warnings.catch_warnings():
    warnings.simplefilter('ignore')
    import_module('checkov.main')
