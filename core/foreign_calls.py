"""Watching what plugins of third parties do while they are at work.

Whose code runs in which thread is known, so that a plugin that is slow, that hangs until somebody presses Ctrl-C, or
that prints into the results can be named. Calls of built-in plugins do not come here.
"""

from __future__ import annotations

import os
import sys
import time
from _thread import _local
from typing import TYPE_CHECKING, Any

from .text import printable

if TYPE_CHECKING:
    from types import TracebackType
    from typing import BinaryIO, Self

    from .console import Console
    from .plugin_record import PluginRecord
    from .settings import Settings

PATIENCE = "plugin-patience"

MAY_TAKE_LONG = frozenset(
    (
        "helm_apply_manifests",
        "helm_run_chart_hooks",
        "helm_serve_charts",
        "helm_serve_releases",
        "helm_wait_until_ready",
    )
)
"""Extension points that wait for a cluster or for clients, which is not the plugin's fault."""

_OUR_VARIABLES = ("HELM_", "HOME", "HTTP_PROXY", "HTTPS_PROXY", "KUBE", "NO_PROXY", "PILOTHOUSE_", "TILLER_")

_AT_ONCE = 1.0
"""Seconds within which nobody is slow."""

_thread = _local()
"""`call` is the innermost call of a foreign plugin in this thread, `watch` who hears of those that have none."""


class Watch:
    """Who is told of calls: a console, and the settings that say how long one may take."""

    __slots__ = ("_console", "_named", "_settings")

    def __init__(self, settings: Settings, console: Console) -> None:
        self._settings = settings
        self._console = console
        self._named: set[str] = set()

    @property
    def patience(self) -> float:
        """Seconds that a call may take without being named; 0 for any."""
        text = self._settings.get(PATIENCE)
        return float(text) if text.isascii() and text.isdecimal() else 10.0

    def notice(self, text: str) -> None:
        """Say something on standard error."""
        self._console.notice(text)

    def name_once(self, text: str) -> None:
        """Say something that is not said again."""
        if text not in self._named:
            self._named.add(text)
            self._console.notice(text)

    def __enter__(self) -> None:
        _thread.watch = self

    def __exit__(self, *_: object) -> None:
        _thread.watch = None


class ForeignCall:
    """Within ``with ForeignCall(record, "helm_load_chart", watch):`` a foreign plugin is at work in this thread.

    `what` is an extension point, or says what is done with the plugin. What it prints goes to standard error with its
    name, a call that takes too long is told of afterwards, and an interrupt gets a note that says who was at work.
    Without a `watch` it is that of the thread, if there is one (``with watch:``). `began` is when, later by as long as
    other foreign plugins took that it called.
    """

    __slots__ = ("_line", "_outer", "_watch", "began", "record", "what")

    def __init__(self, record: PluginRecord, what: str, watch: Watch | None = None) -> None:
        self.record = record
        self.what = what
        self._watch = watch if watch is not None else getattr(_thread, "watch", None)
        self._outer: ForeignCall | None = None
        self.began = 0.0
        self._line = ""

    @property
    def title(self) -> str:
        """The plugin as messages call it."""
        return f"plugin {self.record.name!r} ({self.record.origin})"

    def __enter__(self) -> Self:
        if sys.stdout.__class__ is not DivertedOutput and sys.stdout is not None:
            sys.stdout = DivertedOutput(sys.stdout)
        self._outer = getattr(_thread, "call", None)
        _thread.call = self
        self.began = time.monotonic()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _traceback: TracebackType | None
    ) -> None:
        _thread.call = self._outer
        if self._line:
            self.print("\n")
        if isinstance(error, KeyboardInterrupt) and not hasattr(error, "__notes__"):
            error.add_note(f"{self.title} was at work ({self.what})")
        took = time.monotonic() - self.began
        if self._outer is not None:
            self._outer.began += took
        if self.what not in MAY_TAKE_LONG and took > _AT_ONCE and 0 < self.watch.patience < took:
            self.watch.name_once(f"warning: {self.title} took {took:.0f} seconds ({self.what})")

    @property
    def watch(self) -> Watch:
        """Who hears of it."""
        return self._watch if self._watch is not None else _default_watch()

    def print(self, text: str) -> None:
        """Put out what the plugin has printed, line by line, on standard error."""
        watch = self.watch
        watch.name_once(f"warning: {self.title} prints to standard output, where only results belong; it says:")
        *lines, self._line = (self._line + text).split("\n")
        for line in lines:
            watch.notice(line)


