"""A scenario: a complete world but for the seed."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Self

from pydantic import ConfigDict, Field, model_validator

from smsim.engine.replacements import SHIPPED, RuleLabels
from smsim.parameters import Audit, Economics, Firm, Forms, Group, Levers, Parameters, parameter
from smsim.scenarios import consistency
from smsim.scenarios.dated import LONGEST_HORIZON, Change, Rearrangement, Rule
from smsim.scenarios.forms import check_forms


class ReplacedRules(Group):
    """Which rules of the model are functions from Python: a label for the name of each."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, str]

    @property
    def labels(self) -> dict[str, str]:
        """What a scenario says of its rules, by their names; the shipped ones need not be there."""
        return dict(self.__pydantic_extra__)

    @property
    def entries(self) -> RuleLabels:
        """Those that are not as shipped, in the order of their names."""
        return tuple((rule, label) for rule, label in sorted(self.labels.items()) if label != SHIPPED)


class Scenario(Group):
    """Everything that decides a run, but for the seed and an imported organisation.

    Months are counted from 0. `levers` are in force from month 0 on, except that nobody is in charge
    before `appointment_month`. Values that contradict each other raise a ScenarioError.
    """

    model_config = ConfigDict(populate_by_name=True)

    name: str = Field("unnamed", description="name of the file, without .toml")
    title: str = Field("", description="a few words for figures and lists")
    description: str = Field("", description="what the scenario is for, in a sentence or two")
    horizon_months: int = parameter(
        120, unit="months", bounds=(1, LONGEST_HORIZON), meaning="length of a run", source="assumption"
    )
    appointment_month: int = parameter(
        12,
        unit="months",
        bounds=(0, LONGEST_HORIZON),
        meaning="first month in which the form is in force; grassroots before",
        source="assumption",
    )
    firm: Firm = Field(default_factory=Firm, description="the organisation; set once")
    levers: Levers = Field(default_factory=Levers, description="what governance chooses")
    audit: Audit = Field(default_factory=Audit, description="the rule of the audit; set once")
    economics: Economics = Field(default_factory=Economics, description="money; set once")
    parameters: Parameters = Field(
        default_factory=Parameters, description="every number that is not a choice; set once"
    )
    changes: tuple[Change, ...] = Field((), alias="change", strict=False, description="dated changes")
    rearrangements: tuple[Rearrangement, ...] = Field(
        (), alias="rearrangement", strict=False, description="dated changes of people and ties"
    )
    rules: tuple[Rule, ...] = Field((), alias="when", strict=False, description="rules that react")
    replaced_rules: ReplacedRules = Field(
        default_factory=ReplacedRules,
        description="rules replaced from Python: the label of what stands for each, or 'shipped'",
    )

    @property
    def forms(self) -> Forms:
        """The governance forms, its own included."""
        return self.parameters.forms

    words_of_file: ClassVar[Callable[[Exception], str]]
    """Says why a scenario cannot be made, as of a file: set by what knows how files are laid out."""

    @classmethod
    def problem(cls, error: Exception) -> str:
        """Return in a sentence without its full stop why a scenario cannot be made."""
        return cls.words_of_file(error)

    @model_validator(mode="after")
    def _refuse_contradictions(self) -> Self:
        consistency.check_firm(self.firm, self.parameters)
        consistency.check_size(self.firm, self.parameters, self.horizon_months)
        consistency.check_adoption(self.parameters)
        consistency.check_audit(self.audit)
        check_forms(self.forms)
        consistency.check_levers(self.levers, self.forms)
        consistency.check_changes(
            self.changes, self.levers, self.appointment_month, self.horizon_months, self.forms
        )
        consistency.check_rearrangements(self.rearrangements, self.horizon_months)
        consistency.check_rules(self.rules, self.forms)
        consistency.check_replaced_rules(self.replaced_rules.labels)
        return self
