"""Policy 0: the other policies could do their work.

It judges nothing itself. Whoever runs the policies gives its verdict on a resource that
could not be judged: a policy raised, the configuration is invalid, a bound was exceeded.
"""

from __future__ import annotations

from collections.abc import Iterator

from checkov_aurora_pg.core.estate import Resource
from checkov_aurora_pg.core.kinds import Kind
from checkov_aurora_pg.core.names import HEALTH
from checkov_aurora_pg.core.policy import Finding
from checkov_aurora_pg.core.policy import Settings
from checkov_aurora_pg.core.policy import Severity
from checkov_aurora_pg.core.policy import policy


def _never(resource: Resource) -> bool:
    return False


@policy(
    id=HEALTH,
    title='Aurora PostgreSQL policies can judge the code',
    severity=Severity.HIGH,
    subject=Kind.CLUSTER,  # stands for every kind that is judged
    applies=_never,
    remedy=(
        'Repair what the message names: the file that cannot be read, the call that is '
        'refused, the code that goes beyond the bounds of evaluation. Where a file is not meant '
        'to be judged, leave it out with `exclude` in the configuration. If the message names '
        'an internal error, report it.'
    ),
    references=(
        'https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraPostgreSQL.Security.html',
    ),
)
def health(resource: Resource, settings: Settings) -> Iterator[Finding]:
    """A check that could not do its work must not look like one that found nothing.

    This policy fails where no verdict could be reached for a reason that lies in the
    check and not in the cluster: a file does not parse, its language refuses it, evaluation
    went beyond its bounds, the output of a program is not here, or another policy raised.
    It also fails for a file that describes Aurora PostgreSQL and that nothing has read. It is
    silent when all is well, so that a gate that is broken does not let everything through.

    Each file that names Aurora PostgreSQL, or a kind of resource that is judged, ends a
    scan in one of four states: judged, judged on its own (nothing that was judged creates
    it), not judged (a failure of this policy), or left out, with a reason. The summary
    counts them, and `coverage` in the `json` output names each.

    The severity is high since any of the other policies may be violated unseen.
    """
    yield from ()
