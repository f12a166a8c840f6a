"""Go's strconv: quoting, and text to number and back, digit for digit and error for error.

Strings follow the convention of `types`: bytes that are not UTF-8 are lone surrogates, and are quoted as ``\\xNN``.
"""

from __future__ import annotations

import math
import re
from struct import pack, unpack

from .types import GoError
from .unicode import is_print

SYNTAX = "invalid syntax"
RANGE = "value out of range"

_NEEDS_ESCAPE = re.compile(r'["\\]|[^ -~]')
_NEEDS_ESCAPE_RUNE = r"['\\]|[^ -~]"
_NOT_RAW = re.compile("[\x00-\x08\x0a-\x1f`\x7f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
# DEL has no short form and becomes \u007f; Go 1.17 began to write \x7f.
_SHORT_ESCAPES = {7: "\\a", 8: "\\b", 12: "\\f", 10: "\\n", 13: "\\r", 9: "\\t", 11: "\\v"}
_UNESCAPES = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": "\\"}
_ESCAPE = re.compile(
    r"\\(?:([abfnrtv\\'\"])|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|)", re.ASCII
)
_DECIMAL_FLOAT = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_HEX_FLOAT = r"([+-]?0[xX](?:[0-9a-fA-F]+\.?[0-9a-fA-F]*|\.[0-9a-fA-F]+)[pP])([+-]?[0-9]+)"
_SMALL_INT = re.compile(r"[+-]?[0-9]{1,18}")
_TRUE = frozenset(("1", "t", "T", "true", "TRUE", "True"))
_FALSE = frozenset(("0", "f", "F", "false", "FALSE", "False"))


class NumError(GoError):
    """A number that could not be read: which function, which text, why, and what Go returned besides the error.

    `value` is 0 after a syntax error and the nearest representable number after a range error.
    """

    def __init__(self, function: str, text: str, reason: str, value: float = 0) -> None:
        super().__init__(f"strconv.{function}: parsing {quote(text)}: {reason}")
        self.function = function
        self.text = text
        self.reason = reason
        self.value = value


def rejoin(text: str) -> str:
    """`text` with surrogates that together are valid UTF-8 (after cutting and joining) made characters again."""
    if text.isascii() or not _SURROGATE.search(text):
        return text
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "surrogateescape")


def quote(text: str) -> str:
    """`text` as a double-quoted Go string literal (strconv.Quote)."""
    if not _NEEDS_ESCAPE.search(text):
        return f'"{text}"'
    return '"' + _NEEDS_ESCAPE.sub(_escaped, rejoin(text)) + '"'


def quote_to_ascii(text: str) -> str:
    """`text` as a double-quoted Go string literal in pure ASCII (strconv.QuoteToASCII)."""
    return '"' + _NEEDS_ESCAPE.sub(_escaped_ascii, rejoin(text)) + '"'


def quote_rune(code: int) -> str:
    """The code point as a single-quoted Go character literal (strconv.QuoteRune)."""
    return "'" + re.sub(_NEEDS_ESCAPE_RUNE, _escaped, valid_character(code)) + "'"


def quote_rune_to_ascii(code: int) -> str:
    """The code point as a single-quoted Go character literal in pure ASCII (strconv.QuoteRuneToASCII)."""
    return "'" + re.sub(_NEEDS_ESCAPE_RUNE, _escaped_ascii, valid_character(code)) + "'"


def valid_character(code: int) -> str:
    """The character of a code point; U+FFFD for what is not one (negative, surrogate, too large)."""
    if 0 <= code < 0xD800 or 0xE000 <= code < 0x110000:
        return chr(code)
    return "\ufffd"


def can_backquote(text: str) -> bool:
    """Whether `text` can stand between back-quotes as it is (strconv.CanBackquote)."""
    if _NOT_RAW.search(text):
        return False
    return text.isascii() or not ("\ufeff" in text or _SURROGATE.search(rejoin(text)))


def _escaped(found: re.Match[str]) -> str:
    character = found[0]
    code = ord(character)
    if code >= 0x80 and is_print(code):
        return character
    return _escape(character, code)


