"""The errors smsim raises on purpose.

SmsimError
├── ScenarioError      a scenario file or a value in it cannot be used
├── OrganisationError  a file about people and ties cannot be used
├── RuleError          a function cannot take the place of a rule
├── ExperimentError    an experiment file or a value in it cannot be used
├── ResultError        a result cannot be written or read
│   └── StoreError     a store of runs cannot be used
├── WorkshopError      a workshop cannot do what was asked
│   └── LessonError    a lesson cannot be used
└── MissingExtraError  an optional library is not installed
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class SmsimError(Exception):
    """A problem the user can mend; its text is one sentence that says how.

    `example` is what a file should hold, if lines say that better.
    """

    example = ""


class ScenarioError(SmsimError):
    """A scenario cannot be used as it stands."""


class OrganisationError(SmsimError):
    """An organisation cannot be formed or read as asked."""


class RuleError(SmsimError):
    """A function cannot take the place of a rule of the model."""


class ExperimentError(SmsimError):
    """An experiment cannot be used as it stands."""


class ResultError(SmsimError):
    """A result cannot be written or read."""


class StoreError(ResultError):
    """A store of runs cannot be used as asked."""


class WorkshopError(SmsimError):
    """The workshop cannot do what was asked."""


class LessonError(WorkshopError):
    """A lesson cannot be used as it stands."""


class MissingExtraError(SmsimError):
    """A feature needs a library that is not installed."""


def nearest(word: str, known: Iterable[str]) -> str:
    """Return " (did you mean 'x'?)" for the known word closest to `word`, else ""."""
    matches = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f" (did you mean '{matches[0]}'?)" if matches else ""
