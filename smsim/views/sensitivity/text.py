"""What is printed about sensitivity: which factors matter, how sure that is, and how much is luck."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from rich.console import RenderableType
from rich.text import Text

from smsim.analysis.intervals import Interval
from smsim.analysis.sensitivity.analysing import ENOUGH_BLOCKS, Index, Sensitivity
from smsim.analysis.sensitivity.documents import SECOND_ORDER
from smsim.analysis.sensitivity.luck import FEWEST_REPLICATIONS, VarianceComponents
from smsim.analysis.sensitivity.one_at_a_time import SettingEffect, SettingEffects
from smsim.analysis.sensitivity.sample import Method
from smsim.experiments.words import join_words
from smsim.scenarios.places import path_of
from smsim.scenarios.schema import meaning_at
from smsim.views.precision import plain_table
from smsim.views.quantities import UNKNOWN, even_amounts, told_value
from smsim.views.sensitivity.words import (
    KIND_MEANINGS,
    KIND_TITLES,
    finding,
    in_unit,
    index_estimate,
    index_limits,
    index_words,
    measure_title,
    per_cent,
    setting_words,
)
from smsim.views.text import sentence
from smsim.views.words import shorten

NAME_LETTERS = 31
MOST_ROWS = 15
MOST_EXPLAINED = 3
FEW_SETTINGS = 4
FACTOR_LETTERS, SETTING_LETTERS = 27, 11
PAIR_LETTERS = 27
MOSTLY_ALONE = 0.95
COLUMN_TITLES = {**KIND_TITLES, "total_order": "total", "first_order": "first"}


def sensitivity_text(sensitivity: Sensitivity) -> Iterator[RenderableType]:
    """Yield which factors matter for a measure, how sure that is, how much is luck, and the indices."""
    luck, ranked = sensitivity.luck, sensitivity.ranked()
    title = measure_title(sensitivity.measure)
    yield sentence(
        f"{title[:1].upper()}{title[1:]} in {sensitivity.scenario}: {sensitivity.blocks:,} "
        f"{sensitivity.method.block}, {_count_words(luck.replications)} each."
    )
    yield Text()
    yield sentence(f"{finding(sensitivity)}.")
    if not np.isfinite(ranked[0].value):
        yield sentence("It is the same at every point.")
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


def _count_words(replications: int) -> str:
    return "one replication" if replications == 1 else f"{replications:,} replications"


def _matter_lines(sensitivity: Sensitivity) -> Iterator[str]:
    shown = [index for index in sensitivity.ranked() if index.factor not in sensitivity.negligible]
    for index in shown[:MOST_EXPLAINED]:
        estimate = index_estimate(sensitivity, index.value, index.interval)
        yield f"{index.factor}: {estimate}{_meaning(index.factor)}."
    if sensitivity.negligible:
        yield _negligible_words(sensitivity)
    if sensitivity.method is Method.SOBOL and not sensitivity.luck.is_luck_large:
        yield _alone_words(sensitivity)
    if sensitivity.pairs:
        yield _pairs_words(sensitivity)


def _pairs_words(sensitivity: Sensitivity) -> str:
    clear, pairs = len(sensitivity.clear_pairs), len(sensitivity.pairs)
    if not clear:
        return f"None of {pairs:,} pairs of factors surely does more than its two do alone."
    verb = "does" if clear == 1 else "do"
    return f"{clear:,} of {pairs:,} pairs of factors surely {verb} more than the two do alone."


def _alone_words(sensitivity: Sensitivity) -> str:
    alone = sum(index.value for index in sensitivity.of("first_order"))
    if alone >= MOSTLY_ALONE:
        return "Each on its own, the factors explain nearly all of the variance."
    return (
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
        yield f"{missing.blocks:,} of {missing.planned_blocks:,} {block} left out: a run has no result there."
    if missing.replications:
        yield f"{missing.replications:,} replications left out: most points have no result there."
    if sensitivity.method is Method.GIVEN_DATA:
        yield from _settings_lines(sensitivity)


def _settings_lines(sensitivity: Sensitivity) -> Iterator[str]:
    counted = list(zip(sensitivity.factors, sensitivity.settings, strict=True))
    single = [factor for factor, settings in counted if settings == 1]
    few = [factor for factor, settings in counted if 1 < settings <= FEW_SETTINGS]
    if single:
        yield f"One setting only, so nothing can be said of {join_words(single)}."
    if few:
        yield f"Only the few settings that were run are judged of {join_words(few)}."


def luck_lines(luck: VarianceComponents, method: Method) -> Iterator[str]:
    """Yield how much of the variance is luck, and whether too much of it is left in what is analysed."""
    if luck.replications < 2:
        yield "One replication: luck cannot be told from effects. --replications 10 would tell them apart."
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
        cells = [value, index_limits(sensitivity, index.interval) if np.isfinite(index.value) else "", *rest]
        if deltas:
            cells.append(deltas.get(index.factor, UNKNOWN))
        if has_spread and index.spread is not None:
            cells.append(" to ".join(index_words(sensitivity, index.spread.low, index.spread.high)))
        table.add_row(shorten(index.factor, NAME_LETTERS), *cells)
    if len(ranked) > MOST_ROWS:
        table.add_row(f"... and {len(ranked) - MOST_ROWS} more")
    return table


def _pair_table(sensitivity: Sensitivity) -> RenderableType:
    """Return the pairs that surely do something together, or else the few largest."""
    shown = (sensitivity.clear_pairs or sensitivity.ranked_pairs[:MOST_EXPLAINED])[:MOST_ROWS]
    table = plain_table("Factor", "and factor", "second", "95% interval")
    table.columns[1].justify = "left"
    for pair in shown:
        names = (shorten(factor, PAIR_LETTERS) for factor in pair.factors)
        (value,) = index_words(sensitivity, pair.value)
        table.add_row(*names, value, index_limits(sensitivity, pair.interval))
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


def effects_text(effects: SettingEffects) -> Iterator[RenderableType]:
    """Yield what each setting alone changes in a measure, the factor that changes most first."""
    title = measure_title(effects.measure)
    base = told_value(effects.measure, effects.base)
    yield sentence(
        f"{title[:1].upper()}{title[1:]} in {effects.scenario}: {base} as it is, the mean of "
        f"{effects.replications:,} replications. What each setting alone changes, under equal luck:"
    )
    table = plain_table("Factor", "setting", "difference", "95% interval", "")
    table.columns[4].justify = "left"
    for factor in effects.factors:
        for effect in effects.of(factor):
            cells = _effect_cells(effects.measure, effect, effects.largest)
            table.add_row(shorten(factor, FACTOR_LETTERS), *cells)
    yield table
    yield sentence(f"Differences {in_unit(effects.measure)}. Unclear: the interval includes 0.")
    if effects.missing:
        yield sentence(f"{effects.missing} settings have no runs to compare and are left out.")


def _effect_cells(measure: str, effect: SettingEffect, largest: float) -> tuple[str, str, str, str]:
    paired = effect.paired
    mean, low, high = even_amounts(
        measure, paired.mean, paired.interval.low, paired.interval.high, largest=largest
    )
    is_same = paired.mean == paired.interval.low == paired.interval.high == 0.0
    return (
        shorten(setting_words(effect.setting), SETTING_LETTERS),
        mean,
        f"{low} to {high}" if np.isfinite(paired.interval.low) else "",
        "" if paired.is_significant else "the same" if is_same else "unclear",
    )
