"""What a scenario will do, month by month, as lines of 80 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping

from smsim.experiments.words import join_words
from smsim.parameters import OVERRIDES
from smsim.parameters.refusing import written
from smsim.scenarios import Scenario
from smsim.scenarios.difference import measured, rearrangement_words, rule_words
from smsim.scenarios.layout import to_document
from smsim.scenarios.timeline import DatedChanges, Setting, timeline
from smsim.vocabulary import DepartmentKind

WIDTH = 79
LABEL_WIDTH = 12


def timeline_lines(scenario: Scenario) -> Iterator[str]:
    """Yield the months in which something changes, then the rules that may fire."""
    for dated in timeline(scenario):
        yield from _entry(f"month {dated.month}", list(_change_words(dated, scenario.forms.titles)))
    for number, rule in enumerate(to_document(scenario)["when"], start=1):
        yield from _entry(f"rule {number}", [rule_words(rule)])


def _entry(label: str, parts: list[str]) -> Iterator[str]:
    for place, words in enumerate(parts):
        head = f"  {'' if place else label:<{LABEL_WIDTH}}"
        further = " " * (LABEL_WIDTH + 4)
        yield from textwrap.wrap(words, WIDTH, initial_indent=head, subsequent_indent=further)


def _change_words(dated: DatedChanges, titles: Mapping[str, str]) -> Iterator[str]:
    seats = join_words(DepartmentKind.of(kind).title for kind in dated.members or ())
    if dated.form is not None:
        led = f"{titles[dated.form]} in charge"
        yield f"{led}, with {seats}" if seats else led
    elif dated.members is not None:
        yield f"seats for {seats}"
    for setting in dated.settings:
        yield setting_line(setting, is_first=dated.month == 0)
    if dated.happenings.get("lead_leaves"):
        yield "the lead leaves; a successor takes over on the same terms"
    if dated.happenings.get("champions"):
        happenings = dated.happenings
        yield (
            f"champions: {happenings['champions']} named (by {happenings['champions_by']}, in "
            f"{happenings['champions_in']})"
        )
    for done in dated.rearrangements:
        words = rearrangement_words(done.model_dump())
        yield f"by hand: {words.partition(', ')[2]}"


def setting_line(setting: Setting, *, is_first: bool) -> str:
    """Return a lever's change; in the first month what it is, as there was nothing before."""
    after = _measured(setting, setting.after)
    if is_first and setting.name not in OVERRIDES:
        return f"{setting.name}: {after}"
    before = _measured(setting, setting.before)
    if None not in (setting.before, setting.after):
        before = written(setting.before)
    return f"{setting.name}: {before} -> {after}"


def _measured(setting: Setting, value: object) -> str:
    if value is not None:
        return measured(value, ("levers", setting.name))
    return "the form's own" if setting.of_form is None else f"the form's own {setting.of_form:g}"
