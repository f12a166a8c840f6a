"""Connections that are kept for the next request: one pool for each server, proxy and set of TLS material."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import urllib3

from ....core.golib.dial import DialError, lookup_failure
from .connections import PlainPool, TLSPool
from .failures import not_reached

if TYPE_CHECKING:
    import ssl

    from .proxies import Proxy
    from .tls_material import TLSMaterial
    from .web_address import WebAddress

_KEPT = 16
"""So many combinations of proxy and TLS material are kept at a time."""


class Pools:
    """The pools of a process. Any thread may ask."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._managers: dict[tuple[object, ...], urllib3.PoolManager] = {}
        self._contexts: dict[tuple[object, ...], ssl.SSLContext] = {}

    def pool(self, address: WebAddress, material: TLSMaterial, proxy: Proxy | None) -> PlainPool:
        """The connections to an address.

        Raises RepositoryError where TLS material cannot be used, FetchFailure for a host name that is none.
        """
        with self._lock:
            manager = self._manager(material, proxy)
            given = {}
            if address.scheme == "https":
                given["ssl_context"] = self._context(material)
            host = f"[{address.host}]" if ":" in address.host else _ascii(address.host)
            try:
                pool = manager.connection_from_host(host, address.port, address.scheme, given)
            except urllib3.exceptions.HTTPError as error:
                raise not_reached(DialError(lookup_failure(address.host, error))) from None
        assert isinstance(pool, PlainPool)
        pool.socks = proxy if proxy and proxy.scheme == "socks5" else None
        return pool

    def _manager(self, material: TLSMaterial, proxy: Proxy | None) -> urllib3.PoolManager:
        key = (material.key, proxy.key if proxy else ())
        manager = self._managers.pop(key, None) or _make_manager(material, proxy)
        self._managers[key] = manager
        while len(self._managers) > _KEPT:
            # Whoever is using it goes on; its connections are closed when the last one has finished.
            del self._managers[next(iter(self._managers))]
        return manager

    def _context(self, material: TLSMaterial) -> ssl.SSLContext:
        context = self._contexts.pop(material.key, None) or material.context()
        self._contexts[material.key] = context
        while len(self._contexts) > _KEPT:
            del self._contexts[next(iter(self._contexts))]
        return context


def _make_manager(material: TLSMaterial, proxy: Proxy | None) -> urllib3.PoolManager:
    manager: urllib3.PoolManager
    if proxy is None or proxy.scheme == "socks5":
        manager = urllib3.PoolManager(maxsize=8)
    else:
        headers = {"Proxy-Authorization": proxy.authorization} if proxy.authorization else None
        # The authority is trusted towards the proxy too, as Go does; the client certificate is for the server alone.
        context = material.without_certificate().context() if proxy.scheme == "https" else None
        manager = urllib3.ProxyManager(proxy.address, proxy_headers=headers, maxsize=8, proxy_ssl_context=context)
    manager.pool_classes_by_scheme = {"http": PlainPool, "https": TLSPool}
    return manager


def _ascii(host: str) -> str:
    """A host name as it is looked up. Raises FetchFailure for one that cannot be."""
    try:
        return host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise not_reached(DialError(lookup_failure(host, error))) from None


pools = Pools()
"""Those of this process."""
