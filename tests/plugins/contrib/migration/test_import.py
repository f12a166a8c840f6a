from __future__ import annotations

import base64
import json

import pytest
from pilothouse.core.hapi import record
from pilothouse.core.hapi.releases import encode_release
from pilothouse.core.model.release import DEPLOYED, SUPERSEDED
from pilothouse.plugins.contrib.migration import importing
from stand_ins.migration import Document, World, native

SCHEMA = '{"type": "object"}'

HOOK = {
    "name": "check",
    "kind": "Pod",
    "path": "web/templates/check.yaml",
    "manifest": "apiVersion: v1\nkind: Pod\nmetadata: {name: check}\n",
    "events": ["test"],
    "last_run": {
        "started_at": "2024-05-06T07:08:09Z",
        "completed_at": "2024-05-06T07:08:10.25Z",
        "phase": "Succeeded",
    },
    "weight": 5,
    "delete_policies": ["before-hook-creation"],
}


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def notes(said: str) -> list[str]:
    return [line.removeprefix("note: web: ") for line in said.splitlines() if line.startswith("note: ")]


def test_a_release_of_helm_3_becomes_one_of_ours(world: World) -> None:
    world.put_helm3(native(hooks=[HOOK]))
    said = world.ok("import", "--from", "helm3", "web")
    assert said.splitlines()[0].startswith("ConfigMap web.v1 (DEPLOYED, ")
    release = world.stored("web.v1")
    (hook,) = release.hooks
    (run,) = (release.info.last_test_suite_run or pytest.fail("no run")).results
    assert (release.name, release.namespace, release.revision, release.info.status) == ("web", "default", 1, DEPLOYED)
    assert (release.info.first_deployed, release.info.last_deployed, release.info.deleted) == (
        1714979289123456789,
        1714979290500000000,
        None,
    )
    assert (release.info.description, release.info.notes) == ("Install complete", "hello")
    assert (release.values_text, release.chart.values_text) == ("a: 2\n", "a: 1\n")
    assert [(file.name, file.data) for file in release.chart.templates] == [
        ("templates/a.yaml", b"a: {{ .Values.a }}\n")
    ]
    assert release.manifest == native()["manifest"]
    assert (hook.manifest.name, hook.manifest.kind, hook.manifest.source) == ("check", "Pod", HOOK["path"])
    assert (hook.events, hook.weight, hook.delete_policies) == (["test-success"], 5, ["before-hook-creation"])
    assert hook.last_run == 1714979290250000000
    assert (run.name, run.status, run.started_at, run.completed_at) == (
        "check",
        "SUCCESS",
        1714979289000000000,
        1714979290250000000,
    )


def test_an_imported_release_is_upgraded_rolled_back_and_deleted(world: World) -> None:
    world.put_helm3(native())
    world.ok("import", "--from", "helm3", "web")
    world.ok("upgrade", "web", world.chart(), "--set", "replicas=2")
    assert world.ok("get", "values", "web", "--all") == "replicas: 2\n\n"
    world.ok("rollback", "web", "1")
    assert world.ok("get", "values", "web") == "a: 2\n\n"
    world.ok("delete", "--purge", "web")


def test_what_was_exported_comes_back_byte_for_byte(world: World) -> None:
    world.ok(
        "install",
        world.chart(
            values_yaml="# kept\nreplicas: 1 # too\n",
            charts__sub__Chart_yaml="name: sub\nversion: 0.1.0\nengine: gotpl\ntillerVersion: '>2.0.0'\n",
            charts__sub__templates__a_yaml="apiVersion: v1\nkind: ConfigMap\nmetadata: {name: sub}\n",
        ),
        "--name",
        "web",
        "--set",
        "replicas=3",
    )
    world.ok("upgrade", "web", world.chart(), "--apply-strategy", "three-way")
    before = {key: encode_release(world.stored(key)) for key in ("web.v1", "web.v2")}
    world.ok("export", "--to", "helm3", "web")
    assert "is there already" in world.ok("import", "--from", "helm3", "web")
    world.environment["TILLER_NAMESPACE"] = "kube-public"
    said = world.ok("import", "--from", "helm3", "web")
    assert notes(said) == []
    assert {key: encode_release(world.stored(key)) for key in before} == before


