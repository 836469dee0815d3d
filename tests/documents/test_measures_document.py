"""The example in the document on measures works as it stands."""

from __future__ import annotations

import re

import numpy as np

from smsim.measures import own_measures, unregister
from tests.batches import make_batch
from tests.documents.formulas import ROOT

EXAMPLE = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def test_the_example_registers_a_measure() -> None:
    (example,) = EXAMPLE.findall((ROOT / "docs" / "measures.md").read_text(encoding="utf-8"))
    exec(example, {"__name__": "__main__"})
    try:
        (own,) = own_measures(["quiet_months"])
        incidents = [[0, 1, 0], [2, 1, 1]]
        assert own.measure.of(make_batch(np.ones((2, 3)), incidents=incidents).monthly).tolist() == [2.0, 0.0]
    finally:
        unregister("quiet_months")
