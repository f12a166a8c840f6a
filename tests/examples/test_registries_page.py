"""The page about registries and Git is true: its commands run, one after the other, against real ones."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

from stand_ins.git_repository import GitRepository
from stand_ins.registry import PASSWORD, RegistryServer

PAGE = Path(__file__).resolve().parents[2] / "docs" / "registries.md"
CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: {{ .Release.Name }}}\n"


def test_every_command_of_the_page_works(tmp_path: Path) -> None:
    for name in ("registry", "home"):
        (tmp_path / name).mkdir()
    repository = GitRepository(tmp_path / "charts.git")
    texts = {"Chart.yaml": "name: web\nversion: 0.1.0\n", "templates/web.yaml": CONFIG_MAP}
    repository.commit({f"stable/web/{name}": text for name, text in texts.items()}, tag="v0.1.0")
    for name, text in texts.items():
        path = tmp_path / "web" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (tmp_path / "password").write_text(f"{PASSWORD}\n")
    environment = {
        "PATH": "/usr/bin:/bin", "HOME": str(tmp_path / "home"), "PILOTHOUSE_CLUSTER": "sandbox",
        "KUBECONFIG": str(tmp_path / "none"),
    }  # fmt: skip
    lines = re.findall(r"^\$ pilothouse (.*)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(lines) > 15
    failed = []
    with RegistryServer(tmp_path / "registry", users=True) as registry:
        for line in ["init --client-only --skip-repos", *lines]:
            here = line.replace("registry.example.com", registry.host)
            here = here.replace("git+https://git.example.com", f"git+file://{tmp_path}")
            command, _, given = here.partition(" < ")
            finished = subprocess.run(
                [sys.executable, "-m", "pilothouse", *shlex.split(command)],
                cwd=tmp_path, env=environment, text=True, capture_output=True, check=False,
                input=(tmp_path / given).read_text() if given else "",
            )  # fmt: skip
            if finished.returncode:
                failed.append((line, finished.stderr))
    assert failed == []
    assert (tmp_path / "unpacked/web/Chart.yaml").exists()
