from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pilothouse.plugins.contrib.secrets.references import (
    Reference,
    has_reference,
    reference_text,
    split,
    strings_with_references,
)

Parts = list[str | tuple[str, str, tuple[str, ...] | None]]

TEXTS: list[tuple[str, Parts]] = [
    ("plain", ["plain"]),
    ("", []),
    ("ref+env://NAME", [("env", "NAME", None)]),
    ("ref+file:///etc/secret", [("file", "/etc/secret", None)]),
    ("ref+file://a/b.yaml#/db/password", [("file", "a/b.yaml", ("db", "password"))]),
    ("ref+sops://a.yaml#/list/0/a~1b~0", [("sops", "a.yaml", ("list", "0", "a/b~"))]),
    ("ref+file://a%2Bb%23c#/d%2Be", [("file", "a+b#c", ("d+e",))]),
    ("x://u:ref+env://PW+@h", ["x://u:", ("env", "PW", None), "@h"]),
    ("ref+env://A+ref+env://B", [("env", "A", None), ("env", "B", None)]),
    ("ref+env://A+\nref+env://B\n", [("env", "A", None), "\n", ("env", "B", None), "\n"]),
    ("ref+VAULT://x", [("vault", "x", None)]),
    ("xref+ env://A", ["xref+ env://A"]),
]


@pytest.mark.parametrize(("text", "parts"), TEXTS)
def test_a_reference_goes_to_the_next_plus_or_to_the_end(text: str, parts: Parts) -> None:
    found = [part if isinstance(part, str) else (part.scheme, part.path, part.pointer) for part in split(text)]
    assert (found, has_reference(text)) == (parts, any(isinstance(part, tuple) for part in parts))


@given(st.text(min_size=1), st.lists(st.text(min_size=1), min_size=1))
def test_any_path_and_pointer_can_be_written_as_a_reference(path: str, pointer: list[str]) -> None:
    (part,) = split(reference_text("sops", path, tuple(pointer)))
    assert isinstance(part, Reference)
    assert (part.scheme, part.path, part.pointer) == ("sops", path, tuple(pointer))


def test_strings_are_found_with_their_place_and_keys_are_none() -> None:
    values = {"a": [{"b": "ref+env://X"}, "ref+env://X"], "ref+env://KEY": 1, "c": "x ref+file://y"}
    assert strings_with_references(values) == {"ref+env://X": "a[0].b", "x ref+file://y": "c"}
