from __future__ import annotations

from typing import Any

import pytest
from pilothouse.core.pod_selectors import label_selector, pod_selector
from stand_ins.scripted_kube import RESOURCES


@pytest.mark.parametrize(
    ("kind", "selector", "expected"),
    [
        (("v1", "ReplicationController"), {"b": "2", "a": "1"}, "a=1,b=2"),
        (("apps/v1", "Deployment"), {"matchLabels": {"app": "web"}}, "app=web"),
        (("apps/v1", "Deployment"), {"matchExpressions": [{"key": "x", "operator": "Exists"}]}, ""),
        (("batch/v1", "Job"), {"matchLabels": {"controller-uid": "7"}}, "controller-uid=7"),
        (("batch/v1", "Job"), None, ""),
        (("apps/v1beta2", "ReplicaSet"), {"matchLabels": {"app": "web"}}, None),
        (("v1", "Service"), {"app": "web"}, None),
        (("batch.example.com/v1", "Job"), {"matchLabels": {"app": "web"}}, None),
    ],
)
def test_workloads_select_their_pods_by_equal_labels(
    kind: tuple[str, str], selector: dict[str, Any] | None, expected: str | None
) -> None:
    assert pod_selector(RESOURCES[kind], {"spec": {"selector": selector}}) == expected


def test_no_labels_select_everything() -> None:
    assert (label_selector(None), label_selector({})) == ("", "")
