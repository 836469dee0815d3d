"""What is in force where a lever is set beside what the form has."""

from __future__ import annotations

import numpy as np
import pytest

from smsim.governance import forms
from tests.unit.rules import as_python

in_force = as_python(forms.in_force)


@pytest.mark.parametrize("override", [0.0, 0.3, 1.0])
def test_an_override_holds_while_somebody_is_in_charge(override: float) -> None:
    assert in_force(True, override, 0.6) == override
    assert in_force(False, override, 0.6) == 0.6


def test_without_an_override_the_form_has_what_it_has() -> None:
    assert in_force(True, np.nan, 0.6) == 0.6
    assert in_force(False, np.nan, 0.6) == 0.6
