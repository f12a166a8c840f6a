"""Asking for a line that does not show while it is typed. Rule: golang.org/x/crypto/ssh/terminal (ReadPassword)."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ....core.errors import UsageError
from ....core.golib.oserrors import reason

if TYPE_CHECKING:
    from ....core.kernel import Kernel

_LONGEST = 4096


def read_line(descriptor: int) -> str:
    """The first line behind a descriptor, read to its end and no further. Raises UsageError."""
    line = b""
    try:
        while len(line) < _LONGEST and (byte := os.read(descriptor, 1)) not in (b"", b"\n"):
            line += byte
    except OSError as error:
        raise UsageError(f"cannot read a passphrase from descriptor {descriptor}: {reason(error)}") from None
    return os.fsdecode(line.removesuffix(b"\r"))


def ask_unseen(kernel: Kernel, prompt: str) -> str:
    """The line that the user types on the terminal that standard input is, unseen from the prompt on.

    Raises UsageError (``inappropriate ioctl for device``) when it is no terminal.
    """
    import termios

    try:
        before = termios.tcgetattr(0)
        silent = termios.tcgetattr(0)
        silent[3] = (silent[3] & ~termios.ECHO) | termios.ICANON | termios.ISIG
        silent[0] |= termios.ICRNL
        termios.tcsetattr(0, termios.TCSADRAIN, silent)
    except termios.error as error:
        kernel.console.line(prompt)
        text = str(error.args[-1])
        raise UsageError(text[:1].lower() + text[1:]) from None
    try:
        kernel.console.write(prompt)
        kernel.console.flush()
        return read_line(0)
    finally:
        termios.tcsetattr(0, termios.TCSADRAIN, before)
        kernel.console.line()
