"""Deleting what a release has. Rules: DeleteRelease in pkg/tiller/release_modules.go, pkg/tiller/resource_policy.go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.errors import KubeConnectionError, KubeError, KubeStatusError, KubeTimeoutError, ManifestError
from ....core.model.kube_object import ApplyReport
from ....core.resource_policy import is_kept
from .objects import NoObjectsError, label, perform

if TYPE_CHECKING:
    from ....core.model.kube_object import KubeObject, ManifestChange
    from ....core.model.manifest import ClassifiedManifests, Manifest
    from ....core.protocols import KernelView, KubeClient

KEPT = "These resources were kept due to the resource policy:\n"


def delete(change: ManifestChange, kube: KubeClient, kernel: KernelView) -> ApplyReport:
    """Delete the objects of a manifest one by one, in uninstall order, without waiting until they are gone.

    What cannot be deleted does not keep the rest from being deleted; the report has the errors, and what may be left
    because the server would not delete it. Objects of kinds that nobody serves any more are not left.
    """
    from ....core.manifest_documents import split_documents

    documents = split_documents(change.current or "")
    files = {f"manifest-{number}": document for number, document in enumerate(documents)}
    try:
        classified: ClassifiedManifests = kernel.first("helm_classify_manifests", files=files, order="uninstall")
    except ManifestError as error:
        message = f"corrupted release record. You must manually delete the resources: {error.message}"
        return ApplyReport(kept=change.current or "", errors=(message,))
    kept: list[str] = []
    deleted: list[str] = []
    errors: list[str] = []
    left: list[str] = []
    for manifest in classified.manifests:
        if is_kept(manifest.annotations) and _exists(manifest, change.namespace, kube):
            kept.append(f"[{manifest.kind}] {manifest.name}\n")
    try:
        for manifest in classified.manifests:
            if not is_kept(manifest.annotations):
                kernel.progress(f"deleting {manifest.kind}/{manifest.name}")
                try:
                    _delete_manifest(manifest, change, kube, deleted)
                except KubeError as error:
                    errors.append(error.message)
                    if isinstance(error, KubeStatusError | KubeConnectionError | KubeTimeoutError):
                        left.append(f"{manifest.kind}/{manifest.name}")
    finally:
        kernel.progress("")
    summary = KEPT + "".join(kept) if kept else ""
    return ApplyReport(deleted=tuple(deleted), kept=summary, errors=tuple(errors), left=tuple(left))


def _delete_manifest(manifest: Manifest, change: ManifestChange, kube: KubeClient, deleted: list[str]) -> None:
    """Delete the objects of one document. Raises KubeError, also when it has none."""

    def delete_one(target: KubeObject) -> None:
        try:
            kube.delete(target)
        except KubeStatusError as error:
            if error.code != 404:
                raise
            return
        deleted.append(label(target))

    try:
        perform(kube.build(manifest.content, change.namespace), delete_one, kube)
    except NoObjectsError:
        from ....core.golib.strconv import quote

        name = quote(_described(manifest))
        raise KubeError(f"release {quote(change.release)}: object {name} not found, skipping delete") from None


def _exists(manifest: Manifest, namespace: str, kube: KubeClient) -> bool:
    """Whether the cluster has all objects of a document, of which there is at least one."""
    try:
        objects = kube.build(manifest.content, namespace)
        for each in objects:
            kube.get(each)
    except KubeError:
        return False
    return bool(objects)


def _described(manifest: Manifest) -> str:
    """``[KIND] NAME`` of a document that has metadata, nothing for others."""
    from ....core.golib.yaml import load

    if manifest.name or manifest.annotations:
        return f"[{manifest.kind}] {manifest.name}"
    document = load(manifest.content)
    has_metadata = isinstance(document, dict) and document.get("metadata") is not None
    return f"[{manifest.kind}] {manifest.name}" if has_metadata else ""
