"""Terragrunt: units that call a module, or set the inputs of their own directory.

What a unit says is put together as Terragrunt does it: from its file, from those that it
includes and reads, from what a stack gives it. What only a deployment knows (the environment,
another unit's outputs, what a program prints) is unknown, and so is every input that such a
part could set. Nothing is run.
"""

from __future__ import annotations
