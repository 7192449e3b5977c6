"""Names that more than one room knows."""

from __future__ import annotations

# The engine, as AWS and every format spell it. A family begins with it.
AURORA_POSTGRESQL = 'aurora-postgresql'

# The policy of a gate that cannot judge. It is not among the policies that judge.
HEALTH = 'CKV2_AURORAPG_0'

# What the id of every policy begins with.
PREFIX = 'CKV2_AURORAPG_'
