"""Every number is declared once, completely, and the records the engine reads say the same."""

import math
import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from pydantic import ValidationError

import smsim.parameters
from smsim.errors import ScenarioError
from smsim.indicators import SCORED_INDICATORS
from smsim.parameters import (
    CHOICE_GROUPS,
    Audit,
    Economics,
    Firm,
    Levers,
    Parameters,
    choice_record,
    declarations,
    science_record,
    table_records,
)
from smsim.parameters.declaration import half_to_double
from smsim.parameters.people import Adoption
from smsim.parameters.tables import Artefacts, Departments, KindSettings
from smsim.vocabulary import (
    Artefact,
    CareModel,
    ChampionChoice,
    DepartmentKind,
)
from tests.forms import NUMBER

TABLES = ("departments", "forms", "artefacts")
DECLARATIONS = declarations()
NUMBERS = [declared for declared in DECLARATIONS if type(declared.default) in (int, float)]


def by_name(some):
    return pytest.mark.parametrize("declared", some, ids=lambda declared: declared.name)


def test_names_are_unique():
    assert [name for name, count in Counter(d.name for d in DECLARATIONS).items() if count > 1] == []


def test_choices_come_first_and_nothing_is_missing():
    assert len(DECLARATIONS) > 250
    assert [d.is_choice for d in DECLARATIONS] == sorted((d.is_choice for d in DECLARATIONS), reverse=True)
    groups = {d.name.split(".")[0] for d in DECLARATIONS}
    assert groups == set(CHOICE_GROUPS) | set(Parameters.model_fields)


@by_name(DECLARATIONS)
def test_declaration_is_complete(declared):
    assert declared.unit
    assert len(declared.meaning.split()) >= 2
    assert declared.source
    assert not declared.meaning.endswith(".")


@by_name(NUMBERS)
def test_number_lies_within_its_bounds_and_its_range_too(declared):
    low, high = declared.bounds
    assert low <= declared.default <= high
    assert math.isfinite(low) and math.isfinite(high)
    if declared.sensitivity is not None:
        lowest, highest = declared.sensitivity
        assert low <= lowest <= declared.default <= highest <= high
        assert lowest < highest


def test_every_assumed_number_has_a_range():
    """Without a range are choices, what the firm is, and 0 for what is not there; nothing else."""
    without = {d.name for d in NUMBERS if d.sensitivity is None}
    choices = {d.name for d in NUMBERS if d.name.startswith("levers.")} - {"levers.directive_hazard"}
    facts = {"firm.employees", *(d.name for d in NUMBERS if d.name.endswith(".headcount_share"))}
    zeros = {d.name for d in NUMBERS if d.default == 0}
    assert without == choices | facts | zeros
    assert not any(d.sensitivity for d in DECLARATIONS if d not in NUMBERS)
    assert {d.name for d in DECLARATIONS if d.is_number} == {d.name for d in NUMBERS}


def test_where_nothing_better_is_known_a_range_is_half_to_double():
    by = {d.name: d for d in DECLARATIONS}
    authority = by["forms.task_force.authority"]
    assert (authority.default, authority.sensitivity) == (0.65, (0.325, 1.0))  # a share ends at 1
    assert authority.is_half_to_double and not authority.is_range_in_ratio
    hours = by["centre.fte_hours"]
    assert hours.sensitivity == (70.0, 280.0) and hours.is_range_in_ratio
    assert half_to_double(3, (0, 60)) == (2, 6)  # whole numbers only
    assert not by["adoption.peer_hazard"].is_half_to_double
    assert not by["levers.form"].is_half_to_double and not by["levers.form"].is_range_in_ratio
    assert half_to_double(-0.01, (-0.1, 0.1)) == (-0.02, -0.005)
    assert half_to_double(0.0, (0.0, 1.0)) is None


@by_name([d for d in NUMBERS if d.unit.startswith("share") and d.unit != "share per extra member"])
def test_shares_lie_between_0_and_1(declared):
    low, high = declared.bounds
    assert 0 <= low < high <= 1


def test_bounds_are_enforced_not_only_shown():
    for group_name, group in CHOICE_GROUPS.items():
        for declared in NUMBERS:
            prefix, name = declared.name.split(".", 1)
            if prefix != group_name:
                continue
            low, high = declared.bounds
            for value in (low - 1, high + 1):
                with pytest.raises(ValidationError):
                    group.model_validate({name: type(declared.default)(value)})


def test_none_and_text_are_never_numbers():
    with pytest.raises(ScenarioError):
        Levers(executive_tone="0.6")
    with pytest.raises(ScenarioError):
        Levers(executive_tone=None)
    with pytest.raises(ScenarioError):
        Levers(executive_tone=math.nan)
    assert Levers(authority=None).authority is None


