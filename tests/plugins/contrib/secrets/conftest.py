from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pilothouse.core.testkit import Outcome, run
from stand_ins.secret_charts import CANARY, write_chart

Helm = Callable[..., Outcome]


@pytest.fixture
def chart(tmp_path: Path) -> str:
    return str(write_chart(tmp_path / "app"))


@pytest.fixture
def helm(tmp_path: Path) -> Helm:
    """Runs a command on a sandbox of the test's own, with secrets in its environment and references looked up."""

    def helm(*words: str, **environment: str) -> Outcome:
        return run(
            words,
            environment={
                "HELM_HOME": str(tmp_path / "home"),
                "PILOTHOUSE_CACHE_DIR": str(tmp_path / "cache"),
                "PILOTHOUSE_CLUSTER": "sandbox",
                "PILOTHOUSE_RESOLVE_SECRETS": "true",
                "PASSWORD": CANARY,
                "OWN": "what charts may not read",
                **environment,
            },
        )

    return helm
