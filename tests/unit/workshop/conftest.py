"""One opening for all tests of the workshop: it is only read."""

from __future__ import annotations

import pytest

from smsim.workshop.opening import Opening
from smsim.workshop.session import Session
from tests.workshops import open_workshop


@pytest.fixture(scope="session")
def opening(tmp_path_factory: pytest.TempPathFactory) -> Opening:
    return open_workshop(tmp_path_factory.mktemp("workshop"))


@pytest.fixture
def session(opening: Opening) -> Session:
    return Session.fresh(opening)
