"""``install``. Rules: pkg/tiller/release_install.go.

The record of the new revision is written after the chart hooks of crd-install and pre-install and before the first
object: whoever is killed leaves either no record or one that lists every object there may be. Tiller goes on when
that record cannot be written; here it is an error, so that no objects are made of which nobody knows.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from ....core.errors import PilothouseError, ReleaseError
from ....core.golib.strconv import quote
from ....core.interruption import shielded
from ....core.model.kube_object import ApplyOptions
from ....core.model.release import PENDING_INSTALL, Release, ReleaseInfo
from ....core.model.render import ReleaseContext
from .interrupted import UnderWay
from .naming import check_free, generated_name
from .objects import (
    build,
    change_objects,
    choose_strategy,
    create_objects,
    engine_extras,
    run_hooks,
    strategy_extras,
)
from .outcome import mark_deployed, record_failure, rewrite
from .rendering import UnreadableManifestError, render
from .rewording import reworded

if TYPE_CHECKING:
    from ....core.model.kube_object import KubeObject
    from ....core.model.release_requests import InstallRequest
    from .context import ServiceContext

YAML_ERROR = "YAML parse error"
"""How the error begins after which a dry run shows the whole manifest."""


def install(context: ServiceContext, request: InstallRequest) -> Release:
    """Install a chart and return the new revision.

    Raises ReleaseError when the name is taken, and what rendering, the cluster and the store raise; a failure after
    the record was written is in the record too. With a plan, what it says is done.
    """
    if request.planned is not None:
        from .planned import install_as_planned

        return install_as_planned(context, request, request.planned)
    release = prepare(context, request)
    if request.dry_run:
        return _dry_run(context, release, request)
    return _perform(context, release, request)


def prepare(context: ServiceContext, request: InstallRequest) -> Release:
    """Find the name, render the chart and make the release of it, which nothing knows of yet.

    With `dry_run` an error about unreadable YAML ends in the text of all rendered files.
    """
    if request.chart is None:
        raise ReleaseError("no chart provided")
    name, revision = _name_and_revision(context, request)
    now = time.time_ns()
    release_context = ReleaseContext(name, request.namespace, revision=revision, is_install=True, time=now)
    try:
        rendered = render(context, request.chart, request.values_text, release_context, sub_notes=request.sub_notes)
    except UnreadableManifestError as error:
        if request.dry_run and error.message.startswith(YAML_ERROR):
            raise reworded(error, f"{error.message}\n{error.manifest}") from error
        raise
    info = ReleaseInfo(
        PENDING_INSTALL,
        first_deployed=now,
        last_deployed=now,
        description="Initial install underway",
        notes=rendered.notes,
    )
    return Release(
        name,
        request.namespace,
        revision,
        request.chart,
        info=info,
        values_text=request.values_text,
        manifest=rendered.manifest,
        hooks=rendered.hooks,
        extras={
            **strategy_extras(context, choose_strategy(context, request.apply_strategy), name, request.namespace),
            **engine_extras(rendered.engines),
        },
    )


def _name_and_revision(context: ServiceContext, request: InstallRequest) -> tuple[str, int]:
    """The release's name and what templates see as its revision, which is 1 even when it replaces an older one."""
    if not request.name:
        return generated_name(context.store), 1
    revisions = context.store.revisions(request.name)
    check_free(request.name, revisions, reuse=request.reuse_name)
    return request.name, 1 if revisions.rows else revisions.next


def _dry_run(context: ServiceContext, release: Release, request: InstallRequest) -> Release:
    if not request.disable_crd_hook and any("crd-install" in hook.events for hook in release.hooks):
        release.info.description = "Validation skipped because CRDs are not installed"
        return release
    build(context, release)
    release.info.description = "Dry run complete"
    return release


