"""What is printed about an experiment: what it will take, and how far it has come."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from smsim.experiments.words import join_words, setting_cell
from smsim.measures import MEASURE_BY_NAME
from smsim.views.precision import plain_table, stop_words
from smsim.views.quantities import duration_words, quantity, quantity_range, size_words
from smsim.views.shortening import shorten
from smsim.views.text import sentence

if TYPE_CHECKING:
    from smsim.analysis.precision import ExpectedWidth
    from smsim.experiments.designs.factors import Factor
    from smsim.experiments.experiment import Experiment
    from smsim.experiments.running.progress import ErrorGroup, ScenarioProgress
    from smsim.experiments.stopping import StopRule

LABEL_WIDTH = 14
SCENARIO_WIDTH = 44
FACTOR_WIDTH = 30
UNIT_WIDTH = 18
SETTINGS_WIDTH = 28
MOST_SETTINGS = 6


@dataclass(frozen=True)
class Outlook:
    """What running an experiment will take.

    `rounds` is how many independent rounds there are at most: replications, or worlds. `kept` runs are
    already in the store. `seconds`, for the runs still missing, is None without a trial. `memory_bytes` is
    NaN where the machine does not tell. `widths` are by measure: of the difference between two scenarios
    if there are several, else of the mean. `stopped_at` is the round at which the stop rule was satisfied,
    None if it was not yet; `stops_at` that at which it will about be, None if it will not or there is none.
    `faults` are the points found that cannot be built, by number, and why. `apart` says what the scenarios
    differ in besides governance, "" if in nothing.
    """

    rounds: int
    kept: int
    workers: int
    seconds: float | None
    memory_bytes: float
    disk_bytes: float
    widths: Mapping[str, ExpectedWidth]
    stopped_at: int | None
    stops_at: int | None
    faults: Mapping[int, str]
    apart: str = ""


@dataclass(frozen=True)
class Rounds:
    """How far a stop rule is: rounds kept without a gap, of at most so many, and whether they are enough."""

    kept: int
    most: int
    is_enough: bool


def plan_text(experiment: Experiment, outlook: Outlook) -> Iterator[RenderableType]:
    """Yield what an experiment consists of, what it will take, and what will be known afterwards."""
    yield sentence(f"{experiment.name}: {experiment.title}" if experiment.title else experiment.name)
    most = "at most " if experiment.stop is not None else ""
    runs = (
        f"{experiment.points:,} points, {most}{experiment.replications:,} replications of each: "
        f"{most}{experiment.points * experiment.replications:,} runs"
    )
    entries = [
        ("Scenarios", ", ".join(scenario.name for scenario in experiment.scenarios)),
        ("Design", _design_words(experiment)),
        ("Runs", runs),
        ("Kept already", f"{outlook.kept:,} runs"),
        ("Time", _time_words(outlook)),
        ("Memory", _size_words(outlook.memory_bytes)),
        ("Disk", _size_words(outlook.disk_bytes)),
    ]
    for label, words in entries:
        yield sentence(f"{label:<{LABEL_WIDTH}}{words}", " " * LABEL_WIDTH)
    if outlook.apart:
        yield Text()
        yield sentence(outlook.apart)
    if experiment.factors:
        yield Text()
        yield _factor_table(experiment.factors)
    if outlook.widths:
        yield Text()
        yield from _width_lines(outlook.widths, has_pairs=len(experiment.scenarios) > 1)
    if experiment.stop is not None:
        yield Text()
        yield sentence(_expected_stop_words(experiment.stop, outlook))
    if outlook.faults:
        yield Text()
        yield from _fault_lines(outlook.faults)


def status_text(
    name: str,
    progress: Sequence[ScenarioProgress],
    errors: Sequence[ErrorGroup],
    rows_folder: Path,
    stop: Rounds | None = None,
) -> Iterator[RenderableType]:
    """Yield how far an experiment has come, what failed, and how to read the runs that are there.

    `progress` is of the rounds that are wanted: those that satisfied a stop rule, or as yet all of them.
    `rows_folder` holds the Parquet files; `stop` says how far the stop rule is, if there is one.
    """
    done, failed, missing = (
        sum(getattr(entry, field) for entry in progress) for field in ("done", "failed", "missing")
    )
    total = done + failed + missing
    most = "at most " if stop is not None and not stop.is_enough else ""
    yield sentence(
        f"{name}: {done:,} of {most}{total:,} runs done ({_per_cent(done, total)}), {failed:,} failed, "
        f"{most if missing else ''}{missing:,} missing."
    )
    if stop is not None:
        yield sentence(_stop_rule_words(stop))
    table = plain_table("Scenario", "done", "failed", "missing")
    for entry in progress:
        counts = (f"{count:,}" if count else "-" for count in (entry.done, entry.failed, entry.missing))
        table.add_row(shorten(entry.scenario, SCENARIO_WIDTH), *counts)
    yield table
    if errors:
        yield Text("\nErrors")
        for group in errors:
            yield sentence(
                f"- {group.count:,} x {group.kind.replace('_', ' ')}, first at point {group.point}, "
                f"replication {group.replication}: {group.example}",
                "  ",
            )
    if done or failed:
        yield from _reading_lines(rows_folder)


def _stop_rule_words(stop: Rounds) -> str:
    if stop.is_enough:
        return f"The stop rule is satisfied after {stop.kept:,} of at most {stop.most:,} rounds."
    if stop.kept == stop.most:
        return f"The stop rule is not satisfied after all {stop.most:,} rounds."
    return f"The stop rule is not satisfied after {stop.kept:,} of at most {stop.most:,} rounds."


def failure_words(errors: Sequence[ErrorGroup], runs: int) -> str:
    """Return in a sentence how many of some runs failed, and the commonest cause."""
    failed = sum(group.count for group in errors)
    first, *others = errors
    many = f"all {runs:,} runs" if failed == runs else f"{failed:,} of {runs:,} runs"
    why = f", {first.count:,} of them because" if others else ""
    more = " There is one other cause." if len(others) == 1 else f" There are {len(others):,} other causes."
    return f"{many[:1].upper()}{many[1:]} failed{why}: {first.example.rstrip('.')}.{more if others else ''}"


def _reading_lines(rows_folder: Path) -> Iterator[RenderableType]:
    """Yield a line for each library; the path stands apart, so that it may be long."""
    yield Text("\nTo read the runs with pandas, Polars or DuckDB")
    yield Text(f'  rows = "{rows_folder.as_posix()}"')
    yield Text("  pandas.read_parquet(rows)")
    yield Text('  polars.read_parquet(rows + "/*.parquet")')
    yield Text('  duckdb.read_parquet(rows + "/*.parquet")')


def _time_words(outlook: Outlook) -> str:
    if outlook.seconds is None:
        return "unknown without a trial"
    workers = "1 worker" if outlook.workers == 1 else f"{outlook.workers} workers"
    return f"about {duration_words(outlook.seconds)} with {workers}"


def _size_words(size: float) -> str:
    return f"about {size_words(size)}" if np.isfinite(size) else "unknown on this machine"


def _design_words(experiment: Experiment) -> str:
    kind = experiment.design.kind.replace("_", " ")
    rows = f"{len(experiment.table):,} {'row' if len(experiment.table) == 1 else 'rows'}"
    factors = len(experiment.factors)
    return f"{kind}, {rows} of {factors} {'factor' if factors == 1 else 'factors'}" if factors else kind


def _factor_table(factors: Sequence[Factor]) -> Table:
    table = plain_table("Factor", "unit", "settings")
    for column in table.columns[1:]:
        column.justify = "left"
        column.no_wrap = False
    for factor in factors:
        table.add_row(
            shorten(factor.name, FACTOR_WIDTH), shorten(factor.unit, UNIT_WIDTH), settings_words(factor)
        )
    return table


def settings_words(factor: Factor) -> str:
    """Return the settings of a factor: its values, or the range they are taken from."""
    if not factor.values:
        scale = ", log scale" if factor.scale == "log" else ""
        return f"{factor.low:.4g} to {factor.high:.4g}{scale}"
    shown = [_setting_words(value) for value in factor.values[:MOST_SETTINGS]]
    more = len(factor.values) - len(shown)
    return shorten(", ".join(shown), 2 * SETTINGS_WIDTH) + (f" and {more} more" if more else "")


def _setting_words(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, int | float) else str(setting_cell(value))


def _width_lines(widths: Mapping[str, ExpectedWidth], *, has_pairs: bool) -> Iterator[RenderableType]:
    what = "a difference between two scenarios" if has_pairs else "a mean"
    first = next(iter(widths.values()))
    yield sentence(
        f"How precisely {first.replications:,} replications will give {what}, judged by "
        f"{first.pilots} pilot runs:"
    )
    table = plain_table("Measure", "to within", "the pilot being uncertain")
    for measure, width in widths.items():
        is_known = np.isfinite(width.half_width)
        table.add_row(
            shorten(MEASURE_BY_NAME[measure].title, FACTOR_WIDTH),
            quantity(measure, width.half_width) if is_known else "unknown",
            quantity_range(measure, width.interval.low, width.interval.high) if is_known else "",
        )
    yield table


def _expected_stop_words(rule: StopRule, outlook: Outlook) -> str:
    wanted = f"Stops when {stop_words(rule)} is known to within {quantity(rule.measure, rule.half_width)}"
    if outlook.stopped_at is not None:
        return f"{wanted}: satisfied after {outlook.stopped_at:,} of at most {outlook.rounds:,} rounds."
    if outlook.stops_at is None:
        return f"{wanted}: by the trial, not within {outlook.rounds:,} rounds."
    return f"{wanted}: by the trial, after about {outlook.stops_at:,} of at most {outlook.rounds:,} rounds."


def _fault_lines(faults: Mapping[int, str]) -> Iterator[RenderableType]:
    reasons: dict[str, list[int]] = {}
    for point, reason in faults.items():
        reasons.setdefault(reason, []).append(point)
    count = "1 point" if len(faults) == 1 else f"{len(faults):,} points"
    yield sentence(f"Found {count} that cannot be built; their runs are kept as failed:")
    for reason, numbers in reasons.items():
        shown = join_words(str(point) for point in numbers[:3])
        more = f" and {len(numbers) - 3:,} more" if len(numbers) > 3 else ""
        yield sentence(f"- point{'s' if len(numbers) > 1 else ''} {shown}{more}: {reason}", "  ")


def _per_cent(part: int, total: int) -> str:
    # Rounded down: 100% is said only when all is done.
    return f"{100 * part // total}%" if total else "0%"
