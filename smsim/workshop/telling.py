"""What a lesson lets a room find out, told once it has been found out and not before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from smsim.errors import WorkshopError
from smsim.workshop.lesson_tables import LessonDecision, Question, Step
from smsim.workshop.lessons import Lesson
from smsim.workshop.session import Session


def told_outcome(session: Session) -> dict[str, Any]:
    """Return the `outcome` of the step a session stands in, with `answer` and `because` of what it reveals.

    Raises: WorkshopError, if something the step asks for has not been done, or its months not been shown.
    """
    lesson = session.opening.lesson
    if lesson is None:
        raise WorkshopError("There is no lesson here, so it has no outcome.")
    step = lesson.file.step[min(session.step, len(lesson.file.step) - 1)]
    open_deeds = list(_open_deeds(session, step))
    if open_deeds:
        raise WorkshopError(f"The outcome of '{step.title}' is told after this: {', '.join(open_deeds)}.")
    question = _revealed(lesson, step)
    return {
        "outcome": step.outcome,
        "answer": question.answer if question else None,
        "because": question.because if question else "",
    }


def _open_deeds(session: Session, step: Step) -> Iterator[str]:
    for deed in step.deeds:
        if deed == "predict":
            is_done = step.predict is not None and step.predict.id in session.predictions
        elif deed == "decide":
            is_done = step.decide is not None and _is_decided(session, step.decide)
        elif deed == "play":
            is_done = step.until is not None and _shown_until(session) >= step.until
        else:
            is_done = deed in session.done
        if not is_done:
            yield deed


def _is_decided(session: Session, decision: LessonDecision) -> bool:
    shown = session.panes[decision.pane : decision.pane + 1]
    return any(session.branch(own_id).label == decision.label for own_id in shown)


def _shown_until(session: Session) -> int:
    return min(session.seen.get(own_id, -1) for own_id in session.panes)


def _revealed(lesson: Lesson, step: Step) -> Question | None:
    asked = (other.predict for other in lesson.file.step)
    return next((question for question in asked if question and question.id == step.reveal), None)
