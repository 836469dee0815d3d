"""`smsim organisation`: form a synthetic organisation, or describe one."""

from __future__ import annotations

from pathlib import Path

import click

from smsim.cli.options import FOLDER, WholeNumber, help_alone, kinds_options
from smsim.studies.arguments import SEEDS, Between

SCENARIO = click.option(
    "--scenario", metavar="SCENARIO", help="Preset or .toml file that describes the firm."
)
EMPLOYEES = click.option(
    "--employees", type=WholeNumber(Between(1, 1_000_000)), metavar="N", help="Size of the firm."
)
SEED = click.option(
    "--seed", type=WholeNumber(SEEDS), default=1, show_default=True, metavar="N",
    help="Same seed, same people.",
)  # fmt: skip


@click.group(invoke_without_command=True, short_help="Form or describe an organisation.")
@click.pass_context
def organisation(ctx: click.Context) -> None:
    """Form or describe an organisation: who works there and who talks to whom."""
    help_alone(ctx)


@organisation.command(short_help="Write a synthetic organisation to a folder.")
@click.argument("folder", type=FOLDER)
@SCENARIO
@EMPLOYEES
@SEED
def generate(folder: Path, scenario: str | None, employees: int | None, seed: int) -> None:
    """Write a synthetic organisation to FOLDER: employees.csv, ties.csv and kinds.toml."""
    from smsim.experiments.organisations import require_new_folder, synthetic_organisation
    from smsim.organisation.exchange import write_organisation

    require_new_folder(folder)
    formed = synthetic_organisation(scenario, employees, seed)
    write_organisation(formed, folder)
    click.echo(f"{formed.employees:,} people in {formed.departments} departments are written to {folder}.")


@organisation.command(short_help="Describe a real or a synthetic organisation.")
@click.argument("folder", type=FOLDER, required=False)
@kinds_options
@SCENARIO
@EMPLOYEES
@SEED
def describe(
    folder: Path | None,
    kinds: Path | None,
    mutual_only: bool,
    scenario: str | None,
    employees: int | None,
    seed: int,
) -> None:
    """Describe the organisation in FOLDER or, without one, a synthetic firm.

    FOLDER holds employees.csv (id, department, optional level, manager) and
    ties.csv (source, target, optional weight).
    """
    from smsim.experiments.organisations import described_organisation
    from smsim.organisation.measures import measure
    from smsim.views.lists import organisation_lines

    described = described_organisation(folder, kinds, mutual_only, scenario, employees, seed)
    click.echo("\n".join(organisation_lines(described, measure(described))))
