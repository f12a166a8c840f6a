"""Previews that commands and programs ask for: read as the operation reads, without a word; Tillers cannot say them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pilothouse.core.errors import KubeConnectionError, KubeStatusError, PilothouseError
from pilothouse.core.kernel import Kernel
from pilothouse.core.model.client_requests import Installation, Upgrade
from pilothouse.core.model.options import ValueSources
from pilothouse.core.model.preview import ReleasePreview
from pilothouse.core.model.release_requests import InstallRequest, RollbackRequest, UpdateRequest
from pilothouse.core.protocols import ReleaseService
from pilothouse.core.rehearsal_protocol import can_preview
from pilothouse.core.testkit import RecordingConsole, make_kernel, write_plugins
from pilothouse.plugins.builtin.client.client import HelmClient
from pilothouse.plugins.builtin.client.worded_service import worded
from pilothouse.plugins.builtin.releases.service import InProcessReleaseService
from pilothouse.plugins.builtin.tiller_server.console import TillerConsole
from pilothouse.plugins.builtin.tiller_server.server import TillerServer
from stand_ins.previewed_world import comparable

OBJECT = """apiVersion: v1
kind: ConfigMap
metadata: {name: NAME}
data: {colour: "{{ .Values.colour }}", sub: "{{ .Values.sub }}"}
"""
DEPLOYMENT = """apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 0
  selector: {matchLabels: {app: "{{ .Values.app }}"}}
  template:
    metadata: {labels: {app: "{{ .Values.app }}"}}
    spec: {containers: [{name: main, image: nginx}]}
"""


class Here:
    """A client and a service in this process, on a sandbox."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.kernel = self.make_kernel()
        self.client = HelmClient(self.kernel)
        self.service: ReleaseService = worded(InProcessReleaseService(self.kernel))
        self.chart = str(folder / "web")
        (folder / "web" / "templates").mkdir(parents=True)
        self.write("Chart.yaml", "apiVersion: v1\nname: web\nversion: 1.0.0\n")
        self.write("values.yaml", "colour: blue\napp: web\nsub: none\n")
        self.write("templates/a.yaml", OBJECT.replace("NAME", "a"))
        self.write("templates/web.yaml", DEPLOYMENT)

    def make_kernel(self, **flags: str) -> Kernel:
        settings = {"HOME": str(self.folder), "PILOTHOUSE_CLUSTER": "sandbox", "PILOTHOUSE_NO_CACHE": "1"}
        return make_kernel(environment=settings, flags=flags)

    def write(self, name: str, text: str) -> None:
        (self.folder / "web" / name).write_text(text)

    def install(self, name: str = "web") -> None:
        request = InstallRequest(None, name=name, namespace="default")
        self.client.install(self.service, Installation(self.chart, ValueSources(), request))

    def upgrade(self, *values: str, install: bool = False, name: str = "web", **fields: Any) -> Upgrade:
        return Upgrade(
            self.chart, ValueSources(set=values), UpdateRequest(name, None, **fields), install=install,
            namespace="default",
        )  # fmt: skip

    @property
    def said(self) -> tuple[str, str]:
        console = self.kernel.console
        assert isinstance(console, RecordingConsole)
        console.flush()
        return console.stdout, console.stderr


@pytest.fixture
def here(tmp_path: Path) -> Here:
    return Here(tmp_path)


@pytest.fixture
def tiller(here: Here) -> Iterator[ReleaseService]:
    """The service of `here`, served; and the client's way to it."""
    kernel = here.make_kernel()
    console = TillerConsole(stderr=BytesIO())
    kernel.console = console
    server = TillerServer(kernel, InProcessReleaseService(kernel), console, "127.0.0.1:0")
    server.start()
    here.kernel = here.make_kernel(host=server.address)
    here.client = HelmClient(here.kernel)
    try:
        yield here.client.connect(here.client.service_target(None))
    finally:
        here.kernel.finish()
        server.stop()


def done(preview: ReleasePreview) -> list[str]:
    return [f"{each.action} {each.kind}/{each.name}" for each in preview.objects if each.kind != "Namespace"]


