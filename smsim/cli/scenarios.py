"""`smsim scenarios`: what there is to run, what a file means, and whether it is sound."""

from __future__ import annotations

import json
import textwrap

import click

from smsim.cli.options import help_alone


@click.group(invoke_without_command=True, short_help="List, show, check and tell apart scenarios.")
@click.pass_context
def scenarios(ctx: click.Context) -> None:
    """List, show, check and tell apart scenarios."""
    help_alone(ctx)


@scenarios.command("list")
def list_command() -> None:
    """List the scenarios that come with smsim."""
    from smsim.scenarios import list_scenarios
    from smsim.views.lists import scenario_lines

    entries = [(entry.name, entry.title, entry.description) for entry in list_scenarios()]
    click.echo("\n".join(scenario_lines(entries)))


@scenarios.command()
@click.argument("scenario")
@click.option("--full", is_flag=True, help="Show every value with its unit, defaults too.")
def show(scenario: str, full: bool) -> None:
    """Show SCENARIO as TOML: a start for a file of your own."""
    from smsim.scenarios import load_scenario, to_toml

    click.echo(to_toml(load_scenario(scenario), full=full), nl=False)


@scenarios.command()
@click.argument("scenarios", nargs=-1, required=True, metavar="SCENARIO...")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True,
    help="Lines to read, or what programs read.",
)  # fmt: skip
def check(scenarios: tuple[str, ...], form: str) -> None:
    """Check each SCENARIO, and say what it will do, month by month.

    What is wrong is said in one sentence, with file and line.
    """
    from smsim.scenarios import load_scenario, remarks
    from smsim.scenarios.timeline import timeline_document
    from smsim.views.timeline import timeline_lines

    loaded = [(name, load_scenario(name)) for name in scenarios]
    if form == "json":
        documents = [
            {"file": name, **timeline_document(scenario), "remarks": remarks(scenario)}
            for name, scenario in loaded
        ]
        click.echo(json.dumps(documents, indent=2, ensure_ascii=False))
        return
    for name, scenario in loaded:
        last = scenario.horizon_months - 1
        click.echo(f"{name} is sound. What it will do, months from 0 to {last}:")
        for line in timeline_lines(scenario):
            click.echo(line)
        for remark in remarks(scenario):
            click.echo("\n".join(textwrap.wrap(f"  But: {remark}", 79, subsequent_indent="    ")))


@scenarios.command()
@click.argument("first")
@click.argument("second")
def diff(first: str, second: str) -> None:
    """Say in words how FIRST and SECOND differ."""
    from smsim.scenarios import differences, load_scenario

    found = differences(load_scenario(first), load_scenario(second))
    click.echo("\n".join(found) or "The two scenarios mean the same.")


@scenarios.command()
def schema() -> None:
    """Print the JSON Schema of scenario files, for editors."""
    from smsim.scenarios import scenario_schema

    click.echo(json.dumps(scenario_schema(), indent=2, ensure_ascii=False))
