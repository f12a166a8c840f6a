"""The YAML parser: from tokens to a tree of nodes.

Rule: gopkg.in/yaml.v2 2.2.4, parserc.go (which grammar) and decode.go (which nodes). Nesting is kept on a stack of our
own, so deep documents cost no recursion.
"""

from __future__ import annotations

from collections.abc import Callable

from . import yaml_scanner as kinds
from .depth import MAX_DEPTH
from .yaml_error import YamlError
from .yaml_input import Input
from .yaml_scanner import Scanner, Token
from .yaml_tags import PREFIX

SCALAR = "scalar"
MAPPING = "mapping"
SEQUENCE = "sequence"
ALIAS = "alias"
_END = "end"

_DEFAULT_HANDLES = {"!": "!", "!!": PREFIX}
_ENDS_BLOCK_VALUE = frozenset((kinds.KEY, kinds.VALUE, kinds.BLOCK_END))
_ENDS_BLOCK_ENTRY = frozenset((kinds.BLOCK_ENTRY, kinds.BLOCK_END))
_ENDS_INDENTLESS_ENTRY = frozenset((kinds.BLOCK_ENTRY, kinds.KEY, kinds.VALUE, kinds.BLOCK_END))
_ENDS_PAIR_KEY = frozenset((kinds.VALUE, kinds.FLOW_ENTRY, kinds.FLOW_SEQUENCE_END))
_ENDS_FLOW_KEY = frozenset((kinds.VALUE, kinds.FLOW_ENTRY, kinds.FLOW_MAPPING_END))
_NO_CONTENT = frozenset((kinds.DIRECTIVE, kinds.DOCUMENT_START, kinds.DOCUMENT_END, kinds.STREAM_END))


class Node:
    """A node of the document: a scalar (`value`, `tag`, `plain`), a collection (`children`) or an alias (`target`).

    The children of a mapping are its keys and values in turn. `plain` says whether the scalar's text decides its type.
    `value` of an alias is the name of the anchor. Tags of collections mean nothing and are not kept.
    """

    __slots__ = ("children", "column", "kind", "line", "plain", "tag", "target", "value")

    def __init__(self, kind: str, token: Token, value: str = "", tag: str = "", plain: bool = False) -> None:
        self.kind = kind
        self.line = token.line
        self.column = token.column
        self.value = value
        self.tag = tag
        self.plain = plain
        self.children: list[Node] = []
        self.target: Node | None = None


class Document:
    """The root node of a document, and its anchors (by name, the last one of a name)."""

    __slots__ = ("anchors", "root")

    def __init__(self, root: Node, anchors: dict[str, Node]) -> None:
        self.root = root
        self.anchors = anchors


def parse(source: Input) -> Document | None:
    """The first document of the text, or None when there is none. Raises YamlError."""
    return _Parser(source).document()


