"""How an indicator is declared: a rule with a code, a title, and what must be there for it to apply."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

from smsim.indicators.facts import FACTS
from smsim.vocabulary import DepartmentKind

Number: TypeAlias = Any
"""A number or an array of numbers: rules work on both."""
Rule: TypeAlias = Callable[..., Number]


@dataclass(frozen=True)
class Indicator:
    """One line of the audit.

    The arguments of `rule` and of `applies` name what they read: facts, and scales for all others. The
    score is what the rule returns, cut to 0-1. The indicator is missing where none of the kinds `needs` is
    there (if it names any) or where `applies` says no.
    """

    code: str
    title: str
    rule: Rule
    needs: tuple[DepartmentKind, ...] = ()
    applies: Rule | None = None

    @property
    def level(self) -> int:
        """The level it belongs to: 1 for a sign that is described and not scored."""
        return int(self.code[1])

    @property
    def source(self) -> str:
        """Where the rule comes from, by its docstring."""
        return (inspect.getdoc(self.rule) or "").partition("Source: ")[2].replace("\n", " ").rstrip(".")

    @cached_property
    def arguments(self) -> tuple[str, ...]:
        """Names of what the rule takes, in order."""
        return arguments_of(self.rule)

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """Names of the facts the rule reads, in order."""
        return tuple(name for name in self.arguments if name in FACTS)

    @cached_property
    def scales(self) -> tuple[str, ...]:
        """Names of the parameters that rule and condition read, in order."""
        names = (*self.arguments, *(arguments_of(self.applies) if self.applies else ()))
        return tuple(name for name in names if name not in FACTS)

    def uncut_score(self, values: Mapping[str, float]) -> float:
        """Return what the rule says of facts and scales by name. Raises: KeyError if one is missing."""
        return float(self.rule(*(values[name] for name in self.arguments)))

    def score(self, values: Mapping[str, float]) -> float:
        """Return the score, 0-1, of facts and scales by name. Raises: KeyError if one is missing."""
        return min(1.0, max(0.0, self.uncut_score(values)))


def arguments_of(rule: Rule) -> tuple[str, ...]:
    """Return the names of what a rule takes, in order."""
    return tuple(inspect.signature(rule).parameters)
