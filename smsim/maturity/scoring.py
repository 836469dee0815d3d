"""The auditor's scores of a month, written and compiled from the declarations of the indicators."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from smsim.compilation import compiled, inlined, written
from smsim.dynamics.bounds import share
from smsim.indicators import DESCRIPTIVE_INDICATORS, FACTS, SCORED_INDICATORS, Indicator
from smsim.indicators.declaration import Rule, arguments_of


def _read(name: str) -> str:
    """Return where a fact or a scale stands."""
    if name not in FACTS:
        return f"scales.{name}"
    fact = FACTS[name]
    return f"facts.{fact.column}[{fact.entry:d}]" if fact.column else f"facts.{name}"


def _call(rule: Rule) -> str:
    return f"{rule.__name__}({', '.join(map(_read, arguments_of(rule)))})"


def _condition(indicator: Indicator) -> str:
    """Return when an indicator applies, "" for always."""
    present = " or ".join(f"facts.is_kind_present[{kind:d}] > 0.0" for kind in indicator.needs)
    asked = [f"({present})"] if present else []
    asked += [_call(indicator.applies)] if indicator.applies else []
    return " and ".join(asked)


def _lines(target: str, indicators: Sequence[Indicator]) -> Iterator[str]:
    for place, indicator in enumerate(indicators):
        score, condition = f"share({_call(indicator.rule)})", _condition(indicator)
        yield f"{target}[{place}] = {f'{score} if {condition} else np.nan' if condition else score}"


def _rules() -> Iterator[Rule]:
    for indicator in (*SCORED_INDICATORS, *DESCRIPTIVE_INDICATORS):
        yield indicator.rule
        if indicator.applies:
            yield indicator.applies


score_all = compiled(
    written(
        "score_all(facts, scales, scores, signs)",
        [*_lines("scores", SCORED_INDICATORS), *_lines("signs", DESCRIPTIVE_INDICATORS)],
        {"np": np, "share": share, **{rule.__name__: inlined(rule) for rule in _rules()}},
        __name__,
    )
)
"""Score one month: fill `scores` and `signs`, in the order of declaration.

`facts` is a record of AUDIT_FACTS_DTYPE, `scales` one of the parameters. An indicator that does not apply is
missing (NaN).
"""
