"""A release and its revisions: what the release service makes, what stores keep, what commands show.

Times are nanoseconds since 1970 (UTC); None where the original has no time. Field numbers and names on the wire are the
business of `core.hapi`.
"""

from __future__ import annotations

from .chart import Chart
from .manifest import ChartHook

UNKNOWN = "UNKNOWN"
DEPLOYED = "DEPLOYED"
DELETED = "DELETED"
SUPERSEDED = "SUPERSEDED"
FAILED = "FAILED"
DELETING = "DELETING"
PENDING_INSTALL = "PENDING_INSTALL"
PENDING_UPGRADE = "PENDING_UPGRADE"
PENDING_ROLLBACK = "PENDING_ROLLBACK"

STATUSES: tuple[str, ...] = (
    UNKNOWN,
    DEPLOYED,
    DELETED,
    SUPERSEDED,
    FAILED,
    DELETING,
    PENDING_INSTALL,
    PENDING_UPGRADE,
    PENDING_ROLLBACK,
)
"""Every status; a status's number on the wire is its place here."""

ALL_STATUSES: tuple[str, ...] = tuple(status for status in STATUSES if status != SUPERSEDED)
"""The statuses of releases that a list of all shows: what is superseded has a newer revision."""

PENDING: frozenset[str] = frozenset((PENDING_INSTALL, PENDING_UPGRADE, PENDING_ROLLBACK))
"""The statuses of a revision that some operation has not finished."""


class TestRun:
    """One test of a release: the Pod's name, UNKNOWN, SUCCESS, FAILURE or RUNNING, why, and when."""

    __test__ = False
    __slots__ = ("completed_at", "info", "name", "started_at", "status")

    def __init__(
        self,
        name: str = "",
        status: str = UNKNOWN,
        info: str = "",
        started_at: int | None = None,
        completed_at: int | None = None,
    ) -> None:
        self.name = name
        self.status = status
        self.info = info
        self.started_at = started_at
        self.completed_at = completed_at


class TestSuite:
    """The last run of all tests of a release, results in the order of definition."""

    __test__ = False
    __slots__ = ("completed_at", "results", "started_at")

    def __init__(
        self,
        started_at: int | None = None,
        completed_at: int | None = None,
        results: list[TestRun] | None = None,
    ) -> None:
        self.started_at = started_at
        self.completed_at = completed_at
        self.results = results if results is not None else []


class ReleaseInfo:
    """What is known about one revision besides what it consists of.

    `status` is one of `STATUSES`; `resources` the text of the live objects, filled for a status request only.
    """

    __slots__ = (
        "deleted",
        "description",
        "first_deployed",
        "last_deployed",
        "last_test_suite_run",
        "notes",
        "resources",
        "status",
    )

    def __init__(
        self,
        status: str = UNKNOWN,
        *,
        first_deployed: int | None = None,
        last_deployed: int | None = None,
        deleted: int | None = None,
        description: str = "",
        notes: str = "",
        resources: str = "",
        last_test_suite_run: TestSuite | None = None,
    ) -> None:
        self.status = status
        self.first_deployed = first_deployed
        self.last_deployed = last_deployed
        self.deleted = deleted
        self.description = description
        self.notes = notes
        self.resources = resources
        self.last_test_suite_run = last_test_suite_run


class Release:
    """One revision of a release.

    `values_text` is the raw YAML that the user gave; `manifest` the text of all generic manifests, each preceded by
    ``\\n---\\n# Source: FILE\\n``. `extras` are facts of ours that Helm does not know (``apply-strategy`` …), kept in a
    field that Helm carries along unread. `unknown` are wire fields that we do not know, kept as they came.
    """

    __slots__ = (
        "chart",
        "extras",
        "hooks",
        "info",
        "manifest",
        "name",
        "namespace",
        "revision",
        "unknown",
        "values_text",
    )

    def __init__(
        self,
        name: str,
        namespace: str,
        revision: int,
        chart: Chart,
        *,
        info: ReleaseInfo | None = None,
        values_text: str = "",
        manifest: str = "",
        hooks: list[ChartHook] | None = None,
        extras: dict[str, str] | None = None,
        unknown: bytes = b"",
    ) -> None:
        self.name = name
        self.namespace = namespace
        self.revision = revision
        self.chart = chart
        self.info = info if info is not None else ReleaseInfo()
        self.values_text = values_text
        self.manifest = manifest
        self.hooks = hooks if hooks is not None else []
        self.extras = extras if extras is not None else {}
        self.unknown = unknown

    @property
    def key(self) -> str:
        """The key of this revision's record: ``NAME.vREVISION``."""
        return record_key(self.name, self.revision)


def record_key(name: str, revision: int) -> str:
    """The key under which a revision is stored. Rule: pkg/storage/storage.go."""
    return f"{name}.v{revision}"
