from __future__ import annotations

import re
import time

import numpy as np
import pytest

from smsim.errors import OrganisationError
from smsim.organisation.imported import load_organisation
from smsim.organisation.organisation import check_organisation
from smsim.vocabulary import DepartmentKind as Kind

SMALL = "id,department\na,x\nb,x\nc,y\n"


def test_a_folder_is_read(folder_with):
    folder = folder_with(
        "id,department,level,manager,tenure\na,x,1,,3\nb,x,2.5,a,\nc,y,,b,1\n",
        "source,target,weight\na,b,1.5\nc,a,2e-1\n",
    )
    organisation = load_organisation(folder)
    check_organisation(organisation)
    assert organisation.ids == ("a", "b", "c")
    assert organisation.department_names == ("x", "y")
    assert organisation.manager.tolist() == [-1, 0, 1]
    assert organisation.ceo == 0
    assert organisation.tie_weights.tolist() == [96, 13, 96, 13]
    assert "employees.csv: not used by the model: tenure." in organisation.notes


def test_marks_line_ends_spaces_case_and_blank_lines_do_not_matter(folder_with):
    plain = load_organisation(folder_with(SMALL, "source,target\na,b\n"))
    odd = load_organisation(
        folder_with(
            b"\xef\xbb\xbfDepartment , ID\r\nx,a\r\n\r\n x ,b \r\n,\r\ny,c\r\n",
            b"\xef\xbb\xbfSource;Target\r\na;b\r\n",
        )
    )
    assert odd.ids == plain.ids
    assert odd.department.tolist() == plain.department.tolist()
    assert odd.tie_targets.tolist() == plain.tie_targets.tolist() == [1, 0]


def test_quoted_names_may_hold_commas_and_line_ends(folder_with):
    organisation = load_organisation(folder_with('id,department\n"a,b","x\ny"\n"ü",x\n'))
    assert organisation.ids == ("ü", "a,b")
    assert organisation.department_names == ("x", "x\ny")


@pytest.mark.parametrize(
    ("employees", "message"),
    [
        ("", "employees.csv: the file is empty; a first line id,department is needed."),
        ("id,department\n", "employees.csv: the file names nobody"),
        (
            "id,departement\na,x\n",
            "employees.csv, line 1: the column 'department' is missing (did you mean 'departement'?); "
            "the columns are id, departement.",
        ),
        ("id,department,id\na,x,b\n", "employees.csv, line 1: the column 'id' stands there twice."),
        (
            "id,department\na,x\nb,x\na,y\n",
            "employees.csv, line 4: id 'a' stands on line 2 already; every person needs an id of their own.",
        ),
        ("id,department\na,x\n ,x\n", "employees.csv, line 3: id is blank; every person needs one."),
        ("id,department\n\na,\n", "employees.csv, line 3: department is blank; every person needs one."),
        ("id,department\na,x,y\n", "employees.csv, line 2: there are 3 values for the 2 columns"),
        ("id,department\na\n", "employees.csv, line 2: there are 1 values for the 2 columns"),
        (
            "id,department,level\na,x,1\nb,x,top\n",
            "employees.csv, line 3: level is 'top'; allowed is a number, 1 for the CEO, or a blank.",
        ),
        ("id,department,level\na,x,inf\n", "employees.csv, line 2: level is 'inf'"),
        (b"id,department\na,\xff\n", "employees.csv: the file is not text in UTF-8"),
        ('id,department\na,"x"y\n', "employees.csv, line 2: this is not a line of comma-separated values"),
        ('id,department\na,"x\n', "employees.csv, line 2: this is not a line of comma-separated values"),
    ],
)
def test_a_bad_list_of_people_is_refused_by_line(folder_with, employees, message):
    with pytest.raises(OrganisationError, match=re.escape(message)):
        load_organisation(folder_with(employees))