def _escaped_ascii(found: re.Match[str]) -> str:
    return _escape(found[0], ord(found[0]))


def _escape(character: str, code: int) -> str:
    if character in "\"'\\":
        return "\\" + character
    if code in _SHORT_ESCAPES:
        return _SHORT_ESCAPES[code]
    if code < 0x20:
        return f"\\x{code:02x}"
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def unquote(literal: str) -> str:
    """The string that a Go literal in double quotes, single quotes or back-quotes stands for (strconv.Unquote).

    Raises GoError("invalid syntax").
    """
    if len(literal) < 2 or literal[0] != literal[-1] or literal[0] not in "\"'`":
        raise GoError(SYNTAX)
    mark, inner = literal[0], literal[1:-1]
    if mark == "`":
        if "`" in inner:
            raise GoError(SYNTAX)
        return inner.replace("\r", "")
    if "\n" in inner:
        raise GoError(SYNTAX)
    inner = _SURROGATE.sub("\ufffd", inner)
    pieces = _unescaped(inner, mark) if "\\" in inner or mark in inner else inner
    if mark == "'" and len(pieces) > 1:
        raise GoError(SYNTAX)
    return rejoin("".join(pieces))


def _unescaped(inner: str, mark: str) -> list[str]:
    """The characters of a literal's inside, one item for each character or escape."""
    pieces: list[str] = []
    position = 0
    while position < len(inner):
        character = inner[position]
        if character != "\\":
            if character == mark:
                raise GoError(SYNTAX)
            pieces.append(character)
            position += 1
            continue
        found = _ESCAPE.match(inner, position)
        assert found is not None
        pieces.append(_unescape(found, mark))
        position = found.end()
    return pieces


def _unescape(found: re.Match[str], mark: str) -> str:
    letter, byte, short, long, octal = found.groups()
    if letter is not None:
        if letter in "'\"":
            if letter != mark:
                raise GoError(SYNTAX)
            return str(letter)
        return _UNESCAPES[letter]
    if byte is not None or octal is not None:
        code = int(byte, 16) if byte is not None else int(octal, 8)
        if code > 255:
            raise GoError(SYNTAX)
        return chr(code) if code < 0x80 else chr(0xDC00 + code)
    if short is None and long is None:
        raise GoError(SYNTAX)
    code = int(short or long, 16)
    if code > 0x10FFFF or 0xD800 <= code < 0xE000:
        raise GoError(SYNTAX)
    return chr(code)


def parse_bool(text: str) -> bool:
    """`1 t T TRUE true True` and their opposites (strconv.ParseBool). Raises NumError."""
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    raise NumError("ParseBool", text, SYNTAX)


def atoi(text: str) -> int:
    """A decimal int (strconv.Atoi). Raises NumError."""
    return _parse_signed("Atoi", text, 10, 64)


def parse_int(text: str, base: int = 10, bits: int = 64) -> int:
    """A signed integer of `bits` bits (strconv.ParseInt); base 0 reads Go's prefixes and underscores.

    Raises NumError.
    """
    return _parse_signed("ParseInt", text, base, bits or 64)


def parse_uint(text: str, base: int = 10, bits: int = 64) -> int:
    """An unsigned integer of `bits` bits, no sign allowed (strconv.ParseUint). Raises NumError."""
    value, reason = _scan_digits(text, base, (1 << (bits or 64)) - 1)
    if reason:
        raise NumError("ParseUint", text, reason, value)
    return value


def _parse_signed(function: str, text: str, base: int, bits: int) -> int:
    if base == 10 and bits == 64 and _SMALL_INT.fullmatch(text):
        return int(text)
    negative = text.startswith("-")
    value, reason = _scan_digits(text[1:] if text[:1] in ("+", "-") else text, base, (1 << bits) - 1)
    if reason and reason != RANGE:
        raise NumError(function, text, reason)
    limit = 1 << (bits - 1)
    if negative:
        if value > limit:
            raise NumError(function, text, RANGE, -limit)
        return -value
    if value >= limit:
        raise NumError(function, text, RANGE, limit - 1)
    return value


