"""How close the work of two departments is, which decides between whom ties across departments run."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from smsim.parameters.tables import Departments
from smsim.vocabulary import DepartmentKind


def department_closeness(
    base_closeness: float, kinds: Sequence[DepartmentKind], sizes: NDArray[np.int64], table: Departments
) -> NDArray[np.float64]:
    """Return how close each department is to each, as its people see it: shape (departments, departments).

    Departments that both have to do with social media are close, any two at least by `base_closeness` (0 to
    1). `kinds` and `sizes` (people, at least 1) are those of the departments; several of one kind share what
    one of that kind would have, by size. Affinities count as the table has them, wherever the home is.

    Source: affinities: the survey named in the table; the rule is an assumption.
    """
    affinity = np.array([getattr(table, kind.key).affinity for kind in kinds])
    share_of_kind = sizes / np.bincount(kinds, weights=sizes)[np.array(kinds)]
    closeness: NDArray[np.float64] = (base_closeness + np.outer(affinity, affinity)) * share_of_kind
    return closeness
