"""What is told while a study goes on, and by whom it was asked."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from smsim.engine.replacements import RuleLabels
    from smsim.experiments.running.filling import OnProgress


LOG = logging.getLogger(__name__)
"""For a sentence that cannot wait: without a handler it goes to standard error as it is."""


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

    def compiling(self, sentence: str) -> None:
        """Hear that an engine is compiled first, which takes about half a minute, once."""
        LOG.warning("smsim: %s", sentence)

    def progress(self, runs: int) -> AbstractContextManager[OnProgress | None]:
        """Return what is told how far the `runs` of a study are, while its block lasts."""
        return nullcontext()


NOBODY = Observer("")
"""Stands in a signature for the observer that is made of each call."""


def announce_compiling(observer: Observer, engines: Iterable[RuleLabels] = ((),)) -> bool:
    """Tell that a wait is for the compiler, where it is; return whether it is.

    `engines` are the rules in the place of shipped ones, in each engine that is needed.
    """
    from smsim.compilation import is_compiled_code_cached, is_compiler_on
    from smsim.engine.rulebook import variant_of

    missing = [rules for rules in engines if not is_compiled_code_cached(variant_of(rules))]
    if not missing or not is_compiler_on():
        return False
    for rules in missing:
        named = " and ".join(f"{label} in the place of {rule}" for rule, label in rules)
        what = f"with {named}" if named else "for this machine"
        observer.compiling(f"compiling the engine {what}, about half a minute, once.")
    return True
