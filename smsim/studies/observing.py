"""What is told while a study goes on, and by whom it was asked."""

from __future__ import annotations

import warnings
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from smsim.experiments.running.filling import OnProgress


class Observer:
    """Hears what a study tells meanwhile; this one keeps remarks, and makes warnings Python's.

    A subclass says more: `smsim.studies` itself prints nothing.
    """

    def __init__(self, command: str) -> None:
        """Make an observer; `command` is how the study was asked for, which its results keep."""
        self.command = command
        self.remarks: list[str] = []

    def remark(self, sentence: str) -> None:
        """Hear what a reader should know."""
        self.remarks.append(sentence)

    def warn(self, sentence: str) -> None:
        """Hear what is to be known however quiet the observer is."""
        self.remarks.append(sentence)
        warnings.warn(sentence, stacklevel=2)

    def compiling(self) -> None:
        """Hear that the engine is compiled first, which takes about half a minute, once."""

    def progress(self, runs: int) -> AbstractContextManager[OnProgress | None]:
        """Return what is told how far the `runs` of a study are, while its block lasts."""
        return nullcontext()


NOBODY = Observer("")
"""Stands in a signature for the observer that is made of each call."""


def announce_compiling(observer: Observer) -> None:
    """Tell that a wait is for the compiler, where it is."""
    from smsim.compilation import is_compiled_code_cached, is_compiler_on

    if is_compiler_on() and not is_compiled_code_cached():
        observer.compiling()
