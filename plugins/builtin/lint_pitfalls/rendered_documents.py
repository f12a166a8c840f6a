"""The documents of rendered files, and from a rendered line back to the line of the template that made it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ....core.golib.path import clean, extension
from ....core.golib.yaml_parser import MAPPING, Node
from .yaml_nodes import child, read_nodes

if TYPE_CHECKING:
    from ....core.model.chart import Chart
    from ....core.model.render import RenderedFiles

_SEPARATOR = re.compile(r"^---(?=\s|$)", re.MULTILINE)
_ACTION = re.compile(r"\{\{.*?(?:\}\}|$)")
_SILENT = re.compile(r"\{\{-?\s*(?:if|else|end|range|with|define|block|/\*|\$\w+ :?=)")
_CONTEXT = 4
"""So many lines before a line are compared to tell it from others that look like it."""


class RenderedDocument:
    """One document of a rendered file: the file's path in the chart, the first line (from 0), and the root node."""

    __slots__ = ("file", "first_line", "root")

    def __init__(self, file: str, first_line: int, root: Node) -> None:
        self.file = file
        self.first_line = first_line
        self.root = root

    def objects(self) -> Iterator[Node]:
        """The object of the document, or those of a list."""
        kind = child(self.root, "kind")
        items = child(self.root, "items")
        if kind is not None and kind.value.endswith("List") and items is not None:
            yield from items.children
        elif self.root.kind == MAPPING:
            yield self.root


class Sources:
    """The templates of a chart and its subcharts, and what became of them."""

    def __init__(self, chart: Chart, rendered: RenderedFiles) -> None:
        self._templates: dict[str, list[str]] = {}
        self._rendered: dict[str, list[str]] = {}
        self._collect(chart, chart.name)
        self._prefix = f"{chart.name}/"
        for name, text in rendered.items():
            self._rendered[name.removeprefix(self._prefix)] = text.split("\n")

    def _collect(self, chart: Chart, path: str) -> None:
        for template in chart.templates:
            name = clean(f"{path}/{template.name}").partition("/")[2]
            self._templates[name] = template.data.decode("utf-8", "replace").split("\n")
        for dependency in chart.dependencies:
            self._collect(dependency, f"{path}/charts/{dependency.name}")

    def documents(self, *, subcharts: bool = False) -> Iterator[RenderedDocument]:
        """The documents of all files that render to YAML, those of subcharts only when they are wanted."""
        for file, lines in self._rendered.items():
            if extension(file) not in (".yaml", ".yml", ".json") or (file.startswith("charts/") and not subcharts):
                continue
            text = "\n".join(lines)
            starts = [0, *(found.start() for found in _SEPARATOR.finditer(text))]
            for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
                root = read_nodes(text[start:end])
                if root is not None:
                    yield RenderedDocument(file, text.count("\n", 0, start), root)

    def place(self, document: RenderedDocument, node: Node) -> tuple[str, int, int]:
        """File, line and column of the template where a node of a document comes from.

        What a template takes from elsewhere as a whole is put where it does so.
        """
        lines = self._templates.get(document.file, [""])
        number = document.first_line + node.line
        index = self._source_line(document.file, number)
        if index is None:
            before = (self._source_line(document.file, above) for above in range(number - 1, -1, -1))
            start = next((found + 1 for found in before if found is not None), 0)
            nearby = (*range(start, len(lines)), *range(start - 1, -1, -1))
            index = next((near for near in nearby if _is_output(lines[near])), 0)
        text = lines[index]
        return document.file, index + 1, len(text) - len(text.lstrip(" -")) + 1

    def _source_line(self, file: str, number: int) -> int | None:
        """The index of the line of a template that looks like having made a rendered line; None where none does."""
        rendered = self._rendered.get(file, [])
        template = self._templates.get(file, [])
        wanted = rendered[number].strip() if number < len(rendered) else ""
        candidates = [index for index, line in enumerate(template) if _could_make(line, wanted)]
        if not candidates:
            return None
        likeness = {index: self._likeness(template, index, rendered, number) for index in candidates}
        best = max(likeness.values())
        alike = [index for index in candidates if likeness[index] == best]
        rank = sum(line.strip() == wanted for line in rendered[:number])
        return alike[min(rank, len(alike) - 1)]

    def _likeness(self, template: list[str], index: int, rendered: list[str], number: int) -> tuple[int, int]:
        """How many characters of a template's line are in the rendered one, and how many lines before it fit, too."""
        before = [line for line in template[:index] if _ACTION.sub("", line).strip()][-_CONTEXT:]
        made = [line.strip() for line in rendered[:number] if line.strip()][-_CONTEXT:]
        fitting = sum(any(_could_make(line, text) for text in made) for line in before)
        return len(_ACTION.sub("", template[index]).strip()), fitting


def _is_output(line: str) -> bool:
    """Whether a line of a template is nothing but an action that prints something."""
    return "{{" in line and not _ACTION.sub("", line).strip() and not _SILENT.search(line)


def _could_make(line: str, wanted: str) -> bool:
    """Whether a line of a template has what is fixed in it in common with a rendered line."""
    fixed = [part.strip() for part in _ACTION.split(line)]
    if not any(fixed):
        return False
    if len(fixed) == 1:
        return fixed[0] == wanted
    return wanted.startswith(fixed[0]) and wanted.endswith(fixed[-1])
