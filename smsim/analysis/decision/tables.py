"""A decision as tidy tables and as a plain document: one row for each statement, words instead of numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from smsim.analysis.decision.chances import WorldShare
from smsim.analysis.decision.decision import Decision
from smsim.analysis.decision.verdict import RULE
from smsim.analysis.intervals import interval_document
from smsim.experiments.assumptions import Assumptions
from smsim.experiments.designs import Factor

Row = dict[str, Any]


def decision_tables(decision: Decision) -> dict[str, pd.DataFrame]:
    """Return the tables of a decision by name, one row for each statement; empty ones are left out."""
    tables = {
        name: pd.DataFrame([{key: _cell(value) for key, value in row.items()} for row in rows(decision)])
        for name, rows in ROWS.items()
    }
    return {name: table for name, table in tables.items() if len(table)}


def assumption_table(assumptions: Assumptions, factors: Sequence[Factor]) -> pd.DataFrame:
    """Return every number of the model: whether it was drawn, from which range, or why it was held."""
    reasons = {name: reason.value for reason, names in assumptions.held.items() for name in names}
    ranges = {factor.name: factor for factor in factors}
    rows = []
    for entry in assumptions.declared:
        factor = ranges.get(entry.name)
        ends = (None, None) if factor is None else _ends(factor)
        rows.append(
            {
                "name": entry.name,
                "is_drawn": factor is not None,
                "held_because": reasons.get(entry.name),
                "lowest": ends[0],
                "highest": ends[1],
                "scale": None if factor is None or factor.values else factor.scale,
                "default": float(entry.default),
                "unit": entry.unit,
                "meaning": entry.meaning,
                "source": entry.source,
            }
        )
    return pd.DataFrame(rows)


def _ends(factor: Factor) -> tuple[float | None, float | None]:
    return (min(factor.values), max(factor.values)) if factor.values else (factor.low, factor.high)


def decision_document(decision: Decision) -> dict[str, Any]:
    """Return a decision as plain lists, words and numbers, ready for JSON; months count from 0."""
    outcomes, recommendation = decision.outcomes, decision.recommendation
    return {
        "options": list(outcomes.options),
        "reference": outcomes.reference,
        "worlds": int(outcomes.worlds.size),
        "worlds_left_out": list(outcomes.left_out),
        "replications_per_world": outcomes.replications,
        "horizon_months": outcomes.horizon_months,
        "recommendation": {
            "answer": recommendation.answer.name.lower(),
            "option": recommendation.option,
            "words": recommendation.words,
            "main_objective": recommendation.main.measure,
            "in_front": list(recommendation.in_front),
            "remaining": list(recommendation.remaining),
            "not_clearly_better_than": list(recommendation.rivals),
            "objections": [
                {
                    "objective": objection.objective.measure,
                    "rival": objection.rival,
                    "mean_difference": objection.difference.mean,
                    **interval_document(objection.difference.interval),
                }
                for objection in recommendation.objections
            ],
            "rule": RULE,
        },
        **{name: list(rows(decision)) for name, rows in ROWS.items()},
    }


def _cell(value: Any) -> Any:
    """Return a value as one word or number: names are joined, as a cell of a table holds one value."""
    return ", ".join(value) if isinstance(value, list) else value


def _share(name: str, share: WorldShare) -> Row:
    return {name: share.share, f"{name}_low": share.interval.low, f"{name}_high": share.interval.high}


def _objectives(decision: Decision) -> Iterator[Row]:
    for verdict in decision.verdicts:
        objective = verdict.objective
        yield {
            "objective": objective.measure,
            "unit": objective.quantity.unit.name,
            "better": objective.better,
            "margin": objective.margin,
            "margin_because": objective.reason,
            "weight": objective.weight,
            "best": verdict.best,
            "winner": verdict.winner,
            "no_practical_difference_to": list(verdict.alike),
            "cannot_be_told_from": list(verdict.unclear),
            "better_on_average_only_than": list(verdict.behind),
        }


def _best(decision: Decision) -> Iterator[Row]:
    for of_objective in decision.best:
        for entry in of_objective:
            yield {
                "objective": entry.objective.measure,
                "option": entry.option,
                **_share("chance_best", entry.best),
                **_share("chance_as_good", entry.as_good),
                "confidence_mean_is_best": entry.confidence,
            }


def _differences(decision: Decision) -> Iterator[Row]:
    for objective, differences in zip(decision.objectives, decision.differences, strict=True):
        for pair in differences.pairs:
            yield {
                "objective": objective.measure,
                "unit": objective.quantity.unit.name,
                "option": pair.option,
                "against": pair.against,
                "mean_difference": pair.mean,
                **interval_document(pair.interval),
                "worlds": pair.worlds,
                "unlike_worlds": pair.unlike_worlds,
                "contrary_worlds": pair.contrary_worlds,
                "finding": pair.finding(objective).value,
            }


def _regrets(decision: Decision) -> Iterator[Row]:
    for of_objective in decision.regrets:
        for entry in of_objective:
            yield {
                "objective": entry.objective.measure,
                "option": entry.option,
                "mean_regret": entry.mean,
                **interval_document(entry.interval),
                "nine_in_ten": entry.nine_in_ten,
                "worst": entry.worst,
            }


def _satisficing(decision: Decision) -> Iterator[Row]:
    for entry in decision.satisficing:
        yield {
            "option": entry.option,
            "measure": "all",
            "at_least": None,
            "at_most": None,
            **_share("chance", entry.all_met),
        }
        for threshold, share in entry.each_met:
            yield {
                "option": entry.option,
                "measure": threshold.measure,
                "at_least": threshold.low,
                "at_most": threshold.high,
                **_share("chance", share),
            }


def _months(decision: Decision) -> Iterator[Row]:
    for of_level in decision.months:
        for entry in of_level.options:
            yield {
                "level": entry.level,
                "option": entry.option,
                **_share("chance_reached", entry.reached),
                "median_month": entry.median_month,
                "median_low": entry.median_interval.low,
                "median_high": entry.median_interval.high,
                "by_month": entry.by_month,
                "mean_months_below": entry.months_below,
                **interval_document(entry.months_below_interval),
            }


def _curves(decision: Decision) -> Iterator[Row]:
    for of_level in decision.months:
        for entry in of_level.options:
            curve = entry.curve
            for step in zip(curve.months, curve.share_below, curve.low, curve.high, strict=True):
                month, share, low, high = map(float, step)
                yield {
                    "level": entry.level,
                    "option": entry.option,
                    "month": month,
                    "share_below": share,
                    "low": low,
                    "high": high,
                }


def _races(decision: Decision) -> Iterator[Row]:
    for of_level in decision.months:
        for saved, sign_test in zip(of_level.saved.pairs, of_level.sign_tests, strict=True):
            yield {
                "level": sign_test.level,
                "option": sign_test.option,
                "against": sign_test.against,
                "by_month": of_level.by_month,
                "months_saved": saved.mean,
                **interval_document(saved.interval),
                "worlds_first": sign_test.first,
                "worlds_later": sign_test.later,
                "sign_test_p": sign_test.p_value,
                "sign_test_p_adjusted": sign_test.adjusted_p_value,
                "log_rank_p": sign_test.log_rank.p_value,
            }


def _risks(decision: Decision) -> Iterator[Row]:
    for entry in decision.risks:
        yield {
            "option": entry.option,
            **_share("stalling", entry.stalling),
            **_share("sliding_back", entry.sliding_back),
            **_share("crisis", entry.crisis),
        }


def _means(decision: Decision) -> Iterator[Row]:
    for of_measure in decision.means.values():
        for entry in of_measure:
            yield {
                "measure": entry.measure,
                "option": entry.option,
                "mean": entry.mean,
                **interval_document(entry.interval),
            }


def _efficiency(decision: Decision) -> Iterator[Row]:
    for entry, cost in zip(decision.efficiency, decision.costs, strict=True):
        yield {
            "option": entry.option,
            "is_efficient": entry.is_efficient,
            "support": entry.support,
            "dominated_by": list(entry.dominated_by),
            "cost_per_level_keur": cost.cost,
            "cost_low": cost.interval.low,
            "cost_high": cost.interval.high,
            "cost_per_extra_level_keur": cost.extra,
            "extra_low": cost.extra_interval.low,
            "extra_high": cost.extra_interval.high,
        }


ROWS: Mapping[str, Callable[[Decision], Iterator[Row]]] = {
    "objectives": _objectives,
    "chances_of_best": _best,
    "differences": _differences,
    "regrets": _regrets,
    "satisficing": _satisficing,
    "months_to_levels": _months,
    "curves": _curves,
    "months_saved": _races,
    "risks": _risks,
    "means": _means,
    "efficient_set": _efficiency,
}
"""The parts of a decision by name: every table and every list of the document."""
