"""Clients of the `kubernetes` package for the clusters that are reached here.

They are for what has no place in the everyday transport (legacy auth providers, OpenID Connect, proxies spoken to with
TLS, web sockets) and for plugins, which get one from the `api_client` method of either transport.
Importing the package takes a third of a second, so this module is imported only where it is needed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import urllib3
from kubernetes.client import ApiClient, Configuration

from ....core.errors import KubeError
from .credentials import Credentials
from .proxies import proxy_for
from .server_address import parse_server
from .tls import tls_context

if TYPE_CHECKING:
    from .cluster_access import ClusterAccess


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
        from .package_login import LegacyLogin

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
