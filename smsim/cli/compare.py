"""`smsim compare`: scenarios side by side, under equal luck."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from smsim.cli.options import different_firms_option, organisation_options, output_options, run_options

COMPARED_REPLICATIONS = 200


@click.command(short_help="Compare scenarios, run by run with the same luck.")
@click.argument("scenarios", nargs=-1, required=True, metavar="SCENARIO SCENARIO...")
@organisation_options
@click.option("--same-organisation", is_flag=True, help="Use one synthetic organisation for all runs.")
@click.option("--baseline", metavar="NAME", help="Scenario to hold the others against.  [default: the first]")
@different_firms_option
@run_options(replications=COMPARED_REPLICATIONS)
@output_options
def compare(
    scenarios: tuple[str, ...],
    different_firms: bool,
    out: Path | None,
    has_csv: bool,
    quiet: bool,
    **request: Any,
) -> None:
    """Compare scenarios, presets' names or .toml files, run by run with the same luck.

    \b
    smsim compare lone-manager task-force-broad
    smsim compare a.toml b.toml --baseline b --out result
    """  # noqa: D301 - click reads the backspace
    from smsim.cli.session import Wishes, carry_out
    from smsim.experiments.comparing import Request

    if len(scenarios) < 2:
        raise click.UsageError("Name at least two scenarios to compare; `smsim run` takes a single one.")
    wishes = Wishes(out, has_csv, quiet)
    carry_out(Request(scenarios=scenarios, **request), wishes, needs_one_firm=not different_firms)
