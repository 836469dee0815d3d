"""Rewrite the generated parts of the documents: ``python -m tests.documents.generate``.

A generated part stands between ``<!-- generated: NAME -->`` and ``<!-- end -->``.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Sequence
from enum import IntEnum
from pathlib import Path
from tempfile import TemporaryDirectory

from smsim.engine.outputs import DEPARTMENT_OUTPUTS, MONTHLY_OUTPUTS, Output
from smsim.engine.processes import MONTHLY_PROCESSES
from smsim.indicators import DESCRIPTIVE_INDICATORS, FACTS, SCORED_INDICATORS, Indicator
from smsim.measures import SHIPPED, Measure
from smsim.parameters import START_FORM, Declaration, Forms, Parameters, declarations
from smsim.parameters.declaration import Group
from smsim.randomness.keys import DrawPurpose
from smsim.scenarios import ENSEMBLES
from smsim.vocabulary import EventKind, Word
from tests.documents import python_document
from tests.documents.formulas import ROOT, Rule, rules_citing, rules_named
from tests.documents.keys import key_sections

DOCUMENTS = tuple(ROOT / "docs" / name for name in ("model.md", "glossary.md", "keys.md", "measures.md"))
PART = re.compile(r"(?P<head><!-- generated: (?P<name>[^>]+?) -->\n).*?(?P<foot><!-- end -->)", re.DOTALL)
HEADING = re.compile(r"^##+ (?P<text>.+)$", re.MULTILINE)
EQUATION = re.compile(r"\bE\d+\b")
NONE = "-"
TABLED_GROUPS = ("departments", "forms", "artefacts")


def regenerated(text: str) -> str:
    """Return a document with its generated parts written anew. Raises: KeyError for an unknown part."""

    def rewrite(part: re.Match[str]) -> str:
        return f"{part['head']}\n{content(part['name'], text)}\n\n{part['foot']}"

    return PART.sub(rewrite, text)


def content(name: str, document: str) -> str:
    """Return what belongs in the part called `name` of a document. Raises: KeyError."""
    kind, _, rest = name.partition(" ")
    if kind == "parameters":
        return parameter_table(rest)
    if kind == "rule":
        return formulas(rules_named(*rest.split()))
    if kind == "rules":
        return formulas(rules_citing(rest))
    if kind == "keys":
        return key_sections(rest)
    if kind == "processes":
        return process_table(PART.sub("", document))
    return PARTS[name]()


def slug(heading: str) -> str:
    """Return the anchor a code forge gives to a heading."""
    kept = re.sub(r"[^\w\- ]", "", heading.strip().lower())
    return kept.replace(" ", "-")


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def process_table(prose: str) -> str:
    """Return the month, step by step, with links to where each step is described.

    A step that cites no equation is described in the section that names its function. Raises: KeyError.
    """
    rows = []
    for step, process in enumerate(MONTHLY_PROCESSES, start=1):
        function = f"{process.advance.__module__}.{process.advance.__name__}"
        places = [_linked_equation(prose, equation) for equation in EQUATION.findall(process.equations)]
        joint = " to " if "-" in process.equations else ", "
        described = joint.join(places) or _linked_section(prose, function)
        rows.append([str(step), process.title, described, f"`{function}`"])
    return table(["step", "what happens", "described in", "function"], rows)


def _linked_equation(prose: str, equation: str) -> str:
    for heading in HEADING.finditer(prose):
        if heading["text"].split()[0] == equation:
            return f"[{equation}](#{slug(heading['text'])})"
    raise KeyError(equation)


def _linked_section(prose: str, function: str) -> str:
    before, found, _ = prose.partition(f"`{function}`")
    if not found:
        raise KeyError(function)
    heading = list(HEADING.finditer(before))[-1]["text"]
    return f"[{heading.split()[0]}](#{slug(heading)})"


def number(value: object) -> str:
    """Return a value as a reader wants to see it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return _fraction(float(value)) or f"{value:g}"
    if value is None:
        return "as the form has it"
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "none"
    return f"`{value}`"


def _fraction(value: float) -> str:
    """Return small fractions that have no short decimal as such, "" for everything else."""
    if value == round(value, 6):
        return ""
    for below in (3, 9, 12, 24, 48):
        above = value * below
        if abs(above - round(above)) < 1e-12:
            return f"{round(above)}/{below}"
    return f"{value:.4g}"


def span(limits: tuple[float, float] | None) -> str:
    """Return two limits."""
    return f"{number(limits[0])} to {number(limits[1])}" if limits else NONE


