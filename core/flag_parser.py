"""Reading a command line as Helm's flag library does, from the flags that a command declares.

Rules (spf13/pflag): flags may stand before, between and after arguments; ``--`` ends them; a bool flag takes a value
only as ``--flag=false``; short flags may be joined (``-rq``) and carry a value (``-nfoo``, ``-n=foo``); a value may
begin with a dash. A flag that has an environment variable takes its value from there when the command line is silent;
a text that does not fit is passed over. How the name of a command is found among flags is spf13/cobra's rule.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import Any

from .command import REPEATABLE, VALUE_FILES, Flag
from .errors import UsageError
from .settings import parse_bool

_INTEGERS = {"int": 64, "int32": 32, "int64": 64, "uint": 64, "uint32": 32}


class UnknownFlagError(UsageError):
    """A flag that the command does not have; `flag` is it, with its dashes."""

    def __init__(self, message: str, flag: str) -> None:
        super().__init__(message)
        self.flag = flag


class FlagParser:
    """Takes a command line apart for one command. With `tolerant`, what cannot be understood is passed over."""

    def __init__(
        self, flags: Iterable[Flag], *, tolerant: bool = False, environment: Mapping[str, str] = os.environ
    ) -> None:
        self.tolerant = tolerant
        self.environment = environment
        self._long: dict[str, Flag] = {}
        self._short: dict[str, Flag] = {}
        for flag in flags:
            for name in flag.names:
                table = self._long if name.startswith("--") else self._short
                table[name.lstrip("-")] = flag

    def split_command(self, args: list[str]) -> tuple[list[str], list[str]]:
        """Part a group's command line at the name of its command: the group's own flags, and the rest from the name on.

        Flags before the name that the group does not know belong to the command and go behind its name; each is taken
        to have a value unless it is written with ``=``. Without a name everything is the group's own.
        """
        own: list[str] = []
        foreign: list[str] = []
        at = 0
        while at < len(args) and args[at] != "--":
            word = args[at]
            if word and word[0] != "-":
                return own, [word, *foreign, *args[at + 1 :]]
            flag = self._long.get(word[2:].partition("=")[0]) if word[:2] == "--" else self._short.get(word[1:2])
            lone = "=" not in word and (word[:2] == "--" or len(word) == 2)
            size = 2 if lone and (flag is None or not flag.is_bool) else 1
            if flag is None and size == 2 and len(args) - at <= 2:
                break
            (own if flag is not None else foreign).extend(args[at : at + size])
            at += size
        return args, []

    def parse(self, args: list[str]) -> tuple[dict[str, Any], list[str]]:
        """Values of the flags that were given, by parameter name in the order met, and the arguments.

        Raises UsageError.
        """
        values: dict[str, Any] = {}
        positional: list[str] = []
        rest = list(reversed(args))
        while rest:
            word = rest.pop()
            if len(word) < 2 or word[0] != "-":
                positional.append(word)
            elif word == "--":
                break
            else:
                try:
                    read = self._read_long if word.startswith("--") else self._read_short
                    read(word, rest, values)
                except UsageError:
                    if not self.tolerant:
                        raise
        positional += reversed(rest)
        self._read_environment(values)
        return values, positional

    def _read_environment(self, values: dict[str, Any]) -> None:
        """Fill in flags that were not given from their environment variables, set-but-empty ones included."""
        for flag in self._long.values():
            if flag.environment and flag.parameter not in values and flag.environment in self.environment:
                try:
                    self._store(flag, self.environment[flag.environment], values)
                except UsageError:
                    values[flag.parameter] = flag.default

    def _read_long(self, word: str, rest: list[str], values: dict[str, Any]) -> None:
        """Read ``--name``, ``--name value`` or ``--name=value``."""
        name, equals, value = word[2:].partition("=")
        if not name or name[0] == "-":
            raise UsageError(f"bad flag syntax: {word}")
        flag = self._long.get(name)
        if flag is None:
            error = UnknownFlagError(f"unknown flag: --{name}", f"--{name}")
            if not self.tolerant:
                error.hint = self._similar(name)
            raise error
        if not equals:
            if flag.is_bool:
                value = "true"
            elif rest:
                value = rest.pop()
            else:
                raise UsageError(f"flag needs an argument: {word}")
        self._store(flag, value, values)

    def _similar(self, name: str) -> str:
        """The hint that names flags whose names are like one that does not exist; empty when there are none."""
        import difflib

        close = difflib.get_close_matches(name, self._long)
        return f"did you mean {', '.join(f'--{flag}' for flag in close)}?" if close else ""

    def _read_short(self, word: str, rest: list[str], values: dict[str, Any]) -> None:
        """Read one or more joined short flags, the last one perhaps with a value."""
        letters = word[1:]
        while letters:
            letter, after = letters[0], letters[1:]
            flag = self._short.get(letter)
            if flag is None:
                raise UnknownFlagError(f"unknown shorthand flag: {_quote_first(letters)} in -{letters}", f"-{letter}")
            if len(letters) > 2 and after[0] == "=":
                value, after = after[1:], ""
            elif flag.is_bool:
                value = "true"
            elif after:
                value, after = after, ""
            elif rest:
                value = rest.pop()
            else:
                raise UsageError(f"flag needs an argument: {_quote_first(letters)} in -{letters}")
            self._store(flag, value, values)
            letters = after

    def _store(self, flag: Flag, text: str, values: dict[str, Any]) -> None:
        """Convert a text and note it under the flag's parameter name."""
        try:
            value = parse_value(flag.kind, text)
        except ValueError as error:
            from .golib.strconv import quote

            raise UsageError(f"invalid argument {quote(text)} for {quote(flag.title)} flag: {error}") from None
        if flag.kind in REPEATABLE:
            parts = text.split(",") if flag.kind == VALUE_FILES else [text]
            value = (*values.get(flag.parameter, ()), *parts)
        values[flag.parameter] = value


def parse_value(kind: str, text: str) -> Any:
    """The value of a flag's text. Raises ValueError with Go's sentence when it does not fit the kind."""
    if kind == "bool":
        value = parse_bool(text)
        if value is None:
            from .golib.strconv import quote

            raise ValueError(f"strconv.ParseBool: parsing {quote(text)}: invalid syntax")
        return value
    bits = _INTEGERS.get(kind)
    if bits is None:
        return text
    from .golib import strconv

    try:
        return strconv.parse_uint(text, 0, bits) if kind[0] == "u" else strconv.parse_int(text, 0, bits)
    except strconv.NumError as error:
        raise ValueError(str(error)) from None


def _quote_first(letters: str) -> str:
    """The first byte of `letters` in single quotes, as pflag shows a short flag: it goes by bytes, not characters."""
    from .golib.strconv import quote_rune

    return quote_rune(letters.encode("utf-8", "surrogateescape")[0])
