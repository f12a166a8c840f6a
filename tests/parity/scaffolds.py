"""Charts that `create` writes: the texts are our own, what they are and what they render have to be Helm's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from parity.conformance import show
from pilothouse.core import testkit

Step = dict[str, Any]
Documents = list[Any]

_VALUES = (
    (),
    ("--set", "serviceAccount.create=false"),
    ("--set", "serviceAccount.name=sa,nameOverride=other,imagePullSecrets[0].name=pull"),
    ("--set", "fullnameOverride=whole,replicaCount=3,image.repository=r/x:1,image.tag=2,image.pullPolicy=Always"),
    ("--set", "service.type=NodePort,service.port=8080,resources.limits.cpu=1,nodeSelector.a=b"),
    ("--set", "service.type=LoadBalancer,tolerations[0].key=k,affinity.nodeAffinity.x=y,securityContext.runAsUser=1"),
    ("--set", "ingress.enabled=true,podSecurityContext.fsGroup=2"),
    ("--set", "ingress.enabled=true,ingress.hosts[0].host=h,ingress.hosts[0].paths[0]=/p", "--kube-version", "1.13"),
    (
        "--set",
        "ingress.enabled=true,ingress.annotations.a=b,ingress.hosts[0].host=h,ingress.hosts[0].paths={/a,/b},"
        "ingress.tls[0].secretName=s,ingress.tls[0].hosts={h}",
    ),
    ("--name", "a-release-with-a-name-that-is-so-long-that-it-has-to-be-cut-at-its-end", "--set", "image.tag=1.10"),
    ("--name", "chart"),
)
"""What the scaffolds are rendered with."""


def is_scaffold(step: Step) -> bool:
    """Whether a step writes the built-in scaffold."""
    argv = step.get("argv", [])
    return argv[:1] == ["create"] and not any(word.startswith(("-p", "--starter")) for word in argv)


class Scaffolds:
    """Compares scaffolds, and what is made of them later in a scenario."""

    def __init__(self, folder: Path) -> None:
        """`folder` is an empty one to work in."""
        self._folder = folder
        self._count = 0

    def differences(self, step: Step, got: dict[str, Any]) -> dict[str, list[str]]:
        """What differs between the recorded scaffold and ours beside its texts, under the field that it belongs to."""
        self._count += 1
        want, ours = step.get("files", {}), got.get("files", {})
        lines = [
            f"{kind}: want {show(_shape(want.get(kind)))}\n got {show(_shape(ours.get(kind)))}"
            for kind in ("created", "changed", "removed")
            if _shape(want.get(kind)) != _shape(ours.get(kind))
        ]
        if not lines and "created" in want:
            one, other = _texts(want["created"]), _texts(ours["created"])
            lines = list(_text_differences(one, other))
            if any(name.endswith("/values.yaml") for name in one):
                lines += self._rendered_differences(one, other)
        return {"files": lines}

    def _rendered_differences(self, one: dict[str, str], other: dict[str, str]) -> Iterator[str]:
        """What the two render differently."""
        charts = [self._write(f"{self._count}{kind}", texts) for kind, texts in (("want", one), ("got", other))]
        for values in _VALUES:
            want, got = (testkit.run(["template", str(chart), *values]) for chart in charts)
            if want.code or got.code:
                if want[:2] != got[:2]:
                    yield f"{values} renders with {got.code} instead of {want.code}: {got.stderr}"
            elif _documents(want.stdout) != _documents(got.stdout):
                yield f"{values} renders\n{got.stdout}\ninstead of\n{want.stdout}"

    def _write(self, name: str, texts: dict[str, str]) -> Path:
        """Put the files of a scaffold into a folder: what is in them does not depend on its name."""
        top = self._folder / name / "chart"
        root = min((path.rpartition("/")[0] for path in texts if path.endswith("/Chart.yaml")), key=len)
        for path, text in texts.items():
            file = top / path.removeprefix(root + "/")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        return top

    def explains(self, field: str, want: object, got: object) -> bool:
        """Whether a later step differs only in the texts of a scaffold that was made before."""
        if not self._count:
            return False
        if field == "stdout" and isinstance(want, str) and isinstance(got, str):
            return _documents(want) == _documents(got) != []
        return field == "files" and _without_content(want) == _without_content(got)


def _shape(entries: list[Any] | None) -> list[tuple[str, ...]]:
    """Path, type and mode of each entry."""
    return [
        (one["path"], one["type"], one.get("mode", "")) if isinstance(one, dict) else (one,) for one in entries or []
    ]


def _texts(entries: list[dict[str, Any]]) -> dict[str, str]:
    return {one["path"]: one["text"] for one in entries if "text" in one}


def _text_differences(want: dict[str, str], got: dict[str, str]) -> Iterator[str]:
    """Where files differ in more than comments."""
    for path, text in want.items():
        name = path.rpartition("/")[2]
        if name == "Chart.yaml" and text != got.get(path):
            yield f"{path} is {got.get(path)!r} instead of {text!r}"
        elif name == "values.yaml" and yaml.safe_load(text) != yaml.safe_load(got.get(path, "")):
            yield f"{path} has other values"
        elif name == ".helmignore" and _patterns(text) != _patterns(got.get(path, "")):
            yield f"{path} has other patterns"
        elif name == "_helpers.tpl" and set(_defined(text)) != set(_defined(got.get(path, ""))):
            yield f"{path} defines {_defined(got.get(path, ''))} instead of {_defined(text)}"


def _patterns(text: str) -> list[str]:
    return sorted(line for line in text.splitlines() if line.strip() and not line.startswith("#"))


def _defined(text: str) -> list[str]:
    return re.findall(r'{{-? *define "([^"]*)"', text)


def _documents(text: str) -> Documents:
    """The documents of a text with the files that they come from; empty when it is no YAML."""
    try:
        documents = list(yaml.safe_load_all(text))
    except yaml.YAMLError:
        return []
    return [re.findall(r"^# Source: (.*)$", text, re.MULTILINE), documents]


def _without_content(value: Any) -> Any:
    """A description of files and archives without what depends on texts."""
    if isinstance(value, dict):
        return {key: _without_content(one) for key, one in value.items() if key not in ("size", "sha256", "text")}
    return [_without_content(one) for one in value] if isinstance(value, list) else value
