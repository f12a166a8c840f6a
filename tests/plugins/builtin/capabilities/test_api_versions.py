from __future__ import annotations

from pilothouse.plugins.builtin.capabilities.api_versions import default_api_versions


def test_there_are_554_entries() -> None:
    assert len(default_api_versions()) == 554


def test_entries_have_every_form() -> None:
    entries = default_api_versions()
    present = {
        "v1", "v1/Pod", "v1/PodList", "v1/Status", "v1/WatchEvent", "__internal", "__internal/WatchEvent", "apps/v1",
        "apps/v1/Deployment", "apps/v1/DeploymentList", "apps/v1/GetOptions", "apps/__internal",
        "apps/__internal/WatchEvent", "extensions/v1beta1/Ingress", "storage.k8s.io/v1beta1/CSINode",
        "authorization.k8s.io/v1beta1/SelfSubjectRulesReview", "scheduling.k8s.io/v1alpha1/PriorityClassList",
    }  # fmt: skip
    absent = {"apps", "v1/StatusList", "v1/Deployment", "apiextensions.k8s.io/v1beta1", "batch/v2", "/v1", ""}
    assert (present - entries, absent & entries) == (set(), set())
