"""One value under one printing verb: what Go's fmt makes of `%d`, `%q`, `%#v` and the like.

`fmt` reads the format text and calls `format_value` for each argument. Rules: fmt/print.go and fmt/format.go.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from . import strconv
from .limits import check_text
from .nil import is_nil
from .types import Duration, GoError, Struct, Uint8, kind_name, type_name
from .unicode import is_print

# Go prints machine addresses here, different on every run; ours is always the same.
_ADDRESS = 0xC000010000
# Widths and precisions up to here cannot make a text large that is not large already.
_HARMLESS = 1000
_LAST_CHARACTER = 0x10FFFF
_UNSIGNED = frozenset(("uint", "uint8", "uint16", "uint32", "uint64", "uintptr"))
_WRITTEN_BY_METHOD = frozenset("vsxXq")


class Flags:
    """The flags, width and precision of one verb; `width` and `precision` are None when not given.

    `erroring` is on while a bad verb is reported: no methods are called then.
    """

    __slots__ = (
        "erroring",
        "grown",
        "minus",
        "plus",
        "plus_v",
        "precision",
        "sharp",
        "sharp_v",
        "space",
        "width",
        "zero",
    )

    def __init__(self) -> None:
        self.minus = self.plus = self.sharp = self.space = self.zero = False
        self.plus_v = self.sharp_v = self.erroring = False
        self.grown = 0
        self.width: int | None = None
        self.precision: int | None = None

    def grow(self, size: int) -> None:
        """Count `size` characters that only width and precision ask for. Raises LimitError when they are too many."""
        if size > _HARMLESS:
            self.grown += size
            check_text(self.grown)

    def for_v(self) -> None:
        """Turn `+` and `#` into their meaning for %v: field names, Go syntax."""
        self.sharp_v, self.sharp = self.sharp, False
        self.plus_v, self.plus = self.plus, False


def sorted_keys(mapping: Mapping[str, Any]) -> list[str]:
    """The keys in the byte order of their UTF-8 text, as Go sorts them for printing and `range`."""
    if "".join(mapping).isascii():
        return sorted(mapping)
    return sorted(mapping, key=_key_bytes)


def _key_bytes(key: str) -> bytes:
    return key.encode("utf-8", "surrogateescape")


def format_value(value: Any, verb: str, flags: Flags) -> str:
    """`value` as an operand of `verb`, padded; a verb that does not fit gives the ``%!verb(type=value)`` form."""
    if value is None:
        return _pad("<nil>", flags) if verb in ("T", "v") else f"%!{verb}(<nil>)"
    if verb == "T":
        return _text(dynamic_type(value), flags)
    if verb == "p":
        return _pointer(value, verb, flags)
    return format_at(value, verb, flags, 0)


def dynamic_type(value: Any) -> str:
    """The Go type of `value`; an error value counts as what errors.New makes."""
    if value.__class__ is complex:
        return "complex128"
    return "*errors.errorString" if isinstance(value, GoError) else type_name(value)


def method_text(value: Any) -> str | None:
    """What the value's Error() or String() method prints, None when it has neither."""
    if isinstance(value, Struct):
        return value.go_string()
    if isinstance(value, GoError):
        return str(value)
    if isinstance(value, Duration):
        from . import duration

        return duration.to_text(value)
    method = getattr(value, "go_string", None)
    return None if method is None else str(method())


def format_at(value: Any, verb: str, flags: Flags, depth: int) -> str:
    """`value` under `verb` at `depth` inside containers: a pointer shows what it points to only at depth 0."""
    kind = value.__class__
    if kind is str:
        return _string(value, verb, flags, value)
    if kind is bool:
        return _pad("true" if value else "false", flags) if verb in ("t", "v") else _bad_verb(value, verb, flags)
    if kind is int:
        return _integer_verb(value, verb, flags, False)
    if kind is float:
        return _float_verb(value, verb, flags)
    if value is None:
        return _nil_inside(flags)
    if kind is bytes:
        return _bytes(value, verb, flags, depth)
    if kind is complex:
        return _complex(value, verb, flags)
    if not flags.erroring:
        if verb == "w":
            return _bad_verb(value, verb, flags)
        if not flags.sharp_v and verb in _WRITTEN_BY_METHOD:
            text = method_text(value)
            if text is not None:
                return _string(text, verb, flags, value)
    return _by_kind(value, verb, flags, depth)