@pytest.mark.parametrize(
    ("ties", "message"),
    [
        ("", "ties.csv: the file is empty; a first line source,target is needed."),
        ("from,to\na,b\n", "ties.csv, line 1: the column 'source' is missing; the columns are from, to."),
        (
            "source,target,weight\na,b,1\nb,c,0\n",
            "ties.csv, line 3: weight is '0'; allowed is a number above 0 and at most 1,000,000.",
        ),
        ("source,target,weight\na,b,-2\n", "ties.csv, line 2: weight is '-2'"),
        ("source,target,weight\na,b,strong\n", "ties.csv, line 2: weight is 'strong'"),
        ("source,target,weight\na,b,\n", "ties.csv, line 2: weight is ''"),
        ("source,target,weight\na,b,nan\n", "ties.csv, line 2: weight is 'nan'"),
        ("source,target,weight\na,b,1000001\n", "ties.csv, line 2: weight is '1000001'"),
    ],
)
def test_a_bad_list_of_ties_is_refused_by_line(folder_with, ties, message):
    with pytest.raises(OrganisationError, match=re.escape(message)):
        load_organisation(folder_with(SMALL, ties))


def test_missing_files_are_named(tmp_path, folder_with):
    with pytest.raises(OrganisationError, match=r"nowhere/employees\.csv: the file cannot be read \(No such"):
        load_organisation(tmp_path / "nowhere")
    folder = folder_with(SMALL)
    (folder / "ties.csv").unlink()
    with pytest.raises(OrganisationError, match=r"ties\.csv: the file cannot be read"):
        load_organisation(folder)


def test_unknown_ids_in_ties_are_counted_not_refused(folder_with):
    organisation = load_organisation(folder_with(SMALL, "source,target\na,b\na,zz\n,b\n"))
    assert organisation.tie_targets.size == 2
    assert "2 ties with an unknown id left out." in organisation.notes


def test_a_kinds_file_maps_departments(folder_with):
    folder = folder_with(SMALL)
    kinds = folder / "mine.toml"
    kinds.write_text('[kinds]\nx = "human_resources"\n')
    organisation = load_organisation(folder, kinds_file=kinds)
    assert organisation.department_kinds.tolist() == [Kind.HUMAN_RESOURCES, Kind.OPERATIONS]
    assert not any("by rule" in note for note in organisation.notes)
    kinds.write_text('[kinds]\nx = "human_resource"\n')
    with pytest.raises(OrganisationError, match=r"mine\.toml: kinds\.x: .*did you mean 'human_resources'"):
        load_organisation(folder, kinds_file=kinds)


def test_without_a_kinds_file_a_note_says_so(folder_with):
    assert any("assigned by rule" in note for note in load_organisation(folder_with(SMALL)).notes)


def test_krackhardts_firm(real_network):
    organisation = load_organisation(real_network("krackhardt-hightech"))
    assert organisation.employees == 21
    assert organisation.tie_targets.size == 2 * 145
    assert organisation.department_sizes.tolist() == [1, 5, 8, 3, 4]  # the CEO's own, then four
    assert organisation.ids[organisation.ceo] == "7"
    assert organisation.department_kinds[0] == Kind.EXECUTIVE
    heads = {organisation.ids[row] for row in np.flatnonzero(organisation.is_manager)}
    assert heads == {"7", "21", "14", "18", "2"}
    mine = organisation.ids.index("10")
    assert organisation.ids[organisation.manager[mine]] == "18"


def test_a_research_institutions_e_mail_loads_fast(real_network):
    folder = real_network("email-eu-core")
    load_organisation(folder)
    start = time.perf_counter()
    organisation = load_organisation(folder)
    assert time.perf_counter() - start < 3.0
    assert (organisation.employees, organisation.departments) == (1005, 42)
    assert organisation.tie_targets.size == 2 * 16064
    assert "642 ties of a person with oneself left out." in organisation.notes
    assert len(set(organisation.department_kinds.tolist())) == 10
    assert load_organisation(folder, mutual_only=True).tie_targets.size == 2 * 8865


def test_the_note_lists_kinds_only_while_they_fit_into_a_sentence(folder_with):
    people = "id,department\n" + "".join(f"p{number},d{number}\n" for number in range(20))
    notes = load_organisation(folder_with(people)).notes
    rule = next(note for note in notes if "assigned by rule" in note)
    assert len(rule) < 400
    assert "describe" in rule
