"""One run of the program: what it has, and how it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .errors import PilothouseError, PluginError
from .kernel import Kernel, build_kernel
from .plugin_module import describe_cause

if TYPE_CHECKING:
    from collections.abc import Callable

    from .console import Console
    from .registry import Provided
    from .settings import Settings


class Termination(KeyboardInterrupt):
    """The process was asked to end (SIGTERM): it ends as after Ctrl-C, so that releases do not stay pending."""


class Run:
    """One run of the program: its settings, its console, and its kernel once it is wanted."""

    def __init__(self, settings: Settings, console: Console) -> None:
        self.settings = settings
        self.console = console
        console.explains = settings.explains(terminal=console.on_terminal)
        self._kernel: Kernel | None = None

    @property
    def kernel(self) -> Kernel:
        """The kernel, made when first asked for (after the plugin switches were read)."""
        if self._kernel is None:
            self._kernel = build_kernel(self.settings, self.console)
        return self._kernel

    def finish(self) -> None:
        """Do the work that was put off until the output is out."""
        if self._kernel is not None:
            self._kernel.finish()

    def internal_error(self, error: Exception) -> PilothouseError:
        """What is said of an exception that nobody has declared: whose it is, if it comes from a foreign plugin."""
        from .foreign_calls import find_culprit

        culprit = find_culprit(error, self._kernel.plugins) if self._kernel is not None else None
        if culprit is None:
            hint = "this is a defect of Pilothouse or of a plugin; --debug shows where it happened"
            return PilothouseError(f"internal error: {describe_cause(error)}", hint=hint)
        return PluginError(
            f"plugin {culprit.name!r} ({culprit.origin}) failed: {describe_cause(error)}",
            plugin=culprit.name,
            distribution=culprit.distribution,
            hint=f"-p no:{culprit.name} leaves the plugin out; --debug shows where it happened",
        )

    def hints(self, error: PilothouseError) -> list[str]:
        """What plugins advise on an error, when there is a kernel to ask."""
        return self._kernel.hints(error) if self._kernel is not None else []


def complete(run: Run, action: Callable[[], int]) -> int:
    """Do what a command line asks for, put the output out, and return the exit code. Raises nothing a user can cause.

    The code is 1 for every error, 130 after an interrupt, 143 after a termination and 141 when the reader of the output
    went away, as a shell reports these signals.
    """
    console = run.console
    try:
        code = _report_errors(run, action)
        console.flush()
        run.finish()
        return code
    except KeyboardInterrupt as stop:
        console.abandon()
        from .foreign_calls import who_was_at_work

        note = who_was_at_work(stop)
        if note:
            console.notice(note)
        return 143 if isinstance(stop, Termination) else 130
    except BrokenPipeError:
        console.abandon()
        return 141
    except PilothouseError as error:
        # The output itself cannot be written, so there is no use in trying to write more of it.
        console.abandon()
        console.error(error)
        return 1


def _report_errors(run: Run, action: Callable[[], int]) -> int:
    """Do something and return its exit code; an error is printed and has its own."""
    try:
        return action()
    except BrokenPipeError:
        raise
    except PilothouseError as error:
        run.console.error(error, run.hints(error))
        if error.__cause__ is not None and run.settings.enabled("debug"):
            run.console.traceback(error)
        return error.exit_code
    except SystemExit as stop:
        # A command may end itself so; what is no number is said, as Python does.
        if stop.code is None or isinstance(stop.code, int):
            return stop.code or 0
        run.console.notice(str(stop.code))
        return 1
    except Exception as error:
        run.console.error(run.internal_error(error))
        if run.settings.enabled("debug"):
            run.console.traceback(error)
    return 1


def command_failure(found: Provided, error: Exception) -> PluginError:
    """The error for an exception that escaped the command of a third party."""
    return PluginError(
        f"command {found.entry.name!r} of plugin {found.plugin.name!r} ({found.plugin.origin}) failed: "
        f"{describe_cause(error)}",
        plugin=found.plugin.name,
        distribution=found.plugin.distribution,
        hint="--debug shows where",
    )


def completion_variable(program: str) -> str:
    """The environment variable through which a completion script asks the program called `program`."""
    return f"_{program.replace('-', '_').replace('.', '_').upper()}_COMPLETE"
