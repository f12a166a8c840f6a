"""The examples of docs/post-rendering.md, carried out."""

from __future__ import annotations

import re
from pathlib import Path

import pilothouse
from pilothouse.core import testkit

PAGE = (Path(pilothouse.__file__).parent / "docs" / "post-rendering.md").read_text()
CHART = {
    "Chart.yaml": "name: web\nversion: 0.1.0\n",
    "templates/web.yaml": (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web-1}\nspec:\n  selector: {matchLabels: {app: web}}\n"
        "  template:\n    metadata: {labels: {app: web}}\n    spec:\n      containers:\n"
        "      - {name: web, image: nginx}\n"
    ),
    "templates/job.yaml": (
        "apiVersion: batch/v1\nkind: Job\nmetadata: {name: before, annotations: {helm.sh/hook: pre-install}}\n"
        "spec: {backoffLimit: 6}\n"
    ),
}


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


def block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    return found[1]


def test_the_patches_of_the_page_do_what_it_says(tmp_path: Path) -> None:
    write(tmp_path / "web", CHART)
    write(tmp_path, {"patches.yaml": block("yaml")})
    done = testkit.run(["template", str(tmp_path / "web"), "--post-render-patches", str(tmp_path / "patches.yaml")])
    assert done == (
        0,
        """\
---
# Source: web/templates/web.yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  annotations:
    note: patched
  labels:
    team: platform
  name: web-1
spec:
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      annotations:
        note: patched
      labels:
        app: web
        team: platform
    spec:
      containers:
      - image: mirror.example/nginx:1.20
        name: web
        resources:
          limits:
            memory: 1Gi

---
# Source: web/templates/job.yaml
apiVersion: batch/v1
kind: Job
metadata:
  annotations:
    example.com/owner: platform
    helm.sh/hook: pre-install
    note: patched
  labels:
    team: platform
  name: before
spec:
  backoffLimit: 0

""",
        "",
    )


def test_the_script_for_kustomize_hands_everything_over(tmp_path: Path) -> None:
    write(tmp_path / "web", CHART)
    write(tmp_path, {"kustomize.sh": block("sh"), "bin/kubectl": '#!/bin/sh\ncat "$2/all.yaml"; echo "# by $1"\n'})
    (tmp_path / "production").mkdir()
    for name in ("kustomize.sh", "bin/kubectl"):
        (tmp_path / name).chmod(0o755)
    text = block("sh").replace("kubectl", str(tmp_path / "bin" / "kubectl"))
    (tmp_path / "kustomize.sh").write_text(text)
    flags = ["--post-renderer", str(tmp_path / "kustomize.sh"), "--post-renderer-args", "production"]
    plain = testkit.run(["template", str(tmp_path / "web")])
    done = testkit.run(["template", str(tmp_path / "web"), *flags])
    assert (done.code, done.stderr) == (0, "")
    assert done.stdout.replace("# by kustomize\n", "") == plain.stdout
