"""The defaults are those of the model's description: a second, literal table of them.

Change a number here only when the model itself is changed on purpose, with a line in the changelog.
"""

import pytest

from smsim.parameters import declarations
from smsim.parameters.forms import Forms
from smsim.parameters.tables import Artefacts, Departments

TABLES = ("departments", "forms", "artefacts")
BY_NAME = {declared.name: declared for declared in declarations()}

# name, lowest, highest, default: the table of uncertain parameters
UNCERTAIN = """
adoption.spontaneous_hazard      .0005   .006   .002
adoption.peer_hazard             .02     .12    .06
adoption.threshold_mean          .1      .4     .20
adoption.threshold_sharpness     1       6      2
levers.directive_hazard          0       .06    .03
adoption.untrained_facilitation  .2      1      .5
adoption.discontinuance_hazard   .003    .03    .012
turnover.turnover_probability    .005    .035   .01
learning.prior_usefulness        .2      .7     .40
learning.usefulness_learning     .05     .4     .15
learning.skill_learning          .03     .2     .10
learning.training_fade           1/48    1/12   1/24
firm.manager_tie_weight          1       6      3
firm.ties_per_person             6       20     10
firm.within_department_share     .5      .98    .85
firm.base_closeness              .05     .2     .1
firm.culture                     .5      2      1
contact.tie_reach                .15     .5     .3
contact.second_reach             0       .1     .05
contact.culture_spread           0       .8     .4
practice.seen_weight             .25     1      .5
practice.help_exponent           0       1      .5
practice.know_how                .3      1      .6
practice.platform_change_hazard  1/120   1/30   1/60
centre.staff_exponent            .3      .8     .5
turnover.lead_spread             0       1.2    .6
turnover.executive_change_hazard 1/120   1/30   1/60
turnover.tone_spread             0       2      1
turnover.reorganisation_hazard   1/192   1/48   1/96
turnover.replaced_share          .25     1      .5
turnover.budget_cut_hazard       1/120   1/30   1/60
turnover.budget_cut_share        .2      .6     .4
ties.ties_lost_share             0       .5     .25
ties.meeting_ties                1/24    1/6    1/12
ties.reorganised_ties_share      .1      .6     .3
risk.mistake_rate                1e-4    2e-3   6e-4
risk.disgruntled_rate            4e-6    6e-5   1.5e-5
risk.wrong_account_rate          5e-5    8e-4   2e-4
risk.external_rate               0       .02    .005
risk.escalation_rate             1e-4    3e-3   6e-4
risk.crisis_probability          .1      .7     .35
"""

STRUCTURAL_WITH_RANGE = """
practice.own_discovery_hazard       .03
practice.contact_discovery_hazard   .06
practice.practice_growth            .10
practice.practice_decay             .03
practice.endorsement_learning       .15
practice.support_hours              50
practice.renewal_share              .3
ties.ties_made                      .01
centre.artefact_decay               .01
sponsorship.measured_value_gain     .06
sponsorship.attention_fade          .02
"""

CONSTANTS = """
firm.employees 300
firm.team_size 8
firm.bridging_factor 2
firm.other_bridging_factor .8
levers.executive_tone .6
levers.workload_share .15
levers.ban_share 0
levers.sponsorship_floor 0
levers.staff_factor 1
levers.training_push_share 0
levers.extra_care_agents 0
levers.routing_share 0
audit.met_share 2/3
audit.level_4_gate_share .85
audit.level_4_active_share .5
audit.met_score .5
audit.lost_score .4
audit.self_assessment_bias 0
audit.interval_months 3
audit.confirmations 2
economics.value_unit_keur .02
economics.fte_cost_keur 7
economics.member_hour_cost_eur 50
economics.care_agent_cost_keur 4
economics.training_cost_eur 100
adoption.threshold_spread .08
adoption.threshold_lowest .03
adoption.threshold_highest .9
adoption.first_user_innovativeness .95
adoption.ceo_probability .03
adoption.ceo_base_share .3
learning.observed_practice_weight .7
learning.measured_practice_weight .3
learning.initial_skill .1
learning.untrained_learning_share .5
learning.training_capacity_share .06
learning.training_luck_weight .9
learning.onboarding_programme_needed .5
turnover.lead_turnover_factor 1.5
turnover.mean_vacancy_months 3
turnover.key_person_fte 1.5
turnover.vacancy_artefact_decay .03
turnover.covering_strategic_skill .45
centre.fte_hours 140
centre.member_hours 20
centre.member_overhead .07
centre.channel_hours 7
centre.further_channel_hours 1.5
centre.tooled_channels 20
centre.mention_hours .05
centre.request_hours 1
centre.hub_coordination_hours 10
centre.incident_hours 25
centre.crisis_hours 30
centre.protected_share .15
centre.channel_growth .5
centre.channel_growth_hours 100
centre.workable_share .85
centre.care_relief_share .5
centre.policy_ceiling_base .3
centre.measurement_ceiling_factor 1.3
centre.unsponsored_measurement_share .45
centre.crisis_ceiling_base .25
centre.crisis_ceiling_gain .5
centre.training_ceiling_base .25
practice.operating_practice .4
practice.plan_goals_needed .25
practice.plan_endorsement_needed .25
practice.approval_endorsement_needed .15
practice.unplanned_endorsement_share .4
practice.bottom_up_weight .4
practice.full_view_share .5
contact.unsponsored_backing .25
practice.initial_home_endorsement .2
practice.contact_hours 60
practice.unapproved_growth_share .3
practice.own_effort .65
practice.hub_support_share .6
practice.hub_fte .3
practice.hub_ramp_months 12
practice.practitioner_share .05
public.mentions_per_employee .8
public.consumer_exposure 1
public.mention_growth .006
public.base_presence .4
public.full_presence_channels 12
public.complaint_share .15
public.complaint_hours .35
public.care_hours 12
public.unskilled_care_share .3
public.hired_agent_skill .5
public.centre_reply_share .2
public.unseen_detection .15
public.highest_detection .85
public.least_coverage .3
public.call_centre_resolution .50/.85
public.call_centre_mistakes 1.5
public.control_delay .3
risk.training_protection .7
risk.policy_protection .5
risk.control_protection .4
risk.intern_mistakes 2
risk.preparation_effect .95
risk.listening_weight 1
risk.readiness_weight 1
risk.training_weight 1
risk.response_weight 1
risk.unrest_factor 2
risk.unrest_memory .9
risk.unprepared_crisis_weeks 8
echo.initial_reputation 50
echo.reputation_learning .05
echo.base_reputation 50
echo.response_reputation 35
echo.marketing_reputation 10
echo.incident_reputation 1.5
echo.crisis_reputation 1.5
echo.advocacy_reputation 10
echo.base_value_share .5
echo.crisis_value .5
echo.full_value 3
sponsorship.crisis_gain .15
sponsorship.discredit .02
sponsorship.habituation 1/24
sponsorship.hiring_speed 1/9
sponsorship.value_staffing 3
sponsorship.staff_ceiling_share .01
sponsorship.start_fte 1
sponsorship.carried_staff_share .5
"""

