"""The error for a command or a file that the user has to write differently."""

from __future__ import annotations


class UsageError(Exception):
    """The command or the configuration is wrong; the message says what is allowed."""
