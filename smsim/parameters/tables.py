"""Parameters with one value per department kind or artefact."""

from __future__ import annotations

from smsim.parameters.declaration import HELD, Group, parameter

ASSUMPTION = "assumption"
SURVEY = "Digital Brand Expressions (2010): share of plans that include it"


class KindSettings(Group):
    """What one kind of department is like."""

    headcount_share: float = parameter(
        0.1, unit="share of employees", bounds=(0, 1), sensitivity=HELD,
        meaning="size in a synthetic firm", source=ASSUMPTION,
    )
    use_case_fit: float = parameter(
        0.5, unit="share", bounds=(0, 1), symbol="alpha", meaning="how well social media fits the work",
        source=ASSUMPTION,
    )
    affinity: float = parameter(
        0.1, unit="share", bounds=(0, 1), symbol="pi",
        meaning="chance that a plan made in marketing includes it", source=ASSUMPTION,
    )
    value_weight: float = parameter(
        0.2, unit="index points", bounds=(0, 10), symbol="v", meaning="value of full practice",
        source=ASSUMPTION,
    )
    hears_public: bool = parameter(
        False, unit="choice", meaning="whether listening shows it use cases", sensitivity=HELD,
        source="article S4: monitoring feeds campaigns, care, products and investor relations",
    )


def kind(
    headcount_share: float, use_case_fit: float, affinity: float, value_weight: float,
    use_case: str, source: str = ASSUMPTION, *, hears_public: bool = False,
) -> KindSettings:
    """Declare one kind; `source` is that of its affinity, the rest are assumptions."""
    settings = KindSettings(
        headcount_share=headcount_share, use_case_fit=use_case_fit,
        affinity=affinity, value_weight=value_weight, hears_public=hears_public,
    )
    field: KindSettings = parameter(settings, unit="table", meaning=use_case, source=source)
    return field


class Departments(Group):
    """The ten kinds of department; shares of headcount add up to 1."""

    marketing: KindSettings = kind(
        0.08, 0.95, 1.0, 1.0, "campaigns, content, acquisition",
        "1 by definition where it is the home; Digital Brand Expressions (2010): 94 % of plans",
        hears_public=True,
    )
    communications: KindSettings = kind(
        0.04, 0.90, 0.71, 0.5, "reputation, crises, brand voice", SURVEY, hears_public=True
    )
    sales: KindSettings = kind(0.16, 0.80, 0.55, 0.9, "social selling", SURVEY)
    customer_service: KindSettings = kind(
        0.14, 0.80, 0.26, 1.0, "customer care", SURVEY, hears_public=True
    )
    human_resources: KindSettings = kind(0.04, 0.75, 0.16, 0.5, "recruiting, training", SURVEY)
    research_development: KindSettings = kind(
        0.14, 0.60, 0.12, 0.4, "listening for product feedback", hears_public=True
    )
    finance: KindSettings = kind(0.06, 0.50, 0.08, 0.2, "investor relations", hears_public=True)
    information_technology: KindSettings = kind(0.08, 0.50, 0.15, 0.1, "tools, access, security")
    operations: KindSettings = kind(0.24, 0.45, 0.12, 0.2, "local pages, advocacy")
    executive: KindSettings = kind(0.02, 0.60, 0.12, 0.2, "executive presence")


class ArtefactSettings(Group):
    """What one artefact costs to write."""

    work_hours: float = parameter(
        100.0, unit="hours", bounds=(1, 1e5), symbol="W", meaning="work in the complete artefact",
        source=ASSUMPTION,
    )
    priority: float = parameter(
        1.0, unit="weight", bounds=(0, 100), symbol="pw", meaning="share of the writing time, as a weight",
        source=ASSUMPTION,
    )
    policy_first_priority: float = parameter(
        1.0, unit="weight", bounds=(0, 100), meaning="the same when policy comes first", source=ASSUMPTION
    )


def artefact(meaning: str, work_hours: float, priority: float, policy_first: float) -> ArtefactSettings:
    """Declare one artefact."""
    settings = ArtefactSettings(
        work_hours=work_hours, priority=priority, policy_first_priority=policy_first
    )
    field: ArtefactSettings = parameter(settings, unit="table", meaning=meaning, source=ASSUMPTION)
    return field


class Artefacts(Group):
    """The six artefacts."""

    goals: ArtefactSettings = artefact("goals and plan", 200.0, 3.0, 1.0)
    policy: ArtefactSettings = artefact("policy, tone of voice, account registry", 100.0, 2.0, 6.0)
    listening: ArtefactSettings = artefact("listening", 160.0, 1.5, 1.0)
    measurement: ArtefactSettings = artefact("measurement", 240.0, 1.0, 1.0)
    crisis_readiness: ArtefactSettings = artefact("escalation and crisis plan", 100.0, 1.0, 3.0)
    training_programme: ArtefactSettings = artefact("training programme", 160.0, 1.0, 3.0)
