"""Organisations on their own: formed from a scenario, or read from a folder."""

from __future__ import annotations

from pathlib import Path

from smsim.errors import OrganisationError
from smsim.organisation.formation import form_organisation
from smsim.organisation.imported import load_organisation
from smsim.organisation.organisation import Organisation
from smsim.placing import is_empty, is_there
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


def require_new_folder(folder: Path) -> None:
    """Refuse a folder that is neither new nor empty, before any people are formed.

    Raises: OrganisationError.
    """
    try:
        is_free = not is_there(folder) or (folder.is_dir() and is_empty(folder))
    except OSError as problem:
        raise OrganisationError(f"The folder '{folder}' cannot be used: {problem.strerror}.") from problem
    if not is_free:
        raise OrganisationError(f"'{folder}' exists already and is not an empty folder; name another one.")
