"""Real networks, and small folders written by the tests."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[3]


@pytest.fixture
def real_network() -> Callable[[str], Path]:
    """Return the folder of a real network, or skip the test and say so."""

    def folder_of(name: str) -> Path:
        data = Path(os.environ.get("SMSIM_DATA") or REPOSITORY.parent / "shared" / "data")
        if not (data / name / "employees.csv").is_file():
            pytest.skip(f"the real network {name} is not in {data}: set SMSIM_DATA to run this test")
        return data / name

    return folder_of


@pytest.fixture
def folder_with(tmp_path: Path) -> Callable[..., Path]:
    """Return a folder with the given texts as employees.csv and ties.csv."""

    def write(employees: str | bytes, ties: str | bytes = "source,target\n") -> Path:
        for name, content in (("employees.csv", employees), ("ties.csv", ties)):
            raw = content if isinstance(content, bytes) else content.encode()
            (tmp_path / name).write_bytes(raw)
        return tmp_path

    return write
