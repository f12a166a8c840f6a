"""From the tree of a YAML document to values: keys become strings, aliases copies, merge keys are merged in.

Rule: gopkg.in/yaml.v2 2.2.4, decode.go (values, merge, aliases), and ghodss/yaml, convertToJSONableObject (keys).
"""

from __future__ import annotations

import re
from typing import Any

from .depth import MAX_DEPTH
from .floats import format_g
from .yaml_error import YamlError
from .yaml_parser import ALIAS, MAPPING, SCALAR, Document, Node
from .yaml_scalars import key_text, resolve_plain
from .yaml_tags import BINARY, MERGE, resolve_tagged

_FEW_ALIASES = 100
_FEW_NODES = 1000
_SMALL_DOCUMENT = 400_000
_LARGE_DOCUMENT = 4_000_000
_SURROGATE = "[\ud800-\udfff]"
_TYPE_NAMES = {bool: "bool", float: "float64", str: "string"}


def decode(document: Document, floats: bool, odd_floats: bool = False) -> Any:
    """The value of a document as JSON sees it; with `floats` every number is a float.

    Raises YamlError, also for what JSON cannot hold: keys that are null or too large, and infinities and NaN unless
    `odd_floats`, for who calls `reject_odd_floats` later.
    """
    try:
        decoder = _Decoder(document, floats)
        value = decoder.value(document.root)
    except _UnfitKey:
        typed = _TypedDecoder(document, False).value(document.root)
        value = _jsonable(typed, floats)
        if not odd_floats:
            reject_odd_floats(value)
    else:
        if decoder.odd_floats and not odd_floats:
            reject_odd_floats(value)
    return value


class _UnfitKey(Exception):
    """A key that is no scalar, or that JSON cannot have: the slower decoder finds out what is to be said."""


class _Decoder:
    """Builds values from nodes, and counts as Go does to notice documents that are mostly aliases."""

    __slots__ = ("alias_count", "alias_depth", "anchors", "count", "depth", "expanding", "floats", "odd_floats")

    def __init__(self, document: Document, floats: bool) -> None:
        self.anchors = document.anchors
        self.floats = floats
        self.odd_floats = False
        self.count = 1
        self.alias_count = 0
        self.alias_depth = 0
        self.expanding: set[Node] = set()
        self.depth = 0

    def value(self, node: Node) -> Any:
        """The value of `node`."""
        self._count()
        if node.kind is SCALAR:
            return self._number(self._scalar(node))
        if node.kind is ALIAS:
            return self._enter_alias(node, None)
        self._enter(node)
        result: Any
        if node.kind is MAPPING:
            result = {}
            self._fill(node, result)
        else:
            result = [self.value(child) for child in node.children]
        self.depth -= 1
        return result

    def _count(self) -> None:
        self.count += 1
        if self.alias_depth:
            self.alias_count += 1
            if self.alias_count > _FEW_ALIASES and self.count > _FEW_NODES and self._excessive():
                raise YamlError("yaml: document contains excessive aliasing")

    def _excessive(self) -> bool:
        """Whether aliases make up more of the document than go-yaml allows: 99 %, or less for large documents."""
        part = (self.count - _SMALL_DOCUMENT) / (_LARGE_DOCUMENT - _SMALL_DOCUMENT)
        return self.alias_count / self.count > 0.99 - 0.89 * min(max(part, 0.0), 1.0)

    def _enter(self, node: Node) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            message = f"yaml: line {node.line + 1}: exceeded max depth of {MAX_DEPTH}"
            raise YamlError(message, node.line + 1, node.column + 1)

    def _enter_alias(self, node: Node, into: dict[Any, Any] | None) -> Any:
        """The value behind an alias; with `into` its pairs are put there instead."""
        if node in self.expanding:
            raise YamlError(f"yaml: anchor '{node.value}' value contains itself", node.line + 1, node.column + 1)
        assert node.target is not None
        self.expanding.add(node)
        self.alias_depth += 1
        value = None
        if into is None:
            value = self.value(node.target)
        else:
            self._merge_mapping(node.target, into)
        self.alias_depth -= 1
        self.expanding.discard(node)
        return value

    def _scalar(self, node: Node) -> Any:
        if not node.tag:
            return resolve_plain(node.value) if node.plain else node.value
        try:
            value = resolve_tagged(node.tag, node.value)
        except YamlError as error:
            raise YamlError(str(error), node.line + 1, node.column + 1) from None
        if node.tag == BINARY and self.floats:
            return re.sub(_SURROGATE, "\ufffd", value)
        return value

    def _number(self, value: Any) -> Any:
        if value.__class__ is float:
            if value - value != 0:
                self.odd_floats = True
        elif value.__class__ is int and self.floats:
            return float(value)
        return value

    def _fill(self, node: Node, result: dict[Any, Any]) -> None:
        children = iter(node.children)
        for key, value in zip(children, children, strict=True):
            if key.kind is SCALAR and key.value == "<<" and (key.plain or key.tag == MERGE):
                self._merge(value, result)
            else:
                name = self._key(key)
                result[name] = self.value(value)

    def _key(self, node: Node) -> Any:
        target = node
        while target.kind is ALIAS and target.target is not None:
            self._count()
            target = target.target
        self._count()
        if target.kind is not SCALAR:
            raise _UnfitKey
        name = key_text(self._scalar(target))
        if name is None:
            raise _UnfitKey
        return name

    def _merge(self, node: Node, into: dict[Any, Any]) -> None:
        """Merge the value of a ``<<`` key: a mapping, or a list of them of which the first wins."""
        sources = [node] if node.kind in (MAPPING, ALIAS) else node.children[::-1]
        if node.kind is SCALAR:
            raise _merge_error()
        for source in sources:
            if source.kind is ALIAS:
                anchored = self.anchors[source.value]
                if anchored.kind is not MAPPING:
                    raise _merge_error()
                self._count()
                # The anchor may have been set anew behind the alias: the alias stands for what it was before.
                if source.target is not None and source.target.kind is not MAPPING:
                    self._refuse_merging(source.target)
                else:
                    self._enter_alias(source, into)
            elif source.kind is MAPPING:
                self._merge_mapping(source, into)
            else:
                raise _merge_error()

    def _refuse_merging(self, node: Node) -> None:
        """Raise go-yaml's error for merging what is no mapping; null merges nothing."""
        if node.kind is SCALAR:
            value = self._scalar(node)
            if value is None:
                return
            text = node.value if len(node.value) <= 10 else node.value[:7] + "..."
            what = f"!!{_SHORT_TAGS.get(value.__class__, 'str')} `{text}`"
        else:
            what = "!!seq"
        raise YamlError(
            f"yaml: unmarshal errors:\n  line {node.line + 1}: cannot unmarshal {what} into "
            "map[interface {}]interface {}",
            node.line + 1,
            node.column + 1,
        )

    def _merge_mapping(self, node: Node, into: dict[Any, Any]) -> None:
        self._count()
        self._enter(node)
        self._fill(node, into)
        self.depth -= 1


