"""Clients of the `kubernetes` package for the clusters that are reached here.

They are for what has no place in the everyday transport (legacy auth providers, OpenID Connect, proxies spoken to with
TLS, web sockets) and for plugins, which get one from the `api_client` method of either transport.
Importing the package takes a third of a second, so this module is imported only where it is needed.
"""

from __future__ import annotations

import os
import ssl
from typing import TYPE_CHECKING, Any

import urllib3
from kubernetes.client import ApiClient, Configuration
from kubernetes.config import ConfigException
from kubernetes.config.kube_config import KubeConfigLoader

from ....core.errors import KubeError
from .credentials import Credentials
from .proxies import proxy_for
from .server_address import parse_server
from .tls import tls_context

if TYPE_CHECKING:
    from .cluster_access import ClusterAccess

_PROVIDERS = ("gcp", "oidc")


def api_client(access: ClusterAccess, credentials: Credentials | None = None) -> ApiClient:
    """A ready `kubernetes.client.ApiClient` for a cluster: server, trust, proxy and credentials as everywhere here.

    Its tokens are renewed as they expire. Raises KubeError.
    """
    address = parse_server(access.server, secure=access.has_tls)
    credentials = credentials or Credentials(access, secure=address.secure)
    configuration: Any = Configuration(host=str(address))
    configuration.verify_ssl = not access.insecure
    configuration.tls_server_name = access.server_name or None
    # Nothing is repeated below: whether that is safe is known only above.
    configuration.retries = False
    proxy = proxy_for(address, access.proxy_url)
    configuration.proxy = None if proxy is None else f"{proxy.scheme}://{proxy.dialled}"
    configuration.no_proxy = None
    if proxy is not None and proxy.authorization:
        configuration.proxy_headers = {"Proxy-Authorization": proxy.authorization}
    if address.secure:
        _authenticate(configuration, access, credentials)
    try:
        client: Any = ApiClient(configuration)
    except ImportError as error:
        raise KubeError("proxy: SOCKS needs the package PySocks", details=(str(error),)) from None
    if address.secure:
        identity = credentials.current()
        # As a context of ours, so that keys are in no file, and with the same rules as everywhere.
        pools = client.rest_client.pool_manager.connection_pool_kw
        pools["ssl_context"] = tls_context(access, identity.certificate, identity.key)
        for name in ("ca_certs", "ca_cert_data", "cert_file", "key_file"):
            pools.pop(name, None)
    for name, value in credentials.impersonation():
        client.set_default_header(name, value)
    if access.insecure:
        # The user said so; urllib3 would repeat it with each request.
        urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
    ready: ApiClient = client
    return ready


def _authenticate(configuration: Any, access: ClusterAccess, credentials: Credentials) -> None:
    """Have a configuration give the header of the user: of a legacy login, else as for the everyday transport."""
    if access.auth_provider is not None:
        login = LegacyLogin(access)

        def renew(renewed: Configuration) -> None:
            renewed.api_key["authorization"] = login.authorization()

    else:

        def renew(renewed: Configuration) -> None:
            for name, value in credentials.current().headers:
                if name == "Authorization":
                    renewed.api_key["authorization"] = value

    configuration.refresh_api_key_hook = renew
    renew(configuration)


class LegacyLogin:
    """The token of an auth provider in a kubeconfig, through the package's own loader."""

    __slots__ = ("_access", "_provider")

    def __init__(self, access: ClusterAccess) -> None:
        self._access = access
        self._provider: dict[str, Any] = dict(access.auth_provider or {})
        name = self._provider.get("name")
        if name not in _PROVIDERS:
            raise KubeError(
                f'no Auth Provider found for name "{name}"',
                details=(f"user: {access.user_name}",),
                hint="credential plugins (exec) have taken the place of auth providers",
            )
        settings = self._provider["config"] = dict(self._provider.get("config") or {})
        if name == "oidc" and not any(field.startswith("idp-certificate-authority") for field in settings):
            # Without an authority the package would trust any identity provider with its secrets.
            authorities = ssl.get_default_verify_paths()
            settings["idp-certificate-authority"] = authorities.cafile or authorities.openssl_cafile

    def authorization(self) -> str:
        """The value of the Authorization header, refreshed when the token has expired. Raises KubeError."""
        user = {"auth-provider": self._provider}
        document = {
            "current-context": "c",
            "contexts": [{"name": "c", "context": {"cluster": "c", "user": "u"}}],
            "clusters": [{"name": "c", "cluster": {"server": self._access.server}}],
            "users": [{"name": "u", "user": user}],
        }
        configuration: Any = Configuration()
        loader: Any = KubeConfigLoader
        try:
            loader(document, config_base_path=os.curdir).load_and_set(configuration)
        except (ConfigException, KeyError, TypeError, ValueError, OSError, AttributeError) as error:
            raise self._failure(type(error).__name__) from None
        value = configuration.api_key.get("authorization", "")
        if not value:
            raise self._failure("there is no token")
        return str(value)

    def _failure(self, reason: str) -> KubeError:
        return KubeError(
            f"getting credentials: auth provider {self._provider.get('name')}: {reason}",
            details=(f"user: {self._access.user_name}",),
        )
