"""The tables of an experiment file, each value declared once, and their JSON Schema."""

from __future__ import annotations

from functools import cache, partial
from typing import Any, get_args

from smsim.experiments.designs import (
    Grid,
    LatinHypercube,
    Morris,
    OneAtATime,
    Saltelli,
    SobolSequence,
    Worlds,
)
from smsim.experiments.designs.declared import FactorTable
from smsim.experiments.designs.declaring import choice
from smsim.experiments.designs.written import TableFile
from smsim.experiments.rows import OUTPUT_BY_NAME
from smsim.experiments.stopping import StopRule
from smsim.measures import MEASURE_BY_NAME
from smsim.parameters import Group
from smsim.parameters.refusing import Schema, schema_in
from smsim.scenarios.dated import LONGEST_HORIZON
from smsim.scenarios.schema import DIALECT, scenario_schema, tidy
from smsim.scenarios.wording import FileKind

DesignFile = Grid | OneAtATime | LatinHypercube | SobolSequence | Morris | Saltelli | TableFile | Worlds
DESIGN_KINDS: dict[str, type[DesignFile]] = {kind.kind: kind for kind in get_args(DesignFile)}
LISTS_OF_TABLES = ("factor", "scenario")
LARGEST_SEED = 2**63 - 1
MOST_REPLICATIONS = 10_000_000


class OutputsTable(Group):
    """What is reported and what is kept; all measures of every run are kept anyway."""

    measures: tuple[str, ...] = choice(
        ("level_at_end", "months_below_level_3", "active_share_at_end", "crises_per_year", "net_value_keur"),
        meaning="measures that texts and figures report",
    )
    monthly: tuple[str, ...] = choice((), meaning="monthly outputs of which every month is kept")


class StopTable(Group):
    """When to stop before all replications are run: see `StopRule`."""

    measure: str = choice(..., meaning="measure whose mean is wanted")
    scenario: str = choice(..., meaning="scenario whose mean is wanted")
    against: str | None = choice(None, meaning="scenario from which its difference is wanted")
    half_width: float = choice(..., unit="unit of the measure", meaning="half the width that is wanted")
    coverage: float = choice(StopRule.coverage, unit="share", meaning="coverage of the interval")
    first_look: int = choice(StopRule.first_look, unit="rounds", meaning="rounds before the first look")
    growth: float = choice(
        StopRule.growth, unit="factor", meaning="rounds of a look over those of the look before"
    )


class ExperimentFile(Group):
    """An experiment: scenarios, what is varied in them, how often, and what is wanted of the runs."""

    title: str = choice("", meaning="a few words for figures and lists")
    description: str = choice("", meaning="the question it answers, in a sentence or two")
    scenarios: tuple[str, ...] = choice(
        (), meaning="presets, or scenario files beside this one; all meet every design point"
    )
    replications: int = choice(
        ...,
        unit="replications",
        bounds=(1, MOST_REPLICATIONS),
        meaning="runs of each scenario at each design point; with a stop rule, at most so many",
    )
    seed: int = choice(1, unit="", bounds=(0, LARGEST_SEED), meaning="same seed, same points and runs")
    horizon_months: int | None = choice(
        None, unit="months", bounds=(1, LONGEST_HORIZON), meaning="length of every run"
    )
    organisation: str | None = choice(None, meaning="folder of a real organisation, beside this file")
    kinds: str | None = choice(None, meaning="file with the kinds of its departments, beside this one")
    mutual_only: bool = choice(False, meaning="whether only ties listed in both directions count")
    same_organisation: bool = choice(False, meaning="whether all replications share one organisation")
    scenario: tuple[dict[str, Any], ...] = choice((), meaning="scenarios written here, each with a name")
    outputs: OutputsTable = choice(OutputsTable(), meaning="what is reported and kept")
    design: dict[str, Any] = choice({"kind": Grid.kind}, meaning="which points are run")
    factor: tuple[FactorTable, ...] = choice((), meaning="what is varied")
    stop: StopTable | None = choice(None, meaning="when it is precise enough")


def experiment_schema() -> Schema:
    """Return the JSON Schema (draft 2020-12) of experiment files.

    What the scenarios decide (which names a factor may have, and its bounds) is checked on loading.
    """
    return _schema_with(tuple(MEASURE_BY_NAME))


@cache
def _schema_with(measures: tuple[str, ...]) -> Schema:
    schema = ExperimentFile.model_json_schema()
    tables, properties = schema["$defs"], schema["properties"]
    for table in (schema, *tables.values()):
        for value in table["properties"].values():
            _forget_null(value)
    scenario = scenario_schema()
    for kind, model in DESIGN_KINDS.items():
        tables[kind] = _design_schema(kind, model)
    properties["design"] = {
        "description": properties["design"]["description"],
        "default": properties["design"]["default"],
        "oneOf": [{"$ref": f"#/$defs/{kind}"} for kind in DESIGN_KINDS],
    }
    properties["scenario"]["items"] = {
        "type": "object",
        "properties": {"name": {"type": "string"}, **scenario["properties"]},
        "required": ["name"],
        "additionalProperties": False,
    }
    for key, known in (("measures", measures), ("monthly", OUTPUT_BY_NAME)):
        tables["OutputsTable"]["properties"][key]["items"]["enum"] = list(known)
    tables["StopTable"]["properties"]["measure"]["enum"] = list(measures)
    tidy(schema)
    return {
        "$schema": DIALECT, **schema, "$defs": {**scenario["$defs"], **tables}, "title": "smsim experiment",
    }  # fmt: skip


def _design_schema(kind: str, model: type[DesignFile]) -> Schema:
    schema = model.model_json_schema()
    properties = schema.get("properties", {})
    for value in properties.values():
        _forget_null(value)
    word = {"const": kind, "description": "how the points are chosen"}
    return {
        **schema,
        "properties": {"kind": word, **properties},
        "required": ["kind", *schema.get("required", [])],
    }


def _forget_null(value: Schema) -> None:
    """Describe a value that may be left out by what it is when it is there."""
    if {"type": "null"} in value.get("anyOf", ()):
        value.update(value.pop("anyOf")[0])
        del value["default"]


def experiment_files(kind: str = "") -> FileKind:
    """Return what sentences need to know of experiment files whose design is of a kind, if it is known."""
    tables = ("design", "outputs", "stop")
    return FileKind("an experiment", partial(_schema_at, kind), LISTS_OF_TABLES, tables)


def _schema_at(kind: str, path: tuple[str | int, ...]) -> Schema | None:
    if path == ("design", "kind"):
        return {"type": "string", "enum": list(DESIGN_KINDS)}
    whole = experiment_schema()
    design = whole["$defs"].get(kind, {"type": "object"})
    return schema_in({**whole, "properties": {**whole["properties"], "design": design}}, path)
