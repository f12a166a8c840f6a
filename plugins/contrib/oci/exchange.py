"""Requests to a registry and to those it refers to, within limits of size, time and trust.

No answer is larger than its caller allows, no exchange takes longer than MAX_SECONDS, however slowly a server answers.
What goes where is settled by `origin_of`: scheme, host and port.
"""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import unquote, urljoin, urlsplit

from ....core import identity
from ....core.errors import PilothouseError, RepositoryError
from ....core.golib.oserrors import reason as system_reason
from ....core.golib.strconv import quote
from ....core.record import Record
from ....core.text import printable, without_password

if TYPE_CHECKING:
    import ssl

    from ....core.model.options import FetchOptions

    _Result = TypeVar("_Result")

MAX_SECONDS = 300
"""No exchange may take longer (seconds)."""

_CONNECT_SECONDS = 30
_READ_SECONDS = 60
_CHUNK = 1 << 16
_MAX_URL = 16 * 1024
_MAX_REDIRECTS = 5
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_PORTS = {"http": 80, "https": 443}

Origin = tuple[str, str, int]
"""Scheme, host and port: what credentials are bound to."""


class Answer(Record):
    """What a server answered. The body is there as far as the caller takes it; header names are in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str

    def header(self, name: str) -> str:
        """A header, empty where the answer has none."""
        return self.headers.get(name.lower(), "")


def origin_of(url: str) -> Origin:
    """Scheme, host and port of a URL. Raises RepositoryError for what is no URL of the web."""
    shown = quote(printable(without_password(url[:200])))
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise RepositoryError(f"{shown} is not a URL") from None
    if parts.scheme not in _PORTS or not host or not url.isascii() or not url.isprintable() or " " in url:
        raise RepositoryError(f"{shown} is not a URL of the web")
    if len(url) > _MAX_URL or parts.username is not None:
        raise RepositoryError(f"{shown} is not a URL that is followed")
    return parts.scheme, host.lower(), _PORTS[parts.scheme] if port is None else port


def resolve(base: str, location: str) -> str:
    """What a server at `base` means by another address. Raises RepositoryError for what is none."""
    try:
        return urljoin(base, location)
    except ValueError:
        raise RepositoryError(f"{shown_url(base)} leads to what is no URL") from None


def is_loopback(host: str) -> bool:
    """Whether a host is this machine by its very name."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


class NoTlsError(RepositoryError):
    """Something answers that does not speak TLS."""


class Exchange:
    """Requests with the TLS files of one place, whose certificate is shown to its own origin only.

    `environment` names proxies.
    """

    def __init__(self, options: FetchOptions, environment: Mapping[str, str]) -> None:
        self._options = options
        self._environment = environment
        self._pools: dict[tuple[bool, str], Any] = {}
        self.home: Origin = ("", "", 0)

    def send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        *,
        limit: int,
        body: bytes | None = None,
    ) -> Answer:
        """One request and its answer, no redirect followed. Raises RepositoryError without any credentials in it."""
        origin = origin_of(url)
        return within_time(lambda: self._send(method, url, origin, headers, limit, body), url)

    def follow(self, method: str, url: str, headers: Mapping[str, str], *, limit: int) -> Answer:
        """As `send`, to the end of all redirects. What authorises stays at the origin of the first URL.

        A redirect from https to http is not followed, nor one from another machine to this one by http.
        """
        first = origin_of(url)
        sent = dict(headers)
        for _ in range(_MAX_REDIRECTS + 1):
            answer = self.send(method, url, sent, limit=limit)
            location = answer.header("Location")
            if answer.status not in _REDIRECTS or not location:
                return answer
            target = resolve(url, location)
            origin = origin_of(target)
            if origin[0] == "http" and origin != first:
                raise RepositoryError(f"{shown_url(url)} redirects to {shown_url(target)}, which is not encrypted")
            if origin != first:
                # For good: a redirect that leads back may do so to another user's part of the server.
                sent.pop("Authorization", None)
            url = target
        raise RepositoryError(f"{shown_url(url)}: stopped after {_MAX_REDIRECTS} redirects")

    def close(self) -> None:
        """Close all connections. Never raises."""
        for pool in self._pools.values():
            pool.clear()

    def _send(
        self, method: str, url: str, origin: Origin, headers: Mapping[str, str], limit: int, body: bytes | None
    ) -> Answer:
        import urllib3

        deadline = time.monotonic() + MAX_SECONDS
        # A request that changes something is not repeated blindly, and an answer is an answer.
        repeats = 2 if method in ("GET", "HEAD") else 0
        retries = urllib3.Retry(total=repeats, redirect=False, status=0, other=0, backoff_factor=0.2)
        retries.respect_retry_after_header = False
        response: urllib3.BaseHTTPResponse | None = None
        try:
            response = self._pool(origin).urlopen(
                method,
                url,
                body=body,
                headers={**_standing_headers(), **headers},
                timeout=urllib3.Timeout(connect=_CONNECT_SECONDS, read=_READ_SECONDS),
                retries=retries,
                redirect=False,
                preload_content=False,
                decode_content=False,
            )
            content = b"" if method == "HEAD" else _read(response, limit, deadline, url)
            # Several headers of one name are one with commas, which is how challenges may come.
            fields = {name.lower(): value for name, value in response.headers.items()}
            return Answer(response.status, fields, content, url)
        except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            raise _failure(method, url, error) from None
        finally:
            if response is not None:
                response.close()

    def _pool(self, origin: Origin) -> Any:
        """The connections for an origin: our own certificate is for the place that it was given for."""
        import urllib3

        own = origin == self.home
        proxy = _proxy_for(origin, self._environment)
        pool = self._pools.get((own, proxy))
        if pool is None:
            context = tls_context(self._options, with_certificate=own)
            pool = _through(proxy, context) if proxy else urllib3.PoolManager(ssl_context=context)
            self._pools[own, proxy] = pool
        return pool


