"""The cluster of the year 2050."""

from pilothouse.core.model.capabilities import Capabilities, KubeVersion, TillerVersion
from pilothouse.hookspecs import hookimpl


@hookimpl
def helm_resolve_capabilities():
    return Capabilities(frozenset(("v1", "v9")), KubeVersion("9", "50", "v9.50.0"), TillerVersion("v2.17.0"))
