"""Print one table of all benchmarks: ``python -m tests.benchmarks``."""

from tests.benchmarks import experiments, measures
from tests.benchmarks.measuring import machine, table


def main() -> None:
    """Measure everything at full size, some seven minutes, a good part of it the compiler."""
    rows = machine()
    rows += measures.against_plain_mesa(((250, 24), (2_500, 6), (25_000, 2)))
    rows += measures.by_size((250, 1_000, 2_500, 10_000, 25_000, 100_000, 250_000, 1_000_000), 24)
    rows += measures.whole_run(500, 120, 50)
    rows += measures.mesa_face(500, 120)
    rows += measures.draws(1_000_000)
    rows += measures.compare_command(500, 200)
    rows += experiments.overhead(100, 3)
    rows += experiments.endurance(1_000, 2)[0]
    rows += experiments.against_mesa_batches(2_000)
    print(table(rows))


if __name__ == "__main__":
    main()
