from __future__ import annotations

import json
import sys

import pytest
from pilothouse.core.errors import MissingExtraError
from pilothouse.core.extras import require


def test_a_package_that_is_there_is_imported() -> None:
    assert require("json", "x", "the test") is json


def test_a_package_that_is_missing_is_an_error_with_the_line_of_pip(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "boto3", None)
    with pytest.raises(MissingExtraError) as caught:
        require("boto3", "s3", "the store s3")
    error = caught.value
    assert error.message == "the store s3 needs the Python package 'boto3'"
    assert error.hint == "pip install 'pilothouse[s3]'"
    assert error.details[0].startswith("ModuleNotFoundError: import of boto3 halted")
