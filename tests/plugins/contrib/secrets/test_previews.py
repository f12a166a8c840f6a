"""Previews look up what the operation would look up, and show nothing of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pilothouse.core.testkit import Outcome
from stand_ins.secret_charts import traces

Helm = Callable[..., Outcome]
GIVEN = ("--set", "db.password=ref+env://PASSWORD")


@pytest.mark.parametrize(
    "words",
    [
        ("diff", "upgrade", "r", "CHART", *GIVEN, "--set", "own=third"),
        ("diff", "upgrade", "r", "CHART", "--reuse-values", "--reuse-references", "--set", "own=third"),
        ("diff", "upgrade", "r", "CHART", *GIVEN, "--set", "own=third", "--output", "json"),
        ("diff", "upgrade", "new", "CHART", *GIVEN, "--install", "--output", "markdown"),
        ("diff", "rollback", "r", "1"),
        ("diff", "revision", "r", "1", "2"),
    ],
)
def test_they_show_nothing(helm: Helm, chart: str, words: tuple[str, ...]) -> None:
    assert helm("install", chart, "-n", "r", *GIVEN).code == 0
    assert helm("upgrade", "r", chart, *GIVEN, "--set", "own=other").code == 0
    outcome = helm(*(chart if word == "CHART" else word for word in words))
    assert (outcome.code, traces(outcome.stdout), traces(outcome.stderr)) == (0, [], []), outcome


def test_references_that_only_the_record_has_are_refused_as_by_the_upgrade(helm: Helm, chart: str) -> None:
    assert helm("install", chart, "-n", "r", *GIVEN).code == 0
    words = ("r", chart, "--reuse-values", "--set", "own=third")
    refused, preview = helm("upgrade", *words), helm("diff", "upgrade", *words)
    assert (preview.code, refused.code) == (1, 1)
    assert preview.stderr == refused.stderr.replace("UPGRADE FAILED: ", "")
    allowed = helm("diff", "upgrade", "r", chart, "--reuse-values", *GIVEN)
    assert (allowed.code, allowed.stderr) == (0, "")
