"""Small decision trees on worlds, pruned by cross-validation, and the boxes their leaves are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smsim.analysis.discovery.boxes import Box, Span, simplified
from smsim.analysis.paired import RESAMPLING_SEED

MOST_DEPTH = 3
"""Rules with more than three restrictions are not remembered by anybody."""

SMALLEST_LEAF_SHARE = 0.05
SMALLEST_LEAF = 5
FOLDS = 5

Bools = NDArray[np.bool_]


class _Column(NamedTuple):
    """What a tree sees of a factor: its number, or whether it is a certain word."""

    factor: str
    word: str | None
    values: NDArray[np.float64]


def grown_boxes(worlds: pd.DataFrame, is_case: Bools) -> list[Box]:
    """Return where a tree grown on these worlds expects cases, as boxes without needless restrictions.

    `worlds` has one row for each world and one column for each factor, numbers or words; `is_case` has the
    shape (worlds,). Empty if no split tells cases apart. Cases and others count alike as groups, so that
    rare cases are looked for as well: a box is where cases are more frequent than on average.
    Source: Breiman et al. (1984) for the trees and the rule of one standard error; Bryant & Lempert (2010)
    for their use.
    """
    columns = list(_columns(worlds))
    table = np.column_stack([column.values for column in columns])
    leaf = smallest_leaf(len(worlds))
    fitted = _pruned_tree(table, is_case, leaf)
    whole = {name: _whole_span(worlds[name]) for name in worlds.columns}
    return simplified(list(_leaf_boxes(fitted.tree_, 0, columns, whole)))


def smallest_leaf(worlds: int) -> int:
    """Return how many of so many worlds a part of the space must hold to be spoken of."""
    return max(SMALLEST_LEAF, round(SMALLEST_LEAF_SHARE * worlds))


def is_words(values: pd.Series) -> bool:
    """Return whether a factor's settings are words; true and false are words, too."""
    return not pd.api.types.is_numeric_dtype(values) or pd.api.types.is_bool_dtype(values)


def _columns(worlds: pd.DataFrame) -> Iterator[_Column]:
    for name in worlds.columns:
        values = worlds[name]
        if not is_words(values):
            yield _Column(name, None, values.to_numpy(dtype=np.float64))
            continue
        as_text = values.astype(str)
        for word in sorted(set(as_text)):
            yield _Column(name, word, np.asarray(as_text == word, dtype=np.float64))


def _whole_span(values: pd.Series) -> Span:
    if not is_words(values):
        return Span()
    known = frozenset(values.astype(str))
    return Span(allowed=known, known=known)


def _tree(leaf: int, alpha: float = 0.0) -> Any:
    # takes a second to import and is needed here only
    from sklearn.tree import DecisionTreeClassifier

    return DecisionTreeClassifier(
        max_depth=MOST_DEPTH,
        min_samples_leaf=leaf,
        class_weight="balanced",
        ccp_alpha=alpha,
        random_state=RESAMPLING_SEED,
    )


def _pruned_tree(table: NDArray[np.float64], is_case: Bools, leaf: int) -> Any:
    """Return the simplest tree whose cross-validated accuracy is within a standard error of the best.

    A tree without any split is not among them: whether the first split means anything is for the held-out
    worlds to say.
    """
    path = np.maximum(_tree(leaf).cost_complexity_pruning_path(table, is_case).ccp_alphas, 0.0)
    if len(path) < 2:
        return _tree(leaf).fit(table, is_case)
    # the last one leaves no split; each candidate lies within the stretch where its tree is the best
    alphas = np.sqrt(path[:-1] * path[1:])
    scores = _fold_scores(table, is_case, leaf, alphas)
    means = scores.mean(axis=1)
    best = int(means.argmax())
    error = scores[best].std(ddof=1) / np.sqrt(FOLDS)
    simplest = int(np.flatnonzero(means >= means[best] - error).max())
    return _tree(leaf, float(alphas[simplest])).fit(table, is_case)


def _fold_scores(
    table: NDArray[np.float64], is_case: Bools, leaf: int, alphas: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the accuracy in every fold, cases and others counting alike, shape (alphas, folds)."""
    from sklearn.model_selection import StratifiedKFold, cross_val_score

    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=RESAMPLING_SEED)
    scored = [
        cross_val_score(_tree(leaf, float(alpha)), table, is_case, cv=folds, scoring="balanced_accuracy")
        for alpha in alphas
    ]
    return np.array(scored)


def _leaf_boxes(tree: Any, node: int, columns: Sequence[_Column], box: Mapping[str, Span]) -> Iterator[Box]:
    """Yield the boxes of all leaves below a node in which cases are more frequent than on average."""
    if tree.children_left[node] < 0:
        others, cases = tree.value[node][0]
        if cases > others and node > 0:
            yield box
        return
    column = columns[tree.feature[node]]
    span = box[column.factor]
    below, above = _split(span, column, float(tree.threshold[node]))
    yield from _leaf_boxes(tree, tree.children_left[node], columns, {**box, column.factor: below})
    yield from _leaf_boxes(tree, tree.children_right[node], columns, {**box, column.factor: above})


def _split(span: Span, column: _Column, cut: float) -> tuple[Span, Span]:
    if column.word is None:
        return replace(span, high=min(span.high, cut)), replace(span, low=max(span.low, cut))
    assert span.allowed is not None
    word = frozenset({column.word})
    return replace(span, allowed=span.allowed - word), replace(span, allowed=span.allowed & word)
