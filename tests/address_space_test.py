"""Which ranges of addresses are everyone's, however they are written."""

from __future__ import annotations

import pytest

from checkov_aurora_pg.facts.address_space import is_everyone
from checkov_aurora_pg.facts.address_space import range_of


def everyone(*ranges: str) -> bool:
    return is_everyone(found for one in ranges if (found := range_of(one)) is not None)


@pytest.mark.parametrize(
    ('written', 'meant'),
    [
        ('10.0.0.0/8', '10.0.0.0/8'),
        (' 10.0.0.0/8\n', '10.0.0.0/8'),
        ('010.000.0.0/08', '10.0.0.0/8'),
        ('10.1.2.3/8', '10.0.0.0/8'),
        ('10.1.2.3', '10.1.2.3/32'),
        ('0.0.0.0/00', '0.0.0.0/0'),
        ('0.0.0.0/0.0.0.0', '0.0.0.0/0'),
        ('::0/0', '::/0'),
        ('2000:0:0::/03', '2000::/3'),
        ('::ffff:0.0.0.0/96', '0.0.0.0/0'),
        ('::ffff:10.0.0.0/104', '10.0.0.0/8'),
        ('::ffff:0:0/95', '::fffe:0:0/95'),
    ],
)
def test_a_range_is_what_it_means(written: str, meant: str) -> None:
    assert str(range_of(written)) == meant


@pytest.mark.parametrize(
    'written',
    [
        '',
        '/',
        '/0',
        'anywhere',
        '0.0.0.0/',
        '0.0.0.0/-1',
        '0.0.0.0/33',
        '0.0.0.0/0/0',
        '0.0.0/0',
        '::/129',
        '٠.0.0.0/0',
        '0.0.0.0/' + '9' * 10_000,
    ],
)
def test_what_is_no_range_is_none(written: str) -> None:
    assert range_of(written) is None


@pytest.mark.parametrize(
    ('ranges', 'expected'),
    [
        (['0.0.0.0/0'], True),
        (['::/0'], True),
        (['0.0.0.0/1', '128.0.0.0/1'], True),
        (['128.0.0.0/1'], True),
        (['192.0.0.0/4'], True),
        (['16.0.0.0/5'], True),
        # Seven blocks of eight, since 10.0.0.0/8 is private.
        (['8.0.0.0/5'], False),
        (['8.0.0.0/5', '1.0.0.0/8'], True),
        (['8.0.0.0/5', '172.16.0.0/12'], False),
        (['8.0.0.0/5', '8.0.0.0/8', '9.0.0.0/8'], False),
        (['16.0.0.0/6', '20.0.0.0/7', '22.0.0.0/8'], False),
        (['16.0.0.0/6', '20.0.0.0/7', '22.0.0.0/8', '23.0.0.0/8'], True),
        (['224.0.0.0/3'], False),
        (['0.0.0.0/8', '10.0.0.0/8', '127.0.0.0/8', '224.0.0.0/3'], False),
        (['2000::/3'], True),
        (['2600::/12'], True),
        (['2600::/13'], False),
        (['2600::/13', '2608::/13'], True),
        (['2600::/13', '16.0.0.0/6'], False),
        (['4000::/2', 'fc00::/7', '8000::/1'], False),
        ([], False),
    ],
)
def test_ranges_count_together_and_only_what_is_public(ranges: list[str], expected: bool) -> None:
    assert everyone(*ranges) is expected
