"""Replacements of rules as a user of Python has them: a block around whatever shall run with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from types import TracebackType

from smsim.engine.replacements import Rule, in_place
from smsim.engine.rulebook import replace_rule


class RuleSet(Mapping[str, str]):
    """Functions in the place of shipped rules: the label of each by the name of its rule.

    Within `with` they hold for every scenario that is loaded or studied there, wherever it comes from; they
    may be nested. What a scenario says of a rule itself, "shipped" too, goes first, and a scenario keeps the
    rules it was loaded with.
    """

    def __init__(self, functions: Mapping[str, Rule]) -> None:
        self._replacements = [replace_rule(name, function) for name, function in functions.items()]
        self._blocks: list[AbstractContextManager[None]] = []

    @property
    def values_of_scenario(self) -> dict[str, str]:
        """The labels by dotted name, as `with_values` and the factors of an experiment have them."""
        return {replacement.setting: replacement.label for replacement in self._replacements}

    def __getitem__(self, rule: str) -> str:
        return {replacement.rule: replacement.label for replacement in self._replacements}[rule]

    def __iter__(self) -> Iterator[str]:
        return (replacement.rule for replacement in self._replacements)

    def __len__(self) -> int:
        return len(self._replacements)

    def __repr__(self) -> str:
        """Return rules and labels, which a prompt shows."""
        return f"rules({', '.join(f'{rule}={label!r}' for rule, label in self.items())})"

    def __enter__(self) -> RuleSet:
        self._blocks.append(in_place(self))
        self._blocks[-1].__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._blocks.pop().__exit__(kind, error, trace)


def rules(**functions: Rule) -> RuleSet:
    """Put functions from Python in the place of shipped rules, within a `with` block or by their labels.

    A function takes the arguments of the rule whose name it is given by, and returns a number.

    Raises: RuleError, if there is no such rule, or a function does not fit or cannot be compiled.
    """
    return RuleSet(functions)
