"""The line of every key, wherever TOML allows it to stand."""

from smsim.scenarios.locating import Place, places_of

TEXT = '''# comment with [brackets] and a = sign
title = """
[levers]
form = 1
"""

[levers]  # one
form = "x"
members = [
    "sales",  # sales = a comment
    "finance",
]

[forms.task_force]
authority = 1

[[change]]
month = 1
form = "a"

[[change]]
month = 2

[[when]]
if = [
    { output = "a", above = 1 },

    { output = "b", above = 2 },
]
then = { ban_share = 1, form = "c" }

[departments]
marketing.affinity = 1
'''


def lines():
    return {path: place.line for path, place in places_of(TEXT, "f.toml").items()}


def test_lines():
    expected = {
        ("title",): 2,
        ("levers",): 7,
        ("levers", "form"): 8,
        ("levers", "members"): 9,
        ("levers", "members", 0): 10,
        ("levers", "members", 1): 11,
        ("forms",): 14,
        ("forms", "task_force"): 14,
        ("forms", "task_force", "authority"): 15,
        ("change",): 17,
        ("change", 0): 17,
        ("change", 0, "month"): 18,
        ("change", 0, "form"): 19,
        ("change", 1): 21,
        ("change", 1, "month"): 22,
        ("when",): 24,
        ("when", 0): 24,
        ("when", 0, "if"): 25,
        ("when", 0, "if", 0): 26,
        ("when", 0, "if", 0, "output"): 26,
        ("when", 0, "if", 0, "above"): 26,
        ("when", 0, "if", 1): 28,
        ("when", 0, "if", 1, "output"): 28,
        ("when", 0, "if", 1, "above"): 28,
        ("when", 0, "then"): 30,
        ("when", 0, "then", "ban_share"): 30,
        ("when", 0, "then", "form"): 30,
        ("departments",): 32,
        ("departments", "marketing"): 33,
        ("departments", "marketing", "affinity"): 33,
    }
    assert lines() == expected


def test_windows_lines_and_odd_characters_count_the_same():
    text = "# a\u2028b\r\ntitle = 'x\u2028y'\r\n\r\n[levers]\r\nform = 'x'\r\n"
    places = places_of(text, "f.toml")
    assert places["levers", "form"] == Place("f.toml", 5)


def test_values_written_otherwise_than_python_would():
    text = '[x]\n"a.b" = [\n  1_000,\n  0x10, true,\n]\n"c\\u0064" = [\n  "y"\n]\n'
    places = places_of(text, "f.toml")
    assert places["x", "a.b"].line == 2
    assert places["x", "a.b", 2].line == 4
    assert places["x", "cd"].line == 6
    assert places["x", "cd", 0].line == 7


def test_a_place_reads_as_words():
    assert str(Place("f.toml", 5)) == "f.toml, line 5"
    assert str(Place("f.toml", 0)) == "f.toml"
