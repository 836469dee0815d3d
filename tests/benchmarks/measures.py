"""What is measured, each as a function from its size to rows of the table.

Speeds are per employee and month; whatever is compared is measured in the same run, on the same people.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from smsim.engine.inputs import RunInputs
from smsim.engine.simulation import Simulation
from smsim.model import OrganisationModel
from smsim.organisation.formation import form_organisation
from smsim.organisation.organisation import Organisation
from smsim.randomness.draws import draw_month
from smsim.randomness.keys import DrawPurpose, person_keys, run_key
from smsim.scenarios import Scenario, load_scenario, run_inputs, with_values
from tests.benchmarks.measuring import Row, best_seconds, million_per_second
from tests.oracles.agreeing import plain_firm, plain_levers
from tests.oracles.plain_firm import PlainFirm
from tests.oracles.plain_luck import Luck

PRESET = "task-force-broad"
COMPARED = ("lone-manager", "task-force-broad", "group-head")
SEED = 1
COMMAND = [sys.executable, "-c", "from smsim.cli.main import main; main()"]
IMPORTS = "import smsim.experiments.comparing, smsim.analysis.summary, smsim.views.text, smsim.views.folder"


def world(people: int, months: int) -> tuple[Scenario, RunInputs, Organisation]:
    """Return a scenario of this size, with its inputs and people, and see to it that all is compiled."""
    scenario = with_values(load_scenario(PRESET), {"firm.employees": people, "horizon_months": months})
    inputs = run_inputs(scenario)
    organisation = form_organisation(scenario.firm, scenario.parameters.departments, SEED, 0)
    return scenario, inputs, organisation


def run_seconds(inputs: RunInputs, organisation: Organisation, times: int) -> float:
    """Return the time of a whole run, set-up left out."""
    return best_seconds(lambda: Simulation(inputs, organisation, SEED), Simulation.run, times)


def against_plain_firm(sizes: Iterable[tuple[int, int]]) -> list[Row]:
    """The engine against the same model in plain Python, one object a person: (people, months)."""
    rows = []
    for people, months in sizes:
        scenario, inputs, organisation = world(people, months)
        records = Simulation(inputs, organisation, SEED).run()

        def build(scenario: Scenario = scenario, organisation: Organisation = organisation) -> PlainFirm:
            return plain_firm(scenario, {}, organisation, Luck(SEED, 0))

        live = partial(_live, levers=plain_levers(scenario))
        active = live(build())  # also lets the draws be compiled
        assert active == records.monthly.active_employees[-1], "not the same work"
        theirs = best_seconds(build, live, 2)
        ours = run_seconds(inputs, organisation, 20)
        work = people * months
        rows.append(
            Row(
                "engine against plain Python",
                f"{people:,} people, {months} months",
                f"{theirs / ours:,.0f} times: {work / ours:,.0f}/s against {work / theirs:,.0f}/s",
            )
        )
    return rows


def _live(firm: PlainFirm, levers: list[dict[str, Any]]) -> int:
    """Take the plain firm through the months of its levers; return its users."""
    for month, in_force in enumerate(levers):
        users = firm.step(month, in_force)["active_employees"]
    return int(users)


def by_size(sizes: Iterable[int], months: int) -> list[Row]:
    """Time and memory of an employee, from a small firm to one that fits no cache."""
    rows = []
    for people in sizes:
        _, inputs, organisation = world(people, months)
        seconds = run_seconds(inputs, organisation, 3 if people > 100_000 else 10)
        columns = Simulation(inputs, organisation, SEED).state.people
        own = sum(column.nbytes for column in columns)
        ties = 2 * organisation.tie_targets.nbytes + organisation.tie_starts.nbytes
        rows.append(
            Row(
                "cost of an employee and month",
                f"{people:,} people, {months} months, {(own + ties) / 2**20:,.1f} MiB",
                f"{seconds / people / months * 1e9:.1f} ns; {own / people:.0f} bytes a person and "
                f"{ties / people:.0f} for ties",
            )
        )
    return rows


def whole_run(people: int, months: int, runs: int) -> list[Row]:
    """Everything a run needs when all is compiled: forming the organisation, preparing, running."""
    scenario, inputs, organisation = world(people, months)
    run_seconds(inputs, organisation, 1)
    departments = scenario.parameters.departments

    def form(_: None) -> None:
        for replication in range(runs):
            form_organisation(scenario.firm, departments, SEED, replication)

    def prepare(_: None) -> list[Simulation]:
        return [Simulation(inputs, organisation, SEED, replication) for replication in range(runs)]

    def run(simulations: list[Simulation]) -> None:
        for simulation in simulations:
            simulation.run()

    parts = {
        "form": best_seconds(lambda: None, form, 5),
        "prepare": best_seconds(lambda: None, prepare, 5),
        "run": best_seconds(lambda: prepare(None), run, 5),
    }
    total = sum(parts.values())
    split = ", ".join(f"{name} {seconds / runs * 1e3:.2f}" for name, seconds in parts.items())
    work = f"{people:,} people, {months} months"
    return [
        Row("one run, warm", work, f"{total / runs * 1e3:.2f} ms ({split})"),
        Row("employee-months, one processor", work, million_per_second(people * months * runs, total)),
    ]


def mesa_face(people: int, months: int) -> list[Row]:
    """What the Mesa model adds to the engine: steps with the data collector, and making the agents."""

    def build() -> OrganisationModel:
        return OrganisationModel(PRESET, employees=people, months=months, seed=SEED)

    build().step()
    stepping = best_seconds(build, OrganisationModel.run_model, 5)
    making = best_seconds(build, lambda model: model.agents, 5)
    return [
        Row(
            "through Mesa",
            f"{people:,} people, {months} months",
            f"{stepping / months * 1e3:.2f} ms a step; agents made in {making * 1e3:.1f} ms",
        )
    ]


def draws(people: int) -> list[Row]:
    """The keyed draws of one month alone: a block of four numbers a person."""
    keys = person_keys(("everyone",), (people,))
    words = np.empty((4, people), np.uint32)
    key = np.uint64(run_key(SEED, 0))
    draw_month(key, keys, 0, int(DrawPurpose.EMPLOYEE_MONTH), words)
    seconds = best_seconds(
        lambda: None, lambda _: draw_month(key, keys, 1, int(DrawPurpose.EMPLOYEE_MONTH), words), 20
    )
    return [Row("keyed draws alone", f"{people:,} blocks", million_per_second(people, seconds))]


def importing(times: int) -> list[Row]:
    """What ``import smsim`` adds to a Python that starts."""
    bare, whole = (
        min(_seconds_of([sys.executable, "-c", code]) for _ in range(times)) for code in ("", "import smsim")
    )
    return [Row("import smsim", f"best of {times}", f"{(whole - bare) * 1e3:.0f} ms of {whole * 1e3:.0f} ms")]


def compare_command(people: int, replications: int) -> list[Row]:
    """The real command on three scenarios: its imports, its runs and text, its folder, and the compiler."""
    with tempfile.TemporaryDirectory() as folder:
        scenarios = _scenario_files(Path(folder), people)
        asked = ["compare", *scenarios, "--replications", str(replications), "--quiet"]
        command = [*COMMAND, *asked]
        _seconds_of(command)
        parts = {
            "imports alone": _seconds_of([sys.executable, "-c", IMPORTS]),
            "text only": _seconds_of(command),
            "with tables and figures": _seconds_of([*command, "--out", f"{folder}/warm"]),
            "the same, nothing compiled yet": _seconds_of(
                [*command, "--out", f"{folder}/cold"], {"SMSIM_CACHE_DIR": f"{folder}/cache"}
            ),
        }
    work = f"{len(COMPARED)} scenarios, {replications} replications, {people:,} people"
    return [Row(f"smsim compare, {name}", work, f"{seconds:.1f} s") for name, seconds in parts.items()]


def _scenario_files(folder: Path, people: int) -> list[str]:
    """Write the compared presets with another number of people; return the files."""
    files = []
    for preset in COMPARED:
        file = folder / f"{preset}-{people}.toml"
        file.write_text(f'extends = "{preset}"\n[firm]\nemployees = {people}\n', encoding="utf-8")
        files.append(str(file))
    return files


def _seconds_of(command: list[str], environment: dict[str, str] | None = None) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, **(environment or {})})
    return time.perf_counter() - start
