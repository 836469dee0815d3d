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
from hashlib import blake2b
from types import CodeType, FunctionType, ModuleType
from typing import Any, TypeAlias

import numpy as np

from smsim.errors import RuleError

SETTING = "replaced_rules"
"""The table of a scenario that says which function a rule is."""

SHIPPED = "shipped"
"""Stands for a rule as it is in smsim."""

LAMBDA = "<lambda>"
PLAIN = (bool, int, float, complex, str, bytes, type(None), np.generic)
FINGERPRINT_BYTES = 4

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
        from numba.core import serialize

        return _received, (self.rule, self.label, serialize.dumps(self.function))


_KNOWN: dict[tuple[str, str], Replacement] = {}
_IN_PLACE: ContextVar[Mapping[str, str]] = ContextVar("rules in place")


def register(rule: str, function: Rule) -> Replacement:
    """Make a function known as a replacement of a rule, which has been checked, and return it.

    Raises: RuleError, if it cannot be told apart from others.
    """
    label = f"{function.__name__.strip('<>')}-{fingerprint(function)}"
    found = Replacement(rule, label, function, _source(function) or "")
    return _KNOWN.setdefault((rule, label), found)


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


def fingerprint(function: Rule) -> str:
    """Return eight hexadecimal digits that change with what a function does.

    Its text counts, the numbers it refers to outside of itself, and the functions it calls.

    Raises: RuleError, if it refers to anything else.
    """
    digest = blake2b(digest_size=FINGERPRINT_BYTES)
    for part in _parts(function, []):
        digest.update(part.encode())
        digest.update(b"\0")
    return digest.hexdigest()


def _parts(function: Rule, around: list[Rule]) -> Iterator[str]:
    python = getattr(function, "py_func", function)
    yield _source(python) or repr(_instructions(python.__code__))
    yield repr((python.__defaults__, python.__kwdefaults__))
    outside = inspect.getclosurevars(python)
    for name, value in sorted({**outside.globals, **outside.nonlocals}.items()):
        yield name
        if isinstance(value, ModuleType):
            yield value.__name__
        elif isinstance(value, PLAIN) or (
            isinstance(value, tuple) and all(isinstance(entry, PLAIN) for entry in value)
        ):
            yield repr(value)
        elif isinstance(getattr(value, "py_func", value), FunctionType):
            if value not in around:
                yield from _parts(value, [*around, function])
        else:
            raise RuleError(
                f"'{python.__name__}' refers to '{name}', {type(value).__name__} from outside: a rule may "
                "use its arguments, numbers, texts, tuples of them, modules and functions."
            )


def _source(function: Rule) -> str | None:
    """Return the text of a function; None for one typed at a prompt, and a lambda: its line holds others."""
    if function.__name__ == LAMBDA:
        return None
    try:
        return textwrap.dedent(inspect.getsource(function))
    except (OSError, TypeError):
        return None


def _instructions(code: CodeType) -> tuple[Any, ...]:
    constants = tuple(
        _instructions(constant) if isinstance(constant, CodeType) else constant for constant in code.co_consts
    )
    return (code.co_code, constants, code.co_names, code.co_varnames)
