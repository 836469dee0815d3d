"""`smsim compare`: scenarios side by side, under equal luck."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from smsim.cli.options import different_firms_option, organisation_options, output_options, run_options
from smsim.studies.arguments import COMPARED_REPLICATIONS


@click.command(short_help="Compare scenarios, run by run with the same luck.")
@click.argument("scenarios", nargs=-1, required=True, metavar="SCENARIO SCENARIO...")
@organisation_options
@click.option("--same-organisation", is_flag=True, help="Use one synthetic organisation for all runs.")
@click.option("--baseline", metavar="NAME", help="Scenario to hold the others against.  [default: the first]")
@different_firms_option
@run_options(replications=COMPARED_REPLICATIONS)
@output_options
def compare(scenarios: tuple[str, ...], out: Path | None, has_csv: bool, quiet: bool, **given: Any) -> None:
    """Compare scenarios, presets' names or .toml files, run by run with the same luck.

    \b
    smsim compare lone-manager task-force-broad
    smsim compare a.toml b.toml --baseline b --out result
    """  # noqa: D301 - click reads the backspace
    from smsim.cli.session import Terminal, hand_over, require_place
    from smsim.studies import comparison

    require_place(out, is_asked=has_csv)
    terminal = Terminal(quiet=quiet)
    hand_over(comparison.compare(*scenarios, observer=terminal, **given), terminal, out, has_csv=has_csv)
