"""Looking for drift, and correcting it: one release after the other, each with an answer of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.cluster_choice import connect_cluster
from ....core.concealment import MARK
from ....core.errors import KubeConnectionError, KubeLoginError, PilothouseError, ReleaseError
from ....core.golib.strconv import quote
from ....core.model.client_requests import Drift
from ....core.model.comparison import ComparisonOptions
from ....core.model.release import DEPLOYED, PENDING
from ....core.model.release_requests import ListRequest
from ....core.preview_states import states_of
from ....core.recorded_revisions import recorded_revisions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ....core.kernel import Kernel
    from ....core.model.client_requests import DriftSearch
    from ....core.model.comparison import Comparison
    from ....core.model.kube_object import ApplyReport
    from ....core.model.preview import ObjectPreview, ReleasePreview
    from ....core.model.release import Release
    from ....core.protocols import KubeClient, ReleaseService

_PAGE = 256
_MOST_REVISIONS = 256
"""So far back the deployed revision of a release is looked for."""


def find_drift(kernel: Kernel, service: ReleaseService, search: DriftSearch) -> Iterator[Drift]:
    """What there is to say of each release; one that fails does not keep the others from being looked at.

    Raises KubeConnectionError and KubeLoginError when the cluster cannot be reached: then none could be.
    """
    looking = _Looking(kernel, service, connect_cluster(kernel), search)
    for name in dict.fromkeys(search.names) or _names(service):
        try:
            yield looking.look(name)
        except (KubeConnectionError, KubeLoginError):
            raise
        except PilothouseError as error:
            yield Drift(name, error=" ".join((error.message, *(f"({line})" for line in error.details))))


def _names(service: ReleaseService) -> list[str]:
    """All releases that are deployed or about to be, by name. Raises what the service raises."""
    found: set[str] = set()
    request = ListRequest(limit=_PAGE, statuses=(DEPLOYED, *sorted(PENDING)), names_only=True)
    while True:
        result = service.list(request)
        found.update(release.name for release in result.releases)
        if not result.next or result.next == request.offset:
            return sorted(found)
        request = request.replace(offset=result.next)


class _Looking:
    """Looks at releases by their records in a service and by their objects in a cluster."""

    def __init__(self, kernel: Kernel, service: ReleaseService, kube: KubeClient, search: DriftSearch) -> None:
        self._kernel = kernel
        self._service = service
        self._kube = kube
        self._search = search

    def look(self, name: str) -> Drift:
        """What there is to say of one release. Raises what the service and the cluster raise."""
        newest = self._service.history(name, 1)
        if not newest:
            raise ReleaseError(f"release: {quote(name)} not found")
        if newest[0].status in PENDING:
            return Drift(name, newest[0].namespace, newest[0].revision, skipped=f"it is {newest[0].status}")
        revision = newest[0].revision
        if newest[0].status != DEPLOYED:
            rows = self._service.history(name, _MOST_REVISIONS)
            deployed = [row.revision for row in rows if row.status == DEPLOYED]
            if not deployed:
                raise ReleaseError(f"{quote(name)} has no deployed releases")
            revision = deployed[0]
        release = self._service.content(name, revision)
        self._check_whole(release, newest[0].revision)
        preview, found = self._find(release)
        drift = Drift(name, release.namespace, release.revision, error=found.error, found=found)
        if not (self._search.correct and found.objects):
            return drift
        if self._service.history(name, 1)[0].revision != newest[0].revision:
            raise ReleaseError(f"{quote(name)} has a new revision, so nothing of it was corrected")
        return self._corrected(release, preview.replace(objects=_drifted(preview, found), error=""), drift)

    def _check_whole(self, release: Release, newest: int) -> None:
        """Refuse a revision from which something was left out on the way: marks would be taken for what is recorded.

        Raises ReleaseError.
        """
        if MARK not in release.manifest:
            return
        recorded = recorded_revisions(self._service, release.name, release.revision, newest).get(release.revision)
        if recorded is None or recorded.manifest != release.manifest:
            raise ReleaseError(
                f"what the Secrets of {quote(release.name)} hold is hidden, so their drift cannot be told",
                hint="look where the values that refer to secrets can be looked up",
            )

    def _find(self, release: Release) -> tuple[ReleasePreview, Comparison]:
        preview: ReleasePreview = self._kernel.first("helm_find_drift", release=release, kube=self._kube)
        options = ComparisonOptions(
            f"drift of {release.name} from revision {release.revision}",
            self._search.ignore,
            self._search.show_secrets,
            preview.error,
        )
        # What could not be looked at is in the error; it is not among the objects that are as they should be.
        states = states_of(preview.replace(error=""))
        return preview, self._kernel.first("helm_compare_objects", objects=states, options=options)

    def _corrected(self, release: Release, drifted: ReleasePreview, drift: Drift) -> Drift:
        """What is left after correcting the objects that have drifted."""
        report: ApplyReport = self._kernel.first(
            "helm_correct_drift", release=release, objects=drifted.objects, kube=self._kube
        )
        _, left = self._find(release)
        sentences = (
            *(f"made again: {one}" for one in report.created),
            *(f"set back: {one}" for one in report.changed),
            *(f"not corrected: {self._shown(one, drifted)}" for one in report.errors),
        )
        return drift.replace(corrected=sentences, left=left, error=left.error)

    def _shown(self, problem: str, drifted: ReleasePreview) -> str:
        """What a server says about objects, without what Secrets among them hold unless these are shown."""
        options = ComparisonOptions(show_secrets=self._search.show_secrets, error=problem)
        found: Comparison = self._kernel.first("helm_compare_objects", objects=states_of(drifted), options=options)
        return found.error


def _drifted(preview: ReleasePreview, found: Comparison) -> tuple[ObjectPreview, ...]:
    """The objects of a preview that a comparison has found to differ."""
    places = {(one.kind, one.namespace, one.name) for one in found.objects}
    return tuple(one for one in preview.objects if (one.kind, one.namespace, one.name) in places)
