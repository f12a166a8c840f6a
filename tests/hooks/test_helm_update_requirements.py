from __future__ import annotations

from typing import Any, ClassVar

from hooks.unanswered_rules import UnansweredRules
from pilothouse.core.model.options import RequirementsUpdate


class TestUpdateRequirements(UnansweredRules):
    hook = "helm_update_requirements"
    arguments: ClassVar[dict[str, Any]] = {"path": "", "options": RequirementsUpdate()}
