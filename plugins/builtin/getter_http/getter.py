"""Fetching a URL over http or https with TLS material, basic authentication and proxies.

Rules: pkg/getter/httpgetter.go. Credentials go to the scheme, host and port they were given for and to no other,
also when a redirect leads there (CVE-2021-32690); a redirect leads to http and https only. What a server may make
of one fetch is limited in size and in time. The body is taken as it comes: Helm has no content encoding undone either.
"""

from __future__ import annotations

import os
import ssl
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit, urlunsplit
from urllib.request import getproxies, proxy_bypass

import urllib3

from ....core import identity
from ....core.errors import RepositoryError

if TYPE_CHECKING:
    from ....core.model.options import FetchOptions
    from ....core.protocols import KernelView

MAX_BODY = 256 * 1024 * 1024
"""No answer may be larger (bytes)."""
_TIMEOUT = urllib3.Timeout(connect=30, read=120)
MAX_SECONDS = 300
"""No fetch may take longer, however slowly a server answers."""

_MAX_REDIRECTS = 10
_CHUNK = 1 << 16
_SCHEMES = ("http", "https")


def fetch(url: str, options: FetchOptions, kernel: KernelView) -> bytes:
    """The body behind a URL.

    Raises RepositoryError: ``Failed to fetch URL : 404 Not Found`` for any other status than 200, and the reason when
    the server cannot be reached, its certificate is not trusted, or the body is too large, too slow or cut short.
    """
    # A server that sends a byte now and then never meets a socket's timeout: the whole is waited for from outside.
    import threading

    answers: list[bytes] = []
    failures: list[BaseException] = []

    def run() -> None:
        try:
            answers.append(_follow(url, options))
        except BaseException as error:
            failures.append(error)

    thread = threading.Thread(target=run, name="fetch", daemon=True)
    thread.start()
    thread.join(MAX_SECONDS)
    if failures:
        raise failures.pop()
    if not answers:
        raise RepositoryError(f'Get "{_without_password(url)}": no whole answer within {MAX_SECONDS} seconds')
    return answers.pop()


def _follow(url: str, options: FetchOptions) -> bytes:
    """The body behind a URL and the redirects from it. Raises RepositoryError."""
    origin = _origin(url)
    target = url
    for _ in range(_MAX_REDIRECTS + 1):
        status, reason, location, body = _get(target, options, send_credentials=_origin(target) == origin)
        if location is None:
            if status != 200:
                raise RepositoryError(f"Failed to fetch {_without_password(url)} : {status} {reason}".rstrip())
            return body
        if urlsplit(location).scheme not in _SCHEMES:
            scheme = urlsplit(location).scheme
            raise RepositoryError(f'Get "{_without_password(location)}": unsupported protocol scheme "{scheme}"')
        target = location
    raise RepositoryError(f'Get "{_without_password(url)}": stopped after {_MAX_REDIRECTS} redirects')


def _get(url: str, options: FetchOptions, *, send_credentials: bool) -> tuple[int, str, str | None, bytes]:
    """One request: status, reason, where a redirect leads (or None), and the body."""
    agent = f"Helm/{identity.HELM_VERSION.removeprefix('v')}"
    headers = {"User-Agent": agent, "Accept-Encoding": urllib3.util.SKIP_HEADER}
    if send_credentials and options.username and options.password:
        headers.update(urllib3.make_headers(basic_auth=f"{options.username}:{options.password}"))
    try:
        with _pool(url, options) as pool:
            response = pool.request(
                "GET", url, headers=headers, timeout=_TIMEOUT, redirect=False, retries=False, preload_content=False
            )
            try:
                location = response.get_redirect_location() or None
                if location:
                    return response.status, response.reason or "", _resolve(url, location), b""
                return response.status, response.reason or "", None, _read(url, response)
            finally:
                response.close()
    except (urllib3.exceptions.HTTPError, ssl.SSLError, OSError, ValueError) as error:
        raise RepositoryError(f'Get "{_without_password(url)}": {_reason(url, error)}') from error


def _resolve(url: str, location: str) -> str:
    """Where a redirect leads. Raises RepositoryError for what is no URL."""
    try:
        target = urljoin(url, location)
        _ = urlsplit(target).port
    except ValueError as error:
        raise RepositoryError(f'Get "{_without_password(url)}": failed to parse Location header: {error}') from None
    return target


def _reason(url: str, error: BaseException) -> str:
    """Why a server could not be reached, in Go's words where the operating system said it."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, OSError) and cause.errno and cause.strerror:
            _, host, port = _origin(url)
            return f"dial tcp {host}:{port}: connect: {cause.strerror.lower()}"
        cause = cause.__cause__ or cause.__context__
    return str(error)


def _read(url: str, response: urllib3.BaseHTTPResponse) -> bytes:
    """The body, never more than MAX_BODY of it."""
    parts, size = [], 0
    for part in response.stream(_CHUNK, decode_content=False):
        size += len(part)
        if size > MAX_BODY:
            shown = _without_password(url)
            raise RepositoryError(f"Failed to fetch {shown} : the answer is larger than {MAX_BODY} bytes")
        parts.append(part)
    return b"".join(parts)


def _pool(url: str, options: FetchOptions) -> urllib3.PoolManager:
    """A connection pool with the TLS material of `options`, through the proxy that the environment names."""
    arguments: dict[str, object] = {}
    if options.ca_file or (options.cert_file and options.key_file):
        context = ssl.create_default_context(cafile=options.ca_file or None)
        if options.cert_file and options.key_file:
            context.load_cert_chain(options.cert_file, options.key_file)
        arguments["ssl_context"] = context
    parts = urlsplit(url)
    proxy = getproxies().get(parts.scheme)
    if proxy and not proxy_bypass(parts.hostname or "") and os.environ.get("NO_PROXY") != "*":
        return urllib3.ProxyManager(proxy, **arguments)  # type: ignore[arg-type]
    return urllib3.PoolManager(**arguments)  # type: ignore[arg-type]


def _origin(url: str) -> tuple[str, str | None, int | None]:
    """Scheme, host and port of a URL. Raises RepositoryError for what is no URL."""
    try:
        parts = urlsplit(url)
        return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError as error:
        raise RepositoryError(f"parse {url}: {str(error).lower()}") from None


def _without_password(url: str) -> str:
    """The URL as messages may show it."""
    parts = urlsplit(url)
    if parts.password is None:
        return url
    user, _, host = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{user.partition(':')[0]}:xxxxx@{host}"))
