"""Which cells the tables of docs/results.md have."""

from __future__ import annotations

from tests.results.measuring import Cell

FORMS = {
    "nobody in charge": "grassroots",
    "intern": "intern-run",
    "lone manager": "lone-manager",
    "manager with aide": "manager-with-aide",
    "narrow task force": "task-force-narrow",
    "broad task force": "task-force-broad",
    "group head": "group-head",
    "dandelion": "dandelion",
    "holistic": "holistic-early",
}
PLANNING = {name: preset for name, preset in FORMS.items() if preset not in ("grassroots", "intern-run")}
SEATED = {"narrow task force": "task-force-narrow", "broad task force": "task-force-broad"}
TONES = (0.1, 0.3, 0.6, 0.8)
SILOS = (0.5, 0.7, 0.85, 0.95)
CHOICES = ("most_ties", "anyone", "fewest_ties")
SIZE = {"firm.employees": 300}


def by_tone(employees: int) -> list[Cell]:
    """Return all forms under all tones in a firm of this size."""
    return [
        Cell((form, f"{tone}"), preset, {"firm.employees": employees, "levers.executive_tone": tone})
        for form, preset in FORMS.items()
        for tone in TONES
    ]


def on_network(name: str) -> list[Cell]:
    """Return all forms under all tones on a real network."""
    return [
        Cell((form, f"{tone}"), preset, {"levers.executive_tone": tone}, name)
        for form, preset in FORMS.items()
        for tone in TONES
    ]


def by_silo() -> list[Cell]:
    """Return the forms that plan by share of ties inside departments, and without any ties."""
    silos = [
        Cell((form, f"{silo}"), preset, {**SIZE, "firm.within_department_share": silo})
        for form, preset in PLANNING.items()
        for silo in SILOS
    ]
    nobody = {**SIZE, "firm.ties_per_person": 0, "firm.team_size": 1}
    return silos + [Cell((form, "no ties"), preset, nobody) for form, preset in PLANNING.items()]


def by_people() -> list[Cell]:
    """Return the forms that plan by who is put in charge, and the seated ones by who takes the seats."""
    leads = [
        Cell((form, "lead", choice), preset, {**SIZE, "levers.lead_by": choice})
        for form, preset in PLANNING.items()
        for choice in CHOICES
    ]
    return leads + [
        Cell((form, "representatives", choice), preset, {**SIZE, "levers.representatives_by": choice})
        for form, preset in SEATED.items()
        for choice in (*CHOICES, "head")
    ]


def by_executives() -> list[Cell]:
    """Return the forms that plan with executives who come and go, and with executives who stay."""
    hazards = {"come and go": {}, "stay": {"turnover.executive_change_hazard": 0.0}}
    return [
        Cell((form, f"{tone}", title), preset, {**SIZE, "levers.executive_tone": tone, **hazard})
        for form, preset in PLANNING.items()
        for tone in (0.1, 0.6)
        for title, hazard in hazards.items()
    ]
