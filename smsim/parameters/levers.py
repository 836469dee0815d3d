"""What may change in time: the levers of governance, and what happens in one month.

A lever is declared once, with the words and the place the workshop's page shows it by, and with the element
of "why" that it belongs to. Whatever else lists levers is derived from here.
"""

from __future__ import annotations

from typing import Any, Literal, NamedTuple, TypeAlias

from smsim.parameters.choices import ASSUMPTION, KindName
from smsim.parameters.declaration import Group, parameter

WHO, MONEY, PEOPLE, RULES, SERVICE = GROUPS = ("who", "money", "people", "rules", "service")
"""The groups of the page, in its order."""
SHOWN = "shown"
Span: TypeAlias = tuple[float, float, float]
ElementName: TypeAlias = Literal["", "authority", "capacity", "training", "sponsor"]


class Shown(NamedTuple):
    """How a lever is shown: a few words, its group, its key, the span of the page, its element of "why"."""

    title: str
    group: str
    key: str
    span: Span | None
    element: ElementName


def lever(
    default: Any,
    *,
    title: str,
    group: str,
    key: str = "",
    span: Span | None = None,
    element: ElementName = "",
    **declared: Any,
) -> Any:
    """Declare a lever or a happening; what `declared` holds is that of any `parameter`.

    `title` is a few words for a room, `group` where it stands, `key` the key that opens it. `span` is lowest,
    highest and step that a room may want, inside the bounds, which are often wider than any firm goes.
    `element` is what it is part of where "why" takes an option apart; without one, of the form and all else.
    """
    field = parameter(default, **declared)
    field.json_schema_extra[SHOWN] = Shown(title, group, key, span, element)
    return field


class Levers(Group):
    """What governance can change; every one may be dated. None means: as the form has it.

    `form` is the name of one of the scenario's forms, its own included.
    """

    form: str = lever(
        "lone_manager", title="Who is in charge", group=WHO, key="1",
        unit="governance form", meaning="who is in charge", source="articles S2-S4"
    )
    members: tuple[KindName, ...] = lever(
        (), title="Seats at the table", group=WHO, key="2",
        unit="department kinds", meaning="kinds with a seat in the form, or a hub",
        source="article S2",
    )
    executive_tone: float = lever(
        0.6, title="Executives care", group=WHO, key="3", element="sponsor",
        unit="share", bounds=(0, 1), symbol="S-bar",
        meaning="how much the executives care by themselves", source=ASSUMPTION,
    )
    sponsorship_floor: float = lever(
        0.0, title="Sponsor holds on", group=WHO, key="4", element="sponsor",
        unit="share", bounds=(0, 1), symbol="S_min", meaning="sponsorship never falls below this",
        source=ASSUMPTION,
    )
    staff_factor: float = lever(
        1.0, title="Budget for staff", group=MONEY, key="5", span=(0, 5, 0.25), element="capacity",
        unit="factor", bounds=(0, 20), meaning="budget: multiplies the form's central staff",
        source=ASSUMPTION,
    )
    strategic_skill: float | None = lever(
        None, title="Skill of the lead", group=WHO,
        unit="share", bounds=(0, 1), symbol="sigma", meaning="overrides the form's strategic skill",
        source="articles S2: the promoted initiator, the aide",
    )
    authority: float | None = lever(
        None, title="Authority of the lead", group=WHO, element="authority",
        unit="share", bounds=(0, 1), symbol="Auth",
        meaning="overrides the form's authority", source=ASSUMPTION
    )
    contact: float | None = lever(
        None, title="Access by office", group=WHO, element="authority",
        unit="share", bounds=(0, 1),
        meaning="overrides the form's contact with every other department", source=ASSUMPTION
    )
    lead_by: Literal["anyone", "most_ties", "fewest_ties", "first_user"] = lever(
        "anyone", title="Who becomes the lead", group=WHO, element="authority",
        unit="choice",
        meaning="who of the home department is put in charge: anyone, by ties elsewhere, the first user",
        source="article S2: the initiator is promoted",
    )
    representatives_by: Literal["anyone", "most_ties", "fewest_ties", "head"] = lever(
        "anyone", title="Who takes the seats", group=WHO, element="authority",
        unit="choice",
        meaning="who of a department takes its seat: anyone, by ties elsewhere, its head",
        source=ASSUMPTION,
    )
    publication_control: float | None = lever(
        None, title="Check before publishing", group=RULES,
        unit="share", bounds=(0, 1), symbol="ctrl",
        meaning="overrides the form's control", source=ASSUMPTION
    )
    executive_visibility: float | None = lever(
        None, title="Results seen at the top", group=WHO, element="sponsor",
        unit="share", bounds=(0, 1), symbol="vis",
        meaning="overrides the form's visibility", source=ASSUMPTION
    )
    support_share: float | None = lever(
        None, title="Help for departments", group=MONEY,
        unit="share", bounds=(0, 1), symbol="sup", meaning="overrides the form's help for departments",
        source=ASSUMPTION,
    )
    ban_share: float = lever(
        0.0, title="Ban", group=RULES, key="0",
        unit="share of employees", bounds=(0, 1), symbol="ban", meaning="employees without access",
        source=ASSUMPTION,
    )
    workload_share: float = lever(
        0.15, title="Time pressure", group=PEOPLE,
        unit="share", bounds=(0, 1), symbol="o", meaning="time pressure that keeps people from trying",
        source=ASSUMPTION,
    )
    directive_hazard: float = lever(
        0.03, title="Heads ask for use", group=PEOPLE, key="7", span=(0, 0.5, 0.01),
        unit="per month", bounds=(0, 10), symbol="c", sensitivity=(0, 0.06),
        meaning="hazard of starting because the own head, fully convinced, says so",
        source="Leonard-Barton & Deschamps (1988); against it Gluckler & Panitz (2014)",
    )
    training_push_share: float = lever(
        0.0, title="Training push", group=PEOPLE, key="6", span=(0, 0.25, 0.01), element="training",
        unit="share of employees per month", bounds=(0, 1), symbol="push",
        meaning="people trained beyond the programme", source="article S4",
    )
    has_onboarding: bool = lever(
        False, title="Train newcomers", group=PEOPLE, element="training",
        unit="choice", meaning="newcomers are trained on arrival whatever the programme",
        source="article S3",
    )
    is_policy_first: bool = lever(
        False, title="Policy first", group=RULES, key="9",
        unit="choice", meaning="write policy, crisis plan and training before goals",
        source=ASSUMPTION,
    )
    care_model: Literal["social_trained", "call_centre"] = lever(
        "social_trained", title="How service answers", group=SERVICE,
        unit="choice", meaning="how customer service answers", source="article S4"
    )
    extra_care_agents: float = lever(
        0.0, title="More service agents", group=SERVICE, span=(0, 20, 1),
        unit="people", bounds=(0, 100_000), meaning="care agents hired for social media",
        source="article S4",
    )
    routing_share: float = lever(
        0.0, title="Routing of inquiries", group=SERVICE,
        unit="share of complaints", bounds=(0, 1),
        meaning="complaints with an agreed path to customer service, if more than by acquaintance",
        source="article S3",
    )