def _scan_digits(text: str, base: int, largest: int) -> tuple[int, str]:
    """The number, and why it is not one (empty when it is). An overflow is noticed before a later bad digit."""
    digits = text
    guess = base == 0
    if not text:
        return 0, SYNTAX
    if guess:
        base, digits = _split_prefix(text)
    elif not 2 <= base <= 36:
        return 0, f"invalid base {base}"
    value = 0
    for character in digits:
        if character == "_" and guess:
            continue
        digit = int(character, 36) if character.isascii() and character.isalnum() else base
        if digit >= base:
            return 0, SYNTAX
        value = value * base + digit
        if value > largest:
            return largest, RANGE
    if guess and "_" in text and not _underscores_allowed(text):
        return 0, SYNTAX
    return value, ""


def _split_prefix(text: str) -> tuple[int, str]:
    if text[0] != "0":
        return 10, text
    base = {"b": 2, "o": 8, "x": 16}.get(text[1:2].lower()) if len(text) >= 3 else None
    return (base, text[2:]) if base else (8, text[1:])


def _underscores_allowed(text: str) -> bool:
    """Underscores may stand only between digits, or between a base prefix and a digit."""
    body = text[1:] if text[:1] in ("+", "-") else text
    digit = "0-9"
    if body[:1] == "0" and body[1:2].lower() in ("b", "o", "x"):
        digit = "0-9a-fA-F" if body[1] in "xX" else "0-9"
        body = "0" + body[2:]
    return not re.search(f"(?<![{digit}])_|_(?![{digit}])", body)


def parse_float(text: str, bits: int = 64) -> float:
    """A floating-point number, decimal or hexadecimal, `inf` or `nan` in any case (strconv.ParseFloat).

    Raises NumError; after a range error its value is an infinity.
    """
    number = text
    if "_" in text:
        if not _underscores_allowed(text):
            raise NumError("ParseFloat", text, SYNTAX)
        number = text.replace("_", "")
    if re.fullmatch(_DECIMAL_FLOAT, number):
        value = float(number)
    elif found := re.fullmatch(_HEX_FLOAT, number):
        value = _hexadecimal(found[1], found[2])
    elif text.lower() in ("inf", "+inf", "-inf", "infinity", "+infinity", "-infinity", "nan"):
        return float(text)
    else:
        raise NumError("ParseFloat", text, SYNTAX)
    if bits == 32:
        try:
            value = float(unpack("f", pack("f", value))[0])
        except OverflowError:
            value = math.copysign(math.inf, value)
    if math.isinf(value):
        raise NumError("ParseFloat", text, RANGE, value)
    return value


def _hexadecimal(mantissa: str, exponent: str) -> float:
    sign = "-" if exponent[0] == "-" else ""
    # An exponent of more digits could not change the answer, but would slow down the conversion.
    digits = exponent.lstrip("+-").lstrip("0")[:6] or "0"
    try:
        return float.fromhex(f"{mantissa}{sign}{digits}")
    except OverflowError:
        return -math.inf if mantissa[0] == "-" else math.inf


def format_float(value: float, fmt: str = "g", precision: int = -1, bits: int = 64) -> str:
    """`value` as text (strconv.FormatFloat): `fmt` is one of b, e, E, f, g, G, x, X; precision -1 is the shortest."""
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else ("+Inf" if value > 0 else "-Inf")
    sign = "-" if math.copysign(1.0, value) < 0 else ""
    value = abs(value)
    if bits == 32:
        value = float(unpack("f", pack("f", value))[0])
    if fmt == "b":
        return sign + _binary(value, bits)
    if fmt in "xX":
        text = _hexadecimal_text(value, precision)
        return sign + (text if fmt == "x" else text.upper())
    if fmt == "f":
        if precision >= 0:
            return f"{sign}{value:.{precision}f}"
        digits, point = shortest_digits(value, bits)
        return sign + _positional(digits, point, max(len(digits) - point, 0))
    if fmt in "eE":
        if precision >= 0:
            text = f"{value:.{precision}e}"
        else:
            digits, point = shortest_digits(value, bits)
            text = _exponential(digits, point)
        return sign + (text if fmt == "e" else text.upper())
    text = _general(value, precision, bits)
    return sign + (text if fmt == "g" else text.upper())


