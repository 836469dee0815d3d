"""The drawn firms are those described: means, quantiles and mixes over 2000 draws."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from smsim.errors import ScenarioError
from smsim.parameters import Parameters
from smsim.scenarios import ENSEMBLES, Scenario, parse_scenario, sample_firm, with_values
from smsim.scenarios.ensembles import GENERAL_FIRMS, LARGE_FIRMS, PLANNERS

DRAWS = 2000


@pytest.fixture(scope="module")
def general():
    return [sample_firm("general", 0, index) for index in range(DRAWS)]


@pytest.fixture(scope="module")
def large():
    return [sample_firm("large", 1, index) for index in range(DRAWS)]


def column(firms, read):
    return np.array([read(firm) for firm in firms], dtype=float)


def employees(firm):
    return firm.scenario.firm.employees


def tone(firm):
    return firm.scenario.levers.executive_tone


def silo(firm):
    return firm.scenario.firm.within_department_share


def appointment(firm):
    return firm.scenario.appointment_month


def age(firm):
    return firm.age_months


def follows(values, distribution):
    """Return whether rounded or continuous draws follow a distribution (Kolmogorov-Smirnov at 0.1 %)."""
    if (values == np.round(values)).all():
        values = values + np.random.default_rng(0).uniform(-0.5, 0.5, len(values))
    return stats.kstest(values, distribution.cdf).pvalue > 0.001


def is_share(hits, share, trials):
    """Return whether a count is within 4 standard errors of its share."""
    return abs(hits / trials - share) <= 4.0 * np.sqrt(max(share * (1 - share), 1e-12) / trials) + 1e-12


def test_sizes(general, large):
    sizes = column(general, employees)
    assert (sizes.min(), sizes.max()) == (60, 1500)
    lognormal = stats.lognorm(s=0.9, scale=300)
    assert is_share((sizes == 60).sum(), lognormal.cdf(60.5), DRAWS)
    assert is_share((sizes == 1500).sum(), lognormal.sf(1499.5), DRAWS)
    for share in (0.25, 0.5, 0.75):
        assert is_share((sizes < lognormal.ppf(share)).sum(), share, DRAWS)
    assert follows(column(large, employees), stats.uniform(800, 700))


def test_executive_tone(general, large):
    assert follows(column(general, tone), stats.beta(2, 3.5))
    assert follows(column(large, tone), stats.beta(2.5, 2.5))


def test_silos_and_consumers(general, large):
    for firms in (general, large):
        assert follows(column(firms, silo), stats.uniform(0.75, 0.2))
        exposures = Counter(firm.scenario.parameters.public.consumer_exposure for firm in firms)
        assert set(exposures) == {1.0, 0.4}
        assert is_share(exposures[1.0], 0.5, DRAWS)


def test_use_of_social_media(general, large):
    assert is_share(sum(firm.uses_social_media for firm in general), 0.78, DRAWS)
    assert all(firm.uses_social_media for firm in large)


def test_ages(general, large):
    ages = column(general, age)
    gamma = stats.gamma(1.6, scale=15)
    assert (ages.min(), ages.max()) == (1, 84)
    assert is_share((ages == 84).sum(), gamma.sf(83.5), DRAWS)
    assert is_share((ages == 1).sum(), gamma.cdf(1.5), DRAWS)
    for share in (0.25, 0.5, 0.75):
        months = int(gamma.ppf(share))
        assert is_share((ages <= months).sum(), gamma.cdf(months + 0.5), DRAWS)
    assert follows(column(large, age), stats.uniform(40, 45))


def test_appointments(general, large):
    for firms, delay in ((general, 20.0), (large, 14.0)):
        months = column(firms, appointment)
        assert months.min() == 3
        for share in (0.25, 0.5, 0.75):
            month = int(3 + stats.expon(scale=delay).ppf(share))
            assert is_share((months <= month).sum(), stats.expon(scale=delay).cdf(month + 0.5 - 3), DRAWS)


@pytest.mark.parametrize("name", ENSEMBLES)
def test_shares_of_forms_add_up(name):
    assert sum(ENSEMBLES[name].form_shares.values()) == pytest.approx(1.0, abs=1e-12)


def test_mix_of_forms(general, large):
    for firms, ensemble in ((general, GENERAL_FIRMS), (large, LARGE_FIRMS)):
        forms = Counter(firm.scenario.levers.form for firm in firms)
        assert set(forms) == set(ensemble.form_shares)
        for form, share in ensemble.form_shares.items():
            assert is_share(forms[form], share, DRAWS), form
    assert GENERAL_FIRMS.form_shares["lone_manager"] == 0.36
    assert LARGE_FIRMS.form_shares["dandelion"] == 0.236


def seated(firms):
    levers = [firm.scenario.levers for firm in firms]
    return [lever.members for lever in levers if lever.form in ("task_force", "dandelion")]


def test_homes(general, large):
    for firms in (general, large):
        homes = Counter(firm.scenario.firm.home for firm in firms)
        assert set(homes) == set(PLANNERS)
        for home, weight in PLANNERS.items():
            assert is_share(homes[home], weight / sum(PLANNERS.values()), DRAWS), home


def test_culture(general, large):
    for firms in (general, large):
        cultures = column(firms, lambda firm: firm.scenario.firm.culture)
        assert (cultures.min(), cultures.max()) >= (0.5, 1.0) and cultures.max() <= 2.0
        for share in (0.25, 0.5, 0.75):
            assert is_share((cultures < stats.lognorm(s=0.25).ppf(share)).sum(), share, DRAWS)


def test_members(general, large):
    planners = {kind: weight / sum(PLANNERS.values()) for kind, weight in PLANNERS.items()}
    departments = Parameters().departments
    for firms, factor, least in ((general, 1.0, 0.10), (large, 1.6, 0.20)):
        groups = seated(firms)
        assert all("marketing" in members and len(members) >= 2 for members in groups)
        for firm in firms:
            levers = firm.scenario.levers
            assert not levers.members or firm.scenario.firm.home in levers.members
        alone = np.prod(
            [
                1 - min(1.0, max(factor * getattr(departments, kind).affinity, least))
                for kind in type(departments).model_fields
                if kind != "marketing"
            ]
        )
        for kind in type(departments).model_fields:
            probability = min(1.0, max(factor * getattr(departments, kind).affinity, least))
            home = planners.get(kind, 0.0)
            share = home + (1 - home) * probability
            if kind == "communications":
                share += planners["marketing"] * alone
            assert is_share(sum(kind in members for members in groups), share, len(groups)), kind
    assert all(
        not firm.scenario.levers.members
        for firm in general
        if firm.scenario.levers.form not in ("task_force", "dandelion")
    )


def test_a_home_alone_is_joined_by_marketing_or_communications():
    lonely = replace(
        GENERAL_FIRMS,
        form_shares={"task_force": 1.0},
        home_shares={"marketing": 1.0},
        seat_factor=0.0,
        least_seat_probability=0.0,
    )
    assert sample_firm(lonely, 3, 4).scenario.levers.members == ("marketing", "communications")
    in_sales = replace(lonely, home_shares={"sales": 1.0})
    assert sample_firm(in_sales, 3, 4).scenario.levers.members == ("sales", "marketing")


def test_kinds_of_little_affinity_have_the_least_chance():
    fair = replace(
        GENERAL_FIRMS, form_shares={"task_force": 1.0}, seat_factor=0.0, least_seat_probability=0.5
    )
    groups = [sample_firm(fair, 0, index).scenario.levers.members for index in range(400)]
    assert is_share(sum("finance" in members for members in groups), 0.5, 400)
    assert (GENERAL_FIRMS.seat_factor, GENERAL_FIRMS.least_seat_probability) == (1.0, 0.10)
    assert (LARGE_FIRMS.seat_factor, LARGE_FIRMS.least_seat_probability) == (1.6, 0.20)


def test_many_draws_of_single_traits():
    rng = np.random.default_rng(0)
    ages = np.array([GENERAL_FIRMS.age_months(rng) for _ in range(20_000)])
    sizes = np.array([GENERAL_FIRMS.employees(rng) for _ in range(20_000)])
    tones = np.array([GENERAL_FIRMS.executive_tone(rng) for _ in range(20_000)])
    within = (ages > 1) & (ages < 84)
    gamma = stats.gamma(1.6, scale=15)
    share = gamma.cdf(84) - gamma.cdf(1)
    assert stats.kstest(ages[within], lambda x: (gamma.cdf(x) - gamma.cdf(1)) / share).pvalue > 0.001
    assert is_share(within.sum(), share, 20_000)
    assert is_share((sizes < 300).sum(), 0.5, 20_000)
    assert is_share((sizes < 300 * np.exp(0.9)).sum(), stats.norm.cdf(1), 20_000)
    assert follows(tones, stats.beta(2, 3.5))


def test_surveys_are_within_the_horizon(general, large):
    for firm in (*general[:200], *large[:200]):
        assert firm.survey_month(2010) == firm.age_months
        assert firm.survey_month(2013) == firm.age_months + 38
        assert firm.scenario.horizon_months == firm.age_months + 39


def test_a_firm_is_a_function_of_seed_ensemble_and_index(general):
    assert sample_firm("general", 0, 17) == general[17]
    assert sample_firm(GENERAL_FIRMS, 0, 17) == general[17]
    others = [sample_firm("general", 1, 17), sample_firm("general", 0, 18), sample_firm("large", 0, 17)]
    assert len({tone(firm) for firm in (general[17], *others)}) == 4
    assert tone(sample_firm(replace(GENERAL_FIRMS, name="other"), 0, 17)) != tone(general[17])
    assert general[17].scenario.name == "general-firm-17"


def test_the_global_generator_plays_no_part(general):
    before = np.random.get_state()[1].copy()
    sample_firm("general", 0, 5)
    assert (np.random.get_state()[1] == before).all()


def test_another_delay_or_mix_leaves_the_other_luck_alone(general):
    changed = replace(GENERAL_FIRMS, appointment_delay_months=40.0, form_shares={"task_force": 1.0})
    for index in range(20):
        firm = sample_firm(changed, 0, index)
        assert (employees(firm), tone(firm), age(firm)) == (
            employees(general[index]),
            tone(general[index]),
            age(general[index]),
        )
        assert appointment(firm) - 3 == pytest.approx(2 * (appointment(general[index]) - 3), abs=1.5)


def test_a_base_gives_what_is_not_drawn():
    base = parse_scenario(
        "[adoption]\npeer_hazard = 0.1\n[audit]\nmet_share = 0.8\n[levers]\nhas_onboarding = true\n"
    )
    firm = sample_firm("general", 0, 3, base=base)
    assert firm.scenario.parameters.adoption.peer_hazard == 0.1
    assert firm.scenario.audit.met_share == 0.8
    assert firm.scenario.levers.has_onboarding
    assert tone(firm) == tone(sample_firm("general", 0, 3))


def test_longer_horizons_and_too_short_ones():
    firm = sample_firm("general", 0, 3, horizon_months=200)
    assert firm.scenario.horizon_months == 200
    shorter = firm.age_months + 38
    with pytest.raises(ScenarioError, match=f"^horizon_months is {shorter}, but must be {shorter + 1} or "):
        sample_firm("general", 0, 3, horizon_months=shorter)


def test_what_cannot_be_drawn():
    sentence = r"^There is no ensemble 'generl' \(did you mean 'general'\?\): name one of general, large\.$"
    with pytest.raises(ScenarioError, match=sentence):
        sample_firm("generl", 0, 0)
    with pytest.raises(ScenarioError, match="0 or more"):
        sample_firm("general", -1, 0)
    with pytest.raises(ScenarioError, match="0 or more"):
        sample_firm("general", 0, -1)


def test_firms_are_valid_scenarios(general):
    for firm in general[:50]:
        assert with_values(firm.scenario, {}) == firm.scenario
        assert isinstance(firm.scenario, Scenario)
