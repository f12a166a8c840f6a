"""All that is needed to reach one cluster, as read from a kubeconfig or from inside a Pod."""

from __future__ import annotations

from typing import Any


class ClusterAccess:
    """Server, trust and credentials of one cluster.

    `server` is the address as it stands in the kubeconfig. `authority`, `certificate` and `key` are PEM texts;
    `groups` and `extra` belong to the impersonated user `impersonate`. `exec_plugin` and `auth_provider` are the
    mappings of the kubeconfig, `user_file` is the file with the user. `namespace` is that of the context, empty for
    none. `hint` helps when the server cannot be reached.
    """

    __slots__ = (
        "auth_provider",
        "authority",
        "certificate",
        "cluster_extensions",
        "cluster_name",
        "context_name",
        "exec_plugin",
        "extra",
        "groups",
        "hint",
        "impersonate",
        "insecure",
        "key",
        "namespace",
        "password",
        "proxy_url",
        "server",
        "server_name",
        "token",
        "token_file",
        "user_file",
        "user_name",
        "username",
    )

    def __init__(self, server: str, **fields: Any) -> None:
        self.server = server
        self.server_name: str = ""
        self.authority: bytes = b""
        self.insecure = False
        self.proxy_url = ""
        self.certificate: bytes = b""
        self.key: bytes = b""
        self.token = ""
        self.token_file = ""
        self.username = ""
        self.password = ""
        self.impersonate = ""
        self.groups: tuple[str, ...] = ()
        self.extra: tuple[tuple[str, str], ...] = ()
        self.exec_plugin: dict[str, Any] | None = None
        self.auth_provider: dict[str, Any] | None = None
        self.cluster_extensions: list[Any] = []
        self.cluster_name = ""
        self.context_name = ""
        self.namespace = ""
        self.user_name = ""
        self.user_file = ""
        self.hint = ""
        for name, value in fields.items():
            setattr(self, name, value)

    @property
    def has_tls(self) -> bool:
        """Whether anything about TLS is configured, which makes https the scheme of a server named without one."""
        return bool(self.authority or self.certificate or self.insecure)

    def __repr__(self) -> str:
        return f"ClusterAccess({self.server})"
