import enum
import re

import pytest

from smsim import vocabulary
from smsim.vocabulary import (
    DepartmentKind,
    MaturityLevel,
    UseChange,
    Word,
)

WORDS = [
    kind
    for kind in vars(vocabulary).values()
    if isinstance(kind, enum.EnumMeta) and issubclass(kind, Word) and kind is not Word
]
# recorded results refer to these numbers: append, never renumber
NUMBERS = {
    "DepartmentKind": [
        "marketing",
        "communications",
        "sales",
        "customer_service",
        "human_resources",
        "research_development",
        "finance",
        "information_technology",
        "operations",
        "executive",
    ],
    "Artefact": ["goals", "policy", "listening", "measurement", "crisis_readiness", "training_programme"],
    "CareModel": ["social_trained", "call_centre"],
    "ChampionChoice": ["first", "degree", "bridging"],
    "UseChange": [
        "none",
        "spontaneous",
        "peers",
        "directive",
        "ceo",
        "champion",
        "discontinued",
        "replaced_non_user",
        "replaced_user",
        "in_charge",
    ],
    "PersonChoice": ["anyone", "most_ties", "fewest_ties", "first_user", "head"],
    "IncidentCause": ["mistake", "disgruntled", "external", "complaint", "wrong_account"],
    "EventKind": [
        "use_case_discovered",
        "use_case_approved",
        "use_case_operating",
        "plan_widened",
        "plan_narrowed",
        "form_changed",
        "lead_leaves",
        "crisis",
        "level_changed",
        "rule_fired",
        "lead_appointed",
        "seat_filled",
        "head_changed",
        "executives_changed",
        "reorganised",
        "budget_cut",
        "platforms_changed",
    ],
}


@pytest.mark.parametrize("kind", WORDS, ids=lambda kind: kind.__name__)
def test_words_are_numbered_from_0_and_found_by_key(kind):
    assert [int(word) for word in kind] == list(range(len(kind)))
    assert all(kind.of(word.key) is word for word in kind)
    assert kind.keys() == tuple(word.key for word in kind)
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)*", key) for key in kind.keys())  # noqa: SIM118 - not a dict


@pytest.mark.parametrize("kind", WORDS, ids=lambda kind: kind.__name__)
def test_words_keep_their_numbers(kind):
    kept = NUMBERS[kind.__name__]
    assert list(kind.keys())[: len(kept)] == kept


def test_titles_are_for_sentences():
    assert DepartmentKind.CUSTOMER_SERVICE.title == "customer service"


def test_unknown_key_is_refused():
    with pytest.raises(KeyError):
        DepartmentKind.of("accounting")


def test_use_changes_fit_the_smallest_integer():
    assert max(UseChange) < 128


def test_levels_are_ordered():
    assert [int(level) for level in MaturityLevel] == [0, 1, 2, 3, 4]
    assert MaturityLevel.NONE < MaturityLevel.PLAYGROUND < MaturityLevel.INTEGRATED
