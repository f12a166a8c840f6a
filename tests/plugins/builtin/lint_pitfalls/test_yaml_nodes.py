from __future__ import annotations

from pilothouse.plugins.builtin.lint_pitfalls.yaml_nodes import child, find_path, read_nodes, walk


def test_nodes_are_walked_in_the_order_of_the_text_without_following_aliases() -> None:
    root = read_nodes("a: &x {b: [1, 2]}\nc: *x\n")
    assert [path for path, _ in walk(root)] == [(), ("a",), ("a", "b"), ("a", "b", "0"), ("a", "b", "1"), ("c",)]


def test_what_is_no_yaml_has_no_nodes() -> None:
    assert read_nodes("a: [") is None
    assert read_nodes("") is None
    assert list(walk(None)) == []


def test_paths_lead_to_keys_and_items_and_through_aliases() -> None:
    root = read_nodes("a: &x\n  - b: 1\nc: *x\nc: *x\n")
    places = []
    for path in (("a",), ("a", "0", "b"), ("c", "0", "b"), ("c",), ("a", "1"), ("a", "b"), ("a", "0", "b", "c")):
        node = find_path(root, path)
        places.append((node.line, node.column) if node is not None else None)
    assert places == [(0, 0), (1, 4), (1, 4), (3, 0), None, None, None]


def test_of_equal_keys_the_last_counts() -> None:
    node = child(read_nodes("a: 1\nb: 2\na: 3\n"), "a")
    assert node is not None
    assert node.value == "3"
