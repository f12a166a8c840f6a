"""Charts as folders, for commands that read them."""

from __future__ import annotations

from pathlib import Path


def write_chart(folder: Path, **files: str) -> str:
    """Write a chart called `tiny` with further files (by path, ``/`` as ``__``) and return its path."""
    texts = {
        "Chart.yaml": "apiVersion: v1\nname: tiny\nversion: 0.1.0\n",
        "values.yaml": "message: hello\n",
        "templates/cm.yaml": "kind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\n",
    }
    texts.update({name.replace("__", "/").replace("_yaml", ".yaml"): text for name, text in files.items()})
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return str(folder)
