"""A template engine and a release store of third parties, from the day they are installed to the day they are back.

Everything is real: pip, the wheel in an environment of its own, two distributions installed from their own folders, and
a control plane.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from cluster.control_plane import ControlPlane
from installed import ROOT, Environment, Finished, build_wheels

ENGINE, STORE = "pilothouse-engine-envsubst", "pilothouse-storage-folder"
NAMESPACE = "story"
CHART = {
    "Chart.yaml": "name: web\nversion: 0.1.0\nengine: envsubst\n",
    "values.yaml": "colour: blue\n",
    "templates/web.yaml": (
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: '${release.name}'}\ndata: {colour: '${colour}'}\n"
    ),
}
NO_ENGINE = """\
Error: UPGRADE FAILED: chart "web" wants the template engine "envsubst", which no installed plugin provides
"""


class Story:
    """The environment, the chart, the cluster, and what a user does with them."""

    def __init__(self, folder: Path, plane: ControlPlane) -> None:
        self.plane = plane
        self.folder = folder
        self.records = folder / "records"
        self.environment = Environment(folder)
        self.environment.install(*build_wheels([ROOT], folder).values())
        for name, text in CHART.items():
            path = folder / "web" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        plane.api.request("POST", "/api/v1/namespaces", {"metadata": {"name": NAMESPACE}})

    def install(self, name: str) -> None:
        """What ``pip install FOLDER`` does; the folder is a copy, for setuptools writes into it."""
        source = self.folder / "foreign" / name
        if not source.exists():
            shutil.copytree(ROOT / "examples" / "plugins" / name, source)
        self.environment.pip("install", "--quiet", "--no-deps", "--no-index", "--no-build-isolation", source)

    def run(self, words: str, **more: str) -> Finished:
        environment = {
            "HELM_HOME": str(self.folder / "helm"),
            "KUBECONFIG": str(self.plane.kubeconfig),
            "PILOTHOUSE_CACHE_DIR": str(self.folder / "cache"),
            "PILOTHOUSE_HINTS": "always",
            "RECORDS_FOLDER": str(self.records),
            "TILLER_STORAGE": "folder",
            **more,
        }
        return self.environment.run(self.environment.programs / "pilothouse", *words.split(), environment=environment)

    def ok(self, words: str) -> str:
        """What a command printed that has to succeed in silence."""
        done = self.run(words)
        assert (done.code, done.stderr) == (0, ""), done
        return done.stdout

    def history(self, name: str) -> list[tuple[int, str]]:
        return [(row["revision"], row["status"]) for row in json.loads(self.ok(f"history {name} -o json"))]

    def colour(self, name: str) -> Any:
        """What the live object has."""
        path = f"/api/v1/namespaces/{NAMESPACE}/configmaps/{name}"
        return self.plane.api.get(path)["data"]["colour"]

    def files(self) -> Mapping[str, bytes]:
        return {path.name: path.read_bytes() for path in self.records.glob("*/*.json")}


def engine_lines(status: str) -> list[str]:
    return re.findall("^ENGINE: .*", status, re.MULTILINE)


@pytest.fixture
def story(tmp_path: Path, control_plane: ControlPlane) -> Story:
    return Story(tmp_path, control_plane)


def test_plugins_come_and_go_and_come_again_and_nothing_is_lost(story: Story) -> None:
    provider = "ENGINE: envsubst 1.0.0 (sandboxed; plugin envsubst of pilothouse-engine-envsubst)"

    # Two distributions are installed, and a chart with them.
    story.install(ENGINE)
    story.install(STORE)
    assert engine_lines(story.ok(f"install web --name shop --namespace {NAMESPACE}")) == [provider]
    story.ok(f"install web --name spare --namespace {NAMESPACE} --set colour=grey")
    assert story.colour("shop") == "blue"
    story.ok("upgrade shop web --set colour=red")
    assert story.colour("shop") == "red"
    story.ok("rollback shop 1")
    assert story.colour("shop") == "blue"
    assert story.history("shop") == [(1, "SUPERSEDED"), (2, "SUPERSEDED"), (3, "DEPLOYED")]
    assert sorted(story.files()) == ["shop.v1.json", "shop.v2.json", "shop.v3.json", "spare.v1.json"]
    assert engine_lines(story.ok("status shop")) == [provider]
    assert story.plane.api.items("/api/v1/namespaces/kube-system/configmaps?labelSelector=OWNER%3DTILLER") == []

    # Without the engine everything works but rendering, and the error says what to install.
    story.environment.uninstall(ENGINE)
    assert story.ok("list --short") == "shop\nspare\n"
    assert engine_lines(story.ok("status shop")) == [provider]
    assert "colour: 'blue'" in story.ok("get manifest shop")
    refused = story.run("upgrade shop web --set colour=green")
    assert (refused.code, refused.stdout) == (1, f"UPGRADE FAILED\n{NO_ENGINE.replace('UPGRADE FAILED: ', '')}")
    assert refused.stderr.startswith(NO_ENGINE)
    assert f"`pip install {ENGINE}` may provide it" in refused.stderr
    assert story.colour("shop") == "blue"
    story.ok("rollback shop 2")
    assert story.colour("shop") == "red"
    story.ok("delete --purge spare")
    whole = story.history("shop")
    assert whole[-1] == (4, "DEPLOYED")

    # Without the store no command on releases works, and none pretends that there are no releases.
    story.environment.uninstall(STORE)
    before = story.files()
    for words in ("list", "status shop", "history shop", f"install web --name other --namespace {NAMESPACE}"):
        refused = story.run(words)
        assert (refused.code, refused.stdout) == (1, "")
        assert refused.stderr.splitlines()[0].endswith('unknown release store "folder"')
        assert f"`pip install {STORE}` may provide it" in refused.stderr
    assert story.files() == before
    assert story.colour("shop") == "red"

    # Both are back: nothing is lost, and the release goes on.
    story.install(STORE)
    story.install(ENGINE)
    assert story.history("shop") == whole
    story.ok("upgrade shop web --set colour=green")
    assert story.colour("shop") == "green"
    assert story.history("shop") == [*((number, "SUPERSEDED") for number in range(1, 5)), (5, "DEPLOYED")]
    assert engine_lines(story.ok("status shop")) == [provider]
    story.ok("delete --purge shop")
    assert story.files() == {}

    # What their authors test passes where they are installed.
    for name in (ENGINE, STORE):
        tests = ROOT / "examples" / "plugins" / name / "tests"
        flags = ("-q", "-p", "no:cacheprovider", "--rootdir", tests, "--override-ini", "addopts=")
        done = story.environment.run(story.environment.python, "-m", "pytest", *flags, tests)
        assert done.code == 0, done.stdout + done.stderr
