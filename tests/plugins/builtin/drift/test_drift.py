"""Drift as users find and correct it, on the sandbox and on a real API server."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from pilothouse.core.errors import KubeError
from pilothouse.core.hapi import record
from pilothouse.core.model.kube_object import KubeObject
from pilothouse.core.model.release import Release
from pilothouse.core.secret_manifests import without_secrets
from pilothouse.plugins.builtin.drift import correct
from pilothouse.plugins.builtin.drift.restoring import Restorer
from pilothouse.plugins.builtin.releases.service import InProcessReleaseService
from stand_ins.user_world import UserWorld

CONFIG = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: {{ .Release.Name }}, labels: {app: web}}
data: {colour: {{ .Values.colour }}, size: large}
---
apiVersion: v1
kind: Secret
metadata: {name: {{ .Release.Name }}}
stringData: {password: {{ .Values.password }}}
"""
WORKLOAD = """\
apiVersion: v1
kind: ServiceAccount
metadata: {name: {{ .Release.Name }}}
---
apiVersion: v1
kind: Service
metadata: {name: {{ .Release.Name }}}
spec: {selector: {app: web}, ports: [{port: 80, name: http}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: {{ .Release.Name }}}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - {name: web, image: "nginx:1", resources: {limits: {cpu: 1000m, memory: 1024Mi}}, env: [{name: A, value: b}]}
"""
VALUES = "colour: blue\npassword: hunter2\n"
DRIFTED = 2


@pytest.fixture
def chart(world: UserWorld) -> str:
    return world.chart({"config.yaml": CONFIG, "workload.yaml": WORKLOAD}, VALUES)


def found(world: UserWorld, *words: str) -> list[tuple[str, str, list[str]]]:
    """Action, object and changed fields of all that has drifted in the release ``web``."""
    outcome = world.run("drift", "web", "-o", "json", *words)
    (release,) = json.loads(outcome.stdout)["releases"]
    assert outcome.code == (DRIFTED if release["drift"] else 0), outcome.stderr
    return [
        (one["action"], f"{one['kind']}/{one['name']}", sorted(change["path"] for change in one["changes"]))
        for one in release["found"]["objects"]
    ]


def test_what_was_just_installed_has_not_drifted(world: UserWorld, chart: str) -> None:
    world.install(chart)
    outcome = world.run("drift")
    assert (outcome.code, outcome.stdout) == (0, "web (revision 1): no drift in 5 objects\n")


def test_drift_of_every_sort_is_found_and_corrected(world: UserWorld, chart: str) -> None:
    world.install(chart)
    world.edit("configmaps", "web", {"metadata": {"labels": {"app": None}}, "data": {"colour": "mauve", "more": "x"}})
    world.edit("secrets", "web", {"data": {"password": "b3RoZXI="}})
    world.edit("apps/v1/deployments", "web", {"spec": {"replicas": 5}})
    world.delete("services", "web")
    assert found(world) == [
        ("change", "Secret/web", ["data.password"]),
        ("change", "ConfigMap/web", ["data.colour", "metadata.labels"]),
        ("create", "Service/web", [""]),
        ("change", "Deployment/web", ["spec.replicas"]),
    ]
    before = world.history()
    outcome = world.run("drift", "web", "--correct")
    assert outcome.code == 0
    assert outcome.stdout.splitlines()[-5:] == [
        "web: made again: Service/web",
        "web: set back: Secret/web",
        "web: set back: ConfigMap/web",
        "web: set back: Deployment/web",
        "web: no drift is left",
    ]
    assert "hunter2" not in outcome.stdout
    assert "b3RoZXI=" not in outcome.stdout
    assert "aHVudGVyMg==" not in outcome.stdout
    assert world.get("configmaps", "web")["data"] == {"colour": "blue", "size": "large", "more": "x"}
    assert world.get("apps/v1/deployments", "web")["spec"]["replicas"] == 2
    assert world.get("services", "web") is not None
    assert (found(world), world.history()) == ([], before)


def test_looking_changes_nothing(world: UserWorld, chart: str) -> None:
    world.install(chart)
    world.edit("configmaps", "web", {"data": {"colour": "mauve"}})
    world.delete("secrets", "web")
    before = world.everything()
    assert world.run("drift").code == DRIFTED
    assert world.everything() == before


