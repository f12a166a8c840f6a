"""Addresses and what answers them: pages, the same facts as JSON, errors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from ....core.errors import PilothouseError, RecordNotFoundError, ReleaseNotFoundError, UsageError
from ....core.process_limits import run_limited
from . import compare_page, drift_page, list_page, manifests_page, objects_page, overview_page, values_page
from .asked import Asked
from .assets import asset
from .guard import STATIC, Guard
from .work import BusyError, TooSlowError, Workers

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from starlette.requests import Request
    from starlette.types import ASGIApp

    from .access import Access
    from .site import Site

    Facts = Callable[[Site, Asked], dict[str, Any]]

_RELEASE = "/releases/{name}"
_PAGES: tuple[tuple[str, str, Facts], ...] = (
    ("/", "list.html", list_page.facts),
    (_RELEASE, "overview.html", overview_page.facts),
    (f"{_RELEASE}/manifests", "manifests.html", manifests_page.facts),
    (f"{_RELEASE}/values", "values.html", values_page.facts),
    (f"{_RELEASE}/objects", "objects.html", objects_page.facts),
    (f"{_RELEASE}/drift", "drift.html", drift_page.facts),
    (f"{_RELEASE}/compare", "compare.html", compare_page.facts),
)
"""Path, template, and what finds the facts that it shows."""

_API = "/api"


def application(site: Site, access: Access) -> ASGIApp:
    """Everything that is served, behind its guard."""
    workers = Workers(site.seconds, site.catch_up)

    def page(template: str, facts: Facts) -> Callable[[Request], Any]:
        def make(asked: Asked) -> Response:
            return HTMLResponse(site.render(template, facts(site, asked) | {"asked": asked}))

        async def answer(request: Request) -> Response:
            try:
                return await workers.do(lambda: run_limited(site.kernel.settings, lambda: make(_asked(request))))
            except Exception as error:
                return _page_of_error(site, error)

        return answer

    def document(facts: Facts) -> Callable[[Request], Any]:
        def make(asked: Asked) -> Response:
            return JSONResponse(site.safe(facts(site, asked)))

        async def answer(request: Request) -> Response:
            try:
                return await workers.do(lambda: run_limited(site.kernel.settings, lambda: make(_asked(request))))
            except Exception as error:
                shown = site.shown_error(error)
                return JSONResponse(site.safe({"error": shown}), _status(error))

        return answer

    async def missing(request: Request, error: Exception) -> Response:
        return HTMLResponse(
            site.render("error.html", {"headline": "There is no such page", "error": None, "status": 404}), 404
        )

    routes = [Route(f"{STATIC}{{name}}", _asset, methods=["GET"])]
    for path, template, facts in _PAGES:
        routes.append(Route(access.base + path, page(template, facts), methods=["GET"]))
        api = f"{_API}/releases" if path == "/" else _API + path
        routes.append(Route(access.base + api, document(facts), methods=["GET"]))

    def say(status: int, headline: str, text: str) -> Response:
        return HTMLResponse(site.render("refused.html", {"headline": headline, "text": text}), status)

    def enter() -> Response:
        return HTMLResponse(site.render("entering.html", {}))

    return Guard(Starlette(routes=routes, exception_handlers={404: missing}), access, say, enter)


def _asked(request: Request) -> Asked:
    """What a request asks for: the release of its path and the fields of its query, of each the last."""
    return Asked(request.path_params.get("name", ""), dict(request.query_params.items()))


async def _asset(request: Request) -> Response:
    """A style or script of ours, which its address names by its content."""
    found = asset(request.path_params["name"])
    if found is None:
        return Response(status_code=404)
    content, media_type = found
    return Response(content, media_type=media_type, headers={"Cache-Control": "max-age=86400, immutable"})


def _page_of_error(site: Site, error: Exception) -> Response:
    status = _status(error)
    headlines = {400: "That cannot be asked", 404: "There is no such release", 503: "Busy", 504: "No answer in time"}
    headline = headlines.get(status, "This cannot be shown")
    facts = {"headline": headline, "error": site.shown_error(error), "status": status}
    return HTMLResponse(site.render("error.html", facts), status)


def _status(error: Exception) -> int:
    """The status for an error: 404 for what does not exist, 502 for what cluster, store or Tiller did not give."""
    if isinstance(error, UsageError):
        return 400
    if isinstance(error, TooSlowError):
        return 504
    if isinstance(error, BusyError):
        return 503
    if not isinstance(error, PilothouseError):
        return 500
    is_missing = isinstance(error, ReleaseNotFoundError | RecordNotFoundError) or error.message.endswith("not found")
    return 404 if is_missing else 502
