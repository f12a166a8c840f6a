"""``unquoted-numbers``: numbers where an object takes texts only, such as the port in an environment variable."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ....core.golib.yaml_scalars import resolve_plain
from ....core.model.lint import ERROR, LintFinding
from .rendered_documents import Sources
from .text_places import text_places

if TYPE_CHECKING:
    from ....core.protocols import KernelView, LintSubject


def check(subject: LintSubject, kernel: KernelView) -> Iterator[LintFinding]:
    """A finding for every number in the place of a text in what the chart's own templates render to."""
    sources = Sources(subject.chart(), subject.rendered())
    for document in sources.documents():
        for thing in document.objects():
            for path, node in text_places(thing):
                value = resolve_plain(node.value) if node.plain else ""
                if isinstance(value, int | float) and not isinstance(value, bool):
                    file, line, column = sources.place(document, node)
                    text = f"{'.'.join(path)} has to be a text, but {node.value} is a number; quote it"
                    yield LintFinding(ERROR, file, text, line, column)