def parameter_table(group: str) -> str:
    """Return the declarations of one group. Raises: KeyError."""
    chosen = [row for row in declarations() if row.name.split(".")[0] == group]
    if not chosen:
        raise KeyError(group)
    return table(
        ["name", "symbol", "default", "unit", "bounds", "range to vary", "meaning", "source"],
        [_parameter_row(row) for row in chosen],
    )


def _parameter_row(row: Declaration) -> list[str]:
    return [
        f"`{row.name.partition('.')[2]}`",
        row.symbol or NONE,
        number(row.default),
        row.unit,
        span(row.bounds),
        span(row.sensitivity),
        row.meaning,
        row.source,
    ]


def settings_table(group: str, first: str, is_shown: Callable[[object], bool]) -> str:
    """Return a table of parameters: a row for each kind, form or artefact, a column for each value shown."""
    settings: Group = getattr(Parameters(), group)
    names = list(type(settings).model_fields)
    columns = [name for name, value in getattr(settings, names[0]) if is_shown(value)]
    rows = []
    for name in names:
        field = type(settings).model_fields[name]
        notes = field.json_schema_extra
        assert isinstance(notes, dict)
        values = [number(getattr(getattr(settings, name), column)) for column in columns]
        rows.append([f"`{name}`", field.description or "", *values, str(notes["source"])])
    return table([first, "what it is", *(f"`{column}`" for column in columns), "source"], rows)


