"""Stopwatch, machine and table of the benchmarks."""

import os
import platform
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple, TypeVar

from smsim.compilation import is_compiler_on, model_version

Prepared = TypeVar("Prepared")
CACHES = Path("/sys/devices/system/cpu/cpu0/cache")
SHOWN_LIBRARIES = ("mesa", "numba", "numpy")


class Row(NamedTuple):
    """One line of the table: what was measured, on which work, and the figure."""

    measure: str
    work: str
    figure: str


def best_seconds(prepare: Callable[[], Prepared], work: Callable[[Prepared], object], times: int) -> float:
    """Return the shortest of several times that `work` takes; what `prepare` does is not timed."""
    shortest = float("inf")
    for _ in range(times):
        prepared = prepare()
        start = time.perf_counter()
        work(prepared)
        shortest = min(shortest, time.perf_counter() - start)
    return shortest


def million_per_second(count: int, seconds: float) -> str:
    """Return a speed in words."""
    return f"{count / seconds / 1e6:.1f} million/s"


def machine() -> list[Row]:
    """Return what the figures were measured on."""
    libraries = ", ".join(f"{name} {version(name)}" for name in SHOWN_LIBRARIES)
    model = f"model {model_version()}" if is_compiler_on() else "compiler off"
    return [
        Row("machine", _processor(), f"{os.cpu_count()} processors"),
        Row("caches", "of the first processor", ", ".join(_caches()) or "not known"),
        Row("versions", f"Python {platform.python_version()}, {libraries}", model),
    ]


def _processor() -> str:
    described = Path("/proc/cpuinfo")
    if described.exists():
        for line in described.read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def _caches() -> list[str]:
    found = []
    for cache in sorted(CACHES.glob("index*")):
        level, kind, size = ((cache / name).read_text().strip() for name in ("level", "type", "size"))
        if kind != "Instruction":
            found.append(f"L{level} {size}")
    return found


def table(rows: list[Row]) -> str:
    """Return the rows as one table of plain text."""
    widths = [max(len(row[column]) for row in rows) for column in range(2)]
    return "\n".join(f"{row.measure:<{widths[0]}}  {row.work:<{widths[1]}}  {row.figure}" for row in rows)
