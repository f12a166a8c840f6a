"""Chart hooks and readiness on a real API server with real controllers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from cluster.control_plane import ControlPlane
from pilothouse.core.errors import KubeStatusError, KubeTimeoutError, PilothouseError, ReleaseError
from pilothouse.core.model.kube_object import ChartHookOptions, ClusterTarget
from pilothouse.core.model.manifest import ChartHook, Manifest
from pilothouse.core.protocols import KubeClient
from pilothouse.core.testkit import make_kernel

NAMESPACE = "chart-hooks"


class World:
    """A client and the two extension points, in a namespace that hooks make themselves."""

    def __init__(self, plane: ControlPlane) -> None:
        self.kernel = make_kernel()
        target = ClusterTarget(kubeconfig=str(plane.kubeconfig))
        self.kube: KubeClient = self.kernel.first("helm_connect_kube", target=target)

    def run(self, *hooks: ChartHook, event: str = "pre-install", timeout: int = 30) -> tuple[str, ...]:
        options = ChartHookOptions("web", NAMESPACE, timeout)
        ran: tuple[str, ...] = self.kernel.first(
            "helm_run_chart_hooks", event=event, hooks=list(hooks), options=options, kube=self.kube
        ).ran
        return ran

    def failure(self, *hooks: ChartHook, event: str = "pre-install", timeout: int = 30) -> PilothouseError:
        with pytest.raises(PilothouseError) as caught:
            self.run(*hooks, event=event, timeout=timeout)
        return caught.value

    def wait(self, manifest: str, timeout: int) -> None:
        objects = self.kube.build(manifest, NAMESPACE)
        for target in objects:
            self.kube.create(target)
        self.kernel.first("helm_wait_until_ready", objects=objects, timeout=timeout, kube=self.kube)

    def exists(self, hook: ChartHook) -> bool:
        (target,) = self.kube.build(hook.manifest.content, NAMESPACE)
        try:
            return "deletionTimestamp" not in self.kube.get(target)["metadata"]
        except KubeStatusError:
            return False


@pytest.fixture(scope="module")
def world(control_plane: ControlPlane) -> Iterator[World]:
    world = World(control_plane)
    yield world
    world.kube.transport.close()


def job(name: str, phase: str, *, weight: int = 0, policies: str = "") -> ChartHook:
    content = f"""
apiVersion: batch/v1
kind: Job
metadata: {{name: {name}}}
spec:
  backoffLimit: 0
  template:
    metadata: {{annotations: {{test.pilothouse/phase: {phase}}}}}
    spec: {{restartPolicy: Never, containers: [{{name: main, image: "registry.test/hook:1"}}]}}
"""
    manifest = Manifest(f"web/templates/{name}.yaml", content, "Job", "batch/v1", name)
    return ChartHook(manifest, ["pre-install"], weight, policies.split(), 60 if policies else 0)


def definition(api_version: str, plural: str, spec: str) -> ChartHook:
    name = f"{plural}.hooks.test"
    content = f"""
apiVersion: {api_version}
kind: CustomResourceDefinition
metadata: {{name: {name}}}
spec:
  group: hooks.test
  scope: Namespaced
  names: {{plural: {plural}, kind: {plural.title()}}}
  {spec}
"""
    return ChartHook(Manifest("crd.yaml", content, "CustomResourceDefinition", api_version, name), ["crd-install"])


def test_jobs_run_one_after_the_other_and_go_when_all_have_succeeded(world: World) -> None:
    second, first = job("second", "Succeeded", weight=1), job("first", "Succeeded", policies="hook-succeeded")
    assert world.run(second, first) == ("first", "second")
    assert (world.exists(first), world.exists(second)) == (False, True)
    assert 0 < first.last_run < second.last_run


def test_a_hook_can_be_run_again_when_its_policy_says_so(world: World) -> None:
    again = job("again", "Succeeded", policies="before-hook-creation")
    assert (world.run(again), world.run(again)) == (("again",), ("again",))
    plain = job("again", "Succeeded")
    assert world.failure(plain).message == 'jobs.batch "again" already exists'


def test_a_job_that_fails_says_so_and_is_deleted_by_its_policy(world: World) -> None:
    failing = job("failing", "Failed", policies="hook-failed")
    error = world.failure(failing)
    assert (type(error), error.message) == (ReleaseError, "Job failed: BackoffLimitExceeded")
    assert "logs: kubectl logs --namespace chart-hooks job/failing" in error.details
    assert not world.exists(failing)


def test_a_job_that_hangs_runs_into_the_timeout(world: World) -> None:
    error = world.failure(job("hanging", "Pending"), timeout=2)
    assert (type(error), error.message) == (KubeTimeoutError, "timed out waiting for the condition")


def test_a_definition_is_waited_for_until_its_kind_is_served(world: World) -> None:
    old = definition("apiextensions.k8s.io/v1beta1", "olds", "version: v1")
    assert world.run(old, event="crd-install") == ("olds.hooks.test",)
    assert world.kube.resource("hooks.test/v1", "Olds").plural == "olds"


def test_a_definition_of_today_cannot_be_waited_for(world: World) -> None:
    versions = "versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]"
    new = definition("apiextensions.k8s.io/v1", "news", versions)
    assert world.failure(new, event="crd-install").message.startswith("unable to convert to CRD type: ")
    assert world.exists(new)


def _deployment(name: str, *, ready: str) -> str:
    return f"""
apiVersion: apps/v1
kind: Deployment
metadata: {{name: {name}}}
spec:
  replicas: 1
  selector: {{matchLabels: {{app: {name}}}}}
  template:
    metadata: {{labels: {{app: {name}}}, annotations: {{test.pilothouse/ready: "{ready}"}}}}
    spec: {{containers: [{{name: main, image: "registry.test/web:1"}}]}}
"""


def test_a_deployment_is_waited_for_until_it_is_ready(world: World) -> None:
    world.wait(_deployment("good", ready="true"), 30)


def test_a_deployment_that_does_not_get_ready_is_explained(world: World) -> None:
    with pytest.raises(KubeTimeoutError, match="^timed out waiting for the condition$") as caught:
        world.wait(_deployment("late", ready="false"), 3)
    (line,) = caught.value.details
    assert line.startswith("Deployment/late in chart-hooks: 0/1 ready; ")
    assert "Available is False (MinimumReplicasUnavailable" in line
