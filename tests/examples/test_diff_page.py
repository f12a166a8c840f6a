"""docs/diff.md is true: its files are written, its commands run in their order, and they print what it shows."""

from __future__ import annotations

import re
from pathlib import Path

from examples.test_tutorial import BLOCKS, Shell, pattern, printed, steps
from pilothouse.core.model.kube_object import ClusterTarget, KubeObject
from pilothouse.core.testkit import make_kernel

PAGE = Path(__file__).resolve().parents[2] / "docs" / "diff.md"
SCALE = "kubectl scale deployment demo --replicas 5"


def scale(home: str) -> None:
    """What `SCALE` does in a cluster with a port."""
    kube = make_kernel(environment={"HOME": home}).first("helm_connect_kube", target=ClusterTarget("sandbox"))
    target = KubeObject(kube.resource("apps/v1", "Deployment"), "default", "demo")
    kube.patch(target, {"spec": {"replicas": 5}}, "application/merge-patch+json")
    kube.transport.close()


def test_every_command_of_the_page_prints_what_it_shows(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    seen = []
    for language, title, block in BLOCKS.findall(PAGE.read_text(encoding="utf-8")):
        if title:
            (tmp_path / title).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / title).write_text(block)
        for command, shown in steps(block) if language == "console" else ():
            seen.append(command)
            if command == SCALE:
                scale(shell.environment["HOME"])
                continue
            expected = "\n".join(line.rstrip(" ") for line in shown.splitlines())
            text = shell.run(command)
            assert re.fullmatch(pattern(expected), printed(text)), f"$ {command}\n{text}"
    assert (len(seen), SCALE in seen) == (8, True)