def test_an_upgrade_is_previewed_without_a_word(here: Here) -> None:
    here.install()
    preview = here.client.preview_upgrade(here.service, here.upgrade("colour=red"))
    assert done(preview) == ["change ConfigMap/a", "none Deployment/web"]
    assert preview.planned.values_text == "colour: red\n"
    assert here.said == ("", "")


def test_where_there_is_no_release_the_install_is_previewed_if_it_is_wanted(here: Here) -> None:
    preview = here.client.preview_upgrade(here.service, here.upgrade(install=True))
    assert done(preview) == ["create ConfigMap/a", "create Deployment/web"]
    assert (preview.current, preview.newest, preview.planned.namespace) == (None, 0, "default")
    assert here.said == ("", "")
    with pytest.raises(PilothouseError, match='^"web" has no deployed releases$|^release: "web" not found$'):
        here.client.preview_upgrade(here.service, here.upgrade())
    assert here.said == ("", "")


def test_where_there_is_a_release_its_namespace_is_kept_without_a_word(here: Here) -> None:
    here.install()
    upgrade = here.upgrade("colour=red", install=True).replace(namespace="elsewhere")
    assert here.client.preview_upgrade(here.service, upgrade).planned.namespace == "default"
    assert here.said == ("", "")


def test_a_chart_that_is_deprecated_is_said_to_be(here: Here) -> None:
    here.install()
    here.write("Chart.yaml", "apiVersion: v1\nname: web\nversion: 1.0.0\ndeprecated: true\n")
    here.client.preview_upgrade(here.service, here.upgrade())
    assert here.said == ("", "WARNING: This chart is deprecated\n")


def test_requirements_are_applied_as_for_the_upgrade(here: Here) -> None:
    here.install()
    (here.folder / "web" / "charts" / "lib").mkdir(parents=True)
    here.write("charts/lib/Chart.yaml", "apiVersion: v1\nname: lib\nversion: 1.0.0\n")
    here.write("charts/lib/values.yaml", "out: {sub: imported}\n")
    imported = "[{child: out, parent: .}]"
    here.write("requirements.yaml", f"dependencies: [{{name: lib, version: 1.0.0, import-values: {imported}}}]")
    here.write("values.yaml", "colour: blue\napp: web\n")
    preview = here.client.preview_upgrade(here.service, here.upgrade())
    assert (preview.objects[0].after or {})["data"] == {"colour": "blue", "sub": "imported"}


def test_errors_that_come_later_are_worded_as_the_upgrade_words_them(here: Here) -> None:
    here.install()
    preview = here.client.preview_upgrade(here.service, here.upgrade("app=other"))
    assert "field is immutable" in preview.error
    with pytest.raises(PilothouseError) as caught:
        here.client.upgrade(here.service, here.upgrade("app=other"))
    assert caught.value.message == f"UPGRADE FAILED: {preview.error}"


def test_the_strategy_of_the_settings_counts(here: Here) -> None:
    here.install()
    here.kernel = here.make_kernel(**{"apply-strategy": "three-way"})
    client = HelmClient(here.kernel)
    assert client.preview_upgrade(here.service, here.upgrade()).strategy == "three-way"
    assert client.preview_rollback(here.service, RollbackRequest("web", 1)).strategy == "three-way"


def test_a_strategy_of_a_third_party_is_previewed_as_it_is(here: Here) -> None:
    """The one of the guide for authors: it creates, and replaces what is refused because it is there."""
    guide = (Path(__file__).parents[4] / "docs" / "release-plugins.md").read_text()
    blocks = re.findall(r"```python\n(.*?)```", guide, re.DOTALL)
    (source,) = [block for block in blocks if "def helm_apply_manifests" in block]
    write_plugins(here.folder / "plugins", {"replace": source})
    here.kernel = here.make_kernel(**{"plugins-dir": str(here.folder / "plugins"), "apply-strategy": "replace"})
    here.client, here.service = HelmClient(here.kernel), worded(InProcessReleaseService(here.kernel))
    here.install()
    here.write("templates/b.yaml", OBJECT.replace("NAME", "b"))
    (here.folder / "web" / "templates" / "web.yaml").unlink()
    preview = here.client.preview_upgrade(here.service, here.upgrade("colour=red"))
    assert done(preview) == ["change ConfigMap/a", "create ConfigMap/b", "delete Deployment/web"]
    assert ([each.error for each in preview.objects], preview.strategy) == ([""] * 3, "replace")
    here.client.upgrade(here.service, here.upgrade("colour=red"))
    again = here.client.preview_upgrade(here.service, here.upgrade("colour=red"))
    assert done(again) == ["none ConfigMap/a", "none ConfigMap/b"]


