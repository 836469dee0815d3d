"""From a question to its answer: what a session does, without any network."""

from __future__ import annotations

import json
from collections.abc import Mapping
from threading import Lock
from typing import Any

from smsim.errors import WorkshopError
from smsim.player import frames
from smsim.workshop import messages
from smsim.workshop.branches import Branch
from smsim.workshop.forecast import forecast
from smsim.workshop.frame_cache import FrameCache
from smsim.workshop.levers import values_in_force, values_of_form
from smsim.workshop.room_decisions import RoomDecision
from smsim.workshop.session import Session
from smsim.workshop.session_store import SessionStore
from smsim.workshop.telling import told_outcome

Answer = dict[str, Any]


class SessionHandler:
    """Answers the questions of one browser, one after the other, and keeps what they change."""

    def __init__(self, browser: str, session: Session, cache: FrameCache, store: SessionStore) -> None:
        self.session = session
        self._browser = browser
        self._cache = cache
        self._store = store
        self._lock = Lock()

    def answer(self, ask: messages.AnyAsk) -> str:
        """Return the answer as JSON. Raises: WorkshopError, a sentence that tells what is allowed."""
        with self._lock:
            if isinstance(ask, messages.Frames):
                return self._frames(ask)
            return compact(self._answer(ask))

    def _answer(self, ask: messages.AnyAsk) -> Answer:
        match ask:
            case messages.Open():
                return self._open()
            case messages.Show():
                self.session.show(ask.panes)
                return self._shown()
            case messages.AskLevers():
                return self._levers(ask)
            case messages.Forecast():
                self.session.require_month(ask.month)
                branch = self.session.branch(ask.branch)
                return dict(forecast(branch, ask.month, RoomDecision(ask.settings), self._cache.opening.seed))
            case messages.Decide():
                return self._decide(ask)
            case messages.Undo():
                branch = self.session.undo(ask.branch, ask.pane)
                return {"branch": branch.id, **self._shown()}
            case messages.Rename():
                self.session.rename(ask.branch, ask.label)
                self._keep()
                return {"session": self.session.document()}
            case messages.Note():
                self.session.note(ask.month, ask.step, ask.predictions, ask.done, ask.charts)
                self._keep()
                return {}
            case messages.AskOutcome():
                return told_outcome(self.session)
            case messages.Restart():
                self.session = Session.fresh(self._cache.opening)
                self._keep()
                return self._open()
        raise AssertionError(f"{ask.ask} is answered elsewhere")

    def _open(self) -> Answer:
        opening = self._cache.opening
        recording = frames.recording_document(
            opening.workforce, self._runs(), seed=opening.seed, months=opening.months
        )
        return {"recording": recording, "session": self.session.document()}

    def _shown(self) -> Answer:
        self._keep()
        return {"runs": self._runs(), "session": self.session.document()}

    def _runs(self) -> list[Answer]:
        return [self._cache.document(self.session.branch(own_id)) for own_id in self.session.panes]

    def _frames(self, ask: messages.Frames) -> str:
        branch = self.session.branch(ask.branch)
        self.session.require_month(ask.last)
        if not 0 <= ask.last - ask.first < messages.MOST_FRAMES:
            raise WorkshopError(f"Ask for 1 to {messages.MOST_FRAMES} months in a row.")
        made = self._cache.frames(branch, ask.first, ask.last)
        self.session.saw(branch.id, ask.last)
        return f'{{"branch":{json.dumps(branch.id)},"frames":[{",".join(made)}]}}'

    def _levers(self, ask: messages.AskLevers) -> Answer:
        self.session.require_month(ask.month)
        simulation = self._cache.simulation_at(self.session.branch(ask.branch), ask.month)
        return {"values": values_in_force(simulation), "of_form": values_of_form(simulation)}

    def _decide(self, ask: messages.Decide) -> Answer:
        if not ask.settings and not ask.rearrangement:
            raise WorkshopError("A decision needs a lever that is set or something done by hand.")
        decision = RoomDecision(ask.settings, tuple(ask.rearrangement))
        branch = self.session.decide(ask.branch, ask.month, decision, ask.pane)
        return {"branch": branch.id, **self._shown()}

    def _keep(self) -> None:
        self._store.save(self._browser, self.session)

    def branch(self, own_id: str) -> Branch:
        """Return a branch of the session. Raises: WorkshopError."""
        with self._lock:
            return self.session.branch(own_id)

    def shown(self, own_id: str) -> Branch:
        """Return a branch that stands in a pane. Raises: WorkshopError, if it does not."""
        with self._lock:
            branch = self.session.branch(own_id)
            if own_id not in self.session.panes:
                raise WorkshopError(f"Branch '{own_id}' is not shown, so its luck is not asked for.")
            return branch


def ghosts_of(branch: Branch, seed: int) -> str:
    """Return other luck of a branch's plan, as JSON; this takes a second or two."""
    # half a second of imports that nobody should wait for before the page is there
    from smsim.workshop.ghosts import ghosts_document, run_ghosts

    ghosts = run_ghosts(branch.inputs, branch.organisation, seed)
    return compact({"branch": branch.id, **ghosts_document(ghosts)})


def compact(document: Mapping[str, Any]) -> str:
    """Return a document as JSON without blanks."""
    return json.dumps(document, separators=(",", ":"), allow_nan=False)
