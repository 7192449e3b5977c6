"""The policies, in the order of their ids."""

from __future__ import annotations

from checkov_aurora_pg.core.policy import Policy
from checkov_aurora_pg.policies import approved_ciphers
from checkov_aurora_pg.policies import ca_certificate
from checkov_aurora_pg.policies import cluster_tls
from checkov_aurora_pg.policies import dedicated_tenancy
from checkov_aurora_pg.policies import force_ssl
from checkov_aurora_pg.policies import health
from checkov_aurora_pg.policies import iam_authentication
from checkov_aurora_pg.policies import instance_parameter_group
from checkov_aurora_pg.policies import open_ingress
from checkov_aurora_pg.policies import scram
from checkov_aurora_pg.policies import tls_version

# `health` applies to nothing by itself: whoever runs the others gives its verdicts.
POLICIES: tuple[Policy, ...] = (
    health.health,
    force_ssl.force_ssl,
    approved_ciphers.approved_ciphers,
    dedicated_tenancy.dedicated_tenancy,
    iam_authentication.iam_authentication,
    cluster_tls.cluster_tls,
    tls_version.tls_version,
    scram.scram,
    instance_parameter_group.instance_parameter_group,
    open_ingress.open_ingress,
    ca_certificate.ca_certificate,
)
