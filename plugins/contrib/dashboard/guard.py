"""What stands in front of every page: who asks, how, and what browsers may do with the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders, QueryParams
from starlette.requests import Request
from starlette.responses import Response

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from .access import Access

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""What every answer says to browsers: nothing from elsewhere, nothing in frames, nothing kept, nothing told."""

STATIC = "/static/"
"""Where the style and the script are, which anybody may read."""

_READING = ("GET", "HEAD")
_LONGEST = 8192
"""Characters of an address."""


class Guard:
    """The application behind checks: Host, method, and token or cookie. Nothing of it is asked before they are passed.

    `say` makes the page for what is refused, from its status, headline and text; `enter` the one that leads on from
    the printed address to the page behind it.
    """

    def __init__(
        self,
        application: ASGIApp,
        access: Access,
        say: Callable[[int, str, str], Response],
        enter: Callable[[], Response],
    ) -> None:
        self._application = application
        self._access = access
        self._say = say
        self._enter = enter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, with `HEADERS`."""
        if scope["type"] != "http":
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        answer = self._own_answer(scope) or self._application
        await answer(scope, receive, send_guarded)

    def _own_answer(self, scope: Scope) -> Response | None:
        """What there is to say without asking the application; None when the request may pass."""
        headers = Headers(scope=scope)
        access = self._access
        if not access.knows_host(headers.getlist("host")):
            return self._say(
                421, "This is another server", "The address was called by a name that does not belong to this server."
            )
        if scope["method"] not in _READING:
            answer = self._say(405, "Nothing can be changed here", "These pages are for reading alone.")
            answer.headers["Allow"] = ", ".join(_READING)
            return answer
        if len(scope["raw_path"]) + len(scope["query_string"]) > _LONGEST:
            return self._say(414, "That is too long", "Addresses of pages are shorter.")
        path: str = scope["path"]
        if path.startswith(STATIC):
            return None
        if path == f"{access.base}/" and access.opens(QueryParams(scope["query_string"]).get("token", "")):
            answer = self._enter()
            answer.headers["Set-Cookie"] = access.set_cookie
            return answer
        is_below = path.startswith(f"{access.base}/")
        if is_below and access.admits(Request(scope).cookies, headers.get("authorization", "")):
            return None
        return self._say(
            403,
            "The key is missing",
            "Open the address that the command has printed: it has a token in it, which is another one each time.",
        )
