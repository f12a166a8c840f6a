"""``unquoted-booleans``: ``yes``, ``off``, ``y`` and the like, which YAML takes for booleans where a text is meant.

In values.yaml such words are found wherever they stand; in rendered objects, also ``true`` and ``false``, where the
API takes texts only: annotations, labels, environment variables, data of ConfigMaps and Secrets.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ....core.golib.yaml_parser import SCALAR, Node
from ....core.golib.yaml_scalars import WORDS
from ....core.model.lint import ERROR, WARNING, LintFinding
from .rendered_documents import Sources
from .text_places import text_places
from .yaml_nodes import pairs, read_nodes, walk

if TYPE_CHECKING:
    from ....core.protocols import KernelView, LintSubject

_BOOLEANS = {word: value for word, value in WORDS.items() if isinstance(value, bool)}
_PLAIN = frozenset(("true", "True", "TRUE", "false", "False", "FALSE"))


def check(subject: LintSubject, kernel: KernelView) -> Iterator[LintFinding]:
    """A finding for every such word in values.yaml, and for every boolean where an object takes a text."""
    for path, node in walk(read_nodes(subject.chart().values_text)):
        for key, _ in pairs(node):
            if _is_odd(key):
                text = f"the key {key.value} is read as {_shown(key)}; quote it"
                yield LintFinding(WARNING, "values.yaml", text, key.line + 1, key.column + 1)
        if _is_odd(node):
            meant = _shown(node)
            text = f"{'.'.join(path)} is {node.value}, which is read as {meant}; quote it, or write {meant}"
            yield LintFinding(WARNING, "values.yaml", text, node.line + 1, node.column + 1)
    sources = Sources(subject.chart(), subject.rendered())
    for document in sources.documents():
        for thing in document.objects():
            for path, node in text_places(thing):
                if node.plain and node.value in _BOOLEANS:
                    file, line, column = sources.place(document, node)
                    text = f"{'.'.join(path)} has to be a text, but {node.value} is a boolean; quote it"
                    yield LintFinding(ERROR, file, text, line, column)


def _is_odd(node: Node) -> bool:
    """Whether a node is a boolean that does not look like one."""
    return node.kind == SCALAR and node.plain and node.value in _BOOLEANS and node.value not in _PLAIN


def _shown(node: Node) -> str:
    return "true" if _BOOLEANS[node.value] else "false"