def test_only_what_has_drifted_is_written(world: UserWorld, chart: str) -> None:
    world.install(chart)
    world.edit("configmaps", "web", {"data": {"colour": "mauve"}})
    versions = {plural: world.get(plural, "web")["metadata"]["resourceVersion"] for plural in ("secrets", "services")}
    assert world.run("drift", "web", "--correct").code == 0
    assert versions == {plural: world.get(plural, "web")["metadata"]["resourceVersion"] for plural in versions}


def test_what_others_add_is_no_drift(world: UserWorld, chart: str) -> None:
    world.install(chart)
    world.edit("configmaps", "web", {"metadata": {"annotations": {"theirs": "x"}}, "data": {"more": "y"}})
    world.edit("serviceaccounts", "web", {"secrets": [{"name": "web-token-abcde"}]})
    assert found(world) == []


def test_replicas_belong_to_the_autoscaler_that_sets_them(world: UserWorld, chart: str) -> None:
    world.install(chart)
    autoscaler = {"scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}, "maxReplicas": 9}
    world.create("autoscaling/v1/horizontalpodautoscalers", {"metadata": {"name": "web"}, "spec": autoscaler})
    world.edit("apps/v1/deployments", "web", {"spec": {"replicas": 5}})
    assert found(world) == []
    world.edit("apps/v1/deployments", "web", {"spec": {"template": {"spec": {"containers": [
        {"name": "web", "image": "nginx:9"}]}}}})  # fmt: skip
    assert world.run("drift", "web", "--correct").code == 0
    spec = world.get("apps/v1/deployments", "web")["spec"]
    assert (spec["replicas"], spec["template"]["spec"]["containers"][0]["image"]) == (5, "nginx:1")


def test_a_missing_workload_is_made_with_its_replicas_though_an_autoscaler_scales_it(
    world: UserWorld, chart: str
) -> None:
    world.install(chart)
    autoscaler = {"scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}, "maxReplicas": 9}
    world.create("autoscaling/v1/horizontalpodautoscalers", {"metadata": {"name": "web"}, "spec": autoscaler})
    world.delete("apps/v1/deployments", "web")
    assert found(world) == [("create", "Deployment/web", [""])]
    assert world.run("drift", "web", "--correct").code == 0
    assert world.get("apps/v1/deployments", "web")["spec"]["replicas"] == 2


WEBHOOK = """\
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: {{ .Release.Namespace }}}
webhooks:
- name: blank.example.com
  clientConfig: {url: "https://127.0.0.1:1/x", caBundle: Cg==}
  sideEffects: None
  admissionReviewVersions: [v1]
  rules: []
- name: own.example.com
  clientConfig: {url: "https://127.0.0.1:1/x", caBundle: {{ .Values.bundle }}}
  sideEffects: None
  admissionReviewVersions: [v1]
  rules: []
"""
WEBHOOKS = "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations"


def _webhooks(world: UserWorld, **bundles: str) -> None:
    path = f"{WEBHOOKS}/{world.namespace}"
    _, live = world.ask("GET", path)
    for hook in live["webhooks"]:
        hook["clientConfig"]["caBundle"] = bundles.get(hook["name"].partition(".")[0], hook["clientConfig"]["caBundle"])
    status, answer = world.ask("PUT", path, live)
    assert status == 200, answer


def test_a_certificate_in_the_place_of_none_is_no_drift_and_another_one_is(world: UserWorld) -> None:
    first, second = _bundle(), _bundle()
    chart = world.chart({"hook.yaml": WEBHOOK}, f"bundle: {first}\n")
    world.install(chart)
    _webhooks(world, blank=second)
    assert found(world) == []
    _webhooks(world, own=second)
    assert [one for _, one, _ in found(world)] == [f"ValidatingWebhookConfiguration/{world.namespace}"]
    assert world.run("drift", "web", "--correct").code == 0
    _, live = world.ask("GET", f"{WEBHOOKS}/{world.namespace}")
    assert [hook["clientConfig"]["caBundle"] for hook in live["webhooks"]] == [second, first]
    world.ask("DELETE", f"{WEBHOOKS}/{world.namespace}")


def _bundle() -> str:
    """A certificate in PEM, in base64."""
    import base64
    import datetime as dt

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "ca")])
    now = dt.datetime(2030, 1, 1, tzinfo=dt.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + dt.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    return base64.b64encode(made.public_bytes(serialization.Encoding.PEM)).decode()


def test_rules_leave_fields_out(world: UserWorld, chart: str) -> None:
    world.install(chart)
    world.edit("configmaps", "web", {"data": {"colour": "mauve"}})
    assert found(world, "--ignore", "ConfigMap:data.colour") == []
    outcome = world.run("drift", "web", "--ignore", "ConfigMap/web:data")
    assert (outcome.code, outcome.stdout) == (
        0, "web (revision 1): no drift in 5 objects (1 difference ignored)\n"
    )  # fmt: skip
    assert world.run("drift", "web", "--correct", "--ignore", "ConfigMap:data.colour").code == 0
    assert world.get("configmaps", "web")["data"]["colour"] == "mauve"


SELECTOR = {"app": "other"}


def test_what_the_server_refuses_stays_and_nothing_is_deleted(world: UserWorld, chart: str) -> None:
    world.install(chart)
    content = world.get("apps/v1/deployments", "web")
    spec = {**content["spec"], "selector": {"matchLabels": SELECTOR}}
    spec["template"] = {**spec["template"], "metadata": {"labels": SELECTOR}}
    world.delete("apps/v1/deployments", "web")
    world.create("apps/v1/deployments", {"metadata": {"name": "web"}, "spec": spec})
    world.edit("configmaps", "web", {"data": {"colour": "mauve"}})
    assert world.run("drift", "web").code == DRIFTED
    uid = world.get("apps/v1/deployments", "web")["metadata"]["uid"]
    outcome = world.run("drift", "web", "--correct")
    assert outcome.code == DRIFTED
    assert "web: set back: ConfigMap/web" in outcome.stdout
    assert "web: not corrected: Deployment web: " in outcome.stdout
    assert "immutable" in outcome.stdout
    assert "web: this is left:\n" in outcome.stdout
    live = world.get("apps/v1/deployments", "web")
    assert (live["metadata"]["uid"], live["spec"]["selector"]) == (uid, {"matchLabels": SELECTOR})


def test_a_release_that_fails_does_not_hide_the_others(world: UserWorld, chart: str) -> None:
    for name in ("one", "two"):
        world.install(chart, name)
    world.edit("configmaps", "two", {"data": {"colour": "mauve"}})
    outcome = world.run("drift", "one", "missing", "two")
    assert outcome.code == 1
    assert outcome.stdout.startswith("one (revision 1): no drift in 5 objects\n")
    assert "mauve" in outcome.stdout
    assert outcome.stderr.startswith(
        'Error: 1 of 3 releases could not be looked at wholly\n  missing: release: "missing" not found'
    )
    assert world.run("drift").code == DRIFTED


def test_a_release_on_which_somebody_works_is_passed_over(world: UserWorld, chart: str) -> None:
    world.install(chart)
    _rewrite_record(world, lambda release: setattr(release.info, "status", "PENDING_UPGRADE"))
    outcome = world.run("drift")
    assert (outcome.code, outcome.stdout) == (0, "web (revision 1): skipped, it is PENDING_UPGRADE\n")
    (document,) = json.loads(world.run("drift", "-o", "json").stdout)["releases"]
    assert (document["skipped"], document["found"], document["drift"]) == ("it is PENDING_UPGRADE", None, False)


def _rewrite_record(world: UserWorld, change: Callable[[Release], None]) -> None:
    """Change the record of the first revision."""
    path = f"{world.records}/web.v1"
    _, live = world.ask("GET", path)
    release = record.unpack(live["data"]["release"], "web.v1")
    change(release)
    labels = {"STATUS": release.info.status}
    patch = {"metadata": {"labels": labels}, "data": {"release": record.pack(release)}}
    assert world.ask("PATCH", path, patch)[0] == 200


GONE = "\n---\napiVersion: extensions/v1beta1\nkind: Gone\nmetadata: {name: web}\n"


def test_kinds_that_are_gone_do_not_hide_other_objects(world: UserWorld, chart: str) -> None:
    world.install(chart)
    _rewrite_record(world, lambda release: setattr(release, "manifest", GONE + release.manifest))
    outcome = world.run("drift", "web")
    assert (outcome.code, outcome.stdout) == (
        1, "web (revision 1): no drift in 5 objects, others could not be looked at\n"
    )  # fmt: skip
    assert 'no matches for kind "Gone"' in outcome.stderr
    world.edit("configmaps", "web", {"data": {"colour": "mauve"}})
    outcome = world.run("drift", "web", "--correct")
    assert outcome.code == 1
    assert world.get("configmaps", "web")["data"]["colour"] == "blue"


BAD = """\
apiVersion: v1
kind: Service
metadata: {name: Not_A_Name}
spec: {ports: [{port: 80}]}
"""


def test_after_a_failed_upgrade_the_deployed_revision_counts(world: UserWorld, chart: str) -> None:
    world.install(chart)
    bad = {"config.yaml": CONFIG, "bad.yaml": BAD}
    assert world.run("upgrade", "web", world.chart(bad, VALUES), "--set", "colour=red").code == 1
    before = world.run("drift", "web")
    assert "drift of web from revision 1" in before.stdout
    assert before.code == DRIFTED
    assert world.run("drift", "web", "--correct").code == 0
    assert world.get("configmaps", "web")["data"]["colour"] == "blue"


def test_a_namespace_that_is_gone_is_made_again(sandbox: UserWorld) -> None:
    chart = sandbox.chart({"config.yaml": CONFIG}, VALUES)
    sandbox.install(chart)
    assert sandbox.ask("DELETE", f"/api/v1/namespaces/{sandbox.namespace}")[0] == 200
    sandbox.run("drift", "web")  # the sandbox's controllers need a moment of their own
    outcome = sandbox.run("drift", "web", "--correct")
    assert outcome.code == 0, outcome.stdout + outcome.stderr
    assert sandbox.get("configmaps", "web")["data"]["colour"] == "blue"


def test_secrets_are_shown_only_if_that_is_wanted(sandbox: UserWorld) -> None:
    chart = sandbox.chart({"config.yaml": CONFIG}, VALUES)
    sandbox.install(chart)
    sandbox.edit("secrets", "web", {"data": {"password": "b3RoZXI="}})
    for output in ("text", "json", "markdown"):
        hidden = sandbox.run("drift", "-o", output).stdout
        assert "b3RoZXI=" not in hidden
        assert "aHVudGVyMg==" not in hidden
        assert "password" in hidden
    assert "aHVudGVyMg==" in sandbox.run("drift", "--show-secrets").stdout


def test_what_a_server_says_of_secrets_is_shown_without_what_they_hold(
    sandbox: UserWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox.install(sandbox.chart({"config.yaml": CONFIG}, VALUES))
    sandbox.edit("secrets", "web", {"data": {"password": "b3RoZXI="}})

    def refuse(restorer: Restorer, target: KubeObject) -> None:
        raise KubeError(f"denied: {target.content}, was other (b3RoZXI=), and is to be hunter2 (aHVudGVyMg==)")

    monkeypatch.setattr(correct, "Restorer", type("Refusing", (Restorer,), {"restore": refuse}))
    for output in ("text", "json", "markdown"):
        said = sandbox.run("drift", "--correct", "-o", output).stdout
        assert "not corrected: Secret web: denied: " in said
        assert "was (hidden) ((hidden)), and is to be (hidden) ((hidden))" in said
        assert not any(secret in said for secret in ("b3RoZXI=", "aHVudGVyMg==", "hunter2"))
    assert "hunter2" in sandbox.run("drift", "--correct", "--show-secrets").stdout


def test_an_output_format_that_nobody_has_is_refused(sandbox: UserWorld) -> None:
    chart = sandbox.chart({"config.yaml": CONFIG}, VALUES)
    sandbox.install(chart)
    sandbox.edit("configmaps", "web", {"data": {"colour": "mauve"}})
    outcome = sandbox.run("drift", "-o", "xml")
    assert (outcome.code, outcome.stderr.splitlines()[0]) == (1, 'Error: unknown output format "xml"')


def test_marks_in_the_place_of_secrets_are_not_taken_for_what_is_recorded(
    sandbox: UserWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    chart = sandbox.chart({"config.yaml": CONFIG}, VALUES)
    sandbox.install(chart)
    content = InProcessReleaseService.content
    monkeypatch.setattr(InProcessReleaseService, "content", lambda *asked: without_secrets(content(*asked)))
    before = sandbox.everything()
    outcome = sandbox.run("drift", "--correct")
    assert outcome.code == 1
    assert 'what the Secrets of "web" hold is hidden, so their drift cannot be told' in outcome.stderr
    assert sandbox.everything() == before


def test_what_really_looks_like_a_mark_is_recorded(sandbox: UserWorld) -> None:
    chart = sandbox.chart({"config.yaml": CONFIG}, VALUES)
    sandbox.install(chart, "web", "--set", "password=(hidden)")
    assert sandbox.run("drift").code == 0