def test_what_helm_3_has_written_again_comes_back_without_what_only_helm_2_knows(world: World) -> None:
    world.ok("install", world.chart(), "--name", "web")
    world.ok("export", "--to", "helm3", "web")
    (document,) = world.helm3_documents().values()
    document["info"]["description"] = "changed"
    world.environment["TILLER_NAMESPACE"] = "kube-public"
    world.put_helm3({**document, "version": 2}, "web.v2")
    world.ok("import", "--from", "helm3", "web")
    assert world.stored("web.v1").chart.values_text == "# how many\nreplicas: 1\n"
    assert world.stored("web.v2").chart.values_text == "replicas: 1\n"
    assert world.stored("web.v2").info.description == "changed"


def test_what_helm_2_has_no_place_for_is_said(world: World) -> None:
    document = native()
    document["chart"]["metadata"].update(
        apiVersion="v2", type="library", dependencies=[{"name": "sub", "version": "1", "repository": "https://x.io"}]
    )
    document["chart"].update(
        lock={"digest": "abc", "dependencies": []},
        schema=encoded(SCHEMA),
        files=[{"name": "crds/toy.yaml", "data": encoded("kind: Toy")}],
        templates=[{"name": "templates/a", "data": encoded('{{ lookup "v1" }} {{ .Capabilities.HelmVersion }}')}],
    )
    world.put_helm3(document)
    assert notes(world.ok("import", "--from", "helm3", "web")) == [
        "its chart has apiVersion v2, which becomes v1",
        "its chart is a library, which Helm v2 does not know: it is a chart like any other here",
        "dependencies of Chart.yaml are in requirements.yaml",
        "records of Helm 3 hold no subcharts: the chart in this record has none",
        "Chart.lock is requirements.lock",
        "values.schema.json is a file of the chart, which checks values with the plugin jsonschema only",
        "Helm v2 does nothing with the chart's folder crds: what is in the cluster stays there",
        "templates use lookup, which Helm v2 has not",
        "templates use .Capabilities.HelmVersion, which Helm v2 has not",
    ]
    chart = world.stored("web.v1").chart
    assert chart.metadata.api_version == "v1"
    assert {file.name: file.data.decode() for file in chart.files} == {
        "crds/toy.yaml": "kind: Toy",
        "requirements.yaml": 'dependencies:\n- name: sub\n  repository: https://x.io\n  version: "1"\n',
        "requirements.lock": "dependencies: []\ndigest: abc\n",
        "values.schema.json": SCHEMA,
    }


def test_a_dry_run_writes_nothing(world: World) -> None:
    world.put_helm3(native())
    assert "would be written" in world.ok("import", "--from", "helm3", "web", "--dry-run")
    assert world.ok("list", "--all") == ""


def test_all_releases_of_a_namespace_are_imported(world: World) -> None:
    world.put_helm3(native())
    world.put_helm3(native(name="api"), "api.v1")
    world.put_helm3(native(version=2, config={"a": 3}), "web.v2")
    world.ok("import", "--from", "helm3", "--all", "--max-revisions", "1")
    assert world.ok("list", "-q").split() == ["api", "web"]
    assert world.ok("get", "values", "web") == "a: 3\n\n"


def test_another_release_of_that_name_is_written_over_only_where_that_is_wanted(world: World) -> None:
    world.ok("install", world.chart(), "--name", "web")
    world.put_helm3(native())
    outcome = world.run("import", "--from", "helm3", "web")
    assert (outcome.code, outcome.stderr.splitlines()[0]) == (1, "Error: a release named web already exists")
    world.ok("import", "--from", "helm3", "web", "--overwrite")
    assert world.stored("web.v1").values_text == "a: 2\n"


