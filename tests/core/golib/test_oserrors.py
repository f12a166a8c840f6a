from __future__ import annotations

import os
from pathlib import Path

import pytest
from pilothouse.core.golib.oserrors import path_error, reason


def failure(path: str) -> OSError:
    with pytest.raises(OSError) as caught:
        open(path, "rb").close()
    return caught.value


def test_a_missing_file_reads_as_go_says_it() -> None:
    assert path_error("open", "nope.yaml", failure("nope.yaml")) == "open nope.yaml: no such file or directory"


def test_a_directory_fails_when_it_is_read(tmp_path: Path) -> None:
    assert path_error("open", "d", failure(str(tmp_path))) == "read d: is a directory"


def test_an_error_without_a_number_keeps_its_text() -> None:
    assert reason(OSError("Odd")) == "odd"
    assert reason(PermissionError(13, os.strerror(13))) == "permission denied"
