"""Asking for the passphrase of a signing key, which is kept nowhere and never shown.

It comes from a file descriptor, else from HELM_KEY_PASSPHRASE, else from the terminal. Rules: cmd/helm/package.go
(passphraseFetcher), golang.org/x/crypto/ssh/terminal (ReadPassword).
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ....core.errors import ProvenanceError, UsageError
from ....core.golib.oserrors import reason
from ....core.golib.strconv import quote

if TYPE_CHECKING:
    from collections.abc import Callable

    from ....core.kernel import Kernel

_VARIABLE = "HELM_KEY_PASSPHRASE"
_LONGEST = 4096


def passphrase_source(kernel: Kernel, descriptor: int) -> Callable[[str], str]:
    """What gives the passphrase for the key of a name; `descriptor` is -1 for none.

    What is read from a descriptor is remembered, because it can be read once. The function raises UsageError,
    ProvenanceError.
    """
    read: list[str] = []

    def from_descriptor(_name: str) -> str:
        if not read:
            read.append(_read_line(descriptor))
        return read[0]

    def from_user(name: str) -> str:
        return kernel.settings.environment.get(_VARIABLE, "") or _prompt(kernel, name)

    return from_user if descriptor < 0 else from_descriptor


def _read_line(descriptor: int) -> str:
    """The first line behind a descriptor, read to its end and no further."""
    line = b""
    try:
        while len(line) < _LONGEST and (byte := os.read(descriptor, 1)) not in (b"", b"\n"):
            line += byte
    except OSError as error:
        raise UsageError(f"cannot read a passphrase from descriptor {descriptor}: {reason(error)}") from None
    return os.fsdecode(line.removesuffix(b"\r"))


def _prompt(kernel: Kernel, name: str) -> str:
    """The line that the user types on the terminal that standard input is, unseen from the prompt on."""
    import termios

    prompt = f"Password for key {quote(name)} >  "
    try:
        before = termios.tcgetattr(0)
        silent = termios.tcgetattr(0)
        silent[3] = (silent[3] & ~termios.ECHO) | termios.ICANON | termios.ISIG
        silent[0] |= termios.ICRNL
        termios.tcsetattr(0, termios.TCSADRAIN, silent)
    except termios.error as error:
        kernel.console.line(prompt)
        text = str(error.args[-1])
        raise ProvenanceError(
            text[:1].lower() + text[1:],
            details=("the key is locked, and there is no terminal to ask for its passphrase",),
            hint=f"give the passphrase in {_VARIABLE}, or on a descriptor: --passphrase-fd 3 3< FILE",
        ) from None
    try:
        kernel.console.write(prompt)
        kernel.console.flush()
        return _read_line(0)
    finally:
        termios.tcsetattr(0, termios.TCSADRAIN, before)
        kernel.console.line()
