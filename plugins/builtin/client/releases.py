"""Lists of releases, their tests and their values.

Rules: cmd/helm/list.go, cmd/helm/release_testing.go, cmd/helm/get_values.go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.errors import ReleaseError, ValuesError
from ....core.golib.yaml import YamlError, load_map
from ....core.model.release import DEPLOYED, FAILED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ....core.kernel import Kernel
    from ....core.model.release import Release
    from ....core.model.release_requests import ListRequest, ListResult, TestMessage, TestRequest
    from ....core.protocols import ReleaseService

_FAILURE = "FAILURE"


def list_releases(service: ReleaseService, request: ListRequest) -> ListResult:
    """A page of releases, of each the newest revision that matches; deployed and failed ones where nothing is said."""
    result = service.list(request.replace(statuses=request.statuses or (DEPLOYED, FAILED)))
    highest: dict[str, int] = {}
    for release in result.releases:
        highest[release.name] = max(highest.get(release.name, 0), release.revision)
    newest = tuple(release for release in result.releases if release.revision == highest[release.name])
    return result.replace(releases=newest)


def run_tests(service: ReleaseService, request: TestRequest) -> Iterator[TestMessage]:
    """The messages of a test run as they come. Raises ReleaseError in the end when a test failed."""
    failed = 0
    for message in service.run_tests(request):
        yield message
        failed += message.status == _FAILURE
    if failed:
        raise ReleaseError(f"{failed} test(s) failed")


def release_values(kernel: Kernel, release: Release, *, computed: bool) -> dict[str, Any]:
    """The values that the user gave to a release, or those that its templates saw. Raises ValuesError."""
    try:
        given = load_map(release.values_text, "chartutil.Values")
    except YamlError as error:
        raise ValuesError(str(error)) from None
    if not computed:
        return given
    values: dict[str, Any] = kernel.first("helm_coalesce_values", chart=release.chart, overrides=given)
    return values
