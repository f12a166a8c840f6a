"""The formats that are checked: those of Helm 3, by rules that need nothing but the standard library."""

from __future__ import annotations

import re
from typing import Any

_DATE = r"\d{4}-\d{2}-\d{2}"
_TIME = r"\d{2}:\d{2}:\d{2}(?:\.\d+)?"
_ZONE = r"(?:Z|[+-]\d{2}:\d{2})"
_PATTERNS = {
    "date": re.compile(_DATE, re.ASCII),
    "time": re.compile(f"{_TIME}{_ZONE}?", re.ASCII),
    "date-time": re.compile(f"{_DATE}[Tt]{_TIME}(?:{_ZONE}|z)|{_DATE}|{_TIME}(?:{_ZONE})?", re.ASCII),
    "hostname": re.compile(
        r"(?=.{1,255}\Z)[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,62}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,62}[a-zA-Z0-9])?)*",
        re.ASCII,
    ),
    "uuid": re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.ASCII | re.IGNORECASE),
    "uri": re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:[^\s\\]*", re.ASCII),
    "uri-reference": re.compile(r"[^\s\\]*"),
    "email": re.compile(r"[^@\s]+@[^@\s]+|.*<[^@\s]+@[^@\s]+>"),
    "json-pointer": re.compile(r"(?:/(?:[^~/]|~[01])*)*"),
}


def _matches(name: str, text: str) -> bool:
    if len(text) > 4096 or not _PATTERNS[name].fullmatch(text):
        return False
    return "date" not in name or _is_day(text)


def _is_day(text: str) -> bool:
    """Whether the date that a text begins with is one of the calendar."""
    from datetime import date

    if text[4:5] != "-":
        return True
    try:
        date.fromisoformat(text[:10])
    except ValueError:
        return False
    return True


def _is_address(text: str, version: int) -> bool:
    from ipaddress import ip_address

    try:
        return ip_address(text).version == version
    except ValueError:
        return False


def _is_regexp(text: str) -> bool:
    from ....core.golib import regexp
    from ....core.golib.regexp_syntax import RegexpError

    try:
        regexp.compile(text)
    except RegexpError:
        return False
    return True


def format_checker() -> Any:
    """The checker of formats for the library; formats that it does not know fit everything."""
    from jsonschema import FormatChecker

    checker = FormatChecker(formats=())
    tests: dict[str, Any] = {name: lambda text, name=name: _matches(name, text) for name in _PATTERNS}
    tests["ipv4"] = lambda text: _is_address(text, 4)
    tests["ipv6"] = lambda text: _is_address(text, 6)
    tests["regex"] = _is_regexp
    for name, test in tests.items():
        checker.checkers = {
            **checker.checkers,
            name: (lambda value, test=test: not isinstance(value, str) or test(value), ()),
        }
    return checker
