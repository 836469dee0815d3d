"""What one browser has done in a workshop: branches, what is shown, notes; nothing that can be worked out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from smsim.errors import WorkshopError
from smsim.workshop.branches import LONGEST_LABEL, Branch, named, rebuilt
from smsim.workshop.lessons import lesson_document
from smsim.workshop.levers import lever_documents
from smsim.workshop.opening import Opening
from smsim.workshop.room_decisions import RoomDecision

MOST_BRANCHES = 64
MOST_STEPS = 64
"""Decisions one branch takes over at its month; what is kept of a session is so bounded."""


@dataclass
class Session:
    """The tree of branches of one browser and where it stands in it.

    `panes` are ids of the branches shown; `month` and `step` are where the page was, `done` what the room has
    done of the step, and `charts` which it showed; `seen` is the last month of each branch that was asked
    for, -1 for none; `remarks` are sentences the room should know.
    """

    opening: Opening
    branches: dict[str, Branch] = field(default_factory=dict)
    panes: list[str] = field(default_factory=list)
    month: int = 0
    step: int = 0
    done: list[str] = field(default_factory=list)
    charts: list[str] = field(default_factory=list)
    predictions: dict[str, Any] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)
    branches_made: int = 0
    remarks: list[str] = field(default_factory=list)

    @classmethod
    def fresh(cls, opening: Opening) -> "Session":
        """Return a session in which nothing has been done yet."""
        branches = {branch.id: branch for branch in opening.branches()}
        remarks = list(opening.plan.told)
        return cls(opening=opening, branches=branches, panes=list(branches), remarks=remarks)

    def branch(self, own_id: str) -> Branch:
        """Return the branch called so. Raises: WorkshopError."""
        if own_id not in self.branches:
            raise WorkshopError(f"There is no branch '{own_id}'; there are {', '.join(self.branches)}.")
        return self.branches[own_id]

    def require_month(self, month: int) -> None:
        """Refuse a month outside the run. Raises: WorkshopError."""
        if month >= self.opening.months:
            last = self.opening.months - 1
            raise WorkshopError(f"Month {month} is past the end; the last is month {last}.")

    def children(self, branch: Branch) -> list[Branch]:
        """Return the branches that branch off another."""
        return [other for other in self.branches.values() if other.parent is branch]

    def show(self, panes: Sequence[str]) -> None:
        """Show these branches. Raises: WorkshopError."""
        self.panes = [self.branch(own_id).id for own_id in panes]

    def decide(self, own_id: str, month: int, decision: RoomDecision, pane: int) -> Branch:
        """Take a decision in the state a branch has at the start of `month`; show what comes of it.

        A branch that began in this very month takes the decision over, unless others go on from it.
        Raises: WorkshopError.
        """
        self.require_month(month)
        line = self.branch(own_id).owner(month)
        if line.parent is not None and line.month == month and not self.children(line):
            branch = self._renewed(line, (*line.steps, decision), line.id)
        else:
            branch = self._grown(line, month, decision)
        self._put(branch, pane)
        return branch

    def _grown(self, parent: Branch, month: int, decision: RoomDecision) -> Branch:
        if len(self.branches) >= MOST_BRANCHES:
            raise WorkshopError(f"There are {MOST_BRANCHES} branches, which is the most; undo one first.")
        branch = rebuilt(parent, month, (decision,), self._new_id())
        self.branches[branch.id] = branch
        self.seen[branch.id] = min(self.seen.get(parent.id, -1), month - 1)
        return branch

    def _renewed(self, branch: Branch, steps: tuple[RoomDecision, ...], own_id: str) -> Branch:
        """Put a branch with other decisions at the same month in the place of `branch`."""
        if len(steps) > MOST_STEPS:
            raise WorkshopError(
                f"{MOST_STEPS} decisions were taken in month {branch.month}, which is the most; take this "
                "one in a later month."
            )
        assert branch.parent is not None
        renewed = rebuilt(branch.parent, branch.month, steps, own_id)
        self._forget(branch)
        self.branches[own_id] = renewed
        self.seen[own_id] = branch.month - 1
        return renewed

    def _forget(self, branch: Branch) -> None:
        del self.branches[branch.id]
        self.seen.pop(branch.id, None)

    def _new_id(self) -> str:
        self.branches_made += 1
        return str(self.branches_made)

    def undo(self, own_id: str, pane: int) -> Branch:
        """Take back the last decision of a branch and return what is shown now.

        What is left of its decisions is a branch of its own id; with the only one the branch goes, and its
        parent is shown. Raises: WorkshopError.
        """
        branch = self.branch(own_id)
        if branch.parent is None:
            raise WorkshopError("There is nothing to undo: no decision has been taken here.")
        if self.children(branch):
            raise WorkshopError("Other branches go on from this one; undo them first.")
        if len(branch.steps) > 1:
            shown = self._renewed(branch, branch.steps[:-1], self._new_id())
        else:
            shown = branch.parent
            self._forget(branch)
        self.panes = [shown.id if own == own_id else own for own in self.panes]
        self._put(shown, pane)
        return shown

    def _put(self, branch: Branch, pane: int) -> None:
        """Show a branch in a pane; a second pane comes into being where there was one."""
        place = min(pane, len(self.panes))
        self.panes[place : place + 1] = [branch.id]

    def rename(self, own_id: str, label: str) -> None:
        """Give a branch another label. Raises: WorkshopError."""
        branch = self.branch(own_id)
        words = " ".join(label.split())
        if not words or len(words) > LONGEST_LABEL:
            raise WorkshopError(f"A label has from 1 to {LONGEST_LABEL} letters.")
        if branch.parent is None:
            raise WorkshopError("An opening scenario keeps its name; rename a branch of it.")
        renamed = named(branch, words)
        self.branches[own_id] = renamed
        self._adopt(branch, renamed)

    def _adopt(self, before: Branch, after: Branch) -> None:
        """Let those that branch off one branch branch off another with the same run."""
        for child in self.children(before):
            moved = replace(child, parent=after)
            self.branches[child.id] = moved
            self._adopt(child, moved)

    def note(
        self,
        month: int | None = None,
        step: int | None = None,
        predictions: Mapping[str, Any] | None = None,
        done: Sequence[str] | None = None,
        charts: Sequence[str] | None = None,
    ) -> None:
        """Keep where the page is, for a reload; of another step nothing has been done yet."""
        if month is not None:
            self.month = min(month, self.opening.months - 1)
        if step is not None:
            self.done = self.done if step == self.step else []
            self.step = step
        if predictions is not None:
            self.predictions = dict(predictions)
        if done is not None:
            self.done = list(done)
        if charts is not None:
            self.charts = list(charts)

    def saw(self, own_id: str, month: int) -> None:
        """Keep that a month of a branch was asked for."""
        self.seen[own_id] = max(month, self.seen.get(own_id, -1))

    def document(self) -> dict[str, Any]:
        """Return what the page is told of the session."""
        opening = self.opening
        return {
            "months": opening.months,
            "seed": str(opening.seed),
            "employees": opening.organisation.employees,
            "levers": list(lever_documents(opening.plan.scenarios[0].forms)),
            "branches": [self._branch_document(branch) for branch in self.branches.values()],
            "panes": list(self.panes),
            "month": self.month,
            "step": self.step,
            "done": list(self.done),
            "charts": list(self.charts),
            "predictions": self.predictions,
            "lesson": opening.lesson and lesson_document(opening.lesson),
            "remarks": list(self.remarks),
        }

    def _branch_document(self, branch: Branch) -> dict[str, Any]:
        return {
            "id": branch.id,
            "parent": branch.parent.id if branch.parent else None,
            "month": branch.month,
            "label": branch.label,
            "name": branch.scenario.name,
            "title": branch.scenario.title or branch.scenario.name,
            "seen": self.seen.get(branch.id, -1),
            "decisions": [list(decision) for decision in branch.decisions],
        }
