"""A governance form is a row: declared once, in one place, and read by its traits everywhere else."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from smsim.compilation import PACKAGE
from smsim.engine.state import TRAITS
from smsim.parameters import FORM_WORDS, START_FORM, Forms, FormSettings, OwnForm, declarations, table_records
from smsim.scenarios import run_inputs, with_values
from tests.forms import FORMS, NAMES
from tests.simulations import start, world

DECLARED = (
    "parameters/forms.py",
    "parameters/levers.py",  # the default of levers.form
    "scenarios/ensembles.py",  # how often each form occurs among surveyed firms
)
"""Where a form's name may stand."""

CAN = {
    "grassroots": "is_supervised",
    "intern": "has_lead",
    "lone_manager": "has_lead makes_plans is_supervised",
    "manager_with_aide": "has_lead makes_plans is_supervised",
    "task_force": "has_lead makes_plans is_body has_seats has_member_hours is_supervised",
    "group_head": "has_lead makes_plans is_body is_supervised",
    "dandelion": "has_lead makes_plans is_body has_seats has_hubs is_supervised",
    "holistic": "has_lead makes_plans is_supervised",
}
"""Recorded results refer to these numbers: append, never renumber."""


def test_forms_keep_their_numbers_and_their_traits():
    assert NAMES[: len(CAN)] == tuple(CAN)
    assert NAMES[0] == START_FORM
    for name, can in CAN.items():
        row = FORMS.rows[name]
        assert [trait for trait in TRAITS if getattr(row, trait)] == can.split(), name
        if name != START_FORM:
            assert run_inputs(world("lone-manager")).forms[NAMES.index(name)].has_lead == 1.0


def test_words_of_forms():
    assert FORMS.in_charge("grassroots") == "nobody in charge"
    assert FORMS.in_charge("lone_manager") == "lone manager"
    assert FORMS.in_charge("dandelion") == "centre with hubs"
    assert len(set(FORMS.titles.values())) == len(NAMES)


def test_traits_are_choices_and_no_numbers_of_the_model():
    of_forms = {entry.name: entry for entry in declarations() if entry.name.startswith("forms.")}
    for name in NAMES:
        for trait in TRAITS:
            entry = of_forms[f"forms.{name}.{trait}"]
            assert not entry.is_number and entry.sensitivity is None and entry.unit == "choice"
            assert entry.meaning and entry.source
        for words in FORM_WORDS:
            assert f"forms.{name}.{words}" not in of_forms
    columns = {*table_records(FORMS).dtype.names}
    assert set(FormSettings.model_fields) == columns | {"title"} and set(TRAITS) < columns


def test_forms_of_a_scenario_s_own_come_last_in_the_order_of_their_names():
    own = {name: OwnForm(extends="task_force", authority=0.9) for name in ("zeal", "copy", "rows")}
    forms = Forms.model_validate(own)
    assert tuple(forms.rows) == (*NAMES, "copy", "rows", "zeal")
    assert forms.rows["copy"].authority == 0.9
    assert table_records(forms).shape == (len(NAMES) + 3,)
    own_names = {entry.name for entry in declarations([forms])} - {entry.name for entry in declarations()}
    assert len(own_names) == 3 * len(table_records(forms).dtype.names)


@pytest.mark.parametrize("name", NAMES)
def test_the_firm_takes_over_every_trait_of_its_form(name):
    seats = ["marketing"] if name in FORMS.seated else []
    values = {"levers.form": name, "levers.members": seats, "appointment_month": 0, "firm.employees": 30}
    simulation = start(with_values(world("lone-manager"), values))
    simulation.advance()
    firm = simulation.state.firm[0]
    assert {trait: bool(firm[trait]) for trait in TRAITS} == {
        trait: getattr(FORMS.rows[name], trait) for trait in TRAITS
    }


def test_every_trait_is_asked_for_by_the_engine():
    """A trait that is declared and only handed on would be half there."""
    engine = [path.read_text() for path in (PACKAGE / "engine").glob("*.py")]
    for trait in TRAITS:
        asked = sum(len(re.findall(rf"firm\.{trait}(?! = )", text)) for text in engine)
        assert asked >= 1, trait


def sources() -> Iterator[tuple[str, ast.AST]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path.relative_to(PACKAGE).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def names_of_forms(tree: ast.AST) -> list[str]:
    return [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and node.value in NAMES]


def comparisons_of_a_form(tree: ast.AST) -> list[str]:
    """Return comparisons of something called form with a number, a text, a constant or several of them."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            called = [getattr(side, "attr", getattr(side, "id", "")) for side in sides]
            is_of_form = any(name == "form" or name.endswith("_form") for name in called)
            if is_of_form and (any(map(_is_fixed, sides)) or any(name.isupper() for name in called)):
                found.append(ast.unparse(node))
    return found


def _is_fixed(side: ast.expr) -> bool:
    is_literal = isinstance(side, ast.Constant) and side.value is not None
    return is_literal or isinstance(side, ast.Tuple | ast.List | ast.Set)


def test_nothing_asks_which_form_it_is():
    for name, tree in sources():
        if name not in DECLARED:
            assert names_of_forms(tree) == [], f"{name} names a form; ask for a trait of its row instead"
        if name not in ("cli/parameters.py", "cli/scenarios.py", "views/lists.py"):  # forms of a printed list
            assert comparisons_of_a_form(tree) == [], f"{name} asks which form it is; ask for a trait instead"


@pytest.mark.parametrize(
    "planted", ["firm.form == 4", "form in (TASK_FORCE, 2)", 'levers.form == "x"', "new_form != DANDELION"]
)
def test_such_a_question_would_be_noticed(planted):
    assert comparisons_of_a_form(ast.parse(planted))
    assert not comparisons_of_a_form(ast.parse("form != firm.form and name == 'form'"))


def test_the_page_names_no_form():
    titles = {*NAMES, *FORMS.titles.values(), *(FORMS.in_charge(name) for name in NAMES)} - {"nobody"}
    for path in Path(PACKAGE / "player" / "static").glob("*.js"):
        words = set(re.findall(r"[\"'`]([^\"'`]*)[\"'`]", path.read_text(encoding="utf-8")))
        assert not {word.lower() for word in words} & titles, path.name
