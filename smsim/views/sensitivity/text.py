"""What is printed about sensitivity: which factors matter, how sure that is, and how much is luck."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from rich.console import RenderableType
from rich.text import Text

from smsim.analysis.intervals import Interval
from smsim.analysis.sensitivity.analysing import ENOUGH_BLOCKS, Index, Sensitivity
from smsim.analysis.sensitivity.documents import SECOND_ORDER
from smsim.analysis.sensitivity.sample import Method
from smsim.analysis.sensitivity.variance_components import FEWEST_REPLICATIONS, VarianceComponents
from smsim.experiments.words import join_words
from smsim.scenarios.places import path_of
from smsim.scenarios.schema import meaning_at
from smsim.views.precision import plain_table
from smsim.views.quantities import UNKNOWN
from smsim.views.sensitivity.titles import (
    KIND_MEANINGS,
    KIND_TITLES,
    count_words,
    factor_words,
    finding,
    in_unit,
    index_estimate,
    index_limits,
    index_words,
    measure_title,
    per_cent,
)
from smsim.views.text import sentence

NAME_LETTERS = 31
MOST_ROWS = 15
MOST_EXPLAINED = 3
FEW_SETTINGS = 4
PAIR_LETTERS = 27
MOSTLY_ALONE = 0.95
COLUMN_TITLES = {**KIND_TITLES, "total_order": "total", "first_order": "first"}


def sensitivity_text(sensitivity: Sensitivity) -> Iterator[RenderableType]:
    """Yield which factors matter for a measure, how sure that is, how much is luck, and the indices."""
    luck, ranked = sensitivity.luck, sensitivity.ranked()
    title = measure_title(sensitivity.measure)
    yield sentence(
        f"{title[:1].upper()}{title[1:]} in {sensitivity.scenario}: {sensitivity.blocks:,} "
        f"{sensitivity.method.block}, {count_words(luck.replications)} each."
    )
    yield Text()
    yield sentence(f"{finding(sensitivity)}.")
    if not np.isfinite(ranked[0].value):
        is_luck = np.isfinite(ranked[0].interval.low)
        yield sentence(
            "What differs between points is no more than luck."
            if is_luck
            else "It is the same at every point."
        )
        return
    by_luck = luck_lines(luck, sensitivity.method)
    for line in (*_matter_lines(sensitivity), *_sure_lines(sensitivity), *by_luck):
        yield sentence(f"- {line}", "  ")
    yield Text()
    yield _index_table(sensitivity)
    if sensitivity.pairs:
        yield Text()
        yield _pair_table(sensitivity)
    yield from _reading_notes(sensitivity)


def _matter_lines(sensitivity: Sensitivity) -> Iterator[str]:
    left_out = {*sensitivity.negligible, *sensitivity.untold}
    shown = [index for index in sensitivity.ranked() if index.factor not in left_out]
    for index in shown[:MOST_EXPLAINED]:
        estimate = index_estimate(sensitivity, index.value, index.interval)
        yield f"{index.factor}: {estimate}{_meaning(index.factor)}."
    if sensitivity.negligible:
        yield _negligible_words(sensitivity)
    if sensitivity.untold:
        yield _untold_words(sensitivity)
    if sensitivity.method in (Method.SOBOL, Method.FACTORIAL) and not sensitivity.luck.is_luck_large:
        yield from _alone_lines(sensitivity)
    if sensitivity.pairs:
        yield _pairs_words(sensitivity)


def _pairs_words(sensitivity: Sensitivity) -> str:
    clear, pairs = len(sensitivity.clear_pairs), len(sensitivity.pairs)
    if not clear:
        return f"None of {pairs:,} pairs of factors surely does more than its two do alone."
    verb = "does" if clear == 1 else "do"
    return f"{clear:,} of {pairs:,} pairs of factors surely {verb} more than the two do alone."


def _alone_lines(sensitivity: Sensitivity) -> Iterator[str]:
    if len(sensitivity.factors) < 2:
        return
    alone = sum(index.value for index in sensitivity.of("first_order"))
    if alone >= MOSTLY_ALONE:
        yield "Each on its own, the factors explain nearly all of the variance."
        return
    yield (
        f"Each on its own, the factors explain about {per_cent(max(alone, 0.0))} of the variance; the rest "
        "is what they do together."
    )


def _meaning(factor: str) -> str:
    meaning = meaning_at(path_of(factor))
    return f", {meaning}" if meaning else ""


def _negligible_words(sensitivity: Sensitivity) -> str:
    count, total = len(sensitivity.negligible), len(sensitivity.factors)
    if sensitivity.method is Method.MORRIS:
        return f"{count} of {total} factors surely move it by less than a twentieth of the first."
    alone = " on its own" if sensitivity.method is Method.GIVEN_DATA else ""
    return f"{count} of {total} factors: each surely below 5% of the variance{alone}."


def _untold_words(sensitivity: Sensitivity) -> str:
    count, total = len(sensitivity.untold), len(sensitivity.factors)
    least = per_cent(np.nanmax(sensitivity.detectable))
    return (
        f"{count} of {total} factors cannot be told from factors without any effect: so few points show only "
        f"what is above {least} of the variance."
    )


def _sure_lines(sensitivity: Sensitivity) -> Iterator[str]:
    first = sensitivity.ranked()[0]
    missing, block = sensitivity.missing, sensitivity.method.block
    if first.spread is not None and first.spread.replications > 1:
        yield (
            f"Judged by single replications, {first.factor} comes first in {first.spread.first_in} of "
            f"{first.spread.replications}."
        )
    if sensitivity.is_too_small:
        yield (
            f"Only {sensitivity.blocks} {block}: the intervals are too narrow. From "
            f"{ENOUGH_BLOCKS[sensitivity.method]} on they hold."
        )
    if missing.blocks:
        whole = ", and a whole grid must remain" if sensitivity.method is Method.FACTORIAL else ""
        yield (
            f"{missing.blocks:,} of {missing.planned_blocks:,} {block} left out: a run has no result "
            f"there{whole}."
        )
    if missing.replications:
        some = "a point has" if sensitivity.method is Method.FACTORIAL else "most points have"
        yield f"{missing.replications:,} replications left out: {some} no result there."
    if sensitivity.method is Method.GIVEN_DATA:
        yield from _settings_lines(sensitivity)
    if missing.factors:
        yield _single_words(missing.factors)
    if sensitivity.method is Method.FACTORIAL:
        yield "The shares are of what differs between the settings that were run, each counting alike."


def _single_words(factors: Sequence[str]) -> str:
    return f"One setting only, so nothing can be said of {join_words(factors)}."


def _settings_lines(sensitivity: Sensitivity) -> Iterator[str]:
    counted = list(zip(sensitivity.factors, sensitivity.settings, strict=True))
    single = [factor for factor, settings in counted if settings == 1]
    few = [factor for factor, settings in counted if 1 < settings <= FEW_SETTINGS]
    if single:
        yield _single_words(single)
    if few:
        yield f"Only the few settings that were run are judged of {join_words(few)}."


def luck_lines(luck: VarianceComponents, method: Method) -> Iterator[str]:
    """Yield how much of the variance is luck, and whether too much of it is left in what is analysed."""
    if luck.replications < 2:
        no_interval = ", and there is no interval" if method is Method.FACTORIAL else ""
        yield (
            f"One replication: luck cannot be told from effects{no_interval}. --replications 10 would tell "
            "them apart."
        )
        return
    if not np.isfinite(luck.parameters.share):
        return
    parts = [f"{_share_words(luck.parameters.share, luck.parameters.interval)} is due to the factors"]
    if luck.common_luck is None:
        parts.append(f"{_share_words(luck.interplay.share, luck.interplay.interval)} is luck")
    else:
        common = luck.common_luck
        parts.append(f"{_share_words(common.share, common.interval)} is luck that all points share")
        own = luck.interplay
        parts.append(f"{_share_words(own.share, own.interval)} is luck that differs from point to point")
    yield f"Of the variance of single runs {join_words(parts)}."
    if luck.replications < FEWEST_REPLICATIONS:
        yield f"With only {luck.replications} replications the shares of luck are rough."
    share = _share_words(luck.luck_left, luck.luck_left_interval)
    # dice that fall otherwise at every other point look like an effect of whatever moved there
    floor = ", and a factor that only reshuffles luck may show as much" if method is Method.SOBOL else ""
    if method is Method.FACTORIAL:
        yield f"In the means {share} of the variance is still luck; it is taken off the shares."
        return
    if not luck.is_luck_large:
        yield f"In the means that are analysed {share} of the variance is still luck{floor}."
        return
    more = (
        f"about {luck.replications_needed:,.0f} replications would bring it below 10%"
        if np.isfinite(luck.replications_needed)
        else "no effect of the factors shows at all"
    )
    yield (
        f"Beware: in the means that are analysed {share} of the variance is still luck{floor}. The indices "
        f"hold for these dice; {more}."
    )


def _share_words(share: float, interval: Interval) -> str:
    if not np.isfinite(interval.low):
        return per_cent(share)
    return f"{per_cent(share)} ({per_cent(interval.low).removesuffix('%')} to {per_cent(interval.high)})"


def _index_table(sensitivity: Sensitivity) -> RenderableType:
    kinds, ranked = sensitivity.kinds, sensitivity.ranked()
    # Morris has a column more, and its numbers are longer
    has_spread = ranked[0].spread is not None and sensitivity.method is not Method.MORRIS
    columns = [COLUMN_TITLES[kinds[0]], "95% interval", *(COLUMN_TITLES[kind] for kind in kinds[1:])]
    deltas = {shift.factor: f"{shift.value:.2f}" for shift in sensitivity.shifts}
    columns += ["delta"] if deltas else []
    columns += ["one by one"] if has_spread else []
    table = plain_table("Factor", *columns)
    for index in ranked[:MOST_ROWS]:
        others = [_index_of(sensitivity, kind, index.factor).value for kind in kinds[1:]]
        value, *rest = index_words(sensitivity, index.value, *others)
        limits = index_limits(sensitivity, index.interval) if np.isfinite(index.interval.low) else ""
        if index.factor in sensitivity.untold:
            value, limits = UNKNOWN, "too few points"
        cells = [value, limits, *rest]
        if deltas:
            cells.append(deltas.get(index.factor, UNKNOWN))
        if has_spread and index.spread is not None:
            is_told = index.factor not in sensitivity.untold
            spread = " to ".join(index_words(sensitivity, index.spread.low, index.spread.high))
            cells.append(spread if is_told else "")
        table.add_row(factor_words(index.factor, NAME_LETTERS), *cells)
    if len(ranked) > MOST_ROWS:
        table.add_row(f"... and {len(ranked) - MOST_ROWS} more")
    return table


def _pair_table(sensitivity: Sensitivity) -> RenderableType:
    """Return the pairs that surely do something together, or else the few largest."""
    shown = (sensitivity.clear_pairs or sensitivity.ranked_pairs[:MOST_EXPLAINED])[:MOST_ROWS]
    table = plain_table("Factor", "and factor", "second", "95% interval")
    table.columns[1].justify = "left"
    for pair in shown:
        names = (factor_words(factor, PAIR_LETTERS) for factor in pair.factors)
        (value,) = index_words(sensitivity, pair.value)
        limits = index_limits(sensitivity, pair.interval) if np.isfinite(pair.interval.low) else ""
        table.add_row(*names, value, limits)
    if len(sensitivity.pairs) > len(shown):
        table.add_row(f"... and {len(sensitivity.pairs) - len(shown):,} more")
    return table


def _index_of(sensitivity: Sensitivity, kind: str, factor: str) -> Index:
    return next(index for index in sensitivity.of(kind) if index.factor == factor)


def _reading_notes(sensitivity: Sensitivity) -> Iterator[RenderableType]:
    yield Text()
    for kind in sensitivity.kinds:
        per_cents = "" if sensitivity.method is Method.MORRIS else ", in per cent"
        yield sentence(f"{COLUMN_TITLES[kind]}: {KIND_MEANINGS[kind]}{per_cents}.", "  ")
    if sensitivity.pairs:
        yield sentence(f"second: {KIND_MEANINGS[SECOND_ORDER]}, in per cent.", "  ")
    if sensitivity.method is Method.MORRIS:
        yield sentence(f"All three {in_unit(sensitivity.measure)}.")
    if sensitivity.shifts:
        chance = max(shift.by_chance for shift in sensitivity.shifts)
        yield sentence(
            "delta: how far the whole distribution moves, 0 to 1; for ranking only, as it is estimated too "
            f"low where it is large. Chance alone reaches {chance:.2f}.",
            "  ",
        )
    if sensitivity.ranked()[0].spread is not None and sensitivity.method is not Method.MORRIS:
        first = KIND_TITLES[sensitivity.kinds[0]]
        yield sentence(f"one by one: smallest and largest {first} over single replications.", "  ")
