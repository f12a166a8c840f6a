"""Tillers that answer with their own address."""

from pilothouse.core.model.capabilities import TillerVersion
from pilothouse.hookspecs import hookimpl


@hookimpl
def helm_connect_release_service(target):
    return None if target.is_here else Echo(target.host or f"tunnel to {target.namespace}")


@hookimpl
def helm_open_tunnel(target):
    return Hole()


class Hole:
    address = "127.0.0.1:1"

    def close(self):
        pass


class Echo:
    def __init__(self, address):
        self._address = address

    def version(self):
        return TillerVersion(self._address, "0", "clean")
