"""What a form is, whose word counts, and where the people in charge stand."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from smsim.governance import forms
from smsim.parameters import Parameters
from smsim.vocabulary import GovernanceForm
from tests.unit.rules import as_python

FORM = GovernanceForm
UNSET = SimpleNamespace(legitimacy_home=np.nan, legitimacy_member=np.nan, legitimacy_other=np.nan)
SETTINGS = {GovernanceForm.of(name): settings for name, settings in Parameters().forms}


def standing(
    form: GovernanceForm,
    is_home: bool = False,
    is_member: bool = False,
    is_communications: bool = False,
    affinity: float = 0.5,
    levers: SimpleNamespace = UNSET,
) -> float:
    is_led = form is not FORM.GRASSROOTS
    rule = as_python(forms.legitimacy)
    return float(rule(SETTINGS[form], levers, is_led, is_home, is_member, is_communications, affinity))


@pytest.mark.parametrize("form", FORM)
def test_what_a_form_is(form: GovernanceForm) -> None:
    assert bool(as_python(forms.has_lead)(int(form))) is (form is not FORM.GRASSROOTS)
    plans = form not in (FORM.GRASSROOTS, FORM.INTERN)
    assert bool(as_python(forms.has_planning_lead)(int(form))) is plans
    is_body = form in (FORM.TASK_FORCE, FORM.GROUP_HEAD, FORM.DANDELION)
    assert bool(as_python(forms.is_body)(int(form))) is is_body
    assert float(as_python(forms.working_body)(int(form), 0.9, 1.0, 0.9)) == float(is_body)


def test_home_comes_before_seat_before_communications_before_others() -> None:
    assert standing(FORM.DANDELION, is_home=True, is_member=True, is_communications=True) == 0.9
    assert standing(FORM.DANDELION, is_member=True, is_communications=True) == 0.85
    assert standing(FORM.DANDELION, is_communications=True) == 0.6
    assert standing(FORM.DANDELION) == 0.4
    assert standing(FORM.LONE_MANAGER, affinity=0.5) == pytest.approx(0.15)
    assert standing(FORM.INTERN, is_communications=True) == 0.2
    assert standing(FORM.HOLISTIC, is_home=True) == 0.4
    assert standing(FORM.HOLISTIC, is_communications=True) == 0.4
    assert standing(FORM.GRASSROOTS, is_home=True) == 0.0


def test_levers_override_the_form_but_not_nobody() -> None:
    levers = SimpleNamespace(legitimacy_home=0.1, legitimacy_member=0.2, legitimacy_other=0.7)
    assert standing(FORM.TASK_FORCE, is_home=True, levers=levers) == 0.1
    assert standing(FORM.TASK_FORCE, is_member=True, levers=levers) == 0.2
    assert standing(FORM.TASK_FORCE, levers=levers) == 0.7
    assert standing(FORM.TASK_FORCE, is_communications=True, levers=levers) == 0.7
    assert standing(FORM.GRASSROOTS, is_home=True, levers=levers) == 0.0
    assert standing(FORM.GRASSROOTS, levers=levers) == 0.0


def test_an_override_of_zero_is_an_override() -> None:
    rule = as_python(forms.in_force)
    assert rule(True, 0.0, 0.6) == 0.0
    assert rule(True, np.nan, 0.6) == 0.6
    assert rule(False, 0.3, 0.6) == 0.6


@pytest.mark.parametrize(
    ("effectiveness", "present", "expected"), [(0.45, 1, 0.5), (1.0, 1, 1.0), (1.0, 0, 0.0)]
)
def test_a_body_works_as_well_as_it_is_sponsored(
    effectiveness: float, present: float, expected: float
) -> None:
    rule = as_python(forms.working_body)
    assert rule(int(FORM.TASK_FORCE), effectiveness, present, 0.9) == pytest.approx(expected)
    assert rule(int(FORM.LONE_MANAGER), effectiveness, present, 0.9) == 0
