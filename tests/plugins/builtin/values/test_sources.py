from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pilothouse.core.errors import RepositoryError, ValuesError
from pilothouse.core.golib.types import GoError
from pilothouse.core.golib.yaml import dump, load_map
from pilothouse.core.model.options import FetchOptions, ValueSources
from pilothouse.plugins.builtin.values.sources import SourceReader, as_read_again, read_values


class Network:
    """The part of the kernel that fetches: knows one scheme, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, FetchOptions]] = []

    def has_getter(self, scheme: str) -> bool:
        return scheme == "http"

    def fetch(self, url: str, options: FetchOptions) -> bytes:
        self.asked.append((url, options))
        if "gone" in url:
            raise RepositoryError(f"Failed to fetch {url} : 404 Not Found")
        return b"fetched: 1\n"


@pytest.fixture(autouse=True)
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.yaml").write_bytes(b"x: 1\nm: {p: 1, q: 2}\nl: [1, 2]\nnum: 5\n")
    (tmp_path / "b.yaml").write_bytes(b"m: {q: 3, r: null}\nl: [9]\nnum: {deep: yes}\n")
    (tmp_path / "bad.yaml").write_bytes(b"a: [1\n")
    (tmp_path / "list.yaml").write_bytes(b"- a\n")
    (tmp_path / "empty.yaml").write_bytes(b"")
    (tmp_path / "text.txt").write_bytes(b"line\n\xff")


def read(network: Any = None, stdin: bytes = b"", **sources: Any) -> dict[str, Any]:
    given = ValueSources(**sources)
    return read_values(given, SourceReader(given, network or Network(), lambda: stdin))


def test_no_source_gives_an_empty_table() -> None:
    assert read() == {}


def test_files_are_merged_in_order_and_flags_come_after_them() -> None:
    assert read(
        files=("a.yaml", "empty.yaml", "b.yaml"),
        set=("x=2,s=1", "big=9007199254740993"),
        set_string=("s=2",),
        set_file=("f=text.txt",),
    ) == {
        "x": 2.0,
        "m": {"p": 1.0, "q": 3.0, "r": None},
        "l": [9.0],
        "num": {"deep": True},
        "s": "2",
        "big": 9007199254740992.0,
        "f": "line\n\ufffd",
    }


def test_all_numbers_are_floats_afterwards() -> None:
    values = read(files=("a.yaml",), set=("i=1,l[0]=7,z=-0",))
    assert [type(values[key]) for key in ("x", "i", "z")] == [float, float, float]
    assert [type(item) for item in values["l"]] == [float, float]


def test_urls_and_standard_input_are_read_too() -> None:
    network = Network()
    values = read(network, b"in: put\n", files=(" - ", "HTTP://x/v.yaml"), set_file=("t=http://x/t",), username="u")
    assert values == {"in": "put", "fetched": 1.0, "t": "fetched: 1\n"}
    assert network.asked == [("HTTP://x/v.yaml", FetchOptions("u")), ("http://x/t", FetchOptions("u"))]


@pytest.mark.parametrize("name", ["-", "http://x/v.yaml"])
def test_where_only_files_are_wanted_every_name_is_that_of_a_file(name: str) -> None:
    with pytest.raises(ValuesError) as caught:
        read(files=(name,), files_only=True)
    assert str(caught.value) == f"open {name}: no such file or directory"


@pytest.mark.parametrize(
    ("sources", "message"),
    [
        ({"files": ("none.yaml",)}, "open none.yaml: no such file or directory"),
        ({"files": (".",)}, "read .: is a directory"),
        ({"files": ("box://x",)}, "open box://x: no such file or directory"),
        ({"files": ("",)}, "open : no such file or directory"),
        ({"files": ("a\0b",)}, "open a\0b: invalid argument"),
        (
            {"files": ("bad.yaml",)},
            "failed to parse bad.yaml: error converting YAML to JSON: yaml: line 1: did not find expected ',' or ']'",
        ),
        (
            {"files": ("list.yaml",)},
            "failed to parse list.yaml: error unmarshaling JSON: while decoding JSON: "
            "json: cannot unmarshal array into Go value of type map[string]interface {}",
        ),
        ({"set": ("a.b",)}, 'failed parsing --set data: key map "a" has no value'),
        ({"set_string": ("a",)}, 'failed parsing --set-string data: key "a" has no value'),
        ({"set_file": ("a=none",)}, "failed parsing --set-file data: open none: no such file or directory"),
        (
            {"set_file": ("a=http://gone/x",)},
            "failed parsing --set-file data: Failed to fetch http://gone/x : 404 Not Found",
        ),
    ],
)
def test_the_first_problem_is_named(sources: dict[str, Any], message: str) -> None:
    with pytest.raises(ValuesError) as caught:
        read(**sources)
    assert str(caught.value) == message


def test_yaml_bombs_in_values_files_are_refused(tmp_path: Path) -> None:
    """YAML bombs: the number of values that aliases stand for is limited."""
    lines = ["a0: &a0 [x,x,x,x,x,x,x,x,x,x]"]
    lines += [f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    (tmp_path / "bomb.yaml").write_text("\n".join(lines))
    with pytest.raises(ValuesError, match="document contains excessive aliasing$"):
        read(files=("bomb.yaml",))


def test_text_that_yaml_does_not_carry_unchanged_comes_back_as_from_helm() -> None:
    assert as_read_again({"a": "x\x85y", "b": -0.0, "c": "\u2028"}) == {"a": "x y", "b": 0.0, "c": "\u2028"}
    with pytest.raises(ValuesError) as caught:
        as_read_again({"a": "\x7f"})
    assert str(caught.value) == "error converting JSON to YAML: yaml: control characters are not allowed"


TEXTS = st.one_of(
    st.text(alphabet=st.sampled_from(list("ab01.-:#'\"\n\t\r \\|>{}[]é\x85\u2028\ufeff\x7f\udcff~")), max_size=8),
    st.text(max_size=5),
)
VALUES = st.dictionaries(
    TEXTS,
    st.recursive(
        st.one_of(
            st.none(),
            st.booleans(),
            st.integers(-(2**63), 2**63 - 1),
            st.floats(allow_nan=False, allow_infinity=False),
            TEXTS,
        ),
        lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXTS, inner, max_size=3)),
        max_leaves=5,
    ),
    max_size=3,
)


@settings(max_examples=600, deadline=None)
@given(VALUES)
def test_the_short_cut_equals_writing_and_reading_yaml(table: dict[str, Any]) -> None:
    try:
        expected: Any = load_map(dump(table), "chartutil.Values")
    except GoError as error:
        expected = str(error)
    try:
        result: Any = as_read_again(table)
    except ValuesError as error:
        result = str(error)
    assert repr(result) == repr(expected) or result == expected