_SHORT_TAGS = {bool: "bool", int: "int", float: "float"}


def _merge_error() -> YamlError:
    return YamlError("yaml: map merge requires map or sequence of maps as the value")


class _TypedMap(dict[Any, Any]):
    """A Go map[interface {}]interface {}: keys are pairs of type and value, so 1, 1.0, true and "1" stay apart."""


class _TypedDecoder(_Decoder):
    """Keeps the types of keys, to word errors about them."""

    __slots__ = ()

    def value(self, node: Node) -> Any:
        if node.kind is not MAPPING:
            return super().value(node)
        self._count()
        self._enter(node)
        result = _TypedMap()
        self._fill(node, result)
        self.depth -= 1
        return result

    def _key(self, node: Node) -> Any:
        key = self.value(node)
        if key.__class__ in (_TypedMap, list):
            raise YamlError(f"yaml: invalid map key: {_go_syntax(key)}", node.line + 1, node.column + 1)
        return (_type_name(key), key)


def _type_name(key: Any) -> str:
    if key.__class__ is int:
        return "int" if key < 1 << 63 else "uint64"
    return _TYPE_NAMES.get(key.__class__, "")


def _jsonable(value: Any, floats: bool) -> Any:
    """The value with strings for keys. Raises YamlError for the first key that JSON cannot have."""
    if value.__class__ is list:
        return [_jsonable(item, floats) for item in value]
    if value.__class__ is not _TypedMap:
        return float(value) if floats and value.__class__ is int else value
    result = {}
    for (name, key), item in value.items():
        text = key_text(key)
        if text is None:
            raise YamlError(
                f"Unsupported map key of type: {name or '%!s(<nil>)'}, "
                f"key: {_top_syntax(key)}, value: {_top_syntax(item)}"
            )
        result[text] = _jsonable(item, floats)
    return result


def _top_syntax(value: Any) -> str:
    return "<nil>" if value is None else _go_syntax(value)


def _go_syntax(value: Any) -> str:
    """The value as Go source text, as fmt's %#v prints it."""
    if value is None:
        return "interface {}(nil)"
    if value.__class__ is _TypedMap:
        keys = sorted(value, key=lambda pair: (pair[0], pair[1]))
        pairs = ", ".join(f"{_go_syntax(key[1])}:{_go_syntax(value[key])}" for key in keys)
        return "map[interface {}]interface {}{" + pairs + "}"
    if value.__class__ is list:
        return "[]interface {}{" + ", ".join(map(_go_syntax, value)) + "}"
    if value.__class__ is bool:
        return "true" if value else "false"
    if value.__class__ is float:
        return format_g(value) if value - value == 0 else _odd_float(value)
    if value.__class__ is int:
        return str(value) if value < 1 << 63 else hex(value)
    from .strconv import quote

    return quote(value)


def _odd_float(value: float) -> str:
    return "NaN" if value != value else ("+Inf" if value > 0 else "-Inf")


def reject_odd_floats(value: Any) -> None:
    """Raise YamlError for the first number, in the order of JSON text, that JSON cannot hold."""
    if value.__class__ is dict:
        for key in sorted(value):
            reject_odd_floats(value[key])
    elif value.__class__ is list:
        for item in value:
            reject_odd_floats(item)
    elif value.__class__ is float and value - value != 0:
        raise YamlError(f"json: unsupported value: {_odd_float(value)}")
