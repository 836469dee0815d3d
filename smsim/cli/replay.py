"""`smsim replay`: a run, or two side by side, as a file to take home."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from smsim.cli.options import FILE, WholeNumber, organisation_options
from smsim.studies.arguments import MONTHS, SEEDS, Between

if TYPE_CHECKING:
    from smsim.cli.session import Terminal
    from smsim.experiments.comparing import RunPlan


@click.command(short_help="Write one run, or two side by side, as page, GIF or picture.")
@click.argument("scenarios", nargs=-1, required=True, metavar="SCENARIO [SCENARIO]")
@click.option(
    "--out", type=FILE, required=True, metavar="FILE",
    help="File to write: .html, a page that plays; .gif, a moving picture; .png, a picture of one month.",
)  # fmt: skip
@click.option(
    "--month", type=WholeNumber(Between(0, MONTHS.highest - 1)), metavar="N",
    help="Month that a .png shows, the first is 0.  [default: the last]",
)  # fmt: skip
@organisation_options
@click.option(
    "--seed", type=WholeNumber(SEEDS), default=1, show_default=True, metavar="N",
    help="Same seed, same run.",
)  # fmt: skip
@click.option("--months", type=WholeNumber(MONTHS), metavar="N", help="Horizon.  [default: the scenario's]")
@click.option("--quiet", is_flag=True, help="No progress and no remarks on standard error.")
def replay(scenarios: tuple[str, ...], out: Path, month: int | None, quiet: bool, **request: Any) -> None:
    """Write one run of a scenario, or of two with the same people and luck.

    \b
    smsim replay lone-manager task-force-broad --out run.html
    smsim replay lone-manager task-force-broad --out run.gif
    smsim replay lone-manager task-force-broad --out run.png --month 24

    Open the page in any browser: it plays, goes back and compares, and needs
    neither smsim nor a network.
    """  # noqa: D301 - click reads the backspace
    from smsim.cli.session import Terminal
    from smsim.experiments.comparing import Request, plan_runs
    from smsim.player.takeaways import PICTURE, kind_of, require_place, write_takeaway
    from smsim.studies.observing import announce_compiling

    if len(scenarios) > 2:
        raise click.UsageError("Name one scenario or two; `smsim compare` takes more.")
    if month is not None and kind_of(out) is not PICTURE:
        raise click.UsageError(
            f"--month is for a picture of one month, so --out must end in {PICTURE.suffix}."
        )
    require_place(out)
    plan = plan_runs(Request(scenarios=scenarios, replications=1, workers=1, **request))
    _require_month(plan, month)
    terminal = Terminal(quiet=quiet)
    for remark in plan.told:
        terminal.remark(remark)
    announce_compiling(terminal, {inputs.replaced_rules for inputs in plan.inputs})
    write_takeaway(out, _content(plan, out, month, terminal))
    terminal.remark(f"written to {out}")


def _require_month(plan: RunPlan, month: int | None) -> None:
    last = plan.scenarios[0].horizon_months - 1
    if month is not None and month > last:
        raise click.UsageError(f"--month is {month}, but the months of this run are 0 to {last}.")


def _content(plan: RunPlan, out: Path, month: int | None, terminal: Terminal) -> bytes:
    """Return what is written to `out`."""
    from smsim.experiments.running.filling import Progress
    from smsim.player.filming import film
    from smsim.player.takeaways import ANIMATION, PICTURE, kind_of

    recording = film(plan)
    kind = kind_of(out)
    if kind is PICTURE:
        from smsim.player.picture import picture_png

        return picture_png(recording, recording["months"] - 1 if month is None else month)
    if kind is ANIMATION:
        from smsim.player.animation import animation_gif

        with terminal.progress(recording["months"]) as on_progress:

            def tell(done: int, of: int) -> None:
                if on_progress is not None:
                    on_progress(Progress(done, of, done, 0))

            return animation_gif(recording, tell=tell)
    from smsim.player.page import self_contained_page

    return self_contained_page(recording).encode("utf-8")
