"""Files, presets, and what extends what."""

import pytest

from smsim.errors import ScenarioError
from smsim.scenarios import Scenario, load_scenario, parse_scenario
from smsim.scenarios.loading import is_path


def write(folder, **files):
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


def test_an_empty_file_is_the_default_scenario():
    assert parse_scenario("", "empty") == Scenario(name="empty")


def test_a_file_by_text_or_path_is_named_after_itself(tmp_path):
    write(tmp_path, mine="[levers]\nexecutive_tone = 0.3\n")
    by_path = load_scenario(tmp_path / "mine.toml")
    assert by_path.name == "mine"
    assert by_path == load_scenario(str(tmp_path / "mine.toml"))
    assert by_path.levers.executive_tone == 0.3


def test_a_partial_table_keeps_the_other_values_of_its_row():
    scenario = parse_scenario(
        "[forms.task_force]\nauthority = 0.5\n[departments.sales]\naffinity = 0.9\n"
        "[artefacts.goals]\nwork_hours = 7.0\n"
    )
    default = Scenario()
    changed, before = scenario.parameters.forms.task_force, default.parameters.forms.task_force
    assert changed.model_dump() == {**before.model_dump(), "authority": 0.5}
    assert scenario.parameters.forms.group_head == default.parameters.forms.group_head
    assert scenario.parameters.departments.sales.headcount_share == 0.16
    assert scenario.parameters.artefacts.goals.priority == default.parameters.artefacts.goals.priority


def test_tables_merge_and_changes_and_rules_add_up(tmp_path):
    write(
        tmp_path,
        parent='title = "Parent"\ndescription = "old"\nhorizon_months = 60\n[levers]\nform = "dandelion"\n'
        'members = ["sales", "finance"]\nexecutive_tone = 0.3\n[forms.dandelion]\nauthority = 0.9\n'
        "[[change]]\nmonth = 20\nban_share = 0.1\n[[change]]\nmonth = 30\nban_share = 0.2\n"
        '[[when]]\nif = [{ output = "crises", above = 0 }]\nthen = { ban_share = 0.5 }\n',
        child='title = "Child"\nextends = "parent.toml"\n[levers]\nmembers = ["marketing"]\n'
        "[forms.dandelion]\nsupport_share = 0.1\n[[change]]\nmonth = 40\nban_share = 0.3\n",
    )
    child = load_scenario(tmp_path / "child.toml")
    assert (child.title, child.description, child.horizon_months) == ("Child", "", 60)
    assert child.levers.members == ("marketing",)
    assert child.levers.executive_tone == 0.3
    assert child.parameters.forms.dandelion.authority == 0.9
    assert child.parameters.forms.dandelion.support_share == 0.1
    assert [(change.month, change.ban_share) for change in child.changes] == [(20, 0.1), (30, 0.2), (40, 0.3)]
    assert len(child.rules) == 1


def test_a_file_may_extend_a_preset(tmp_path):
    write(tmp_path, mine='extends = "task-force-broad"\n[firm]\nemployees = 50\n')
    mine, preset = load_scenario(tmp_path / "mine.toml"), load_scenario("task-force-broad")
    assert mine.levers == preset.levers
    assert mine.firm.employees == 50


def test_relative_files_are_looked_for_beside_the_file_that_names_them(tmp_path):
    (tmp_path / "deep").mkdir()
    write(tmp_path, grand="horizon_months = 33\n")
    write(tmp_path / "deep", parent='extends = "../grand.toml"\n[firm]\nemployees = 9\n')
    write(tmp_path, child='extends = "deep/parent.toml"\n')
    child = load_scenario(tmp_path / "child.toml")
    assert (child.horizon_months, child.firm.employees) == (33, 9)


def test_errors_name_the_file_that_holds_the_value(tmp_path):
    write(tmp_path, parent="\n\n[levers]\nexecutive_tone = 3\n", child='extends = "parent.toml"\n[levers]\n')
    with pytest.raises(ScenarioError, match=r"^parent\.toml, line 4: levers\.executive_tone is 3"):
        load_scenario(tmp_path / "child.toml")


