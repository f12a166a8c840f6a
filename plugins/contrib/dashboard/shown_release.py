"""What all pages of a release have: its revisions, and the one that is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.errors import PilothouseError, ReleaseNotFoundError
from ....core.golib.strconv import quote
from ....core.model.release import DEPLOYED
from .moments import moment

if TYPE_CHECKING:
    from ....core.model.release import Release
    from ....core.model.release_requests import ReleaseSummary
    from .asked import Asked
    from .site import Site

MOST_REVISIONS = 256
"""Revisions that are shown, the newest ones."""


class ShownRelease:
    """A release and the revision that a page is about: the one that the query names, else the newest one.

    Raises ReleaseNotFoundError, UsageError, and what the release service raises.
    """

    def __init__(self, site: Site, asked: Asked) -> None:
        self.name = asked.name
        self._site = site
        self.history: tuple[ReleaseSummary, ...] = site.service.history(asked.name, MOST_REVISIONS)
        if not self.history:
            raise ReleaseNotFoundError(f"release: {quote(asked.name)} not found")
        self.newest = self.history[0].revision
        self.revision = asked.number("revision") or self.newest
        self.is_newest = self.revision == self.newest
        self.summary = next((one for one in self.history if one.revision == self.revision), None)

    def content(self, revision: int = 0) -> Release:
        """A revision as it is recorded; 0 for the one that the page is about. Raises what the service raises."""
        return self._site.service.content(self.name, revision or self.revision)

    def deployed(self) -> int:
        """The number of the newest deployed revision; 0 where there is none."""
        return next((one.revision for one in self.history if one.status == DEPLOYED), 0)

    def facts(self, release: Release | None = None) -> dict[str, Any]:
        """What stands above every page: facts of the revision, from its record where that was read."""
        summary = self.summary
        if summary is None:
            release = release or self.content()
            chart = release.chart.metadata
            return {
                "name": self.name,
                "namespace": release.namespace,
                "revision": self.revision,
                "newest": self.newest,
                "status": release.info.status,
                "chart": chart.name,
                "chart_version": chart.version,
                "app_version": chart.app_version,
                "updated": moment(release.info.last_deployed),
                "damaged": "",
                "revisions": [one.revision for one in self.history],
            }
        return {
            **revision_facts(summary),
            "name": self.name,
            "newest": self.newest,
            "revisions": [one.revision for one in self.history],
        }


def revision_facts(summary: ReleaseSummary) -> dict[str, Any]:
    """One revision as lists and histories show it."""
    return {
        "name": summary.name,
        "namespace": summary.namespace,
        "revision": summary.revision,
        "status": summary.status,
        "chart": summary.chart_name,
        "chart_version": summary.chart_version,
        "app_version": summary.app_version,
        "updated": moment(summary.updated),
        "damaged": summary.damaged,
    }


def attempted(site: Site, work: Any) -> tuple[Any, dict[str, Any] | None]:
    """What a part of a page is made from, or the error in its place; the rest of the page is shown all the same."""
    try:
        return work(), None
    except PilothouseError as error:
        return None, site.shown_error(error)
