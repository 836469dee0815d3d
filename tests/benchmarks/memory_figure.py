"""Draws the memory of a long experiment: ``python -m tests.benchmarks.memory_figure``."""

from pathlib import Path

import numpy as np

from smsim.views.style import Drawing, figure_style, finish, new_figure, write_heading
from tests.benchmarks.experiments import WORK, endurance
from tests.benchmarks.measuring import table

PLACE = Path(__file__).parents[2] / "docs" / "figures" / "experiment_memory.png"
REPLICATIONS, WORKERS = 1_000, 2


def draw_memory(memory: list[tuple[float, float]], runs: int) -> Drawing:
    """Draw resident memory over time."""
    seconds, mebibytes = np.array(memory).T
    title = f"Memory stays near {np.median(mebibytes):,.0f} MiB, however many runs are done"
    with figure_style():
        figure = new_figure()
        top = write_heading(figure, title, f"{runs:,} runs of {WORK}, {WORKERS} threads, one process")
        axes = figure.add_axes((0.09, 0.12, 0.86, top - 0.14))
        axes.plot(seconds, mebibytes)
        axes.set_ylim(0, 1.25 * mebibytes.max())
        axes.set_xlim(0, seconds.max())
        axes.set_xlabel("seconds")
        axes.set_ylabel("resident memory, MiB")
        return finish(figure, "experiment_memory", title, f"{title}; at most {mebibytes.max():,.0f} MiB.")


def main() -> None:
    """Run the long experiment, print its figures and draw its memory."""
    rows, memory = endurance(REPLICATIONS, WORKERS)
    print(table(rows))
    PLACE.write_bytes(draw_memory(memory, 100 * REPLICATIONS).png)


if __name__ == "__main__":
    main()
