"""Every value of a scenario is about something, said once."""

import pytest

from smsim.parameters import CHOICE_GROUPS, Parameters, declarations
from smsim.parameters.subjects import KEPT_OF_FIRM, SUBJECTS, Subject, is_formed, subject_of
from smsim.scenarios import Scenario
from smsim.scenarios.layout import to_document

WORDS = {"title", "description"}
NAMES = {entry.name for entry in declarations()}
TOP = to_document(Scenario()).keys() - WORDS


@pytest.mark.parametrize("name", sorted(TOP | NAMES))
def test_nothing_is_left_unsaid(name):
    assert isinstance(subject_of(name), Subject)


def test_nothing_is_said_of_what_there_is_not():
    assert SUBJECTS.keys() <= TOP | NAMES | CHOICE_GROUPS.keys() | Parameters.model_fields.keys()
    assert set(KEPT_OF_FIRM) <= NAMES


def test_a_new_key_or_group_must_be_said():
    for name in ("weather", "weather.rain", "horizon"):
        with pytest.raises(KeyError):
            subject_of(name)


def test_what_options_may_differ_in():
    of = {subject: {name for name in TOP | NAMES if subject_of(name) is subject} for subject in Subject}
    assert {
        "levers.form",
        "levers.executive_tone",
        "forms.task_force.authority",
        "appointment_month",
        "change",
        "when",
        "rearrangement",
    } <= of[Subject.GOVERNANCE]
    assert {
        "firm.employees",
        "firm.home",
        "departments.sales.headcount_share",
        "public.consumer_exposure",
    } <= of[Subject.FIRM]
    assert of[Subject.HORIZON] == {"horizon_months"}
    assert {"economics.fte_cost_keur"} <= of[Subject.MONEY]
    assert {"adoption.peer_hazard", "public.care_hours", "turnover.mean_vacancy_months"} <= of[
        Subject.SCIENCE
    ]
    assert {"audit.met_share"} <= of[Subject.AUDIT]


def test_what_real_people_bring_along():
    formed = {name for name in NAMES if is_formed(name)}
    assert "firm.employees" in formed and "departments.sales.headcount_share" in formed
    assert not formed & {"firm.home", "firm.manager_tie_weight", "departments.sales.affinity"}
