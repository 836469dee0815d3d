"""`smsim scenarios`: what there is to run, what a file means, and whether it is sound."""

from __future__ import annotations

import json

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
def check(scenarios: tuple[str, ...]) -> None:
    """Check each SCENARIO; say in one sentence what is wrong, with file and line."""
    from smsim.scenarios import load_scenario, remarks

    for name in scenarios:
        scenario = load_scenario(name)
        click.echo(f"{name} is sound.")
        for remark in remarks(scenario):
            click.echo(f"  {remark}")


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
