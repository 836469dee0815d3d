"""Every benchmark runs and says what it measured; no time is judged."""

import pytest

from tests.benchmarks import experiments, measures, workshop
from tests.benchmarks.measuring import Row, machine, table

pytestmark = pytest.mark.benchmark

SMALL = {
    "machine": machine,
    "plain Python": lambda: measures.against_plain_firm(((60, 3),)),
    "sizes": lambda: measures.by_size((60, 120), 3),
    "whole run": lambda: measures.whole_run(60, 3, 2),
    "Mesa": lambda: measures.mesa_face(60, 3),
    "draws": lambda: measures.draws(1000),
    "experiments": lambda: experiments.overhead(1, 1),
    "a long experiment": lambda: experiments.endurance(2, 2)[0],
    "Mesa's batches": lambda: experiments.against_mesa_batches(2),
    "import": lambda: measures.importing(2),
    "command": lambda: measures.compare_command(60, 2),
}


@pytest.mark.parametrize("name", SMALL)
def test_the_benchmark_runs(name):
    rows = SMALL[name]()
    assert rows
    assert all(row.measure and row.work and row.figure for row in rows)
    print(table(rows))


def test_a_table_is_aligned():
    lines = table([Row("a", "b", "c"), Row("longer", "work", "d")]).splitlines()
    assert lines == ["a       b     c", "longer  work  d"]


def test_the_workshop_is_measured_in_a_browser():
    pytest.importorskip("playwright", reason="pip install -e '.[browser]'")
    if workshop.chromium() is None:
        pytest.skip("no Chromium is installed: apt-get install chromium")
    rows = workshop.rates((60,))
    assert "months drawn a second" in rows[1].figure
    print(table(rows))