def test_unknown_names_are_refused_and_values_frozen():
    with pytest.raises(ScenarioError):
        Levers(executve_tone=0.5)
    with pytest.raises(ValidationError):
        Adoption().peer_hazard = 0.5


def test_lists_of_a_file_are_let_in_where_several_are_meant():
    assert Levers.model_validate({"members": ["sales"]}).members == ("sales",)
    with pytest.raises(ValidationError):
        Levers.model_validate({"members": ["sails"]})


def test_words_of_choices_are_the_vocabulary():
    def allowed(group, name):
        return set(re.findall(r"'([^']+)'", str(group.model_json_schema()["properties"][name])))

    kinds = set(DepartmentKind.keys())
    assert allowed(Firm, "home") >= kinds
    assert allowed(Levers, "members") >= kinds
    assert allowed(Levers, "care_model") >= set(CareModel.keys())
    assert allowed(CHOICE_GROUPS["happenings"], "champions_by") >= set(ChampionChoice.keys())
    assert allowed(CHOICE_GROUPS["happenings"], "champions_in") >= kinds | {"any"}
    codes = {indicator.code for indicator in SCORED_INDICATORS}
    assert allowed(CHOICE_GROUPS["audit"], "ignored_indicators") >= codes
    for group in CHOICE_GROUPS.values():
        for name, value in group():
            if isinstance(value, str) and name != "form":
                assert value in allowed(group, name)


def test_tables_follow_the_vocabulary():
    assert tuple(Departments.model_fields) == DepartmentKind.keys()
    assert tuple(Artefacts.model_fields) == Artefact.keys()


def test_headcount_shares_add_up():
    shares = [kind.headcount_share for _, kind in Departments()]
    assert math.fsum(shares) == pytest.approx(1, abs=1e-12)


# --- records -----------------------------------------------------------------------------------------


def test_science_record_holds_every_scalar_under_its_name():
    record = science_record(Parameters())
    assert record.shape == (1,)
    scalars = [d for d in DECLARATIONS if not d.is_choice and d.name.split(".")[0] not in TABLES]
    assert len(record.dtype.names) == len(scalars)
    for declared in scalars:
        name = declared.name.split(".")[1]
        if name != "response":
            assert record[name][0] == float(declared.default), name
    assert record["is_response_linear"][0] == 0.0
    assert all(record.dtype[name] == np.float64 for name in record.dtype.names)


def test_science_record_follows_changes():
    parameters = Parameters(adoption=Adoption(response="linear", peer_hazard=0.25, is_ceo_rule_on=False))
    record = science_record(parameters)
    assert record["is_response_linear"][0] == 1.0
    assert record["peer_hazard"][0] == 0.25
    assert record["is_ceo_rule_on"][0] == 0.0


def test_choice_records_hold_numbers_and_leave_lists_out():
    record = choice_record(Audit(met_share=1.0, ignored_indicators=("L3.7",)))
    assert set(record.dtype.names) == set(Audit.model_fields) - {"ignored_indicators"}
    assert record["met_share"][0] == 1.0
    assert record["interval_months"][0] == 3.0
    assert set(choice_record(Economics()).dtype.names) == set(Economics.model_fields)


def test_table_records_have_a_row_per_kind_and_form():
    parameters = Parameters(departments=Departments(sales=KindSettings(use_case_fit=0.25)))
    kinds = table_records(parameters.departments)
    assert kinds.shape == (10,)
    assert kinds.use_case_fit[DepartmentKind.SALES] == 0.25
    assert kinds.affinity[DepartmentKind.COMMUNICATIONS] == 0.71
    forms = table_records(parameters.forms)
    assert forms.shape == (len(NUMBER),)
    assert forms.authority[NUMBER["dandelion"]] == 0.55
    for name, form in parameters.forms:
        for column, value in form:
            assert column == "title" or forms[column][NUMBER[name]] == value
    artefacts = table_records(parameters.artefacts)
    assert artefacts.shape == (6,)
    assert artefacts.work_hours[Artefact.MEASUREMENT] == 240


def test_no_two_declarations_mean_the_same():
    """Two meanings alike would be one number declared twice."""
    meanings = Counter(d.meaning for d in DECLARATIONS if d.name.split(".")[0] not in TABLES)
    assert [meaning for meaning, count in meanings.items() if count > 1] == []


def test_parameters_need_no_compiler():
    sources = Path(smsim.parameters.__file__).parent.glob("*.py")
    assert all("numba" not in source.read_text() for source in sources)
