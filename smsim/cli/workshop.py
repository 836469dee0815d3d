"""`smsim workshop`: a room watches two organisations and decides."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from smsim.cli.options import FOLDER, WholeNumber, organisation_options
from smsim.studies.arguments import MONTHS, SEEDS, Between

if TYPE_CHECKING:
    from smsim.workshop.opening import Opening

DEFAULT_SCENARIOS = ("lone-manager", "task-force-broad")
DEFAULT_SEED = 1
PORTS = Between(1, 65535)
DEFAULT_FOLDER = "smsim-workshop"


@click.command(short_help="Open a page on which a room watches and decides.")
@click.argument("scenarios", nargs=-1, metavar="[SCENARIO [SCENARIO]]")
@organisation_options
@click.option("--seed", type=WholeNumber(SEEDS), metavar="N", help="Same seed, same luck.  [default: 1]")
@click.option("--months", type=WholeNumber(MONTHS), metavar="N", help="Horizon.  [default: the scenario's]")
@click.option("--lesson", metavar="NAME", help="A lesson: its scenarios, luck, steps and questions.")
@click.option("--port", type=WholeNumber(PORTS), metavar="N", help="Port on this machine.  [default: 8765]")
@click.option("--no-browser", is_flag=True, help="Do not open the page.")
@click.option(
    "--keep", type=FOLDER, default=DEFAULT_FOLDER, show_default=True, metavar="DIR",
    help="Where sessions are kept.",
)  # fmt: skip
def workshop(
    scenarios: tuple[str, ...],
    seed: int | None,
    months: int | None,
    lesson: str | None,
    port: int | None,
    no_browser: bool,
    keep: Path,
    **people: Any,
) -> None:
    """Open a page that plays one scenario, or two side by side, and takes decisions.

    \b
    smsim workshop                              a lone manager, a task force
    smsim workshop lone-manager group-head --seed 7

    The page is served on this machine only and needs no network.
    """  # noqa: D301 - click reads the backspace
    from smsim.workshop.server import Workshop
    from smsim.workshop.serving import listening_socket, serve
    from smsim.workshop.session_store import SessionStore

    if len(scenarios) > 2:
        raise click.UsageError("Name one scenario or two; more do not fit on a screen.")
    opening = _opening(scenarios, seed, months, lesson, people)
    store = SessionStore(keep, opening, _say)
    store.require_usable()
    listening = listening_socket(port)
    for remark in opening.plan.told:
        _say(remark)
    _compile()
    serve(Workshop(opening, store), listening, _say, opens_browser=not no_browser, meanwhile=_get_ready)
    _say(f"The workshop has ended; what was done is kept in {keep}.")


def _say(sentence: str) -> None:
    click.echo(f"smsim: {sentence}", err=True)


def _opening(
    scenarios: tuple[str, ...],
    seed: int | None,
    months: int | None,
    lesson: str | None,
    people: dict[str, Any],
) -> Opening:
    from smsim.experiments.comparing import Request
    from smsim.workshop.lessons import load_lesson
    from smsim.workshop.opening import open_lesson, open_scenarios

    if lesson is not None:
        if scenarios or seed is not None or months is not None or any(people.values()):
            raise click.UsageError(
                "A lesson brings its own scenarios, people, luck and months: give --lesson alone."
            )
        return open_lesson(load_lesson(lesson))
    return open_scenarios(
        Request(
            scenarios=scenarios or DEFAULT_SCENARIOS,
            replications=1,
            seed=DEFAULT_SEED if seed is None else seed,
            workers=1,
            months=months,
            **people,
        )
    )


def _compile() -> None:
    """Have the engine compiled, if need be, before an address is told: a page would wait half a minute."""
    from smsim.cli.session import Terminal
    from smsim.player.filming import warm_up
    from smsim.studies.observing import announce_compiling

    if announce_compiling(Terminal(quiet=False)):
        warm_up()


def _get_ready() -> None:
    """Spend, while the browser opens, the seconds that a first step and first ghosts would cost."""
    from smsim.player.filming import warm_up

    warm_up()
    import smsim.workshop.ghosts  # noqa: F401 - for what it imports
