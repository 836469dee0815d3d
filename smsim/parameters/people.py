"""The numbers of people: taking up use, learning, turnover (E1-E10, E17).

Equation numbers are those of docs/model.md. A constant without a sensitivity range is varied from half
to double its default.
"""

from __future__ import annotations

from typing import Literal

from smsim.parameters.declaration import Group, parameter

ASSUMPTION = "assumption"


class Adoption(Group):
    """Taking up and giving up use (E1-E5, E10)."""

    spontaneous_hazard: float = parameter(
        0.002, unit="per month", bounds=(0, 1), symbol="p", sensitivity=(0.0005, 0.006),
        meaning="hazard of starting unprompted at neutral innovativeness and usefulness",
        source="Bass (1969): market averages near .03 per year, from memory",
    )
    peer_hazard: float = parameter(
        0.06, unit="per month", bounds=(0, 10), symbol="q", sensitivity=(0.02, 0.12),
        meaning="hazard of starting when every colleague is a user",
        source="Bass (1969): near .38 per year, doubled for colleagues (assumption)",
    )
    response: Literal["threshold", "linear"] = parameter(
        "threshold", unit="choice",
        meaning="how exposure turns into peer response: a smooth threshold, or exposure itself",
        source="Granovetter (1978); linear is the verification mode",
    )
    threshold_mean: float = parameter(
        0.20, unit="share of tie weight", bounds=(0, 1), symbol="theta", sensitivity=(0.1, 0.4),
        meaning="mean exposure at which the peer response reaches one half",
        source="Granovetter (1978); value is an assumption",
    )
    threshold_spread: float = parameter(
        0.08, unit="share of tie weight", bounds=(0, 1),
        meaning="standard deviation of thresholds between people", source=ASSUMPTION,
    )
    threshold_lowest: float = parameter(
        0.03, unit="share of tie weight", bounds=(0, 1), meaning="smallest threshold anyone has",
        source=ASSUMPTION,
    )
    threshold_highest: float = parameter(
        0.9, unit="share of tie weight", bounds=(0, 1), meaning="largest threshold anyone has",
        source=ASSUMPTION,
    )
    threshold_sharpness: float = parameter(
        2.0, unit="exponent", bounds=(0.1, 1e9), symbol="kappa", sensitivity=(1, 6),
        meaning="steepness of the peer response; very large values give Granovetter's step",
        source=ASSUMPTION,
    )
    first_user_innovativeness: float = parameter(
        0.95, unit="share", bounds=(0, 1),
        meaning="innovativeness of the first user and of champions",
        source="article S2: someone in marketing opens a page; value is an assumption",
    )
    untrained_facilitation: float = parameter(
        0.5, unit="share", bounds=(0, 1), symbol="f0", sensitivity=(0.2, 1),
        meaning="facilitating conditions of a person without training", source=ASSUMPTION,
    )
    discontinuance_hazard: float = parameter(
        0.012, unit="per month", bounds=(0, 10), symbol="mu0", sensitivity=(0.003, 0.03),
        meaning="hazard of giving up at usefulness one half", source=ASSUMPTION,
    )
    is_ceo_rule_on: bool = parameter(
        True, unit="choice", meaning="whether the CEO may join because of sponsorship (E10)",
        source="switch for verification",
    )
    ceo_probability: float = parameter(
        0.03, unit="per month", bounds=(0, 1), meaning="chance that a fully convinced CEO joins",
        source=ASSUMPTION,
    )
    ceo_base_share: float = parameter(
        0.3, unit="share", bounds=(0, 1),
        meaning="part of the CEO's chance that needs no practice in communications", source=ASSUMPTION,
    )
    has_first_user: bool = parameter(
        True, unit="choice", meaning="whether one person of the home department is a user at the start",
        source="article S2",
    )


class Learning(Group):
    """Usefulness, skill and training (E6, E7)."""

    prior_usefulness: float = parameter(
        0.40, unit="share", bounds=(0, 1), symbol="u0", sensitivity=(0.2, 0.7),
        meaning="perceived usefulness before any experience, times the use case's fit", source=ASSUMPTION,
    )
    usefulness_learning: float = parameter(
        0.15, unit="per month", bounds=(0, 1), symbol="lambda_u", sensitivity=(0.05, 0.4),
        meaning="part of the gap to experienced usefulness closed in a month", source=ASSUMPTION,
    )
    observed_practice_weight: float = parameter(
        0.7, unit="share", bounds=(0, 1),
        meaning="how much of the own department's practice a non-user with active contacts sees",
        source=ASSUMPTION,
    )
    measured_practice_weight: float = parameter(
        0.3, unit="share", bounds=(0, 1),
        meaning="how much of the measured practice elsewhere a non-user hears of",
        source="article S2; value is an assumption",
    )
    initial_skill: float = parameter(
        0.1, unit="share", bounds=(0, 1), symbol="s", meaning="skill of a newcomer", source=ASSUMPTION
    )
    skill_learning: float = parameter(
        0.10, unit="per month", bounds=(0, 1), symbol="ell", sensitivity=(0.03, 0.2),
        meaning="part of the missing skill a trained user learns in a month", source=ASSUMPTION,
    )
    untrained_learning_share: float = parameter(
        0.5, unit="share", bounds=(0, 1), meaning="learning speed without training, as a share",
        source=ASSUMPTION,
    )
    training_fade: float = parameter(
        1 / 24, unit="per month", bounds=(0, 1), symbol="delta_tau", sensitivity=(1 / 48, 1 / 12),
        meaning="part of a training that is forgotten in a month",
        source="Altimeter (2012): most firms train never or only at hiring",
    )
    training_capacity_share: float = parameter(
        0.06, unit="share of employees per month", bounds=(0, 1),
        meaning="people trained in a month by a complete training programme", source=ASSUMPTION,
    )
    training_luck_weight: float = parameter(
        0.9, unit="weight", bounds=(0, 10),
        meaning="weight of luck against use and old training when seats are given", source=ASSUMPTION,
    )
    onboarding_programme_needed: float = parameter(
        0.5, unit="share", bounds=(0, 1),
        meaning="training programme above which newcomers are trained on arrival",
        source="article S3; value is an assumption",
    )


