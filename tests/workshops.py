"""Small workshops: forty people, two years, two scenarios."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from smsim.engine.records import RunRecords
from smsim.engine.simulation import Simulation
from smsim.experiments.comparing import Request
from smsim.workshop.branches import Branch
from smsim.workshop.opening import Opening, open_scenarios
from smsim.workshop.rearrangements import AnyPart
from smsim.workshop.room_decisions import RoomDecision
from smsim.workshop.session_store import SessionStore

MONTHS = 24
SEED = 3
LIVELY = """\
title = "A lone manager"
extends = "lone-manager"
appointment_month = 6

[firm]
employees = 40

[adoption]
spontaneous_hazard = 0.05
peer_hazard = 0.5

[[change]]
month = 12
staff_factor = 1.5

[[when]]
if = [{ output = "active_share", above = 0.1 }]
then = { has_onboarding = true, training_push_share = 0.1 }
"""
SEATED = LIVELY.replace("A lone manager", "A task force").replace("lone-manager", "task-force-broad")


def open_workshop(folder: Path, texts: Sequence[str] = (LIVELY, SEATED), **request: Any) -> Opening:
    """Return the opening of scenarios with these texts, called `alone` and `seated`."""
    names = []
    for name, text in zip(("alone", "seated"), texts, strict=False):
        file = folder / f"{name}.toml"
        file.write_text(text, encoding="utf-8")
        names.append(str(file))
    known = {"seed": SEED, "months": MONTHS, **request}
    return open_scenarios(Request(tuple(names), replications=1, workers=1, **known))


def store_in(folder: Path, opening: Opening, said: list[str] | None = None) -> SessionStore:
    """Return what keeps sessions in a folder; what it says is added to `said`."""
    store = SessionStore(folder, opening, (said if said is not None else []).append)
    store.require_usable()
    return store


def decision(*parts: AnyPart, **settings: Any) -> RoomDecision:
    """Return a decision."""
    return RoomDecision(settings, parts)


def run_of(branch: Branch, seed: int = SEED) -> RunRecords:
    """Return the whole run of a branch."""
    return Simulation(branch.inputs, branch.organisation, seed, record_people=True).run()
