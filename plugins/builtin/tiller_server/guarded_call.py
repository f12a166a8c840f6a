"""One call on its way through the border: who may make it, how it is counted, and how it ends."""

from __future__ import annotations

import time
import traceback
from typing import TYPE_CHECKING, Any

import grpc

from .... import __version__
from ....core.errors import DamagedRecordError, ValuesError
from ....core.golib.strconv import quote
from ....core.hapi.calls import RELEASE_SERVICE
from .authorization import describe_call, peer_address, refusal
from .failures import Refused, abort, code_of, is_expected, undecodable
from .gate import is_compatible
from .running_calls import RunningCall

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ....core.kernel import Kernel
    from .console import TillerConsole
    from .deferred_work import DeferredWork
    from .metrics import CallMetrics
    from .running_calls import RunningCalls

VERSION_KEY = "pilothouse-version"
"""The key of the server's own version in the initial metadata of its answers."""

_VERSION_METHOD = "GetVersion"
_MOST_LOGGED = 1000
"""Characters of an error in the log: what a chart makes of one may have a megabyte."""

_READING = ("Get", "List")
"""How the names of calls begin that change nothing: those that are not refused are logged with ``--trace`` alone."""


class Guard:
    """What all calls share: the server's versions, the kernel, and who keeps count of calls."""

    def __init__(
        self, version: str, kernel: Kernel, console: TillerConsole, calls: RunningCalls, metrics: CallMetrics,
        deferred: DeferredWork,
    ) -> None:  # fmt: skip
        self.version = version
        self.kernel = kernel
        self.console = console
        self.calls = calls
        self.metrics = metrics
        self.deferred = deferred
        self.logs_all = kernel.settings.enabled("debug")


