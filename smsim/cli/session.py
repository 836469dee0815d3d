"""Between the commands and the terminal: what was typed, what is told meanwhile, and the answer."""

from __future__ import annotations

import logging
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from smsim.errors import ResultError
from smsim.studies.observing import Observer

if TYPE_CHECKING:
    from smsim.experiments.running.filling import OnProgress, Progress
    from smsim.studies.study import Study, Told


class Terminal(Observer):
    """Says on standard error what a study tells meanwhile; a quiet one only what is to be known anyway."""

    def __init__(self, *, quiet: bool) -> None:
        super().__init__(command_line())
        self.quiet = quiet
        if quiet:
            logging.getLogger("smsim.kept_code").setLevel(logging.ERROR)

    def remark(self, sentence: str) -> None:
        """Say a sentence, unless quiet."""
        super().remark(sentence)
        if not self.quiet:
            click.echo(f"smsim: {sentence}", err=True)

    def warn(self, sentence: str) -> None:
        """Say a sentence."""
        click.echo(f"smsim: {sentence}", err=True)

    def compiling(self, sentence: str) -> None:
        """Say that a wait is for the compiler, unless quiet."""
        if not self.quiet:
            click.echo(f"smsim: {sentence}", err=True)

    @contextmanager
    def progress(self, runs: int) -> Iterator[OnProgress | None]:
        """Show how many runs are done, how fast, and how long the rest will take; on a terminal only."""
        if self.quiet or runs < 2 or not sys.stderr.isatty():
            yield None
            return
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as Bars

        columns = (
            TextColumn("{task.description}"),
            BarColumn(bar_width=20),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
        )
        with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
            task = bars.add_task("runs", total=runs, rate="")

            def show(progress: Progress) -> None:
                elapsed = bars.tasks[0].elapsed or 0.0
                rate = f"{progress.done_here / elapsed:,.0f}/s" if elapsed and progress.done_here else ""
                bars.update(task, completed=progress.finished, rate=rate)

            yield show


def command_line() -> str:
    """Return what was typed; what is in no known encoding as an escape."""
    typed = shlex.join([Path(sys.argv[0]).name, *sys.argv[1:]])
    return typed.encode("utf-8", "backslashreplace").decode()


def require_place(out: Path | None, wanted: str = "--csv writes", *, is_asked: bool) -> None:
    """Refuse a place for a result that cannot be used, and files that are wanted without a place.

    Raises: ResultError.
    """
    if out is not None:
        from smsim.experiments.results import require_usable_folder

        require_usable_folder(out)
    elif is_asked:
        raise ResultError(f"{wanted} to a result folder; name one with --out.")


def show(told: Told) -> None:
    """Print what a study says."""
    from smsim.views.text import print_lines, text_console

    print_lines(told.lines(), text_console())


def hand_over(study: Study, terminal: Terminal, out: Path | None, *, has_csv: bool, opens: str = "") -> None:
    """Print an answer and, if there is a place for it, write its result folder.

    `opens` is the file in it that is to be opened in a browser.
    """
    if out is not None:
        study.write(out, csv=has_csv)
    show(study)
    if out is not None:
        how = f"; open {out / opens} in a browser." if opens else ""
        terminal.remark(f"written to {out}{how}")
