from __future__ import annotations

import base64
import json
import os
import subprocess
import sys

import pytest
from pilothouse.core.golib.yaml import load
from pilothouse.core.hapi import record
from pilothouse.core.model.release import DEPLOYED, FAILED, PENDING_UPGRADE, SUPERSEDED
from pilothouse.plugins.contrib.migration import helm3_record, helm3_store
from stand_ins.migration import CHART, CONFIG_MAPS, Document, World, opened

HOOKS = """\
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}-before
  annotations: {helm.sh/hook: "pre-install,post-upgrade", helm.sh/hook-weight: "-3",
    helm.sh/hook-delete-policy: "hook-succeeded,before-hook-creation"}
---
apiVersion: v1
kind: Pod
metadata: {name: "{{ .Release.Name }}-check", annotations: {helm.sh/hook: test-success}}
spec: {restartPolicy: Never, containers: [{name: c, image: busybox}]}
"""


def file(name: str, text: str) -> Document:
    return {"name": name, "data": base64.b64encode(text.encode()).decode()}


def lines(text: str, *beginnings: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith(beginnings)]


def install(world: World, *words: object, name: str = "web", **files: str) -> None:
    world.ok("install", world.chart(**files), "--name", name, *words)


def test_an_exported_revision_is_what_helm_3_would_have_written(world: World) -> None:
    install(
        world,
        "--set",
        "replicas=3,text=<b>,big=12345678901",
        templates__hooks_yaml=HOOKS,
        requirements_yaml="dependencies: []\n",
        values_yaml="# how many\nreplicas: 1\nratio: 0.5\n",
    )
    said = world.ok("export", "--to", "helm3", "web")
    ((name, document),) = world.helm3_documents().items()
    assert lines(said, "Secret") == [lines(said, "Secret")[0]]
    assert lines(said, "Secret")[0].startswith("Secret default/sh.helm.release.v1.web.v1 (deployed, ")
    assert name == "sh.helm.release.v1.web.v1"
    document.pop("pilothouse")
    info, hooks = document.pop("info"), document.pop("hooks")
    assert info.pop("first_deployed") == info.pop("last_deployed")
    assert info == {"deleted": "", "description": "Install complete", "status": "deployed", "notes": "3 of it"}
    before, check = hooks
    assert before["last_run"].pop("completed_at") == before["last_run"].pop("started_at") != ""
    assert before == {
        "name": "web-before",
        "kind": "ConfigMap",
        "path": "web/templates/hooks.yaml",
        "manifest": before["manifest"],
        "events": ["pre-install", "post-upgrade"],
        "last_run": {"phase": "Succeeded"},
        "weight": -3,
        "delete_policies": ["hook-succeeded", "before-hook-creation"],
    }
    assert check["events"] == ["test"]
    assert check["last_run"] == {"started_at": "", "completed_at": "", "phase": ""}
    assert document == {
        "name": "web",
        "namespace": "default",
        "version": 1,
        "config": {"replicas": 3, "text": "<b>", "big": 12345678901},
        "manifest": "\n---\n# Source: web/templates/settings.yaml\n"
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: 'web-settings'}\ndata: {replicas: '3'}",
        "chart": {
            "metadata": {"apiVersion": "v1", "name": "web", "version": "1.0.0", "appVersion": "2.0"},
            "lock": None,
            "templates": [
                file("templates/NOTES.txt", CHART["templates/NOTES.txt"]),
                file("templates/hooks.yaml", HOOKS),
                file("templates/settings.yaml", CHART["templates/settings.yaml"]),
            ],
            "values": {"replicas": 1, "ratio": 0.5},
            "schema": None,
            "files": [file("requirements.yaml", "dependencies: []\n")],
        },
    }


