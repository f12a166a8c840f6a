"""Reading a command line as Helm's flag library does, from the options that a click command declares.

Rules (spf13/pflag): flags may stand before, between and after arguments; ``--`` ends them; a bool flag takes a value
only as ``--flag=false``; short flags may be joined (``-rq``) and carry a value (``-nfoo``, ``-n=foo``); a value may
begin with a dash.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import click

from .errors import UsageError
from .settings import parse_bool

_INTEGERS = {"int": (64, True), "int32": (32, True), "int64": (64, True), "uint": (64, False), "uint32": (32, False)}


class FlagType(click.ParamType[Any]):
    """A flag's type under its Go name, with Go's words when a text does not fit.

    `name` is ``string``, ``stringArray``, ``valueFiles`` (comma separated), or an integer type.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    def parse(self, text: str) -> Any:
        """The value of a text. Raises ValueError with Go's sentence."""
        if self.name not in _INTEGERS:
            return text
        bits, signed = _INTEGERS[self.name]
        function = "ParseInt" if signed else "ParseUint"
        digits = text[1:] if signed and text[:1] in ("+", "-") else text
        try:
            if not digits.isascii() or not digits[:1].isdigit() or "__" in digits:
                raise ValueError
            value = int(text, 8) if len(digits) > 1 and digits[0] == "0" and digits.isdigit() else int(text, 0)
        except ValueError:
            raise ValueError(f'strconv.{function}: parsing "{text}": invalid syntax') from None
        low, high = (-(1 << bits - 1), (1 << bits - 1) - 1) if signed else (0, (1 << bits) - 1)
        if not low <= value <= high:
            raise ValueError(f'strconv.{function}: parsing "{text}": value out of range')
        return value

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Defaults and values that were parsed already pass through."""
        return value


STRING = FlagType("string")
STRING_ARRAY = FlagType("stringArray")
VALUE_FILES = FlagType("valueFiles")
INT = FlagType("int")
INT32 = FlagType("int32")
INT64 = FlagType("int64")
UINT = FlagType("uint")
UINT32 = FlagType("uint32")


class FlagParser:
    """Takes a command line apart for one command; what click calls a parser.

    With `interspersed` false, reading stops at the first argument (the name of a subcommand).
    """

    def __init__(self, parameters: Iterable[click.Parameter], *, interspersed: bool, tolerant: bool = False) -> None:
        self._opt_prefixes = frozenset(("-", "--"))  # click copies this into its context
        self.interspersed = interspersed
        self.tolerant = tolerant
        self._long: dict[str, click.Option] = {}
        self._short: dict[str, click.Option] = {}
        self._arguments: list[click.Argument] = []
        for parameter in parameters:
            if isinstance(parameter, click.Argument):
                self._arguments.append(parameter)
            elif isinstance(parameter, click.Option):
                for name in parameter.opts:
                    table = self._long if name.startswith("--") else self._short
                    table[name.lstrip("-")] = parameter

    def parse_args(self, args: list[str]) -> tuple[dict[str, Any], list[str], list[click.Parameter]]:
        """Values by parameter name, what is left over, and the parameters in the order met. Raises UsageError."""
        values: dict[str, Any] = {}
        order: list[click.Parameter] = []
        positional: list[str] = []
        rest = list(reversed(args))
        while rest:
            word = rest.pop()
            if len(word) < 2 or word[0] != "-":
                positional.append(word)
                if not self.interspersed:
                    break
            elif word == "--":
                break
            else:
                try:
                    read = self._read_long if word.startswith("--") else self._read_short
                    read(word, rest, values, order)
                except UsageError:
                    if not self.tolerant:
                        raise
        positional += reversed(rest)
        for argument in self._arguments:
            taken = tuple(positional) if argument.nargs == -1 else positional[0] if positional else None
            positional = [] if argument.nargs == -1 else positional[1:]
            if taken is not None:
                values[argument.name or ""] = taken
            order.append(argument)
        return values, positional, order

    def _read_long(
        self, word: str, rest: list[str], values: dict[str, Any], order: list[click.Parameter]
    ) -> None:
        """Read ``--name``, ``--name value`` or ``--name=value``."""
        name, equals, value = word[2:].partition("=")
        if not name or name[0] == "-":
            raise UsageError(f"bad flag syntax: {word}")
        option = self._long.get(name)
        if option is None:
            raise UsageError(f"unknown flag: --{name}")
        if not equals:
            if option.is_flag:
                value = "true"
            elif rest:
                value = rest.pop()
            else:
                raise UsageError(f"flag needs an argument: {word}")
        self._store(option, value, values, order)

    def _read_short(
        self, word: str, rest: list[str], values: dict[str, Any], order: list[click.Parameter]
    ) -> None:
        """Read one or more joined short flags, the last one perhaps with a value."""
        letters = word[1:]
        while letters:
            letter, after = letters[0], letters[1:]
            option = self._short.get(letter)
            if option is None:
                raise UsageError(f"unknown shorthand flag: '{letter}' in -{letters}")
            if len(letters) > 2 and after[0] == "=":
                value, after = after[1:], ""
            elif option.is_flag:
                value = "true"
            elif after:
                value, after = after, ""
            elif rest:
                value = rest.pop()
            else:
                raise UsageError(f"flag needs an argument: '{letter}' in -{letters}")
            self._store(option, value, values, order)
            letters = after

    def _store(
        self, option: click.Option, text: str, values: dict[str, Any], order: list[click.Parameter]
    ) -> None:
        """Convert a text and note it under the option's name."""
        name = option.name or ""
        value: Any = text
        try:
            if option.is_flag:
                value = parse_bool(text)
                if value is None:
                    raise ValueError(f'strconv.ParseBool: parsing "{text}": invalid syntax')
            elif isinstance(option.type, FlagType):
                value = option.type.parse(text)
        except ValueError as error:
            raise UsageError(f'invalid argument "{text}" for "{flag_name(option)}" flag: {error}') from None
        if option.multiple:
            parts = text.split(",") if option.type is VALUE_FILES else [value]
            values[name] = (*values.get(name, ()), *parts)
        else:
            values[name] = value
        order.append(option)


def flag_name(option: click.Option) -> str:
    """How messages call a flag: ``-n, --name`` or ``--name``."""
    short = [name for name in option.opts if not name.startswith("--")]
    long = [name for name in option.opts if name.startswith("--")]
    return ", ".join(short + long)
