"""``duplicate-keys``: keys that stand twice in one table, of which only the last one counts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ....core.golib.yaml_parser import Node
from ....core.model.lint import WARNING, LintFinding
from .rendered_documents import Sources
from .yaml_nodes import Path, pairs, read_nodes, walk

if TYPE_CHECKING:
    from ....core.protocols import KernelView, LintSubject


def check(subject: LintSubject, kernel: KernelView) -> Iterator[LintFinding]:
    """A finding for every repeated key in values.yaml, and in what the chart's own templates render to."""
    chart = subject.chart()
    for path, first, key in _repeated(read_nodes(chart.values_text)):
        text = f"{'.'.join(path)} was set before, in line {first.line + 1}; only the last one counts"
        yield LintFinding(WARNING, "values.yaml", text, key.line + 1, key.column + 1)
    sources = Sources(chart, subject.rendered())
    for document in sources.documents():
        for path, _, key in _repeated(document.root):
            file, line, column = sources.place(document, key)
            text = f"{'.'.join(path)} is there twice in what this renders to; only the last one counts"
            yield LintFinding(WARNING, file, text, line, column)


def _repeated(root: Node | None) -> Iterator[tuple[Path, Node, Node]]:
    """Every key that the same table has before: its path, the first one, and the repeated one."""
    for path, node in walk(root):
        seen: dict[str, Node] = {}
        for key, _ in pairs(node):
            first = seen.setdefault(key.value, key)
            if first is not key and key.value != "<<":
                yield (*path, key.value), first, key
