"""The shipped rules by name, and the engine with other rules in their place.

A rule is compiled into whatever calls it. To replace one, every function between an entry point of the engine
and the rule is made anew around the replacement; what does not lead to it stays the same.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from threading import Lock
from types import CellType, CodeType, FunctionType
from typing import Any, TypeVar

import numba
from numba.core.errors import NumbaError

from smsim.compilation import compiled, entry_point_of, inlined, is_compiler_on, is_entry_point
from smsim.engine.replacements import Replacement, Rule, RuleLabels, register, replacement
from smsim.errors import RuleError, nearest

Function = TypeVar("Function", bound=Callable[..., Any])
RULE_PACKAGES = ("smsim.dynamics", "smsim.governance", "smsim.maturity")
OF_NUMBERS = {"Number", "float", "int", "bool"}
"""What a rule takes and gives, as annotated; functions of records and arrays are not rules."""


@cache
def rulebook() -> Mapping[str, Rule]:
    """Return every shipped rule, a function of numbers, by its name."""
    return {rule.__name__: rule for module in _rule_modules() for rule in _rules_of(module)}


def _rule_modules() -> Iterator[Any]:
    for package in RULE_PACKAGES:
        found = importlib.import_module(package)
        for module in pkgutil.iter_modules(found.__path__, f"{package}."):
            yield importlib.import_module(module.name)


def _rules_of(module: Any) -> Iterator[Rule]:
    for name, function in vars(module).items():
        python = getattr(function, "py_func", function)
        if not isinstance(python, FunctionType) or python.__module__ != module.__name__ or name[0] == "_":
            continue
        is_of_numbers = set(inspect.get_annotations(python).values()) <= OF_NUMBERS
        if is_of_numbers and "Source:" in (python.__doc__ or ""):
            yield function


def replace_rule(name: str, function: Rule) -> Replacement:
    """Check a function that is to take the place of the rule `name`, and make it known.

    Raises: RuleError, if there is no such rule, if its arguments differ, or if it cannot be compiled.
    """
    if name not in rulebook():
        raise RuleError(
            f"There is no rule '{name}'{nearest(name, rulebook())}: a rule is called as the function of its "
            "equation, which the description of the model prints."
        )
    python = getattr(function, "py_func", function)
    if not isinstance(python, FunctionType):
        raise RuleError(f"The rule '{name}' is {type(function).__name__}, but must be a function.")
    wanted, given = _arguments(rulebook()[name]), _arguments(python)
    if wanted != given:
        raise RuleError(
            f"The rule '{name}' takes ({', '.join(wanted)}), but '{python.__name__}' takes "
            f"({', '.join(given)})."
        )
    found = register(name, python)
    _require_numbers(found, len(wanted))
    return found


def _arguments(rule: Rule) -> tuple[str, ...]:
    return tuple(inspect.signature(getattr(rule, "py_func", rule)).parameters)


def _require_numbers(found: Replacement, arguments: int) -> None:
    """Compile a replacement by itself, where a fault in it can be told from one in the engine."""
    if not is_compiler_on():
        return
    try:
        result = _result_type(found.function, (numba.float64,) * arguments)
    except NumbaError as error:
        raise RuleError(
            f"'{found.function.__name__}' cannot be compiled in the place of '{found.rule}': "
            f"{_first_line(error)}"
        ) from None
    if not isinstance(result, numba.types.Number | numba.types.Boolean):
        raise RuleError(
            f"'{found.function.__name__}' gives {result} in the place of '{found.rule}', but must give a "
            "number."
        )


def _result_type(function: Rule, signature: tuple[Any, ...]) -> Any:
    dispatcher = numba.njit(function)
    dispatcher.compile(signature)
    return dispatcher.overloads[signature].signature.return_type


def _first_line(error: NumbaError) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[min(1, len(lines) - 1)] if lines else type(error).__name__


def under_rules(function: Function, rules: RuleLabels) -> Function:
    """Return a function of the engine with other rules in the place of shipped ones.

    Without `rules`, and if the function leads to none of them, it is the function itself.
    """
    if not rules:
        return function
    with _MAKING:  # threads that begin together must not compile the same variant twice
        made: Function = _rebinding(rules).of(function)
        return made


_MAKING = Lock()


@cache
def _rebinding(rules: RuleLabels) -> _Rebinding:
    replaced = {rulebook()[rule]: inlined(replacement(rule, label).function) for rule, label in rules}
    return _Rebinding(replaced, ",".join(label for _, label in rules))


class _Rebinding:
    """Makes functions anew around replaced rules; each once, so that the compiler sees each once."""

    def __init__(self, replaced: Mapping[Any, Any], variant: str) -> None:
        self._made: dict[Any, Any] = dict(replaced)
        self._variant = variant

    def of(self, function: Any) -> Any:
        """Return a function around the replacements; itself, if none of them is in it."""
        if function not in self._made:
            self._made[function] = function  # as long as it is being made, for one that calls itself
            self._made[function] = self._remade(function)
        return self._made[function]

    def _remade(self, function: Any) -> Any:
        python = getattr(function, "py_func", function)
        names = _names_in(python.__code__)
        around = {name: python.__globals__[name] for name in names if name in python.__globals__}
        new = {name: self.of(value) for name, value in around.items() if _is_ours(value)}
        cells = tuple(self._cell(cell) for cell in python.__closure__ or ())
        is_same = all(new[name] is around[name] for name in new) and all(
            made is cell for made, cell in zip(cells, python.__closure__ or (), strict=True)
        )
        if is_same:
            return function
        names_around = {**python.__globals__, **new}
        clone = FunctionType(
            python.__code__, names_around, python.__name__, python.__defaults__, cells or None
        )
        clone.__kwdefaults__ = python.__kwdefaults__
        clone.__module__, clone.__qualname__ = python.__module__, python.__qualname__
        return self._wrapped(clone, function)

    def _cell(self, cell: CellType) -> CellType:
        value = cell.cell_contents
        made = self.of(value) if _is_ours(value) else value
        return cell if made is value else CellType(made)

    def _wrapped(self, clone: FunctionType, function: Any) -> Any:
        """Return a function compiled as the one in whose place it stands."""
        if not hasattr(function, "py_func"):
            return clone
        if function.targetoptions.get("inline") == "always":
            return inlined(clone)
        return entry_point_of(clone, self._variant) if is_entry_point(function) else compiled(clone)


def _is_ours(value: Any) -> bool:
    python = getattr(value, "py_func", value)
    return isinstance(python, FunctionType) and str(python.__module__).startswith("smsim.")


def _names_in(code: CodeType) -> set[str]:
    names = set(code.co_names)
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            names |= _names_in(constant)
    return names
