"""What records say of engines, which may be anybody's words."""

from __future__ import annotations

import json

import pytest
from pilothouse.core.model.engine_use import EngineUse, engines_in


@pytest.mark.parametrize("field", EngineUse.fields)
def test_control_characters_name_no_engine(field: str) -> None:
    for text in ("x\nSTATUS: DEPLOYED", "x\x1b[2J", "x\u202e"):
        documents = [{"name": "jinja2", field: text}, {"name": "jinja2"}]
        assert engines_in(json.dumps(documents)) == (EngineUse("jinja2"),)
