"""`smsim experiment`: many runs, planned, kept, resumed and handed on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from smsim.cli.options import FOLDER, Command, WholeNumber, help_alone, together
from smsim.studies.arguments import MEGABYTES, ONE_PER_PROCESSOR, REPLICATIONS, SEEDS, STORE, WORKERS

EXPERIMENT = click.argument("experiment")
STORE_OPTION = click.option(
    "--store", type=FOLDER, default=STORE, show_default=True, metavar="DIR",
    help="Where runs are kept, of any number of experiments.",
)  # fmt: skip
REPLICATIONS_OPTION = click.option(
    "--replications", type=WholeNumber(REPLICATIONS), metavar="N",
    help="Replications of each point.  [default: the experiment's]",
)  # fmt: skip
SEED_OPTION = click.option(
    "--seed", type=WholeNumber(SEEDS), metavar="N", help="Luck.  [default: the experiment's]"
)
QUIET = click.option("--quiet", is_flag=True, help="No progress and no remarks on standard error.")


def experiment_options(command: Command) -> Command:
    """Add the argument and options that say which experiment, and where its runs are kept."""
    return together(EXPERIMENT, STORE_OPTION, REPLICATIONS_OPTION, SEED_OPTION)(command)


def worker_options(command: Command) -> Command:
    """Add the options on who carries out the runs."""
    return together(
        click.option(
            "--workers", type=WholeNumber(WORKERS), default=ONE_PER_PROCESSOR, metavar="N",
            help="Runs at the same time.  [default: one per processor]",
        ),
        click.option("--processes", is_flag=True, help="Use processes in place of threads."),
        click.option(
            "--dask", metavar="ADDRESS",
            help="Use a Dask cluster: its scheduler's address, or 'local' for one on this machine.",
        ),
        click.option(
            "--time-limit", type=click.FloatRange(min=0, min_open=True), metavar="SECONDS",
            help="Give up a run that takes longer (with --processes or --dask).",
        ),
        click.option(
            "--memory-limit", type=WholeNumber(MEGABYTES), metavar="MB",
            help="Memory of one worker (with --processes, or --dask local).",
        ),
        click.option("--retry-failed", is_flag=True, help="Try runs again that failed before."),
    )(command)  # fmt: skip


@click.group(invoke_without_command=True, short_help="Plan, run, resume and export many runs.")
@click.pass_context
def experiment(ctx: click.Context) -> None:
    """Plan, run, resume and export many runs.

    \b
    smsim experiment list
    smsim experiment plan governance-comparison    what it will take
    smsim experiment run governance-comparison     stop it, repeat it: it goes on
    smsim experiment export governance-comparison --out result
    """  # noqa: D301 - click reads the backspace
    help_alone(ctx)


@experiment.command("list", short_help="List the experiments that come with smsim.")
def list_command() -> None:
    """List the experiments that come with smsim."""
    from smsim.experiments.shipped import list_experiments
    from smsim.views.lists import scenario_lines

    entries = [(entry.name, entry.title, entry.description) for entry in list_experiments()]
    click.echo("\n".join(scenario_lines(entries)))


@experiment.command(short_help="Say what an experiment will take, after a short trial.")
@experiment_options
@worker_options
@QUIET
def plan(quiet: bool, **given: Any) -> None:
    """Say how many runs EXPERIMENT has, and what they will take, after a short trial.

    EXPERIMENT is the name of one that comes with smsim, or a .toml file.
    """
    from smsim.cli.session import Terminal, show
    from smsim.studies import planning

    show(planning.plan(observer=Terminal(quiet=quiet), **given))


@experiment.command(short_help="Run what is not kept yet; repeat the command to go on.")
@experiment_options
@worker_options
@QUIET
def run(quiet: bool, **given: Any) -> None:
    """Run whatever of EXPERIMENT the store does not hold yet.

    Runs that are kept are not run again: stop the command at any time and
    repeat it to go on, with more replications or other design points if you like.
    """
    from smsim.cli.session import Terminal, show
    from smsim.studies import experiment

    show(experiment.experiment(observer=Terminal(quiet=quiet), **given))


@experiment.command(short_help="Say how much of an experiment is kept.")
@experiment_options
def status(**given: Any) -> None:
    """Say how much of EXPERIMENT is kept, what failed, and how to read the runs."""
    from smsim.cli.session import Terminal, show
    from smsim.studies import planning

    show(planning.status(observer=Terminal(quiet=False), **given))


@experiment.command(short_help="Say how many replications an effect needs.")
@experiment_options
@click.option("--effect", type=float, required=True, metavar="X", help="Smallest difference that matters.")
@click.option("--measure", metavar="NAME", help="Measure.  [default: the experiment's first]")
@click.option("--scenario", metavar="NAME", help="Scenario.  [default: the second]")
@click.option("--against", metavar="NAME", help="Scenario it is held against.  [default: the first]")
@QUIET
def power(quiet: bool, **given: Any) -> None:
    """Say how many replications of EXPERIMENT find a difference of X between two scenarios.

    Judged by the runs that are kept or, if there are too few, by a short trial.
    """
    from smsim.cli.session import Terminal, show
    from smsim.studies import planning

    show(planning.power(observer=Terminal(quiet=quiet), **given))


@experiment.command(short_help="Write tidy tables of an experiment to a folder.")
@experiment_options
@click.option("--out", type=FOLDER, required=True, metavar="DIR", help="Folder for tables and provenance.")
@click.option("--csv", "has_csv", is_flag=True, help="Write the tables as CSV too.")
def export(out: Path, has_csv: bool, **given: Any) -> None:
    """Write the runs of EXPERIMENT as tidy tables, with every factor and measure as a column.

    The looks of a stop rule become a figure.
    """
    from smsim.cli.session import Terminal, require_place
    from smsim.studies import experiment

    require_place(out, is_asked=False)
    study = experiment.export(observer=Terminal(quiet=False), **given)
    study.write(out, csv=has_csv)
    so_far = "" if study.is_complete else " so far; the rest is not run yet"
    click.echo(f"{len(study.runs):,} runs are written to {out}{so_far}.")
