"""http and https without any network: all there is is one values file."""

from pilothouse.core.entries import GetterEntry
from pilothouse.hookspecs import hookimpl


@hookimpl
def helm_register_getters():
    return [GetterEntry(scheme, "stand_in_getter_http:fetch", replaces="getter_http") for scheme in ("http", "https")]


def fetch(url, options, kernel):
    return f"colour: from {url.partition('://')[0]}\n".encode()
