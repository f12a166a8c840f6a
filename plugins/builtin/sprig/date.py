"""Sprig's functions on dates. Rule: its date.go.

A date is a time, or Unix seconds of type int, int64 or int32; anything else counts as now.
"""

from __future__ import annotations

from typing import Any

from ....core.golib import duration, time, time_zone
from ....core.golib.types import GoError, GoFunction, Int32, Int64, go

_HTML = "2006-01-02"


def date(layout: str, value: Any) -> str:
    """A date by a layout, in the local zone."""
    return date_in_zone(layout, value, "Local")


def date_in_zone(layout: str, value: Any, zone: str) -> str:
    """A date by a layout, in a named zone; an unknown name means UTC."""
    if value.__class__ in (int, Int64, Int32):
        moment = time.unix(value)
    else:
        moment = value if isinstance(value, time.Time) else time.now()
    try:
        location = time_zone.load(zone)
    except GoError:
        location = time_zone.UTC
    return moment.in_zone(location).format(layout)


def html_date(value: Any) -> str:
    """A date as HTML wants it, in the local zone."""
    return date_in_zone(_HTML, value, "Local")


def html_date_in_zone(value: Any, zone: str) -> str:
    """A date as HTML wants it, in a named zone."""
    return date_in_zone(_HTML, value, zone)


def date_modify(change: str, moment: time.Time) -> time.Time:
    """The time moved by a duration; unmoved when the duration cannot be read."""
    try:
        return moment.add(duration.parse(change))
    except GoError:
        return moment


def ago(value: Any) -> str:
    """How long ago a date was, in whole seconds."""
    now = time.now()
    moment = now
    if value.__class__ in (int, Int64):
        moment = time.unix(value)
    elif isinstance(value, time.Time):
        moment = value
    return duration.to_text(time.round_duration(now.subtract(moment), 1_000_000_000))


def to_date(layout: str, text: str) -> time.Time:
    """The time that a text says by a layout; Go's zero time when it does not."""
    try:
        return time.parse(layout, text, time_zone.local())
    except GoError:
        return time.zero()


def unix_epoch(moment: time.Time) -> str:
    """The Unix seconds of a time."""
    return str(moment.seconds)


_DATE_IN_ZONE = go(date_in_zone, "string", "any", "string")
_DATE_MODIFY = go(date_modify, "string", "time.Time")

FUNCTIONS: dict[str, GoFunction] = {
    "ago": go(ago, "any"),
    "date": go(date, "string", "any"),
    "dateInZone": _DATE_IN_ZONE,
    "dateModify": _DATE_MODIFY,
    "date_in_zone": _DATE_IN_ZONE,
    "date_modify": _DATE_MODIFY,
    "htmlDate": go(html_date, "any"),
    "htmlDateInZone": go(html_date_in_zone, "any", "string"),
    "now": go(time.now),
    "toDate": go(to_date, "string", "string"),
    "unixEpoch": go(unix_epoch, "time.Time"),
}
