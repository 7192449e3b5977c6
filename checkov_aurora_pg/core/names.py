"""Names that several packages of the project use."""

from __future__ import annotations

# The engine's name, which AWS and every format spell alike. A family's name begins with it.
AURORA_POSTGRESQL = 'aurora-postgresql'

# The id of the policy that fails when the gate cannot judge something. It is not one of the
# policies that judge resources.
HEALTH = 'CKV2_AURORAPG_0'

# The prefix of every policy id.
PREFIX = 'CKV2_AURORAPG_'
