"""The report: whole by itself, the answer first, every name harmless and every figure told in words."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from smsim.analysis.decision.decision import Decision, decide
from smsim.analysis.decision.flips import Flips
from smsim.analysis.decision.objectives import objective_of
from smsim.analysis.decision.outcomes import outcomes_from
from smsim.experiments.designs import Factor
from smsim.views import style
from smsim.views.decision import curves, rows, shares
from smsim.views.decision.amounts import value_words
from smsim.views.decision.context import OptionText, drawn_text, varied_factors
from smsim.views.decision.findings import Findings
from smsim.views.report.inlined import inlined_svg
from smsim.views.report.page import report_html
from tests.unit.analysis.decision_worlds import sample_runs
from tests.unit.views.decision_reports import (
    CLEAR,
    HOSTILE,
    TIED,
    TONE,
    all_of,
    context_of,
    decision_between,
    flips_between,
    searched_among,
    shares_of,
    twins_of,
)
from tests.unit.views.test_figures import stays_inside

VOID = {"meta", "link", "br", "hr", "img", "input"}
TITLES = (OptionText("lone", "A lone manager", "One person."), OptionText("hub", "A head at group level"))


class Page(HTMLParser):
    """Reads a page: checks that elements close in order, and keeps what the tests ask about."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str, str]] = []
        self.svgs: list[dict[str, str | None]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags[tag] += 1
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag == "svg":
            self.svgs.append(dict(attrs))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags[tag] += 1
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if data.strip() and not {"style", "title"} & set(self.open):
            self.words.append(" ".join(data.split()))


@pytest.fixture(autouse=True)
def checked(monkeypatch):
    """Look at every figure before it is written."""
    finish = style.finish

    def look(figure, *told):
        figure.canvas.draw()
        stays_inside(figure)
        return finish(figure, *told)

    for module in (curves, rows, shares):
        monkeypatch.setattr(module, "finish", look)


@pytest.fixture(scope="module")
def clear() -> Decision:
    return decision_between(CLEAR, replications=2)


@pytest.fixture(scope="module")
def whole(clear) -> str:
    return report_html(clear, context_of(*TITLES), all_of(clear))


def test_the_page_is_well_formed(whole):
    page = Page(whole)
    assert page.tags["h1"] == 1
    assert page.tags["main"] == 1
    ids = [value for _, name, value in page.attributes if name == "id"]
    assert len(ids) == len(set(ids))
    links = {value for tag, name, value in page.attributes if tag == "a" and name == "href"}
    assert links
    assert {link.removeprefix("#") for link in links} <= set(ids)


def test_the_page_loads_nothing_and_runs_nothing(whole):
    page = Page(whole)
    assert not {"script", "link", "img", "iframe", "object", "embed", "base", "form"} & set(page.tags)
    assert not any(name.startswith("on") for _, name, _ in page.attributes)
    for tag, name, value in page.attributes:
        if name in ("src", "href", "xlink:href", "data", "action"):
            assert value.startswith("#"), (tag, name, value)
    assert "://" not in whole
    assert "@import" not in whole
    assert set(re.findall(r"url\((.)", whole)) <= {"#"}
    assert "default-src 'none'" in whole


def test_every_reference_inside_a_figure_leads_to_its_own_part(whole):
    for svg in re.findall(r"<svg.*?</svg>", whole, re.DOTALL):
        own = set(re.findall(r'\bid="([^"]+)"', svg))
        assert own
        assert set(re.findall(r'(?:url\(|href=")#([^")]+)', svg)) <= own


def test_every_figure_is_told_in_words(whole):
    page = Page(whole)
    assert len(page.svgs) == 6
    for svg in page.svgs:
        assert svg["role"] == "img"
        assert len(svg["aria-label"]) > 60
    labels = [svg["aria-label"] for svg in page.svgs]
    assert len(set(labels)) == len(labels)
    assert not any("nan" in label for label in labels)


def test_the_first_lines_answer_how_sure_and_why(clear, whole):
    page = Page(whole)
    assert page.words[0] == "Which governance for a synthetic firm of 300 people?"
    assert page.words[2] == "A head at group level"
    heads = page.words[3:11:2]
    assert heads == ["Answer", "Drawn", "How sure", "Why"]
    assert "a head at group level is clearly the best of the 3 options" in page.words[4]
    assert "of 100" in page.words[8]
    assert "months sooner at level 3" in page.words[10]


def test_no_clear_winner_is_the_headline():
    page = Page(report_html(decision_between(TIED), context_of()))
    assert page.words[2].startswith("No clear winner: ")


@pytest.mark.parametrize(
    "name", [HOSTILE, '"><img src=x onerror=alert(1)>', "--><b>", "{{ 7 * 7 }}", "]]>&amp;"]
)
def test_every_name_from_a_file_is_escaped(name):
    leads = {"lone": 0.0, name: 20.0}
    found = decision_between(leads, worlds=20)
    context = context_of(
        OptionText("lone", name, name),
        organisation=name,
        command=name,
        versions={name: name},
        hashes={name: name},
        varied=(replace(context_of().varied[0], name=name, meaning=name, source=name),),
    )
    findings = Findings(
        flips_between((name, "lone")),
        searched_among(found, name),
        replace(shares_of(found, name), option=name),
        twins_of((name, "lone")),
    )
    text = report_html(found, context, findings)
    page = Page(text)
    assert not {"script", "img", "b"} & set(page.tags)
    assert not any(attribute.startswith("on") for _, attribute, _ in page.attributes)
    assert name in " ".join(page.words)
    assert "49" not in page.words


def test_the_same_input_gives_the_same_page(clear, whole):
    again = report_html(clear, context_of(*TITLES), all_of(clear))
    assert again == whole


def test_chapters_on_what_was_not_looked_at_are_left_out(clear, whole):
    plain = report_html(clear, context_of())
    for key in ("flips", "search", "reasons"):
        assert f'id="{key}"' in whole
        assert f'id="{key}"' not in plain
    order = re.findall(r'<section id="(\w+)">', whole)
    assert order == [
        "options", "months", "money", "risk", "flips", "search", "reasons", "alike", "regret", "assumptions",
        "limits", "repeat", "words", "statistics",
    ]  # fmt: skip


def test_the_evidence_says_what_the_decision_says(clear, whole):
    words = " ".join(Page(whole).words)
    hub = next(entry for entry in clear.risks if entry.option == "hub")
    assert f"{100 * hub.crisis.share:.0f} have a crisis" in words
    net = next(entry for entry in clear.means["net_value_keur"] if entry.option == "broad")
    assert f"{net.mean:+,.0f} ({net.interval.low:+,.0f} to {net.interval.high:+,.0f})" in words
    saved = next(entry for entry in clear.months if entry.level == 3).saved.between("hub", "lone")
    assert value_words("months_below_level_3", saved.mean, saved.interval) in words
    met = next(entry for entry in clear.satisficing if entry.option == "hub").all_met
    assert f"level at the end at least 3 A head at group level {100 * met.share:.0f} (" in words


def test_assumptions_limits_and_the_way_to_repeat_are_told(whole):
    words = " ".join(Page(whole).words)
    assert (
        "levers.executive_tone how much the executives care by themselves 0 to 1 share set by the user"
        in words
    )
    assert "Bass (1969)" in words
    assert "Held: facts of the firm (11) Group values firm employees departments " in words
    assert "Held: zeros (14)" in words
    assert "No number here was fitted to your organisation" in words
    assert "smsim decide lone broad hub" in words
    assert "seed 7" in words
    assert "lone 0123abcd" in words
    assert "confidence interval" in words
    assert "Kaplan-Meier" in words


def test_what_limits_this_very_decision_is_said_first():
    found = decision_between(CLEAR, worlds=20)
    found = replace(found, outcomes=replace(found.outcomes, left_out=(3, 4)))
    words = " ".join(Page(report_html(found, context_of(employees=5_000))).words)
    assert "20 worlds are few" in words
    assert "2 of 22 worlds are left out" in words
    assert "with 5,000 it claims nothing" in words


def test_pairs_that_are_alike_and_pairs_that_cannot_be_told_apart_are_listed():
    words = " ".join(Page(report_html(decision_between(TIED, worlds=200), context_of())).words)
    section = words.split("No practical difference ")[-1].split("What one may regret")[0]
    alike, unclear = section.split("Cannot be told apart ")
    assert "Reaching level 3 soon, " in alike
    assert "3 months would matter." in alike
    assert "Reaching level 3 soon, " not in unclear


def test_a_switch_is_drawn_and_its_absence_is_said(clear, whole):
    assert 'id="switch_1-' in whole
    page = report_html(clear, context_of(), Findings(Flips()))
    assert "No single value within the ranges looked at turns the advice round." in page
    assert 'id="switch_1-' not in page


def test_one_world_and_worlds_all_alike_make_a_page_too():
    for found in (decision_between(CLEAR, worlds=1), decision_between({"lone": 0.0, "twin": 0.0}, worlds=12)):
        text = report_html(found, context_of())
        page = Page(text)
        words = " ".join(page.words)
        assert not re.search(r"\bnan\b", words)
        assert "inf " not in words


def test_an_inlined_figure_leaves_the_page_alone():
    with style.figure_style():
        figure = style.new_figure()
        figure.add_axes((0.2, 0.2, 0.5, 0.5)).set_title("--> <b> & one")
        drawing = style.finish(figure, "one", "A <title>", 'alt "text" <b>')
    svg = str(inlined_svg(drawing))
    assert svg.startswith("<svg")
    assert svg.endswith("</svg>")
    assert not {"style", "metadata", "title", "b"} & set(Page(svg).tags)
    assert Page(svg).svgs[0]["aria-label"] == 'alt "text" <b>'
    assert all(name.startswith("one-") for name in re.findall(r'\bid="([^"]+)"', svg))


def test_regret_is_told_for_every_objective(clear, whole):
    words = " ".join(Page(whole).words)
    head = "Regret for the other objectives, on average Option level at the end (levels) net value (thousand "
    assert head in words
    net = next(entry for entry in clear.regrets[2] if entry.option == "broad")
    assert value_words("net_value_keur", net.mean, net.interval) in words


def test_the_search_has_a_chapter_with_the_best_plans(clear, whole):
    words = " ".join(Page(whole).words).split("What a search among 5 plans found A plan is")[1]
    section = words.split("What makes the difference A")[0]
    assert "Checked: In 40 further worlds" in section
    assert "The plan switch" in section.split("what became of it")[1]
    assert section.count("worse on average") >= 4
    assert "plan.toml is the leading plan" in section


def test_draws_are_told_with_their_file_and_their_limits(clear):
    drawn = Factor("adoption.peer_hazard", "per month", (0.02, 0.04, 0.03), draws="/some/where/fit.csv")
    context = context_of(varied=varied_factors([drawn]), drawn=drawn_text([drawn]))
    words = " ".join(Page(report_html(clear, context)).words)
    assert "1 of them does not come from a declared range but from fit.csv, which holds 3 draws" in words
    assert "0.02 to 0.04, 3 draws per month fit.csv" in words
    assert "fit.csv was taken as it is" in words
    assert "fewer draws (3) than worlds" in words
    assert "No number here was fitted" not in words
    assert "/some/where" not in words
    assert drawn_text([TONE]) is None


def test_weights_are_told_where_objectives_are_combined():
    runs = sample_runs(CLEAR, worlds=30)
    weighted = [objective_of(name, 60, weight=2.0) for name in ("months_below_level_3", "level_at_end")]
    found = decide(outcomes_from(runs, "lone", 60), [*weighted, objective_of("crises_per_year", 60)])
    words = " ".join(Page(report_html(found, context_of())).words)
    assert "because weight combined value more 1 margin one margin in every weighted objective -" in words
    assert "One margin is as much as just matters" in words
    assert "at most 1 margin behind the best" in words
