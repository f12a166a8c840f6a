"""Go's time.Time: an instant to the nanosecond, shown in a zone.

Rules: time/time.go. Years reach as far as Go's (about 292 thousand million either way); the arithmetic wraps at 64
bits as Go's does.
"""

from __future__ import annotations

from time import monotonic_ns, time_ns
from typing import TYPE_CHECKING, Any, ClassVar

from . import time_layout, time_zone
from .nil import NilPointer
from .time_layout import Fields
from .time_zone import Location
from .types import Duration, GoError, Int64, Struct, Uint64, WrongResults, go

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .types import GoFunction

RFC3339_NANO = "2006-01-02T15:04:05.999999999Z07:00"
_STRING = "2006-01-02 15:04:05.999999999 -0700 MST"
_SECOND = 1_000_000_000
_DAY = 86_400
_WRAP = 1 << 64
# From the first second of year 1 to 1970, and from the first year Go can count to year 1.
_UNIX_TO_INTERNAL = 62_135_596_800
_INTERNAL_TO_ABSOLUTE = 9_223_371_966_579_724_800
_ABSOLUTE_YEAR = -292_277_022_399
_MAX_DURATION = (1 << 63) - 1
_started = monotonic_ns()


class Month(int):
    """A Go time.Month: an int that prints as a name."""

    __slots__ = ()
    go_type = "time.Month"
    go_kind = "int"

    def go_string(self) -> str:
        """The English name."""
        return time_layout.MONTHS[self - 1]

    go_methods: ClassVar[Mapping[str, GoFunction]] = {"String": go(go_string)}


class Weekday(int):
    """A Go time.Weekday: an int, 0 for Sunday, that prints as a name."""

    __slots__ = ()
    go_type = "time.Weekday"
    go_kind = "int"

    def go_string(self) -> str:
        """The English name."""
        return time_layout.DAYS[self]

    go_methods: ClassVar[Mapping[str, GoFunction]] = {"String": go(go_string)}


class Time(Struct):
    """An instant: Unix seconds, nanoseconds, zone; `monotonic` when it was read from the clock (it shows in print)."""

    __slots__ = ("location", "monotonic", "nanosecond", "seconds")
    go_type = "time.Time"
    go_fields: ClassVar[Mapping[str, str]] = {"wall": "wall", "ext": "ext", "loc": "loc"}

    def __init__(self, seconds: int, nanosecond: int, location: Location, monotonic: int | None = None) -> None:
        self.seconds = _signed(seconds)
        self.nanosecond = nanosecond
        self.location = location
        self.monotonic = monotonic

    def __eq__(self, other: object) -> bool:
        """Same instant, same zone, as == in Go."""
        return (
            isinstance(other, Time)
            and (self.seconds, self.nanosecond) == (other.seconds, other.nanosecond)
            and (self.location, self.monotonic) == (other.location, other.monotonic)
        )

    def __hash__(self) -> int:
        return hash((self.seconds, self.nanosecond))

    @property
    def wall(self) -> Uint64:
        """Go's private field of that name, as far as it is not a clock reading."""
        return Uint64(self.nanosecond)

    @property
    def ext(self) -> Int64:
        """Go's private field of that name: seconds since the year 1."""
        return Int64(_signed(self.seconds + _UNIX_TO_INTERNAL))

    @property
    def loc(self) -> Location | NilPointer:
        """Go's private field of that name: nil for UTC."""
        return NilPointer(Location.go_type) if self.location is time_zone.UTC else self.location

    def go_string(self) -> str | None:
        """The time in the form `2020-01-02 03:04:05.6 +0000 UTC`, with ` m=+0.1` for a reading of the clock."""
        text = self.format(_STRING)
        if self.monotonic is None:
            return text
        sign = "-" if self.monotonic < 0 else "+"
        seconds, nanosecond = divmod(abs(self.monotonic), _SECOND)
        return f"{text} m={sign}{seconds}.{nanosecond:09d}"

    def go_json(self) -> Any:
        """RFC 3339. Raises GoError for years that it cannot write."""
        return self.rfc3339("Time.MarshalJSON")

    def rfc3339(self, caller: str) -> str:
        """RFC 3339 with nanoseconds as needed. Raises GoError, naming the caller, for years it cannot write."""
        if not 0 <= self.fields().year <= 9999:
            raise GoError(f"{caller}: year outside of range [0,9999]")
        return self.format(RFC3339_NANO)

    def fields(self) -> Fields:
        """Calendar and clock in the time's zone."""
        fields = Fields()
        fields.zone, fields.offset = self.location.lookup(self.seconds)
        absolute = (self.seconds + fields.offset + _UNIX_TO_INTERNAL + _INTERNAL_TO_ABSOLUTE) % _WRAP
        days, second = divmod(absolute, _DAY)
        fields.hour, second = divmod(second, 3600)
        fields.minute, fields.second = divmod(second, 60)
        fields.nanosecond = self.nanosecond
        # The first absolute day was a Monday.
        fields.weekday = (absolute + _DAY) % _WRAP // _DAY % 7
        _set_date(fields, days)
        return fields

    def format(self, layout: str) -> str:
        """The time by a layout."""
        return time_layout.write(self.fields(), layout)

    def add(self, duration: int) -> Time:
        """The time that much later."""
        seconds, nanosecond = divmod(self.nanosecond + duration, _SECOND)
        monotonic = None if self.monotonic is None else self.monotonic + duration
        return Time(self.seconds + seconds, nanosecond, self.location, monotonic)

    def subtract(self, other: Time) -> Duration:
        """How much later this time is than `other`, as far as a duration can say."""
        if self.monotonic is not None and other.monotonic is not None:
            difference = self.monotonic - other.monotonic
        else:
            difference = (self.seconds - other.seconds) * _SECOND + self.nanosecond - other.nanosecond
        return Duration(max(-_MAX_DURATION - 1, min(difference, _MAX_DURATION)))

    def in_zone(self, location: Location) -> Time:
        """The same instant in another zone."""
        return Time(self.seconds, self.nanosecond, location, self.monotonic)

    def is_zero(self) -> bool:
        """Whether this is the first second of the year 1, Go's zero time."""
        return self.seconds == -_UNIX_TO_INTERNAL and self.nanosecond == 0


