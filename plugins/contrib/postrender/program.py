"""Running a post-renderer. Rules: pkg/postrender/exec.go of Helm 3.

The program is the user's, with the user's environment. It gets no terminal, and it does not outlive the command.
"""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import time
from typing import TYPE_CHECKING, Any

from ....core import interruption
from ....core.errors import ManifestError, UsageError

if TYPE_CHECKING:
    from ....core.protocols import KernelView

MAX_OUTPUT = 64 * 1024 * 1024
"""Bytes that a program may print: more than any release can hold."""

MAX_COMPLAINT = 16 * 1024
"""Bytes of standard error that an error repeats, the last ones."""

_LOOK = 0.5
"""Seconds after which it is looked again whether everything is to stop."""

_GRACE = 2.0
"""Seconds between asking a program to end and killing it."""

_PIECE = 65536


def find_program(name: str) -> str:
    """The whole path of a program: a path as it is, a name looked up in $PATH. UsageError when there is none.

    Folders of $PATH that depend on the working directory are passed over: a chart may be what is there.
    """
    if os.sep in name:
        if not os.path.exists(name):
            raise _not_found(name, f"stat {name}: no such file or directory")
        if os.path.isdir(name) or not os.access(name, os.X_OK):
            raise _not_found(name, "permission denied")
        return os.path.abspath(name)
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        path = os.path.join(folder, name)
        if os.path.isabs(folder) and os.path.isfile(path) and os.access(path, os.X_OK):
            return path
    raise _not_found(name, "executable file not found in $PATH")


def _not_found(name: str, reason: str) -> UsageError:
    return UsageError(
        f'unable to find binary at {name}: exec: "{name}": {reason}',
        hint="--post-renderer takes the path of a program, or the name of one in $PATH",
    )


def run_program(path: str, arguments: list[str], stream: str, seconds: int, kernel: KernelView) -> str:
    """What the program prints when it is given `stream`.

    ManifestError when it fails, hangs, prints nothing or too much.
    """
    kernel.progress(f"{os.path.basename(path)} changes the manifests")
    try:
        process = _start(path, arguments)
        try:
            talk = _Conversation(process, stream.encode("utf-8", "surrogateescape"))
            talk.hold(path, time.monotonic() + seconds, seconds)
        finally:
            _end(process)
    finally:
        kernel.progress("")
    complaint = bytes(talk.complaint).decode("utf-8", "surrogateescape")
    if process.returncode:
        raise _failure(f"error while running command {path}. error output:\n{complaint}: {_status(process.returncode)}")
    output = bytes(talk.output).decode("utf-8", "surrogateescape")
    if not output.strip():
        raise _failure(f'post-renderer "{path}" produced empty output')
    return output


def _failure(reason: str) -> ManifestError:
    return ManifestError(f"error while running post render on files: {reason}")


def _status(code: int) -> str:
    """How a program ended, in Go's words."""
    if code >= 0:
        return f"exit status {code}"
    return f"signal: {(signal.strsignal(-code) or str(-code)).lower()}"


def _start(path: str, arguments: list[str]) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(  # noqa: S603 - the program that the user names
            [path, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        reason = str(getattr(error, "strerror", "") or error).lower()
        raise _failure(f"error while running command {path}. error output:\n: fork/exec {path}: {reason}") from None


class _Conversation:
    """Writes to a program and reads from it at the same time, so that neither waits for the other for ever."""

    __slots__ = ("_left", "_process", "complaint", "output")

    def __init__(self, process: subprocess.Popen[bytes], stream: bytes) -> None:
        self._process = process
        self._left = memoryview(stream)
        self.output = bytearray()
        self.complaint = bytearray()

    def hold(self, path: str, deadline: float, seconds: int) -> None:
        """Go on until the program has closed its outputs and ended. ManifestError when that takes too long."""
        process = self._process
        with selectors.DefaultSelector() as selector:
            for pipe, event in (
                (process.stdin, selectors.EVENT_WRITE),
                (process.stdout, selectors.EVENT_READ),
                (process.stderr, selectors.EVENT_READ),
            ):
                os.set_blocking(pipe.fileno(), False)  # type: ignore[union-attr]  # all three are pipes
                selector.register(pipe, event)  # type: ignore[arg-type]
            while selector.get_map():
                self._go_on(path, deadline, seconds)
                for key, _ in selector.select(_LOOK):
                    if not self._move(key.fileobj, path):
                        selector.unregister(key.fileobj)
                        key.fileobj.close()  # type: ignore[union-attr]
        while process.poll() is None:
            self._go_on(path, deadline, seconds)
            try:
                process.wait(_LOOK)
            except subprocess.TimeoutExpired:
                continue

    def _go_on(self, path: str, deadline: float, seconds: int) -> None:
        interruption.check()
        if time.monotonic() >= deadline:
            raise _failure(f'post-renderer "{path}" did not end within {seconds} seconds')

    def _move(self, pipe: Any, path: str) -> bool:
        """Move what there is to be moved at one end; whether that end is needed any longer."""
        writes = pipe is self._process.stdin
        try:
            if writes:
                self._left = self._left[os.write(pipe.fileno(), self._left[:_PIECE]) :]
                return bool(self._left)
            piece: bytes = os.read(pipe.fileno(), _PIECE)
        except BlockingIOError:
            return True
        except BrokenPipeError:
            return False  # it does not want to know the rest, which is its own affair
        if pipe is self._process.stdout:
            self.output += piece
            if len(self.output) > MAX_OUTPUT:
                raise _failure(f'post-renderer "{path}" printed more than {MAX_OUTPUT} bytes')
        else:
            self.complaint += piece
            del self.complaint[:-MAX_COMPLAINT]
        return bool(piece)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Let nothing of a program go on: what still runs is asked to end, then killed."""
    if process.poll() is None:
        _signal(process, signal.SIGTERM)
        try:
            process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            pass
    _signal(process, signal.SIGKILL)
    process.wait()
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe is not None:
            pipe.close()


def _signal(process: subprocess.Popen[bytes], number: int) -> None:
    """Send a signal to a program and to all that it has started in its session."""
    try:
        os.killpg(process.pid, number)
    except OSError:
        pass
