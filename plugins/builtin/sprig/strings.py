"""Sprig's everyday functions on strings: cutting, trimming, joining, quoting, indenting, splitting, replacing.

Strings count in bytes, as Go's do. Rules: Sprig's strings.go and list.go, Go's strings.
"""

from __future__ import annotations

from typing import Any

from ....core.golib import strconv
from ....core.golib.fmt import to_text
from ....core.golib.limits import check_items, check_text
from ....core.golib.reflect import elements
from ....core.golib.types import GoError, GoFunction, StringMap, StringSlice, go
from ....core.golib.utf8 import RUNE_ERROR, WHITE_SPACE, byte_length, decode, encode, runes

_LARGEST_ARRAY = 1 << 48
"""How many bytes Go can allocate at once; what is more, it refuses at once."""

_STRING_SIZE = 16
_INVALID_BYTES = "".join(map(chr, range(0xDC80, 0xDD00)))


def strval(value: Any) -> str:
    """`value` as text: strings and []byte themselves, anything else as %v prints it."""
    if value.__class__ is str:
        return str(value)
    if isinstance(value, bytes):
        return decode(value)
    return to_text(value)


def to_strings(value: Any) -> StringSlice:
    """The items of a slice as text, nil items left out; anything else but nil as the only item.

    A []string is returned itself.
    """
    if isinstance(value, StringSlice):
        return value
    items = elements(value)
    if items is None:
        items = [value]
    return StringSlice([strval(item) for item in items if item is not None])


def sort_alpha(value: Any) -> StringSlice:
    """The items of a slice as text in byte order (a []string is sorted itself); anything else as the only item."""
    if elements(value) is None:
        return StringSlice([strval(value)])
    texts = to_strings(value)
    texts.sort(key=None if "".join(texts).isascii() else encode)
    return texts


def join(separator: str, value: Any) -> str:
    """The items of a slice as text with `separator` between; anything else as text."""
    return _joined(separator, to_strings(value))


def _joined(separator: str, texts: list[str]) -> str:
    check_text(sum(map(len, texts)) + len(separator) * (len(texts) - 1))
    return separator.join(texts)


def quote(*values: Any) -> str:
    """Each value that is not nil as text in double quotes with Go's escapes, blanks between."""
    return _joined(" ", [strconv.quote(strval(value)) for value in values if value is not None])


def squote(*values: Any) -> str:
    """Each value that is not nil as %v prints it in single quotes, without escapes, blanks between."""
    return _joined(" ", [f"'{to_text(value)}'" for value in values if value is not None])


def cat(*values: Any) -> str:
    """The values that are not nil as %v prints them, blanks between."""
    return _joined(" ", [to_text(value) for value in values if value is not None])


def indent(width: int, text: str) -> str:
    """`text` with `width` blanks before every line, empty ones too. Raises GoError for a negative width."""
    if width < 0:
        raise GoError("strings: negative Repeat count")
    if width > _LARGEST_ARRAY:
        raise GoError("runtime error: makeslice: cap out of range")
    check_text(len(text) + width * (text.count("\n") + 1))
    padding = " " * width
    return padding + text.replace("\n", "\n" + padding)


def nindent(width: int, text: str) -> str:
    """A line end and `indent`."""
    return "\n" + indent(width, text)


def repeat(count: int, text: str) -> str:
    """`text` `count` times. Raises GoError for a negative count."""
    if count < 0:
        raise GoError("strings: negative Repeat count")
    size = byte_length(text) * count
    if size >= 1 << 63:
        raise GoError("strings: Repeat count causes overflow")
    if size > _LARGEST_ARRAY:
        raise GoError("runtime error: makeslice: cap out of range")
    check_text(len(text) * count)
    return text * count


def trunc(length: int, text: str) -> str:
    """The first `length` bytes of `text`. Raises GoError for a negative length."""
    if length < 0:
        raise GoError(f"runtime error: slice bounds out of range [:{length}]")
    return text[:length] if text.isascii() else decode(encode(text)[:length])


def substr(start: int, end: int, text: str) -> str:
    """Bytes `start` to `end`: from the beginning if `start` is negative, to the last if `end` is or lies beyond it.

    Raises GoError where Go cannot slice.
    """
    data = encode(text)
    size = len(data)
    if start < 0:
        if end < 0:
            raise GoError(f"runtime error: slice bounds out of range [:{end}]")
        if end > size:
            raise GoError(f"runtime error: slice bounds out of range [:{end}] with length {size}")
        return decode(data[:end])
    if end < 0 or end > size:
        end = size
    if start > end:
        raise GoError(f"runtime error: slice bounds out of range [{start}:{end}]")
    return decode(data[start:end])


def trim(text: str) -> str:
    """`text` without white space at both ends."""
    return text.strip(WHITE_SPACE)


