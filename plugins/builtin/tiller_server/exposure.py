"""Where releases may be served: who reaches the address must be known, or be on this machine already."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address
from typing import TYPE_CHECKING

from ....core.errors import ReleaseError, SettingError
from ....core.golib.listen import ListenError, Place, listen, resolve

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ....core.model.tiller_serving import TillerOptions

PORT = 44134
"""Rule: pkg/tiller/environment (DefaultTillerPort)."""


def listen_address(options: TillerOptions, environment: Mapping[str, str]) -> str:
    """The address to serve on: the one asked for, else every address with `tls_verify` and the loopback one without.

    `environment` tells whether this is a container of a Pod, for what helps. Raises SettingError for an address that
    others reach without client certificates, ReleaseError for one that is none.
    """
    if not options.listen:
        return f":{PORT}" if options.tls_verify else f"127.0.0.1:{PORT}"
    place = _resolved(options.listen)
    if options.tls_verify or options.allow_insecure or _is_loopback(place.host):
        return options.listen
    details = [f"{_who(place)} could do in the cluster whatever this process may do there"]
    if options.tls:
        details.append("TLS alone hides what is said and asks nobody who they are")
    if "KUBERNETES_SERVICE_HOST" in environment:
        details.append("in a Pod too, clients that forward a port reach 127.0.0.1")
    raise SettingError(
        f"refusing to listen on {options.listen} without client certificates",
        details=tuple(details),
        hint=f"--tls-verify (with --tls-ca-cert, --tls-cert, --tls-key) lets in whom the CA vouches for; "
        f"--listen 127.0.0.1:{place.port} stays on this machine; --allow-insecure listens all the same",
    )


def bound_address(address: str) -> str:
    """An address as grpcio takes it: numeric, so that names mean nothing else to it, and nothing has a scheme.

    That it can be listened on is tried out, since grpcio does not say why it cannot. Raises ReleaseError
    (``Server died: listen tcp …``).
    """
    place = _resolved(address)
    try:
        listen(address).close()
    except ListenError as error:
        raise _died(error) from error
    return str(place) if place.host else f"[::]:{place.port}"


def _resolved(address: str) -> Place:
    try:
        return resolve(address)
    except ListenError as error:
        raise _died(error) from error


def _died(error: ListenError) -> ReleaseError:
    return ReleaseError(f"Server died: {error}", hint="--listen takes another host and port")


def _is_loopback(host: str) -> bool:
    """Whether only this machine reaches a numeric host."""
    if not host:
        return False
    number = ip_address(host)
    mapped = number.ipv4_mapped if isinstance(number, IPv6Address) else None
    return (mapped or number).is_loopback


def _who(place: Place) -> str:
    """Whom a place lets in."""
    if not place.host or ip_address(place.host).is_unspecified:
        return "everybody who reaches this machine or a network of it"
    return f"everybody who reaches {place.host}"
