"""The README shows what the commands really print, and names what there is."""
from __future__ import annotations

import re

from checkov_aurora_pg.configuration_file import KEYS
from checkov_aurora_pg.facts.approved_lists import approved_lists
from checkov_aurora_pg.policies import POLICIES
from testing.readme import README
from testing.readme import REPOSITORY
from testing.readme import commands
from testing.readme import refreshed

TEXT = README.read_text(encoding='utf-8')


def test_the_outputs_are_those_of_the_commands() -> None:
    shown = commands(TEXT)

    assert any(command.startswith('checkov-aurora-pg ') for command in shown)
    assert any(command.startswith('checkov -d ') for command in shown)
    # Checkov prints its checks in the order in which its threads end.
    now = sorted(refreshed(TEXT).splitlines())
    assert now == sorted(TEXT.splitlines()), 'run `python -m testing.readme`'


def test_every_policy_has_a_row() -> None:
    rows = dict(re.findall(r'^\| `(CKV2_AURORAPG_\d+)` \| (.+?) \|', TEXT, re.MULTILINE))

    assert rows == {policy.id: policy.title for policy in POLICIES}


def test_every_key_and_list_is_named() -> None:
    for name in (*KEYS, *approved_lists()):
        assert f'`{name}`' in TEXT or re.search(rf'^{name}:', TEXT, re.MULTILINE), name


def test_every_link_into_the_repository_leads_somewhere() -> None:
    links = re.findall(r'\]\((?!https?:)([^)#]+)\)', TEXT)

    assert links
    assert [link for link in links if not (REPOSITORY / link).exists()] == []
