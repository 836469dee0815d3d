"""Tells functions apart by what they do, so that a kept number is never taken for that of another function.

Lines, files and the order of registration play no part. What is called of a library, or of smsim, counts by
its name; what is the author's own counts with its code and with the values it uses.
"""

from __future__ import annotations

import sys
import sysconfig
from collections.abc import Callable, Iterator
from dis import get_instructions
from enum import Enum
from functools import partial
from hashlib import blake2b
from pathlib import Path
from types import CodeType, FunctionType, MethodType, ModuleType
from typing import Any

import numpy as np

MAIN = ("__main__", "__mp_main__")
PLAIN = (bool, int, float, complex, str, bytes, type(None), type(Ellipsis), slice, range)
LOOK_UPS = ("LOAD_GLOBAL", "LOAD_NAME")
MEMBERS = (FunctionType, property, staticmethod, classmethod)
LIBRARIES = tuple(Path(sysconfig.get_path(name)) for name in ("stdlib", "purelib", "platlib"))
PACKAGE = Path(__file__).parent


class UnidentifiableError(ValueError):
    """A function uses something of which cannot be told whether it is the same in another session."""


def fingerprint(function: Any) -> str:
    """Return 16 hex digits that differ between functions that may come to different numbers.

    Raises: UnidentifiableError, if it uses something of which that cannot be told.
    """
    digest = blake2b(digest_size=8)
    for part in _parts(function, {}):
        digest.update(part.encode())
        digest.update(b"\x1f")
    return digest.hexdigest()


def _parts(value: Any, seen: dict[int, Any]) -> Iterator[str]:
    """Yield words that say what a value is; `seen` holds those told already, by identity."""
    value = getattr(value, "py_func", value)  # what numba has compiled
    if isinstance(value, PLAIN):
        yield repr(value)
    elif isinstance(value, np.ndarray | np.generic):
        yield f"{value.dtype} {np.shape(value)} {np.asarray(value).tobytes().hex()}"
    elif isinstance(value, set | frozenset):
        yield " ".join(sorted(map(repr, value)))
    elif isinstance(value, Enum):
        yield f"{type(value).__qualname__}.{value.name}"
    elif not _is_own(value) and hasattr(value, "__name__") and not getattr(value, "__closure__", None):
        yield f"{getattr(value, '__module__', '')} {getattr(value, '__qualname__', value.__name__)}"
    elif id(value) in seen:
        yield "again"
    else:
        seen[id(value)] = value  # kept alive, so that no other takes its identity
        for inner in _inside(value):
            yield from _parts(inner, seen)


def _inside(value: Any) -> tuple[Any, ...]:
    """Return what makes up a value. Raises: UnidentifiableError, if that cannot be told."""
    for kind, inside in INSIDES:
        if isinstance(value, kind):
            return inside(value)
    if hasattr(value, "__dict__"):
        return type(value), vars(value)
    raise UnidentifiableError(
        f"uses {value!r}, of which cannot be told whether it is the same in another session; use functions, "
        "numbers, words and arrays"
    )


def _inside_function(function: FunctionType) -> tuple[Any, ...]:
    names = sorted(_names(function.__code__) & function.__globals__.keys())
    return (
        function.__code__,
        function.__defaults__,
        function.__kwdefaults__,
        *(cell.cell_contents for cell in function.__closure__ or ()),
        *((name, function.__globals__[name]) for name in names),
    )


def _names(code: CodeType) -> set[str]:
    """Return the global names that code looks up, that of functions inside it too."""
    inner = (constant for constant in code.co_consts if isinstance(constant, CodeType))
    own = {step.argval for step in get_instructions(code) if step.opname in LOOK_UPS}
    return own.union(*map(_names, inner))


def _inside_class(own: type) -> tuple[Any, ...]:
    members = ((name, member) for name, member in sorted(vars(own).items()) if isinstance(member, MEMBERS))
    return own.__qualname__, *own.__bases__, *members


def _inside_module(module: ModuleType) -> tuple[Any, ...]:
    file = getattr(module, "__file__", None)
    return module.__name__, Path(file).read_bytes() if file else b""


INSIDES: tuple[tuple[type | tuple[type, ...], Callable[[Any], tuple[Any, ...]]], ...] = (
    ((tuple, list), lambda value: (type(value).__name__, *value)),
    (dict, lambda value: ("dict", *value.items())),
    (CodeType, lambda value: (value.co_code, value.co_names, value.co_consts)),
    (FunctionType, _inside_function),
    (MethodType, lambda value: (value.__func__, value.__self__)),
    (partial, lambda value: (value.func, value.args, value.keywords)),
    (property, lambda value: (value.fget,)),
    ((staticmethod, classmethod), lambda value: (value.__func__,)),
    (type, _inside_class),
    (ModuleType, _inside_module),
)


def _is_own(value: Any) -> bool:
    """Return whether something is the author's own: of no library and not of smsim."""
    name = value.__name__ if isinstance(value, ModuleType) else getattr(value, "__module__", None)
    if name is None or name == "builtins" or name.partition(".")[0] in sys.stdlib_module_names:
        return False
    file = getattr(sys.modules.get(name), "__file__", None)
    if file is None or name in MAIN:  # typed in, in a notebook or in a script
        return True
    return not any(Path(file).is_relative_to(folder) for folder in (*LIBRARIES, PACKAGE))
