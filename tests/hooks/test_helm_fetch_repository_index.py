from __future__ import annotations

from typing import Any, ClassVar

from hooks.unanswered_rules import UnansweredRules
from pilothouse.core.model.options import FetchOptions


class TestFetchRepositoryIndex(UnansweredRules):
    hook = "helm_fetch_repository_index"
    arguments: ClassVar[dict[str, Any]] = {"url": "https://charts.example", "options": FetchOptions()}
