from __future__ import annotations

from typing import Any

import pytest
from pilothouse.core.api_removals import NEWEST, REMOVALS, find_removal, served
from pilothouse.core.model.options import CapabilitiesRequest
from pilothouse.core.testkit import make_kernel

RULE = "removed-api-versions"
CRON = "apiVersion: batch/v1beta1\nkind: CronJob\nmetadata: {name: x}\n"
TEXT = "gone from Kubernetes 1.25 on; batch/v1 is there from 1.21 on"


@pytest.mark.parametrize(
    ("kube_version", "found"),
    [
        ("", [f"WARNING templates/t.yaml:1:1: batch/v1beta1 of CronJob x is {TEXT}"]),
        ("1.20", []),
        ("1.21", [f"WARNING templates/t.yaml:1:1: batch/v1beta1 of CronJob x will be {TEXT}"]),
        ("v1.25.3", [f"ERROR templates/t.yaml:1:1: batch/v1beta1 of CronJob x is {TEXT}"]),
    ],
)
def test_the_version_of_kubernetes_decides(find: Any, kube_version: str, found: list[str]) -> None:
    assert find(RULE, "", CRON, kube_version=kube_version) == found


def test_every_object_is_looked_at_and_found_in_its_template(find: Any) -> None:
    template = (
        "{{ if true }}\napiVersion: apps/v1\nkind: Deployment\n{{ end }}\n---\n{{- range list 1 2 }}\n"
        "apiVersion: extensions/v1beta1\nkind: Ingress\nmetadata:\n  name: x{{ . }}\n---\n{{ end }}\n"
        "kind: List\nitems:\n- kind: PodPreset\n  apiVersion: settings.k8s.io/v1alpha1\n"
    )
    files = {
        "charts/db/Chart.yaml": "name: db\n",
        "charts/db/templates/t.yaml": '{{ include "api" . }}\nkind: Role\n',
        "charts/db/templates/_h.tpl": '{{ define "api" }}apiVersion: rbac.authorization.k8s.io/v1beta1{{ end }}',
    }
    ingress = "is gone from Kubernetes 1.22 on; networking.k8s.io/v1 is there from 1.19 on"
    assert sorted(find(RULE, "", template, files=files)) == [
        "WARNING charts/db/templates/t.yaml:1:1: rbac.authorization.k8s.io/v1beta1 of Role is gone from Kubernetes "
        "1.22 on; rbac.authorization.k8s.io/v1 is there from 1.8 on",
        "WARNING templates/t.yaml:16:3: settings.k8s.io/v1alpha1 of PodPreset is gone from Kubernetes 1.20 on, and "
        "nothing takes its place",
        f"WARNING templates/t.yaml:7:1: extensions/v1beta1 of Ingress x1 {ingress}",
        f"WARNING templates/t.yaml:7:1: extensions/v1beta1 of Ingress x2 {ingress}",
    ]


@pytest.mark.parametrize(
    "condition",
    [
        '.Capabilities.APIVersions.Has "batch/v1/CronJob"',
        'semverCompare ">=1.21-0" .Capabilities.KubeVersion.GitVersion',
        'not (.Capabilities.APIVersions.Has "batch/v1beta1")',
    ],
)
def test_templates_that_choose_by_what_the_cluster_offers_are_left_alone(find: Any, condition: str) -> None:
    template = f"apiVersion: {{{{ if {condition} }}}}batch/v1{{{{ else }}}}batch/v1beta1{{{{ end }}}}\nkind: CronJob\n"
    assert find(RULE, "", template, kube_version="1.28") == []


def test_a_chart_that_does_not_render_for_that_version_is_judged_by_what_it_renders_otherwise(find: Any) -> None:
    template = '{{ if semverCompare ">1.20" .Capabilities.KubeVersion.GitVersion }}{{ fail "old" }}{{ end }}' + CRON
    assert find(RULE, "", template) == [f"WARNING templates/t.yaml:1:1: batch/v1beta1 of CronJob x is {TEXT}"]


def test_other_kinds_of_an_api_version_that_is_partly_gone_are_still_there() -> None:
    assert find_removal("extensions/v1beta1", "Ingress") is not find_removal("extensions/v1beta1", "Deployment")
    assert find_removal("storage.k8s.io/v1beta1", "Unknown") is None
    assert find_removal("v1", "Pod") is None


def test_the_table_is_in_order() -> None:
    for removal in REMOVALS:
        assert removal.deprecated <= removal.removed <= NEWEST
        assert bool(removal.replacement) == bool(removal.since)
        assert find_removal(removal.replacement, removal.kinds[0]) is None or removal.kinds == ["PodSecurityPolicy"]
    assert len({(removal.api_version, kind) for removal in REMOVALS for kind in removal.kinds}) == sum(
        len(removal.kinds) for removal in REMOVALS
    )


def test_what_a_version_serves_is_made_of_what_an_older_one_serves() -> None:
    known = make_kernel().first("helm_resolve_capabilities", request=CapabilitiesRequest()).api_versions
    names = ("v1", "v1/Pod", "apps/v1/Deployment", "extensions/v1beta1", "extensions/v1beta1/Deployment")
    names += ("extensions/v1beta1/Ingress", "networking.k8s.io/v1/Ingress", "autoscaling/v2")
    assert [
        [name for name in names if name in served(known, minor)] for minor in (14, 16, 22, 32)
    ] == [
        list(names[:6]),
        [*names[:4], names[5]],
        [*names[:3], names[6]],
        [*names[:3], *names[6:]],
    ]