OVERRIDES = tuple(name for name, field in Levers.model_fields.items() if field.default is None)
"""Levers that take the place of what a form has. They belong to whoever is in charge when they are set, so
that a change of form takes them back; all other levers are the firm's and stay."""


class Happenings(Group):
    """What happens in the month of its date only."""

    lead_leaves: bool = lever(
        False, title="The lead leaves", group=WHO,
        unit="choice", meaning="the lead leaves this month", source=ASSUMPTION
    )
    executives_change: bool = lever(
        False, title="New executives", group=WHO, element="sponsor",
        unit="choice", meaning="new executives come this month", source=ASSUMPTION
    )
    is_reorganised: bool = lever(
        False, title="Reorganisation", group=WHO,
        unit="choice", meaning="the firm is reorganised this month", source=ASSUMPTION
    )
    is_budget_cut: bool = lever(
        False, title="Budget cut", group=MONEY, element="capacity",
        unit="choice", meaning="the budget for staff is cut this month", source=ASSUMPTION
    )
    champions: int = lever(
        0, title="Name champions", group=PEOPLE, key="8", span=(0, 50, 1),
        unit="people", bounds=(0, 1_000_000), meaning="employees made users with high innovativeness",
        source=ASSUMPTION,
    )
    champions_by: Literal["first", "degree", "bridging"] = lever(
        "degree", title="How champions are picked", group=PEOPLE,
        unit="choice",
        meaning="who is picked: file order, most ties, ties to most other departments",
        source=ASSUMPTION,
    )
    champions_in: KindName | Literal["any"] = lever(
        "any", title="Where champions are picked", group=PEOPLE,
        unit="department kind", meaning="where champions are picked", source=ASSUMPTION
    )


def _all_shown() -> dict[str, Shown]:
    fields: dict[str, Any] = {**Levers.model_fields, **Happenings.model_fields}
    found = {name: field.json_schema_extra[SHOWN] for name, field in fields.items()}
    return dict(sorted(found.items(), key=lambda entry: _place(entry[1])))


def _place(shown: Shown) -> tuple[int, int]:
    """Return where a lever stands on the page: by group, those with a key first, 0 being the last key."""
    keys = "1234567890"
    return GROUPS.index(shown.group), keys.index(shown.key) if shown.key else len(keys)


SHOWN_LEVERS = _all_shown()
"""Every lever and happening by name, in the order of the page."""
