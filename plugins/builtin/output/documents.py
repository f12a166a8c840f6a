"""Plain documents as JSON and YAML text.

Rules: cmd/helm/printer.go (compact JSON with HTML escapes, YAML with sorted keys).
"""

from __future__ import annotations

from typing import Any


def to_json(document: Any) -> str:
    """Compact JSON with a final newline; members come in the order in which the document has them."""
    from ....core.golib import json
    from ....core.golib.types import Struct

    class InOrder(Struct):
        """A mapping that is written as Go writes a struct: unsorted."""

        __slots__ = ("members",)

        def __init__(self, members: dict[str, Any]) -> None:
            self.members = members

        def go_json(self) -> Any:
            return {name: keep_order(value) for name, value in self.members.items()}

    def keep_order(value: Any) -> Any:
        if value.__class__ is dict:
            return InOrder(value)
        return [keep_order(item) for item in value] if value.__class__ is list else value

    return json.encode(keep_order(document)) + "\n"


def to_yaml(document: Any) -> str:
    """YAML with sorted keys."""
    from ....core.golib import yaml

    return yaml.dump(document)
