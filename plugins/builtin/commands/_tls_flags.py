"""The flags for TLS towards Tiller, shared by the commands that talk to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from ....core.flags import STRING


def tls_flags(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--tls`` and its companions to a command (pkg/helm/environment/environment.go)."""
    for option in (
        click.option("--tls-verify", is_flag=True, envvar="HELM_TLS_VERIFY", help="use TLS and verify the server"),
        click.option("--tls-key", type=STRING, default="$HELM_HOME/key.pem", show_default=True, help="client key"),
        click.option(
            "--tls-hostname", type=STRING, default="", help="name that the server's certificate must carry"
        ),
        click.option(
            "--tls-cert", type=STRING, default="$HELM_HOME/cert.pem", show_default=True, help="client certificate"
        ),
        click.option(
            "--tls-ca-cert", type=STRING, default="$HELM_HOME/ca.pem", show_default=True, help="certificate authority"
        ),
        click.option("--tls", is_flag=True, envvar="HELM_TLS_ENABLE", help="use TLS without verifying the server"),
    ):
        command = option(command)
    return command