def _perform(context: ServiceContext, release: Release, request: InstallRequest) -> Release:
    context.store.check_size(release)
    if not request.disable_hooks and not request.disable_crd_hook:
        run_hooks(context, "crd-install", release, request.timeout)
    prepared = build_valid(context, release)
    if not request.disable_hooks:
        run_hooks(context, "pre-install", release, request.timeout)
    old = replaced_release(context, release.name) if request.reuse_name else None
    with UnderWay(context, release):
        if old is not None:
            _replace(context, old, release, prepared, request)
        else:
            _create(context, release, prepared, request)
        finish(context, release, request, "Install complete")
    return release


def build_valid(context: ServiceContext, release: Release) -> tuple[KubeObject, ...]:
    """The objects of a release that is to be installed. Raises KubeError (``validation failed: …``)."""
    try:
        return build(context, release)
    except PilothouseError as error:
        raise reworded(error, f"validation failed: {error.message}") from error


def replaced_release(context: ServiceContext, name: str) -> Release | None:
    """The newest revision under a name that is used again, None where nobody had it."""
    revisions = context.store.revisions(name)
    return context.store.last(name, revisions) if revisions.rows else None


def _create(
    context: ServiceContext, release: Release, prepared: tuple[KubeObject, ...], request: InstallRequest
) -> None:
    """Record the first revision, then create its objects."""
    context.store.create(release)
    _create_objects(context, release, prepared, request)


def _create_objects(
    context: ServiceContext, release: Release, prepared: tuple[KubeObject, ...], request: InstallRequest
) -> None:
    """Create the objects of a first revision; what fails is recorded."""
    try:
        create_objects(context, release, prepared, install_options(context, release, request))
    except PilothouseError as error:
        record_failure(context, release, f"Release {quote(release.name)} failed: {error.message}")
        raise creation_failed(error, release) from error


def creation_failed(error: PilothouseError, release: Release) -> PilothouseError:
    """The error of an installation whose objects could not be created."""
    return reworded(error, f"release {release.name} failed: {error.message}")


def apply_install(context: ServiceContext, release: Release, request: InstallRequest) -> None:
    """Run the chart hooks of a first revision that is recorded already, and create its objects.

    What fails is recorded.
    """
    try:
        if not request.disable_hooks:
            run_hooks(context, "crd-install", release, request.timeout)
        prepared = build_valid(context, release)
        if not request.disable_hooks:
            run_hooks(context, "pre-install", release, request.timeout)
    except PilothouseError as error:
        record_failure(context, release, f"Release {quote(release.name)} failed pre-install: {error.message}")
        raise
    _create_objects(context, release, prepared, request)
    finish(context, release, request, "Install complete")


def _replace(
    context: ServiceContext,
    old: Release,
    release: Release,
    prepared: tuple[KubeObject, ...],
    request: InstallRequest,
) -> None:
    """Put the new release in the place of a deleted or failed one: its revisions go on, its objects are changed."""
    context.store.supersede(old)
    release.revision = context.store.revisions(release.name).next
    context.store.create(release)
    try:
        change_objects(context, old.manifest, release, prepared, install_options(context, release, request))
    except PilothouseError as error:
        rewrite(context, old)
        record_failure(context, release, f"Release replace {quote(release.name)} failed: {error.message}")
        raise


def install_options(context: ServiceContext, release: Release, request: InstallRequest) -> ApplyOptions:
    """How the objects of an installation are made."""
    strategy = choose_strategy(context, request.apply_strategy, release)
    return ApplyOptions(strategy, wait=request.wait, timeout=request.timeout)


def finish(context: ServiceContext, release: Release, request: InstallRequest, description: str) -> None:
    """Run the post-install hooks and record that the release is deployed."""
    if not request.disable_hooks:
        try:
            run_hooks(context, "post-install", release, request.timeout)
        except PilothouseError as error:
            record_failure(context, release, f"Release {quote(release.name)} failed post-install: {error.message}")
            raise
    mark_deployed(release, request.description or description)
    with shielded():
        context.store.log_update(release)
