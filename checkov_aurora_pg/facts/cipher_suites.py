"""The cipher suites that AWS documents for Aurora PostgreSQL. Source: suites.toml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from checkov_aurora_pg.facts.table import table

# In TLS 1.3 a suite does not name the key exchange, which is always ephemeral.
EPHEMERAL = frozenset({'ECDHE', 'DHE', '(EC)DHE'})


@dataclass(frozen=True, slots=True)
class Suite:
    """One suite in both spellings. `mac` is `AEAD` if the cipher itself authenticates."""

    iana: str
    openssl: str
    protocol: str
    key_exchange: str
    mac: str

    @property
    def is_forward_secret(self) -> bool:
        """Whether recorded traffic stays secret when the server's key is lost."""
        return self.key_exchange in EPHEMERAL

    def weaknesses(self) -> tuple[str, ...]:
        """Return the weaknesses of the suite, the worst first; empty if there are none.

        A cipher with a separate MAC uses CBC mode. For a CBC suite, SHA-1 is not listed as a second
        weakness.
        """
        return tuple(
            weakness
            for weakness, present in (
                ('no forward secrecy', not self.is_forward_secret),
                ('SHA-1 MAC', self.mac == 'SHA-1'),
                ('CBC', self.mac in ('SHA-256', 'SHA-384')),
                ('finite-field Diffie-Hellman', self.key_exchange == 'DHE'),
            )
            if present
        )


@cache
def suites() -> tuple[Suite, ...]:
    """Return every suite that AWS documents for any version, strongest first."""
    return tuple(Suite(**row) for row in table('suites')['suites'])


@cache
def _by_name() -> Mapping[str, Suite]:
    return {name: suite for suite in suites() for name in (suite.iana, suite.openssl)}


def suite(name: str) -> Suite | None:
    """Return the suite with an IANA or OpenSSL name, or None if there is none."""
    return _by_name().get(name)


def names() -> tuple[str, ...]:
    """Return every suite's names, in both spellings."""
    return tuple(_by_name())
