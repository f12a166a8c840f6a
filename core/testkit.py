"""What tests of plugins need: a kernel of its own for every test, and the program run inside the test's process.

Nothing here touches the network, the home folder or the environment of whoever runs the tests.
"""

from __future__ import annotations

import inspect
import os
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any, NamedTuple

from . import quick
from .console import Console
from .kernel import Kernel, build_kernel
from .settings import Settings


class RecordingConsole(Console):
    """A console that keeps what it is given."""

    def __init__(self) -> None:
        self._outputs = (BytesIO(), BytesIO())
        super().__init__(*self._outputs)

    @property
    def stdout(self) -> str:
        """What was written to standard output."""
        return self._outputs[0].getvalue().decode("utf-8", "surrogateescape")

    @property
    def stderr(self) -> str:
        """What was written to standard error."""
        return self._outputs[1].getvalue().decode("utf-8", "surrogateescape")


class Outcome(NamedTuple):
    """What a run of the program ended with and printed."""

    code: int
    stdout: str
    stderr: str


def write_plugins(folder: str | os.PathLike[str], plugins: Mapping[str, str]) -> None:
    """Write one-file plugins, given as source text by name, into a folder that is made when missing."""
    os.makedirs(folder, exist_ok=True)
    for name, source in plugins.items():
        with open(os.path.join(folder, f"{name}.py"), "w", encoding="utf-8") as stream:
            stream.write(inspect.cleandoc(source) + "\n")


def make_kernel(
    folder: str | os.PathLike[str] = "",
    plugins: Mapping[str, str] | None = None,
    *,
    environment: Mapping[str, str] | None = None,
    flags: Mapping[str, str] | None = None,
    **tables: Any,
) -> Kernel:
    """A kernel with the built-in plugins and those given as source text, which are written into `folder`.

    `environment` replaces the process's and is empty by default, which also means no caches; `flags` are settings by
    name. `tables` may replace ``builtin`` and ``contrib`` (see `build_kernel`). Raises what `build_kernel` raises.
    """
    settings = Settings(environment or {}, dict(flags or {}))
    if plugins is not None:
        write_plugins(folder, plugins)
    if folder:
        settings.flags.setdefault("plugins-dir", os.fspath(folder))
    return build_kernel(settings, RecordingConsole(), **tables)


def run(args: Sequence[str], *, environment: Mapping[str, str] | None = None, program: str = "pilothouse") -> Outcome:
    """Run one command line in this process; `environment` as in `make_kernel`. Errors say all they know."""
    console = RecordingConsole()
    settings = Settings({"PILOTHOUSE_HINTS": "always", **(environment or {})})
    code = quick.run(args, program=program, console=console, settings=settings)
    return Outcome(code, console.stdout, console.stderr)
