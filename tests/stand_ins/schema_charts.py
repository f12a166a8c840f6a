"""Charts with schemas, and checking values with them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pilothouse.core.testkit import Outcome

ENVIRONMENT = {"PILOTHOUSE_NO_CACHE": "1"}
Check = Callable[..., Outcome]


def write_chart(folder: Path, schema: Any = None, values: str = "") -> Path:
    """A chart with a template, its schema given as a document or as text."""
    (folder / "templates").mkdir(parents=True)
    (folder / "Chart.yaml").write_text(f"apiVersion: v1\nname: {folder.name}\nversion: 0.1.0\n")
    (folder / "values.yaml").write_text(values)
    (folder / "templates" / "a.yaml").write_text("kind: ConfigMap\n")
    if schema is not None:
        text = schema if isinstance(schema, str) else json.dumps(schema)
        (folder / "values.schema.json").write_text(text)
    return folder
