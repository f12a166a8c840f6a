"""encoding/json: JSON text to values, with Go's errors.

Like Go, the whole text is checked before anything is built, so that a syntax error anywhere comes first.
"""

from __future__ import annotations

import re
from typing import Any

from .depth import MAX_DEPTH
from .types import GoError

_SPACE = re.compile(r"[ \t\r\n]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?", re.ASCII)
_STRING = re.compile(r'"((?:[^"\\\x00-\x1f]++|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*)"')
_ESCAPE = re.compile(
    r"\\(?:u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})|u([0-9a-f]{4})|([\"\\/bfnrt]))", re.ASCII | re.IGNORECASE
)
_SURROGATE = "[\ud800-\udfff]"
_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_WORDS: dict[str, tuple[str, Any]] = {"t": ("true", True), "f": ("false", False), "n": ("null", None)}
_END = ""
"""Where a text ends too early, Go's scanner sees a space; when that is no error in itself, the end is."""


class JsonError(GoError):
    """JSON that cannot be read, or a value that cannot be written as JSON; the text is word for word Go's.

    `partial` is what Go had put into the map when a value, but not the syntax, was wrong.
    """

    def __init__(self, text: str, partial: Any = None) -> None:
        super().__init__(text)
        self.partial = partial


def decode(text: str) -> Any:
    """The value of a JSON text, every number a float (json.Unmarshal into an interface{}).

    Raises JsonError: for bad syntax, and for nesting deeper than `MAX_DEPTH`.
    """
    decoder = _Decoder(text)
    value = decoder.document()
    if decoder.misfit:
        raise JsonError(decoder.misfit, value)
    return value


def decode_map(text: str, into: str = "map[string]interface {}") -> dict[str, Any] | None:
    """The object in a JSON text (json.Unmarshal into a map of the Go type `into`); None for ``null``.

    Raises JsonError as `decode`, and for any other kind of value.
    """
    decoder = _Decoder(text)
    value = decoder.document()
    if value.__class__ is not dict and (value is not None or decoder.misfit):
        raise JsonError(f"json: cannot unmarshal {json_kind(value)} into Go value of type {into}", {})
    if decoder.misfit:
        raise JsonError(decoder.misfit, value)
    return value


def json_kind(value: Any) -> str:
    """What encoding/json calls the kind of a JSON value in its errors."""
    return {dict: "object", list: "array", str: "string", bool: "bool"}.get(value.__class__, "number")


