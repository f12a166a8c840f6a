from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pilothouse.core.testkit import Outcome, run
from stand_ins.schema_charts import ENVIRONMENT, Check, write_chart


@pytest.fixture
def check(tmp_path: Path) -> Check:
    """Renders a chart of one schema and one text of values, which are checked."""

    def check(schema: Any, values: str = "") -> Outcome:
        chart = write_chart(tmp_path / "app", schema, values)
        return run(["template", str(chart), "--validate-schema"], environment=ENVIRONMENT)

    return check
