"""What a finished run leaves behind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smsim.engine.inputs import RecordArray
from smsim.organisation.organisation import Organisation


@dataclass(frozen=True, eq=False)
class RunRecords:
    """What a run leaves behind.

    `monthly`, shape (months,); `by_department`, shape (months, departments); `events` in the order they
    happened; `use_changes`, shape (months, employees), the last change of the month for each person, or
    None when people were not recorded. `form_titles` has the title of each governance form by its
    name, in the order of their numbers.
    """

    organisation: Organisation
    seed: int
    replication: int
    monthly: RecordArray
    by_department: RecordArray
    events: RecordArray
    use_changes: NDArray[np.int8] | None
    form_titles: Mapping[str, str]

    @property
    def horizon_months(self) -> int:
        """Number of months recorded."""
        return len(self.monthly)
