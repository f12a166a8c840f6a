"""Going from one manifest to another. Rules: UpdateWithOptions in pkg/kube/client.go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.errors import KubeError, KubeStatusError, KubeTimeoutError
from ....core.model.kube_object import ApplyReport
from ....core.resource_policy import is_kept
from .departure import await_departure
from .objects import annotations_of, by_identity, identity, label, named
from .pods import restart_pods

if TYPE_CHECKING:
    from ....core.model.kube_object import ApplyOptions, KubeObject, ManifestChange
    from ....core.protocols import KernelView, KubeClient
    from .strategy import Strategy

FORCE_HINT = "--force deletes and recreates what cannot be patched"

_UNCHANGEABLE = ("immutable", "may not change", "may not be changed", "cannot change", "not be unset", "Forbidden: ")
"""What servers say of a field that only a new object could have otherwise."""


def update(
    change: ManifestChange, options: ApplyOptions, strategy: Strategy, kube: KubeClient, kernel: KernelView
) -> ApplyReport:
    """Create, patch and delete objects so that the release has those of the wanted manifest.

    Objects that cannot be patched do not keep others from being patched; nothing is deleted then. Raises KubeError
    with all that went wrong.
    """
    way_out = f"`pilothouse mapkubeapis {change.release}` rewrites the record to API versions that are served"
    originals = _build(kube, change.current or "", change.namespace, _REMOVED_FROM_CURRENT, way_out)
    targets = list(change.prepared) or _build(kube, change.wanted or "", change.namespace, _REMOVED_FROM_WANTED)
    run = _Update(options, strategy, kube, kernel)
    try:
        run.apply(originals, targets)
        run.delete_others(originals, targets)
    finally:
        kernel.progress("")
    if options.wait:
        run.wait(targets)
    return ApplyReport(
        tuple(map(label, run.created)), tuple(run.changed), tuple(run.deleted), errors=tuple(run.undeleted)
    )


_REMOVED_FROM_CURRENT = (
    "current release manifest contains removed kubernetes api(s) for this kubernetes version and it is therefore "
    "unable to build the kubernetes objects for performing the diff. error from kubernetes: "
)
_REMOVED_FROM_WANTED = (
    "new release manifest contains removed kubernetes api(s) for this kubernetes version and it is therefore "
    "unable to build the kubernetes objects for deployment. error from kubernetes: "
)
_UNKNOWN_KIND = 'unable to recognize "": no matches for kind'


def _build(kube: KubeClient, text: str, namespace: str, removed: str, way_out: str = "") -> list[KubeObject]:
    """The objects of a manifest. Raises KubeError that says which of the two manifests cannot be read, and why.

    `way_out` is the hint where the server no longer has a kind.
    """
    try:
        return kube.build(text, namespace)
    except KubeError as error:
        is_removed = _UNKNOWN_KIND in error.message
        if is_removed:
            error.hint = error.hint or way_out
        raise _prefixed(removed if is_removed else "failed decoding reader into objects: ", error) from None


class _Update:
    """One update: what it did so far, and what went wrong."""

    __slots__ = ("_kernel", "_kube", "_options", "_strategy", "changed", "created", "deleted", "undeleted")

    def __init__(self, options: ApplyOptions, strategy: Strategy, kube: KubeClient, kernel: KernelView) -> None:
        self._options = options
        self._strategy = strategy
        self._kube = kube
        self._kernel = kernel
        self.created: list[KubeObject] = []
        self.changed: list[str] = []
        self.deleted: list[str] = []
        self.undeleted: list[str] = []

    def apply(self, originals: list[KubeObject], targets: list[KubeObject]) -> None:
        """Create or patch all targets, one after the other. Raises KubeError with all errors, cleanup included."""
        known = by_identity(originals)
        errors: list[KubeError] = []
        try:
            for target in targets:
                self._kernel.progress(f"updating {label(target)}")
                live = self._live(target)
                if live is None:
                    self._create(target)
                    continue
                original = known.get(identity(target))
                if original is None:
                    raise KubeError(
                        f'kind {target.kind} with the name "{target.name}" in "{target.namespace}" already exists in '
                        "the cluster and wasn't defined in the previous release. Before upgrading, please either "
                        "delete the resource from the cluster or remove it from the chart"
                    )
                try:
                    self._change(original, target, live)
                except KubeError as error:
                    errors.append(named(error, target))
        except KubeError as error:
            raise _joined([error, *self._cleaned_up()]) from None
        if errors:
            raise _joined([*errors, *self._cleaned_up()])

    def delete_others(self, originals: list[KubeObject], targets: list[KubeObject]) -> None:
        """Delete what the release does not have any more, but for what its policy keeps. Failures are warnings."""
        wanted = by_identity(targets)
        for original in originals:
            if identity(original) in wanted:
                continue
            self._kernel.progress(f"deleting {label(original)}")
            try:
                annotations = annotations_of(self._kube.get(original))
            except KubeError:
                annotations = annotations_of(original.content)
            if is_kept(annotations):
                continue
            try:
                self._kube.delete(original)
                self.deleted.append(label(original))
            except KubeError as error:
                if not is_missing(error):
                    self.undeleted.append(f"cannot delete {label(original)}: {error.message}")
                    self._kernel.warn(self.undeleted[-1])

    def wait(self, targets: list[KubeObject]) -> None:
        """Wait until all targets are ready. Raises KubeError, after cleaning up."""
        try:
            self._kernel.first(
                "helm_wait_until_ready", objects=targets, timeout=self._options.timeout, kube=self._kube
            )
        except KubeError as error:
            cleanup = self._cleaned_up()
            if not self._options.cleanup_on_fail:
                raise
            joined = _joined([error, *cleanup])
            raise KubeTimeoutError(joined.message, details=joined.details, hint=joined.hint) from None

    def _live(self, target: KubeObject) -> dict[str, Any] | None:
        """What the cluster has, None when it has nothing. Raises KubeError."""
        try:
            return self._kube.get(target)
        except KubeError as error:
            if is_missing(error):
                return None
            raise _prefixed("Could not get information about the resource: ", error) from None

    def _create(self, target: KubeObject) -> None:
        try:
            self._strategy.create(target)
        except KubeError as error:
            raise _prefixed("failed to create resource: ", named(error, target)) from None
        self.created.append(target)

    def _change(self, original: KubeObject, target: KubeObject, live: dict[str, Any]) -> None:
        """Patch one object, or with force recreate it when that is refused; then restart its Pods if wanted."""
        patch = self._strategy.patch(original, target, live)
        if patch is not None:
            try:
                live = self._kube.patch(target, patch.body, patch.content_type, query=patch.query)
            except KubeStatusError as error:
                if not self._options.force:
                    if any(words in error.message for words in _UNCHANGEABLE):
                        error.hint = error.hint or FORCE_HINT
                    raise
                live = self._recreate(target, live)
            self.changed.append(label(target))
        if self._options.recreate:
            restart_pods(target, live, self._kube)

    def _recreate(self, target: KubeObject, live: dict[str, Any]) -> dict[str, Any]:
        """Delete an object that the server refuses to patch, and create it anew. Raises KubeError."""
        self._kube.delete(target)
        await_departure(target, live, self._kube, self._kernel)
        try:
            return self._strategy.create(target)
        except KubeError as error:
            raise _prefixed("Failed to recreate resource: ", error) from None

    def _cleaned_up(self) -> list[KubeError]:
        """Delete what this update created, if that is wanted, and return what could not be deleted."""
        errors: list[KubeError] = []
        if self._options.cleanup_on_fail:
            for target in self.created:
                self._kernel.progress(f"cleaning up {label(target)}")
                try:
                    self._kube.delete(target)
                except KubeError as error:
                    errors.append(error)
        return errors


def is_missing(error: KubeError) -> bool:
    """Whether the server says that there is no such object."""
    return isinstance(error, KubeStatusError) and error.code == 404


def _prefixed(start: str, error: KubeError) -> KubeError:
    return KubeError(start + error.message, details=error.details, hint=error.hint)


def _joined(errors: list[KubeError]) -> KubeError:
    """All errors in one. Helm takes the text for a format, so percent signs come out as Go prints them."""
    from ....core.golib.fmt import sprintf

    message = sprintf(" && ".join(error.message for error in errors), ())
    details = tuple(line for error in errors for line in error.details)
    return KubeError(message, details=details, hint=next((error.hint for error in errors if error.hint), ""))
