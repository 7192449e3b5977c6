"""Run the command in this process, as its users run it."""

from __future__ import annotations

import contextlib
import io
import json
from dataclasses import dataclass
from typing import Any

from checkov_aurora_pg.command_line.command import main


@dataclass(frozen=True)
class Run:
    """What a run of the command left: its exit code and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def findings(self) -> list[dict[str, Any]]:
        """The entries of the JSON report."""
        findings: list[dict[str, Any]] = json.loads(self.out)['findings']
        return findings


def run(*argv: str) -> Run:
    """Run the command with `argv` in the working directory."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(argv)
    return Run(code, out.getvalue(), err.getvalue())
