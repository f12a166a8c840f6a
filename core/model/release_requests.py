"""What the release service is asked and what it answers. Timeouts are seconds; names and defaults are Tiller's."""

from __future__ import annotations

from ..record import Record
from .chart import Chart
from .plan import Plan
from .release import Release, ReleaseInfo

BY_NAME = "NAME"
BY_LAST_RELEASED = "LAST_RELEASED"
BY_CHART_NAME = "CHART_NAME"


class InstallRequest(Record):
    """Install a chart whose requirements are already processed. An empty `name` asks for a generated one.

    `apply_strategy` is empty for the default of the cluster plugin. `sub_notes` renders subcharts' notes too. With a
    `planned`, exactly that is done, or nothing: `chart` and values are those of the plan.
    """

    chart: Chart | None
    values_text: str = ""
    name: str = ""
    namespace: str = ""
    dry_run: bool = False
    disable_hooks: bool = False
    disable_crd_hook: bool = False
    reuse_name: bool = False
    timeout: int = 300
    wait: bool = False
    description: str = ""
    sub_notes: bool = False
    apply_strategy: str = ""
    planned: Plan | None = None


class UpdateRequest(Record):
    """Upgrade a release. An empty `apply_strategy` keeps the one that the release was made with.

    `planned` as in `InstallRequest`.
    """

    name: str
    chart: Chart | None
    values_text: str = ""
    dry_run: bool = False
    disable_hooks: bool = False
    recreate: bool = False
    force: bool = False
    reset_values: bool = False
    reuse_values: bool = False
    timeout: int = 300
    wait: bool = False
    description: str = ""
    sub_notes: bool = False
    cleanup_on_fail: bool = False
    apply_strategy: str = ""
    planned: Plan | None = None


class RollbackRequest(Record):
    """Go back to a revision; 0 means the one before the newest."""

    name: str
    revision: int = 0
    dry_run: bool = False
    disable_hooks: bool = False
    recreate: bool = False
    force: bool = False
    timeout: int = 300
    wait: bool = False
    description: str = ""
    cleanup_on_fail: bool = False
    apply_strategy: str = ""


class UninstallRequest(Record):
    """Delete a release; `purge` erases its records too."""

    name: str
    disable_hooks: bool = False
    purge: bool = False
    timeout: int = 300
    description: str = ""


class UninstallResult(Record):
    """The deleted release and the text about objects that were kept (empty when there are none)."""

    release: Release
    info: str = ""


class ListRequest(Record):
    """Which releases to list. `filter` is a regular expression (RE2) on names, `statuses` empty means DEPLOYED.

    `limit` 0 means the service's default (512). `names_only` allows the service to leave charts and times out, where
    labels tell the rest. `sort_by` is one of NAME, LAST_RELEASED, CHART_NAME or empty for storage order. `summary`
    says, on the wire, that of each release no more is wanted than a `ReleaseSummary` holds; a Tiller of Helm sends all.
    """

    limit: int = 0
    offset: str = ""
    sort_by: str = ""
    descending: bool = False
    filter: str = ""
    statuses: tuple[str, ...] = ()
    namespace: str = ""
    names_only: bool = False
    summary: bool = False


class RevisionRequest(Record):
    """Ask about one revision of a release; 0 is the newest."""

    name: str
    revision: int = 0


class HistoryRequest(Record):
    """Ask for the newest `limit` revisions of a release. `summary` as in `ListRequest`."""

    name: str
    limit: int = 0
    summary: bool = False


class ReleaseSummary(Record):
    """What a list or a history shows of one revision. `updated` is nanoseconds since 1970, None for unknown.

    `damaged` says why the record cannot be decoded; everything but name, revision and status (from the record's
    labels) is empty then.
    """

    name: str
    revision: int
    status: str
    updated: int | None = None
    chart_name: str = ""
    chart_version: str = ""
    app_version: str = ""
    namespace: str = ""
    description: str = ""
    damaged: str = ""


class ListResult(Record):
    """A page of releases. `next` is the name at which the next page begins, `total` how many there are in all."""

    releases: tuple[ReleaseSummary, ...] = ()
    next: str = ""
    total: int = 0


class RecordPage(Record):
    """Revisions as they are on the wire: each of `records` is a message ``hapi.release.Release``.

    `next` and `total` as in `ListResult`; a long list comes in several pages that repeat both, and `count`: how many
    revisions all of them have together (0 for unknown: as many as this page has).
    """

    records: tuple[bytes, ...] = ()
    next: str = ""
    total: int = 0
    count: int = 0


class StatusResult(Record):
    """The state of a revision; `info.resources` is the text of its live objects.

    `engines` is what its record says of the engines that have rendered it (see `core.model.engine_use`).
    """

    name: str
    namespace: str
    info: ReleaseInfo
    revision: int = 0
    engines: str = ""


class TestRequest(Record):
    """Run the tests of a release; `max_parallel` 0 means 20."""

    __test__ = False

    name: str
    timeout: int = 300
    cleanup: bool = False
    parallel: bool = False
    max_parallel: int = 0
    logs: bool = False


class TestMessage(Record):
    """A line of a test run with the status that goes with it (UNKNOWN, SUCCESS, FAILURE, RUNNING)."""

    __test__ = False

    text: str
    status: str


class UnlockRequest(Record):
    """Clear the pending revision of a release. With `dry_run` only say what would be done.

    With `force` it is cleared even if the operation may still be under way.
    """

    name: str
    dry_run: bool = False
    force: bool = False


class UnlockResult(Record):
    """What was pending and what was done about it.

    `holder` and `since` (nanoseconds, None for unknown) say who wrote the record last and when; `found` are the objects
    of the pending revision that exist, as ``KIND/NAME``; `removed` those that no other revision lists and that were
    deleted; `actions` are sentences for the user.
    """

    name: str
    revision: int
    status: str
    holder: str = ""
    since: int | None = None
    found: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()


class RepairRequest(Record):
    """Put records that cannot be decoded out of the way. With `dry_run` only say what would be done."""

    name: str
    dry_run: bool = False


class RepairResult(Record):
    """The keys of damaged records with what is wrong with them, and sentences on what was done."""

    damaged: tuple[tuple[str, str], ...] = ()
    actions: tuple[str, ...] = ()
