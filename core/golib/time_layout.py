"""Writing and reading times by an example: Go's layouts, in which `Mon Jan 2 15:04:05 MST 2006` stands for the parts.

Rules: time/format.go as of Go 1.15 (fractions of seconds follow a point, never a comma).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .types import GoError

if TYPE_CHECKING:
    from collections.abc import Callable

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
DAYS_BEFORE = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365)

_PARTS = re.compile(
    r"(January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST|0[1-6]|002|15|1|2006|2|_2(?!006)|__2|3|4|5|PM|pm"
    r"|[-Z]07(?:0000|:00:00|00|:00)?|\.(?:0+|9+)(?![0-9]))"
)
_ZONE_NAME = re.compile(r"ChST|MeST|GMT(?:[+-][0-9]+)?|[+-][0-9]+|[A-Z]{3,6}")
_FRACTION = re.compile(r"\.[0-9]")
_PLAIN_NUMBER = re.compile(r"[+-]?[0-9]*")
_layouts: dict[str, list[str]] = {}


class ParseError(GoError):
    """A text that does not follow the layout."""


class Fields:
    """A moment split into what a calendar and a clock show in one zone; `month` and `day` count from 1."""

    __slots__ = (
        "day",
        "hour",
        "minute",
        "month",
        "nanosecond",
        "offset",
        "second",
        "weekday",
        "year",
        "yearday",
        "zone",
    )

    year: int
    month: int
    day: int
    yearday: int
    weekday: int
    hour: int
    minute: int
    second: int
    nanosecond: int
    zone: str
    offset: int


class Parsed:
    """What reading found: the parts, and the zone as an offset, a name, or UTC."""

    __slots__ = (
        "afternoon", "day", "hour", "minute", "month", "morning", "nanosecond", "offset", "second", "utc", "year",
        "yearday", "zone",
    )  # fmt: skip

    def __init__(self) -> None:
        self.year = self.hour = self.minute = self.second = self.nanosecond = 0
        self.month = self.day = self.yearday = -1
        self.morning = self.afternoon = self.utc = False
        self.offset = -1
        self.zone = ""


def _split(layout: str) -> list[str]:
    """Literal text and parts in turn."""
    pieces = _layouts.get(layout)
    if pieces is None:
        if len(_layouts) > 1000:
            _layouts.clear()
        pieces = _layouts[layout] = _PARTS.split(layout)
    return pieces


def is_leap(year: int) -> bool:
    """Whether a year of the Gregorian calendar has 366 days."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_in(month: int, year: int) -> int:
    """The number of days of a month."""
    return DAYS_BEFORE[month] - DAYS_BEFORE[month - 1] + (month == 2 and is_leap(year))


def write(fields: Fields, layout: str) -> str:
    """The moment by the layout (Time.Format)."""
    pieces = _split(layout)
    texts = [pieces[0]]
    for index in range(1, len(pieces), 2):
        part = pieces[index]
        writer = _WRITERS.get(part)
        if writer is not None:
            texts.append(writer(fields))
        elif part[0] == ".":
            texts.append(_fraction(fields.nanosecond, part))
        else:
            texts.append(_numeric_zone(fields.offset, part))
        texts.append(pieces[index + 1])
    return "".join(texts)


def _padded(number: int, width: int) -> str:
    return f"-{-number:0{width}d}" if number < 0 else f"{number:0{width}d}"


def _fraction(nanosecond: int, part: str) -> str:
    digits = f"{nanosecond:09d}"[: len(part) - 1]
    if part[1] == "9":
        digits = digits.rstrip("0")
        return f".{digits}" if digits else ""
    return f".{digits}"


