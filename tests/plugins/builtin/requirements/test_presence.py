from __future__ import annotations

import pytest
from charts import chart
from pilothouse.core.errors import RequirementsError
from pilothouse.core.model.requirements import Dependency, Requirements
from pilothouse.plugins.builtin.requirements.presence import check_presence, missing_subcharts


def test_missing_subcharts_are_named_in_order_whatever_the_version() -> None:
    requirements = Requirements([Dependency("gone"), Dependency("kid", "9.9.9"), Dependency("lost")])
    top = chart("top", chart("kid"))
    assert missing_subcharts(top, requirements) == ["gone", "lost"]
    with pytest.raises(RequirementsError) as caught:
        check_presence(top, requirements)
    assert str(caught.value) == "found in requirements.yaml, but missing in charts/ directory: gone, lost"
    assert caught.value.details == ("in top/requirements.yaml",)
    assert caught.value.hint == (
        "`dependency update` fetches what requirements.yaml names, as does --dep-up of install and upgrade"
    )


def test_nothing_is_missing_when_all_are_there() -> None:
    check_presence(chart("top", chart("kid")), Requirements([Dependency("kid"), Dependency("kid")]))
