"""How to tell an OpenSSL cipher string from suite names. Source: openssl_keywords.toml."""

from __future__ import annotations

from checkov_aurora_pg.facts.table import table


def is_cipher_string(word: str) -> bool:
    """Whether a word is or contains OpenSSL syntax: `A:B`, `HIGH`, `!aNULL`, `kRSA+AES`."""
    words = table('openssl_keywords')
    return (
        word in words['keywords']
        or word.startswith(tuple(words['prefixes']))
        or any(separator in word for separator in ':;+=')
        or len(word.split()) > 1
    )
