"""The rules of the model as formulas, read from their source so that no document can disagree with it.

Where the engine applies a rule in one place only, the formula names what the engine hands over: fields of
`firm`, `department`, `person` and `kinds[...]`, and parameters and levers by their bare names.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from smsim.parameters import declarations

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "smsim"
RULE_FOLDERS = ("dynamics", "governance", "indicators", "maturity")
BREAKS = re.compile(r" (\+|-|\*|and|or|if) |(?<=,) ")
EQUATION = re.compile(r"\bE\d+\b")
BARE_OWNERS = ("science", "levers", "economics", "settings", "audit")
"""Records whose fields are parameters or levers: known by their name alone."""

ALIASED = re.compile(r"kinds\[[A-Z_]+\]|people\.\w+\[row\]|(department|science|levers)\.\w+")
ROWS = {"people": "person", "departments": "department"}
WIDTH = 100
UNBOUND_MODULES = ("bounds",)
"""Modules whose functions serve everywhere, so that one caller's arguments would mislead."""


@dataclass(frozen=True)
class Rule:
    """A function of the science: where it stands, what it cites, what it computes."""

    name: str
    module: str
    equations: tuple[str, ...]
    meaning: str
    formula: str

    @property
    def dotted(self) -> str:
        """Full name."""
        return f"{self.module}.{self.name}"


class _Readable(ast.NodeTransformer):
    """Plain mathematics: no NumPy prefix, no owners of parameters, whole numbers without a point."""

    def __init__(self, constants: dict[str, ast.expr], rule_name: str) -> None:
        self.constants = constants
        self.rule_name = rule_name

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        if isinstance(node.value, ast.Name) and node.value.id in ("np", "math", *BARE_OWNERS):
            if node.attr == self.rule_name:
                return ast.Attribute(ast.Name(_group_of(node.attr)), node.attr)
            return ast.Name({"minimum": "min", "maximum": "max"}.get(node.attr, node.attr))
        if isinstance(node.value, ast.Name):
            return node
        owner: ast.expr = self.visit(node.value)
        if isinstance(owner, ast.Subscript) and isinstance(owner.value, ast.Name):
            owner = ast.Name(ROWS[owner.value.id]) if owner.value.id in ROWS else owner
        return ast.Attribute(owner, node.attr)

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        inner = node.value
        if isinstance(inner, ast.Attribute) and isinstance(inner.value, ast.Name) and inner.value.id in ROWS:
            return ast.Attribute(ast.Name(ROWS[inner.value.id]), inner.attr)
        if isinstance(inner, ast.Name) and inner.id == "kind_settings":
            return ast.Name("settings")
        return ast.Subscript(self.visit(inner), self.visit(node.slice))

    def visit_Name(self, node: ast.Name) -> ast.expr:
        value = self.constants.get(node.id)
        if isinstance(value, ast.Constant):
            return self.visit_Constant(value)
        return ast.Name(node.id.lower())

    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        is_whole = isinstance(node.value, float) and node.value.is_integer()
        return ast.Constant(int(node.value)) if is_whole else node  # type: ignore[arg-type]


class _Handed(ast.NodeTransformer):
    """Put what the engine hands over in the place of a rule's arguments."""

    def __init__(self, handed: dict[str, ast.expr]) -> None:
        self.handed = handed

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self.handed.get(node.id, node)


@cache
def rules() -> tuple[Rule, ...]:
    """Return every public function of the science, in the order of the source."""
    calls = _engine_calls()
    return tuple(
        rule
        for folder in RULE_FOLDERS
        for path in sorted((PACKAGE / folder).glob("*.py"))
        for rule in _rules_of(path, calls)
    )


def cited_equations(docstring: str) -> tuple[str, ...]:
    """Return the equations a docstring names, in its source line or else anywhere."""
    return tuple(dict.fromkeys(EQUATION.findall(docstring.rpartition("Source:")[2])))


def rules_citing(equation: str) -> tuple[Rule, ...]:
    """Return the rules whose docstring names an equation."""
    return tuple(rule for rule in rules() if equation in rule.equations)


def rules_named(*names: str) -> tuple[Rule, ...]:
    """Return some rules by name, in the order asked for. Raises: KeyError for an unknown name."""
    by_name = {rule.name: rule for rule in rules()}
    return tuple(by_name[name] for name in names)


