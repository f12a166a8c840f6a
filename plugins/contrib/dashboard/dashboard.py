"""``dashboard``: serve a local page about releases until interrupted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.command import BOOL, INT, Flag, command
from ....core.errors import UsageError
from ....core.extras import require
from ....core.golib.listen import ListenError, listen, resolve

if TYPE_CHECKING:
    import socket

    from ....core.client_protocol import Client
    from ....core.kernel import Kernel

_ADDRESS = "127.0.0.1"
_PORT = 8265
_SECONDS = 30
_PURPOSE = "the command dashboard"


@command(
    "dashboard",
    Flag("--address", default=_ADDRESS, shown_default=_ADDRESS, help="address to listen on"),
    Flag("--port", kind=INT, default=_PORT, shown_default=str(_PORT), help="port to listen on; 0 for any free one"),
    Flag("--show-secrets", kind=BOOL, help="let pages show what Secrets hold, each when it is asked to"),
    Flag(
        "--page-timeout",
        kind=INT,
        default=_SECONDS,
        shown_default=str(_SECONDS),
        help="seconds that a page waits for the cluster",
    ),
)
def dashboard(
    kernel: Kernel, args: tuple[str, ...], *, address: str, port: int, show_secrets: bool, page_timeout: int
) -> None:
    """Serve a local page about releases until interrupted.

    The page shows releases, the history of each, what differs between revisions, values, manifests, live objects and
    drift. It changes nothing. Who wants to see it needs the address that is printed at the start: it has a token that
    is made anew each time.

    Other machines reach the page only where --address says so, and what they are sent is not encrypted: a tunnel
    (ssh -L) to the loopback address is the better way.
    """
    if args:
        raise UsageError("This command takes no arguments")
    if page_timeout < 1:
        raise UsageError("--page-timeout has to be 1 at least")
    require("starlette", "dashboard", _PURPOSE)
    require("uvicorn", "dashboard", _PURPOSE)
    from .access import Access
    from .serving import serve
    from .site import Site

    client: Client = kernel.first("helm_open_client")
    target = client.service_target(None)
    service = client.connect(target)
    with _listening(address, port) as listening:
        place = listening.getsockname()
        access = Access.made(address, place[1])
        if not _is_loopback(address):
            kernel.warn(f"whoever reaches {address} can read along: what is sent is not encrypted")
        site = Site(kernel, client, service, target, access.base, seconds=page_timeout, may_show_secrets=show_secrets)
        kernel.console.line(f"Releases are shown at {access.url}")
        kernel.console.line("The address is the key to them. Ctrl-C ends this.")
        kernel.console.flush()
        serve(site, access, listening)


def _listening(address: str, port: int) -> socket.socket:
    """A socket that listens. Raises UsageError when the address cannot be used."""
    if not address:
        raise UsageError("--address is empty", hint="0.0.0.0 stands for every address of this machine")
    try:
        return listen(_place(address, port))
    except ListenError as error:
        hint = "--port 0 takes any free port" if error.bound else ""
        raise UsageError(str(error), hint=hint) from error


def _is_loopback(address: str) -> bool:
    """Whether only this machine reaches an address that can be listened on."""
    from ipaddress import ip_address

    return ip_address(resolve(_place(address, 0)).host.partition("%")[0]).is_loopback


def _place(address: str, port: int) -> str:
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
