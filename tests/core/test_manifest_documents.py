from __future__ import annotations

import pytest
from pilothouse.core.manifest_documents import split_documents


@pytest.mark.parametrize(
    ("text", "documents"),
    [
        ("", []),
        ("\n \n", []),
        ("a: b", ["a: b"]),
        ("---\na\n---\nb\n", ["a", "b"]),
        ("a\n  \n---   \n\n b: c\n---", ["a", "b: c"]),
        ("a\r\n---\r\nb", ["a", "b"]),
        ("---\n---\na", ["---\na"]),
        ("a\n---\n---\nb", ["a", "---\nb"]),
        ("a\n---foo\n----\nb", ["a", "foo", "-\nb"]),
        ("a: |\n  x\n  ---\n  y", ["a: |\n  x\n  ---\n  y"]),
        ("a\n--- # comment\nb", ["a", "# comment\nb"]),
        ("# only\n---\n# comments", ["# only", "# comments"]),
        ("a\n---\n\u00a0\n---\nb", ["a", "", "b"]),
        ("\x1ca\x1c", ["\x1ca\x1c"]),
    ],
)
def test_documents_are_split_where_helm_splits_them(text: str, documents: list[str]) -> None:
    assert split_documents(text) == documents


def test_long_runs_of_blanks_take_no_time() -> None:
    """A pattern that backtracks would need hours."""
    assert split_documents("a" + "\n " * 500_000 + "b\n---\nc") == ["a" + "\n " * 500_000 + "b", "c"]