def _signed(number: int) -> int:
    return (number + (1 << 63)) % _WRAP - (1 << 63)


def _set_date(fields: Fields, days: int) -> None:
    """Year, month and day from the number of days since Go's first year."""
    cycles, days = divmod(days, 146_097)
    centuries = min(days // 36_524, 3)
    days -= centuries * 36_524
    fours, days = divmod(days, 1461)
    years = min(days // 365, 3)
    days -= years * 365
    fields.year = year = cycles * 400 + centuries * 100 + fours * 4 + years + _ABSOLUTE_YEAR
    fields.yearday = days + 1
    month = 1
    while days >= (length := time_layout.days_in(month, year)):
        days -= length
        month += 1
    fields.month, fields.day = month, days + 1


def zero() -> Time:
    """Go's zero time: year 1, UTC."""
    return Time(-_UNIX_TO_INTERNAL, 0, time_zone.UTC)


def now() -> Time:
    """The clock's time in the local zone."""
    seconds, nanosecond = divmod(time_ns(), _SECOND)
    return Time(seconds, nanosecond, time_zone.local(), monotonic_ns() - _started)


def unix(seconds: int, nanosecond: int = 0) -> Time:
    """The time of a Unix timestamp, in the local zone."""
    return Time(seconds, nanosecond, time_zone.local())


def date(year: int, month: int, day: int, clock: tuple[int, int, int], nanosecond: int, location: Location) -> Time:
    """A time by calendar and clock (hour, minute, second) in a zone; months and days beyond their range carry over."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    before = year - 1
    days = before * 365 + before // 4 - before // 100 + before // 400
    days += time_layout.DAYS_BEFORE[month - 1] + (month > 2 and time_layout.is_leap(year)) + day - 1
    seconds = days * _DAY + clock[0] * 3600 + clock[1] * 60 + clock[2] - _UNIX_TO_INTERNAL
    _, offset = location.lookup(seconds)
    if offset:
        _, offset = location.lookup(seconds - offset)
    return Time(seconds - offset, nanosecond, location)


def parse(layout: str, value: str, location: Location) -> Time:
    """Read a time by a layout; without a zone in it, it is in `location` (time.ParseInLocation). Raises ParseError."""
    parsed = time_layout.read(layout, value)
    clock = (parsed.hour, parsed.minute, parsed.second)

    def in_zone(zone: Location) -> Time:
        return date(parsed.year, parsed.month, parsed.day, clock, parsed.nanosecond, zone)

    if parsed.utc:
        return in_zone(time_zone.UTC)
    if parsed.offset != -1:
        moment = in_zone(time_zone.UTC).add(-parsed.offset * _SECOND)
        name, offset = location.lookup(moment.seconds)
        if offset == parsed.offset and parsed.zone in ("", name):
            return moment.in_zone(location)
        return moment.in_zone(time_zone.fixed(parsed.zone, parsed.offset))
    if parsed.zone:
        moment = in_zone(time_zone.UTC)
        known = location.lookup_name(parsed.zone, moment.seconds)
        if known is not None:
            return moment.add(-known * _SECOND).in_zone(location)
        hours = int(parsed.zone[3:]) if parsed.zone.startswith("GMT") and len(parsed.zone) > 3 else 0
        return moment.in_zone(time_zone.fixed(parsed.zone, hours * 3600))
    return in_zone(location)


def round_duration(duration: int, unit: int) -> Duration:
    """The nearest multiple of `unit`, halves away from zero; the value itself when that is too large."""
    if unit <= 0:
        return Duration(duration)
    size = abs(duration)
    rest = size % unit
    size = size - rest if rest + rest < unit else size + unit - rest
    size = min(size, _MAX_DURATION + (duration < 0))
    return Duration(-size if duration < 0 else size)


def _add_date(moment: Time, years: int, months: int, days: int) -> Time:
    fields = moment.fields()
    clock = (fields.hour, fields.minute, fields.second)
    return date(
        fields.year + years, fields.month + months, fields.day + days, clock, moment.nanosecond, moment.location
    )


def _truncate(moment: Time, unit: int) -> Time:
    stripped = Time(moment.seconds, moment.nanosecond, moment.location)
    return stripped if unit <= 0 else stripped.add(-_remainder(moment, unit))


def _round(moment: Time, unit: int) -> Time:
    stripped = Time(moment.seconds, moment.nanosecond, moment.location)
    if unit <= 0:
        return stripped
    rest = _remainder(moment, unit)
    return stripped.add(-rest if rest + rest < unit else unit - rest)


def _remainder(moment: Time, unit: int) -> int:
    return ((moment.seconds + _UNIX_TO_INTERNAL) * _SECOND + moment.nanosecond) % unit


def _instant(moment: Time) -> tuple[int, int]:
    return moment.seconds, moment.nanosecond


Time.go_methods = {
    "Add": go(Time.add, "time.Duration"),
    "AddDate": go(_add_date, "int", "int", "int"),
    "After": go(lambda moment, other: _instant(moment) > _instant(other), "time.Time"),
    "Before": go(lambda moment, other: _instant(moment) < _instant(other), "time.Time"),
    "Clock": WrongResults(3),
    "Date": WrongResults(3),
    "Day": go(lambda moment: moment.fields().day),
    "Equal": go(lambda moment, other: _instant(moment) == _instant(other), "time.Time"),
    "Format": go(Time.format, "string"),
    "Hour": go(lambda moment: moment.fields().hour),
    "In": go(Time.in_zone, "*time.Location"),
    "ISOWeek": WrongResults(2),
    "IsZero": go(Time.is_zero),
    "Local": go(lambda moment: moment.in_zone(time_zone.local())),
    "Location": go(lambda moment: moment.location),
    "MarshalJSON": go(lambda moment: f'"{moment.rfc3339("Time.MarshalJSON")}"'.encode()),
    "MarshalText": go(lambda moment: moment.rfc3339("Time.MarshalText").encode()),
    "Minute": go(lambda moment: moment.fields().minute),
    "Month": go(lambda moment: Month(moment.fields().month)),
    "Nanosecond": go(lambda moment: moment.nanosecond),
    "Round": go(_round, "time.Duration"),
    "Second": go(lambda moment: moment.fields().second),
    "String": go(Time.go_string),
    "Sub": go(Time.subtract, "time.Time"),
    "Truncate": go(_truncate, "time.Duration"),
    "UTC": go(lambda moment: moment.in_zone(time_zone.UTC)),
    "Unix": go(lambda moment: Int64(moment.seconds)),
    "UnixNano": go(lambda moment: Int64(_signed(moment.seconds * _SECOND + moment.nanosecond))),
    "Weekday": go(lambda moment: Weekday(moment.fields().weekday)),
    "Year": go(lambda moment: moment.fields().year),
    "YearDay": go(lambda moment: moment.fields().yearday),
    "Zone": WrongResults(2),
}
