from __future__ import annotations

import pytest
from pilothouse.core.golib.limits import MAX_ITEMS, MAX_TEXT, LimitError, check_items, check_text
from pilothouse.core.golib.types import GoError


def test_everything_up_to_the_limit_passes() -> None:
    check_text(MAX_TEXT)
    check_items(MAX_ITEMS)


def test_more_is_an_error_that_templates_report_like_any_other() -> None:
    with pytest.raises(LimitError, match=r"^text of 67108865 characters is longer than the limit of 67108864$"):
        check_text(MAX_TEXT + 1)
    with pytest.raises(GoError, match=r"^5000001 items are more than the limit of 5000000$"):
        check_items(MAX_ITEMS + 1)
