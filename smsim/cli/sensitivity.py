"""`smsim sensitivity`: which factors matter, how sure that is, and how much is luck."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from smsim.cli.experiment import QUIET, experiment_options, worker_options
from smsim.cli.options import FOLDER


@click.command(short_help="Say which factors matter, and how much is luck.")
@experiment_options
@worker_options
@click.option(
    "--measure", "measures", multiple=True, metavar="NAME",
    help="Measure; may be given more than once.  [default: the experiment's]",
)  # fmt: skip
@click.option("--scenario", metavar="NAME", help="Only this scenario.  [default: all]")
@click.option("--out", type=FOLDER, metavar="DIR", help="Write tables and figures to this folder.")
@click.option("--csv", "has_csv", is_flag=True, help="Write the tables as CSV too.")
@QUIET
def sensitivity(out: Path | None, has_csv: bool, quiet: bool, **given: Any) -> None:
    """Say which factors of EXPERIMENT matter, how sure that is, and how much is luck.

    Runs what is not kept yet. The design decides the method: Morris' for
    trajectories, Sobol' indices for saltelli, single effects for one at a time,
    and methods for given data for every other design.

    \b
    smsim sensitivity sensitivity-screening
    smsim sensitivity my-experiment.toml --measure net_value_keur --out result
    """  # noqa: D301 - click reads the backspace
    from smsim.cli.session import Terminal, hand_over, require_place
    from smsim.studies import sensitivity as studies

    require_place(out, is_asked=has_csv)
    terminal = Terminal(quiet=quiet)
    hand_over(studies.sensitivity(observer=terminal, **given), terminal, out, has_csv=has_csv)
