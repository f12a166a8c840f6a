"""The recorded command-line scenarios and the module of the recording that builds sandboxes for them."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from parity.conformance import folder


def load_sandbox() -> ModuleType:
    """The recording's own module that builds sandboxes and runs steps in them."""
    path = folder() / "cli" / "sandbox.py"
    spec = importlib.util.spec_from_file_location("recorded_sandbox", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def scenarios() -> list[dict[str, Any]]:
    """All scenarios, by name."""
    paths = sorted((folder() / "cli" / "scenarios").glob("*.json"))
    return [json.loads(path.read_text(encoding="utf-8")) for path in paths]


def program_link(where: Path) -> Path:
    """A program called `helm` that runs this interpreter's Pilothouse, as an installed script would."""
    script = Path(sys.executable).with_name("pilothouse")
    link = where / "helm"
    link.symlink_to(script)
    return link
