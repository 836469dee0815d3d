"""Ghost runs: what else might have become of the same plan on the same people, had luck been other."""

from __future__ import annotations

import math
import os
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from smsim.analysis.intervals import ShareEstimate, quantile_bands, share_estimate
from smsim.analysis.luck import (
    HUNDRED,
    chance,
    frequency,
    rank_in_time,
    ranks_by_month,
    reached_by,
    typical_month,
)
from smsim.engine.inputs import RecordArray, RunInputs
from smsim.experiments.batch import run_batch
from smsim.experiments.words import join_words
from smsim.measures import LEVELS_TO_REACH, first_months
from smsim.organisation.organisation import Organisation
from smsim.player.frames import CHARTS, Chart

GHOSTS = 200
LINES = 40
BANDS = ("low", "lower", "middle", "upper", "high")
CHARTS_WITH_LINES = ("level", "active_share")
DECIMALS = 2
MOST_WORKERS = 4
"""A page is answered meanwhile: ghosts must not take every processor of a large machine."""


@dataclass(frozen=True, eq=False)
class Ghosts:
    """The monthly records of the run shown, shape (months,), and of the others, (count, months)."""

    shown: RecordArray
    others: RecordArray


def run_ghosts(
    inputs: RunInputs,
    organisation: Organisation,
    seed: int,
    *,
    count: int = GHOSTS,
    workers: int | None = None,
) -> Ghosts:
    """Run the plan that is shown, replication 0, and `count` further replications with the same people."""
    batch = run_batch(
        inputs,
        lambda _: organisation,
        name="ghosts",
        seed=seed,
        replications=count + 1,
        workers=workers or min(MOST_WORKERS, os.cpu_count() or 1),
    )
    return Ghosts(shown=batch.monthly[0], others=batch.monthly[1:])


def ghosts_document(ghosts: Ghosts) -> dict[str, Any]:
    """Return what the page shows of ghost runs: `GhostRuns` of types/messages.d.ts, but for the branch."""
    return {
        "count": len(ghosts.others),
        "bands": {chart.name: _bands(chart, ghosts.others) for chart in CHARTS},
        "lines": {
            chart.name: [_numbers(line) for line in _values(chart, ghosts.others[:LINES])]
            for chart in CHARTS
            if chart.name in CHARTS_WITH_LINES
        },
        "so_far": _so_far(ghosts.others),
        "chances": chance_sentences(ghosts.others),
        "luck": luck_sentences(ghosts),
        "ranks": {"active_share": _ranks(ghosts)},
    }


def _values(chart: Chart, monthly: RecordArray) -> NDArray[np.float64]:
    return chart.factor * np.asarray(monthly[chart.name], dtype=np.float64)


def _bands(chart: Chart, others: RecordArray) -> dict[str, list[float | None]]:
    bands = quantile_bands(_values(chart, others))
    return {name: _numbers(band) for name, band in zip(BANDS, bands, strict=True)}


def _numbers(values: NDArray[np.float64]) -> list[float | None]:
    return [round(value, DECIMALS) if math.isfinite(value) else None for value in values.tolist()]


def _ranks(ghosts: Ghosts) -> list[int]:
    ranks = ranks_by_month(ghosts.shown["active_share"], ghosts.others["active_share"])
    return [round(HUNDRED * rank) for rank in ranks.tolist()]


def _so_far(others: RecordArray) -> list[dict[str, Any]]:
    """Return for each level that is reached in some run, and for crises, in how many of 100 by each month."""
    levels = np.asarray(others["level"], dtype=np.float64)
    crises = np.asarray(others["crises"], dtype=np.float64)
    happened = {
        f"reached level {int(level)}": np.maximum.accumulate(levels >= level, axis=1)
        for level in LEVELS_TO_REACH
    }
    happened["had a crisis"] = np.cumsum(crises, axis=1) > 0
    return [_by_month(words, runs) for words, runs in happened.items()]


def _by_month(words: str, happened: NDArray[np.bool_]) -> dict[str, Any]:
    counts = happened.sum(axis=0).tolist()
    told = {count: frequency(share_estimate(count, len(happened))) for count in set(counts)}
    return {
        "words": words,
        "count": [told[count].count for count in counts],
        "low": [told[count].low for count in counts],
        "high": [told[count].high for count in counts],
    }


def chance_sentences(others: RecordArray) -> list[str]:
    """Return in natural frequencies what becomes of a plan; `others`, shape (runs, months), are its runs."""
    levels = np.asarray(others["level"], dtype=np.float64)
    last = levels.shape[1] - 1
    sentences = []
    for level in map(int, LEVELS_TO_REACH):
        reached = chance(reached_by(levels, level, last))
        sentences.append(_told(reached, f"level {level} is reached by month {last}", _half(levels, level)))
        if reached.count == 0:
            break  # higher levels come later
    slid_back = chance(levels[:, -1] < levels.max(axis=1))
    if slid_back.count:
        sentences.append(_told(slid_back, "a level is lost again by the end"))
    crisis = chance(np.asarray(others["crises"], dtype=np.float64).sum(axis=1) > 0)
    sentences.append(_told(crisis, "there is a crisis"))
    return sentences


def _told(estimate: ShareEstimate, what: str, more: str = "") -> str:
    """Return in how many runs something happens, with the limits of the interval."""
    told = frequency(estimate)
    if estimate.count == 0:
        return f"In none of {estimate.total} runs of this plan {what} (at most in {told.high} of 100){more}."
    if estimate.count == estimate.total:
        return f"In all {estimate.total} runs of this plan {what} (at least in {told.low} of 100){more}."
    return f"In {told.count} of 100 runs of this plan {what} (between {told.low} and {told.high}){more}."


def _half(levels: NDArray[np.float64], level: int) -> str:
    month = typical_month(levels, level)
    return f"; half of the runs are there by month {month}" if month is not None else ""


def luck_sentences(ghosts: Ghosts) -> list[list[Any]]:
    """Return [month, sentence] on how lucky the run shown was; a sentence is known from its month on."""
    shown = np.asarray(ghosts.shown["level"], dtype=np.float64)
    others = np.asarray(ghosts.others["level"], dtype=np.float64)
    return [
        entry for level in map(int, LEVELS_TO_REACH) if (entry := _timing(shown, others, level)) is not None
    ]


def _timing(shown: NDArray[np.float64], others: NDArray[np.float64], level: int) -> list[Any] | None:
    own = float(first_months(shown[np.newaxis], level)[0])
    place = rank_in_time(shown, others, level)
    if math.isfinite(own):
        month = int(own)
        parts = [("faster than", place.more), ("slower than", place.less), ("as fast as", place.same)]
        told = [f"{words} {place.of_hundred(count)}" for words, count in parts if count]
        return [month, f"This run reaches level {level} in month {month}: {join_words(told)} of 100 others."]
    if place.less == 0:
        return None  # none of the others gets there either: the chances say so
    last = len(shown) - 1
    return [
        last,
        f"This run does not reach level {level} by month {last}; {place.of_hundred(place.less)} of "
        "100 others do.",
    ]
