"""What makes a finding the same finding."""

from __future__ import annotations

import os
from dataclasses import replace

from checkov_aurora_pg.core.policy import Outcome
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.policies import POLICIES
from checkov_aurora_pg.scanning.changes.identity import fingerprint
from checkov_aurora_pg.scanning.changes.identity import with_fingerprints
from checkov_aurora_pg.scanning.diagnostics import Diagnostic

ENTRY = Diagnostic(
    POLICIES[0], Outcome.FAIL, Place('/main.tf', 1, 1), 'group.this', 'ssl', 'is off'
)


def test_neither_lines_nor_words_change_a_finding() -> None:
    moved = replace(ENTRY, place=Place('/main.tf', 9, 9), message='is still off')

    assert fingerprint(moved) == fingerprint(ENTRY)
    assert len(fingerprint(ENTRY)) == 32


def test_what_makes_another_finding() -> None:
    entries = (
        ENTRY,
        replace(ENTRY, policy=POLICIES[1]),
        replace(ENTRY, place=Place('/a.tf', 1, 1)),
        replace(ENTRY, resource='group.that'),
        replace(ENTRY, attribute='tls'),
    )

    assert len(set(map(fingerprint, entries))) == len(entries)


def test_the_file_is_the_one_that_was_read_and_not_its_program() -> None:
    made = replace(ENTRY, place=Place('/lib/app.ts', 30, 1), generated=ENTRY.place)

    assert fingerprint(made) == fingerprint(ENTRY)


def test_a_file_may_have_a_name_of_no_characters() -> None:
    odd = [replace(ENTRY, place=Place(os.fsdecode(b'/\xff%d.tf' % one), 1, 1)) for one in (1, 2)]

    assert len(set(map(fingerprint, odd))) == 2


def test_findings_that_are_alike_are_counted() -> None:
    first = fingerprint(ENTRY)

    assert [of_it for _, of_it in with_fingerprints([ENTRY] * 3)] == [
        first,
        f'{first}-2',
        f'{first}-3',
    ]
