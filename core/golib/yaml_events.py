"""The tree of a YAML document from the events of libyaml, for long texts that the fast reader leaves.

libyaml 0.2.5 and go-yaml 2.2.4 are of one descent and part in a few places only: characters that are line breaks or no
text, the escape of a slash, directives, tags, and question marks in flow collections. Text that has one of these, and
text in which libyaml finds an error, is left to the exact reader, which words errors as go-yaml does.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from .depth import MAX_DEPTH
from .yaml_parser import ALIAS, MAPPING, SCALAR, SEQUENCE, Document, Node

if TYPE_CHECKING:
    from yaml._yaml import CParser

_LIBYAML = (0, 2, 5)
"""The release whose differences are known."""

_ODD_CHARACTER = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f]")
_ODD_WIDE_CHARACTERS = "\u2028\u2029\ufeff\ufffe\uffff"


class _Unusual(Exception):
    """The text is for the exact reader."""


def parse(text: str) -> Document | None:
    """The first document of the text; None when the exact reader is to read it (also when PyYAML has no libyaml)."""
    text = text.replace("\r\n", "\n")
    if not _is_common(text):
        return None
    try:
        from yaml import YAMLError
        from yaml._yaml import CParser, get_version
    except ImportError:
        return None
    if get_version() != _LIBYAML:
        return None
    try:
        return _document(CParser(text))
    except (YAMLError, _Unusual, UnicodeError):
        return None


def _is_common(text: str) -> bool:
    """Whether all characters and escapes mean the same to libyaml and to go-yaml."""
    if _ODD_CHARACTER.search(text) or "\\/" in text:
        return False
    return text.isascii() or not any(character in text for character in _ODD_WIDE_CHARACTERS)


def _document(parser: CParser) -> Document:
    """The first document. Raises `_Unusual`, also where there is none, and PyYAML's errors."""
    parser.get_event()
    if not _starts_document(parser.get_event()):
        raise _Unusual
    anchors: dict[str, Node] = {}
    root = _tree(parser, anchors)
    end: Any = parser.get_event()
    if not end.explicit:
        _look_behind(parser)
    return Document(root, anchors)


def _starts_document(event: Any) -> bool:
    from yaml.events import DocumentStartEvent

    return event.__class__ is DocumentStartEvent and not event.version and not event.tags


def _look_behind(parser: CParser) -> None:
    """Raise where neither the end nor a mark follows the document: go-yaml looks at the token that does."""
    from yaml.events import StreamEndEvent

    event = parser.get_event()
    if event.__class__ is not StreamEndEvent and not _starts_document(event):
        raise _Unusual


def _tree(parser: CParser, anchors: dict[str, Node]) -> Node:
    """The root node with all that it holds; fills `anchors`. Raises as `_document` does."""
    from yaml.events import AliasEvent, MappingStartEvent, ScalarEvent, SequenceStartEvent

    next_event = parser.get_event
    root: list[Node] = []
    children = root
    around: list[list[Node]] = []
    flow = 0  # how many collections were open with the outermost flow collection
    while True:
        event: Any = next_event()
        kind = event.__class__
        if kind is ScalarEvent:
            plain = not event.style
            if event.tag is not None or (flow and plain and "?" in event.value):
                raise _Unusual
            node = Node(SCALAR, event.start_mark, event.value, "", plain)
            if event.anchor is not None:
                anchors[event.anchor] = node
            children.append(node)
        elif kind is MappingStartEvent or kind is SequenceStartEvent:
            if event.tag is not None or len(around) == MAX_DEPTH:
                raise _Unusual
            node = Node(MAPPING if kind is MappingStartEvent else SEQUENCE, event.start_mark)
            if event.anchor is not None:
                anchors[event.anchor] = node
            children.append(node)
            around.append(children)
            children = node.children
            if event.flow_style and not flow:
                flow = len(around)
        elif kind is AliasEvent:
            node = Node(ALIAS, event.start_mark, event.anchor)
            node.target = anchors.get(event.anchor)
            if node.target is None:
                raise _Unusual
            children.append(node)
        else:
            if len(around) == flow:
                flow = 0
            children = around.pop()
        if not around:
            return root[0]
