"""Sensitivity as tables, and as plain words and numbers for JSON."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from smsim.analysis.intervals import interval_document
from smsim.analysis.sensitivity.analysing import Index, Sensitivity
from smsim.analysis.sensitivity.monthly import MonthlySensitivity
from smsim.analysis.sensitivity.one_at_a_time import SettingEffects
from smsim.analysis.sensitivity.variance_components import VarianceComponents
from smsim.experiments.words import setting_cell, setting_number, setting_text

SECOND_ORDER = "second_order"


def index_table(sensitivity: Sensitivity) -> pd.DataFrame:
    """Return one row for each index and factor, with its interval and its spread over replications.

    `replication_*` are of the index found from each replication alone, missing with a single one.
    """
    return pd.DataFrame([_index_row(sensitivity, index) for index in sensitivity.indices])


def pair_table(sensitivity: Sensitivity) -> pd.DataFrame:
    """Return one row for each pair of factors, with the second-order index and its interval."""
    return pd.DataFrame(
        [
            {
                "scenario": sensitivity.scenario,
                "measure": sensitivity.measure,
                "index": SECOND_ORDER,
                "factor": pair.factors[0],
                "other_factor": pair.factors[1],
                "value": pair.value,
                **interval_document(pair.interval),
            }
            for pair in sensitivity.pairs
        ]
    )


def _index_row(sensitivity: Sensitivity, index: Index) -> dict[str, Any]:
    spread = index.spread
    return {
        "scenario": sensitivity.scenario,
        "measure": sensitivity.measure,
        "method": str(sensitivity.method),
        "index": index.kind,
        "factor": index.factor,
        "value": index.value,
        **interval_document(index.interval),
        "replication_mean": spread.mean if spread else np.nan,
        "replication_deviation": spread.deviation if spread else np.nan,
        "replication_low": spread.low if spread else np.nan,
        "replication_high": spread.high if spread else np.nan,
        "first_in_replications": spread.first_in if spread else np.nan,
    }


def monthly_index_table(sensitivity: MonthlySensitivity) -> pd.DataFrame:
    """Return one row for each index, month and factor; months count from 0."""
    kinds, months, factors = sensitivity.values.shape
    kind, month, factor = (place.ravel() for place in np.indices((kinds, months, factors)))
    return pd.DataFrame(
        {
            "scenario": sensitivity.scenario,
            "output": sensitivity.output,
            "method": str(sensitivity.method),
            "index": np.array(sensitivity.kinds, dtype=object)[kind],
            "month": month,
            "factor": np.array(sensitivity.factors, dtype=object)[factor],
            "value": sensitivity.values.ravel(),
            "low": sensitivity.low.ravel(),
            "high": sensitivity.high.ravel(),
        }
    )


def effect_table(effects: SettingEffects) -> pd.DataFrame:
    """Return one row for each setting of each factor, with the paired difference it makes."""
    return pd.DataFrame(
        [
            {
                "scenario": effects.scenario,
                "measure": effects.measure,
                "factor": effect.factor,
                "setting": setting_text(effect.setting),
                "setting_number": setting_number(effect.setting),
                "mean_difference": effect.paired.mean,
                **interval_document(effect.paired.interval),
                "is_significant": effect.paired.is_significant,
                "replications": effect.paired.replications,
            }
            for effect in effects.effects
        ]
    )


def luck_table(sensitivity: Sensitivity) -> pd.DataFrame:
    """Return one row for each component of the variance of single runs."""
    rows = _component_documents(sensitivity.luck)
    named = {"scenario": sensitivity.scenario, "measure": sensitivity.measure}
    return pd.DataFrame([{**named, "component": name, **row} for name, row in rows.items()])


def sensitivity_document(sensitivity: Sensitivity) -> dict[str, Any]:
    """Return a sensitivity as plain lists, words and numbers, ready for JSON."""
    missing = sensitivity.missing
    return {
        "scenario": sensitivity.scenario,
        "measure": sensitivity.measure,
        "method": str(sensitivity.method),
        "blocks": sensitivity.blocks,
        "blocks_are": sensitivity.method.block,
        "blocks_left_out": missing.blocks,
        "replications": sensitivity.luck.replications,
        "replications_left_out": missing.replications,
        "is_too_small": sensitivity.is_too_small,
        "too_few_points_to_tell": list(sensitivity.untold),
        "settings_met": dict(zip(sensitivity.factors, sensitivity.settings, strict=True)),
        "indices": [_index_document(index) for index in sensitivity.indices],
        "pairs": [
            {"factors": list(pair.factors), SECOND_ORDER: pair.value, **interval_document(pair.interval)}
            for pair in sensitivity.pairs
        ],
        "density_shifts": [
            {"factor": shift.factor, "delta": shift.value, "by_chance": shift.by_chance}
            for shift in sensitivity.shifts
        ],
        "luck": _luck_document(sensitivity.luck),
    }


def effects_document(effects: SettingEffects) -> dict[str, Any]:
    """Return the effects of single settings as plain lists, words and numbers, ready for JSON."""
    return {
        "scenario": effects.scenario,
        "measure": effects.measure,
        "method": "one_at_a_time",
        "mean_as_it_is": effects.base,
        "replications": effects.replications,
        "settings_without_runs": effects.missing,
        "effects": [
            {
                "factor": effect.factor,
                "setting": setting_cell(effect.setting),
                "mean_difference": effect.paired.mean,
                **interval_document(effect.paired.interval),
                "is_significant": effect.paired.is_significant,
            }
            for effect in effects.effects
        ],
    }


def _index_document(index: Index) -> dict[str, Any]:
    found = {
        "index": index.kind,
        "factor": index.factor,
        "value": index.value,
        **interval_document(index.interval),
    }
    if index.spread is None:
        return found
    spread = index.spread
    return {
        **found,
        "over_single_replications": {
            "replications": spread.replications,
            "mean": spread.mean,
            "standard_deviation": spread.deviation,
            "lowest": spread.low,
            "highest": spread.high,
            "first_in": spread.first_in,
        },
    }


def _luck_document(luck: VarianceComponents) -> dict[str, Any]:
    return {
        "points": luck.points,
        "replications": luck.replications,
        "components": _component_documents(luck),
        "luck_left_in_means": luck.luck_left,
        "luck_left_interval": interval_document(luck.luck_left_interval),
    }


def _component_documents(luck: VarianceComponents) -> dict[str, dict[str, Any]]:
    parts = {"parameters": luck.parameters, "common_luck": luck.common_luck, "interplay": luck.interplay}
    if luck.common_luck is None:
        parts = {"parameters": luck.parameters, "luck": luck.interplay}
    return {
        name: {"variance": part.variance, "share": part.share, **interval_document(part.interval)}
        for name, part in parts.items()
        if part is not None
    }
