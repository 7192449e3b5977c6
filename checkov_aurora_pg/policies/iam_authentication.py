"""Policy 4: users and services can log in with IAM instead of passwords."""

from __future__ import annotations

from collections.abc import Iterator

from checkov_aurora_pg.core.estate import Resource
from checkov_aurora_pg.core.kinds import Kind
from checkov_aurora_pg.core.policy import Finding
from checkov_aurora_pg.core.policy import Settings
from checkov_aurora_pg.core.policy import Severity
from checkov_aurora_pg.core.policy import policy
from checkov_aurora_pg.core.reasons import Undetermined
from checkov_aurora_pg.core.values import Sequence
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.wanted import AttributeIs
from checkov_aurora_pg.policies.aurora_postgresql import has_iam_authentication

ATTRIBUTE = 'iam_authentication'
KEPT_FROM = 'keeps_iam_authentication_of'

# The master user logs in with IAM tokens, which takes IAM authentication.
MASTER_USER_BY_IAM = 'iam-db-auth'


def _restored(cluster: Resource) -> str | None:
    """Return how far a cluster is made from a snapshot or another cluster, None if it is not."""
    value = cluster.attributes.get(KEPT_FROM)
    if value is None or value.data is None or value.data == '':
        return None
    if isinstance(value.data, Unknown):
        return f'the cluster may be restored ({value.data.reason})'
    if isinstance(value.data, Sequence) and not value.data.items and value.data.rest is None:
        return None
    return 'the cluster is restored'


def _unset(cluster: Resource) -> str:
    # The API keeps the setting of what is restored or not, and the provider then sees a
    # setting that the code does not have, and takes it away.
    if not cluster.elements('restored_from'):
        return 'is not set'
    return 'is not set, so the next deployment turns it off, if the restore did not'


@policy(
    id='CKV2_AURORAPG_4',
    title='Aurora PostgreSQL cluster has IAM database authentication on',
    severity=Severity.MEDIUM,
    subject=Kind.CLUSTER,
    applies=has_iam_authentication,
    remedy=(
        'Turn IAM database authentication on for the cluster (not for its instances: there '
        'it does not apply to Aurora), grant `rds_iam` to the users that should log in '
        'with it, and allow `rds-db:connect` to their IAM identities.'
    ),
    references=(
        'https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/UsingWithRDS.IAMDBAuth.html',
        'https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/'
        'UsingWithRDS.IAMDBAuth.Enabling.html',
    ),
    reads={
        Kind.CLUSTER: (
            'engine',
            'engine_mode',
            ATTRIBUTE,
            'master_user_authentication',
            KEPT_FROM,
            'restored_from',
        )
    },
)
def iam_authentication(cluster: Resource, settings: Settings) -> Iterator[Finding]:
    """Without IAM database authentication, every login to the cluster is a stored password.

    Passwords are copied, shared and forgotten, and outlive the person who knew them. An
    IAM token is valid for 15 minutes, is signed for one user, and access is granted and
    taken away where all other access to AWS is. IAM authentication is off unless it is
    turned on, and turning it on leaves password logins as they are.

    A cluster that is restored ends as the code says at the latest with the next deployment,
    where that compares all settings. Where it does not, and the code says nothing, AWS's own
    pages disagree about what a restored cluster has.

    Aurora Serverless v1 does not have it, and is not judged.

    The severity is medium since an attacker needs a password that leaked, which then works
    from anywhere that reaches the cluster, and for long.
    """
    on = cluster.flag(ATTRIBUTE)
    if on or cluster.text('master_user_authentication') == MASTER_USER_BY_IAM:
        return
    written = cluster.spelled(ATTRIBUTE)
    restored = _restored(cluster) if on is None else None
    if restored:
        # The user guide says that a restored cluster keeps its source's setting, the API
        # reference that it is off.
        raise Undetermined.because(
            ATTRIBUTE,
            f'it is not set, and {restored}: AWS documents both that a restored cluster keeps the '
            'setting of its source and that the setting is off',
            f'set `{written}` to `true`',
            cluster.written(KEPT_FROM),
        )
    state = _unset(cluster) if on is None else 'is `false`'
    yield Finding(
        ATTRIBUTE,
        (
            f'`{written}` {state}: users can log in with passwords only, not with IAM tokens; '
            'set it to `true`'
        ),
        cluster.written(ATTRIBUTE),
        wanted=AttributeIs(ATTRIBUTE, True),
    )
