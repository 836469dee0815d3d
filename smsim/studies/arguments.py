"""What a study may be asked: the limits of whole numbers, defaults, and how a call is written down."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from functools import wraps
from inspect import Parameter, Signature, signature
from operator import index
from pathlib import Path
from typing import Any, ParamSpec, TypedDict, TypeVar, cast

from smsim.errors import ArgumentError
from smsim.studies.observing import NOBODY, Observer

Given = ParamSpec("Given")
Answer = TypeVar("Answer")
LONGEST_WORDS = 200


@dataclass(frozen=True)
class Between:
    """Whole numbers between two limits, both allowed."""

    lowest: int
    highest: int

    def refusal(self, value: object) -> str:
        """Return what is to be said of a value that is not one of them."""
        return f"{value} is not a whole number from {self.lowest:,} to {self.highest:,}."

    def checked(self, value: Any, name: str) -> int:
        """Return the number. Raises: ArgumentError, saying what is allowed."""
        try:
            number = None if isinstance(value, bool) else index(value)
        except TypeError:
            number = None
        if number is None or not self.lowest <= number <= self.highest:
            raise ArgumentError(f"Invalid value for {name}: {self.refusal(value)}")
        return number


MONTHS = Between(1, 1200)
MONTHS_OF_DECISION = Between(12, 1200)
SEEDS = Between(0, 2**63 - 1)
REPLICATIONS = Between(1, 1_000_000)
REPLICATIONS_OF_DECISION = Between(1, 1_000)
WORLDS = Between(10, 1_000_000)
RUNS_OF_SEARCH = Between(1, 100_000_000)
WORKERS = Between(1, 1024)
MEGABYTES = Between(64, 10_000_000)

COMPARED_REPLICATIONS = 200
DECISION_WORLDS = 200
STORE = Path("smsim-store")
ONE_PER_PROCESSOR = os.cpu_count() or 1


class WorkOptions(TypedDict, total=False):
    """What `Work` may be told, as keywords."""

    store: str | Path | None
    workers: int
    processes: bool
    dask: str | None
    time_limit: float | None
    memory_limit: int | None
    retry_failed: bool


@dataclass(frozen=True)
class Work:
    """Who carries out the runs of a study, and where they are kept.

    store : folder of kept runs; None keeps them only until the study has been answered
    workers : runs at the same time
    processes, dask : processes in place of threads, or a Dask cluster by its address
    time_limit : seconds after which a run is given up, for workers that are processes
    memory_limit : megabytes of one worker, for workers that are processes
    retry_failed : whether runs that failed before are tried again

    Raises: ArgumentError.
    """

    store: str | Path | None = STORE
    workers: int = ONE_PER_PROCESSOR
    processes: bool = False
    dask: str | None = None
    time_limit: float | None = None
    memory_limit: int | None = None
    retry_failed: bool = False

    def __post_init__(self) -> None:
        WORKERS.checked(self.workers, "workers")
        if self.memory_limit is not None:
            MEGABYTES.checked(self.memory_limit, "memory_limit")
        if self.time_limit is not None and not self.time_limit > 0:
            raise ArgumentError(f"Invalid value for time_limit: {self.time_limit} is not in the range x>0.")
        if self.processes and self.dask:
            raise ArgumentError("--processes and --dask exclude each other; name one.")


def checked_call(**limits: Between) -> Callable[[Callable[Given, Answer]], Callable[Given, Answer]]:
    """Have a study check its whole numbers, given by keyword, and know how it was called.

    Whoever calls it without an observer is a program, whose call is kept in the place of a command line.
    """

    def decorate(study: Callable[Given, Answer]) -> Callable[Given, Answer]:
        @wraps(study)
        def call(*args: Given.args, **given: Given.kwargs) -> Answer:
            known = cast(dict[str, Any], given)
            words = call_words(study.__name__, args, known)
            for name, limit in limits.items():
                if known.get(name) is not None:
                    known[name] = limit.checked(known[name], name)
            if known.get("observer", NOBODY) is NOBODY:
                known["observer"] = Observer(words)
            return study(*args, **known)

        call.__signature__ = _spelt_out(signature(study))  # type: ignore[attr-defined]
        return call

    return decorate


def _spelt_out(brief: Signature) -> Signature:
    """Return a signature in which the keywords of `Work` stand one by one."""
    own = [entry for entry in brief.parameters.values() if entry.kind is not Parameter.VAR_KEYWORD]
    if len(own) == len(brief.parameters):
        return brief
    work = [
        Parameter(entry.name, Parameter.KEYWORD_ONLY, default=entry.default, annotation=entry.type)
        for entry in fields(Work)
        if entry.default is not MISSING
    ]
    return brief.replace(parameters=[*own, *work])


def call_words(name: str, args: Sequence[Any], given: Mapping[str, Any]) -> str:
    """Return a call as it was written: tables and scenarios by what they are, what is long cut short."""
    words = [_words(value) for value in args]
    words += [f"{key}={_words(value)}" for key, value in given.items() if key != "observer"]
    return f"smsim.{name}({', '.join(words)})"


def _words(value: Any) -> str:
    name = getattr(value, "name", None)
    if isinstance(value, str | Path):
        return repr(str(value))
    if isinstance(name, str):
        return f"<{type(value).__name__} '{name}'>"
    if getattr(value, "shape", ()):
        return f"<{type(value).__name__} of shape {value.shape}>"
    words = repr(value)
    return words if len(words) <= LONGEST_WORDS else f"{words[: LONGEST_WORDS - 3]}..."


def as_path(given: str | Path | None) -> Path | None:
    """Return a path that was given as a text, None for none."""
    return None if given is None else Path(given)
