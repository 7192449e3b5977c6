"""The lock names, by hash and from no particular place, all that development installs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from configparser import ConfigParser
from pathlib import Path

from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

REPOSITORY = Path(__file__).resolve().parent.parent
LOCK = (REPOSITORY / 'requirements-dev.lock').read_text(encoding='utf-8')
ENTRIES = [
    (Requirement(entry.partition(' \\\n')[0]), re.findall(r'--hash=sha256:[0-9a-f]{64}\b', entry))
    for entry in re.split(r'\n(?=[^ #])', re.sub(r'^ *#.*\n', '', LOCK, flags=re.MULTILINE).strip())
]


def _asked() -> Iterator[Requirement]:
    configuration = ConfigParser()
    configuration.read(REPOSITORY / 'setup.cfg', encoding='utf-8')
    extras = configuration['options.extras_require']
    for option in (configuration['options']['install_requires'], *extras.values()):
        asked = map(Requirement, filter(None, option.split('\n')))
        yield from (one for one in asked if one.name != configuration['metadata']['name'])


def test_every_entry_is_one_release_with_its_hashes() -> None:
    assert len(ENTRIES) > 50
    for requirement, hashes in ENTRIES:
        assert re.fullmatch(r'==[^*,]+', str(requirement.specifier)), requirement
        assert hashes, requirement


def test_no_entry_says_where_from() -> None:
    assert '://' not in LOCK
    assert re.findall(r'^ *-(?!-hash=).*', LOCK, re.MULTILINE) == []


def test_what_setup_cfg_asks_for_is_locked() -> None:
    environment = {name: str(value) for name, value in default_environment().items()}
    locked = {
        canonicalize_name(requirement.name): str(requirement.specifier).removeprefix('==')
        for requirement, _ in ENTRIES
        if requirement.marker is None or requirement.marker.evaluate(environment)
    }
    for asked in _asked():
        assert asked.specifier.contains(locked[canonicalize_name(asked.name)]), asked