class GuardedCall:
    """One call. `behavior` is what answers it; with an attribute `decode_request` it wants the decoded request.

    Answers of our own services begin with the server's version; others' handlers may send what they like.
    """

    __slots__ = (
        "_began",
        "_behavior",
        "_client_version",
        "_guard",
        "_is_own",
        "_kind",
        "_method",
        "_running",
        "_service",
        "_who",
    )

    def __init__(
        self,
        guard: Guard,
        service: str,
        method: str,
        kind: str,
        behavior: Callable[[Any, grpc.ServicerContext], Any],
        client_version: str,
        *,
        is_own: bool,
    ) -> None:
        self._guard = guard
        self._service = service
        self._method = method
        self._kind = kind
        self._behavior = behavior
        self._client_version = client_version
        self._is_own = is_own
        self._who = ""
        self._began = 0.0
        self._running = RunningCall(method)

    def answer(self, request: Any, context: grpc.ServicerContext) -> Any:
        """The one answer of a call."""
        self._begin(context)
        response = None
        try:
            response = self._behavior(self._admitted(request, context), context)
        except BaseException as error:
            self._fail(error, context)
        else:
            self._guard.metrics.message_sent(self._service, self._method, self._kind)
            self._end(self._code_set_by_handler(context) or grpc.StatusCode.OK)
        finally:
            self._guard.calls.leave(self._running)
            self._guard.deferred.wake()
        return response

    def answer_stream(self, request: Any, context: grpc.ServicerContext) -> Iterator[Any]:
        """The answers of a call. A client that goes away closes what gives them, which may then go on alone."""
        self._begin(context)
        responses: Any = iter(())
        try:
            try:
                responses = self._behavior(self._admitted(request, context), context)
                for response in responses:
                    self._guard.metrics.message_sent(self._service, self._method, self._kind)
                    yield response
            finally:
                close = getattr(responses, "close", None)
                if close is not None:
                    close()
        except GeneratorExit:
            self._end(grpc.StatusCode.CANCELLED)
            raise
        except BaseException as error:
            self._fail(error, context)
        else:
            self._end(self._code_set_by_handler(context) or grpc.StatusCode.OK)
        finally:
            self._guard.calls.leave(self._running)
            self._guard.deferred.wake()

    def _begin(self, context: grpc.ServicerContext) -> None:
        """Note that the call begins."""
        self._began = time.monotonic()
        self._who = peer_address(context)
        self._guard.metrics.started(self._service, self._method, self._kind)
        if self._is_own:
            self._send_version(context)

    def _send_version(self, context: grpc.ServicerContext) -> None:
        try:
            context.send_initial_metadata(((VERSION_KEY, __version__),))
        except grpc.RpcError:
            pass  # the client has gone, which stops nothing

    def _admitted(self, request: Any, context: grpc.ServicerContext) -> Any:
        """The decoded request of a call that may be made. Raises Refused."""
        guard = self._guard
        if not guard.calls.enter(self._running):
            raise Refused(grpc.StatusCode.UNAVAILABLE, "Tiller is shutting down")
        is_exempt = (self._service, self._method) == (RELEASE_SERVICE, _VERSION_METHOD)
        if not is_exempt and not is_compatible(self._client_version, guard.version):
            raise Refused(
                grpc.StatusCode.UNKNOWN,
                f"incompatible versions client[{self._client_version}] server[{guard.version}]",
            )
        decode = getattr(self._behavior, "decode_request", None)
        if decode is not None:
            try:
                request = decode(request)
            except DamagedRecordError as error:
                raise undecodable(error) from None
        if not self._kind.startswith(("client", "bidi")):
            guard.metrics.message_received(self._service, self._method, self._kind)
        if not is_exempt:
            self._authorize(request, context)
        return request

    def _authorize(self, request: Any, context: grpc.ServicerContext) -> None:
        call = describe_call(self._service, self._method, request, context, self._client_version)
        if call.release:
            self._running.title = f"{self._method} {quote(call.release)}"
        self._who = f"{call.identity.common_name or call.identity.subject} {call.peer}".strip()
        reason = refusal(self._guard.kernel, call)
        if reason:
            raise Refused(grpc.StatusCode.PERMISSION_DENIED, reason)

    def _fail(self, error: BaseException, context: grpc.ServicerContext) -> None:
        """End the call with an error; where nobody waits for it any more, only the log hears of it."""
        code = self._code_set_by_handler(context)
        if isinstance(error, grpc.RpcError) or (code is not None and isinstance(error, Exception)):
            self._end(code or grpc.StatusCode.CANCELLED)
            raise error
        self._end(code_of(error), error)
        if not is_expected(error):
            place = "".join(traceback.format_exception(error)).rstrip()
            self._guard.console.log(f"{self._running.title} failed:\n{place}")
        if context.is_active():
            abort(context, error)

    def _code_set_by_handler(self, context: grpc.ServicerContext) -> grpc.StatusCode | None:
        """The status that a handler of a third party has set by itself; ours set none."""
        code = None if self._is_own else context.code()
        return code if isinstance(code, grpc.StatusCode) else None

    def _end(self, code: grpc.StatusCode, error: BaseException | None = None) -> None:
        """Count the call, and log it if it was refused or may have changed something."""
        guard = self._guard
        guard.metrics.handled(self._service, self._method, self._kind, code)
        if guard.logs_all or isinstance(error, Refused) or not self._method.startswith(_READING):
            seconds = time.monotonic() - self._began
            outcome = f"{code.name}: {_logged(error)}" if error is not None and str(error) else code.name
            asked_by = f" for {self._who}" if self._who else ""
            guard.console.log(f"{self._running.title}{asked_by}: {outcome} ({seconds:.1f} s)")


def _logged(error: BaseException) -> str:
    """What the log says of an error: the first line, as far as it is not endless, and no text of values."""
    text = str(error).partition("\n")[0]
    if isinstance(error, ValuesError):
        text = text.partition(" (")[0]
    return text if len(text) <= _MOST_LOGGED else f"{text[:_MOST_LOGGED]}…"