def test_the_object_has_helms_type_and_labels_and_the_same_content_each_time(world: World) -> None:
    install(world)
    printed = [load(world.ok("export", "--to", "helm3", "web", "--dry-run", "-o", "yaml")) for _ in range(2)]
    assert world.helm3_documents() == {}
    (thing,) = printed[0]["items"]
    assert printed[0] == printed[1] == json.loads(world.ok("export", "--to", "helm3", "web", "--dry-run", "-o", "json"))
    seconds = (world.stored("web.v1").info.last_deployed or 0) // 1_000_000_000
    assert (thing["kind"], thing["type"]) == ("Secret", "helm.sh/release.v1")
    assert thing["metadata"] == {
        "name": "sh.helm.release.v1.web.v1",
        "namespace": "default",
        "labels": {
            "modifiedAt": str(seconds),
            "name": "web",
            "owner": "helm",
            "status": "deployed",
            "version": "1",
        },
    }
    assert opened(thing["data"]["release"])["name"] == "web"


def test_with_helms_own_variable_records_are_config_maps(world: World) -> None:
    install(world)
    assert lines(world.ok("export", "--to", "helm3", "web", HELM_DRIVER="configmap"), "ConfigMap default/sh.helm")
    (thing,) = world.kube.list_objects(CONFIG_MAPS, "default", labels="owner=helm")
    assert helm3_record.unpack(thing["data"]["release"], "web.v1")["name"] == "web"
    assert world.helm3_documents() == {}
    outcome = world.run("export", "--to", "helm3", "web", HELM_DRIVER="sql")
    assert (outcome.code, outcome.stderr.splitlines()[0]) == (
        1,
        'Error: records of Helm 3 in "sql" cannot be read or written',
    )


def test_a_dry_run_writes_nothing_and_an_export_leaves_helm_2s_records_alone(world: World) -> None:
    install(world)
    before = record.pack(world.stored("web.v1"))
    assert "would be written" in world.ok("export", "--to", "helm3", "web", "--dry-run")
    assert world.helm3_documents() == {}
    assert ": written" in world.ok("export", "--to", "helm3", "web")
    assert record.pack(world.stored("web.v1")) == before
    assert "is there already" in world.ok("export", "--to", "helm3", "web")


def test_the_newest_revisions_are_exported_and_the_deployed_one_however_old(world: World) -> None:
    install(world)
    world.ok("upgrade", "web", world.chart(), "--set", "replicas=2")
    newest = world.stored("web.v2")
    for number in (3, 4, 5):
        newest.revision, newest.info.status = number, FAILED
        world.store(newest)
    world.ok("export", "--to", "helm3", "web", "--max-revisions", "2")
    statuses = {name[-2:]: document["info"]["status"] for name, document in world.helm3_documents().items()}
    assert statuses == {"v2": "deployed", "v4": "failed", "v5": "failed"}
    world.ok("export", "--to", "helm3", "web", "--max-revisions", "0")
    assert sorted(name[-2:] for name in world.helm3_documents()) == ["v1", "v2", "v3", "v4", "v5"]


def test_all_releases_or_those_of_a_namespace(world: World) -> None:
    for name, namespace in (("one", "a"), ("two", "b"), ("three", "b")):
        install(world, "--namespace", namespace, name=name)
    said = world.ok("export", "--to", "helm3", "--all", "--namespace", "b")
    assert [line.split(" ")[1] for line in lines(said, "Secret")] == [
        "b/sh.helm.release.v1.three.v1",
        "b/sh.helm.release.v1.two.v1",
    ]
    assert world.run("export", "--to", "helm3", "one", "--namespace", "b").stderr.startswith(
        'Error: no release "one" in namespace "b"\n'
    )
    assert len(lines(world.ok("export", "--to", "helm3", "--all"), "Secret")) == 3
    assert list(world.helm3_documents("a")) == ["sh.helm.release.v1.one.v1"]


def test_a_deleted_release_is_uninstalled(world: World) -> None:
    install(world)
    world.ok("delete", "web")
    said = world.ok("export", "--to", "helm3", "web")
    (document,) = world.helm3_documents().values()
    assert document["info"]["status"] == "uninstalled"
    assert document["info"]["deleted"] != ""
    assert "note: web: the newest revision is DELETED, and stays that" in said.splitlines()


