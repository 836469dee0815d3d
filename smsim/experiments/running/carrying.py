"""Carries registered measures to workers in other processes and on other machines, as code if need be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from numba import cloudpickle  # numba brings it along; Dask's own is an extra

from smsim.errors import ExperimentError, StoreError
from smsim.fingerprint import fingerprint
from smsim.measures import OwnMeasure


def packed(own: Sequence[OwnMeasure]) -> bytes:
    """Return registered measures as bytes for any worker, b"" for none.

    Raises: ExperimentError, if one cannot be carried to another process.
    """
    if not own:
        return b""
    try:
        packet: bytes = cloudpickle.dumps(tuple(own))
    except Exception as error:
        names = ", ".join(entry.measure.name for entry in own)
        raise ExperimentError(
            f"The formula of {names} cannot be carried to workers ({type(error).__name__}: {error})."
        ) from error
    return packet


@lru_cache(maxsize=16)
def unpacked(packet: bytes) -> Mapping[str, OwnMeasure]:
    """Return registered measures by the names of their parts.

    Raises: StoreError, if this worker cannot load them or has another code for one.
    """
    if not packet:
        return {}
    try:
        own: tuple[OwnMeasure, ...] = cloudpickle.loads(packet)
    except Exception as error:
        raise StoreError(
            f"A worker cannot load the registered measures ({type(error).__name__}: {error}): install what "
            "their formulas use on every worker."
        ) from error
    for entry in own:
        if entry.part != f"{entry.measure.name}-{fingerprint(entry.measure.formula.of)}":
            raise StoreError(
                f"A worker has another formula for the measure '{entry.measure.name}' than this process: use "
                "the same Python and the same files everywhere."
            )
    return {entry.part: entry for entry in own}
