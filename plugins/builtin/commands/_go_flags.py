"""Reading a command line as Go's own flag library does, which Tiller uses. Rules: flag/flag.go.

One dash or two before a name are the same; a bool flag takes a value only as ``-flag=false``; flags end at the first
word that is none, and after ``--``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.command import HELP_FLAG
from ....core.errors import UsageError
from ....core.flag_parser import parse_value
from ....core.golib.strconv import quote

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ....core.command import Flag

_EXIT_CODE = 2


def parse_go_flags(flags: Iterable[Flag], words: list[str]) -> tuple[dict[str, Any], list[str]]:
    """The values of the flags that were given, by parameter name, and the words behind them.

    ``-h`` counts as ``--help``. Raises UsageError with Go's sentence, exit code 2.
    """
    known = {name.lstrip("-"): flag for flag in (*flags, HELP_FLAG) for name in flag.names}
    values: dict[str, Any] = {}
    rest = list(reversed(words))
    while rest:
        word = rest[-1]
        if len(word) < 2 or word[0] != "-":
            break
        rest.pop()
        if word == "--":
            break
        _read(word, rest, known, values)
    return values, rest[::-1]


def _read(word: str, rest: list[str], known: dict[str, Flag], values: dict[str, Any]) -> None:
    """Read one flag; its value may be the last of `rest`."""
    dashes = 2 if word.startswith("--") else 1
    written = word[dashes:]
    if written[:1] in ("", "-", "="):
        raise _error(f"bad flag syntax: {word}")
    name, equals, text = written.partition("=")
    flag = known.get(name)
    if flag is None:
        raise _error(f"flag provided but not defined: -{name}", _similar(name, known))
    if flag.is_bool and not equals:
        text = "true"
    elif not equals:
        if not rest:
            raise _error(f"flag needs an argument: -{name}")
        text = rest.pop()
    try:
        values[flag.parameter] = parse_value(flag.kind, text)
    except ValueError as error:
        reason = "value out of range" if "out of range" in str(error) else "parse error"
        what = f"boolean value {quote(text)} for" if flag.is_bool else f"value {quote(text)} for flag"
        raise _error(f"invalid {what} -{name}: {reason}") from None


def _similar(name: str, known: dict[str, Flag]) -> str:
    """The hint that names flags whose names are like one that does not exist; empty when there are none."""
    import difflib

    close = difflib.get_close_matches(name, known)
    return f"did you mean {', '.join(f'--{flag}' for flag in close)}?" if close else ""


def _error(message: str, hint: str = "") -> UsageError:
    error = UsageError(message, hint=hint)
    error.exit_code = _EXIT_CODE
    return error