class _Decoder:
    """One pass over the text. `misfit` is the first error about a value that syntax allows."""

    __slots__ = ("depth", "misfit", "position", "text")

    def __init__(self, text: str) -> None:
        if not text.isascii() and re.search(_SURROGATE, text):
            text = text.encode("utf-8", "surrogateescape").decode("utf-8", "surrogateescape")
        self.text = text
        self.position = 0
        self.depth = 0
        self.misfit = ""

    def document(self) -> Any:
        try:
            value = self._value()
        except RecursionError:
            raise self._error("exceeded max depth") from None
        if self._next():
            raise self._error("after top-level value")
        return value

    def _next(self) -> str:
        """The next character that is not white space, or '' at the end."""
        self.position = _SPACE.match(self.text, self.position).end()  # type: ignore[union-attr]
        return self.text[self.position : self.position + 1]

    def _error(self, context: str) -> JsonError:
        character = self.text[self.position : self.position + 1]
        if not character:
            return JsonError("unexpected end of JSON input")
        return self._invalid(character, context)

    def _invalid(self, character: str, context: str) -> JsonError:
        return JsonError(f"invalid character {_quote_byte(character)} {context}")

    def _value(self) -> Any:
        character = self._next()
        if character == '"':
            return self._string()
        if character == "{":
            return self._object()
        if character == "[":
            return self._array()
        if character and character in "-0123456789":
            return self._number()
        if character in _WORDS:
            return self._word(*_WORDS[character])
        raise self._error("looking for beginning of value")

    def _object(self) -> dict[str, Any]:
        members: dict[str, Any] = {}
        self._enter()
        character = self._next()
        if character == "}":
            self._leave()
            return members
        while True:
            if character != '"':
                raise self._error("looking for beginning of object key string")
            key = self._string()
            if self._next() != ":":
                raise self._error("after object key")
            self.position += 1
            members[key] = self._value()
            character = self._next()
            if character == "}":
                self._leave()
                return members
            if character != ",":
                raise self._error("after object key:value pair")
            self.position += 1
            character = self._next()

    def _array(self) -> list[Any]:
        items: list[Any] = []
        self._enter()
        if self._next() == "]":
            self._leave()
            return items
        while True:
            items.append(self._value())
            character = self._next()
            if character == "]":
                self._leave()
                return items
            if character != ",":
                raise self._error("after array element")
            self.position += 1

    def _enter(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self._error("exceeded max depth")
        self.position += 1

    def _leave(self) -> None:
        self.depth -= 1
        self.position += 1

    def _word(self, word: str, value: Any) -> Any:
        for expected in word:
            character = self.text[self.position : self.position + 1] or " "
            if character != expected:
                raise self._invalid(character, f"in literal {word} (expecting '{expected}')")
            self.position += 1
        return value

    def _number(self) -> float | None:
        found = _NUMBER.match(self.text, self.position)
        digits = found[0] if found else "-"
        self.position += len(digits)
        following = self.text[self.position : self.position + 1]
        if not found:
            raise self._invalid(following or " ", "in numeric literal")
        if following == "." and "." not in digits and "e" not in digits.lower():
            self.position += 1
            character = self.text[self.position : self.position + 1] or " "
            raise self._invalid(character, "after decimal point in numeric literal")
        if following in ("e", "E") and "e" not in digits.lower():
            self.position += 1
            if self.text[self.position : self.position + 1] in ("+", "-"):
                self.position += 1
            character = self.text[self.position : self.position + 1] or " "
            raise self._invalid(character, "in exponent of numeric literal")
        number = float(digits)
        if number - number != 0:
            self.misfit = self.misfit or f"json: cannot unmarshal number {digits} into Go value of type float64"
            return None
        return number

    def _string(self) -> str:
        found = _STRING.match(self.text, self.position)
        if not found:
            raise self._string_error()
        self.position = found.end()
        text = found[1]
        if "\\" in text:
            text = _ESCAPE.sub(_unescape, text)
        if not text.isascii() and not text.isprintable():
            text = re.sub(_SURROGATE, "\ufffd", text)
        return text

    def _string_error(self) -> JsonError:
        """What is wrong with the string that begins here."""
        text = self.text
        position = self.position + 1
        while position < len(text):
            character = text[position]
            if character < " ":
                return self._invalid(character, "in string literal")
            position += 1
            if character == "\\":
                mark = text[position : position + 1] or " "
                if mark not in '"\\/bfnrtu':
                    return self._invalid(mark, "in string escape code")
                position += 1
                if mark == "u":
                    for digit in (text[position : position + 4] + " ")[:4]:
                        if digit not in "0123456789abcdefABCDEF":
                            return self._invalid(digit, "in \\u hexadecimal character escape")
                    position += 4
        return JsonError("unexpected end of JSON input")


def _unescape(found: re.Match[str]) -> str:
    high, low, code, short = found.groups()
    if high:
        return chr(0x10000 + ((int(high, 16) & 0x3FF) << 10 | int(low, 16) & 0x3FF))
    if code:
        return chr(int(code, 16))
    return _ESCAPES.get(short, short)


def _quote_byte(character: str) -> str:
    """The first byte of `character` as Go quotes it: as if it were a character of its own."""
    byte = character.encode("utf-8", "surrogateescape")[0]
    if byte == 0x27:
        return "'\\''"
    if byte == 0x22:
        return "'\"'"
    from .strconv import quote

    return "'" + quote(chr(byte))[1:-1] + "'"
