"""Measure parts of docs/results.md anew: ``python -m tests.results [PART ...]``, all without a name."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable

from tests.documents.formulas import ROOT
from tests.documents.generate import table
from tests.results import cells
from tests.results.measuring import HEADER, Cell, row_of
from tests.results.variance import variance_table

DOCUMENT = ROOT / "docs" / "results.md"
TONE = ("form", "executives' tone")


def cell_table(labels: tuple[str, ...], rows: list[Cell]) -> str:
    """Return the table of these cells."""
    return table((*labels, *HEADER), [row_of(cell) for cell in rows])


PARTS: dict[str, Callable[[], str]] = {
    "people 100": lambda: cell_table(TONE, cells.by_tone(100)),
    "people 300": lambda: cell_table(TONE, cells.by_tone(300)),
    "people 1000": lambda: cell_table(TONE, cells.by_tone(1000)),
    "krackhardt-hightech": lambda: cell_table(TONE, cells.on_network("krackhardt-hightech")),
    "email-eu-core": lambda: cell_table(TONE, cells.on_network("email-eu-core")),
    "silos": lambda: cell_table(("form", "ties inside departments"), cells.by_silo()),
    "who is picked": lambda: cell_table(("form", "who", "picked by"), cells.by_people()),
    "executives": lambda: cell_table((*TONE, "executives"), cells.by_executives()),
    "variance": variance_table,
}


def write_part(name: str, measured: str) -> None:
    """Put what was measured between the marks of its part. Raises: ValueError without such marks."""
    mark = re.compile(rf"(<!-- measured: {name} -->\n).*?(<!-- end -->)", re.DOTALL)
    text, found = mark.subn(lambda part: f"{part[1]}\n{measured}\n\n{part[2]}", DOCUMENT.read_text("utf-8"))
    if found != 1:
        raise ValueError(f"docs/results.md has {found} parts called '{name}'")
    DOCUMENT.write_text(text, "utf-8")


def main() -> None:
    """Measure the named parts; all together take about an hour on two processors."""
    names = sys.argv[1:] or list(PARTS)
    unknown = [name for name in names if name not in PARTS]
    if unknown:
        sys.exit(f"There is no part '{unknown[0]}'; there are {', '.join(PARTS)}.")
    for name in names:
        write_part(name, PARTS[name]())
        print(f"wrote {name}", flush=True)


if __name__ == "__main__":
    main()
