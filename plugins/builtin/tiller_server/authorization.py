"""Whether a client may make a call: what the implementers of `helm_call_refusals` say."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from ....core.model.tiller_serving import ClientIdentity, TillerCall
from .tls_files import client_identity

if TYPE_CHECKING:
    import grpc

    from ....core.kernel import Kernel

_CERTIFICATE = "x509_pem_cert"
_UNDECIDED = "the call could not be authorized"


def describe_call(
    service: str, method: str, request: Any, context: grpc.ServicerContext, client_version: str
) -> TillerCall:
    """What is known of a call: what its request says of a release, and who makes it."""
    return TillerCall(
        method=method,
        service=service,
        release=_text(request, "name"),
        namespace=_text(request, "namespace"),
        dry_run=getattr(request, "dry_run", False) is True,
        identity=_identity(context),
        peer=peer_address(context),
        client_version=client_version,
        planned=getattr(request, "planned", None) is not None,
    )


def peer_address(context: grpc.ServicerContext) -> str:
    """The address of a client as ``host:port``: gRPC escapes it and puts its family in front."""
    return unquote(context.peer().partition(":")[2])


def refusal(kernel: Kernel, call: TillerCall) -> str:
    """Why a call is refused, in one text; empty when nobody minds. Who fails to answer refuses."""
    try:
        reasons = [str(reason) for reason in kernel.collect("helm_call_refusals", call=call)]
    except Exception as error:
        kernel.warn(f"{call.method} is refused, since a plugin fails that authorizes calls: {error}")
        return _UNDECIDED
    return "; ".join(reason for reason in reasons if reason) or (_UNDECIDED if reasons else "")


def _text(request: Any, name: str) -> str:
    value = getattr(request, name, "")
    return value if isinstance(value, str) else ""


def _identity(context: grpc.ServicerContext) -> ClientIdentity:
    """Whom the client's certificate names; gRPC has one only when it has verified it."""
    certificates = context.auth_context().get(_CERTIFICATE)
    return _identity_of(bytes(certificates[0])) if certificates else ClientIdentity()


_identity_of = lru_cache(maxsize=64)(client_identity)
