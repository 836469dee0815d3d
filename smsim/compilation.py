"""Compile a function once per machine, and never run a stale one.

numba stamps a cached function with the date of its own file only, so an edited rule in another file
would go unnoticed. Compiled code is therefore kept in a folder named by the hash of all compiled sources; the
same hash is the version of the model.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

import numba
import numpy as np
from numba.core import event

from smsim.interrupts import interrupts_held_back
from smsim.kept_code import KeptCode, code_folder, mark_of

Function = TypeVar("Function", bound=Callable[..., Any])
Number: TypeAlias = Any
"""A number or an array of numbers: the rules of the model work on both."""
PACKAGE = Path(__file__).parent
COMPILED_FOLDERS = (
    "indicators",
    "randomness",
    "parameters",
    "organisation",
    "dynamics",
    "governance",
    "maturity",
    "engine",
)
COMPILED_MODULES = ("vocabulary.py", "compilation.py")


@cache
def model_version() -> str:
    """Return 16 hex digits that change whenever a source the engine is compiled from changes."""
    digest = blake2b(digest_size=8)
    modules = [PACKAGE / name for name in COMPILED_MODULES]
    for folder in COMPILED_FOLDERS:
        modules.extend(sorted((PACKAGE / folder).rglob("*.py")))
    for module in modules:
        digest.update(module.relative_to(PACKAGE).as_posix().encode())
        digest.update(module.read_bytes())
    return digest.hexdigest()


def is_compiled_code_cached(variant: str = "") -> bool:
    """Return whether a whole run, of a variant of the model, has been compiled before on this machine."""
    folder = code_folder(model_version())
    return folder is not None and any(folder.glob(f"*.run_months.{mark_of(variant)}py*.nbc"))


def is_compiler_on() -> bool:
    """Return whether functions are compiled; off under ``NUMBA_DISABLE_JIT=1``."""
    return not numba.config.DISABLE_JIT


class _UninterruptedCompiling(event.Listener):  # type: ignore[misc]
    """Lets Ctrl-C wait until a function is compiled or loaded: inside the compiler it is lost, or a crash."""

    def __init__(self) -> None:
        self._thread = threading.local()

    def on_start(self, event: Any) -> None:
        """Hold interrupts back; a function that is compiled may need another one."""
        held = self._thread.__dict__.setdefault("held", [])
        held.append(interrupts_held_back())
        held[-1].__enter__()

    def on_end(self, event: Any) -> None:
        """Let an interrupt that came take effect."""
        self._thread.held.pop().__exit__(None, None, None)


event.register("numba:compiler_lock", _UninterruptedCompiling())


def written(
    signature: str, statements: Sequence[str], names: Mapping[str, Any], module: str
) -> Callable[..., Any]:
    """Return the function of `module` with this signature and body, a statement a line, that knows `names`.

    For compiled code that follows a list of declarations, which numba could not walk through at run time.
    """
    scope = {**names, "__name__": module}
    exec("\n    ".join((f"def {signature}:", *statements)), scope)
    function: Callable[..., Any] = scope[signature.partition("(")[0]]
    return function


def constant(value: int) -> int:
    """Return a whole number for use in compiled code.

    numba would compile a function anew for every plain Python constant it is called with.
    """
    return np.int64(value)  # type: ignore[return-value]


def compiled(function: Function) -> Function:
    """Compile `function` where it is first called, without the interpreter lock, dividing as NumPy does.

    Not cached by itself: what a cached entry point calls is compiled into it.
    """
    if not is_compiler_on():
        return function
    wrapped: Function = numba.njit(nogil=True, error_model="numpy", no_cfunc_wrapper=True)(function)
    return wrapped


def inlined(function: Function) -> Function:
    """Compile `function` as a part of its callers; it is compiled by itself only if Python calls it."""
    if not is_compiler_on():
        return function
    wrapped: Function = numba.njit(nogil=True, error_model="numpy", inline="always", no_cfunc_wrapper=True)(
        function
    )
    return wrapped


def entry_point(function: Function) -> Function:
    """Compile `function` as `compiled` does and keep the result on disk: for what Python calls."""
    return entry_point_of(function, "")


def entry_point_of(function: Function, variant: str) -> Function:
    """Do what `entry_point` does for a variant of the model, whose name says what is not as shipped."""
    if not is_compiler_on():
        return function
    wrapped = compiled(function)
    wrapped._cache = KeptCode(function, model_version(), variant)  # type: ignore[attr-defined]
    return wrapped


def is_entry_point(function: Any) -> bool:
    """Return whether `entry_point` has compiled a function."""
    return isinstance(getattr(function, "_cache", None), KeptCode)
