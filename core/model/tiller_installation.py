"""How Tiller is to be installed in a cluster."""

from __future__ import annotations

from ..record import Record


class TillerInstallation(Record):
    """What ``init`` says about the Tiller that it installs; see its flags.

    `tls_key`, `tls_cert` and `tls_ca` are paths of files, `overrides` texts as for ``--set``, `image` is the effective
    name of the image or empty for the default.
    """

    namespace: str
    image: str = ""
    canary: bool = False
    tls: bool = False
    tls_verify: bool = False
    tls_key: str = ""
    tls_cert: str = ""
    tls_ca: str = ""
    host_network: bool = False
    service_account: str = ""
    history_max: int = 0
    replicas: int = 1
    node_selectors: str = ""
    overrides: tuple[str, ...] = ()
    automount_token: bool = True