def is_number(value: object) -> bool:
    """Return whether a value is a number: neither a trait nor words."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_value(value: object) -> bool:
    """Return whether a value is a number, or yes or no."""
    return isinstance(value, int | float)


def trait_table() -> str:
    """Return which form has which traits, and what a form is called where its name does not say it."""
    forms = Forms()
    traits = [name for name, value in forms.rows[START_FORM] if isinstance(value, bool)]
    rows = [
        [f"`{name}`", forms.titles[name], *(number(getattr(row, trait)) for trait in traits)]
        for name, row in forms.rows.items()
    ]
    return table(["form", "in words", *(f"`{trait}`" for trait in traits)], rows)


def trait_meanings() -> str:
    """Return what the traits of a form mean, and where each comes from."""
    prefix = f"forms.{START_FORM}."
    rows = [
        [f"`{row.name.removeprefix(prefix)}`", row.meaning, row.source]
        for row in declarations()
        if row.name.startswith(prefix) and not is_number(row.default)
    ]
    return table(["trait", "meaning", "source"], rows)


def column_table(group: str, is_shown: Callable[[object], bool]) -> str:
    """Return what the columns of such a table mean, with unit and bounds."""
    settings: Group = getattr(Parameters(), group)
    first = next(iter(type(settings).model_fields))
    prefix = f"{group}.{first}."
    rows = [
        [f"`{row.name.removeprefix(prefix)}`", row.symbol or NONE, row.unit, span(row.bounds), row.meaning]
        for row in declarations()
        if row.name.startswith(prefix) and is_shown(row.default)
    ]
    return table(["column", "symbol", "unit", "bounds", "meaning"], rows)


def formulas(chosen: Sequence[Rule]) -> str:
    """Return rules as formulas, module by module. Raises: KeyError if there is none."""
    if not chosen:
        raise KeyError("no rule cites this equation")
    blocks = []
    for module in dict.fromkeys(rule.module for rule in chosen):
        lines = []
        for rule in chosen:
            if rule.module == module:
                lines.append(f"# {_plain_meaning(rule)}\n{rule.formula}")
        joined = "\n\n".join(lines)
        blocks.append(f"From `{module}`:\n\n```python\n{joined}\n```")
    return "\n\n".join(blocks)


def _plain_meaning(rule: Rule) -> str:
    meaning = rule.meaning.partition(" Source:")[0].removeprefix("Return ").rstrip(".")
    return re.sub(r"`(\w+)`", r"\1", meaning)


def indicator_table(indicators: Sequence[Indicator]) -> str:
    """Return indicators with the formula of their score, and what must be there for them to apply."""
    rows = []
    for indicator in indicators:
        (rule,) = rules_named(indicator.rule.__name__)
        steps = "; ".join(f"`{line}`" for line in rule.formula.replace("\n    ", " ").splitlines())
        needs = " or ".join(kind.title for kind in indicator.needs)
        asked = [needs] if needs else []
        if indicator.applies:
            (condition,) = rules_named(indicator.applies.__name__)
            asked.append(f"`{condition.formula.partition(' = ')[2]}`")
        row = [indicator.code, str(indicator.level), indicator.title, steps, "; ".join(asked) or NONE]
        rows.append([*row, indicator.source])
    return table(["code", "level", "what the auditor looks for", "score", "needs", "source"], rows)


def fact_table() -> str:
    """Return what the auditor can look at."""
    readers: dict[str, list[str]] = {}
    for indicator in (*DESCRIPTIVE_INDICATORS, *SCORED_INDICATORS):
        for name in indicator.facts:
            readers.setdefault(name, []).append(indicator.code)
    return table(
        ["fact", "what it is", "read by"],
        [[f"`{name}`", FACTS[name].title, ", ".join(codes)] for name, codes in readers.items()],
    )


def output_table(outputs: Sequence[Output]) -> str:
    """Return recorded quantities."""
    return table(
        ["output", "one column for each", "unit", "meaning"],
        [
            [f"`{output.name}`", ", ".join(output.entries) or NONE, output.unit, output.meaning]
            for output in outputs
        ],
    )


def measure_table() -> str:
    """Return the measures of smsim: names, units, which way is better, what matters, and where they serve."""
    return table(
        [
            "name",
            "title",
            "unit",
            "better",
            "a difference that does not matter",
            "because",
            "serves in",
            "formula",
        ],
        [
            [
                f"`{measure.name}`",
                measure.title,
                measure.unit.name,
                {1: "more", -1: "less", 0: "neither"}[measure.better],
                _margin(measure),
                measure.margin.reason if measure.margin else NONE,
                measure.serves,
                measure.formula.words,
            ]
            for measure in SHIPPED
        ],
    )


def _margin(measure: Measure) -> str:
    if measure.margin is None:
        return NONE
    return f"{number(measure.margin.value)}{' for each month' if measure.margin.is_per_month else ''}"


def word_list(words: type[IntEnum]) -> str:
    """Return the members of an enumeration with their numbers."""
    rows = [[str(int(word)), f"`{word.key if isinstance(word, Word) else word.name}`"] for word in words]
    return table(["number", "name"], rows)


def form_share_table() -> str:
    """Return how often each form occurs in each ensemble of firms."""
    return table(
        ["form", *(f"{name} firms" for name in ENSEMBLES)],
        [
            [f"`{form}`", *(number(e.form_shares.get(form, 0.0)) for e in ENSEMBLES.values())]
            for form in Forms().rows
        ],
    )


def ensemble_table() -> str:
    """Return the plain numbers of the ensembles; what is drawn from a distribution is said in words."""
    return table(
        [
            "ensemble",
            "earliest appointment (month)",
            "mean further delay (months)",
            "seat factor",
            "least seat probability",
            "share that uses social media",
        ],
        [
            [
                f"`{ensemble.name}`",
                number(ensemble.earliest_appointment),
                number(ensemble.appointment_delay_months),
                number(ensemble.seat_factor),
                number(ensemble.least_seat_probability),
                number(ensemble.user_share),
            ]
            for ensemble in ENSEMBLES.values()
        ],
    )


PARTS: dict[str, Callable[[], str]] = {
    "departments": lambda: settings_table("departments", "kind", is_value),
    "department columns": lambda: column_table("departments", is_value),
    "forms": lambda: settings_table("forms", "form", is_number),
    "form traits": trait_table,
    "form trait meanings": trait_meanings,
    "form columns": lambda: column_table("forms", is_number),
    "artefacts": lambda: settings_table("artefacts", "artefact", is_number),
    "artefact columns": lambda: column_table("artefacts", is_number),
    "scored indicators": lambda: indicator_table(SCORED_INDICATORS),
    "descriptive indicators": lambda: indicator_table(DESCRIPTIVE_INDICATORS),
    "audit facts": fact_table,
    "monthly outputs": lambda: output_table(MONTHLY_OUTPUTS),
    "department outputs": lambda: output_table(DEPARTMENT_OUTPUTS),
    "measures": measure_table,
    "events": lambda: word_list(EventKind),
    "draw purposes": lambda: word_list(DrawPurpose),
    "form shares": form_share_table,
    "ensembles": ensemble_table,
}


def main(names: Sequence[str]) -> None:
    """Write the generated parts of documents anew: of those with these paths, or of all."""
    wanted = {ROOT / name for name in names} or {*DOCUMENTS, python_document.DOCUMENT}
    for document in DOCUMENTS:
        if document in wanted:
            _rewrite(document, regenerated)
    if python_document.DOCUMENT in wanted:
        with TemporaryDirectory() as folder:
            _rewrite(python_document.DOCUMENT, lambda text: python_document.replayed(text, Path(folder)))


def _rewrite(document: Path, renewed: Callable[[str], str]) -> None:
    before = document.read_text(encoding="utf-8")
    after = renewed(before)
    document.write_text(after, encoding="utf-8")
    print(f"{document.relative_to(ROOT)}: {'rewritten' if after != before else 'as it was'}")


if __name__ == "__main__":
    main(sys.argv[1:])
