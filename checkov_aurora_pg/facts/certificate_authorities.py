"""The certificate authorities of Aurora. Source: certificate_authorities.toml."""

from __future__ import annotations

from checkov_aurora_pg.facts.table import table


def retired_since(name: str) -> str | None:
    """Return when an authority's certificates expired (`August 2024`), or None."""
    for row in table('certificate_authorities')['retired']:
        if row['name'] == name:
            return str(row['since'])
    return None


def current() -> str:
    """Return an authority that is not retired and is available in every region."""
    return str(table('certificate_authorities')['current'])