def test_a_rollback_is_previewed_without_a_word(here: Here) -> None:
    here.install()
    here.client.upgrade(here.service, here.upgrade("colour=red"))
    preview = here.client.preview_rollback(here.service, RollbackRequest("web", 1))
    assert done(preview) == ["change ConfigMap/a", "none Deployment/web"]
    assert here.said == ("", "")


def test_a_service_that_cannot_preview_does_not_say_that_it_can(here: Here, tiller: ReleaseService) -> None:
    assert can_preview(here.service)
    assert not can_preview(tiller)


def same(mine: ReleasePreview, other: ReleasePreview) -> None:
    """Compare a preview from a dry run with one by the steps of the service itself."""
    assert done(mine) == done(other)
    for one, another in zip(mine.objects, other.objects, strict=True):
        assert comparable(one.after) == comparable(another.after)
        assert one.error == another.error
    assert (mine.strategy, mine.newest, mine.planned.revision) == (
        other.strategy, other.newest, other.planned.revision
    )  # fmt: skip
    assert (mine.current and mine.current.revision) == (other.current and other.current.revision)
    assert mine.planned.manifest == other.planned.manifest


@pytest.mark.parametrize("values", ["colour=red", "app=other"])
@pytest.mark.parametrize("force", [False, True])
def test_what_a_tiller_would_upgrade_is_found_out_from_here(
    here: Here, tiller: ReleaseService, values: str, force: bool
) -> None:
    here.install()
    upgrade = here.upgrade(values, force=force, apply_strategy="three-way")
    mine = here.client.preview_upgrade(tiller, upgrade)
    same(mine, here.client.preview_upgrade(here.service, upgrade))
    assert mine.error == here.client.preview_upgrade(here.service, upgrade).error
    assert here.said[0] == ""


def test_what_a_tiller_would_install_is_found_out_from_here(here: Here, tiller: ReleaseService) -> None:
    upgrade = here.upgrade(install=True)
    same(here.client.preview_upgrade(tiller, upgrade), here.client.preview_upgrade(here.service, upgrade))
    here.install("other")
    mine = here.client.preview_upgrade(tiller, upgrade)
    assert mine.error == 'release web failed: configmaps "a" already exists'
    same(mine, here.client.preview_upgrade(here.service, upgrade))


def test_what_a_tiller_would_roll_back_is_found_out_from_here(here: Here, tiller: ReleaseService) -> None:
    here.install()
    here.client.upgrade(here.service, here.upgrade("colour=red"))
    request = RollbackRequest("web", 1)
    same(here.client.preview_rollback(tiller, request), here.client.preview_rollback(here.service, request))


def test_what_a_tiller_would_make_anew_by_force_is_found_out_from_here(here: Here, tiller: ReleaseService) -> None:
    here.install("other")
    with pytest.raises(KubeStatusError):
        here.install()
    upgrade = here.upgrade("colour=red", force=True)
    mine = here.client.preview_upgrade(tiller, upgrade)
    assert done(mine) == ["recreate Deployment/web", "recreate ConfigMap/a"]
    same(mine, here.client.preview_upgrade(here.service, upgrade))


def test_without_the_cluster_of_a_tiller_there_is_no_preview(here: Here, tiller: ReleaseService) -> None:
    here.install()
    kernel = here.make_kernel(cluster="", kubeconfig=str(here.folder / "kubeconfig"))
    (here.folder / "kubeconfig").write_text(
        "clusters: [{name: c, cluster: {server: 'http://127.0.0.1:9'}}]\n"
        "contexts: [{name: c, context: {cluster: c}}]\ncurrent-context: c\n"
    )
    client = HelmClient(kernel)
    with pytest.raises(KubeConnectionError) as caught:
        client.preview_upgrade(tiller, here.upgrade("colour=red"))
    assert caught.value.message.startswith("cannot ask the cluster what would change: ")
    assert caught.value.details[-1] == (
        "the release service does not say it, so the cluster of the kubeconfig is asked"
    )
