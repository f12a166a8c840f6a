"""A release service that has one release, and has always had it."""

from pilothouse.core.model.capabilities import TillerVersion
from pilothouse.core.model.release_requests import ListResult, ReleaseSummary
from pilothouse.hookspecs import hookimpl


@hookimpl
def helm_connect_release_service(target):
    return Museum() if target.is_here else None


class Museum:
    def version(self):
        return TillerVersion("v0.0.1", "0", "clean")

    def list(self, request):
        exhibit = ReleaseSummary("mummy", 1, "DEPLOYED", 0, "pyramid", "1.0.0", "", "egypt", "")
        return ListResult((exhibit,), total=1)