def _general(value: float, precision: int, bits: int) -> str:
    """The g format: exponent form below 1e-4 and from 10**precision on, the shortest form from 10**6 on."""
    if precision < 0:
        digits, point = shortest_digits(value, bits)
        limit = 6
    else:
        limit = precision = max(precision, 1)
        digits, point = _split_exponential(f"{value:.{precision - 1}e}")
    if digits and not -4 <= point - 1 < limit:
        return _exponential(digits, point)
    return _positional(digits, point, max(len(digits) - point, 0))


def shortest_digits(value: float, bits: int = 64) -> tuple[str, int]:
    """The fewest digits that read back as the non-negative `value`, and where the decimal point stands in them.

    Zero has no digits: ``("", 0)``.
    """
    if bits == 32:
        for precision in range(9):
            text = f"{value:.{precision}e}"
            if unpack("f", pack("f", float(text)))[0] == value:
                return _split_exponential(text)
    text = repr(value)
    if "e" in text:
        return _split_exponential(text)
    whole, _, fraction = text.partition(".")
    digits = (whole + fraction).lstrip("0")
    point = len(whole) if whole != "0" else len(digits) - len(fraction)
    digits = digits.rstrip("0")
    return (digits, point) if digits else ("", 0)


def _split_exponential(text: str) -> tuple[str, int]:
    mantissa, _, exponent = text.partition("e")
    digits = mantissa.replace(".", "").rstrip("0")
    return (digits, int(exponent) + 1) if digits else ("", 0)


def _exponential(digits: str, point: int) -> str:
    exponent = point - 1 if digits else 0
    mantissa = digits[:1] or "0"
    if len(digits) > 1:
        mantissa += "." + digits[1:]
    return f"{mantissa}e{exponent:+03d}"


def _positional(digits: str, point: int, places: int) -> str:
    whole = digits[:point].ljust(point, "0") if point > 0 else "0"
    if not places:
        return whole
    fraction = digits[point:] if point > 0 else "0" * -point + digits
    return f"{whole}.{fraction[:places].ljust(places, '0')}"


def _binary(value: float, bits: int) -> str:
    """Mantissa and power of two, both decimal: ``4503599627370496p-52``."""
    if bits == 32:
        pattern, width, bias = unpack("I", pack("f", value))[0], 23, 150
    else:
        pattern, width, bias = unpack("Q", pack("d", value))[0], 52, 1075
    exponent = pattern >> width
    mantissa = pattern & ((1 << width) - 1)
    if exponent:
        mantissa |= 1 << width
    else:
        exponent = 1
    return f"{mantissa}p{exponent - bias:+d}"


def _hexadecimal_text(value: float, precision: int) -> str:
    """Hexadecimal mantissa with one digit before the point and a decimal power of two: ``0x1.8p+01``."""
    if value == 0:
        mantissa, exponent = 0, 0
    else:
        fraction, exponent = math.frexp(value)
        mantissa, exponent = int(fraction * (1 << 53)), exponent - 1
    places = 13
    if 0 <= precision < 13:
        drop = 4 * (13 - precision)
        mantissa, rest = mantissa >> drop, mantissa & ((1 << drop) - 1)
        half = 1 << (drop - 1)
        if rest > half or (rest == half and mantissa & 1):
            mantissa += 1
        places = precision
        if mantissa >> (4 * places + 1):
            mantissa, exponent = mantissa >> 1, exponent + 1
    digits = f"{mantissa:0{places + 1}x}"
    tail = digits[1:]
    tail = tail.rstrip("0") if precision < 0 else tail.ljust(precision, "0")
    point = "." if tail else ""
    return f"0x{digits[0]}{point}{tail}p{exponent:+03d}"
