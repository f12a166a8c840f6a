from __future__ import annotations

from pathlib import Path

import pytest
from pilothouse.core.hapi.releases import encode_release
from pilothouse.core.model.release import DEPLOYED, FAILED, PENDING_UPGRADE, SUPERSEDED
from pilothouse.core.protocols import StorageDriver
from pilothouse.plugins.contrib.migration import api_records
from pilothouse.plugins.contrib.migration.api_table import MOVES, read_map_file
from stand_ins.migration import World

DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: "{{ .Release.Name }}"}
spec:
  replicas: {{ .Values.replicas }}
  selector: {matchLabels: {a: b}}
  template:
    metadata: {labels: {a: b}}
    spec: {containers: [{name: c, image: busybox}]}
"""
HOOK = """\
apiVersion: batch/v1
kind: Job
metadata: {name: before, annotations: {helm.sh/hook: pre-upgrade, helm.sh/hook-delete-policy: before-hook-creation}}
spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: busybox}]}}}
"""
PRESET = "\n---\napiVersion: settings.k8s.io/v1alpha1\nkind: PodPreset\nmetadata: {name: p}\n"
SECRET = "\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {password: sesame}\n"


def installed(world: World, name: str = "web") -> None:
    """A release whose record is of a time when the cluster was older."""
    files = {"templates__deployment_yaml": DEPLOYMENT, "templates__hook_yaml": HOOK}
    world.ok("install", world.chart(**files), "--name", name)
    release = world.stored(f"{name}.v1")
    release.manifest = release.manifest.replace("apiVersion: apps/v1\n", "apiVersion: extensions/v1beta1\n")
    release.hooks[0].manifest.content = PRESET.lstrip() + "---\n" + HOOK
    world.store(release)


def replicas(world: World) -> int:
    (thing,) = world.kube.list_objects(world.kube.resource("apps/v1", "Deployment"), "default")
    found: int = thing["spec"]["replicas"]
    return found


def test_without_it_an_upgrade_fails_and_with_it_upgrades_and_rollbacks_work(world: World) -> None:
    installed(world)
    chart = world.chart()
    failed = world.run("upgrade", "web", chart).stderr
    assert 'no matches for kind "Deployment" in version "extensions/v1beta1"' in failed
    assert world.ok("mapkubeapis", "web").splitlines() == [
        "web: Deployment in extensions/v1beta1 becomes apps/v1 (deprecated since Kubernetes 1.9, removed in 1.16)",
        "web: PodPreset in settings.k8s.io/v1alpha1 is gone (deprecated since Kubernetes 1.19, removed in 1.20): "
        "left out",
        "web: revision 3 supersedes revision 1",
    ]
    world.ok("upgrade", "web", chart, "--set", "replicas=4")
    assert replicas(world) == 4
    world.ok("rollback", "web", "3")
    assert replicas(world) == 1
    statuses = [world.stored(f"web.v{number}").info.status for number in range(1, 6)]
    assert statuses == [SUPERSEDED, FAILED, SUPERSEDED, SUPERSEDED, DEPLOYED]
    world.ok("delete", "web", "--purge")


def test_the_new_revision_is_the_old_one_but_for_api_versions(world: World) -> None:
    installed(world)
    before = world.stored("web.v1")
    world.ok("mapkubeapis", "web")
    old, new = world.stored("web.v1"), world.stored("web.v2")
    assert new.manifest == before.manifest.replace("extensions/v1beta1", "apps/v1")
    assert new.hooks[0].manifest.content == "---\n" + HOOK
    assert (new.info.description, new.info.status) == (api_records.DESCRIPTION, DEPLOYED)
    assert (new.info.last_deployed or 0) > (before.info.last_deployed or 0)
    assert old.info.status == SUPERSEDED
    old.info.status = DEPLOYED
    assert encode_release(old) == encode_release(before)
    new.revision, new.manifest, new.info.description = 1, before.manifest, before.info.description
    new.hooks[0].manifest.content = before.hooks[0].manifest.content
    new.info.last_deployed = before.info.last_deployed
    assert encode_release(new) == encode_release(before)


def test_a_second_run_finds_nothing_to_do(world: World) -> None:
    installed(world)
    world.ok("mapkubeapis", "web")
    assert world.ok("mapkubeapis", "web") == "web: nothing to rewrite in revision 2\n"
    assert len(world.ok("history", "web").splitlines()) == 3


def test_a_dry_run_shows_the_difference_and_no_secrets(world: World) -> None:
    installed(world)
    release = world.stored("web.v1")
    release.manifest += SECRET + PRESET
    world.store(release)
    before = encode_release(world.stored("web.v1"))
    said = world.ok("mapkubeapis", "web", "--dry-run")
    assert "\n--- web.v1\n+++ web.v2\n" in said
    assert "\n-apiVersion: extensions/v1beta1\n+apiVersion: apps/v1\n" in said
    assert "\n-kind: PodPreset\n" in said
    assert "sesame" not in said
    assert encode_release(world.stored("web.v1")) == before


def test_all_deployed_releases_are_looked_at(world: World) -> None:
    installed(world)
    world.ok("install", world.chart("api", templates__deployment_yaml=""), "--name", "api")
    world.ok("install", world.chart("api", templates__deployment_yaml=""), "--name", "old")
    world.ok("delete", "old")
    said = world.ok("mapkubeapis", "--all").splitlines()
    assert (said[0], said[-1]) == ("api: nothing to rewrite in revision 1", "web: revision 2 supersedes revision 1")
    assert len(said) == 4


def test_a_version_to_come_and_a_map_file_say_what_is_gone(world: World, tmp_path: Path) -> None:
    text = "apiVersion: networking.k8s.io/v1beta1\nkind: Ingress\nmetadata: {name: web}\n"
    text += "spec: {backend: {serviceName: web, servicePort: 80}}\n"
    world.ok("install", world.chart(templates__i_yaml=text), "--name", "web")
    assert world.ok("mapkubeapis", "web") == "web: nothing to rewrite in revision 1\n"
    assert "becomes networking.k8s.io/v1 (" in world.ok("mapkubeapis", "web", "--dry-run", "--kube-version", "v1.22.3")
    file = tmp_path / "Map.yaml"
    file.write_text(
        "mappings:\n"
        '- deprecatedAPI: "apiVersion: networking.k8s.io/v1beta1\\nkind: Ingress\\n"\n'
        '  newAPI: "apiVersion: extensions/v1beta1\\nkind: Ingress\\n"\n'
        "  removedInVersion: v1.18\n"
    )
    said = world.ok("mapkubeapis", "web", "--dry-run", "--kube-version", "1.19", "--mapfile", file)
    assert said.splitlines()[0] == (
        "web: Ingress in networking.k8s.io/v1beta1 becomes extensions/v1beta1 (removed in Kubernetes 1.18)"
    )


MAP = '"apiVersion: a/v1\\nkind: A\\n"'
BROKEN_MAPS = {
    "[": "cannot be read: ",
    "a: b\n": "has no list of mappings",
    "mappings: [1]\n": "mapping 1: deprecatedAPI and newAPI are texts with two lines",
    "mappings: [{deprecatedAPI: x}]\n": "mapping 1: deprecatedAPI and newAPI are texts with two lines",
    f"mappings: [{{deprecatedAPI: {MAP}}}]\n": "mapping 1 says neither deprecatedInVersion nor removedInVersion",
    f'mappings: [{{deprecatedAPI: {MAP}, newAPI: "apiVersion: a\\nkind: B"}}]\n': 'mapping 1 makes another kind of "A"',
    "x" * 1_100_000: "is larger than 1048576 bytes",
}


@pytest.mark.parametrize(("text", "reason"), BROKEN_MAPS.items(), ids=range(len(BROKEN_MAPS)))
def test_a_map_that_cannot_be_used_is_refused(world: World, tmp_path: Path, text: str, reason: str) -> None:
    (tmp_path / "Map.yaml").write_text(text)
    outcome = world.run("mapkubeapis", "web", "--mapfile", tmp_path / "Map.yaml")
    assert outcome.code == 1
    assert reason in outcome.stderr.splitlines()[0]


def test_words_and_states_that_do_not_fit_are_refused(world: World) -> None:
    def first(*words: object) -> str:
        return world.run("mapkubeapis", *words).stderr.splitlines()[0]

    assert first() == "Error: This command needs names of releases, or --all"
    assert first("web") == 'Error: release: "web" not found'
    assert first("web", "--kube-version", "new") == 'Error: --kube-version takes a version such as v1.22, not "new"'
    assert first("web", "--mapfile", "/nowhere") == "Error: open /nowhere: no such file or directory"
    assert first("web", "--host", "127.0.0.1:1") == "Error: a Tiller takes no records from others"
    installed(world)
    release = world.stored("web.v1")
    release.revision, release.info.status = 2, PENDING_UPGRADE
    world.store(release)
    assert first("web") == 'Error: release "web" is PENDING_UPGRADE'
    for number in (1, 2):
        release = world.stored(f"web.v{number}")
        release.info.status = FAILED
        world.store(release)
    assert first("web") == 'Error: "web" has no deployed releases'


def test_what_fails_in_the_middle_is_taken_back(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    installed(world)
    before = encode_release(world.stored("web.v1"))
    driver: StorageDriver = world.releases
    update, calls = type(driver).update, iter(range(10))

    def fail(self: StorageDriver, key: str, *rest: object) -> object:
        if next(calls) == 1:
            raise api_records.StorageError("no more")
        return update(self, key, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(type(driver), "update", fail)
    outcome = world.run("mapkubeapis", "web")
    assert outcome.stderr.splitlines() == ["Error: writing web.v2 failed: no more", "  nothing has changed"]
    assert encode_release(world.stored("web.v1")) == before
    assert len(world.ok("history", "web").splitlines()) == 2


def test_every_move_of_the_table_leads_on_or_ends_and_never_in_a_circle() -> None:
    for move in MOVES:
        for kind in move.kinds:
            seen, at = set(), move.old
            while at:
                assert at not in seen
                seen.add(at)
                at = next((each.new for each in MOVES if each.old == at and kind in each.kinds), "")
        assert move.deprecated <= move.removed


def test_the_plugins_own_map_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "Map.yaml").write_text(
        'mappings:\n  - deprecatedAPI: "apiVersion: policy/v1beta1\\nkind: PodSecurityPolicy\\n"\n'
        '    removedInVersion: "v1.25"\n'
    )
    (move,) = read_map_file(str(tmp_path / "Map.yaml"))
    assert tuple(move) == ("policy/v1beta1", ("PodSecurityPolicy",), "", 0, 25)
