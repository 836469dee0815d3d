import warnings

import pytest

from smsim.model import OrganisationModel

FIRM = {"scenario": "task-force-broad", "employees": 40, "months": 5, "appointment_month": 1}


@pytest.fixture(autouse=True)
def _no_warnings():
    """Mesa warns of what it will take away; nothing here may use that."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


@pytest.fixture
def model():
    return OrganisationModel(**FIRM, seed=3)
