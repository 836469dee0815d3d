"""What each setting does alone: differences to the scenario as it is, under equal luck."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from smsim.analysis.intervals import COVERAGE
from smsim.analysis.paired import PairedDifference, paired_difference
from smsim.analysis.sensitivity.grid import Floats
from smsim.errors import ResultError


@dataclass(frozen=True)
class SettingEffect:
    """What setting one factor alone changes in a measure; `paired` leaves out replications that failed."""

    factor: str
    setting: Any
    paired: PairedDifference


@dataclass(frozen=True, eq=False)
class SettingEffects:
    """The effects of all settings on one measure in one scenario.

    `base` is the mean of the measure with the scenario as it is; `missing` counts settings without a
    single pair of runs.
    """

    scenario: str
    measure: str
    base: float
    replications: int
    effects: tuple[SettingEffect, ...]
    missing: int

    @property
    def factors(self) -> tuple[str, ...]:
        """Return the factors, that with the largest effect in either direction first."""
        names = dict.fromkeys(effect.factor for effect in self.effects)
        return tuple(sorted(names, key=lambda name: -self._reach(name)))

    @property
    def largest(self) -> float:
        """Return the size of the largest effect, 0 if there is none."""
        return max((abs(effect.paired.mean) for effect in self.effects), default=0.0)

    def of(self, factor: str) -> tuple[SettingEffect, ...]:
        """Return the effects of one factor's settings, in their order."""
        return tuple(effect for effect in self.effects if effect.factor == factor)

    def _reach(self, factor: str) -> float:
        return max(abs(effect.paired.mean) for effect in self.of(factor))


def setting_effects(
    settings: Sequence[Mapping[str, Any]],
    values: Floats,
    *,
    scenario: str,
    measure: str,
    coverage: float = COVERAGE,
) -> SettingEffects:
    """Return what each setting does alone. `values` has the shape (points, replications).

    `settings` are those of each point; the first point has none, every other has one. Replication r has the
    same dice at every point.

    Raises: ResultError, if the first point has no run with a value.
    """
    base = values[0]
    if not np.isfinite(base).any():
        raise ResultError(
            f"No run of '{scenario}' as it is has a value of {measure}; there is nothing to compare with."
        )
    effects = []
    for chosen, ours in zip(settings[1:], values[1:], strict=True):
        ((factor, setting),) = chosen.items()
        is_paired = np.isfinite(ours) & np.isfinite(base)
        if is_paired.any():
            paired = paired_difference(ours[is_paired], base[is_paired], coverage=coverage)
            effects.append(SettingEffect(factor, setting, paired))
    return SettingEffects(
        scenario=scenario,
        measure=measure,
        base=float(np.nanmean(base)),
        replications=int(np.isfinite(base).sum()),
        effects=tuple(effects),
        missing=len(settings) - 1 - len(effects),
    )
