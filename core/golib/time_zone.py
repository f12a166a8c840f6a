"""Go's time.Location: UTC, the machine's local zone, zones of the IANA database, and zones of one fixed offset.

Rules: time/zoneinfo.go, time/zoneinfo_unix.go.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from .types import GoError, Struct, go

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import tzinfo

_YEARS_400 = 12_622_780_800
# Seconds around which Python's calendar knows the time in every zone: 0002-01-01 and 9998-01-01.
_FIRST, _LAST = -62_104_060_800, 253_339_228_800
_DAY = 86_400


class Location(Struct):
    """A time zone: its name, and for any instant the abbreviation and the offset from UTC."""

    __slots__ = ("_abbreviation", "_database", "_offset", "name")
    go_type = "time.Location"
    go_pointer = True

    def __init__(self, name: str, abbreviation: str, offset: int = 0, database: tzinfo | None = None) -> None:
        self.name = name
        self._abbreviation = abbreviation
        self._offset = offset
        self._database = database

    def go_string(self) -> str | None:
        """The name."""
        return self.name

    def lookup(self, unix: int) -> tuple[str, int]:
        """The abbreviation and the offset in seconds that hold at a Unix time."""
        if self._database is None:
            return self._abbreviation, self._offset
        from datetime import UTC as UTC_ZONE
        from datetime import datetime, timedelta

        # The calendar repeats after 400 years; beyond what Python can count, rules repeat with it.
        if not _FIRST <= unix <= _LAST:
            unix = unix % _YEARS_400 + (_LAST // _YEARS_400 - 1) * _YEARS_400 if unix > 0 else _FIRST
        local = (datetime(1970, 1, 1, tzinfo=UTC_ZONE) + timedelta(seconds=unix)).astimezone(self._database)
        offset = local.utcoffset()
        return local.tzname() or "", 0 if offset is None else int(offset.total_seconds())

    def lookup_name(self, abbreviation: str, unix: int) -> int | None:
        """The offset that an abbreviation stands for at a local time, None when this zone never uses it."""
        fallback = None
        for moment in self._moments(unix):
            name, offset = self.lookup(moment)
            if name == abbreviation:
                if self.lookup(unix - offset) == (name, offset):
                    return offset
                fallback = offset if fallback is None else fallback
        return fallback

    def _moments(self, unix: int) -> Iterator[int]:
        """Instants that between them show every abbreviation: the first, the year around, half-years 1900 to 2037."""
        if self._database is not None:
            yield _FIRST
            yield from range(unix - 366 * _DAY, unix + 366 * _DAY, 30 * _DAY)
            yield from range(-70 * 365 * _DAY, 68 * 365 * _DAY, 182 * _DAY)


Location.go_methods = {"String": go(lambda location: location.name)}

UTC = Location("UTC", "UTC")
_loaded: dict[str, Location] = {}


def fixed(abbreviation: str, offset: int) -> Location:
    """A zone that always has the same offset (time.FixedZone)."""
    return Location(abbreviation, abbreviation, offset)


def load(name: str) -> Location:
    """The zone of a name: "" and `UTC`, `Local`, or of the IANA database (time.LoadLocation).

    Raises GoError (`unknown time zone X`, `time: invalid location name`).
    """
    if name in ("", "UTC"):
        return UTC
    if name == "Local":
        return local()
    known = _loaded.get(name)
    if known is None:
        if ".." in name or name[0] in "/\\":
            raise GoError("time: invalid location name")
        known = _loaded[name] = _from_database(name)
    return known


def _from_database(name: str) -> Location:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return Location(name, "", 0, ZoneInfo(name))
    except (OSError, ValueError, ZoneInfoNotFoundError):
        raise GoError(f"unknown time zone {name}") from None


def local() -> Location:
    """The machine's zone: what the variable TZ says, else /etc/localtime, else UTC."""
    setting = os.environ.get("TZ", "\0")
    key = f"\0{setting}"
    known = _loaded.get(key)
    if known is None:
        known = _loaded[key] = _find_local(setting)
    return known


def _find_local(setting: str) -> Location:
    if setting == "\0":
        return _from_file("/etc/localtime", "Local") or UTC
    name = setting.removeprefix(":")
    if name.startswith("/"):
        return _from_file(name, "Local" if name == "/etc/localtime" else name) or UTC
    if name in ("", "UTC"):
        return UTC
    try:
        found = _from_database(name)
    except GoError:
        return UTC
    found.name = "Local"
    return found


def _from_file(path: str, name: str) -> Location | None:
    from zoneinfo import ZoneInfo

    try:
        with open(path, "rb") as file:
            return Location(name, "", 0, ZoneInfo.from_file(file))
    except (OSError, ValueError):
        return None
