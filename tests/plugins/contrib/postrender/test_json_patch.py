from __future__ import annotations

from typing import Any

import pytest
from pilothouse.plugins.contrib.postrender.json_patch import JsonPatchError, Operation, apply_operations


def patched(document: Any, *operations: dict[str, Any]) -> Any:
    return apply_operations(document, [Operation(operation) for operation in operations])


@pytest.mark.parametrize(
    ("document", "operation", "outcome"),
    [
        # RFC 6902, appendix A
        ({"foo": "bar"}, {"op": "add", "path": "/baz", "value": "qux"}, {"foo": "bar", "baz": "qux"}),
        ({"foo": ["a", "c"]}, {"op": "add", "path": "/foo/1", "value": "b"}, {"foo": ["a", "b", "c"]}),
        ({"baz": 1, "foo": 2}, {"op": "remove", "path": "/baz"}, {"foo": 2}),
        ({"foo": ["a", "b", "c"]}, {"op": "remove", "path": "/foo/1"}, {"foo": ["a", "c"]}),
        ({"baz": 1, "foo": 2}, {"op": "replace", "path": "/baz", "value": None}, {"baz": None, "foo": 2}),
        ({"a": {"b": 1}, "c": {}}, {"op": "move", "from": "/a/b", "path": "/c/d"}, {"a": {}, "c": {"d": 1}}),
        ({"foo": [1, 2, 3]}, {"op": "move", "from": "/foo/0", "path": "/foo/2"}, {"foo": [2, 3, 1]}),
        ({"a": [1]}, {"op": "copy", "from": "/a", "path": "/b"}, {"a": [1], "b": [1]}),
        ({"a": 1}, {"op": "test", "path": "/a", "value": 1}, {"a": 1}),
        ({"foo": "bar"}, {"op": "add", "path": "/child", "value": {"x": {}}}, {"foo": "bar", "child": {"x": {}}}),
        ({"foo": ["a"]}, {"op": "add", "path": "/foo/-", "value": ["b"]}, {"foo": ["a", ["b"]]}),
        ({"foo": None}, {"op": "add", "path": "/foo", "value": 1}, {"foo": 1}),
        ({"/": 9, "~1": 10}, {"op": "test", "path": "/~01", "value": 10}, {"/": 9, "~1": 10}),
        ({"a/b": 1}, {"op": "replace", "path": "/a~1b", "value": 2}, {"a/b": 2}),
        ({"": 1}, {"op": "replace", "path": "/", "value": 2}, {"": 2}),
        ({"a": 1}, {"op": "replace", "path": "", "value": {"b": 2}}, {"b": 2}),
        ({"a": 1}, {"op": "add", "path": "", "value": {"b": 2}}, {"b": 2}),
    ],
)
def test_every_operation_does_what_the_standard_says(document: Any, operation: dict[str, Any], outcome: Any) -> None:
    before = repr(document)
    assert patched(document, operation) == outcome
    assert repr(document) == before


@pytest.mark.parametrize(
    ("operation", "message"),
    [
        ({"op": "add", "path": "/x/y", "value": 1}, "op add, path /x/y: there is no 'x' on the way"),
        ({"op": "add", "path": "/list/3", "value": 1}, "op add, path /list/3: the list has no index 3"),
        ({"op": "add", "path": "/list/01", "value": 1}, "op add, path /list/01: '01' is no index of a list"),
        (
            {"op": "add", "path": "/text/a", "value": 1},
            "op add, path /text/a: what should hold 'a' is neither object nor list",
        ),
        ({"op": "remove", "path": "/x"}, "op remove, path /x: there is no 'x'"),
        ({"op": "remove", "path": "/list/2"}, "op remove, path /list/2: the list has no index 2"),
        ({"op": "remove", "path": "/list/-"}, "op remove, path /list/-: '-' is no index of a list"),
        (
            {"op": "remove", "path": ""},
            "op remove, path : the whole object cannot be removed; a patch `$patch: delete` does that",
        ),
        ({"op": "replace", "path": "/x", "value": 1}, "op replace, path /x: there is no 'x'"),
        ({"op": "move", "from": "/x", "path": "/y"}, "op move, path /y: there is no 'x'"),
        ({"op": "move", "from": "/map", "path": "/map/a"}, "op move, path /map/a: /map cannot be moved into itself"),
        ({"op": "copy", "from": "/list/9", "path": "/y"}, "op copy, path /y: the list has no index 9"),
        ({"op": "test", "path": "/text", "value": "b"}, "op test, path /text: the test failed, there is another value"),
        (
            {"op": "test", "path": "/list/0", "value": True},
            "op test, path /list/0: the test failed, there is another value",
        ),
        (
            {"op": "append", "path": "/x"},
            "unknown op 'append'; there are add, remove, replace, move, copy, test",
        ),
        ({"op": "add", "value": 1}, "op add has no path"),
        ({"op": "add", "path": "/x"}, "op add, path /x: it has no value"),
        ({"op": "copy", "path": "/x"}, "op copy, path /x: it has no from"),
        ({"op": "remove", "path": "x"}, "op remove, path x: 'x' is no JSON pointer, it begins with a slash"),
        (7, "an operation is no mapping"),
    ],
)
def test_what_cannot_be_done_names_operation_and_path(operation: Any, message: str) -> None:
    with pytest.raises(JsonPatchError) as caught:
        patched({"list": [1, 2], "text": "a", "map": {}}, operation)
    assert str(caught.value) == message


def test_what_one_operation_makes_the_next_one_sees_and_a_copy_is_no_second_name() -> None:
    assert patched(
        {"a": {"b": 1}},
        {"op": "copy", "from": "/a", "path": "/c"},
        {"op": "replace", "path": "/c/b", "value": 2},
        {"op": "test", "path": "/a/b", "value": 1},
    ) == {"a": {"b": 1}, "c": {"b": 2}}
