from __future__ import annotations

import pytest
from pilothouse.core.archive.budget import Budget
from pilothouse.core.errors import HostileChartError
from pilothouse.core.model.options import LoadOptions


def test_a_budget_is_used_up_exactly() -> None:
    budget = Budget(LoadOptions(max_chart_size=10, max_file_size=5, max_files=2))
    budget.add_bytes(10)
    budget.add_entry()
    budget.add_entry()
    budget.check_file("f", 5)
    for step in (lambda: budget.add_bytes(1), budget.add_entry, lambda: budget.check_file("f", 6)):
        with pytest.raises(HostileChartError):
            step()


def test_the_ratio_counts_after_the_first_mebibyte() -> None:
    budget = Budget(LoadOptions(max_ratio=10))
    budget.check_ratio(1024 * 1024, 1)
    budget.check_ratio(2_000_000, 200_000)
    with pytest.raises(HostileChartError):
        budget.check_ratio(2_000_001, 200_000)
