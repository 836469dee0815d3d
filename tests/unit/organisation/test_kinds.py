from __future__ import annotations

import numpy as np
import pytest

from smsim.errors import OrganisationError
from smsim.organisation.formation import form_organisation
from smsim.organisation.kinds import mapped_kinds, read_kinds, ruled_kinds, with_shuffled_kinds
from smsim.parameters import Firm
from smsim.parameters.tables import Departments
from smsim.vocabulary import DepartmentKind as Kind


def kinds_file(tmp_path, text):
    path = tmp_path / "kinds.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_a_kinds_file_is_a_table_of_words(tmp_path):
    path = kinds_file(tmp_path, '\ufeff[kinds]\r\n"Field sales" = "sales"\r\nPR = "communications"\r\n')
    assert read_kinds(path) == {"Field sales": "sales", "PR": "communications"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[kind]\nPR = 'sales'", r"kinds\.toml: unknown key 'kind' \(did you mean 'kinds'\?\)"),
        ("kinds = 3", r"a table \[kinds\] .* is needed"),
        ("", r"a table \[kinds\] .* is needed"),
        ("[kinds]\nPR = 3", r"kinds\.PR is 3; allowed is one of marketing, .* other, in quotes"),
        ("[kinds\nPR", r"not a TOML file \(.*line 1"),
        (b"[kinds]\nPR = '\xff'", "not a TOML file"),
    ],
)
def test_other_files_are_refused(tmp_path, text, message):
    with pytest.raises(OrganisationError, match=message):
        read_kinds(kinds_file(tmp_path, text))


def test_a_missing_kinds_file_is_named(tmp_path):
    with pytest.raises(OrganisationError, match=r"nowhere\.toml: the kinds file cannot be read \(No such"):
        read_kinds(tmp_path / "nowhere.toml")


def test_mapped_kinds_follow_the_mapping_and_the_rest_is_operations():
    kinds, notes = mapped_kinds(["a", "b", "c"], {"b": "finance", "a": "other"}, "k.toml")
    assert kinds == [Kind.OPERATIONS, Kind.FINANCE, Kind.OPERATIONS]
    assert notes == ["Not in the mapping and therefore operations: c."]
    assert mapped_kinds(["a"], {"a": "other"}, "k.toml")[1] == []


def test_unknown_words_are_refused_with_the_nearest():
    with pytest.raises(
        OrganisationError, match=r"k\.toml: kinds\.a: 'sale' is not a kind .*did you mean 'sales'"
    ):
        mapped_kinds(["a"], {"a": "sale"}, "k.toml")
    with pytest.raises(
        OrganisationError, match=r"no department 'Sale' \(did you mean 'Sales'\?\).* are HR, Sales"
    ):
        mapped_kinds(["HR", "Sales"], {"Sale": "sales"}, "k.toml")


def test_the_rule_gives_each_department_the_kind_that_lacks_most():
    # a synthetic firm of 100: 8 4 16 14 4 14 6 8 24 2
    names, sizes = ["a", "b", "c", "d", "e"], [10, 40, 10, 25, 15]
    kinds, notes = ruled_kinds(names, sizes, executive_department=-1)
    assert dict(zip(names, kinds, strict=True)) == {
        "b": Kind.OPERATIONS,
        "d": Kind.SALES,
        "e": Kind.CUSTOMER_SERVICE,
        "a": Kind.RESEARCH_DEVELOPMENT,  # before "c" of the same size, by name
        "c": Kind.MARKETING,  # lacks 8 like information technology, but comes first
    }
    assert len(notes) == 1
    assert "'b' is operations" in notes[0]
    assert "by rule" in notes[0]


def test_a_kind_can_be_taken_twice_while_it_lacks_most():
    kinds, _ = ruled_kinds(["a", "b", "c"], [5, 5, 90], executive_department=-1)
    assert kinds == [Kind.SALES, Kind.CUSTOMER_SERVICE, Kind.OPERATIONS]
    kinds, _ = ruled_kinds([f"d{n}" for n in range(50)], [2] * 50, executive_department=-1)
    assert kinds.count(Kind.OPERATIONS) == 12
    assert kinds.count(Kind.SALES) == 8
    assert kinds.count(Kind.EXECUTIVE) == 1


def test_the_executive_department_is_taken_out_first():
    kinds, _ = ruled_kinds(["a", "board", "c"], [49, 1, 50], executive_department=1)
    assert kinds == [Kind.SALES, Kind.EXECUTIVE, Kind.OPERATIONS]


def test_the_executive_department_counts_among_executives():
    # a synthetic firm of 29: 2 2 5 4 2 0 0 0 12 2; after the large ones 2 and 1 people are lacking
    kinds, _ = ruled_kinds([*"abcdefghi"], [1, 12, 5, 4, 2, 2, 1, 1, 1], executive_department=0)
    assert kinds[1:6] == [
        Kind.OPERATIONS,
        Kind.SALES,
        Kind.CUSTOMER_SERVICE,
        Kind.MARKETING,
        Kind.COMMUNICATIONS,
    ]
    assert kinds[6:] == [Kind.HUMAN_RESOURCES, Kind.HUMAN_RESOURCES, Kind.EXECUTIVE]


def test_shuffling_keeps_how_many_departments_have_each_kind():
    organisation = form_organisation(Firm(employees=100), Departments(), 1, 0)
    shuffled = [with_shuffled_kinds(organisation, seed) for seed in range(20)]
    for other in shuffled:
        assert sorted(other.department_kinds) == sorted(organisation.department_kinds)
        assert other.department_kinds.dtype == np.int8
        assert other.tie_targets is organisation.tie_targets
        assert "at random" in other.notes[-1]
    assert len({other.department_kinds.tobytes() for other in shuffled}) == 20
    again = with_shuffled_kinds(organisation, 7)
    assert again.department_kinds.tolist() == shuffled[7].department_kinds.tolist()
