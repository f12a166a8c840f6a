"""The sandbox answers as a real API server does: the same requests to both, and the same answers to both."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cluster.control_plane import ControlPlane
from pilothouse.core.model.kube_object import ClusterTarget, KubeRequest
from pilothouse.core.protocols import KubeTransport
from pilothouse.core.testkit import make_kernel
from pilothouse.plugins.builtin.sandbox.transport import SandboxTransport

TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io"
PARTIAL = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io"
STRATEGIC = "application/strategic-merge-patch+json"
MERGE = "application/merge-patch+json"
JSON_PATCH = "application/json-patch+json"
APPLY = "application/apply-patch+yaml"

NS = "/api/v1/namespaces/NS"
APPS = "/apis/apps/v1/namespaces/NS"
BATCH = "/apis/batch/v1/namespaces/NS"
WAIT = ("WAIT", "")
DRY = "dryRun=All"

Step = tuple[Any, ...]


def thing(api_version: str, kind: str, name: str, **fields: Any) -> dict[str, Any]:
    return {"apiVersion": api_version, "kind": kind, "metadata": {"name": name}, **fields}


def config_map(name: str = "a", **data: str) -> dict[str, Any]:
    return thing("v1", "ConfigMap", name, data=data or {"x": "1"})


POD = {"containers": [{"name": "c", "image": "nginx:1"}]}
LABELLED = {"metadata": {"labels": {"app": "x"}}, "spec": POD}
SELECTOR = {"matchLabels": {"app": "x"}}
JOB = {"spec": {"restartPolicy": "Never", **POD}}
CLAIM = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}


def workload(kind: str, name: str, **spec: Any) -> dict[str, Any]:
    return thing("apps/v1", kind, name, spec={"selector": SELECTOR, "template": LABELLED, **spec})


def service(name: str, **spec: Any) -> dict[str, Any]:
    return thing("v1", "Service", name, spec=spec)


RBAC = "rbac.authorization.k8s.io/v1"
RBAC_PATH = f"/apis/{RBAC}/namespaces/NS"
ROLE_REF = {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "r"}
RULES = [{"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}]
BACKEND = {"service": {"name": "svc", "port": {"number": 80}}}
INGRESS_PATHS = [{"path": "/", "pathType": "Prefix", "backend": BACKEND}]
CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
WIDGETS = "/apis/like.example.com/v1/namespaces/NS/widgets"


def definition(plural: str = "widgets", kind: str = "Widget", **version: Any) -> dict[str, Any]:
    properties = {"size": {"type": "integer"}, "tags": {"type": "array", "items": {"type": "string"}}}
    schema = {"type": "object", "properties": {"spec": {"type": "object", "properties": properties}}}
    columns = [
        {"name": "Size", "type": "integer", "jsonPath": ".spec.size"},
        {"name": "Age", "type": "date", "jsonPath": ".metadata.creationTimestamp"},
    ]
    entry = {
        "name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": schema},
        "additionalPrinterColumns": columns, **version,
    }  # fmt: skip
    spec = {
        "group": "like.example.com", "scope": "Namespaced", "names": {"plural": plural, "kind": kind},
        "versions": [{key: value for key, value in entry.items() if value is not None}],
    }  # fmt: skip
    return thing("apiextensions.k8s.io/v1", "CustomResourceDefinition", f"{plural}.like.example.com", spec=spec)


def widget(name: str = "w", **spec: Any) -> dict[str, Any]:
    return thing("like.example.com/v1", "Widget", name, spec=spec)


SCENARIOS: dict[str, list[Step]] = {
    "objects are created, read, replaced and deleted": [
        ("POST", f"{NS}/configmaps", config_map()),
        ("POST", f"{NS}/configmaps", config_map()),
        ("GET", f"{NS}/configmaps/a"),
        ("GET", f"{NS}/configmaps/b"),
        ("PUT", f"{NS}/configmaps/a", config_map(y="2")),
        ("PUT", f"{NS}/configmaps/b", config_map()),
        ("PUT", f"{NS}/configmaps/b", config_map("b")),
        ("POST", f"{NS}/configmaps", config_map("trial"), "", "dryRun=All"),
        ("GET", f"{NS}/configmaps/trial"),
        ("GET", f"{NS}/configmaps"),
        ("GET", f"{NS}/configmaps", None, "", "", TABLE),
        ("GET", f"{NS}/configmaps/a", None, "", "", TABLE),
        ("GET", f"{NS}/configmaps", None, "", "", PARTIAL),
        ("DELETE", f"{NS}/configmaps/a"),
        ("DELETE", f"{NS}/configmaps/a"),
    ],
    "names, namespaces and labels are checked": [
        ("POST", f"{NS}/configmaps", {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {}}),
        ("POST", f"{NS}/configmaps", {"apiVersion": "v1", "kind": "ConfigMap"}),
        ("POST", f"{NS}/configmaps", config_map("A_b")),
        ("POST", f"{NS}/services", service("1a.b", ports=[{"port": 80}])),
        ("POST", "/api/v1/namespaces", thing("v1", "Namespace", "A_b")),
        ("POST", "/api/v1/namespaces/no-such-place/configmaps", config_map()),
        ("GET", "/api/v1/namespaces/no-such-place/configmaps/a"),
        ("POST", f"{NS}/configmaps", {**config_map(), "metadata": {"name": "a", "namespace": "default"}}),
        ("POST", f"{NS}/configmaps", {**config_map(), "metadata": {"name": "a", "labels": {"a b": "c"}}}),
        ("POST", f"{NS}/configmaps", {**config_map(), "metadata": {"name": "a", "labels": {"a": "c d"}}}),
        ("POST", f"{NS}/configmaps", {**config_map(), "metadata": {"name": "a", "labels": {"a": "c" * 64}}}),
        ("POST", f"{NS}/configmaps", {**config_map(), "metadata": {"name": "a", "annotations": {"a b": "c"}}}),
        ("POST", f"{NS}/configmaps", config_map(**{"a b": "c"})),
        ("POST", f"{NS}/configmaps", config_map("b" * 254)),
        ("POST", f"{NS}/configmaps", {**config_map(), "metadata": {"name": "n", "labels": None, "annotations": {}}}),
    ],
    "what is no object of the kind is refused": [
        ("POST", f"{NS}/configmaps", thing("v1", "Secret", "b")),
        ("POST", f"{NS}/configmaps", thing("v2", "ConfigMap", "b")),
        ("POST", f"{NS}/configmaps", {"metadata": {"name": "headless"}}),
        ("POST", f"{NS}/configmaps", b""),
        ("POST", f"{NS}/configmaps", b'{"a":'),
        ("POST", f"{NS}/configmaps", b"a: b", "text/plain"),
        ("GET", f"{NS}/foos/zz"),
        ("GET", "/apis/nope/v1/foos"),
        ("GET", "/apis/apps/v9/deployments"),
        ("GET", "/apis/apps/v1/foos"),
        ("POST", "/api/v1/configmaps", config_map()),
        ("PUT", f"{NS}/configmaps", config_map()),
        ("POST", f"{NS}/configmaps/x", config_map()),
        ("GET", f"{NS}/pods/x/log"),
        ("GET", f"{NS}/configmaps/x/status"),
    ],
    "sizes are limited": [
        ("POST", f"{NS}/configmaps", config_map(a="x" * 1_100_000)),
        ("POST", f"{NS}/secrets", thing("v1", "Secret", "big", data={"a": "eHh4" * 360_000})),
        ("POST", f"{NS}/configmaps", config_map(a="x" * 3_300_000)),
        ("POST", f"{NS}/serviceaccounts", thing("v1", "ServiceAccount", "b",
                                                imagePullSecrets=[{"name": "x" * 1_600_000}])),
    ],
    "patches change what they say": [
        ("POST", f"{NS}/configmaps", config_map()),
        ("PATCH", f"{NS}/configmaps/a", {"data": {"z": "3", "x": None}}, STRATEGIC),
        ("PATCH", f"{NS}/configmaps/a", {"metadata": {"labels": {"l": "3"}}}, MERGE),
        ("PATCH", f"{NS}/configmaps/a", [{"op": "add", "path": "/data/q", "value": "1"}], JSON_PATCH),
        ("PATCH", f"{NS}/configmaps/a", [{"op": "move", "from": "/data/q", "path": "/data/r"}], JSON_PATCH),
        ("PATCH", f"{NS}/configmaps/a", [{"op": "remove", "path": "/data/nope"}], JSON_PATCH),
        ("PATCH", f"{NS}/configmaps/a", [{"op": "test", "path": "/data/r", "value": "9"}], JSON_PATCH),
        ("PATCH", f"{NS}/configmaps/a", {}, "application/json"),
        ("PATCH", f"{NS}/configmaps/nope", {}, MERGE),
        ("PATCH", f"{NS}/configmaps/a", {"metadata": {"resourceVersion": "1"}, "data": {"k": "1"}}, MERGE),
        ("PATCH", f"{NS}/configmaps/a", {"metadata": {"name": "other"}}, MERGE),
        ("PATCH", f"{NS}/configmaps/a", {"metadata": {"namespace": "other"}}, MERGE),
        ("PATCH", f"{NS}/configmaps/a", {"metadata": {"uid": "other"}}, MERGE),
        ("PATCH", f"{NS}/configmaps/a", b'{"a"', MERGE),
        ("PATCH", f"{NS}/configmaps/a", {}, MERGE),
    ],
    "lists of Pods' templates are merged by their keys": [
        ("POST", f"{APPS}/deployments", workload("Deployment", "d", replicas=0)),
        ("PATCH", f"{APPS}/deployments/d", {"spec": {"template": {"spec": {"containers": [
            {"name": "side", "image": "b:2", "ports": [{"containerPort": 80}], "env": [{"name": "A", "value": "1"}]},
        ]}}}}, STRATEGIC),
        ("PATCH", f"{APPS}/deployments/d", {"spec": {"template": {"spec": {"containers": [
            {"name": "side", "env": [{"name": "B", "value": "2"}, {"name": "A", "$patch": "delete"}]},
        ], "volumes": [{"name": "v", "secret": {"secretName": "s"}}]}}}}, STRATEGIC),
        ("PATCH", f"{APPS}/deployments/d", {"spec": {"template": {"spec": {"$setElementOrder/containers": [
            {"name": "side"}, {"name": "c"}], "containers": [{"name": "c", "image": "nginx:2"}]}}}}, STRATEGIC),
        ("PATCH", f"{APPS}/deployments/d", {"spec": {"strategy": {"$retainKeys": ["type"], "type": "Recreate"}}},
         STRATEGIC),
        ("PATCH", f"{APPS}/deployments/d", {"spec": {"template": {"spec": {"volumes": None}}}}, MERGE),
    ],
    "server-side apply keeps fields apart": [
        ("PATCH", f"{NS}/configmaps/ap", config_map("ap"), APPLY),
        ("PATCH", f"{NS}/configmaps/ap", config_map("ap"), APPLY, "fieldManager=one"),
        ("PATCH", f"{NS}/configmaps/ap", config_map("ap", x="2"), APPLY, "fieldManager=two"),
        ("PATCH", f"{NS}/configmaps/ap", config_map("ap", x="2"), APPLY, "fieldManager=two&force=true"),
        ("PATCH", f"{NS}/configmaps/ap", config_map("ap", y="2"), APPLY, "fieldManager=two"),
        ("PATCH", f"{NS}/configmaps/ap", config_map("ap", y="2"), APPLY, "fieldManager=two"),
        ("PATCH", f"{APPS}/deployments/d", workload("Deployment", "d", replicas=0), APPLY, "fieldManager=one"),
        ("PATCH", f"{APPS}/deployments/d", workload("Deployment", "d", replicas=0, paused=True), APPLY,
         "fieldManager=one"),
        ("PATCH", f"{APPS}/deployments/d", workload("Deployment", "d"), APPLY, "fieldManager=one"),
    ],
    "deletions have conditions": [
        ("POST", f"{NS}/configmaps", config_map()),
        ("DELETE", f"{NS}/configmaps/a", {"preconditions": {"uid": "zz"}}),
        ("DELETE", f"{NS}/configmaps/a", {"preconditions": {"resourceVersion": "1"}}),
        ("DELETE", f"{NS}/configmaps/a", {"propagationPolicy": "Zap"}),
        ("DELETE", f"{NS}/configmaps/a", {
            "kind": "DeleteOptions", "apiVersion": "v1", "propagationPolicy": "Background"}),
        ("POST", f"{NS}/configmaps", {**config_map(), "metadata": {"name": "f", "finalizers": ["example.com/x"]}}),
        ("DELETE", f"{NS}/configmaps/f"),
        ("GET", f"{NS}/configmaps/f"),
        ("PATCH", f"{NS}/configmaps/f", {"metadata": {"finalizers": None}}, MERGE),
        ("GET", f"{NS}/configmaps/f"),
        ("DELETE", "/api/v1/namespaces/default"),
    ],
    "dry runs are answered and leave nothing": [
        ("POST", f"{NS}/configmaps", config_map("kept")),
        ("POST", f"{APPS}/deployments", workload("Deployment", "d", replicas=0), "", DRY),
        ("POST", f"{APPS}/deployments", workload("Deployment", "d", replicas=0)),
        ("POST", f"{APPS}/deployments", workload("Deployment", "d", replicas=0), "", DRY),
        ("POST", f"{APPS}/deployments", workload("Deployment", "e", selector={"matchLabels": {"app": "z"}}), "", DRY),
        ("POST", f"{NS}/services", service("s", ports=[{"port": 80}]), "", DRY),
        ("POST", f"{NS}/services", service("s", type="NodePort", ports=[{"port": 80}]), "", DRY),
        ("GET", f"{NS}/services/s"),
        ("POST", "/api/v1/namespaces", thing("v1", "Namespace", "never-there"), "", DRY),
        ("POST", "/api/v1/namespaces/never-there/configmaps", config_map(), "", DRY),
        ("GET", "/api/v1/namespaces/never-there"),
        ("PUT", f"{NS}/configmaps/kept", config_map("kept", y="2"), "", DRY),
        ("PUT", f"{NS}/configmaps/none", config_map("none"), "", DRY),
        ("PATCH", f"{NS}/configmaps/kept", {"data": {"z": "3", "x": None}}, STRATEGIC, DRY),
        ("PATCH", f"{NS}/configmaps/kept", {"metadata": {"labels": {"l": "3"}}}, MERGE, DRY),
        ("PATCH", f"{NS}/configmaps/kept", {}, MERGE, DRY),
        ("PATCH", f"{NS}/configmaps/kept", [{"op": "add", "path": "/data/q", "value": "1"}], JSON_PATCH, DRY),
        ("PATCH", f"{NS}/configmaps/kept", config_map("kept", x="2"), APPLY, f"fieldManager=one&force=true&{DRY}"),
        ("PATCH", f"{NS}/configmaps/new", config_map("new"), APPLY, f"fieldManager=one&{DRY}"),
        ("PATCH", f"{APPS}/deployments/d", {"spec": {"selector": {"matchLabels": {"app": "z"}}, "template": {
            "metadata": {"labels": {"app": "z"}}}}}, MERGE, DRY),
        ("PATCH", f"{APPS}/deployments/d", {"spec": {"template": {"spec": {"containers": [
            {"name": "c", "image": "nginx:2"}]}}}}, STRATEGIC, DRY),
        ("DELETE", f"{NS}/configmaps/kept", None, "", DRY),
        ("DELETE", f"{NS}/configmaps/kept", {"dryRun": ["All"]}),
        ("DELETE", f"{NS}/configmaps/kept", {"dryRun": ["All"], "preconditions": {"uid": "zz"}}),
        ("DELETE", f"{NS}/configmaps/none", {"dryRun": ["All"]}),
        ("DELETE", f"{APPS}/deployments/d", {"dryRun": ["All"], "propagationPolicy": "Foreground"}),
        ("DELETE", "/api/v1/namespaces/NS", {"dryRun": ["All"]}),
        ("DELETE", f"{NS}/configmaps", {"dryRun": ["All"]}),
        ("GET", f"{NS}/configmaps/kept"),
        ("GET", f"{APPS}/deployments/d"),
        ("GET", f"{NS}/configmaps", None, "", "", PARTIAL),
        ("POST", f"{NS}/configmaps", config_map("odd"), "", "dryRun=Some"),
        ("POST", f"{NS}/configmaps", config_map("odd"), "", "dryRun="),
        ("PATCH", f"{NS}/configmaps/kept", {"data": {"z": "3"}}, MERGE, "dryRun=Some"),
        ("DELETE", f"{NS}/configmaps/kept", {"dryRun": ["Some"]}),
        ("DELETE", f"{NS}/configmaps/kept", {"kind": "DeleteOptions", "apiVersion": "v1"}, "", DRY),
        ("GET", f"{NS}/configmaps/kept"),
    ],
    "custom kinds have dry runs": [
        ("POST", CRDS, definition(), "", DRY),
        ("GET", f"{CRDS}/widgets.like.example.com"),
        ("POST", CRDS, definition()),
        WAIT,
        ("POST", WIDGETS, widget(size=3), "", DRY),
        ("POST", WIDGETS, widget(size="x"), "", DRY),
        ("POST", WIDGETS, widget(size=3)),
        ("PATCH", f"{WIDGETS}/w", {"spec": {"size": 4}}, MERGE, DRY),
        ("PATCH", f"{WIDGETS}/w", widget(size=5), APPLY, f"fieldManager=one&force=true&{DRY}"),
        ("DELETE", f"{WIDGETS}/w", {"dryRun": ["All"]}),
        ("DELETE", f"{CRDS}/widgets.like.example.com", {"dryRun": ["All"]}),
        ("GET", f"{WIDGETS}/w"),
        ("DELETE", f"{CRDS}/widgets.like.example.com"),
        WAIT,
    ],
    "selectors choose": [
        ("POST", f"{NS}/configmaps", {**config_map(), "metadata": {"name": "a", "labels": {"app": "x", "tier": "1"}}}),
        ("POST", f"{NS}/configmaps", {**config_map(), "metadata": {"name": "b", "labels": {"app": "y"}}}),
        ("POST", f"{NS}/configmaps", config_map("c")),
        *(("GET", f"{NS}/configmaps", None, "", f"labelSelector={selector}", PARTIAL) for selector in (
            "app", "app=x", "app==x", "app!=x", "!app", "app in (x,y)", "app notin (x)", "app=x,tier=1", "app=x,tier",
            "app in (x", "a===b", "a,", "tier>0", "app x")),
        *(("GET", f"{NS}/configmaps", None, "", f"fieldSelector={selector}", PARTIAL) for selector in (
            "metadata.name=a", "metadata.name!=a", "metadata.namespace=NS", "spec.x=b", "zz")),
        ("GET", f"{NS}/pods", None, "", "fieldSelector=spec.x=1"),
        ("GET", f"{NS}/configmaps", None, "", "limit=x"),
        ("DELETE", f"{NS}/configmaps", None, "", "labelSelector=app"),
        ("GET", f"{NS}/configmaps", None, "", "", PARTIAL),
    ],
    "services get addresses and ports": [
        ("POST", f"{NS}/services", service("one", ports=[{"port": 80}], selector={"app": "x"})),
        ("POST", f"{NS}/services", service("two", type="NodePort", ports=[{"port": 80, "targetPort": "http"}])),
        ("POST", f"{NS}/services", service("none", clusterIP="None", ports=[{"port": 80}])),
        ("POST", f"{NS}/services", service("ext", type="ExternalName", externalName="x.y")),
        ("POST", f"{NS}/services", service("bad")),
        ("POST", f"{NS}/services", service("low", type="NodePort", ports=[{"port": 80, "nodePort": 99}])),
        ("POST", f"{NS}/services", service("many", ports=[{"port": 80}, {"port": 81}])),
        ("POST", f"{NS}/services", service("zero", ports=[{"port": 0}])),
        ("PATCH", f"{NS}/services/one", {"spec": {"type": "NodePort"}}, STRATEGIC),
        ("PATCH", f"{NS}/services/one", {"spec": {"type": "ClusterIP"}}, STRATEGIC),
        ("PATCH", f"{NS}/services/one", {"spec": {"ports": [{"port": 81, "name": "n"}]}}, MERGE),
        ("GET", f"{NS}/services", None, "", "", TABLE),
        ("DELETE", f"{NS}/services/one"),
    ],
    "what may not change does not": [
        ("POST", f"{APPS}/deployments", workload("Deployment", "d")),
        ("POST", f"{APPS}/statefulsets", workload("StatefulSet", "s", serviceName="s", replicas=0)),
        ("POST", f"{NS}/secrets", thing("v1", "Secret", "sec", stringData={"a": "b"})),
        ("POST", f"{NS}/services", service("svc", ports=[{"port": 80}])),
        ("POST", f"{BATCH}/jobs", thing("batch/v1", "Job", "j", spec={"template": JOB, "parallelism": 0})),
        ("POST", f"{RBAC_PATH}/rolebindings", thing(RBAC, "RoleBinding", "rb", roleRef=ROLE_REF)),
        ("PATCH", f"{APPS}/deployments/d", {"spec": {"selector": {"matchLabels": {"app": "z"}}, "template": {
            "metadata": {"labels": {"app": "z"}}}}}, MERGE),
        ("PATCH", f"{APPS}/statefulsets/s", {"spec": {"serviceName": "zz"}}, MERGE),
        ("PATCH", f"{NS}/secrets/sec", {"type": "foo"}, MERGE),
        ("PATCH", f"{BATCH}/jobs/j", {"spec": {"completions": 5}}, MERGE),
        ("PATCH", f"{RBAC_PATH}/rolebindings/rb", {"roleRef": {"name": "zz"}}, MERGE),
    ],
    "workloads are checked": [
        ("POST", f"{APPS}/deployments", thing("apps/v1", "Deployment", "d", spec={"template": LABELLED})),
        ("POST", f"{APPS}/deployments", workload("Deployment", "d", selector={"matchLabels": {"app": "y"}})),
        ("POST", f"{NS}/pods", thing("v1", "Pod", "p", spec={})),
        ("POST", f"{NS}/pods", thing("v1", "Pod", "p", spec={"containers": [{"name": "c"}]})),
        ("POST", f"{NS}/pods", thing("v1", "Pod", "p", spec={"containers": [{"image": "c"}]})),
        ("POST", f"{BATCH}/jobs", thing("batch/v1", "Job", "j", spec={"template": LABELLED})),
    ],
    "defaults are filled in": [
        ("POST", f"{NS}/pods", thing("v1", "Pod", "p", spec={"containers": [
            {"name": "c", "image": "a/b:1@sha256:" + "0" * 64, "livenessProbe": {"httpGet": {"port": 80}},
             "ports": [{"containerPort": 80}]}], "volumes": [
                 {"name": "v", "configMap": {"name": "x"}}, {"name": "e"}]})),
        ("POST", f"{APPS}/deployments", workload("Deployment", "d")),
        ("POST", f"{APPS}/replicasets", workload("ReplicaSet", "rs")),
        ("POST", f"{APPS}/statefulsets", workload("StatefulSet", "s", serviceName="s", volumeClaimTemplates=[
            {"metadata": {"name": "v"}, "spec": CLAIM}])),
        ("POST", f"{APPS}/daemonsets", workload("DaemonSet", "ds")),
        ("POST", f"{NS}/replicationcontrollers",
         thing("v1", "ReplicationController", "rc", spec={"template": LABELLED})),
        ("POST", f"{BATCH}/jobs", thing("batch/v1", "Job", "j", spec={"template": JOB})),
        ("POST", "/apis/batch/v1beta1/namespaces/NS/cronjobs", thing("batch/v1beta1", "CronJob", "cj", spec={
            "schedule": "* * * * *", "jobTemplate": {"spec": {"template": JOB}}})),
        ("POST", f"{NS}/persistentvolumeclaims", thing("v1", "PersistentVolumeClaim", "pvc", spec=CLAIM)),
        ("POST", f"{NS}/secrets", thing("v1", "Secret", "sec", stringData={"a": "b"})),
        ("POST", f"{NS}/serviceaccounts", thing("v1", "ServiceAccount", "sa")),
        ("POST", f"{RBAC_PATH}/roles", thing(RBAC, "Role", "r", rules=RULES)),
        ("POST", f"{RBAC_PATH}/rolebindings", thing(RBAC, "RoleBinding", "rb", roleRef=ROLE_REF, subjects=[
            {"kind": "ServiceAccount", "name": "sa", "namespace": "NS"}, {"kind": "User", "name": "u"}])),
        ("POST", "/apis/networking.k8s.io/v1/namespaces/NS/ingresses", thing("networking.k8s.io/v1", "Ingress", "ing",
            spec={"rules": [{"host": "a.b", "http": {"paths": INGRESS_PATHS}}]})),
        ("GET", "/apis/networking.k8s.io/v1beta1/namespaces/NS/ingresses/ing"),
        ("GET", "/apis/extensions/v1beta1/namespaces/NS/ingresses/ing"),
        ("POST", "/apis/extensions/v1beta1/namespaces/NS/ingresses", thing("extensions/v1beta1", "Ingress", "old",
            spec={"rules": [{"http": {"paths": [{"backend": {"serviceName": "s", "servicePort": "http"}}]}}]})),
        ("GET", "/apis/networking.k8s.io/v1/namespaces/NS/ingresses/old"),
        ("POST", "/apis/policy/v1beta1/namespaces/NS/poddisruptionbudgets", thing("policy/v1beta1",
            "PodDisruptionBudget", "p", spec={"minAvailable": 1, "selector": SELECTOR})),
        ("POST", "/apis/networking.k8s.io/v1/namespaces/NS/networkpolicies", thing("networking.k8s.io/v1",
            "NetworkPolicy", "np", spec={"podSelector": {}})),
        ("POST", "/apis/autoscaling/v1/namespaces/NS/horizontalpodautoscalers", thing("autoscaling/v1",
            "HorizontalPodAutoscaler", "h", spec={"maxReplicas": 3, "scaleTargetRef": {
                "apiVersion": "apps/v1", "kind": "Deployment", "name": "d"}, "targetCPUUtilizationPercentage": 50})),
        *(("GET", path, None, "", "", TABLE) for path in (
            f"{RBAC_PATH}/roles", f"{RBAC_PATH}/rolebindings", f"{NS}/secrets", f"{NS}/serviceaccounts",
            "/apis/batch/v1beta1/namespaces/NS/cronjobs", "/apis/networking.k8s.io/v1/namespaces/NS/ingresses",
            "/apis/networking.k8s.io/v1/namespaces/NS/networkpolicies",
            "/apis/autoscaling/v1/namespaces/NS/horizontalpodautoscalers")),
    ],
    "workloads come to rest in the same state": [
        ("POST", f"{APPS}/deployments", workload("Deployment", "d", replicas=2)),
        ("POST", f"{APPS}/statefulsets", workload("StatefulSet", "s", serviceName="s", replicas=2)),
        ("POST", f"{NS}/persistentvolumeclaims", thing("v1", "PersistentVolumeClaim", "pvc", spec=CLAIM)),
        ("POST", f"{BATCH}/jobs", thing("batch/v1", "Job", "j", spec={"template": JOB})),
        ("POST", f"{BATCH}/jobs", thing("batch/v1", "Job", "bad", spec={"backoffLimit": 0, "template": {
            "metadata": {"annotations": {"test.pilothouse/phase": "Failed"}}, **JOB}})),
        ("POST", f"{NS}/pods", {**thing("v1", "Pod", "p", spec=POD), "metadata": {
            "name": "p", "annotations": {"test.pilothouse/ready": "false"}}}),
        WAIT,
        ("GET", f"{APPS}/deployments/d"),
        ("GET", f"{APPS}/statefulsets/s"),
        ("GET", f"{NS}/persistentvolumeclaims/pvc"),
        ("GET", f"{BATCH}/jobs/j"),
        ("GET", f"{BATCH}/jobs/bad"),
        ("GET", f"{NS}/pods/p"),
        ("GET", f"{NS}/pods/s-1"),
        ("GET", f"{NS}/pods", None, "", "", TABLE),
        ("GET", f"{APPS}/deployments", None, "", "", TABLE),
        ("GET", f"{APPS}/replicasets", None, "", "includeObject=None", TABLE),
        ("GET", f"{APPS}/statefulsets", None, "", "", TABLE),
        ("GET", f"{BATCH}/jobs", None, "", "", TABLE),
        ("GET", f"{NS}/persistentvolumeclaims", None, "", "", TABLE),
        ("GET", f"{APPS}/deployments/d/scale"),
        ("PATCH", f"{APPS}/deployments/d", {"spec": {"replicas": 1, "template": {"spec": {"containers": [
            {"name": "c", "image": "nginx:2"}]}}}}, STRATEGIC),
        WAIT,
        ("GET", f"{APPS}/deployments/d"),
        ("GET", f"{APPS}/replicasets", None, "", "includeObject=None", TABLE),
        ("DELETE", f"{APPS}/deployments/d"),
        ("DELETE", f"{BATCH}/jobs/j", {"propagationPolicy": "Background"}),
        ("DELETE", f"{NS}/pods/p"),
        WAIT,
        ("GET", f"{APPS}/replicasets", None, "", "includeObject=None", TABLE),
        ("GET", f"{NS}/pods", None, "", "", TABLE),
    ],
    "custom kinds are served": [
        ("POST", CRDS, definition()),
        ("POST", CRDS, thing("apiextensions.k8s.io/v1", "CustomResourceDefinition", "x.y", spec=definition()["spec"])),
        ("POST", CRDS, definition("yys", "Yy", schema=None)),
        ("POST", CRDS.replace("/v1/", "/v1beta1/"), thing("apiextensions.k8s.io/v1beta1", "CustomResourceDefinition",
            "gadgets.like.example.com", spec={"group": "like.example.com", "version": "v1",
                                              "names": {"plural": "gadgets", "kind": "Gadget"}})),
        WAIT,
        ("GET", f"{CRDS}/widgets.like.example.com"),
        ("GET", f"{CRDS}/gadgets.like.example.com"),
        ("GET", f"{CRDS.replace('/v1/', '/v1beta1/')}/widgets.like.example.com"),
        ("GET", "/apis/like.example.com"),
        ("POST", WIDGETS, widget(size=3, extra=1)),
        ("POST", WIDGETS, widget()),
        ("POST", WIDGETS, widget("w2", size="x")),
        ("POST", WIDGETS, {**widget(), "metadata": {}}),
        ("POST", WIDGETS, {**widget(), "kind": "Foo"}),
        ("PUT", f"{WIDGETS}/w", widget(size=5)),
        ("PATCH", f"{WIDGETS}/w", {"spec": {"size": 4}}, STRATEGIC),
        ("PATCH", f"{WIDGETS}/w", {"spec": {"size": 4}}, MERGE),
        ("GET", f"{WIDGETS}/w"),
        ("GET", WIDGETS),
        ("GET", WIDGETS, None, "", "", TABLE),
        ("GET", f"{WIDGETS}/none"),
        ("DELETE", f"{WIDGETS}/w"),
        ("DELETE", f"{CRDS}/widgets.like.example.com"),
        ("DELETE", f"{CRDS}/gadgets.like.example.com"),
        WAIT,
        ("GET", WIDGETS),
    ],
}  # fmt: skip


class Side:
    """One of the two servers, with a way to let time pass."""

    def __init__(self, transport: KubeTransport, clock: list[float] | None, namespace: str) -> None:
        self.transport = transport
        self.clock = clock
        self.namespace = namespace

    def run(self, step: Step) -> Any:
        if step == WAIT:
            if self.clock is None:
                time.sleep(3)
            else:
                self.clock[0] += 30
                self.transport.request(KubeRequest("GET", "/version"))
                self.clock[0] += 30
            return None
        method, path, body, content_type, query, accept = (*step, *(None, "", "", "")[len(step) - 2 :])
        content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        content = content.replace(b'"NS"', json.dumps(self.namespace).encode())
        pairs = tuple(tuple(pair.split("=", 1)) for pair in query.replace("NS", self.namespace).split("&") if pair)
        request = KubeRequest(
            method,
            path.replace("/NS", f"/{self.namespace}"),
            pairs,  # type: ignore[arg-type]
            content,
            content_type or ("application/json" if body is not None else ""),
            accept,
            30.0,
        )
        answer = self.transport.request(request)
        try:
            document = json.loads(answer.body)
        except ValueError:
            document = answer.body.decode()
        if method == "PATCH" and "/deployments/" in path and isinstance(document, dict):
            # What controllers have done by then is chance.
            document.pop("status", None)
            document.get("metadata", {}).pop("annotations", None)
        return answer.status, normalised(document, self.namespace)


LEFT_OUT = ("uid", "resourceVersion", "creationTimestamp", "managedFields", "storageVersionHash", "description")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
UID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
ADDRESS = re.compile(r"\b10\.(?:100\.100|96\.\d+)\.\d+\b")
HASH = re.compile(r"\b(d|s|bad|j|rc|rs)-[bcdfghjklmnpqrstvwxz2456789]{5,10}(-[bcdfghjklmnpqrstvwxz2456789]{5})?\b")
PORT = re.compile(r"\b3[0-2]\d{3}\b")
QUOTED_BODY = re.compile(r", error found in #\d+ byte of .*|\n  core\..*", re.DOTALL)
CHANCE = (
    (TIME, "TIME"), (UID, "UID"), (ADDRESS, "ADDRESS"), (HASH, r"\1-HASH"), (QUOTED_BODY, ""),
    (re.compile(r"ResourceVersion in record \(\d+\)"), "ResourceVersion in record (N)"),
    (re.compile(r"pod-template-hash=\w+"), "pod-template-hash=HASH"),
    (re.compile(r"core\.PodTemplateSpec\{.*\}: field", re.DOTALL), "core.PodTemplateSpec{...}: field"),
    (re.compile(r"(?:fake|sandbox)://"), "image://"),
)  # fmt: skip


def normalised(value: Any, namespace: str) -> Any:
    """An answer without what differs from run to run, and without the texts around what a JSON reader met."""
    if isinstance(value, dict):
        kept = {key: normalised(inner, namespace) for key, inner in value.items() if key not in LEFT_OUT}
        if "cells" in kept:
            kept["cells"] = [
                re.sub(r"^\d+[smh](\d+s)?$", "AGE", cell) if isinstance(cell, str) else cell for cell in kept["cells"]
            ]
        if isinstance(kept.get("conditions"), list):
            kept["conditions"].sort(key=lambda condition: condition["type"])
        if kept.get("kind") == "Pod" and "status" in kept:
            # The rest of it is a matter of the kubelet.
            kept["status"] = {key: kept["status"].get(key) for key in ("phase", "podIP", "qosClass")}
        if isinstance(kept.get("nodePort"), int):
            kept["nodePort"] = 30000
        if "pod-template-hash" in kept:
            kept["pod-template-hash"] = "HASH"
        if "controller-revision-hash" in kept:
            kept["controller-revision-hash"] = "HASH"
        return kept
    if isinstance(value, list):
        rows = [normalised(inner, namespace) for inner in value]
        if rows and all(isinstance(row, dict) and "cells" in row for row in rows):
            rows.sort(key=lambda row: str(row["cells"]))
        return rows
    if isinstance(value, str):
        text = value.replace(namespace, "NS")
        for pattern, word in CHANCE:
            text = pattern.sub(word, text)
        return PORT.sub("30000", text)
    return value


@pytest.fixture(scope="session")
def real_transport(control_plane: ControlPlane) -> Iterator[KubeTransport]:
    kernel = make_kernel()
    transport = kernel.first(
        "helm_connect_kube_transport", target=ClusterTarget(kubeconfig=str(control_plane.kubeconfig)), kernel=kernel
    )
    yield transport
    transport.close()


@pytest.mark.parametrize("name", SCENARIOS)
def test_both_answer_alike(name: str, real_transport: KubeTransport, tmp_path: Path) -> None:
    namespace = f"like-{list(SCENARIOS).index(name)}"
    clock = [time.time()]
    sandbox = SandboxTransport(str(tmp_path / "sandbox.db"), lambda: clock[0], lambda seconds: None)
    sides = [Side(real_transport, None, namespace), Side(sandbox, clock, namespace)]
    answers = []
    try:
        for side in sides:
            side.run(("POST", "/api/v1/namespaces", thing("v1", "Namespace", namespace)))
            answers.append([(step[0], step[1], side.run(step)) for step in SCENARIOS[name]])
    finally:
        sides[0].run(("DELETE", f"/api/v1/namespaces/{namespace}"))
        sandbox.close()
    real, ours = answers
    assert [answer[2] for answer in ours] == [answer[2] for answer in real]


BUILT_IN = (".k8s.io", "v1", "apps", "autoscaling", "batch", "extensions", "policy")
"""How the groups of built-in kinds end; others are definitions that tests have made."""


def test_both_serve_the_same_kinds(real_transport: KubeTransport, tmp_path: Path) -> None:
    sandbox = SandboxTransport(str(tmp_path / "sandbox.db"))

    def kinds(transport: KubeTransport) -> dict[str, Any]:
        found = {}
        for group in get(transport, "/apis")["groups"]:
            for version in group["versions"]:
                found[f"/apis/{version['groupVersion']}"] = group["preferredVersion"]
        found["/api/v1"] = {}
        return {
            f"{path}/{entry['name']}": (entry["kind"], entry["namespaced"], entry["verbs"], entry.get("shortNames"))
            for path in found
            for entry in get(transport, path)["resources"]
            if "/" not in entry["name"] and path.split("/")[2].endswith(BUILT_IN)
        }

    def get(transport: KubeTransport, path: str) -> Any:
        return json.loads(transport.request(KubeRequest("GET", path)).body)

    assert kinds(sandbox) == kinds(real_transport)
    sandbox.close()
