"""What a form is, whose word counts, and where the people in charge stand."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from smsim.governance import forms
from tests.forms import FORMS
from tests.unit.rules import as_python

UNSET = SimpleNamespace(legitimacy_home=np.nan, legitimacy_member=np.nan, legitimacy_other=np.nan)


def standing(
    form: str,
    is_home: bool = False,
    is_member: bool = False,
    is_communications: bool = False,
    affinity: float = 0.5,
    levers: SimpleNamespace = UNSET,
) -> float:
    settings = FORMS.rows[form]
    rule = as_python(forms.legitimacy)
    return float(rule(settings, levers, settings.has_lead, is_home, is_member, is_communications, affinity))


def test_home_comes_before_seat_before_communications_before_others() -> None:
    assert standing("dandelion", is_home=True, is_member=True, is_communications=True) == 0.9
    assert standing("dandelion", is_member=True, is_communications=True) == 0.85
    assert standing("dandelion", is_communications=True) == 0.6
    assert standing("dandelion") == 0.4
    assert standing("lone_manager", affinity=0.5) == pytest.approx(0.15)
    assert standing("intern", is_communications=True) == 0.2
    assert standing("holistic", is_home=True) == 0.4
    assert standing("holistic", is_communications=True) == 0.4
    assert standing("grassroots", is_home=True) == 0.0


def test_levers_override_the_form_but_not_nobody() -> None:
    levers = SimpleNamespace(legitimacy_home=0.1, legitimacy_member=0.2, legitimacy_other=0.7)
    assert standing("task_force", is_home=True, levers=levers) == 0.1
    assert standing("task_force", is_member=True, levers=levers) == 0.2
    assert standing("task_force", levers=levers) == 0.7
    assert standing("task_force", is_communications=True, levers=levers) == 0.7
    assert standing("grassroots", is_home=True, levers=levers) == 0.0
    assert standing("grassroots", levers=levers) == 0.0


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
    assert rule(1.0, effectiveness, present) == pytest.approx(expected)
    assert rule(0.0, effectiveness, present) == 0