@pytest.mark.parametrize(
    ("parent", "child", "sentence"),
    [
        (
            "[[change]]\nmonth = 20\nban_share = 0.1\n",
            "[[change]]\nban_share = 0.3\n",
            "child.toml, line 2: [[change]] 1 needs the key month",
        ),
        (  # the child's one change comes first, so the parent's second is third of all
            "[[change]]\nmonth = 20\nban_share = 0.1\n[[change]]\nmonth = 30\nban_share = 7\n",
            "[[change]]\nmonth = 3\nban_share = 0.3\n",
            "parent.toml, line 6: ban_share of [[change]] 2 is 7",
        ),
        (
            "[[change]]\nmonth = 20\nban_share = 0.1\n[[change]]\nmonth = 90\nban_share = 0.2\n",
            "horizon_months = 60\n[[change]]\nmonth = 20\nban_share = 0.3\n",
            "parent.toml, line 5: month of [[change]] 2 is 90",
        ),
        (
            '[[when]]\nif = [{ output = "crises", above = 0 }]\nthen = { ban_share = 0.5 }\n',
            '[[when]]\nif = [{ output = "crisis", above = 0 }]\nthen = { ban_share = 0.5 }\n',
            "child.toml, line 3: output of condition 1 of [[when]] 1 is 'crisis'",
        ),
        (
            '[levers]\nform = "task_force"\nmembers = ["sales"]\n[[change]]\nmonth = 40\n'
            'members = ["finance"]\n',
            '[[change]]\nmonth = 30\nform = "intern"\n',
            "parent.toml, line 6: members in [[change]] 1 are 'finance', but only",
        ),
    ],
)
def test_errors_name_an_entry_as_its_own_file_counts(tmp_path, parent, child, sentence):
    write(tmp_path, parent=parent, child=f'extends = "parent.toml"\n{child}')
    with pytest.raises(ScenarioError) as raised:
        load_scenario(tmp_path / "child.toml")
    assert sentence in str(raised.value)


def test_a_cycle_is_named(tmp_path):
    write(tmp_path, a='extends = "b.toml"\n', b='\nextends = "./a.toml"\n')
    with pytest.raises(ScenarioError) as raised:
        load_scenario(tmp_path / "a.toml")
    assert str(raised.value).endswith(
        "b.toml, line 2: extends is './a.toml', but that leads back to itself: "
        f"{tmp_path / 'a.toml'} → b.toml → ./a.toml."
    )


def test_a_file_that_extends_itself(tmp_path):
    write(tmp_path, a='extends = "a.toml"\n')
    with pytest.raises(ScenarioError, match="leads back to itself"):
        load_scenario(tmp_path / "a.toml")


def test_what_a_file_extends_must_exist(tmp_path):
    write(tmp_path, child='\nextends = "parent.toml"\n')
    missing = r"line 2: extends is 'parent.toml', but parent.toml does not exist\.$"
    with pytest.raises(ScenarioError, match=missing):
        load_scenario(tmp_path / "child.toml")
    with pytest.raises(
        ScenarioError,
        match=r"line 1: extends is 'lone-manger', but there is no scenario "
        r"'lone-manger' \(did you mean 'lone-manager'\?\): name a file",
    ):
        parse_scenario('extends = "lone-manger"')


def test_files_that_cannot_be_read(tmp_path):
    with pytest.raises(ScenarioError, match=r"missing\.toml does not exist\.$"):
        load_scenario(tmp_path / "missing.toml")
    (tmp_path / "latin.toml").write_bytes("title = 'caf\xe9'".encode("latin-1"))
    with pytest.raises(ScenarioError, match=r"latin\.toml is not a text in UTF-8\.$"):
        load_scenario(tmp_path / "latin.toml")
    (tmp_path / "folder.toml").mkdir()
    with pytest.raises(ScenarioError, match=r"folder\.toml cannot be read: "):
        load_scenario(tmp_path / "folder.toml")


def test_an_unknown_name_lists_the_presets():
    sentence = (
        r"^There is no scenario 'dandelin' \(did you mean 'dandelion'\?\): name a file ending in \.toml or "
        r"one of call-centre-care, clampdown, "
    )
    with pytest.raises(ScenarioError, match=sentence):
        load_scenario("dandelin")


def test_paths_and_names_are_told_apart():
    assert [is_path(words) for words in ("a", "a.toml", "b/a")] == [False, True, True]


@pytest.mark.parametrize(
    ("levers", "words"),
    [
        ({"form": "council"}, "levers.form is 'council', but must be"),
        ({"form": "task_force"}, "form in [levers] is 'task_force', which needs at least one"),
    ],
)
def test_what_a_dict_sets_stands_in_no_file_it_extends(levers, words):
    with pytest.raises(ScenarioError) as raised:
        load_scenario({"extends": "lone-manager", "levers": levers})
    assert str(raised.value).startswith(words)


def test_what_a_dict_leaves_to_the_file_it_extends_stands_there():
    with pytest.raises(ScenarioError, match=r"^task-force-narrow\.toml, line \d+: members in \[levers\]"):
        form = {"has_seats": False, "has_member_hours": False}
        load_scenario({"extends": "task-force-narrow", "forms": {"task_force": form}})