def _by_kind(value: Any, verb: str, flags: Flags, depth: int) -> str:
    """A value that is neither of a basic type nor printed by a method of its own."""
    if isinstance(value, Struct):
        return _struct(value, verb, flags, depth)
    if isinstance(value, dict):
        return _map(value, verb, flags, depth)
    if isinstance(value, list | tuple):
        return _elements(value, type_name(value), verb, flags, depth)
    if isinstance(value, int):
        return _integer_verb(int(value), verb, flags, kind_name(value) in _UNSIGNED, value)
    if isinstance(value, float):
        return _float_verb(float(value), verb, flags)
    if isinstance(value, str):
        return _string(str(value), verb, flags, value)
    if isinstance(value, GoError):
        return f"&{{{format_at(str(value), verb, flags, 1)}}}"
    return _pointer(value, verb, flags)


def _bad_verb(value: Any, verb: str, flags: Flags) -> str:
    flags.erroring = True
    text = f"%!{verb}({dynamic_type(value)}={format_at(value, 'v', flags, 0)})"
    flags.erroring = False
    return text


def _nil_inside(flags: Flags) -> str:
    """A nil interface in a container: any verb prints it alike."""
    return "interface {}(nil)" if flags.sharp_v else "<nil>"


def _map(value: dict[str, Any], verb: str, flags: Flags, depth: int) -> str:
    pairs = [
        format_at(key, verb, flags, depth + 1) + ":" + format_at(value[key], verb, flags, depth + 1)
        for key in sorted_keys(value)
    ]
    if flags.sharp_v:
        return _go_syntax(value, type_name(value), pairs)
    return f"map[{' '.join(pairs)}]"


def _go_syntax(value: Any, name: str, pieces: list[str]) -> str:
    return f"{name}(nil)" if is_nil(value) else f"{name}{{{', '.join(pieces)}}}"


def _elements(values: Iterable[Any], name: str, verb: str, flags: Flags, depth: int) -> str:
    pieces = [format_at(value, verb, flags, depth + 1) for value in values]
    if flags.sharp_v:
        return _go_syntax(values, name, pieces)
    return f"[{' '.join(pieces)}]"


def _struct(value: Struct, verb: str, flags: Flags, depth: int) -> str:
    """The fields of a struct; a pointer to one shows them only at the top."""
    if value.go_pointer and depth > 0:
        return _pointer(value, verb, flags)
    named = flags.plus_v or flags.sharp_v
    inner = depth + 1 + value.go_pointer
    pieces = []
    for name, attribute in value.go_fields.items():
        text = format_at(getattr(value, attribute), verb, flags, inner)
        pieces.append(f"{name}:{text}" if named else text)
    prefix = "&" if value.go_pointer else ""
    if flags.sharp_v:
        return f"{prefix}{value.go_type}{{{', '.join(pieces)}}}"
    return f"{prefix}{{{' '.join(pieces)}}}"


def format_struct(value: Struct) -> str:
    """The fields of the struct that a pointer points to, as %v prints them."""
    return _struct(value, "v", Flags(), 0).removeprefix("&")


def _pointer(value: Any, verb: str, flags: Flags) -> str:
    if not (isinstance(value, dict | list | bytes) or getattr(value, "go_pointer", False)):
        return _bad_verb(value, verb, flags)
    address = 0 if is_nil(value) else _ADDRESS
    if verb == "v":
        if flags.sharp_v:
            return f"({dynamic_type(value)})({hex(address) if address else 'nil'})"
        if not address:
            return _pad("<nil>", flags)
        verb = "p"
    if verb == "p":
        sharp, flags.sharp = flags.sharp, not flags.sharp
        text = _integer(address, 16, flags)
        flags.sharp = sharp
        return text
    return _integer_verb(address, verb, flags, True) if verb in "bodxX" else _bad_verb(value, verb, flags)


