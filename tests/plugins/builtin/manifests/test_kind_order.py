from __future__ import annotations

import random

from pilothouse.core.model.manifest import Manifest
from pilothouse.plugins.builtin.manifests.kind_order import INSTALL_ORDER, UNINSTALL_ORDER, sort_by_kind


def sorted_pairs(pairs: list[tuple[str, str]], order: str) -> list[tuple[str, str]]:
    manifests = [Manifest(source, "", kind) for kind, source in pairs]
    return [(manifest.kind, manifest.source) for manifest in sort_by_kind(manifests, order)]


def test_listed_kinds_come_in_their_order_and_others_last_by_kind_and_file() -> None:
    for order, kinds in (("install", INSTALL_ORDER), ("uninstall", UNINSTALL_ORDER)):
        expected = [(kind, "f") for kind in kinds] + [("", "f"), ("A", "x"), ("Unknown", "a"), ("Unknown", "b")]
        shuffled = expected[:]
        random.Random(4).shuffle(shuffled)
        assert sorted_pairs(shuffled, order) == expected


def test_both_orders_know_the_same_33_kinds() -> None:
    assert (len(INSTALL_ORDER), set(INSTALL_ORDER)) == (33, set(UNINSTALL_ORDER))


def test_files_of_one_kind_are_ordered_by_their_bytes_and_equal_ones_keep_their_places() -> None:
    manifests = [
        Manifest(source, content, "Pod") for source, content in (("é", "1"), ("b", "2"), ("B", "3"), ("b", "1"))
    ]
    assert [(m.source, m.content) for m in sort_by_kind(manifests, "install")] == [
        ("B", "3"),
        ("b", "2"),
        ("b", "1"),
        ("é", "1"),
    ]
