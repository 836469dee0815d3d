from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from smsim.errors import OrganisationError
from smsim.organisation.formation import form_organisation
from smsim.organisation.organisation import Organisation, check_organisation
from smsim.parameters import Firm
from smsim.parameters.tables import Departments
from smsim.vocabulary import DepartmentKind as Kind


@pytest.fixture(scope="module")
def firm() -> Organisation:
    return form_organisation(Firm(employees=40), Departments(), seed=3, replication=0)


def test_counts(firm):
    assert firm.employees == 40
    assert firm.departments == len(firm.department_names) == len(firm.department_sizes)
    assert firm.department_sizes.sum() == 40
    assert firm.kind_sizes[Kind.SALES] == firm.department_sizes[firm.department_names.index("sales")]


def test_kind_sizes_add_up_over_departments_of_one_kind(firm):
    kinds = np.full(firm.departments, Kind.SALES, dtype=np.int8)
    kinds[0] = Kind.MARKETING
    sizes = replace(firm, department_kinds=kinds).kind_sizes
    assert sizes.shape == (10,)
    assert sizes[Kind.MARKETING] == firm.department_sizes[0]
    assert sizes[Kind.SALES] == 40 - firm.department_sizes[0]


def test_synthetic_ids_are_department_and_place(firm):
    assert firm.ids[:3] == ("marketing-1", "marketing-2", "marketing-3")
    assert len(set(firm.ids)) == 40
    imported = replace(firm, imported_ids=tuple("abcdefghij" * 4))
    assert imported.ids[1] == "b"


def changed(values, place, value):
    copy = values.copy()
    copy[place] = value
    return copy


BREAKAGES = {
    "not grouped": lambda o: {"department": o.department[::-1].copy()},
    "unknown department": lambda o: {"department": changed(o.department, -1, o.departments)},
    "unknown kind": lambda o: {"department_kinds": changed(o.department_kinds, 0, 10)},
    "needs a kind": lambda o: {"department_kinds": o.department_kinds[:-1]},
    "different length": lambda o: {"is_manager": o.is_manager[:-1]},
    "one id": lambda o: {"imported_ids": ("a",)},
    "manager who does not exist": lambda o: {"manager": changed(o.manager, 0, 40)},
    "manager of oneself": lambda o: {"manager": changed(o.manager, 5, 5)},
    "CEO who does not exist": lambda o: {"ceo": 40},
    "one key": lambda o: {"person_keys": changed(o.person_keys, 0, o.person_keys[1])},
    "one start": lambda o: {"tie_starts": o.tie_starts[:-1]},
    "belong to nobody": lambda o: {"tie_starts": changed(o.tie_starts, -1, o.tie_starts[-1] - 1)},
    "without weight": lambda o: {"tie_weights": changed(o.tie_weights, 3, 0)},
    "employees who do not exist": lambda o: {"tie_targets": changed(o.tie_targets, 0, 40)},
    "tied to themselves": lambda o: {"tie_targets": changed(o.tie_targets, 0, 0)},
    "unsorted or stored twice": lambda o: {"tie_targets": changed(o.tie_targets, 1, o.tie_targets[0])},
    "not run both ways": lambda o: {"tie_weights": changed(o.tie_weights, 0, 65)},
}


def test_a_sound_organisation_passes(firm):
    check_organisation(firm)


@pytest.mark.parametrize("complaint", BREAKAGES)
def test_each_breakage_is_named(firm, complaint):
    with pytest.raises(OrganisationError, match=complaint):
        check_organisation(replace(firm, **BREAKAGES[complaint](firm)))


def test_a_missing_direction_is_found(firm):
    last = firm.tie_targets[firm.tie_starts[1] - 1]  # the last colleague of the first person
    stranger = next(row for row in range(int(last) + 1, 40))
    targets = changed(firm.tie_targets, firm.tie_starts[1] - 1, stranger)
    with pytest.raises(OrganisationError, match="not run both ways"):
        check_organisation(replace(firm, tie_targets=targets))


def test_nobody_is_no_organisation(firm):
    empty = replace(
        firm, department=firm.department[:0], team=firm.team[:0], manager=firm.manager[:0],
        is_manager=firm.is_manager[:0], person_keys=firm.person_keys[:0],
    )  # fmt: skip
    with pytest.raises(OrganisationError, match="nobody"):
        check_organisation(empty)
