"""Flags as click options: the two ways to declare a flag, made one.

`click_option` makes the option of a declared flag, for help, completion and click's part of the command line. The other
way round, commands that third parties write with click give their options one of the types below (``type=FILE``) and
``cls=Command``; `flag_of` makes flags of those, so that one parser reads them all.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import click

from . import command
from .command import REPEATABLE, Flag
from .flag_parser import FlagParser, parse_value

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.shell_completion import CompletionItem

    ParamType = click.ParamType[Any]
else:
    ParamType = click.ParamType  # takes a type argument from click 8.4 on only


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
        return parse_value(self.name, text)

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


class DeclaredOption(click.Option):
    """The option of a declared flag, which it remembers."""

    def __init__(self, flag: Flag, **settings: Any) -> None:
        kind: Any = None if flag.is_bool else FlagType(flag.kind, flag.completes)
        super().__init__(
            [*flag.names, flag.parameter],
            is_flag=flag.is_bool,
            type=kind,
            multiple=flag.kind in REPEATABLE,
            default=flag.default,
            help=flag.help,
            hidden=flag.hidden,
            **settings,
        )
        self.flag = flag


def click_option(flag: Flag, note: Callable[[click.Context, Flag, Any], None] | None = None) -> DeclaredOption:
    """The option of a flag. With `note`, its value goes there instead of to the command, before other flags' values."""
    if note is None:
        return DeclaredOption(flag)
    return DeclaredOption(
        flag,
        expose_value=False,
        is_eager=True,
        callback=lambda ctx, _, value: note(ctx, flag, value) if value is not None else None,
    )


def flag_of(option: click.Option) -> Flag:
    """The flag that an option stands for."""
    if isinstance(option, DeclaredOption):
        return option.flag
    kind = option.type
    name = command.BOOL if option.is_flag else kind.name if isinstance(kind, FlagType) else command.STRING
    if option.multiple and name not in REPEATABLE:
        name = command.STRING_ARRAY
    default = option.default
    shown = str(default) if option.show_default and isinstance(default, str | int) and not option.is_flag else ""
    return Flag(
        *option.opts,
        kind=name,
        default=default,
        help=option.help or "",
        parameter=option.name or "",
        environment=option.envvar if isinstance(option.envvar, str) else "",
        shown_default=shown,
    )


class OptionParser:
    """What click calls a parser: takes a command line apart for the parameters of a command, by Helm's rules."""

    def __init__(
        self,
        parameters: Iterable[click.Parameter],
        *,
        tolerant: bool = False,
        environment: Mapping[str, str] = os.environ,
    ) -> None:
        self._opt_prefixes = frozenset(("-", "--"))  # click copies this into its context, for completion
        self._parameters = list(parameters)
        options = [parameter for parameter in self._parameters if isinstance(parameter, click.Option)]
        self._options = {option.name: option for option in options}
        self.flags = FlagParser(map(flag_of, options), tolerant=tolerant, environment=environment)

    def parse_args(self, args: list[str]) -> tuple[dict[str, Any], list[str], list[click.Parameter]]:
        """Values by parameter name, what is left over, and the parameters in the order met. Raises UsageError."""
        values, positional = self.flags.parse(args)
        # Help is shown as the other flags want it (which plugins there are), wherever it is asked for.
        order: list[click.Parameter] = sorted(
            (self._options[name] for name in values), key=lambda option: option.name == "help"
        )
        for argument in self._parameters:
            if not isinstance(argument, click.Argument):
                continue
            taken = tuple(positional) if argument.nargs == -1 else positional[0] if positional else None
            positional = [] if argument.nargs == -1 else positional[1:]
            if taken is not None:
                values[argument.name or ""] = taken
            order.append(argument)
        return values, positional, order
