from __future__ import annotations

import pytest
from pilothouse.core.archive.names import check_chart_name, check_file_name
from pilothouse.core.errors import HostileChartError


@pytest.mark.parametrize("name", ["templates/sp ace.yaml", "ünï", "-dash", "new\nline", "\udcff"])
def test_odd_but_harmless_file_names_pass(name: str) -> None:
    check_file_name(name)


@pytest.mark.parametrize("name", ["a\x1b[31m", "a\x07", "a\x85", "a\u202eb", "\x00"])
def test_file_names_that_rewrite_a_terminal_are_refused(name: str) -> None:
    """CVE-2021-21303."""
    with pytest.raises(HostileChartError) as caught:
        check_file_name(name)
    assert str(caught.value) == "chart contains illegally named files"


@pytest.mark.parametrize("name", ["demo", "Demo Chart", "a.b", "...", "ünï"])
def test_odd_but_harmless_chart_names_pass(name: str) -> None:
    check_chart_name(name)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (".", 'invalid chart (Chart.yaml): name "." must not be a path'),
        ("..", 'invalid chart (Chart.yaml): name ".." must not be a path'),
        ("../../etc/x", 'invalid chart (Chart.yaml): name "../../etc/x" must not be a path'),
        ("a\\b", 'invalid chart (Chart.yaml): name "a\\\\b" must not be a path'),
        ("a\nb", 'invalid chart (Chart.yaml): name "a\\nb" contains control characters'),
        ("a\x1b]0;x", 'invalid chart (Chart.yaml): name "a\\x1b]0;x" contains control characters'),
    ],
)
def test_chart_names_that_are_paths_or_rewrite_a_terminal_are_refused(name: str, message: str) -> None:
    """CVE-2024-25620, CVE-2019-1000009, CVE-2026-35206 (paths), CVE-2021-21303 (control characters)."""
    with pytest.raises(HostileChartError) as caught:
        check_chart_name(name)
    assert str(caught.value) == message
