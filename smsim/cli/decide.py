"""`smsim decide`: which option for this organisation, how sure, and why."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from smsim.cli.experiment import QUIET, worker_options
from smsim.cli.options import (
    FILE,
    FOLDER,
    LARGEST_SEED,
    WholeNumber,
    different_firms_option,
    organisation_options,
)

WORLDS = 200


@click.command(short_help="Say which option suits an organisation, how sure, and why.")
@click.argument("options", nargs=-1, required=True, metavar="OPTION OPTION...")
@organisation_options
@different_firms_option
@click.option(
    "--worlds", type=WholeNumber(10, 1_000_000), default=WORLDS, show_default=True, metavar="N",
    help="Draws of what nobody knows; every option meets all of them.",
)  # fmt: skip
@click.option(
    "--replications", type=WholeNumber(1, 1_000), default=1, show_default=True, metavar="N",
    help="Runs of each option in each world.",
)  # fmt: skip
@click.option(
    "--months", type=WholeNumber(12, 1200), metavar="N", help="Horizon.  [default: the options']"
)
@click.option(
    "--seed", type=WholeNumber(0, LARGEST_SEED), default=1, show_default=True, metavar="N",
    help="Same seed, same answer.",
)  # fmt: skip
@click.option(
    "--objective", "objectives", multiple=True, metavar="MEASURE[:less][=WEIGHT]",
    help="What matters, the first most; with weights, a combined value comes first.",
)  # fmt: skip
@click.option(
    "--margin", "margins", multiple=True, metavar="MEASURE=X",
    help="A difference too small to matter, where the declared one does not suit.",
)  # fmt: skip
@click.option(
    "--threshold", "thresholds", multiple=True, metavar="'MEASURE>=X'",
    help="What is good enough, e.g. 'level_at_end>=3'; may be given more than once.",
)  # fmt: skip
@click.option(
    "--draws", type=FILE, metavar="FILE",
    help="CSV or Parquet of draws, e.g. of a posterior: columns are dotted names.",
)  # fmt: skip
@click.option(
    "--why", is_flag=True,
    help="Say what each element of the best option is worth, and where twin runs part.",
)  # fmt: skip
@click.option(
    "--search", is_flag=True,
    help="Search for a better plan: other seats, dates of a change, rules.",
)  # fmt: skip
@click.option(
    "--limit", "limits", multiple=True, metavar="'MEASURE<=X'",
    help="What a plan of the search must keep on average, e.g. 'cost_keur<=500'.",
)  # fmt: skip
@click.option(
    "--most-runs", type=WholeNumber(1, 100_000_000), metavar="N",
    help="Runs that the search may make.  [default: as many as it needs]",
)  # fmt: skip
@click.option("--no-flips", is_flag=True, help="Do not look for where the advice changes.")
@click.option(
    "--store", type=FOLDER, default=Path("smsim-store"), show_default=True, metavar="DIR",
    help="Where runs are kept.",
)  # fmt: skip
@worker_options
@click.option("--out", type=FOLDER, metavar="DIR", help="Write report.html, tables and provenance.")
@click.option("--csv", "has_csv", is_flag=True, help="Write the tables as CSV too.")
@QUIET
def decide(options: tuple[str, ...], **wishes: Any) -> None:
    """Say which OPTION, a preset's name or a .toml file, suits an organisation.

    Every option meets the same worlds, in which everything that nobody knows
    is drawn from its declared range, with the same luck.

    \b
    smsim decide lone-manager task-force-broad group-head --out answer
    smsim decide a.toml b.toml --organisation our-firm --objective net_value_keur
    """  # noqa: D301 - click reads the backspace
    from smsim.cli.deciding import decide_between

    if len(options) < 2:
        raise click.UsageError("Name at least two options to decide between.")
    decide_between(options, **wishes)
