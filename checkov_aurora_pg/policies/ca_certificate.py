"""Policy 10: an instance's certificate is of an authority that AWS has not retired."""

from __future__ import annotations

from collections.abc import Iterator

from checkov_aurora_pg.core.estate import Resource
from checkov_aurora_pg.core.kinds import Kind
from checkov_aurora_pg.core.policy import Finding
from checkov_aurora_pg.core.policy import Settings
from checkov_aurora_pg.core.policy import Severity
from checkov_aurora_pg.core.policy import policy
from checkov_aurora_pg.facts.certificate_authorities import current
from checkov_aurora_pg.facts.certificate_authorities import retired_since
from checkov_aurora_pg.policies.aurora_postgresql import is_instance
from checkov_aurora_pg.policies.wording import quoted

ATTRIBUTE = 'ca_certificate'


@policy(
    id='CKV2_AURORAPG_10',
    title='Aurora PostgreSQL instance has a certificate authority that AWS has not retired',
    severity=Severity.LOW,
    subject=Kind.INSTANCE,
    applies=is_instance,
    remedy=(
        'Give the instance a current certificate authority, such as `rds-ca-rsa2048-g1`, after '
        'adding its root to what the clients trust. Leaving it out gives new instances the '
        'default of the account, and existing ones keep what they have.'
    ),
    references=(
        'https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/'
        'UsingWithRDS.SSL-certificate-rotation.html',
        'https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/UsingWithRDS.SSL.html',
    ),
    reads={
        Kind.INSTANCE: ('engine', ATTRIBUTE, 'cluster'),
        Kind.CLUSTER: ('engine',),
    },
)
def ca_certificate(instance: Resource, settings: Settings) -> Iterator[Finding]:
    """A client that verifies the server's certificate refuses one whose authority has expired.

    An instance that pins a retired authority thus either cannot be reached, or is reached by
    clients that verify nothing: they cannot tell the database from an attacker on the way who
    answers in its place, reads the password and passes the traffic on. An instance that pins
    none has the default of its account, which AWS keeps current.

    The severity is low since an attacker gains nothing by the certificate itself, only by the
    verification that it makes people turn off.
    """
    name = instance.text(ATTRIBUTE)
    since = retired_since(name) if name is not None else None
    if name is not None and since is not None:
        yield Finding(
            ATTRIBUTE,
            (
                f'`{instance.spelled(ATTRIBUTE)}` pins {quoted(name)}, which AWS has retired: its '
                f'certificates expired in {since}, and clients that verify them cannot connect; '
                f'set it to `{current()}`'
            ),
            instance.written(ATTRIBUTE),
            wrong=(name,),
        )