def test_revisions_of_another_namespace_are_left_out(world: World) -> None:
    install(world, "--namespace", "a")
    world.ok("delete", "web")
    install(world, "--namespace", "kube-public", "--replace")
    said = world.ok("export", "--to", "helm3", "web")
    assert list(world.helm3_documents("kube-public")) == ["sh.helm.release.v1.web.v2"]
    assert "note: web: revision 1 was in namespace a: left out" in said.splitlines()


def test_releases_of_a_tiller_are_exported_too(world: World) -> None:
    install(world)
    words = ["tiller", "--listen", "127.0.0.1:0", "--probe=false"]
    environment = {"PATH": os.environ["PATH"], **world.environment}
    process = subprocess.Popen(
        [sys.executable, "-m", "pilothouse", *words], env=environment, stderr=subprocess.PIPE, text=True
    )
    with process:
        assert process.stderr is not None
        address = next(line for line in process.stderr if "GRPC listening on " in line).split()[-1]
        next(line for line in process.stderr if "Max history" in line)
        said = world.ok("export", "--to", "helm3", "--all", "--host", address)
        process.terminate()
        process.communicate()
    assert lines(said, "Secret")[0].startswith("Secret default/sh.helm.release.v1.web.v1 (deployed, ")
    assert "is there already" in world.ok("export", "--to", "helm3", "web")


# --- refusals ---


def refusal(world: World, *words: object) -> str:
    outcome = world.run("export", "--to", "helm3", *words)
    assert outcome.code == 1
    assert world.helm3_documents() == {}
    return outcome.stderr.splitlines()[0]


def test_a_release_that_somebody_works_on_is_refused(world: World) -> None:
    install(world)
    release = world.stored("web.v1")
    release.revision, release.info.status = 2, PENDING_UPGRADE
    world.store(release)
    assert refusal(world, "web") == 'Error: release "web" is PENDING_UPGRADE'


def test_a_release_with_damaged_records_is_refused(world: World) -> None:
    install(world)
    world.store_text("web.v2", "!")
    assert refusal(world, "web") == 'Error: release "web" has damaged records'


def test_a_name_that_kubernetes_does_not_take_is_refused(world: World) -> None:
    database = f"sqlite:///{world.folder}/releases.db"
    world.environment.update(TILLER_STORAGE="sql", PILOTHOUSE_SQL_CONNECTION_STRING=database)
    install(world)
    release = world.stored("web.v1")
    release.name = "Web.1"
    world.store(release)
    assert refusal(world, "Web.1") == 'Error: Helm 3 takes no release named "Web.1"'


def test_a_release_whose_namespace_is_gone_is_refused(world: World) -> None:
    install(world)
    release = world.stored("web.v1")
    release.namespace = "gone"
    world.store(release)
    assert refusal(world, "web") == 'Error: release "web" is in namespace "gone", which the cluster does not have'


def test_unknown_releases_and_words_that_do_not_fit_are_refused(world: World) -> None:
    assert refusal(world, "web") == 'Error: release: "web" not found'
    assert refusal(world) == "Error: This command needs names of releases, or --all"
    assert refusal(world, "web", "--all") == "Error: This command needs names of releases, or --all"
    assert refusal(world, "web", "--output", "json").startswith("Error: --output takes json or yaml")
    assert refusal(world, "web", "--max-revisions", "-1") == "Error: --max-revisions takes 0 (for all) or more"
    assert world.run("export", "web").stderr.startswith("Error: --to says what releases are exported to: helm3")