def _string(text: str, verb: str, flags: Flags, value: Any) -> str:
    """A string, or the text of `value`'s own method, under a verb for strings."""
    if verb == "s" or (verb == "v" and not flags.sharp_v):
        return _text(text, flags)
    if verb in ("q", "v"):
        return _quoted(text, flags)
    if verb == "x" or verb == "X":
        return _hexadecimal_bytes(text.encode("utf-8", "surrogateescape"), verb, flags)
    return _bad_verb(value, verb, flags)


def _text(text: str, flags: Flags) -> str:
    if flags.precision is not None:
        text = strconv.rejoin(text)[: flags.precision]
    return _pad(text, flags)


def _quoted(text: str, flags: Flags) -> str:
    if flags.precision is not None:
        text = strconv.rejoin(text)[: flags.precision]
    if flags.sharp and strconv.can_backquote(text):
        return _pad(f"`{text}`", flags)
    return _pad(strconv.quote_to_ascii(text) if flags.plus else strconv.quote(text), flags)


def _bytes(value: bytes, verb: str, flags: Flags, depth: int) -> str:
    if verb in ("v", "d"):
        if flags.sharp_v:
            # fmt names the type itself at the top, reflection names it inside containers.
            name = "[]uint8" if depth else "[]byte"
            return f"{name}{{{', '.join([_with_prefix(byte, flags) for byte in value])}}}"
        return f"[{' '.join([_integer(byte, 10, flags) for byte in value])}]"
    if verb == "s":
        return _text(value.decode("utf-8", "surrogateescape"), flags)
    if verb in ("x", "X"):
        return _hexadecimal_bytes(value, verb, flags)
    if verb == "q":
        return _quoted(value.decode("utf-8", "surrogateescape"), flags)
    return _elements([Uint8(byte) for byte in value], "[]uint8", verb, flags, depth)


def _hexadecimal_bytes(data: bytes, verb: str, flags: Flags) -> str:
    """Two digits a byte; `space` separates bytes, `sharp` adds 0x (to each byte when separated)."""
    if flags.precision is not None:
        data = data[: flags.precision]
    if not data:
        return _pad("", flags)
    prefix = "0" + verb if flags.sharp else ""
    if flags.space:
        text = " ".join([f"{prefix}{byte:02{verb}}" for byte in data])
    else:
        text = prefix + (data.hex() if verb == "x" else data.hex().upper())
    return _pad(text, flags)


def _integer_verb(number: int, verb: str, flags: Flags, unsigned: bool, value: Any = None) -> str:
    """An integer under a verb; `value` is the typed value to name when the verb does not fit."""
    if verb == "v" and unsigned and flags.sharp_v:
        return _with_prefix(number, flags)
    if verb in ("d", "v"):
        return _integer(number, 10, flags)
    if verb == "x" or verb == "X":
        text = _integer(number, 16, flags)
        return text.upper() if verb == "X" else text
    if verb == "b":
        return _integer(number, 2, flags)
    if verb in ("o", "O"):
        return _integer(number, 8, flags, "0o" if verb == "O" else "")
    code = number & 0xFFFFFFFFFFFFFFFF
    if verb == "c":
        return _pad(strconv.valid_character(code), flags)
    if verb == "q" and code <= _LAST_CHARACTER:
        return _pad(strconv.quote_rune_to_ascii(code) if flags.plus else strconv.quote_rune(code), flags)
    if verb == "U":
        return _unicode(code, flags)
    return _bad_verb(number if value is None else value, verb, flags)


def _with_prefix(number: int, flags: Flags) -> str:
    sharp, flags.sharp = flags.sharp, True
    text = _integer(number, 16, flags)
    flags.sharp = sharp
    return text


