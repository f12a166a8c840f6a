"""Checking a YAML text against the fields of a Go struct: nothing unknown, nothing twice, nothing of a wrong type.

Rule: gopkg.in/yaml.v2 2.2.4, decode.go, as UnmarshalStrict runs it. Duplicate keys in a plugin.yaml let one say what a
plugin does and another do it (CVE-2020-15187).
"""

from __future__ import annotations

from typing import Any

from ....core.golib.strconv import quote
from ....core.golib.unmarshal import BoolType, ListType, MapType, StringType, StructType, Type
from ....core.golib.yaml_error import YamlError
from ....core.golib.yaml_input import Input
from ....core.golib.yaml_numbers import is_timestamp
from ....core.golib.yaml_parser import ALIAS, MAPPING, SCALAR, Document, Node, parse
from ....core.golib.yaml_scalars import resolve_plain
from ....core.golib.yaml_tags import MERGE, PREFIX, resolve_tagged

_MAX_VISITS = 100_000
"""Nodes that are looked at, those behind aliases each time: more is an attack, and no plugin.yaml."""

_MAX_MERGES = 100
_SHORT_TAGS = {bool: "!!bool", int: "!!int", float: "!!float", str: "!!str"}


def check(text: str, target: StructType) -> None:
    """Raise YamlError for what in the first document of `text` does not fit `target`.

    The error lists everything that does not fit, with its lines: ``yaml: unmarshal errors:``, then ``line 4: field
    colour not found in type plugin.Metadata`` and so on. Texts take booleans and numbers; null fits everything.
    """
    document = parse(Input(text))
    if document is None:
        return
    checker = _Checker(document)
    checker.value(document.root, target)
    if checker.problems:
        first = checker.lines[0]
        raise YamlError("yaml: unmarshal errors:\n  " + "\n  ".join(checker.problems), first + 1)


class _Checker:
    """One pass over a document; `problems` are what was found, `lines` where (from 0)."""

    def __init__(self, document: Document) -> None:
        self.anchors = document.anchors
        self.problems: list[str] = []
        self.lines: list[int] = []
        self._expanding: set[Node] = set()
        self._visits = 0
        self._merges = 0

    def value(self, node: Node, target: Type) -> bool:
        """Check a node; False when it does not fit as a whole."""
        self._visits += 1
        if self._visits > _MAX_VISITS:
            raise YamlError("yaml: document contains excessive aliasing")
        if node.kind is ALIAS:
            return self._alias(node, target)
        if node.kind is SCALAR:
            return self._scalar(node, target)
        if node.kind is MAPPING:
            return self._mapping(node, target)
        if not isinstance(target, ListType):
            return self._mismatch(node, "!!seq", target)
        for child in node.children:
            self.value(child, target.element)
        return True

    def _alias(self, node: Node, target: Type) -> bool:
        if node in self._expanding:
            raise YamlError(f"yaml: anchor '{node.value}' value contains itself", node.line + 1, node.column + 1)
        assert node.target is not None
        self._expanding.add(node)
        fits = self.value(node.target, target)
        self._expanding.discard(node)
        return fits

    def _scalar(self, node: Node, target: Type) -> bool:
        value = _scalar_value(node)
        if value is None or isinstance(target, StringType):
            return True
        if isinstance(target, BoolType) and isinstance(value, bool):
            return True
        text = node.value.encode("utf-8", "surrogateescape")
        shown = (text if len(text) <= 10 else text[:7]).decode("utf-8", "replace")
        return self._mismatch(node, f"{_tag(node, value)} `{shown}{'' if len(text) <= 10 else '...'}`", target)

    def _mapping(self, node: Node, target: Type) -> bool:
        if isinstance(target, StructType):
            self._struct(node, target)
        elif isinstance(target, MapType):
            self._map(node, target)
        else:
            return self._mismatch(node, "!!map", target)
        return True

    def _struct(self, node: Node, target: StructType) -> None:
        met = set()
        children = iter(node.children)
        for key, value in zip(children, children, strict=True):
            if _is_merge(key):
                self._merge(value, target)
                continue
            if not self.value(key, _STRING):
                continue
            name = _text(key)
            field = target.fields.get(name)
            if field is None:
                self._note(key, f"field {name} not found in type {target.name}")
            elif name in met:
                self._note(key, f"field {name} already set in type {target.name}")
            else:
                met.add(name)
                self.value(value, field)

    def _map(self, node: Node, target: MapType) -> None:
        met = set()
        children = iter(node.children)
        for key, value in zip(children, children, strict=True):
            if _is_merge(key):
                self._merge(value, target)
            elif self.value(key, _STRING) and self.value(value, target.element):
                name = _text(key)
                if name in met:
                    self._note(value, f"key {quote(name)} already set in map")
                met.add(name)

    def _merge(self, node: Node, target: Type) -> None:
        """Check what a ``<<`` key brings in: a mapping, or a list of them."""
        self._merges += 1
        if self._merges > _MAX_MERGES:
            raise YamlError("yaml: document contains excessive aliasing")
        sources = [node] if node.kind in (MAPPING, ALIAS) else node.children[::-1]
        if node.kind is SCALAR:
            raise _merge_error(node)
        for source in sources:
            anchored = self.anchors.get(source.value, source) if source.kind is ALIAS else source
            if anchored.kind is not MAPPING:
                raise _merge_error(source)
            self.value(source, target)

    def _mismatch(self, node: Node, what: str, target: Type) -> bool:
        self._note(node, f"cannot unmarshal {what} into {target.name}")
        return False

    def _note(self, node: Node, problem: str) -> None:
        self.problems.append(f"line {node.line + 1}: {problem}")
        self.lines.append(node.line)


_STRING = StringType()


def _scalar_value(node: Node) -> Any:
    if node.tag:
        return resolve_tagged(node.tag, node.value)
    return resolve_plain(node.value) if node.plain else node.value


def _tag(node: Node, value: Any) -> str:
    """The type of a scalar as messages name it."""
    if node.tag:
        return "!!" + node.tag.removeprefix(PREFIX) if node.tag.startswith(PREFIX) else node.tag
    if node.plain and value.__class__ is str and is_timestamp(node.value):
        return "!!timestamp"
    return _SHORT_TAGS[value.__class__]


def _text(node: Node) -> str:
    """The text of a key, which is a scalar or an alias of one; null is the empty text."""
    while node.kind is ALIAS and node.target is not None:
        node = node.target
    return "" if _scalar_value(node) is None else node.value


def _is_merge(key: Node) -> bool:
    return key.kind is SCALAR and key.value == "<<" and (key.plain or key.tag == MERGE)


def _merge_error(node: Node) -> YamlError:
    return YamlError("yaml: map merge requires map or sequence of maps as the value", node.line + 1)
