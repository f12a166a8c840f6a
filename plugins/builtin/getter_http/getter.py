"""Fetching a URL over http or https with TLS material, basic authentication and proxies.

Rules: pkg/getter/httpgetter.go. Credentials go to the scheme, host and port they were given for and to no other,
also when a redirect leads there (CVE-2021-32690).
"""

from __future__ import annotations

import os
import ssl
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit
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
_MAX_REDIRECTS = 10
_CHUNK = 1 << 16


def fetch(url: str, options: FetchOptions, kernel: KernelView) -> bytes:
    """The body behind a URL.

    Raises RepositoryError: ``Failed to fetch URL : 404 Not Found`` for any other status than 200, and the reason when
    the server cannot be reached, its certificate is not trusted, or the body is too large or cut short.
    """
    origin = _origin(url)
    target = url
    for _ in range(_MAX_REDIRECTS + 1):
        status, reason, location, body = _get(target, options, send_credentials=_origin(target) == origin)
        if location is None:
            if status != 200:
                raise RepositoryError(f"Failed to fetch {url} : {status} {reason}".rstrip())
            return body
        target = location
    raise RepositoryError(f'Get "{url}": stopped after {_MAX_REDIRECTS} redirects')


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
            location = response.get_redirect_location() or None
            if location:
                from urllib.parse import urljoin

                return response.status, response.reason or "", urljoin(url, location), b""
            return response.status, response.reason or "", None, _read(url, response)
    except (urllib3.exceptions.HTTPError, ssl.SSLError, OSError) as error:
        raise RepositoryError(f'Get "{_without_password(url)}": {_reason(url, error)}') from error


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
    for part in response.stream(_CHUNK):
        size += len(part)
        if size > MAX_BODY:
            raise RepositoryError(f"Failed to fetch {url} : the answer is larger than {MAX_BODY} bytes")
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
    """Scheme, host and port of a URL."""
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)


def _without_password(url: str) -> str:
    """The URL as messages may show it."""
    parts = urlsplit(url)
    if parts.password is None:
        return url
    return urlunsplit(parts._replace(netloc=parts.netloc.replace(f":{parts.password}@", ":xxxxx@")))