# hours of work, weight of the writing time, the same with policy first
ARTEFACTS = """
goals               200  3    1
policy              100  2    6
listening           160  1.5  1
measurement         240  1    1
crisis_readiness    100  1    3
training_programme  160  1    3
"""

# headcount share, use case fit, affinity, value weight, and whether it has to do with what the public says
DEPARTMENTS = """
marketing               .08  .95  1.0  1.0  1
communications          .04  .90  .71  .5   1
sales                   .16  .80  .55  .9   0
customer_service        .14  .80  .26  1.0  1
human_resources         .04  .75  .16  .5   0
research_development    .14  .60  .12  .4   1
finance                 .06  .50  .08  .2   1
information_technology  .08  .50  .15  .1   0
operations              .24  .45  .12  .2   0
executive               .02  .60  .12  .2   0
"""

# staff, skill, authority, contact by office, control, visibility, support
FORMS = """
grassroots          0    .10  0     0    0    .10  0
intern              .5   .15  .05   0    0    .05  0
lone_manager        1    .45  .45   0    .3   .30  .2
manager_with_aide   1.5  .75  .50   0    .4   .40  .3
task_force          1    .70  .65   0    .5   .60  .5
group_head          2    .80  .65   .50  .6   .70  .45
dandelion           2    .75  .55   .10  .35  .60  .5
holistic            1.5  .75  .25   .10  0    .50  .5
"""


def number(text):
    numerator, _, denominator = text.partition("/")
    return float(numerator) / float(denominator or 1)


def rows(table):
    lines = [line.split() for line in table.strip().splitlines()]
    return [pytest.param(name, [number(value) for value in values], id=name) for name, *values in lines]


@pytest.mark.parametrize(("name", "values"), rows(UNCERTAIN))
def test_uncertain_parameter(name, values):
    lowest, highest, default = values
    assert pytest.approx(default, rel=1e-12) == BY_NAME[name].default
    assert BY_NAME[name].sensitivity == pytest.approx((lowest, highest), rel=1e-12)


@pytest.mark.parametrize(("name", "values"), rows(STRUCTURAL_WITH_RANGE))
def test_structural_constant_that_needs_a_sensitivity_run(name, values):
    assert BY_NAME[name].default == values[0]
    assert BY_NAME[name].sensitivity == pytest.approx((values[0] / 2, values[0] * 2))


@pytest.mark.parametrize(("name", "values"), rows(CONSTANTS))
def test_constant(name, values):
    assert pytest.approx(values[0], rel=1e-12) == BY_NAME[name].default


@pytest.mark.parametrize(("name", "values"), rows(DEPARTMENTS))
def test_department_kind(name, values):
    settings = getattr(Departments(), name)
    assert [
        settings.headcount_share,
        settings.use_case_fit,
        settings.affinity,
        settings.value_weight,
        settings.hears_public,
    ] == values


@pytest.mark.parametrize(("name", "values"), rows(FORMS))
def test_governance_form(name, values):
    form = getattr(Forms(), name)
    assert [
        form.staff_fte,
        form.strategic_skill,
        form.authority,
        form.contact,
        form.publication_control,
        form.executive_visibility,
        form.support_share,
    ] == values


@pytest.mark.parametrize(("name", "values"), rows(ARTEFACTS))
def test_artefact(name, values):
    artefact = getattr(Artefacts(), name)
    assert [artefact.work_hours, artefact.priority, artefact.policy_first_priority] == values


def test_no_number_escapes_these_tables():
    """The scales of the indicators stand a second time in the plain audit."""
    listed = {param.id for table in (UNCERTAIN, STRUCTURAL_WITH_RANGE, CONSTANTS) for param in rows(table)}
    numbers = {
        name
        for name, declared in BY_NAME.items()
        if type(declared.default) in (int, float) and name.split(".")[0] not in (*TABLES, "indicators")
    }
    assert numbers - listed == {"happenings.champions"}
    assert listed <= numbers
