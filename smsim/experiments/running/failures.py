"""Why a run has no result, and which scenarios have had none so far."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from smsim.errors import ExperimentError, OrganisationError, ScenarioError
from smsim.experiments.rows import ErrorKind

HOPELESS = 10
"""So many runs of a scenario must fail for one reason, and none succeed, before the others are given up."""


class Failure(NamedTuple):
    """Why a run has no result."""

    kind: ErrorKind
    sentence: str


def failure_of(error: Exception) -> Failure:
    """Return what an error says of the run it ended."""
    if isinstance(error, ScenarioError):
        return Failure(ErrorKind.SCENARIO, str(error))
    if isinstance(error, OrganisationError):
        return Failure(ErrorKind.ORGANISATION, str(error))
    if isinstance(error, MemoryError):
        return Failure(ErrorKind.MEMORY, f"The run needs more memory than the worker may take: {error}")
    return Failure(ErrorKind.ENGINE, f"{type(error).__name__}: {error}")


class Prospects:
    """Which scenarios have failed in every run so far, and why."""

    def __init__(self, scenarios: Iterable[str]) -> None:
        self._causes: dict[str, Counter[str]] = {name: Counter() for name in scenarios}

    def note_result(self, scenario: str) -> None:
        """Know that a run of a scenario has succeeded, now or ever."""
        self._causes.pop(scenario, None)

    def note_failure(self, scenario: str, cause: str) -> None:
        """Know that a run of a scenario has failed.

        Raises: ExperimentError, if `HOPELESS` have for the same reason, and none for another or succeeded.
        """
        causes = self._causes.get(scenario)
        if causes is None:
            return
        causes[cause] += 1
        if len(causes) == 1 and causes[cause] >= HOPELESS:
            raise ExperimentError(
                f"All runs of '{scenario}' so far failed for one reason, so no more are begun: {cause}"
            )
