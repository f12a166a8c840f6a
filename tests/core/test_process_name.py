from __future__ import annotations

import os
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pilothouse.core import process_name as module
from pilothouse.core.process_name import process_name


def test_what_is_written_is_signed_with_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "somebody")
    assert process_name() == f"pilothouse/somebody@{os.uname().nodename}/{os.getpid()}"


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=300))
def test_a_signature_is_what_a_server_takes(name: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_user", lambda: name)
        made = process_name()
    assert len(made.encode()) <= 128
    assert made.isprintable()
    assert made.startswith("pilothouse/")
    assert made.endswith(f"/{os.getpid()}")


def test_a_user_without_a_name_has_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LOGNAME", "USER", "USERNAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setitem(sys.modules, "pwd", None)
    assert process_name().startswith(f"pilothouse/{os.getuid()}@")