class _Parser:
    """One pass over the tokens. `states` holds what to do after the current node, `open` the collections around it."""

    def __init__(self, source: Input) -> None:
        self.scanner = Scanner(source)
        self.handles: dict[str, str] = {}
        self.anchors: dict[str, Node] = {}
        self.open: list[Node] = []
        self.states: list[Callable[[], Node | str]] = []

    def document(self) -> Document | None:
        token = self.scanner.peek()
        if token.kind == kinds.STREAM_END:
            return None
        explicit = token.kind in (kinds.DIRECTIVE, kinds.DOCUMENT_START)
        token = self._directives(token)
        if explicit:
            if token.kind != kinds.DOCUMENT_START:
                raise self._error("did not find expected <document start>", token)
            self.scanner.skip()
            token = self.scanner.peek()
            if token.kind in _NO_CONTENT:
                return Document(self._empty(token), self.anchors)
        root = self._tree()
        self.scanner.peek()
        return Document(root, self.anchors)

    def _tree(self) -> Node:
        """Read the root node with all that it holds."""
        item: Node | str = self._node(block=True)
        root: Node | None = None
        while True:
            if item.__class__ is Node:
                if self.open:
                    self.open[-1].children.append(item)
                else:
                    root = item
                if item.kind is MAPPING or item.kind is SEQUENCE:
                    self.open.append(item)
                    if len(self.open) > MAX_DEPTH:
                        message = f"yaml: line {item.line + 1}: exceeded max depth of {MAX_DEPTH}"
                        raise YamlError(message, item.line + 1, item.column + 1)
            else:
                self.open.pop()
            if not self.states:
                break
            item = self.states.pop()()
        assert root is not None
        return root

    def _error(self, message: str, token: Token) -> YamlError:
        """Parser errors name the line before (counted from 1), the first two lines not at all."""
        where = f"line {token.line}: " if token.line else ""
        return YamlError(f"yaml: {where}{message}", token.line + 1, token.column + 1)

    def _directives(self, token: Token) -> Token:
        """Read the directives before a document; returns the token after them."""
        version = False
        while token.kind == kinds.DIRECTIVE:
            name, first, second = token.value
            if name == "YAML":
                if version:
                    raise self._error("found duplicate %YAML directive", token)
                if int(first) != 1 or int(second) != 1:
                    raise self._error("found incompatible YAML document", token)
                version = True
            elif first in self.handles:
                raise self._error("found duplicate %TAG directive", token)
            else:
                self.handles[first] = second
            self.scanner.skip()
            token = self.scanner.peek()
        self.handles = {**_DEFAULT_HANDLES, **self.handles}
        return token

    def _empty(self, token: Token) -> Node:
        return Node(SCALAR, token, plain=True)

    def _node(self, block: bool, indentless: bool = False) -> Node:
        """Read a node: all of a scalar or alias, the beginning of a collection.

        `block` allows block collections, `indentless` also a sequence that is not indented (as a mapping's value).
        """
        scanner = self.scanner
        start = token = scanner.peek()
        if token.kind == kinds.ALIAS:
            scanner.skip()
            return self._alias(token)
        anchor, tag = "", ""
        tag_token: Token | None = None
        while (token.kind == kinds.ANCHOR and not anchor) or (token.kind == kinds.TAG and tag_token is None):
            if token.kind == kinds.ANCHOR:
                anchor = token.value[0]
            else:
                tag_token = token
            scanner.skip()
            token = scanner.peek()
        if tag_token is not None:
            tag = self._resolve_tag(tag_token)
        node = self._content(start, token, tag, block, indentless, bool(anchor or tag))
        if anchor:
            self.anchors[anchor] = node
        return node

    def _content(self, start: Token, token: Token, tag: str, block: bool, indentless: bool, marked: bool) -> Node:
        kind = token.kind
        if kind == kinds.PLAIN or kind == kinds.QUOTED:
            self.scanner.skip()
            return Node(SCALAR, start, token.value[0], tag, (not tag and kind == kinds.PLAIN) or tag == "!")
        if indentless and kind == kinds.BLOCK_ENTRY:
            self.states.append(self._indentless_entry)
            return Node(SEQUENCE, start)
        if kind == kinds.FLOW_SEQUENCE_START:
            self.states.append(self._first_flow_entry)
            return Node(SEQUENCE, start)
        if kind == kinds.FLOW_MAPPING_START:
            self.states.append(self._first_flow_key)
            return Node(MAPPING, start)
        if block and kind == kinds.BLOCK_SEQUENCE_START:
            self.states.append(self._first_block_entry)
            return Node(SEQUENCE, start)
        if block and kind == kinds.BLOCK_MAPPING_START:
            self.states.append(self._first_block_key)
            return Node(MAPPING, start)
        if marked:
            return Node(SCALAR, start, "", tag, not tag)
        raise self._error("did not find expected node content", token)

    def _resolve_tag(self, token: Token) -> str:
        handle, suffix = token.value
        if not handle:
            return suffix
        tag = self.handles.get(handle, "") + suffix if handle in self.handles else ""
        if not tag:
            raise self._error("found undefined tag handle", token)
        return tag

    def _alias(self, token: Token) -> Node:
        node = Node(ALIAS, token, token.value[0])
        node.target = self.anchors.get(node.value)
        if node.target is None:
            raise YamlError(f"yaml: unknown anchor '{node.value}' referenced", token.line + 1, token.column + 1)
        return node

    def _first_block_entry(self) -> Node | str:
        self.scanner.skip()
        return self._block_entry()

    def _block_entry(self) -> Node | str:
        token = self.scanner.peek()
        if token.kind == kinds.BLOCK_ENTRY:
            self.scanner.skip()
            token = self.scanner.peek()
            self.states.append(self._block_entry)
            return self._empty(token) if token.kind in _ENDS_BLOCK_ENTRY else self._node(block=True)
        if token.kind == kinds.BLOCK_END:
            self.scanner.skip()
            return _END
        raise self._error("did not find expected '-' indicator", token)

    def _indentless_entry(self) -> Node | str:
        token = self.scanner.peek()
        if token.kind != kinds.BLOCK_ENTRY:
            return _END
        self.scanner.skip()
        token = self.scanner.peek()
        self.states.append(self._indentless_entry)
        return self._empty(token) if token.kind in _ENDS_INDENTLESS_ENTRY else self._node(block=True)

    def _first_block_key(self) -> Node | str:
        self.scanner.skip()
        return self._block_key()

    def _block_key(self) -> Node | str:
        token = self.scanner.peek()
        if token.kind == kinds.KEY:
            self.scanner.skip()
            token = self.scanner.peek()
            self.states.append(self._block_value)
            return self._empty(token) if token.kind in _ENDS_BLOCK_VALUE else self._node(block=True, indentless=True)
        if token.kind == kinds.BLOCK_END:
            self.scanner.skip()
            return _END
        raise self._error("did not find expected key", token)

    def _block_value(self) -> Node | str:
        token = self.scanner.peek()
        self.states.append(self._block_key)
        if token.kind == kinds.VALUE:
            self.scanner.skip()
            token = self.scanner.peek()
            if token.kind not in _ENDS_BLOCK_VALUE:
                return self._node(block=True, indentless=True)
        return self._empty(token)

    def _first_flow_entry(self) -> Node | str:
        self.scanner.skip()
        return self._flow_item(self.scanner.peek())

    def _flow_entry(self) -> Node | str:
        token = self.scanner.peek()
        if token.kind == kinds.FLOW_ENTRY:
            self.scanner.skip()
            token = self.scanner.peek()
        elif token.kind != kinds.FLOW_SEQUENCE_END:
            raise self._error("did not find expected ',' or ']'", token)
        return self._flow_item(token)

    def _flow_item(self, token: Token) -> Node | str:
        if token.kind == kinds.FLOW_SEQUENCE_END:
            self.scanner.skip()
            return _END
        self.states.append(self._flow_entry)
        if token.kind == kinds.KEY:
            self.scanner.skip()
            self.states.append(self._pair_key)
            return Node(MAPPING, token)
        return self._node(block=False)

    def _pair_key(self) -> Node | str:
        """The key of a mapping of one pair inside a flow sequence, ``[key: value]``."""
        token = self.scanner.peek()
        self.states.append(self._pair_value)
        if token.kind not in _ENDS_PAIR_KEY:
            return self._node(block=False)
        self.scanner.skip()
        return self._empty(token)

    def _pair_value(self) -> Node | str:
        token = self.scanner.peek()
        self.states.append(self._pair_end)
        if token.kind == kinds.VALUE:
            self.scanner.skip()
            token = self.scanner.peek()
            if token.kind not in (kinds.FLOW_ENTRY, kinds.FLOW_SEQUENCE_END):
                return self._node(block=False)
        return self._empty(token)

    def _pair_end(self) -> str:
        self.scanner.peek()
        return _END

    def _first_flow_key(self) -> Node | str:
        self.scanner.skip()
        return self._flow_pair(self.scanner.peek())

    def _flow_key(self) -> Node | str:
        token = self.scanner.peek()
        if token.kind == kinds.FLOW_ENTRY:
            self.scanner.skip()
            token = self.scanner.peek()
        elif token.kind != kinds.FLOW_MAPPING_END:
            raise self._error("did not find expected ',' or '}'", token)
        return self._flow_pair(token)

    def _flow_pair(self, token: Token) -> Node | str:
        if token.kind == kinds.FLOW_MAPPING_END:
            self.scanner.skip()
            return _END
        if token.kind != kinds.KEY:
            self.states.append(self._flow_no_value)
            return self._node(block=False)
        self.scanner.skip()
        token = self.scanner.peek()
        self.states.append(self._flow_value)
        return self._empty(token) if token.kind in _ENDS_FLOW_KEY else self._node(block=False)

    def _flow_value(self) -> Node | str:
        token = self.scanner.peek()
        self.states.append(self._flow_key)
        if token.kind == kinds.VALUE:
            self.scanner.skip()
            token = self.scanner.peek()
            if token.kind not in (kinds.FLOW_ENTRY, kinds.FLOW_MAPPING_END):
                return self._node(block=False)
        return self._empty(token)

    def _flow_no_value(self) -> Node:
        self.states.append(self._flow_key)
        return self._empty(self.scanner.peek())
