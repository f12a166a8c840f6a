from __future__ import annotations

import pytest
from pilothouse.plugins.builtin.client.rendering import first_kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("apiVersion: v1\nkind:  Pod \nx", "Pod"),
        ("kind: Pod", "Unknown"),
        ("", "Unknown"),
        ("# kind: X\nkind: Y\n", "X"),
        ("subkind:\nkind: Y\n", ""),
        ('kind: "Pod" # c\r\n', '"Pod" # c'),
    ],
)
def test_the_first_kind_in_the_text_counts(text: str, kind: str) -> None:
    assert first_kind(text) == kind
