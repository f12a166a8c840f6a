"""Reading a command line as Helm's flag library does, from the options that a click command declares.

Rules (spf13/pflag): flags may stand before, between and after arguments; ``--`` ends them; a bool flag takes a value
only as ``--flag=false``; short flags may be joined (``-rq``) and carry a value (``-nfoo``, ``-n=foo``); a value may
begin with a dash. A flag that has an environment variable takes its value from there when the command line is silent;
a text that does not fit is passed over. How the name of a command is found among flags is spf13/cobra's rule.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import click

from .errors import UsageError
from .settings import parse_bool

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    ParamType = click.ParamType[Any]
else:
    ParamType = click.ParamType  # takes a type argument from click 8.4 on only

_INTEGERS = {"int": 64, "int32": 32, "int64": 64, "uint": 64, "uint32": 32}


class UnknownFlagError(UsageError):
    """A flag that the command does not have; `flag` is it, with its dashes."""

    def __init__(self, message: str, flag: str) -> None:
        super().__init__(message)
        self.flag = flag


class FlagType(ParamType):
    """A flag's type under its Go name, with Go's words when a text does not fit.

    `name` is ``string``, ``stringArray``, ``valueFiles`` (comma separated), or an integer type. `completion` says what
    a shell offers for it: ``file``, ``dir``, or nothing.
    """

    def __init__(self, name: str, completion: str = "") -> None:
        self.name = name
        self.completion = completion

    def parse(self, text: str) -> Any:
        """The value of a text. Raises ValueError with Go's sentence."""
        bits = _INTEGERS.get(self.name)
        if bits is None:
            return text
        from .golib import strconv

        try:
            return strconv.parse_uint(text, 0, bits) if self.name[0] == "u" else strconv.parse_int(text, 0, bits)
        except strconv.NumError as error:
            raise ValueError(str(error)) from None

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Defaults and values that were parsed already pass through."""
        return value

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """What a shell offers for an unfinished value."""
        from click.shell_completion import CompletionItem

        return [CompletionItem(incomplete, type=self.completion)] if self.completion else []


STRING = FlagType("string")
STRING_ARRAY = FlagType("stringArray")
VALUE_FILES = FlagType("valueFiles", "file")
FILE = FlagType("string", "file")
DIRECTORY = FlagType("string", "dir")
INT = FlagType("int")
INT32 = FlagType("int32")
INT64 = FlagType("int64")
UINT = FlagType("uint")
UINT32 = FlagType("uint32")


class FlagParser:
    """Takes a command line apart for one command; what click calls a parser.

    With `interspersed` false, reading stops at the first argument (the name of a subcommand).
    """

    def __init__(
        self,
        parameters: Iterable[click.Parameter],
        *,
        interspersed: bool = True,
        tolerant: bool = False,
        environment: Mapping[str, str] = os.environ,
    ) -> None:
        self._opt_prefixes = frozenset(("-", "--"))  # click copies this into its context, for completion
        self.interspersed = interspersed
        self.tolerant = tolerant
        self.environment = environment
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
            option = self._long.get(word[2:].partition("=")[0]) if word[:2] == "--" else self._short.get(word[1:2])
            lone = "=" not in word and (word[:2] == "--" or len(word) == 2)
            size = 2 if lone and (option is None or not option.is_flag) else 1
            if option is None and size == 2 and len(args) - at <= 2:
                break
            (own if option is not None else foreign).extend(args[at : at + size])
            at += size
        return args, []

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
        # Help is shown as the other flags want it (which plugins there are), wherever it is asked for.
        order.sort(key=lambda parameter: parameter.name == "help")
        self._read_environment(values, order)
        for argument in self._arguments:
            taken = tuple(positional) if argument.nargs == -1 else positional[0] if positional else None
            positional = [] if argument.nargs == -1 else positional[1:]
            if taken is not None:
                values[argument.name or ""] = taken
            order.append(argument)
        return values, positional, order

    def _read_environment(self, values: dict[str, Any], order: list[click.Parameter]) -> None:
        """Fill in flags that were not given from their environment variables, set-but-empty ones included."""
        for option in self._long.values():
            variable = option.envvar
            if isinstance(variable, str) and option.name not in values and variable in self.environment:
                try:
                    self._store(option, self.environment[variable], values, order)
                except UsageError:
                    # click would read the variable itself, and not so leniently.
                    values[option.name or ""] = option.default

    def _read_long(self, word: str, rest: list[str], values: dict[str, Any], order: list[click.Parameter]) -> None:
        """Read ``--name``, ``--name value`` or ``--name=value``."""
        name, equals, value = word[2:].partition("=")
        if not name or name[0] == "-":
            raise UsageError(f"bad flag syntax: {word}")
        option = self._long.get(name)
        if option is None:
            raise UnknownFlagError(f"unknown flag: --{name}", f"--{name}")
        if not equals:
            if option.is_flag:
                value = "true"
            elif rest:
                value = rest.pop()
            else:
                raise UsageError(f"flag needs an argument: {word}")
        self._store(option, value, values, order)

    def _read_short(self, word: str, rest: list[str], values: dict[str, Any], order: list[click.Parameter]) -> None:
        """Read one or more joined short flags, the last one perhaps with a value."""
        letters = word[1:]
        while letters:
            letter, after = letters[0], letters[1:]
            option = self._short.get(letter)
            if option is None:
                raise UnknownFlagError(f"unknown shorthand flag: {_quote_first(letters)} in -{letters}", f"-{letter}")
            if len(letters) > 2 and after[0] == "=":
                value, after = after[1:], ""
            elif option.is_flag:
                value = "true"
            elif after:
                value, after = after, ""
            elif rest:
                value = rest.pop()
            else:
                raise UsageError(f"flag needs an argument: {_quote_first(letters)} in -{letters}")
            self._store(option, value, values, order)
            letters = after

    def _store(self, option: click.Option, text: str, values: dict[str, Any], order: list[click.Parameter]) -> None:
        """Convert a text and note it under the option's name."""
        name = option.name or ""
        value: Any = text
        try:
            if option.is_flag:
                value = parse_bool(text)
                if value is None:
                    raise ValueError(f"strconv.ParseBool: parsing {_quote(text)}: invalid syntax")
            elif isinstance(option.type, FlagType):
                value = option.type.parse(text)
        except ValueError as error:
            message = f"invalid argument {_quote(text)} for {_quote(flag_name(option))} flag: {error}"
            raise UsageError(message) from None
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


def _quote(text: str) -> str:
    from .golib import strconv

    return strconv.quote(text)


def _quote_first(letters: str) -> str:
    """The first byte of `letters` in single quotes, as pflag shows a short flag: it goes by bytes, not characters."""
    from .golib import strconv

    return strconv.quote_rune(letters.encode("utf-8", "surrogateescape")[0])
