"""A client that finds whatever is searched for."""

from pilothouse.core.model.client_requests import SearchHit
from pilothouse.hookspecs import hookimpl


@hookimpl
def helm_open_client():
    return Wishes()


class Wishes:
    def search(self, search):
        return [SearchHit(search.keyword, "1.0.0", "1", "all that is wished")]
