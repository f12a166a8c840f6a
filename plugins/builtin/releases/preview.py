"""What an install, an upgrade or a rollback would do, found out by its own steps in a cluster that only rehearses.

Nothing is recorded. Chart hooks do not run; kinds that those of crd-install would bring are taken for served.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.errors import KubeConnectionError, KubeLoginError, KubeTimeoutError, PilothouseError
from ....core.model.preview import ReleasePreview
from ....core.model.release_requests import InstallRequest, RollbackRequest, UpdateRequest
from ....core.process_limits import ProcessLimitError
from ....core.rehearsed_objects import definitions_of, told
from .context import ServiceContext
from .forced_update import check_deletion, prepare_forced
from .install import build_valid, creation_failed, install_options, prepare, replaced_release
from .interrupted import change_from
from .naming import check_release_name
from .objects import change_objects, create_objects, delete_objects
from .rollback import prepare_rollback, rollback_options
from .store import revision_of
from .update import change_objects_of, prepare_update, update_options

if TYPE_CHECKING:
    from collections.abc import Callable

    from ....core.model.kube_object import ApplyOptions, KubeObject
    from ....core.model.release import Release
    from ....core.rehearsal_protocol import Rehearsal
    from .connections import Connections


class RehearsalContext(ServiceContext):
    """An operation in a cluster that only rehearses. Its store is the real one, and nobody may write to it."""

    __slots__ = ("_rehearsal",)

    def __init__(self, connections: Connections) -> None:
        super().__init__(connections)
        self._rehearsal: Rehearsal | None = None

    @property
    def kube(self) -> Rehearsal:
        """The rehearsal of the cluster that the settings name. Raises KubeError."""
        if self._rehearsal is None:
            self._rehearsal = self.kernel.first("helm_rehearse_writes", kube=super().kube)
        return self._rehearsal


def preview(
    context: RehearsalContext, request: InstallRequest | UpdateRequest | RollbackRequest
) -> ReleasePreview:
    """What an operation would do.

    Raises what the operation raises before it records anything, and KubeConnectionError, KubeLoginError or
    KubeTimeoutError where the cluster cannot be asked.
    """
    if isinstance(request, InstallRequest):
        return _install(context, request.replace(wait=False, disable_hooks=True))
    if isinstance(request, UpdateRequest):
        return _update(context, request.replace(wait=False, disable_hooks=True))
    return _rollback(context, request.replace(wait=False, disable_hooks=True))


def _install(context: RehearsalContext, request: InstallRequest) -> ReleasePreview:
    release = prepare(context, request.replace(dry_run=False))
    context.store.check_size(release)
    if not request.disable_crd_hook:
        context.kube.expect_kinds(definitions_of(release))
    prepared = build_valid(context, release)
    old = replaced_release(context, release.name) if request.reuse_name else None
    options = install_options(context, release, request)
    if old is None:
        return _finished(
            context, None, release, options.strategy, lambda: _create(context, release, prepared, options)
        )
    release.revision = context.store.revisions(release.name).next
    return _finished(
        context,
        old,
        release,
        options.strategy,
        lambda: change_objects(context, old.manifest, release, prepared, options),
    )


def _create(
    context: RehearsalContext, release: Release, prepared: tuple[KubeObject, ...], options: ApplyOptions
) -> None:
    try:
        create_objects(context, release, prepared, options)
    except PilothouseError as error:
        raise creation_failed(error, release) from error


def _update(context: RehearsalContext, request: UpdateRequest) -> ReleasePreview:
    check_release_name(request.name)
    try:
        prepared = prepare_update(context, request)
    except (ProcessLimitError, KubeConnectionError, KubeLoginError, KubeTimeoutError):
        raise
    except PilothouseError:
        if not request.force:
            raise
        return _forced_update(context, request)
    context.store.check_size(prepared.updated)
    options = update_options(context, prepared.updated, request)
    return _finished(
        context,
        prepared.current,
        prepared.updated,
        options.strategy,
        lambda: change_objects_of(context, prepared, request),
    )


def _forced_update(context: RehearsalContext, request: UpdateRequest) -> ReleasePreview:
    old, new, _ = prepare_forced(context, request)
    context.store.check_size(new)
    options = update_options(context, new, request)

    def perform() -> None:
        check_deletion(delete_objects(context, old))
        change_objects(context, old.manifest, new, (), options)

    return _finished(context, old, new, options.strategy, perform)


def _rollback(context: RehearsalContext, request: RollbackRequest) -> ReleasePreview:
    prepared = prepare_rollback(context, request)
    context.store.check_size(prepared.target)
    states = prepared.states(context)
    options = rollback_options(context, prepared.current, request)
    return _finished(
        context,
        prepared.current,
        prepared.target,
        options.strategy,
        lambda: change_from(context, states, prepared.target, (), options),
    )


def _finished(
    context: RehearsalContext, current: Release | None, planned: Release, strategy: str, perform: Callable[[], object]
) -> ReleasePreview:
    """Rehearse what is done once the new revision is recorded, and say what came of it."""
    rows = context.store.revisions(planned.name).rows
    extras, error_text = planned.extras, ""
    try:
        perform()
    except (KubeConnectionError, KubeLoginError, KubeTimeoutError):
        raise
    except PilothouseError as error:
        error_text = error.message
    planned.extras = extras
    return ReleasePreview(
        planned,
        current,
        revision_of(rows[-1]) if rows else 0,
        told(context.kube.objects(), current, planned),
        strategy,
        error_text,
    )
