"""`smsim replay`: a run, or two side by side, as one page to take home."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from smsim.cli.options import FILE, LARGEST_SEED, WholeNumber, organisation_options


@click.command(short_help="Write a page that plays one run, or two side by side.")
@click.argument("scenarios", nargs=-1, required=True, metavar="SCENARIO [SCENARIO]")
@click.option("--out", type=FILE, required=True, metavar="FILE", help="Page to write, ending in .html.")
@organisation_options
@click.option(
    "--seed", type=WholeNumber(0, LARGEST_SEED), default=1, show_default=True, metavar="N",
    help="Same seed, same run.",
)  # fmt: skip
@click.option("--months", type=WholeNumber(1, 1200), metavar="N", help="Horizon.  [default: the scenario's]")
@click.option("--quiet", is_flag=True, help="No remarks on standard error.")
def replay(scenarios: tuple[str, ...], out: Path, quiet: bool, **request: Any) -> None:
    """Write one run of a scenario, or of two with the same people and luck, as a page.

    \b
    smsim replay lone-manager task-force-broad --out run.html

    Open the page in any browser: it plays, goes back and compares, and needs
    neither smsim nor a network.
    """  # noqa: D301 - click reads the backspace
    from smsim.cli.session import announce_compiling
    from smsim.experiments.comparing import Request, plan_runs
    from smsim.views.player.filming import film
    from smsim.views.player.page import require_page_place, self_contained_page, write_page

    if len(scenarios) > 2:
        raise click.UsageError("Name one scenario or two; `smsim compare` takes more.")
    require_page_place(out)
    plan = plan_runs(Request(scenarios=scenarios, replications=1, workers=1, **request))
    if not quiet:
        for remark in plan.remarks:
            click.echo(f"smsim: {remark}", err=True)
    announce_compiling(quiet)
    write_page(out, self_contained_page(film(plan)))
    if not quiet:
        click.echo(f"smsim: written to {out}", err=True)
