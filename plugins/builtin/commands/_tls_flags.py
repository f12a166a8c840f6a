"""The flags for TLS towards Tiller, shared by the commands that talk to it."""

from __future__ import annotations

from ....core.command import BOOL, Flag


def _file(name: str, environment: str, file: str, help: str) -> Flag:
    default = f"$HELM_HOME/{file}"
    return Flag(
        name, default=default, shown_default=default, environment=environment, completes="file", help=help
    )


TLS_FLAGS = (
    Flag("--tls", kind=BOOL, environment="HELM_TLS_ENABLE", help="use TLS without verifying the server"),
    _file("--tls-ca-cert", "HELM_TLS_CA_CERT", "ca.pem", "certificate authority"),
    _file("--tls-cert", "HELM_TLS_CERT", "cert.pem", "client certificate"),
    Flag("--tls-hostname", environment="HELM_TLS_HOSTNAME", help="name that the server's certificate must carry"),
    _file("--tls-key", "HELM_TLS_KEY", "key.pem", "client key"),
    Flag("--tls-verify", kind=BOOL, environment="HELM_TLS_VERIFY", help="use TLS and verify the server"),
)
"""``--tls`` and its companions (pkg/helm/environment/environment.go)."""
