"""All indicators, each beside its rule, in the order of their codes.

A rule is plain arithmetic on numbers, or arrays of one shape; what it returns is cut to 0-1. No rule knows
the governance form. `smsim.maturity.scoring`, which the engine compiles, is written from these declarations;
tables, messages, figures and documents take codes and titles from here.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from smsim.indicators.declaration import Indicator, Number, Rule
from smsim.vocabulary import DepartmentKind

KIND = DepartmentKind
_declared: list[Indicator] = []


def indicator(
    code: str, title: str, *, needs: tuple[DepartmentKind, ...] = (), applies: Rule | None = None
) -> Callable[[Rule], Rule]:
    """Declare the decorated rule as an indicator; see `Indicator`."""

    def declare(rule: Rule) -> Rule:
        _declared.append(Indicator(code, title, rule, needs, applies))
        return rule

    return declare


def has_complaints(complaints: Number) -> Number:
    """Return whether anybody complains: where nobody does, there is nothing to answer.

    Source: assumption.
    """
    return complaints > 0.0


def has_others(standing_share: Number) -> Number:
    """Return whether there are kinds of department but the home's; without them their share is missing.

    Source: assumption.
    """
    return standing_share >= 0.0


@indicator("L1.1", "no goals document")
def missing_goals(goals: Number, no_goals_below: Number) -> Number:
    """Return how far a goals document is missing.

    Source: article S2; numbers are an assumption.
    """
    return 1.0 - np.minimum(1.0, goals / no_goals_below)


@indicator("L1.2", "activity sits in one team")
def single_team(
    active_employees: Number, active_home: Number, one_team_share: Number, one_team_users: Number
) -> Number:
    """Return whether users sit at home, or are hardly more than one; 0 or 1.

    Source: article S2; numbers are an assumption.
    """
    share_home = active_home / np.maximum(1.0, active_employees)
    return 1.0 * ((share_home >= one_team_share) | (active_employees <= one_team_users))


@indicator("L1.3", "uncoordinated pockets")
def uncoordinated_pockets(active_outside: Number, active_uncoordinated: Number) -> Number:
    """Return the share of users in other departments whose head hardly stands behind it; 0 without any.

    Source: article S2; numbers are an assumption.
    """
    return active_uncoordinated / np.maximum(1.0, active_outside)


@indicator("L1.4", "few channels, publishing only")
def few_channels(
    channels: Number,
    response_share: Number,
    complaints: Number,
    one_way_channels: Number,
    one_way_response: Number,
) -> Number:
    """Return whether few channels only publish, or have nothing to answer; 0 or 1.

    Source: article S2; numbers are an assumption.
    """
    is_one_way = (response_share < one_way_response) | (complaints <= 0.0)
    return 1.0 * ((channels <= one_way_channels) & is_one_way)


@indicator("L1.5", "no listening")
def missing_listening(listening: Number, no_listening_below: Number) -> Number:
    """Return how far listening is missing.

    Source: article S2; numbers are an assumption.
    """
    return 1.0 - np.minimum(1.0, listening / no_listening_below)


@indicator("L2.1", "a named person with time")
def named_person(lead_time: Number) -> Number:
    """Return how much time somebody has who is named for social media.

    Source: article S2; counting time is an assumption.
    """
    return lead_time


@indicator("L2.2", "channels and content grow")
def channel_growth(channels: Number, full_channels: Number) -> Number:
    """Return how far channels and content have grown.

    Source: article S2; numbers are an assumption.
    """
    return channels / full_channels


@indicator("L2.3", "goals are drafted")
def drafted_goals(goals: Number, full_goals: Number) -> Number:
    """Return how far goals are drafted.

    Source: article S2; numbers are an assumption.
    """
    return goals / full_goals


@indicator("L2.4", "marketing and communications coordinate", needs=(KIND.MARKETING, KIND.COMMUNICATIONS))
def local_coordination(
    endorsement: Number,
    capacity_hours: Number,
    size_scale: Number,
    employees: Number,
    coordinating_hours: Number,
    coordinating_employees: Number,
) -> Number:
    """Return how far marketing and communications coordinate as much as a firm of this size needs to.

    Somebody must have the hours for it. Source: article S2: larger firms; numbers are an assumption.
    """
    needed = employees / (employees + coordinating_employees)
    return endorsement * np.minimum(1.0, capacity_hours / (coordinating_hours * size_scale)) / needed


@indicator("L3.1", "active listening")
def active_listening(listening: Number, done_share: Number) -> Number:
    """Return how far the firm listens actively, and gets its work done.

    Source: article S2; the product is an assumption.
    """
    return listening * done_share


@indicator("L3.2", "measurement follows the top goals")
def aligned_measurement(measurement: Number, full_measurement: Number) -> Number:
    """Return how far measurement follows the top goals.

    Source: article S2; numbers are an assumption.
    """
    return measurement / full_measurement


@indicator("L3.3", "customer support on social media", needs=(KIND.CUSTOMER_SERVICE,), applies=has_complaints)
def social_support(
    practice_customer_service: Number, response_share: Number, full_support: Number, full_response: Number
) -> Number:
    """Return how far customers get support on social media: practised and answering.

    Source: article S2; numbers are an assumption.
    """
    practised = np.minimum(1.0, practice_customer_service / full_support)
    return practised * np.minimum(1.0, response_share / full_response)


@indicator("L3.4", "recruiting on social media", needs=(KIND.HUMAN_RESOURCES,))
def social_recruiting(practice_human_resources: Number, full_recruiting: Number) -> Number:
    """Return how far recruiting uses social media.

    Source: article S2; numbers are an assumption.
    """
    return practice_human_resources / full_recruiting


@indicator("L3.5", "social selling pilots", needs=(KIND.SALES,))
def selling_pilots(practice_sales: Number, full_selling_pilots: Number) -> Number:
    """Return how far sales tries social selling; pilots are enough.

    Source: article S2; numbers are an assumption.
    """
    return practice_sales / full_selling_pilots


@indicator("L3.6", "the CEO takes part", needs=(KIND.EXECUTIVE,))
def ceo_presence(ceo: Number) -> Number:
    """Return whether the CEO is a user.

    Source: article S2.
    """
    return ceo


@indicator("L3.7", "governed across departments", applies=has_others)
def governed_across(standing_share: Number, full_standing_share: Number) -> Number:
    """Return how far heads across the firm stand behind whoever governs, in whatever form.

    Source: article S2: a task force in place of a single manager; that it is judged by what it achieves is
    an assumption.
    """
    return standing_share / full_standing_share


@indicator("L4.1", "management understands", needs=(KIND.EXECUTIVE,))
def management_understanding(
    sponsorship: Number, users_executive: Number, sponsorship_weight: Number, full_executive_users: Number
) -> Number:
    """Return how far management understands: it sponsors, and uses.

    Source: article S2; numbers are an assumption.
    """
    using = np.minimum(1.0, users_executive / full_executive_users)
    return sponsorship_weight * sponsorship + (1.0 - sponsorship_weight) * using


@indicator("L4.2", "optimised for a good echo")
def echo_optimisation(
    listening: Number,
    reputation: Number,
    operating_kinds: Number,
    good_reputation: Number,
    full_operating_kinds: Number,
) -> Number:
    """Return how far work is optimised for a good echo: listening, in several departments, well reputed.

    Source: article S2; numbers are an assumption.
    """
    return (
        listening * (reputation > good_reputation) * np.minimum(1.0, operating_kinds / full_operating_kinds)
    )


@indicator("L4.3", "individuals before the mass", applies=has_complaints)
def individual_marketing(
    response_share: Number,
    practice_customer_service: Number,
    practice_marketing: Number,
    listening: Number,
    listening_marketing_weight: Number,
) -> Number:
    """Return how far individuals come before the mass: answers given, and marketing that listens.

    Source: article S2; numbers are an assumption.
    """
    answered = response_share * practice_customer_service
    return answered + listening_marketing_weight * practice_marketing * listening


@indicator("L4.4", "support creates value", needs=(KIND.CUSTOMER_SERVICE,), applies=has_complaints)
def valuable_support(
    practice_customer_service: Number,
    response_share: Number,
    measurement: Number,
    valuable_response: Number,
    valuable_measurement: Number,
) -> Number:
    """Return how far support creates value, and can show it.

    Source: article S2; numbers are an assumption.
    """
    answering = np.minimum(1.0, response_share / valuable_response)
    return practice_customer_service * answering * np.minimum(1.0, measurement / valuable_measurement)


@indicator("L4.5", "listens everywhere and can reply", applies=has_complaints)
def answering_ear(listening: Number, response_share: Number) -> Number:
    """Return how far the firm listens everywhere and can reply.

    Source: article S2; the product is an assumption.
    """
    return listening * response_share


SCORED_INDICATORS = tuple(declared for declared in _declared if declared.level > 1)
DESCRIPTIVE_INDICATORS = tuple(declared for declared in _declared if declared.level == 1)
"""Signs of the playground: they describe level 1 and decide nothing."""