def _integer(number: int, base: int, flags: Flags, octal_prefix: str = "") -> str:
    """An integer in a base, with sign, prefix, leading zeros and padding."""
    if flags.precision is None:
        places = 0
        if flags.zero and flags.width is not None:
            places = flags.width - (number < 0 or flags.plus or flags.space)
    else:
        places = flags.precision
        if places == 0 and number == 0:
            return _pad_blank("", flags)
    size = abs(number)
    if base == 10:
        text = str(size)
    elif base == 16:
        text = f"{size:x}"
    else:
        text = f"{size:o}" if base == 8 else f"{size:b}"
    flags.grow(places)
    text = text.rjust(places, "0")
    if flags.sharp:
        if base == 16:
            text = "0x" + text
        elif base == 2:
            text = "0b" + text
        elif base == 8 and text[0] != "0":
            text = "0" + text
    text = octal_prefix + text
    if number < 0:
        text = "-" + text
    elif flags.plus:
        text = "+" + text
    elif flags.space:
        text = " " + text
    return _pad_blank(text, flags)


def _unicode(code: int, flags: Flags) -> str:
    places = max(flags.precision or 0, 4)
    flags.grow(places)
    text = f"U+{code:0{places}X}"
    if flags.sharp and code <= _LAST_CHARACTER and is_print(code):
        text += f" '{chr(code)}'"
    return _pad_blank(text, flags)


def _float_verb(number: float, verb: str, flags: Flags) -> str:
    if verb == "v":
        return _float(number, "g", -1, flags)
    if verb in ("b", "g", "G", "x", "X"):
        return _float(number, verb, -1, flags)
    if verb in ("f", "F", "e", "E"):
        return _float(number, "f" if verb == "F" else verb, 6, flags)
    return _bad_verb(number, verb, flags)


def _complex(number: complex, verb: str, flags: Flags) -> str:
    """Real and imaginary part in parentheses, the latter always with its sign."""
    if verb not in "vbgGxXfFeE":
        return _bad_verb(number, verb, flags)
    real = _float_verb(number.real, verb, flags)
    plus, flags.plus = flags.plus, True
    imaginary = _float_verb(number.imag, verb, flags)
    flags.plus = plus
    return f"({real}{imaginary}i)"


def _float(number: float, verb: str, precision: int, flags: Flags) -> str:
    """A float: sign as the flags want it, zeros between sign and digits, infinities never padded with zeros."""
    if flags.precision is not None:
        precision = flags.precision
        flags.grow(precision)
    text = strconv.format_float(number, verb, precision)
    sign, digits = (text[0], text[1:]) if text[0] in "+-" else ("+", text)
    if flags.space and sign == "+" and not flags.plus:
        sign = " "
    if digits[0] in "IN":
        if digits[0] == "N" and not flags.space and not flags.plus:
            sign = ""
        return _pad_blank(sign + digits, flags)
    if flags.sharp and verb != "b":
        digits = _with_point(digits, verb, precision)
    if flags.plus or sign != "+":
        if flags.zero and flags.width is not None:
            flags.grow(flags.width)
            return sign + digits.rjust(flags.width - 1, "0")
        return _pad(sign + digits, flags)
    return _pad(digits, flags)


def _with_point(digits: str, verb: str, precision: int) -> str:
    """The `#` flag: always a decimal point, and trailing zeros kept for g and x."""
    wanted = 0
    if verb in ("g", "G", "x"):
        wanted = 6 if precision == -1 else precision
    marks = "pP" if verb in "xX" else "eEpP"
    cut = next((at for at, character in enumerate(digits) if character in marks), len(digits))
    mantissa, tail = digits[:cut], digits[cut:]
    wanted -= len(mantissa.replace(".", "").lstrip("0"))
    if "." not in mantissa:
        if mantissa == "0":
            wanted -= 1
        mantissa += "."
    return mantissa + "0" * max(wanted, 0) + tail


def _pad(text: str, flags: Flags) -> str:
    """`text` at the wanted width in characters, zeros on the left when the flag says so."""
    width = flags.width
    if not width:
        return text
    missing = width - len(strconv.rejoin(text))
    if missing <= 0:
        return text
    flags.grow(missing)
    padding = ("0" if flags.zero else " ") * missing
    return text + padding if flags.minus else padding + text


def _pad_blank(text: str, flags: Flags) -> str:
    """`text` at the wanted width, always with blanks."""
    width = flags.width
    if not width:
        return text
    flags.grow(width)
    return text.ljust(width) if flags.minus else text.rjust(width)
