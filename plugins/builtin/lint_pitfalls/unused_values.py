"""``unused-values``: values of values.yaml that no template reads, often a name that was misspelt or is gone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ....core.golib.yaml_parser import ALIAS, MAPPING, Node
from ....core.model.lint import WARNING, LintFinding
from .value_paths import ReadPaths, read_paths
from .yaml_nodes import Path, pairs, read_nodes, walk

if TYPE_CHECKING:
    from ....core.protocols import KernelView, LintSubject

_FILE = "values.yaml"


def check(subject: LintSubject, kernel: KernelView) -> Iterator[LintFinding]:
    """A finding for every value that nothing reads; for a table of which nothing is read, one for all of it."""
    chart = subject.chart()
    uses = subject.value_uses()
    if uses is None or not any(each.templates for each in chart.walk()):
        return
    root = read_nodes(chart.values_text)
    shared = {id(node.target) for _, node in walk(root) if node.kind == ALIAS}
    for path, key, count in _unread(root, (), read_paths(chart, uses), shared):
        what = f" ({count} values)" if count > 1 else ""
        text = f"{'.'.join(path)} is read by no template{what}"
        yield LintFinding(WARNING, _FILE, text, key.line + 1, key.column + 1)


def _unread(node: Node | None, path: Path, read: ReadPaths, shared: set[int]) -> list[tuple[Path, Node, int]]:
    """The values below a table that are not read: path, key, and how many there are.

    What is `shared` by an alias counts as read.
    """
    found: list[tuple[Path, Node, int]] = []
    for key, value in pairs(node):
        place = (*path, key.value)
        if key.value == "<<" or id(value) in shared or value.kind == ALIAS:
            continue
        if value.kind != MAPPING or not value.children:
            if not read.covers(place):
                found.append((place, key, 1))
            continue
        below = _unread(value, place, read, shared)
        whole = not read.covers(place) and len(below) == len(value.children) // 2
        found += [(place, key, sum(count for *_, count in below))] if whole else below
    return found
