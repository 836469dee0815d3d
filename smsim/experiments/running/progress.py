"""How far a store is with an experiment: what is done, what failed and why, and how many rounds count."""

from __future__ import annotations

from dataclasses import dataclass

from smsim.experiments.running.reading import planned_runs, round_values
from smsim.experiments.running.schedule import Schedule
from smsim.experiments.stopping import Precision, precision_of
from smsim.experiments.store import RunStore
from smsim.measures import MEASURE_BY_NAME


@dataclass(frozen=True)
class ScenarioProgress:
    """How many runs of a scenario are done, how many failed, and how many are still missing."""

    scenario: str
    done: int
    failed: int
    missing: int


@dataclass(frozen=True)
class ErrorGroup:
    """Runs that failed for the same reason: what kind, how often, and the first of them."""

    kind: str
    count: int
    example: str
    point: int
    replication: int


@dataclass(frozen=True)
class Counted:
    """The rounds of which every run is kept, as far as they count, and what the stop rule saw of them.

    `is_complete` says that nothing is left to be run: all rounds are kept, or the stop rule is content.
    """

    rounds: int
    is_complete: bool
    looks: tuple[Precision, ...]

    @property
    def is_reached(self) -> bool:
        """Whether the stop rule is content."""
        return bool(self.looks) and self.looks[-1].is_reached


def look_rounds(schedule: Schedule) -> tuple[int, ...]:
    """Return after how many rounds the stop rule looks; without one, all at once."""
    rule = schedule.experiment.stop
    return (schedule.rounds,) if rule is None else rule.looks(schedule.rounds)


def look(schedule: Schedule, store: RunStore, rounds: int) -> Precision:
    """Return how precise the stop rule's estimate is after some rounds, all of them kept."""
    rule = schedule.experiment.stop
    assert rule is not None, "the experiment has no stop rule"
    values = round_values(schedule, store, rounds)
    return precision_of(values, rule, is_event=MEASURE_BY_NAME[rule.measure].is_event)


def counted(schedule: Schedule, store: RunStore) -> Counted:
    """Return which rounds count: the same, whatever else the store holds."""
    looks: list[Precision] = []
    whole = 0
    for last in look_rounds(schedule):
        if not store.has_whole(schedule.keys(whole, last), schedule.parts).all():
            return Counted(whole_rounds(schedule, store, whole, last), False, tuple(looks))
        whole = last
        if schedule.experiment.stop is not None:
            looks.append(look(schedule, store, whole))
            if looks[-1].is_reached:
                break
    return Counted(whole, True, tuple(looks))


def whole_rounds(schedule: Schedule, store: RunStore, first: int = 0, last: int | None = None) -> int:
    """Return how many rounds are kept without a gap; those before `first` are known to be."""
    last = schedule.rounds if last is None else last
    for number in range(first, last):
        if not store.has_whole(schedule.keys(number, number + 1), schedule.parts).all():
            return number
    return last


def progress_by_scenario(
    schedule: Schedule, store: RunStore, rounds: int | None = None
) -> tuple[ScenarioProgress, ...]:
    """Return how far each scenario is with the first `rounds` rounds, in the order of the experiment."""
    planned = planned_runs(schedule, rounds)
    keys = planned["run_key"].to_list()
    is_failed = store.failed_runs().contains(keys)
    is_kept = store.has_whole(keys, schedule.parts)
    found = []
    for scenario in schedule.experiment.scenarios:
        own = (planned["scenario"] == scenario.name).to_numpy()
        failed = int((own & is_failed).sum())
        done = int((own & is_kept & ~is_failed).sum())
        found.append(ScenarioProgress(scenario.name, done, failed, int(own.sum()) - done - failed))
    return tuple(found)


def error_groups(schedule: Schedule, store: RunStore, rounds: int | None = None) -> tuple[ErrorGroup, ...]:
    """Return the failed runs of the first `rounds` rounds by what went wrong, the commonest first."""
    planned = planned_runs(schedule, rounds)
    planned = planned[store.failed_runs().contains(planned["run_key"].to_list())].reset_index(drop=True)
    if planned.empty:
        return ()
    errors = store.read_runs(planned["run_key"].to_list(), ["error_kind", "error"]).to_pandas()
    failed = planned.join(errors)
    groups = [
        ErrorGroup(
            kind=str(kind),
            count=len(rows),
            example=str(sentence),
            point=int(rows["point"].iloc[0]),
            replication=int(rows["replication"].iloc[0]),
        )
        for (kind, sentence), rows in failed.groupby(["error_kind", "error"], sort=False)
    ]
    return tuple(sorted(groups, key=lambda group: -group.count))