def _numeric_zone(offset: int, part: str) -> str:
    """An offset: hours, then minutes and seconds as far as the part shows them; `Z` parts say Z for zero."""
    if part[0] == "Z" and offset == 0:
        return "Z"
    # Only whole minutes decide about the sign.
    negative = offset <= -60
    size = -offset if negative else offset
    minutes = (abs(offset) // 60) if offset < 0 else offset // 60
    colon = ":" if ":" in part else ""
    text = f"{'-' if negative else '+'}{minutes // 60:02d}"
    shape = part[1:].replace(":", "")
    if len(shape) >= 4:
        text += f"{colon}{minutes % 60:02d}"
    if len(shape) == 6:
        text += colon + _padded(size % 60 if size >= 0 else -(-size % 60), 2)
    return text


def _named_zone(fields: Fields) -> str:
    return fields.zone or _numeric_zone(fields.offset, "-0700")


_WRITERS: dict[str, Callable[[Fields], str]] = {
    "2006": lambda fields: _padded(fields.year, 4),
    "06": lambda fields: f"{abs(fields.year) % 100:02d}",
    "January": lambda fields: MONTHS[fields.month - 1],
    "Jan": lambda fields: MONTHS[fields.month - 1][:3],
    "1": lambda fields: str(fields.month),
    "01": lambda fields: f"{fields.month:02d}",
    "Monday": lambda fields: DAYS[fields.weekday],
    "Mon": lambda fields: DAYS[fields.weekday][:3],
    "2": lambda fields: str(fields.day),
    "_2": lambda fields: f"{fields.day:2d}",
    "02": lambda fields: f"{fields.day:02d}",
    "__2": lambda fields: f"{fields.yearday:3d}",
    "002": lambda fields: f"{fields.yearday:03d}",
    "15": lambda fields: f"{fields.hour:02d}",
    "3": lambda fields: str(fields.hour % 12 or 12),
    "03": lambda fields: f"{fields.hour % 12 or 12:02d}",
    "4": lambda fields: str(fields.minute),
    "04": lambda fields: f"{fields.minute:02d}",
    "5": lambda fields: str(fields.second),
    "05": lambda fields: f"{fields.second:02d}",
    "PM": lambda fields: "PM" if fields.hour >= 12 else "AM",
    "pm": lambda fields: "pm" if fields.hour >= 12 else "am",
    "MST": _named_zone,
}


def read(layout: str, value: str) -> Parsed:
    """Read `value` by the layout (time.Parse, up to the choice of the zone). Raises ParseError."""
    return _Reader(layout, value).read()


class _Bad(Exception):
    """The text does not fit the part being read."""


class _OutOfRange(Exception):
    """A part is a number beyond its range; the argument names the part."""


class _Reader:
    """Reads a value part by part; `rest` is what is still to be read."""

    __slots__ = ("layout", "next_part", "parsed", "rest", "value")

    def __init__(self, layout: str, value: str) -> None:
        self.layout = layout
        self.value = value
        self.rest = value
        self.parsed = Parsed()
        self.next_part = ""

    def read(self) -> Parsed:
        """All parts, checked against each other."""
        pieces = _split(self.layout)
        for index in range(0, len(pieces), 2):
            try:
                self._skip(pieces[index])
            except _Bad:
                raise self._mismatch(pieces[index]) from None
            if index + 1 < len(pieces):
                # A fraction of seconds belongs to the layout only when it follows at once or after text.
                self.next_part = pieces[index + 3] if index + 3 < len(pieces) else ""
                self._part(pieces[index + 1])
        if self.rest:
            raise self._problem(f"extra text: {self.rest}")
        self._resolve()
        return self.parsed

    def _mismatch(self, part: str) -> ParseError:
        return ParseError(f'parsing time "{self.value}" as "{self.layout}": cannot parse "{self.rest}" as "{part}"')

    def _problem(self, message: str) -> ParseError:
        return ParseError(f'parsing time "{self.value}": {message}')

    def _skip(self, literal: str) -> None:
        """Literal text; a run of blanks stands for any run of blanks."""
        while literal:
            if literal[0] == " ":
                if self.rest and self.rest[0] != " ":
                    raise _Bad
                literal = literal.lstrip(" ")
                self.rest = self.rest.lstrip(" ")
                continue
            if not self.rest or self.rest[0] != literal[0]:
                raise _Bad
            literal, self.rest = literal[1:], self.rest[1:]

    def _part(self, part: str) -> None:
        try:
            reader = _READERS.get(part)
            if reader is not None:
                reader(self, part)
            elif part[0] == ".":
                self._fraction(part)
            else:
                self._numeric_zone(part)
        except _OutOfRange as error:
            raise self._problem(f"{error} out of range") from None
        except _Bad:
            raise self._mismatch(part) from None

    def take_number(self, fixed: bool, width: int = 2) -> int:
        """A number of up to `width` digits, exactly as many when `fixed`."""
        size = 0
        while size < width and "0" <= self.rest[size : size + 1] <= "9":
            size += 1
        if size == 0 or (fixed and size < width):
            raise _Bad
        number = int(self.rest[:size])
        self.rest = self.rest[size:]
        return number

    def take(self, size: int) -> str:
        """The next `size` characters."""
        if len(self.rest) < size:
            raise _Bad
        text, self.rest = self.rest[:size], self.rest[size:]
        return text

    def take_name(self, names: tuple[str, ...], size: int | None = None) -> int:
        """One of `names` in any case, cut to `size`; its index from 1."""
        for index, name in enumerate(names):
            name = name[:size]
            beginning = self.rest[: len(name)]
            if beginning.isascii() and beginning.lower() == name.lower():
                self.rest = self.rest[len(name) :]
                return index + 1
        raise _Bad

    def read_year(self, part: str) -> None:
        """Four digits, or two that stand for 1969 to 2068."""
        if part == "2006":
            if not "0" <= self.rest[:1] <= "9":
                raise _Bad
            self.parsed.year = _plain_number(self.take(4))
            return
        year = _plain_number(self.rest[:2] if len(self.rest) > 1 else "?")
        self.rest = self.rest[2:]
        self.parsed.year = year + (1900 if year >= 69 else 2000)

    def read_month(self, part: str) -> None:
        """A month by name or number."""
        if part[0] == "J":
            self.parsed.month = self.take_name(MONTHS, 3 if part == "Jan" else None)
            return
        self.parsed.month = self.take_number(part == "01")
        if not 1 <= self.parsed.month <= 12:
            raise _OutOfRange("month")

    def read_weekday(self, part: str) -> None:
        """A day of the week, only checked for its spelling."""
        self.take_name(DAYS, 3 if part == "Mon" else None)

    def read_day(self, part: str) -> None:
        """A day of the month; whether the month has it is known at the end."""
        if part == "_2" and self.rest.startswith(" "):
            self.rest = self.rest[1:]
        self.parsed.day = self.take_number(part == "02")

    def read_yearday(self, part: str) -> None:
        """A day of the year."""
        if part == "__2":
            for _ in range(2):
                self.rest = self.rest.removeprefix(" ")
        self.parsed.yearday = self.take_number(part == "002", 3)

    def read_hour(self, part: str) -> None:
        """An hour of the day or of its half."""
        self.parsed.hour = self.take_number(part == "03")
        if self.parsed.hour > (23 if part == "15" else 12):
            raise _OutOfRange("hour")

    def read_minute(self, part: str) -> None:
        """A minute."""
        self.parsed.minute = self.take_number(part == "04")
        if self.parsed.minute > 59:
            raise _OutOfRange("minute")

    def read_second(self, part: str) -> None:
        """A second, with a fraction even when the layout has none (then the second itself may be missing)."""
        if not _FRACTION.match(self.rest) or self.next_part.startswith("."):
            self.parsed.second = self.take_number(part == "05")
        if self.parsed.second > 59:
            raise _OutOfRange("second")
        if _FRACTION.match(self.rest) and not self.next_part.startswith("."):
            size = 2
            while "0" <= self.rest[size : size + 1] <= "9":
                size += 1
            self._nanoseconds(size)

    def read_half(self, part: str) -> None:
        """Morning or afternoon, in the case of the layout."""
        half = self.take(2)
        if half == part:
            self.parsed.afternoon = True
        elif half == ("AM" if part == "PM" else "am"):
            self.parsed.morning = True
        else:
            raise _Bad

    def read_zone(self, _: str) -> None:
        """An abbreviation of a zone."""
        if self.rest.startswith("UTC"):
            self.parsed.utc = True
            self.rest = self.rest[3:]
            return
        size = _zone_name_size(self.rest)
        if not size:
            raise _Bad
        self.parsed.zone, self.rest = self.rest[:size], self.rest[size:]

    def _fraction(self, part: str) -> None:
        if part[1] == "0":
            if len(self.rest) < len(part):
                raise _Bad
            self._nanoseconds(len(part))
        elif _FRACTION.match(self.rest):
            size = 1
            while size < 10 and "0" <= self.rest[size : size + 1] <= "9":
                size += 1
            self._nanoseconds(size)

    def _nanoseconds(self, size: int) -> None:
        text = self.take(size)
        if text[0] != ".":
            raise _Bad
        number = _plain_number(text[1:])
        if not 0 <= number < 1_000_000_000:
            raise _OutOfRange("fractional second")
        self.parsed.nanosecond = number * 10 ** max(10 - size, 0)

    def _numeric_zone(self, part: str) -> None:
        if part in ("Z0700", "Z07", "Z07:00") and self.rest.startswith("Z"):
            self.rest = self.rest[1:]
            self.parsed.utc = True
            return
        if any(sign == ":" and self.rest[at : at + 1] != ":" for at, sign in enumerate(part)):
            raise _Bad
        text = self.take(len(part))
        if text[0] not in "+-":
            raise _Bad
        digits = text[1:]
        step = 3 if ":" in part else 2
        numbers = [_plain_number(digits[at : at + 2]) for at in range(0, len(digits), step)]
        hours, minutes, seconds = (*numbers, 0, 0)[:3]
        offset = (hours * 60 + minutes) * 60 + seconds
        self.parsed.offset = -offset if text[0] == "-" else offset

    def _resolve(self) -> None:
        """Make the parts one date: half of the day, day of the year, defaults, length of the month."""
        parsed = self.parsed
        if parsed.afternoon and parsed.hour < 12:
            parsed.hour += 12
        elif parsed.morning and parsed.hour == 12:
            parsed.hour = 0
        if parsed.yearday >= 0:
            self._resolve_yearday()
        else:
            parsed.month = 1 if parsed.month < 0 else parsed.month
            parsed.day = 1 if parsed.day < 0 else parsed.day
        if not 1 <= parsed.day <= days_in(parsed.month, parsed.year):
            raise self._problem("day out of range")

    def _resolve_yearday(self) -> None:
        parsed = self.parsed
        leap = is_leap(parsed.year)
        if not 1 <= parsed.yearday <= 365 + leap:
            raise self._problem("day-of-year out of range")
        month, left = 1, parsed.yearday
        while left > days_in(month, parsed.year):
            left -= days_in(month, parsed.year)
            month += 1
        if parsed.month >= 0 and parsed.month != month:
            raise self._problem("day-of-year does not match month")
        if parsed.day >= 0 and parsed.day != left:
            raise self._problem("day-of-year does not match day")
        parsed.month, parsed.day = month, left


def _plain_number(text: str) -> int:
    """Digits with an optional sign; no digits at all count as zero."""
    if not _PLAIN_NUMBER.fullmatch(text):
        raise _Bad
    digits = text.lstrip("+-") or "0"
    if len(digits.lstrip("0")) > 18:
        raise _OutOfRange("fractional second")
    return -int(digits) if text.startswith("-") else int(digits)


def _zone_name_size(text: str) -> int:
    """How many characters at the start are an abbreviation: three letters, four or five that end in T, or special."""
    found = _ZONE_NAME.match(text)
    if found is None or len(text) < 3:
        return 0
    name = found[0]
    if name in ("ChST", "MeST"):
        return 4
    if name.startswith("GMT"):
        return len(name) if len(name) == 3 or int(name[4:20]) <= 23 else 3
    if name[0] in "+-":
        return len(name) if int(name[1:20]) <= 23 else 0
    if len(name) == 3 or (len(name) in (4, 5) and (name[-1] == "T" or name == "WITA")):
        return len(name)
    return 0


_READERS: dict[str, Callable[[_Reader, str], None]] = {
    **dict.fromkeys(("2006", "06"), _Reader.read_year),
    **dict.fromkeys(("January", "Jan", "1", "01"), _Reader.read_month),
    **dict.fromkeys(("Monday", "Mon"), _Reader.read_weekday),
    **dict.fromkeys(("2", "_2", "02"), _Reader.read_day),
    **dict.fromkeys(("__2", "002"), _Reader.read_yearday),
    **dict.fromkeys(("15", "3", "03"), _Reader.read_hour),
    **dict.fromkeys(("4", "04"), _Reader.read_minute),
    **dict.fromkeys(("5", "05"), _Reader.read_second),
    **dict.fromkeys(("PM", "pm"), _Reader.read_half),
    "MST": _Reader.read_zone,
}
