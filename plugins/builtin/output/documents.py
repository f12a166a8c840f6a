"""Plain documents as JSON and YAML text.

Rules: cmd/helm/printer.go (compact JSON with HTML escapes, YAML with sorted keys).
"""

from __future__ import annotations

from typing import Any


def to_json(document: Any) -> str:
    """Compact JSON with a final newline."""
    from ....core.golib import json

    return json.encode(document) + "\n"


def to_yaml(document: Any) -> str:
    """YAML with sorted keys."""
    from ....core.golib import yaml

    return yaml.dump(document)
