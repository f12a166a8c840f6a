"""The flags that say how a registry is reached."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.command import Flag

if TYPE_CHECKING:
    from ....core.model.options import FetchOptions

TLS_FLAGS = (
    Flag("--cert-file", completes="file", help="client certificate for the registry"),
    Flag("--key-file", completes="file", help="client key for the registry"),
    Flag("--ca-file", completes="file", help="certificate authority of the registry"),
)
CREDENTIAL_FLAGS = (
    Flag("--username", help="name of the user at the registry; default what `oci login` keeps"),
    Flag("--password", help="password at the registry"),
)


def options_of(flags: dict[str, Any]) -> FetchOptions:
    """The credentials and TLS files that were given."""
    from ....core.model.options import FetchOptions

    names = ("username", "password", "cert_file", "key_file", "ca_file")
    return FetchOptions(**{name: flags[name] for name in names if name in flags})
