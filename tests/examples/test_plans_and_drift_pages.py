"""docs/plans.md and docs/drift.md are true: their commands run in their order, and print what the pages show."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from examples.test_tutorial import BLOCKS, Shell, pattern, printed, steps
from pilothouse.core.model.kube_object import ClusterTarget, KubeObject
from pilothouse.core.protocols import KubeClient
from pilothouse.core.testkit import make_kernel

DOCS = Path(__file__).resolve().parents[2] / "docs"


def _scale(kube: KubeClient) -> None:
    target = KubeObject(kube.resource("apps/v1", "Deployment"), "default", "demo")
    kube.patch(target, {"spec": {"replicas": 5}}, "application/merge-patch+json")


def _delete(kube: KubeClient) -> None:
    kube.delete(KubeObject(kube.resource("v1", "ConfigMap"), "default", "demo"))


KUBECTL: dict[str, Callable[[KubeClient], None]] = {
    "kubectl scale deployment demo --replicas 5": _scale,
    "kubectl delete configmap demo": _delete,
}
"""What commands do in a cluster with a port."""


@pytest.mark.parametrize(("page", "commands"), [("plans.md", 6), ("drift.md", 7)])
def test_every_command_of_the_page_prints_what_it_shows(page: str, commands: int, tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    seen = 0
    for language, title, block in BLOCKS.findall((DOCS / page).read_text(encoding="utf-8")):
        if title:
            (tmp_path / title).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / title).write_text(block)
        for command, shown in steps(block) if language == "console" else ():
            seen += 1
            if command in KUBECTL:
                environment = {"HOME": shell.environment["HOME"]}
                kube = make_kernel(environment=environment).first("helm_connect_kube", target=ClusterTarget("sandbox"))
                KUBECTL[command](kube)
                kube.transport.close()
                continue
            expected = "\n".join(line.rstrip(" ") for line in shown.splitlines())
            text = shell.run(command)
            assert re.fullmatch(pattern(expected), printed(text)), f"$ {command}\n{text}"
    assert seen == commands
