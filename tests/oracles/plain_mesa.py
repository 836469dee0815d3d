"""The employee rules stated a second time: one Mesa agent per person, plain loops over colleagues.

Written from the description of the model, not from the compiled rules, so that the two can be held
against each other; also the peer in the speed benchmark. What departments and the firm do is not
simulated: it enters every month as a `MonthContext`. Draws are the engine's own, so people decide alike.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import mesa
import numpy as np

from smsim.parameters import Parameters
from smsim.randomness.draws import beta_2_2, block, draw_month, standard_normal, uniform, word_to_uniform
from smsim.randomness.keys import FORMATION_MONTH, DrawPurpose, run_key
from smsim.vocabulary import DepartmentKind, UseChange

if TYPE_CHECKING:
    from smsim.organisation.organisation import Organisation

EMPLOYEE_MONTH = int(DrawPurpose.EMPLOYEE_MONTH)
NEWCOMER = int(DrawPurpose.NEWCOMER)
CEO_JOINS = int(DrawPurpose.CEO_JOINS)


@dataclass(frozen=True)
class MonthContext:
    """What people meet in one month but do not decide; shares unless stated otherwise.

    By department, shape (departments,): `endorsement` and `practice` as they are after this month's
    update. For the firm: `measurement` and `training_programme` of this month, `fear` as it was when the
    month began, `sponsorship` before this month's update (it matters for the CEO only), the rest as
    levers or form have it. `directive_hazard` is per month.
    """

    endorsement: Sequence[float]
    practice: Sequence[float]
    authority: float = 0.0
    directive_hazard: float = 0.0
    ban_share: float = 0.0
    workload_share: float = 0.15
    fear: float = 0.0
    measurement: float = 0.0
    training_programme: float = 0.0
    training_push_share: float = 0.0
    has_onboarding: bool = False
    sponsorship: float = 0.0


class EmployeeAgent(mesa.Agent):
    """A person: traits, what they know and think of social media, and whom they talk to."""

    def __init__(self, model: PlainModel, row: int) -> None:
        super().__init__(model)
        organisation = model.organisation
        self.row = row
        self.key = np.uint64(organisation.person_keys[row])
        self.department = int(organisation.department[row])
        self.fit = model.fit_of_department[self.department]
        self.colleagues: list[tuple[EmployeeAgent, int]] = []
        self.tie_weight = 0
        self.exposure = 0.0
        self.luck = 0.0
        self.leaving_luck = 0.0
        self.change = UseChange.NONE
        self.start_afresh(FORMATION_MONTH)

    def start_afresh(self, month: int) -> None:
        """Take on the traits of somebody who joins in `month`, without training or experience."""
        rules = self.model.parameters
        words = block(self.model.key, self.key, month, NEWCOMER)
        self.innovativeness = beta_2_2(word_to_uniform(words[0]))
        deviate = standard_normal(word_to_uniform(words[1]), word_to_uniform(words[2]))
        threshold = rules.adoption.threshold_mean + rules.adoption.threshold_spread * deviate
        self.threshold = min(
            rules.adoption.threshold_highest, max(rules.adoption.threshold_lowest, threshold)
        )
        self.is_active = False
        self.skill = rules.learning.initial_skill
        self.training = 0.0
        self.usefulness = self.fit * rules.learning.prior_usefulness

    def look_around(self) -> None:
        """See what share of the own ties uses social media (E1)."""
        active = 0
        for colleague, weight in self.colleagues:
            if colleague.is_active:
                active += weight
        self.exposure = active / self.tie_weight if self.tie_weight else 0.0

    def peer_response(self) -> float:
        """Answer of a person to the own exposure (E1)."""
        adoption = self.model.parameters.adoption
        if adoption.response == "linear":
            return self.exposure
        if self.exposure == 0.0:
            return 0.0
        try:
            return 1.0 / (1.0 + (self.threshold / self.exposure) ** adoption.threshold_sharpness)
        except OverflowError:  # a very sharp threshold that is not reached
            return 0.0

    def adoption_terms(self, context: MonthContext) -> tuple[float, float, float]:
        """Parts of the hazard of starting: by oneself, because of peers, because of the head (E2-E4)."""
        adoption = self.model.parameters.adoption
        facilitation = adoption.untrained_facilitation
        facilitation += (1.0 - adoption.untrained_facilitation) * self.training
        facilitation *= (1.0 - context.workload_share) * (1.0 - context.ban_share)
        readiness = facilitation * 2.0 * self.usefulness
        mandate = context.endorsement[self.department] * context.authority
        return (
            readiness * 2.0 * self.innovativeness * adoption.spontaneous_hazard,
            readiness * adoption.peer_hazard * self.peer_response(),
            readiness * 2.0 * (1.0 - self.innovativeness) * context.directive_hazard * mandate,
        )

    def giving_up_hazard(self, context: MonthContext) -> float:
        """Hazard of giving up (E5)."""
        adoption = self.model.parameters.adoption
        disappointment = adoption.discontinuance_hazard * 2.0 * (1.0 - self.usefulness)
        return disappointment * (1.0 + adoption.fear_multiplier * context.fear)

    def decide(self) -> None:
        """Take up or give up use; everyone looks before anyone decides."""
        context = self.model.context
        deciding, self.leaving_luck, self.luck, cause = self.model.draws[self.row]
        self.change = UseChange.NONE
        if self.is_active:
            if deciding < 1.0 - math.exp(-self.giving_up_hazard(context)):
                self.is_active = False
                self.change = UseChange.DISCONTINUED
            return
        spontaneous, peers, directive = self.adoption_terms(context)
        hazard = spontaneous + peers + directive
        if deciding < 1.0 - math.exp(-hazard):
            self.is_active = True
            if cause * hazard < spontaneous:
                self.change = UseChange.SPONTANEOUS
            elif cause * hazard < spontaneous + peers:
                self.change = UseChange.PEERS
            else:
                self.change = UseChange.DIRECTIVE

    def learn(self) -> None:
        """Update usefulness and skill, then let old training fade (E6, E7)."""
        learning, context = self.model.parameters.learning, self.model.context
        practice = context.practice[self.department]
        if self.is_active:
            seen = practice
        else:
            seen = learning.observed_practice_weight * practice if self.exposure > 0.0 else 0.0
            seen += learning.measured_practice_weight * context.measurement * self.model.operating_practice
        prior = learning.prior_usefulness
        target = self.fit * (prior + (1.0 - prior) * min(1.0, seen))
        self.usefulness += learning.usefulness_learning * (target - self.usefulness)
        if self.is_active:
            untrained = learning.untrained_learning_share
            speed = untrained + (1.0 - untrained) * self.training
            self.skill += learning.skill_learning * (1.0 - self.skill) * speed
        self.training *= 1.0 - learning.training_fade

    def training_claim(self) -> float:
        """Rank in the queue for a training seat (E7)."""
        luck_weight = self.model.parameters.learning.training_luck_weight
        return self.is_active + luck_weight * self.luck - self.training

    def leave_perhaps(self) -> None:
        """Leave, and be followed by a newcomer on the same seat (E9); the CEO stays."""
        rules, context = self.model.parameters, self.model.context
        if self.row == self.model.organisation.ceo:
            return
        if self.leaving_luck < rules.turnover.turnover_probability:
            self.change = UseChange.REPLACED_USER if self.is_active else UseChange.REPLACED_NON_USER
            self.start_afresh(self.model.month)
            is_trained = context.training_programme > rules.learning.onboarding_programme_needed
            if is_trained or context.has_onboarding:
                self.training = 1.0


class PlainModel(mesa.Model):
    """An organisation of `EmployeeAgent`s; `step` advances one month.

    `context_of` gives the context of a month, counted from 0. `home` is the row of the department where
    the first user sits, -1 for none. `manager_tie_weight` multiplies the tie to one's own manager.

    After a step: `employees` in row order, `active_employees`, and the counts of the month
    (`adoptions`, `discontinuances`, `leavers`, `has_ceo_joined`). An employee's `change` is the last that
    happened in the month: who takes up use and leaves in the same month counts as an adoption and shows
    as replaced.
    """

    def __init__(
        self,
        organisation: Organisation,
        parameters: Parameters,
        context_of: Callable[[int], MonthContext],
        *,
        seed: int,
        replication: int = 0,
        home: int = 0,
        manager_tie_weight: float = 3.0,
    ) -> None:
        super().__init__(rng=seed)  # Mesa's own generator is never used: draws are keyed
        self.organisation = organisation
        self.parameters = parameters
        self.context_of = context_of
        self.key = np.uint64(run_key(seed, replication))
        self.month = 0
        self.adoptions = self.discontinuances = self.leavers = 0
        self.has_ceo_joined = False
        self.fit_of_department = [
            getattr(parameters.departments, DepartmentKind(kind).key).use_case_fit
            for kind in organisation.department_kinds
        ]
        self.headcounts = [0] * len(organisation.department_kinds)
        for department in organisation.department:
            self.headcounts[department] += 1
        self.employees = [EmployeeAgent(self, row) for row in range(len(organisation.department))]
        if not organisation.is_complete:
            self._tie_employees(manager_tie_weight)
        if parameters.adoption.has_first_user:
            self._choose_first_user(home)

    def _tie_employees(self, manager_tie_weight: float) -> None:
        organisation = self.organisation
        for employee in self.employees:
            manager = organisation.manager[employee.row]
            start, end = organisation.tie_starts[employee.row], organisation.tie_starts[employee.row + 1]
            for place in range(start, end):
                other = int(organisation.tie_targets[place])
                weight = int(organisation.tie_weights[place])
                if other == manager:
                    weight = math.floor(weight * manager_tie_weight + 0.5)
                employee.colleagues.append((self.employees[other], weight))
                employee.tie_weight += weight

    def _choose_first_user(self, home: int) -> None:
        at_home = [employee for employee in self.employees if employee.department == home]
        if at_home:
            first_user = at_home[min(1, len(at_home) - 1)]
            first_user.is_active = True
            first_user.innovativeness = self.parameters.adoption.first_user_innovativeness

    @property
    def active_employees(self) -> int:
        """People who use social media for work."""
        return sum(employee.is_active for employee in self.employees)

    def _practice_where(self, is_included: Callable[[int], bool]) -> float:
        """Mean practice of the departments chosen, weighted by headcount; 0 without any."""
        total = people = 0.0
        for row, headcount in enumerate(self.headcounts):
            if is_included(row):
                total += headcount * self.context.practice[row]
                people += headcount
        return total / people if people else 0.0

    def step(self) -> None:
        """Advance one month: use, learning, turnover, in this order."""
        self.context = self.context_of(self.month)
        self._draw()
        self._observe()
        self.agents.do("decide")
        self.adoptions = sum(
            employee.change in (UseChange.SPONTANEOUS, UseChange.PEERS, UseChange.DIRECTIVE)
            for employee in self.employees
        )
        self.discontinuances = sum(employee.change == UseChange.DISCONTINUED for employee in self.employees)
        self.agents.do("learn")
        self._give_training_seats()
        self.agents.do("leave_perhaps")
        self.leavers = sum(
            employee.change in (UseChange.REPLACED_NON_USER, UseChange.REPLACED_USER)
            for employee in self.employees
        )
        self._convince_ceo()
        self.month += 1

    def _draw(self) -> None:
        """Draw everybody's four numbers of this month at once, shape (employees, 4)."""
        words = np.empty((4, len(self.employees)), dtype=np.uint32)
        draw_month(self.key, self.organisation.person_keys, self.month, EMPLOYEE_MONTH, words)
        self.draws: list[list[float]] = ((words.T + 0.5) * 2.0**-32).tolist()

    def _observe(self) -> None:
        practice = self.context.practice
        operating = self.parameters.practice.operating_practice
        self.operating_practice = self._practice_where(lambda row: practice[row] > operating)
        if self.organisation.is_complete:
            active = self.active_employees
            others = len(self.employees) - 1
            for employee in self.employees:
                employee.exposure = (active - employee.is_active) / others if others else 0.0
        else:
            self.agents.do("look_around")

    def _give_training_seats(self) -> None:
        share = self.parameters.learning.training_capacity_share * self.context.training_programme
        share += self.context.training_push_share
        seats = math.floor(share * len(self.employees) + 0.5)
        queue = sorted(self.employees, key=lambda employee: (-employee.training_claim(), employee.row))
        for employee in queue[:seats]:
            employee.training = 1.0

    def _convince_ceo(self) -> None:
        """Let the CEO join because of sponsorship and what communications shows (E10)."""
        adoption, context = self.parameters.adoption, self.context
        self.has_ceo_joined = False
        if self.organisation.ceo < 0 or not adoption.is_ceo_rule_on:
            return
        ceo = self.employees[self.organisation.ceo]
        kinds = self.organisation.department_kinds
        shown = self._practice_where(lambda row: kinds[row] == DepartmentKind.COMMUNICATIONS)
        base = adoption.ceo_base_share
        probability = adoption.ceo_probability * context.sponsorship * (base + (1.0 - base) * shown)
        probability *= 1.0 - context.ban_share
        luck = uniform(self.key, ceo.key, self.month, CEO_JOINS)
        if not ceo.is_active and luck < probability:
            ceo.is_active = True
            ceo.change = UseChange.CEO
            self.has_ceo_joined = True