def trim_all(cutset: str, text: str) -> str:
    """`text` without the characters of `cutset` at both ends. Invalid bytes are all the same character here."""
    if not cutset.isascii() and RUNE_ERROR in runes(cutset):
        cutset += RUNE_ERROR + _INVALID_BYTES
    return text.strip(cutset)


def trim_prefix(prefix: str, text: str) -> str:
    """`text` without `prefix`, if it begins with it."""
    if prefix.isascii() or text.isascii():
        return text.removeprefix(prefix)
    return decode(encode(text).removeprefix(encode(prefix)))


def trim_suffix(suffix: str, text: str) -> str:
    """`text` without `suffix`, if it ends with it."""
    if suffix.isascii() or text.isascii():
        return text.removesuffix(suffix)
    return decode(encode(text).removesuffix(encode(suffix)))


def contains(part: str, text: str) -> bool:
    """Whether `part` stands in `text`."""
    return part in text or (not part.isascii() and encode(part) in encode(text))


def has_prefix(prefix: str, text: str) -> bool:
    """Whether `text` begins with `prefix`."""
    return text.startswith(prefix) or (not prefix.isascii() and encode(text).startswith(encode(prefix)))


def has_suffix(suffix: str, text: str) -> bool:
    """Whether `text` ends with `suffix`."""
    return text.endswith(suffix) or (not suffix.isascii() and encode(text).endswith(encode(suffix)))


def replace(old: str, new: str, text: str) -> str:
    """`text` with `new` for every `old`; an empty `old` stands before and after every character."""
    if len(new) > len(old):
        check_text(len(text) + text.count(old) * (len(new) - len(old)))
    if old.isascii() or text.isascii():
        return text.replace(old, new)
    return decode(encode(text).replace(encode(old), encode(new)))


def plural(one: str, many: str, count: int) -> str:
    """`one` for a count of one, else `many`."""
    return one if count == 1 else many


def split_list(separator: str, text: str) -> StringSlice:
    """The parts of `text` between separators; its characters if the separator is empty."""
    return StringSlice(_parts(separator, -1, text))


def split(separator: str, text: str) -> StringMap:
    """The parts of `text` between separators under the keys `_0`, `_1` …"""
    return _numbered(_parts(separator, -1, text))


def splitn(separator: str, count: int, text: str) -> StringMap:
    """At most `count` parts, the last with all the rest, under the keys `_0`, `_1` … None for 0, all if negative."""
    return _numbered(_parts(separator, count, text))


def _numbered(parts: list[str]) -> StringMap:
    return StringMap({f"_{index}": part for index, part in enumerate(parts)})


def _parts(separator: str, count: int, text: str) -> list[str]:
    """strings.SplitN."""
    if count == 0:
        return []
    if not separator:
        return _characters(text, count)
    if count * _STRING_SIZE > _LARGEST_ARRAY:
        raise GoError("runtime error: makeslice: len out of range")
    parts = text.count(separator) + 1
    check_items(parts if count < 0 else min(parts, count))
    if separator.isascii() or text.isascii():
        return text.split(separator, count - 1)
    return list(map(decode, encode(text).split(encode(separator), count - 1)))


def _characters(text: str, count: int) -> list[str]:
    """At most `count` characters, the last with all the rest. Invalid bytes become U+FFFD except in the last."""
    if not text.isascii():
        text = strconv.rejoin(text)
    count = len(text) if count < 0 else min(count, len(text))
    check_items(count)
    if count == 0:
        return []
    return [*runes(text[: count - 1]), text[count - 1 :]]


def hello() -> str:
    """A greeting."""
    return "Hello!"


FUNCTIONS: dict[str, GoFunction] = {
    "cat": go(cat, "...any"),
    "contains": go(contains, "string", "string"),
    "hasPrefix": go(has_prefix, "string", "string"),
    "hasSuffix": go(has_suffix, "string", "string"),
    "hello": go(hello),
    "indent": go(indent, "int", "string"),
    "join": go(join, "string", "any"),
    "nindent": go(nindent, "int", "string"),
    "plural": go(plural, "string", "string", "int"),
    "quote": go(quote, "...any"),
    "repeat": go(repeat, "int", "string"),
    "replace": go(replace, "string", "string", "string"),
    "sortAlpha": go(sort_alpha, "any"),
    "split": go(split, "string", "string"),
    "splitList": go(split_list, "string", "string"),
    "splitn": go(splitn, "string", "int", "string"),
    "squote": go(squote, "...any"),
    "substr": go(substr, "int", "int", "string"),
    "toString": go(strval, "any"),
    "toStrings": go(to_strings, "any"),
    "trim": go(trim, "string"),
    "trimAll": go(trim_all, "string", "string"),
    "trimPrefix": go(trim_prefix, "string", "string"),
    "trimSuffix": go(trim_suffix, "string", "string"),
    "trimall": go(trim_all, "string", "string"),
    "trunc": go(trunc, "int", "string"),
}
