"""Employees and departments as Mesa agents: views that read the engine's rows and hold no state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mesa
import numpy as np

from smsim.dynamics.adoption import exposure
from smsim.engine.rulebook import under_rules
from smsim.vocabulary import DepartmentKind

if TYPE_CHECKING:
    from smsim.engine.state import People, Ties


class RowView(mesa.Agent):  # type: ignore[misc]
    """An agent that stands for one row of the engine's state, counted from 0.

    Its properties are what the row says now and cannot be set: what people do is decided by the engine.
    """

    def __init__(self, model: mesa.Model, row: int) -> None:
        super().__init__(model)
        self.row = row

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.name!r})"

    @property
    def name(self) -> str:
        """What the row is called in tables."""
        raise NotImplementedError


class EmployeeAgent(RowView):
    """An employee."""

    cell: Any = None
    """Place in a Mesa network space, once there is one."""

    @property
    def _people(self) -> People:
        return self.model.simulation.state.people  # type: ignore[no-any-return]

    @property
    def name(self) -> str:
        """Id from the file of a real organisation, else department and place in it."""
        return self.model.simulation.organisation.ids[self.row]  # type: ignore[no-any-return]

    @property
    def department(self) -> str:
        """Name of the department."""
        return self.department_agent.name

    @property
    def department_agent(self) -> DepartmentAgent:
        """The department."""
        return self.model.departments[self._people.department[self.row]]  # type: ignore[no-any-return]

    @property
    def manager(self) -> EmployeeAgent | None:
        """The own manager; None for those who have none."""
        row = int(self.model.simulation.organisation.manager[self.row])
        return None if row < 0 else self.model.employees[row]

    @property
    def neighbours(self) -> list[EmployeeAgent]:
        """The colleagues this employee is tied to now, in the order of rows; ties are lost and made."""
        employees = self.model.employees
        if self.model.simulation.organisation.is_complete:
            return [employee for employee in employees if employee is not self]
        return [employees[row] for row in _living_colleagues(self.model.simulation.state.ties, self.row)]

    @property
    def is_manager(self) -> bool:
        """Whether the employee heads a team."""
        return bool(self._people.is_manager[self.row])

    @property
    def is_ceo(self) -> bool:
        """Whether the employee is the chief executive."""
        return self.row == int(self.model.simulation.organisation.ceo)

    @property
    def is_lead(self) -> bool:
        """Whether the employee leads whatever form is in force."""
        return self.row == int(self.model.simulation.state.firm[0].lead)

    @property
    def is_head(self) -> bool:
        """Whether the employee is the head of the own department."""
        return self.department_agent.head is self

    @property
    def is_representative(self) -> bool:
        """Whether the employee has the own department's seat."""
        return self.department_agent.representative is self

    @property
    def has_access(self) -> bool:
        """Whether no ban keeps the employee from social media."""
        return not self._people.is_blocked[self.row]

    @property
    def is_active(self) -> bool:
        """Whether the employee uses social media for work."""
        return bool(self._people.is_active[self.row])

    @property
    def usefulness(self) -> float:
        """Perceived usefulness, 0-1."""
        return float(self._people.usefulness[self.row])

    @property
    def skill(self) -> float:
        """Skill, 0-1."""
        return float(self._people.skill[self.row])

    @property
    def training(self) -> float:
        """What is left of the last training, 0-1."""
        return float(self._people.training[self.row])

    @property
    def innovativeness(self) -> float:
        """Innovativeness, 0-1."""
        return float(self._people.innovativeness[self.row])

    @property
    def threshold(self) -> float:
        """Exposure at which colleagues convince halfway, 0-1."""
        return float(self._people.threshold[self.row])

    @property
    def exposure(self) -> float:
        """Weighted share of the colleagues who are users, 0-1; 0 without colleagues. Source: E1."""
        people = self._people
        rule = under_rules(exposure, self.model.simulation.inputs.replaced_rules)
        # one person's exposure is not worth compiling the rule for: the compiler alone would take 0.4 s
        in_python = getattr(rule, "py_func", rule)
        return float(in_python(people.active_weight[self.row], people.total_weight[self.row]))


class DepartmentAgent(RowView):
    """A department, with what its head and people have made of social media."""

    def _state(self, field: str) -> float:
        return float(self.model.simulation.state.departments[field][self.row])

    @property
    def name(self) -> str:
        """Name of the department."""
        return self.model.simulation.organisation.department_names[self.row]  # type: ignore[no-any-return]

    @property
    def kind(self) -> str:
        """What the department does, as scenario files write it."""
        return DepartmentKind(self.model.simulation.organisation.department_kinds[self.row]).key

    @property
    def employees(self) -> list[EmployeeAgent]:
        """The people of the department, in the order of rows."""
        rows = np.flatnonzero(self.model.simulation.state.people.department == self.row)
        return [self.model.employees[row] for row in rows]

    @property
    def head(self) -> EmployeeAgent | None:
        """Who heads the department; None in an empty one."""
        return self._employee("head")

    @property
    def representative(self) -> EmployeeAgent | None:
        """Who has the department's seat; None without one, and where the lead speaks for it."""
        return self._employee("representative")

    def _employee(self, field: str) -> EmployeeAgent | None:
        row = int(self._state(field))
        return None if row < 0 else self.model.employees[row]

    @property
    def contact(self) -> float:
        """How far the people in charge reach the department, 0-1."""
        return self._state("contact")

    @property
    def seen(self) -> float:
        """How much practice the department sees in others, 0-1."""
        return self._state("seen")

    @property
    def headcount(self) -> int:
        """Number of people."""
        return int(self._state("employees"))

    @property
    def active_share(self) -> float:
        """Users among the people, 0-1; 0 without people."""
        return self._state("active") / max(1, self.headcount)

    @property
    def practice(self) -> float:
        """How far the use case is part of the work, 0-1."""
        return self._state("practice")

    @property
    def endorsement(self) -> float:
        """How far the head stands behind it, 0-1."""
        return self._state("endorsement")

    @property
    def is_discovered(self) -> bool:
        """Whether the use case is known."""
        return self._state("is_discovered") > 0.0

    @property
    def is_approved(self) -> bool:
        """Whether the use case is approved."""
        return self._state("is_approved") > 0.0

    @property
    def is_in_plan(self) -> bool:
        """Whether the plan includes the department."""
        return self._state("is_in_plan") > 0.0


def _living_colleagues(ties: Ties, row: int) -> list[int]:
    """Return the rows of somebody's colleagues: by ties that are not lost, and by those made since."""
    formed = slice(*ties.starts[row : row + 2])
    found = ties.targets[formed][ties.weights[formed] > 0].tolist()
    place = ties.first_made[row]
    while place >= 0:
        found.append(int(ties.made_with[place]))
        place = ties.made_next[place]
    return sorted(found)


AGENTS_THEMSELVES = (
    "cell", "department_agent", "manager", "neighbours", "employees", "head", "representative",
)  # fmt: skip
REPORTABLE = tuple(
    name
    for name in dict.fromkeys((*vars(EmployeeAgent), *vars(DepartmentAgent)))
    if not name.startswith("_") and name not in AGENTS_THEMSELVES
)
"""Properties that can be kept month by month; agents among them would drag the whole model along."""
