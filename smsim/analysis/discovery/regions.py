"""Scenario discovery: in which worlds something is the case, as rules checked on worlds kept apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from smsim.analysis.discovery.boxes import Box, Span, is_inside, is_inside_any
from smsim.analysis.discovery.cuts import cut_interval
from smsim.analysis.discovery.restrictions import Restriction, joined
from smsim.analysis.discovery.tree import grown_boxes, smallest_leaf
from smsim.analysis.intervals import COVERAGE, Interval, ShareEstimate, share_estimate
from smsim.analysis.paired import RESAMPLING_SEED
from smsim.experiments.designs.factors import Factor

HELD_OUT_SHARE = 0.4
FEWEST_CASES = 15
"""Of cases and of others: with fewer, nothing can be both found and checked."""

SIGNIFICANCE = 0.05
MOSTLY = 0.5

Bools = NDArray[np.bool_]


class DiscoveryOutcome(Enum):
    """What came of the search."""

    REGIONS = "regions found"
    NO_REGION = "no such region found"
    TOO_FEW_CASES = "too few worlds in which it is so"
    TOO_FEW_OTHERS = "too few worlds in which it is not so"


@dataclass(frozen=True)
class Region:
    """A part of the space of worlds with more cases than elsewhere, all numbers from held-out worlds.

    `coverage`: the share of all cases that lie in it; `density`: the share of its worlds that are cases.
    `p_value`: the chance of so many cases in it if cases had nothing to do with its restrictions, exact over
    all permutations.
    """

    restrictions: tuple[Restriction, ...]
    coverage: ShareEstimate
    density: ShareEstimate
    p_value: float

    @property
    def words(self) -> str:
        """The restrictions as a part of a sentence."""
        return joined([restriction.words for restriction in self.restrictions], "and")


@dataclass(frozen=True)
class Discovery:
    """Where something is the case, in rules a person can remember, or that no such place was found.

    `case` says in words what is the case. `overall` is the share of cases among all `worlds`, trained on
    and held out; `coverage` and `density` are those of all regions together, `elsewhere` is the share of
    cases outside all of them: all three among `held_out` worlds, None unless regions were found.
    """

    case: str
    finding: DiscoveryOutcome
    overall: ShareEstimate
    regions: tuple[Region, ...] = ()
    coverage: ShareEstimate | None = None
    density: ShareEstimate | None = None
    elsewhere: ShareEstimate | None = None
    held_out: int = 0
    left_out: int = 0

    @property
    def words(self) -> str:
        """The finding as a sentence without its full stop."""
        of_all = f"{self.overall.count} of {self.overall.total} worlds"
        if self.finding is not DiscoveryOutcome.REGIONS:
            known = {
                DiscoveryOutcome.NO_REGION: "whatever the factors: no region was found in which it is more "
                "frequent",
                DiscoveryOutcome.TOO_FEW_CASES: "too few to say where",
                DiscoveryOutcome.TOO_FEW_OTHERS: "too few exceptions to say where it is not so",
            }[self.finding]
            return f"{self.case} in {of_all}, {known}"
        assert self.density is not None
        often = "" if self.density.share > MOSTLY else "more often "
        return f"{self.case} {often}where {joined([region.words for region in self.regions], 'or')}"

    @property
    def evidence(self) -> str:
        """The numbers behind the finding as a sentence without its full stop, "" if there is none."""
        if self.density is None or self.elsewhere is None or self.coverage is None:
            return ""
        return (
            f"of {self.held_out} worlds kept apart for checking, {self.density.total} are like that, and it "
            f"is so in {self.density.count} of them ({_percent(self.density)}); of the "
            f"{self.elsewhere.total} others it is so in {self.elsewhere.count} ({_percent(self.elsewhere)})"
        )


def discover(
    worlds: pd.DataFrame,
    factors: Sequence[Factor],
    is_case: ArrayLike,
    case: str,
    *,
    significance: float = SIGNIFICANCE,
) -> Discovery:
    """Return in which worlds something is the case.

    `worlds` has one row for each world and a column for each factor by its name, numbers in the factor's
    unit or words; `is_case`, shape (worlds,), is 1 or 0, NaN where a run failed; `case` is a clause such as
    "the task force pays". A tree finds the regions in three fifths of the worlds; only those that hold
    more cases of the other two fifths than chance explains are kept (Holm's correction): with labels that
    have nothing to do with the factors, something is found with a chance of at most `significance`.
    Source: Bryant & Lempert (2010); Lempert, Bryant & Bankes (2008).

    Raises: ValueError if the worlds and `is_case` do not fit, or a factor has no or a missing setting.
    """
    table, labels, left_out = _checked(worlds, factors, is_case)
    overall = share_estimate(int(labels.sum()), labels.size)
    if overall.count < FEWEST_CASES:
        return Discovery(case, DiscoveryOutcome.TOO_FEW_CASES, overall, left_out=left_out)
    if overall.total - overall.count < FEWEST_CASES:
        return Discovery(case, DiscoveryOutcome.TOO_FEW_OTHERS, overall, left_out=left_out)
    is_held_out = _held_out(labels)
    seen, seen_labels = table[~is_held_out], labels[~is_held_out]
    kept, kept_labels = table[is_held_out], labels[is_held_out]
    boxes = _confirmed(grown_boxes(seen, seen_labels), kept, kept_labels, significance)
    if not boxes:
        return Discovery(
            case, DiscoveryOutcome.NO_REGION, overall, held_out=int(is_held_out.sum()), left_out=left_out
        )
    inside = is_inside_any(boxes, kept)
    coverage, density = _shares(inside, kept_labels)
    return Discovery(
        case=case,
        finding=DiscoveryOutcome.REGIONS,
        overall=overall,
        regions=tuple(
            _region(box, boxes, (seen, seen_labels), (kept, kept_labels), factors) for box in boxes
        ),
        coverage=coverage,
        density=density,
        elsewhere=_share(kept_labels[~inside]),
        held_out=int(is_held_out.sum()),
        left_out=left_out,
    )


def discover_best(
    worlds: pd.DataFrame, factors: Sequence[Factor], is_best: ArrayLike, options: Sequence[str]
) -> tuple[Discovery, ...]:
    """Return for every option where it is best; `is_best`, shape (worlds, options), as `cases.is_best`.

    The chance of finding anything for any option, where nothing is, stays below one in twenty altogether.

    Raises: ValueError as `discover`, or if there is not one column for each option.
    """
    labels = np.asarray(is_best, dtype=np.float64)
    if labels.ndim != 2 or labels.shape[1] != len(options):
        raise ValueError(f"is_best of shape {labels.shape} does not fit {len(options)} options")
    return tuple(
        discover(
            worlds, factors, labels[:, place], f"{option} is best", significance=SIGNIFICANCE / len(options)
        )
        for place, option in enumerate(options)
    )


def _checked(
    worlds: pd.DataFrame, factors: Sequence[Factor], is_case: ArrayLike
) -> tuple[pd.DataFrame, Bools, int]:
    """Return the factors and labels of the worlds without a failed run, and how many failed."""
    labels = np.asarray(is_case, dtype=np.float64)
    if labels.shape != (len(worlds),) or not len(worlds) or not factors:
        raise ValueError(
            f"{len(worlds)} worlds do not fit is_case of shape {labels.shape}, or have no factor"
        )
    for factor in factors:
        if factor.name not in worlds.columns or worlds[factor.name].isna().any():
            raise ValueError(f"{factor.name} needs a setting in every world")
    is_known = np.isfinite(labels)
    if not is_known.any():
        raise ValueError("there is no world in which all runs succeeded")
    table = worlds.loc[is_known, [factor.name for factor in factors]].reset_index(drop=True)
    return table, labels[is_known] > 0.0, int((~is_known).sum())


def _held_out(labels: Bools) -> Bools:
    """Return the worlds kept apart, the same part of cases and of others, shape (worlds,)."""
    rng = np.random.default_rng(RESAMPLING_SEED)
    is_held_out = np.zeros(labels.size, dtype=np.bool_)
    for group in (np.flatnonzero(labels), np.flatnonzero(~labels)):
        is_held_out[rng.permutation(group)[: round(HELD_OUT_SHARE * group.size)]] = True
    return is_held_out


def _confirmed(boxes: Sequence[Box], kept: pd.DataFrame, labels: Bools, significance: float) -> list[Box]:
    """Return the boxes in which held-out cases are too frequent for chance, most telling first."""
    tested = sorted(((_p_value(is_inside(box, kept), labels), place) for place, box in enumerate(boxes)))
    confirmed = []
    for rank, (p_value, place) in enumerate(tested):
        if p_value > significance / (len(boxes) - rank):
            break
        confirmed.append(boxes[place])
    return confirmed


def _p_value(inside: Bools, labels: Bools) -> float:
    """Return the share of all permutations of the labels with as many cases inside, or more.

    Source: the permutation distribution is hypergeometric (Fisher 1935).
    """
    found = int((inside & labels).sum())
    return float(stats.hypergeom.sf(found - 1, labels.size, int(labels.sum()), int(inside.sum())))


def _region(
    box: Box,
    boxes: Sequence[Box],
    seen: tuple[pd.DataFrame, Bools],
    kept: tuple[pd.DataFrame, Bools],
    factors: Sequence[Factor],
) -> Region:
    inside = is_inside(box, kept[0])
    coverage, density = _shares(inside, kept[1])
    others = [other for other in boxes if other is not box]
    restrictions = [
        _restriction(factor, box, others, *seen) for factor in factors if not box[factor.name].is_everything
    ]
    return Region(tuple(restrictions), coverage, density, _p_value(inside, kept[1]))


def _restriction(
    factor: Factor, box: Box, others: Sequence[Box], worlds: pd.DataFrame, labels: Bools
) -> Restriction:
    span = box[factor.name]
    if span.allowed is not None:
        return Restriction(factor, allowed=tuple(sorted(span.allowed)), known=len(span.known))
    limits = {}
    for side, cut in (("low", span.low), ("high", span.high)):
        if np.isfinite(cut):
            freed = Span(low=span.low) if side == "high" else Span(high=span.high)
            limits[side] = _limit(factor.name, cut, {**box, factor.name: freed}, others, worlds, labels, side)
    is_whole = factor.is_whole or pd.api.types.is_integer_dtype(worlds[factor.name])
    return Restriction(
        factor, span.low, span.high, limits.get("low"), limits.get("high"), is_whole=bool(is_whole)
    )


def _limit(
    name: str, cut: float, freed: Box, others: Sequence[Box], worlds: pd.DataFrame, labels: Bools, side: str
) -> Interval:
    """Return how sure a limit is, judged by the worlds it alone decides about."""
    is_at_stake = is_inside(freed, worlds) & ~is_inside_any(others, worlds)
    return cut_interval(
        worlds.loc[is_at_stake, name].to_numpy(dtype=np.float64),
        labels[is_at_stake],
        cut,
        smallest_leaf(len(worlds)),
        cases_below=side == "high",
        coverage=COVERAGE,
    )


def _shares(inside: Bools, labels: Bools) -> tuple[ShareEstimate, ShareEstimate]:
    """Return coverage and density of a part of the held-out worlds that holds some of them."""
    found = int((inside & labels).sum())
    return share_estimate(found, int(labels.sum())), share_estimate(found, int(inside.sum()))


def _share(labels: Bools) -> ShareEstimate | None:
    return share_estimate(int(labels.sum()), labels.size) if labels.size else None


def _percent(estimate: ShareEstimate) -> str:
    return f"{estimate.share:.0%}, {estimate.interval.low:.0%} to {estimate.interval.high:.0%}"
