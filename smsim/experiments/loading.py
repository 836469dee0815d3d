"""Reads experiment files: from a name to an experiment whose points are drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path as FilePath
from typing import Any

from pydantic import ValidationError

from smsim.errors import ExperimentError, OrganisationError, ScenarioError
from smsim.experiments.agreeing import check_outputs, going_on, stop_rule
from smsim.experiments.designs import Design, DesignTable, Factor, Grid, OneAtATime, Worlds, read_table
from smsim.experiments.designs.declared import declared_factors
from smsim.experiments.designs.drawn import DRAWS_IN_PYTHON, draws_document, in_place_of, read_draws
from smsim.experiments.designs.written import TableFile
from smsim.experiments.experiment import Experiment, fitted_scenario
from smsim.experiments.experiment_file import (
    DESIGN_KINDS,
    DesignFile,
    ExperimentFile,
    experiment_files,
)
from smsim.experiments.shipped import experiment_file
from smsim.experiments.words import join_words
from smsim.organisation.imported import load_organisation
from smsim.organisation.organisation import Organisation
from smsim.parameters.refusing import allowed, is_allowed, refusal
from smsim.scenarios import Scenario, scenario_hash
from smsim.scenarios.building import place_of
from smsim.scenarios.layout import as_in_file
from smsim.scenarios.loading import (
    IN_PYTHON,
    TomlFile,
    is_path,
    load_scenario,
    read_file,
    read_tables,
    scenario_beside,
    scenario_in_table,
)
from smsim.scenarios.locating import Places
from smsim.scenarios.places import ContradictionError, Path
from smsim.scenarios.wording import first_problem

GivenExperiment = str | FilePath | Mapping[str, Any] | Experiment
"""A shipped one's name, a file ending in .toml, the tables of such a file as a dict, or an experiment."""


def load_experiment(
    given: GivenExperiment,
    *,
    name: str = "experiment",
    replications: int | None = None,
    seed: int | None = None,
) -> Experiment:
    """Return the experiment of a shipped one's name, of a file ending in .toml, or of a dict.

    A dict holds what a file does and is called `name`; its `scenarios` may be Scenarios too, its draws a
    DataFrame. `replications` and `seed` take the place of the file's. An experiment is returned as it is.

    Raises: ExperimentError, one sentence with file, line, key, value and what is allowed.
    """
    instead = {"replications": replications, "seed": seed}
    instead = {key: value for key, value in instead.items() if value is not None}
    if isinstance(given, Experiment):
        if instead:
            raise ExperimentError(
                f"'{given.name}' is planned already: set {join_words(instead)} where it is loaded."
            )
        return given
    with _told_as_experiment_error():
        if isinstance(given, Mapping):
            return _experiment_of({**given, **instead}, name, IN_PYTHON, {})
        file = _find(given)
        document, places = read_tables(file)
        return _experiment_of({**document, **instead}, FilePath(file.label).stem, file, places)


@contextmanager
def _told_as_experiment_error() -> Iterator[None]:
    try:
        yield
    except ScenarioError as error:
        raise ExperimentError(str(error)) from None


def _experiment_of(document: Mapping[str, Any], name: str, file: TomlFile, places: Places) -> Experiment:
    """Return the experiment of the tables of a file, or of Python."""
    words, objects = _set_apart(document)
    try:
        return _Reader(name, file, words, objects, places).experiment()
    except ContradictionError as error:
        raise ScenarioError(place_of(error.path, places, file.label).says(f"{error}.")) from None


def _set_apart(document: Mapping[str, Any]) -> tuple[dict[str, Any], dict[Path, Any]]:
    """Return a document with names for what only Python can give, and that by its path."""
    objects: dict[Path, Any] = {}
    words = dict(document)
    if isinstance(words.get("scenarios"), list | tuple):
        words["scenarios"] = list(words["scenarios"])
        for place, given in enumerate(words["scenarios"]):
            if isinstance(given, Scenario):
                objects["scenarios", place] = given
                words["scenarios"][place] = given.name
    design = words.get("design")
    if isinstance(design, Mapping) and hasattr(design.get("draws"), "columns"):
        objects["design", "draws"] = design["draws"]
        words["design"] = {**design, "draws": DRAWS_IN_PYTHON}
    return as_in_file(words), objects


def _find(name_or_path: str | FilePath) -> TomlFile:
    if is_path(name_or_path):
        path = FilePath(name_or_path)
        return read_file(path, str(path), path.parent)
    resource, folder = experiment_file(str(name_or_path))
    return read_file(resource, resource.name, folder)


