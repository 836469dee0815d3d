"""`smsim run`: one scenario, once or often."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from smsim.cli.options import organisation_options, output_options, run_options


@click.command(short_help="Run one scenario and explain where it gets to.")
@click.argument("scenario")
@organisation_options
@run_options(replications=1)
@output_options
@click.option("--people", is_flag=True, help="Write who took up or gave up use, and when (first run).")
def run(scenario: str, out: Path | None, has_csv: bool, people: bool, quiet: bool, **given: Any) -> None:
    """Run SCENARIO, a preset's name or a .toml file, and explain where it gets to.

    \b
    smsim run task-force-broad --out result
    smsim run my.toml --organisation our-firm --replications 100
    """  # noqa: D301 - click reads the backspace
    from smsim.cli.session import Terminal, hand_over, require_place
    from smsim.studies import comparison

    require_place(out, "--csv and --people write", is_asked=has_csv or people)
    terminal = Terminal(quiet=quiet)
    study = comparison.run(scenario, people=people, observer=terminal, **given)
    hand_over(study, terminal, out, has_csv=has_csv)
