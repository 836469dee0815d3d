"""`smsim decide`: which option for this organisation, how sure, and why."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from smsim.cli.experiment import QUIET, STORE_OPTION, worker_options
from smsim.cli.options import FILE, FOLDER, WholeNumber, different_firms_option, organisation_options
from smsim.studies.arguments import (
    DECISION_WORLDS,
    MONTHS_OF_DECISION,
    REPLICATIONS_OF_DECISION,
    RUNS_OF_SEARCH,
    SEEDS,
    WORLDS,
)


@click.command(short_help="Say which option suits an organisation, how sure, and why.")
@click.argument("options", nargs=-1, required=True, metavar="OPTION OPTION...")
@organisation_options
@different_firms_option
@click.option(
    "--worlds", type=WholeNumber(WORLDS), default=DECISION_WORLDS, show_default=True, metavar="N",
    help="Draws of what nobody knows; every option meets all of them.",
)  # fmt: skip
@click.option(
    "--replications", type=WholeNumber(REPLICATIONS_OF_DECISION), default=1, show_default=True, metavar="N",
    help="Runs of each option in each world.",
)  # fmt: skip
@click.option(
    "--months", type=WholeNumber(MONTHS_OF_DECISION), metavar="N", help="Horizon.  [default: the options']"
)
@click.option(
    "--seed", type=WholeNumber(SEEDS), default=1, show_default=True, metavar="N",
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
    "--most-runs", type=WholeNumber(RUNS_OF_SEARCH), metavar="N",
    help="Runs that the search may make.  [default: as many as it needs]",
)  # fmt: skip
@click.option("--no-flips", is_flag=True, help="Do not look for where the advice changes.")
@STORE_OPTION
@worker_options
@click.option("--out", type=FOLDER, metavar="DIR", help="Write report.html, tables and provenance.")
@click.option("--csv", "has_csv", is_flag=True, help="Write the tables as CSV too.")
@QUIET
def decide(options: tuple[str, ...], out: Path | None, has_csv: bool, quiet: bool, **given: Any) -> None:
    """Say which OPTION, a preset's name or a .toml file, suits an organisation.

    Every option meets the same worlds, in which everything that nobody knows
    is drawn from its declared range, with the same luck.

    \b
    smsim decide lone-manager task-force-broad group-head --out answer
    smsim decide a.toml b.toml --organisation our-firm --objective net_value_keur
    """  # noqa: D301 - click reads the backspace
    from smsim.cli.session import Terminal, hand_over, require_place
    from smsim.studies import decision

    require_place(out, is_asked=has_csv)
    terminal = Terminal(quiet=quiet)
    study = decision.decide(*options, observer=terminal, **given)
    hand_over(study, terminal, out, has_csv=has_csv, opens="report.html")
