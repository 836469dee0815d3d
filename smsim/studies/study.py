"""What a study returns: words, tables and figures that are made when they are asked for."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from html import escape
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console, Group, RenderableType

from smsim.errors import ResultError, nearest
from smsim.experiments.results import ResultContents, require_usable_folder, write_result_folder
from smsim.experiments.words import join_words
from smsim.views.text import WIDTH, print_lines

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from smsim.studies.observing import Observer
    from smsim.views.style import Drawing

MOST_NAMED = 5


class Told(ABC):
    """Something that is said in words: as a text, in colours by rich, and at the prompt."""

    @abstractmethod
    def lines(self) -> Iterator[RenderableType]:
        """Yield the tables and sentences that the command prints."""

    def __str__(self) -> str:
        """Return what the command prints."""
        paper = StringIO()
        console = Console(
            file=paper,
            width=WIDTH,
            highlight=False,
            color_system=None,
            force_terminal=False,
            force_jupyter=False,
        )
        print_lines(self.lines(), console)
        return paper.getvalue().removesuffix("\n")

    def __repr__(self) -> str:
        """Return the text, which a prompt shows."""
        return str(self)

    def __rich__(self) -> Group:
        """Return what rich prints."""
        return Group(*self.lines())


class Study(Told):
    """The answer to a question: tables as DataFrames, figures, a summary, and a folder to save it in.

    Every table is an attribute too. `remarks` is what the command tells beside the answer.
    """

    def __init__(self, observer: Observer) -> None:
        """Make a study; `observer` is told what happens when it is saved."""
        self._observer = observer

    @property
    def remarks(self) -> tuple[str, ...]:
        """What should be known beside the answer."""
        return tuple(self._observer.remarks)

    @cached_property
    @abstractmethod
    def tables(self) -> Mapping[str, pd.DataFrame]:
        """The tidy tables of the result folder, by name."""

    @property
    @abstractmethod
    def summary(self) -> pd.DataFrame:
        """What it comes to, in one table."""

    @property
    @abstractmethod
    def documents(self) -> Mapping[str, Any]:
        """The JSON documents of the result folder, by name, as plain lists, words and numbers."""

    @abstractmethod
    def drawn(self) -> Iterator[tuple[str, Drawing]]:
        """Yield every figure with its folder inside ``figures/``."""

    @abstractmethod
    def contents(self) -> ResultContents:
        """Return what goes into the result folder."""

    @cached_property
    def _drawings(self) -> dict[str, Drawing]:
        return {f"{folder}{drawing.name}": drawing for folder, drawing in self.drawn()}

    @property
    def figures(self) -> tuple[str, ...]:
        """The names of the figures."""
        return tuple(self._drawings)

    def figure(self, name: str) -> Figure:
        """Return a figure of Matplotlib's by its name. Raises: ResultError for an unknown name."""
        if name not in self._drawings:
            raise ResultError(
                f"There is no figure '{name}'{nearest(name, self.figures)}: the figures are "
                f"{', '.join(self.figures) or 'none'}."
            )
        return self._drawings[name].figure

    def save(self, folder: str | Path, *, csv: bool = False) -> Path:
        """Write the result folder that the command writes with ``--out``; return it.

        An earlier result there is replaced; what smsim did not write stays. With `csv` every table is written
        as CSV too.

        Raises: ResultError, if the folder is no place for a result.
        """
        require_usable_folder(Path(folder))
        self.write(Path(folder), csv=csv)
        return Path(folder)

    def write(self, folder: Path, *, csv: bool) -> None:
        """Write the result folder whatever stands there; tell what in it is not smsim's own.

        Raises: ResultError, if it cannot be written.
        """
        found = write_result_folder(folder, self.contents(), has_csv=csv)
        if found.staying:
            self._observer.remark(f"left as it was, not being as smsim wrote it: {_named(found.staying)}.")
        for path, kept in found.kept.items():  # told in any case: somebody's file has another name now
            self._observer.warn(f"{path} was not as smsim wrote it, and is kept as {kept}.")

    def __getattr__(self, name: str) -> pd.DataFrame:
        """Return the table called `name`."""
        tables = {} if name.startswith("_") or name == "tables" else self.tables
        if name in tables:
            return tables[name]
        hint = nearest(name, tables)
        raise AttributeError(f"'{type(self).__name__}' has no attribute '{name}'{hint}", name=name, obj=self)

    def __dir__(self) -> list[str]:
        """Return the names of attributes and tables."""
        return [*super().__dir__(), *self.tables]

    def _repr_html_(self) -> str:
        """Return what a notebook shows: the beginning of the text, and the summary as a table."""
        head = str(self).strip().split("\n\n")[0]
        table = self.summary.to_html(index=False, na_rep="", float_format=lambda number: f"{number:.4g}")
        return f"<pre>{escape(head)}</pre>\n{table}"


def _named(paths: Sequence[str]) -> str:
    """Return the first few of some paths and how many there are besides."""
    few = [_printable(path) for path in paths[:MOST_NAMED]]
    rest = len(paths) - len(few)
    return join_words([*few, f"{rest:,} more"] if rest else few)


def _printable(path: str) -> str:
    """Return a path without signs that would steer a terminal."""
    return "".join(sign if sign.isprintable() else "?" for sign in path)
