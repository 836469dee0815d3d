"""Organisations on their own: formed from a scenario, read from a folder, written to one."""

from __future__ import annotations

from pathlib import Path

from smsim.errors import OrganisationError
from smsim.experiments.results import folder_beside, put_in_place
from smsim.organisation.exchange import write_organisation
from smsim.organisation.formation import form_organisation
from smsim.organisation.imported import load_organisation
from smsim.organisation.organisation import Organisation
from smsim.scenarios import Scenario, load_scenario, with_values


def synthetic_organisation(scenario: str | None, employees: int | None, seed: int) -> Organisation:
    """Return the organisation of replication 0 of a scenario, or of the default firm.

    `employees` replaces the scenario's size. Raises: ScenarioError.
    """
    world = load_scenario(scenario) if scenario else Scenario()
    if employees is not None:
        world = with_values(world, {"firm.employees": employees})
    return form_organisation(world.firm, world.parameters.departments, seed, 0)


def described_organisation(
    folder: Path | None,
    kinds: Path | None,
    mutual_only: bool,
    scenario: str | None,
    employees: int | None,
    seed: int,
) -> Organisation:
    """Return the organisation in `folder` or, without one, a synthetic one.

    Raises: OrganisationError, if the options contradict each other or the files cannot be used;
    ScenarioError.
    """
    if folder is not None:
        if scenario is not None or employees is not None:
            raise OrganisationError(
                f"The people in '{folder}' are given; --scenario and --employees are for a synthetic firm."
            )
        return load_organisation(folder, kinds_file=kinds, mutual_only=mutual_only)
    if kinds is not None or mutual_only:
        raise OrganisationError("--kinds and --mutual-only are for a real organisation; name its folder.")
    return synthetic_organisation(scenario, employees, seed)


def write_new_organisation(organisation: Organisation, folder: Path) -> None:
    """Write an organisation to a new or empty folder, whole or not at all.

    Raises: OrganisationError, if the folder holds something or cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise OrganisationError(f"'{folder}' exists already and is not an empty folder; name another one.")
    place = folder.resolve()
    try:
        with folder_beside(place) as unfinished:
            write_organisation(organisation, unfinished)
            put_in_place(unfinished, place)
    except OSError as problem:
        raise OrganisationError(
            f"The organisation could not be written to '{folder}': {problem.strerror or problem}."
        ) from problem
