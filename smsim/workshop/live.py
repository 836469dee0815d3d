"""One connection of a page: questions come in, answers go out, and none is lost."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from functools import partial

from starlette.websockets import WebSocket, WebSocketDisconnect

from smsim.errors import SmsimError, WorkshopError
from smsim.workshop import messages
from smsim.workshop.answering import SessionHandler
from smsim.workshop.branches import Branch
from smsim.workshop.guarding import Bucket

LOG = logging.getLogger("smsim.workshop")
MESSAGES_A_SECOND, BURST = 60.0, 120
MOST_WAITING = 8
TOO_LARGE, WRONG_KIND = 1009, 1003
Ghosts = Callable[[SessionHandler, Branch], Awaitable[str]]
"""What answers with other luck of a branch, in its own time."""


async def converse(socket: WebSocket, handler: SessionHandler, ghosts: Ghosts) -> None:
    """Answer every question of a page until it leaves.

    Questions are answered in order; ghost runs are answered when they are ready. A page that asks too
    fast waits; one that sends too much at once, or anything but text, is cut off.
    """
    bucket = Bucket(MESSAGES_A_SECOND, BURST)
    slow: set[asyncio.Task[None]] = set()
    try:
        while True:
            text = await _text(socket)
            if text is None:
                return
            await asyncio.sleep(bucket.wait())
            await _take(socket, handler, ghosts, text, slow)
    except WebSocketDisconnect:
        return
    finally:
        for task in slow:
            task.cancel()


async def _text(socket: WebSocket) -> str | None:
    """Return the next message, None if it was none that may be sent: then the page is cut off."""
    message = await socket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", 1000))
    text: str | None = message.get("text")
    if text is None:
        await socket.close(WRONG_KIND)
        return None
    if len(text.encode()) > messages.LONGEST_MESSAGE:
        await socket.close(TOO_LARGE)
        return None
    return text


async def _take(
    socket: WebSocket, handler: SessionHandler, ghosts: Ghosts, text: str, slow: set[asyncio.Task[None]]
) -> None:
    try:
        ask = messages.read_ask(text)
        if not isinstance(ask, messages.AskGhosts):
            await _reply(socket, ask.id, partial(asyncio.to_thread, handler.answer, ask))
            return
        if len(slow) >= MOST_WAITING:
            raise WorkshopError("Other luck is being worked out already; ask again when it is there.")
        # what is shown now is what is meant, whatever is asked for next
        branch = await asyncio.to_thread(handler.shown, ask.branch)
    except WorkshopError as problem:
        await socket.send_text(_problem(messages.id_of(text), problem))
        return
    task = asyncio.create_task(_reply(socket, ask.id, partial(ghosts, handler, branch)))
    slow.add(task)
    task.add_done_callback(partial(_forget, slow))


def _forget(slow: set[asyncio.Task[None]], task: asyncio.Task[None]) -> None:
    slow.discard(task)
    if not task.cancelled():
        task.exception()  # the page left before its answer: nobody is there to be told


async def _reply(socket: WebSocket, own_id: int, answer: Callable[[], Awaitable[str]]) -> None:
    try:
        words = f'{{"id":{own_id},"answer":{await answer()}}}'
    except SmsimError as problem:
        words = _problem(own_id, problem)
    except Exception as fault:
        # a fault of ours must not end the lesson: the page is told, and the terminal why
        LOG.exception("a question could not be answered")
        words = _problem(own_id, WorkshopError(f"smsim failed to do this ({type(fault).__name__})."))
    await socket.send_text(words)


def _problem(own_id: int | None, problem: SmsimError) -> str:
    return json.dumps({"id": own_id, "problem": str(problem)})
