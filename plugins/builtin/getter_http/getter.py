"""Fetching a URL over http or https, across redirects, within limits of size and time.

Rules: pkg/getter/httpgetter.go, net/http (client.go). The body is taken as it comes: Helm has no content encoding
undone either. No fetch waits longer than MAX_SECONDS, however slowly a server answers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core import identity
from ....core.errors import RepositoryError
from ....core.model.options import Fetched
from ....core.text import without_password
from . import validators, web_address
from .failures import BODY_TIMEOUT, FetchFailure
from .web_address import request_error

if TYPE_CHECKING:
    from ....core.model.options import FetchOptions
    from ....core.protocols import KernelView
    from .connections import Watch
    from .download import Answer
    from .web_address import WebAddress

MAX_BODY = 256 * 1024 * 1024
"""No body may be larger (bytes)."""
MAX_SECONDS = 300
"""No fetch may take longer, redirects and repeats included."""

_MAX_REQUESTS = 10
_REDIRECTS = frozenset((301, 302, 303, 307, 308))


def fetch(url: str, options: FetchOptions, kernel: KernelView) -> Fetched:
    """The content behind a URL, or that it is what the validators of the options stand for.

    Raises RepositoryError: ``Failed to fetch URL : 404 Not Found`` for any status but 200, ``Get "URL": …`` in Go's
    words when a server cannot be reached or its certificate is not trusted, and what Go says of a body that is cut
    short; also for bodies that are too large and answers that take too long.
    """
    # A server that sends a byte now and then never meets a socket's timeout, and looking up a host has none: the whole
    # is waited for from outside.
    import threading

    from .connections import Watch

    watch = Watch()
    fetched: list[Fetched] = []
    failures: list[BaseException] = []

    def run() -> None:
        watch.begin()
        try:
            fetched.append(_Fetch(url, options, kernel, watch).run())
        except BaseException as error:
            failures.append(error)

    thread = threading.Thread(target=run, name="fetch", daemon=True)
    thread.start()
    try:
        thread.join(MAX_SECONDS)
    except BaseException:
        watch.cut_off()
        raise
    if thread.is_alive():
        watch.cut_off()
        raise request_error(url, BODY_TIMEOUT, details=(f"there was no whole answer within {MAX_SECONDS} seconds",))
    if failures:
        raise failures.pop()
    return fetched.pop()


class _Fetch:
    """One fetch: where it is on its way, with which credentials and TLS material."""

    def __init__(self, url: str, options: FetchOptions, kernel: KernelView, watch: Watch) -> None:
        from .credentials import Credentials
        from .progress import Progress
        from .tls_material import load

        self._url = url
        self._options = options
        self._watch = watch
        self._material = load(options)
        self._address = web_address.parse(url)
        self._credentials = Credentials(options, self._address)
        self._limit = min(options.max_size or MAX_BODY, MAX_BODY)
        file = self._address.target.partition("?")[0].rpartition("/")[2]
        self._progress = Progress(kernel, options.label or file or self._address.host)

    def run(self) -> Fetched:
        """The content at the end of all redirects. Raises RepositoryError."""
        with self._progress:
            answer = self._follow()
        if answer.status == 304 and self._options.validators:
            return Fetched(b"", validators.pack(answer.headers) or self._options.validators, unchanged=True)
        if answer.status != 200:
            status = f"{answer.status} {answer.reason}".rstrip()
            shown = without_password(self._url)
            raise RepositoryError(f"Failed to fetch {shown} : {status}", hint=self._advice(answer))
        return Fetched(answer.body, validators.pack(answer.headers))

    def _follow(self) -> Answer:
        from .response_head import as_sent

        location = self._url
        for _ in range(_MAX_REQUESTS):
            answer = self._get(self._address)
            if answer.status not in _REDIRECTS:
                return answer
            location = as_sent(answer.headers.get("Location", ""))
            if not location:
                if answer.status in (307, 308):
                    return answer
                raise request_error(self._address.text, f"{answer.status} response missing Location header")
            self._address = web_address.resolve(self._address, location)
        raise request_error(location, f"stopped after {_MAX_REQUESTS} redirects")

    def _get(self, address: WebAddress) -> Answer:
        """One answer of one server. Raises RepositoryError."""
        from .download import Download, TooLargeError
        from .pools import pools
        from .proxies import proxy_for

        try:
            headers = self._headers(address)
            # A client certificate says who somebody is: as credentials, it is for one server.
            material = self._material.without_certificate() if self._credentials.has_left else self._material
            download = Download(
                address,
                pools.pool(address, material, proxy_for(address)),
                headers,
                limit=self._limit,
                watch=self._watch,
                progress=self._progress,
            )
            return download.run()
        except TooLargeError:
            raise RepositoryError(
                f"Failed to fetch {without_password(self._url)} : the answer is larger than {self._limit} bytes"
            ) from None
        except FetchFailure as failure:
            if failure.in_body:
                raise RepositoryError(str(failure), details=failure.details, hint=failure.hint) from None
            raise request_error(address.text, str(failure), details=failure.details, hint=failure.hint) from None

    def _headers(self, address: WebAddress) -> dict[str, str]:
        from urllib3.util import SKIP_HEADER

        headers = {
            "Host": address.host_header,
            "User-Agent": f"Helm/{identity.HELM_VERSION.removeprefix('v')}",
            "Accept-Encoding": SKIP_HEADER,
            **validators.conditions(self._options.validators),
        }
        authorization = self._credentials.go_to(address)
        if authorization:
            headers["Authorization"] = authorization
        return headers

    def _advice(self, answer: Answer) -> str:
        """What helps with a status, empty where nothing is known to."""
        if answer.status in (401, 403) and self._credentials.has_left:
            place = f"{self._address.scheme}://{self._address.dialled}"
            return f"a redirect led to {place}, where the credentials of another server are not sent"
        if answer.status == 401:
            if self._credentials.given or self._address.user is not None:
                return "the server does not accept this user name and password"
            return "--username and --password give what the server asks for"
        if answer.status in (429, 503) and answer.headers.get("Retry-After"):
            return "the server asks to try again later"
        return ""
