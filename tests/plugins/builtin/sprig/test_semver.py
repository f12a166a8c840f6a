from __future__ import annotations

import pytest
from pilothouse.core.golib.types import GoError, type_name
from pilothouse.plugins.builtin.sprig.semver import FUNCTIONS


def test_semver_gives_a_pointer_to_a_version() -> None:
    version = FUNCTIONS["semver"].function("v1.2")
    assert (type_name(version), str(version)) == ("*semver.Version", "1.2.0")


def test_semver_compare_checks_a_constraint() -> None:
    compare = FUNCTIONS["semverCompare"].function
    assert [compare(">=1.14-0", "v1.14.10-gke.27"), compare(">=1.8", "1.9.0-alpha.1")] == [True, False]


@pytest.mark.parametrize(
    ("constraint", "version", "error"),
    [("nonsense", "nonsense", "improper constraint: nonsense"), (">1", "nonsense", "Invalid Semantic Version")],
)
def test_the_constraint_is_read_before_the_version(constraint: str, version: str, error: str) -> None:
    with pytest.raises(GoError) as caught:
        FUNCTIONS["semverCompare"].function(constraint, version)
    assert str(caught.value) == error
