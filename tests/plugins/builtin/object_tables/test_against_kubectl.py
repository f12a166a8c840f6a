"""Tables of live objects beside what kubectl prints about the same ones."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator

import pytest
from cluster.control_plane import ControlPlane, wait_until
from pilothouse.core.model.kube_object import ClusterTarget
from pilothouse.core.protocols import KubeClient
from pilothouse.core.testkit import make_kernel

NAMESPACE = "object-tables"

WORKLOADS = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: main, image: "registry.test/web:1"}]}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: store}
spec:
  serviceName: store
  replicas: 0
  selector: {matchLabels: {app: store}}
  template:
    metadata: {labels: {app: store}}
    spec: {containers: [{name: main, image: "registry.test/store:1"}]}
---
apiVersion: batch/v1
kind: Job
metadata: {name: once}
spec: {template: {spec: {restartPolicy: Never, containers: [{name: main, image: "registry.test/job:1"}]}}}
---
apiVersion: batch/v1beta1
kind: CronJob
metadata: {name: often}
spec:
  schedule: "0 0 1 1 *"
  suspend: true
  jobTemplate:
    spec: {template: {spec: {restartPolicy: Never, containers: [{name: main, image: "registry.test/job:1"}]}}}
"""

OTHERS = """
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {a: "1", b: "2"}
---
apiVersion: v1
kind: Secret
metadata: {name: password}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80, name: http}, {port: 443, name: https}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web}
spec: {rules: [{host: web.test}]}
---
apiVersion: policy/v1beta1
kind: PodDisruptionBudget
metadata: {name: web}
spec: {minAvailable: 1, selector: {matchLabels: {app: web}}}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec: {accessModes: [ReadWriteOnce], storageClassName: none, resources: {requests: {storage: 1Gi}}}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: object-tables}
"""


class World:
    """A namespace with objects in it, a client, and kubectl."""

    def __init__(self, plane: ControlPlane) -> None:
        self.plane = plane
        self.kernel = make_kernel()
        target = ClusterTarget(kubeconfig=str(plane.kubeconfig))
        self.kube: KubeClient = self.kernel.first("helm_connect_kube", target=target)

    def describe(self, manifest: str) -> str:
        text: str = self.kernel.first("helm_describe_objects", manifest=manifest, namespace=NAMESPACE, kube=self.kube)
        return text

    def kubectl(self, *words: str) -> str:
        program = [str(self.plane.assets / "kubectl"), "--kubeconfig", str(self.plane.kubeconfig), "-n", NAMESPACE]
        return subprocess.run([*program, *words], check=True, capture_output=True, text=True).stdout


@pytest.fixture(scope="module")
def world(control_plane: ControlPlane) -> Iterator[World]:
    world = World(control_plane)
    try:
        _fill(world, control_plane)
        yield world
    finally:
        world.kube.transport.close()


def _fill(world: World, plane: ControlPlane) -> None:
    """Make all objects and wait until nothing changes any more."""
    plane.api.request("POST", "/api/v1/namespaces", {"metadata": {"name": NAMESPACE}})
    for target in world.kube.build(WORKLOADS + "---" + OTHERS, NAMESPACE):
        world.kube.create(target)
    here = f"namespaces/{NAMESPACE}"
    wait_until(lambda: plane.api.get(f"/apis/apps/v1/{here}/deployments/web")["status"]["readyReplicas"] == 2, "2 Pods")
    wait_until(lambda: plane.api.get(f"/apis/batch/v1/{here}/jobs/once")["status"]["succeeded"] == 1, "the Job")
    claim = f"/api/v1/{here}/persistentvolumeclaims/data"
    wait_until(lambda: plane.api.get(claim)["status"]["phase"] == "Bound", "the claim")


def _timeless(text: str) -> str:
    """A text without ages and durations, and so without what they do to columns."""
    return re.sub(r" +", " ", re.sub(r"\b(\d+[smhd])+\b", "0s", text))


KINDS = [
    ("v1/ConfigMap", "configmap/settings"),
    ("v1/Secret", "secret/password"),
    ("v1/Service", "service/web"),
    ("v1/Ingress", "ingress/web"),
    ("v1beta1/PodDisruptionBudget", "poddisruptionbudget/web"),
    ("v1/PersistentVolumeClaim", "persistentvolumeclaim/data"),
    ("v1/ClusterRole", "clusterrole/object-tables"),
    ("v1/Deployment", "deployment/web"),
    ("v1/StatefulSet", "statefulset/store"),
    ("v1/Job", "job/once"),
    ("v1beta1/CronJob", "cronjob/often"),
]


def test_every_table_is_as_kubectl_prints_it(world: World) -> None:
    groups = dict(group.split("\n", 1) for group in world.describe(WORKLOADS + "---" + OTHERS).split("==> ")[1:])
    assert {key: _timeless(text) for key, text in groups.items() if key != "v1/Pod(related)"} == {
        key: _timeless(world.kubectl("get", name) + "\n") for key, name in KINDS
    }


def test_columns_stand_where_kubectl_puts_them(world: World) -> None:
    text = world.describe("apiVersion: v1\nkind: Service\nmetadata: {name: web}\n")
    lines = text.splitlines()[1:3]
    assert lines[0] == world.kubectl("get", "service/web").splitlines()[0]
    assert lines[1].index("ClusterIP") == lines[0].index("TYPE")


def test_pods_of_workloads_are_as_kubectl_lists_them(world: World) -> None:
    related = world.describe(WORKLOADS.partition("---")[0]).partition("==> v1/Pod(related)\n")[2]
    assert _timeless(related) == _timeless(world.kubectl("get", "pods", "-l", "app=web") + "\n")