def test_a_record_that_no_secret_holds_is_refused_before_anything_is_written(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(world)
    monkeypatch.setattr(helm3_record, "MAX_OBJECT", 100)
    assert refusal(world, "web").startswith("Error: the Helm 3 record of web.v1 takes ")


def test_another_release_of_helm_3_is_written_over_only_where_that_is_wanted(world: World) -> None:
    install(world)
    world.put_helm3({"name": "web", "version": 1, "namespace": "default"})
    outcome = world.run("export", "--to", "helm3", "web")
    assert outcome.stderr.startswith('Error: Helm 3 has another release "web" in namespace default\n')
    assert ": replaced" in world.ok("export", "--to", "helm3", "web", "--overwrite")
    assert world.helm3_documents()["sh.helm.release.v1.web.v1"]["chart"]["metadata"]["name"] == "web"


def test_a_release_with_which_helm_3_has_gone_on_is_refused_even_so(world: World) -> None:
    install(world)
    world.ok("export", "--to", "helm3", "web")
    world.put_helm3({"name": "web", "version": 2, "namespace": "default"}, "web.v2")
    outcome = world.run("export", "--to", "helm3", "web", "--overwrite")
    assert outcome.stderr.startswith('Error: Helm 3 has revisions 2 of "web" in namespace default\n')


def test_histories_of_two_releases_are_not_mixed(world: World) -> None:
    install(world)
    for _ in range(2):
        world.ok("upgrade", "web", world.chart())
    world.put_helm3({"name": "web", "version": 1, "namespace": "default"})
    outcome = world.run("export", "--to", "helm3", "web", "--max-revisions", "1")
    assert outcome.stderr.startswith('Error: Helm 3 has another release "web" in namespace default\n')
    assert list(world.helm3_documents()) == ["sh.helm.release.v1.web.v1"]


def test_fewer_revisions_than_an_export_before_are_the_same_release(world: World) -> None:
    install(world)
    world.ok("upgrade", "web", world.chart())
    world.ok("export", "--to", "helm3", "web")
    assert "is there already" in world.ok("export", "--to", "helm3", "web", "--max-revisions", "1")


def test_a_record_with_room_for_helm_3s_part_alone_is_written_without_the_rest(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(world)
    monkeypatch.setattr(helm3_record, "MAX_OBJECT", 900)
    said = lines(world.ok("export", "--to", "helm3", "web"), "note: ")
    assert said == ["note: web: web.v1 is too large to hold what only Helm v2 knows: it would not come back whole"]
    (document,) = world.helm3_documents().values()
    assert "pilothouse" not in document


# --- failures ---


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second record that is created in the cluster is refused."""
    create, count = helm3_store.Helm3Store.create, iter(range(10))

    def fail(store: helm3_store.Helm3Store, content: Document) -> None:
        if next(count) == 1:
            raise helm3_store.KubeStatusError("no more", code=403)
        create(store, content)

    monkeypatch.setattr(helm3_store.Helm3Store, "create", fail)


@pytest.mark.usefixtures("failing")
def test_what_fails_in_the_middle_leaves_nothing_and_goes_on_when_run_again(world: World) -> None:
    install(world)
    world.ok("upgrade", "web", world.chart())
    outcome = world.run("export", "--to", "helm3", "web")
    assert outcome.stderr.splitlines() == [
        "Error: writing web.v2 for Helm 3 failed: no more",
        "  nothing of it is left there",
        "hint: the same command may be run again",
    ]
    assert world.helm3_documents() == {}
    world.ok("export", "--to", "helm3", "web")
    assert len(world.helm3_documents()) == 2


def test_an_export_that_was_stopped_goes_on_where_it_was(world: World) -> None:
    install(world)
    world.ok("upgrade", "web", world.chart())
    first = load(world.ok("export", "--to", "helm3", "web", "--dry-run", "-o", "yaml"))["items"][0]
    world.put_secret(first["metadata"]["name"], "web", first["data"]["release"])
    said = lines(world.ok("export", "--to", "helm3", "web"), "Secret")
    assert [line.rpartition(": ")[2] for line in said] == ["is there already", "written"]


# --- notes ---


def test_what_helm_3_does_otherwise_is_said(world: World) -> None:
    hooks = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: fails, annotations: {helm.sh/hook: test-failure}}
---
apiVersion: apiextensions.k8s.io/v1beta1
kind: CustomResourceDefinition
metadata: {name: toys.example.com, annotations: {helm.sh/hook: crd-install}}
spec: {group: example.com, version: v1, scope: Namespaced, names: {plural: toys, singular: toy, kind: Toy}}
"""
    install(
        world,
        templates__hooks_yaml=hooks,
        templates__use_yaml="# {{ .Release.Time }} {{ .Release.Service }} {{ .Chart.Engine }}\n",
        charts__sub__Chart_yaml="apiVersion: v1\nname: sub\nversion: 0.1.0\n",
        charts__sub__values_yaml="size: 5\n",
        templates__other_yaml="apiVersion: v1\nkind: ConfigMap\nmetadata: {name: far, namespace: kube-public}\n",
    )
    release = world.stored("web.v1")
    release.manifest += "\n---\napiVersion: extensions/v1beta1\nkind: Deployment\nmetadata: {name: old}\n"
    release.extras = {"apply-strategy": "three-way"}
    release.chart.metadata.engine = "jinja2"
    world.store(release)
    said = lines(world.ok("export", "--to", "helm3", "web"), "note: ")
    assert [line.removeprefix("note: web: ") for line in said] == [
        "Helm 3 has no crd-install hooks: CustomResourceDefinition/toys.example.com stay in the cluster as they are; "
        "a chart for Helm 3 has them in its folder crds",
        "Helm 3 has no test-failure: it expects ConfigMap/fails to succeed",
        "Helm 3 renders with gotpl alone: upgrades need another chart than one for jinja2",
        "records of Helm 3 hold no subcharts: of sub only the default values are carried over",
        "templates use .Release.Time, which is gone: it renders as nothing",
        'templates use .Release.Service, which says "Helm" there and "Tiller" here',
        "templates use .Chart.Engine or .Chart.TillerVersion, which are gone: an error there",
        "it has objects in kube-public too; its records are in default alone",
        "the cluster does not serve Deployment in extensions/v1beta1: upgrades of Helm 3 fail until the record says "
        "otherwise: `pilothouse mapkubeapis web`, then export again",
        "Helm 3 knows nothing of apply-strategy, which Pilothouse has noted on the release",
    ]
    (document,) = world.helm3_documents().values()
    assert document["chart"]["values"] == {"replicas": 1, "sub": {"global": {}, "size": 5}}
    events = {hook["name"]: hook["events"] for hook in document["hooks"]}
    assert events == {"fails": ["test"], "toys.example.com": ["crd-install"]}


def test_requirements_that_are_met_are_in_the_metadata_as_helm_3_has_them(world: World) -> None:
    entries = "- {name: sub, version: ^0.1.0, repository: https://x.io, alias: cousin, tags: [t]}\n"
    install(
        world,
        requirements_yaml=f"dependencies:\n{entries}- {{name: spare, version: 0.1.0, condition: spare.enabled}}\n",
        requirements_lock="digest: abc\ngenerated: '2020-01-01T00:00:00Z'\ndependencies:\n"
        "- {name: sub, version: 0.1.0, repository: https://x.io}\n",
        values_yaml="spare: {enabled: false}\n",
        charts__sub__Chart_yaml="apiVersion: v1\nname: sub\nversion: 0.1.0\n",
        charts__spare__Chart_yaml="apiVersion: v1\nname: spare\nversion: 0.1.0\n",
    )
    world.ok("export", "--to", "helm3", "web")
    (document,) = world.helm3_documents().values()
    assert document["chart"]["metadata"]["dependencies"] == [
        {
            "name": "cousin",
            "version": "^0.1.0",
            "repository": "https://x.io",
            "tags": ["t"],
            "enabled": True,
            "alias": "cousin",
        }
    ]
    assert document["chart"]["lock"] == {
        "generated": "2020-01-01T00:00:00Z",
        "digest": "abc",
        "dependencies": [{"name": "sub", "version": "0.1.0", "repository": "https://x.io"}],
    }


def test_statuses_have_helm_3s_words(world: World) -> None:
    install(world)
    world.ok("upgrade", "web", world.chart())
    assert (world.stored("web.v1").info.status, world.stored("web.v2").info.status) == (SUPERSEDED, DEPLOYED)
    world.ok("export", "--to", "helm3", "web")
    found = {name[-2:]: document["info"]["status"] for name, document in world.helm3_documents().items()}
    assert found == {"v1": "superseded", "v2": "deployed"}
