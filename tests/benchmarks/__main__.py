"""Print one table of benchmarks: ``python -m tests.benchmarks [NAME ...]``, all of them without a name."""

import sys
from collections.abc import Callable

from tests.benchmarks import experiments, measures, workshop
from tests.benchmarks.measuring import Row, machine, table

PARTS: dict[str, Callable[[], list[Row]]] = {
    "plain-python": lambda: measures.against_plain_firm(((250, 24), (1_000, 6))),
    "sizes": lambda: measures.by_size((250, 1_000, 2_500, 10_000, 25_000, 100_000, 250_000, 1_000_000), 24),
    "run": lambda: measures.whole_run(500, 120, 50),
    "mesa": lambda: measures.mesa_face(500, 120),
    "draws": lambda: measures.draws(1_000_000),
    "import": lambda: measures.importing(20),
    "compare": lambda: measures.compare_command(500, 200),
    "overhead": lambda: experiments.overhead(100, 3),
    "endurance": lambda: experiments.endurance(1_000, 2)[0],
    "mesa-batches": lambda: experiments.against_mesa_batches(2_000),
    "workshop": lambda: workshop.rates((200, 1_000, 5_000)),
}


def main() -> None:
    """Measure the named parts at full size; all together take some ten minutes, a good part the compiler."""
    names = sys.argv[1:] or list(PARTS)
    unknown = [name for name in names if name not in PARTS]
    if unknown:
        sys.exit(f"There is no benchmark '{unknown[0]}'; there are {', '.join(PARTS)}.")
    rows = machine()
    for name in names:
        rows += PARTS[name]()
    print(table(rows))


if __name__ == "__main__":
    main()
