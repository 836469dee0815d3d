"""Options that several commands share, as decorators."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from smsim.errors import ArgumentError
from smsim.studies.arguments import MONTHS, ONE_PER_PROCESSOR, REPLICATIONS, SEEDS, WORKERS, Between

Command = TypeVar("Command", bound=Callable[..., Any])
FOLDER = click.Path(path_type=Path, file_okay=False)
FILE = click.Path(path_type=Path, dir_okay=False)


class WholeNumber(click.ParamType):  # type: ignore[type-arg]
    """A whole number between two limits, both allowed."""

    name = "whole number"

    def __init__(self, between: Between) -> None:
        self.between = between

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number. Raises: click.BadParameter, saying what is allowed."""
        try:
            return self.between.checked(int(value), "")
        except (ValueError, ArgumentError):
            self.fail(self.between.refusal(value), param, ctx)


def together(*decorators: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """Return one decorator for several, in the order of the help text."""

    def decorate(command: Command) -> Command:
        for decorator in reversed(decorators):
            command = decorator(command)
        return command

    return decorate


def organisation_options(command: Command) -> Command:
    """Add the options that bring in a real organisation."""
    return together(
        click.option(
            "--organisation",
            type=FOLDER,
            metavar="DIR",
            help="Folder of a real organisation: employees.csv and ties.csv.",
        ),
        kinds_options,
    )(command)


def kinds_options(command: Command) -> Command:
    """Add the options on how a real organisation is read."""
    return together(
        click.option(
            "--kinds", type=FILE, metavar="FILE", help="TOML file that maps its departments to kinds."
        ),
        click.option("--mutual-only", is_flag=True, help="Keep only ties named from both ends."),
    )(command)


def run_options(replications: int) -> Callable[[Command], Command]:
    """Add the options on how long, how often and with which luck to run."""
    return together(
        click.option(
            "--months", type=WholeNumber(MONTHS), metavar="N", help="Horizon.  [default: the scenario's]"
        ),
        click.option(
            "--replications",
            type=WholeNumber(REPLICATIONS),
            default=replications,
            show_default=True,
            metavar="N",
            help="Runs of each scenario, each with its own luck.",
        ),
        click.option(
            "--seed",
            type=WholeNumber(SEEDS),
            default=1,
            show_default=True,
            metavar="N",
            help="Same seed, same result.",
        ),
        click.option(
            "--workers",
            type=WholeNumber(WORKERS),
            default=ONE_PER_PROCESSOR,
            metavar="N",
            help="Runs at the same time.  [default: one per processor]",
        ),
    )


def output_options(command: Command) -> Command:
    """Add the options on what is written and said."""
    return together(
        click.option(
            "--out", type=FOLDER, metavar="DIR", help="Write tables, figures and provenance to this folder."
        ),
        click.option("--csv", "has_csv", is_flag=True, help="Write the tables as CSV too."),
        click.option("--quiet", is_flag=True, help="No progress and no remarks on standard error."),
    )(command)


def different_firms_option(command: Command) -> Command:
    """Add the option that lets scenarios be about different firms."""
    return click.option(
        "--different-firms", is_flag=True, help="Answer even if the scenarios are about different firms."
    )(command)


def help_alone(ctx: click.Context) -> None:
    """Show the help of a group that was called without a command."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())
