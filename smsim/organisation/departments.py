"""How large the departments of a synthetic firm are."""

from __future__ import annotations

import math

from smsim.parameters.tables import Departments
from smsim.vocabulary import DepartmentKind

WHOLE_TABLE_FROM = 30
"""People from which a firm has all kinds of department."""

TWO_EACH_FROM = 12
"""People from which a department kept by a small firm holds at least two."""

SMALL_FIRM_ORDER = (
    DepartmentKind.MARKETING,
    DepartmentKind.SALES,
    DepartmentKind.CUSTOMER_SERVICE,
    DepartmentKind.COMMUNICATIONS,
    DepartmentKind.HUMAN_RESOURCES,
    DepartmentKind.EXECUTIVE,
)
REST = DepartmentKind.OPERATIONS
ROUNDING_SLACK = 1e-9


def round_half_up(value: float) -> int:
    """Return the nearest whole number, halves upwards; 0.285 * 100 counts as the half it was meant to be."""
    return math.floor(value + 0.5 + ROUNDING_SLACK)


def department_sizes(people: int, home: DepartmentKind, table: Departments) -> tuple[int, ...]:
    """Return the people in each kind of department of a synthetic firm, shape (10,), in kind order.

    From 30 people every kind gets its share and operations what is left. A smaller firm keeps few kinds,
    in a fixed order, for as long as each can hold two people (one below 12). The home kind is always
    there. `people` is at least 1; the sizes add up to it.
    """
    shares = [getattr(table, kind.key).headcount_share for kind in DepartmentKind]
    if people >= WHOLE_TABLE_FROM:
        return _sizes_by_share(people, home, shares)
    sizes = _small_sizes(people, SMALL_FIRM_ORDER, shares)
    if sizes[home] == 0:
        others = tuple(kind for kind in SMALL_FIRM_ORDER if kind != home)
        sizes = _small_sizes(people, (home, *others), shares)
    return tuple(sizes)


def _sizes_by_share(people: int, home: DepartmentKind, shares: list[float]) -> tuple[int, ...]:
    sizes = [round_half_up(share * people) for share in shares]
    sizes[home] = max(1, sizes[home])
    sizes[REST] += people - sum(sizes)
    # shares changed by the user may round to more people than there are: the largest give them back
    while sizes[REST] < int(home == REST):
        largest = max(DepartmentKind, key=lambda kind: (sizes[kind], -kind))
        sizes[largest] -= 1
        sizes[REST] += 1
    return tuple(sizes)


def _small_sizes(people: int, order: tuple[DepartmentKind, ...], shares: list[float]) -> list[int]:
    sizes = [0] * len(DepartmentKind)
    least = 2 if people >= TWO_EACH_FROM else 1
    left = people
    for kind in order:
        wanted = max(least, round_half_up(shares[kind] * people))
        if wanted > left:
            break
        sizes[kind] = wanted
        left -= wanted
    sizes[REST] += left
    return sizes
