"""From a request to what is printed and written: the one path behind `run` and `compare`."""

from __future__ import annotations

import logging
import shlex
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from smsim.errors import ResultError

if TYPE_CHECKING:
    from smsim.analysis.explanation import Explanation
    from smsim.analysis.summary import Summary
    from smsim.experiments.comparing import Comparison, Request
    from smsim.experiments.results import ResultContents

MOST_NAMED = 5
COMPILING = "smsim: compiling the engine for this machine, about half a minute, once."


@dataclass(frozen=True)
class Wishes:
    """What to do with a result: where to write it, in which forms, and how much to say."""

    out: Path | None
    has_csv: bool
    quiet: bool
    has_people: bool = False


def carry_out(request: Request, wishes: Wishes, *, needs_one_firm: bool = False) -> None:
    """Run a request, print what it comes to and, if wished, write the result folder.

    With `needs_one_firm` scenarios about different firms are refused.

    Raises: SmsimError for anything the user can mend, before any time is spent on runs.
    """
    from smsim.experiments.apart import require_one_firm
    from smsim.experiments.comparing import plan_runs, run_plan
    from smsim.experiments.results import require_usable_folder
    from smsim.experiments.trying import require_runnable_plan

    if wishes.out is not None:
        require_usable_folder(wishes.out)
    elif wishes.has_csv or wishes.has_people:
        raise ResultError("--csv and --people write to a result folder; name one with --out.")
    plan = plan_runs(request)
    if needs_one_firm:
        require_one_firm(plan.apart, request.scenarios)
    say = voice(wishes.quiet)
    for remark in plan.remarks:
        say(f"smsim: {remark}")
    announce_compiling(wishes.quiet)
    require_runnable_plan(plan)
    with progress(plan.runs, wishes.quiet) as on_done:
        comparison = run_plan(plan, on_done)
    _report(comparison, wishes, say)


def _report(comparison: Comparison, wishes: Wishes, say: Callable[[str], None]) -> None:
    from smsim.analysis.explanation import explain
    from smsim.analysis.summary import summarise
    from smsim.experiments.apart import apart_words
    from smsim.views import text

    plan = comparison.plan
    summary = summarise(comparison.batches, plan.baseline)
    first = comparison.batches[0]
    explanation = None
    if len(comparison.batches) == 1:
        explanation = explain(
            first.monthly[0],
            first.by_department[0],
            first.department_kinds,
            plan.inputs[0],
            plan.scenarios[0].audit,
            scenario=first.name,
        )
    if wishes.out is not None:
        _write(comparison, wishes.out, wishes, summary, explanation, say)
    if explanation is None:
        parts = text.comparison_text(summary, plan.assumptions, apart_words(plan.apart))
    elif plan.request.replications == 1:
        parts = text.single_run_text(summary, explanation, plan.request.seed)
    else:
        parts = text.batch_text(summary, explanation)
    text.print_lines(parts, text.text_console())
    if wishes.out is not None:
        say(f"smsim: written to {wishes.out}")


def _write(
    comparison: Comparison,
    folder: Path,
    wishes: Wishes,
    summary: Summary,
    explanation: Explanation | None,
    say: Callable[[str], None],
) -> None:
    from smsim.experiments.comparing import observe_run
    from smsim.experiments.provenance import provenance
    from smsim.views.folder import folder_contents

    observed = None
    if explanation is not None:
        observed = observe_run(comparison.plan, record_people=wishes.has_people)
    contents = folder_contents(
        comparison,
        summary,
        provenance(comparison.plan, command_line()),
        explanation=explanation,
        observed=observed,
    )
    write_result(folder, contents, wishes.has_csv, say)


def write_result(folder: Path, contents: ResultContents, has_csv: bool, say: Callable[[str], None]) -> None:
    """Write a result folder, and name what in it is not smsim's own.

    Raises: ResultError, if it cannot be written.
    """
    from smsim.experiments.results import write_result_folder

    found = write_result_folder(folder, contents, has_csv=has_csv)
    if found.staying:
        say(f"smsim: left as it was, not being as smsim wrote it: {_named(found.staying)}.")
    for path, kept in found.kept.items():  # told in any case: somebody's file has another name now
        click.echo(f"smsim: {path} was not as smsim wrote it, and is kept as {kept}.", err=True)


def _named(paths: Sequence[str]) -> str:
    """Return the first few of some paths and how many there are besides."""
    from smsim.experiments.words import join_words

    few = [_printable(path) for path in paths[:MOST_NAMED]]
    rest = len(paths) - len(few)
    return join_words([*few, f"{rest:,} more"] if rest else few)


def _printable(path: str) -> str:
    """Return a path without signs that would steer a terminal."""
    return "".join(sign if sign.isprintable() else "?" for sign in path)


def command_line() -> str:
    """Return what was typed; what is in no known encoding as an escape."""
    typed = shlex.join([Path(sys.argv[0]).name, *sys.argv[1:]])
    return typed.encode("utf-8", "backslashreplace").decode()


def voice(quiet: bool) -> Callable[[str], None]:
    """Return what says a sentence on standard error, or keeps quiet."""

    def say(sentence: str) -> None:
        if not quiet:
            click.echo(sentence, err=True)

    return say


def announce_compiling(quiet: bool) -> None:
    """Say that a wait is for the compiler, where it is; `quiet` silences what is said of its files too."""
    if quiet:
        logging.getLogger("smsim.kept_code").setLevel(logging.ERROR)
    from smsim.compilation import is_compiled_code_cached, is_compiler_on

    if not quiet and is_compiler_on() and not is_compiled_code_cached():
        click.echo(COMPILING, err=True)


@contextmanager
def progress(runs: int, quiet: bool) -> Iterator[Callable[[str], None] | None]:
    """Show how many runs are done and how long the rest will take; on a terminal only."""
    if quiet or runs < 2 or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description:<24}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("running", total=runs)
        yield lambda name: bar.update(task, advance=1, description=name)
