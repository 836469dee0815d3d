"""What an experiment file can get wrong, and the one sentence that says so."""

import pytest

from smsim.errors import ExperimentError
from smsim.experiments.loading import load_experiment
from tests.unit.experiments.experiment_files import FACTOR, SMALL, sentence

SENTENCES = {
    "unknown scenario": (
        'scenarios = ["lone-manger"]\nreplications = 3',
        "trial.toml, line 1: entry 1 of scenarios is 'lone-manger', but there is no scenario 'lone-manger' "
        "(did you mean 'lone-manager'?): name a file ",
    ),
    "missing scenario file": (
        'scenarios = ["x/a.toml"]\nreplications = 3',
        "trial.toml, line 1: entry 1 of scenarios is 'x/a.toml', but x/a.toml does not exist.",
    ),
    "no scenario": (
        "replications = 3",
        "trial.toml: an experiment needs at least one scenario, in scenarios ",
    ),
    "no replications": (
        'scenarios = ["dandelion"]',
        "trial.toml: an experiment needs the key replications (a whole number from 1 to 10000000 "
        "(replications)).",
    ),
    "group without numbers": (
        SMALL + '[[factor]]\nname = "adaption.*"',
        "trial.toml, line 4: 'adaption.*' stands for no number with a declared range (did you mean "
        "'adoption.*'?).",
    ),
    "all numbers with a range": (
        SMALL + '[[factor]]\nname = "*"\nlow = 1.0',
        "trial.toml, line 4: [[factor]] 1 (*) takes nothing beside name.",
    ),
    "unknown key": (
        SMALL + "replication = 3",
        "trial.toml, line 3: an experiment has no key 'replication' (did you mean 'replications'?); "
        "allowed are title, description, scenarios, ",
    ),
    "key of another table": (
        SMALL + "half_width = 3.0",
        "trial.toml, line 3: an experiment has no key 'half_width' (it belongs in [stop]); ",
    ),
    "key of the top": (
        SMALL + "[outputs]\nseed = 3",
        "trial.toml, line 4: [outputs] has no key 'seed' (it belongs at the top of the file); allowed are "
        "measures, monthly.",
    ),
    "negative seed": (
        SMALL + "seed = -1",
        "trial.toml, line 3: seed is -1, but must be a whole number from 0 to ",
    ),
    "one scenario twice": (
        'scenarios = [\n"lone-manager",\n"lone-manager"]\nreplications = 3',
        "trial.toml, line 3: two scenarios are called 'lone-manager'.",
    ),
    "different horizons": (
        'scenarios = ["lone-manager", "holistic-late"]\nreplications = 3',
        "trial.toml, line 1: the scenarios have horizons of 120 and 180 months; give all the same one with "
        "horizon_months = 120.",
    ),
    "horizon before a change": (
        'scenarios = ["holistic-late"]\nreplications = 3\nhorizon_months = 60',
        "trial.toml, line 3: horizon_months is 60, which does not fit scenario 'holistic-late': month of "
        "[[change]] ",
    ),
    "inline scenario without a name": (
        SMALL + '[[scenario]]\nextends = "dandelion"',
        "trial.toml, line 3: [[scenario]] 1 needs a name, ",
    ),
    "inline scenario": (
        SMALL + '[[scenario]]\nname = "x"\n[scenario.levers]\nexecutive_tone = 2',
        "trial.toml, line 6: levers.executive_tone is 2, but must be a number from 0 to 1 (share).",
    ),
    "inline scenario over one it extends": (
        SMALL + '[[scenario]]\nname = "x"\nextends = "dandelion"\n[scenario.levers]\nexecutive_tone = 2',
        "trial.toml, line 7: levers.executive_tone is 2, but must be a number from 0 to 1 (share).",
    ),
    "infinite threshold": (
        'scenarios = ["clampdown"]\nreplications = 3\n[[factor]]\nname = "when.1.if.1.at_least"\n'
        "values = [1, inf]",
        "trial.toml, line 5: entry 2 of values of [[factor]] 1 (when.1.if.1.at_least) is inf, but must be a "
        "number",
    ),
    "inline change": (
        SMALL + '[[scenario]]\nname = "x"\n[[scenario.change]]\nmonth = 150\nban_share = 0.1',
        "trial.toml, line 6: month of [[change]] 1 is 150, but the run ends with month 119 (horizon_months "
        "is 120).",
    ),
    "inline extension": (
        SMALL + '[[scenario]]\nname = "x"\nextends = "dandelon"',
        "trial.toml, line 5: extends is 'dandelon', but there is no scenario 'dandelon' (did you mean "
        "'dandelion'?)",
    ),
    "kinds without an organisation": (
        SMALL + 'kinds = "k.toml"',
        "trial.toml, line 3: kinds says how a real ",
    ),
    "missing organisation": (
        SMALL + 'organisation = "nowhere"',
        "trial.toml, line 3: organisation is 'nowhere', but ",
    ),
    "unknown measure": (
        SMALL + '[outputs]\nmeasures = ["levl_at_end"]',
        "trial.toml, line 4: entry 1 of outputs.measures is 'levl_at_end', but must be one of "
        "'level_at_end', ",
    ),
    "unknown output": (
        SMALL + '[outputs]\nmonthly = ["level", "mandat"]',
        "trial.toml, line 4: entry 2 of outputs.monthly is 'mandat', but must be one of ",
    ),
    "unknown design": (
        SMALL + '[design]\nkind = "saltely"',
        "trial.toml, line 4: kind of [design] is 'saltely', but must be one of 'grid', 'one_at_a_time', "
        "'latin_hypercube', 'sobol_sequence', 'morris', 'saltelli', 'table', 'worlds' (did you mean "
        "'saltelli'?).",
    ),
    "no kind of design": (
        SMALL + "[design]\npoints = 4",
        "trial.toml, line 3: [design] needs the key kind (one of ",
    ),
    "design without points": (
        SMALL + '[design]\nkind = "saltelli"',
        "trial.toml, line 3: [design] needs the key points (a whole number from 1 to 1048576 (points)).",
    ),
    "key of another design": (
        SMALL + '[design]\nkind = "morris"\ntrajectories = 4\npoints = 4',
        "trial.toml, line 6: [design] has no key 'points'; allowed are kind, trajectories, levels, "
        "optimal_trajectories.",
    ),
    "wrong value in a design": (
        SMALL + '[design]\nkind = "worlds"\nworlds = 2.5',
        "trial.toml, line 5: design.worlds is 2.5, but must be a whole number from 1 to 16777216 (worlds).",
    ),
    "design without factors": (
        SMALL + '[design]\nkind = "saltelli"\npoints = 4',
        "trial.toml, line 3: a design of kind 'saltelli' needs at least one [[factor]].",
    ),
    "not a power of 2": (
        SMALL + FACTOR + 'values = [0.1, 0.2]\n[design]\nkind = "sobol_sequence"\npoints = 6',
        "trial.toml, line 8: points of [design] is 6, but must be a power of 2: the nearest are 4 and 8.",
    ),
    "unknown factor": (
        SMALL + '[[factor]]\nname = "lever.executive_tone"',
        "trial.toml, line 4: 'lever.executive_tone' is not the dotted name of a scenario value (did you "
        "mean 'levers.executive_tone'?).",
    ),
    "factor without its table": (
        SMALL + '[[factor]]\nname = "peer_hazard"',
        "trial.toml, line 4: 'peer_hazard' is not the dotted name of a scenario value (did you mean "
        "'adoption.peer_hazard'?).",
    ),
    "happening as a factor": (
        SMALL + '[[factor]]\nname = "happenings.champions"',
        "trial.toml, line 4: 'happenings.champions' is not the dotted name of a scenario value",
    ),
    "table as a factor": (
        SMALL + '[[factor]]\nname = "forms.task_force"',
        "trial.toml, line 4: 'forms.task_force' is a table; name one value in it.",
    ),
    "changes as a factor": (
        SMALL + '[[factor]]\nname = "change"',
        "trial.toml, line 4: 'change' is a table; ",
    ),
    "uncounted change": (
        SMALL + '[[factor]]\nname = "change.month"',
        "trial.toml, line 4: 'change.month' is not the dotted name of a scenario value (entries of "
        "[[change]] are counted from 1: change.1).",
    ),
    "change counted from 0": (
        SMALL + '[[factor]]\nname = "change.0.month"',
        "trial.toml, line 4: 'change.0.month' is not the dotted name of a scenario value (entries of "
        "[[change]] are counted from 1: change.1).",
    ),
    "change that is not there": (
        SMALL + '[[factor]]\nname = "change.1.month"',
        "trial.toml, line 4: 'change.1.month' cannot be set in scenario lone-manager: it has no [[change]] "
        "1.",
    ),
    "horizon as a factor": (
        SMALL + '[[factor]]\nname = "horizon_months"',
        "trial.toml, line 4: 'horizon_months' cannot be a factor: all runs of an experiment are equally "
        "long; ",
    ),
    "title as a factor": (
        SMALL + '[[factor]]\nname = "title"',
        "trial.toml, line 4: 'title' cannot be a factor: ",
    ),
    "seed as a factor": (
        SMALL + '[[factor]]\nname = "seed"',
        "trial.toml, line 4: 'seed' cannot be a factor: ",
    ),
    "factor twice": (
        SMALL + FACTOR + 'values = [0.1]\n[[factor]]\nname = "levers.executive_tone"\nvalues = [0.1]\n',
        "trial.toml, line 7: 'levers.executive_tone' is the name of more than one [[factor]].",
    ),
    "wrong unit": (
        SMALL + FACTOR + 'unit = "percent"',
        "trial.toml, line 5: unit of [[factor]] 1 is 'percent', but levers.executive_tone is declared in "
        "'share'.",
    ),
    "value out of bounds": (
        SMALL + FACTOR + "values = [\n0.1,\n2]",
        "trial.toml, line 7: entry 2 of values of [[factor]] 1 (levers.executive_tone) is 2, but must be a "
        "number from 0 to 1 (share).",
    ),
    "value twice": (
        SMALL + FACTOR + "values = [0, 0.5, 0.0]",
        "trial.toml, line 5: values of [[factor]] 1 has 0.0 more than once.",
    ),
    "no values": (
        SMALL + FACTOR + "values = []",
        "trial.toml, line 5: values of [[factor]] 1 is empty, ",
    ),
    "low out of bounds": (
        SMALL + FACTOR + "low = -1\nhigh = 1",
        "trial.toml, line 5: low of [[factor]] 1 (levers.executive_tone) is -1.0, but must be a number "
        "from 0 to 1 (share).",
    ),
    "low without high": (
        SMALL + FACTOR + "low = 0.1",
        "trial.toml, line 4: [[factor]] 1 (levers.executive_tone) needs high beside low.",
    ),
    "low above high": (
        SMALL + FACTOR + "low = 0.5\nhigh = 0.5",
        "trial.toml, line 5: low of [[factor]] 1 is 0.5, but must be below high, 0.5.",
    ),
    "fraction for a whole number": (
        SMALL + '[[factor]]\nname = "firm.employees"\nlow = 20.5\nhigh = 40',
        "trial.toml, line 5: low of [[factor]] 1 (firm.employees) is 20.5, but must be a whole number from "
        "1 to 1000000 ",
    ),
    "values and a range": (
        SMALL + FACTOR + "values = [0.1]\nhigh = 0.2",
        "trial.toml, line 4: [[factor]] 1 (levers.executive_tone) needs values, or low and high, or "
        "subsets_of, but has more than one of them.",
    ),
    "range of words": (
        SMALL + '[[factor]]\nname = "levers.form"\nlow = 0\nhigh = 1',
        "trial.toml, line 4: [[factor]] 1 (levers.form) needs its settings listed in values.",
    ),
    "nothing declared": (
        SMALL + '[[factor]]\nname = "levers.ban_share"',
        "trial.toml, line 4: [[factor]] 1 (levers.ban_share) needs its settings listed in values, or low "
        "and high.",
    ),
    "log from 0": (
        SMALL + FACTOR + 'low = 0\nhigh = 1\nscale = "log"',
        "trial.toml, line 7: scale of [[factor]] 1 is 'log', which needs a range above 0, but low is 0.",
    ),
    "log of a list": (
        SMALL + FACTOR + 'values = [0.1]\nscale = "log"',
        "trial.toml, line 6: scale of [[factor]] 1 is for a range, but it lists its settings.",
    ),
    "subsets of a number": (
        SMALL + FACTOR + 'subsets_of = ["sales"]',
        "trial.toml, line 5: subsets_of of [[factor]] 1 is for lists, not for levers.executive_tone.",
    ),
    "unknown word in subsets": (
        SMALL + '[[factor]]\nname = "levers.members"\nsubsets_of = ["hr"]',
        "trial.toml, line 5: subsets_of of [[factor]] 1 (levers.members) is ['hr'], but must be a list of "
        "'marketing', ",
    ),
    "word twice in subsets": (
        SMALL + '[[factor]]\nname = "levers.members"\nsubsets_of = ["sales"]\nalways = ["sales"]',
        "trial.toml, line 5: 'sales' is named more than once in [[factor]] 1.",
    ),
    "always alone": (
        SMALL + FACTOR + 'always = ["sales"]',
        "trial.toml, line 5: always of [[factor]] 1 needs subsets_of beside it.",
    ),
    "too many subsets": (
        SMALL + '[[factor]]\nname = "audit.ignored_indicators"\nsubsets_of = ["L2.1", "L2.2", "L2.3", '
        '"L2.4", "L3.1", "L3.2", "L3.3", "L3.4", "L3.5", "L3.6", "L3.7", "L4.1", "L4.2"]',
        "trial.toml, line 5: subsets_of of [[factor]] 1 has 13 words, but at most 12 ",
    ),
    "unknown scenario to stop by": (
        SMALL + '[stop]\nmeasure = "level_at_end"\nscenario = "lone-manger"\nhalf_width = 0.1',
        "trial.toml, line 5: stop.scenario is 'lone-manger', but must be one of the experiment's (did you "
        "mean 'lone-manager'?): lone-manager.",
    ),
    "unknown scenario to hold against": (
        SMALL + '[stop]\nmeasure = "level_at_end"\nscenario = "lone-manager"\nagainst = "x"\nhalf_width = '
        "0.1",
        "trial.toml, line 6: stop.against is 'x', but must be one of the ",
    ),
    "unknown measure to stop by": (
        SMALL + '[stop]\nmeasure = "level"\nscenario = "lone-manager"\nhalf_width = 0.1',
        "trial.toml, line 3: the stop rule's measure 'level' is not known",
    ),
    "no width": (
        SMALL + '[stop]\nmeasure = "level_at_end"\nscenario = "lone-manager"\nhalf_width = 0',
        "trial.toml, line 3: the stop rule's half_width is 0.0, but must be a number above 0.",
    ),
    "worlds that cannot be stopped": (
        SMALL + '[design]\nkind = "worlds"\nworlds = 4\nsampling = "sobol_sequence"\n[[factor]]\nname = '
        '"levers.executive_tone"\nvalues = [0.1]\n[stop]\nmeasure = "level_at_end"\nscenario = '
        '"lone-manager"\nhalf_width = 0.1',
        "trial.toml, line 10: [stop] needs worlds that are drawn one by one, but design.sampling is "
        "'sobol_sequence'; it must be 'random'.",
    ),
    "invalid TOML": (
        SMALL + "[design",
        "trial.toml, line 3: this is not valid TOML: ",
    ),
}


