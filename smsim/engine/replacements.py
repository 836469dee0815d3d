"""Rules from Python in the place of shipped ones: how they are called, known again and handed to workers.

This module imports no compiler, so that scenarios can be checked without one.
"""

from __future__ import annotations

import inspect
import pickle
import textwrap
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, TypeAlias

from smsim.errors import RuleError
from smsim.fingerprint import UnidentifiableError, fingerprint

SETTING = "replaced_rules"
"""The table of a scenario that says which function a rule is."""

SHIPPED = "shipped"
"""Stands for a rule as it is in smsim."""

DIGITS = 8

Rule: TypeAlias = Callable[..., Any]
RuleLabels: TypeAlias = tuple[tuple[str, str], ...]
"""Names of rules and the labels of what takes their place, in the order of the names."""


@dataclass(frozen=True)
class Replacement:
    """A function in the place of a shipped rule.

    `label` is what scenarios, files and factors call it: its own name and a fingerprint of what it does.
    """

    rule: str
    label: str
    function: Rule
    source: str

    @property
    def setting(self) -> str:
        """Dotted name of the scenario value that says which function a rule is."""
        return f"{SETTING}.{self.rule}"

    def __reduce__(self) -> tuple[Callable[..., Replacement], tuple[str, str, bytes]]:
        """Hand the function over by value where it can only be found in this process."""
        from numba import cloudpickle

        return _received, (self.rule, self.label, cloudpickle.dumps(self.function))


_KNOWN: dict[tuple[str, str], Replacement] = {}
_IN_PLACE: ContextVar[Mapping[str, str]] = ContextVar("rules in place")


def register(rule: str, function: Rule) -> Replacement:
    """Make a function known as a replacement of a rule, which has been checked, and return it.

    Raises: RuleError, if it cannot be told apart from others.
    """
    found = identified(rule, function)
    return _KNOWN.setdefault((rule, found.label), found)


def identified(rule: str, function: Rule) -> Replacement:
    """Return a function as a replacement of a rule. Raises: RuleError, if it cannot be told from others."""
    try:
        label = f"{function.__name__.strip('<>')}-{fingerprint(function)[:DIGITS]}"
    except UnidentifiableError as error:
        raise RuleError(f"'{function.__name__}' {error}.") from None
    return Replacement(rule, label, function, _source(function))


def _received(rule: str, label: str, packed: bytes) -> Replacement:
    found = register(rule, pickle.loads(packed))
    if found.label != label:
        raise RuleError(
            f"A worker knows the rule '{rule}' as {found.label}, the experiment as {label}: define it in the "
            "script or notebook itself, or let every worker have the same module."
        )
    return found


def replacement(rule: str, label: str) -> Replacement:
    """Return what takes the place of a rule. Raises: KeyError, where this process does not know it."""
    return _KNOWN[rule, label]


def labels_of(rule: str) -> tuple[str, ...]:
    """Return what may stand for a rule: the word for the shipped one, and the labels this process knows."""
    return (SHIPPED, *(label for name, label in _KNOWN if name == rule))


@contextmanager
def in_place(replacements: Mapping[str, str]) -> Iterator[None]:
    """Let scenarios that are taken up within the block have these replacements, labels by rule."""
    token = _IN_PLACE.set({**rules_in_place(), **replacements})
    try:
        yield
    finally:
        _IN_PLACE.reset(token)


def rules_in_place() -> Mapping[str, str]:
    """Return the labels, by rule, that the blocks around have put in place."""
    return _IN_PLACE.get({})


def _source(function: Rule) -> str:
    """Return the text of a function, "" for one typed at a prompt."""
    try:
        return textwrap.dedent(inspect.getsource(function))
    except (OSError, TypeError):
        return ""
