"""The command `smsim`: loads a subcommand when it is asked for, and says in one sentence what went wrong."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NoReturn

import click

from smsim import __version__
from smsim.cli.options import help_alone
from smsim.cli.outlets import open_outlets, unprinted
from smsim.errors import SmsimError, nearest
from smsim.interrupts import StoppedError

COMMANDS = {
    "run": "smsim.cli.run:run",
    "compare": "smsim.cli.compare:compare",
    "decide": "smsim.cli.decide:decide",
    "experiment": "smsim.cli.experiment:experiment",
    "sensitivity": "smsim.cli.sensitivity:sensitivity",
    "replay": "smsim.cli.replay:replay",
    "workshop": "smsim.cli.workshop:workshop",
    "scenarios": "smsim.cli.scenarios:scenarios",
    "organisation": "smsim.cli.organisation:organisation",
    "parameters": "smsim.cli.parameters:parameters",
}
EXIT_WRONG_USE, EXIT_INTERRUPTED = 2, 130


class LazyGroup(click.Group):
    """A group whose commands are imported when they are needed, and whose errors are one sentence."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands in the order of the help text."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command called `cmd_name`, imported now; None if there is none."""
        if cmd_name not in COMMANDS:
            return None
        module, attribute = COMMANDS[cmd_name].split(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that was named. Raises: click.UsageError, naming the nearest one."""
        if args[0] not in COMMANDS and not args[0].startswith("-"):
            known = ", ".join(COMMANDS)
            ctx.fail(f"There is no command '{args[0]}'{nearest(args[0], COMMANDS)}: name one of {known}.")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Carry the command out; where it was stopped, say what is kept.

        Raises: RuntimeError, if a file ends too soon: click would take that for Ctrl-C.
        """
        try:
            return super().invoke(ctx)
        except StoppedError as stopped:
            click.echo(f"smsim: {stopped}", err=True)
            ctx.exit(EXIT_INTERRUPTED)
        except EOFError as error:
            raise RuntimeError("a file ended before it was read to its end") from error

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run the command line; exit code 0, 2 for wrong use, 130 when interrupted."""
        if not standalone_mode:
            return super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
        try:
            code = super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
        except SmsimError as error:
            _give_up(str(error), error.example)
        except click.ClickException as error:
            _give_up(error.format_message())
        except click.Abort:
            click.echo("smsim: interrupted; nothing is half-written.", err=True)
            sys.exit(EXIT_INTERRUPTED)
        sys.exit(code if isinstance(code, int) else 0)


def _give_up(sentence: str, example: str = "") -> NoReturn:
    click.echo(f"smsim: {' '.join(sentence.split())}", err=True)
    for line in example.splitlines():
        click.echo(f"    {line}", err=True)
    sys.exit(EXIT_WRONG_USE)


@click.group(
    cls=LazyGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
)
@click.version_option(__version__, prog_name="smsim", message="%(prog)s %(version)s")
@click.pass_context
def smsim(ctx: click.Context) -> None:
    """Simulate how an organisation takes up social media.

    \b
    smsim scenarios list                        what there is to try
    smsim run task-force-broad --out result     one run, explained
    smsim compare lone-manager task-force-broad which one does better
    smsim experiment run governance-comparison  thousands of runs, kept
    """  # noqa: D301 - click reads the backspace
    help_alone(ctx)


def main() -> None:
    """Enter here from the shell."""
    # the matrices of the analyses are tiny: threads would spend their time waiting for each other
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    outlet = open_outlets()
    try:
        smsim(prog_name="smsim")
    except SystemExit as end:
        problem = unprinted(outlet)
        if end.code or problem is None:
            raise
        _give_up(problem)