@pytest.mark.parametrize(("text", "beginning"), SENTENCES.values(), ids=SENTENCES)
def test_sentence(tmp_path, text, beginning):
    said = sentence(tmp_path, text)
    assert said[: len(beginning)] == beginning


@pytest.mark.parametrize(
    "text",
    [
        "design = 3",
        "factor = [3]",
        "scenario = 4",
        "scenario = [4]",
        "stop = []",
        "scenarios = 3",
        "outputs = [1]",
        "[factor]\nname = 3",
        "[design]\nkind = []",
        "[[factor]]\nname = []",
        "[[scenario]]\nname = 3",
        '[[factor]]\nname = ""',
        '[[factor]]\nname = "levers.executive_tone"\nvalues = [[0.1], {}]',
        '[[factor]]\nname = "..."',
        '[[factor]]\nname = "when.1.if.1"',
        '[[factor]]\nname = "levers.executive_tone.x"',
    ],
)
def test_wrong_shapes_are_refused_with_a_sentence(tmp_path, text):
    lines = SMALL if "scenarios" not in text else "replications = 1\n"
    assert sentence(tmp_path, lines + text).startswith("trial.toml, line ")


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(ExperimentError, match=r"nothing\.toml does not exist\.$"):
        load_experiment(tmp_path / "nothing.toml")