class Turnover(Group):
    """People, leads, heads and executives who leave (E9, E17, E28-E30)."""

    turnover_probability: float = parameter(
        0.01, unit="per month", bounds=(0, 1), symbol="omega", sensitivity=(0.005, 0.035),
        meaning="chance that an employee leaves and is replaced",
        source="US JOLTS 2009-10: separations of 3.1-3.6 % are the upper bound",
    )
    lead_turnover_factor: float = parameter(
        1.5, unit="factor", bounds=(0, 100), meaning="turnover of the lead relative to an employee's",
        source=ASSUMPTION,
    )
    mean_vacancy_months: float = parameter(
        3.0, unit="months", bounds=(0, 60), meaning="mean time in which a lead is found", source=ASSUMPTION
    )
    lead_spread: float = parameter(
        0.6, unit="standard deviation of log odds", bounds=(0, 5), sensitivity=(0, 1.2),
        meaning="how much leads differ in strategic skill", source=ASSUMPTION,
    )
    key_person_fte: float = parameter(
        1.5, unit="full-time equivalents", bounds=(0, 100),
        meaning="staff up to which the lead's absence stops the work", source=ASSUMPTION,
    )
    vacancy_artefact_decay: float = parameter(
        0.03, unit="per month", bounds=(0, 1),
        meaning="part of every artefact lost in a month without anybody", source=ASSUMPTION,
    )
    covering_strategic_skill: float = parameter(
        0.45, unit="share", bounds=(0, 1),
        meaning="highest strategic skill while colleagues cover for a missing lead", source=ASSUMPTION,
    )
    executive_change_hazard: float = parameter(
        1 / 60, unit="per month", bounds=(0, 10), sensitivity=(1 / 120, 1 / 30),
        meaning="hazard that new executives come", source=ASSUMPTION,
    )
    tone_spread: float = parameter(
        1.0, unit="standard deviation of log odds", bounds=(0, 5), sensitivity=(0, 2),
        meaning="how much new executives differ in how much they care", source=ASSUMPTION,
    )
    reorganisation_hazard: float = parameter(
        1 / 96, unit="per month", bounds=(0, 10), sensitivity=(1 / 192, 1 / 48),
        meaning="hazard of a reorganisation", source=ASSUMPTION,
    )
    replaced_share: float = parameter(
        0.5, unit="share", bounds=(0, 1), sensitivity=(0.25, 1),
        meaning="chance that new executives replace the lead, and a reorganisation each head",
        source=ASSUMPTION,
    )
    budget_cut_hazard: float = parameter(
        1 / 60, unit="per month", bounds=(0, 10), sensitivity=(1 / 120, 1 / 30),
        meaning="hazard of a budget cut where nobody sponsors", source=ASSUMPTION,
    )
    budget_cut_share: float = parameter(
        0.4, unit="share", bounds=(0, 1), sensitivity=(0.2, 0.6), meaning="staff lost in a budget cut",
        source=ASSUMPTION,
    )


class TieChanges(Group):
    """Ties between departments that are lost and made (E31)."""

    are_ties_living: bool = parameter(
        True, unit="choice", meaning="whether ties between departments are lost and made",
        source="switch: ties form where people work together",
    )
    ties_lost_share: float = parameter(
        0.25, unit="share", bounds=(0, 1), sensitivity=(0, 0.5),
        meaning="ties into departments one does not work with that go with whoever leaves",
        source=ASSUMPTION,
    )
    ties_made: float = parameter(
        0.01, unit="per person and month", bounds=(0, 1), sensitivity=(0.005, 0.02),
        meaning="introductions to colleagues' colleagues, which tie people whose departments work together",
        source=ASSUMPTION,
    )
    meeting_ties: float = parameter(
        1 / 12, unit="per person in charge and month", bounds=(0, 1), sensitivity=(1 / 24, 1 / 6),
        meaning="introductions to colleagues' colleagues, which tie people in charge to other departments",
        source=ASSUMPTION,
    )
    reorganised_ties_share: float = parameter(
        0.3, unit="share", bounds=(0, 1), sensitivity=(0.1, 0.6),
        meaning="ties between departments that a reorganisation cuts", source=ASSUMPTION,
    )
