from __future__ import annotations

from pilothouse.core.model.manifest import Manifest
from pilothouse.core.testkit import make_kernel


def test_manifests_are_classified_and_sorted() -> None:
    kernel = make_kernel()
    classified = kernel.first(
        "helm_classify_manifests", files={"a": "kind: Pod\n---\nkind: Secret\n"}, order="uninstall"
    )
    assert [manifest.kind for manifest in classified.manifests] == ["Pod", "Secret"]
    manifests = [Manifest("a", "", "Pod"), Manifest("b", "", "Secret")]
    assert [one.kind for one in kernel.first("helm_sort_manifests", manifests=manifests, order="install")] == [
        "Secret",
        "Pod",
    ]
