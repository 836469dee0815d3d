"""smsim simulates how an organisation takes up social media.

Each question is a function here, whose answer is an object with tables, figures and words:

    smsim.run("task-force-broad")                       one scenario, explained
    smsim.compare("lone-manager", "task-force-broad")   several, under equal luck
    smsim.decide("lone-manager", "task-force-broad")    which one, how sure, why
    smsim.experiment("governance-comparison")           many runs, planned and kept
    smsim.sensitivity("sensitivity-screening")          which numbers matter
    smsim.load_scenario({"extends": "lone-manager"})    a scenario of one's own
    smsim.parameters("adoption")                        what is declared of every number
    smsim.rules(threshold_response=mine)                rules of one's own
    smsim.OrganisationModel()                           an organisation as a Mesa model

They are imported when they are first used.
"""

__version__ = "0.2.0"

_HOMES = {
    "OrganisationModel": "smsim.model",
    "compare": "smsim.studies.comparison",
    "decide": "smsim.studies.decision",
    "experiment": "smsim.studies.experiment",
    "load_scenario": "smsim.scenarios",
    "parameters": "smsim.parameters.listing",
    "rules": "smsim.engine.rule_sets",
    "run": "smsim.studies.comparison",
    "sensitivity": "smsim.studies.sensitivity",
}
"""The module of each name; types are in __init__.pyi."""

__all__ = list(_HOMES)


def __getattr__(name: str) -> object:
    """Return what has one of the names above, imported now."""
    from importlib import import_module

    if name not in _HOMES:
        raise AttributeError(f"module 'smsim' has no attribute '{name}'", name=name)
    found = getattr(import_module(_HOMES[name]), name)
    return globals().setdefault(name, found)


def __dir__() -> list[str]:
    """Return the names above, and those of Python."""
    return sorted({*globals(), *__all__})
