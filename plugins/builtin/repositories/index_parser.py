"""A fast reader for indexes as programs write them: a field after the other in block style, equal ones over and over.

It takes an index apart chart by chart with the methods of `bytes`, and reads a field that it has seen before by
looking it up. Whatever is not everyday is left to the exact reader: a field or a chart where it can be read on its
own, else the whole index. What is read here is what the exact reader reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ....core.errors import RepositoryError
from ....core.golib.types import GoError
from ....core.golib.unmarshal import into_struct
from ....core.golib.yaml_scalars import WORDS, resolve_plain
from .index_document import (
    VERSION,
    IndexDocument,
    check_time,
    count_versions,
    read_document,
    read_mapping,
    read_versions,
)

if TYPE_CHECKING:
    from .index_document import Fields

_ORDINARY = bytes({0x09, 0x0A, *range(0x20, 0x7F), *range(0x80, 0x100)})
_ODD_BREAKS = ("\x85".encode(), "\u2028".encode(), "\u2029".encode(), "\ufeff".encode())
"""What is a line break to YAML, or marks the beginning of a text, though it does not look so."""

_START = re.compile(rb"\n( +)[^ \n#-][^\n]*:\n( *)- ")
_OTHER_LINES = re.compile(
    rb"(?:---\n)?(?:apiVersion: \w[\w.]*\n|generated: (?:\"[^\"\\\n]*\"|[\w:.+-]+)\n|serverInfo: \{\}\n)*"
)
_WHOLE = b"entries:\n"
_MOST_KNOWN = 20_000

_DATE = (
    rb"\d{4}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)"
    rb"T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)"
)
_SINGULAR = re.compile(
    rb"digest: (?P<digest>(?=[0-9]*[acdf])[0-9a-f]{64})"
    rb"|created: (?:\"(?P<created>" + _DATE + rb")\"|(?P<bare>" + _DATE + rb"))"
    rb"|version: (?P<version>v?[0-9]+\.[0-9]+\.[0-9]+(?:[-+][0-9A-Za-z.+-]*)?)"
    rb"|urls:\n *- (?P<urls>[A-Za-z][A-Za-z0-9+.-]*/[A-Za-z0-9+./:_~%-]*[A-Za-z0-9])"
)
"""Fields that are different in every version, in their usual forms: there is no use in remembering these."""

_NAME = re.compile("[A-Za-z][A-Za-z0-9_-]*")
_KEY = re.compile("[A-Za-z][A-Za-z0-9_./-]*")
_SPECIAL = frozenset("?:,[]{}#&*!|>%@`-")
_KEEPING = re.compile("[|>][0-9]?[+]")
_EMPTY: dict[str, Any] = {"": None, "[]": [], "{}": {}}


class Unusual(Exception):
    """The index, or this part of it, is for the exact reader."""


def read_charts(content: bytes) -> Iterator[tuple[str, list[Fields]]]:
    """The names of the charts of an index with their versions, in the order of the file.

    Raises `Unusual`, perhaps after some charts, RepositoryError for more versions than an index may have.
    """
    return _Reader(content).charts()


def read_quickly(content: bytes) -> IndexDocument:
    """All that an index says. Raises as `read_charts` does."""
    reader = _Reader(content)
    entries = dict(reader.charts())
    reader.document.entries = entries
    return reader.document


class _Reader:
    """One pass over an index. Raises `Unusual`."""

    def __init__(self, content: bytes) -> None:
        if b"\r" in content:
            content = content.replace(b"\r\n", b"\n")
        if content.translate(None, _ORDINARY) or any(map(content.__contains__, _ODD_BREAKS)) or content[-1:] != b"\n":
            raise Unusual
        position = 0 if content.startswith(_WHOLE) else content.find(b"\n" + _WHOLE) + 1
        start = position + len(_WHOLE) - 1
        found = _START.match(content, start) if content.startswith(_WHOLE, position) else None
        if found is None or len(found[2]) < len(found[1]):
            raise Unusual
        names, dashes = len(found[1]), len(found[2])
        self.document = IndexDocument({})
        self._content = content
        self._before = content[:position]
        self._start = start
        self._dash = b"\n" + b" " * dashes + b"- "
        self._indent = b"\n" + b" " * (dashes + 2)
        self._fields = _Fields(dashes + 2)
        self._between = re.compile(self._indent + rb"(?![ -])")
        self._shallow = re.compile(rb"\n {0,%d}(?=[^ \n])" % (dashes + 1))
        self._header = re.compile(rb" {%d}([A-Za-z0-9][A-Za-z0-9_.-]*|\"[^\"\\\n]*\"):" % names)

    def charts(self) -> Iterator[tuple[str, list[Fields]]]:
        """The charts. When they are through, `document` has what else there is."""
        count_versions(self._content.count(self._dash))
        pieces = self._content[self._start :].split(self._dash)
        pieces.reverse()
        name = self._name(pieces.pop()[1:])
        seen: set[str] = set()
        after = b""
        while pieces:
            own, after = self._chart(pieces)
            if name in seen:
                raise Unusual
            seen.add(name)
            yield name, self._versions(own)
            if pieces:
                name = self._name(after)
        self.document = _others(self._before + after)

    def _chart(self, pieces: list[bytes]) -> tuple[list[bytes], bytes]:
        """Take the versions of one chart from the pieces; and the text behind them, where the next chart begins."""
        own = []
        while pieces:
            piece = pieces.pop()
            if piece.count(b"\n") != piece.count(self._indent):
                end = self._shallow.search(piece)
                if end is not None:
                    own.append(piece[: end.start()])
                    return own, piece[end.start() + 1 :]
            own.append(piece)
        return own, b""

    def _versions(self, pieces: list[bytes]) -> list[Fields]:
        """The versions of a chart, which are the pieces between the dashes."""
        known = self._fields.__getitem__
        between = self._between
        versions = []
        try:
            for piece in pieces:
                parts = between.split(piece.rstrip(b"\n"))
                fields: Fields = dict(map(known, parts))
                if len(fields) != len(parts):
                    raise Unusual
                versions.append(fields)
        except Unusual:
            return self._exactly(pieces)
        if not self._fields.has_unknown:
            return versions
        if any(len({key.removeprefix("~") for key in fields}) < len(fields) for fields in versions):
            return self._exactly(pieces)
        return [{key: value for key, value in fields.items() if key[0] != "~"} for fields in versions]

    def _exactly(self, pieces: list[bytes]) -> list[Fields]:
        """The versions of a chart as the exact reader reads them."""
        if any(map(_keeps_lines, pieces)):
            raise Unusual
        try:
            entries = read_versions(b"x:" + self._dash + self._dash.join(pieces) + b"\n")
        except (GoError, RepositoryError):
            raise Unusual from None
        if list(entries) != ["x"]:
            raise Unusual
        return entries["x"]

    def _name(self, line: bytes) -> str:
        """The name of a chart in the line before its versions."""
        found = self._header.fullmatch(line)
        if found is None:
            raise Unusual
        name = _decoded(found[1])
        if name[0] == '"':
            return name[1:-1]
        if resolve_plain(name) != name:
            raise Unusual
        return name


class _Fields(dict[bytes, tuple[str, Any]]):
    """The fields of versions as they are written, with name and value; read when they are first met.

    The name of a field that is none of a version's, or has no value, begins with a tilde.
    """

    def __init__(self, column: int) -> None:
        super().__init__()
        self._column = column
        self.has_unknown = False

    def __missing__(self, part: bytes) -> tuple[str, Any]:
        found = _SINGULAR.fullmatch(part)
        if found is not None:
            name = found.lastgroup or ""
            text = found[name].decode("ascii")
            return ("created", text) if name == "bare" else (name, [text] if name == "urls" else text)
        if len(self) >= _MOST_KNOWN:
            self.clear()
        pair = self[part] = self._read(_decoded(part))
        return pair

    def _read(self, part: str) -> tuple[str, Any]:
        name, colon, rest = part.partition(":")
        if not colon or not _NAME.fullmatch(name) or name in WORDS:
            raise Unusual
        try:
            value = self._value(rest)
        except _NotSimple:
            value = self._exactly(name, part)
        try:
            fields = into_struct({name: value}, VERSION)
            if "created" in fields:
                check_time(fields["created"])
        except GoError:
            raise Unusual from None
        for field, converted in fields.items():
            return field, converted
        self.has_unknown = True
        return "~" + name, None

    def _value(self, text: str) -> Any:
        """The value behind the colon of a field. Raises `_NotSimple`."""
        if text and text[0] not in " \n":
            raise Unusual
        if not text.replace("\n", "").isprintable():
            raise _NotSimple
        if "\n" not in text:
            return _scalar(text.strip(" "))
        if text[0] == "\n":
            return self._collection(text)
        return _folded(text.split("\n"), self._column)

    def _collection(self, text: str) -> Any:
        """A list of scalars or of mappings of scalars, or such a mapping."""
        column = len(text) - len(text[1:].lstrip(" ")) - 1
        indent = text[: column + 1]
        if text[column + 1 : column + 3] == "- ":
            items = text[column + 3 :].split(indent + "- ")
            if all(": " in item for item in items):
                return [_mapping(item, indent + "  ") for item in items]
            return list(map(_scalar, items))
        if column <= self._column:
            raise _NotSimple
        return _mapping(text[column + 1 :], indent)

    def _exactly(self, name: str, part: str) -> Any:
        """The value of a field as the exact reader reads it."""
        text = part.encode("utf-8")
        if _keeps_lines(text):
            raise Unusual
        try:
            fields = read_mapping(b" " * self._column + text + b"\n")
        except (GoError, RepositoryError):
            raise Unusual from None
        if list(fields) != [name]:
            raise Unusual
        return fields[name]


class _NotSimple(Exception):
    """The value of a field is for the exact reader."""


def _scalar(text: str) -> Any:
    """The value of a scalar on one line."""
    if text in _EMPTY:
        return _EMPTY[text]
    first = text[0]
    if first == '"' or first == "'":
        inner = text[1:-1]
        if text[-1] != first or len(text) == 1 or first in inner or (first == '"' and "\\" in inner):
            raise _NotSimple
        return inner
    if first in _SPECIAL or first == " " or "\n" in text or ": " in text or " #" in text or text[-1] in ": ":
        raise _NotSimple
    value = resolve_plain(text)
    if value.__class__ is float and value - value != 0:
        raise _NotSimple
    return value


def _folded(lines: list[str], column: int) -> Any:
    """The value of a scalar without quotes that goes on over several lines."""
    first = lines[0].strip(" ")
    if not first or first[0] in "\"'" or first[0] in _SPECIAL:
        raise _NotSimple
    parts = [first]
    for line in lines[1:]:
        part = line.strip(" ")
        if not part or part[0] in "#-" or line[: column + 1].strip(" "):
            raise _NotSimple
        parts.append(part)
    if any(": " in part or " #" in part or part[-1] == ":" for part in parts):
        raise _NotSimple
    return resolve_plain(" ".join(parts))


def _mapping(text: str, indent: str) -> dict[str, Any]:
    """A mapping of scalars whose lines begin with `indent`."""
    pairs: dict[str, Any] = {}
    for line in text.split(indent):
        key, colon, value = line.partition(":")
        if not colon or (value and value[0] != " ") or not _KEY.fullmatch(key) or key in WORDS:
            raise _NotSimple
        if key in pairs:
            raise Unusual
        pairs[key] = _scalar(value.strip(" "))
    return pairs


def _keeps_lines(text: bytes) -> bool:
    """Whether there may be a block scalar to which the empty lines behind it belong."""
    return (b"|" in text or b">" in text) and _KEEPING.search(text.decode("utf-8", "replace")) is not None


def _decoded(text: bytes) -> str:
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError:
        raise Unusual from None


def _others(text: bytes) -> IndexDocument:
    """What is not below `entries`, read by the exact reader."""
    if not _OTHER_LINES.fullmatch(text) or b"apiVersion: " not in text:
        raise Unusual
    try:
        return read_document(text)
    except GoError:
        raise Unusual from None