@dataclass(frozen=True, eq=False)
class _Reader:
    """Reads the tables of one file. Its methods raise ContradictionError at the key to be mended.

    `objects` are what Python gave in place of words, by their paths.
    """

    name: str
    file: TomlFile
    document: Mapping[str, Any]
    objects: Mapping[Path, Any]
    places: Places

    def experiment(self) -> Experiment:
        table = self._validated()
        design_file = self._design_file(table.design)
        organisation = self._organisation(table)
        scenarios = self._scenarios(table, organisation)
        check_outputs(table)
        factors, design = self._factors_and_design(table, design_file, scenarios, organisation is not None)
        points = design.settings(factors, table.seed)
        stop = None if table.stop is None else stop_rule(table.stop, scenarios, design, points)
        return Experiment(
            name=self.name,
            title=table.title,
            description=table.description,
            scenarios=scenarios,
            factors=factors,
            design=design,
            table=points,
            replications=table.replications,
            seed=table.seed,
            organisation=organisation,
            same_organisation=table.same_organisation,
            measures=table.outputs.measures,
            monthly=table.outputs.monthly,
            stop=stop,
            document=_plain(table, design_file, scenarios, points),
        )

    def _validated(self) -> ExperimentFile:
        try:
            return ExperimentFile.model_validate(self.document)
        except ValidationError as error:
            raise ContradictionError(*first_problem(error, experiment_files())) from None

    def _design_file(self, table: Mapping[str, Any]) -> DesignFile:
        path: Path = ("design", "kind")
        schema = experiment_files().schema_at(path) or {}
        if "kind" not in table:
            raise ContradictionError(path, f"[design] needs the key kind ({allowed(schema)})")
        kind = table["kind"]
        if not is_allowed(kind, schema):
            raise ContradictionError(path, refusal("kind of [design]", kind, schema))
        try:
            values = {key: value for key, value in table.items() if key != "kind"}
            return DESIGN_KINDS[kind].model_validate(values)
        except ValidationError as error:
            raise ContradictionError(*first_problem(error, experiment_files(kind), ("design",))) from None

    def _organisation(self, table: ExperimentFile) -> Organisation | None:
        if table.organisation is None:
            for key in ("kinds", "mutual_only"):
                if key in table.model_fields_set:
                    raise ContradictionError(
                        (key,), f"{key} says how a real organisation is read; name its folder in organisation"
                    )
            return None
        kinds = None if table.kinds is None else self._beside(table.kinds)
        try:
            return load_organisation(
                self._beside(table.organisation), kinds_file=kinds, mutual_only=table.mutual_only
            )
        except OrganisationError as error:
            raise ContradictionError(
                ("organisation",),
                f"organisation is '{table.organisation}', but {going_on(error)}",
            ) from None

    def _beside(self, name: str) -> FilePath:
        return FilePath(str(self.file.folder)) / name

    def _scenarios(self, table: ExperimentFile, organisation: Organisation | None) -> tuple[Scenario, ...]:
        found: dict[Path, Scenario] = {}
        for place, name in enumerate(table.scenarios):
            path: Path = ("scenarios", place)
            given = self.objects.get(path)
            found[path] = load_scenario(given) if given else self._named_scenario(name, path)
        for place, own in enumerate(table.scenario):
            found["scenario", place] = self._written_scenario(own, ("scenario", place))
        if not found:
            raise ContradictionError(
                (), "an experiment needs at least one scenario, in scenarios or in [[scenario]]"
            )
        names: set[str] = set()
        for path, scenario in found.items():
            if scenario.name in names:
                raise ContradictionError(path, f"two scenarios are called '{scenario.name}'")
            names.add(scenario.name)
        fitted = tuple(_fitted(scenario, table.horizon_months, organisation) for scenario in found.values())
        horizons = sorted({scenario.horizon_months for scenario in fitted})
        if len(horizons) > 1:
            raise ContradictionError(
                ("scenarios",),
                f"the scenarios have horizons of {' and '.join(map(str, horizons))} months; give all the "
                f"same one with horizon_months = {horizons[0]}",
            )
        return fitted

    def _named_scenario(self, name: str, path: Path) -> Scenario:
        try:
            return scenario_beside(name, self.file)
        except ScenarioError as error:
            raise ContradictionError(
                path, f"entry {int(path[1]) + 1} of scenarios is '{name}', but {going_on(error)}"
            ) from None

    def _written_scenario(self, own: Mapping[str, Any], path: Path) -> Scenario:
        words = f"[[scenario]] {int(path[1]) + 1}"
        name = own.get("name")
        if not isinstance(name, str) or not name:
            raise ContradictionError(path, f"{words} needs a name, a text that tells it from the others")
        table = {key: value for key, value in own.items() if key != "name"}
        places = {inner[2:]: place for inner, place in self.places.items() if inner[:2] == path and inner[2:]}
        return scenario_in_table(table, name, self.file, places)

    def _factors_and_design(
        self,
        table: ExperimentFile,
        design: DesignFile,
        scenarios: Sequence[Scenario],
        is_imported: bool,
    ) -> tuple[tuple[Factor, ...], Design]:
        if isinstance(design, TableFile):
            if table.factor:
                raise ContradictionError(
                    ("factor", 0), f"the factors are the columns of {design.file}; leave [[factor]] out"
                )
            return read_table(design.file, self.file.folder, scenarios, is_imported=is_imported)
        factors = declared_factors(table.factor, scenarios, is_imported=is_imported)
        if isinstance(design, Worlds) and design.draws is not None:
            given = self.objects.get(("design", "draws"), design.draws)
            drawn = read_draws(given, self.file.folder, scenarios, is_imported=is_imported)
            factors = in_place_of(factors, drawn)
        if not factors and not isinstance(design, Grid | OneAtATime):
            raise ContradictionError(
                ("design",), f"a design of kind '{design.kind}' needs at least one [[factor]]"
            )
        return factors, design


def _fitted(scenario: Scenario, months: int | None, organisation: Organisation | None) -> Scenario:
    try:
        return fitted_scenario(scenario, months, organisation)
    except ScenarioError as error:
        raise ContradictionError(
            ("horizon_months",), f"horizon_months is {months}, which does not fit {going_on(error)}"
        ) from None


def _plain(
    table: ExperimentFile, design: DesignFile, scenarios: Sequence[Scenario], points: DesignTable
) -> dict[str, Any]:
    """Return the file's values with all defaults, and what its scenarios and points come to."""
    settings = repr([(factor.name, factor.values, factor.low, factor.high) for factor in points.factors])
    drawn = points.shares.tobytes() + repr((settings, points.scenarios)).encode()
    return {
        **table.model_dump(mode="json"),
        "design": {"kind": design.kind, **design.model_dump(mode="json")},
        **draws_document(points.factors),
        "scenario_hashes": {scenario.name: scenario_hash(scenario) for scenario in scenarios},
        "points_digest": blake2b(drawn, digest_size=16).hexdigest(),
    }
