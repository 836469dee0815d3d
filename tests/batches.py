"""Made-up records of runs, for tests of what is made of records."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from smsim.engine.outputs import DEPARTMENT_DTYPE, EVENT_DTYPE, MONTHLY_DTYPE
from smsim.experiments.batch import Batch
from smsim.vocabulary import DepartmentKind
from tests.forms import FORMS

KINDS = (DepartmentKind.MARKETING, DepartmentKind.CUSTOMER_SERVICE, DepartmentKind.CUSTOMER_SERVICE)
NAMES = ("marketing", "care north", "care south")
SIZES = (10, 20, 30)


def make_batch(
    levels: ArrayLike, *, name: str = "made-up", events: Any = None, **outputs: ArrayLike
) -> Batch:
    """Return a batch with the given levels, shape (replications, months), and other outputs, 0 elsewhere."""
    table = np.asarray(levels, dtype=np.float64)
    replications, months = table.shape
    monthly = np.zeros((replications, months), dtype=MONTHLY_DTYPE).view(np.recarray)
    monthly["level"] = table
    monthly["raw_level"] = table
    monthly["score"] = table
    for output, values in outputs.items():
        monthly[output] = values
    by_department = np.zeros((replications, months, len(NAMES)), dtype=DEPARTMENT_DTYPE).view(np.recarray)
    none = np.zeros(0, dtype=EVENT_DTYPE).view(np.recarray)
    return Batch(
        name=name,
        seed=1,
        replications=replications,
        monthly=monthly,
        by_department=by_department,
        events=tuple(events) if events is not None else (none,) * replications,
        department_names=NAMES,
        department_kinds=np.array([int(kind) for kind in KINDS], dtype=np.int8),
        department_sizes=np.array(SIZES, dtype=np.int64),
        employees=sum(SIZES),
        form_titles=FORMS.titles,
    )