def tls_context(options: FetchOptions, *, with_certificate: bool) -> ssl.SSLContext:
    """A context that verifies, by the authorities of the options or the system's. Raises RepositoryError."""
    import ssl

    from ....core.golib.key_pair import KeyPairError, certificates_of, load_key_pair, read_pem, trust
    from ....core.golib.oserrors import path_error

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        if with_certificate and options.cert_file and options.key_file:
            load_key_pair(context, options.cert_file, options.key_file)
        if options.ca_file:
            authorities = certificates_of(read_pem(options.ca_file))
            if not authorities:
                raise RepositoryError(f"can't create TLS config: there is no certificate in {options.ca_file}")
            trust(context, authorities)
        else:
            context.load_default_certs()
    except KeyPairError as error:
        raise RepositoryError(f"can't create TLS config: {error}", details=error.details) from None
    except OSError as error:
        raise RepositoryError(f"can't create TLS config: {path_error('open', options.ca_file, error)}") from None
    return context


def shown_url(url: str) -> str:
    """A URL as errors show it: without its query, which may be a signature that lets anybody in."""
    return quote(printable(without_password(url.partition("?")[0])[:300]))


def within_time(work: Callable[[], _Result], url: str) -> _Result:
    """What `work` returns, waited for from outside: a server that sends a byte now and then never meets a timeout.

    Raises what it raises, and RepositoryError when it takes too long.
    """
    import threading

    results: list[_Result] = []
    failures: list[BaseException] = []

    def run() -> None:
        try:
            results.append(work())
        except BaseException as error:
            failures.append(error)

    thread = threading.Thread(target=run, name="registry", daemon=True)
    thread.start()
    thread.join(MAX_SECONDS)
    if thread.is_alive():
        raise RepositoryError(f"{shown_url(url)}: there was no whole answer within {MAX_SECONDS} seconds")
    if failures:
        raise failures.pop()
    return results.pop()


def _standing_headers() -> dict[str, str]:
    return {"User-Agent": f"pilothouse (Helm {identity.HELM_VERSION})", "Accept-Encoding": "identity"}


def _read(response: Any, limit: int, deadline: float, url: str) -> bytes:
    """The body. Raises RepositoryError when it is larger than `limit` or takes too long."""
    parts: list[bytes] = []
    size = 0
    for part in response.stream(_CHUNK, decode_content=False):
        size += len(part)
        if size > limit:
            raise RepositoryError(f"{shown_url(url)}: the answer is larger than {limit} bytes")
        if time.monotonic() > deadline:
            raise RepositoryError(f"{shown_url(url)}: there was no whole answer within {MAX_SECONDS} seconds")
        parts.append(part)
    return b"".join(parts)


def _through(proxy: str, context: ssl.SSLContext) -> Any:
    """Connections through a proxy, whose address may have credentials for it."""
    import urllib3

    parts = urlsplit(proxy)
    user = f"{unquote(parts.username)}:{unquote(parts.password or '')}" if parts.username else ""
    headers = urllib3.make_headers(proxy_basic_auth=user) if user else {}
    return urllib3.ProxyManager(proxy, ssl_context=context, proxy_headers=headers)


def _proxy_for(origin: Origin, environment: Mapping[str, str]) -> str:
    from ....core.golib.http_proxy import CgiError, proxy_text

    try:
        text = proxy_text(origin[0] == "https", origin[1], origin[2], environment)
    except CgiError:
        return ""
    return f"http://{text}" if text and "://" not in text else text


def _failure(method: str, url: str, error: Exception) -> PilothouseError:
    """Why there is no answer, in a sentence that has neither headers nor queries in it."""
    import ssl

    from ....core.golib.tls import handshake_error

    cause: BaseException = error
    while True:
        inner = [one for one in (*cause.args, cause.__cause__, getattr(cause, "reason", None)) if _is_error(one)]
        if not inner or not type(cause).__module__.startswith("urllib3"):
            break
        cause = inner[-1]
    if isinstance(cause, PilothouseError):
        return cause
    hint = ""
    if isinstance(cause, ssl.SSLError):
        problem = handshake_error(cause, origin_of(url)[1])
        reason, hint = str(problem), "--ca-file names an authority to trust that is not one of the system's"
        if cause.reason in _NOT_TLS:
            hint = "PILOTHOUSE_OCI_PLAIN_HTTP names registries that are spoken to without encryption"
            return NoTlsError(f"{method.capitalize()} {shown_url(url)}: {reason}", hint=hint)
    elif isinstance(cause, TimeoutError):
        reason = "it took too long to answer"
    elif isinstance(cause, OSError):
        reason = system_reason(cause)
    else:
        reason = printable(f"{type(cause).__name__}: {cause}".replace(url, "…"))[:300]
    return RepositoryError(f"{method.capitalize()} {shown_url(url)}: {reason}", hint=hint)


_NOT_TLS = frozenset(("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE", "UNKNOWN_PROTOCOL"))
"""What OpenSSL calls an answer that is no TLS."""


def _is_error(one: object) -> bool:
    return isinstance(one, BaseException)
