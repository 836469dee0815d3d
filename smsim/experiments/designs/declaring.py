"""How a value of an experiment file is declared: with default, unit, bounds and meaning."""

from __future__ import annotations

from typing import Any

from smsim.parameters import parameter

SOURCE = "experiment file"


def choice(
    default: Any, *, meaning: str, unit: str = "choice", bounds: tuple[float, float] | None = None
) -> Any:
    """Declare one value of a table of an experiment file, as `parameter` does for scenarios."""
    return parameter(default, unit=unit, bounds=bounds, meaning=meaning, source=SOURCE)
