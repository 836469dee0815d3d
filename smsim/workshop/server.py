"""The workshop as a web application: a page, its files, one WebSocket and what can be taken home."""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict
from collections.abc import Awaitable, Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib.resources import files
from importlib.resources.abc import Traversable
from threading import Lock

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from smsim.errors import WorkshopError
from smsim.player.page import live_page
from smsim.workshop.answering import SessionHandler, ghosts_of
from smsim.workshop.branches import Branch
from smsim.workshop.downloads import Downloads
from smsim.workshop.frame_cache import FrameCache
from smsim.workshop.guarding import COOKIE, COOKIE_DAYS, Guard, browser_of, is_from_elsewhere, new_browser
from smsim.workshop.live import converse
from smsim.workshop.opening import Opening
from smsim.workshop.session_store import SessionStore

MOST_CONNECTIONS = 8
MOST_BROWSERS = 16
NO_COOKIE, TOO_MANY = 4403, 4429
PLAYER = "smsim.player"
TEXT = "text/plain"
ASK_AGAIN = '<!doctype html><title>smsim workshop</title><meta http-equiv="refresh" content="0;url=/">'
"""Asked for by a page of this machine, the browser sends its cookie, and finds what it did before."""

SECONDS_A_DAY = 24 * 60 * 60


class Workshop:
    """All browsers of a server; what they share is the opening and the frames."""

    def __init__(self, opening: Opening, store: SessionStore) -> None:
        self.opening = opening
        self.cache = FrameCache(opening)
        self.connections: Counter[str] = Counter()
        self._store = store
        self._handlers: OrderedDict[str, SessionHandler] = OrderedDict()
        self._lock = Lock()
        self._one_at_a_time = ThreadPoolExecutor(1, "ghosts")

    def handler(self, browser: str) -> SessionHandler:
        """Return who answers a browser; what it did before is taken up again."""
        with self._lock:
            if browser not in self._handlers:
                session = self._store.load(browser)
                self._handlers[browser] = SessionHandler(browser, session, self.cache, self._store)
            self._handlers.move_to_end(browser)
            self._forget_oldest(browser)
            return self._handlers[browser]

    def _forget_oldest(self, wanted: str) -> None:
        """Forget those who have been away longest: what they did is on disk.

        Whoever is connected stays, or a second page of the same browser would be answered by another.
        """
        away = [name for name in self._handlers if name != wanted and not self.connections[name]]
        for name in away[: max(0, len(self._handlers) - MOST_BROWSERS)]:
            del self._handlers[name]

    def handler_of(self, request: Request) -> SessionHandler:
        """Return who answers the browser that asks for a file. Raises: WorkshopError, if it is unknown."""
        browser = browser_of(request.cookies)
        if browser is None:
            raise WorkshopError("Open the page first, in this browser.")
        return self.handler(browser)

    @contextmanager
    def connected(self, browser: str) -> Iterator[None]:
        """Count a page of a browser while it is there."""
        self.connections[browser] += 1
        try:
            yield
        finally:
            self.connections[browser] -= 1
            self.connections += Counter()  # keeps those that are there

    async def ghosts(self, handler: SessionHandler, wanted: Branch) -> str:
        """Return other luck of a plan that is shown, one plan at a time.

        Raises: WorkshopError, if something else is shown by the time it would have its turn.
        """
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._one_at_a_time, self._ghosts, handler, wanted)

    def _ghosts(self, handler: SessionHandler, wanted: Branch) -> str:
        branch = handler.shown(wanted.id)
        if branch.key != wanted.key:
            raise WorkshopError("The plan is another one meanwhile; ask again.")
        return ghosts_of(branch, self.opening.seed)


def application(workshop: Workshop, port: int) -> Starlette:
    """Return the application; `port` is the one it will be asked at."""
    return Starlette(
        routes=[
            Route("/", _page, methods=["GET"]),
            Route("/static/{name:path}", _static(static_files()), methods=["GET"]),
            *Downloads(workshop.opening, workshop.handler_of).routes(),
            WebSocketRoute("/live", _live(workshop)),
        ],
        middleware=[Middleware(Guard, port=port)],
    )


def _page(request: Request) -> Response:
    browser = browser_of(request.cookies)
    if browser is None and is_from_elsewhere(request.headers):
        return HTMLResponse(ASK_AGAIN)
    response = HTMLResponse(live_page("smsim workshop"))
    response.set_cookie(
        COOKIE,
        browser or new_browser(),
        max_age=COOKIE_DAYS * SECONDS_A_DAY,
        httponly=True,
        samesite="strict",
    )
    return response


def _static(known: Mapping[str, Traversable]) -> Callable[[Request], Response]:
    def static(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in known:
            return PlainTextResponse("There is no such file.\n", 404)
        return Response(known[name].read_bytes(), media_type=media_type(name))

    return static


def _live(workshop: Workshop) -> Callable[[WebSocket], Awaitable[None]]:
    async def live(socket: WebSocket) -> None:
        browser = browser_of(socket.cookies)
        await socket.accept()
        if browser is None:
            await socket.close(NO_COOKIE, "Open the page first.")
            return
        if workshop.connections.total() >= MOST_CONNECTIONS:
            await socket.close(TOO_MANY, f"There are {MOST_CONNECTIONS} pages open, which is the most.")
            return
        with workshop.connected(browser):
            handler = await asyncio.to_thread(workshop.handler, browser)  # a long session takes its time
            await converse(socket, handler, workshop.ghosts)

    return live


def static_files() -> dict[str, Traversable]:
    """Return the files of the page by name: these, and nothing else, can be asked for."""
    return dict(_files_in(files(PLAYER).joinpath("static"), ""))


def _files_in(folder: Traversable, prefix: str) -> list[tuple[str, Traversable]]:
    found: list[tuple[str, Traversable]] = []
    for entry in folder.iterdir():
        if entry.is_dir():
            found += _files_in(entry, f"{prefix}{entry.name}/")
        else:
            found.append((f"{prefix}{entry.name}", entry))
    return found


def media_type(name: str) -> str:
    """Return what kind of file a name stands for, whatever the system believes of it."""
    known = {".js": "text/javascript", ".css": "text/css", ".html": "text/html", ".json": "application/json"}
    return next((kind for suffix, kind in known.items() if name.endswith(suffix)), TEXT)
