"""From a share of the way to a setting."""

import math
from collections import Counter

import numpy as np
import pytest

from smsim.experiments.designs import Factor


def test_listed_values_have_equal_parts():
    factor = Factor("levers.form", "governance form", ("grassroots", "intern", "holistic"))
    found = Counter(factor.at(share) for share in (np.arange(3000) + 0.5) / 3000)
    assert found == {"grassroots": 1000, "intern": 1000, "holistic": 1000}
    assert factor.at(0.0) == "grassroots" and factor.at(1.0) == "holistic"


def test_a_range_reaches_both_ends_exactly():
    factor = Factor("levers.executive_tone", "share", low=0.1, high=0.7)
    assert (factor.at(0.0), factor.at(1.0)) == (0.1, 0.7)
    assert factor.at(0.5) == pytest.approx(0.4)


def test_a_log_range_multiplies():
    factor = Factor("risk.mistake_rate", "", low=1e-4, high=1e-2, scale="log")
    assert (factor.at(0.0), factor.at(1.0)) == (1e-4, 1e-2)
    assert factor.at(0.5) == pytest.approx(1e-3)


@pytest.mark.parametrize("share", [-1e-17, 1.0 + 1e-15, -3.0, 7.0])
def test_shares_beyond_the_ends_stay_in_the_range(share):
    for factor in (Factor("a", "", low=0.1, high=0.7), Factor("a", "", low=0.1, high=0.7, scale="log")):
        assert 0.1 <= factor.at(share) <= 0.7
    assert Factor("a", "", (3, 4)).at(share) in (3, 4)


def test_whole_numbers_have_equal_parts():
    factor = Factor("firm.ties_per_person", "", low=6.0, high=20.0, is_whole=True)
    found = Counter(factor.at(share) for share in (np.arange(15_000) + 0.5) / 15_000)
    assert found == dict.fromkeys(range(6, 21), 1000)
    assert all(isinstance(number, int) for number in found)
    assert (factor.at(0.0), factor.at(1.0)) == (6, 20)


def test_whole_numbers_on_a_log_range_keep_its_ratio():
    factor = Factor("firm.employees", "people", low=10, high=1000, scale="log", is_whole=True)
    assert (factor.at(0.0), factor.at(1.0)) == (10, 1000)
    assert factor.at(0.5) == pytest.approx(100, abs=3)
    shares = (np.arange(20_000) + 0.5) / 20_000
    found = Counter(factor.at(share) for share in shares)
    assert found[10] / 20_000 == pytest.approx(math.log(10.5 / 9.5) / math.log(1000.5 / 9.5), rel=0.02)


@pytest.mark.parametrize("count", [1, 2, 3, 7, 49, 1000])
def test_the_share_of_a_listed_value_leads_back_to_it(count):
    factor = Factor("a", "", tuple(range(count)))
    assert [factor.at(factor.share_of(place)) for place in range(count)] == list(range(count))
    assert [factor.at(share) for share in factor.shares(2)] == list(range(count))


def test_levels_of_a_range_lie_at_equal_distances():
    factor = Factor("a", "", low=2.0, high=6.0)
    assert [factor.at(share) for share in factor.shares(5)] == [2.0, 3.0, 4.0, 5.0, 6.0]
