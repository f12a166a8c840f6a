"""Declaring a command: its flags and what runs, in one place that needs nothing imported to be read.

A declaration is what help, completion and click's part of the command line are made from (`cli`), and what a plain
command line is read by without them (`quick`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

BOOL = "bool"
STRING = "string"
STRING_ARRAY = "stringArray"
VALUE_FILES = "valueFiles"
INT = "int"
INT32 = "int32"
INT64 = "int64"
UINT = "uint"
UINT32 = "uint32"

REPEATABLE = frozenset((STRING_ARRAY, VALUE_FILES))
"""Kinds of flags that may be given several times; their value is a tuple."""


class Flag:
    """A flag of a command.

    `names` are ``--long`` and perhaps ``-s``. `parameter` is the name under which the command gets the value, made
    from the long name unless given. `kind` is the flag's type under its Go name: a bool, a text, a text or list of
    files that may be repeated (`valueFiles` are comma separated too), or an integer type. `environment` is a variable
    that speaks when the command line does not. With `setting`, the value becomes that setting instead of going to the
    command. `completes` is what a shell offers: ``file``, ``dir`` or nothing. A `hidden` flag is in no help text.
    """

    __slots__ = (
        "completes",
        "default",
        "environment",
        "help",
        "hidden",
        "kind",
        "names",
        "parameter",
        "setting",
        "shown_default",
    )

    def __init__(
        self,
        *names: str,
        kind: str = STRING,
        default: Any = None,
        help: str = "",
        parameter: str = "",
        environment: str = "",
        setting: str = "",
        completes: str = "",
        shown_default: str = "",
        hidden: bool = False,
    ) -> None:
        self.names = names
        self.kind = kind
        self.parameter = parameter or self.long.lstrip("-").replace("-", "_")
        self.help = help
        self.environment = environment
        self.setting = setting
        self.completes = completes
        self.shown_default = shown_default
        self.hidden = hidden
        if default is None and not setting:
            default = False if kind == BOOL else () if kind in REPEATABLE else "" if kind == STRING else 0
        self.default = default

    @property
    def long(self) -> str:
        """The name with two dashes."""
        return next((name for name in self.names if name.startswith("--")), self.names[0])

    @property
    def is_bool(self) -> bool:
        """Whether the flag needs no value."""
        return self.kind == BOOL

    @property
    def title(self) -> str:
        """How messages call the flag: ``-n, --name`` or ``--name``."""
        return ", ".join(sorted(self.names, key=lambda name: name.startswith("--")))


class CommandDeclaration:
    """A command: what it is called, what its help says, which flags it takes, and what runs.

    `run` is called with the kernel, the arguments as a tuple, and every flag's value by its parameter name. `usage` is
    what follows the command's name in its usage line; `completes` is what a shell offers for arguments.
    """

    __slots__ = ("completes", "flags", "help", "name", "run", "usage")

    def __init__(
        self, name: str, run: Callable[..., None], flags: tuple[Flag, ...], *, usage: str, help: str, completes: str
    ) -> None:
        self.name = name
        self.completes = completes
        self.run = run
        self.flags = flags
        self.usage = usage
        self.help = help


def command(
    name: str, *flags: Flag, usage: str = " [flags]", completes: str = ""
) -> Callable[[Callable[..., None]], CommandDeclaration]:
    """Declare a function ``run(kernel, args, **flags)`` as a command; its docstring is the help text."""

    def declare(run: Callable[..., None]) -> CommandDeclaration:
        return CommandDeclaration(name, run, flags, usage=usage, help=run.__doc__ or "", completes=completes)

    return declare


GLOBAL_FLAGS: tuple[Flag, ...] = (
    Flag(
        "--home",
        setting="home",
        completes="dir",
        shown_default="~/.helm",
        help="folder of Helm's configuration. Overrides $HELM_HOME",
    ),
    Flag("--host", setting="host", help="address of Tiller, host:port. Overrides $HELM_HOST"),
    Flag("--tiller", setting="tiller", help="tunnel: use the Tiller in the cluster. Overrides $PILOTHOUSE_TILLER"),
    Flag("--cluster", setting="cluster", help="kind of cluster, such as sandbox. Overrides $PILOTHOUSE_CLUSTER"),
    Flag("--kube-context", setting="kube-context", help="kubeconfig context to use"),
    Flag("--kubeconfig", setting="kubeconfig", completes="file", help="path of the kubeconfig file"),
    Flag("--debug", setting="debug", kind=BOOL, help="say more about what is done"),
    Flag(
        "--tiller-namespace",
        setting="tiller-namespace",
        shown_default="kube-system",
        help="namespace of the release records. Overrides $TILLER_NAMESPACE",
    ),
    Flag(
        "--tiller-connection-timeout",
        setting="tiller-connection-timeout",
        kind=INT64,
        shown_default="300",
        help="seconds to wait for a connection to Tiller",
    ),
    Flag("--no-cache", setting="no-cache", kind=BOOL, help="neither read nor write caches"),
)
"""Flags that every command takes, before or after its name."""

HELP_FLAG = Flag("--help", "-h", kind=BOOL, help="print this help")
"""The flag that prints a command's help text."""


def setting_text(value: Any) -> str:
    """A flag's value as the text of a setting."""
    return ("true" if value else "false") if isinstance(value, bool) else str(value)
