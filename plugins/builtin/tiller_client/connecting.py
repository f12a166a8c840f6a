"""Connections to a Tiller: dialled until there is one or the time is up, and why there is none.

Helm's client tries until the time is up, whatever the reason is, and then says only that. What no waiting mends ends at
once here: files and addresses that are none, and handshakes that fail. Rules: connect in pkg/helm/client.go;
google.golang.org/grpc 1.18, clientconn.go (WithBlock, resetTransport).
"""

from __future__ import annotations

import socket
import time
from typing import TYPE_CHECKING

from ....core.errors import TillerError
from ....core.golib.dial import DialError, dial
from ....core.golib.oserrors import reason
from .address import MalformedAddressError, TillerAddress
from .http2 import ConnectionLost, Http2Connection
from .statuses import UNAVAILABLE, code_word

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

    from ....core.golib.tls import TlsError
    from ....core.model.service_target import ServiceTarget
    from ....core.protocols import KernelView

_ATTEMPT = 20.0
"""Seconds that one attempt may take, as in grpc."""
_FIRST_PAUSE, _LONGEST_PAUSE, _FACTOR = 0.2, 10.0, 1.6
_DEADLINE = "context deadline exceeded"
_LOOK_SECONDS = 5.0
_TLS_RECORDS = (b"\x15", b"\x16")
"""The first bytes of an alert and of a handshake."""
_OTHER_CERTIFICATE = "--tls-cert and --tls-key name another"
_BROKEN_OFF = (
    "what was asked for may be going on, done, or left in the middle: `pilothouse history NAME` shows its revisions, "
    "`pilothouse release unlock NAME --dry-run` what is pending and whose it is"
)
_WITHOUT = "without --host, HELM_HOST and --tiller, releases are worked on here, without a Tiller"


class Way:
    """The way to a Tiller: what opens connections to it, and what they are called.

    `reach` opens one, with a limit of seconds for each step; it raises DialError or OSError for what may go better the
    next time. `shown` is the address for users.
    """

    __slots__ = ("authority", "reach", "server_name", "shown")

    def __init__(
        self, reach: Callable[[float], socket.socket], shown: str, authority: str, server_name: str
    ) -> None:
        self.reach = reach
        self.shown = shown
        self.authority = authority
        self.server_name = server_name


def way_to(host: str) -> Way:
    """The way to a Tiller at an address. One that is no address is told of when it is gone: TillerError."""
    try:
        address = TillerAddress(host)
    except MalformedAddressError as error:
        malformed = TillerError(_DEADLINE, details=(str(error),), hint="--host takes HOST:PORT")

        def refuse(_: float) -> socket.socket:
            raise malformed

        return Way(refuse, host, host, host)
    return Way(lambda seconds: _reach(address, seconds), str(address), address.authority, address.server_name)


def _reach(address: TillerAddress, seconds: float) -> socket.socket:
    if address.path:
        sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        sock.settimeout(seconds)
        try:
            sock.connect(address.path)
        except OSError as error:
            sock.close()
            raise DialError(f"dial unix {address.path}: connect: {reason(error)}") from None
        return sock
    from .proxies import dial_through, proxy_for

    proxy = proxy_for(address)
    sock = dial_through(proxy, address, seconds) if proxy else dial(address.host, address.port, seconds)
    # What was sent and is not taken for this long is lost, as with grpc.
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(_ATTEMPT * 1000))
    return sock


