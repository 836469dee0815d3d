"""Luck told from effects: how much of the variance is due to the settings, to the dice, and to both."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from smsim.analysis.intervals import COVERAGE, Interval
from smsim.analysis.sensitivity.grid import Floats
from smsim.analysis.sensitivity.resampling import RESAMPLES, RESAMPLING_SEED
from smsim.analysis.sensitivity.sample import Method, Sample

KIND = "bootstrap over points and replications"
FEWEST_REPLICATIONS = 10
"""With fewer the interval of common luck held the truth in less than 80 of 100 simulations."""

MUCH_LUCK = 0.10


@dataclass(frozen=True)
class Component:
    """A part of the variance of single runs: estimate without bias, and its share (0-1) with its interval.

    An estimate may be below 0 by chance; its share counts as none.
    """

    variance: float
    share: float
    interval: Interval


@dataclass(frozen=True)
class VarianceComponents:
    """What makes single runs differ.

    `parameters`: the design points; `common_luck`: dice that help or harm all points alike, which cannot
    disturb an index; `interplay`: dice that matter at some points more than at others. Where every point has
    dice of its own, common luck is None and `interplay` holds all luck. `luck_left` is the share of the
    variance between the means of points that is still luck; all is NaN with a single replication.
    """

    points: int
    replications: int
    parameters: Component
    common_luck: Component | None
    interplay: Component
    luck_left: float
    luck_left_interval: Interval

    @property
    def replications_needed(self) -> float:
        """Replications with which a tenth of what is analysed would be luck; infinite if all of it is."""
        per_replication = max(self.interplay.variance, 0.0)
        if self.parameters.variance <= 0.0:
            return np.inf
        return float(np.ceil(per_replication / self.parameters.variance * (1.0 - MUCH_LUCK) / MUCH_LUCK))

    @property
    def is_luck_large(self) -> bool:
        """Whether so much of what is analysed is luck that indices may mislead."""
        return self.luck_left > MUCH_LUCK


def variance_components(sample: Sample, coverage: float = COVERAGE) -> VarianceComponents:
    """Return the variance components of a complete sample with values of shape (points, replications).

    The design of points x replications has one run in each cell: a two-way layout without repetition, with
    the unbiased estimators of the analysis of variance. They are written as means over pairs of points from
    different blocks, since the points of one block are alike. The intervals draw both blocks and
    replications again; over points alone they would take these dice for all there are.

    Source: Searle, Casella & McCulloch (1992), Variance Components, section 4.3; Owen (2007), Annals of
    Applied Statistics 1, 386-411, for drawing both.
    """
    layout = _Layout(sample)
    found = layout.components(np.ones(layout.blocks), np.ones(layout.replications))
    rng = np.random.default_rng(RESAMPLING_SEED)
    drawn = np.array([layout.components(*layout.draw(rng)) for _ in range(RESAMPLES)])
    shares, spread = _shares(found[:3]), _shares(drawn[:, :3])
    parts = [
        Component(float(found[place]), float(shares[place]), _limits(spread[:, place], coverage))
        for place in range(3)
    ]
    return VarianceComponents(
        points=len(sample.positions),
        replications=sample.replications,
        parameters=parts[0],
        common_luck=parts[1] if sample.has_common_dice else None,
        interplay=parts[2],
        luck_left=float(found[3]),
        luck_left_interval=_limits(drawn[:, 3], coverage),
    )


def _shares(components: Floats) -> Floats:
    """Return the shares of components, the last axis; NaN where there is no variance at all."""
    positive = np.maximum(components, 0.0)
    total = positive.sum(axis=-1, keepdims=True)
    shares: Floats = np.divide(positive, total, out=np.full_like(positive, np.nan), where=total > 0.0)
    return shares


def _limits(drawn: Floats, coverage: float) -> Interval:
    drawn = drawn[np.isfinite(drawn)]
    if drawn.size < RESAMPLES // 2:
        return Interval(np.nan, np.nan, KIND, coverage)
    low, high = np.quantile(drawn, [0.5 - coverage / 2, 0.5 + coverage / 2])
    return Interval(float(low), float(high), KIND, coverage)


def _counts(number: int, rng: np.random.Generator) -> Floats:
    return np.bincount(rng.integers(number, size=number), minlength=number).astype(np.float64)


class _Layout:
    """Points x replications, with what is needed to weigh blocks and replications anew.

    A block or replication drawn twice counts twice, but is never held against itself.
    """

    def __init__(self, sample: Sample) -> None:
        self.values = sample.values - sample.values.mean()  # small numbers lose fewer digits when squared
        self.size = sample.block_size
        self.blocks = sample.blocks
        self.replications = sample.replications
        self.has_common_dice = sample.has_common_dice
        self.is_whole = sample.method is Method.FACTORIAL
        self._sums = self._by_block(self.values)
        self._squares = self._by_block(self.values**2)

    def draw(self, rng: np.random.Generator) -> tuple[Floats, Floats]:
        """Return how often each block and each replication is drawn, with replacement.

        Where every point has dice of its own, its replications come with it. Those of a grid are all there
        are, and drawn once each.
        """
        if self.is_whole:
            return np.ones(self.blocks), _counts(self.replications, rng)
        if not self.has_common_dice:
            return _counts(self.blocks, rng), np.ones(self.replications)
        return _counts(self.blocks, rng), _counts(self.replications, rng)

    def components(self, blocks: Floats, replications: Floats) -> Floats:
        """Return parameters, common luck, interplay and the share of luck left in the means, so weighted."""
        total = replications.sum()
        pairs = total**2 - (replications**2).sum()
        if pairs <= 0.0 or (blocks > 0).sum() < 2:
            return np.full(4, np.nan)
        sums = self.values @ replications
        of_means = self._between(self._by_block(sums), self._by_block(sums**2), blocks) / total**2
        within = self._within(sums, blocks, replications, pairs)
        if self.has_common_dice:
            of_columns = self._between(self._sums, self._squares, blocks)
            parameters = (total**2 * of_means - replications**2 @ of_columns) / pairs
            interplay = replications @ of_columns / total - parameters
        else:
            interplay = within
            parameters = of_means - within * (replications**2).sum() / total**2
        in_means = max(interplay, 0.0) / self.replications
        varied = max(parameters, 0.0) + in_means
        left = in_means / varied if varied > 0.0 else np.nan
        return np.array([parameters, within - interplay, interplay, left])

    def _within(self, sums: Floats, blocks: Floats, replications: Floats, pairs: float) -> float:
        """Return the mean variance between the replications of one point."""
        squares = self.values**2 @ replications
        of_points = (replications.sum() * squares - sums**2) / pairs
        return float(np.repeat(blocks, self.size) @ of_points / (self.size * blocks.sum()))

    def _between(self, sums: Floats, squares: Floats, blocks: Floats) -> Floats:
        """Return half the mean squared difference between points of different blocks.

        `sums` and `squares`, shape (blocks, ...), are taken over the points of each block.
        """
        weight = self.size * blocks.sum()
        all_pairs = weight * (blocks @ squares) - (blocks @ sums) ** 2
        same_block = blocks**2 @ (self.size * squares - sums**2)
        number = weight**2 - ((self.size * blocks) ** 2).sum()
        return np.asarray((all_pairs - same_block) / number, dtype=np.float64)

    def _by_block(self, values: Floats) -> Floats:
        return np.asarray(values.reshape(self.blocks, self.size, *values.shape[1:]).sum(axis=1))
