"""`smsim parameters`: every number of the model, with unit, bounds, meaning and source."""

from __future__ import annotations

import click


@click.command(short_help="Show every number of the model.")
@click.argument("group", required=False)
@click.option(
    "--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True,
    help="How to print them.",
)  # fmt: skip
def parameters(group: str | None, form: str) -> None:
    """Show every number of the model, or those of GROUP, with unit, bounds, meaning and source.

    A name is what a scenario file calls it: adoption.peer_hazard is peer_hazard
    in the table [adoption].
    """
    from smsim.views.lists import parameter_text

    click.echo(parameter_text(group, form), nl=False)