class watching_surroundings:  # noqa: N801 - a context manager reads like a word
    """Within ``with watching_surroundings(call):`` a module is imported, which should change nothing but itself.

    What it changes of the process is told of: the working directory, the handler of Ctrl-C, the standard streams, and
    environment variables that this program reads.
    """

    __slots__ = ("_before", "_call")

    def __init__(self, call: ForeignCall) -> None:
        self._call = call

    def __enter__(self) -> None:
        self._before = _surroundings()

    def __exit__(self, *_: object) -> None:
        before, after = self._before, _surroundings()
        changed = [name for name in dict.fromkeys((*before, *after)) if before.get(name) != after.get(name)]
        if changed:
            self._call.watch.name_once(
                f"warning: {self._call.title} changed {', '.join(changed)} when {self._call.what}"
            )


def _surroundings() -> dict[str, Any]:
    import _signal  # type: ignore[import-not-found]  # the module itself imports enums first

    try:
        folder = os.getcwd()
    except OSError:
        folder = ""
    return {
        "the working directory": folder,
        "the handler of Ctrl-C": _signal.getsignal(_signal.SIGINT),
        "standard output": sys.stdout,
        "standard error": sys.stderr,
        **{f"${name}": value for name, value in os.environ.items() if name.startswith(_OUR_VARIABLES)},
    }


def _default_watch() -> Watch:
    from .console import Console
    from .settings import Settings

    _thread.watch = watch = Watch(Settings(), Console())
    return watch


class DivertedOutput:
    """Stands in the place of `sys.stdout`: what foreign plugins print while they are called goes elsewhere.

    It is put there when the first of them is called, and stays. `beneath` is the standard output itself.
    """

    def __init__(self, beneath: Any) -> None:
        self.beneath = beneath

    def write(self, text: str) -> int:
        """Write a text, or hand it over to the call that it belongs to."""
        call: ForeignCall | None = getattr(_thread, "call", None)
        if call is None:
            written: int = self.beneath.write(text)
            return written
        call.print(text)
        return len(text)

    def writelines(self, lines: list[str]) -> None:
        """Write several texts."""
        for line in lines:
            self.write(line)

    @property
    def buffer(self) -> Any:
        """The stream for bytes."""
        call: ForeignCall | None = getattr(_thread, "call", None)
        return self.beneath.buffer if call is None else _DivertedBytes(call, self.beneath.buffer)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.beneath, name)


class _DivertedBytes:
    """The bytes that a foreign plugin writes past the layer of text."""

    def __init__(self, call: ForeignCall, beneath: BinaryIO) -> None:
        self._call = call
        self._beneath = beneath

    def write(self, data: bytes) -> int:
        """Hand bytes over as text."""
        self._call.print(bytes(data).decode("utf-8", "surrogateescape"))
        return len(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._beneath, name)


def who_was_at_work(error: BaseException) -> str:
    """What an interrupt knows about the foreign plugin that it has interrupted; empty when there was none."""
    return printable("; ".join(note for note in getattr(error, "__notes__", ()) if isinstance(note, str)))


def find_culprit(error: BaseException, plugins: tuple[PluginRecord, ...]) -> PluginRecord | None:
    """The foreign plugin whose code an exception comes from, or whose object lacks an attribute; None when none has.

    Of several it is the innermost one.
    """
    by_module = {name: plugin for plugin in plugins if plugin.is_foreign for name in _packages(plugin)}
    places = []
    step = error.__traceback__
    while step is not None:
        places.append(str(step.tb_frame.f_globals.get("__name__", "")))
        step = step.tb_next
    if isinstance(error, AttributeError):
        lacking = error.obj
        places.append(str(getattr(lacking if isinstance(lacking, type) else type(lacking), "__module__", "")))
    for place in reversed(places):
        while place:
            if place in by_module:
                return by_module[place]
            place = place.rpartition(".")[0]
    return None


def _packages(plugin: PluginRecord) -> tuple[str, ...]:
    """The module of a plugin, and the package that it is in: all that is in there is the plugin's."""
    name = plugin.runtime_name
    return (name, name.rpartition(".")[0]) if "." in name else (name,)
