"""Finding out what would happen, as protocols: clusters that change nothing, services that only say what they would do.

What is here is optional: a `KubeClient` without `rehearsed` and a `ReleaseService` without `preview` are as good as
others, and who asks for a preview gets one that is computed instead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, TypeGuard, runtime_checkable

from .protocols import KubeClient

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .model.preview import ObjectPreview, ReleasePreview
    from .model.release_requests import InstallRequest, RollbackRequest, UpdateRequest


@runtime_checkable
class RehearsingCluster(Protocol):
    """A `KubeClient` that has a twin which changes nothing."""

    def rehearsed(self) -> KubeClient:
        """The same cluster, in which every write is a dry run of the server's (``dryRun=All``).

        The server answers with what would come of it, or refuses, and keeps nothing.
        """
        ...


class Rehearsal(KubeClient, Protocol):
    """A cluster in which writes are only rehearsed and noted. Reads show what the writes before would have left."""

    def objects(self) -> tuple[ObjectPreview, ...]:
        """What would have happened to each object so far, in the order in which they were first touched."""
        ...

    def expect_kinds(self, definitions: Sequence[Mapping[str, Any]]) -> None:
        """Take kinds for served that CustomResourceDefinitions define which are made by what is not rehearsed."""
        ...


class PreviewingService(Protocol):
    """A `ReleaseService` that can say what an operation would do, by the steps with which it would do it.

    `can_preview` tells whether a service is one.
    """

    def preview(self, request: InstallRequest | UpdateRequest | RollbackRequest) -> ReleasePreview:
        """What the operation would do; nothing is recorded or changed, and no chart hook runs.

        Raises what the operation raises before it records anything; what would break it off later is in the preview.
        """
        ...


def can_preview(service: object) -> TypeGuard[PreviewingService]:
    """Whether a service can say what it would do; one that hands on what another one has can as well."""
    return callable(getattr(service, "preview", None))
