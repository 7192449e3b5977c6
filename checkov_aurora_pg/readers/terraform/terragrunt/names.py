"""The names of Terragrunt's files. Source: Terragrunt's `pkg/config/config.go` and `stack.go`."""

from __future__ import annotations

# A unit's file, the one that Terragrunt prefers first.
UNIT_NAMES = ('terragrunt.hcl.json', 'terragrunt.hcl')

# What puts units together.
STACK_NAME = 'terragrunt.stack.hcl'

# Where the units of a stack are generated, below the stack's directory.
STACK_DIRECTORY = '.terragrunt-stack'

# What lies beside a unit: the values that a stack gives it, and what is merged over it.
VALUES_NAME = 'terragrunt.values.hcl'
OVER_NAME = 'terragrunt.autoinclude.hcl'
