from __future__ import annotations

import json

import numpy as np
import pytest

from smsim.analysis.summary import summarise, summarise_batch, summary_document
from smsim.experiments.own_files import without_missing
from tests.batches import make_batch

MONTHS = 30


def levels(*first_months_of_3: int | None) -> np.ndarray:
    table = np.ones((len(first_months_of_3), MONTHS))
    for row, month in enumerate(first_months_of_3):
        if month is not None:
            table[row, month:] = 3
    return table


def test_levels_are_told_after_whole_years_and_at_the_end():
    summary = summarise_batch(make_batch(levels(11, 12, None)))
    assert [look.months for look in summary.levels_after] == [12, 24, 30]
    # month 11 is the twelfth month
    assert summary.levels_after[0].counts == (0, 2, 0, 1, 0)
    assert summary.levels_after[1].counts == (0, 1, 0, 2, 0)
    assert summary.levels_after[1].mean == pytest.approx(7 / 3)


def test_months_to_a_level_count_runs_that_never_got_there_as_later():
    summary = summarise_batch(make_batch(levels(5, None, None)))
    assert summary.months_to[3].reached.count == 1
    assert summary.months_to[3].median_month is None
    assert summary.means["months_below_level_3"].value == pytest.approx((5 + 30 + 30) / 3)
    assert summarise_batch(make_batch(levels(5, 7, None))).months_to[3].median_month == 7


def test_totals_and_yearly_rates():
    cost = np.full((2, MONTHS), 2.0)
    crises = np.zeros((2, MONTHS))
    crises[0, :3] = 1
    summary = summarise_batch(make_batch(levels(None, None), cost_keur=cost, crises=crises))
    assert summary.means["cost_keur"].value == 60
    assert summary.means["crises_per_year"].value == pytest.approx(3 / 2 / 30 * 12)


def test_last_year_means_the_last_twelve_months():
    shares = np.zeros((1, MONTHS))
    shares[0, -12:] = 0.5
    summary = summarise_batch(make_batch(levels(None), response_share=shares))
    assert summary.means["response_share_last_year"].value == 0.5


def test_differences_are_taken_run_by_run():
    rng = np.random.default_rng(5)
    luck = rng.normal(0, 100, (20, 1))
    value = np.zeros((20, MONTHS))
    base = make_batch(levels(*[10] * 20), name="base", net_value_keur=value + luck)
    better = make_batch(levels(*[10] * 20), name="better", net_value_keur=value + luck + 0.1)
    summary = summarise([base, better], "base")
    found = {entry.measure.name: entry for entry in summary.differences}
    assert found["net_value_keur"].paired.mean == pytest.approx(3.0)
    assert found["net_value_keur"].verdict == 1
    assert found["level_at_end"].verdict == 0
    assert {entry.scenario for entry in summary.differences} == {"better"}


def test_less_is_better_for_cost():
    base = make_batch(levels(*[10] * 12), name="base", cost_keur=np.full((12, MONTHS), 2.0))
    cheap = make_batch(levels(*[10] * 12), name="cheap", cost_keur=np.full((12, MONTHS), 1.0))
    (cost,) = (
        entry for entry in summarise([base, cheap], "base").differences if entry.measure.name == "cost_keur"
    )
    assert cost.paired.mean < 0
    assert cost.verdict == 1


def test_a_winner_is_named_only_when_it_is_clear_of_all_others():
    rng = np.random.default_rng(7)
    noise = rng.normal(0, 5, (30, MONTHS))
    level = levels(*[10] * 30)
    one = make_batch(level, name="one", net_value_keur=noise)
    same = make_batch(level, name="same", net_value_keur=rng.normal(0, 5, (30, MONTHS)))
    far = make_batch(level, name="far", net_value_keur=noise - 50)
    winners = {winner.measure.name: winner for winner in summarise([one, same, far], "one").winners}
    assert not winners["net_value_keur"].is_significant
    assert "far" not in winners["net_value_keur"].rivals
    assert len(winners["net_value_keur"].rivals) == 1
    (clear,) = (w for w in summarise([one, far], "far").winners if w.measure.name == "net_value_keur")
    assert clear.is_significant
    assert clear.best == "one"


def test_an_unknown_baseline_is_refused():
    with pytest.raises(StopIteration):
        summarise([make_batch(levels(3))], "nobody")


@pytest.mark.parametrize("runs", [1, 12])
def test_the_document_is_json_without_missing_numbers(runs):
    batches = [make_batch(levels(*[None] * runs), name=name) for name in ("a", "b")]
    document = summary_document(summarise(batches, "a"))
    text = json.dumps(without_missing(document), allow_nan=False)
    assert json.loads(text)["baseline"] == "a"
    assert json.loads(text)["scenarios"][0]["months_to_level"][1]["median_month"] is None