class Connector:
    """Opens connections for a `Channel`. Only the first that does not come about waits for long."""

    def __init__(self, target: ServiceTarget, way: Way, context: ssl.SSLContext | None, kernel: KernelView) -> None:
        self._target = target
        self._way = way
        self._context = context
        self._kernel = kernel
        self._given_up = False
        self._asked_for_tls = False

    def connect(self) -> Http2Connection:
        """A connection. Raises TillerError when there is none in time, and KubeError of a tunnel."""
        timeout = self._target.timeout
        deadline = time.monotonic() + timeout
        pause = _FIRST_PAUSE
        failure: DialError | None = None
        while (left := deadline - time.monotonic()) > 0:
            try:
                connection = self._open(min(left, _ATTEMPT))
            except DialError as error:
                failure = error
            else:
                self._kernel.progress("")
                return connection
            if self._given_up:
                break
            self._kernel.progress(f"waiting for Tiller at {self._way.shown}: {failure}")
            time.sleep(max(min(pause, deadline - time.monotonic()), 0))
            pause = min(pause * _FACTOR, _LONGEST_PAUSE)
        self._kernel.progress("")
        self._given_up = True
        details: tuple[str, ...] = (f"no connection to Tiller at {self._way.shown} in {timeout} s",)
        if failure is not None:
            details += (str(failure), *failure.details)
        raise TillerError(_DEADLINE, details=details, hint=_WITHOUT if self._target.host else "")

    def explain(self, lost: ConnectionLost) -> TillerError:
        """The error for a connection that broke under a call."""
        details = (f"connection to {self._way.shown}: {lost}",)
        return TillerError("transport is closing", code=code_word(UNAVAILABLE), details=details, hint=_BROKEN_OFF)

    def _open(self, seconds: float) -> Http2Connection:
        """A connection, by one attempt. Raises DialError for what may go better, TillerError for what will not."""
        try:
            sock = self._way.reach(seconds)
            if self._context is not None:
                sock = self._shake_hands(sock, self._context, seconds)
        except OSError as error:
            raise DialError(reason(error)) from None
        connection = Http2Connection(sock, "http" if self._context is None else "https", self._authority)
        try:
            connection.greet(seconds)
        except ConnectionLost as lost:
            if self._context is not None:
                self._check_refusal(lost)
            elif lost.hung_up and self._serves_tls():
                details = (f"Tiller at {self._way.shown} serves TLS",)
                raise TillerError(_DEADLINE, details=details, hint="--tls-verify or --tls asks for TLS") from None
            raise DialError(str(lost)) from None
        return connection

    def _check_refusal(self, lost: ConnectionLost) -> None:
        """Raise TillerError where a server, it seems, refuses the client's certificate.

        With TLS 1.3 it does so only after the handshake, and not always with a reason.
        """
        import ssl

        from ....core.golib.tls import ENDED, tls_error

        if isinstance(lost.cause, ssl.SSLError):
            error = tls_error(lost.cause)
            if error.kind != ENDED:
                raise self._refused(error)
        elif not lost.hung_up:
            return
        raise TillerError(
            "connection closed before server preface received",
            code=code_word(UNAVAILABLE),
            details=(f"Tiller at {self._way.shown} hung up as soon as TLS was agreed on", *(own := self._own_faults())),
            hint=_OTHER_CERTIFICATE
            if own
            else "it may not trust the client certificate, if its authority is not Tiller's: " + _OTHER_CERTIFICATE,
        )

    def _own_faults(self) -> tuple[str, ...]:
        """A line about what is wrong with the client's own certificate, for whichever server; none where nothing is."""
        from ....core.golib.x509 import client_complaint

        tls = self._target.tls
        text = client_complaint(tls.cert_file, tls.key_file) if tls is not None else ""
        return (f"the client certificate {tls.cert_file}: x509: {text}",) if tls is not None and text else ()

    def _serves_tls(self) -> bool:
        """Whether the server answers a greeting of TLS in kind. Looked at once."""
        if self._asked_for_tls:
            return False
        self._asked_for_tls = True
        import ssl

        greeting = ssl.MemoryBIO()
        try:
            ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).wrap_bio(
                ssl.MemoryBIO(), greeting, server_hostname="tiller"
            ).do_handshake()
        except ssl.SSLWantReadError:
            pass
        try:
            with self._way.reach(_LOOK_SECONDS) as sock:
                sock.sendall(greeting.read())
                return sock.recv(1) in _TLS_RECORDS
        except (DialError, OSError):
            return False

    @property
    def _name(self) -> str:
        """The name that the server's certificate has to carry."""
        tls = self._target.tls
        return (tls.hostname if tls is not None else "") or self._way.server_name

    @property
    def _authority(self) -> str:
        tls = self._target.tls
        return (tls.hostname if tls is not None else "") or self._way.authority

    def _shake_hands(self, sock: socket.socket, context: ssl.SSLContext, seconds: float) -> ssl.SSLSocket:
        from ....core.golib.tls import ENDED, TlsError, shake_hands

        try:
            return shake_hands(sock, context, self._name, seconds, self._way.reach)
        except TlsError as error:
            if error.kind == ENDED:
                raise DialError(f"the TLS handshake ended: {error}", details=error.details) from None
            raise self._refused(error) from None
        except ValueError as error:
            raise TillerError(f"x509: {self._name} is no name of a server", details=(str(error),)) from None

    def _refused(self, error: TlsError) -> TillerError:
        """The error for TLS that one of the two sides will not have."""
        from ....core.golib.tls import CERTIFICATE_WANTED, NOT_TLS, UNKNOWN_AUTHORITY

        text = str(error)
        hint = ""
        own: tuple[str, ...] = ()
        if error.kind == NOT_TLS:
            hint = "this Tiller serves no TLS: it is for clients without --tls and --tls-verify"
        elif error.kind == UNKNOWN_AUTHORITY:
            hint = "--tls-ca-cert names the authority that Tiller's certificate has to be from"
        elif "valid for" in text:
            hint = "--tls-hostname names what Tiller's certificate is for"
        elif "has expired or is not yet valid" in text:
            hint = "this is Tiller's certificate: whoever runs it renews it, unless the clock of this machine is wrong"
        elif error.kind == CERTIFICATE_WANTED or "remote error" in text:
            own = self._own_faults()
            hint = f"Tiller refuses the client certificate: {_OTHER_CERTIFICATE}"
        return TillerError(
            text,
            code=code_word(UNAVAILABLE),
            details=(*error.details, f"TLS with Tiller at {self._way.shown}", *own),
            hint=hint,
        )
