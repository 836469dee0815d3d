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
import numpy as np
from numpy.typing import NDArray

from smsim.compilation import compiled, entry_point_of, inlined, is_compiler_on, is_entry_point
from smsim.engine.replacements import Replacement, Rule, RuleLabels, identified, register, replacement
from smsim.errors import RuleError, nearest

Function = TypeVar("Function", bound=Callable[..., Any])
RULE_PACKAGES = ("smsim.dynamics", "smsim.governance", "smsim.indicators", "smsim.maturity")
OF_NUMBERS = {"Number", "float", "int", "bool"}
"""What a rule takes and gives, as annotated; functions of records and arrays are not rules."""

TRIED = 100
"""Sets of arguments with which a replacement is tried."""


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
        python = _python(function)
        if not isinstance(python, FunctionType) or python.__module__ != module.__name__ or name[0] == "_":
            continue
        is_of_numbers = set(inspect.get_annotations(python).values()) <= OF_NUMBERS
        if is_of_numbers and "Source:" in (python.__doc__ or ""):
            yield function


def replace_rule(name: str, function: Rule) -> Replacement:
    """Check a function that is to take the place of the rule `name`, and make it known.

    Raises: RuleError, if there is no such rule, if its arguments differ, if it cannot be compiled, or if what
    it gives is no number such as the shipped rule gives.
    """
    if name not in rulebook():
        raise RuleError(
            f"There is no rule '{name}'{nearest(name, rulebook())}: a rule is called as the function of its "
            "equation, which the description of the model prints."
        )
    python = _python(function)
    if not isinstance(python, FunctionType):
        raise RuleError(f"The rule '{name}' is {type(function).__name__}, but must be a function.")
    wanted, given = _arguments(rulebook()[name]), _arguments(python)
    if wanted != given:
        raise RuleError(
            f"The rule '{name}' takes ({', '.join(wanted)}), but '{python.__name__}' takes "
            f"({', '.join(given)})."
        )
    found = identified(name, python)
    _require_values(found, _compiled_alone(found, len(wanted)))
    return register(name, python)


def _arguments(rule: Rule) -> tuple[str, ...]:
    return tuple(inspect.signature(_python(rule)).parameters)


def _compiled_alone(found: Replacement, arguments: int) -> Rule:
    """Compile a replacement by itself, where a fault in it can be told from one in the engine."""
    if not is_compiler_on():
        return found.function
    signature = (numba.float64,) * arguments
    dispatcher: Any = compiled(found.function)
    try:
        dispatcher.compile(signature)
    except Exception as error:  # the compiler has many kinds
        raise RuleError(
            f"'{found.function.__name__}' cannot be compiled in the place of '{found.rule}': "
            f"{_first_line(error)}"
        ) from None
    result = dispatcher.overloads[signature].signature.return_type
    if not isinstance(result, numba.types.Number | numba.types.Boolean):
        raise RuleError(
            f"'{found.function.__name__}' gives {result} in the place of '{found.rule}', but must give a "
            "number."
        )
    return dispatcher  # type: ignore[no-any-return]


def _require_values(found: Replacement, function: Rule) -> None:
    """Try a replacement where its arguments are 0, 1 and in between, beside the shipped rule.

    A run would go on with what is no number, or below 0, and nobody would see why nothing happens.
    """
    shipped = _python(rulebook()[found.rule])
    names = inspect.signature(shipped).parameters
    tried = np.random.default_rng(0).random((TRIED, len(names)))
    tried[0], tried[1] = 0.0, 1.0
    with np.errstate(all="ignore"):
        usual = np.array([_value(shipped, row) for row in tried])
        own = np.array([_value(function, row) for row in tried])
    is_bad = np.isfinite(usual) & ~np.isfinite(own)
    must = "a finite number"
    if not is_bad.any() and not (usual < 0.0).any():
        is_bad, must = own < 0.0, "0 or more, as the shipped rule does"
    if is_bad.any():
        worst = int(np.argmax(is_bad))
        where = ", ".join(f"{name} = {value:.2g}" for name, value in zip(names, tried[worst], strict=True))
        raise RuleError(
            f"'{found.function.__name__}' gives {_told(own[worst])} in the place of '{found.rule}' where "
            f"{where}, but must give {must}."
        )


def _told(value: float) -> str:
    return "no number" if np.isnan(value) else f"{value:.3g}"


def _value(function: Rule, arguments: NDArray[np.float64]) -> float:
    """Return what a rule gives, missing (NaN) where that is an error."""
    try:
        return float(function(*arguments))
    except Exception:  # it is somebody else's function
        return np.nan


def _first_line(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    told = lines[min(1, len(lines) - 1)] if lines else type(error).__name__
    return f"{told.partition('. Raised from')[0].rstrip('.')}."


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


def variant_of(rules: RuleLabels) -> str:
    """Return the name of the engine with these rules in place, as its compiled code is kept."""
    return ",".join(f"{rule}={label}" for rule, label in rules)


@cache
def _rebinding(rules: RuleLabels) -> _Rebinding:
    replaced = {
        _python(rulebook()[rule]): inlined(replacement(rule, label).function) for rule, label in rules
    }
    return _Rebinding(replaced, variant_of(rules))


class _Rebinding:
    """Makes functions anew around replaced rules; each once, so that the compiler sees each once.

    A function is known by what it is in Python: rules of indicators are compiled where they are scored.
    """

    def __init__(self, replaced: Mapping[Any, Any], variant: str) -> None:
        self._made: dict[Any, Any] = dict(replaced)
        self._variant = variant

    def of(self, function: Any) -> Any:
        """Return a function around the replacements; itself, if none of them is in it."""
        python = _python(function)
        if python not in self._made:
            self._made[python] = function  # as long as it is being made, for one that calls itself
            self._made[python] = self._remade(function)
        return self._made[python]

    def _remade(self, function: Any) -> Any:
        python = _python(function)
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


def _python(function: Any) -> Any:
    """Return a function without its compiler."""
    return getattr(function, "py_func", function)


def _is_ours(value: Any) -> bool:
    python = _python(value)
    return isinstance(python, FunctionType) and str(python.__module__).startswith("smsim.")


def _names_in(code: CodeType) -> set[str]:
    names = set(code.co_names)
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            names |= _names_in(constant)
    return names