def test_a_release_that_has_gone_on_here_is_refused_even_so(world: World) -> None:
    world.ok("install", world.chart(), "--name", "web")
    world.ok("upgrade", "web", world.chart())
    world.put_helm3(native())
    outcome = world.run("import", "--from", "helm3", "web", "--overwrite")
    assert (outcome.code, outcome.stderr.splitlines()[0]) == (1, "Error: the store has web.v2")


def test_a_release_that_helm_3_works_on_is_refused(world: World) -> None:
    document = native()
    document["info"]["status"] = "pending-upgrade"
    world.put_helm3(document)
    outcome = world.run("import", "--from", "helm3", "web")
    assert outcome.stderr.startswith('Error: release "web" is PENDING_UPGRADE in Helm 3\n')


def test_what_is_not_there_and_words_that_do_not_fit_are_refused(world: World) -> None:
    def first(*words: str) -> str:
        return world.run("import", *words).stderr.splitlines()[0]

    assert first("--from", "helm3", "web") == 'Error: release: "web" not found'
    assert first("--from", "helm3") == "Error: This command needs names of releases, or --all"
    assert first("--from", "helm4", "web") == 'Error: releases cannot be imported from "helm4": --from takes helm3'
    assert first("--from", "helm3", "web", "--host", "127.0.0.1:1") == "Error: a Tiller takes no records from others"


def test_what_fails_in_the_middle_puts_everything_back(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.ok("install", world.chart(), "--name", "web")
    before = record.pack(world.stored("web.v1"))
    world.put_helm3(native(info={"status": "superseded"}))
    world.put_helm3(native(version=2), "web.v2")
    monkeypatch.setattr(importing, "record_labels", lambda release: _labels_once(release.revision))
    outcome = world.run("import", "--from", "helm3", "web", "--overwrite")
    assert outcome.stderr.startswith("Error: storing web.v2 failed: ")
    assert "  nothing of it is left in the store" in outcome.stderr.splitlines()
    assert record.pack(world.stored("web.v1")) == before
    assert len(world.ok("history", "web").splitlines()) == 2


def _labels_once(revision: int) -> dict[str, str]:
    status = SUPERSEDED if revision == 1 else "no label, as it has spaces"
    return {"NAME": "web", "OWNER": "TILLER", "STATUS": status, "VERSION": str(revision)}


def test_releases_go_to_any_store(world: World) -> None:
    database = f"sqlite:///{world.folder}/releases.db"
    world.environment.update(TILLER_STORAGE="sql", PILOTHOUSE_SQL_CONNECTION_STRING=database)
    world.put_helm3(native())
    assert world.ok("import", "--from", "helm3", "web").startswith("SQL web.v1 (DEPLOYED, ")
    assert world.ok("list", "-q") == "web\n"


def test_config_maps_of_helm_3_are_read_too(world: World) -> None:
    world.ok("install", world.chart(), "--name", "web")
    world.ok("export", "--to", "helm3", "web", HELM_DRIVER="configmap")
    assert "is there already" in world.ok("import", "--from", "helm3", "web", HELM_DRIVER="configmap")


def test_numbers_and_texts_of_values_stay_what_they_are(world: World) -> None:
    values: Document = {"big": 12345678901234567890, "ratio": 0.25, "yes": "yes", "nothing": None, "list": [1, "1"]}
    world.put_helm3(native(config=values))
    world.ok("import", "--from", "helm3", "web")
    world.ok("export", "--to", "helm3", "web", "--overwrite")
    (document,) = world.helm3_documents().values()
    assert json.dumps(document["config"], sort_keys=True) == json.dumps(values, sort_keys=True)


def test_a_name_is_taken_once_in_all_namespaces(world: World) -> None:
    world.ok("install", world.chart(), "--name", "web", "--namespace", "a")
    world.put_helm3(native(version=2), "web.v2")
    outcome = world.run("import", "--from", "helm3", "web", "--overwrite")
    assert outcome.stderr.startswith("Error: a release named web already exists in namespace a\n")