def functions_of(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    """Return the functions at the top of a module."""
    return (node for node in tree.body if isinstance(node, ast.FunctionDef))


def _rules_of(path: Path, calls: dict[str, list[list[ast.expr]]]) -> Iterator[Rule]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    constants = _constants(tree)
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    # what an auditor scores has telling names of its own
    is_unbound = path.stem in UNBOUND_MODULES or path.parent.name in ("indicators", "maturity")
    for function in functions_of(tree):
        if function.name.startswith("_"):
            continue
        docstring = ast.get_docstring(function) or ""
        yield Rule(
            name=function.name,
            module=module,
            equations=cited_equations(docstring),
            meaning=docstring.partition("\n\n")[0].replace("\n", " "),
            formula=_formula(function, constants, [] if is_unbound else calls.get(function.name, [])),
        )


def _constants(tree: ast.Module) -> dict[str, ast.expr]:
    return {
        node.targets[0].id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }


def _engine_calls() -> dict[str, list[list[ast.expr]]]:
    """Return the arguments of every call in the engine, by the name of the function called."""
    calls: dict[str, list[list[ast.expr]]] = {}
    for path in sorted((PACKAGE / "engine").glob("*.py")):
        for function in functions_of(ast.parse(path.read_text(encoding="utf-8"))):
            aliases = _Handed(_aliases(function))
            for node in ast.walk(function):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                    arguments = [aliases.visit(argument) for argument in node.args]
                    calls.setdefault(node.func.id, []).append(arguments)
    return calls


def _aliases(function: ast.FunctionDef) -> dict[str, ast.expr]:
    """Return local names for one row or field, such as ``care = kinds[CUSTOMER_SERVICE]``."""
    return {
        node.targets[0].id: node.value
        for node in ast.walk(function)
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and ALIASED.fullmatch(ast.unparse(node.value))
    }


@cache
def _group_of(parameter: str) -> str:
    names = (declaration.name.split(".") for declaration in declarations())
    return next(name[0] for name in names if name[-1] == parameter)


def _formula(function: ast.FunctionDef, constants: dict[str, ast.expr], calls: list[list[ast.expr]]) -> str:
    handed: dict[str, ast.expr] = {}
    if len(calls) == 1:
        names = [argument.arg for argument in function.args.args]
        handed = {name: value for name, value in zip(names, calls[0], strict=True) if _is_telling(value)}
    body = function.body[1:] if ast.get_docstring(function) else function.body
    readable = _Readable(constants, function.name)
    plain = [readable.visit(_Handed(handed).visit(statement)) for statement in body]
    texts = [ast.unparse(ast.fix_missing_locations(statement)) for statement in plain]
    if any(isinstance(statement, ast.If | ast.For) for statement in plain):
        indented = "\n".join(texts).replace("\n", "\n    ")
        return "\n".join(_folded(f"{function.name}:\n    {indented}"))
    texts[-1] = texts[-1].replace("return", f"{function.name} =", 1)
    return "\n".join(_folded("\n".join(texts)))


def _is_telling(value: ast.expr) -> bool:
    """Return whether an argument says more than the name the rule has for it."""
    if isinstance(value, ast.BinOp):
        return _is_telling(value.left) and _is_telling(value.right)
    return isinstance(value, ast.Attribute | ast.Subscript)


def _folded(text: str) -> list[str]:
    """Break long lines where the fewest brackets are open, and as late as possible."""
    lines: list[str] = []
    for line in text.splitlines():
        indent = " " * (len(line) - len(line.lstrip()) + 4)
        while len(line) > WIDTH:
            cut = _best_cut(line)
            lines.append(line[:cut].rstrip())
            line = indent + line[cut:].lstrip()
        lines.append(line)
    return lines


def _best_cut(line: str) -> int:
    depth = 0
    cuts: list[tuple[int, bool, int]] = []
    for place, character in enumerate(line[:WIDTH]):
        depth += (character in "([") - (character in ")]")
        if place > WIDTH // 3 and BREAKS.match(line, place):
            cuts.append((-depth, line[place + 1] != "*", place))
    return max(cuts)[2]
