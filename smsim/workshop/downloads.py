"""What can be taken home, over HTTP: for the browser whose session it is, one at a time."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from smsim.errors import SmsimError, WorkshopError
from smsim.workshop import exports
from smsim.workshop.answering import SessionHandler
from smsim.workshop.branches import Branch
from smsim.workshop.opening import Opening

WRONG = 400
HandlerOf = Callable[[Request], SessionHandler]


class Downloads:
    """Makes files to take home; one at a time, since a moving picture takes seconds of all there is."""

    def __init__(self, opening: Opening, handler_of: HandlerOf) -> None:
        self._opening = opening
        self._handler_of = handler_of
        self._one_at_a_time = Lock()

    def routes(self) -> list[BaseRoute]:
        """Return the addresses of all files."""
        return [
            Route("/export/run.html", self._guarded(self._page), methods=["GET"]),
            Route("/export/{branch}/scenario.toml", self._guarded(self._scenario), methods=["GET"]),
            Route("/export/{branch}/picture.png", self._guarded(self._picture), methods=["GET"]),
            Route("/export/{branch}/run.gif", self._guarded(self._animation), methods=["GET"]),
            Route("/export/{branch}/tables.zip", self._guarded(self._tables), methods=["GET"]),
        ]

    def _guarded(self, make: Callable[[Request], Response]) -> Callable[[Request], Response]:
        def answer(request: Request) -> Response:
            try:
                with self._one_at_a_time:
                    return make(request)
            except SmsimError as problem:
                return PlainTextResponse(f"{problem}\n", WRONG)

        return answer

    def _branch(self, request: Request) -> Branch:
        return self._handler_of(request).branch(request.path_params["branch"])

    def _page(self, request: Request) -> Response:
        named = [request.query_params[key] for key in ("a", "b") if key in request.query_params]
        if not named:
            raise WorkshopError("Name the branches to take home: run.html?a=ID, or run.html?a=ID&b=ID.")
        handler = self._handler_of(request)
        branches = [handler.branch(own_id) for own_id in named]
        return _file(exports.page(self._opening, branches), f"{exports.export_name(branches)}.html")

    def _scenario(self, request: Request) -> Response:
        branch = self._branch(request)
        text = exports.scenario_file(self._opening, branch)
        return _file(text.encode("utf-8"), f"{exports.export_name([branch])}.toml")

    def _picture(self, request: Request) -> Response:
        branch = self._branch(request)
        last = self._opening.months - 1
        month = request.query_params.get("month", str(last))
        if not (month.isascii() and month.isdecimal() and len(month) < 5 and int(month) <= last):
            raise WorkshopError(f"month must be a whole number from 0 to {last}.")
        content = exports.picture(self._opening, branch, int(month))
        return _file(content, f"{exports.export_name([branch])}-month-{month}.png")

    def _animation(self, request: Request) -> Response:
        branch = self._branch(request)
        content = exports.animation(self._opening, branch)
        return _file(content, f"{exports.export_name([branch])}.gif")

    def _tables(self, request: Request) -> Response:
        branch = self._branch(request)
        content = exports.tables(self._opening, branch)
        return _file(content, f"{exports.export_name([branch])}-tables.zip")


MEDIA_TYPES = {
    "html": "text/html", "toml": "application/toml", "png": "image/png", "gif": "image/gif",
    "zip": "application/zip",
}  # fmt: skip


def _file(content: bytes, name: str) -> Response:
    """Return a file to be saved under a name of letters, digits and hyphens."""
    return Response(
        content,
        media_type=MEDIA_TYPES[name.rpartition(".")[2]],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
