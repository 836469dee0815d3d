"""Sessions on disk: a browser's reload and a restart of the server lose nothing."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from smsim.errors import ResultError, SmsimError
from smsim.placing import free_name
from smsim.workshop.branches import LONGEST_LABEL, rebuilt
from smsim.workshop.lesson_tables import MOST_PANES
from smsim.workshop.opening import Opening
from smsim.workshop.rearrangements import AnyPart
from smsim.workshop.room_decisions import RoomDecision
from smsim.workshop.session import MOST_BRANCHES, Session

FORMAT, FORMAT_VERSION = "smsim workshop session", 2
SUFFIX, ASIDE, UNFINISHED = ".json", ".set-aside", ".unfinished"
LARGEST_FILE = 64 * 2**20
"""Bytes; the fullest session, all branches with all decisions and rearrangements, takes less."""


class KeptStep(BaseModel):
    """One decision."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    settings: dict[str, Any]
    rearrangement: tuple[AnyPart, ...]


class KeptBranch(BaseModel):
    """One branch that is not an opening one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    parent: str
    month: int
    label: str
    steps: tuple[KeptStep, ...]


class KeptSession(BaseModel):
    """What a file holds; `opened` and `model` say what the branches go back to."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: str
    format_version: int
    opened: str
    model: str
    branches: tuple[KeptBranch, ...]
    branches_made: int
    panes: tuple[str, ...] = Field(min_length=1, max_length=MOST_PANES)
    month: int = Field(ge=0)
    step: int = Field(ge=0)
    done: tuple[str, ...] = ()
    charts: tuple[str, ...] = ()
    predictions: dict[str, Any]
    seen: dict[str, int]


class SessionStore:
    """A folder with a file for each session: one browser and one opening.

    `say` is told in a sentence what cannot be used or kept; the workshop goes on without. One thread at a
    time may save the session of a browser.
    """

    def __init__(self, folder: Path, opening: Opening, say: Callable[[str], None]) -> None:
        self.folder = folder
        self.opening = opening
        self._say = say
        self._staying: set[Path] = set()

    def require_usable(self) -> None:
        """Make the folder if need be. Raises: ResultError, if nothing can be kept there."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            raise ResultError(
                f"Sessions cannot be kept in '{self.folder}': {problem.strerror or problem}; name another "
                "folder with --keep."
            ) from None
        if not os.access(self.folder, os.W_OK):
            raise ResultError(
                f"Sessions cannot be kept in '{self.folder}': no access; name another folder with --keep."
            )

    def file_of(self, browser: str) -> Path:
        """Return the file of a browser; its name does not give away the cookie."""
        digest = blake2b(browser.encode(), digest_size=8).hexdigest()
        return self.folder / f"{self.opening.key[:16]}-{digest}{SUFFIX}"

    def load(self, browser: str) -> Session:
        """Return the session of a browser as it was left, or a fresh one."""
        file = self.file_of(browser)
        if not file.exists():
            return Session.fresh(self.opening)
        try:
            return self._restored(self._read(file))
        except (OSError, ValueError, SmsimError) as problem:
            session = Session.fresh(self.opening)
            session.remarks.append(self._set_aside(file, problem))
            return session

    def _read(self, file: Path) -> KeptSession:
        if file.stat().st_size > LARGEST_FILE:
            raise ValueError("it is too large")
        try:
            kept = KeptSession.model_validate_json(file.read_bytes())
        except ValidationError:
            raise ValueError("it is damaged") from None
        if (kept.format, kept.format_version) != (FORMAT, FORMAT_VERSION):
            raise ValueError("it has another format")
        if kept.opened != self.opening.key or kept.model != self.opening.model:
            raise ValueError("another version of the model wrote it")
        return kept

    def _restored(self, kept: KeptSession) -> Session:
        """Take all decisions again. Raises: ValueError, WorkshopError, if the file contradicts itself."""
        session = Session.fresh(self.opening)
        if len(kept.branches) > MOST_BRANCHES:
            raise ValueError("it has too many branches")
        for entry in kept.branches:
            parent = session.branch(entry.parent)
            session.require_month(entry.month)
            if entry.id in session.branches or entry.month < parent.month or not entry.steps:
                raise ValueError("its branches contradict each other")
            steps = tuple(RoomDecision(step.settings, step.rearrangement) for step in entry.steps)
            label = entry.label[:LONGEST_LABEL]
            session.branches[entry.id] = rebuilt(parent, entry.month, steps, entry.id, label)
        session.show(kept.panes)
        session.branches_made = kept.branches_made
        session.note(kept.month, kept.step, kept.predictions, kept.done, kept.charts)
        session.seen = {own_id: month for own_id, month in kept.seen.items() if own_id in session.branches}
        return session

    def _set_aside(self, file: Path, problem: Exception) -> str:
        try:
            aside = free_name(file.with_suffix(ASIDE))
            remains = f"it is set aside as {file.rename(aside).name}"
            self._staying.discard(file)
        except OSError:
            remains = "it stays where it is, and what is done now is not kept"
            self._staying.add(file)
        reason = str(problem).rstrip(".")
        sentence = f"What was done here before could not be taken up again ({reason}); {remains}."
        self._say(sentence)
        return sentence

    def save(self, browser: str, session: Session) -> None:
        """Write a session, whole or not at all, unless something else stands there that is to stay."""
        file = self.file_of(browser)
        if file in self._staying:
            return
        unfinished = file.with_suffix(f".{os.getpid()}{UNFINISHED}")
        try:
            unfinished.write_text(json.dumps(self._document(session), indent=1), encoding="ascii")
            unfinished.replace(file)
        except OSError as problem:
            with suppress(OSError):
                unfinished.unlink(missing_ok=True)
            self._say(f"The session could not be kept in '{file}': {problem.strerror or problem}.")

    def _document(self, session: Session) -> dict[str, Any]:
        branches = [
            {
                "id": branch.id,
                "parent": branch.parent.id,
                "month": branch.month,
                "label": branch.label,
                "steps": [
                    {
                        "settings": dict(step.settings),
                        "rearrangement": [part.model_dump() for part in step.rearrangement],
                    }
                    for step in branch.steps
                ],
            }
            for branch in session.branches.values()
            if branch.parent is not None
        ]
        return {
            "format": FORMAT,
            "format_version": FORMAT_VERSION,
            "opened": self.opening.key,
            "model": self.opening.model,
            "branches": branches,
            "branches_made": session.branches_made,
            "panes": session.panes,
            "month": session.month,
            "step": session.step,
            "done": session.done,
            "charts": session.charts,
            "predictions": session.predictions,
            "seen": session.seen,
        }
