"""Measures of one's own: what is refused, what tells formulas apart, and where they stand in tables."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import pytest

from smsim.analysis.summary import measures_of, summarise
from smsim.errors import ExperimentError
from smsim.fingerprint import fingerprint
from smsim.measures import MEASURE_BY_NAME, Best, Formula, Table, own_measures, register, unregister
from smsim.measures.formulas import in_total
from smsim.views.text import winner_words
from tests.batches import make_batch
from tests.measures import OWN, best_reputation, registered

DICE = np.random.default_rng(1)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": "cost_keur"}, "There is a measure 'cost_keur' already"),
        ({"name": "world"}, "'world' names something else"),
        ({"name": "reputation"}, "'reputation' names something else"),
        ({"formula": Formula("none", lambda monthly: monthly["fame"])}, r"cannot be computed \(.*fame"),
        ({"formula": Formula("all", lambda monthly: monthly["level"])}, r"shape \(3,\), but is of the shape"),
        ({"formula": Formula("one", lambda monthly: 1.0)}, r"is of the shape \(\)"),
        ({"formula": Formula("luck", lambda monthly: DICE.random(3))}, "cannot be told whether it is"),
    ],
)
def test_what_cannot_be_used_is_refused_and_leaves_no_trace(changes: dict[str, Any], sentence: str) -> None:
    before = set(MEASURE_BY_NAME)
    with pytest.raises(ExperimentError, match=sentence), registered(**changes):
        pass
    assert set(MEASURE_BY_NAME) == before


def test_a_measure_is_registered_again_in_place_and_forgotten_once() -> None:
    with registered():
        assert [own.measure for own in own_measures(["cost_keur", OWN.name, OWN.name])] == [OWN]
        other = replace(OWN, formula=Formula("level", of_global))
        register(other)
        with pytest.raises(ExperimentError, match="cannot be computed"):
            register(replace(OWN, formula=Formula("none", lambda monthly: monthly["fame"])))
        assert [own.measure for own in own_measures([OWN.name])] == [other]
    with pytest.raises(ExperimentError, match="'best_reputations' is no registered measure"):
        unregister("best_reputations")


def doubled(values: Any) -> Any:
    return 2 * values


def of_global(monthly: Any) -> Any:
    return doubled(monthly["level"][:, -1])


def by_attribute(monthly: Any) -> Any:
    return monthly.level.mean(axis=1)


@dataclass(frozen=True)
class Times:
    factor: float

    def __call__(self, monthly: Any) -> Any:
        return self.factor * monthly["level"][:, -1]


def scaled(factor: Any) -> Callable[[Any], Any]:
    return lambda monthly: factor * monthly["level"][:, -1]


def test_the_same_formula_is_known_again_wherever_it_stands() -> None:
    one = lambda monthly: monthly["level"].mean(axis=1)  # noqa: E731
    # a line further down
    other = lambda monthly: monthly["level"].mean(axis=1)  # noqa: E731
    assert fingerprint(one) == fingerprint(other)
    assert fingerprint(Times(2.0)) == fingerprint(Times(2.0))
    assert fingerprint(scaled(3)) == fingerprint(scaled(3))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (lambda monthly: monthly["level"], lambda monthly: monthly["score"]),
        (lambda monthly: monthly + 1, lambda monthly: monthly - 1),
        (scaled(2), scaled(3)),
        (scaled(np.array([1.0, 2.0])), scaled(np.array([1.0, 3.0]))),
        (scaled({"a": [1, (2, 3)]}), scaled({"a": [1, (2, 4)]})),
        (Times(2.0), Times(3.0)),
        (partial(np.quantile, q=0.5), partial(np.quantile, q=0.9)),
        (in_total("cost_keur").of, in_total("value_keur").of),
        (np.mean, np.median),
        (lambda monthly, share=0.1: share, lambda monthly, share=0.2: share),
        (lambda monthly: [x for x in monthly if x > 1], lambda monthly: [x for x in monthly if x > 2]),
    ],
)
def test_other_formulas_are_told_apart(one: Any, other: Any) -> None:
    assert fingerprint(one) != fingerprint(other)


def test_what_a_formula_calls_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    before = fingerprint(of_global)
    monkeypatch.setitem(of_global.__globals__, "doubled", lambda values: 3 * values)
    assert fingerprint(of_global) != before


def test_a_global_of_the_same_name_as_an_attribute_plays_no_part(monkeypatch: pytest.MonkeyPatch) -> None:
    before = fingerprint(by_attribute)
    monkeypatch.setitem(by_attribute.__globals__, "level", DICE)
    assert fingerprint(by_attribute) == before


def test_a_registered_measure_stands_in_the_tables_of_runs_and_comparisons() -> None:
    levels = np.ones((12, 24))
    rising, flat = (
        make_batch(levels, name=name, reputation=np.full((12, 24), value))
        for name, value in (("rising", 60.0), ("flat", 50.0))
    )
    best = Best("Best reputation", "has the best reputation of all")
    with registered(table=Table.COMPARED, best=best) as own:
        found = summarise([flat, rising], "flat")
        assert found.of("rising").means[own.name].value == 60.0
        (difference,) = [entry for entry in found.differences if entry.measure is own]
        assert (difference.paired.mean, difference.verdict) == (10.0, 1)
        told = winner_words(found.winners[-1])
        assert told == "Best reputation: rising has the best reputation of all."
    assert own not in measures_of(flat)


def test_a_measure_needs_a_number_for_every_run() -> None:
    formula = Formula("first month of a crisis", lambda monthly: np.full(len(monthly), math.nan))
    sentence = "no finite number for 2 of 2 runs; give one for every run"
    with registered(formula=formula) as own, pytest.raises(ExperimentError, match=sentence):
        own.of(make_batch(np.ones((2, 3))).monthly)
    assert best_reputation(make_batch(np.ones((2, 3)), reputation=7.0).monthly).tolist() == [7.0, 7.0]
