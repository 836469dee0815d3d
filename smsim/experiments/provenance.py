"""Where a result comes from: versions, scenarios, people, seed and command."""

from __future__ import annotations

import json
import platform
from importlib.metadata import version
from typing import Any

from smsim import __version__
from smsim.compilation import model_version
from smsim.experiments.apart import apart_document
from smsim.experiments.comparing import RunPlan
from smsim.experiments.rules_in_use import rules_document
from smsim.measures import Table, in_table, own_measures
from smsim.organisation.organisation import Organisation
from smsim.scenarios import Scenario, canonical_form, scenario_hash

LIBRARIES = ("numpy", "numba", "scipy", "mesa", "pandas", "pyarrow", "pydantic")


def provenance(plan: RunPlan, command: str) -> dict[str, Any]:
    """Return everything needed to make a result again, as plain words and numbers.

    `command` is what was typed.
    """
    request = plan.request
    return {
        **circumstances(command),
        "seed": request.seed,
        "replications": request.replications,
        "same_organisation": request.same_organisation,
        "baseline": plan.baseline,
        "scenarios": [identified(scenario) for scenario in plan.scenarios],
        "organisation": _organisation(plan),
        "registered_measures": {
            entry.measure.name: entry.document()
            for entry in own_measures(measure.name for measure in in_table(*Table))
        },
        "assumptions": plan.assumptions.document(),
        **rules_document(plan.scenarios),
        "besides_governance": apart_document(plan.apart),
        "remarks": list(plan.remarks),
    }


def circumstances(command: str) -> dict[str, Any]:
    """Return what was typed, and the versions of all that had a part in the result."""
    return {
        "command": command,
        "smsim": __version__,
        "model_version": model_version(),
        "python": platform.python_version(),
        "platform": platform.platform(),
        "libraries": {name: version(name) for name in LIBRARIES},
    }


def identified(scenario: Scenario) -> dict[str, Any]:
    """Return a scenario's names, its hash and every value in it."""
    return {
        "name": scenario.name,
        "title": scenario.title,
        "hash": scenario_hash(scenario),
        "values": json.loads(canonical_form(scenario)),
    }


def _organisation(plan: RunPlan) -> dict[str, Any]:
    if plan.imported is None:
        return {"kind": "synthetic", **_measures(plan.organisation_of(0, 0))}
    return {
        "kind": "imported",
        "folder": str(plan.request.organisation),
        "kinds_file": str(plan.request.kinds) if plan.request.kinds else None,
        "mutual_only": plan.request.mutual_only,
        **_measures(plan.imported),
    }


def _measures(organisation: Organisation) -> dict[str, Any]:
    return {
        "employees": int(organisation.employees),
        "ties": int(organisation.tie_targets.size // 2),
        "departments": {
            name: int(size)
            for name, size in zip(organisation.department_names, organisation.department_sizes, strict=True)
        },
    }
