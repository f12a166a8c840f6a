"""Whatever a file that SOPS may have written holds, the end is values or a declared error."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pilothouse.core.errors import ValuesError
from pilothouse.plugins.contrib.secrets.sops import decrypt_file, looks_encrypted
from stand_ins.sops_files import encrypted, new_identity

IDENTITY, RECIPIENT = new_identity()
GOOD = json.loads(encrypted({"a": "one", "b": [{"c": 2}], "d_unencrypted": 3}, RECIPIENT))
ENVIRONMENT = {"SOPS_AGE_KEY": IDENTITY}

FIELDS = [
    "age", "mac", "lastmodified", "version", "encrypted_regex", "unencrypted_regex", "encrypted_suffix",
    "unencrypted_suffix", "mac_only_encrypted", "key_groups", "encrypted_comment_regex",
]  # fmt: skip
ODD: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5) | st.just(GOOD["a"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["enc", "x"]), inner, max_size=2),
    max_leaves=4,
)


def _ends(content: bytes, folder: Path) -> None:
    path = folder / "f.yaml"
    path.write_bytes(content)
    looks_encrypted(content)
    try:
        decrypt_file(str(path), ENVIRONMENT)
    except ValuesError:
        pass


@given(st.dictionaries(st.sampled_from(FIELDS), ODD, min_size=1))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_metadata_is_understood_or_refused(tmp_path: Path, change: dict[str, Any]) -> None:
    _ends(json.dumps({**GOOD, "sops": {**GOOD["sops"], **change}}).encode(), tmp_path)


@given(st.integers(0, len(json.dumps(GOOD)) - 1), st.binary(min_size=1, max_size=4))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_changed_bytes_are_values_or_an_error(tmp_path: Path, at: int, change: bytes) -> None:
    content = json.dumps(GOOD).encode()
    _ends(content[:at] + change + content[at + len(change) :], tmp_path)


@pytest.mark.parametrize("content", ["[" * 10_000, "a: " + "[" * 400 + "]" * 400 + "\nsops: {mac: x, version: '3'}\n"])
def test_depth_has_an_end(tmp_path: Path, content: str) -> None:
    _ends(content.encode(), tmp_path)
