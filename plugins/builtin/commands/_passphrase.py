"""Asking for the passphrase of a signing key, which is kept nowhere and never shown.

It comes from a file descriptor, else from HELM_KEY_PASSPHRASE, else from the terminal. Rule: cmd/helm/package.go
(passphraseFetcher).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.errors import ProvenanceError, UsageError
from ....core.golib.strconv import quote
from ._unseen import ask_unseen, read_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from ....core.kernel import Kernel

_VARIABLE = "HELM_KEY_PASSPHRASE"


def passphrase_source(kernel: Kernel, descriptor: int) -> Callable[[str], str]:
    """What gives the passphrase for the key of a name; `descriptor` is -1 for none.

    What is read from a descriptor is remembered, because it can be read once. The function raises UsageError,
    ProvenanceError.
    """
    read: list[str] = []

    def from_descriptor(_name: str) -> str:
        if not read:
            read.append(read_line(descriptor))
        return read[0]

    def from_user(name: str) -> str:
        return kernel.settings.environment.get(_VARIABLE, "") or _prompt(kernel, name)

    return from_user if descriptor < 0 else from_descriptor


def _prompt(kernel: Kernel, name: str) -> str:
    """What the user types. Raises ProvenanceError without a terminal."""
    try:
        return ask_unseen(kernel, f"Password for key {quote(name)} >  ")
    except UsageError as error:
        raise ProvenanceError(
            error.message,
            details=("the key is locked, and there is no terminal to ask for its passphrase",),
            hint=f"give the passphrase in {_VARIABLE}, or on a descriptor: --passphrase-fd 3 3< FILE",
        ) from None
