"""Bringing one recorded object back to what its manifest says, less what others set by right.

That is a change from the recorded manifest to the recorded manifest by the three-way strategy, object by object, so
that one which the server refuses keeps no other from being looked at. What a manifest does not mention is nobody's
drift; of what it does mention, two things belong to others once the object is there: the replicas of what an autoscaler
scales, and the ``caBundle`` that somebody puts in the place of an empty one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.autoscaling import autoscaled
from ....core.errors import KubeConnectionError, KubeError, KubeLoginError, KubeStatusError, KubeTimeoutError
from ....core.golib.json import encode
from ....core.kube_namespace import ensure_namespace
from ....core.manifest_documents import split_documents
from ....core.model.kube_object import ApplyOptions, KubeObject, ManifestChange

if TYPE_CHECKING:
    from ....core.model.kube_object import ApplyReport
    from ....core.model.release import Release
    from ....core.protocols import KernelView, KubeClient

STRATEGY = "three-way"

INJECTED_INTO = frozenset(
    ("APIService", "CustomResourceDefinition", "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration")
)
"""Kinds with fields ``caBundle`` that are filled in after the object was made."""

_INJECTOR = "cert-manager.io/inject-"
_BLANK_BUNDLES = ("", "Cg==", "Cgo=")
"""No certificate: nothing, or line ends (which API servers want where there has to be something)."""

_NOT_FOUND = 404
_UNREACHABLE = (KubeConnectionError, KubeLoginError, KubeTimeoutError)


def recorded_objects(release: Release, kube: KubeClient) -> tuple[list[KubeObject], list[str]]:
    """The objects of a release in the order of its manifest, and why some of them cannot be built.

    Raises KubeConnectionError, KubeLoginError and KubeTimeoutError.
    """
    found: list[KubeObject] = []
    errors: list[str] = []
    for document in split_documents(release.manifest):
        try:
            found += kube.build(document, release.namespace)
        except _UNREACHABLE:
            raise
        except KubeError as error:
            errors.append(error.message)
    return found, errors


class Restorer:
    """Restores the objects of a release in a cluster, or in a rehearsal of it."""

    def __init__(self, release: Release, kube: KubeClient, kernel: KernelView) -> None:
        self._release = release
        self._kube = kube
        self._kernel = kernel
        self._autoscaled: dict[str, frozenset[tuple[str, str]]] = {}

    def restore(self, target: KubeObject) -> ApplyReport:
        """Create the object where it is missing, else patch what has drifted. Raises KubeError."""
        live = self._live(target)
        if live is None:
            if target.namespace == self._release.namespace:
                ensure_namespace(self._kube, target.namespace)
        else:
            target = self._less_what_others_set(target, live)
        text = encode(target.content)
        change = ManifestChange(self._release.name, self._release.namespace, text, text, (target,))
        report: ApplyReport = self._kernel.first(
            "helm_apply_manifests", change=change, options=ApplyOptions(STRATEGY), kube=self._kube
        )
        return report

    def _live(self, target: KubeObject) -> dict[str, Any] | None:
        try:
            return self._kube.get(target)
        except KubeStatusError as error:
            if error.code == _NOT_FOUND:
                return None
            raise

    def _less_what_others_set(self, target: KubeObject, live: dict[str, Any]) -> KubeObject:
        """The object as it is to be, where the live one shows who else has a say in it."""
        content = target.content
        spec = content.get("spec")
        if isinstance(spec, dict) and "replicas" in spec and self._is_autoscaled(target):
            content = {**content, "spec": {key: value for key, value in spec.items() if key != "replicas"}}
        if target.kind in INJECTED_INTO:
            content = _with_bundles(content, live, everywhere=_is_injected(content))
        return KubeObject(target.resource, target.namespace, target.name, content)

    def _is_autoscaled(self, target: KubeObject) -> bool:
        if target.namespace not in self._autoscaled:
            self._autoscaled[target.namespace] = autoscaled(self._kube, target.namespace)
        return (target.kind, target.name) in self._autoscaled[target.namespace]


def _is_injected(content: dict[str, Any]) -> bool:
    """Whether an annotation asks cert-manager to fill in the certificates."""
    metadata = content.get("metadata")
    annotations = metadata.get("annotations") if isinstance(metadata, dict) else None
    return isinstance(annotations, dict) and any(str(name).startswith(_INJECTOR) for name in annotations)


def _with_bundles(wanted: Any, live: Any, *, everywhere: bool) -> Any:
    """`wanted` with the live ``caBundle`` wherever its own is blank, or `everywhere`; items of lists go by their names.

    A live one that is missing is left to the manifest.
    """
    if isinstance(wanted, dict):
        lived = live if isinstance(live, dict) else {}
        return {
            key: lived[key]
            if key == "caBundle" and lived.get(key) and (everywhere or _is_blank(value))
            else _with_bundles(value, lived.get(key), everywhere=everywhere)
            for key, value in wanted.items()
        }
    if isinstance(wanted, list):
        named = {each.get("name"): each for each in live if isinstance(each, dict)} if isinstance(live, list) else {}
        return [
            _with_bundles(each, named.get(each.get("name")) if isinstance(each, dict) else None, everywhere=everywhere)
            for each in wanted
        ]
    return wanted


def _is_blank(bundle: Any) -> bool:
    return bundle is None or bundle in _BLANK_BUNDLES
