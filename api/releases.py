"""Releases as programs see them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from .objects import KubeObjects
from .records import Hook

if TYPE_CHECKING:
    from ..core.client_protocol import Client
    from ..core.model import release as model
    from ..core.model.chart import Chart
    from ..core.model.release_requests import StatusResult


_EXACT = 2.0**53
"""Up to which number floats are exact."""


class Release:
    """One revision of a release. `record` is all that is stored about it."""

    __slots__ = ("_client", "record")

    def __init__(self, record: model.Release, client: Client) -> None:
        self.record = record
        self._client = client

    def __repr__(self) -> str:
        return f"<Release {self.name} revision {self.revision}: {self.status}>"

    @property
    def name(self) -> str:
        """The release's name."""
        return self.record.name

    @property
    def namespace(self) -> str:
        """The namespace of its objects, where they name none."""
        return self.record.namespace

    @property
    def revision(self) -> int:
        """The number of the revision, from 1."""
        return self.record.revision

    @property
    def status(self) -> str:
        """``DEPLOYED``, ``FAILED``, ``SUPERSEDED`` …: a word of `pilothouse.core.model.release`."""
        return self.record.info.status

    @property
    def description(self) -> str:
        """What was done, or why it failed."""
        return self.record.info.description

    @property
    def notes(self) -> str:
        """The rendered NOTES.txt; empty where the chart has none."""
        return self.record.info.notes

    @property
    def chart(self) -> Chart:
        """The chart, its requirements applied."""
        return self.record.chart

    @property
    def manifest(self) -> str:
        """The text of all objects but chart hooks."""
        return self.record.manifest

    @property
    def hooks(self) -> tuple[Hook, ...]:
        """The chart hooks."""
        return tuple(
            Hook(
                hook.manifest.name,
                hook.manifest.kind,
                hook.manifest.source,
                tuple(hook.events),
                hook.weight,
                hook.manifest.content,
            )
            for hook in self.record.hooks
        )

    @property
    def first_deployed(self) -> datetime | None:
        """When the release was installed."""
        return moment(self.record.info.first_deployed)

    @property
    def last_deployed(self) -> datetime | None:
        """When the revision was made."""
        return moment(self.record.info.last_deployed)

    @property
    def extras(self) -> dict[str, str]:
        """What Pilothouse has recorded besides, such as the strategy by which objects are changed."""
        return dict(self.record.extras)

    def objects(self) -> KubeObjects:
        """The objects of the manifest. Raises ManifestError."""
        return KubeObjects.parse([(f"the manifest of {self.name}", self.manifest)])

    def values(self, *, computed: bool = False) -> dict[str, Any]:
        """The values that were given, or with `computed` those that templates saw. Raises ValuesError.

        Whole numbers are int, as `get values` prints them.
        """
        values: dict[str, Any] = _with_integers(self._client.values(self.record, computed=computed))
        return values


class ReleaseStatus:
    """The state of a revision with its live objects. `result` is all that the service has said."""

    __slots__ = ("result",)

    def __init__(self, result: StatusResult) -> None:
        self.result = result

    def __repr__(self) -> str:
        return f"<ReleaseStatus {self.name} revision {self.revision}: {self.status}>"

    @property
    def name(self) -> str:
        """The release's name."""
        return self.result.name

    @property
    def namespace(self) -> str:
        """The namespace of its objects."""
        return self.result.namespace

    @property
    def revision(self) -> int:
        """The number of the revision; 0 from a Tiller of Helm, which does not say it."""
        return self.result.revision

    @property
    def status(self) -> str:
        """``DEPLOYED``, ``FAILED`` …"""
        return self.result.info.status

    @property
    def description(self) -> str:
        """What was done, or why it failed."""
        return self.result.info.description

    @property
    def notes(self) -> str:
        """The rendered NOTES.txt."""
        return self.result.info.notes

    @property
    def resources(self) -> str:
        """The live objects as tables, as `status` prints them."""
        return self.result.info.resources

    @property
    def last_deployed(self) -> datetime | None:
        """When the revision was made."""
        return moment(self.result.info.last_deployed)

    @property
    def tests(self) -> dict[str, str]:
        """How the tests of the last run went: ``SUCCESS``, ``FAILURE`` … by the Pod's name."""
        suite = self.result.info.last_test_suite_run
        return {run.name: run.status for run in suite.results} if suite is not None else {}


def moment(nanoseconds: int | None) -> datetime | None:
    """A moment in UTC, to the microsecond."""
    if nanoseconds is None:
        return None
    seconds, rest = divmod(nanoseconds, 1_000_000_000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest // 1000)


def _with_integers(value: Any) -> Any:
    """Values with int for what is a whole number, and can be one as a float."""
    if isinstance(value, dict):
        return {key: _with_integers(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_with_integers(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) <= _EXACT else value
