"""Governance forms: what each can do, and what it has to do it with.

A form is a row. Its traits are choices, read by the engine as 0 or 1; its numbers are assumptions. A scenario
may bring forms of its own, each of which extends another. Adding one here is adding a row.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field

from smsim.parameters.declaration import HELD, Group, parameter

ASSUMPTION = "assumption"
FORM_WORDS = ("title", "extends")
"""What says something of a form and counts for nothing in a run."""


def trait(meaning: str, source: str, *, default: bool = False) -> bool:
    """Declare something that a form does or does not do; no analysis varies it."""
    field: bool = parameter(default, unit="choice", meaning=meaning, source=source, sensitivity=HELD)
    return field


class FormSettings(Group):
    """What one governance form can do, and what it has, before any lever overrides it."""

    title: str = Field("", description="who is in charge, in words; without it the form's name")
    has_lead: bool = trait(
        "somebody is in charge: there is central staff, which grows, a lead who may leave, and levers that "
        "override what the form has",
        "articles S2-S4", default=True,
    )
    makes_plans: bool = trait(
        "somebody writes goals and plans and approves use cases", "E21, E22; article S3", default=True
    )
    is_body: bool = trait(
        "it decides in meetings, one kind of department at a time",
        "E22; article S2",
    )
    has_seats: bool = trait("departments have seats in it: its members", "article S2")
    has_hubs: bool = trait(
        "each member is a hub: part-time staff inside a department, who helps there and is coordinated",
        "Altimeter (2013)",
    )
    has_member_hours: bool = trait("members bring hours of their own to the centre", "E18; article S2")
    is_supervised: bool = trait(
        "somebody looks over what the people in charge publish; otherwise users make intern_mistakes times "
        "the mistakes",
        "article S3", default=True,
    )
    staff_fte: float = parameter(
        0.0, unit="full-time equivalents", bounds=(0, 100), symbol="FTE",
        meaning="central staff the form starts with", source=ASSUMPTION,
    )
    strategic_skill: float = parameter(
        0.0, unit="share", bounds=(0, 1), symbol="sigma", meaning="ceiling of planning skill",
        source=ASSUMPTION,
    )
    authority: float = parameter(
        0.0, unit="share", bounds=(0, 1), symbol="Auth", meaning="authority across departments",
        source=ASSUMPTION,
    )
    contact: float = parameter(
        0.0, unit="share", bounds=(0, 1),
        meaning="contact that the office itself gives with every other department", source=ASSUMPTION,
    )
    publication_control: float = parameter(
        0.0, unit="share", bounds=(0, 1), symbol="ctrl", meaning="control before publication",
        source=ASSUMPTION,
    )
    executive_visibility: float = parameter(
        0.0, unit="share", bounds=(0, 1), symbol="vis", meaning="how well executives see the results",
        source=ASSUMPTION,
    )
    support_share: float = parameter(
        0.0, unit="share", bounds=(0, 1), symbol="sup", meaning="part of free hours that helps departments",
        source=ASSUMPTION,
    )


class OwnForm(FormSettings):
    """A form that a scenario brings: what it does not set itself is as in the form it extends."""

    extends: str = Field(description="the form whose traits and numbers hold where this one sets none")


def form(meaning: str, source: str = ASSUMPTION, **values: float | str) -> FormSettings:
    """Declare one governance form: its traits as True or False, its numbers, and its title if it has one."""
    settings = FormSettings.model_validate(values)
    field: FormSettings = parameter(settings, unit="table", meaning=meaning, source=source)
    return field


class Forms(Group):
    """The governance forms, the one that every run begins with first; a scenario's own forms come last."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Annotated[OwnForm, Field(strict=False)]]

    grassroots: FormSettings = form(
        "nobody in charge", title="nobody", has_lead=False, makes_plans=False,
        strategic_skill=0.10, executive_visibility=0.10,
    )
    intern: FormSettings = form(
        "an unsupervised intern", "article S3; values are an assumption",
        makes_plans=False, is_supervised=False,
        staff_fte=0.5, strategic_skill=0.15, authority=0.05, executive_visibility=0.05,
    )
    lone_manager: FormSettings = form(
        "one manager in the home department", "article S2; values are an assumption",
        staff_fte=1.0, strategic_skill=0.45, authority=0.45, publication_control=0.3,
        executive_visibility=0.30, support_share=0.2,
    )
    manager_with_aide: FormSettings = form(
        "a manager with a strategic aide", "article S2; values are an assumption",
        staff_fte=1.5, strategic_skill=0.75, authority=0.50, publication_control=0.4,
        executive_visibility=0.40, support_share=0.3,
    )
    task_force: FormSettings = form(
        "representatives of several departments", "article S2; values are an assumption",
        is_body=True, has_seats=True, has_member_hours=True,
        staff_fte=1.0, strategic_skill=0.70, authority=0.65,
        publication_control=0.5, executive_visibility=0.60, support_share=0.5,
    )
    group_head: FormSettings = form(
        "one head at group level, in contact with everyone", "article S4; values are an assumption",
        is_body=True,
        staff_fte=2.0, strategic_skill=0.80, authority=0.65, contact=0.50,
        publication_control=0.6, executive_visibility=0.70, support_share=0.45,
    )
    dandelion: FormSettings = form(
        "a centre with hubs in departments", "Altimeter (2013); values are an assumption",
        title="centre with hubs", is_body=True, has_seats=True, has_hubs=True,
        staff_fte=2.0, strategic_skill=0.75, authority=0.55, contact=0.10,
        publication_control=0.35, executive_visibility=0.60, support_share=0.5,
    )
    holistic: FormSettings = form(
        "everyone may, few coordinate", "Owyang (2010); values are an assumption",
        staff_fte=1.5, strategic_skill=0.75, authority=0.25, contact=0.10,
        executive_visibility=0.50, support_share=0.5,
    )

    @property
    def own(self) -> dict[str, OwnForm]:
        """The forms that a scenario brings itself, by name in alphabetical order."""
        return dict(sorted(self.__pydantic_extra__.items()))

    @property
    def rows(self) -> dict[str, FormSettings]:
        """Every form by name; their order gives the numbers by which runs record them."""
        return {**{name: getattr(self, name) for name in type(self).model_fields}, **self.own}

    @property
    def seated(self) -> tuple[str, ...]:
        """The names of the forms with seats."""
        return tuple(name for name, row in self.rows.items() if row.has_seats)

    @property
    def titles(self) -> dict[str, str]:
        """Every form as it is told in sentences, by name, in the order of their numbers."""
        return {name: row.title or name.replace("_", " ") for name, row in self.rows.items()}

    def in_charge(self, name: str) -> str:
        """Return who is in charge, as part of a sentence. Raises: KeyError."""
        title = self.titles[name]
        return title if self.rows[name].has_lead else f"{title} in charge"


START_FORM: str = next(iter(Forms.model_fields))
"""What every run begins with, and what holds until somebody is appointed."""
