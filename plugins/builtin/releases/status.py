"""The state of a revision with its live objects. Rule: pkg/tiller/release_status.go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.errors import KubeError, KubeStatusError, PilothouseError
from ....core.golib.strconv import quote
from ....core.model.engine_use import EXTRA as ENGINES
from ....core.model.release import DELETED, FAILED
from ....core.model.release_requests import StatusResult
from .naming import check_release_name
from .rewording import reworded

if TYPE_CHECKING:
    from ....core.model.release import Release
    from .context import ServiceContext


def status(context: ServiceContext, name: str, revision: int) -> StatusResult:
    """The state of a revision, of the newest for 0 or less; `info.resources` is the text of its live objects.

    The objects of a deleted or failed revision are not looked at. Raises ReleaseError, StorageError, KubeError.
    """
    check_release_name(name)
    release = _recorded(context, name, revision)
    if release.info.status not in (DELETED, FAILED):
        release.info.resources = context.kernel.first(
            "helm_describe_objects", manifest=release.manifest, namespace=release.namespace, kube=context.kube
        )
    engines = release.extras.get(ENGINES, "")
    return StatusResult(release.name, release.namespace, release.info, release.revision, engines)


def _recorded(context: ServiceContext, name: str, revision: int) -> Release:
    doing = f"getting release '{name}' (v{revision})" if revision > 0 else f"getting deployed release {quote(name)}"
    try:
        return context.store.last(name) if revision <= 0 else context.store.get(name, revision)
    except PilothouseError as error:
        if isinstance(error, KubeError) and not isinstance(error, KubeStatusError):
            raise  # Helm's client would not have reached Tiller, whose sentence this is
        raise reworded(error, f"{doing}: {error.message}") from error
